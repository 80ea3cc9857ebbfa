"""Reports → a workbook with a sheet a table, for people who open it at once; it needs the extra `office`."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.model.report import Report
from perfparse.model.report import Table as Printed
from perfparse.sinks import files
from perfparse.sinks.cells import Limits, fitted, plain, read_back
from perfparse.sinks.csv import defused
from perfparse.sinks.layout import Column, Layout, Table, layout
from perfparse.sinks.needed import needed
from perfparse.sinks.rows import rows

_EXACT = re.compile(r"-?\d{1,11}(\.\d{1,4})?", re.ASCII)  # what a float of a spreadsheet shows unchanged: 15 digits
_DIGITS = 2**53  # integers from which floats have gaps
_LONGEST = 32_767  # characters of a cell in Excel
_ROWS = 1_048_576  # of a sheet, with its head
_COLUMNS = 16_384
_WIDEST = 60
_PRINTED = 50  # tables of a report that get a sheet of their own
_MERGED = 10_000  # places that a merged cell covers
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)  # no number of a file or a room: 0012
_SEEN = 200  # rows looked at for the width of a column
_CUT = "…"
LIMITS = Limits(text=_LONGEST, hint="a cell of Excel holds no more; load it into another target")


def workbook(report: Report) -> bytes:
    """One report: the tables of the layout that have rows, the records before the eyes.

    The first tables of which no records were made have a sheet each besides, as they are printed: `table 1` and so on.

    Raises:
        SinkError: xlsxwriter is not installed.
    """
    found = rows(report.source.name, report)
    tables = [table for table in layout().contents if table.name in found]
    out = io.BytesIO()
    rows_of = ((table, iter(fitted(table, found[table.name], Limits()))) for table in tables)
    _write(out, rows_of, report.tables[:_PRINTED], in_memory=True)
    return out.getvalue()


def write(path: Path, tables: Iterable[tuple[Table, files.Found]]) -> None:
    """Write a sheet a table."""
    _write(str(path), tables)


def _write(
    to: Any,
    tables: Iterable[tuple[Table, files.Found]],
    others: Iterable[Printed] = (),
    *,
    in_memory: bool = False,
) -> None:
    options = {"in_memory": in_memory, "constant_memory": not in_memory}
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = needed("xlsxwriter", "office").Workbook(to, {**options, **safe})
    try:
        formats = _Formats(book)
        for table, found in tables:
            _sheet(book.add_worksheet(table.name), formats, table, found)
        for number, printed in enumerate(others, 1):
            _printed(book.add_worksheet(f"table {number}"), formats, printed)
    finally:
        book.close()


class _Formats:
    """The formats of cells in a workbook."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top"}
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.text = book.add_format({**top, "text_wrap": True})
        # a text with this mark stays one when a person edits the cell
        self.defused = book.add_format({**top, "text_wrap": True, "quote_prefix": True})
        # by the digits behind the point: 486.00 is shown as it is printed
        self.numbers = [book.add_format({**top, "num_format": f"0.{'0' * digits}".rstrip(".")}) for digits in range(5)]
        self.other = book.add_format(top)


def _sheet(sheet: Any, formats: _Formats, table: Table, found: files.Found) -> None:
    sheet.freeze_panes(1, 0)
    if table.name == "records":
        sheet.activate()
    widths = [_width(name) for name in table.names]
    for at, name in enumerate(table.names):
        sheet.write_string(0, at, name, formats.head)
    for number, row in enumerate(found, 1):
        if number >= _ROWS:
            raise SinkError(f"the table {table.name} has more rows than a sheet of Excel holds; choose another target")
        for at, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if value is not None and value != "":
                _cell(sheet, formats, number, at, column, value)
                if number < _SEEN:
                    widths[at] = max(widths[at], _width(str(value)))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width, formats.text)


def _printed(sheet: Any, formats: _Formats, table: Printed) -> None:
    """A table as it is printed: its cells in their places, merged ones merged, plain numbers as numbers."""
    first = 0
    if any(table.columns):
        first = 1
        sheet.freeze_panes(1, 0)
        for at, label in enumerate(table.columns):
            sheet.write_string(0, at, label or "", formats.head)
    text, number = Column("text", "text", ""), Column("number", "decimal", "")
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows, first):
        for cell in cells:
            covered = _covered(row, cell.column, cell.rowspan, cell.colspan)
            if len(covered) > 1 and taken.isdisjoint(covered):
                sheet.merge_range(*covered[0], *covered[-1], "", formats.text)
            taken.update(covered)
            if cell.text:
                kind = number if _PLAIN.fullmatch(cell.text) else text
                _cell(sheet, formats, row, cell.column, kind, cell.text)


def _covered(row: int, column: int, rowspan: int, colspan: int) -> list[tuple[int, int]]:
    """The places of a cell, from the first to the last; only the first of one that no sheet holds."""
    if rowspan * colspan > _MERGED or row + rowspan > _ROWS or column + colspan > _COLUMNS:
        return [(row, column)]
    return [(down, right) for down in range(row, row + rowspan) for right in range(column, column + colspan)]


def _cell(sheet: Any, formats: _Formats, row: int, at: int, column: Column, value: Any) -> None:
    if column.type == "flag":
        sheet.write_boolean(row, at, bool(value), formats.other)
    elif column.type == "decimal" and _EXACT.fullmatch(value):
        sheet.write_number(row, at, float(value), formats.numbers[len(value.partition(".")[2])])
    elif (column.type == "integer" and abs(value) < _DIGITS) or (column.type == "number" and _shown(value)):
        sheet.write_number(row, at, value, formats.other)
    else:
        text = str(value)
        cut = text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
        sheet.write_string(row, at, cut, formats.text if defused(text) == text else formats.defused)


def _shown(value: float) -> bool:
    """Whether a workbook, which has 16 digits, holds a number unchanged."""
    return float(f"{value:.16G}") == value


def _width(text: str) -> int:
    """The width of a text in characters: as its longest line, but no wider than a person likes."""
    wide = max(
        sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line[:_WIDEST]) for line in text.split("\n")
    )
    return min(wide + 2, _WIDEST)


def read(path: Path, layout: Layout) -> Iterator[tuple[str, tuple[str, ...], files.Found]]:
    """The sheets, as `write` takes them; of decimals the value, without zeros at their end."""
    calamine = needed("python_calamine", "office")
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            lines = book.get_sheet_by_name(name).iter_rows()
            names = tuple(map(str, next(lines, ())))
            yield name, names, _rows(lines, [files.known_column(layout, name, column) for column in names])
    except calamine.CalamineError as error:
        raise ValueError(str(error)) from error


def _rows(lines: Iterator[list[Any]], columns: list[Column]) -> files.Found:
    for cells in lines:
        yield tuple(_read_back(column, cell) for column, cell in zip(columns, cells, strict=True))


def _read_back(column: Column, cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and column.type != "number":
        cell = plain(Decimal(repr(cell)))
    return read_back(column, str(cell))


KIND = files.Files(
    LIMITS, folder=False, write=write, read=read, packages=("xlsxwriter", "python_calamine"), extra="office"
)
