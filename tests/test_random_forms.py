"""Forms drawn at random from one content: whatever a print does with levels, headers, totals, the same rows come out.

The contents are made up. The drawings vary what published forms vary: the order of the columns and their words, how
levels are printed, headers of one or two rows, labels beside the block, totals, grades, notes and signatures.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import Maker
from form_contents import LEVELS, NAMES
from perfparse.forms.templates import templates
from perfparse.language.folding import squeeze
from perfparse.segment.flow import segment
from perfparse.segment.model import Row

HEADERS = {
    "indicator": ("三级指标", "指标名称", "绩效指标名称", "考核指标"),
    "target": ("年度指标值", "目标值（A）", "年初目标值", "计划完成值", "预期指标值"),
    "actual": ("实际完成值", "全年实际值(B)", "完成情况", "年终完成值"),
    "weight": ("分值", "权重（%）", "指标分值", "标准分"),
    "score": ("得分", "自评得分", "自评分"),
    "reason": ("偏差原因分析及改进措施", "未完成原因分析", "扣分原因"),
}
LEVEL_STYLES = ("merged", "repeated", "once", "one word", "headings", "none")
TARGETS = (("≥", "12", "座"), ("≤", "46", "万元"), ("=", "100", "%"), ("＞", "4.5", "公里"))
ACTUALS = ("13座", "45.2万元", "100%", "5公里", "按期完成")
REASONS = ("", "", "材料涨价", "汛期停工")

Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Levels, name, the three parts of the target, actual value, weight, score and reason of each row."""

    rows: tuple[tuple[tuple[str, str], str, tuple[str, str, str], str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Print:
    """What a print does with a content."""

    levels: str
    split: bool
    order: tuple[str, ...]
    words: dict[str, str]
    side: bool
    total: str
    grade: bool
    note: int | None
    signed: bool
    fields: bool
    loose: bool
    """Whether a header of two rows has no merged cells."""
    numbered: bool
    weighed: bool
    """Whether the first levels have their weights with them."""
    again: int | None
    """The row behind which the header is printed again."""


@st.composite
def contents(draw: st.DrawFn) -> Content:
    names = draw(st.permutations(NAMES))[: draw(st.integers(2, 8))]
    rows = []
    for level, name in sorted((draw(st.integers(0, len(LEVELS) - 1)), name) for name in names):
        parts = draw(st.sampled_from(TARGETS))
        weight = str(draw(st.integers(1, 30)))
        rows.append(
            (LEVELS[level], name, parts, draw(st.sampled_from(ACTUALS)), weight, weight, draw(st.sampled_from(REASONS)))
        )
    return Content(tuple(rows))


@st.composite
def prints(draw: st.DrawFn, most: int) -> Print:
    order = draw(st.permutations(("target", "actual", "weight", "score", "reason")))
    left_out = draw(st.sets(st.sampled_from(("weight", "score", "reason")), max_size=2))
    style = draw(st.sampled_from(LEVEL_STYLES))
    return Print(
        levels=style,
        split=draw(st.booleans()),
        order=tuple(role for role in order if role not in left_out),
        words={role: draw(st.sampled_from(listed)) for role, listed in HEADERS.items()},
        side=draw(st.booleans()) and style != "headings",
        total=draw(st.sampled_from(("none", "first", "last"))),
        grade=draw(st.booleans()),
        note=draw(st.one_of(st.none(), st.integers(1, most))) if style != "headings" else None,
        signed=draw(st.booleans()),
        fields=draw(st.booleans()),
        loose=draw(st.booleans()) and style != "one word",
        numbered=draw(st.booleans()),
        weighed=draw(st.booleans()),
        again=draw(st.one_of(st.none(), st.integers(1, most))) if style in ("repeated", "none") else None,
    )


def columns_of(look: Print) -> list[str]:
    levels = [] if look.levels in ("none", "headings") else ["level1", "level2"]
    columns = [*(["side"] if look.side else []), *levels, "indicator"]
    for role in look.order:
        columns += ["nature", "value", "unit"] if role == "target" and look.split else [role]
    return columns


def drawing(content: Content, look: Print) -> str:
    """The content as `flows` draws it."""
    columns = columns_of(look)
    width = len(columns)
    rows: list[list[str]] = []
    if look.fields:
        rows.append(["项目名称", "渡槽修复", *["<"] * (width - 2)])
    rows += header(columns, look)
    body: list[list[str]] = []
    if look.total == "first":
        body.append(total(columns))
    body += records(content, columns, look)
    if look.total == "last":
        body.append(total(columns))
    rows += body
    if look.grade and look.total != "none":
        rows.append(["自评等级", "优", *["<"] * (width - 2)])
    if look.signed:
        rows.append(["填表人：鹿青野", *["<"] * (width - 1)])
    lines = ["项目支出绩效自评表", *("|" + "|".join(row) + "|" for row in rows)]
    return "\n".join(lines)


def header(columns: list[str], look: Print) -> list[list[str]]:
    one_word = look.levels == "one word"
    names = {
        "side": "绩效指标" if not one_word else "绩效情况",
        "level1": "绩效指标" if one_word else "一级指标",
        "level2": "<" if one_word else "二级指标",
        "indicator": "<" if one_word else look.words["indicator"],
        "nature": look.words["target"],
        "value": "<",
        "unit": "<",
    }
    first = [names.get(column, look.words.get(column, "")) for column in columns]
    if not look.split:
        return [first]
    below = {"nature": "指标性质", "value": "指标值", "unit": "度量单位"}
    second = [below.get(column, "^") for column in columns]
    if look.loose:
        return [[cell.replace("<", "") for cell in first], [cell.replace("^", "") for cell in second]]
    if one_word:  # the merged header cell goes down over both rows
        second = [
            "<" if column in ("level2", "indicator") and cell == "^" else cell
            for column, cell in zip(columns, second, strict=True)
        ]
    return [first, second]


def across(text: str, columns: list[str]) -> list[str]:
    """A text over all columns, but for the label beside the block."""
    side = ["^"] if columns[0] == "side" else []
    return [*side, text, *["<"] * (len(columns) - len(side) - 1)]


def total(columns: list[str]) -> list[str]:
    first = columns.index("indicator")
    return [
        *across("总分", columns[: first + 1]),
        *({"weight": "100", "score": "97.5"}.get(column, "") for column in columns[first + 1 :]),
    ]


def records(content: Content, columns: list[str], look: Print) -> list[list[str]]:
    made: list[list[str]] = []
    before: tuple[str, str] = ("", "")
    for at, (levels, name, (nature, value, unit), actual, weight, score, reason) in enumerate(content.rows, 1):
        if look.levels == "headings" and levels[0] != before[0]:
            made.append(across(f"一、{levels[0]}（50分）", columns))
        cells = {
            "side": "^", "level1": levels[0] + "（50分）" * look.weighed, "level2": levels[1],
            "indicator": f"指标{at}：" * look.numbered + name, "target": nature + value + unit,
            "nature": nature, "value": value, "unit": unit, "actual": actual, "weight": weight, "score": score,
            "reason": reason,
        }  # fmt: skip
        if look.levels in ("merged", "one word", "once"):
            again = "" if look.levels == "once" else "^"
            if levels[0] == before[0]:
                cells["level1"] = again
            if levels == before:
                cells["level2"] = again
        made.append([cells[column] for column in columns])
        before = levels
        if look.note == at:
            made.append(across("注：以上各项以验收资料为准。", columns))
            before = ("", "")
        if look.again == at:
            made += [["^", *row[1:]] if look.side else row for row in header(columns, look)]
    return made


def expected(content: Content, look: Print) -> list[Cells]:
    printed = {
        "target": look.order.count("target"), "weight": look.order.count("weight"), "score": look.order.count("score"),
        "reason": look.order.count("reason"),
    }  # fmt: skip
    rows: list[Cells] = []
    for levels, name, target, actual, weight, score, reason in content.rows:
        level1 = None if look.levels == "none" else levels[0]
        level2 = None if look.levels in ("none", "headings") else levels[1]
        rows.append(
            (
                level1, level2, name, "".join(target), actual, weight if printed["weight"] else None,
                score if printed["score"] else None, (reason or None) if printed["reason"] else None,
            )
        )  # fmt: skip
    return rows


def said(row: Row) -> Cells:
    texts = [None if text is None else text.text for text in (row.indicator, row.target, row.actual, row.reason)]
    return (row.level1, row.level2, *texts[:3], row.weight, row.score, texts[3])


@st.composite
def forms(draw: st.DrawFn) -> tuple[Content, Print]:
    content = draw(contents())
    return content, draw(prints(len(content.rows)))


@pytest.mark.xfail(
    strict=True,
    reason="actual values drawn apart from targets, and two rows, show too little: a column may be taken for another",
)
@given(forms())
@settings(max_examples=150, deadline=None)
def test_the_same_rows_come_out(form: tuple[Content, Print]) -> None:
    content, look = form
    maker = Maker()
    text = drawing(content, look)
    segments, _ = segment(maker.items(text), templates(), maker.text)
    assert [said(row) for row in segments.rows] == expected(content, look), text
    assert not any(row.extra for row in segments.rows), text
    found = segments.forms[0].total
    if look.total != "none":
        weight = "100" if "weight" in look.order else None
        score = "97.5" if "score" in look.order else None
        got = (found.weight, found.score, found.grade) if found else (None, None, None)
        assert got == (weight, score, "优" if look.grade else None), text


@given(forms())
@settings(max_examples=150, deadline=None)
def test_each_character_has_one_place(form: tuple[Content, Print]) -> None:
    maker = Maker()
    text = drawing(*form)
    segments, _ = segment(maker.items(text), templates(), maker.text)
    covered = sorted(at for piece in segments.pieces for at in range(piece.span.start, piece.span.end))
    assert len(covered) == len(set(covered)), text
    assert squeeze("".join(maker.text[at] for at in covered)) == squeeze(maker.text), text
