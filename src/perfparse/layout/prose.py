"""A report in prose, without a table: targets and actual values are said in sentences → lines and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfparse.language.sentences import Said, promised, said
from perfparse.layout.chains import Solid, header_in
from perfparse.layout.stream_kept import lines_of
from perfparse.model.ir import Cell, Document, Flow, Line, Role, Span, Table

_FEWEST = 2  # sentences that make a report
_ROLES: tuple[Role, ...] = ("indicator", "target", "actual")
_SURE = 0.9
_LISTED = 0.6  # of a sentence that gives several values at once
_LIST = "、"


def flow(document: Document) -> Flow | None:
    """The sentences of `document` as rows, everything else as lines; None where too few say what rows say."""
    found: list[tuple[int, Said]] = []
    lines = list(_lines(document))
    for number, line in enumerate(lines):
        found += [(number, one) for one in _sentences(line.text)]
    if sum(one.actual is not None for _, one in found) < _FEWEST and len(found) < 2 * _FEWEST:
        return None
    if header_in(Solid(document)) is not None:
        return None  # it has a table, whatever the prose around it says
    first = found[0][0]
    rest = [Line(line.text, line.spans) for line in lines[:first]]
    cells: list[Cell] = []
    for row, (number, one) in enumerate(found):
        cells += _row(row, lines[number], one)
    after = [
        piece for at in range(first, len(lines)) for piece in _left(lines[at], [one for n, one in found if n == at])
    ]
    return Flow((*rest, Table(len(_ROLES), tuple(cells), roles=_ROLES), *after))


def _lines(document: Document) -> Iterator[Line]:
    pages = len(document.pages) > 1
    for start, page, line in lines_of(document.text):
        if line.strip():
            yield Line(line, (Span(start, start + len(line), page + 1 if pages else None),))


def _sentences(text: str) -> list[Said]:
    """What a line says of names that it gives, in order, none within another."""
    found = [one for one in said(text) if one.name is not None]
    taken = [(one.name[0], (one.actual or one.target)[1]) for one in found if one.name]
    for one in promised(text):
        start, end = one.name[0] if one.name else 0, one.target[1]
        if all(end <= first or start >= last for first, last in taken):
            found.append(one)
    return sorted(found, key=lambda one: one.target)


def _row(row: int, line: Line, one: Said) -> Iterator[Cell]:
    listed = _LIST in line.text[slice(*one.target)] and one.actual is not None
    sure = _LISTED if listed else _SURE
    told = ("the sentence gives several targets and values at once, in one row",) if listed else ()
    for column, bounds in enumerate((one.name, one.target, one.actual)):
        if bounds is not None:
            span = _within(line, *bounds)
            yield Cell(row, column, line.text[slice(*bounds)].strip(), (span,), confidence=sure, doubts=told)


def _left(line: Line, ones: Sequence[Said]) -> Iterator[Line]:
    """What of a line no row took, as one line in pieces."""
    taken = sorted(bounds for one in ones for bounds in one if bounds is not None)
    spans: list[Span] = []
    at = 0
    for start, end in [*taken, (len(line.text), len(line.text))]:
        if line.text[at:start].strip():
            spans.append(_within(line, at, start))
        at = end
    if spans:
        base = line.spans[0].start
        yield Line("".join(line.text[span.start - base : span.end - base] for span in spans), tuple(spans))


def _within(line: Line, start: int, end: int) -> Span:
    whole = line.spans[0]
    body = line.text[start:end]
    return Span(
        whole.start + start + len(body) - len(body.lstrip()), whole.start + start + len(body.rstrip()), whole.page
    )
