"""How probable it is that a record is right: by how sure its columns are, and how well its cells fit them.

The weights are estimated on forms of families that the other weights have not seen (`training/judged.py`), so that a
probability says how often such records are right (`weights/confidence.tsv`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from perfparse.forms.header import Column, Head
from perfparse.forms.kinds import BLANK, kind
from perfparse.forms.texts import classes
from perfparse.forms.weights import chance, weights

JUDGED = ("indicator", "target", "actual", "weight", "score", "reason", "level1", "level2")
"""What must be right for a record to be right (CONTRACT)."""
_FINE = {"nature": "nature_comparator"}
_NO_NAMES = ("value", "amount", "total_label", "note", "title", "section", "goal_label")
"""Classes of texts that name no indicator. That a name is like known names says little: few are known."""
_MOST = 4.0
"""Powers of ten in which certainty is counted, at most."""
_USUAL = 0.6  # share of a form's records that shows what is usual
_SEVERAL = 3

Signs = Mapping[str, float]
"""What speaks for and against a record, by name."""


def certainty(probability: float) -> float:
    """How sure a probability is, in powers of ten: 0.9 is 1, 0.99 is 2."""
    return min(_MOST, -math.log10(max(1.0 - probability, 10**-_MOST)))


def of_columns(head: Head, filled: Sequence[Column]) -> dict[str, float]:
    """The signs of the columns in which a record has anything: what a blank cell's column is does not matter."""
    judged = [column for column in filled if column.role in JUDGED or column.role in ("nature", "unit")]
    others = [column for column in filled if column not in judged]
    found = {
        "header": certainty(head.probability),
        "columns, least": min((certainty(column.probability) for column in judged), default=0.0),
        "columns, mean": sum(certainty(column.probability) for column in judged) / max(1, len(judged)),
        "others, least": min((certainty(column.probability) for column in others), default=_MOST),
        "fit": max(-2.0, min(3.0, head.fit / 4)),
        "rivals": max((_rival(column) for column in filled), default=0.0),
    }
    return {name: round(value, 3) for name, value in found.items()}


def _rival(column: Column) -> float:
    """The probability of the likeliest other role of a column."""
    return column.told.rivals[0][1] if column.told is not None and column.told.rivals else 0.0


def of_cells(texts: Mapping[str, str]) -> dict[str, float]:
    """The signs of a record's own cells, by role: how far their kinds are from what such columns have."""
    said = [(_FINE.get(role, role), kind(text)) for role, text in texts.items()]
    odd = [oddness for role, one in said if one != BLANK and (oddness := _oddness(role, one)) is not None]
    name = classes(texts.get("indicator", ""))
    found = {
        "cells, oddest": min(max(odd, default=0.0), 6.0) / 3,
        "cells, odd": min(sum(odd) / max(1, len(odd)), 4.0) / 2,
        "name, odd": sum(name.get(other, 0.0) for other in _NO_NAMES),
        "no name": float(not texts.get("indicator")),
        "nothing but a name": float(set(texts) <= {"indicator", "level1", "level2"}),
    }
    return {name: round(value, 3) for name, value in found.items()}


@lru_cache(maxsize=4096)
def _oddness(role: str, kind: str) -> float | None:
    """How much more a kind of cell speaks for the column that it speaks for most, in nats; None for no such role."""
    model = weights("columns")
    if role not in model.classes:
        return None
    row = model.of(f"cell:{kind}")
    return float(row.max() - row[model.classes.index(role)])


def lacking(records: Sequence[set[str]]) -> list[dict[str, float]]:
    """Of each record of a form, by the roles that it has: what most of the others have and it lacks."""
    found: list[dict[str, float]] = [{} for _ in records]
    if len(records) < _SEVERAL:
        return found
    for role in JUDGED:
        share = sum(role in roles for roles in records) / len(records)
        if role == "reason" or not _USUAL <= share < 1:
            continue
        for signs, roles in zip(found, records, strict=True):
            if role not in roles:
                signs["lacks what others have"] = max(signs.get("lacks what others have", 0.0), round(share, 3))
    return found


def probability(signs: Signs) -> float:
    """How probable it is that a record with these signs is right."""
    return round(chance("confidence", "right", signs), 3)
