"""From where to where a table of indicators runs in a stream of atoms, and what sums it up.

A table begins behind its header. It ends with the row 总分 or 合计, or before what plainly is none of its rows: a
note, the title of the next form, a label of what a form says below its table (评价结论), the next header. A header
like the one before is the same table's, printed again on a new page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfparse.forms.templates import reads_as
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold
from perfparse.layout.cellstream.atoms import Atom, Squeezed
from perfparse.layout.cellstream.header import Header, headers_in

_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{1,4})?分?|[—\-/]+")
_NOTE = re.compile(r"[（(]?(?:注|备注|说明|填表说明|填报说明)[:：1-9]")
_NEW_FORM = 60  # characters of a title's line
_MOST_AMOUNTS = 5  # of the row that sums up: weight, score, one more; the weights of two levels


@dataclass(frozen=True, slots=True)
class Region:
    """A table: its header, the atoms of its rows (indices, in order), its row of sums, repeated headers.

    `end` is the first atom behind it all.
    """

    header: Header
    atoms: tuple[int, ...]
    total: tuple[int, ...]
    repeated: tuple[Header, ...]
    end: int


@dataclass(slots=True)
class _Open:
    header: Header
    atoms: list[int] = field(default_factory=list)
    total: list[int] = field(default_factory=list)
    repeated: list[Header] = field(default_factory=list)
    end: int = 0

    def closed(self) -> Region:
        return Region(self.header, tuple(self.atoms), tuple(self.total), tuple(self.repeated), self.end)


def regions_in(stream: Squeezed) -> list[Region]:
    """The tables of `stream`, in order."""
    atoms = stream.atoms
    flat = sum(atom.gap in ("line", "page") for atom in atoms) < len(atoms) / 20
    headers = {header.first: header for header in headers_in(stream)}
    sides = {at for header in headers.values() for span in header.side for at in _within(stream, span.start, span.end)}
    regions: list[_Open] = []
    running: _Open | None = None
    at = 0
    while at < len(atoms):
        header = headers.get(at)
        if header is not None:
            if running is not None and running.header.roles == header.roles:
                running.repeated.append(header)
            else:
                running = _Open(header)
                regions.append(running)
            at = running.end = header.last + 1
        elif running is None or at in sides:
            at += 1
        elif at == running.end and running.atoms == [] and not _beginning(atoms[at], flat=flat):
            at = running.end = _take(running, at)
        elif _beginning(atoms[at], flat=flat) and (total := _total(atoms, at)):
            running.total += range(at, total)
            running.end, running, at = total, None, total
        elif _beginning(atoms[at], flat=flat) and _full_row(atoms[at].text):
            at += 1
        elif _beginning(atoms[at], flat=flat) and _closes(stream, at):
            running, at = None, at + 1
        else:
            at = _take(running, at)
    return [region.closed() for region in regions]


def _take(running: _Open, at: int) -> int:
    running.atoms.append(at)
    running.end = at + 1
    return at + 1


def _within(stream: Squeezed, start: int, end: int) -> list[int]:
    first = bisect_left(stream.atoms, start, key=_start)
    return list(range(first, bisect_left(stream.atoms, end, lo=first, key=_start)))


def _start(atom: Atom) -> int:
    return atom.start


def _beginning(atom: Atom, *, flat: bool) -> bool:
    """Whether something new may begin with `atom`: at a line's beginning, or anywhere where there are no lines."""
    return flat or atom.gap in ("line", "page", "start")


def _total(atoms: Sequence[Atom], at: int) -> int:
    """The atom behind the row that sums up, where it begins with `at`; else 0."""
    end = at + 1
    if bare(atoms[at].text) not in words().totals:
        if at + 1 >= len(atoms) or bare(atoms[at].text + atoms[at + 1].text) not in words().totals:
            return 0
        end = at + 2
    amounts = end
    while amounts < len(atoms) and amounts - end < _MOST_AMOUNTS and _AMOUNT.fullmatch(atoms[amounts].text):
        amounts += 1
    return amounts if amounts > end or end == len(atoms) else 0


def _full_row(text: str) -> bool:
    """Whether an atom is a whole row that has no columns: 其中：部门年度整体预算完成率：94.32%."""
    folded = fold(text)
    return reads_as(folded, "full_rows")


def _closes(stream: Squeezed, at: int) -> bool:
    """Whether a line that begins with atom `at` can be no row: a note, a label below the table, a form's title."""
    atoms = stream.atoms
    text = atoms[at].text
    if _NOTE.match(fold(text)) or bare(text) in words().closing:
        return True
    line = "".join(atom.text for atom in atoms[at : at + 8] if atom.line == atoms[at].line)
    folded = fold(line)
    if len(folded) > _NEW_FORM:
        return False
    return reads_as(folded, "title", "notes")
