"""Bands: which lines are of one row, and which pieces of them of one cell.

In a band of lines each cell has as many lines as its text needs. They stand in the middle of the band, or all
begin at its top. Where one cell has an even and another an odd number of lines, their lines stand half a line apart
and come out as lines of their own. So once the number of lines of every cell is known, it is known which lines each
has a piece of; the search is over these numbers, band by band, and over the bands' ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Literal

from perfparse.layout.bands.atoms import Row, gaps
from perfparse.layout.bands.costs import TOO_DEAR, Costs, Lines

Stand = Literal["middle", "top"]

MOST_LINES, MOST_BESIDE = 11, 15  # lines of a band; in a table that has goals beside its rows
_TOO_DEAR = 25.0  # nats: no cell is dearer
_KEPT = 3  # readings of a band that are looked at as a whole
_BEAM = 16  # states of a band's lines that are looked at, column by column
_REACH = 14.0  # nats: no state that is dearer by more
_MOST_TAKES = 12  # ways to take the pieces of a cell
_MOST_GAPS = 5.0  # nats that the spaces within a line of a cell may cost
_CUT = 1.5  # that a space which is likely within a cell parts two
_NEAR = 14.0  # nats: bands in no reading that is dearer by less are not looked at again
_TURNED = 1.5  # nats: a row that a page cuts
_REST, _REST_BESIDE = 3.0, 8.0  # a line behind the table; in a table that has goals beside its rows
_REST_CELLS = 3.0  # each piece of it but the first

Cells = tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Lines `first` to `last` (exclusive) as one row: its cells by column, and what that costs in nats.

    `heights` has the height of each of its lines below the band's top, in half lines.
    """

    first: int
    last: int
    cost: float
    cells: Cells
    heights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The bands of a table, by how much dearer the next reading of each is, what it costs, and where it ends."""

    bands: tuple[Band, ...]
    margins: tuple[float, ...]
    others: tuple[Band | None, ...]
    decided: tuple[Band | None, ...]
    """What each would be if its score might be above its weight; None where it would be the same."""
    cost: float
    end: int
    near: frozenset[tuple[int, int]]
    """The lines of all bands that are in a reading nearly as cheap."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Where the lines of a cell stand in a band: by the number of its lines, the band's lines that they are."""

    places: tuple[tuple[int, ...], ...]
    heights: tuple[int, ...]


