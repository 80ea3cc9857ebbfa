"""Units and classifiers, from units.toml: which there are, and which one stands at a place in a text.

万 and 亿 are no part of a unit here; `perfparse.numerals` reads them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from perfparse.model.errors import TemplateError

_KEYS = frozenset((
    "aliases", "factor", "base", "scale", "canonical", "not_before", "but", "arabic", "figures", "whole", "signs",
    "readings", "near", "apart",
))  # fmt: skip
_BOUNDS = ("以上", "以下", "以内", "之内", "左右", "上下")
"""Bound words show that what stands before them is a unit: 36所以上, although 所以 is a word."""
_BRACKETS = {"（": "）", "(": ")"}
_NEAR = 12
"""How far around a unit the words are looked for that show it to be one, or to be none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `name` as reports print it, its `dimension`, and how it converts.

    `factor` is how many of the dimension's first unit it is, None where units of the dimension do not convert.
    A value in this unit, times `scale`, is in `base`; `base` is None where the value keeps the unit as printed.
    """

    name: str
    dimension: str
    factor: Decimal | None = None
    base: str | None = None
    scale: Decimal = Decimal(1)
    not_before: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    arabic: bool = False
    figures: bool = False
    whole: bool = False
    readings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    near: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def read_after(self, clause: str) -> str:
        """Return the dimension that the unit has after these words: 度 measures heat after 气温, else energy."""
        for dimension, words in self.readings:
            if any(word in clause for word in words):
                return dimension
        return self.dimension


@dataclass(frozen=True, slots=True)
class Found:
    """A unit found in a text: which, where it begins and ends, and what a value in it is reported under."""

    unit: Unit
    start: int
    end: int
    base: str


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units by each of their spellings.

    `reach` is the longest spelling that begins with a character; `signs` are the currency signs that stand before a
    number, longest first, each with the name of its unit.
    """

    spellings: dict[str, Unit]
    reach: dict[str, int]
    signs: tuple[tuple[str, str], ...]

    def longest(self, text: str, start: int) -> Found | None:
        """Return the longest unit printed at `start` of `text`, or None where none is.

        A unit that a longer word swallows (部 in 部门) is none. A unit and another one in brackets
        (台（套）) are one unit as printed.
        """
        for length in range(min(self.reach.get(text[start : start + 1], 0), len(text) - start), 0, -1):
            unit = self.spellings.get(text[start : start + length])
            end = start + length
            if unit is None or not _stands(unit, text, start, end):
                continue
            spelled = text[start:end]
            bracket = self._bracketed(unit, text, end)
            if bracket:
                return Found(unit, start, bracket, text[start:bracket])
            return Found(unit, start, end, unit.base or spelled)
        return None

    def _bracketed(self, unit: Unit, text: str, end: int) -> int | None:
        """Where 台（套） ends, or None: a count whose second name stands in brackets."""
        close = _BRACKETS.get(text[end : end + 1])
        if close is None or unit.dimension != "count":
            return None
        shut = text.find(close, end + 1, end + 5)
        second = self.spellings.get(text[end + 1 : shut]) if shut > 0 else None
        return shut + 1 if second is not None and second.dimension == "count" else None

    def get(self, name: str) -> Unit | None:
        """Return the unit with this spelling, or None."""
        return self.spellings.get(name)


def _stands(unit: Unit, text: str, start: int, end: int) -> bool:
    """Whether the unit at `start:end` is a word of its own there, among words that let it be one."""
    if unit.not_before and text.startswith(unit.not_before, end) and not text.startswith((*unit.but, *_BOUNDS), end):
        return False
    if unit.near or unit.apart:
        around = text[max(0, start - _NEAR) : end + _NEAR]
        if unit.near and not any(word in around for word in unit.near):
            return False
        if any(word in around for word in unit.apart):
            return False
    last, after = text[end - 1], text[end : end + 1]
    return not (last.isascii() and last.isalnum() and after.isascii() and after.isalnum())


@cache
def units() -> UnitTable:
    """Return the table of units, read once from units.toml.

    Raises:
        TemplateError: units.toml has an unknown key, or one spelling with two owners.
    """
    source = resources.files(__package__).joinpath("units.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    spellings: dict[str, Unit] = {}
    for unit, names in _entries(data):
        for name in names:
            if name in spellings:
                raise TemplateError(f"units.toml: {name} stands under {spellings[name].name} and under {unit.name}")
            spellings[name] = unit
    for name, unit in list(spellings.items()):
        if unit.dimension == "count" and len(name) == 1:  # 台次, 处次: how often each of them was counted
            spellings.setdefault(name + "次", Unit(name + "次", "count"))
    reach: dict[str, int] = {}
    for name in spellings:
        reach[name[0]] = max(reach.get(name[0], 0), len(name))
    signs = [(sign, unit) for group in data.values() for unit, row in group.items() for sign in row.get("signs", ())]
    return UnitTable(spellings, reach, tuple(sorted(signs, key=lambda pair: -len(pair[0]))))


def _entries(data: dict[str, Any]) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for dimension, entries in data.items():
        for name, entry in entries.items():
            if unknown := entry.keys() - _KEYS:
                raise TemplateError(f"units.toml: {name} has the unknown key {min(unknown)}")
            factor = entry.get("factor")
            unit = Unit(
                name,
                "count" if dimension == "compound_count" else dimension,
                None if factor is None else Decimal(factor),
                name if entry.get("canonical") else entry.get("base"),
                Decimal(entry.get("scale", 1)),
                tuple(entry.get("not_before", "")),
                tuple(entry.get("but", ())),
                bool(entry.get("arabic")),
                bool(entry.get("figures")),
                bool(entry.get("whole")),
                tuple((other, tuple(words)) for other, words in entry.get("readings", {}).items()),
                tuple(entry.get("near", ())),
                tuple(entry.get("apart", ())),
            )
            yield unit, (name, *entry.get("aliases", ()))
