"""What the quantities of a report count, added to a report that was made without: it takes a dictionary to say."""

from __future__ import annotations

from perfparse import quantities
from perfparse.model.report import Field, Record, Report


def with_subjects(report: Report) -> Report:
    """Return the report with a `subject` for each quantity whose neighbours name one. Nothing else changes."""
    fields = {label: _field(field) for label, field in report.fields.items()}
    return report.model_copy(update={"records": tuple(map(_record, report.records)), "fields": fields})


def _record(record: Record) -> Record:
    cells = {name: getattr(record, name) for name in ("indicator", "target", "actual", "reason")}
    found = {name: _field(field) for name, field in cells.items() if field is not None}
    return record.model_copy(update={**found, "extra": {name: _field(field) for name, field in record.extra.items()}})


def _field(field: Field) -> Field:
    if not field.quantities:
        return field
    return field.model_copy(update={"quantities": tuple(quantities.with_subjects(field.text, field.quantities))})
