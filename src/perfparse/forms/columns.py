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

from perfparse.forms.seen import Seen, features, label_features
from perfparse.forms.weights import weights
from perfparse.model.ir import Role

ONCE = frozenset((
    "level1", "level2", "level3", "indicator", "target", "actual", "weight", "score", "unit", "nature_comparator",
))  # fmt: skip
"""Roles that one column of a block has at most."""
_WIDTH = 32
"""Assignments that are kept on the way."""
_REACH = 9.0
"""Nats that a role of a column may be behind its best by its own evidence, to be looked at."""
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


@dataclass(slots=True)
class _Path:
    score: float
    roles: tuple[int, ...]
    once: frozenset[int]


@lru_cache(maxsize=4096)
def by_label(labels: tuple[str, ...]) -> dict[str, float]:
    """The probability of each role of a column by its labels alone, the lowest first."""
    model = weights("columns")
    scores = model.scores(label_features(labels))
    norm = _log_sum(scores)
    return {role: math.exp(score - norm) for role, score in zip(model.classes, scores, strict=True)}


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


def _best(parts: Sequence[Sequence[Sequence[float]]]) -> tuple[list[_Path], float]:
    """The likeliest assignments, best first, that name the indicators once; how much better one is that does not."""
    model = weights("columns")
    order = _order()
    of_levels = frozenset(at for at, role in enumerate(model.classes) if role in OF_LEVELS)
    unique = frozenset(at for at, role in enumerate(model.classes) if role in ONCE)
    names, extra = model.classes.index("indicator"), model.classes.index("extra")
    paths = [_Path(0.0, (), frozenset())]
    for part in parts:
        unary = [sum(scores) for scores in zip(*part, strict=True)]
        least = max(unary) - _REACH
        often = max(value for role, value in enumerate(unary) if role not in unique) - _REACH
        likely = [
            (role, value)
            for role, value in enumerate(unary)
            if value > least or role == names or (role not in unique and value > often)
        ]
        grown = [
            _Path(
                path.score + value + order[path.roles[-1] if path.roles else -1][role],
                (*path.roles, role),
                path.once | {role} if role in unique else path.once,
            )
            for path in paths
            for role, value in likely
            if role not in path.once and not (role in of_levels and names in path.once)
        ] or [_Path(path.score, (*path.roles, extra), path.once) for path in paths]
        grown.sort(key=lambda path: (-path.score, path.roles))
        kept = grown[:_WIDTH]
        if not any(names in path.once for path in kept):  # one that names the indicators stays in sight
            kept += [path for path in grown[_WIDTH:] if names in path.once][: _WIDTH // 4]
        paths = kept
    ends = order[-2]
    for path in paths:
        path.score += ends[path.roles[-1]]
    named = sorted((path for path in paths if names in path.once), key=lambda path: (-path.score, path.roles))
    best = max(path.score for path in paths)
    return (named, best - named[0].score) if named else (sorted(paths, key=lambda path: -path.score), _REACH)


def _order() -> list[list[float]]:
    """The weight of each role behind each; the last row but one is the end's, the last the beginning's."""
    model = weights("columns")
    rows = [list(model.of.get(f"behind {role}", (0.0,) * len(model.classes))) for role in model.classes]
    return [*rows, list(model.of["at the end"]), list(model.of["at the beginning"])]


def _log_sum(scores: Sequence[float]) -> float:
    most = max(scores)
    return most + math.log(sum(math.exp(score - most) for score in scores))


def _told(
    at: int, best: _Path, paths: Sequence[_Path], shares: Sequence[float], parts: Sequence[Sequence[Sequence[float]]]
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
    here = parts[at]
    speaks = [scores[best.roles[at]] - scores[rival] for scores in here]
    order = _order()
    before = best.roles[at - 1] if at else -1
    after = best.roles[at + 1] if at + 1 < len(best.roles) else None
    chain = order[before][best.roles[at]] - order[before][rival]
    chain += (
        (order[best.roles[at]][after] - order[rival][after])
        if after is not None
        else (order[-2][best.roles[at]] - order[-2][rival])
    )
    rivals = tuple(sorted(others.items(), key=lambda pair: -pair[1])[:3])
    return Told(role, min(mine, 1.0), rivals, tuple(zip(EVIDENCE, (*speaks, chain), strict=True)))
