"""A long PDF of made-up performance reports, printed by Chromium.

    python benchmarks/chromium_pdf.py OUT.pdf [--reports N]

Chromium's PDFs are unlike those of office programs: rules are thin rectangles, one font becomes dozens of small ones,
a table's header is drawn anew on every page, and a row that a page cuts is left open. The reports are project forms
with ruled tables in several fonts; all words and numbers are invented, the same ones each time. A report takes
three to four pages.
"""

from __future__ import annotations

import argparse
import html
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
)
PATIENCE = 180  # seconds

STYLE = """
@page { size: A4; margin: 15mm 14mm 16mm; @bottom-center { content: "第" counter(page) "页"; font-size: 9pt } }
body { font: 10.5pt "Noto Serif CJK SC", "Songti SC", SimSun, serif; margin: 0 }
h1 { font: bold 17pt "Noto Sans CJK SC", "Heiti SC", SimHei, sans-serif; text-align: center; margin: 0 }
h1.next { break-before: page }
p { text-align: center; margin: 1mm 0 }
table { border-collapse: collapse; width: 100%; margin-bottom: -0.5pt }
td, th { border: 0.5pt solid black; padding: 2pt 3pt; text-align: center }
th { font-family: "Noto Sans CJK SC", "Heiti SC", SimHei, sans-serif }
td.number { font-family: "Noto Sans Mono CJK SC", "Courier New", monospace }
td.prose { text-align: left }
"""

