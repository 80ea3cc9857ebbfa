"""What a text of a form is by itself: a label of a column, of money, of a field or of goals, a name, a value …

The probability of each class follows from the text's letters, its kind and its length (`weights/texts.tsv`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from perfparse.forms.kinds import kind
from perfparse.forms.seen import label_features
from perfparse.forms.vocabulary import bare
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


_OF_ROWS = frozenset(("label", "other_label", "cell", "other_cell", "level", "name", "amount"))
"""Classes of texts in the rows of indicators and of other tables, and over them."""


@lru_cache(maxsize=4096)
def around(text: str) -> Mapping[str, float]:
    """The probability of each class of a text that is known to stand in no table's rows, nor over them.

    完成情况 mostly heads a column of indicators; where it does not, it heads a goal.
    """
    found = {name: share for name, share in classes(text).items() if name not in _OF_ROWS}
    total = sum(found.values())
    return {name: share / total for name, share in found.items()} if total > 0 else found


_FIELDS = ("field", "closing_label", "grade_label", "total_label")
_HARDLY = 0.2
_GOAL = 0.25
_GOAL_LABEL = 16  # characters: a longer text heads no goal


def heads_field(text: str) -> bool:
    """Whether a text that heads no column is likely the label of a field: by itself, whatever stands around it."""
    found = classes(text)
    field = sum(found.get(name, 0.0) for name in _FIELDS)
    return field > _HARDLY and field > (1 - found.get("label", 0.0) - found.get("other_label", 0.0)) / 2


def heads_goal(text: str) -> bool:
    """Whether a text that stands in no table's rows, nor over them, may be a goal's label."""
    word = bare(text)
    return 1 < len(word) <= _GOAL_LABEL and around(word).get("goal_label", 0.0) > _GOAL


def is_probably(text: str, *names: str) -> bool:
    """Whether a text is more likely of one of these classes than of all others."""
    found = classes(text)
    return sum(found.get(name, 0.0) for name in names) > 0.5
