"""A page with rulings → its tables and the lines of text beside them.

Rulings are joined to rules, rules that touch to frames (`lattice_rules`), frames become grids of cells (`grid`).
Here grids that are no tables are left out, and every glyph is given to a cell or to a line.

What counts as a table: at least two cells, of which one has text. Boxes are none: a border around the page (also
with a rule under its header), a frame around a paragraph, a check box; their text is lines. A single cell is a table
only where it may be part of one: cut by the page's top or end, level with the sides of another table of the page, or
a wide box at the top of a later page, which may hold the rest of a cell.
Where most rows have no vertical rules and their words stand apart as in columns, the columns were set without
rules: lines again, and `layout.stream` reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfparse.layout.glyphs import compose_all
from perfparse.layout.grid import Grid, grid
from perfparse.layout.lattice_rules import TooManyRulesError, frames
from perfparse.layout.lattice_words import whole_words
from perfparse.model.ir import Cell, Doubt, Drawn, Line, Span, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.model.ir import Glyphs, Sheet

_Placed = tuple[Grid, "NDArray[np.int64]"]
"""A grid, and the cell (n,) in which each glyph of the page lies, -1 for none."""

_EM = 10.0  # points, on a page without upright text
_MIDDLE = 0.35  # em above the baseline: half the height of a figure or of a Chinese character's body
_LEVEL = 0.5  # em that the sides of two parts of one table may differ
_COLUMN_GAP = 2.0  # em between words that stand in columns
_NESTED_LEAST = 4  # cells with text that make a table in another table's cell
_PAGE_SHARE = 0.5  # share of the page from which a single column is the page's border with rules in it
_WIDE_BOX = 0.5  # share of the page's width
_HEAD_LINES = 2  # lines above a page's body: its header, a page number
_REST = 2  # rows of a page that holds the rest of a row, and may hold its header again
_SPARSE = 0.3  # share of cells with text below which a grid may be that of a chart
_HEADED = 0.6  # share of cells with text in a header row or in a column of labels


def page(sheet: Sheet) -> Drawn:
    """The tables that the page's rulings draw, all other text as lines; from top to bottom.

    Every glyph is in one cell or in one line. A page whose rulings make no table gives lines only, and so does one
    with too many of them, with a doubt `rulings-too-many`.
    """
    glyphs = sheet.glyphs
    em = _em(glyphs)
    x, y = _middles(glyphs)
    doubts: tuple[Doubt, ...] = ()
    tables: list[_Placed] = []
    try:
        drawn = [one for frame in frames(sheet.rulings, glyphs, em) if (one := grid(frame, x, y, em)) is not None]
        tables = _chosen([(one, one.find(x, y)) for one in drawn], sheet, y, em)
    except TooManyRulesError:
        message = f"page {sheet.number} has too many rulings to look for tables in them"
        doubts = (Doubt("rulings-too-many", "warning", message),)
    label = np.full(len(x), -1)
    firsts, count = [], 0
    for one, owner in tables:
        label = np.where(owner >= 0, owner + count, label)
        firsts.append(count)
        count += len(one.cells)
    boxes = np.concatenate([one.frames() for one, _ in tables]) if tables else np.empty((0, 4))
    if tables:
        label = whole_words(glyphs, label, boxes)
    texts, rest = compose_all(sheet, label, count, boxes[:, 2] - boxes[:, 0])
    items: list[tuple[float, float, Line | Table]] = [(top, 0.0, line) for top, line in rest]
    for (one, _), first in zip(tables, firsts, strict=True):
        until = first + len(one.cells)
        items.append((one.bbox[1], one.bbox[0], _table(sheet, one, texts[first:until], boxes[first:until])))
    items.sort(key=lambda item: item[:2])
    return Drawn(sheet.number, sheet.width, sheet.height, tuple(item for *_, item in items), doubts)


def _table(sheet: Sheet, one: Grid, texts: list[tuple[str, tuple[Span, ...]]], boxes: NDArray[np.floating]) -> Table:
    """The table of a grid, given the text and the frame of each of its cells."""
    cells = tuple(
        Cell(row, column, text, spans, row_end - row, column_end - column, 1.0, (), tuple(box))
        for (row, row_end, column, column_end), (text, spans), box in zip(
            one.cells.tolist(), texts, np.round(boxes, 2).tolist(), strict=True
        )
    )
    x0, top, x1, bottom = (round(length, 2) for length in one.bbox)
    edges = tuple(np.round(one.xs, 2).tolist())
    return Table(one.columns, cells, sheet.number, (x0, top, x1, bottom), edges, one.open_top, one.open_bottom)


def _em(glyphs: Glyphs) -> float:
    """The size of the page's small text, which is that of tables: a quarter of its upright glyphs are no larger."""
    sizes = np.sort(glyphs.size)
    upright = sizes[sizes.searchsorted(0, side="right") :]
    return float(upright[len(upright) // 4]) if len(upright) else _EM


def _middles(glyphs: Glyphs) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The middle of each glyph's ink, about. The box's height is the font's claim, which may reach into other rows."""
    box = glyphs.box
    upright = glyphs.size > 0
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    np.subtract(glyphs.baseline, _MIDDLE * glyphs.size, out=y, where=upright)
    return x, y


def _chosen(grids: list[_Placed], sheet: Sheet, y: NDArray[np.floating], em: float) -> list[_Placed]:
    """The grids that are tables, those around others first."""
    grids = sorted(grids, key=lambda placed: -_area(placed[0]))
    page_area = sheet.width * sheet.height
    tables: list[tuple[Grid, NDArray[np.int64], int]] = []
    boxes: list[tuple[Grid, NDArray[np.int64], int]] = []
    for one, owner in grids:
        filled = np.bincount(owner + 1, minlength=len(one.cells) + 1)[1:] > 0
        bordered = one.columns < 2 and not one.open_top and _area(one) >= _PAGE_SHARE * page_area
        found = (one, owner, int(filled.sum()))
        if _is_table(one, filled) and not bordered and not _shows_columns(one, owner, sheet.glyphs):
            tables.append(found)
        elif len(one.cells) == 1 and found[2]:
            boxes.append(found)
    tables += [
        box for box in boxes if any(_level(box[0], table[0], em) for table in tables) or _goes_on(box[0], sheet, y, em)
    ]
    tables.sort(key=lambda found: -_area(found[0]))
    kept: list[_Placed] = []
    for one, owner, count in tables:
        nested = any(_around(other, one) for other, _ in kept)
        if not nested or (min(one.rows, one.columns) > 1 and count >= _NESTED_LEAST):
            kept.append((one, owner))
    return [(one, owner) for one, owner in kept if one.columns > 1 or not any(_around(one, other) for other, _ in kept)]


def _area(one: Grid) -> float:
    x0, top, x1, bottom = one.bbox
    return (x1 - x0) * (bottom - top)


def _is_table(one: Grid, filled: NDArray[np.bool_]) -> bool:
    count, cells = int(filled.sum()), len(filled)
    if not count or (one.columns < 2 and (one.open_sides or (one.open_top and one.open_bottom))):
        return False  # nothing, the lines of a chart on their axis, or a box with round corners
    if cells == 1:
        return one.open_top or one.open_bottom
    if one.columns < 2 and 2 * count < cells:
        return False
    if count < _NESTED_LEAST and not (one.owner >= 0).all():
        return False  # boxes and the arrows between them
    if count == 1:
        return one.columns > 1
    if one.rows <= _REST and one.columns > 2 and (one.owner >= 0).all():
        return True  # a page with the rest of a row alone
    return count >= _SPARSE * cells or _headed(one, filled)


def _headed(one: Grid, filled: NDArray[np.bool_]) -> bool:
    """Whether a row or the first column has text in most of its cells."""
    row, column = one.cells[:, 0], one.cells[:, 2]
    by_row, with_text = np.bincount(row), np.bincount(row[filled], minlength=int(row.max()) + 1)
    if ((by_row > 1) & (with_text >= _HEADED * by_row)).any():
        return True
    labels = filled[column == 0]
    return len(labels) >= 2 and bool(labels.mean() >= _HEADED)


def _shows_columns(one: Grid, owner: NDArray[np.int64], glyphs: Glyphs) -> bool:
    """Whether the table has columns that were set without rules.

    Then most of its rows are a single cell each, in which words stand as far apart as columns do. Where the sides of
    the table were not drawn, half its cells with such gaps are enough.
    """
    row, row_end, column, column_end = one.cells.T
    height = np.where((column == 0) & (column_end == one.columns), row_end - row, 0)
    if 2 * height.sum() < one.rows and not one.open_sides:
        return False
    inside = (owner >= 0).nonzero()[0]
    order = inside[np.lexsort((glyphs.box[inside, 0], glyphs.baseline[inside], owner[inside]))]
    gap = glyphs.box[order[1:], 0] - glyphs.box[order[:-1], 2]
    size = np.maximum(glyphs.size[order[1:]], 1.0)
    level = np.abs(glyphs.baseline[order[1:]] - glyphs.baseline[order[:-1]]) < 0.2 * size
    apart = np.unique(owner[order[1:]][level & (owner[order[1:]] == owner[order[:-1]]) & (gap > _COLUMN_GAP * size)])
    filled = np.unique(owner[inside])
    if one.open_sides and 2 * len(apart) >= len(filled):
        return True
    return bool(2 * height[apart].sum() > one.rows - height.sum() + height[filled].sum())


def _level(one: Grid, other: Grid, em: float) -> bool:
    """Whether both have the same left and right side."""
    return bool(np.abs(one.xs[[0, -1]] - other.xs[[0, -1]]).max() < _LEVEL * em)


def _goes_on(one: Grid, sheet: Sheet, y: NDArray[np.floating], em: float) -> bool:
    """Whether a single cell may be the rest of one that the page before has cut: a wide box at the page's top."""
    if sheet.number < 2 or one.xs[-1] - one.xs[0] < _WIDE_BOX * sheet.width:
        return False
    above = sheet.glyphs.baseline[y < one.ys[0]]
    return len(np.unique(np.round(above / em))) <= _HEAD_LINES


def _around(outer: Grid, inner: Grid) -> bool:
    """Whether `inner` lies in `outer`."""
    x0, top, x1, bottom = inner.bbox
    left, above, right, below = outer.bbox
    return outer is not inner and left <= x0 and above <= top and right >= x1 and below >= bottom
