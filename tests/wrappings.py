"""One drawing of lines and a table (see flows.py) as PDF, Word, Excel and web page."""

from __future__ import annotations

from collections.abc import Iterator

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
    above = [forms.Box(at, 0, line, 1, width) for at, line in enumerate(lines)]
    below = [forms.Box(box.row + len(lines), box.column, box.text, box.rowspan, box.colspan) for box in boxes(rows)]
    cells, merges = [], []
    for box in (*above, *below):
        place = f"{chr(65 + box.column)}{box.row + 1}"
        if box.text:
            cells.append(office.c(place, box.text))
        if box.rowspan > 1 or box.colspan > 1:
            merges.append(f"{place}:{chr(64 + box.column + box.colspan)}{box.end}")
    return office.xlsx({"自评表": office.sheet(office.rows(cells), merges)})


WRAPPINGS = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "html": html}
