"""The cells at a page's foot, and the width that their last lines leave free: one that goes on has none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from perfparse.model.ir import Cell, Drawn, Sheet, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def with_room(drawn: Drawn, sheet: Sheet) -> Drawn:
    """`drawn` with `Cell.room` of the cells in the last row of its last table.

    The room is counted in characters as large as the cell's last, and the table's padding is no part of it.
    """
    at = max((at for at, item in enumerate(drawn.items) if isinstance(item, Table)), default=None)
    table = drawn.items[at] if at is not None else None
    if at is None or not isinstance(table, Table) or not table.edges:
        return drawn
    height = max(cell.row + cell.rowspan for cell in table.cells)
    last = [cell for cell in table.cells if cell.spans and cell.row + cell.rowspan == height]
    padding = _padding(table) if last else 0.0
    rooms = {id(cell): _room(cell, table, padding, sheet) for cell in last}
    cells = tuple(replace(cell, room=rooms[id(cell)]) if id(cell) in rooms else cell for cell in table.cells)
    return replace(drawn, items=(*drawn.items[:at], replace(table, cells=cells), *drawn.items[at + 1 :]))


def _padding(table: Table) -> float:
    """What cells leave free at both sides: twice the least that any text of the table stands off its borders."""
    least = float("inf")
    for cell in table.cells:
        boxes = [span.bbox for span in cell.spans if span.bbox]
        if boxes:
            left = min(box[0] for box in boxes) - table.edges[cell.column]
            right = table.edges[cell.column + cell.colspan] - max(box[2] for box in boxes)
            least = min(least, left, right)
    return 2 * max(least, 0.0) if least < float("inf") else 0.0


def _room(cell: Cell, table: Table, padding: float, sheet: Sheet) -> float | None:
    glyphs, last = sheet.glyphs, cell.spans[-1]
    first, end = (int(at) for at in glyphs.offset.searchsorted((last.start, last.end)))
    size = float(glyphs.size[end - 1]) if end > first else 0.0
    if size <= 0:
        return None
    line: NDArray[np.bool_] = abs(glyphs.baseline[first:end] - glyphs.baseline[end - 1]) < size / 2
    box = glyphs.box[first:end][line]
    width = table.edges[cell.column + cell.colspan] - table.edges[cell.column] - padding
    return (width - float(box[:, 2].max() - box[:, 0].min())) / size
