"""What each column of a table is: the probability of each assignment of roles to columns.

The score of an assignment is a sum of weights: of each column's labels for its role, of its cells, of how it compares
with the others, and of each role behind the one before. Some roles stand once at most, and one column names the
indicators. The likeliest assignments are found by a beam, and their probabilities are among themselves.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.seen import Seen, features, label_features
from perfparse.forms.weights import Weights, weights
from perfparse.model.ir import Role

ONCE = frozenset((
    "level1", "level2", "level3", "indicator", "target", "actual", "weight", "score", "unit", "nature_comparator",
))  # fmt: skip
"""Roles that one column of a block has at most."""
_WIDTH = 32
"""Assignments that are kept on the way."""
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
Floats = NDArray[np.float64]
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


@dataclass(frozen=True, slots=True)
class _Path:
    """An assignment with its score."""

    score: float
    roles: tuple[int, ...]


@lru_cache(maxsize=4096)
def by_label(labels: tuple[str, ...]) -> dict[str, float]:
    """The probability of each role of a column by its labels alone, the lowest first."""
    model = weights("columns")
    scores = model.scores(label_features(labels))
    shares = np.exp(scores - scores.max())
    return dict(zip(model.classes, (shares / shares.sum()).tolist(), strict=True))


def assigned(columns: Sequence[Seen]) -> Assignment:
    """The roles of columns that stand side by side under one header."""
    model = weights("columns")
    parts = [[model.scores(part) for part in triple] for triple in features(columns)]
    paths, unnamed = _best(parts)
    norm = _log_sum([path.score for path in paths])
    shares = [math.exp(path.score - norm) for path in paths]
    best = _likeliest(paths, shares)
    told = tuple(_told(at, best, paths, shares, parts) for at in range(len(columns)))
    return Assignment(told, min(one.probability for one in told), best.score / len(columns), unnamed)


def _likeliest(paths: Sequence[_Path], shares: Sequence[float]) -> _Path:
    """The best of those assignments that are likeliest together, because reports call their roles the same."""
    model = weights("columns")
    alike: dict[tuple[str, ...], float] = {}
    names = [tuple(_same_to_a_report(model.classes[role]) for role in path.roles) for path in paths]
    for name, share in zip(names, shares, strict=True):
        alike[name] = alike.get(name, 0.0) + share
    likeliest = max(alike, key=lambda name: (alike[name], name))
    return next(path for path, name in zip(paths, names, strict=True) if name == likeliest)


def _best(parts: Sequence[Sequence[Floats]]) -> tuple[list[_Path], float]:
    """The likeliest assignments, best first, that name the indicators once; how much better one is that does not."""
    model = weights("columns")
    between, first, last = _order()
    names = model.classes.index("indicator")
    unique = np.array([role in ONCE for role in model.classes])
    of_levels = np.array([role in OF_LEVELS for role in model.classes])
    scores = np.zeros(1)
    roles = np.zeros((1, 0), dtype=np.int64)
    blocked = np.zeros((1, len(model.classes)), dtype=bool)
    """Roles that each assignment may not have again, or no more."""
    for part in parts:
        unary = np.sum(part, axis=0)
        steps = between[roles[:, -1]] if roles.shape[1] else first[None]
        grown = np.where(blocked, -np.inf, scores[:, None] + steps + unary[None]).ravel()
        kept = _kept(grown, blocked, names, len(model.classes))
        before, chosen = np.divmod(kept, len(model.classes))
        scores, blocked = grown[kept], blocked[before].copy()
        roles = np.hstack([roles[before], chosen[:, None]])
        blocked[np.arange(len(kept)), chosen] |= unique[chosen]
        blocked[chosen == names] |= of_levels
    scores = scores + last[roles[:, -1]]
    order = np.lexsort((*roles.T[::-1], -scores))
    paths = [_Path(float(scores[at]), tuple(map(int, roles[at]))) for at in order if np.isfinite(scores[at])]
    named = [path for path in paths if names in path.roles]
    return (named, paths[0].score - named[0].score) if named else (paths, _FAR)


def _kept(grown: Floats, blocked: NDArray[np.bool_], names: int, classes: int) -> NDArray[np.int64]:
    """Which of the grown assignments are kept: the best, and some that have named the indicators."""
    best = np.argsort(-grown, kind="stable")
    kept = best[:_WIDTH]
    kept = kept[np.isfinite(grown[kept])]
    named = blocked[best // classes, names] | (best % classes == names)
    if len(kept) == _WIDTH and not named[: len(kept)].any():
        more = best[named][: _WIDTH // 4]
        kept = np.concatenate([kept, more[np.isfinite(grown[more])]])
    return kept


@lru_cache(maxsize=1)
def _steps(model: Weights) -> tuple[Floats, Floats, Floats]:
    between = np.array([model.of(f"behind {role}") for role in model.classes])
    return between, model.of("at the beginning"), model.of("at the end")


def _order() -> tuple[Floats, Floats, Floats]:
    """The weight of each role behind each, of each at the beginning, and of each at the end."""
    return _steps(weights("columns"))


def _log_sum(scores: Sequence[float]) -> float:
    most = max(scores)
    return most + math.log(sum(math.exp(score - most) for score in scores))


def _told(
    at: int, best: _Path, paths: Sequence[_Path], shares: Sequence[float], parts: Sequence[Sequence[Floats]]
) -> Told:
    model = weights("columns")
    role = model.classes[best.roles[at]]
    mine = 0.0
    others: dict[str, float] = {}
    rival = best.roles[at]
    for path, share in zip(paths, shares, strict=True):
        other = model.classes[path.roles[at]]
        if _same_to_a_report(other) == _same_to_a_report(role):
            mine += share
        else:
            if not others:
                rival = path.roles[at]
            others[other] = others.get(other, 0.0) + share
    speaks = [float(scores[best.roles[at]] - scores[rival]) for scores in parts[at]]
    rivals = tuple(sorted(others.items(), key=lambda pair: -pair[1])[:3])
    told = (*speaks, _order_speaks(at, best.roles, rival))
    return Told(role, min(mine, 1.0), rivals, tuple(zip(EVIDENCE, told, strict=True)))


def _order_speaks(at: int, roles: Sequence[int], rival: int) -> float:
    """How much the roles beside a column speak for its role against a rival."""
    between, first, last = _order()
    into = between[roles[at - 1]] if at else first
    out = between[:, roles[at + 1]] if at + 1 < len(roles) else last
    return float(into[roles[at]] - into[rival] + out[roles[at]] - out[rival])
