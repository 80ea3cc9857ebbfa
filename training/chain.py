"""Estimates the weights of `forms.columns`: a linear chain of roles, by the likelihood of drawn forms' columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from perfparse.forms.seen import Features, Seen, columns_seen, features
from perfparse.forms.weights import Weights
from perfparse.model.grid import grid
from training.boxes import Drawn

Floats = NDArray[np.float64]
_STRENGTH = 1.0
"""How strongly weights are held near nothing (the variance of what is expected of them)."""
_STRANGE = 0.25
"""The share of labels of which a character or two are taken for unknown."""
_RARE = 2
"""Features that fewer columns have are left out."""
_ROUNDS = 120


def example(drawn: Drawn) -> list[tuple[Seen, str]]:
    """The columns of a drawn form as the program sees them, each with its role."""
    place = grid(0, drawn.table())
    first, last = drawn.headers[0]
    side = 1 if drawn.lines[first][0].tag == "section" else 0
    roles: dict[int, str] = {}
    at = side
    for role, wide in drawn.roles:
        roles[at] = role
        at += wide
    return [(seen, roles[seen.start]) for seen in columns_seen(place, first, last) if seen.start in roles]


def with_gaps(found: Sequence[tuple[Features, Features, Features]], rng: Random) -> list[Features]:
    """Features of a form with some left out, so that no weight leans on one kind of evidence alone."""
    whole = rng.random()
    made = []
    for labels, cells, place in found:
        kept: Features = {}
        if whole > 0.06 and rng.random() > 0.06:
            exact, strange = rng.random() < 0.5, _strange(labels, rng)
            kept |= {
                name: value
                for name, value in labels.items()
                if (exact or not name.startswith("label:="))
                and rng.random() > 0.1
                and not any(char in name.partition(":")[2] for char in strange)
            }
        else:
            kept["label:none"] = 1.0
        if rng.random() > 0.1:
            kept |= cells
        else:
            kept["column:unseen"] = 1.0
        kept |= {name: value for name, value in place.items() if rng.random() > 0.1}
        made.append(kept)
    return made


def _strange(labels: Features, rng: Random) -> list[str]:
    """At times one or two characters of a label as if they had never been met."""
    if rng.random() > _STRANGE:
        return []
    letters = sorted({name[-1] for name in labels if len(name.partition(":")[2]) == 1 and not name[-1].isascii()})
    return rng.sample(letters, min(len(letters), rng.randint(1, 2)))


class _Corpus:
    """Examples as one sparse matrix of features and padded arrays of roles."""

    def __init__(self, forms: Sequence[tuple[list[Features], list[str]]]) -> None:
        counts: dict[str, int] = {}
        for columns, _ in forms:
            for found in columns:
                for name in found:
                    counts[name] = counts.get(name, 0) + 1
        self.names = sorted(name for name, times in counts.items() if times >= _RARE)
        self.roles = sorted({role for _, roles in forms for role in roles})
        index = {name: at for at, name in enumerate(self.names)}
        of_role = {role: at for at, role in enumerate(self.roles)}
        data: list[float] = []
        indices: list[int] = []
        starts = [0]
        longest = max(len(roles) for _, roles in forms)
        self.gold = np.full((len(forms), longest), -1)
        self.row = np.full((len(forms), longest), -1)
        for number, (columns, roles) in enumerate(forms):
            for at, (found, role) in enumerate(zip(columns, roles, strict=True)):
                self.row[number, at] = len(starts) - 1
                self.gold[number, at] = of_role[role]
                for name, value in found.items():
                    if name in index:
                        indices.append(index[name])
                        data.append(value)
                starts.append(len(indices))
        self.matrix = csr_matrix((data, indices, starts), shape=(len(starts) - 1, len(self.names)))
        self.transposed = self.matrix.T.tocsr()
        self.lengths = (self.gold >= 0).sum(1)


def estimated(forms: Iterable[tuple[list[Features], list[str]]]) -> Weights:
    """The weights under which the roles of `forms` are likeliest, held near nothing."""
    corpus = _Corpus(list(forms))
    many, roles = len(corpus.names), len(corpus.roles)
    size = many * roles

    def split(vector: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        unary = vector[:size].reshape(many, roles)
        order = vector[size : size + roles * roles].reshape(roles, roles)
        ends = vector[size + roles * roles :].reshape(2, roles)
        return unary, order, ends[0], ends[1]

    def cost(vector: Floats) -> tuple[float, Floats]:
        unary, order, begin, end = split(vector)
        value, gradients = _likelihood(corpus, corpus.matrix @ unary, order, begin, end)
        from_rows, of_order, of_begin, of_end = gradients
        gradient = np.concatenate([(corpus.transposed @ from_rows).ravel(), of_order.ravel(), of_begin, of_end])
        held = vector / _STRENGTH
        return -value + 0.5 * float(vector @ held), held - gradient

    start = np.zeros(size + roles * roles + 2 * roles)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS, "maxcor": 8})
    unary, order, begin, end = split(found.x)
    names = [*corpus.names, *(f"behind {role}" for role in corpus.roles), "at the beginning", "at the end"]
    return Weights(tuple(corpus.roles), names, np.vstack([unary, order, begin, end]))


def _likelihood(
    corpus: _Corpus, rows: Floats, order: Floats, begin: Floats, end: Floats
) -> tuple[float, tuple[Floats, Floats, Floats, Floats]]:
    """The log-likelihood of the roles, and its gradient: by the scaled forward-backward algorithm (Rabiner 1989)."""
    many, longest = corpus.gold.shape
    roles = order.shape[0]
    there = corpus.row >= 0
    scores = np.zeros((many, longest, roles))
    scores[there] = rows[corpus.row[there]]
    most = scores.max(2, keepdims=True)
    likely = np.exp(scores - most)
    steps, ends = np.exp(order), np.exp(end)
    forward = np.zeros((many, longest, roles))
    scale = np.ones((many, longest))
    forward[:, 0] = likely[:, 0] * np.exp(begin)
    for at in range(longest):
        if at:
            forward[:, at] = np.where(
                there[:, at, None], (forward[:, at - 1] @ steps) * likely[:, at], forward[:, at - 1]
            )
        scale[:, at] = forward[:, at].sum(1)
        forward[:, at] /= scale[:, at, None]
    each = np.arange(many)
    last = corpus.lengths - 1
    whole = forward[each, last] @ ends
    backward = np.zeros((many, longest, roles))
    backward[each, last] = ends / whole[:, None]
    of_order = np.zeros_like(order)
    for at in range(longest - 1, 0, -1):
        on = there[:, at]
        after = likely[on, at] * backward[on, at] / scale[on, at, None]
        backward[on, at - 1] = after @ steps.T
        of_order -= steps * (forward[on, at - 1].T @ after)
        np.add.at(of_order, (corpus.gold[on, at - 1], corpus.gold[on, at]), 1.0)
    norm = (np.log(scale) * there).sum(1) + np.log(whole) + (most[:, :, 0] * there).sum(1)
    difference = -forward * backward
    where = np.nonzero(there)
    difference[where[0], where[1], corpus.gold[where]] += 1.0
    from_rows = np.zeros_like(rows)
    from_rows[corpus.row[there]] = difference[there]
    first, final = corpus.gold[:, 0], corpus.gold[each, last]
    value = float(scores[where[0], where[1], corpus.gold[where]].sum() + begin[first].sum() + end[final].sum())
    for at in range(1, longest):
        on = there[:, at]
        value += float(order[corpus.gold[on, at - 1], corpus.gold[on, at]].sum())
    gradients = from_rows, of_order, difference[:, 0].sum(0), difference[each, last].sum(0)
    return value - float(norm.sum()), gradients


def examples(forms: Iterable[Drawn], rng: Random) -> Iterable[tuple[list[Features], list[str]]]:
    """Drawn forms as features and roles."""
    for drawn in forms:
        columns = example(drawn)
        if columns:
            yield with_gaps(features([seen for seen, _ in columns]), rng), [role for _, role in columns]
