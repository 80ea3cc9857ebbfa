"""Weights of log-linear models, kept as text: a line a feature, the weight of each class that it speaks for or against.

`training/` estimates them; nothing here is set by hand. A weight is a log-odds in hundredths of a nat, so that sums are
exact and the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCALE = 100.0
"""Weights are whole hundredths of a nat."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The classes of a model, and for each feature the weight of each class, in nats."""

    classes: tuple[str, ...]
    of: Mapping[str, tuple[float, ...]]

    def scores(self, features: Mapping[str, float] | Iterable[str]) -> list[float]:
        """The sum of the weights of `features` (name → value, or names of value 1) for each class, in nats."""
        total = [0.0] * len(self.classes)
        pairs = features.items() if isinstance(features, Mapping) else ((name, 1.0) for name in features)
        for name, value in pairs:
            row = self.of.get(name)
            if row is not None:
                for at, weight in enumerate(row):
                    total[at] += weight * value
        return total


def dumped(weights: Weights) -> str:
    """Weights as text; classes on the first line, then a feature a line with `class number` pairs that are not 0."""
    lines = ["\t".join(("classes", *weights.classes))]
    for name in sorted(weights.of):
        row = [f"{at}:{round(weight * SCALE)}" for at, weight in enumerate(weights.of[name]) if round(weight * SCALE)]
        if row:
            lines.append("\t".join((name, *row)))
    return "\n".join(lines) + "\n"


def parsed(text: str) -> Weights:
    """The weights that `dumped` wrote."""
    first, *lines = text.split("\n")
    classes = tuple(first.split("\t")[1:])
    of: dict[str, tuple[float, ...]] = {}
    for line in lines:
        if line:
            name, *pairs = line.split("\t")
            row = [0.0] * len(classes)
            for pair in pairs:
                at, _, number = pair.partition(":")
                row[int(at)] = int(number) / SCALE
            of[name] = tuple(row)
    return Weights(classes, of)


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
