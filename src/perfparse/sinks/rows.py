"""Report → rows of the layout's tables: the one place that flattens a report.

The rows hold all that the report says. What a report says twice they hold once: the keys that its first form has too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.model.report import Budget, Evidence, Field, Form, Record, Report, Table, Total

Row = Mapping[str, Any]
"""The values of a row by column: texts, numbers, None where blank. A decimal is the text that the report has."""
Rows = Mapping[str, list[dict[str, Any]]]
"""The rows of each table, in the order of the report."""

_PARTS = ("indicator", "target", "actual", "reason")
_LINE = ("item", "kind", "parent", "initial", "full_year", "executed", "rate", "weight", "score")
_SHARED = ("title", "organisation", "fiscal_year", "sections", "fields", "levels", "budget", "total")
"""The keys that a form has, and a report for its first form."""


def rows(document: str, report: Report, *, redacted: bool = False) -> Rows:
    """The rows of a report that stands under the name `document`; tables without rows are left out.

    Raises:
        SinkError: the report contradicts itself in what it says of its forms.
    """
    maker = _Maker(document, report)
    maker.rows["reports"][0]["redacted"] = redacted
    return maker.rows


def listed(texts: Iterable[str | None]) -> str:
    """Texts as a column of type list holds them, null where there is none."""
    return json.dumps(tuple(texts), ensure_ascii=False)


class _Maker:
    """Collects the rows of one report; a row's number is its place among those of its table."""

    def __init__(self, document: str, report: Report) -> None:
        self.document = document
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self._report(report)
        for no, form in enumerate(_forms(report)):
            self._form(no, form)
        for record in report.records:
            self._record(record, _form_of(record, report))
        for table in report.tables:
            self._table(table)
        for issue in report.issues:
            no = self._add(
                "issues",
                "issue_no",
                code=issue.code,
                kind=issue.kind,
                severity=issue.severity,
                message=issue.message,
                basis=issue.basis,
                record_id=issue.record,
            )
            self._places("issues", no, None, issue.evidence)
        for text in report.coverage.rest:
            no = self._add("rest", "rest_no", kind=text.kind, text=text.text)
            self._places("rest", no, None, text.evidence)

    def _add(self, table: str, numbered: str, /, **values: Any) -> int:
        found = self.rows.setdefault(table, [])
        found.append({"document": self.document, numbered: len(found), **values})
        return len(found) - 1

    def _places(self, table: str, no: int, part: str | None, evidence: Iterable[Evidence]) -> None:
        for span in evidence:
            box = span.bbox or (None, None, None, None)
            self._add(
                "evidence",
                "evidence_no",
                of_table=table,
                of_no=no,
                part=part,
                page=span.page,
                **dict(zip(("x0", "top", "x1", "bottom"), box, strict=True)),
                start_char=span.start,
                end_char=span.end,
                cell=span.cell,
            )

    def _report(self, report: Report) -> None:
        source = report.source
        self.rows["reports"] = [
            {
                "document": self.document,
                "name": source.name,
                "sha256": source.sha256,
                "media_type": source.media_type,
                "reader": source.reader,
                "pages": source.pages,
                "characters": source.characters,
                "status": report.status,
                "template": report.template.id,
                "template_confidence": report.template.confidence,
                "matched_headers": listed(report.template.matched_headers),
                "title": report.title,
                "organisation": report.organisation,
                "fiscal_year": report.fiscal_year,
                "forms": len(report.forms),
                "solid_characters": report.coverage.characters,
                "placed_characters": report.coverage.placed,
                "schema_version": report.schema_version,
            }
        ]

    def _form(self, at: int, form: Report | Form) -> None:
        budget, total = form.budget or Budget(), form.total or Total()
        no = self._add(
            "forms",
            "form_no",
            title=form.title,
            organisation=form.organisation,
            fiscal_year=form.fiscal_year,
            budget_unit=budget.unit,
            total_weight=total.weight,
            total_score=total.score,
            total_grade=total.grade,
        )
        self._places("forms", no, "total", total.evidence)
        for section in form.sections:
            no = self._add("sections", "section_no", form_no=at, name=section.name)
            self._places("sections", no, None, section.evidence)
            for goal in section.goals:
                goal_no = self._add("goals", "goal_no", section_no=no, label=goal.label, text=goal.text)
                self._places("goals", goal_no, None, goal.evidence)
        for label, field in form.fields.items():
            no = self._add("fields", "field_no", form_no=at, label=label, text=field.text)
            self._places("fields", no, None, field.evidence)
            self._said(field, "field", field_no=no)
        for level in form.levels:
            no = self._add("levels", "level_no", form_no=at, level=level.level, name=level.name, weight=level.weight)
            self._places("levels", no, None, level.evidence)
        for line in budget.lines:
            said = {name: getattr(line, name) for name in _LINE}
            no = self._add("budget_lines", "line_no", form_no=at, unit=budget.unit, **said)
            self._places("budget_lines", no, None, line.evidence)

    def _record(self, record: Record, form_no: int) -> None:
        cells: dict[str, Field] = {part: cell for part in _PARTS if (cell := getattr(record, part)) is not None}
        no = self._add(
            "records",
            "record_no",
            form_no=form_no,
            id=record.id,
            section=record.section,
            level1=record.level1,
            level2=record.level2,
            **{part: cells[part].text if part in cells else None for part in _PARTS},
            weight=record.weight,
            score=record.score,
            outcome=record.outcome.status,
            basis=record.outcome.basis,
            confidence=record.confidence,
            doubts=listed(record.doubts),
            page=next((span.page for cell in cells.values() for span in cell.evidence), None),
        )
        for part, cell in cells.items():
            self._places("records", no, part, cell.evidence)
            self._said(cell, part, record_no=no)
        for part, evidence in record.evidence.items():
            self._places("records", no, part, evidence)
        for name, cell in record.extra.items():
            extra_no = self._add("extras", "extra_no", record_no=no, name=name, text=cell.text)
            self._places("extras", extra_no, None, cell.evidence)
            self._said(cell, "extra", record_no=no, extra_no=extra_no)

    def _table(self, table: Table) -> None:
        no = self._add(
            "tables",
            "table_no",
            labels=listed(table.columns),
            height=len(table.rows),
            page=next((span.page for span in table.evidence), None),
        )
        self._places("tables", no, None, table.evidence)
        for at, row in enumerate(table.rows):
            for cell in row:
                cell_no = self._add(
                    "table_cells",
                    "cell_no",
                    table_no=no,
                    row_no=at,
                    column_no=cell.column,
                    rowspan=cell.rowspan,
                    colspan=cell.colspan,
                    label=table.columns[cell.column] if cell.column < len(table.columns) else None,
                    text=cell.text,
                    page=next((span.page for span in cell.evidence), None),
                )
                self._places("table_cells", cell_no, None, cell.evidence)

    def _said(self, field: Field, part: str, **owner: int) -> None:
        """The quantities and dates of a field."""
        of = {"record_no": None, "extra_no": None, "field_no": None, **owner, "part": part}
        for quantity in field.quantities:
            no = self._add(
                "quantities",
                "quantity_no",
                **of,
                surface=quantity.surface,
                start_char=quantity.start,
                end_char=quantity.end,
                number=quantity.number,
                unit=quantity.unit,
                value=quantity.value,
                base_unit=quantity.base_unit,
                dimension=quantity.dimension,
                bound=quantity.bound,
                upper=quantity.upper,
                per=quantity.per,
                change=quantity.change,
                inherited=quantity.inherited,
                subject=quantity.subject,
            )
            self._places("quantities", no, None, quantity.evidence)
            self._places("quantities", no, "unit", quantity.unit_evidence)
        for date in field.dates:
            self._add(
                "dates",
                "date_no",
                **of,
                surface=date.surface,
                start_char=date.start,
                end_char=date.end,
                from_date=date.from_,
                to_date=date.to,
            )


def _forms(report: Report) -> tuple[Report | Form, ...]:
    """The forms of a report; of the usual one, the report itself."""
    if not report.forms:
        return (report,)
    for key in _SHARED:
        if getattr(report, key) != getattr(report.forms[0], key):
            raise SinkError(f"forms[0].{key} is not the report's own {key}; make the report again")
    return report.forms


def _form_of(record: Record, report: Report) -> int:
    if record.form is None and not report.forms:
        return 0
    if record.form is None or not 0 <= record.form < len(report.forms):
        raise SinkError(f"record {record.id!r} is of form {record.form}, which is none; make the report again")
    return record.form
