"""The columns of one form: what a text costs in each, what a blank cell costs, what a row says together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf
from typing import NamedTuple

from perfparse.ir import Role
from perfparse.layout.cellstream import kinds
from perfparse.layout.cellstream.kinds import Kind

OUTSIDE = -2
"""The column of what stands behind the table."""

_BLANK: dict[Role, float] = {"indicator": 8.0, "target": 3.5, "actual": 3.5, "weight": 4.5, "score": 4.0, "extra": 0.5}


class Row(NamedTuple):
    """What the rest of a row depends on."""

    target: Kind | None = None
    weight: Decimal | None = None
    lost: bool = False
    sub: bool = False
    done: bool = False
    level1: bool = False
    filled: int = 0
    """Bits of the columns that have a cell."""


@dataclass(frozen=True, slots=True)
class Form:
    """The roles of the columns from left to right; `closed` tells that the table's end is known."""

    roles: tuple[Role, ...]
    names: tuple[str, ...]
    closed: bool
    _known: dict[str, list[tuple[int, float]]] = field(default_factory=dict, compare=False)

    def costs(self, kind: Kind) -> list[tuple[int, float]]:
        """What the text costs as a cell of each column that it may be of."""
        known = self._known.get(kind.text)
        if known is None:
            known = [
                (at, cost) for at, role in enumerate(self.roles) if (cost := _cost(role, self.names[at], kind)) < inf
            ]
            if not self.closed:
                known.append((OUTSIDE, 0.5 if kind.prose and len(kind.text) > 12 else 2.5))
            self._known[kind.text] = known
        return known

    def begins(self, column: int) -> bool:
        """Whether a row may begin with this column."""
        return self.roles[column] in ("level1", "level2", "indicator", "goal") or (
            self.roles[column] == "extra" and column == 0
        )

    def prose(self, column: int) -> bool:
        """Whether the column holds words that a page may cut."""
        return self.roles[column] not in ("weight", "score", "extra")

    def skipped(self, after: int, before: int, row: Row) -> float:
        """What it costs that the cells between two columns are blank."""
        return sum(self._blank(column, row) for column in range(after + 1, before))

    def rest(self, after: int, row: Row) -> float:
        """What it costs that a row ends behind a column."""
        return self.skipped(after, len(self.roles), row)

    def _blank(self, column: int, row: Row) -> float:
        role = self.roles[column]
        if role == "level2":
            return 2.0 * row.level1
        if role == "weight":
            return 0.3 if row.sub else _BLANK[role]
        if role == "score":
            if row.sub or ("weight" in self.roles and row.weight is None):
                return 0.4
            return 0.7 if not row.done else _BLANK[role]
        if role == "reason":
            return 1.0 if row.lost else 0.2
        return _BLANK.get(role, 0.0)

    def add(self, row: Row, column: int, kind: Kind) -> tuple[Row, float]:
        """The row with a cell more, and what that costs beside the cells before."""
        role = self.roles[column]
        row = row._replace(filled=row.filled | 1 << column)
        if role == "level1":
            return row._replace(level1=True), 0.0
        if role == "indicator":
            return row._replace(sub=kind.sub, level1=False), 0.0
        if role == "target":
            return row._replace(target=kind), 0.0
        if role == "actual":
            cost = kinds.related(row.target, kind) if row.target is not None else 0.0
            return row._replace(target=None, done=not kind.blank), cost
        if role == "weight":
            return row._replace(weight=kind.number), 3.0 * row.sub
        if role == "score":
            if kind.number is None or row.weight is None:
                return row._replace(weight=None), 0.5
            cost = 0.1 if kind.number == row.weight else 2.0 if kind.number < row.weight else 8.0
            return row._replace(weight=None, lost=kind.number < row.weight), cost
        if role == "reason" and "score" in self.roles:
            return row, 0.5 if row.lost else 1.6
        if role == "reason":
            return row, 0.9
        return row, 0.0


def _cost(role: Role, name: str, kind: Kind) -> float:
    if role in ("level1", "level2"):
        return kinds.level(kind, first=role == "level1")
    if role == "extra" and name == "序号":
        return 0.1 if kind.number is not None else inf
    return {
        "indicator": kinds.indicator,
        "target": kinds.target,
        "actual": kinds.actual,
        "weight": kinds.amount,
        "score": kinds.amount,
        "reason": kinds.reason,
        "goal": kinds.goal,
    }.get(role, kinds.extra)(kind)


def merged(roles: Sequence[Role]) -> list[tuple[int, int]]:
    """Columns that are read as one: nature, target and unit side by side, as (first, last included)."""
    found: list[tuple[int, int]] = []
    for at, role in enumerate(roles):
        if (
            role in ("nature", "target", "unit")
            and found
            and all(roles[number] in ("nature", "target", "unit") for number in range(found[-1][0], at))
        ):
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found
