"""Examples of what a text is by itself: the boxes of drawn forms, each with its class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from perfparse.forms.texts import text_features
from training.boxes import Drawn

_OFTEN = frozenset(("cell", "level", "other_cell", "amount", "name"))
"""Classes of which there are far more than are needed."""
_KEPT = 0.3
_CLASSES = {"level1": "level", "level2": "level", "level3": "level", "indicator": "name", "goal": "prose"}


def examples(forms: Iterable[Drawn], rng: Random) -> Iterator[tuple[dict[str, float], str]]:
    """Features and class of texts; the whole word is at times left out, so that its letters must tell."""
    for drawn in forms:
        for line in drawn.lines:
            for box in line:
                found = class_of(box.tag)
                if not box.text.strip() or (found in _OFTEN and rng.random() > _KEPT):
                    continue
                exact = rng.random() < 0.5
                yield {name: 1.0 for name in text_features(box.text) if exact or not name.startswith("label:=")}, found


def class_of(tag: str) -> str:
    """The class of a box."""
    what, _, role = tag.partition(":")
    if what in ("column", "upper"):
        return "label"
    return _CLASSES.get(role, "cell") if what == "cell" else what