@cache
def patterns(lines: int, stand: Stand) -> tuple[_Pattern, ...]:
    """All ways in which cells can make a band of so many lines."""
    if stand == "top":
        places = tuple(tuple(range(count)) for count in range(lines + 1))
        return (_Pattern(places, tuple(range(0, 2 * lines, 2))),)
    found: list[_Pattern] = []
    for tallest in range((lines + 1) // 2, lines + 1):
        between = lines - tallest  # lines of the tallest cell that stand half a line off
        if between and (between % 2 == tallest % 2 or between >= tallest):
            continue
        heights = sorted({*range(0, 2 * tallest, 2), *range(tallest - between, tallest + between, 2)})
        at = {height: place for place, height in enumerate(heights)}
        cells = [range(tallest - count, tallest + count, 2) for count in range(tallest + 1)]
        stood = tuple(tuple(at[one] for one in wanted) if set(wanted) <= at.keys() else () for wanted in cells)
        found.append(_Pattern(stood, tuple(heights)))
    return tuple(found)


def read(rows: Sequence[Row], costs: Costs, stand: Stand, among: frozenset[tuple[int, int]] | None = None) -> Read:
    """The cheapest bands of a table's lines, and how sure each is; bands `among` those, where they are given."""
    bands = _Bands(rows, costs, stand, among)
    count = len(rows)
    ahead = [0.0] + [inf] * count
    for last in range(1, count + 1):
        for band in bands.ending[last]:
            ahead[last] = min(ahead[last], ahead[band.first] + band.cost)
    rest = [0.0] * (count + 1)
    for at in range(count - 1, -1, -1):
        rest[at] = rest[at + 1] + (_REST_BESIDE if costs.wordy else _REST) + _REST_CELLS * (len(rows[at].atoms) - 1)
    behind = list(rest)
    for first in range(count - 1, -1, -1):
        for band in bands.beginning[first]:
            behind[first] = min(behind[first], band.cost + behind[band.last])
    total = behind[0]
    best: list[Band] = []
    at = 0
    while at < count and behind[at] < rest[at]:
        band = min(bands.beginning[at], key=lambda band: band.cost + behind[band.last])
        best.append(band)
        at = band.last
    margins, others, decided = [], [], []
    for band in best:
        (cost, other), (freely, free) = _next_best(band, bands, ahead, behind)
        margins.append(cost - total)
        others.append(other)
        decided.append(free if freely < total - costs.over(band.cells) else None)
    near = frozenset(
        (band.first, band.last)
        for first in range(count)
        for band in bands.beginning[first]
        if ahead[first] + band.cost + behind[band.last] <= total + _NEAR
    )
    return Read(tuple(best), tuple(margins), tuple(others), tuple(decided), total, at, near)


_Rival = tuple[float, Band | None]


def _next_best(band: Band, bands: _Bands, ahead: Sequence[float], behind: Sequence[float]) -> tuple[_Rival, _Rival]:
    """The cheapest reading in which the band's middle line is of another row; the same if scores might be any."""
    middle = (band.first + band.last - 1) // 2
    best: _Rival = (inf, None)
    free: _Rival = (inf, None)
    for first in range(max(0, middle - MOST_BESIDE), middle + 1):
        for other in bands.beginning[first]:
            if other.last > middle and other.cells != band.cells:
                cost = ahead[first] + other.cost + behind[other.last]
                if cost < best[0]:
                    best = cost, other
                if cost - bands.costs.over(other.cells) < free[0]:
                    free = cost - bands.costs.over(other.cells), other
    return best, free


class _Bands:
    """Every band that the lines of a table may be, by where it begins and where it ends."""

    def __init__(
        self, rows: Sequence[Row], costs: Costs, stand: Stand, among: frozenset[tuple[int, int]] | None
    ) -> None:
        self.rows, self.costs, self.stand, self.among = rows, costs, stand, among
        self.columns = len(costs.roles)
        self.longest = MOST_BESIDE if costs.wordy else MOST_LINES
        self.beginning: list[list[Band]] = [[] for _ in rows]
        self.ending: list[list[Band]] = [[] for _ in range(len(rows) + 1)]
        self.gaps = [gaps(row, wordy=costs.wordy) for row in rows]
        self.groups = [_groups(row, within) for row, within in zip(rows, self.gaps, strict=True)]
        self.counts = [(groups[0], len(row.atoms)) for row, groups in zip(rows, self.groups, strict=True)]
        both = costs.weight is not None and costs.score is not None
        numbered = bool(costs.numbered) and costs.numbered[0]
        self.sure = [
            (both and _numbers(row, within) >= 2) or (numbered and row.atoms[0].text.isdigit() and within[:1] != (0.2,))
            for row, within in zip(rows, self.gaps, strict=True)
        ]
        for first in range(len(rows)):
            self._from(first)

    def _from(self, first: int) -> None:
        sure = 0
        for last in range(first + 1, min(len(self.rows), first + self.longest) + 1):
            sure += self.sure[last - 1]
            if sure > 1 or self.groups[last - 1][0] > self.columns:
                return
            turned = self.rows[first].page != self.rows[last - 1].page
            stand: Stand = "top" if turned else self.stand
            if self.among is not None and (first, last) not in self.among:
                continue
            if self.costs.effort < 0 or not _possible(self.counts[first:last], stand):
                continue
            for pattern in patterns(last - first, stand):
                for cost, cells in self._fill(first, last, pattern):
                    band = Band(first, last, cost + _TURNED * turned, cells, pattern.heights)
                    self.beginning[first].append(band)
                    self.ending[last].append(band)

    def _fill(self, first: int, last: int, pattern: _Pattern) -> list[tuple[float, Cells]]:
        found = _Filling(self, first, last, pattern).ways()
        whole = sorted(((cost + self.costs.row(cells), cells) for cost, cells in found), key=lambda one: one[0])
        return whole[:2]


_Ways = dict[tuple[int, ...], list[tuple[float, Cells]]]
"""The cheapest ways to fill the columns so far, by how many atoms of each line they take."""


class _Filling:
    """The ways to fill a band's cells, left to right; what is left of its lines is all that later columns depend on."""

    def __init__(self, bands: _Bands, first: int, last: int, pattern: _Pattern) -> None:
        self.costs, self.columns = bands.costs, bands.columns
        self.first = first
        self.lengths = [len(row.atoms) for row in bands.rows[first:last]]
        self.groups = bands.groups[first:last]
        self.gaps = bands.gaps[first:last]
        self.options = [
            [
                (sum(1 << place for place in places), places)
                for count, places in enumerate(pattern.places[: self.costs.most[column] + 1])
                if places or not (count or self.costs.blank[column] > TOO_DEAR)
            ]
            for column in range(self.columns)
        ]

    def ways(self) -> list[tuple[float, Cells]]:
        """The cheapest ways to fill all columns."""
        states: _Ways = {(0,) * len(self.lengths): [(0.0, ())]}
        for column in range(self.columns):
            states = self._column(column, states)
        return states.get(tuple(self.lengths), [])

    def _column(self, column: int, states: _Ways) -> _Ways:
        found: _Ways = {}
        left = self.columns - column - 1
        lengths, groups = self.lengths, self.groups
        for taken, ways in states.items():
            must = can = 0
            for place, start in enumerate(taken):
                can |= (start < lengths[place]) << place
                must |= (groups[place][start] > left) << place
            for mask, places in self.options[column]:
                if must & ~mask or mask & ~can:
                    continue
                self.costs.effort -= 1
                for lines, after, gap in self._takes(places, taken, left):
                    cost = gap + self.costs.cell(column, lines)
                    if cost < _TOO_DEAR:
                        found.setdefault(after, []).extend([(so_far + cost, (*cells, lines)) for so_far, cells in ways])
        for ways in found.values():
            ways.sort(key=_cost)
            del ways[_KEPT:]
        if len(found) < 2:
            return found
        best = sorted(found.items(), key=lambda state: state[1][0][0])[:_BEAM]
        limit = best[0][1][0][0] + _REACH
        return {taken: ways for taken, ways in best if ways[0][0] <= limit}

    def _takes(
        self, places: tuple[int, ...], taken: tuple[int, ...], left: int
    ) -> list[tuple[Lines, tuple[int, ...], float]]:
        """The ways to take a piece from each of some lines such that `left` columns can have the rest of all.

        Each with what its spaces within the cell cost.
        """
        options: list[tuple[Lines, tuple[int, ...], float]] = [((), taken, 0.0)]
        for place in places:
            count, start, within = self.lengths[place], taken[place], self.gaps[place]
            line = self.first + place
            grown: list[tuple[Lines, tuple[int, ...], float]] = []
            cost = 0.0
            for end in range(start + 1, count + 1):
                more = within[end - 1] if end < count else None
                if self.groups[place][end] <= left and cost < _MOST_GAPS:
                    price = cost + (_CUT if more is not None and more < _CUT and not self.costs.split else 0.0)
                    grown += [
                        ((*lines, (line, start, end)), (*after[:place], end, *after[place + 1 :]), gap + price)
                        for lines, after, gap in options
                    ]
                if more is None:
                    break
                cost += more
            options = grown if len(grown) <= _MOST_TAKES else sorted(grown, key=_gap)[:_MOST_TAKES]
        return options


def _gap(take: tuple[Lines, tuple[int, ...], float]) -> float:
    return take[2]


def _cost(way: tuple[float, Cells]) -> float:
    return way[0]


def _groups(row: Row, within: Sequence[float | None]) -> tuple[int, ...]:
    """From each atom on, how many cells a line has at least: atoms that no space within a cell can part."""
    least = [0]
    for at in range(len(row.atoms) - 1, -1, -1):
        joins = at + 1 < len(row.atoms) and within[at] is not None
        least.append(least[-1] + (not joins or least[-1] == 0))
    return tuple(least[::-1])


def _possible(counts: Sequence[tuple[int, int]], stand: Stand) -> bool:
    """Whether lines with so many cells each (at least, at most) can make a band.

    Every cell in the middle of a band has a piece on as many lines above it as below it; every cell at its top has
    a piece on all lines above its last.
    """
    if stand == "top":
        most = counts[0][1]
        for least, here in counts:
            if least > most:
                return False
            most = min(most, here)
        return True
    half = (len(counts) + 1) // 2
    both = [
        (max(one[0], other[0]), min(one[1], other[1])) for one, other in zip(counts[:half], counts[::-1], strict=False)
    ]
    if any(least > most for least, most in both):
        return False
    # a cell that has a piece on a line has one on all lines nearer to the middle that are not half a line off
    return all(outer[0] <= inner[1] for outer, inner in zip(both, both[2:], strict=False))


def _numbers(row: Row, within: Sequence[float | None]) -> int:
    """How many bare small numbers a line has that are surely cells."""
    lone = [left is None and right is None for left, right in zip((None, *within), (*within, None), strict=True)]
    return sum(
        alone and len(atom.text) <= 5 and atom.text.replace(".", "", 1).isdigit()
        for atom, alone in zip(row.atoms, lone, strict=True)
    )
