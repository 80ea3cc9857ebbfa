"""A column of labels beside rows → its cells, each of which spans whole rows.

A label stands at the middle of what it spans, or at its top. Labels follow one another without a gap; beside the
first rows of a page there may be none, where the label stands on the page before, and none beside a row of totals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.vocabulary import bare, words
from perfparse.layout.stream_levels import LINES, first_levels, said
from perfparse.layout.stream_slots import Column

_LABEL = 0.25  # a label cell
_BLANK = 7.0
_BLANK_AT_TOP = 2.0  # it began on the page before
_BLANK_AT_END = 2.0  # beside the row of totals
_BLANK_APART = 0.3  # beside a last row that holds hardly anything
_OVER_APART = 2.0  # a label that spans such a row and those above
_EACH_BESIDE = 0.8  # a label that spans rows has its lines beside theirs by chance only
_OTHERS = 4.0  # a first level that spans a second one of another's
_ALIGNED_OTHERWISE = 1.0  # labels at the top beside cells in the middle, or the other way round
_OVER_HEADER = 3.0  # a label that spans the header's row and those below
_SLACK = 0.06  # of the height of what a label spans: rows are not all as high
_SLACK_COUNTED = 0.015  # the same where heights are counted lines
_TALLEST = 400  # states of a label: about as many levels
_OFF = 2.5  # a line that a cell stands off its place
_MOST_OFF = 9.0
_LEAN = 1.2  # the same, within half a line
_INF = 1e9

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Band:
    """One cell of a column: levels `start` to `end` (exclusive) hold it. Rows `row` to `row + rowspan` are its own."""

    start: int
    end: int
    row: int
    rowspan: int


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows beside a column of labels, and where one label may end and the next begin.

    `bands` are the rows' levels (start, end). A label may end before level `level[i]` of row `row[i]`: between two
    rows there may be levels that hold labels only, and those belong to either side. `y` (n,) is where levels stand,
    in lines; `exact` tells that it was counted, not measured. `header` tells that the first row may be a header,
    `apart` that the last row has so little in it that it is hardly one of those that labels stand beside. `finer` are
    the labels in the column to the right, if that holds labels: the row that each begins with, and its text.
    """

    bands: tuple[tuple[int, int], ...]
    row: Ints
    level: Ints
    y: Floats
    header: bool
    apart: bool
    exact: bool
    finer: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of(cls, bands: Sequence[tuple[int, int]], y: Floats, *, header: bool, apart: bool, exact: bool) -> Sides:
        """The rows as they are: a label may end with any."""
        none = np.empty(0, np.int64)
        return cls(tuple(bands), none, none, y, header, apart, exact).cut([(row, "") for row in range(len(bands))])

    def cut(self, finer: Sequence[tuple[int, str]]) -> Sides:
        """The same where labels may only begin at the rows of `finer` ones."""
        states = [(0, 0)]
        for row in sorted({row for row, _ in finer} - {0}):
            states += [(row, level) for level in range(self.bands[row - 1][1], self.bands[row][0] + 1)]
        table = np.array([*states, (len(self.bands), len(self.y))], dtype=np.int64)
        return replace(self, row=table[:, 0], level=table[:, 1], finer=tuple(finer))


def misplaced(off: Floats) -> Floats:
    """What it costs that a cell stands `off` lines off its place."""
    found: Floats = np.minimum(_OFF * np.maximum(off - 0.5, 0.0), _MOST_OFF) + _LEAN * np.minimum(off, 0.5)
    return found


def label_cells(column: Column, sides: Sides, *, top: bool) -> tuple[float, tuple[Band, ...]]:
    """The cheapest way to part a column of labels in cells that span whole rows, aligned one way throughout.

    That is mostly the way in which the cells beside are aligned, at their `top` or in the middle.
    """
    results = []
    for way in (False, True):
        cost, cells = _aligned(column, sides, top=way)
        results.append((cost + _ALIGNED_OTHERWISE * (way != top), cells))
    return min(results, key=lambda result: result[0])


def _aligned(column: Column, sides: Sides, *, top: bool) -> tuple[float, tuple[Band, ...]]:
    row, level = sides.row, sides.level
    costs = _Costs(column, sides, top=top)
    best = np.full(len(row), _INF)
    back = np.zeros(len(row), dtype=np.int64)
    best[0] = 0.0
    for end in range(1, len(row)):
        starts = np.arange(max(0, end - _TALLEST), end)
        starts = starts[(row[starts] < row[end]) & (level[starts] < level[end])]
        if len(starts):
            whole = best[starts] + costs.between(starts, end)
            chosen = int(whole.argmin())
            best[end], back[end] = whole[chosen], starts[chosen]
    path = [len(row) - 1]
    while path[-1] > 0:
        path.append(int(back[path[-1]]))
    path.reverse()
    cells = tuple(Band(int(level[a]), int(level[b]), int(row[a]), int(row[b] - row[a])) for a, b in pairwise(path))
    return float(best[-1]), cells


