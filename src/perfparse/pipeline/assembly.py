"""What the stages found → the report: records, forms, coverage, issues."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import Any, get_args

from perfparse import quantities, rules
from perfparse.language.folding import squeeze
from perfparse.model import ir
from perfparse.model.grid import grid
from perfparse.model.ir import Document, Doubt, Layout, RestKind, Span
from perfparse.model.report import (
    Budget,
    BudgetLine,
    Coverage,
    DateRange,
    Field,
    Form,
    Goal,
    Issue,
    Level,
    Quantity,
    Record,
    Report,
    Rest,
    Section,
    Source,
    Status,
    Table,
    TableCell,
    TemplateMatch,
    Total,
)
from perfparse.pipeline.evidence import Locator, evidence, together
from perfparse.pipeline.inheritance import Unit, inherited, of_money
from perfparse.segment import model, money_parts, plain_tables

_REST: frozenset[str] = frozenset(get_args(RestKind))


def report(
    data: bytes,
    name: str,
    document: Document,
    layout: Layout,
    segments: model.Segments,
    template: TemplateMatch,
) -> Report:
    """Put the report together; `layout` accounts for every character of `document`."""
    maker = _Maker(document)
    several = len(segments.forms) > 1
    units = [form.unit for form in segments.forms]
    records = tuple(maker.record(row, units[row.form], several=several) for row in segments.rows)
    doubts = (*document.notes, *layout.doubts, *segments.doubts)
    owners = {span.start: row.id for row in segments.rows for text in _texts(row) for span in text.spans}
    issues = tuple(_issue(doubt, owners) for doubt in doubts)
    forms = [maker.form(form) for form in segments.forms]
    made = Report(
        status=_status(records, issues),
        source=Source(
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=document.media_type,
            reader=document.reader,
            pages=len(document.pages),
            characters=len(document.text),
        ),
        template=template,
        records=records,
        **forms[0],
        forms=tuple(Form(**form) for form in forms) if several else (),
        tables=tuple(_table(table, document.text) for table in segments.tables),
        issues=issues,
        coverage=_coverage(document, layout),
    )
    findings = rules.check(made)
    return made.model_copy(update={"issues": (*issues, *findings)}) if findings else made


def _coverage(document: Document, layout: Layout) -> Coverage:
    total = len(squeeze(document.text))
    rest: list[Rest] = []
    outside = 0
    for (role, _), group in groupby(layout.pieces, key=lambda piece: (piece.role, piece.span.page)):
        if role in _REST:
            pieces = tuple(group)
            whole = Span(pieces[0].span.start, pieces[-1].span.end, pieces[0].span.page)
            text = document.text[whole.start : whole.end]
            outside += len(squeeze(text))
            rest.append(Rest.model_validate({"kind": role, "text": text, "evidence": evidence((whole,))}))
    return Coverage(characters=total, placed=total - outside, rest=tuple(rest))


def _status(records: tuple[Record, ...], issues: tuple[Issue, ...]) -> Status:
    if not records:
        return "failed"
    return "partial" if any(issue.severity == "error" for issue in issues) else "ok"


class _Maker:
    """Makes records and forms of one document."""

    def __init__(self, document: Document) -> None:
        self._locator = Locator(document)
        self._read: dict[str, tuple[list[Quantity], list[DateRange]]] = {}
        """What was read in each text: many cells of a document say the same (100%, 按时完成)."""

    def record(self, row: model.Row, money: model.Text | None, *, several: bool) -> Record:
        """A row as a record; `money` is the unit that its form states for money."""
        indicator = self.field(row.indicator)
        above = {role: Unit(text.text, evidence(text.spans)) for role, text in row.headed.items()}
        if money is not None and of_money(indicator, row.level2):
            above["money"] = Unit(money.text, evidence(money.spans))
        target, actual = inherited(indicator, self.field(row.target), self.field(row.actual), above)
        extra = {name: field for name, text in row.extra if (field := self.field(text)) is not None}
        return Record(
            id=row.id,
            form=row.form if several else None,
            section=row.section,
            level1=row.level1,
            level2=row.level2,
            indicator=indicator,
            target=target,
            actual=actual,
            reason=self.field(row.reason),
            weight=row.weight,
            score=row.score,
            evidence={key: evidence(spans) for key, spans in row.evidence.items()},
            extra=extra,
            outcome=rules.outcome(target, actual, indicator, level2=row.level2),
            confidence=row.confidence,
            doubts=row.doubts,
        )

    def field(self, text: model.Text | None) -> Field | None:
        if text is None:
            return None
        if text.text not in self._read:
            self._read[text.text] = quantities.read(text.text)
        found, dates = self._read[text.text]
        if found:
            parts = self._locator.parts(text.text, text.spans)
            found = [
                quantity.model_copy(update={"evidence": parts.evidence(quantity.start, quantity.end)})
                for quantity in found
            ]
        return Field(text=text.text, evidence=evidence(text.spans), quantities=tuple(found), dates=tuple(dates))

    def form(self, form: model.Form) -> dict[str, Any]:
        """The keys of a form, which are also a report's; a model is not made of them unless it is needed."""
        return {
            "title": form.title,
            "organisation": form.organisation,
            "fiscal_year": form.fiscal_year,
            "sections": tuple(map(_section, form.parts)),
            "fields": {name: field for name, text in form.fields if (field := self.field(text)) is not None},
            "levels": tuple(map(_level, form.levels)),
            "budget": _budget(form.money) if form.money else None,
            "total": _total(form.total) if form.total else None,
        }


def _section(part: model.Part) -> Section:
    goals = tuple(Goal(label=label, text=text.text, evidence=evidence(text.spans)) for label, text in part.goals)
    return Section(name=part.name, goals=goals, evidence=evidence(part.spans))


def _level(level: model.Level) -> Level:
    return Level(level=level.level, name=level.name, weight=level.weight, evidence=evidence(level.spans))


def _budget(money: model.Money) -> Budget:
    lines = tuple(
        BudgetLine.model_validate(
            {
                "item": line.item,
                "kind": place.kind,
                "parent": place.parent,
                **line.values,
                "evidence": evidence(line.spans),
            }
        )
        for line, place in zip(money.lines, money_parts.places(money.lines), strict=True)
    )
    return Budget(unit=money.unit, lines=lines)


def _total(total: model.Total) -> Total:
    return Total(weight=total.weight, score=total.score, grade=total.grade, evidence=evidence(total.spans))


def _table(table: ir.Table, text: str) -> Table:
    """A table as it stands; `text` is the document's."""
    depth, columns = plain_tables.header(table)
    place = grid(0, table)
    rows = tuple(tuple(map(_cell, place.beginning(row))) for row in range(depth, len(place.rows)))
    spans = [span for cell in table.cells for span in cell.spans]
    return Table(columns=columns, rows=rows, evidence=evidence(together(spans, text)))


def _cell(cell: ir.Cell) -> TableCell:
    return TableCell(
        text=cell.text if cell.spans else "",
        evidence=evidence(cell.spans),
        column=cell.column,
        rowspan=cell.rowspan,
        colspan=cell.colspan,
    )


def _texts(row: model.Row) -> tuple[model.Text, ...]:
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
        evidence=evidence(doubt.spans),
    )
