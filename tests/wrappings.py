"""One drawing of lines and a table (see flows.py) as PDF, Word, Excel and web page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import xlsxwriter

import make_office as office
import pdf_forms as forms
from flows import merged
from not_forms import html

_LANDSCAPE = forms.Look(page=(842.0, 595.0))


def parts(drawing: str) -> tuple[list[str], list[list[str]]]:
    """The lines above the table, and the table's rows."""
    lines, rows = [], []
    for raw in drawing.strip().splitlines():
        line = raw.strip()
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line[1:-1].split("|")])
        elif not rows:
            lines.append(line)
    return lines, rows


def boxes(rows: list[list[str]]) -> Iterator[forms.Box]:
    """The table's cells, also blank ones."""
    return (forms.Box(*cell) for cell in merged(rows))


def pdf(drawing: str) -> bytes:
    """The drawing printed on wide paper."""
    lines, rows = parts(drawing)
    width = len(rows[0])
    return forms.drawn([forms.Grid(tuple(boxes(rows)), (1.0 / width,) * width, above=tuple(lines))], _LANDSCAPE)


def docx(drawing: str) -> bytes:
    """The drawing as a Word file."""
    lines, rows = parts(drawing)
    made = {(box.row, box.column): box for box in boxes(rows)}
    table = []
    for at, row in enumerate(rows):
        cells = []
        for column in range(len(row)):
            box = made.get((at, column))
            if box:
                merged = '<w:vMerge w:val="restart"/>' if box.rowspan > 1 else ""
                cells.append(office.tc(box.text, f'<w:gridSpan w:val="{box.colspan}"/>{merged}'))
                continue
            over = next((box for box in made.values() if box.column == column and box.row < at < box.end), None)
            if over:
                cells.append(office.tc("", f'<w:gridSpan w:val="{over.colspan}"/><w:vMerge/>'))
        table.append(office.tr(*cells))
    return office.docx("".join(map(office.p, lines)) + office.tbl(*table))


def xlsx(drawing: str) -> bytes:
    """The drawing as a workbook, the lines in merged rows above the table."""
    lines, rows = parts(drawing)
    width = len(rows[0])
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 1, 1)})
        sheet, ruled = book.add_worksheet("自评表"), book.add_format({"border": 1, "text_wrap": True})
        sheet.set_column(0, width - 1, 14)
        above = [forms.Box(at, 0, line, 1, width) for at, line in enumerate(lines)]
        below = [replace(box, row=box.row + len(lines)) for box in boxes(rows)]
        for box in (*above, *below):
            if box.rowspan > 1 or box.colspan > 1:
                last = (box.end - 1, box.column + box.colspan - 1)
                sheet.merge_range(box.row, box.column, *last, box.text, ruled)
            else:
                sheet.write_string(box.row, box.column, box.text, ruled)
    return out.getvalue()


WRAPPINGS = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "html": html}