class _Costs:
    """What a label costs that spans the rows between two states."""

    def __init__(self, column: Column, sides: Sides, *, top: bool) -> None:
        self._column, self._sides, self._top = column, sides, top
        self._before = np.searchsorted(column.levels, sides.level)  # slots above each state
        self._inner = np.concatenate([[0.0], np.cumsum(column.going)])
        self._first = sides.y[[*(start for start, _ in sides.bands), len(sides.y) - 1]]  # where each row begins
        self._covered = np.concatenate([[0], np.cumsum(column.covered)])
        beside = np.array([_is_beside(column, band, top=top) for band in sides.bands], dtype=np.int64)
        self._beside = np.concatenate([[0], np.cumsum(beside)])
        texts = [] if column.prose else [slot.piece.text for slot in column.slots]
        self._said = said(texts)
        names, self._named = first_levels(texts)
        strangers = np.zeros((len(names), len(sides.bands) + 1), dtype=np.int64)
        for row, text in sides.finer:
            strangers[:, row + 1] = [words().parts(name, bare(text)) for name in names]
        self._strangers = np.cumsum(strangers, axis=1)

    def between(self, starts: Ints, end: int) -> Floats:
        """(k,) the cost of one label from each of `starts` to `end`."""
        sides = self._sides
        row, stop = sides.row, sides.row[end]
        first, last = self._before[starts], self._before[end] - 1
        cost = self._blank(starts, end)
        if last >= first.min():
            upper = np.minimum(first, len(self._inner) - 1)
            written = self._inner[last] - self._inner[upper] + misplaced(self._off(starts, end, upper, int(last)))
            written += self._known(upper, int(last)) + self._others(upper, int(last), row[starts], int(stop))
            cost = np.where(first <= last, written, cost)
        if not self._column.prose:
            cost = cost + _EACH_BESIDE * np.maximum(self._beside[stop] - self._beside[row[starts]] - 1, 0)
        if sides.header and stop > 1:
            cost = cost + np.where(row[starts] == 0, _OVER_HEADER, 0.0)
        if sides.apart and stop == len(sides.bands):
            cost = cost + np.where(row[starts] < stop - 1, _OVER_APART, 0.0)
        found: Floats = cost + _LABEL
        return found

    def _known(self, upper: Ints, last: int) -> Floats:
        """What the names of levels say about slots `upper` to `last` as one label."""
        lines = last - upper
        if not len(self._said):
            return np.zeros(len(upper))
        said = self._said[np.minimum(upper, len(self._said) - 1), np.clip(lines, 0, LINES - 1)]
        found: Floats = np.where((lines >= 0) & (lines < LINES), said, 0.0)
        return found

    def _others(self, upper: Ints, last: int, begin: Ints, stop: int) -> Floats:
        """What it costs slots `upper` to `last` as one label to span second levels that stand under another first."""
        lines = last - upper
        if not len(self._strangers):
            return np.zeros(len(upper))
        name = self._named[np.minimum(upper, len(self._named) - 1), np.clip(lines, 0, LINES - 1)]
        strangers = self._strangers[name, stop] - self._strangers[name, begin]
        found: Floats = np.where((lines >= 0) & (lines < LINES) & (name >= 0), _OTHERS * strangers, 0.0)
        return found

    def _blank(self, starts: Ints, end: int) -> Floats:
        """The cost of a label without text."""
        row, level = self._sides.row, self._sides.level
        cost = np.where(row[starts] == 0, _BLANK_AT_TOP, _BLANK)
        if row[end] == len(self._sides.bands):
            cost = np.where(row[starts] == row[end] - 1, _BLANK_APART if self._sides.apart else _BLANK_AT_END, cost)
        found: Floats = np.where(self._covered[level[end]] - self._covered[level[starts]] > 0, 0.0, cost)
        return found

    def _off(self, starts: Ints, end: int, upper: Ints, last: int) -> Floats:
        """How many lines a label stands off the place that its rows give it."""
        y, level = self._sides.y, self._sides.level
        high, low = y[self._column.levels[upper]], y[self._column.levels[last]]
        found: Floats
        if self._top:
            found = np.maximum(high - self._first[self._sides.row[starts]], 0.0)
            return found
        begin, stop = y[level[starts]], y[level[end] - 1]
        off = np.abs((high + low) / 2 - (begin + stop) / 2)
        found = np.maximum(off - (_SLACK_COUNTED if self._sides.exact else _SLACK) * (stop - begin + 1), 0.0)
        return found


def _is_beside(column: Column, band: tuple[int, int], *, top: bool) -> bool:
    """Whether something of the column stands just where a cell of this row alone would."""
    start, end = band
    at = column.levels[(column.levels >= start) & (column.levels < end)]
    return bool(np.any(at == start if top else np.abs(at - (start + end - 1) / 2) <= 0.5))
