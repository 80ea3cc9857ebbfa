"""Line-interleaved text: what each part finds in it, and made-up forms that come back whole."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interleaved_forms import drawn
from perfparse import parse, readers
from perfparse.layout.bands import flow, goals, levels
from perfparse.layout.bands.atoms import Row, gaps, rows_of
from perfparse.layout.bands.header import heads
from perfparse.layout.bands.rows import patterns
from perfparse.layout.labels import money_words

SAMPLES = Path(__file__).parent.parent / "samples"


def lines_of(text: str) -> list[Row]:
    """The lines of a text as atoms."""
    return rows_of(readers.read(text.encode(), readers.USUAL))[0]


# how many lines, how cells stand, and what lines the cells of 1, 2, 3 … lines have
PATTERNS = [
    ("one line", 1, "middle", [[(0,)]]),
    ("two lines: no cell has one", 2, "middle", [[(), (0, 1)]]),
    ("three lines: of two and of one, half a line apart", 3, "middle", [[(1,), (0, 2)], [(1,), (), (0, 1, 2)]]),
    ("from the top", 3, "top", [[(0,), (0, 1), (0, 1, 2)]]),
]


@pytest.mark.parametrize(("name", "lines", "stand", "want"), PATTERNS)
def test_patterns(name: str, lines: int, stand: str, want: list[list[tuple[int, ...]]]) -> None:
    found = [list(pattern.places[1:]) for pattern in patterns(lines, "top" if stand == "top" else "middle")]
    assert found == want, name


HEADERS = [
    ("all words on one line", "指标名称 目标值 完成值\n桥梁检测 3座 3座", ["indicator", "target", "actual"]),
    (
        "words that wrap above and below, beside the block's label",
        "绩 一级指 偏差原因分析及\n二级指标 三级指标 年度指标值 实际完成值 分值 得分\n效 标 改进措施",
        ["level1", "level2", "indicator", "target", "actual", "weight", "score", "reason"],
    ),
    ("words that wrap from the top", "指标名称 年初目标 完成值\n值", ["indicator", "target", "actual"]),
    ("the money block is no header", "年初预算数 全年预算数 全年执行数 分值 执行率 得分\n总额 3 3 3 10 100% 10", None),
    ("goals are no header", "预期目标 实际完成情况\n修缮渡槽。 已修缮渡槽。", None),
]


@pytest.mark.parametrize(("text", "want"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS])
def test_headers(text: str, want: list[str] | None) -> None:
    found = heads(lines_of(text))
    assert [list(head.roles) for head in found] == ([want] if want else [])


LABELS = [
    ("in one piece", "产出指标 修缮渡槽 3座", [("level1", "产出指标")]),
    ("in pieces, with its weight", "产出指\n修缮渡槽 3座\n标（50\n分） 检测桥梁 4座", [("level1", "产出指标（50分）")]),
    (
        "two at once",
        "产出指 数量指\n标 标 修缮渡槽 3座",
        [("level1", "产出指标"), ("level2", "数量指标")],
    ),
    ("no label: a name that has a level's word in it", "指标体系建设 1套\n产出效率 3件", []),
]


@pytest.mark.parametrize(("text", "want"), [case[1:] for case in LABELS], ids=[case[0] for case in LABELS])
def test_labels(text: str, want: list[tuple[str, str]]) -> None:
    found, _ = levels.find(lines_of(text), [levels.SIDE, levels.LEVEL1, levels.LEVEL2], [])
    assert [(label.track, label.text) for label in found] == want


GAPS = [
    ("a figure and its unit", "2021 年", [True]),
    ("a date, in a line that has such gaps", "2021 年 3 月", [True, True, True]),
    ("two cells", "≥3座 3座", [False]),
    ("two figures", "10 9.5", [False]),
    ("a comparator and its value", "≥ 41公里", [True]),
    ("a unit's stroke before a weight", "178万元/ 3", [False]),
]


@pytest.mark.parametrize(("text", "want"), [case[1:] for case in GAPS], ids=[case[0] for case in GAPS])
def test_gaps_within_cells(text: str, want: list[bool]) -> None:
    assert [cost is not None for cost in gaps(lines_of(text)[0])] == want


def test_goals_are_taken_off() -> None:
    text = "\n".join((
        "围绕渡槽灌区续建配套， 渡槽修缮 不少于3处 修缮4处，更换止水带210米，补强槽",
        "补齐农田水利短板，让下 墩6座。",
        "游三个乡镇的稻田旱能灌 夜校开课 8期以上 开课9期，结业学员612人次，其中女",
        "、涝能排，群众对水利设 学员300人次。",
        "施的满意度稳步上升。",
        "古树挂牌 35株 35株",
    ))  # fmt: skip
    found, rest = goals.strip(lines_of(text), 1)
    assert "".join(atom.text for atom in found[0]).endswith("群众对水利设施的满意度稳步上升。")
    assert rest[0].text.startswith("渡槽修缮")
    assert not rest[4].atoms
    assert rest[5].text == "古树挂牌35株35株"


def test_a_row_that_a_page_cuts() -> None:
    text = (
        "云渡县项目支出绩效自评表\n指标名称 目标值 完成值 分值 得分\n修缮渡槽 ≥3座 3座 5 5\n"
        "气象预警信息到 ≥95% 97% 5 5\n1\f户率\n夜校开课期数 8期以上 9期 5 5\n总分 15 15\n2"
    )
    names = [record.indicator.text for record in parse(text.encode()).records if record.indicator]
    assert names == ["修缮渡槽", "气象预警信息到户率", "夜校开课期数"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_cells_in_order_are_not_taken_for_bands(path: Path) -> None:
    assert flow.flow(readers.read(path.read_bytes(), readers.USUAL)) is None


def test_most_rows_of_made_up_forms_come_back() -> None:
    count = right = 0
    for seed in range(12):
        for stand in ("middle", "top"):
            text, rows = drawn(random.Random(seed), stand=stand)
            found = {record.indicator.text: record for record in parse(text.encode()).records if record.indicator}
            for row in rows:
                record = found.get(row.name)
                count += 1
                right += record is not None and (
                    (record.level1, record.level2, record.weight) == (row.level1, row.level2, row.weight)
                    and (record.target and record.target.text, record.actual and record.actual.text)
                    == (row.target, row.actual)
                )
    assert right / count >= 0.95


@settings(deadline=None, max_examples=25)
@given(st.randoms(use_true_random=False), st.sampled_from(("middle", "top")), st.integers(0, 400))
def test_no_character_is_lost_or_used_twice(seed: random.Random, stand: str, cut: int) -> None:
    text, _ = drawn(seed, stand=stand)
    text = text[: max(1, len(text) - cut)]  # a text may break off anywhere
    found = flow.flow(readers.read(text.encode(), readers.USUAL))
    if found is None:
        return
    spans = list(found.furniture)
    for item in found.items:
        spans += [span for cell in item.cells for span in cell.spans] if hasattr(item, "cells") else item.spans
    used = sorted(at for span in spans for at in range(span.start, span.end) if not text[at].isspace())
    assert used == [at for at, char in enumerate(text) if not char.isspace()]


CHAINS = [
    ("全年预算数（A）全年执行数（B）得分", ["全年预算数（A）", "全年执行数（B）", "得分"]),
    ("年初预算数全年预算数", ["年初预算数", "全年预算数"]),
    ("全年预算数（A）", ["全年预算数（A）"]),
    ("预算数与执行数的差异", ["预算数与执行数的差异"]),  # says something
    ("18600.00", ["18600.00"]),
]


@pytest.mark.parametrize(("text", "parts"), CHAINS)
def test_header_words_of_money_that_were_glued(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in pairwise(money_words(text))] == parts
