"""Tables from rulings: drawings with what is read in them, and grids drawn carelessly that must come back."""

from __future__ import annotations

import time
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lattice_drawings import EM, Mark, Rule, drawing, offsets, sheet, told
from perfparse.layout import lattice
from perfparse.model.ir import Table

CASES = tomllib.loads((Path(__file__).parent / "cases" / "lattice.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [*CASES["is_table"], *CASES["is_no_table"]], ids=lambda case: case["name"])
def test_drawings(case: dict[str, Any]) -> None:
    page = drawing(case["art"], case.get("extra", ()), case.get("page", (595.0, 842.0)))
    drawn = lattice.page(replace(page, number=case.get("number", 1)))
    assert told(drawn) == case["says"]
    assert sorted(offsets(drawn, page.text)) == page.glyphs.offset.tolist()
    assert any(isinstance(item, Table) for item in drawn.items) == (case in CASES["is_table"])


def test_case_names_are_distinct() -> None:
    names = [case["name"] for kind in CASES.values() for case in kind]
    assert len(set(names)) == len(names)


# --- grids drawn carelessly ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """A table to draw: positions of its rules, and its cells as row, end row, column, end column."""

    xs: list[float]
    ys: list[float]
    cells: list[tuple[int, int, int, int]]

    def seen(self) -> list[tuple[int, int, int, int]]:
        """The cells by the rules that are left: those that no cell ends at are not drawn."""
        rows = sorted({at for cell in self.cells for at in cell[:2]})
        columns = sorted({at for cell in self.cells for at in cell[2:]})
        return sorted(
            (
                rows.index(top),
                columns.index(left),
                rows.index(bottom) - rows.index(top),
                columns.index(right) - columns.index(left),
            )
            for top, bottom, left, right in self.cells
        )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Tables of up to 7 × 7 with some cells merged."""
    rows, columns = draw(st.integers(2, 7)), draw(st.integers(2, 7))
    ys = np.cumsum([60.0, *draw(st.lists(st.floats(15, 60), min_size=rows, max_size=rows))]).tolist()
    xs = np.cumsum([50.0, *draw(st.lists(st.floats(14, 70), min_size=columns, max_size=columns))]).tolist()
    owner = np.full((rows, columns), -1)
    cells: list[tuple[int, int, int, int]] = []
    for row in range(rows):
        for column in range(columns):
            if owner[row, column] >= 0:
                continue
            end, right = row + draw(st.sampled_from((1, 1, 1, 2, 3))), column + draw(st.sampled_from((1, 1, 1, 2, 4)))
            end, right = min(end, rows), min(right, columns)
            if (owner[row:end, column:right] >= 0).any():
                end, right = row + 1, column + 1
            owner[row:end, column:right] = len(cells)
            cells.append((row, end, column, right))
    return Plan(xs, ys, cells)


def edges(plan: Plan) -> tuple[list[Rule], list[Rule]]:
    """The four sides of every cell."""
    horizontal, vertical = [], []
    for top, bottom, left, right in plan.cells:
        horizontal += [(plan.ys[at], plan.xs[left], plan.xs[right]) for at in (top, bottom)]
        vertical += [(plan.xs[at], plan.ys[top], plan.ys[bottom]) for at in (left, right)]
    return horizontal, vertical


@st.composite
def carelessly(draw: st.DrawFn, rules: list[Rule]) -> list[Rule]:
    """The rules off their place, in pieces, doubled, too short and too long; each by a few points at most."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    off, ends, broken, doubled = draw(st.tuples(*[st.booleans()] * 4))
    out = []
    for at, start, end in rules:
        at += random.uniform(-0.7, 0.7) * off
        start, end = start + random.uniform(-1.5, 1.5) * ends, end + random.uniform(-1.5, 1.5) * ends
        if broken and random.random() < 0.5:
            cut = random.uniform(start + 4, end - 4)
            out += [(at, start, cut - 1), (at, cut + 1, end)]
        else:
            out.append((at, start, end))
        if doubled and random.random() < 0.5:
            out.append((at + 1.2, start, end))
    random.shuffle(out)
    return [tuple(rule) for rule in out]


def print_in(plan: Plan) -> list[Mark]:
    """Each cell's number at its top left, as a character of its own."""
    marks: list[Mark] = []
    for number, (top, _, left, _) in enumerate(plan.cells):
        marks.append((chr(0x4E00 + number), plan.xs[left] + 2, plan.ys[top] + 2 + 0.9 * EM, EM))
    return marks


@given(st.data(), plans())
def test_grids_come_back(data: st.DataObject, plan: Plan) -> None:
    horizontal, vertical = edges(plan)
    page = sheet(print_in(plan), data.draw(carelessly(horizontal)), data.draw(carelessly(vertical)))
    drawn = lattice.page(page)
    if len(plan.cells) == 1:
        assert not any(isinstance(item, Table) for item in drawn.items)
        return
    (table,) = drawn.items
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells] == plan.seen()
    assert [cell.text for cell in table.cells] == [chr(0x4E00 + number) for number in range(len(plan.cells))]
    assert len(table.edges) == table.columns + 1
    assert not table.open_top
    assert not table.open_bottom


@given(plans())
def test_a_cut_row_comes_back(plan: Plan) -> None:
    """The rules of the last row's end are missing, as where Chromium breaks a page."""
    last = len(plan.ys) - 1
    if sum(bottom == last for _, bottom, _, _ in plan.cells) < 2 or any(
        top == 0 and end == last for top, end, _, _ in plan.cells
    ):
        return
    horizontal, vertical = edges(plan)
    horizontal = [rule for rule in horizontal if rule[0] < plan.ys[-1]]
    drawn = lattice.page(sheet(print_in(plan), horizontal, vertical))
    (table,) = drawn.items
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells] == plan.seen()
    assert table.open_bottom
    assert not table.open_top


