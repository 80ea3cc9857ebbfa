"""Texts made to hang or to eat the memory: each ends in a report that accounts for all of it, or in a PerfparseError.

Sizes are such that work growing with the square of the text would not end within CI's time.
"""

from __future__ import annotations

import pytest

import perfparse

HEADER = "部门整体支出绩效目标 关键指标 预期实现值 年度完成值\n"
TEXTS = [
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
