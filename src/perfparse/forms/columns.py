"""What each column of a table is: the probability of each assignment of roles to columns.

The score of an assignment is a sum of weights: of each column's labels for its role, of its cells, of how it compares
with the others, and of each role behind the one before. Some roles stand once at most, and one column names the
indicators. The likeliest assignments are found by a beam, and their probabilities are among themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.decoding import Bars, Floats, Paths, decoded, order
from perfparse.forms.seen import Seen, cell_features, label_features, place_features
from perfparse.forms.weights import Weights, weights
from perfparse.model.ir import Role

ONCE = frozenset((
    "level1", "level2", "level3", "indicator", "target", "actual", "weight", "score", "unit", "nature_comparator",
))  # fmt: skip
"""Roles that one column of a block has at most."""
MANY = 64
"""Columns: wider tables are no forms."""
_FAR = 9.0
"""Nats by which assignments that name no indicators are said to be better, where no other is left."""
_REPORTED: dict[str, Role] = {
    "goal": "goal", "level1": "level1", "level2": "level2", "indicator": "indicator", "target": "target",
    "actual": "actual", "weight": "weight", "score": "score", "reason": "reason", "unit": "unit",
    "nature_comparator": "nature", "weight_level": "weight", "score_level": "score",
}  # fmt: skip
"""What a report calls a role; all others are `extra`."""
OF_LEVELS = frozenset(("weight_level", "score_level"))
"""Roles of weights and scores that are a level's, not an indicator's; they stand before the names of indicators."""
EVIDENCE = ("label", "cells", "place", "order")


def reported(role: str) -> Role:
    """The role as a report has it."""
    return _REPORTED.get(role, "extra")


def _same_to_a_report(role: str) -> str:
    """What two roles have in common that a report does not tell apart."""
    return role if role in OF_LEVELS else reported(role)


@dataclass(frozen=True, slots=True)
class Told:
    """What a column is: its role, how probable that is, what else it may be, and what told it.

    `told` has, for each kind of evidence, how much it speaks for the role against the next best, in nats.
    """

    role: str
    probability: float
    rivals: tuple[tuple[str, float], ...]
    told: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The likeliest roles of columns, with how probable the whole is, and its score in nats a column."""

    columns: tuple[Told, ...]
    probability: float
    score: float
    unnamed: float
    """How much better, in nats, the columns fit roles of which none names indicators; 0 where they do not."""


@lru_cache(maxsize=4096)
def by_label(labels: tuple[str, ...]) -> dict[str, float]:
    """The probability of each role of a column by its labels alone, the lowest first."""
    scores = _label_scores(labels)
    shares = np.exp(scores - scores.max())
    return dict(zip(weights("columns").classes, (shares / shares.sum()).tolist(), strict=True))


@lru_cache(maxsize=4096)
def _label_scores(labels: tuple[str, ...]) -> Floats:
    """What labels, the lowest first, speak for each role, in nats."""
    return weights("columns").scores(label_features(labels))


def assigned(columns: Sequence[Seen], *, cells: bool = True) -> Assignment:
    """The roles of columns that stand side by side under one header; by labels and order alone without `cells`."""
    model = weights("columns")
    parts = [
        [_label_scores(seen.labels), model.scores(cell_features(seen) if cells else ()), model.scores(place)]
        for seen, place in zip(columns, place_features(columns), strict=True)
    ]
    paths, unnamed = likeliest(parts)
    shares = paths.shares()
    best = _best(_rules(model).alike[paths.roles], shares)
    told = tuple(_told(at, best, paths, shares, parts) for at in range(len(columns)))
    return Assignment(told, min(one.probability for one in told), float(paths.scores[best]) / len(columns), unnamed)


def likeliest(parts: Sequence[Sequence[Floats]]) -> tuple[Paths, float]:
    """The likeliest assignments that name the indicators, by what speaks for each role of each column.

    Also, how much better (in nats) the best is that does not name them; 0 where none is.
    """
    model = weights("columns")
    rules = _rules(model)
    paths = decoded(model, [np.sum(part, axis=0) for part in parts], rules.bars, rules.names)
    named = (paths.roles == rules.names).any(axis=1)
    if not named.any():
        return paths, _FAR
    return Paths(paths.roles[named], paths.scores[named]), float(paths.scores[0] - paths.scores[named][0])


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is fixed of the roles of a model: which bar which, which names indicators, which a report calls the same."""

    bars: Bars
    names: int
    alike: NDArray[np.int64]


@lru_cache(maxsize=1)
def _rules(model: Weights) -> _Rules:
    names = model.classes.index("indicator")
    bars = np.diag([role in ONCE for role in model.classes])
    bars[names] |= [role in OF_LEVELS for role in model.classes]
    called = [_same_to_a_report(role) for role in model.classes]
    return _Rules(bars, names, np.array([called.index(name) for name in called]))


def _best(called: NDArray[np.int64], shares: Floats) -> int:
    """The best of those assignments that are likeliest together, because reports call their roles the same."""
    _, first, inverse = np.unique(called, axis=0, return_index=True, return_inverse=True)
    together = np.bincount(inverse.ravel(), weights=shares)
    return int(min(first[together == together.max()]))


def _told(at: int, best: int, paths: Paths, shares: Floats, parts: Sequence[Sequence[Floats]]) -> Told:
    """What a column is in the `best` of assignments, by how probable they are."""
    model = weights("columns")
    alike = _rules(model).alike
    mine = paths.roles[best, at]
    same = alike[paths.roles[:, at]] == alike[mine]
    others = np.bincount(paths.roles[~same, at], weights=shares[~same], minlength=len(model.classes))
    rival = paths.roles[np.argmin(same), at] if not same.all() else mine
    speaks = [float(scores[mine] - scores[rival]) for scores in parts[at]]
    likeliest = np.argsort(-others, kind="stable")[:3]
    rivals = tuple((model.classes[role], float(others[role])) for role in likeliest if others[role] > 0)
    told = (*speaks, _order_speaks(at, paths.roles[best], rival))
    probability = min(float(shares[same].sum()), 1.0)
    return Told(model.classes[mine], probability, rivals, tuple(zip(EVIDENCE, told, strict=True)))


def _order_speaks(at: int, roles: NDArray[np.int64], rival: int) -> float:
    """How much the roles beside a column speak for its role against a rival."""
    between, first, last = order(weights("columns"))
    into = between[roles[at - 1]] if at else first
    out = between[:, roles[at + 1]] if at + 1 < len(roles) else last
    return float(into[roles[at]] - into[rival] + out[roles[at]] - out[rival])
