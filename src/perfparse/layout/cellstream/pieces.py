"""Atoms that surely belong together as pieces, the gaps between them, and how full the lines of a run of them are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from perfparse.layout.cellstream.atoms import Atom
from perfparse.layout.cellstream.gaps import Gap, Style, gap
from perfparse.layout.measure import NOT_FIRST, is_han, lead, width

_NOTHING = ("—", "——", "－", "-")  # printed in a blank cell; no sign of the number behind it
_LAST_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)([%％]?)$")
_FIRST_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)([%％]?)")
_OF_DATES = "年月日时"  # a dash behind them goes on: 3月15日 — 2020年12月15日
_BEHIND_NOTHING = Gap(5.0, 0.1)
_SHORT = 1.5  # nats an em that a line ends too soon
_SHORT_PIECE = 4  # characters
PLAY = 1.0  # em
_MOST_SHORT = 7.0
_ENDS_FULL = 1.2  # nats of a last line that is as full as the others: it is by chance


class Piece(NamedTuple):
    """Atoms that surely belong together: `first` to `last` (excluded) of the body, and their text.

    `width` and `lead` are in em, `lead` that of what cannot be parted from the first character.
    """

    first: int
    last: int
    text: str
    line: int
    gap: str
    width: float = 0.0
    lead: float = 0.0


class Lines:
    """The lines of a cell as they come: all but the last are full, so that none is much shorter than another.

    Where lines break elsewhere (`told` is false), they tell nothing.
    """

    __slots__ = ("_full", "_told", "_width", "widest")

    def __init__(self, *, told: bool) -> None:
        self._told = told
        self._full: list[float] = []
        self.widest = self._width = 0.0

    def add(self, piece: Piece, *, first: bool) -> None:
        """Take in a piece that goes on in the line, or begins one."""
        if not first and self._told and piece.gap in ("line", "page") and piece.text[0] not in NOT_FIRST:
            self._full.append(self._width + piece.lead)
            self._width = piece.width
        else:
            self._width += piece.width + 0.25 * (not first)
        self.widest = max(self.widest, self._width)

    def short(self, column: float = 0.0) -> float:
        """What the lines that are not full cost, in nats; `column` is how wide the column is at least, in em."""
        if not self._full:
            return 0.0
        widest = max(self.widest, column)
        short = sum(widest - line - PLAY for line in self._full if widest - line > PLAY)
        return min(_MOST_SHORT, _SHORT * short) + _ENDS_FULL * (self._width > widest - 0.6)


def lines_of(pieces: Sequence[Piece]) -> list[float]:
    """The widths of the lines that pieces make, in em."""
    found = [0.0]
    for number, piece in enumerate(pieces):
        if number and piece.gap in ("line", "page"):
            found.append(piece.width)
        else:
            found[-1] += piece.width + 0.25 * (number > 0)
    return found


def pieces_of(body: Sequence[Atom], style: Style) -> tuple[list[Piece], list[Gap]]:
    """The atoms put together where no border can be, and the gap before each piece."""
    pieces: list[Piece] = []
    gaps: list[Gap] = []
    for at, atom in enumerate(body):
        found = Gap(0.0, 0.0) if not pieces else gap(_left(pieces, style), atom, style)
        if len(pieces) > 1 and pieces[-1].text in _NOTHING and _behind_nothing(pieces[-2].text, atom):
            found = _BEHIND_NOTHING
        if found is None:
            old = pieces[-1]
            pieces[-1] = old._replace(last=at + 1, text=old.text + atom.text)
        else:
            pieces.append(Piece(at, at + 1, atom.text, atom.line, atom.gap))
            gaps.append(found)
    return [piece._replace(width=width(piece.text), lead=lead(piece.text)) for piece in pieces], gaps


def _behind_nothing(before: str, atom: Atom) -> bool:
    """Whether a dash behind the text `before` stands in a blank cell, and `atom` in the next: 其他资金 | — | 1000.

    Between numbers it does where they make no range: 1159.46 - 96.62%.
    """
    right = _FIRST_NUMBER.match(atom.text)
    if atom.gap != "space" or right is None:
        return False
    left = _LAST_NUMBER.search(before)
    if left is None:
        return before in _NOTHING or (is_han(before[-1]) and before[-1] not in _OF_DATES)
    high, low = (float(match[1].replace(",", "")) for match in (left, right))
    return high > low or left[2] != right[2]


def _left(pieces: Sequence[Piece], style: Style) -> str:
    """The text before an atom, with what stands before it in its line where it is short."""
    text = pieces[-1].text
    if len(text) < _SHORT_PIECE and len(pieces) > 1 and (style.runs or pieces[-2].line == pieces[-1].line):
        return pieces[-2].text + text
    return text
