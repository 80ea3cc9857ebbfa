"""The columns of a region → rows: bands of levels, and the labels that span them.

In each column a band holds one cell: its lines stand over one another, their middle in the middle of the band, or
their first at its top. Some columns at the left hold labels instead, which span several bands. How many do, and
which way cells are aligned, is weighed with the rest: the cheapest reading of the whole region is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.stream_slots import Column

_ROW = 1.0  # a row
_LABEL = 1.5  # a label cell
_OFF = 2.5  # a line that a cell stands off its place
_MOST_OFF = 9.0
_LEAN = 0.15  # the same, within half a line
_COVERED = 5.0  # a cell that reaches over a column with a cell of its own
_BLANK_LABEL = 7.0
_BLANK_LABEL_AT_TOP = 2.0  # it began on the page before
_FREE_LINE = 2.0  # a free line within a row
_RULED = 8.0  # a rule within a row
_TALLEST = 40  # levels in a row
_TALLEST_LABEL = 400  # levels beside a label
_MOST_LABELS = 4  # columns of labels
_FILL = 0.75
_INF = 1e9

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of a region's levels.

    `y` (n,) is where each stands, in lines. `through` (n,) is what it costs that a row holds both a level and the one
    before. `grid` tells that levels are lines of a text, which stand where there was room for them: then only their
    order counts.
    """

    y: Floats
    through: Floats
    grid: bool


@dataclass(frozen=True, slots=True)
class Band:
    """One cell of a column: levels `start` to `end` (exclusive) hold it. Rows `row` to `row + rowspan` are its own."""

    start: int
    end: int
    row: int
    rowspan: int


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
    for labels in range(max(min(_MOST_LABELS, len(columns) - 2), 0) + 1):
        for top in (False, True):
            found = _read(columns, grounds, labels, top=top)
            if found is not None and (best is None or found.cost < best.cost - 1e-9):
                best = found
    if best is None:
        raise AssertionError("a region without levels has no rows")
    return best


def _read(columns: Sequence[Column], grounds: Grounds, labels: int, *, top: bool) -> Rows | None:
    leaves = columns[labels:]
    kept = _kept(leaves, len(grounds.y))
    if not len(kept):
        return None
    y = np.arange(len(kept), dtype=np.float64) if grounds.grid else grounds.y[kept]
    through = np.add.reduceat(grounds.through, np.concatenate([[0], kept[:-1] + 1]))
    through[0] = 0.0
    fill = np.full(len(leaves), _FILL)
    for _ in range(2):
        costs = _band_costs(leaves, kept, y, through, fill, top=top)
        total, bounds = _cheapest(costs)
        fill = _fill(leaves, kept, bounds)
    bands = [(int(kept[a]), int(kept[b - 1]) + 1) for a, b in zip(bounds, bounds[1:], strict=False)]
    found: list[tuple[Band, ...]] = [()] * labels
    cuts: Sequence[int] | None = None
    for column in reversed(range(labels)):
        cost, cells = _labels(columns[column], bands, cuts, len(grounds.y))
        total += cost
        found[column] = cells
        cuts = [cell.row for cell in cells]
    rows = tuple(Band(start, end, row, 1) for row, (start, end) in enumerate(bands))
    return Rows(len(bands), (*found, *(rows for _ in leaves)), _margins(costs, bounds), total)


def _kept(leaves: Sequence[Column], count: int) -> Ints:
    """The levels on which any of the columns holds something."""
    held = np.zeros(count, dtype=bool)
    for column in leaves:
        held |= column.covered
        held[column.levels] = True
    return np.flatnonzero(held)


def _band_costs(
    leaves: Sequence[Column], kept: Ints, y: Floats, through: Floats, fill: Floats, *, top: bool
) -> Floats:
    """(m, t) what a row costs that begins with kept level i and has 1 + d levels."""
    count = len(kept)
    tall = min(_TALLEST, count)
    start = np.arange(count)[:, None]
    end = start + np.arange(tall)[None, :]  # its last level
    beyond = end >= count
    end = np.minimum(end, count - 1)
    inside = np.cumsum(through)
    costs: Floats = _ROW + inside[end] - inside[start]
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
    filled = -log(share) + inner[last] - inner[first] + _misplaced(off) + _COVERED * under
    return np.where(held, filled, blank)


