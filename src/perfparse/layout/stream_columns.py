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

from perfparse.layout.stream_between import between
from perfparse.layout.stream_pieces import Level
from perfparse.layout.stream_profile import LEAST, Profile

_REGION = 4.0  # a region
_SHARED = 4.0  # of a border's cost, where it runs on from the region before
_MOST_SPLITS = 100  # places at which a region may be parted again
_MOST_REGIONS = 60
_MOVE = 5  # levels


_Borders = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Region:
    """Levels `start` to `end` (exclusive), and the x of the borders between their columns.

    `saved` is how many nats the borders save, of the `gaps` that their gaps cost without any.
    """

    start: int
    end: int
    borders: tuple[float, ...]
    saved: float
    gaps: float


def regions_of(levels: Sequence[Level], profile: Profile) -> list[Region]:
    """Part the levels of a page into regions, each with its borders from left to right."""
    if not levels:
        return []
    bounds = _moved(profile, _split(profile, _merged(profile, _first_bounds(levels))))
    found = []
    for start, end in pairwise(bounds):
        _, borders, saved = profile.cost(start, end)
        lines = _spread(sorted(map(profile.middle, borders)), profile, start, end)
        if lines:
            lines = sorted([*lines, *between(profile, levels[start:end], lines)])
        found.append(Region(start, end, tuple(lines), saved, profile.gaps(start, end)))
    return found


def _spread(borders: list[float], profile: Profile, start: int, end: int) -> list[float]:
    """Borders with room for a character between: of two that have none, the one that crosses less."""
    ink = profile.ink(start, end)
    found: list[float] = []
    for x in borders:
        if found and x - found[-1] < LEAST:
            found[-1] = min(found[-1], x, key=lambda one: ink[profile.at(one)])
        else:
            found.append(x)
    return found


def _first_bounds(levels: Sequence[Level]) -> list[int]:
    """Where regions may part at all: lines that stand alone over another stay together, as paragraphs do."""
    bounds = [0]
    for at, (above, level) in enumerate(pairwise(levels), 1):
        alone = len(level.pieces) == 1 == len(above.pieces)
        near = abs(level.pieces[0].left - above.pieces[0].left) < 3 and level.above < 1
        if not (alone and near):
            bounds.append(at)
    return [*bounds, len(levels)]


def _split(profile: Profile, bounds: list[int]) -> list[int]:
    """Part regions again where two are cheaper than one: what was put together first may not fit the rest."""
    waiting = list(pairwise(bounds))
    found = {*bounds}
    while waiting and len(found) < _MOST_REGIONS:
        start, end = waiting.pop()
        whole = profile.cost(start, end)[0]
        best, saving = 0, 0.0
        for at in range(start + 1, end, max((end - start) // _MOST_SPLITS, 1)):
            upper, lower = profile.cost(start, at), profile.cost(at, end)
            two = upper[0] + lower[0] + _REGION - _SHARED * _shared(upper[1], lower[1])
            if whole - two > saving:
                best, saving = at, whole - two
        if best:
            found.add(best)
            waiting += [(start, best), (best, end)]
    return sorted(found)


def _moved(profile: Profile, bounds: list[int]) -> list[int]:
    """Move the bounds between regions by a few levels to where the two are cheapest."""
    for number in range(1, len(bounds) - 1):
        before, at, behind = bounds[number - 1 : number + 2]
        near = range(max(before + 1, at - _MOVE), min(behind, at + _MOVE + 1))
        costs = {other: profile.cost(before, other)[0] + profile.cost(other, behind)[0] for other in near}
        bounds[number] = min(near, key=lambda other: (costs[other], abs(other - at)))
    return bounds


def _shared(one: _Borders, other: _Borders) -> int:
    """How many borders of one region could run on through the other: blocks of one form are drawn as one table."""
    return min(_running_on(one, other), _running_on(other, one))


def _running_on(one: _Borders, other: _Borders) -> int:
    return sum(any(first <= last2 and first2 <= last for first2, last2 in other) for first, last in one)


def _merged(profile: Profile, bounds: list[int]) -> list[int]:
    """Put neighbouring regions together, best saving first, while that saves anything."""
    count = len(bounds) - 1
    start, end = bounds[:-1], bounds[1:]
    before, behind = list(range(-1, count - 1)), [*range(1, count), -1]
    cost = [profile.cost(a, b)[:2] for a, b in zip(start, end, strict=True)]
    version = [0] * count
    gone = [False] * count
    heap: list[tuple[float, int, int, int, int, tuple[float, _Borders]]] = []

    def offer(left: int) -> None:
        right = behind[left]
        if right < 0:
            return
        whole = profile.cost(start[left], end[right])[:2]
        saving = cost[left][0] + cost[right][0] + _REGION - _SHARED * _shared(cost[left][1], cost[right][1]) - whole[0]
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
