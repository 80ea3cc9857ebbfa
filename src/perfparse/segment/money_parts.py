"""Which lines of a block of money are parts of which: by the word 其中, by numbering, and by what sums to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from perfparse.language.folding import fold
from perfparse.segment.model import Amounts

_NUMERALS = "[一二三四五六七八九十]+"
_NUMBERED = tuple(
    re.compile(mark) for mark in (rf"{_NUMERALS}、", rf"（{_NUMERALS}）", r"\d+(?:、|[.．](?!\d))", r"（\d+）", "[①-⑳]")
)
"""Marks of a list, from the outermost to the innermost."""
_MARK = re.compile("|".join(pattern.pattern for pattern in _NUMBERED))
_TOTAL = re.compile(r"总额|总计|合计|小计|总金额|总数|总预算|总支出|总收入|总投资|总投入")
_APART = re.compile(r"其他|其它|结转|结余|自筹|自有|单位资金|社会")
"""Sources of money beside the budget's, which are no part of 财政拨款."""
_FARTHEST = 100  # lines from a total to the last of those that sum to it

Parents = dict[int, int]
"""Lines that are parts, with the line that each is part of."""
Column = Literal["full_year", "initial", "executed"]
_COLUMNS: tuple[Column, ...] = ("full_year", "initial", "executed")
"""In these, parts sum to their total."""


class Place(NamedTuple):
    """What a line is, and the item that it is part of, where there is a line for that."""

    kind: Literal["total", "part"]
    parent: str | None


