"""The columns of a region → rows: bands of levels, and the labels that span them.

In each column a band holds one cell: its lines stand over one another, their middle in the middle of the band, or
their first at its top. Some columns at the left hold labels instead, which span several bands. How many do, and
which way cells are aligned, is weighed with the rest: the cheapest reading of the whole region is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.headers import known
from perfparse.forms.vocabulary import bare, words
from perfparse.layout.stream_labels import Band, Sides, label_cells, misplaced
from perfparse.layout.stream_slots import Column

_ROW = 0.5  # a row
_LABELS = 2.0  # a column of labels
_COVERED = 5.0  # a cell that reaches over a column with a cell of its own
_TALLEST = 40  # levels in a row
_MOST_LABELS = 4  # columns of labels
_LONG = 100  # levels of a region beyond which less is tried
_SPARSE = 0.8
_FILL = 0.75
_INF = 1e9

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


_SEVERAL = 3  # columns of which a row of records fills more than one
_HARDLY = 1
_HEADER_WORDS = 3  # known header words in a row that make it a header


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of a region's levels.

    `y` (n,) is where each stands, in lines. `through` (n,) is what it costs that a row holds both a level and the one
    before, `begin` (n,) that a row begins with it. `grid` tells that levels are lines of a text, which stand where
    there was room for them: then only their order counts.
    """

    y: Floats
    through: Floats
    begin: Floats
    grid: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """A reading of a region: for each column its bands from top to bottom, and the margin at each row's borders."""

    count: int
    bands: tuple[tuple[Band, ...], ...]
    margins: tuple[float, ...]
    cost: float


def rows_of(columns: Sequence[Column], grounds: Grounds) -> Rows:
    """The cheapest reading of a region: rows of all columns, after 0 to 4 columns of labels."""
    best: Rows | None = None
    for labels in range(_most_labels(columns, len(grounds.y)) + 1):
        for top in (False, True):
            found = _read(columns, grounds, labels, top=top)
            if found is not None and (best is None or found.cost < best.cost - 1e-9):
                best = found
    if best is None:
        raise AssertionError("a region without levels has no rows")
    return best


def _most_labels(columns: Sequence[Column], levels: int) -> int:
    """How many columns at the left may be labels: on a long page one that is filled throughout is none."""
    most = max(min(_MOST_LABELS, len(columns) - 2), 0)
    if levels <= _LONG:
        return most
    rows = max(len(column.levels) for column in columns)
    full = (at for at, column in enumerate(columns[:most]) if len(column.levels) > _SPARSE * rows and not column.prose)
    return next(full, most)


def _read(columns: Sequence[Column], grounds: Grounds, labels: int, *, top: bool) -> Rows | None:
    leaves = columns[labels:]
    kept = _kept(leaves, len(grounds.y))
    if not len(kept):
        return None
    y = np.arange(len(kept), dtype=np.float64) if grounds.grid else grounds.y[kept]
    firsts = np.concatenate([[0], kept[:-1] + 1])
    borders = (np.add.reduceat(grounds.through, firsts), np.minimum.reduceat(grounds.begin, firsts))
    fill = np.full(len(leaves), _FILL)
    for _ in range(2):
        costs = _band_costs(leaves, kept, y, borders, fill, top=top)
        total, bounds = _cheapest(costs)
        fill = _fill(leaves, kept, bounds)
    bands = [(int(kept[a]), int(kept[b - 1]) + 1) for a, b in pairwise(bounds)]
    total += _LABELS * labels
    found: list[tuple[Band, ...]] = [()] * labels
    header = _is_header(leaves, bands[0])
    apart = header and len(leaves) >= _SEVERAL and _filled(leaves, bands[-1]) <= _HARDLY
    apart = apart or any(_says_total(column, bands[-1]) for column in columns[:labels])
    sides = Sides.of(bands, grounds.y, header=header, apart=apart, exact=grounds.grid)
    heights = _Heights(leaves, kept, bands)
    for column in reversed(range(labels)):
        if grounds.grid:
            sides = replace(sides, y=heights.places(len(grounds.y)))
        cost, found[column] = label_cells(columns[column], sides, top=top)
        total += cost
        heights.stretch(columns[column], found[column])
        sides = sides.cut([(cell.row, _text(columns[column], cell)) for cell in found[column]])
    rows = tuple(Band(start, end, row, 1) for row, (start, end) in enumerate(bands))
    return Rows(len(bands), (*found, *(rows for _ in leaves)), _margins(costs, bounds), total)


