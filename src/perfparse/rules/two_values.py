"""`two-values`: one measure with two values in one document, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfparse.model.report import Quantity
from perfparse.rules import vocabulary as words
from perfparse.rules.bounds import actual_values
from perfparse.rules.phrases import Measure
from perfparse.rules.places import Finding, Place, Slice

_SHORTEST = 4
"""Characters of a name that says what is counted: two words (行政处罚). One (检查, 罚款) is said of many things."""

_SHORTEST_GENERIC = 7
"""The same where the last word is generic (建筑面积, 验收合格率): then what it belongs to must be named too."""

_MOST_VALUES = 3
"""A name with more values than these in one form is a heading of many things, not one measure."""

_Seen = tuple[Quantity, Slice]


def find(texts: Iterable[Place]) -> Iterator[Finding]:
    """R22, from the seed: 行政处罚31321次 in one row, 实施行政处罚7529次 in another.

    A measure is the words right before a number in its clause, without verbs and time, with the same unit. Only
    actual values of different rows of one form are compared; names that lean on their neighbours (参与学生) and parts
    (其中) are left out, and so are plans and changes. Values that may be the same (近540条, 530条) do not clash.
    """
    seen: dict[tuple[int | None, str, str, str | None], list[_Seen]] = {}
    for place in texts:
        for measure in place.measures:
            quantity = measure.quantity
            if measure.named_before and not quantity.change and _owned(measure.name, quantity) and _done(measure):
                key = (place.form, measure.name, quantity.base_unit, quantity.per)
                seen.setdefault(key, []).append((quantity, Slice(place, quantity.start, quantity.end)))
    for (_, name, _, _), values in seen.items():
        if finding := _clash(name, values):
            yield finding


def _done(measure: Measure) -> bool:
    return not (measure.part or measure.planned)


def _owned(name: str, quantity: Quantity) -> bool:
    """Whether a name says by itself what is counted."""
    generic = quantity.base_unit == "%" or name.endswith(words.GENERIC)
    return len(name) >= (_SHORTEST_GENERIC if generic else _SHORTEST) and not name.startswith(words.CONTEXT_BOUND)


def _clash(name: str, values: list[_Seen]) -> Finding | None:
    distinct: dict[tuple[Decimal, str], _Seen] = {}
    for quantity, slice_ in values:
        distinct.setdefault((Decimal(quantity.value), quantity.bound), (quantity, slice_))
    if not 2 <= len(distinct) <= _MOST_VALUES:
        return None
    (first, at), *others = distinct.values()
    clashing = [
        (quantity, slice_)
        for quantity, slice_ in others
        if slice_.place.record != at.place.record and actual_values(quantity).apart(actual_values(first))
    ]
    if not clashing:
        return None
    elsewhere = " and ".join(f"{quantity.surface} in {slice_.place.record}" for quantity, slice_ in clashing)
    message = (
        f"“{name}” is {first.surface} in {at.place.record} and {elsewhere}. They may count different periods or "
        "bodies: for a person to look at."
    )
    return Finding(message, (at, *(slice_ for _, slice_ in clashing)))
