"""A text cut at every space and line end: the smallest parts that a cell is made of.

Page numbers and what else stands at the edge of every page are taken out before, as furniture.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from perfparse.language.folding import fold
from perfparse.layout.measure import is_han
from perfparse.model.ir import Document, Span, TextLine
from perfparse.quantities.units import units

Gap = Literal["start", "even", "space", "wide", "line", "page"]
"""What stands before an atom: nothing, a space as between all characters of its line (覆 盖 3 个), a space, more or a
tab, a line end, a page end."""

_WORD = re.compile(r"\S+")
_WIDE_GAP = re.compile(r"\t|[^\S\n]{2,}|\u3000")
_PAGE_NUMBER = re.compile(
    r"(?:[-—–－]\s*)?(\d{1,4})(?:\s*[-—–－])?|第\s*(\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|(\d{1,4})\s*/\s*\d{1,4}"
)
_GLUED_NUMBER = re.compile(r"(\d{1,3})\s*(?=\D)")
_FIRST_PAGES = 3  # any of which may have the first number
_ALIKE = 0.4  # of a line's spaces that stand between two single characters
_MANY_BLANKS = 3  # blank lines in a row, where lines else have fewer between them, that show a page's end


class Atom(NamedTuple):
    """A run without white space: its text, its offset, its line (an index, not a number) and what stands before it.

    `blank` tells that a blank line stands before, `trailing` that white space ends the line before.
    """

    text: str
    start: int
    line: int
    page: int
    gap: Gap
    blank: bool = False
    trailing: bool = False

    @property
    def end(self) -> int:
        """Offset just after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of a text in order, and the spans of its page numbers. `pages` tells whether pages are known.

    `lines` are all lines of the text, `paged` has the page of those that are no page number, as far as it shows.
    """

    atoms: tuple[Atom, ...]
    furniture: tuple[Span, ...]
    pages: bool
    lines: tuple[TextLine, ...]
    paged: Mapping[int, int]


def atoms_of(document: Document) -> Atoms:
    """Cut `document` into atoms."""
    lines = [line for page in document.pages for line in page.lines]
    pages = _pages(document, lines)
    marks = _page_numbers(lines, pages)
    pages = _turned(pages, marks)
    found: list[Atom] = []
    furniture: list[Span] = []
    before: TextLine | None = None
    for at, line in enumerate(lines):
        start = 0
        if at in marks:
            first, start = marks[at]
            furniture.append(Span(line.start + first, line.start + len(line.text[:start].rstrip()), line.page))
        broken = before is not None and pages[at] != pages[_index(found)] if found else False
        gap: Gap = "start" if not found else "page" if broken else "line"
        _cut(line, at, start, gap, before, found, pages[at])
        if start < len(line.text):
            before = line
    paged = {atom.line: atom.page for atom in found}
    return Atoms(tuple(found), tuple(furniture), len(document.pages) > 1, tuple(lines), paged)


def _index(found: Sequence[Atom]) -> int:
    return found[-1].line


def _cut(line: TextLine, at: int, start: int, gap: Gap, before: TextLine | None, found: list[Atom], page: int) -> None:
    """Add the atoms of one line."""
    even = _even(line.text[start:].split())
    end = start
    for number, match in enumerate(_WORD.finditer(line.text, start)):
        if number:
            gap = "even" if even else "wide" if _WIDE_GAP.search(line.text, end, match.start()) else "space"
        found.append(
            Atom(
                match[0],
                line.start + match.start(),
                at,
                page,
                gap,
                blank=number == 0 and line.blank_before,
                trailing=number == 0 and before is not None and before.trailing_space,
            )
        )
        end = match.end()


def _even(runs: Sequence[str]) -> bool:
    """Whether a line has a space between all its characters, as extractors leave of justified ones: 覆 盖 3 个 乡.

    In 7 至 8 天 a space stands at each change of script.
    """
    pairs = list(pairwise(runs))
    alike = sum(len(left) == len(right) == 1 and not left.isascii() and not right.isascii() for left, right in pairs)
    return alike > 1 and alike > _ALIKE * len(pairs)


def _pages(document: Document, lines: Sequence[TextLine]) -> list[int]:
    """The page of each line; where form feeds are missing, by runs of blank lines longer than all others."""
    if len(document.pages) > 1 or len(lines) < 2:
        return [line.page for line in lines]
    gaps = [0, *(right.number - left.number - 1 for left, right in pairwise(lines))]
    usual = Counter(gaps)
    page, found = 1, []
    for gap in gaps:
        if gap >= _MANY_BLANKS and usual[gap] <= max(2, 0.05 * len(lines)):
            page += 1
        found.append(page)
    return found


def _page_numbers(lines: Sequence[TextLine], pages: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Lines that are a page number or begin with one → where it begins, and where the text behind it does.

    A number alone is one where the pages' first lines, or their last, count on; within a page, glued or alone, where
    it leads up to one of those.
    """
    edges = [list(group) for _, group in groupby(range(len(lines)), key=lambda at: pages[at])]
    best: dict[int, int] = {}
    for end in (-1, 0):
        found = []
        for group in edges:
            number = _page_number(lines[group[end]].text)
            if number is not None and len(group) > 1:
                found.append((group[end], number))
        chain = _chain(found)
        sure = len(edges) > 1 or any(not lines[at].text.isdecimal() or value == 1 for at, value in chain.items())
        if sure and len(chain) > max(len(best), len(edges) / 2 - 1):
            best = chain
    return {at: (0, len(lines[at].text)) for at in best} | _counted(lines, best) if best else {}


