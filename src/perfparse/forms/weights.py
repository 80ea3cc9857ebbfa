"""Weights of log-linear models, kept as text: a line a feature, the weight of each class that it speaks for or against.

`training/` estimates them; nothing here is set by hand. A weight is a log-odds in hundredths of a nat, so that sums are
exact and the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FARTHEST = 500.0  # nats: a float holds no more
SCALE = 100.0
"""Weights are whole hundredths of a nat."""


class Weights:
    """The classes of a model, and for each feature the weight of each class, in nats."""

    def __init__(self, classes: tuple[str, ...], features: Sequence[str], matrix: NDArray[np.float64]) -> None:
        self.classes = classes
        self.row = {name: at for at, name in enumerate(features)}
        """Where the weights of a feature stand in `matrix`."""
        self.matrix = matrix

    def of(self, feature: str) -> NDArray[np.float64]:
        """The weight of each class by a feature; nothing for one that is not known."""
        at = self.row.get(feature)
        return self.matrix[at] if at is not None else np.zeros(len(self.classes))

    def scores(self, features: Mapping[str, float] | Iterable[str]) -> NDArray[np.float64]:
        """The sum of the weights of `features` (name → value, or names of value 1) for each class, in nats."""
        if isinstance(features, Mapping):
            known = [(self.row[name], value) for name, value in features.items() if name in self.row]
            values = np.array([value for _, value in known])
            rows = self.matrix[[at for at, _ in known]] * values[:, None] if known else self.matrix[:0]
        else:
            rows = self.matrix[[self.row[name] for name in features if name in self.row]]
        total: NDArray[np.float64] = rows.sum(axis=0)  # row by row: the same on every machine
        return total


def dumped(weights: Weights) -> str:
    """Weights as text; classes on the first line, then a feature a line with `class:number` pairs that are not 0."""
    lines = ["\t".join(("classes", *weights.classes))]
    for name in sorted(weights.row):
        row = [f"{at}:{round(weight * SCALE)}" for at, weight in enumerate(weights.of(name)) if round(weight * SCALE)]
        if row:
            lines.append("\t".join((name, *row)))
    return "\n".join(lines) + "\n"


def parsed(text: str) -> Weights:
    """The weights that `dumped` wrote."""
    first, *lines = text.rstrip("\n").split("\n")
    classes = tuple(first.split("\t")[1:])
    split = [line.partition("\t") for line in lines]
    numbers = np.array("\t".join(pairs for _, _, pairs in split).replace(":", "\t").split("\t"), dtype=np.int64)
    rows = np.repeat(np.arange(len(split)), [pairs.count(":") for _, _, pairs in split])
    matrix = np.zeros((len(split), len(classes)))
    matrix[rows, numbers[::2]] = numbers[1::2] / SCALE
    return Weights(classes, [name for name, _, _ in split], matrix)


_elsewhere: list[Path] = []


@contextmanager
def taken_from(folder: Path) -> Iterator[None]:
    """Within this, weights are those in `folder`: for measuring with weights that have not seen what is measured."""
    _elsewhere.append(folder)
    weights.cache_clear()
    try:
        yield
    finally:
        _elsewhere.pop()
        weights.cache_clear()


@cache
def weights(name: str) -> Weights:
    """The weights of the model `name`, as they come with the package."""
    folder: Traversable | Path = _elsewhere[-1] if _elsewhere else resources.files(__package__).joinpath("weights")
    return parsed(folder.joinpath(f"{name}.tsv").read_text(encoding="utf8"))


def chance(name: str, yes: str, features: Mapping[str, float]) -> float:
    """How probable the class `yes` is of the two that the model `name` tells apart."""
    model = weights(name)
    scores = model.scores(features) + model.of("bias")
    mine = model.classes.index(yes)
    against = float(scores[1 - mine] - scores[mine])
    return 1 / (1 + math.exp(min(against, _FARTHEST)))