@given(st.data(), plans())
def test_rows_that_end_with_the_page_beside_a_cell_that_does_not(data: st.DataObject, plan: Plan) -> None:
    """Some cells at the page's end have no closing rule, others have; the sides are drawn."""
    last = len(plan.ys) - 1
    if len(plan.cells) < 3 or any(top == 0 and end == last for top, end, _, _ in plan.cells):
        return
    ending = [cell for cell in plan.cells if cell[1] == last]
    closed = data.draw(st.lists(st.sampled_from(ending), unique=True, min_size=1))
    horizontal, vertical = edges(plan)
    horizontal = [rule for rule in horizontal if rule[0] < plan.ys[-1]]
    horizontal += [(plan.ys[-1], plan.xs[left], plan.xs[right]) for _, _, left, right in closed]
    (table,) = lattice.page(sheet(print_in(plan), horizontal, vertical)).items
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells] == plan.seen()


positions = st.floats(0, 600, width=32)
rules = st.lists(st.tuples(positions, positions, positions).map(lambda rule: (rule[0], *sorted(rule[1:]))), max_size=40)
marks = st.lists(
    st.tuples(
        st.sampled_from("市安全的ab 12。；"), positions, positions, st.sampled_from((0.0, 6.0, 10.0, 10.5, 22.0))
    ),
    max_size=60,
)


@given(marks, rules, rules)
def test_every_glyph_is_in_one_place(marks: list[Mark], horizontal: list[Rule], vertical: list[Rule]) -> None:
    page = sheet(marks, horizontal, vertical)
    drawn = lattice.page(page)
    assert sorted(offsets(drawn, page.text)) == page.glyphs.offset.tolist()
    for item in drawn.items:
        for part in item.cells if isinstance(item, Table) else [item]:
            spelled = "".join(page.text[span.start : span.end] for span in part.spans)
            assert "".join(spelled.split()) == "".join(part.text.split())
        if isinstance(item, Table):
            taken = [
                (row, column)
                for cell in item.cells
                for row in range(cell.row, cell.row + cell.rowspan)
                for column in range(cell.column, cell.column + cell.colspan)
            ]
            assert len(taken) == len(set(taken))
            assert [(cell.row, cell.column) for cell in item.cells] == sorted(
                (cell.row, cell.column) for cell in item.cells
            )


