"""`total-parts`: a printed total that the parts printed beside it do not make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from perfparse.model.report import Quantity
from perfparse.quantities.arithmetic import sums_to
from perfparse.rules import vocabulary as words
from perfparse.rules.bounds import printed_error
from perfparse.rules.places import Finding, Place, Slice

_BRACKETS = {"（": "）", "(": ")"}
_REACH = 200
"""How far the parts of one total may stretch."""

_MOST_PARTS = 40
"""How many parts are added up; keeps the work per total fixed."""

_NOUN = 12
"""Characters between a total and its bracket: 78次故障（…）."""

_IN_BRACKET = re.compile(r"[，,、；;]")
_OF_WHICH = re.compile(rf"[，,；;（(]?\s?(?:{'|'.join(words.PARTS_OF)})")
_TOTAL = re.compile(rf"[，,]\s?(?:{'|'.join(words.TOTALS)}|共(?![同享建治有管]))")
_LINK = re.compile(r"[、和及与]")
_NO_SUM = ("%", "‰", "个百分点")
"""Shares of different things do not add up."""


def find(texts: Iterable[Place]) -> Iterator[Finding]:
    """R22, from the seed: 78次（测震30次，前兆42次，强震1次，台网中心5次） and 合计检查企业342家 hold.

    Three forms of print are read, each with one unit throughout and exact numbers: a bracket after the total, 其中
    after it, 合计 after the parts. Where the text says that the parts may not be all (其中, 等), only parts that are
    more than the total are reported.
    """
    for place in texts:
        quantities = sorted(place.field.quantities, key=lambda quantity: quantity.start)
        if len(quantities) < 2:
            continue
        for at, total in enumerate(quantities):
            if total.bound == "exact" and total.base_unit not in _NO_SUM and not total.change and not total.per:
                yield from _bracket(place, quantities, at)
                yield from _of_which(place, quantities, at)
                yield from _afterwards(place, quantities, at)


def _bracket(place: Place, quantities: list[Quantity], at: int) -> Iterator[Finding]:
    text, total = place.field.text, quantities[at]
    opened = _open_bracket(text, total.end)
    if opened is None:
        return
    closed = text.find(_BRACKETS[text[opened]], opened, opened + _REACH)
    if closed < 0:
        return
    parts = _between(quantities, at + 1, closed)
    inside = text[opened + 1 : closed]
    pieces = [piece for piece in _IN_BRACKET.split(inside) if piece.strip()]
    if len(parts) < 2 or len(pieces) != len(parts) or not _same_kind(total, parts):
        return
    some = any(word in inside for word in words.OPEN_LISTS)
    yield from _compared(place, total, parts, some=some)


def _open_bracket(text: str, end: int) -> int | None:
    for at in range(end, min(end + _NOUN, len(text))):
        if text[at] in _BRACKETS:
            return at
        if text[at] in words.CLAUSE_ENDS:
            return None
    return None


def _of_which(place: Place, quantities: list[Quantity], at: int) -> Iterator[Finding]:
    text, total = place.field.text, quantities[at]
    match = _OF_WHICH.search(text, total.end, total.end + _NOUN)
    if match is None or any(mark in words.CLAUSE_ENDS for mark in text[total.end : match.start()]):
        return
    # only 、 makes a list plain: after a comma the next clause may speak of something else
    end = min(len(text), match.end() + _REACH)
    stop = min((found for mark in "，,；;。）)\n" if (found := text.find(mark, match.end(), end)) >= 0), default=end)
    parts = _between(quantities, at + 1, stop)
    if parts and _same_kind(total, parts):
        yield from _compared(place, total, parts, some=True)


def _afterwards(place: Place, quantities: list[Quantity], at: int) -> Iterator[Finding]:
    """检查150家粉尘涉爆企业、150家有限空间作业企业和42家液氨制冷企业，合计检查企业342家."""
    text, total = place.field.text, quantities[at]
    previous = quantities[at - 1].end if at else 0
    match = _TOTAL.search(text, max(previous, total.start - 2 * _NOUN), total.start)
    if match is None or any(mark in words.CLAUSE_ENDS for mark in text[match.end() : total.start]):
        return
    start = _list_start(text, match.start())
    parts = [quantity for quantity in quantities[max(0, at - _MOST_PARTS) : at] if quantity.start >= start]
    linked = all(_LINK.search(text, one.end, other.start) for one, other in pairwise(parts))
    if len(parts) >= 2 and linked and _same_kind(total, parts):
        yield from _compared(place, total, parts, some="等" in text[parts[-1].end : match.start()])


def _list_start(text: str, end: int) -> int:
    marks = "，,。；;：:\n（("
    return max(text.rfind(mark, max(0, end - _REACH), end) for mark in marks) + 1


def _between(quantities: list[Quantity], first: int, stop: int) -> list[Quantity]:
    parts = []
    for quantity in quantities[first : first + _MOST_PARTS]:
        if quantity.end > stop:
            break
        parts.append(quantity)
    return parts


def _same_kind(total: Quantity, parts: list[Quantity]) -> bool:
    return all(
        part.bound == "exact" and part.base_unit == total.base_unit and not part.per and not part.change
        for part in parts
    )


def _compared(place: Place, total: Quantity, parts: list[Quantity], *, some: bool) -> Iterator[Finding]:
    whole, values = Decimal(total.value), [Decimal(part.value) for part in parts]
    error = sum((printed_error(quantity) for quantity in (total, *parts)), Decimal(0))
    made = sum(values, Decimal(0))
    if sums_to(whole, values, error) or (some and made < whole):
        return
    listed = " + ".join(part.surface for part in parts)
    unit = total.base_unit
    message = f"The text gives {total.surface} as the total, but its parts {listed} make {made:f} {unit}"
    if len(parts) == 1:
        message = f"The text gives {total.surface}, but of these {listed}, which is more"
    yield Finding(f"{message}.", tuple(Slice(place, item.start, item.end) for item in (total, *parts)))
