"""Texts whose cells are marked: random forms come back as they were written."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import form_contents as made
import perfparse
from pdf_forms import Content, Row
from perfparse.language.folding import squeeze
from perfparse.model.report import Record
from perfparse.review import check
from text_forms import WRITERS

_BLANK = ("", "/")


def expected(row: Row) -> tuple[str, ...]:
    cells = (row.level1, row.level2, row.indicator, row.target, row.actual, row.weight, row.score, row.reason)
    return tuple("" if cell in _BLANK else squeeze(cell) for cell in cells)


def found(record: Record) -> tuple[str, ...]:
    texts = (record.indicator, record.target, record.actual)
    reason = squeeze(record.reason.text) if record.reason else ""
    return (
        record.level1 or "",
        record.level2 or "",
        *(squeeze(text.text) if text else "" for text in texts),
        record.weight or "",
        record.score or "",
        reason,
    )


@pytest.mark.parametrize("kind", WRITERS)
@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_form_in_marked_text_comes_back(kind: str, data: st.DataObject) -> None:
    content: Content = data.draw(made.contents(kind="project"))
    text = WRITERS[kind](content)
    report = perfparse.parse(text.encode(), f"{kind}.txt")
    assert list(check.consistency(report)) == []
    assert [found(record) for record in report.records] == [expected(row) for row in content.rows], text
    assert report.title == content.title
    assert {label: squeeze(field.text) for label, field in report.fields.items()} == dict(content.fields)
    goals = {goal.label: squeeze(goal.text) for section in report.sections for goal in section.goals}
    assert goals == {label: squeeze(text) for label, text in content.goals}
    assert report.total is not None
    assert (report.total.weight, report.total.score) == content.total
    lines = report.budget.lines if report.budget else ()
    assert [line.executed for line in lines] == [line[3] or None for line in content.money]
