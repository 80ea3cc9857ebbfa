"""A text without its white space, and the first header in it as a chain of known words."""

from __future__ import annotations

import re
from functools import cache

from perfparse.forms.headers import word_pattern
from perfparse.language.folding import WIDTHLESS, fold
from perfparse.layout.atoms import Atom
from perfparse.layout.form_table import Head, head_of
from perfparse.layout.stream_kept import lines_of
from perfparse.model.ir import Document, Span

_FEWEST = 3  # words of a header
_FEW_LINES = 8
BRACKET = r"(?:（[^（）]{0,12}）)?"


class Solid:
    """The document's characters but for white space, folded one to one, with the way back to the source."""

    def __init__(self, document: Document) -> None:
        self.source = document.text
        self.offsets: list[int] = []
        self.pages: list[int | None] = []
        self.lines: list[int] = []
        several = len(document.pages) > 1
        for number, (start, page, line) in enumerate(lines_of(document.text)):
            solid = [start + at for at, char in enumerate(line) if not char.isspace() and char not in WIDTHLESS]
            self.offsets += solid
            self.pages += [page + 1 if several else None] * len(solid)
            self.lines += [number] * len(solid)
        self.text = fold("".join(self.source[at] for at in self.offsets))
        starts = [at for at in range(1, len(self.lines)) if self.lines[at] != self.lines[at - 1]]
        self.breaks = frozenset(starts if len(starts) >= _FEW_LINES else ())
        """Where lines begin, if there are as many as a table has rows; else none: long lines end anywhere."""

    def atom(self, start: int, end: int) -> Atom:
        """Characters `start` to `end` as one cell."""
        spans: list[Span] = []
        first = start
        for at in range(start + 1, end + 1):
            if at == end or self.lines[at] != self.lines[at - 1]:
                spans.append(Span(self.offsets[first], self.offsets[at - 1] + 1, self.pages[first]))
                first = at
        text = "".join(self.source[span.start : span.end] for span in spans)
        return Atom(text, tuple(spans) if start < end else ())

    def gaps(self) -> int:
        """How often white space stands between two characters; ends of lines count only where there are few."""
        lined = bool(self.breaks)
        return sum(
            self.offsets[at] > self.offsets[at - 1] + 1 and not (lined and self.lines[at] != self.lines[at - 1])
            for at in range(1, len(self.offsets))
        )

    def gap_before(self, at: int) -> bool:
        """Whether white space stands before a character on its line."""
        return at > 0 and self.lines[at] == self.lines[at - 1] and self.offsets[at] > self.offsets[at - 1] + 1


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"{word_pattern()}{BRACKET}")


def header_in(solid: Solid) -> tuple[Head, int, int] | None:
    """The first chain of header words that makes a header, and where it begins and ends."""
    at = 0
    while (first := _word().search(solid.text, at)) is not None:
        chain: list[tuple[int, int]] = []
        match: re.Match[str] | None = first
        while match is not None:
            chain.append(match.span())
            match = _word().match(solid.text, match.end())
        start, end = chain[0][0], chain[-1][1]
        if len(chain) >= _FEWEST:
            atoms = [solid.atom(*span) for span in chain]
            head = head_of(atoms, 0, len(atoms))
            if head is not None and not head.over:
                return head, start, end
        at = end
    return None
