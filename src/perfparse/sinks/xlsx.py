"""Report → a workbook with a sheet a table, for people who open it at once."""

from __future__ import annotations

import io
import re
import unicodedata

from perfparse.errors import SinkError
from perfparse.report import Report
from perfparse.sinks.tables import Table, tables

_NUMBERS = frozenset(("weight", "score", "confidence", "page", "initial", "full_year", "executed", "rate"))
"""Columns whose decimals may be numbers to the spreadsheet."""
_EXACT = re.compile(r"-?\d{1,13}(\.\d{1,4})?")  # what a float of a spreadsheet shows unchanged
_LONGEST = 32_767  # characters of a cell in Excel
_WIDEST = 60
_SEEN = 200  # rows looked at for the width of a column


def write(report: Report) -> bytes:
    """The workbook; texts are written as texts, so that none runs as a formula.

    Raises:
        SinkError: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # an extra
    except ImportError as error:
        raise SinkError("writing Excel files needs the extra 'office'; install perfparse[office]") from error
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    # by the digits behind the point: 486.00 is shown as it is printed
    numbers = [book.add_format({"valign": "top", "num_format": f"0.{'0' * digits}".rstrip(".")}) for digits in range(5)]
    for table in tables(report):
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(table.head):
            sheet.write_string(0, column, head[:_LONGEST], bold)
            sheet.set_column(column, column, _width(table, column), wrapped)
            for row, cells in enumerate(table.rows, 1):
                text = cells[column]
                if head in _NUMBERS and _EXACT.fullmatch(text):
                    sheet.write_number(row, column, float(text), numbers[len(text.partition(".")[2])])
                elif text:
                    sheet.write_string(row, column, text[:_LONGEST], wrapped)
    book.close()
    return out.getvalue()


def _width(table: Table, column: int) -> int:
    """A column's width in characters: as its longest line, but no wider than a person likes."""
    texts = [table.head[column], *(row[column] for row in table.rows[:_SEEN])]
    lines = [line for text in texts for line in text.split("\n")]
    wide = max(sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line[:_WIDEST]) for line in lines)
    return min(wide + 2, _WIDEST)
