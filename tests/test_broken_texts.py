"""Texts with broken structure → rows: the cases in cases/broken_texts.toml, and what must hold of every one of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import perfparse
from perfparse import pipeline
from perfparse.language.folding import squeeze
from perfparse.model.report import Field, Record, Report
from perfparse.review import check

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases/broken_texts.toml").read_text(encoding="utf8")
)["text"]
_MONEY = ("initial", "full_year", "executed", "rate")


def said(field: Field | None) -> str:
    return squeeze(field.text) if field else ""


def cells(record: Record) -> list[str]:
    texts = [said(field) for field in (record.indicator, record.target, record.actual)]
    plain = [record.level1 or "", record.level2 or ""]
    return [*plain, *texts, record.weight or "", record.score or "", said(record.reason)]


def read(case: dict[str, Any]) -> Report:
    return perfparse.parse(case["text"].encode(), "case.txt")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["where"])
def test_rows_come_out(case: dict[str, Any]) -> None:
    report = read(case)
    assert [cells(record) for record in report.records] == [[squeeze(cell) for cell in row] for row in case["rows"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["where"])
def test_what_stands_around_comes_out(case: dict[str, Any]) -> None:
    report = read(case)
    codes = {issue.code for issue in report.issues if issue.kind == "reading"}
    assert set(case.get("issues", ())) <= codes
    assert codes.isdisjoint(case.get("without", ()))
    assert {label: said(report.fields.get(label)) for label in case.get("fields", {})} == case.get("fields", {})
    if "money" in case:
        lines = report.budget.lines if report.budget else ()
        assert [[line.item, *(getattr(line, key) or "" for key in _MONEY)] for line in lines] == case["money"]
    if "goals" in case:
        assert [squeeze(goal.text) for section in report.sections for goal in section.goals] == case["goals"]
    for name, word in case.get("doubts", {}).items():
        record = next(record for record in report.records if said(record.indicator) == name)
        assert any(word in doubt for doubt in record.doubts) is bool(word)
        assert not word or record.confidence < 1
    if "total" in case:
        assert report.total is not None
        assert [report.total.weight or "", report.total.score or ""] == case["total"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["where"])
def test_nothing_is_lost_or_made_up(case: dict[str, Any]) -> None:
    data = case["text"].encode()
    reading = pipeline.run(data, "case.txt")
    assert list(check.consistency(reading.report)) == []
    assert list(check.faithfulness(reading.report, reading.document)) == []
    assert list(check.account(reading)) == []
    assert reading.report.coverage.rest is not None
    assert not [item for item in reading.report.coverage.rest if item.kind == "unplaced"]
