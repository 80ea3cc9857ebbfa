"""Headers of two rows, told by what their words mean."""

from __future__ import annotations

import pytest

from perfparse.forms.headers import column_role
from perfparse.forms.two_rows import merged, parted
from perfparse.model.ir import Role

LEVELS = "一级指标 二级指标 三级指标"
MERGED = [
    # upper row; lower row; the columns as they stand in print
    ("绩效指标 年度指标值 得分", f"{LEVELS} 目标值 完成值", f"{LEVELS} 目标值 完成值 得分"),
    (
        "绩效指标 指标值 分值 得分 未完成情况",
        f"{LEVELS} 目标值 完成值 原因 改进措施",
        f"{LEVELS} 目标值 完成值 分值 得分 原因 改进措施",
    ),
    (
        "绩效指标 指标完成情况 评分情况 责任股室 未完成原因",
        f"{LEVELS} 目标值 完成值 分值 得分",
        f"{LEVELS} 目标值 完成值 分值 得分 责任股室 未完成原因",
    ),
    (f"{LEVELS} 年度指标值 完成值 得分", "运算符号 内容 度量单位", f"{LEVELS} 运算符号 内容 度量单位 完成值 得分"),
]
NOT_MERGED = [
    # the lower row has all columns by itself; or it is no header's
    ("绩效指标 指标完成情况", f"{LEVELS} 目标值 完成值"),
    ("分值 得分", "目标值 完成值"),
    ("绩效指标", f"{LEVELS} 目标值"),
    (LEVELS, "目标值"),
]
PARTED = [
    # words of both rows, one after another; the first of the upper and of the lower row
    (f"绩效指标 年度指标值 得分 {LEVELS} 目标值 完成值", (0, 3)),
    (f"绩效指标 {LEVELS} 年度指标值 完成值 得分 运算符号 内容 度量单位", (1, 7)),
    (f"绩效指标 {LEVELS} 年度指标值 完成值 得分", None),
    (f"{LEVELS} 指标性质 指标值 度量单位 完成值", None),
    ("指标名称 指标值 完成值", None),
]


def row(words: str) -> list[tuple[str, Role]]:
    return [(word, column_role(word) or "extra") for word in words.split()]


@pytest.mark.parametrize(("upper", "lower", "columns"), MERGED)
def test_two_rows_of_a_header_make_one(upper: str, lower: str, columns: str) -> None:
    rows = upper.split(), lower.split()
    whole = merged(row(upper), row(lower))
    assert whole is not None
    assert " ".join(rows[column.row][column.at] for column in whole.columns) == columns


def test_a_word_that_says_nothing_is_what_it_stands_under() -> None:
    whole = merged(row(f"{LEVELS} 年度指标值 完成值 得分"), row("运算符号 内容 度量单位"))
    assert whole is not None
    assert [column.role for column in whole.columns if column.row == 1] == ["nature", "target", "unit"]


@pytest.mark.parametrize(("upper", "lower"), NOT_MERGED)
def test_rows_that_make_no_header_together_are_left(upper: str, lower: str) -> None:
    assert merged(row(upper), row(lower)) is None


@pytest.mark.parametrize(("words", "rows"), PARTED)
def test_where_the_lower_row_begins(words: str, rows: tuple[int, int] | None) -> None:
    assert parted([role for _, role in row(words)]) == rows
