"""The samples: each beside its expected.json, read as a diff and regenerated only on purpose.

To regenerate after a change that is meant: `perfparse convert samples/NAME -o samples/NAME.expected.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import perfparse

SAMPLES = Path(__file__).parents[1] / "samples"
GOLD = Path(__file__).parent / "gold"
FILES = sorted(path for ending in ("txt", "pdf") for path in SAMPLES.glob(f"*.{ending}"))
NAMES = [path.stem for path in FILES]


def squeezed(text: str | None) -> str | None:
    return None if text is None else "".join(text.split())


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_sample_reads_as_expected(file: Path) -> None:
    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf8"))
    assert json.loads(perfparse.parse(file).to_json()) == expected


def gold_of(file: Path) -> dict[str, Any]:
    """What the sample's content holds."""
    found: dict[str, Any] = json.loads((GOLD / f"{file.stem}.gold.json").read_text(encoding="utf8"))
    return found


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_a_sample_reads_as_it_was_written(file: Path) -> None:
    """The gold comes from the content the samples are made of, not from what was read."""
    gold = gold_of(file)
    report = perfparse.parse(file)
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


DRAWN = [file for file in FILES if file.suffix == ".pdf"]


@pytest.mark.parametrize("file", DRAWN, ids=lambda file: file.stem)
def test_the_parts_of_a_drawn_sample(file: Path) -> None:
    gold = gold_of(file)
    report = perfparse.parse(file)
    keys = ("level1", "level2", "weight", "score")
    assert [{key: getattr(record, key) for key in keys} for record in report.records] == [
        {key: row.get(key) for key in keys} for row in gold["rows"]
    ]
    assert [squeezed(record.reason.text) if record.reason else None for record in report.records] == [
        row.get("reason") for row in gold["rows"]
    ]
    assert {label: squeezed(field.text) for label, field in report.fields.items()} == gold.get("fields", {})
    amounts = ("initial", "full_year", "executed", "rate", "weight", "score")
    lines = report.budget.lines if report.budget else ()
    read = [{key: value for key in amounts if (value := getattr(line, key))} for line in lines]
    want = [{key: line[key].rstrip("%") for key in amounts if key in line} for line in gold.get("budget", ())]
    assert read == want
    total = {"weight": report.total.weight, "score": report.total.score} if report.total else None
    assert total == gold.get("total")


@pytest.mark.parametrize("file", [file for file in FILES if file.suffix == ".txt"], ids=lambda file: file.stem)
def test_the_quantities_of_a_sample(file: Path) -> None:
    gold = gold_of(file)
    report = perfparse.parse(file)
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
