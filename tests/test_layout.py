"""The parts of the layout, each on the smallest text that shows what it is for."""

from __future__ import annotations

from itertools import pairwise

import pytest

import perfparse
from perfparse import readers
from perfparse.forms.templates import templates
from perfparse.layout import choose, goals, infer
from perfparse.layout.joins import Hints, Joins
from perfparse.layout.landmarks import find
from perfparse.layout.measure import lead, spaced_out, width
from perfparse.layout.slices import is_value, slice_line
from perfparse.model.ir import Layout, TextLine

TEMPLATE = next(template for template in templates() if template.id == "guangzhou-department")
NO_HINTS = Hints(trailing=False, blank=False, tabs=False)
PART_ONE = "部门整体支出绩效目标 关键指标 预期实现值 年度完成值\n"
PART_TWO = (
    "年度主要支出计划\n（对应任务、政策）\n任务（政策）的绩效\n目标\n任务（政策）关键性\n指标\n预期实现值 年度完成值\n"
)


def lines_of(text: str) -> list[TextLine]:
    return [line for page in readers.read(text.encode()).pages for line in page.lines]


def laid_out(text: str) -> Layout:
    return choose.layout(readers.read(text.encode())).layout


def rows(text: str) -> list[list[str]]:
    """The cells of every table, row by row, the header left out."""
    found: list[list[str]] = []
    for table in laid_out(text).tables:
        by_row: dict[int, list[str]] = {}
        for cell in table.cells:
            if cell.row > 0:
                by_row.setdefault(cell.row, []).append(cell.text)
        found += by_row.values()
    return found


# measure

WIDTHS = [
    ("full-width characters", "预期实现值", 5.0),
    ("half-width figures", "2020", 2.0),
    ("quotes are full-width in Chinese print", "“五进”", 4.0),
    ("a gap at a change of script", "20 家", 2.25),
]


@pytest.mark.parametrize(("text", "em"), [case[1:] for case in WIDTHS], ids=[case[0] for case in WIDTHS])
def test_width(text: str, em: float) -> None:
    assert width(text) == em


LEADS = [
    ("one character", "政府的部署", 1.0),
    ("closing punctuation stays with it", "能。三是推进", 2.0),
    ("figures are not broken", "2155.54%和", 4.0),
    ("an opening bracket goes with what follows", "《广州市", 2.0),
]


@pytest.mark.parametrize(("text", "em"), [case[1:] for case in LEADS], ids=[case[0] for case in LEADS])
def test_lead(text: str, em: float) -> None:
    assert lead(text) == em


@pytest.mark.parametrize("text", ["市 安 全 的", "全 面 贯 彻 党 的 教 育 方", "教 育 。 新 增 公 办 学 位"])
def test_a_justified_line_is_spaced_out(text: str) -> None:
    assert spaced_out(text)


@pytest.mark.parametrize("text", ["培训质量 制定合理的课程安排", "7343 个以上，普惠性幼", "≥ 94% 94%", "一 二", ""])
def test_other_lines_are_not_spaced_out(text: str) -> None:
    assert not spaced_out(text)


# joins

ONE_CELL = [
    ("a word over the join (seed, page 4)", "理改革，加快两项重", "点项目建设。四是完"),
    ("what may not begin a line", "任，全面从严治", "，党向纵深发展"),
    ("mid-clause", "坚持贯彻落实市委、", "市政府的部署要求"),
    ("a quote over the join (seed, 放管服)", "继续深化“放", "管服”改革。四是加"),
    ("figures and their unit", "培训教师 14403人次，出动473", "人次，责令整改54家"),
]
TWO_CELLS = [
    ("no word over the join (seed, page 4)", "理改革，加快两项重", "服务服从广州实现老"),
    ("two names", "应急安全宣传", "全年在地级以上市媒体"),
]


def lean(first: str, second: str) -> float:
    return Joins(lines_of(f"{first}\n{second}"), NO_HINTS).between(0, 1).lean


@pytest.mark.parametrize(("first", "second"), [case[1:] for case in ONE_CELL], ids=[case[0] for case in ONE_CELL])
def test_a_join_within_a_cell(first: str, second: str) -> None:
    assert lean(first, second) > 1


@pytest.mark.parametrize(("first", "second"), [case[1:] for case in TWO_CELLS], ids=[case[0] for case in TWO_CELLS])
def test_a_join_between_cells(first: str, second: str) -> None:
    assert lean(first, second) < 0


