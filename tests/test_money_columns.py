"""What each column of a block of money is, and what is no such block (cases/money_columns.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from perfparse.forms.money import Column, amount, kinds, told

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "money_columns.toml").read_text(encoding="utf-8")
)["case"]


def parsed(line: str) -> tuple[Column, str]:
    said, _, role = line.rpartition(" = ")
    label, *amounts = (part.strip() for part in said.split("|"))
    return Column(label, tuple(amounts)), role


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_columns_of_money(case: dict[str, Any]) -> None:
    columns, roles = zip(*map(parsed, case["columns"]), strict=True)
    assert [one.role for one in told(columns)] == list(roles)
    assert bool(kinds(columns)) is not case.get("none", False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", 1234.5),
        ("95.20%", 95.2),
        ("2150万元", 2150.0),
        ("９.5分", 9.5),
        ("0", 0.0),
        ("12口", None),
        ("", None),
    ],
)
def test_an_amount(text: str, number: float | None) -> None:
    assert amount(text) == number


def test_nothing_is_no_block() -> None:
    assert told(()) == ()
    assert kinds(()) == ()
    assert kinds((Column("全年预算数", ("5",)),)) == ()
