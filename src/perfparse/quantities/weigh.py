"""From a draft to a quantity: its bound, sign, change and what it is counted per, from what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from perfparse import numerals
from perfparse.quantities import context
from perfparse.quantities.draft import Draft
from perfparse.quantities.source import Source
from perfparse.quantities.vocabulary import Vocabulary
from perfparse.report import Bound, Quantity

_MINUS_AFTER = frozenset("（(，：:为长比是≥≤<>=降") | {""}
"""What may stand before a minus sign; after anything else a hyphen is a dash."""
_BARE_ONLY: dict[str, Bound] = {"上": "approx_above", "过": "more_than"}
"""Bound words only before 百, 千 or 万 without a digit: 上千人, 过百家."""
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
    start = found.start
    negative = start > floor and text[start - 1] == "-" and (start == 1 or text[start - 2] in _MINUS_AFTER)
    if negative:
        start -= 1
    before, start = context.bound_before(text, floor, start, words)
    if before is None and found.bare and start > floor and text[start - 1] in _BARE_ONLY:
        before, start = _BARE_ONLY[text[start - 1]], start - 1
    after, end = context.bound_after(text, found, words)
    between = text[last.end : start] if last else ""
    joined = last is not None and between in _LIST_JOINTS
    # 每月检查2次、培训1次 is one clause, but a clause's first number is not looked for beyond the last quantity
    clause = context.clause_before(text, floor if last is not None and not joined else 0, start)
    change = context.change(clause, found, words)
    if change is None and last is not None and between in _JOINTS and last.draft.base == found.base:
        change = last.change  # 分别同比增长2155.54%和5.725%: both grew
    per = found.per or context.per_before(clause, found, change, words)
    return Weighed(found, start, end, _bound(found, before, after), negative, per, change)


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
