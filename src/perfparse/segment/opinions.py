"""Target and actual value in the words of an evaluation that has no columns for them: 目标值为300户，完成值为288户."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from perfparse.language.folding import squeeze
from perfparse.language.sentences import said
from perfparse.model.ir import Cell, Role
from perfparse.segment.texts import group

_DIGIT = re.compile(r"\d")
_STOPS = "，。；,;"

_LONGEST = 400  # characters: longer opinions are prose


def parted(cell: Cell, source: str) -> Iterator[tuple[Role, Cell]]:
    """The parts of `cell` in order: target and actual value, the words that name them as labels, the rest as extra.

    Nothing where it does not name both with a number each.
    """
    text = squeeze(cell.text)
    sentence = next(said(text), None) if len(text) <= _LONGEST else None
    if sentence is None or sentence.actual is None:
        return
    target, actual = sentence.target, sentence.actual
    if not all(_DIGIT.search(text, *place) for place in (target, actual)):
        return
    begin = max(text.rfind(stop, 0, sentence.name[0] if sentence.name else target[0]) for stop in _STOPS) + 1
    end = actual[1] + (text[actual[1] : actual[1] + 1] in tuple(_STOPS))
    roles: tuple[Role, ...] = ("extra", "label", "target", "label", "actual", "label", "extra")
    for role, (start, stop) in zip(roles, pairwise([0, begin, *target, *actual, end, len(text)]), strict=True):
        yield from _part(cell, role, start, stop, source)


def _part(cell: Cell, role: Role, start: int, end: int, source: str) -> Iterator[tuple[Role, Cell]]:
    if start < end:
        text = group(cell, start, end, source)
        yield role, replace(cell, text=text.text, spans=text.spans)
