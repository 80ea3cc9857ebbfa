"""Arithmetic that forms obey, as pure checks on Decimals: sums, rates, weights, scores, and ranges of values.

Layout uses it to choose between readings, rules to report what does not add up. A Decimal keeps the places it was
printed with (`Decimal("75.00")` has two), so a number's precision needs no argument of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_HUNDRED = Decimal(100)
_HALF = Decimal("0.5")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a printed number allows; None at an end means that it has no end there.

    An end that is `open` does not belong to the interval: 超24小时 is `Interval(low=24, open_low=True)`.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False
    open_high: bool = False

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """The one value that an exact number allows."""
        return cls(value, value)

    def inside(self, other: Interval) -> bool:
        """Whether every value of this interval is one of the other: self ⊆ other."""
        low_holds = other.low is None or (
            self.low is not None
            and (self.low > other.low or (self.low == other.low and (self.open_low or not other.open_low)))
        )
        high_holds = other.high is None or (
            self.high is not None
            and (self.high < other.high or (self.high == other.high and (self.open_high or not other.open_high)))
        )
        return low_holds and high_holds

    def apart(self, other: Interval) -> bool:
        """Whether the two have no value in common: self ∩ other = ∅."""
        return self._below(other) or other._below(self)

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.open_high or other.open_low))


def last_place(number: Decimal) -> Decimal:
    """The worth of one in the last place printed: 0.01 for 99.23, 1 for 78."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else _ZERO


def rounding_error(number: Decimal, scale: Decimal = Decimal(1)) -> Decimal:
    """How far rounding may have moved a printed number: half of its last place, times its scale (万 is 10000).

    A whole number without a scale was counted, not rounded: 0.
    """
    place = last_place(number)
    return place * scale * _HALF if scale != 1 or place < 1 else _ZERO


def sums_to(total: Decimal, parts: Iterable[Decimal], error: Decimal = _ZERO) -> bool:
    """Whether |total - Σ parts| ≤ error: R22 (78 = 30+42+1+5) and R8, the parts of the money make the total.

    `error` is what rounding of the printed numbers explains, see `rounding_error`.
    """
    return abs(total - sum(parts, _ZERO)) <= error


def rate_agrees(
    numerator: Decimal,
    denominator: Decimal,
    percent: Decimal,
    *,
    errors: tuple[Decimal, Decimal] = (_ZERO, _ZERO),
    or_truncated: bool = False,
) -> bool:
    """Whether `percent` is numerator ÷ denominator × 100, rounded to the places `percent` is printed with: R6, R22.

    The printed rate may be off by half its last place, by a whole one with `or_truncated` (forms do cut off digits).
    `errors` is what rounding may have moved numerator and denominator. 0 ÷ 0 has no rate and agrees with none.
    """
    low_denominator, high_denominator = denominator - errors[1], denominator + errors[1]
    if low_denominator <= 0 or numerator < 0:
        return False
    place = last_place(percent)
    low = (numerator - errors[0]) / high_denominator * _HUNDRED
    high = (numerator + errors[0]) / low_denominator * _HUNDRED
    below = place if or_truncated else place * _HALF
    return low - below <= percent <= high + place * _HALF


def weights_make(weights: Iterable[Decimal], total: Decimal = _HUNDRED) -> bool:
    """Whether Σ weights = total: R1 (to 100, the execution item included) and R4 (to the parent's weight)."""
    return sum(weights, _ZERO) == total


def score_fits(score: Decimal, weight: Decimal) -> bool:
    """Whether 0 ≤ score ≤ weight: R5."""
    return _ZERO <= score <= weight