def _misplaced(off: Floats) -> Floats:
    found: Floats = np.minimum(_OFF * np.maximum(off - 0.5, 0.0), _MOST_OFF) + _LEAN * np.minimum(off, 0.5)
    return found


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

    own = [cost(a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
    found = [_INF] * len(own)
    for row, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False)):
        for cut in range(start + 1, end):
            found[row] = min(found[row], cost(start, cut) + cost(cut, end) - own[row])
        if row + 1 < len(own):
            stop = bounds[row + 2]
            both = own[row] + own[row + 1]
            other = min([cost(start, stop), *(cost(start, cut) + cost(cut, stop) for cut in range(start + 1, stop) if cut != end)])
            found[row] = min(found[row], other - both)
            found[row + 1] = min(found[row + 1], other - both)
    return tuple(max(margin, 0.0) for margin in found)


def _labels(
    column: Column, bands: Sequence[tuple[int, int]], cuts: Sequence[int] | None, count: int
) -> tuple[float, tuple[Band, ...]]:
    """The cheapest way to part a column of labels in cells that span whole bands, aligned one way throughout.

    `cuts` are the rows at which the finer labels to the right begin: a label spans whole ones of those.
    """
    results = [_aligned(column, bands, cuts, count, top=top) for top in (False, True)]
    return min(results, key=lambda result: result[0])


def _aligned(
    column: Column, bands: Sequence[tuple[int, int]], cuts: Sequence[int] | None, count: int, *, top: bool
) -> tuple[float, tuple[Band, ...]]:
    states = _states(bands, cuts, count)
    row = np.array([state[0] for state in states])
    level = np.array([state[1] for state in states])
    before = np.searchsorted(column.levels, level)  # slots above each state
    inner = np.concatenate([[0.0], np.cumsum(column.going)])
    firsts = np.array([band[0] for band in bands] + [count])
    covered = np.concatenate([[0], np.cumsum(column.covered)])
    best = np.full(len(states), _INF)
    back = np.zeros(len(states), dtype=np.int64)
    best[0] = 0.0
    for end in range(1, len(states)):
        starts = np.arange(max(0, end - _TALLEST_LABEL), end)
        starts = starts[(row[starts] < row[end]) & (level[starts] < level[end])]
        if not len(starts):
            continue
        first, last = before[starts], before[end] - 1
        held = first <= last
        cost = np.where(row[starts] == 0, _BLANK_LABEL_AT_TOP, _BLANK_LABEL)
        cost = np.where(covered[level[end]] - covered[level[starts]] > 0, 0.0, cost)
        if held.any():
            lead_slot = np.minimum(first, len(inner) - 1)
            high, low = column.levels[lead_slot], column.levels[last]
            off = np.abs(high - np.maximum(level[starts], 0)) if top else np.abs((high + low) / 2 - (level[starts] + level[end] - 1) / 2)
            if top:
                off = np.maximum(high - firsts[row[starts]], 0)
            slack = 0.0 if top else 0.06 * (level[end] - level[starts])
            cost = np.where(held, inner[last] - inner[lead_slot] + _misplaced(np.maximum(off - slack, 0.0)), cost)
        whole = best[starts] + cost + _LABEL
        chosen = int(whole.argmin())
        best[end], back[end] = whole[chosen], starts[chosen]
    path = [len(states) - 1]
    while path[-1] > 0:
        path.append(int(back[path[-1]]))
    path.reverse()
    cells = tuple(
        Band(int(level[a]), int(level[b]), int(row[a]), int(row[b] - row[a])) for a, b in zip(path, path[1:], strict=False)
    )
    return float(best[-1]), cells


def _states(
    bands: Sequence[tuple[int, int]], cuts: Sequence[int] | None, count: int
) -> list[tuple[int, int]]:
    """Where one label may end and the next begin: the row, and the level from which on it holds the column.

    Between two bands may stand levels that hold labels only; they belong to either side.
    """
    rows = range(1, len(bands)) if cuts is None else sorted(set(cuts) - {0})
    states = [(0, 0)]
    for row in rows:
        states += [(row, level) for level in range(bands[row - 1][1], bands[row][0] + 1)]
    return [*states, (len(bands), count)]
