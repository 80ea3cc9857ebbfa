"""Drawn pages → one flow of lines and tables: by rulings where a page has them, else by alignment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from perfparse.ir import Cell, Drawn, Flow, Sheet, Table
from perfparse.layout import lattice, stitch


def pages(sheets: Iterable[Sheet]) -> Flow:
    """Lay out pages as they come, and join what goes on from one to the next."""
    return stitch.join([page(sheet) for sheet in sheets])


def page(sheet: Sheet) -> Drawn:
    """Lay out one page."""
    ruled = lattice.page(sheet)
    if any(isinstance(item, Table) for item in ruled.items) or not len(sheet.glyphs.offset):
        return _with_room(ruled, sheet)
    from perfparse.layout import stream  # loads a dictionary, and few pages need it

    return _with_room(stream.page(sheet), sheet)


def _with_room(drawn: Drawn, sheet: Sheet) -> Drawn:
    """`drawn` with the room that the cells of its last row leave: a cell that goes on has none."""
    at = max((at for at, item in enumerate(drawn.items) if isinstance(item, Table)), default=None)
    table = drawn.items[at] if at is not None else None
    if at is None or not isinstance(table, Table):
        return drawn
    height = max(cell.row + cell.rowspan for cell in table.cells)
    cells = tuple(
        replace(cell, room=_room(cell, table, sheet)) if cell.spans and cell.row + cell.rowspan == height else cell
        for cell in table.cells
    )
    return replace(drawn, items=(*drawn.items[:at], replace(table, cells=cells), *drawn.items[at + 1 :]))


def _room(cell: Cell, table: Table, sheet: Sheet) -> float | None:
    """The width that the last line of a cell leaves free, in characters as large as its last."""
    glyphs, last = sheet.glyphs, cell.spans[-1]
    first, end = (int(at) for at in glyphs.offset.searchsorted((last.start, last.end)))
    size = float(glyphs.size[end - 1]) if end > first else 0.0
    if size <= 0 or not table.edges:
        return None
    line = abs(glyphs.baseline[first:end] - glyphs.baseline[end - 1]) < size / 2
    box = glyphs.box[first:end][line]
    width = table.edges[cell.column + cell.colspan] - table.edges[cell.column]
    return (width - float(box[:, 2].max() - box[:, 0].min())) / size