class _Heights:
    """How high rows of a grid of characters are in print, in lines.

    Print centres a line beside two others half a line off them, and a text has a line of its own for it: a row is as
    high as its tallest cell has lines, whatever number of levels it takes.
    """

    def __init__(self, leaves: Sequence[Column], kept: Ints, bands: Sequence[tuple[int, int]]) -> None:
        self._kept, self._bands = kept, bands
        self._rows: list[float] = [max(_lines(column, *band) for column in leaves) for band in bands]

    def stretch(self, column: Column, labels: Sequence[Band]) -> None:
        """Make rows higher whose label takes more lines than they do."""
        for label in labels:
            rows = range(label.row, label.row + label.rowspan)
            short = _lines(column, label.start, label.end) - sum(self._rows[row] for row in rows)
            for row in rows:
                self._rows[row] += max(short, 0) / len(rows)

    def places(self, count: int) -> Floats:
        """(count,) where levels stand: a row's in its middle, those that hold labels only between rows."""
        found: list[Floats] = []
        top = 0.0
        for height, (start, end) in zip(self._rows, self._bands, strict=True):
            levels = int(((self._kept >= start) & (self._kept < end)).sum())
            last = top + height - 1
            found.append(np.linspace(top, last, levels) if levels > 1 else np.array([(top + last) / 2]))
            top += height
        places: Floats = np.interp(np.arange(count), self._kept, np.concatenate(found))
        return places


def _text(column: Column, label: Band) -> str:
    inside = (column.levels >= label.start) & (column.levels < label.end)
    return "".join(slot.piece.text for slot, ours in zip(column.slots, inside, strict=True) if ours)


def _lines(column: Column, start: int, end: int) -> int:
    """How many lines a column has from level `start` to `end`."""
    return int(((column.levels >= start) & (column.levels < end)).sum())


def _filled(leaves: Sequence[Column], band: tuple[int, int]) -> int:
    """How many of the columns hold something in a row."""
    return sum(_lines(column, *band) > 0 for column in leaves)


def _says_total(column: Column, band: tuple[int, int]) -> bool:
    """Whether a column of labels says beside a row that it sums up."""
    inside = (column.levels >= band[0]) & (column.levels < band[1])
    slots = (slot for slot, ours in zip(column.slots, inside, strict=True) if ours)
    return any(bare(slot.piece.text) in words().totals for slot in slots)


def _is_header(leaves: Sequence[Column], band: tuple[int, int]) -> bool:
    """Whether a row, the first, may be a header: it holds header words, or something in all columns."""
    texts = [
        bare(slot.piece.text)
        for column in leaves
        for level, slot in zip(column.levels.tolist(), column.slots, strict=True)
        if band[0] <= level < band[1]
    ]
    if sum(text in known() for text in texts) >= _HEADER_WORDS:
        return True
    return _filled(leaves, band) == len(leaves)


def _kept(leaves: Sequence[Column], count: int) -> Ints:
    """The levels on which any of the columns holds something."""
    held = np.zeros(count, dtype=bool)
    for column in leaves:
        held |= column.covered
        held[column.levels] = True
    return np.flatnonzero(held)


