"""The measures that benchmarks/peers.py and benchmarks/tables.py go by, on tables made by hand."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
import chromium_pdf  # noqa: E402  the benchmarks are no package
import pdf_speed  # noqa: E402
import peers  # noqa: E402
import tables  # noqa: E402
import timing  # noqa: E402
from perfparse.model.report import Field, Outcome, Record, Table, TableCell  # noqa: E402


def grid(*rows: str) -> list[tables.Cell]:
    """A table from rows of one letter a cell; "." is blank, a letter again beside or below makes one cell."""
    spots: dict[str, list[tuple[int, int]]] = {}
    for row, letters in enumerate(rows):
        for column, letter in enumerate(letters):
            if letter != ".":
                spots.setdefault(letter, []).append((row, column))
    return [
        tables.Cell(*min(where), max(row for row, _ in where) + 1, max(column for _, column in where) + 1, letter)
        for letter, where in spots.items()
    ]


# name → table, its relations as "ab>" (b right of a) and "ab^" (b below a)
RELATIONS = {
    "a cell alone has none": (["a"], ""),
    "two beside": (["ab"], "ab>"),
    "two below": (["a", "b"], "ab^"),
    "a square": (["ab", "cd"], "ab> cd> ac^ bd^"),
    "blank cells are looked through": (["a..b"], "ab>"),
    "down as well": (["a", ".", "b"], "ab^"),
    "not round a corner": (["a.", ".b"], ""),
    "a cell over two columns has both below": (["aa", "bc"], "ab^ ac^ bc>"),
    "a cell over two rows has both beside": (["ab", "ac"], "ab> ac> bc^"),
    "a pair that meets twice counts once": (["ab", "ab"], "ab>"),
    "under a wide cell the nearest in each column": (["aa", "b.", "cd"], "ab^ bc^ ad^ cd>"),
    "nothing": ([], ""),
}


@pytest.mark.parametrize(("rows", "relations"), RELATIONS.values(), ids=RELATIONS)
def test_relations(rows: list[str], relations: str) -> None:
    direction = {">": "right", "^": "down"}
    wanted = Counter((pair[0], pair[1], direction[pair[2]]) for pair in relations.split())
    assert tables.relations(grid(*rows)) == wanted


def test_equal_texts_are_counted_each() -> None:
    cells = [tables.Cell(0, column, 1, column + 1, "0") for column in range(4)]
    assert tables.relations(cells) == {("0", "0", "right"): 3}


NORMAL = {
    "white space goes": (" to air\nkg/year\u3000", "toairkg_year"),
    "a dash is any dash": ("a–b", "a_b"),
    "a bullet": ("• item", "_item"),
    "a ligature is its letters": ("ﬁgure", "figure"),
    "a soft hyphen is not seen": ("ta\u00adble", "table"),
    "capitals": ("Total (N)", "total_n_"),
    "Chinese stays": ("完成 率（%）", "完成率___"),
    "nothing": (" \n", ""),
}


@pytest.mark.parametrize(("text", "wanted"), NORMAL.values(), ids=NORMAL)
def test_normal(text: str, wanted: str) -> None:
    assert tables.normal(text) == wanted


SQUARE = ["ab", "cd"]
# name → true tables and found ones, each with its page; precision, recall, missed, extra
TALLIES: dict[str, tuple[list[tuple[int, list[str]]], list[tuple[int, list[str]]], tuple[float, float, int, int]]] = {
    "the same": ([(1, SQUARE)], [(1, SQUARE)], (1, 1, 0, 0)),
    "nothing found": ([(1, SQUARE)], [], (0, 0, 1, 0)),
    "on another page": ([(1, SQUARE)], [(2, SQUARE)], (0, 0, 1, 1)),
    "one of two missed": ([(1, SQUARE), (2, ["xy", "zw"])], [(1, SQUARE)], (1, 0.5, 1, 0)),
    "one too many": ([(1, SQUARE)], [(1, SQUARE), (1, ["xy", "zw"])], (0.5, 1, 0, 1)),
    "found twice": ([(1, SQUARE)], [(1, SQUARE), (1, SQUARE)], (0.5, 1, 0, 1)),
    "torn in two: one half counts": ([(1, SQUARE)], [(1, ["ab"]), (1, ["cd"])], (0.5, 0.25, 0, 1)),
    "a column lost": ([(1, SQUARE)], [(1, ["a", "c"])], (1, 0.25, 0, 0)),
    "a single cell too many is no table": ([(1, SQUARE)], [(1, SQUARE), (1, ["x"])], (1, 1, 0, 0)),
}


@pytest.mark.parametrize(("true", "found", "wanted"), TALLIES.values(), ids=TALLIES)
def test_tally(true: Any, found: Any, wanted: tuple[float, float, int, int]) -> None:
    tally = tables.Tally()
    tally.add(*([tables.Grid(page, grid(*rows)) for page, rows in side] for side in (true, found)))
    assert (tally.precisions[0], tally.recalls[0], tally.missed, tally.extra) == wanted


def test_truth(tmp_path: Path) -> None:
    path = tmp_path / "made-str.xml"
    path.write_text(
        '<document><table id="1"><region id="1" page="3">'
        '<cell id="1" start-row="0" start-col="1" end-col="2"><content>head\nline</content></cell>'
        '<cell id="2" start-row="1" start-col="0"/></region></table></document>'
    )
    assert tables.truth(path) == [
        tables.Grid(3, [tables.Cell(0, 1, 1, 3, "head\nline"), tables.Cell(1, 0, 2, 1, "")]),
    ]


def test_boxes_of_pdfplumber_tell_spans() -> None:
    rows = [SimpleNamespace(cells=[(0, 0, 20, 10), None]), SimpleNamespace(cells=[(0, 10, 10, 20), (10, 10, 20, 20)])]
    assert tables.framed([(rows[0], ["a", None]), (rows[1], ["b", None])]) == [
        tables.Cell(0, 0, 1, 2, "a"),
        tables.Cell(1, 0, 2, 1, "b"),
        tables.Cell(1, 1, 2, 2, ""),
    ]


def ruled(text: str, *, right: bool = True, bottom: bool = True) -> SimpleNamespace:
    return SimpleNamespace(text=text, right=right, bottom=bottom)


# name → camelot's cells with their rules, and the cells they make: row, column, bottom, right, text
JOINED = {
    "all ruled": ([[ruled("a"), ruled("b")]], [(0, 0, 1, 1, "a"), (0, 1, 1, 2, "b")]),
    "no rule between two": ([[ruled("a", right=False), ruled("")]], [(0, 0, 1, 2, "a")]),
    "none below": ([[ruled("a", bottom=False)], [ruled("b")]], [(0, 0, 2, 1, "a\nb")]),
    "a corner is no cell": (
        [[ruled("a", right=False, bottom=False), ruled("b")], [ruled("c"), ruled("d")]],
        [(0, 0, 1, 1, "a"), (0, 1, 1, 2, "b"), (1, 0, 2, 1, "c"), (1, 1, 2, 2, "d")],
    ),
}


@pytest.mark.parametrize(("rows", "wanted"), JOINED.values(), ids=JOINED)
def test_missing_rules_of_camelot_tell_spans(rows: Any, wanted: list[tuple[int, int, int, int, str]]) -> None:
    assert tables.joined(rows) == [tables.Cell(*cell) for cell in wanted]


ROW = {"indicator": "修缮文物点", "target": "7处", "actual": "7", "weight": "10", "score": "10", "reason": None}
PARTS = {"indicator": "户数", "target": "≥408户", "target_parts": {"nature": "≥", "value": "408", "unit": None}}
PRINTED = {"indicator": "户数", "indicator_printed": "指标1：户数"}
HOLDS: dict[str, tuple[dict[str, Any], list[str | None]]] = {
    "under its levels": (
        ROW | {"level1": "产出", "level2": "数量"},
        ["产出（50分）", "数量", "修缮文物点", "7处", "7", "10", "10.0"],
    ),
    "as printed": (ROW, ["修缮文物点", "7处", "7", "10", "10", ""]),
    "in another order, with more": (ROW, ["产出", "10", "7", None, "7处", "10", "修缮文物点"]),
    "wrapped": (ROW, ["修缮文\n物点", "7 处", "7", "10", "10", None]),
    "a target in parts": (PARTS, ["户数", "≥", "408", "户"]),
    "a target in cells beside each other": (ROW, ["修缮文物点", "7", "处", "7", "10", "10"]),
    "a target put together of its parts": (PARTS, ["户数", "≥408户"]),
    "the name as printed": (PRINTED, ["指标1：户数"]),
    "the name alone": (PRINTED, ["户数"]),
}
HOLDS_NOT: dict[str, tuple[dict[str, Any], list[str | None]]] = {
    "a cell that a page cut": (ROW, ["修缮文", "7处", "7", "10", "10"]),
    "two cells as one": (ROW, ["修缮文物点7处", "7", "10", "10"]),
    "ten is printed twice": (ROW, ["修缮文物点", "7处", "7", "10", ""]),
    "the target's number serves twice": (ROW, ["修缮文物点", "7", "处", "10", "10"]),
    "a part of the target missing": (PARTS, ["户数", "≥", "户"]),
    "under another level": (ROW | {"level1": "产出"}, ["效益", "修缮文物点", "7处", "7", "10", "10"]),
    "a radical in place of a character": (ROW, ["修缮⽂物点", "7处", "7", "10", "10"]),
}


@pytest.mark.parametrize(("row", "cells"), HOLDS.values(), ids=HOLDS)
def test_row_is_held_whole(row: dict[str, Any], cells: list[str | None]) -> None:
    assert peers.holds(cells, row)


@pytest.mark.parametrize(("row", "cells"), HOLDS_NOT.values(), ids=HOLDS_NOT)
def test_row_is_not_held_whole(row: dict[str, Any], cells: list[str | None]) -> None:
    assert not peers.holds(cells, row)


def test_rows_held() -> None:
    rows: list[dict[str, Any]] = [ROW, PRINTED]
    assert peers.held([["户数"], ["x"]], rows) == 1
    assert peers.held([], rows) == 0


def test_a_merged_cell_counts_in_every_row_that_it_covers() -> None:
    assert peers.of_grid(tables.Grid(1, grid("aab", "acd"))) == [["a", "b"], ["a", "c", "d"]]
    merged = TableCell(text="产出", column=0, rowspan=2)
    rows = ((merged, TableCell(text="甲", column=1)), (TableCell(text="乙", column=1),))
    assert peers.of_table(Table(columns=(None, None), rows=rows)) == [["产出", "甲"], ["产出", "乙"]]


def test_a_record_holds_what_its_fields_and_extras_say() -> None:
    def field(text: str) -> Field:
        return Field(text=text, evidence=())

    found = Record(
        id="1", level1="产出指标", indicator=field("7处"), target=field("修缮文物点"), actual=field("7"), weight="10",
        extra={"自评": field("10")}, outcome=Outcome(status="indeterminate", basis=""), confidence=1.0,
    )  # fmt: skip
    assert peers.holds(peers.of_record(found), ROW | {"level1": "产出指标"})
    assert not peers.holds(peers.of_record(found), ROW | {"reason": "无"})


BEHIND: dict[str, tuple[list[tuple[str, int, peers.Counts]], int]] = {
    "all held": ([("a", 9, {"perfparse": 9, "pdfplumber": 9})], 0),
    "a peer holds more": ([("a", 1000, {"perfparse": 998, "pdfplumber": 999})], 1),
    "too few, of which no PDF": (
        [("a", 9, {"perfparse": 9, "pdfplumber": 8}), ("b", 9, {"perfparse": 8, "pdfplumber": None})],
        1,
    ),
    "too few, of PDFs too": ([("a", 9, {"perfparse": 8, "pdfplumber": 8})], 2),
}


@pytest.mark.parametrize(("every", "lines"), BEHIND.values(), ids=BEHIND)
def test_where_perfparse_is_behind(every: list[tuple[str, int, peers.Counts]], lines: int) -> None:
    assert len(list(peers.behind(every))) == lines


JUDGED = {
    "under its limit": ([1.0, 2.0, 9.0], 2.0, False, True),
    "over it": ([1.0, 2.1, 9.0], 2.0, False, False),
    "reaches what it must": ([5.0], 5.0, True, True),
    "does not": ([4.9], 5.0, True, False),
}


@pytest.mark.parametrize(("ratios", "limit", "at_least", "good"), JUDGED.values(), ids=JUDGED)
def test_judge(ratios: list[float], limit: float, at_least: bool, good: bool) -> None:
    assert timing.judge("what", ratios, limit, at_least=at_least) is good


def test_the_made_up_reports_are_the_same_each_time() -> None:
    assert chromium_pdf.page(2) == chromium_pdf.page(2)


def test_speed_ends_in_one_line_where_there_is_nothing_to_measure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf_speed, "LONG", tmp_path / "none.pdf")
    monkeypatch.setattr(chromium_pdf, "browser", lambda: None)
    with pytest.raises(SystemExit, match=r"^speed: neither \.\./shared nor Chromium"):
        pdf_speed.run(1)


def test_peers_ends_in_one_line_without_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert peers.main([str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("peers: no NAME/gold.json with its input in ")


def test_peers_prints_a_line_a_document(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "input.html").write_bytes((ROOT / "samples" / "forms" / "haidian-library.html").read_bytes())
    gold = (ROOT / "tests" / "gold" / "haidian-library.gold.json").read_text(encoding="utf-8")
    (tmp_path / "one" / "gold.json").write_text(gold, encoding="utf-8")
    monkeypatch.setattr(peers, "TOOLS", peers.TOOLS[:1])
    assert peers.main([str(tmp_path)]) == 0
    assert re.search(r"^one +(\d+) +\1$", capsys.readouterr().out, re.MULTILINE)
