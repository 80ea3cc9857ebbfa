"""The rules of a frame → a grid of unit cells → the cells that rules enclose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from perfparse.layout.glyph_order import run_ends, run_starts
from perfparse.layout.lattice_rules import clusters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.layout.lattice_rules import Frame

_DOUBLE = 0.35  # em between the lines of a double rule, or between two cells' ends of one rule
_SLIVER = 0.75  # em: a strip that narrow, whose own cells hold no glyph, is part of the rule
_MOST_UNITS = 4_000_000

_OUTSIDE = 0


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells of a table, by row and column of its own rules.

    `xs` and `ys` are the positions of the rules; `cells` (k, 4) holds row, end row, column, end column of each, in
    reading order; `owner` (rows, columns) tells the cell of each unit, -1 for a unit that nothing encloses.
    """

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    cells: NDArray[np.int64]
    owner: NDArray[np.int64]
    open_top: bool
    open_bottom: bool
    open_sides: bool

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of the whole table."""
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    def frames(self) -> NDArray[np.float64]:
        """(k, 4) x0, top, x1, bottom of each cell."""
        row, row_end, column, column_end = self.cells.T
        return np.column_stack((self.xs[column], self.ys[row], self.xs[column_end], self.ys[row_end]))

    def find(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.int64]:
        """(n,) the cell in which each point lies, -1 for none."""
        around = np.full((self.rows + 2, self.columns + 2), -1)
        around[1:-1, 1:-1] = self.owner
        return around[self.ys.searchsorted(y), self.xs.searchsorted(x)]


def grid(frame: Frame, x: NDArray[np.floating], y: NDArray[np.floating], em: float) -> Grid | None:
    """The grid that a frame's rules draw, or None where they enclose nothing.

    `x` and `y` (n,) are the middles of the page's glyphs.
    """
    horizontal, vertical = frame.horizontal, frame.vertical
    left, right = vertical[:, 0].min(), vertical[:, 0].max()
    top, bottom = horizontal[:, 0].min(), horizontal[:, 0].max()
    within = (x > left) & (x < right) & (y > top) & (y < bottom)
    x, y = x[within], y[within]
    ys, row_of = _snapped(horizontal[:, 0], em)
    xs, column_of = _snapped(vertical[:, 0], em)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_UNITS:
        return None
    across = _marks(row_of, horizontal[:, 1:], len(ys), xs)
    down = _marks(column_of, vertical[:, 1:], len(xs), ys).T
    _close(across, down)
    owner, cells = _cells(_regions(across, down))
    if not len(cells):
        return None
    xs, ys, cells, owner = _distinct(xs, ys, cells, owner)
    one = Grid(xs, ys, cells, owner, frame.open_top, frame.open_bottom, frame.open_sides)
    return _without_slivers(_without_slivers(one, x, y, em, 0), x, y, em, 1)


def _snapped(position: NDArray[np.float64], em: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distinct positions of rules, ascending, and which of them each rule has."""
    order = position.argsort(kind="stable")
    ordered = position[order]
    gap = ordered[1:] - ordered[:-1]
    fresh = gap > _DOUBLE * em
    number = np.zeros(len(ordered), np.int64)
    fresh.cumsum(out=number[1:])
    begins = run_starts(number)
    ends = run_ends(begins, len(ordered)) - 1
    if (ordered[ends] - ordered[begins]).max() > 1.5 * em:  # too many rules too close: no strip may grow wide
        found = clusters(position, _DOUBLE * em)
        counts = np.bincount(found)
        return np.bincount(found, position) / counts, found
    of = np.empty(len(position), np.int64)
    of[order] = number
    return (ordered[begins] + ordered[ends]) / 2, of