def test_trailing_spaces_count_only_where_they_go_with_sentence_ends() -> None:
    proven = "一句。 \n二句。 \n三句。 \n前半，\n后半。 \n"
    assert Hints.of(lines_of(proven)).trailing
    assert not Hints.of(lines_of(proven.replace(" \n", "\n"))).trailing
    assert not Hints.of(lines_of("一句。\n二句。\n三句。\n前半， \n后半。\n")).trailing


# slices

CUT = [
    ("two cells (seed, 2.10)", "培训质量 制定合理的课程安排", 0.9, ["培训质量", "制定合理的课程安排"]),
    ("three cells (corpus 05)", "示范点数量 四个 七个", 0.9, ["示范点数量", "四个", "七个"]),
    ("two values", "94% 94%", 0.9, ["94%", "94%"]),
    ("two rates per something (corpus 01)", "761 元 / 生·年 761 元 / 生·年", 0.9, ["761 元 / 生·年", "761 元 / 生·年"]),
]
KEPT = [
    ("figures in a text with a space at every change of script", "全年委托专业机构检查 150 家粉尘涉爆企业", 0.9),
    ("a date", "2023 年 11 月 16 日", 0.9),
    ("a bound and its number", "不超过 209 万元", 0.9),
    ("a justified line", "全 面 贯 彻 党 的 教 育 方", 0.9),
    ("a range", "13 至 15 天", 0.9),
    ("a fraction line", "45 小时 / 周", 0.9),
    ("quoted figures", "处置“ 5.16 ”校车事件", 0.9),
]


def likely_cells(text: str, gaps: float) -> list[str]:
    sliced = slice_line(lines_of(text)[0], 0, gaps)
    ends = [0, *(at for at, cut in enumerate(sliced.cuts, 1) if cut.keep > cut.cut), sliced.points]
    return [sliced.slices[left, right].text for left, right in pairwise(ends)]


@pytest.mark.parametrize(("text", "gaps", "cells"), [case[1:] for case in CUT], ids=[case[0] for case in CUT])
def test_spaces_between_cells(text: str, gaps: float, cells: list[str]) -> None:
    assert likely_cells(text, gaps) == cells


@pytest.mark.parametrize(("text", "gaps"), [case[1:] for case in KEPT], ids=[case[0] for case in KEPT])
def test_spaces_within_a_cell(text: str, gaps: float) -> None:
    assert likely_cells(text, gaps) == [text]


