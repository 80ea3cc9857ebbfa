"""What a cell of each role looks like, in nats: the costs that the search over rows weighs.

The numbers are judgements, tuned on made-up forms; none was counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from perfparse.language.folding import squeeze
from perfparse.layout.atoms import Kind
from perfparse.model.ir import Role


@dataclass(frozen=True, slots=True)
class Marks:
    """What the marks of a text are worth: costs in nats, and whether rows and blank cells are marked at all."""

    told: bool
    """Every row is marked."""
    blanks: bool
    """Blank cells are marked, most of them."""
    unmarked: float
    """A row begins where nothing marks it."""
    inside: float
    """A mark stands within a row."""
    dropped: float = 0.4
    """A blank that stands for no column."""
    whole: float = 0.0
    """What speaks for a row that has all its cells."""
    short: float = 0.0
    """A column without a cell at a row's end."""


ARITHMETIC = "no score is above its weight, which decided; else it would be read as"
"""What a record says of itself where only that told the readings apart."""
ROWS = Marks(told=True, blanks=True, unmarked=6.0, inside=6.0)
"""A row a line."""
BARRED = replace(ROWS, whole=2.0)
"""The same between bars, which stand between all cells that are printed."""
CLOSED = replace(BARRED, short=2.5)
"""The same where blank cells at a row's end are marked too: a row lacks those that are merged at its beginning."""
LOOSE = Marks(told=False, blanks=True, unmarked=0.6, inside=0.5)
"""Line ends that often, not always, end a row."""
CELLS = Marks(told=False, blanks=True, unmarked=0.0, inside=0.0, whole=1.0)
"""A cell a line."""
BARE = Marks(told=False, blanks=False, unmarked=0.0, inside=0.0)
"""Cells only; blanks left no trace."""

_NO = 8.0
_FITS: Mapping[Role, Mapping[Kind, float]] = {
    "level1": {"level1": 0.0, "levels": 0.3, "level2": 5.0, "name": 3.0, "text": _NO},
    "level2": {"level2": 0.0, "levels": 0.3, "level1": 5.0, "name": 2.5, "text": 6.0},
    "indicator": {"name": 0.0, "text": 0.4, "value": 5.0, "unit": 1.0, "levels": 3.5, "level2": 4.0, "level1": 5.0},
    "nature": {"comparator": 0.0, "blank": 1.0, "dash": 1.0, "name": 4.0},
    "target": {
        "value": 0.0, "name": 0.5, "text": 0.8, "amount": 1.2, "blank": 1.5, "dash": 0.8, "unit": 1.5,
        "comparator": 4.0,
    },
    "unit": {"unit": 0.0, "blank": 0.4, "dash": 0.4, "name": 2.5},
    "actual": {
        "value": 0.0, "amount": 0.5, "name": 0.5, "text": 0.6, "blank": 0.9, "dash": 0.8, "unit": 1.5,
        "comparator": 5.0,
    },
    "weight": {"amount": 0.0, "blank": 1.5, "dash": 1.0},
    "score": {"amount": 0.0, "blank": 0.7, "dash": 0.7},
    "reason": {"text": 0.0, "name": 0.3, "blank": 0.0, "dash": 0.2, "value": 3.0, "amount": 5.0, "unit": 2.0},
    "goal": {"text": 0.0, "blank": 1.0},
}  # fmt: skip
_ANYTHING: Mapping[Kind, float] = {"blank": 0.3, "level1": 4.0, "level2": 4.0, "levels": 4.0, "total": 5.0}
_MISSING: Mapping[Role, float] = {
    "level1": 0.1, "level2": 0.15, "goal": 0.1, "indicator": 5.0, "nature": 2.5, "target": 2.2, "unit": 1.5,
    "actual": 2.0, "weight": 2.2, "score": 1.6, "reason": 0.6, "extra": 0.8,
}  # fmt: skip
_LIGHTER: Mapping[Role, float] = {
    "target": 1.6, "actual": 1.6, "score": 1.0, "reason": 0.1, "unit": 0.8, "nature": 1.5, "extra": 0.3, "weight": 1.8,
}  # fmt: skip
"""What a missing cell costs where blanks leave no trace."""
_PART_OF = ("其中：", "其中:")  # names a part of the indicator above
_LEVEL = ("指标", "效益", "效果", "目标")


def fit(role: Role, kind: Kind, text: str) -> float:
    """How odd a cell that looks like `kind` is in a column of `role`."""
    if role in ("level1", "level2") and kind in ("name", "text") and squeeze(text).rstrip("等").endswith(_LEVEL):
        return 0.8
    if kind == "blank" and role in ("level1", "level2"):
        return 0.0
    if role != "indicator" and squeeze(text).startswith(_PART_OF):
        return _NO
    if role in _FITS:
        return _FITS[role].get(kind, _NO)
    return _ANYTHING.get(kind, 0.6)


def missing(role: Role, marks: Marks) -> float:
    """What it costs to leave a column without a cell."""
    usual = _MISSING.get(role, 1.0)
    return usual if marks.blanks else _LIGHTER.get(role, usual)


def row_like(roles: Sequence[Role], places: Sequence[int]) -> float:
    """How odd the columns of a row are together."""
    filled = {roles[column] for column in places if column >= 0}
    odd = 0.0
    if "level1" in filled and "level2" in roles and "level2" not in filled:
        odd += 1.5
    return odd
