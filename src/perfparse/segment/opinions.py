"""Target and actual value in the words of an evaluation that has no columns for them: 目标值为300户，完成值为288户."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from perfparse.ir import Cell, Role
from perfparse.segment.texts import group
from perfparse.templates import squeeze

_LONGEST = 400  # characters: longer opinions are prose
_ROLES: tuple[tuple[str, Role], ...] = (
    ("before", "extra"), ("target", "target"), ("actual", "actual"), ("after", "extra"),
)  # fmt: skip
_SAID = re.compile(
    r"(?P<before>(?:.*[，。；,;])?)"
    r"(?:年度|全年|绩效)?(?:目标值|指标值|计划值|计划完成值|预期值)(?:为|是|[:：])?(?P<target>[^，。；,;]*\d[^，。；,;]*)[，。；,;]"
    r"(?:全年|年度)?(?:实际)?(?:完成值|实现值|实际值)(?:为|是|[:：])?(?P<actual>[^，。；,;]*\d[^，。；,;]*)[，。；,;]?"
    r"(?P<after>.*)",
    re.DOTALL,
)
"""Squeezed: both values are named as such, one right after the other, and both have digits."""


def parted(cell: Cell, source: str) -> Iterator[tuple[Role, Cell]]:
    """The parts of `cell` in order: target and actual value, the words that name them as labels, the rest as extra.

    Nothing where it does not name both.
    """
    text = squeeze(cell.text)
    match = _SAID.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return
    at = 0
    for name, role in _ROLES:
        start, end = match.span(name)
        yield from _part(cell, "label", at, start, source)
        yield from _part(cell, role, start, end, source)
        at = end
    yield from _part(cell, "label", at, len(text), source)


def _part(cell: Cell, role: Role, start: int, end: int, source: str) -> Iterator[tuple[Role, Cell]]:
    if start < end:
        text = group(cell, start, end, source)
        yield role, replace(cell, text=text.text, spans=text.spans)
