"""Was the target met? Decided by printed numbers and dates alone, and only where a reader could not dispute it."""

from __future__ import annotations

from typing import Literal

from perfparse.model.report import Field, Outcome, Quantity
from perfparse.quantities.arithmetic import Interval
from perfparse.rules import vocabulary as words
from perfparse.rules.bounds import Target, actual_values, spoken, target_values
from perfparse.rules.dates import COMMON_YEAR, Moment, deadline, moments, only_year
from perfparse.rules.phrases import Measure, about, clauses, indicator_name, measures, same_name

Status = Literal["met", "not_met", "indeterminate"]

_MOST_NUMBERS = 20
"""A target with more numbers than this is a text of its own; it also keeps the work in line with the text's length."""

_DEFINITION = "/÷×"
"""A clause with one of these and no digit defines a rate: 实际处理次数/总次数."""


def outcome(
    target: Field | None, actual: Field | None, indicator: Field | None = None, *, level2: str | None = None
) -> Outcome:
    """Whether the target was met, with a basis that can be read aloud.

    The printed values are compared, the score is not looked at (CONTRACT: outcome; R10 to R12, R20). Numbers are
    compared only in the same unit and per, and only where the words say that both count the same. One number that
    misses its target decides for not_met; met needs every clause of the target to hold a number that is met. Without
    a target or an actual value, and for words without numbers, the outcome is indeterminate; only the grades that forms
    print for targets in words (R13) are taken at their word. `level2` is the second
    level of the form (成本指标), which settles the direction of a target without comparator.
    """
    if target is None or not target.text.strip():
        return _open("The form gives no target.")
    if actual is None or not actual.text.strip():
        return _open("The form gives no actual value.")
    if target.quantities:
        return _by_numbers(target, actual, indicator, level2)
    if dated := moments(target):
        return _by_date(target, actual, indicator, dated)
    if band := words.BANDS.get("".join(actual.text.split()).strip("。；;，,").replace("目标", "指标")):
        said = f"The target is in words, and the actual value is the form's own grade for it, “{_short(actual.text)}”"
        return Outcome(status=band, basis=f"{said}: {'reached' if band == 'met' else 'not fully reached'}.")
    return _open(f"The target “{_short(target.text)}” gives no number to compare.")


def _open(basis: str) -> Outcome:
    return Outcome(status="indeterminate", basis=basis)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def _by_numbers(target: Field, actual: Field, indicator: Field | None, level2: str | None) -> Outcome:
    if not actual.quantities:
        return _open(f"The target gives a number, the actual value “{_short(actual.text)}” gives none.")
    if len(target.quantities) > _MOST_NUMBERS:
        return _open("The target gives more numbers than can be matched one by one.")
    wanted, done = measures(target), measures(actual)
    name = indicator_name(indicator)
    alone = len(wanted) == 1
    verdicts = [_one(measure, done, name, alone=alone, level2=level2) for measure in wanted]
    for verdict in verdicts:
        if verdict.status == "not_met":
            return verdict
    for verdict in verdicts:
        if verdict.status == "indeterminate":
            return verdict
    return _all_met(target, actual, verdicts)


def _all_met(target: Field, actual: Field, verdicts: list[Outcome]) -> Outcome:
    """All numbers are met: is there nothing else that the target asks for, or that the actual value takes back?"""
    undone = next((word for word in words.UNDONE if word in actual.text), None)
    if undone:
        return _open(f"The numbers meet the target, but the actual value also says “{undone}”.")
    for start, end in clauses(target.text):
        clause = target.text[start:end].strip("“”\"' ")
        counted = any(start <= quantity.start < end for quantity in target.quantities)
        if not counted and not any(sign in clause for sign in _DEFINITION):
            return _open(f"The numbers meet the target, but it also asks for “{_short(clause)}” without a number.")
    if moments(target):
        return _open("The numbers meet the target, but it also sets a date.")
    return Outcome(status="met", basis=" ".join(verdict.basis for verdict in verdicts))


def _one(wanted: Measure, done: tuple[Measure, ...], indicator: str, *, alone: bool, level2: str | None) -> Outcome:
    """The outcome of one number of the target against the numbers of the actual value."""
    quantity = wanted.quantity
    # the target's own words tell the direction (完成率达到95%), the indicator's name where it has none
    name = wanted.name if wanted.named_before else indicator or wanted.name
    target = target_values(quantity, name, before=wanted.words, level2=level2)
    exceeded = _repeated_limit(quantity, done)
    if exceeded is not None:
        return exceeded
    matching = _matching(wanted, done, indicator, alone=alone)
    if not matching:
        return _open(_no_match(quantity, done))
    intervals = {actual_values(measure.quantity) for measure in matching}
    if len(intervals) > 1:
        listed = ", ".join(f"“{measure.quantity.surface}”" for measure in matching[:4])
        return _open(f"The target says {spoken(quantity)}; which of {listed} answers it is not plain.")
    found = matching[0].quantity
    if not target.readings:
        return _open(f"The target says {spoken(quantity)}: {target.why}.")
    return _verdict(quantity, found, target)


