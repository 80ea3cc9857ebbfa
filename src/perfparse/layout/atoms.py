"""Cells of a broken text before their columns are known, and what their texts look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.ir import Span
from perfparse.quantities.units import units


@dataclass(frozen=True, slots=True)
class Atom:
    """One cell of a broken text, or what is left of one.

    `text` is as a cell's: no line feed within a paragraph, and empty where a blank cell is known. `spans` spell it
    but for white space. `row` says that a mark of the text (a line end, a bar) begins a row here.
    """

    text: str
    spans: tuple[Span, ...] = ()
    row: bool = False

    @property
    def solid(self) -> str:
        """The text without white space."""
        return squeeze(self.text)


def joined(atoms: Sequence[Atom], between: str = "") -> Atom:
    """Several atoms as one."""
    text = between.join(atom.text for atom in atoms if atom.text)
    return Atom(text, tuple(span for atom in atoms for span in atom.spans), atoms[0].row)


def row_from(atoms: Sequence[Atom], at: int) -> Sequence[Atom]:
    """The marked row that begins at `at`; empty where none does."""
    if not atoms[at].row:
        return ()
    return atoms[at : next((after for after in range(at + 1, len(atoms)) if atoms[after].row), len(atoms))]


def cut(atom: Atom, start: int, end: int, source: str) -> Atom:
    """Characters `start` to `end` of an atom, white space not counted; `source` is the document's text."""
    spans: list[Span] = []
    seen = 0
    for span in atom.spans:
        solid = _solid(source, span.start, span.end)
        kept = solid[max(start - seen, 0) : max(end - seen, 0)]
        seen += len(solid)
        if kept:
            spans.append(Span(kept[0], kept[-1] + 1, span.page, span.bbox, span.cell))
    printed = _solid(atom.text, 0, len(atom.text))[start:end]
    text = atom.text[printed[0] : printed[-1] + 1] if printed else ""
    return Atom(text, tuple(spans), atom.row and start == 0)


def _solid(text: str, start: int, end: int) -> list[int]:
    return [at for at in range(start, end) if squeeze(text[at])]


# what a text looks like

Kind = Literal[
    "blank", "dash", "comparator", "amount", "value", "unit", "level1", "level2", "levels", "total", "name", "text"
]
"""`dash` is a printed mark for nothing; `levels` a word that is a level of both ranks; `name` a short text."""

_DASHES = frozenset(("/", "-", "—", "——", "－", "……", "…", "......", "...", "／", "\\", "*"))
_COMPARATOR = re.compile(
    r"[≥≤＞＜>=<＝≧≦═﹦]{1,2}|大于等于|小于等于|不低于|不高于|不少于|不超过|等于|大于|小于|定性|定量|其他|正向|反向"
)
_AMOUNT = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?分?")
_VALUE = re.compile(
    r"[≥≤＞＜>=<＝≧≦═﹦约近超]{0,2}-?\d[\d,]*(?:\.\d+)?(?:[~～至—-]\d+(?:\.\d+)?)?"
    r"(?:百分比|[%％‰]|个百分点|[^\d，。；：、]{0,12})(?:以上|以下|以内|左右|前|底前)?"
    r"|20\d\d[年.\-/]\d{1,2}(?:[月.\-/]\d{1,2}日?|月)?.{0,24}"
    r"|(?:不[低高少多]于|不超过|不得?大于|不小于|大于等于|小于等于|大于|小于|至少|超过|达到?|每[年月周日季度]+).{0,3}\d.{0,12}"
)
PRINTED_WEIGHT = re.compile(r"[（(]?(\d+(?:\.\d+)?)[%％]?分?[)）]?$")
_NAME = 16  # characters of a name; longer texts say something
_UNIT = 6


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind:
    """What the text of a cell looks like."""
    solid = unicodedata.normalize("NFKC", squeeze(text))
    if not solid:
        return "blank"
    if solid in _DASHES:
        return "dash"
    if _COMPARATOR.fullmatch(squeeze(text)):
        return "comparator"
    if _AMOUNT.fullmatch(solid):
        return "amount"
    known = level_of(text)
    if known is not None:
        return known
    if bare(text) in words().totals:
        return "total"
    if _VALUE.fullmatch(solid):
        return "value"
    if len(solid) <= _UNIT and _is_unit(solid):
        return "unit"
    return "name" if len(solid) <= _NAME else "text"


def _is_unit(solid: str) -> bool:
    """A unit, with or without 万 or 个 before it (万元, 个工作日), also per another (元/亩)."""
    bases = (solid, solid.lstrip("十百千万亿"), solid.removeprefix("个"), solid.partition("/")[0])
    return any(units().get(base) is not None for base in bases if base)


def level_of(text: str) -> Literal["level1", "level2", "levels"] | None:
    """The rank of a known level, with or without its printed weight."""
    solid = squeeze(text)
    found = {bare(solid), bare(PRINTED_WEIGHT.sub("", solid))}
    first, second = bool(found & words().level1), bool(found & words().level2)
    if first and second:
        return "levels"
    return "level1" if first else "level2" if second else None
