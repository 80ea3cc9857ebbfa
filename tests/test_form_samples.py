"""The form samples: each family in two wrappings, read as they were written and as expected.

To regenerate after a change that is meant: `perfparse convert samples/forms/NAME.KIND -o
samples/forms/NAME.KIND.expected.json`, and read the difference.
"""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import perfparse
from make_form_samples import ROOT, SAMPLES, made_files
from perfparse.forms.templates import templates
from perfparse.model.report import Field, Report
from perfparse.review import check
from sample_forms import FORM_SAMPLES, FormSample

CASES = [pytest.param(sample, kind, id=f"{sample.name}.{kind}") for sample in FORM_SAMPLES for kind in sample.wrappings]
UNCERTAIN = {"hunan-office-targets": ("column-uncertain",)}  # 指标值内容 explains the target, with 78%
AMOUNTS = ("initial", "full_year", "executed", "rate", "weight", "score")


@cache
def report(name: str) -> Report:
    return perfparse.parse(ROOT / SAMPLES / name)


def squeezed(field: Field | None) -> str | None:
    return None if field is None else "".join(field.text.split())


def read(found: Report) -> dict[str, Any]:
    """What a report says, in the shape of the gold."""
    rows: list[dict[str, Any]] = []
    for at, record in enumerate(found.records, 1):
        texts = {key: squeezed(getattr(record, key)) for key in ("indicator", "target", "actual", "reason")}
        plain = {key: getattr(record, key) for key in ("section", "level1", "level2", "weight", "score")}
        extra = {name: squeezed(field) for name, field in record.extra.items()}
        rows.append({"id": f"1.{at}", **texts, **plain, "extra": extra})
    lines = found.budget.lines if found.budget else ()
    return {
        "template": found.template.id,
        "organisation": found.organisation,
        "fiscal_year": found.fiscal_year,
        "title": found.title,
        "sections": [
            {"name": section.name, "goals": {goal.label: "".join(goal.text.split()) for goal in section.goals}}
            for section in found.sections
        ],
        "fields": {label: squeezed(field) for label, field in found.fields.items()},
        "rows": rows,
        "budget": {
            "unit": found.budget.unit if found.budget else None,
            "lines": [
                {"item": line.item, **{key: value for key in AMOUNTS if (value := getattr(line, key)) is not None}}
                for line in lines
            ],
        },
        "total": found.total.model_dump(include={"weight", "score", "grade"}) if found.total else None,
        "levels": [level.model_dump(exclude={"evidence"}) for level in found.levels],
    }


@pytest.mark.parametrize(("sample", "kind"), CASES)
def test_a_form_reads_as_it_was_written(sample: FormSample, kind: str) -> None:
    """The gold comes from the content the samples are made of, not from what was read."""
    gold: dict[str, Any] = json.loads((ROOT / f"tests/gold/{sample.name}.gold.json").read_text(encoding="utf8"))
    found = report(f"{sample.name}.{kind}")
    got = read(found)
    for row in got["rows"] if not sample.extra else ():
        assert row.pop("extra") == {}
    squeezed_fields = {label: "".join(text.split()) for label, text in gold.pop("fields").items()}
    assert got.pop("fields") == squeezed_fields
    gold.pop("comparison")
    assert {key: got[key] for key in gold} == gold
    assert (got["budget"]["lines"], got["total"]) == (list(sample.money), gold.get("total"))
    assert found.status == "ok"
    codes = {issue.code for issue in found.issues if issue.kind == "reading"}
    assert codes <= {"level-filled", *UNCERTAIN.get(sample.name, ())}


@pytest.mark.parametrize(("sample", "kind"), CASES)
def test_a_form_reads_as_expected(sample: FormSample, kind: str) -> None:
    expected = (ROOT / SAMPLES / f"{sample.name}.{kind}.expected.json").read_text(encoding="utf8")
    assert json.loads(report(f"{sample.name}.{kind}").to_json()) == json.loads(expected)


@pytest.mark.parametrize(("sample", "kind"), CASES)
def test_a_form_and_its_report_say_the_same(sample: FormSample, kind: str) -> None:
    data = (ROOT / SAMPLES / f"{sample.name}.{kind}").read_bytes()
    assert check.check(report(f"{sample.name}.{kind}").to_json().encode(), data).problems == ()


@pytest.mark.parametrize("path", made_files(), ids=str)
def test_the_generator_makes_the_file(path: Path) -> None:
    assert unpacked((ROOT / path).read_bytes()) == unpacked(made_files()[path])


def unpacked(data: bytes) -> bytes | dict[str, bytes]:
    """A package by its parts: how they are packed differs with the version of zlib."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_family_has_a_sample() -> None:
    elsewhere = {"guangzhou-department"}  # samples/*.txt and *.pdf
    assert {sample.template for sample in FORM_SAMPLES} | elsewhere == {template.id for template in templates()}