def places(lines: Sequence[Amounts]) -> tuple[Place, ...]:
    """Of each line of a block, whether it is a part, and of which item. A line that is part of none is a total.

    Lines right below another are its parts where they sum to it in one of the columns (full_year, initial, executed);
    those without amounts behind them go with them. A part may have parts itself. One line alone must be said to be
    the only part: by 其中, by its number, or by a word like 总额 above it. A total may also stand below its parts.

    Where nothing sums, the words decide: parts are what stands below 总额 up to the next total, lines that begin with
    其中, and lines that are numbered at a lower level. 其中 with no line above is a part of something not printed.
    """
    block = _Block.of(lines)
    found = block.above()
    at = 0
    while at < len(lines):
        end = next((line for line in range(at + 1, len(lines)) if line in found), len(lines))
        parts, at = ({}, at + 1) if at in found else block.below(at, end)
        found |= parts
    return tuple(
        Place("part", lines[found[at]].item) if at in found else Place("part" if block.among[at] else "total", None)
        for at in range(len(lines))
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of a block, by number. `amounts` has them by column, 0 where blank."""

    amounts: Mapping[Column, Sequence[Decimal]]
    slack: Mapping[Column, Decimal]
    """By how much parts may miss their total for being rounded: one of the last digit that is printed."""
    among: Sequence[bool]
    """Whether a line begins with 其中."""
    total: Sequence[bool]
    """Whether a line names a total."""
    apart: Sequence[bool]
    level: Sequence[int]
    """The depth of a line's number in a list, from 1; 0 where it has none."""
    dead: set[tuple[Column, int, int, int, Decimal, int]]
    """Searches that came to nothing."""
    sums: Mapping[Column, list[tuple[Parents, int] | None]]
    """The lines below each line that sum to it, and the line behind them."""

    @classmethod
    def of(cls, lines: Sequence[Amounts]) -> _Block:
        items = [fold(line.item) for line in lines]
        plain = [_MARK.sub("", item, count=1) if _MARK.match(item) else item for item in items]
        among = [item.startswith("其中") for item in plain]
        amounts = {column: [Decimal(line.values.get(column, "0")) for line in lines] for column in _COLUMNS}
        digits = {column: max((_digits(amount) for amount in amounts[column]), default=0) for column in _COLUMNS}
        block = cls(
            amounts,
            {column: Decimal(1).scaleb(-digits[column]) if digits[column] else Decimal(0) for column in _COLUMNS},
            among,
            [not part and _TOTAL.search(item) is not None for part, item in zip(among, items, strict=True)],
            [_APART.search(item) is not None for item in items],
            [next((at for at, mark in enumerate(_NUMBERED, 1) if mark.match(item)), 0) for item in items],
            set(),
            {column: [None] * len(lines) for column in _COLUMNS},
        )
        for at in reversed(range(len(lines))):  # parts may have parts
            for column in _COLUMNS:
                block.sums[column][at] = block._sum(column, at, block._list_end(at, len(lines)))
        return block

    def above(self) -> Parents:
        """The lines between two totals, or before the first, that sum to the one below them and not the one above."""
        found: Parents = {}
        first = 0
        for at in (at for at, total in enumerate(self.total) if total):
            taken = first > 0 and self._summed(first - 1, len(self.total)) is not None
            if first < at <= first + _FARTHEST and not taken and self._summed(at, len(self.total)) is None:
                for column in _COLUMNS:
                    made = self._fill(column, at, first, at, self.amounts[column][at], 0)
                    if made is not None and self._blank_from(made[1], at) == at:
                        found |= {**made[0], **dict.fromkeys(range(made[1], at), at)}
                        break
            first = at + 1
        return found

    def below(self, owner: int, end: int) -> tuple[Parents, int]:
        """The parts of a line and theirs, and the line behind them; `end` is the first that can be none."""
        end = self._list_end(owner, end)
        return self._summed(owner, end) or self._said(owner, end)

    def _list_end(self, owner: int, end: int) -> int:
        """Where the lines end that a number may put under `owner`."""
        if not self.level[owner]:
            return end
        return next((at for at in range(owner + 1, end) if 0 < self.level[at] <= self.level[owner]), end)

    def _begins_parts(self, owner: int, at: int) -> bool:
        """Whether the words of line `at` say that it is a part of `owner`, which stands right above it."""
        deeper = self.level[at] > self.level[owner] > 0
        return deeper or (self.among[at] and not self.among[owner])

    # by sums

    def _summed(self, owner: int, end: int) -> tuple[Parents, int] | None:
        """The lines below `owner` that sum to it: in most columns, of those that do in as many the most lines."""
        made = [found for column in _COLUMNS if (found := self.sums[column][owner]) is not None and found[1] <= end]
        return max(made, key=lambda found: (self._matches(owner, found[0]), found[1]), default=None)

    def _matches(self, owner: int, parts: Parents) -> int:
        own = [at for at, parent in parts.items() if parent == owner]
        sums = {column: sum(self.amounts[column][at] for at in own) for column in _COLUMNS}
        return sum(abs(self.amounts[column][owner] - sums[column]) <= self.slack[column] for column in _COLUMNS)

    def _sum(self, column: Column, owner: int, end: int) -> tuple[Parents, int] | None:
        first = owner + 1
        if first >= end or self.amounts[column][owner] <= 0:
            return None
        if self.among[owner] and self.among[first] and self.level[first] <= self.level[owner]:
            return None
        made = self._fill(column, owner, first, end, self.amounts[column][owner], 0)
        if made is None:
            return None
        parts, stop = made
        after = self._blank_from(stop, end)
        if not self.total[owner]:
            after = next((at for at in range(stop, after) if self.apart[at]), after)
        return {**parts, **dict.fromkeys(range(stop, after), owner)}, after

    def _blank_from(self, at: int, end: int) -> int:
        """The first line from `at` on that has an amount, or names a total."""
        while at < end and not self.total[at] and not any(self.amounts[column][at] for column in _COLUMNS):
            at += 1
        return at

    def _fill(
        self, column: Column, owner: int, at: int, end: int, left: Decimal, many: int
    ) -> tuple[Parents, int] | None:
        """The lines from `at` on that sum to `left`, as parts of `owner` that has `many` with an amount already."""
        if many and abs(left) <= self.slack[column]:
            alone = many == 1 and not self.total[owner] and not self._begins_parts(owner, owner + 1)
            return None if alone else ({}, at)
        state = column, owner, at, end, left, many
        far = at >= end or at > owner + _FARTHEST
        if far or self.amounts[column][at] > left + self.slack[column] or state in self.dead:
            return None
        amount = self.amounts[column][at]
        for inner, stop in self._ways(column, at, end):
            rest = self._fill(column, owner, stop, end, left - amount, many + (amount > 0))
            if rest is not None:
                return {at: owner, **inner, **rest[0]}, rest[1]
        self.dead.add(state)
        return None

    def _ways(self, column: Column, at: int, end: int) -> Iterator[tuple[Parents, int]]:
        """A line without parts of its own, unless the words give it some, and with those that sum to it."""
        said = at + 1 < end and self._begins_parts(at, at + 1)
        if not said:
            yield {}, at + 1
        summed = self.sums[column][at]
        if summed is not None and summed[1] <= end:
            yield summed
        if said:
            yield self._said(at, self._list_end(at, end))

    # by words

    def _said(self, owner: int, end: int) -> tuple[Parents, int]:
        """What the words say: the parts of `owner`, whatever their amounts."""
        stop = owner + 1
        if self.total[owner]:
            while stop < end and not self.total[stop] and not self._exceeds(stop, owner):
                stop += 1
        elif stop < end and self._begins_parts(owner, stop):
            numbered = self.level[stop] > self.level[owner]
            while stop < end and (numbered or self.among[stop]):
                stop += 1
        parts: Parents = {}
        at = owner + 1
        while at < stop:
            parts[at] = owner
            inner, at = self.below(at, stop) if at + 1 < stop and self._begins_parts(at, at + 1) else ({}, at + 1)
            parts |= inner
        return parts, stop

    def _exceeds(self, at: int, owner: int) -> bool:
        """Whether a line has more than `owner` wherever both have an amount."""
        pairs = [(self.amounts[column][at], self.amounts[column][owner]) for column in _COLUMNS]
        both = [part > whole for part, whole in pairs if part and whole]
        return bool(both) and all(both)


def _digits(amount: Decimal) -> int:
    """The digits behind the point."""
    return max(-int(amount.as_tuple().exponent), 0)
