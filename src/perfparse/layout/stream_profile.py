"""What stands at every x of a page's levels, and what borders between columns cost there, in nats."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.stream_pieces import Level

BORDER = 4.5  # a border
GAP = 5.0  # a gap that no border explains
INK = 4.0  # a piece that a border crosses
LONE_INK = 1.5  # the same, where the piece stands alone on its level: a title, or a row that fills the width
_CUT = 0.35  # of that: a border through a single blank
_BY_CUT = 0.7  # or near one
NEAR_CUT = 1.0  # units
_BLANK_LINES = 1.0  # a free line within a region, up to three
_MOST_BINS = 1024
MOST_BORDERS = 40
_SHORTEST = 1e-6
LEAST = 2.0  # units of a piece on either side of a border that runs through it


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
            weight = INK if len(level.pieces) > 1 else LONE_INK
            for piece in level.pieces:
                row[self._floor(piece.left) + 1 : self._ceil(piece.right)] = weight
                for left, end, _ in piece.cuts:
                    for room, share in ((NEAR_CUT, _BY_CUT), (0.0, _CUT)):
                        near = slice(self._floor(left - room), self._ceil(end + room) + 1)
                        row[near] = np.minimum(row[near], share * weight)
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

    def gaps(self, start: int, end: int) -> float:
        """What the gaps of levels `start` to `end` cost where no border explains them."""
        return GAP * (self._first_gap[end] - self._first_gap[start])

    def cost(
        self, start: int, end: int, price: float | NDArray[np.float64] = BORDER
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
        while len(left) and len(found) < MOST_BORDERS:
            change = np.bincount(left, minlength=self.edges + 1) - np.bincount(right, minlength=self.edges + 1)
            value = GAP * np.cumsum(change)[: self.edges] - against
            best = int(value.argmax())
            if value[best] <= 0:
                break
            total += float(value[best])
            found.append(plateau(value, best))
            apart = (left > best) | (right <= best)
            left, right = left[apart], right[apart]
        return base + GAP * (last - first) - total, found, total

    def middle(self, border: tuple[int, int]) -> float:
        """The x of a border given as edges."""
        return (border[0] + border[1]) / 2 * self.bin


def plateau(value: NDArray[np.float64], best: int) -> tuple[int, int]:
    """The first and last of the edges around `best` that are as good."""
    floor = value[best] - _SHORTEST
    first = last = best
    while first > 0 and value[first - 1] >= floor:
        first -= 1
    while last + 1 < len(value) and value[last + 1] >= floor:
        last += 1
    return first, last
