"""How sure each row is: by its columns and cells, by what the other rows of its form have, and by layout's doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from perfparse.forms import confidence
from perfparse.forms.header import Head
from perfparse.model.ir import Doubt
from perfparse.segment.model import Row

_SURE = 0.8
"""A column whose role is less probable is said to be uncertain; a record that is less probable is doubted."""


def judged(rows: Sequence[Row]) -> tuple[Row, ...]:
    """`rows` with their confidence: the probability that the columns were told right, and the cells found right."""
    found: list[Row] = []
    for _, group in groupby(rows, key=lambda row: (row.form, row.section)):
        form = list(group)
        lacks = confidence.lacking([_has(row) for row in form])
        for row, lack in zip(form, lacks, strict=True):
            if not row.signs:
                found.append(row)
                continue
            signs = {**row.signs, **lack}
            sure = round(confidence.probability(signs) * row.confidence, 3)
            doubts = (*row.doubts, *_said(signs)) if sure < _SURE else row.doubts
            found.append(row._replace(signs=signs, confidence=sure, doubts=doubts))
    return tuple(found)


def _has(row: Row) -> set[str]:
    return {role for role in confidence.JUDGED if getattr(row, role) is not None}


def _said(signs: confidence.Signs) -> Iterator[str]:
    """What speaks most against a row, in words."""
    if signs.get("columns, least", 4.0) < 1 or signs.get("others, least", 4.0) < 1:
        yield "what one of its columns is, is uncertain"
    if signs.get("header", 4.0) < 1:
        yield "the header over it may be none"
    if signs.get("cells, oddest", 0.0) > 1:
        yield "a cell is not like those that such columns have"
    if signs.get("lacks what others have"):
        yield "it lacks what most other rows have"
    if signs.get("name, odd", 0.0) > 0.5:
        yield "its name is not like an indicator's"


def uncertain(head: Head) -> Iterator[Doubt]:
    """State each column of a header whose role is in doubt, with what else it may be and what told."""
    for column in head.columns:
        if column.told is None or column.probability >= _SURE:
            continue
        rivals = ", ".join(f"{role} ({share:.0%})" for role, share in column.told.rivals)
        told = ", ".join(f"{name} {nats:+.1f}" for name, nats in column.told.told)
        name = column.name or f"column {column.start + 1}"
        message = f"{name} was taken as {column.fine} ({column.probability:.0%}); it may be {rivals}"
        spans = tuple(span for cell in head.over(column)[:1] for span in cell.spans)
        yield Doubt("column-uncertain", "warning", message, f"for and against, in nats: {told}", spans)
