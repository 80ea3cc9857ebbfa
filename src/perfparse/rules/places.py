"""What rules read and hand back: the texts of a report, findings, and the evidence of a slice of a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfparse.report import Evidence, Field, Report, Section
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


def evidence_of(field: Field, start: int, end: int) -> tuple[Evidence, ...]:
    """The evidence of `field.text[start:end]`.

    A field's evidence, joined, spells its text but for white space. The lengths tell which white space the spans
    hold: all of the text's but line feeds, or none. Where they fit neither, the source alone could tell, and the
    evidence of the whole field is given.
    """
    spans = sum(item.end - item.start for item in field.evidence)
    for dropped in (_is_line_feed, str.isspace):
        kept = [0]
        for character in field.text:
            kept.append(kept[-1] + (not dropped(character)))
        if kept[-1] == spans:
            return tuple(_slice(field.evidence, kept[start], kept[end]))
    return field.evidence


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
