"""The stages in order: bytes → Document → tables → rows → quantities → rules → Report.

Every intermediate is kept in `Reading`, for inspection.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfparse import readers
from perfparse.forms.documents import is_report
from perfparse.forms.templates import templates
from perfparse.language.folding import squeeze
from perfparse.model.ir import Document, Doubt, Flow, Layout, Piece, Span, Table
from perfparse.model.report import Report, TemplateMatch
from perfparse.pipeline import assembly
from perfparse.readers import Options
from perfparse.segment.model import Segments

if TYPE_CHECKING:
    from perfparse.segment.flow import Match


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with what it was made from."""

    document: Document
    layout: Layout
    report: Report
    considered: tuple[tuple[str, float], ...] = ()
    """The forms that were considered, with how well each fits, best first."""
    segments: Segments = field(default_factory=Segments)


def run(data: bytes, name: str, options: Options = readers.USUAL) -> Reading:
    """Read a document of bytes; `name` is what the report calls it.

    Raises:
        ReadError: the bytes are no document that can be read.
    """
    with _uncollected():
        sheets = readers.sheets(data, options)
        if sheets is None:
            document = readers.read(data, options)
            if document.flow is not None:
                return _flowing(data, name, document, document.flow)
            return _read_text(data, name, document)
        from perfparse.layout import drawn  # numpy is slow to load, and only drawn documents need it

        flow = drawn.pages(sheets)
        return _flowing(data, name, sheets.document(), flow)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection, which would go over all that is made again and again, and find nothing to free."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read_text(data: bytes, name: str, document: Document) -> Reading:
    """A text that kept its columns, or one whose columns are gone."""
    from perfparse.layout import choose  # a drawn document needs none of them
    from perfparse.segment import suspicion
    from perfparse.segment.recovered import recovered

    kept = choose.flow(document)
    if kept is not None:
        return _flowing(data, name, document, kept, searched=True)
    chosen = choose.layout(document)
    layout = _complete(document, chosen.layout)
    segments = recovered(layout, chosen.template, document.text)
    segments = segments._replace(rows=suspicion.looked_at(segments.rows))
    match = TemplateMatch(id=chosen.id, confidence=chosen.confidence, matched_headers=segments.headers)
    layout = Layout(layout.tables, layout.pieces, (*chosen.doubts, *layout.doubts))
    considered = ((chosen.id, chosen.confidence),) if chosen.id else ()
    report = assembly.report(data, name, document, layout, segments, match)
    return Reading(document, layout, report, considered, segments)


def _flowing(data: bytes, name: str, document: Document, flow: Flow, *, searched: bool = False) -> Reading:
    """A document whose cells are known, or were told by a search."""
    from perfparse.segment import flow as flowing
    from perfparse.segment import suspicion

    segments, match = flowing.segment(flow.items, templates(), document.text)
    if segments.rows and not is_report(segments.signs):
        segments, match = flowing.nothing(flow.items), flowing.Match(None, 0.0, match.considered)
    if searched:
        segments = segments._replace(rows=suspicion.looked_at(segments.rows))
    doubts = (*flow.doubts, *_unmatched(segments, match))
    outside = [*(Piece(span, "furniture") for span in flow.furniture), *(Piece(span, "noise") for span in flow.noise)]
    pieces = (*outside, *segments.pieces)
    tables = tuple(item for item in flow.items if isinstance(item, Table))
    layout = Layout(tables, tuple(sorted(pieces, key=lambda piece: piece.span.start)), doubts)
    layout = _complete(document, layout)
    template = TemplateMatch(
        id=match.template.id if match.template else None,
        confidence=match.confidence,
        matched_headers=segments.headers,
    )
    report = assembly.report(data, name, document, layout, segments, template)
    return Reading(document, layout, report, match.considered, segments)


def _unmatched(segments: Segments, match: Match) -> Iterator[Doubt]:
    """What is said of a document whose form is not known."""
    if not segments.rows:
        message = "no table of indicators, targets and actual values was found"
        yield Doubt("no-table", "error", message, "header words")
    elif len(match.considered) > 1 and match.considered[0][1] == match.considered[1][1]:
        (one, fit), (other, _) = match.considered[:2]
        message = f"two forms fit equally well ({fit}): {one} and {other}; {one} was taken"
        yield Doubt("form-ambiguous", "warning", message, "header words and title")


# the account of every character


def _complete(document: Document, layout: Layout) -> Layout:
    """Add what no stage placed as unplaced, with an issue: the account must add up whatever happens."""
    gaps = list(_gaps(document.text, layout.pieces))
    if not gaps:
        return layout
    missing = tuple(Piece(span, "unplaced") for span in gaps)
    count = sum(len(squeeze(document.text[span.start : span.end])) for span in gaps)
    message = f"{count} character(s) found no place; look at coverage.rest, kind unplaced"
    pieces = sorted((*layout.pieces, *missing), key=lambda piece: piece.span.start)
    return Layout(layout.tables, tuple(pieces), (*layout.doubts, Doubt("unplaced", "error", message, "", tuple(gaps))))


def _gaps(text: str, pieces: Iterable[Piece]) -> Iterator[Span]:
    at = 0
    for piece in (*pieces, Piece(Span(len(text), len(text)), "unplaced")):
        if piece.span.start > at and squeeze(text[at : piece.span.start]):
            left = len(text[at : piece.span.start]) - len(text[at : piece.span.start].lstrip())
            yield Span(at + left, at + len(text[at : piece.span.start].rstrip()))
        at = max(at, piece.span.end)
