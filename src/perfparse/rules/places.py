"""What rules read and hand back: the texts of a report, findings, and the evidence of a slice of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from perfparse.model.report import Evidence, Field, Report, Section
from perfparse.rules.phrases import Measure, measures


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the report: `what` says which, `record` is the id of the record it belongs to, `form` its form.

    `measures` are the numbers of an actual value with their words; other texts have none here.
    """

    what: str
    field: Field
    record: str | None = None
    form: int | None = None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a place's text that shows what a rule found."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: a message for a person, and the pieces of text that show it, the main one first."""

    message: str
    shown: tuple[Slice, ...]


def places(report: Report) -> Iterator[Place]:
    """Every text that came from the document, record by record; goals as Fields without quantities."""
    if report.forms:
        for index, form in enumerate(report.forms):
            yield from _outside(form.sections, form.fields, index)
    else:
        yield from _outside(report.sections, report.fields, None)
    for record in report.records:
        if record.actual is not None:
            yield Place("actual", record.actual, record.id, record.form, measures(record.actual))
        cells = {"indicator": record.indicator, "target": record.target, "reason": record.reason}
        for what, cell in (*cells.items(), *record.extra.items()):
            if cell is not None:
                yield Place(what, cell, record.id, record.form)


def _outside(sections: tuple[Section, ...], fields: dict[str, Field], form: int | None) -> Iterator[Place]:
    for name, field in fields.items():
        yield Place(name, field, None, form)
    for section in sections:
        for goal in section.goals:
            yield Place(goal.label, Field(text=goal.text, evidence=goal.evidence), None, form)


def evidence_of(field: Field, start: int, end: int, offsets: list[int] | None = None) -> tuple[Evidence, ...]:
    """The evidence of `field.text[start:end]`; `offsets` are those of `evidence_offsets`, for many slices of a field.

    A field's evidence, joined, spells its text but for white space. The lengths tell which white space the spans
    hold: all of the text's but line feeds, or none. Where they fit neither, the source alone could tell, and the
    evidence of the whole field is given.
    """
    known = evidence_offsets(field) if offsets is None else offsets
    return tuple(_slice(field.evidence, known[start], known[end])) if known else field.evidence


def evidence_offsets(field: Field) -> list[int]:
    """For each offset of the field's text that in its joined evidence; empty where the lengths do not tell."""
    spans = sum(item.end - item.start for item in field.evidence)
    for dropped in (_is_line_feed, str.isspace):
        kept = [0, *accumulate(int(not dropped(character)) for character in field.text)]
        if kept[-1] == spans:
            return kept
    return []


def _is_line_feed(character: str) -> bool:
    return character == "\n"


def _slice(evidence: tuple[Evidence, ...], start: int, end: int) -> Iterator[Evidence]:
    """The part of the joined spans from `start` to `end`; a cut span keeps its box, which is that of its line."""
    at = 0
    for item in evidence:
        length = item.end - item.start
        low, high = max(start - at, 0), min(end - at, length)
        if low < high:
            yield item.model_copy(update={"start": item.start + low, "end": item.start + high})
        at += length
