"""Text without any mark between its cells: 演出场次场≥80108610 → lines and tables.

The header is a chain of known words. Behind it, each row is cut into the header's columns by a search over places to
cut: where a number, a unit, a comparator, a level or a known phrase begins, and within runs of digits anywhere. What
decides between the ways to cut a run of digits is the form's arithmetic: a score is at most its weight, mostly just
that, and an actual value is of the size of its target.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from perfparse.ir import Document, Doubt, Flow, Line, Role, Span, Table
from perfparse.layout import form_blocks
from perfparse.layout.atoms import Atom
from perfparse.layout.form_rows import Row, Rows
from perfparse.layout.form_table import Head, head_of, table
from perfparse.layout.glued_rows import Cut, cut_rows
from perfparse.layout.stream_kept import lines_of
from perfparse.templates import fold, squeeze
from perfparse.templates.headers import known
from perfparse.templates.vocabulary import words

_FEWEST = 3  # words of a header
_GAPS = 0.34  # white space within a header that is glued, by its words
_BRACKET = r"(?:（[^（）]{0,12}）)?"
_UNSURE = frozenset(("分值", "权重", "得分", "原因", "备注", "说明", "项目单位"))  # they stand within texts as well
_DIGIT = re.compile(r"[0-9０-９]")


class Solid:
    """The document's characters but for white space, folded one to one, with the way back to the source."""

    def __init__(self, document: Document) -> None:
        self.source = document.text
        self.offsets: list[int] = []
        self.pages: list[int | None] = []
        self.lines: list[int] = []
        several = len(document.pages) > 1
        for number, (start, page, line) in enumerate(lines_of(document.text)):
            solid = [start + at for at, char in enumerate(line) if squeeze(char)]
            self.offsets += solid
            self.pages += [page + 1 if several else None] * len(solid)
            self.lines += [number] * len(solid)
        self.text = fold("".join(self.source[at] for at in self.offsets))

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

    def gaps(self, start: int, end: int) -> int:
        """How often white space stands between characters `start` to `end`."""
        return sum(self.offsets[at] > self.offsets[at - 1] + 1 for at in range(start + 1, end))


def flow(document: Document) -> Flow | None:
    """The document's lines and table; None where no header is glued together."""
    solid = Solid(document)
    found = _header(solid)
    if found is None:
        return None
    head, start, end = found
    body = cut_rows(solid.text, end, tuple(role for _, role in head.columns))
    rows = Rows(tuple(_row(solid, cut) for cut in body.rows), (), 0.0)
    made, doubts = table(head, rows)
    rest = _pieces(solid, body.end, len(solid.text))
    items: list[Line | Table] = [*form_blocks.before(_pieces(solid, 0, start)), made, *form_blocks.after(rest)]
    doubts += _damage(solid, head, body.rows, end)
    if body.given_up:
        spans = solid.atom(body.end, len(solid.text)).spans
        doubts.append(
            Doubt("search-bounded", "error", "the text is longer than the search for rows goes", "size", spans)
        )
    return Flow(tuple(items), (), tuple(doubts)) if body.rows else None


@cache
def _word() -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(known(), key=len, reverse=True)))
    return re.compile(rf"(?:{listed}){_BRACKET}")


def _header(solid: Solid) -> tuple[Head, int, int] | None:
    """The first chain of header words that makes a header, and where it begins and ends."""
    at = 0
    while (first := _word().search(solid.text, at)) is not None:
        chain: list[tuple[int, int]] = []
        match: re.Match[str] | None = first
        while match is not None:
            chain.append(match.span())
            match = _word().match(solid.text, match.end())
        start, end = chain[0][0], chain[-1][1]
        if len(chain) >= _FEWEST and solid.gaps(start, end) <= _GAPS * len(chain):
            atoms = [solid.atom(*span) for span in chain]
            head = head_of(atoms, 0, len(atoms))
            if head is not None and not head.over:
                return head, start, end
        at = end
    return None


def _row(solid: Solid, cut: Cut) -> Row:
    cells = tuple((column, solid.atom(first, last)) for column, first, last in cut.cells)
    return Row("total" if cut.total else "record", cells, cut.margin, cut.other)


# what stands around


@cache
def _label() -> re.Pattern[str]:
    listed = {*words().fields, *words().labels, *words().budget} - _UNSURE
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(listed, key=len, reverse=True)))}){_BRACKET}：?")


def _pieces(solid: Solid, start: int, end: int) -> list[Atom]:
    """Labels and what stands between them, lines kept apart."""
    atoms: list[Atom] = []
    at = start
    while at < end:
        stop = next((here for here in range(at + 1, end) if solid.lines[here] != solid.lines[at]), end)
        while at < stop:
            match = _label().search(solid.text, at, stop)
            first, last = match.span() if match else (stop, stop)
            atoms += [solid.atom(*piece) for piece in ((at, first), (first, last)) if piece[0] < piece[1]]
            at = last
    return atoms


# damage


def _damage(solid: Solid, head: Head, rows: Sequence[Cut], body: int) -> list[Doubt]:
    """What the text lost: all digits, or comparators that an OCR program read as a digit."""
    roles: list[Role] = [role for _, role in head.columns]
    if not _DIGIT.search(solid.text):
        message = "no digit is left in the text; targets, actual values, weights and scores are lost, none was read"
        return [
            Doubt("digits-stripped", "error", message, "the whole text", solid.atom(body, len(solid.text)).spans[:1])
        ]
    found = []
    for row in rows:
        if not row.lost:
            continue
        spans = next(
            (solid.atom(first, last).spans for column, first, last in row.cells if roles[column] == "target"), ()
        )
        found.append(Doubt("comparator-lost", "warning", row.lost, "the size of the actual value", spans))
    return found
