"""The worked example of docs/design.md: its sums add up, and it is near to what the weights of the package say.

Weights are estimated anew at times; the page may then be a little off. Where it is too far off, a test fails:
run `python tests/make_design_example.py` and read the difference.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import make_design_example as example

TEXT = example.PAGE.read_text(encoding="utf-8").partition(example.MARKS[0])[2].partition(example.MARKS[1])[0]
FRESH = example.page()
ANEW = "run python tests/make_design_example.py"
FACTS = Path(__file__).parents[1] / "training" / "facts"
_NEAR = 0.15  # of a probability
_ROUNDED = 0.03  # nats: sums of numbers that were rounded


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a page as rows of cells, without their rules."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[re.split(r" ?\| ?", line)[1:-1] for line in one.splitlines() if "---" not in line] for one in found]


def number(cell: str) -> float:
    return float(cell.strip("*"))


def probabilities(text: str) -> dict[str, float]:
    """The probabilities that a page tells, by what they are of."""
    told = re.search(r"it is (\w+) (\d\.\d+); the rest", text)
    label = re.search(r"So it is (\w+) (\d\.\d+)", text)
    last = [float(found) for found in re.findall(r"^1 / \(1 .* = (\d\.\d+)$", text, re.MULTILINE)]
    records = re.search(r"The three records have ([\d., ]+)\.", text)
    assert told, ANEW
    assert label, ANEW
    assert records, ANEW
    of_records = {f"record {at}": float(one) for at, one in enumerate(records[1].split(", "))}
    roles = {f"column {told[1]}": float(told[2]), f"text {label[1]}": float(label[2])}
    return roles | of_records | {"header": last[0], "first record": last[1]}


def test_the_example_is_near_to_what_the_weights_say() -> None:
    said, now = probabilities(TEXT), probabilities(FRESH)
    assert said.keys() == now.keys(), ANEW
    assert all(abs(said[what] - now[what]) < _NEAR for what in said), f"{ANEW}: {said} {now}"


def test_the_example_has_the_roles_that_the_model_gives() -> None:
    assert [row[0] for row in tables(TEXT)[4]] == [row[0] for row in tables(FRESH)[4]], ANEW
    assert tables(TEXT)[:2] == tables(FRESH)[:2], ANEW


def test_features_add_up() -> None:
    whole = [0.0, 0.0]
    for feature, value, *weights in tables(TEXT)[2][1:]:
        if feature.startswith("**"):
            assert [number(one) for one in weights] == pytest.approx(whole, abs=_ROUNDED), feature
            whole = [0.0, 0.0]
        else:
            for at, weight in enumerate(weights):
                whole[at] += number(weight) * (float(value) if value else 1.0)


def test_the_chain_adds_up() -> None:
    *rows, last = tables(TEXT)[4][1:]
    own, order = sum(number(row[1]) for row in rows if row[1]), sum(number(row[3]) for row in rows)
    assert (number(last[1]), number(last[3])) == pytest.approx((own, order), abs=_ROUNDED)
    score, norm = re.search(r"So it scores ([\d.]+)\.", TEXT), re.search(r"of all is ([\d.]+)\.", TEXT)
    assert score
    assert norm
    assert float(score[1]) == pytest.approx(own + order, abs=_ROUNDED)
    for _, points, share in tables(TEXT)[5][1:]:
        assert float(share) == pytest.approx(math.exp(float(points) - float(norm[1])), abs=0.005)


@pytest.mark.parametrize("at", [6, 7], ids=["header", "confidence"])
def test_the_sums_of_yes_and_no_add_up(at: int) -> None:
    *rows, last = tables(TEXT)[at][1:]
    assert all(
        number(product) == pytest.approx(number(weight) * float(value or 1), abs=_ROUNDED)
        for _, value, weight, product in rows
    )
    assert number(last[3]) == pytest.approx(sum(number(row[3]) for row in rows), abs=3 * _ROUNDED)


def test_no_fact_has_the_labels() -> None:
    facts = "".join(path.read_text(encoding="utf-8") for path in sorted(FACTS.iterdir()))
    assert not [label for label in example.LABELS if label in facts]
