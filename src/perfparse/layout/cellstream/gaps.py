"""What stands between two atoms: what it costs (nats) that they are of one cell, and that they are of two.

A space inside a cell comes from a change of script (≥ 9 处) or from a date (2024年 6月); between two cells it is all
that an extractor left of the border. A line end inside a cell is where the cell was wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from perfparse.language.words import crossing
from perfparse.layout.cellstream.atoms import Atom
from perfparse.layout.measure import NOT_FIRST, NOT_LAST, STOPS, is_han
from perfparse.quantities.units import units

_SCRIPT_GAPS = 0.12  # share of places where a figure meets its unit that have a space: there a space tells little
_LOOKS = 80  # spaces whose sides are looked up in the dictionary
_WRAPS = 0.02  # share of spaces within a word or a clause that show that spaces stand for line ends
_FEW_RUNS = 3  # units parted from their numbers by a line end, as happens in any text
_RAGGED = 0.15  # share of them that shows that lines break at random
_IN_SENTENCE = re.compile(r"[^\W\d]{1,4}[，、；。]")  # 4.5 | 万人，各项任务
_CLOSE = re.compile(r"\d[\u4e00-\u9fff]")
_BEHIND_FIGURES = frozenset("多余以分度年月日")  # they stand behind a number, units or not
_BOUND_END = re.compile(
    r"(?:[≥≤＞＜><=＝≧≦═﹦~～/／\-－—–+×第约近超达至到共为]|低于|高于|少于|多于|小于|大于|不足|超过|不超过|达到|至少)$"
)
_CHANGED_END = re.compile(r"(?:增长|下降|上升|提高|降低|减少|增加)$")
_LINK_FIRST = re.compile(r"[~～/／\-－—–+×至]\s*\S")
_COMPARED = re.compile(r"[≥≤＞＜><=＝≧≦═﹦]")
_DATE_END = re.compile(r"\d\s*[年月]$")
_DASHES = re.compile(r"[—－–\-/／…|]+")  # marks for a blank cell
_NAME_NUMBER = re.compile(r"指标\d{1,2}[:：]")  # a name's place, as forms print it
_PRINTED_WEIGHT = re.compile(r"[（(]\d{1,3}(?:\.\d{1,2})?分?[）)]")  # behind the name of a level
_BLANK_END = re.compile(r"(?:^|[\d%％/—－\-])[—－–/…]+$")
_DATE_ON = re.compile(r"[年月日]$")
_PART_OF_DATE = frozenset("底末初前中上下旬")
_FIGURE_END = re.compile(r"\d$")
_PER = frozenset("/／·")
_LIST_MARKS = frozenset("①②③④⑤⑥⑦⑧⑨⑩")
_CHINESE_FIGURES = frozenset("一二三四五六七八九十几")
_NATURES = frozenset(("定性", "定量"))
_LONGEST_UNIT = 4  # characters
_NUMBER = re.compile(r"\d[\d.,]*")
_MID_CLAUSE = frozenset("，、：,；")
_PARTICLES = frozenset("的了着等及和与或之")


class Gap(NamedTuple):
    """What it costs in nats that the sides are of one cell (`same`), or of two (`apart`)."""

    same: float
    apart: float


@dataclass(frozen=True, slots=True)
class Style:
    """How an extractor parts cells and lines, as the text itself shows.

    `scripts`: it leaves a space between a figure and the character beside it. `wraps`: a space may stand for a line
    end within a cell. `runs`: it breaks the line at every change of script, so that a line end is a space. `flat`:
    there are no lines to speak of. `ragged`: lines break elsewhere
    than where a cell is full. `units`: the form has columns for
    comparators or units, so that what belongs to one target may stand apart.
    """

    scripts: bool
    wraps: bool
    runs: bool
    flat: bool
    ragged: bool = False
    units: bool = False


def style_of(atoms: Sequence[Atom]) -> Style:
    """Judge the atoms of a text."""
    spaced = close = mid = run = lines = 0
    looks = _LOOKS
    for at, atom in enumerate(atoms):
        last = atoms[at - 1].text[-1] if at else ""
        spaced += atom.gap == "space" and last.isdigit() and _begins_with_unit(atom.text)
        run += atom.gap == "line" and at > 0 and _cut_by_script(atoms[at - 1].text, atom.text)
        lines += atom.gap in ("line", "page")
        close += len(_CLOSE.findall(atom.text))
        if atom.gap == "space" and last:
            mid += last in "，、" or (looks > 0 and _crossed(atoms[at - 1].text, atom.text))
            looks -= is_han(last)
    return Style(
        scripts=spaced > _SCRIPT_GAPS * max(1, spaced + close),
        wraps=mid > 1 and mid > _WRAPS * sum(atom.gap == "space" for atom in atoms),
        runs=run > 0.6 * max(1, run + close + spaced) and run > lines / 8,
        ragged=run > max(_FEW_RUNS, _RAGGED * (run + close + spaced)),
        flat=lines < len(atoms) / 20,
    )


@lru_cache(maxsize=4096)
def _begins_with_unit(text: str) -> bool:
    """Whether a text begins with a unit, 万 or 亿 before it, as behind its number."""
    bare = text.lstrip("十百千万亿")
    return not bare or bare[0] in _BEHIND_FIGURES or units().longest(bare, 0) is not None


def _cut_by_script(left: str, right: str) -> bool:
    """Whether a line is a bare number and the next begins with its unit: 501 | 场，公共图书馆."""
    return _NUMBER.fullmatch(left) is not None and _begins_with_unit(right)


def _crossed(left: str, right: str) -> bool:
    return is_han(left[-1]) and is_han(right[0]) and bool(crossing(left, right))


def gap(left: str, atom: Atom, style: Style) -> Gap | None:
    """What stands before `atom`, behind the text `left` on its line or the line before; None where no border can be."""
    right = atom.text
    kind = atom.gap
    if kind == "even":
        return None
    if _NAME_NUMBER.match(right):
        return Gap(6.0, 0.1)
    if right[0] in "（(" and _PRINTED_WEIGHT.match(right) and is_han(left[-1]):
        return Gap(0.1, 5.0)
    if _marks_blank(right, left[-1]) or (kind != "page" and _BLANK_END.search(left)):
        return Gap(5.0, 0.1)
    if kind in ("line", "page") and not style.runs:
        return _line(left, right, cut=kind == "page")
    found = _space(left, right, style)
    if found is not None and kind == "wide":
        return Gap(found.same + 3.0, min(found.apart, 0.2))
    if found is not None and (style.wraps or style.runs):
        line = _line(left, right, cut=kind == "page")
        return Gap(min(found.same, line.same + 0.7), max(found.apart, line.apart - 0.7))
    return found


def _marks_blank(text: str, beside: str) -> bool:
    """Whether a text is a mark for a blank cell: —, or / beside a figure or another mark (元 / 户 is a unit)."""
    if _DASHES.fullmatch(text) is None:
        return False
    return text[0] not in "/-" or beside.isdigit() or beside in "%％/-—"


def _space(left: str, right: str, style: Style) -> Gap | None:
    last, first = left[-1], right[0]
    if style.units and left in _NATURES:
        return Gap(0.1, 2.0)
    if (
        last in _LIST_MARKS
        or last in NOT_LAST
        or (first in NOT_FIRST and first not in "—·….")
        or (last in _PER and len(left) > 1)
    ):
        return None
    if _after_bound(left, first):
        return None if len(left) > 1 or not last.isdigit() else Gap(1.0, 1.0)
    if _LINK_FIRST.match(right) and last.isalnum():
        return Gap(0.2, 4.0)
    if first.isdigit():
        return _before_figure(left, right, style)
    if last.isdigit() and is_han(first):
        return _figure_then_word(right, style)
    return _goes_on_date_gap(left, right) or _between_words(last, right, style)


def _after_bound(left: str, first: str) -> bool:
    """Whether a number stands behind what needs one: ≥ | 9, 不低于 | 六成."""
    return _BOUND_END.search(left[-4:]) is not None and (first.isdigit() or first in _CHINESE_FIGURES)


def _before_figure(left: str, right: str, style: Style) -> Gap:
    """A space before a number."""
    last = left[-1]
    if _CHANGED_END.search(left):
        return Gap(0.3, 1.5)
    if last.isdigit():
        return Gap(6.0, 0.1)
    date = _goes_on_date_gap(left, right)
    if date is not None:
        return date
    if is_han(last):
        return Gap(0.2, 1.2) if style.scripts else Gap(1.6, 0.4)
    return _between_words(last, right, style)


def _goes_on_date_gap(left: str, right: str) -> Gap | None:
    return Gap(0.1, 3.0) if _goes_on_date(left, right) else None


def _between_words(last: str, right: str, style: Style) -> Gap:
    """A space between two texts that are no number and unit."""
    if right in _PER and is_han(last):
        return Gap(0.2, 3.0)
    if last in "%％" and is_han(right[0]):
        return Gap(2.0, 0.4)
    if last in STOPS:
        return Gap(2.5, 0.3)
    if last in _MID_CLAUSE:
        return Gap(0.2, 4.0)
    if _COMPARED.match(right):
        return Gap(1.0, 0.6) if style.scripts else Gap(2.5, 0.2)
    if is_han(last) and is_han(right[0]):
        return Gap(3.0 if style.wraps else 4.5, 0.2)
    return Gap(1.2, 0.5)


def _goes_on_date(left: str, right: str) -> bool:
    """Whether a date goes on: 2024年|6月, 2月|底前."""
    if right[0].isdigit():
        return _DATE_END.search(left[-6:]) is not None
    return right[0] in _PART_OF_DATE and _DATE_ON.search(left) is not None


def _figure_then_word(right: str, style: Style) -> Gap:
    """A space behind a number."""
    if style.units and (_begins_with_unit(right) or len(right) < _LONGEST_UNIT):
        return Gap(0.2, 2.0)
    if _IN_SENTENCE.match(right):
        return Gap(0.1, 4.0)
    if _begins_with_unit(right):
        return Gap(0.1, 3.0) if style.scripts else Gap(2.0, 0.5)
    return Gap(3.0, 0.2)


_WRAPPED = 0.8  # nats: a line end within a cell
_ENDED = 0.5  # nats: a line end at a cell's end
_CUT = 0.3  # a page's end within a cell, beside
_NO_WORD = 0.8  # two characters meet, and no word of the dictionary stands across


def _line(left: str, right: str, *, cut: bool) -> Gap:
    """A line end: where a cell is wrapped, or where it ends."""
    same = _WRAPPED + _CUT * cut
    leaning = _leaning(left, right)
    if leaning is not None:
        return Gap(leaning.same, _ENDED + leaning.apart)
    last, first = left[-1], right[0]
    if last in STOPS:
        return Gap(same + 1.0, _ENDED)
    if _FIGURE_END.search(left):
        return Gap(same + (3.0 if first.isdigit() else 1.0), _ENDED)
    if first.isdigit():
        return Gap(same + 0.4, _ENDED)
    if _COMPARED.match(right):
        return Gap(same + 2.5, _ENDED)
    if is_han(last) and is_han(first):
        word = crossing(left, right)
        return Gap(same + _NO_WORD, _ENDED) if not word else Gap(0.5, _ENDED + (4.0 if len(word) > 2 else 2.0))
    return Gap(same, _ENDED)


def _leaning(left: str, right: str) -> Gap | None:
    """What the characters beside a line end say for one cell; `apart` is what comes to a border's cost."""
    last, first = left[-1], right[0]
    if first in NOT_FIRST and first not in "—·…":
        return Gap(0.3, 7.0)
    if last in NOT_LAST or last in _LIST_MARKS:
        return Gap(0.3, 6.0)
    if last in _MID_CLAUSE or last in _PER or last == "." or (_LINK_FIRST.match(right) and last.isalnum()):
        return Gap(0.3, 4.0)
    if _after_bound(left, first):
        return Gap(0.3, 3.0)
    if _goes_on_date(left, right):
        return Gap(0.4, 2.5)
    if _FIGURE_END.search(left) and _begins_with_unit(right):
        return Gap(0.3, 2.0)
    return Gap(0.5, 1.5) if first in _PARTICLES and last not in STOPS else None
