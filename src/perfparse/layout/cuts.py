"""What a page end has cut: is the first row of a page the rest of the last row before it, and which cells go on?

What speaks for it and against it is weighed in nats, as joins are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from perfparse.ir import Cell, Doubt
from perfparse.templates import squeeze
from perfparse.templates.vocabulary import words
from perfparse.words import crossing

_OPEN = 3.0  # a row without its closing rule goes on
_BLANK_BELOW_MOST = 4.0  # the most that one blank cell may say
_NEW_CELL = 2.0  # a column that the row above left blank has text below
_NUMBER = 4.0  # a bare number does not go on a text
_STARTS = 4.0  # what cannot begin a cell begins this one
_ENDS = 1.5  # a sentence that ends speaks against more
_UNENDED = 0.7  # prose without its end speaks for more
_WORD = 2.5  # a dictionary word stands across
_ROOM = 2.5  # characters' width that padding and a word that did not fit leave free
_FULL = 1.3  # log(0.9 / 0.25): of lines that go on, nine in ten are full, of last lines one in four
_SHORT = 2.0  # log(0.75 / 0.1)
_TIED = 0.7
_LONG = 10  # characters from which a text is prose that should end like one
_CANNOT_START = frozenset("，、；：。）》”’！？%％,.;:)")
_CANNOT_END = frozenset("，、（《“‘(")
_ENDED = frozenset("。！？；")
_BARE = re.compile(r"[≥≤＞＜><=＝约]?\d[\d,.]*[%％]?|[-—/]+")
_PAIRS = {"（": "）", "《": "》", "“": "”", "〔": "〕", "【": "】"}


@dataclass(frozen=True, slots=True)
class Side:
    """The cells on one side of a page end, their left and right borders, and the row next to the end."""

    cells: Sequence[Cell]
    xs: Sequence[tuple[float, float]]
    row: int

    def covering(self) -> list[int]:
        """The cells that cover the row next to the page end, from left to right."""
        found = [at for at, cell in enumerate(self.cells) if cell.row <= self.row < cell.row + cell.rowspan]
        return sorted(found, key=lambda at: self.xs[at])


@dataclass(frozen=True, slots=True)
class Cut:
    """Pairs of cells (above, below) that are one; whether the rows next to the page end are one row."""

    joined: tuple[tuple[int, int], ...] = ()
    same_row: bool = False
    confidence: float = 1.0
    why: str = ""
    doubt: Doubt | None = None


def decide(above: Side, below: Side, *, open_end: bool, near: float) -> Cut:
    """Weigh whether the row below goes on the row above, and find the merged cells that go on."""
    pairs = list(_pairs(above, below, near))
    if not pairs:
        return Cut()
    tall = {pair for pair in pairs if above.cells[pair[0]].rowspan > 1 or below.cells[pair[1]].rowspan > 1}
    weighed = [pair for pair in pairs if pair not in tall]
    goes_on = _weigh(above, below, weighed, near) + (_OPEN if open_end else 0.0) if weighed else -1.0
    same_row = goes_on > 0 and any(below.cells[lower].spans for _, lower in weighed)
    joined = [pair for pair in pairs if (same_row if pair not in tall else _merged(above, below, pair, same_row))]
    if not weighed or not any(below.cells[lower].spans for _, lower in weighed):
        return Cut(tuple(joined), same_row)
    return _stated(below, weighed, joined, same_row, abs(goes_on))


def _stated(
    below: Side,
    weighed: Sequence[tuple[int, int]],
    joined: Sequence[tuple[int, int]],
    same_row: bool,
    margin: float,
) -> Cut:
    """The decision with how sure it is; a close one is stated as an issue."""
    first = next(below.cells[lower] for _, lower in weighed if below.cells[lower].spans)
    page = first.spans[0].page
    said = "goes on the row before" if same_row else "is a row of its own"
    why = (
        f"the first row of page {page} ({squeeze(first.text)[:12]}) {said}; it was a close call" if margin < 1.5 else ""
    )
    doubt = None
    if margin < _TIED:
        doubt = Doubt("page-cut-tied", "warning", why, "the row at the page end", first.spans)
    return Cut(tuple(joined), same_row, round(1 - 0.5 * exp(-margin / 1.5), 3), why, doubt)


def _pairs(above: Side, below: Side, near: float) -> Iterator[tuple[int, int]]:
    """Cells next to the page end that have the same borders on both sides."""
    uppers = above.covering()
    for lower in below.covering():
        left, right = below.xs[lower]
        for upper in uppers:
            if abs(above.xs[upper][0] - left) <= near and abs(above.xs[upper][1] - right) <= near:
                yield upper, lower
                break


# the row


def _weigh(above: Side, below: Side, pairs: Sequence[tuple[int, int]], near: float) -> float:
    """How much more likely it is that the rows are one than two."""
    total = 0.0
    both: list[tuple[str, str]] = []
    for upper, lower in pairs:
        one, other = above.cells[upper], below.cells[lower]
        if other.spans and one.spans:
            both.append((one.text, other.text))
            total += going_on(one.text, other.text) + _by_room(one)
        elif one.spans:
            total += min(-log(1 - _filled(above, above.xs[upper], near)), _BLANK_BELOW_MOST)
        elif other.spans:
            total -= _NEW_CELL
    if total > 0 or total + len(both) * (_WORD + _UNENDED) <= 0:
        return total  # no word can turn it: the dictionary need not be loaded
    return total + sum(_word_across(left, right) for left, right in both)


def _by_room(cell: Cell) -> float:
    """What the last line says: one that goes on is full but for the cell's padding and a word that did not fit."""
    if cell.room is None:
        return 0.0
    return _FULL if cell.room < _ROOM else -_SHORT


