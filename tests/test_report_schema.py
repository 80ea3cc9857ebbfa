"""The output contract: the schema in the repository is the models', and the models are closed and frozen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

import perfparse
from perfparse.model import report
from perfparse.model.report import Model, Report

SCHEMA = Path(__file__).parents[1] / "schemas" / "report.schema.json"
MODELS = sorted(Model.__subclasses__(), key=lambda model: model.__name__)


def test_the_schema_in_the_repository_is_the_models() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == report.json_schema(), (
        "schemas/report.schema.json is not what the models say; write it anew and read what changed: "
        "perfparse schema > schemas/report.schema.json"
    )


def test_the_schema_names_its_dialect_and_is_closed() -> None:
    schema = report.json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all(part["additionalProperties"] is False for part in (schema, *schema["$defs"].values()))


def test_the_keys_of_the_contract_are_required_or_null() -> None:
    schema = report.json_schema()
    date = schema["$defs"]["DateRange"]
    assert {"from", "to"} <= set(date["properties"])  # and not from_
    assert {"schema_version", "status", "source", "template", "coverage"} <= set(schema["properties"])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_models_are_frozen_and_forbid_other_keys(model: type[Model]) -> None:
    assert model.model_config.get("frozen")
    assert model.model_config.get("extra") == "forbid"


@pytest.fixture(scope="module")
def short_report(request: pytest.FixtureRequest) -> Report:
    return perfparse.parse(request.config.rootpath / "samples" / "yanxi-transit-2022.txt")


def test_a_report_cannot_be_changed(short_report: Report) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        short_report.title = "another"


def test_a_report_goes_to_json_and_back(short_report: Report) -> None:
    text = short_report.to_json()
    assert text.endswith("}\n")
    assert Report.model_validate_json(text) == short_report
    assert Report.model_validate_json(text).to_json() == text


def test_every_key_is_written(short_report: Report) -> None:
    written = json.loads(short_report.to_json())
    assert set(written) == set(report.json_schema()["properties"])
    assert written["records"][0]["reason"] is None
    assert written["forms"] == []


WRONG = [
    ("another key", ["colour"], "red", "Extra inputs are not permitted"),
    ("another key in a record", ["records", 0, "colour"], "red", "Extra inputs are not permitted"),
    ("another status", ["status"], "fine", "Input should be 'ok', 'partial' or 'failed'"),
    ("another version", ["schema_version"], "2.0", "Input should be '1.0'"),
    ("a weight that is no decimal", ["records", 0, "weight"], "ten", "String should match pattern"),
    ("a weight as a float", ["records", 0, "weight"], 1.5, "Input should be a valid string"),
    ("a confidence above 1", ["records", 0, "confidence"], 1.5, "less than or equal to 1"),
    ("another outcome", ["records", 0, "outcome", "status"], "good", "Input should be 'met'"),
]


@pytest.mark.parametrize(("path", "value", "why"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_the_contract_does_not_allow(short_report: Report, path: list[str | int], value: object, why: str) -> None:
    written = json.loads(short_report.to_json())
    at = written
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    with pytest.raises(ValidationError, match=why):
        Report.model_validate_json(json.dumps(written))
