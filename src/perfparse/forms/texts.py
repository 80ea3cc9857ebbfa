"""What a text of a form is by itself: a label of a column, of money, of a field or of goals, a name, a value …

The probability of each class follows from the text's letters, its kind and its length (`weights/texts.tsv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from perfparse.forms.kinds import kind
from perfparse.forms.seen import label_features
from perfparse.forms.weights import weights
from perfparse.language.folding import squeeze

_LONGEST = 60
"""Characters of a text whose letters are looked at; longer ones are prose."""


@lru_cache(maxsize=16384)
def text_features(text: str) -> tuple[str, ...]:
    """The features of a text: its letters where it is short, its kind, and its length."""
    solid = squeeze(text)
    letters = label_features((solid,)) if len(solid) <= _LONGEST else ("text:long",)
    end = "text:ends in a colon" if solid.endswith(("：", ":")) else "text:ends"
    return (*letters, f"text:{kind(solid)}", f"text:length {_bucket(len(solid))}", end)


def _bucket(length: int) -> str:
    return next((str(most) for most in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 40, 60) if length <= most), "more")


@lru_cache(maxsize=16384)
def classes(text: str) -> Mapping[str, float]:
    """The probability of each class that a text may be of."""
    model = weights("texts")
    scores = model.scores(text_features(text)) + model.of("bias")
    shares = np.exp(scores - scores.max())
    return dict(zip(model.classes, (shares / shares.sum()).tolist(), strict=True))


def is_probably(text: str, *names: str) -> bool:
    """Whether a text is more likely of one of these classes than of all others."""
    found = classes(text)
    return sum(found.get(name, 0.0) for name in names) > 0.5