@pytest.mark.parametrize(
    "text", ["≥ 85%", "7 个工作日", "低于 8 个工作日", "六个", "280多人", "593元/人·月", "约 21 万次"]
)
def test_bare_values(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize("text", ["游客满意度", "培训 21场", "2020年，是应急管理", "《计划》100%完成", "及时", "-"])
def test_no_bare_values(text: str) -> None:
    assert not is_value(text)


# landmarks

MARKS = [
    ("a title in two scripts", "岚川市林业局 2021 年部门整体绩效完成情况表\n" + PART_ONE, ["title", "header"]),
    ("no title: no table follows", "岚川市林业局 2021 年部门整体绩效完成情况表\n", []),
    ("a header on one line", PART_ONE, ["header"]),
    ("a header over seven lines", PART_TWO, ["header"]),
    ("a full-width row", "其中：部门年度整体预算完成率：99.23%\n", ["full_row"]),
    ("a page number before a header", "4\n" + PART_ONE, ["page_number", "header"]),
    ("a page number glued to a row (pdfium)", "其中：部门年度整体预算完成率：91.51%2\n" + PART_ONE + "内容\n3\n", []),
    ("no header: one word of it in prose", "本年度预期实现值较高，见下。\n", []),
    ("no title: it goes on", "岚川市林业局2021年部门整体绩效完成情况表填写说明\n", []),
    ("no page number: a figure in a row", "种树\n6\n种草\n", []),
]


@pytest.mark.parametrize(("text", "kinds"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS])
def test_landmarks(text: str, kinds: list[str]) -> None:
    marks = [mark.kind for mark in find(lines_of(text), TEMPLATE).marks]
    if kinds:
        assert marks == kinds
    elif "2\n" in text and "其中" in text:
        assert marks == ["full_row", "page_number", "header", "page_number"]
    else:
        assert marks == []


# whole tables

WRAPPED = """保障供水安全，提升
防洪能力。
供水水质监测
全年监测供水水质不少于
240次，合格率不低于99%。
全年开展水质监测 252次，
合格率99.6%。
堤防加固
完成堤防加固 12公里。
完成堤防加固 9.8公里，
剩余2.2公里因征地未完成。
"""
TABBED = """\t部门整体支出绩效目标
\t关键指标
\t预期实现值
\t年度完成值

\t让水更清。
\t水质监测
\t监测 20次。
\t监测 21次。
合格 20次。

\t
\t堤防加固
\t加固 12公里。
\t加固 9公里。
"""
ONE_LINE_ROWS = """让水更清，让岸更绿。
水质达标率 ≥94% 94%
示范点数量 四个 七个
投诉处理时限 低于8个工作日 7个工作日
"""
TABLES = [
    (
        "wrapped cells, nothing to help (wild 13)",
        PART_ONE + WRAPPED,
        [
            [
                "保障供水安全，提升防洪能力。",
                "供水水质监测",
                "全年监测供水水质不少于240次，合格率不低于99%。",
                "全年开展水质监测 252次，合格率99.6%。",
            ],
            ["堤防加固", "完成堤防加固 12公里。", "完成堤防加固 9.8公里，剩余2.2公里因征地未完成。"],
        ],
    ),
    (
        "cells behind tabs (Tika of a Word file)",
        TABBED,
        [
            ["让水更清。", "水质监测", "监测 20次。", "监测 21次。\n合格 20次。"],
            ["堤防加固", "加固 12公里。", "加固 9公里。"],
        ],
    ),
    (
        "rows of one line",
        PART_ONE + ONE_LINE_ROWS,
        [
            ["让水更清，让岸更绿。", "水质达标率", "≥94%", "94%"],
            ["示范点数量", "四个", "七个"],
            ["投诉处理时限", "低于8个工作日", "7个工作日"],
        ],
    ),
]


@pytest.mark.parametrize(("text", "cells"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_tables(text: str, cells: list[list[str]]) -> None:
    assert rows(text) == cells


def test_a_goal_slice_that_no_column_can_take_stays_with_the_one_before() -> None:
    """Found by hypothesis: behind a page break a line holds two goal slices, and only one goal has begun."""
    lines = lines_of("坚持以水为本，\n建设美丽 河湖。")
    first, second = (slice_line(line, at, 0.9) for at, line in enumerate(lines))
    zones = [[first.slices[0, 1]], [second.slices[0, 1], second.slices[1, 2]]]
    assert goals.part(zones, 2, Joins(lines, NO_HINTS)).columns == ((0,), (0, 0))


# forms no template knows

INFERRED = [
    ("words of other forms", "绩效指标 年度目标值 实际完成值\n", ["indicator", "target", "actual"]),
    ("an order of its own", "完成情况 考核指标 目标值\n", ["actual", "indicator", "target"]),
    ("a column without a role", "指标名称 年初目标 完成值 责任科室\n", ["indicator", "target", "actual", "extra"]),
    ("a wrapped first cell", "重点工作\n考核指标\n预期目标值 年末完成值\n", ["indicator", "target", "actual"]),
]
NOT_INFERRED = [
    ("prose", "本年度目标值已全部完成，见附件。\n"),
    ("one word", "指标\n"),
    ("a list of fees", "收费项目 收费标准 收费依据\n"),
    ("figures", "目标 12 完成 13\n"),
]


@pytest.mark.parametrize(("text", "roles"), [case[1:] for case in INFERRED], ids=[case[0] for case in INFERRED])
def test_headers_no_template_knows(text: str, roles: list[str]) -> None:
    template = infer.template(lines_of(text))
    assert template is not None
    assert [column.role for column in template.sections[0].columns] == roles


@pytest.mark.parametrize("text", [case[1] for case in NOT_INFERRED], ids=[case[0] for case in NOT_INFERRED])
def test_what_is_no_header(text: str) -> None:
    assert infer.template(lines_of(text)) is None


def test_a_form_no_template_knows_gives_records() -> None:
    report = perfparse.parse("绩效指标 目标值 完成值\n养护公路 30公里 28公里\n种树 500棵 520棵\n".encode())
    cells = [[field and field.text for field in (r.indicator, r.target, r.actual)] for r in report.records]
    assert cells == [["养护公路", "30公里", "28公里"], ["种树", "500棵", "520棵"]]
    assert report.template.id is None
    assert report.issues == ()
