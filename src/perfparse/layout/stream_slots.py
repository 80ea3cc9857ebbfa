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

from perfparse.layout.joins import Hints, Joins
from perfparse.layout.measure import STOPS, is_han, lead
from perfparse.layout.stream_levels import labels
from perfparse.layout.stream_pieces import Level, Piece, joined, split
from perfparse.model.ir import Sheet, TextLine

_NEAR = 1.0  # units between a border and the small gap that is taken for it
_OVERHANG = 1.6  # units that a piece may reach over a border without standing in the next column
_SLACK = 1.0  # em of a line that may stay free though the next word would have fitted
_NARROW = 2.0  # em: lines that end a cell are full once in so many
_NAME = 6.0  # the same where names stand, which are often as long as one another
_SHORT = 2.0  # an em more
_PARAGRAPH = 2.0  # a new paragraph within a cell, after a sentence's end
_PARAGRAPH_ANYWHERE = 8.0
_TWO_VALUES = 4.0  # two bare values in one cell
_LABEL_WITHIN = 5.0  # a label of the header block or the money begins within a cell
_BEHIND_LABEL = 2.0  # more in its cell than the label
_OF_LABEL = 3.0  # lines that are one of them together
_VALUE_GOES_ON = 1.5  # a bare value that is not the whole of its cell
_NOT_NEXT = 5.0  # two lines of a cell that are further apart than lines are
_NEXT_LINE = 1.45  # lines
_NAME_GOES_ON = 0.5  # a name or value that takes more than a line
_STOPS = 2.0  # a line within a cell that ends a sentence
_STREAM_GOES_ON = 4.0  # the content stream goes on from one line to the other
_STREAM_PARTS = 2.5  # it does not, where it does elsewhere
_CELLWISE = 3
_FULL = 1.5  # em left free on a line that is full
_ELSEWHERE = 0.6  # em too much that a cut elsewhere than at the border is worth
_MOST_AT_BORDER = 8.0  # em too much for a cut at the border
_IN_DATE = 6.0  # em that a cut within a date is dearer
_SCRIPT = 3.0  # em that a cut is dearer where a cell has blanks of its own, and cheaper where it has none
_MOST_FORCED = 1.5  # em too much for a cut where the border has no blank
_PROSE = 0.3  # of the slots hold a mark of running text
_CLAUSE = re.compile(r"[，。；、：]")
_SEVERAL = 5
_ALIKE = 4.0  # em by which the widest line of a column stands out at most
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
    prose: bool


def columns_of(sheet: Sheet, levels: Sequence[Level], borders: Sequence[float]) -> list[Column]:
    """Give the pieces of a region's levels to the columns between `borders`."""
    count = len(borders) + 1
    found: list[list[tuple[int, Slot]]] = [[] for _ in range(count)]
    covered = np.zeros((count, len(levels)), dtype=bool)
    room = _room(levels, borders)
    for at, level in enumerate(levels):
        for slot in _slots(sheet, level, borders, room):
            found[slot.first].append((at, slot))
            covered[slot.first + 1 : slot.last + 1, at] = True
    cellwise = not sheet.grid and _cellwise(found)
    least = _Distance(found, levels, grid=sheet.grid)
    return [
        Column(
            np.array([at for at, _ in slots], dtype=np.int64),
            tuple(slot for _, slot in slots),
            _going(slots, least, cellwise=cellwise),
            cover,
            _is_prose(slots),
        )
        for slots, cover in zip(found, covered, strict=True)
    ]


def _room(levels: Sequence[Level], borders: Sequence[float]) -> list[float]:
    """How many em the widest piece takes that stands within each column."""
    found = [0.0] * (len(borders) + 1)
    for level in levels:
        for piece in level.pieces:
            first, last = bisect_right(borders, piece.left + 0.05), bisect_left(borders, piece.right - 0.05)
            if first >= last:
                found[first] = max(found[first], piece.width)
    return found


def _slots(sheet: Sheet, level: Level, borders: Sequence[float], room: Sequence[float]) -> list[Slot]:
    """The level's pieces, cut at borders, with those of the same columns put together."""
    placed: list[tuple[Piece, int, int]] = []
    for piece in level.pieces:
        placed += _placed(sheet, piece, borders, room)
    found: list[tuple[list[Piece], int, int]] = []
    for piece, first, last in placed:
        if found and first <= found[-1][2]:
            pieces, begun, ended = found[-1]
            found[-1] = ([*pieces, piece], begun, max(ended, last))
        else:
            found.append(([piece], first, last))
    return [Slot(joined(sheet, pieces), first, last) for pieces, first, last in found]


def _placed(
    sheet: Sheet, piece: Piece, borders: Sequence[float], room: Sequence[float]
) -> list[tuple[Piece, int, int]]:
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
    if sheet.grid and last == first + 1:
        parted = _parted(sheet, piece, cuts, room[first], room[last])
        if parted is not None:
            return [(parted[0], first, first), (parted[1], last, last)]
    elif len(cuts) == last - first and all(one[2] < other[2] for one, other in pairwise(cuts)):
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