def _page_number(text: str) -> int | None:
    """The number of a line that is a page's number and nothing else: 3, - 3 -, 第3页, 3/9."""
    match = _PAGE_NUMBER.fullmatch(text)
    return int(next(filter(None, match.groups()))) if match else None


def _turned(pages: Sequence[int], marks: Mapping[int, tuple[int, int]]) -> list[int]:
    """The page of each line where page numbers stand within what was taken for one page: each turns a page."""
    turned, more = [], 0
    for at, page in enumerate(pages):
        inside = at in marks and 0 < at < len(pages) - 1 and pages[at - 1] == page == pages[at + 1]
        more += inside
        turned.append(page + more)
    return turned


def _chain(found: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The longest row of numbers that count on, others between them left out."""
    best: dict[int, int] = {}
    for first in range(min(_FIRST_PAGES, len(found))):
        chain = dict(found[first : first + 1])
        want = found[first][1] + 1
        for at, value in found[first + 1 :]:
            if value == want:
                chain[at] = value
                want += 1
        if len(chain) > len(best):
            best = chain
    return best


def _counted(lines: Sequence[TextLine], values: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Numbers before the last page number that lead up to it, or behind the first that follow it, glued or alone."""
    found = _counted_on(lines, values)
    known = sorted(values.items())
    low, high = 0, known[0][1]
    if high <= 1 or known[0][0] == 0:
        return found
    before: dict[int, tuple[int, int]] = {}
    want = high - 1  # from the first one known back to 1: 施工 of page 2 may have a 1 glued before it
    for at in range(known[0][0] - 1, low, -1):
        place = _numbered(lines[at].text, want)
        if place is not None:
            before[at] = place
            want -= 1
            if want == 0:
                break
    return found | before if want == 0 else found


def _numbered(text: str, number: int) -> tuple[int, int] | None:
    """Where a line has a page's `number`, glued before its text or alone, and where its text begins."""
    if _page_number(text) == number:
        return 0, len(text)
    glued = _GLUED_NUMBER.match(text)
    if glued is None or int(glued[1]) != number or not _may_number(text, glued.end(1)):
        return None
    return 0, len(text) - len(text[glued.end(1) :].lstrip())


def _counted_on(lines: Sequence[TextLine], values: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Page numbers behind the last one known that count on, and are printed as nothing else is: — 2 —, 第2页."""
    last, value = max(values.items())
    found: dict[int, tuple[int, int]] = {}
    for at in range(last + 1, len(lines)):
        text = lines[at].text
        if not text.isdecimal() and _page_number(text) == value + 1:
            found[at] = 0, len(text)
            value += 1
    return found


def _may_number(text: str, end: int) -> bool:
    """Whether a line that begins with a number may have it from the page: 1施工单位, 1 影响, but not 3 2 and 3人."""
    rest = text[end:].strip()
    return not rest or (len(rest) > 1 and is_han(rest[0]) and units().longest(rest, 0) is None)


class Squeezed:
    """The folded text of atoms without white space, with the way back to offsets."""

    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        self.starts: list[int] = []
        parts: list[str] = []
        at = 0
        for atom in atoms:
            self.starts.append(at)
            part = fold(atom.text)
            parts.append(part if len(part) == len(atom.text) else atom.text)
            at += len(atom.text)
        self.text = "".join(parts)

    def atom_at(self, position: int) -> int:
        """The atom that holds squeezed `position`."""
        return bisect_right(self.starts, position) - 1

    def end_of(self, atom: int) -> int:
        """Where an atom ends, as a squeezed position."""
        return self.starts[atom + 1] if atom + 1 < len(self.starts) else len(self.text)

    def begins(self, position: int) -> bool:
        """Whether an atom begins at squeezed `position`."""
        return self.starts[self.atom_at(position)] == position

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans of squeezed positions `start` to `end`, one a line."""
        found: list[Span] = []
        line = -1
        for number in range(self.atom_at(start), self.atom_at(end - 1) + 1):
            atom, base = self.atoms[number], self.starts[number]
            first = atom.start + max(start - base, 0)
            last = atom.start + min(end - base, len(atom.text))
            if atom.line == line:
                found[-1] = Span(found[-1].start, last, atom.page)
            else:
                found.append(Span(first, last, atom.page))
            line = atom.line
        return tuple(found)