def _marks(
    number: NDArray[np.int64], extent: NDArray[np.float64], count: int, edges: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """(count, len(edges) - 1) which units between `edges` each of `count` rules runs along.

    `number` says which rule each line is a part of, `extent` (n, 2) from where to where it goes. A line runs along
    a unit if it passes the unit's middle.
    """
    middles = (edges[1:] + edges[:-1]) / 2
    since, until = middles.searchsorted(extent[:, 0]), middles.searchsorted(extent[:, 1])
    width = len(edges)
    steps = np.bincount(number * width + since, minlength=count * width)
    steps -= np.bincount(number * width + until, minlength=count * width)
    marks: NDArray[np.bool_] = steps.cumsum().reshape(count, width)[:, :-1] > 0
    return marks


def _close(across: NDArray[np.bool_], down: NDArray[np.bool_]) -> None:
    """Put in what is missing of the outer rules, in place: between the first and the last rule that ends there."""
    for outer, ending in (
        (across[0], down[0]),
        (across[-1], down[-1]),
        (down[:, 0], across[:, 0]),
        (down[:, -1], across[:, -1]),
    ):
        meets = ending.nonzero()[0]
        if len(meets) > 1:
            outer[meets[0] : meets[-1]] = True


def _regions(across: NDArray[np.bool_], down: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(rows, columns) the number of the region of each unit: units that no rule parts; `_OUTSIDE` is open."""
    rows, columns = len(across) - 1, down.shape[1] - 1
    fresh = down[:, :-1].copy()
    fresh[:, 0] = True
    region = fresh.cumsum().reshape(rows, columns)  # runs of units from left to right, from 1
    parent = np.arange(int(region[-1, -1]) + 1)
    open_units = [
        region[0][~across[0]],
        region[-1][~across[-1]],
        region[:, 0][~down[:, 0]],
        region[:, -1][~down[:, -1]],
    ]
    parent[np.concatenate(open_units)] = _OUTSIDE
    joined = ~across[1:-1]
    if joined.any():
        pairs = np.unique(region[:-1][joined] * len(parent) + region[1:][joined])
        roots: list[int] = parent.tolist()
        for above, below in zip((pairs // len(parent)).tolist(), (pairs % len(parent)).tolist(), strict=True):
            one, other = _root(roots, above), _root(roots, below)
            roots[max(one, other)] = min(one, other)
        parent = np.array(roots)
        while (parent[parent] != parent).any():
            parent = parent[parent]
    found: NDArray[np.int64] = parent[region]
    return found


def _root(parent: list[int], one: int) -> int:
    """The root of `one` in a forest, whose paths are halved on the way."""
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def _cells(region: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Owner and cells as in `Grid`. A region that is no rectangle is cut into several."""
    columns = region.shape[1]
    flat = region.ravel()
    order = flat.argsort(kind="stable")
    begins = run_starts(flat[order])
    ends = run_ends(begins, len(flat))
    if flat[order[0]] == _OUTSIDE:
        begins, ends = begins[1:], ends[1:]
    if not len(begins):
        return np.full(region.shape, -1), np.empty((0, 4), np.int64)
    row, row_end = order[begins] // columns, order[ends - 1] // columns + 1
    column_of = order % columns
    # reduceat runs on to the next index: every second result is a region's
    bounds = np.column_stack((begins, ends)).ravel()
    column_of = np.append(column_of, 0)
    column = np.minimum.reduceat(column_of, bounds)[::2]
    column_end = np.maximum.reduceat(column_of, bounds)[::2] + 1
    cells = np.column_stack((row, row_end, column, column_end))
    odd = (row_end - row) * (column_end - column) != ends - begins
    if odd.any():
        cut = [_rectangles(order[begins[at] : ends[at]], columns) for at in odd.nonzero()[0].tolist()]
        cells = np.vstack((cells[~odd], *cut))
    cells = cells[np.lexsort((cells[:, 2], cells[:, 0]))]
    return _owner(region.shape, cells), cells


def _owner(shape: tuple[int, ...], cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """(rows, columns) the cell of each unit, -1 where there is none."""
    owner = np.full(shape, -1)
    row, row_end, column, column_end = cells.T
    owner[row, column] = np.arange(len(cells))
    for at in ((row_end - row) * (column_end - column) > 1).nonzero()[0].tolist():
        owner[row[at] : row_end[at], column[at] : column_end[at]] = at
    return owner


def _rectangles(units: NDArray[np.int64], columns: int) -> NDArray[np.int64]:
    """The rectangles (k, 4) of a region given by its units (their numbers, ascending).

    A rule that is missing in part leaves such a region. It is cut into runs from left to right, and equal runs
    below each other make a rectangle; or the same from top to bottom, where that gives fewer.
    """
    row, column = units // columns, units % columns
    lying = _stacked(row, column)
    order = np.lexsort((row, column))
    standing = _stacked(column[order], row[order])
    if len(standing) < len(lying):
        return np.array(standing)[:, [2, 3, 0, 1]]
    return np.array(lying)


def _stacked(row: NDArray[np.int64], column: NDArray[np.int64]) -> list[tuple[int, int, int, int]]:
    """Runs of neighbouring columns in each row; equal ones in rows that follow each other are one rectangle."""
    fresh = ((np.diff(row, prepend=-2) != 0) | (np.diff(column, prepend=-2) != 1)).nonzero()[0]
    bounds = [*fresh.tolist(), len(row)]
    rows, columns = row.tolist(), column.tolist()
    found: list[tuple[int, int, int, int]] = []
    ready: dict[tuple[int, int, int], int] = {}  # (end row, column, end column) → first row
    for since, until in pairwise(bounds):
        at, left, right = rows[since], columns[since], columns[until - 1] + 1
        first = ready.pop((at, left, right), at)
        ready[at + 1, left, right] = first
    for (end, left, right), first in ready.items():
        found.append((first, end, left, right))
    return found


def _without_slivers(one: Grid, x: NDArray[np.floating], y: NDArray[np.floating], em: float, axis: int) -> Grid:
    """The grid without strips too narrow for text: rows (`axis` 0) or columns (1).

    They come from double rules set wide, from shading that is smaller than its cell, and from borders that were
    dragged by hand. The cells that lie in the strip alone must be empty. Of its two rules the one stays that keeps
    all glyphs in their cells.
    """
    edges = (one.ys, one.xs)[axis].copy()
    thin = (edges[1:] - edges[:-1] <= _SLIVER * em).nonzero()[0]
    if not len(thin) or len(edges) < 3:
        return one
    begin, end = one.cells[:, 2 * axis], one.cells[:, 2 * axis + 1]
    found = one.find(x, y)
    at = edges.searchsorted((y, x)[axis]) - 1
    keep = np.ones(len(edges) - 1, np.bool_)
    for strip in thin.tolist():
        held = np.unique(found[(at == strip) & (found >= 0)])
        first, last = (begin[held] == strip).any(), (end[held] == strip + 1).any()
        if first and last:
            continue
        edges[strip : strip + 2] = (
            edges[strip] if first else edges[strip + 1] if last else edges[strip : strip + 2].mean()
        )
        keep[strip] = False
    if not keep.any():
        return one
    stays = np.concatenate(([0], keep.cumsum()))  # the number of each rule among those that stay
    cells = one.cells.copy()
    cells[:, 2 * axis], cells[:, 2 * axis + 1] = stays[begin], stays[end]
    order = np.lexsort((cells[:, 2], cells[:, 0]))
    order = order[cells[order, 2 * axis] < cells[order, 2 * axis + 1]]
    number = np.full(len(cells) + 1, -1)
    number[order] = np.arange(len(order))
    cells, owner = cells[order], number[np.compress(keep, one.owner, axis=axis)]
    edges = edges[np.append(keep, True)]
    return (
        replace(one, xs=edges, cells=cells, owner=owner) if axis else replace(one, ys=edges, cells=cells, owner=owner)
    )


def _distinct(
    xs: NDArray[np.float64], ys: NDArray[np.float64], cells: NDArray[np.int64], owner: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """The same without positions at which no cell begins or ends."""
    row_used, column_used = np.zeros(len(ys), np.bool_), np.zeros(len(xs), np.bool_)
    row_used[cells[:, :2]] = True
    column_used[cells[:, 2:]] = True
    if row_used.all() and column_used.all():
        return xs, ys, cells, owner
    used_rows, used_columns = row_used.nonzero()[0], column_used.nonzero()[0]
    cells = np.column_stack((used_rows.searchsorted(cells[:, :2]), used_columns.searchsorted(cells[:, 2:])))
    owner = owner[np.ix_(used_rows[:-1], used_columns[:-1])]
    return xs[used_columns], ys[used_rows], cells, owner
