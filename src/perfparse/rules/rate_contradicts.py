"""`rate-contradicts`: a printed rate that the numbers beside it contradict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from perfparse.model.report import Field, Quantity
from perfparse.quantities.arithmetic import rate_agrees
from perfparse.rules import vocabulary as words
from perfparse.rules.bounds import printed_error
from perfparse.rules.phrases import Measure
from perfparse.rules.places import Finding, Place, Slice

# 实际处理完成的安全事故次数/本年度安全事故总次数: two names without digits and a stroke between
_FORMULA = re.compile(r"([^\d\s，,。；;：:（）()/÷]{4,40})[/÷]([^\d\s，,。；;：:（）()/÷]{4,40})")
_RATE_NAME = re.compile(r"(\w\w)率$")


def find(texts: Iterable[Place]) -> Iterator[Finding]:
    """R22, from the seed (2.16): 处理完成的安全事故3次, 发生4次, 完成率75% holds; 70% would not.

    Looked at are a rate and the two exact numbers of one unit right before it in the sentence, when the formula in
    the record's target or indicator says which of them is divided by which, or their words do (办结110件, 受理118件,
    办结率93.2%). Rounded and cut-off digits both pass.
    """
    for _, group in groupby(texts, key=lambda place: (place.form, place.record)):
        cells = {place.what: place for place in group}
        actual = cells.get("actual")
        if actual is not None and len(actual.measures) >= 3:
            yield from _in_cell(actual, _formula(cells.get("target"), cells.get("indicator")))


def _formula(*sources: Place | None) -> tuple[str, str] | None:
    for place in sources:
        match = _FORMULA.search(place.field.text) if place else None
        if match:
            return match[1], match[2]
    return None


def _in_cell(place: Place, formula: tuple[str, str] | None) -> Iterator[Finding]:
    found = place.measures
    for first, second, rate in zip(found, found[1:], found[2:], strict=False):
        if not _pair_and_rate(place.field, first, second, rate):
            continue
        ordered = _by_formula(first, second, formula) or _by_words(first, second, rate)
        if ordered and not _agrees(*(measure.quantity for measure in (*ordered, rate))):
            part, whole = (measure.quantity for measure in ordered)
            made = (Decimal(part.value) / Decimal(whole.value) * 100).quantize(Decimal("0.01"))
            yield Finding(
                f"The text gives a rate of {rate.quantity.surface}, but {part.surface} of {whole.surface} is {made}%.",
                tuple(Slice(place, quantity.start, quantity.end) for quantity in (rate.quantity, part, whole)),
            )


def _pair_and_rate(field: Field, first: Measure, second: Measure, rate: Measure) -> bool:
    """Two exact numbers of one unit, then an exact rate in %, in one sentence."""
    one, two, share = first.quantity, second.quantity, rate.quantity
    plain = all(item.bound == "exact" and not item.change and not item.per for item in (one, two, share))
    same_unit = one.base_unit == two.base_unit and one.base_unit not in ("", "%")
    sentence = field.text[one.start : share.start]
    return (
        plain
        and same_unit
        and share.base_unit == "%"
        and rate.name.endswith("率")
        and Decimal(two.value) > 0 < Decimal(one.value)
        and not any(mark in words.SENTENCE_ENDS for mark in sentence)
    )


def _by_formula(first: Measure, second: Measure, formula: tuple[str, str] | None) -> tuple[Measure, Measure] | None:
    """Numerator and denominator as the formula names them, when one assignment fits better than the other."""
    if formula is None:
        return None
    straight = _alike(first.words, formula[0]) + _alike(second.words, formula[1])
    crossed = _alike(second.words, formula[0]) + _alike(first.words, formula[1])
    if straight == crossed or max(straight, crossed) < 1:
        return None
    return (first, second) if straight > crossed else (second, first)


def _alike(one: str, other: str) -> float:
    """Share of common character pairs (Dice), 0 to 1."""
    pairs, others = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other))
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _by_words(first: Measure, second: Measure, rate: Measure) -> tuple[Measure, Measure] | None:
    """X率 is what was X'ed of the whole: 办结率 has 办结 in the numerator and 受理, 应, 总 … in the denominator."""
    match = _RATE_NAME.search(rate.name)
    if match is None:
        return None
    for part, whole in ((first, second), (second, first)):
        if match[1] in part.clause and match[1] not in whole.clause and _names_whole(whole) and not _names_whole(part):
            return part, whole
    return None


def _names_whole(measure: Measure) -> bool:
    return any(word in measure.words for word in words.WHOLES)


def _agrees(part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    return rate_agrees(
        Decimal(part.value),
        Decimal(whole.value),
        Decimal(rate.number),
        errors=(printed_error(part), printed_error(whole)),
        or_truncated=True,
    )