def _parted(
    sheet: Sheet, piece: Piece, near: Sequence[tuple[float, float, int]], left: float, right: float
) -> tuple[Piece, Piece] | None:
    """The piece cut at the blank near the border, or at the one behind which it has filled its column.

    Where a line fills its column, a text has one blank before the next column, and moves that to make room. `near` is
    the blank at the border, if any; `left` and `right` are how many em wide the columns are as far as known.
    """
    best: tuple[Piece, Piece] | None = None
    least = _MOST_AT_BORDER if near else _MOST_FORCED
    for cut in piece.cuts:
        parts = split(sheet, piece, cut)
        cost = max(parts[0].width - left, 0.0) + max(parts[1].width - right, 0.0)
        if not near or cut != near[0]:
            cost += _ELSEWHERE + max(left - _FULL - parts[0].width, 0.0)
        cost += _IN_DATE * _within_date(parts[0].text[-1], parts[1].text[0])
        cost += _SCRIPT * (1 if _at_change_of_script(parts[0].text, parts[1].text) else -1)
        if cost < least:
            best, least = parts, cost
    return best


def _within_date(last: str, first: str) -> bool:
    return (last in "年月" and first.isdigit()) or (last.isdigit() and first in "年月日")


def _at_change_of_script(before: str, behind: str) -> bool:
    """Whether a blank stands between a Chinese character and a figure or Latin letter, as it may within a cell."""
    last, first = before[-1], behind[0]
    return (is_han(last) and first.isascii()) or (last.isascii() and is_han(first))


def _cellwise(found: Sequence[Sequence[tuple[int, Slot]]]) -> bool:
    """Whether the content stream gives cells one after another: it goes on from a line to the one below."""
    runs = sum(one.piece.last + 1 == other.piece.first for slots in found for (_, one), (_, other) in pairwise(slots))
    return len(found) > 1 and runs >= _CELLWISE


def _wide(widths: Sequence[float]) -> float:
    """How wide a column is, as its lines show: where text is wrapped more than one line is full.

    A line that is wider than all others by far is something else, a title perhaps.
    """
    falling = sorted(widths, reverse=True)
    if len(falling) < _SEVERAL:
        return falling[0] if falling else 0.0
    return next((one for one, other in pairwise(falling) if one - other <= _ALIKE), falling[0])


class _Distance:
    """Whether two levels are further apart than two lines of one cell.

    In print their distance is known. In a grid it is at least as many lines as any column has between them, and more
    where a line is free.
    """

    def __init__(self, found: Sequence[Sequence[tuple[int, Slot]]], levels: Sequence[Level], *, grid: bool) -> None:
        self._y = np.array([level.y for level in levels])
        held = np.zeros((len(found), len(levels) + 1), dtype=np.int64)
        for column, slots in enumerate(found):
            for at, _ in slots:
                held[column, at + 1] = 1
        self._held = np.cumsum(held, axis=1)
        self._grid = grid

    def apart(self, one: int, other: int) -> bool:
        """Whether levels `one` and `other`, further down, are no neighbours in a cell."""
        if self._grid:
            if self._y[other] - self._y[one] > other - one:  # a free line between
                return True
            return int((self._held[:, other + 1] - self._held[:, one]).max()) > 2
        return bool(self._y[other] - self._y[one] > _NEXT_LINE)


def _is_prose(slots: Sequence[tuple[int, Slot]]) -> bool:
    """Whether a column holds clauses and sentences rather than names and values."""
    marked = sum(_CLAUSE.search(slot.piece.text) is not None for _, slot in slots)
    return marked > _PROSE * len(slots)


def _going(slots: Sequence[tuple[int, Slot]], least: _Distance, *, cellwise: bool) -> NDArray[np.float64]:
    if len(slots) < 2:
        return np.empty(0, dtype=np.float64)
    pieces = [slot.piece for _, slot in slots]
    wide = _wide([slot.piece.width for _, slot in slots if slot.first == slot.last])
    prose = _is_prose(slots)
    lines = [TextLine(piece.text, 0, 1, number) for number, piece in enumerate(pieces)]
    joins = Joins(lines, Hints(trailing=False, blank=False, tabs=False))
    said = labels([piece.text for piece in pieces])
    inner = {at for first, last in said for at in range(first, last)}
    begins, ends = {first - 1 for first, _ in said}, {last for _, last in said}
    found = []
    for at, (one, other) in enumerate(pairwise(pieces)):
        cost = _values(one.text, other.text) - joins.between(at, at + 1).lean + (0.0 if prose else _NAME_GOES_ON)
        cost += _free(one, other, max(wide, one.width), prose=prose)
        cost += _LABEL_WITHIN * (at in begins) + _BEHIND_LABEL * (at in ends) - _OF_LABEL * (at in inner)
        cost += _NOT_NEXT * least.apart(slots[at][0], slots[at + 1][0])
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


def _free(one: Piece, other: Piece, wide: float, *, prose: bool) -> float:
    """What the room left on a line says: a line that goes on is full, one that is full goes on more often."""
    free = wide - one.width - lead(other.text)
    if free <= _SLACK:
        return _STOPS * (one.text[-1] in STOPS) - log(max(wide / (_NARROW if prose else _NAME), 1.0))
    return min(_SHORT * (free - _SLACK) + 0.5, _PARAGRAPH if one.text[-1] in _ENDS else _PARAGRAPH_ANYWHERE)
