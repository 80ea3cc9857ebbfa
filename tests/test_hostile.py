"""Texts made to hang or to eat the memory: each ends in a report that accounts for all of it, or in a PerfparseError.

Sizes are such that work growing with the square of the text would not end within CI's time.
"""

from __future__ import annotations

import pytest

import perfparse

HEADER = "部门整体支出绩效目标 关键指标 预期实现值 年度完成值\n"
MARKED = "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分\n"
GLUED = MARKED.replace(" | ", "").strip()
MONEY = " | ".join(["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "执行率", *["得分"] * 14]) + "\n"
TEXTS = [
    ("lines of a thousand bars", MARKED + ("|" * 1000 + "\n") * 60),
    ("a million separators", MARKED + "|" * 1_000_000),
    ("a million tabs", MARKED.replace(" | ", "\t") * 3 + "\t" * 1_000_000),
    ("rows without end", MARKED + "产出指标 | 数量指标 | 甲乙丙 | 5个 | 5个 | 10 | 10\n" * 1_000),
    ("cells that are all levels", MARKED + "产出指标 | " * 50_000),
    ("money in columns without end", MONEY + "其他资金 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9\n" * 200 + MARKED),
    ("digits without a gap behind a header", GLUED + "甲乙丙" + "1050105010" * 20_000),
    ("glued rows", GLUED + "产出指标数量指标甲乙丙5个5个1010" * 1_000),
    ("glued headers", GLUED * 2_000),
    ("sentences without an end", "甲乙目标值为" * 30_000),
    ("dollar signs", "$" * 200_000 + MARKED),
    ("a line of 40,000 gaps", HEADER + "字 1 " * 20_000),
    ("numbers in order, as page numbers are", HEADER + "\n".join(map(str, range(1, 8_000)))),
    ("prose only", "这是一句话。\n" * 20_000),
    ("headers only", HEADER * 2_000),
    ("open brackets", HEADER + "（" * 200_000),
    ("pipes", HEADER + "|" * 200_000),
    ("one line without a gap", HEADER + "内容" * 100_000),
    ("titles only", "某局2021年部门整体绩效完成情况表\n" * 5_000 + HEADER),
    ("digits", HEADER + "9" * 200_000),
]


@pytest.mark.parametrize("text", [case[1] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_hostile_text_ends(text: str) -> None:
    report = perfparse.parse(text.encode())
    coverage = report.coverage
    assert coverage.characters == len("".join(text.split()))
    assert coverage.characters == coverage.placed + sum(len("".join(item.text.split())) for item in coverage.rest)


def test_lines_beyond_the_longest_table_are_said_to_be_unplaced() -> None:
    report = perfparse.parse((HEADER + "甲乙丙丁戊己\n" * 20_010).encode())
    assert report.status == "partial"
    assert "unplaced" in {issue.code for issue in report.issues if issue.severity == "error"}
    assert sum(len("".join(item.text.split())) for item in report.coverage.rest if item.kind == "unplaced") == 60
