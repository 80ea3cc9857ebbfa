"""The samples: each beside its expected.json, read as a diff and regenerated only on purpose.

To regenerate after a change that is meant: `perfparse convert samples/NAME.txt -o samples/NAME.expected.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import perfparse

SAMPLES = Path(__file__).parents[1] / "samples"
GOLD = Path(__file__).parent / "gold"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def squeezed(text: str | None) -> str | None:
    return None if text is None else "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_reads_as_expected(name: str) -> None:
    expected = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf8"))
    assert json.loads(perfparse.parse(SAMPLES / f"{name}.txt").to_json()) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_reads_as_it_was_written(name: str) -> None:
    """The gold comes from the content the samples are made of, not from what was read."""
    gold = json.loads((GOLD / f"{name}.gold.json").read_text(encoding="utf8"))
    report = perfparse.parse(SAMPLES / f"{name}.txt")
    rows = [
        (
            record.section,
            *(squeezed(field.text) if field else None for field in (record.indicator, record.target, record.actual)),
        )
        for record in report.records
    ]
    assert rows == [(row["section"], row["indicator"], row["target"], row["actual"]) for row in gold["rows"]]
    goals = {goal.label: squeezed(goal.text) for section in report.sections for goal in section.goals}
    assert goals == {label: text for section in gold["sections"] for label, text in section["goals"].items()}
    assert (report.organisation, report.fiscal_year) == (gold["organisation"], gold["fiscal_year"])
    assert report.status == "ok"


@pytest.mark.parametrize("name", NAMES)
def test_the_quantities_of_a_sample(name: str) -> None:
    gold = json.loads((GOLD / f"{name}.gold.json").read_text(encoding="utf8"))
    report = perfparse.parse(SAMPLES / f"{name}.txt")
    records = dict(zip((row["id"] for row in gold["rows"]), report.records, strict=True))
    read = sorted(
        (row, field, squeezed(quantity.surface), quantity.base_unit, quantity.bound, quantity.per, quantity.change)
        for row, record in records.items()
        for field in ("target", "actual")
        for quantity in (getattr(record, field).quantities if getattr(record, field) else ())
    )
    want = sorted(
        (q["row"], q["field"], squeezed(q["surface"]), q["unit"], q["bound"], q["per"], q["change"])
        for q in gold["quantities"]
    )
    assert read == want
    outcomes = {row: records[row].outcome.status for row in gold["outcome"]}
    assert outcomes == gold["outcome"]
