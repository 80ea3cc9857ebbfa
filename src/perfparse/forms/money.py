"""What each column of a block of money is: planned at first, planned in the end, spent, the rate, its points.

Told by the labels' letters, by the amounts and by arithmetic (executed ÷ budget = rate, a score is its share of a
weight), with weights that are estimated (`weights/money.tsv`). Labels that are none of money have the role `none`, so
that the same model says whether a row heads such a block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from perfparse.forms.decoding import decoded
from perfparse.forms.kinds import BLANK, kind
from perfparse.forms.seen import Features, label_features
from perfparse.forms.vocabulary import BudgetColumn
from perfparse.forms.weights import weights
from perfparse.language.folding import squeeze

NONE, ITEM = "none", "item"
AMOUNTS = frozenset(("initial", "full_year", "executed"))
"""Columns in money; the others are shares and points."""
_ONCE = frozenset(("initial", "full_year", "executed", "rate", "weight", "score"))
_ROWS = 12
"""Amounts of a column that are looked at."""
_AMOUNT = re.compile(r"([-+]?\d+(?:,\d{3})*(?:\.\d+)?)(?:([%％])|((?:[千万亿]|百万)?元?)|分)?")
_SLACK = 0.06
"""Points by which a printed rate or score may be off its quotient for being rounded."""
_SURE = 0.75  # probability of the columns that make a block
_FEWEST = 2  # columns of a block
_LONGEST = 40  # characters: a longer text is no label

Kinds = tuple[BudgetColumn | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A label with the amounts under or beside it, by line; "" where a line has none."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The role of a column, and how probable that is."""

    role: str
    probability: float

    @property
    def kind(self) -> BudgetColumn | None:
        """The column as reports have it; None for a label of something else."""
        return next((kind for kind in get_args(BudgetColumn) if kind == self.role), None)


def amount(text: str) -> float | None:
    """A text that is an amount, a share or points, as a number."""
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", squeeze(text)))
    return float(match[1].replace(",", "")) if match else None


def features(columns: Sequence[Column]) -> list[tuple[Features, Features, Features]]:
    """Of each column, the features of its label, of its amounts, and of how it stands among the others."""
    numbers = [[amount(text) for text in column.texts[:_ROWS]] for column in columns]
    compared = _compared(numbers)
    found = []
    for at, column in enumerate(columns):
        labels = dict.fromkeys(label_features((column.label,)), 1.0)
        if "单位" in column.label or re.search(r"[（(][千万亿百]*元", column.label):
            labels["label:unit"] = 1.0
        place = dict.fromkeys(sorted(compared[at]), 1.0)  # in one order, so that estimates are the same
        place[f"place:{'first' if at == 0 else 'last' if at == len(columns) - 1 else 'between'}"] = 1.0
        found.append((labels, _cells(column, numbers[at]), place))
    return found


def _cells(column: Column, numbers: Sequence[float | None]) -> Features:
    """What the amounts of a column are like."""
    said = [text for text in column.texts[:_ROWS] if text and kind(text) != BLANK]
    if not said:
        return {"cell:none": 1.0}
    found: Features = {}
    plain = [number for number in numbers if number is not None]
    found["cell:words"] = (len(said) - len(plain)) / len(said)
    if len(said) > len(plain):
        found[f"cell:{kind(next(text for text in said if amount(text) is None))}"] = 1.0
    shares = sum(squeeze(text).endswith(("%", "％")) for text in said)
    found["cell:share"] = shares / len(said)
    if plain:
        if max(plain) > 100:
            found["cell:above a hundred"] = 1.0
        if plain[0] in (5, 8, 10, 15, 20, 25, 30):
            found["cell:round points"] = 1.0
        if len(column.texts) > 1 and len(said) == 1 and column.texts[0]:
            found["cell:first alone"] = 1.0
    return found


def _compared(numbers: Sequence[Sequence[float | None]]) -> list[set[str]]:
    """How columns compare, line by line: which is the quotient of which, at most another, a share of a weight."""
    found: list[set[str]] = [set() for _ in numbers]
    many = range(len(numbers))
    rates: dict[int, float] = {}
    for over in many:
        for under in many:
            if over == under or not _fills(numbers[over], numbers[under]):
                continue
            if all(a is None or b is None or a <= b for a, b in zip(numbers[over], numbers[under], strict=True)):
                found[over].add("beside:at most another")
                found[under].add("beside:at least another")
            for rate in many:
                if rate not in (over, under) and _quotient(numbers[over], numbers[under], numbers[rate], 100.0):
                    found[over].add("beside:over in a rate")
                    found[under].add("beside:under in a rate")
                    found[rate].add("beside:quotient")
                    rates[rate] = next(value for value in numbers[rate] if value is not None)
    for rate, value in rates.items():
        for score in many:
            for weight in many:
                points, most = numbers[score][:1], numbers[weight][:1]
                if len({rate, score, weight}) < 3 or points == [None] or most == [None] or not points or not most:
                    continue
                one, whole = float(points[0] or 0), float(most[0] or 0)
                if 0 < whole <= 100 and abs(one - whole * min(value, 100.0) / 100) <= _SLACK:
                    found[score].add("beside:rate of a weight")
                    found[weight].add("beside:weight of a rate")
    return found


def _fills(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    return any(a is not None and b is not None for a, b in zip(one, other, strict=True))


def _quotient(
    over: Sequence[float | None], under: Sequence[float | None], rate: Sequence[float | None], whole: float
) -> bool:
    """Whether a column is another's share of a third, in every line that has all three."""
    lines = [
        abs(a / b * whole - share) <= _SLACK
        for a, b, share in zip(over, under, rate, strict=True)
        if a is not None and b and share is not None
    ]
    return bool(lines) and all(lines)


def told(columns: Sequence[Column]) -> tuple[Told, ...]:
    """The likeliest role of each column, those of money once at most."""
    if not columns:
        return ()
    model = weights("money")
    unary = [np.sum([model.scores(part) for part in parts], axis=0) for parts in features(columns)]
    paths = decoded(model, unary, np.diag([role in _ONCE for role in model.classes]))
    shares = paths.shares()
    return tuple(
        Told(model.classes[role], float(shares[paths.roles[:, at] == role].sum()))
        for at, role in enumerate(paths.roles[0])
    )


def kinds(columns: Sequence[Column]) -> Kinds:
    """The columns of money that `columns` are, where they are a block of it (`is_block`); empty where they are none."""
    if len(columns) < _FEWEST or any(len(squeeze(column.label)) > _LONGEST for column in columns):
        return ()
    found = told(columns)
    sure = tuple(one.kind if one.probability > _SURE else None for one in found)
    return tuple(one.kind for one in found) if is_block(sure) else ()


def is_block(found: Kinds) -> bool:
    """Whether columns are a block of money: an amount, and a second column that says what was spent, or the rate.

    A rate alone is a field, and points alone are the indicators'.
    """
    sorts = {one for one in found if one is not None and one != "extra"}
    return len(sorts) >= _FEWEST and bool(sorts & AMOUNTS) and bool(sorts & {"executed", "rate"})
