"""Levels of pieces → regions, runs of levels with the same columns, and the borders between their columns.

A border stands where it explains gaps and crosses little ink. What a region costs, in nats, is its borders, the
ink they cross and the gaps that none explains. Neighbouring regions are put together, the pair that saves most
first, as long as that is cheaper.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.stream_pieces import Level

_BORDER = 4.5  # a border
_GAP = 5.0  # a gap that no border explains
_INK = 4.0  # a piece that a border crosses
_LONE_INK = 1.5  # the same, where the piece stands alone on its level: a title, or a row that fills the width
_CUT = 0.35  # of that: a border through a single blank, or near one
_NEAR_CUT = 1.0  # units
_REGION = 6.0  # a region
_BLANK_LINES = 1.0  # a free line within a region, up to three
_APART = 2.0  # a piece that does not stand over those of its column
_FEWEST = 4  # pieces in a column that may be two
_MOST_BINS = 1024
_MOST_BORDERS = 40
_SHORTEST = 1e-6


@dataclass(frozen=True, slots=True)
class Region:
    """Levels `start` to `end` (exclusive), the x of the borders between their columns, and what they save."""

    start: int
    end: int
    borders: tuple[float, ...]
    saved: float


class Profile:
    """What stands at every x of every level, ink or gap, and so what borders cost over a range of levels.

    The x at which a border may stand are the edges of narrow bins; a piece that ends at an edge is not crossed.
    """

    def __init__(self, levels: Sequence[Level], unit: float) -> None:
        right = max((piece.right for level in levels for piece in level.pieces), default=1.0)
        self.bin = max(unit, right / _MOST_BINS)
        self.edges = int(right / self.bin) + 3
        ink = np.zeros((len(levels) + 1, self.edges))
        gaps: list[tuple[int, int]] = []
        self._first_gap = [0]
        for level, row in zip(levels, ink[1:], strict=True):
            weight = _INK if len(level.pieces) > 1 else _LONE_INK
            for piece in level.pieces:
                row[self._floor(piece.left) + 1 : self._ceil(piece.right)] = weight
                for left, end, _ in piece.cuts:
                    near = slice(self._floor(left - _NEAR_CUT), self._ceil(end + _NEAR_CUT) + 1)
                    row[near] = np.minimum(row[near], _CUT * weight)
            for one, other in pairwise(level.pieces):
                gaps.append((self._ceil(one.right), self._floor(other.left) + 1))
            self._first_gap.append(len(gaps))
        self._ink = np.cumsum(ink, axis=0)
        table = np.array(gaps, dtype=np.int64).reshape(-1, 2)
        self._from, self._to = table[:, 0], np.maximum(table[:, 1], table[:, 0] + 1)
        self._above = np.cumsum([0.0, *(min(level.above, 3.0) for level in levels)])

    def _floor(self, x: float) -> int:
        return max(min(int(x / self.bin + 0.02), self.edges - 2), 0)

    def _ceil(self, x: float) -> int:
        return max(min(int(np.ceil(x / self.bin - 0.02)), self.edges - 2), 0)

    def at(self, x: float) -> int:
        """The edge nearest to `x`."""
        return max(min(round(x / self.bin), self.edges - 1), 0)

    def ink(self, start: int, end: int) -> NDArray[np.float64]:
        """The cost of what a border crosses, at every edge, over levels `start` to `end`."""
        found: NDArray[np.float64] = self._ink[end] - self._ink[start]
        return found

    def cost(
        self, start: int, end: int, price: float | NDArray[np.float64] = _BORDER
    ) -> tuple[float, list[tuple[int, int]], float]:
        """The cost of a region, its borders (first and last edge that would do), and what the borders save.

        `price` is what a border costs, everywhere or at each edge.
        """
        first, last = self._first_gap[start], self._first_gap[end]
        base = _BLANK_LINES * float(self._above[end] - self._above[start + 1])
        if first == last:
            return base, [], 0.0
        left, right = self._from[first:last], self._to[first:last]
        against = self.ink(start, end) + price
        found: list[tuple[int, int]] = []
        total = 0.0
        while len(left) and len(found) < _MOST_BORDERS:
            change = np.bincount(left, minlength=self.edges + 1) - np.bincount(right, minlength=self.edges + 1)
            value = _GAP * np.cumsum(change)[: self.edges] - against
            best = int(value.argmax())
            if value[best] <= 0:
                break
            total += float(value[best])
            found.append(_plateau(value, best))
            apart = (left > best) | (right <= best)
            left, right = left[apart], right[apart]
        return base + _GAP * (last - first) - total, found, total

    def middle(self, border: tuple[int, int]) -> float:
        """The x of a border given as edges."""
        return (border[0] + border[1]) / 2 * self.bin


def _plateau(value: NDArray[np.float64], best: int) -> tuple[int, int]:
    """The edges around `best` that are as good."""
    floor = value[best] - _SHORTEST
    first = last = best
    while first > 0 and value[first - 1] >= floor:
        first -= 1
    while last + 1 < len(value) and value[last + 1] >= floor:
        last += 1
    return first, last


def regions_of(levels: Sequence[Level], profile: Profile) -> list[Region]:
    """Part the levels of a page into regions, each with its borders from left to right."""
    if not levels:
        return []
    bounds = _merged(profile, _first_bounds(levels))
    found = []
    for start, end in pairwise(bounds):
        _, borders, saved = profile.cost(start, end)
        lines = sorted(map(profile.middle, borders))
        if lines:
            lines = sorted([*lines, *_between(profile, levels, start, end, lines)])
        found.append(Region(start, end, tuple(lines), saved))
    return found


def _between(
    profile: Profile, levels: Sequence[Level], start: int, end: int, borders: Sequence[float]
) -> list[float]:
    """More borders: where a column's pieces stand in two groups, one beside the other.

    The pieces of one column stand over one another, however they are aligned. So a column in which some pieces
    end before others begin is two columns, of which hardly any level fills both.
    """
    ink = profile.ink(start, end)
    lefts, rights = _extents(levels[start:end])
    waiting = list(pairwise([-np.inf, *borders, np.inf]))
    found: list[float] = []
    while waiting and len(found) < _MOST_BORDERS:
        low, high = waiting.pop()
        here = (lefts >= low) & (rights <= high)
        if np.sum(here) < _FEWEST:
            continue
        middle = _best_between(profile, ink, lefts[here], rights[here])
        if middle is not None:
            found.append(middle)
            waiting += [(low, middle), (middle, high)]
    return found


def _best_between(
    profile: Profile, ink: NDArray[np.float64], lefts: NDArray[np.float64], rights: NDArray[np.float64]
) -> float | None:
    """The x that parts the pieces of a column best in two that stand beside one another, if any is worth it."""
    edges = np.arange(profile.at(lefts.min()) + 1, profile.at(rights.max()))
    if not len(edges):
        return None
    x = edges * profile.bin
    slack = 0.02 * profile.bin
    behind = np.sort(rights).searchsorted(x + slack)
    before = len(lefts) - np.sort(lefts).searchsorted(x - slack)
    both = len(lefts) - behind - before
    fewer = np.maximum(np.minimum(behind, before + both), np.minimum(before, behind + both))
    value = _APART * fewer - _BORDER - np.maximum(ink[edges] - _CUT * _INK * both, 0.0)
    best = int(value.argmax())
    if value[best] <= 0:
        return None
    first, last = _plateau(value, best)
    return profile.middle((int(edges[first]), int(edges[last])))


def _extents(levels: Sequence[Level]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    pieces = [(piece.left, piece.right) for level in levels for piece in level.pieces]
    table = np.array(pieces, dtype=np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _first_bounds(levels: Sequence[Level]) -> list[int]:
    """Where regions may part at all: lines that stand alone over another stay together, as paragraphs do."""
    bounds = [0]
    for at, (above, level) in enumerate(pairwise(levels), 1):
        alone = len(level.pieces) == 1 == len(above.pieces)
        near = abs(level.pieces[0].left - above.pieces[0].left) < 3 and level.above < 1
        if not (alone and near):
            bounds.append(at)
    return [*bounds, len(levels)]


def _merged(profile: Profile, bounds: list[int]) -> list[int]:
    """Put neighbouring regions together, best saving first, while that saves anything."""
    count = len(bounds) - 1
    start, end = bounds[:-1], bounds[1:]
    before, behind = list(range(-1, count - 1)), [*range(1, count), -1]
    cost = [profile.cost(a, b)[0] for a, b in zip(start, end, strict=True)]
    version = [0] * count
    gone = [False] * count
    heap: list[tuple[float, int, int, int, int, float]] = []

    def offer(left: int) -> None:
        right = behind[left]
        if right < 0:
            return
        whole = profile.cost(start[left], end[right])[0]
        saving = cost[left] + cost[right] + _REGION - whole
        if saving > 0:
            heapq.heappush(heap, (-saving, left, right, version[left], version[right], whole))

    for left in range(count):
        offer(left)
    while heap:
        _, left, right, was_left, was_right, whole = heapq.heappop(heap)
        if gone[left] or gone[right] or version[left] != was_left or version[right] != was_right:
            continue
        end[left], cost[left], gone[right] = end[right], whole, True
        behind[left] = behind[right]
        if behind[right] >= 0:
            before[behind[right]] = left
        version[left] += 1
        offer(left)
        if before[left] >= 0:
            offer(before[left])
    return [*(a for a, dropped in zip(start, gone, strict=True) if not dropped), bounds[-1]]
