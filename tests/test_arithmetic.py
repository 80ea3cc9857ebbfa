"""Sums, rates, weights and ranges of values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfparse.quantities.arithmetic import (
    Interval,
    last_place,
    rate_agrees,
    rounding_error,
    score_fits,
    sums_to,
    weights_make,
)


@pytest.mark.parametrize(
    ("total", "parts", "error", "holds"),
    [
        ("78", ["30", "42", "1", "5"], "0", True),
        ("342", ["150", "150", "42"], "0", True),
        ("77", ["30", "42", "1", "5"], "0", False),
        ("10.1", ["3.35", "6.7"], "0.1", True),
        ("0", [], "0", True),
        ("32.01", ["3.96", "28.05"], "0", True),
    ],
    ids=["seed 2.19", "seed 1.6", "one off", "rounded", "nothing", "money"],
)
def test_sums_to(total: str, parts: list[str], error: str, holds: bool) -> None:
    assert sums_to(Decimal(total), [Decimal(part) for part in parts], Decimal(error)) is holds


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent", "holds"),
    [
        ("3", "4", "75", True),
        ("3", "4", "75.00", True),
        ("3", "4", "70", False),
        ("2", "3", "66.67", True),
        ("2", "3", "67", True),
        ("2", "3", "66.66", False),
        ("2700", "3000", "90", True),
        ("812.4", "835.7", "97.21", True),
        ("10", "10", "100.00", True),
        ("0", "0", "100", False),
        ("1", "0", "100", False),
        ("102.59", "100", "102.59", True),
        ("1", "8", "12.5", True),
        ("1", "8", "13", True),
        ("1", "8", "12", True),
        ("-1", "8", "12", False),
    ],
)
def test_rate_agrees(numerator: str, denominator: str, percent: str, holds: bool) -> None:
    assert rate_agrees(Decimal(numerator), Decimal(denominator), Decimal(percent)) is holds


def test_a_rate_may_be_cut_off_and_its_numbers_rounded() -> None:
    assert rate_agrees(Decimal(2), Decimal(3), Decimal("66.66"), or_truncated=True)
    assert not rate_agrees(Decimal(2), Decimal(3), Decimal("66.60"), or_truncated=True)
    assert rate_agrees(Decimal(12000), Decimal(15000), Decimal(82), errors=(Decimal(500), Decimal(500)))
    assert not rate_agrees(Decimal(12000), Decimal(15000), Decimal(82))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_rounded_rate_agrees(numerator: int, denominator: int, places: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator) * 100
    assert rate_agrees(
        Decimal(numerator), Decimal(denominator), round(exact, places) if places else Decimal(round(exact))
    )


@pytest.mark.parametrize(
    ("weights", "total", "holds"),
    [(["10", "90"], "100", True), (["50", "30", "10", "10"], "100", True), (["20", "20"], "50", False)],
    ids=["Sichuan", "R2", "R4 broken"],
)
def test_weights_make(weights: list[str], total: str, holds: bool) -> None:
    assert weights_make([Decimal(weight) for weight in weights], Decimal(total)) is holds


@pytest.mark.parametrize(
    ("score", "weight", "holds"), [("10", "10", True), ("0", "10", True), ("10.1", "10", False), ("-1", "10", False)]
)
def test_score_fits(score: str, weight: str, holds: bool) -> None:
    assert score_fits(Decimal(score), Decimal(weight)) is holds


@pytest.mark.parametrize(("number", "place"), [("99.23", "0.01"), ("78", "1"), ("75.00", "0.01"), ("1E+4", "1E+4")])
def test_last_place(number: str, place: str) -> None:
    assert last_place(Decimal(number)) == Decimal(place)


@pytest.mark.parametrize(
    ("number", "scale", "error"),
    [("78", "1", "0"), ("16.8", "10000", "500"), ("3", "10000", "5000"), ("1.5", "1", "0.05")],
)
def test_rounding_error(number: str, scale: str, error: str) -> None:
    assert rounding_error(Decimal(number), Decimal(scale)) == Decimal(error)


AT_LEAST_60 = Interval(low=Decimal(60))
OVER_60 = Interval(low=Decimal(60), open_low=True)
AT_MOST_60 = Interval(high=Decimal(60))
UNDER_60 = Interval(high=Decimal(60), open_high=True)
SIXTY = Interval.point(Decimal(60))


@pytest.mark.parametrize(
    ("values", "limit", "inside", "apart"),
    [
        (SIXTY, AT_LEAST_60, True, False),
        (SIXTY, OVER_60, False, True),
        (SIXTY, AT_MOST_60, True, False),
        (SIXTY, UNDER_60, False, True),
        (OVER_60, AT_MOST_60, False, True),
        (OVER_60, AT_LEAST_60, True, False),
        (AT_LEAST_60, OVER_60, False, False),
        (UNDER_60, AT_MOST_60, True, False),
        (AT_MOST_60, UNDER_60, False, False),
        (Interval(), AT_LEAST_60, False, False),
        (SIXTY, Interval(), True, False),
        (Interval(Decimal(7), Decimal(8)), Interval(Decimal(8), Decimal(9)), False, False),
        (Interval(Decimal(7), Decimal(8), open_high=True), Interval(Decimal(8), Decimal(9)), False, True),
    ],
)
def test_intervals(values: Interval, limit: Interval, inside: bool, apart: bool) -> None:
    assert values.inside(limit) is inside
    assert values.apart(limit) is apart
    assert limit.apart(values) is apart


bounds = st.one_of(st.none(), st.integers(-20, 20).map(Decimal))


@given(bounds, bounds, st.booleans(), st.booleans(), bounds, bounds, st.booleans(), st.booleans(), st.integers(-50, 50))
def test_intervals_agree_with_their_members(
    low: Decimal | None, high: Decimal | None, open_low: bool, open_high: bool,
    other_low: Decimal | None, other_high: Decimal | None, other_open_low: bool, other_open_high: bool, twice: int,
) -> None:  # fmt: skip
    one = Interval(low, high, open_low, open_high)
    other = Interval(other_low, other_high, other_open_low, other_open_high)
    point = Interval.point(Decimal(twice) / 2)
    if one.inside(other) and point.inside(one):
        assert point.inside(other)
    if one.apart(other):
        assert not (point.inside(one) and point.inside(other))