# --- text over a rule ---------------------------------------------------------------------------------------------


def run(text: str, x: float, y: float = 70.0) -> list[Mark]:
    """A line of print, Latin half as wide as Chinese."""
    wide = EM / 2 if text[0] < "\u0100" else EM
    return [(char, x + at * wide, y, EM) for at, char in enumerate(text)]


RULE = 100.0
OVER: list[tuple[str, list[Mark], list[str]]] = [
    ("its last character by less than half", [*run("甲乙", 84), *run("丙", 140)], ["甲乙", "丙"]),
    ("its last character by more than half", [*run("甲乙", 87), *run("丙", 140)], ["甲乙", "丙"]),
    ("the last figures", [*run("1286.4", 82), *run("5", 140)], ["1286.4", "5"]),
    ("to the left, as right-aligned figures do", [*run("甲", 60), *run("12.86", 93)], ["甲", "12.86"]),
    ("far, over an empty cell, as spreadsheets print it", run("甲乙丙丁戊己庚", 53), ["甲乙丙丁戊己庚", ""]),
    ("far, to the left", run("甲乙丙丁戊己庚", 78), ["", "甲乙丙丁戊己庚"]),
    ("far", run("甲乙丙丁戊己", 72), ["甲乙丙", "丁戊己"]),
    ("two texts that touch at the rule", run("1234", 90), ["12", "34"]),
    ("above the first rule, with a tall font", [*run("甲", 60, 58), *run("乙", 140, 58)], ["甲", "乙"]),
]


@pytest.mark.parametrize(("marks", "texts"), [case[1:] for case in OVER], ids=[case[0] for case in OVER])
def test_text_over_a_rule(marks: list[Mark], texts: list[str]) -> None:
    page = sheet(marks, [(50, 50, 150), (80, 50, 150)], [(50, 50, 80), (RULE, 50, 80), (150, 50, 80)])
    (table,) = lattice.page(page).items
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == texts


# --- size -----------------------------------------------------------------------------------------------------


def test_a_large_grid() -> None:
    xs, ys = [20.0 + 20 * at for at in range(101)], [20.0 + 20 * at for at in range(301)]
    cells = [(row, row + 1, column, column + 1) for row in range(300) for column in range(100)]
    plan = Plan(xs, ys, cells)
    page = sheet(print_in(Plan(xs, ys, cells[:15_000])), *edges(plan), size=(2100.0, 6100.0))
    since = time.process_time()
    (table,) = lattice.page(page).items
    assert isinstance(table, Table)
    assert len(table.cells) == 30_000
    assert time.process_time() - since < 5


@pytest.mark.parametrize("count", [2_000, 100_000, 300_000])
@pytest.mark.parametrize("length", [4.0, 40.0, 600.0])
def test_random_rules_end_soon(count: int, length: float) -> None:
    random = np.random.default_rng(1)
    starts = random.uniform(0, 600, (2, count))
    across, down = (
        np.column_stack((random.uniform(0, 800, count), start, start + length)).tolist() for start in starts
    )
    page = sheet([("市", 100, 100, 10)], across, down)
    since = time.process_time()
    drawn = lattice.page(page)
    assert time.process_time() - since < 10
    assert [*map(str.strip, "".join(told(drawn)).split("市"))] != [""]
    if count > 200_000:
        assert [doubt.code for doubt in drawn.doubts] == ["rulings-too-many"]
        assert told(drawn) == ["line 市"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_rules_off_any_page(value: float) -> None:
    page = sheet(
        [("市", 100, 100, 10)], [(value, 0, 9), (5, 0, value), (5, 0, 100), (50, 0, 100)], [(5, value, 9), (1, 0, 99)]
    )
    assert told(lattice.page(page)) == ["line 市"]


def test_an_empty_page() -> None:
    assert told(lattice.page(sheet([]))) == []
