"""Lines cut at their spaces: the smallest pieces a cell is put together of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfparse.layout.labels import money_words
from perfparse.layout.measure import is_han
from perfparse.model.ir import Document, Span, TextLine

_SOLID = re.compile(r"\S+")
_PAGE_NUMBER = re.compile(r"(?:[-—－–]\s?)?\d{1,4}(?:\s?[-—－–])?|第\s?\d{1,4}\s?页(?:[，,]?\s?共\s?\d{1,4}\s?页)?")
_FIGURES = re.compile(r"\d+")
_UNIT_FIRST = re.compile(r"[年月日万亿个家次人条项件场份期天座所处户亩吨元名位批种类台套米公千平小分]")
_IN_DATE = re.compile(r"(?:^|\d)[年月至到]$")
_GOES_ON = re.compile(r"(?:^[≥≤＞＜>=<＝≧≦“‘（《]+|[/“‘（《])$")
_LINKS = frozenset("-—－–~～")


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of characters without white space: its text, its offset, and the line it stands in.

    `page` is 0 in a text without form feeds, which has no pages to name.
    """

    text: str
    start: int
    line: int
    page: int

    @property
    def span(self) -> Span:
        """Where it stands in the document."""
        return Span(self.start, self.start + len(self.text), self.page or None)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text as atoms; `page` counts from 1."""

    number: int
    page: int
    atoms: tuple[Atom, ...]

    @property
    def text(self) -> str:
        """The line without its white space."""
        return "".join(atom.text for atom in self.atoms)


def rows_of(document: Document) -> tuple[list[Row], list[Atom]]:
    """The lines of a document as atoms, and the page numbers among them."""
    rows: list[Row] = []
    furniture: list[Atom] = []
    several = len(document.pages) > 1
    counted = set() if several else _counted([line for page in document.pages for line in page.lines])
    turned = 0
    for page in document.pages:
        for line in page.lines:
            number = len(rows)
            atoms = tuple(
                Atom(match[0][start:end], line.start + match.start() + start, number, line.page if several else 0)
                for match in _SOLID.finditer(line.text)
                for start, end in pairwise(money_words(match[0]))
            )
            ends = line is page.lines[-1] and (several or line.text.strip("-—－– ").isdigit())
            if line.start in counted or (ends and _PAGE_NUMBER.fullmatch(line.text)):
                furniture += atoms
                turned += line.start in counted
            elif atoms:
                rows.append(Row(number, line.page + turned, atoms))
    return rows, furniture


def _counted(lines: Sequence[TextLine]) -> set[int]:
    """The offsets of page numbers of a text without form feeds: marked as nothing else is (— 2 —), and counting on."""
    found: list[tuple[int, int]] = []
    for line in lines:
        match = None if line.text.isdecimal() else _PAGE_NUMBER.fullmatch(line.text)
        number = int(_FIGURES.findall(line.text)[0]) if match else 0
        if match and (not found or number == found[-1][1] + 1):
            found.append((line.start, number))
    return {start for start, _ in found} if len(found) > 1 else set()


def gaps(row: Row, *, wordy: bool = False) -> tuple[float | None, ...]:
    """What it costs, in nats, that each space of a line stands within a cell; None where none can.

    Extractors leave a space where the script changes, but seldom in all lines: what follows a character may be
    a figure within a cell only where the line also has a space between a figure and its unit, or in forms that are
    `wordy`, whose cells are prose.
    """
    pairs = list(pairwise(atom.text for atom in row.atoms))
    loose = wordy or any(left[-1].isdigit() and _UNIT_FIRST.match(right) for left, right in pairs)
    return tuple(_gap(left, right, loose=loose) for left, right in pairs)


def _gap(left: str, right: str, *, loose: bool) -> float | None:
    if _GOES_ON.search(left) and not (left[-1] == "/" and right[0].isdigit()):
        return 0.2
    if right in _LINKS:
        return 0.2
    if left[-1].isdigit() and _UNIT_FIRST.match(right):
        return 0.2
    if not loose or is_han(left[-1]) == is_han(right[0]):
        return None
    return 0.6 if _IN_DATE.search(left) and right[0].isdigit() else 1.6


def joined(atoms: Sequence[Atom]) -> str:
    """The text of atoms that follow each other in a cell."""
    return "".join(atom.text for atom in atoms)
