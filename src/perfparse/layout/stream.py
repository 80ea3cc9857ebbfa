"""Pages without rulings that would make a grid → tables and lines, by how their text is aligned.

The same steps read a page in print and a page of text whose columns are kept by spaces (`stream_kept`,
`stream_text`): levels of pieces (`stream_pieces`), regions with borders between columns (`stream_profile`,
`stream_columns`, `stream_between`), what only looks like a table (`stream_prose`), what stands in each column
(`stream_slots`), rows and the labels beside them (`stream_rows`, `stream_labels`), columns that go on from the page
before (`stream_follow`). Here they are put in order, and made into cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.glyphs import compose, lines
from perfparse.layout.stream_columns import Region, regions_of
from perfparse.layout.stream_follow import follow
from perfparse.layout.stream_kept import kept
from perfparse.layout.stream_labels import Band
from perfparse.layout.stream_landmarks import bounds, headed
from perfparse.layout.stream_pieces import Leaf, Level, leaf_of
from perfparse.layout.stream_profile import Profile
from perfparse.layout.stream_prose import is_text
from perfparse.layout.stream_rows import Grounds, Rows, rows_of
from perfparse.layout.stream_slots import Column, columns_of
from perfparse.layout.stream_text import sheets
from perfparse.model.ir import BBox, Cell, Drawn, Line, Sheet, Table

__all__ = ["kept", "page", "pages", "sheets"]

_BIN = 0.5  # units: half the width of a half-width character
_MOST_PIECES = 30_000  # on a page; a page of a table has a few hundred
_TABLE = 10.0  # nats that a table's borders save
_EXPLAINED = 0.3  # of what its gaps cost
_FREE_LINE = 2.0  # nats: a free line within a row
_MOST_FREE = 2.0
_NO_FREE_LINE = 8.0  # nats: a row that ends without one where free lines part rows
_ROWS_APART = 0.3  # of the levels have a free line above them, where free lines part rows
_FEWEST_FREE = 3
_PRINT_GAP = 0.35  # lines of room between two levels of print, beyond which it costs
_PRINT_FREE = 4.0
_RULED = 8.0  # a rule within a row
_DOUBTED = 3.0
_NUMBERED = re.compile(r"[-—–\s]*第?\s*\d{1,4}\s*页?[\s/,，]*(?:共?\s*\d{1,4}\s*页)?[-—–\s]*")


def page(sheet: Sheet) -> Drawn:
    """Lay out one page by alignment."""
    return pages([sheet])[0]


def pages(sheets: Sequence[Sheet]) -> list[Drawn]:
    """Lay out pages that follow one another: a table that goes on has the columns it had on the page before."""
    found: list[Drawn] = []
    for sheet in sheets:
        drawn = _page(sheet)
        found.append(_followed(found[-1], drawn, grid=sheet.grid) if found else drawn)
    return found


def _followed(before: Drawn, drawn: Drawn, *, grid: bool) -> Drawn:
    """`drawn` with the columns of the table that ended the page before, where its first table goes on from there."""
    open_table = next((item for item in reversed(before.items) if not _is_number_line(item)), None)
    at = next((at for at, item in enumerate(drawn.items) if not _is_number_line(item)), None)
    if at is None or not isinstance(open_table, Table):
        return drawn
    table = drawn.items[at]
    going = follow(open_table, table, grid=grid) if isinstance(table, Table) else None
    return drawn if going is None else replace(drawn, items=(*drawn.items[:at], going, *drawn.items[at + 1 :]))


def _is_number_line(item: Line | Table) -> bool:
    return isinstance(item, Line) and _NUMBERED.fullmatch(item.text) is not None


@dataclass(frozen=True, slots=True)
class _Block:
    """A cell in the making: where it stands in its table, and its glyphs."""

    row: int
    column: int
    rowspan: int
    colspan: int
    glyphs: tuple[NDArray[np.int32], ...]
    margin: float


def _page(sheet: Sheet) -> Drawn:
    leaf = leaf_of(sheet)
    items: list[Line | Table] = []
    for part in _parts(leaf.levels):
        items += _items(sheet, leaf, part)
    turned = lines(sheet, ~leaf.upright)
    return Drawn(sheet.number, sheet.width, sheet.height, (*items, *turned))


def _parts(levels: Sequence[Level]) -> list[tuple[int, int]]:
    """The page cut where a block begins for certain, page numbers apart, as (start, end) of levels."""
    start, end = 0, len(levels)
    while start < end and _is_number(levels[start]):
        start += 1
    while end > start and _is_number(levels[end - 1]):
        end -= 1
    inner = [start + at for at in bounds(levels[start:end])]
    return [part for part in pairwise([0, start, *inner, end, len(levels)]) if part[0] < part[1]]


def _is_number(level: Level) -> bool:
    return len(level.pieces) == 1 and _NUMBERED.fullmatch(level.pieces[0].text) is not None


def _items(sheet: Sheet, leaf: Leaf, part: tuple[int, int]) -> list[Line | Table]:
    levels = leaf.levels[part[0] : part[1]]
    if sum(len(level.pieces) for level in levels) > _MOST_PIECES:
        return list(_lines(sheet, levels))
    profile = Profile(levels, 1.0 if sheet.grid else _BIN)
    found: list[Line | Table] = []
    for found_region in regions_of(levels, profile):
        borders = headed(levels[found_region.start : found_region.end], found_region.borders)
        region = replace(found_region, borders=borders)
        inner = _trimmed(levels, region)
        if inner is None:
            found += _lines(sheet, levels[region.start : region.end])
            continue
        found += _lines(sheet, levels[region.start : inner.start])
        found.append(_table(sheet, leaf, levels[inner.start : inner.end], inner))
        found += _lines(sheet, levels[inner.end : region.end])
    return found


def _trimmed(levels: Sequence[Level], region: Region) -> Region | None:
    """The region without lines before and behind that stand across its columns, or None where it is no table."""
    if region.saved < max(_TABLE, _EXPLAINED * region.gaps):
        return None
    start, end = region.start, region.end
    while start < end and _across(levels[start], region.borders):
        start += 1
    while end > start and _across(levels[end - 1], region.borders):
        end -= 1
    inner = levels[start:end]
    if sum(len(level.pieces) > 1 for level in inner) < 2 or is_text(inner, region.borders):
        return None
    return replace(region, start=start, end=end)


def _across(level: Level, borders: Sequence[float]) -> bool:
    piece = level.pieces[0]
    return len(level.pieces) == 1 and any(piece.left + 2 < x < piece.right - 2 for x in borders)


def _lines(sheet: Sheet, levels: Sequence[Level]) -> list[Line]:
    if not levels:
        return []
    which = np.zeros(len(sheet.glyphs.offset), dtype=bool)
    for level in levels:
        for piece in level.pieces:
            which[piece.glyphs] = True
    return [replace(line, size=0.0) if sheet.grid else line for line in lines(sheet, which)]


def _table(sheet: Sheet, leaf: Leaf, levels: Sequence[Level], region: Region) -> Table:
    columns = columns_of(sheet, levels, region.borders)
    rows = rows_of(columns, _grounds(sheet, leaf, levels))
    blocks = _blocks(columns, rows)
    label = np.full(len(sheet.glyphs.offset), -1, dtype=np.int32)
    for number, block in enumerate(blocks):
        for glyphs in block.glyphs:
            label[glyphs] = number
    written = compose(sheet, label, len(blocks))
    cells = [
        Cell(
            block.row, block.column, text, spans, block.rowspan, block.colspan,
            round(1 - 0.5 * exp(-block.margin / 1.5), 3), _doubts(block),
        )
        for block, (text, spans) in zip(blocks, written, strict=True)
    ]  # fmt: skip
    cells.sort(key=lambda cell: (cell.row, cell.column))
    left = min(level.pieces[0].left for level in levels)
    right = max(level.pieces[-1].right for level in levels)
    edges = tuple(round(x * leaf.unit, 2) for x in (left, *region.borders, right))
    return Table(len(columns), tuple(cells), sheet.number, _bbox(sheet, label), edges)


def _doubts(block: _Block) -> tuple[str, ...]:
    return ("the row may end elsewhere",) if block.margin < _DOUBTED else ()


def _bbox(sheet: Sheet, label: NDArray[np.int32]) -> BBox | None:
    if sheet.grid:
        return None
    box = sheet.glyphs.box[label >= 0]
    x0, top = box[:, :2].min(axis=0).tolist()
    x1, bottom = box[:, 2:].max(axis=0).tolist()
    return (x0, top, x1, bottom)


def _grounds(sheet: Sheet, leaf: Leaf, levels: Sequence[Level]) -> Grounds:
    y = np.array([level.y for level in levels])
    above = np.array([0.0, *(level.above for level in levels[1:])])
    begin = np.zeros(len(levels))
    if sheet.grid:
        if np.count_nonzero(above) >= max(_FEWEST_FREE, _ROWS_APART * len(levels)):
            begin[above == 0] = _NO_FREE_LINE
        through = _FREE_LINE * np.minimum(above, _MOST_FREE)
        return Grounds(np.arange(len(levels), dtype=np.float64), through, begin, grid=True)
    through = _PRINT_FREE * np.minimum(np.maximum(above - _PRINT_GAP, 0.0), _MOST_FREE)
    for ruling, x0, x1 in sheet.rulings.horizontal.tolist():
        at = int(np.searchsorted(y, ruling / leaf.leading))
        inside = any(piece.left * leaf.unit < x1 and piece.right * leaf.unit > x0 for piece in levels[0].pieces)
        if 0 < at < len(levels) and (inside or x1 - x0 > 0.3 * sheet.width):
            through[at] += _RULED
    return Grounds(y, through, begin, grid=False)


# cells


def _blocks(columns: Sequence[Column], rows: Rows) -> list[_Block]:
    """The cells of a table, blank ones included: every place of the grid is in one."""
    owner = np.full((rows.count, len(columns)), -1, dtype=np.int64)
    found: list[_Block] = []
    blank: list[tuple[int, Band]] = []
    reach: list[int] = []
    for number, (column, bands) in enumerate(zip(columns, rows.bands, strict=True)):
        ends = np.searchsorted(column.levels, [band.end for band in bands])
        starts = np.searchsorted(column.levels, [band.start for band in bands])
        for band, first, last in zip(bands, starts.tolist(), ends.tolist(), strict=True):
            if first == last:
                blank.append((number, band))
                continue
            slots = column.slots[first:last]
            margin = min(rows.margins[band.row : band.row + band.rowspan])
            owner[band.row : band.row + band.rowspan, number] = len(found)
            found.append(_Block(band.row, number, band.rowspan, 1, tuple(slot.piece.glyphs for slot in slots), margin))
            reach.append(max(slot.last for slot in slots))
    for number, (block, last) in enumerate(zip(found, reach, strict=True)):
        found[number] = _widened(block, last, number, owner)
    for column_number, band in sorted(blank, key=lambda one: -one[1].rowspan):
        place = owner[band.row : band.row + band.rowspan, column_number]
        if (place == -1).all():
            place[:] = len(found)
            found.append(
                _Block(
                    band.row, column_number, band.rowspan, 1, (), min(rows.margins[band.row : band.row + band.rowspan])
                )
            )
    for row, column_number in np.argwhere(owner == -1).tolist():
        found.append(_Block(row, column_number, 1, 1, (), rows.margins[row]))
    return found


def _widened(block: _Block, last: int, number: int, owner: NDArray[np.int64]) -> _Block:
    """The block over all columns that its text reaches into, as far as they are free beside it."""
    rows = slice(block.row, block.row + block.rowspan)
    end = block.column + 1
    while end <= last and (owner[rows, end] == -1).all():
        owner[rows, end] = number
        end += 1
    return replace(block, colspan=end - block.column)
