"""Tables of which no records are made: they stand in the report cell by cell, and nothing is lost on the way."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from perfparse import pipeline, sinks
from perfparse.language.folding import squeeze
from perfparse.model.ir import Cell, Span, Table
from perfparse.model.report import Report
from perfparse.model.report import Table as Given
from perfparse.review.check import account, check
from perfparse.segment.plain_tables import header
from perfparse.sinks import redact

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "plain_tables.toml").read_text(encoding="utf-8")
)["case"]
FORM = (Path(__file__).parents[1] / "samples" / "forms" / "haidian-library.html").read_text(encoding="utf-8")


def drawn(rows: list[str]) -> Table:
    """The table of a case."""
    grid = [row.split("|") for row in rows]
    cells = []
    for row, texts in enumerate(grid):
        for column, text in enumerate(texts):
            if text in ("^", "<"):
                continue
            right = column + 1
            while right < len(texts) and texts[right] == "<":
                right += 1
            down = row + 1
            while down < len(grid) and grid[down][column] == "^":
                down += 1
            at = 100 * row + 10 * column
            spans = (Span(at, at + len(text)),) if text else ()
            cells.append(Cell(row, column, text, spans, down - row, right - column))
    return Table(len(grid[0]), tuple(cells))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_labels_over_columns(case: dict[str, Any]) -> None:
    depth, columns = header(drawn(case["rows"]))
    assert "|".join(label or "" for label in columns) == case["columns"]
    assert len(case["rows"]) - depth == case["left"]


def html(*tables: list[str]) -> str:
    """Tables as HTML; cells may begin with `r2:` or `c2:` for the rows or columns that they cover."""
    return "\n".join("<table>" + "".join(f"<tr>{_row(row)}</tr>" for row in table) + "</table>" for table in tables)


def _row(row: str) -> str:
    made = ""
    for cell in row.split("|"):
        span = {"r2:": ' rowspan="2"', "c2:": ' colspan="2"'}.get(cell[:3], "")
        made += f"<td{span}>{cell[3:] if span else cell}</td>"
    return made


def read(text: str, name: str = "a document") -> Report:
    """The report of a text or HTML, which keeps its contract."""
    data = text.encode()
    reading = pipeline.run(data, name)
    written = reading.report.to_json()
    verdict = check(written.encode(), data)
    assert verdict.report == reading.report
    assert [*verdict.problems, *account(reading)] == []
    return reading.report


def shown(table: Given) -> list[str]:
    return ["|".join(cell.text for cell in row) for row in table.rows]


PRICES = ["名称|数量|价格", "苹果||4.5", "r2:梨|5|6", "c2:7"]
MARKED = [
    html(PRICES),
    "价目\n\n| 名称 | 数量 | 价格 |\n|---|---|---|\n| 苹果 | | 4.5 |\n| 梨 | 5 | 6 |\n\n以上。\n",
    "名称\t数量\t价格\n苹果\t\t4.5\n梨\t5\t6\n",
    "名称|数量|价格\n苹果||4.5\n梨|5|6",
    "名称        数量        价格\n苹果        -           4.5\n梨          5           6\n",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_document_that_fails_has_its_tables(text: str) -> None:
    report = read(text)
    assert report.status == "failed"
    (table,) = report.tables
    assert table.columns == ("名称", "数量", "价格")
    assert [row.replace("-", "") for row in shown(table)][:2] == ["苹果||4.5", "梨|5|6"]
    other = "".join(rest.text for rest in report.coverage.rest if rest.kind == "other_table")
    assert all(cell.text in other for row in table.rows for cell in row)


def test_cells_have_their_place() -> None:
    (table,) = read(html(PRICES)).tables
    assert [[(cell.text, cell.column, cell.rowspan, cell.colspan) for cell in row] for row in table.rows] == [
        [("苹果", 0, 1, 1), ("", 1, 1, 1), ("4.5", 2, 1, 1)],
        [("梨", 0, 2, 1), ("5", 1, 1, 1), ("6", 2, 1, 1)],
        [("7", 1, 1, 2)],
    ]
    assert table.rows[0][1].evidence == ()
    assert table.rows[0][0].evidence[0].cell == "table 1 row 2 column 1"


def test_a_document_that_is_read_has_its_other_tables() -> None:
    report = read(FORM.replace("</body>", html(PRICES, ["甲|乙", "丙|丁"]) + "</body>"))
    assert report.status == "ok"
    assert [table.columns for table in report.tables] == [("名称", "数量", "价格"), (None, None)]
    assert read(FORM).tables == ()
    assert read(FORM).records == report.records


def test_a_document_that_fails_has_tables_of_fields_too() -> None:
    report = read(html(["项目名称|某某馆修缮", "主管部门|某某局"], PRICES))
    assert report.status == "failed"
    assert [len(table.rows) for table in report.tables] == [2, 3]


def test_a_header_without_rows_is_a_table() -> None:
    report = read(html(["一级指标|二级指标|三级指标|年度指标值|实际完成值"]))
    assert (report.status, report.records) == ("failed", ())
    assert [shown(table) for table in report.tables] == [["一级指标|二级指标|三级指标|年度指标值|实际完成值"]]


@given(st.lists(st.text("名称|\t -+—12.\n\f\u200b\ufeff\xa0", max_size=30), max_size=12).map("\n".join))
def test_any_marks(text: str) -> None:
    if squeeze(text):
        read(text)


TAMPERED: list[tuple[str, list[str | int], object, str]] = [
    ("a cell", ["rows", 0, 0, "text"], "苹果树", "its evidence spells"),
    ("a label", ["columns", 0], "姓名", "the evidence of its header spells"),
    ("a label that was lost", ["columns", 0], None, "the evidence of its header spells"),
    ("a row that was lost", ["rows"], [], "the evidence of its header spells"),
    ("a cell that stands twice", ["rows", 0, 1], None, "stands in tables[0].rows[0][0] too"),
    ("no evidence of a cell", ["rows", 0, 0, "evidence"], [], "a text without evidence"),
    ("no evidence of the table", ["evidence"], [], "is not in the table's evidence"),
]


@pytest.mark.parametrize(("path", "value", "why"), [case[1:] for case in TAMPERED], ids=[case[0] for case in TAMPERED])
def test_check_sees(path: list[str | int], value: object, why: str) -> None:
    data = html(PRICES).encode()
    written = json.loads(pipeline.run(data, "prices").report.to_json())
    at: Any = written["tables"][0]
    at["rows"][0][1] = {**at["rows"][0][0], "column": 1} if path == ["rows", 0, 1] else at["rows"][0][1]
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value if path != ["rows", 0, 1] else at[path[-1]]
    problems = check(json.dumps(written).encode(), data).problems
    assert any(why in problem for problem in problems), problems


# in the sinks


def test_a_workbook_has_a_sheet_a_table() -> None:
    many = [["甲|=1+1", "0012|3.50"]] * 60
    report = read(html(PRICES, *many))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sinks.write(report, ".xlsx")))
    assert [name for name in book.sheet_names if name.startswith("table ")] == [f"table {at}" for at in range(1, 51)]
    assert len(book.get_sheet_by_name("tables").to_python()) == 62
    first = book.get_sheet_by_name("table 1")
    assert first.to_python() == [["名称", "数量", "价格"], ["苹果", "", 4.5], ["梨", 5.0, 6.0], ["", 7.0, ""]]
    assert first.merged_cell_ranges == [((2, 0), (3, 0)), ((3, 1), (3, 2))]
    assert book.get_sheet_by_name("table 2").to_python() == [["甲", "=1+1"], ["0012", 3.5]]


PERSONS = [
    (["姓名|单位|联系电话", "鹿青野|水利局|8765432"], ["＊＊＊|水利局|＊＊＊＊＊＊＊"]),
    (["项目负责人|鹿青野|联系电话|8765432"], ["项目负责人|＊＊＊|联系电话|＊＊＊＊＊＊＊"]),
    (["项目负责人|联系电话|备注", "鹿青野|8765432|"], ["＊＊＊|＊＊＊＊＊＊＊|"]),
    (["联系人|无|单位|水利局"], ["联系人|无|单位|水利局"]),
    (["甲|13800138000"], ["甲|＊＊＊＊＊＊＊＊＊＊＊"]),
]


@pytest.mark.parametrize(("rows", "left"), PERSONS)
def test_persons_are_left_out(rows: list[str], left: list[str]) -> None:
    report = redact.redacted(read(html(rows, ["说明|鹿青野牵头"])))
    assert shown(report.tables[0]) == left
    assert not any(word in report.to_json() for word in ("8765432", "13800138000"))
    assert ("鹿青野" in report.to_json()) == ("鹿青野" not in "".join(rows))
