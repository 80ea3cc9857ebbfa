"""The likeliest roles of columns that stand side by side, by a linear chain: what speaks for each, and what stands
behind what. A beam is searched, since some roles bar others, which no chain knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.weights import Weights

_WIDTH = 32
"""Assignments that are kept on the way."""

Floats = NDArray[np.float64]
Bars = NDArray[np.bool_]
"""For each role (a row), which roles no further column has once a column has it."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Assignments of roles (a row each, a column for each column), the best first, and their scores in nats."""

    roles: NDArray[np.int64]
    scores: Floats

    def shares(self) -> Floats:
        """How probable each is."""
        found = np.exp(self.scores - self.scores[0])
        shares: Floats = found / found.sum()
        return shares


@lru_cache(maxsize=4)
def order(model: Weights) -> tuple[Floats, Floats, Floats]:
    """The weight of each role behind each, of each at the beginning, and of each at the end."""
    between = np.array([model.of(f"behind {role}") for role in model.classes])
    return between, model.of("at the beginning"), model.of("at the end")


def decoded(model: Weights, unary: Sequence[Floats], bars: Bars, wanted: int | None = None) -> Paths:
    """The likeliest assignments of roles to columns, for each of which `unary` has the score of each role.

    Some that have the `wanted` role stay among them, where it is far from the likeliest.
    """
    between, first, last = order(model)
    many = len(model.classes)
    scores = np.zeros(1)
    roles = np.zeros((1, 0), dtype=np.int64)
    barred = np.zeros((1, many), dtype=np.bool_)
    for column in unary:
        steps = between[roles[:, -1]] if roles.shape[1] else first[None]
        grown = np.where(barred, -np.inf, scores[:, None] + steps + column[None]).ravel()
        kept = _kept(grown, roles, many, wanted)
        before, chosen = np.divmod(kept, many)
        scores, barred = grown[kept], barred[before] | bars[chosen]
        roles = np.hstack([roles[before], chosen[:, None]])
    scores = scores + last[roles[:, -1]]
    best = np.lexsort((*roles.T[::-1], -scores))
    return Paths(roles[best], scores[best])


def _kept(grown: Floats, roles: NDArray[np.int64], many: int, wanted: int | None) -> NDArray[np.int64]:
    """Which of the grown assignments are kept: the best, and some that have the wanted role."""
    best = np.argsort(-grown, kind="stable")
    best = best[: np.isfinite(grown).sum()]
    kept = best[:_WIDTH]
    if wanted is not None and len(kept) == _WIDTH:
        having = (roles == wanted).any(axis=1)[best // many] | (best % many == wanted)
        if not having[:_WIDTH].any():
            kept = np.concatenate([kept, best[having][: _WIDTH // 4]])
    return kept
