"""The same document as PDF, Word, Excel and web page gives reports that say the same."""

from __future__ import annotations

from typing import Any

import pytest

import perfparse
from forms_cases import FORMS
from forms_elsewhere import ELSEWHERE
from perfparse.review import check
from wrappings import WRAPPINGS

OTHER = frozenset(("source", "evidence", "unit_evidence", "coverage", "confidence", "issues", "doubts"))
"""What may differ: where things stood, and how sure it is."""
CASES = FORMS | ELSEWHERE
DOCUMENTS = [name for name, (drawing, _) in CASES.items() if drawing.strip().splitlines()[-1].strip().startswith("|")]


def said(value: Any) -> Any:
    """A report's JSON without what may differ, texts without white space."""
    if isinstance(value, dict):
        return {key: said(item) for key, item in value.items() if key not in OTHER}
    if isinstance(value, list):
        return [said(item) for item in value]
    return "".join(value.split()) if isinstance(value, str) else value


@pytest.mark.parametrize("name", DOCUMENTS)
def test_four_wrappings_say_the_same(name: str) -> None:
    drawing = CASES[name][0]
    reports = {kind: perfparse.parse(wrap(drawing), f"form.{kind}") for kind, wrap in WRAPPINGS.items()}
    for report in reports.values():
        assert list(check.consistency(report)) == []
    first = said(reports["docx"].model_dump(mode="json", by_alias=True))
    for kind, report in reports.items():
        assert said(report.model_dump(mode="json", by_alias=True)) == first, kind


def test_there_are_five_at_least() -> None:
    assert len(DOCUMENTS) >= 5
