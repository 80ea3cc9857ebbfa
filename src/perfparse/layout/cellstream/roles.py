"""The columns of one form: what a text costs in each, what a blank cell costs, what a row says together.

Costs are in nats. They are judgements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from math import inf
from typing import NamedTuple

from perfparse.forms.headers import role_of
from perfparse.forms.vocabulary import bare, words
from perfparse.layout.cellstream import kinds
from perfparse.layout.cellstream.kinds import Kind
from perfparse.model.ir import Role

OUTSIDE = -2
"""The column of what stands behind the table."""

_BLANK: dict[Role, float] = {"indicator": 8.0, "target": 3.5, "actual": 3.5, "weight": 4.5, "score": 4.0, "extra": 0.5}
_LEVELS_WEIGHT = 4.0  # a level is printed, and its weight is not
_JUDGED = 2.5
_UNLIKELY = 9.0  # nats by which a text may be dearer in a column than in the cheapest one
_REMEMBERED = 20_000  # texts whose costs a form keeps
_ORDINAL = "序号"
_NO_ORDINAL = 3.0
_LEVEL2_LEFT_OUT = 2.0
_EMPTY_LEVEL = 3.0  # a level is printed and nothing under it
_NO_VALUE_EITHER = 1.5  # an actual value is blank as the target is
_IN_EMPTY_ROW = 5.0
_OF_SUB_ROW = 0.3  # a weight or score that 其中 rows lack
_SUB_WEIGHED = 3.0
_NO_WEIGHT_NO_SCORE = 0.4
_NOT_DONE_NO_SCORE = 0.7
_LOST_NO_REASON = 1.0
_NO_REASON = 0.2
_FULL = 0.1  # the score is the weight
_LESS = 2.0
OVER = 8.0  # the score is above the weight
_REASON_LOST = 0.5
_REASON_FULL = 1.6
_REASON = 0.9  # of a form without scores


class Row(NamedTuple):
    """What the rest of a row depends on: the target until something is beside it, the weight until there is a score.

    `lost` tells that the score is less than the weight, `sub` that it is a 其中 row, `done` that there is an actual
    value, `begun` which level has just begun (1 or 2; 0 behind a name), `empty` that the name is a form's own words
    that nobody filled in (指标2：).
    """

    target: Kind | None = None
    weight: float | None = None
    lost: bool = False
    sub: bool = False
    done: bool = False
    begun: int = 0
    empty: bool = False


FRESH = Row()
"""A row with nothing in it."""


class Weighed(NamedTuple):
    """What a text costs as a cell of a column; `row` is that which it begins there, if any, for `more`."""

    column: int
    cost: float
    row: Row | None
    more: float


class Likely(NamedTuple):
    """The columns that a text is likely enough to be of, and what it costs in the cheapest."""

    columns: list[Weighed]
    least: float


class Form:
    """The columns of a form from left to right; `closed` tells that the table's end is known.

    `begins` tells of each column whether a row may begin with it, `wordy` whether a page may cut its cells.
    """

    def __init__(self, roles: Sequence[Role], names: Sequence[str], *, closed: bool) -> None:
        self.roles = tuple(roles)
        self.names = tuple(names)
        self.closed = closed
        self.begins = [
            role in ("level1", "level2", "indicator", "goal") or (role == "extra" and at == 0)
            for at, role in enumerate(roles)
        ]
        self.wordy = [
            role not in ("weight", "score", "extra") or bare(name) in words().judging
            for role, name in zip(roles, names, strict=True)
        ]
        self._printed = [self._when_printed(at) for at in range(len(roles))]
        weighed = {"level1": 1 in self._printed, "level2": 2 in self._printed}
        self._weighs = [
            _WEIGHED_LEVELS[role] if weighed.get(role) else _weigher(role, name)
            for role, name in zip(roles, names, strict=True)
        ]
        self._likely: dict[str, Likely] = {}
        self._blanks: dict[tuple[int, ...], list[float]] = {}

    def _when_printed(self, at: int) -> int:
        """1 or 2 where a column has the weights of the first or the second levels, else 0."""
        if self.roles[at] != "extra" or role_of(bare(self.names[at])) != "weight":
            return 0
        before = next((role for role in reversed(self.roles[:at]) if role != "extra"), None)
        return 1 if before == "level1" else 2 if before == "level2" else 0

    def costs(self, kind: Kind) -> list[tuple[int, float]]:
        """What the text costs as a cell of each column that it may be of."""
        found = []
        for at, weigh in enumerate(self._weighs):
            cost = weigh(kind)
            if cost < inf:
                found.append((at, cost + kind.jumble * (self.roles[at] != "goal")))
        if not self.closed:
            found.append((OUTSIDE, kinds.outside(kind)))
        return found

    def likely(self, kind: Kind) -> Likely:
        """The columns that the text is likely enough to be of."""
        found = self._likely.get(kind.text)
        if found is None:
            costs = self.costs(kind)
            least = min((cost for _, cost in costs), default=0.0)
            limit = least + _UNLIKELY
            found = Likely([self._weighed(column, cost, kind) for column, cost in costs if cost < limit], least)
            if len(self._likely) >= _REMEMBERED:
                self._likely.clear()
            self._likely[kind.text] = found
        return found

    def _weighed(self, column: int, cost: float, kind: Kind) -> Weighed:
        if column == OUTSIDE or not self.begins[column]:
            return Weighed(column, cost, None, 0.0)
        row, more = self.add(FRESH, column, kind)
        return Weighed(column, cost, row, more + self.blanks(FRESH)[column])

    def blanks(self, row: Row) -> list[float]:
        """What it costs that cells are blank: the sums over the columns before each."""
        key = (row.target is None, row.weight is None, row.lost, row.sub, row.done, row.begun, row.empty)
        known = self._blanks.get(key)
        if known is None:
            known = [0.0]
            for at, name in enumerate(self.names):
                known.append(known[-1] + (_NO_ORDINAL if name == _ORDINAL else self._blank(at, row)))
            self._blanks[key] = known
        return known

    def closed_at(self, row: Row, last: int) -> float:
        """What it costs that a row ends behind its cell in column `last`."""
        if last >= len(self.roles):
            return 0.0
        blank = self.blanks(row)
        left = blank[-1] - blank[last + 1]
        return min(left, _EMPTY_LEVEL) if row.begun else left

    def _blank(self, at: int, row: Row) -> float:
        role = self.roles[at]
        if row.empty:
            return 0.0
        if self._printed[at]:
            return _LEVELS_WEIGHT * (row.begun == self._printed[at])
        if role == "extra" and bare(self.names[at]) in words().judging:
            return _JUDGED
        if role == "level2":
            return _LEVEL2_LEFT_OUT * (row.begun == 1)
        if role == "weight":
            return _OF_SUB_ROW if row.sub else _BLANK[role]
        if role == "score":
            if row.sub or ("weight" in self.roles and row.weight is None):
                return _NO_WEIGHT_NO_SCORE
            return _BLANK[role] if row.done else _NOT_DONE_NO_SCORE
        if role == "reason":
            return _LOST_NO_REASON if row.lost else _NO_REASON
        if role == "actual" and row.target is None:
            return _NO_VALUE_EITHER
        return _BLANK.get(role, 0.0)

    def add(self, row: Row, column: int, kind: Kind) -> tuple[Row, float]:
        """The row with a cell more, and what that costs beside the cells before."""
        role = self.roles[column]
        if row.empty:
            return row, 0.0 if kind.blank else _IN_EMPTY_ROW
        target, weight, lost, sub, done, *_ = row
        if role in ("level1", "level2"):
            return _BEGUN[role == "level2"], 0.0
        if role == "indicator":
            return _EMPTY if kind.empty else _SUB if kind.sub else FRESH, 0.0
        if role == "target":
            return Row(kind, weight, lost, sub, done), 0.0
        if role == "actual":
            cost = kinds.related(target, kind) if target is not None else 0.0
            return Row(None, weight, lost, sub, not kind.blank), cost
        if role == "weight":
            return Row(target, kind.number, lost, sub, done), _SUB_WEIGHED * sub
        if role == "score":
            if kind.number is None or weight is None:
                return Row(target), _NO_WEIGHT_NO_SCORE
            cost = _FULL if kind.number == weight else _LESS if kind.number < weight else OVER
            return Row(target, lost=kind.number < weight), cost
        if role == "reason":
            return FRESH, _REASON if "score" not in self.roles else _REASON_LOST if lost else _REASON_FULL
        return row, 0.0


@lru_cache(maxsize=32)
def form_of(roles: tuple[Role, ...], names: tuple[str, ...], *, closed: bool) -> Form:
    """The form with these columns: one for all documents that have it, so that it weighs the same text once."""
    return Form(roles, names, closed=closed)


_BEGUN = (Row(begun=1), Row(begun=2))
_EMPTY = Row(empty=True)
_SUB = Row(sub=True)


def _weigher(role: Role, name: str) -> Callable[[Kind], float]:
    """How a text is weighed as a cell of a column."""
    if role == "extra" and name == _ORDINAL:
        return _ordinal
    if role == "extra" and (bare(name) in words().judging or bare(name).endswith(_EXPLAINS)):
        return kinds.judged
    if role == "extra" and role_of(bare(name)) == "weight":
        return kinds.amount
    if role == "extra" and name.endswith(_REMARKS):
        return kinds.reason
    return _WEIGHERS.get(role, kinds.extra)


_EXPLAINS = ("描述", "解释", "依据")
_REMARKS = ("备注", "说明", "意见", "原因")


def _ordinal(kind: Kind) -> float:
    return 0.1 if kind.number is not None else inf


_WEIGHED_LEVELS: dict[Role, Callable[[Kind], float]] = {
    "level1": partial(kinds.level, first=True, weighed=True),
    "level2": partial(kinds.level, first=False, weighed=True),
}
_WEIGHERS: dict[Role, Callable[[Kind], float]] = {
    "level1": partial(kinds.level, first=True),
    "level2": partial(kinds.level, first=False),
    "indicator": kinds.indicator,
    "target": kinds.target,
    "actual": kinds.actual,
    "weight": kinds.amount,
    "score": kinds.amount,
    "reason": kinds.reason,
    "goal": kinds.goal,
}

_OF_TARGET: frozenset[Role] = frozenset(("nature", "target", "unit"))


def merged(roles: Sequence[Role]) -> list[tuple[int, int]]:
    """Columns that are read as one: comparator, value and unit side by side, as (first, last included)."""
    found: list[tuple[int, int]] = []
    for at, role in enumerate(roles):
        if role in _OF_TARGET and found and roles[found[-1][0]] in _OF_TARGET:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found