def _filled(above: Side, xs: tuple[float, float], near: float) -> float:
    """The share of cells with these borders that hold text, smoothed."""
    column = [
        cell
        for cell, (left, right) in zip(above.cells, above.xs, strict=True)
        if cell.rowspan == 1 and abs(left - xs[0]) <= near and abs(right - xs[1]) <= near
    ]
    return (sum(bool(cell.spans) for cell in column) + 0.5) / (len(column) + 1)


def going_on(left: str, right: str) -> float:
    """How much more likely `right` is the rest of `left` than a cell of its own."""
    left, right = squeeze(left), squeeze(right)
    if _BARE.fullmatch(right):
        return -_NUMBER if _BARE.fullmatch(left) or len(left) < _LONG else -_NUMBER / 2
    if right[0] in _CANNOT_START or left[-1] in _CANNOT_END or _unbalanced(left, right):
        return _STARTS
    if left[-1] in _ENDED:
        return -_ENDS
    if len(left) < _LONG and len(right) < _LONG:
        return -_UNENDED
    return _UNENDED


def _word_across(left: str, right: str) -> float:
    """What a dictionary word across the join adds to `going_on`."""
    said = going_on(left, right)
    if abs(said) != _UNENDED:
        return 0.0
    return _WORD - said if crossing(squeeze(left), squeeze(right)) else 0.0


def _unbalanced(left: str, right: str) -> bool:
    """Whether a bracket that the left side opens is closed on the right."""
    return any(left.count(opened) > left.count(closed) and closed in right for opened, closed in _PAIRS.items())


# merged cells


def _merged(above: Side, below: Side, pair: tuple[int, int], same_row: bool) -> bool:
    """Whether a cell that covers several rows goes on over the page end."""
    upper, lower = above.cells[pair[0]], below.cells[pair[1]]
    if same_row or not lower.spans:
        return True
    if not upper.spans:
        return upper.rowspan > 1
    one, other = squeeze(upper.text), squeeze(lower.text)
    levels = words().level1 | words().level2
    if other in levels or one in levels:
        return one + other in levels and other not in levels
    if len(one) < _LONG and len(other) < _LONG:
        return one + other in levels or going_on(one, other) > _UNENDED
    return going_on(one, other) + _word_across(one, other) + _by_room(upper) > 0 or _whole(above, upper)


def _whole(above: Side, cell: Cell) -> bool:
    """Whether a cell runs beside all rows of its part but the header's."""
    return cell.rowspan > 1 and cell.rowspan >= above.row - 1
