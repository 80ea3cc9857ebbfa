"""What values a printed number allows: as an actual value, and as a target that can be read in one or more ways."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from perfparse.model.report import Quantity
from perfparse.quantities.arithmetic import Interval, last_place, rounding_error
from perfparse.rules import vocabulary as words

_EQUALS = ("=", "＝", "═", "﹦")
_UNSAID = "the target does not say whether more or less is wanted"
_ROUGH = Decimal("0.1")
"""近, 约: how far off is meant, as a share of the number. Ours; no form says, and only near misses depend on it."""

_SAID = {
    "exact": "{n}",
    "at_least": "at least {n}",
    "more_than": "more than {n}",
    "at_most": "at most {n}",
    "less_than": "less than {n}",
    "approx": "about {n}",
    "approx_below": "just under {n}",
    "approx_above": "a little over {n}",
    "range": "{n}",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target's possible readings, all of which must agree for an outcome, and why these.

    Without readings the target sets no limit that numbers could decide.
    """

    readings: tuple[Interval, ...]
    why: str = ""


def spoken(quantity: Quantity) -> str:
    """A number as one would say it in English, with its unit and the printed words: at least 60 条 (“不少于60条”)."""
    number = quantity.number if quantity.upper is None else f"from {quantity.number} to {_upper_as_printed(quantity):f}"
    unit = f" {quantity.unit}" if quantity.unit else ""
    per = f" per {quantity.per}" if quantity.per and "/" not in quantity.unit else ""
    change = {"increase": "an increase of ", "decrease": "a decrease of ", None: ""}[quantity.change]
    said = change + _SAID[quantity.bound].format(n=f"{number}{unit}{per}")
    return quantity.surface if said.replace(" ", "") == quantity.surface else f"{said} (“{quantity.surface}”)"


def _upper_as_printed(quantity: Quantity) -> Decimal:
    value, number = Decimal(quantity.value), Decimal(quantity.number)
    upper = Decimal(quantity.upper or quantity.value)
    return (upper * number / value).normalize() if value and number else upper


def printed_error(quantity: Quantity) -> Decimal:
    """How far rounding may have moved a number, in its base unit: 16.8万人次 may be off by 500, 78次 is exact."""
    number = Decimal(quantity.number)
    return rounding_error(number, Decimal(quantity.value) / number) if number else Decimal(0)


def actual_values(quantity: Quantity) -> Interval:
    """The values that an actual number allows: 近540条 is 486 to under 540, 220多人 is over 220 and under 230."""
    value = Decimal(quantity.value)
    slack = abs(value) * _ROUGH
    match quantity.bound:
        case "exact":
            return Interval.point(value)
        case "range":
            return Interval(value, Decimal(quantity.upper or quantity.value))
        case "at_least":
            return Interval(low=value)
        case "more_than":
            return _more_than(quantity, value)
        case "at_most":
            return Interval(high=value)
        case "less_than":
            return Interval(high=value, open_high=True)
        case "approx_below":
            return Interval(value - slack, value, open_high=True)
        case "approx_above":
            return Interval(value, value + slack, open_low=True)
        case "approx":
            if any(word in quantity.surface for word in "几数"):  # 数百: the value is the least that is meant
                return Interval(low=value)
            return Interval(value - slack, value + slack)


def _more_than(quantity: Quantity, value: Decimal) -> Interval:
    if not any(word in quantity.surface for word in "多余来"):
        return Interval(low=value, open_low=True)
    # 多 and 余 stand for the places that were left out: 220多 is under 230, 55万多 under 56万
    shown = value.normalize()
    return Interval(value, value + last_place(shown), open_low=True, open_high=True)


def target_values(quantity: Quantity, name: str, *, before: str = "", level2: str | None = None) -> Target:
    """The ways a target number can be read.

    `name` is what the target counts (its own words, else the indicator's name), `before` the words right before the
    number, `level2` the indicator's second level (成本指标), where the form has one.
    """
    value = Decimal(quantity.value)
    match quantity.bound:
        case "at_least":
            return Target((Interval(low=value),))
        case "more_than":
            return Target((Interval(low=value, open_low=True),))
        case "at_most":
            return Target((Interval(high=value),))
        case "less_than":
            return Target((Interval(high=value, open_high=True),))
        case "exact" | "range":
            return _bare_target(quantity, name, before.rstrip(), level2)
        case _:
            return Target((), "an approximate target sets no limit")


def _bare_target(quantity: Quantity, name: str, before: str, level2: str | None) -> Target:
    """The readings of a target without comparator (CONTRACT: its direction must be known, else only equality counts).

    A range (7至8天) is met inside; whether one may go beyond it at one end is again a question of direction.
    """
    value, percent = Decimal(quantity.value), quantity.base_unit == "%"
    exact, least = actual_values(quantity), Interval(low=value)
    most = Interval(high=exact.high)
    if quantity.change is not None:
        return Target((exact, least, most), _UNSAID)
    signed = quantity.surface.startswith(_EQUALS) or before.endswith(_EQUALS)
    if not (quantity.base_unit or signed or _counts(name)):
        return Target((), "a number without a unit may be a score")
    if value == 0 and exact.high == 0:
        return Target((most,), "a target of 0 is met by no more than 0 (R12)")
    if signed:
        return Target((exact, least), "an equals sign is read as “exactly” or as “at least” (R12)")
    if percent and value > 100 and name.endswith(words.GOOD_RATES):
        return Target((), "a rate of this kind cannot pass 100%, so the target itself is in doubt")
    if before.endswith(words.FULFIL):
        return Target((least,), "“达到” promises a minimum")
    good = next((word for word in words.GOOD_RATES if name.endswith(word)), None)
    if good is None and any(word in name for word in words.UNWELCOME):
        return Target((exact, least, most), _UNSAID)
    if good:
        return Target((least,), f"“{good}” cannot be too high")
    return _by_kind(name, before, level2, exact=exact, least=least, most=most, all_=percent and value == 100)


def _counts(name: str) -> bool:
    """Whether an indicator's name says what a number without a unit is a number of: 补贴户数, 服务企业数量(家)."""
    return name.endswith((*words.AMOUNTS, *words.TIME_LIMITS, *words.COSTS))


def _by_kind(
    name: str, before: str, level2: str | None, *, exact: Interval, least: Interval, most: Interval, all_: bool
) -> Target:
    """The readings that the kind of indicator leaves, by the end or the beginning of its name."""
    at_least, at_most = (exact, least), (exact, most) if exact.low != exact.high else (most,)
    if word := next((word for word in words.AMOUNTS if name.endswith(word)), None):
        return Target(at_least, f"“{word}” promises no less")
    if word := next((word for word in words.TIME_LIMITS if name.endswith(word)), None):
        return Target(at_most, f"“{word}” is a limit")
    if name.endswith(words.COSTS):
        return Target(at_most, "a cost indicator's target is a maximum")
    if level2 and "成本" in level2:
        paid_out = any(word in name for word in words.PAYMENTS)
        return Target((exact, most) if paid_out else at_most, "a cost indicator's target is a maximum")
    if name.startswith(words.DOING) or before.lstrip().startswith(words.DOING) or before.endswith(words.DOING):
        return Target(at_least, "to do less than promised is to miss the target")
    if all_:
        return Target(at_least, "less than 100% is not all")
    return Target((exact, least, most), _UNSAID)