TOWNS = ("岚川市", "砚溪县", "栖云区", "梧桐岭市", "澄湖县", "望舒区")
BODIES = ("农业农村局", "水务局", "文化和旅游局", "交通运输局", "教育局", "应急管理局")
PROJECTS = (
    "灌区渠道修缮",
    "村级道路养护",
    "校舍加固",
    "公交线网优化",
    "避险场所建设",
    "文物点看护",
    "良种推广",
    "供水管网更新",
)
VERBS = ("新建", "改造", "修缮", "巡查", "培训", "发放", "完成", "更新", "养护", "编制")
THINGS = (
    ("供水点", "处"),
    ("田间道路", "公里"),
    ("宣传资料", "份"),
    ("管护人员", "人次"),
    ("泵站", "座"),
    ("应急物资", "套"),
    ("高标准农田", "亩"),
    ("图书", "册"),
    ("路灯", "盏"),
    ("监测设备", "台"),
)
LEVELS = (
    ("产出指标（50分）", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标（30分）", ("经济效益指标", "社会效益指标", "生态效益指标")),
    ("满意度指标（10分）", ("服务对象满意度指标",)),
)
WIDTHS = (9, 9, 17, 12, 17, 6, 6, 24)  # percent
CAUSES = (
    "雨季施工受阻，部分标段顺延至次年春季完成",
    "征地协调进度滞后，下一步加强与属地乡镇沟通，倒排工期",
    "年中压减预算，相应调减任务量，已按程序报批",
    "设备招标两次流标，重新论证技术参数后组织采购",
)
HEADER = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")


def browser() -> str | None:
    """Where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def cell(text: str, kind: str = "", *, rows: int = 1, columns: int = 1) -> str:
    spans = f' rowspan="{rows}"' * (rows > 1) + f' colspan="{columns}"' * (columns > 1)
    return f'<td class="{kind}"{spans}>{html.escape(text)}</td>'


def indicator(chance: random.Random) -> str:
    """The cells of one row from the third level on."""
    thing, unit = chance.choice(THINGS)
    planned = chance.randint(2, 900)
    done = max(1, round(planned * chance.uniform(0.8, 1.2)))
    weight = chance.choice((2, 3, 4, 5))
    short = done < planned
    reason = "；".join(chance.sample(CAUSES, chance.randint(1, 3))) + "。" if short else ""
    actual = f"{done}{unit}"
    if chance.random() < 0.3:
        actual = f"全年{chance.choice(VERBS)}{thing}{done}{unit}，其中{chance.choice(TOWNS)}{max(1, done // 3)}{unit}。"
    return (
        cell(f"{chance.choice(VERBS)}{thing}数量")
        + cell(f"≥{planned}{unit}", "number")
        + cell(actual)
        + cell(str(weight), "number")
        + cell(str(weight - short), "number")
        + cell(reason, "prose")
    )


def rows(chance: random.Random) -> str:
    """The rows of one report, the levels in merged cells."""
    lines = []
    for level1, names in LEVELS:
        counts = [chance.randint(2, 6) for _ in names]
        first = cell(level1, rows=sum(counts))
        for name, count in zip(names, counts, strict=True):
            second = cell(name, rows=count)
            for _ in range(count):
                lines.append(f"<tr>{first}{second}{indicator(chance)}</tr>")
                first = second = ""
    total = cell("总分", columns=5) + cell("100", "number") + cell("94", "number") + cell("")
    return "".join(lines) + f"<tr>{total}</tr>"


def budget(chance: random.Random) -> str:
    planned = chance.randint(200, 9000)
    spent = round(planned * chance.uniform(0.7, 1.0))
    named = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    figures = ("年度资金总额", str(planned), str(planned), str(spent), "10", f"{spent / planned:.2%}", "9")
    first = cell("项目资金（万元）", rows=2) + "".join(map(cell, named))
    return f"<tr>{first}</tr><tr>{''.join(map(cell, figures))}</tr>"


def report(chance: random.Random, number: int) -> str:
    town, project, year = chance.choice(TOWNS), chance.choice(PROJECTS), 2018 + number % 7
    aims = "，".join(f"{chance.choice(VERBS)}{chance.choice(THINGS)[0]}{chance.randint(2, 99)}处" for _ in range(5))
    head = (
        f"<tr>{cell('项目名称')}{cell(project, columns=7)}</tr>"
        f"<tr>{cell('主管部门')}{cell(town + chance.choice(BODIES), columns=3)}"
        f"{cell('实施单位')}{cell(town + '项目中心', columns=3)}</tr>{budget(chance)}"
        f"<tr>{cell('年度总体目标', rows=2)}{cell('预期目标', columns=4)}{cell('实际完成情况', columns=3)}</tr>"
        f"<tr>{cell(aims + '。', 'prose', columns=4)}{cell('已' + aims + '。', 'prose', columns=3)}</tr>"
    )
    names = "".join(f'<th style="width: {width}%">{name}</th>' for name, width in zip(HEADER, WIDTHS, strict=True))
    return (
        f'<h1 class="{"next" if number else ""}">项目支出绩效自评表</h1><p>（{year}年度）</p><table>{head}</table>'
        f"<table><thead><tr>{names}</tr></thead><tbody>{rows(chance)}</tbody></table>"
    )


def page(reports: int) -> str:
    """The reports as one HTML page."""
    chance = random.Random(2013)
    body = "".join(report(chance, number) for number in range(reports))
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{STYLE}</style>{body}</html>'


def make(target: Path, reports: int) -> None:
    """Print so many reports to `target`. Raises OSError where Chromium is missing or does not print."""
    command = browser()
    if command is None:
        raise OSError("Chromium is not installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        source = Path(name) / "reports.html"
        source.write_text(page(reports), encoding="utf-8")
        profile, printed = f"--user-data-dir={name}/profile", f"--print-to-pdf={target.resolve()}"
        try:
            done = subprocess.run(
                [command, *FLAGS, profile, printed, source.as_uri()], capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise OSError(f"Chromium did not print within {PATIENCE} s") from error
    if done.returncode or not target.exists():
        raise OSError(f"Chromium ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()[-200:]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path, metavar="OUT.pdf")
    parser.add_argument("--reports", type=int, default=40, metavar="N", help="how many reports to make (40)")
    arguments = parser.parse_args()
    try:
        make(arguments.target, arguments.reports)
    except OSError as error:
        print(f"chromium_pdf: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
