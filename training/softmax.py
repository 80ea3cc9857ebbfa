"""Estimates the weights of models that give each thing one class: multinomial logistic regression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from perfparse.forms.weights import Weights

Floats = NDArray[np.float64]
_ROUNDS = 150


def estimated(
    examples: Sequence[tuple[Mapping[str, float], str]], *, strength: float = 1.0, rare: int = 2, rounds: int = _ROUNDS
) -> Weights:
    """The weights under which the classes of `examples` (features, class) are likeliest, held near nothing.

    Args:
        examples: what each thing looks like, and its class.
        strength: the variance of what is expected of a weight.
        rare: features that fewer examples have are left out.
        rounds: of the search.
    """
    counts = Counter(name for found, _ in examples for name in found)
    names = sorted(name for name, times in counts.items() if times >= rare)
    classes = tuple(sorted({label for _, label in examples}))
    index = {name: at for at, name in enumerate(names)}
    of_class = {label: at for at, label in enumerate(classes)}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for found, _ in examples:
        for name, value in found.items():
            if name in index:
                indices.append(index[name])
                data.append(value)
        starts.append(len(indices))
    matrix = csr_matrix((data, indices, starts), shape=(len(examples), len(names)))
    transposed = matrix.T.tocsr()
    gold = np.array([of_class[label] for _, label in examples])
    rows = np.arange(len(examples))
    many, width = len(names), len(classes)

    def cost(vector: Floats) -> tuple[float, Floats]:
        unary = vector[: many * width].reshape(many, width)
        bias = vector[many * width :]
        scores = matrix @ unary + bias
        scores -= scores.max(1, keepdims=True)
        shares = np.exp(scores)
        norm = shares.sum(1, keepdims=True)
        value = float((scores[rows, gold] - np.log(norm[:, 0])).sum())
        belief = shares / norm
        belief[rows, gold] -= 1.0
        gradient = np.concatenate([(transposed @ belief).ravel(), belief.sum(0)])
        held = vector / strength
        return -value + 0.5 * float(vector @ held), gradient + held

    found = minimize(cost, np.zeros(many * width + width), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    unary = found.x[: many * width].reshape(many, width)
    return Weights(classes, [*names, "bias"], np.vstack([unary, found.x[many * width :]]))
