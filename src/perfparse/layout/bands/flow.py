"""Line-interleaved text → lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from perfparse.ir import Document, Flow, Line, Span, Table
from perfparse.layout.bands import build
from perfparse.layout.bands.atoms import Atom, Row, rows_of
from perfparse.layout.bands.header import Head, heads
from perfparse.layout.bands.table import Body, decode
from perfparse.templates import fold, templates
from perfparse.templates.vocabulary import bare, words


def flow(document: Document) -> Flow | None:
    """Lines and tables of a text whose lines have a slice of every column; None where no header is found."""
    rows, furniture = rows_of(document)
    made = bodies(rows, heads(rows))
    if not made:
        return None
    several = len(document.pages) > 1
    items: list[Line | Table] = []
    at = 0
    for body in made:
        decoded = decode(body)
        items += _lines(rows[at : body.head.first], document)
        items.append(build.table(decoded))
        placed = body.total.number + 1 if body.total is not None else None
        rest = decoded.rows[decoded.read.end :]
        furniture += body.again
        at = placed if placed is not None else (rest[0].number if rest else body.end)
        if placed is not None:
            items += _lines(rest, document)
    items += _lines(rows[at:], document)
    found = Flow(tuple(items), tuple(atom.span for atom in furniture))
    return found


def _lines(rows: Sequence[Row], document: Document) -> list[Line]:
    made = []
    for row in rows:
        first, last = row.atoms[0], row.atoms[-1]
        end = last.start + len(last.text)
        made.append(Line(document.text[first.start : end], (Span(first.start, end, first.page),)))
    return made


def bodies(rows: Sequence[Row], found: Sequence[Head]) -> list[Body]:
    """The tables of a document: each header with the lines under it."""
    made: list[Body] = []
    at = 0
    starts = {head.first: head for head in found}
    ended = True
    while at < len(rows):
        head = starts.get(at)
        if head is not None:
            if not ended and made[-1].head.words == head.words:
                made[-1].again += [atom for row in rows[head.first : head.last + 1] for atom in row.atoms]
            else:
                made.append(Body(head, []))
                ended = False
            at = head.last + 1
            if not ended:
                made[-1].end = at
            continue
        if made and not ended:
            row = rows[at]
            if bare(row.atoms[0].text) in words().totals:
                made[-1].total = row
                ended = True
            elif row.text in _banners():
                made[-1].again += row.atoms
            elif _ends(row):
                ended = True
            else:
                made[-1].rows.append(row)
                made[-1].end = at + 1
        at += 1
    return made


def _ends(row: Row) -> bool:
    """Whether a line stands below a table: a note, a row over its whole width, or another form's title."""
    text = fold(row.text)
    return any(
        pattern.match(text)
        for template in templates()
        for pattern in (*template.notes, *template.title, *template.full_rows)
    )


@cache
def _banners() -> frozenset[str]:
    return frozenset(banner for template in templates() for banner in template.banners)
