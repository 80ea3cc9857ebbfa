"""From a draft to a quantity: its bound, sign, change and what it is counted per, from what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from perfparse.model.report import Bound, Quantity
from perfparse.quantities import context, numerals
from perfparse.quantities.draft import Draft
from perfparse.quantities.source import Source
from perfparse.quantities.vocabulary import Vocabulary

_MINUS_AFTER = frozenset("\n（(，：:为长比是≥≤<>=降") | {""}
"""What may stand before a minus sign; after anything else a hyphen is a dash."""
_INCLUDED = re.compile(r"[（(](?P<without>不)?含(?P<named>本数|[\d.]{1,9}[^（）()]{0,8})?[）)]")
_WITHOUT: dict[Bound, Bound] = {"at_least": "more_than", "at_most": "less_than"}
_BARE_ONLY: dict[str, Bound] = {"上": "approx_above", "过": "more_than", "破": "more_than"}
"""Bound words only before 百, 千 or 万 without a digit: 上千人, 过百家, 破万."""
_JOINTS = frozenset(("、", "和", "及", "与", "以及"))
_LIST_JOINTS = _JOINTS | {"，"}
_WEAK: frozenset[Bound | None] = frozenset((None, "exact", "approx"))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A draft with all that its surroundings say; `start:end` takes in the bound words that touch it."""

    draft: Draft
    start: int
    end: int
    bound: Bound
    negative: bool
    per: str | None
    change: context.Change | None

    def quantity(self, source: Source) -> Quantity:
        """Return it as the contract has it, with the spans of the text as given."""
        begin, stop = source.span(self.start, self.end)
        sign = "-" if self.negative and self.draft.value else ""
        upper = self.draft.upper
        return Quantity(
            surface=source.original[begin:stop],
            start=begin,
            end=stop,
            number=sign + format(self.draft.number, "f"),
            unit=self.draft.unit,
            value=sign + numerals.plain(self.draft.value),
            base_unit=self.draft.base,
            dimension=self.draft.dimension,
            bound=self.bound,
            upper=None if upper is None else numerals.plain(upper),
            per=self.per,
            change=self.change,
        )


def weigh(text: str, floor: int, found: Draft, last: Weighed | None, words: Vocabulary) -> Weighed:
    """Weigh what stands around `found`; nothing before `floor` belongs to it, `last` is the quantity before it."""
    negative, start = _sign(text, floor, found, words)
    sign = context.signed_change(text, start, words) if start < found.start else None
    negative = negative and sign is None  # 同比-3.2% says a fall of 3.2%
    before, start = context.bound_before(text, floor, start, words)
    rough = _BARE_ONLY.get(text[start - 1 : start]) if before is None and found.bare and start > floor else None
    if rough is not None and not context.swallowed(text, start - 1, text[start - 1], words):
        before, start = rough, start - 1
    if before == "at_most" and found.upper is not None and found.upper == -found.value:
        found = replace(found, number=-found.number, value=found.upper, upper=None)  # ≤±5% is 5% either way
    after, end = context.bound_after(text, found, words)
    after, end = _remarked(text, found, before, after, end)
    between = text[last.end : start] if last else ""
    joined = last is not None and between in _LIST_JOINTS
    # 每月检查2次、培训1次 is one clause, but a clause's first number is not looked for beyond the last quantity
    clause = context.clause_before(text, floor if last is not None and not joined else 0, start)
    change = sign or context.change(text, clause, start, found, words)
    if change is None and last is not None and between in _JOINTS and last.draft.base == found.base:
        change = last.change  # 分别同比增长2155.54%和5.725%: both grew
    if found.known is not None and found.known.readings:
        found = replace(found, dimension=found.known.read_after(clause))
    per = found.per or context.per_before(clause, found, change, words)
    return Weighed(found, start, end, _bound(found, before, after), negative, per, change)


def _sign(text: str, floor: int, found: Draft, words: Vocabulary) -> tuple[bool, int]:
    """Whether the number is below zero (-3.2%, 零下10℃), and where it begins with its sign."""
    start = found.start
    if text.endswith("零下", floor, start):
        return True, start - 2
    if start <= floor or text[start - 1] not in "-+":
        return False, start
    plain = start == 1 or text[start - 2] in _MINUS_AFTER
    if (
        plain
        or text.endswith(words.signed, floor, start - 1)
        or (found.dimension == "temperature" and not text[start - 2].isascii())
    ):
        return text[start - 1] == "-", start - 1
    return False, start


def _remarked(text: str, found: Draft, before: Bound | None, after: Bound | None, end: int) -> tuple[Bound | None, int]:
    """What a remark behind the bound changes, and where it ends: 95%以上（含95%）, 3万元以上（不含3万元）."""
    match = _INCLUDED.match(text, end)
    if match is None:
        return after, end
    unit = found.unit.lstrip("万亿")
    named = match["named"] or ""
    if named not in ("", "本数", text[found.start : found.end], format(found.number, "f") + unit):
        return after, end
    if not match["without"]:
        return after, match.end() if named else end
    return _WITHOUT.get(after or before or "exact", after), match.end()


def _bound(found: Draft, before: Bound | None, after: Bound | None) -> Bound:
    """One bound of what stands before, what stands after and what the numeral says; a range stays a range."""
    if found.upper is not None:
        return "range"
    if before not in _WEAK and before is not None:
        return before
    if after is not None:
        return after
    if found.hint in ("more_than", "approx"):
        return found.hint
    return before or "exact"
