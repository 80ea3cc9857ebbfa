"""Whether a document is such a report at all: what its tables, its lines and its words say for it and against it.

Rows that a table gives are no evidence: a price list gives rows as well. The weights are estimated on drawn forms, on
tables of other kinds and on source code (`training/proofs.py`, `weights/documents.tsv`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from perfparse.forms.header import Head
from perfparse.forms.texts import classes
from perfparse.forms.weights import chance

_LOOKED_AT = 20000
"""Characters of a document whose words are looked at."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ENOUGH = 0.5
_REFUSED = 0.35
_LEAST = 0.001  # of a probability whose odds are taken
_HARDLY = 0.3  # probability that a row is right


def signs(
    text: str, *, heads: Sequence[Head], titled: bool, levels: Sequence[str], confidences: Sequence[float],
    fields: Sequence[str], money: bool, goals: bool,
) -> dict[str, float]:  # fmt: skip
    """What speaks for and against a document of which rows were read.

    Args:
        text: all of it.
        heads: the headers found in it.
        titled: whether a title of such a form stands over one of them.
        levels: the level of each row, the second where there is one, empty where there is none.
        confidences: how probable each row is right.
        fields: the labels of its header block.
        money: whether it has a block of money.
        goals: whether it has goals.
    """
    start = text[:_LOOKED_AT]
    solid = sum(not char.isspace() for char in start) or 1
    named = [classes(level).get("level", 0.0) for level in levels if level]
    found = {
        "header": max((_odds(head.probability) for head in heads), default=0.0),
        "no header": float(not heads),
        "titled": float(titled),
        "levels": sum(share > _ENOUGH for share in named) / max(1, len(levels)),
        "fields": min(sum(classes(label).get("field", 0.0) > _ENOUGH for label in fields), 4) / 4,
        "money": float(money),
        "goals": float(goals),
        "hardly Chinese": float(len(_HAN.findall(start)) < 0.15 * solid),
        "few rows": float(len(confidences) < 3),
    }
    return {name: round(value, 3) for name, value in found.items()} | of_records(confidences)


def _odds(probability: float) -> float:
    """The odds of a probability, in powers of ten."""
    return math.log10(max(probability, _LEAST) / max(1 - probability, _LEAST))


def of_records(confidences: Sequence[float]) -> dict[str, float]:
    """What the probabilities of a document's records say of it."""
    many = max(1, len(confidences))
    return {
        "rows, hardly sure": round(sum(one < _HARDLY for one in confidences) / many, 3),
    }


def probability(signs_: Mapping[str, float]) -> float:
    """How probable it is that a document with these signs is such a report."""
    return chance("documents", "form", signs_)


def is_report(signs_: Mapping[str, float]) -> bool:
    """Whether a document is likely such a report. To refuse one costs more than to give rows that are in doubt."""
    return probability(signs_) > _REFUSED
