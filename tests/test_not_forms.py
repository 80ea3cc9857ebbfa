"""Documents without a performance table give no records and say so; forms given as web pages do give them."""

from __future__ import annotations

import pytest

import perfparse
from forms_cases import FORMS
from not_forms import NOT_FORMS, html
from perfparse.review import check


@pytest.mark.parametrize("drawing", NOT_FORMS.values(), ids=NOT_FORMS)
def test_no_records_and_said_so(drawing: str) -> None:
    for data in (html(drawing), "\n".join(line.strip() for line in drawing.splitlines()).encode()):
        report = perfparse.parse(data, "document")
        assert report.records == ()
        assert report.status == "failed"
        assert "no-table" in [issue.code for issue in report.issues]
        assert list(check.consistency(report)) == []


@pytest.mark.parametrize(("drawing", "expected"), FORMS.values(), ids=FORMS)
def test_the_same_drawing_of_a_form_does(drawing: str, expected: dict[str, object]) -> None:
    report = perfparse.parse(html(drawing), "form.html")
    rows = expected["rows"]
    assert isinstance(rows, list)
    assert len(report.records) == len(rows)
    assert list(check.consistency(report)) == []