def _verdict(wanted: Quantity, found: Quantity, target: Target) -> Outcome:
    values = actual_values(found)
    said = f"The target says {spoken(wanted)}; the actual value is {spoken(found)}"
    statuses = {_compare(values, reading) for reading in target.readings}
    because = f": {target.why}" if target.why else ""
    if statuses == {"met"}:
        equal = wanted.bound == found.bound == "exact" and wanted.value == found.value
        manner = "equals it" if equal else f"meets it{because if len(target.readings) == 1 else ''}"
        return Outcome(status="met", basis=f"{said}, which {manner}.")
    if statuses == {"not_met"}:
        return Outcome(status="not_met", basis=f"{said}, which misses it{because}.")
    if len(statuses) > 1:
        return _open(f"{said}, which differs, and {target.why}.")
    return _open(f"{said}, which may lie on either side of it.")


def _compare(values: Interval, limit: Interval) -> Status:
    if values.inside(limit):
        return "met"
    return "not_met" if values.apart(limit) else "indeterminate"


def _comparable(one: Quantity, other: Quantity) -> bool:
    """Same unit and same per; a bare number that took its unit from elsewhere takes the per along."""
    same_per = one.per == other.per or (other.inherited and other.per is None)
    return one.base_unit == other.base_unit and same_per


def _repeated_limit(quantity: Quantity, done: tuple[Measure, ...]) -> Outcome | None:
    """Not met where the actual value names the limit itself and says that it was passed: 超24小时 beside 24小时以内.

    One case beyond the limit is enough; 未超24小时 and 超24小时的0次 are none.
    """
    if quantity.bound not in ("at_most", "less_than"):
        return None
    for at, measure in enumerate(done):
        found = measure.quantity
        beyond = found.bound == "more_than" and found.value == quantity.value and _comparable(quantity, found)
        denied = any(word in measure.words for word in words.DENIED)
        none = any(neighbour.quantity.value == "0" for neighbour in done[max(0, at - 1) : at + 2])
        if beyond and not denied and not none:
            return Outcome(
                status="not_met",
                basis=f"The target says {spoken(quantity)}; the actual value says {spoken(found)}, which is beyond it.",
            )
    return None


def _matching(wanted: Measure, done: tuple[Measure, ...], indicator: str, *, alone: bool) -> list[Measure]:
    """The numbers of the actual value that count the same as the target's, in the same unit."""
    # a change counts as one number with its like only: 同比下降12.6% is no second 办结率
    done_so = (m for m in done if not m.part and not m.planned and _same_change(wanted, m))
    same = [m for m in done_so if _comparable(wanted.quantity, m.quantity)]
    ratio = wanted.quantity.dimension == "ratio" or wanted.quantity.base_unit == "%"
    matching = []
    for measure in same:
        if measure.bare:
            # a cell that is the number, or begins with it, answers a target of one number
            agrees = alone and len(same) == 1 and measure is done[0]
        elif wanted.bare:
            agrees = len(same) == 1 and about(indicator, measure.name, ratio=ratio)
        else:
            agrees = same_name(wanted.name, measure.name)
        if agrees:
            matching.append(measure)
    return matching


def _same_change(wanted: Measure, measure: Measure) -> bool:
    return wanted.quantity.change == measure.quantity.change or (measure.bare and measure.quantity.change is None)


def _no_match(quantity: Quantity, done: tuple[Measure, ...]) -> str:
    said = f"The target says {spoken(quantity)}"
    if not any(_comparable(quantity, measure.quantity) for measure in done):
        per = f" per {quantity.per}" if quantity.per else ""
        return f"{said}; the actual value has no number in {quantity.base_unit or 'the same unit'}{per}."
    return f"{said}; no number of the actual value plainly counts the same."


def _by_date(target: Field, actual: Field, indicator: Field | None, dated: tuple[Moment, ...]) -> Outcome:
    """A deadline (2018年9月24日前) against the one date of the actual value."""
    done = moments(actual)
    if len(dated) != 1 or len(done) != 1 or actual.quantities:
        return _open(f"The target gives a date, and “{_short(actual.text)}” does not plainly answer it with one.")
    wanted, found = dated[0], done[0]
    if wanted.until or found.until:
        return _periods(wanted, found)
    about_target = target.text + (indicator.text if indicator else "")
    begun = [word for word in words.STARTED if word in actual.text and word not in about_target]
    if begun or any(word in actual.text for word in (*words.UNDONE, *words.PLANNED)):
        return _open(f"The actual value “{_short(actual.text)}” does not say that it was done.")
    year = wanted.year or only_year(about_target)
    if year is None and found.year is None:
        year = COMMON_YEAR
    limit, days = deadline(target.text, wanted, year), found.days(year if wanted.year is None else None)
    said = f"The target says “{_short(target.text)}”, the actual date is {found.surface}"
    if limit is None or days is None:
        return _open(f"{said}; whether that is in time cannot be told.")
    if days[1] <= limit.sure:
        return Outcome(status="met", basis=f"{said}, which is in time.")
    if days[0] > limit.late:
        return Outcome(status="not_met", basis=f"{said}, which is later.")
    return _open(f"{said}, which may be in time or not.")


def _periods(wanted: Moment, found: Moment) -> Outcome:
    same = (
        wanted.until is not None
        and found.until is not None
        and wanted.days() == found.days() is not None
        and wanted.until.days() == found.until.days() is not None
    )
    said = f"The target period is {wanted.surface}, the actual one {found.surface}"
    if same:
        return Outcome(status="met", basis=f"{said}, the same.")
    return _open(f"{said}; whether another period is allowed the target does not say.")
