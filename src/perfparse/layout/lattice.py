"""A page with rulings → its tables and the lines of text beside them.

Rulings are joined to rules, rules that touch to frames (`lattice_rules`), frames become grids of cells (`grid`).
Here grids that are no tables are left out, and every glyph is given to a cell or to a line.

What counts as a table: at least two cells, of which one has text. Boxes are none: a border around the page, a frame
around a paragraph, a check box; their text is lines. A single cell is a table only where it is part of one: cut by
the page's end or its top, or level with the sides of another table of the page. So is a single column whose rows
show columns of their own: those were set without rules, and `layout.stream` reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfparse.ir import Cell, Doubt, Drawn, Line, Table
from perfparse.layout.glyphs import compose, lines_with_top
from perfparse.layout.grid import Grid, grid
from perfparse.layout.lattice_rules import TooManyRulesError, frames

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.ir import Glyphs, Sheet

_EM = 10.0  # points, on a page without upright text
_MIDDLE = 0.35  # em above the baseline: half the height of a figure or of a Chinese character's body
_LEVEL = 0.5  # em that the sides of two parts of one table may differ
_COLUMN_GAP = 2.0  # em between words that stand in columns
_NESTED_LEAST = 4  # cells with text that make a table in another table's cell
_SPARSE = 0.3  # share of cells with text below which a grid may be that of a chart
_HEADED = 0.6  # share of cells with text in a header row or in a column of labels


def page(sheet: Sheet) -> Drawn:
    """The tables that the page's rulings draw, all other text as lines; from top to bottom.

    Every glyph is in one cell or in one line. A page whose rulings make no table gives lines only, and so does one
    with too many of them, with a doubt `rulings-too-many`.
    """
    glyphs = sheet.glyphs
    em = _em(glyphs)
    doubts: tuple[Doubt, ...] = ()
    tables: list[Grid] = []
    x, y = _middles(glyphs)
    try:
        found = frames(sheet.rulings, glyphs, em)
    except TooManyRulesError:
        message = f"page {sheet.number} has too many rulings to look for tables in them"
        doubts = (Doubt("rulings-too-many", "warning", message),)
    else:
        drawn = [one for frame in found if (one := grid(frame, x, y, em)) is not None]
        tables = _chosen(drawn, glyphs, x, y, em)
    label = np.full(len(x), -1)
    firsts, count = [], 0
    for one in tables:
        owner = one.find(x, y)
        label = np.where(owner >= 0, owner + count, label)
        firsts.append(count)
        count += len(one.cells)
    items: list[tuple[float, float, Line | Table]] = [(top, 0.0, line) for top, line in lines_with_top(sheet, label < 0)]
    if tables:
        boxes = [one.frames() for one in tables]
        texts = compose(sheet, label, count, np.concatenate([box[:, 2] - box[:, 0] for box in boxes]))
        for one, first, box in zip(tables, firsts, boxes, strict=True):
            cells = tuple(
                Cell(row, column, text, spans, row_end - row, column_end - column, bbox=tuple(frame))
                for (row, row_end, column, column_end), (text, spans), frame in zip(
                    one.cells.tolist(), texts[first : first + len(one.cells)], np.round(box, 2).tolist(), strict=True
                )
            )
            items.append((one.bbox[1], one.bbox[0], _table(sheet, one, cells)))
    items.sort(key=lambda item: item[:2])
    return Drawn(sheet.number, sheet.width, sheet.height, tuple(item for *_, item in items), doubts)


def _table(sheet: Sheet, one: Grid, cells: tuple[Cell, ...]) -> Table:
    x0, top, x1, bottom = (round(length, 2) for length in one.bbox)
    edges = tuple(np.round(one.xs, 2).tolist())
    return Table(one.columns, cells, sheet.number, (x0, top, x1, bottom), edges, one.open_top, one.open_bottom)


def _em(glyphs: Glyphs) -> float:
    """The size of the page's text: the median of its upright glyphs."""
    sizes = np.sort(glyphs.size)
    upright = sizes[np.searchsorted(sizes, 0, side="right") :]
    return float(upright[len(upright) // 2]) if len(upright) else _EM


def _middles(glyphs: Glyphs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The middle of each glyph's ink, about. The box's height is the font's claim, which may reach into other rows."""
    box = glyphs.box
    upright = glyphs.size > 0
    y = np.where(upright, glyphs.baseline - _MIDDLE * glyphs.size, (box[:, 1] + box[:, 3]) / 2)
    return (box[:, 0] + box[:, 2]) / 2, y


def _chosen(
    grids: list[Grid], glyphs: Glyphs, x: NDArray[np.float32], y: NDArray[np.float32], em: float
) -> list[Grid]:
    """The grids that are tables, those around others first."""
    grids = sorted(grids, key=lambda one: -_area(one))
    filled = {id(one): _filled(one, x, y) for one in grids}
    tables = [one for one in grids if _is_table(one, filled[id(one)])]
    tables = [one for one in tables if not (one.columns < 2 or one.open_sides) or not _shows_columns(one, glyphs, x, y)]
    parts = [one for one in grids if len(one.cells) == 1 and filled[id(one)].any() and one not in tables]
    tables += [one for one in parts if any(_level(one, other, em) for other in tables)]
    tables.sort(key=lambda one: -_area(one))
    kept: list[Grid] = []
    for one in tables:
        around = next((other for other in reversed(kept) if _around(other, one)), None)
        if around is None or (min(one.rows, one.columns) > 1 and filled[id(one)].sum() >= _NESTED_LEAST):
            kept.append(one)
    return [one for one in kept if one.columns > 1 or not any(_around(one, other) for other in kept)]


def _area(one: Grid) -> float:
    x0, top, x1, bottom = one.bbox
    return (x1 - x0) * (bottom - top)


def _filled(one: Grid, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(k,) which cells have text."""
    owner = one.find(x, y)
    return np.bincount(owner + 1, minlength=len(one.cells) + 1)[1:] > 0


def _is_table(one: Grid, filled: NDArray[np.bool_]) -> bool:
    count, cells = int(filled.sum()), len(filled)
    if not count or (one.open_sides and one.columns < 2):
        return False  # nothing, or an axis and the lines of a chart
    if cells == 1:
        return one.open_top or one.open_bottom
    if one.columns < 2 and 2 * count < cells:
        return False
    if count < _NESTED_LEAST and not (one.owner >= 0).all():
        return False  # boxes and the arrows between them
    if count == 1:
        return one.columns > 1
    return count >= _SPARSE * cells or _headed(one, filled)


def _headed(one: Grid, filled: NDArray[np.bool_]) -> bool:
    """Whether a row or the first column has text in most of its cells."""
    row, column = one.cells[:, 0], one.cells[:, 2]
    by_row, with_text = np.bincount(row), np.bincount(row[filled], minlength=int(row.max()) + 1)
    if ((by_row > 1) & (with_text >= _HEADED * by_row)).any():
        return True
    labels = filled[column == 0]
    return 2 <= len(labels) and bool(labels.mean() >= _HEADED)


def _shows_columns(one: Grid, glyphs: Glyphs, x: NDArray[np.float32], y: NDArray[np.float32]) -> bool:
    """Whether most cells with text have gaps in it as wide as those between columns."""
    owner = one.find(x, y)
    inside = np.flatnonzero(owner >= 0)
    order = inside[np.lexsort((glyphs.box[inside, 0], glyphs.baseline[inside], owner[inside]))]
    gap = glyphs.box[order[1:], 0] - glyphs.box[order[:-1], 2]
    size = np.maximum(glyphs.size[order[1:]], 1.0)
    level = np.abs(glyphs.baseline[order[1:]] - glyphs.baseline[order[:-1]]) < 0.2 * size
    wide = level & (owner[order[1:]] == owner[order[:-1]]) & (gap > _COLUMN_GAP * size)
    rows = np.unique(owner[inside])
    return 2 * len(np.unique(owner[order[1:]][wide])) > len(rows)


def _level(one: Grid, other: Grid, em: float) -> bool:
    """Whether both have the same left and right side."""
    return abs(one.xs[0] - other.xs[0]) < _LEVEL * em and abs(one.xs[-1] - other.xs[-1]) < _LEVEL * em


def _around(outer: Grid, inner: Grid) -> bool:
    """Whether `inner` lies in `outer`."""
    x0, top, x1, bottom = inner.bbox
    left, above, right, below = outer.bbox
    return outer is not inner and left <= x0 and above <= top and right >= x1 and below >= bottom
