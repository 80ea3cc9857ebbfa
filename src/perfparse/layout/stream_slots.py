"""A region's pieces, each cut where a border runs through it → what stands in which columns of each level."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from perfparse.ir import Sheet, TextLine
from perfparse.layout.joins import Hints, Joins
from perfparse.layout.measure import lead
from perfparse.layout.stream_pieces import Level, Piece, joined, split

_NEAR = 2.0  # units between a border and the small gap that is taken for it
_OVERHANG = 1.6  # units that a piece may reach over a border without standing in the next column
_SLACK = 1.0  # em of a line that may stay free though the next word would have fitted
_SHORT = 2.0  # an em more
_PARAGRAPH = 3.5  # a new paragraph within a cell, after a sentence's end
_PARAGRAPH_ANYWHERE = 8.0
_TWO_VALUES = 4.0  # two bare values in one cell
_VALUE_GOES_ON = 1.5  # a bare value that is not the whole of its cell
_FAR = 3.0  # levels between two lines of a cell, beyond which each costs
_EACH_FAR = 0.7
_STREAM_GOES_ON = 4.0  # the content stream goes on from one line to the other
_STREAM_PARTS = 2.5  # it does not, where it does elsewhere
_CELLWISE = 3
_ENDS = frozenset("。！？；;：:")
_BARE = re.compile(r"[\d.,]+ ?[%％]?|[—/\-–]+|不适用|无")


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece and the columns it stands in, first and last."""

    piece: Piece
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in one column of a region of n levels.

    `levels` (k,) says on which level each slot stands, counted from the region's first. `going` (k - 1,) is how
    much dearer, in nats, it is that a slot goes on in the next one than that it ends its cell. `covered` (n,) marks
    levels where a slot of a column further left reaches over this one.
    """

    levels: NDArray[np.int64]
    slots: tuple[Slot, ...]
    going: NDArray[np.float64]
    covered: NDArray[np.bool_]


def columns_of(sheet: Sheet, levels: Sequence[Level], borders: Sequence[float]) -> list[Column]:
    """Give the pieces of a region's levels to the columns between `borders`."""
    count = len(borders) + 1
    found: list[list[tuple[int, Slot]]] = [[] for _ in range(count)]
    covered = np.zeros((count, len(levels)), dtype=bool)
    for at, level in enumerate(levels):
        for slot in _slots(sheet, level, borders):
            found[slot.first].append((at, slot))
            covered[slot.first + 1 : slot.last + 1, at] = True
    cellwise = not sheet.grid and _cellwise(found)
    return [
        Column(
            np.array([at for at, _ in slots], dtype=np.int64),
            tuple(slot for _, slot in slots),
            _going(levels, slots, cellwise=cellwise),
            cover,
        )
        for slots, cover in zip(found, covered, strict=True)
    ]


def _slots(sheet: Sheet, level: Level, borders: Sequence[float]) -> list[Slot]:
    """The level's pieces, cut at borders, with those of the same columns put together."""
    placed: list[tuple[Piece, int, int]] = []
    for piece in level.pieces:
        placed += _placed(sheet, piece, borders)
    found: list[tuple[list[Piece], int, int]] = []
    for piece, first, last in placed:
        if found and first <= found[-1][2]:
            pieces, begun, ended = found[-1]
            found[-1] = ([*pieces, piece], begun, max(ended, last))
        else:
            found.append(([piece], first, last))
    return [Slot(joined(sheet, pieces), first, last) for pieces, first, last in found]


def _placed(sheet: Sheet, piece: Piece, borders: Sequence[float]) -> list[tuple[Piece, int, int]]:
    """The piece with its first and last column, in parts where every border it crosses has a small gap near."""
    first, last = bisect_right(borders, piece.left + 0.05), bisect_left(borders, piece.right - 0.05)
    if first >= last:
        return [(piece, first, first)]
    cuts = []
    for border in borders[first:last]:
        near = [cut for cut in piece.cuts if cut[0] - _NEAR <= border <= cut[1] + _NEAR]
        if not near:
            break
        cuts.append(min(near, key=lambda cut: abs((cut[0] + cut[1]) / 2 - border)))
    if len(cuts) == last - first and all(one[2] < other[2] for one, other in pairwise(cuts)):
        parts = []
        for cut in reversed(cuts):
            piece, behind = split(sheet, piece, cut)
            parts.append(behind)
        return [(part, first + n, first + n) for n, part in enumerate([piece, *reversed(parts)])]
    while first < last and borders[first] - piece.left <= _OVERHANG and piece.right - borders[first] > 2 * _OVERHANG:
        first += 1
    while first < last and piece.right - borders[last - 1] <= _OVERHANG:
        last -= 1
    return [(piece, first, last)]


def _cellwise(found: Sequence[Sequence[tuple[int, Slot]]]) -> bool:
    """Whether the content stream gives cells one after another: it goes on from a line to the one below."""
    runs = sum(
        one.piece.last + 1 == other.piece.first for slots in found for (_, one), (_, other) in pairwise(slots)
    )
    return len(found) > 1 and runs >= _CELLWISE


def _going(levels: Sequence[Level], slots: Sequence[tuple[int, Slot]], *, cellwise: bool) -> NDArray[np.float64]:
    if len(slots) < 2:
        return np.empty(0, dtype=np.float64)
    pieces = [slot.piece for _, slot in slots]
    wide = max((slot.piece.width for _, slot in slots if slot.first == slot.last), default=0.0)
    lines = [TextLine(piece.text, 0, 1, number) for number, piece in enumerate(pieces)]
    joins = Joins(lines, Hints(trailing=False, blank=False, tabs=False))
    found = []
    for at, (one, other) in enumerate(pairwise(pieces)):
        cost = -joins.between(at, at + 1).lean + _values(one.text, other.text)
        cost += _free(one, other, max(wide, one.width))
        apart = levels[slots[at + 1][0]].y - levels[slots[at][0]].y
        cost += _EACH_FAR * max(slots[at + 1][0] - slots[at][0] - _FAR, 0.0) + 2.0 * max(min(apart - 2.0, 4.0), 0.0)
        if one.last + 1 == other.first:
            cost -= _STREAM_GOES_ON if cellwise else 0.0
        elif cellwise:
            cost += _STREAM_PARTS
        found.append(cost)
    return np.array(found, dtype=np.float64)


def _values(one: str, other: str) -> float:
    if _BARE.fullmatch(one) is None:
        return 0.0
    return _TWO_VALUES if _BARE.fullmatch(other) else _VALUE_GOES_ON


def _free(one: Piece, other: Piece, wide: float) -> float:
    """What the room left on a line says: a line that goes on is full, one that is full goes on more often."""
    free = wide - one.width - lead(other.text)
    if free <= _SLACK:
        return -log(max(wide / 2, 1.0))
    return min(_SHORT * (free - _SLACK) + 0.5, _PARAGRAPH if one.text[-1] in _ENDS else _PARAGRAPH_ANYWHERE)