def _band_costs(
    leaves: Sequence[Column], kept: Ints, y: Floats, borders: tuple[Floats, Floats], fill: Floats, *, top: bool
) -> Floats:
    """(m, t) what a row costs that begins with kept level i and has 1 + d levels."""
    count = len(kept)
    tall = min(_TALLEST, count)
    start = np.arange(count)[:, None]
    end = start + np.arange(tall)[None, :]  # its last level
    beyond = end >= count
    end = np.minimum(end, count - 1)
    inside = np.cumsum(borders[0])
    costs: Floats = _ROW + inside[end] - inside[start] + np.where(start > 0, borders[1][:, None], 0.0)
    middle = (y[start] + y[end]) / 2
    for column, share in zip(leaves, fill, strict=True):
        costs += _cell_costs(column, kept, y, (start, end), middle, float(share), top=top)
    costs[beyond] = _INF
    return costs


def _cell_costs(
    column: Column, kept: Ints, y: Floats, band: tuple[Ints, Ints], middle: Floats, share: float, *, top: bool
) -> Floats:
    """What the column's cell costs in every band."""
    count = len(kept)
    start, end = band
    at = np.searchsorted(kept, column.levels)  # every level of the column is kept
    following = np.searchsorted(at, np.arange(count))  # first slot at or after a level
    preceding = np.searchsorted(at, np.arange(count), side="right") - 1  # last slot at or before
    covered = np.concatenate([[0], np.cumsum(column.covered[kept])])
    under = covered[end + 1] - covered[start] > 0
    blank = np.where(under, 0.0, -log(1 - share))
    if not len(at):
        return blank
    first, last = following[start], preceding[end]
    held = first <= last
    first, last = np.minimum(first, len(at) - 1), np.maximum(last, 0)
    inner = np.concatenate([[0.0], np.cumsum(column.going)])
    off = y[at[first]] - y[start] if top else np.abs((y[at[first]] + y[at[last]]) / 2 - middle)
    filled = -log(share) + inner[last] - inner[first] + misplaced(off) + _COVERED * under
    return np.where(held, filled, blank)


def _cheapest(costs: Floats) -> tuple[float, list[int]]:
    """The cheapest way to part all levels in bands: its cost, and where bands begin, with the end."""
    count, tall = costs.shape
    best = np.zeros(count + 1)
    back = np.zeros(count + 1, dtype=np.int64)
    for end in range(1, count + 1):
        starts = np.arange(max(0, end - tall), end)
        whole = best[starts] + costs[starts, end - 1 - starts]
        chosen = int(whole.argmin())
        best[end], back[end] = whole[chosen], starts[chosen]
    bounds = [count]
    while bounds[-1] > 0:
        bounds.append(int(back[bounds[-1]]))
    return float(best[count]), bounds[::-1]


def _fill(leaves: Sequence[Column], kept: Ints, bounds: Sequence[int]) -> Floats:
    """The share of rows in which each column holds something."""
    rows = len(bounds) - 1
    found = np.empty(len(leaves))
    for number, column in enumerate(leaves):
        held = len(np.unique(np.searchsorted(bounds, np.searchsorted(kept, column.levels), side="right")))
        found[number] = (held + 0.5) / (rows + 1)
    return np.clip(found, 0.05, 0.98)


def _margins(costs: Floats, bounds: Sequence[int]) -> tuple[float, ...]:
    """For each row the least of how much dearer it is to move or drop one of its borders, or to put one within it.

    Only neighbouring rows are read anew: two put together, one parted, a border moved.
    """
    tall = costs.shape[1]

    def cost(start: int, end: int) -> float:
        return float(costs[start, end - start - 1]) if 0 < end - start <= tall else _INF

    own = [cost(a, b) for a, b in pairwise(bounds)]
    found = [_INF] * len(own)
    for row, (start, end) in enumerate(pairwise(bounds)):
        for cut in range(start + 1, end):
            found[row] = min(found[row], cost(start, cut) + cost(cut, end) - own[row])
        if row + 1 < len(own):
            stop = bounds[row + 2]
            both = own[row] + own[row + 1]
            other = min(
                [
                    cost(start, stop),
                    *(cost(start, cut) + cost(cut, stop) for cut in range(start + 1, stop) if cut != end),
                ]
            )
            found[row] = min(found[row], other - both)
            found[row + 1] = min(found[row + 1], other - both)
    return tuple(max(margin, 0.0) for margin in found)
