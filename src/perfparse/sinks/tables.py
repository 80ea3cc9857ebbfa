"""Report → tables of plain texts, a table a kind of thing, for sinks that know rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfparse.report import Field, Form, Record, Report

_RECORD = (
    "id", "form", "section", "level1", "level2", "indicator", "target", "actual", "weight", "score", "reason",
    "outcome", "basis", "confidence", "page", "doubts",
)  # fmt: skip
_MONEY = ("item", "initial", "full_year", "executed", "rate", "weight", "score")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the heads of its columns, and its rows. Numbers of the document stay the texts they are."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(report: Report) -> tuple[Table, ...]:
    """The tables of a report: records first; those without rows are left out, but for the records."""
    found = [records(report), *(table for table in _others(report) if table.rows)]
    return tuple(found)


def records(report: Report) -> Table:
    """One row a record; columns that only some forms have stand behind, under their printed names."""
    more = tuple(dict.fromkeys(name for record in report.records for name in record.extra))
    rows = tuple(_record(record, more) for record in report.records)
    return Table("records", (*_RECORD, *more), rows)


def _record(record: Record, more: tuple[str, ...]) -> tuple[str, ...]:
    fields = (record.indicator, record.target, record.actual)
    page = next((span.page for field in fields if field for span in field.evidence), None)
    return (
        record.id,
        _text(record.form),
        _text(record.section),
        _text(record.level1),
        _text(record.level2),
        *map(_printed, fields),
        _text(record.weight),
        _text(record.score),
        _printed(record.reason),
        record.outcome.status,
        record.outcome.basis,
        f"{record.confidence:g}",
        _text(page),
        "; ".join(record.doubts),
        *(_printed(record.extra.get(name)) for name in more),
    )


def _others(report: Report) -> Iterator[Table]:
    forms: list[tuple[str, Report | Form]] = [(str(at), form) for at, form in enumerate(report.forms)]
    forms = forms or [("", report)]
    fields = [(at, name, field.text) for at, form in forms for name, field in form.fields.items()]
    yield Table("fields", ("form", "field", "value"), tuple(fields))
    goals = [
        (at, part.name, goal.label, goal.text) for at, form in forms for part in form.sections for goal in part.goals
    ]
    yield Table("goals", ("form", "section", "label", "text"), tuple(goals))
    money = [
        (at, _text(form.budget.unit), *(_text(getattr(line, key)) for key in _MONEY))
        for at, form in forms
        if form.budget
        for line in form.budget.lines
    ]
    yield Table("budget", ("form", "unit", *_MONEY), tuple(money))
    issues = [(issue.severity, issue.kind, issue.code, issue.message, _text(issue.record)) for issue in report.issues]
    yield Table("issues", ("severity", "kind", "code", "message", "record"), tuple(issues))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _printed(field: Field | None) -> str:
    return field.text if field else ""
