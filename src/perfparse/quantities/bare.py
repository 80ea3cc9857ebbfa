"""Numbers without a unit behind them: members of a list, sums with their sign before them, values of pure numbers.

A number that nothing shows to be a quantity is none: most bare figures are names, marks and codes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfparse.quantities import context, draft, numerals
from perfparse.quantities.counting import bounded, counts
from perfparse.quantities.draft import Draft
from perfparse.quantities.units import units
from perfparse.quantities.vocabulary import Vocabulary

_ENDS = frozenset("，。；;、,）)】！\n（(") | {""}
"""What may follow a bare number that is a value: the end of its clause, or a remark in brackets."""
_MAX_LIST = 16
_PHONE = re.compile(r"1[3-9]\d{9}$")
_NAMED_UNIT = re.compile(r"[（(\[]([^（）()\[\]\d]{1,6})[）)\]][:：]?$")
_UNIT_BEHIND = re.compile(r"[（(]([^（）()\d]{1,6})[）)]")
_LONGEST_NAME = 12


def read(text: str, floor: int, first: Draft, words: Vocabulary) -> tuple[list[Draft], int]:
    """Return what the bare number `first` turns out to be, as drafts, and where to read on.

    It shares the unit of a list's last number, has its currency before it or its unit in brackets, is all that the
    cell says, or is led to by a comparator or by the name of a pure number (系数0.55). Else it is nothing.
    """
    last, members = first, [first]
    while len(members) < _MAX_LIST:
        join = next((word for word in words.joins if text.startswith(word, last.end)), None)
        if join is None or last.end + len(join) >= len(text):
            break
        following = draft.read(text, last.end + len(join), words)
        if following is None or following.bare:
            break
        members.append(following)
        last = following
        if not following.lacks_unit:
            return _share(text, floor, members, words), following.end
    found = _priced(text, floor, first) or _in_brackets(text, floor, first)
    if found is None and (whole_cell(text, first, words) or _is_value(text, floor, first, words)):
        found = first
    if found is not None:
        return [found], found.end
    return [], max(first.end, members[-1].end if len(members) > 1 else 0)


def _share(text: str, floor: int, members: list[Draft], words: Vocabulary) -> list[Draft]:
    """10、20和30家: all in 家. Chinese digits side by side in a list (一、二类) are names."""
    low, last = members[0], members[-1]
    if not all(member.arabic for member in members) or not counts(text, floor, last, words):
        return []
    if len(members) == 2 and _next_to_each_other(text, low, last):
        return [replace(last, start=low.start, number=low.number, value=low.number, upper=last.value)]
    scale = last.value / last.number if last.number else Decimal(1)
    shared = [
        replace(
            last, start=member.start, end=member.end, number=member.number, upper=None, hint=member.hint,
            value=member.value if member.unit else numerals.EXACT.multiply(member.number, scale),
        )
        for member in members[:-1]
    ]  # fmt: skip
    return [*shared, last]


def _next_to_each_other(text: str, first: Draft, last: Draft) -> bool:
    """3、4个月 is a range, as three or four is said; after 分别 it is a list."""
    return (
        last.number == first.number + 1 < 11
        and last.value == last.number
        and text[first.end : first.end + 1] == "、"
        and "分别" not in text[max(0, first.start - 12) : first.start]
    )


def _priced(text: str, floor: int, found: Draft) -> Draft | None:
    """¥5000, RMB 500, US$3万: the currency stands before the sum."""
    at = found.start - (text[found.start - 1 : found.start] == " ")
    for sign, unit in units().signs:
        if text.endswith(sign, floor, at):
            written = found.unit + sign
            known = units().get(unit)
            return replace(found, start=at - len(sign), unit=written, base=unit, dimension="money", known=known)
    return None


def _in_brackets(text: str, floor: int, found: Draft) -> Draft | None:
    """123.45（万元） and 总额（亿）10.00: the unit stands in brackets beside the number, a part of the print."""
    behind = _UNIT_BEHIND.match(text, found.end)
    if behind and not found.unit and (unit := _united(found, behind[1])):
        return replace(unit, end=behind.end())
    before = _NAMED_UNIT.search(text, max(floor, found.start - _LONGEST_NAME), found.start)
    if before and text[found.end : found.end + 1] in _ENDS and (unit := _united(found, before[1])):
        return replace(unit, start=before.start())
    return None


def _united(found: Draft, name: str) -> Draft | None:
    """The number in the unit that a bracket names: 万元, 亿, 个; None where it names none."""
    scale, base = ("", name) if units().get(name) else (name[:1], name[1:])
    known = units().get(base)
    if (known is None and base) or (scale and scale not in numerals.BIG):
        return None
    factor = Decimal(1) if found.unit or not scale else Decimal(numerals.BIG[scale])
    factor = numerals.EXACT.multiply(factor, known.scale if known else Decimal(1))
    return replace(
        found,
        unit=(found.unit or scale) + base,
        base=(known.base if known else None) or base,
        value=numerals.EXACT.multiply(found.value, factor),
        upper=None if found.upper is None else numerals.EXACT.multiply(found.upper, factor),
        dimension=known.dimension if known else "number",
        known=known,
    )


def whole_cell(text: str, found: Draft, words: Vocabulary) -> bool:
    """Whether the number, with a comparator before it, is all that a paragraph of the cell says."""
    if not found.arabic and found.end - found.start == 1:
        return False  # 一
    if _PHONE.match(text, found.start, found.end):
        return False
    _, start = context.bound_before(text, 0, found.start, words)
    if start and text[start - 1] in "-±":
        start -= 1
    return context.alone(text, start, found.end)


def _is_value(text: str, floor: int, found: Draft, words: Vocabulary) -> bool:
    """Whether a bare number in the midst of a text is a value: ≥500, 系数0.55, 得分98, 5.6万+, 破百万.

    The end of the clause, or a bound word before it, must follow: of 率98号 nothing can be said.
    """
    after, end = context.bound_after(text, found, words)
    if after is not None and text[end - 1] in "≤<≥>":
        return True  # 90≤X
    if text[end : end + 1] not in _ENDS:
        return bool(found.unit) and found.arabic and text.startswith(words.counted, end)
    if found.bare:
        return bounded(text, floor, found.start, words)  # 过亿
    if not found.arabic:
        return False
    if found.unit or after is not None:
        return True  # 3.2万, 90以上
    bound, start = context.bound_before(text, floor, found.start, words)
    if bound is not None and (found.start - start > 1 or text[start] in "≥≤><="):
        return True
    led = words.pure.search(text, max(floor, start - _LONGEST_NAME), start)
    return led is not None and not text.endswith(words.impure, floor, led.end("name"))
