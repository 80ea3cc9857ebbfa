"""Sentences that say targets and actual values, and numbers in LaTeX: the tables in cases/, and what stays as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from perfparse.language.sentences import Said, promised, said
from perfparse.readers.latex import plain

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases/sentences.toml").read_text(encoding="utf8")
)


def told(text: str, one: Said) -> list[str]:
    return [text[slice(*bounds)].strip() if bounds else "" for bounds in one]


@pytest.mark.parametrize("case", CASES["said"], ids=lambda case: case["where"])
def test_said(case: dict[str, Any]) -> None:
    assert [told(case["text"], one) for one in said(case["text"])] == case["want"]


@pytest.mark.parametrize("case", CASES["promised"], ids=lambda case: case["where"])
def test_promised(case: dict[str, Any]) -> None:
    assert [told(case["text"], one) for one in promised(case["text"])] == case["want"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (r"$\geq 300$ 户", "≥300 户"),
        (r"$9 6 . 0 0 \%$", "96.00%"),
        (r"\(\leq 3\)公里", "≤3公里"),
        (r"$12 \mathrm{km}^2$", "12km²"),
        (r"$96.5$", "96.5"),
        ("价格$5 和 $6", "价格$5 和 $6"),  # two dollar signs are no formula
        (r"$\alpha+1$", r"$\alpha+1$"),  # not understood
        ("a $5", "a $5"),
        (r"$\mathrm{GDP}$", r"$\mathrm{GDP}$"),  # no number
    ],
)
def test_latex(text: str, want: str) -> None:
    assert plain(text) == want
