"""The stages in order: bytes → Document → Tables → rows → quantities → rules → Report.

Every intermediate is kept in `Reading`, for inspection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import get_args

from perfparse import quantities, readers, rules
from perfparse.ir import Document, Doubt, Layout, Piece, RestKind, Span
from perfparse.layout import choose
from perfparse.report import (
    Coverage,
    Evidence,
    Field,
    Goal,
    Issue,
    Record,
    Report,
    Rest,
    Section,
    Source,
    Status,
    TemplateMatch,
)
from perfparse.segment.model import Row, Segments, Text
from perfparse.segment.recovered import recovered
from perfparse.templates import squeeze

_REST: frozenset[str] = frozenset(get_args(RestKind))


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with what it was made from."""

    document: Document
    layout: Layout
    report: Report


def run(data: bytes, name: str) -> Reading:
    """Read a document of bytes; `name` is what the report calls it.

    Raises:
        ReadError: the bytes are no document that can be read.
    """
    document = readers.read(data)
    chosen = choose.layout(document)
    layout = _complete(document, chosen.layout)
    segments = recovered(layout, chosen.template, document.text)
    report = _report(data, name, document, layout, segments, chosen)
    return Reading(document, layout, report)


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


def _coverage(document: Document, layout: Layout) -> Coverage:
    total = len(squeeze(document.text))
    rest: list[Rest] = []
    for (role, _), group in groupby(layout.pieces, key=lambda piece: (piece.role, piece.span.page)):
        if role in _REST:
            pieces = tuple(group)
            whole = Span(pieces[0].span.start, pieces[-1].span.end, pieces[0].span.page)
            text = document.text[whole.start : whole.end]
            rest.append(Rest.model_validate({"kind": role, "text": text, "evidence": _evidence((whole,))}))
    outside = sum(len(squeeze(item.text)) for item in rest)
    return Coverage(characters=total, placed=total - outside, rest=tuple(rest))


# assembling the report


def _report(
    data: bytes, name: str, document: Document, layout: Layout, segments: Segments, chosen: choose.Choice
) -> Report:
    records = tuple(_record(row) for row in segments.rows)
    doubts = (*document.notes, *chosen.doubts, *layout.doubts, *segments.doubts)
    owners = {span.start: row.id for row in segments.rows for text in _texts(row) for span in text.spans}
    form = segments.forms[0]
    issues = tuple(_issue(doubt, owners) for doubt in doubts)
    report = Report(
        status=_status(records, issues),
        source=Source(
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=document.media_type,
            reader=document.reader,
            pages=len(document.pages),
            characters=len(document.text),
        ),
        template=TemplateMatch(id=chosen.id, confidence=chosen.confidence, matched_headers=segments.headers),
        title=form.title,
        organisation=form.organisation,
        fiscal_year=form.fiscal_year,
        sections=tuple(
            Section(
                name=part.name,
                goals=tuple(
                    Goal(label=label, text=text.text, evidence=_evidence(text.spans)) for label, text in part.goals
                ),
                evidence=_evidence(part.spans),
            )
            for part in form.parts
        ),
        records=records,
        issues=issues,
        coverage=_coverage(document, layout),
    )
    findings = rules.check(report)
    return report.model_copy(update={"issues": (*issues, *findings)}) if findings else report


def _status(records: tuple[Record, ...], issues: tuple[Issue, ...]) -> Status:
    if not records:
        return "failed"
    return "partial" if any(issue.severity == "error" for issue in issues) else "ok"


def _record(row: Row) -> Record:
    target, actual, indicator = _field(row.target), _field(row.actual), _field(row.indicator)
    return Record(
        id=row.id,
        section=row.section,
        indicator=indicator,
        target=target,
        actual=actual,
        reason=_field(row.reason),
        extra={name: field for name, text in row.extra if (field := _field(text)) is not None},
        outcome=rules.outcome(target, actual, indicator),
        confidence=row.confidence,
        doubts=row.doubts,
    )


def _field(text: Text | None) -> Field | None:
    if text is None:
        return None
    found, dates = quantities.read(text.text)
    return Field(text=text.text, evidence=_evidence(text.spans), quantities=tuple(found), dates=tuple(dates))


def _evidence(spans: Iterable[Span]) -> tuple[Evidence, ...]:
    return tuple(Evidence(page=span.page, bbox=span.bbox, start=span.start, end=span.end) for span in spans)


def _texts(row: Row) -> tuple[Text, ...]:
    """The texts of a row's cells."""
    cells = (row.indicator, row.target, row.actual, row.reason, *(text for _, text in row.extra))
    return tuple(text for text in cells if text is not None)


def _issue(doubt: Doubt, owners: dict[int, str]) -> Issue:
    """A doubt as an issue, of the record that its first span stands in; `owners` has them by offset."""
    return Issue(
        code=doubt.code,
        kind="reading",
        severity=doubt.severity,
        message=doubt.message,
        basis=doubt.basis,
        record=next((owners[span.start] for span in doubt.spans if span.start in owners), None),
        evidence=_evidence(doubt.spans),
    )
