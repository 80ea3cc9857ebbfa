"""What it costs, in nats, that a text stands in a column: its type, the joins of its lines, and their widths.

All figures are judgements, tuned on made-up forms and on the texts at hand; none was counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import NamedTuple

from perfparse.layout.bands.atoms import Row
from perfparse.layout.bands.words import band_words
from perfparse.layout.joins import lean
from perfparse.layout.measure import lead, width
from perfparse.model.ir import Role

Piece = tuple[int, int, int]
"""The atoms of a line that are of one cell: the line's place in its table, the first atom, the one behind the last."""
Lines = tuple[Piece, ...]
"""A cell: a piece of each of its lines. Empty for a blank cell."""

ROW = 0.5  # each row
LINE = 0.8  # each further line of a cell
BLANK: dict[Role, float] = {
    "indicator": 10.0, "target": 5.0, "actual": 4.0, "weight": 5.0, "score": 5.0, "reason": 0.3, "nature": 4.0,
    "unit": 2.0, "extra": 1.0, "level1": 0.0, "level2": 0.0, "goal": 0.0,
}  # fmt: skip
_OVER = 5.0  # a score above its weight
_ALIKE = 2.0  # a target and an actual value of the same make
_TOO_WIDE, _TOO_NARROW, _MOST = 2.5, 2.0, 7.0  # an em, an em, at most
_PLAY = 0.7  # em by which a line's width may be off
_MOST_LINES: dict[Role, int] = {"weight": 1, "score": 1, "nature": 1, "unit": 3, "level1": 4, "level2": 4}
_ANY = 100
_LEAST_EFFORT, _EFFORT = 3000, 30  # ways to take a cell's pieces that are looked at: at least, a character
TOO_DEAR = 9.0
_TWO_FIGURES = 4.0  # a number with its unit, and another on the next line
_SAID_ALL = 2.0  # a share, and more on the next line
_ENDS = ("%", "％", "‰")
_LONG_NAME = 16  # characters
_PROSE = 0.5  # a target or an actual value in prose, in a form that has goals in prose beside its rows
_BEGINS = re.compile(r"其中[:：]|[★*＊]|指标\d+[:：]|[≥≤＞＜≧≦]")
_TAIL = re.compile(r"前|以前|底前|之前|以上|以内|以下|左右|内|以前完成|前完成|[^\W\d]{1,2}")
_BEFORE_TAIL = re.compile(r"[\d年月日底个]$")

_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{1,4})?")
_FIGURES = re.compile(r"-?[\d,]+(?:\.\d+)?")
_DASH = re.compile(r"[-—－–/／|\\]+|…+|无")
_COMPARED = re.compile(r"[≥≤＞＜>=<＝≧≦═﹦]|不低于|不高于|不少于|不超过|大于|小于|低于|超过?\d")
_QUANTITY = re.compile(
    r"(?:[≥≤＞＜>=<＝≧≦═﹦]|不低于|不高于|不少于|不超过|大于|小于|低于|超过?|至少|约|近|达到?|完成|实际完成|已完成|同比\w\w)*"
    r"(?:\d[\d.,]*|[一二两三四五六七八九十百千]+)\W{0,1}[\w%‰]{0,4}(?:/\w{1,4})?(?:以上|以下|以内|左右)?"
)
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(r"[，。；]")
_NAME_END = re.compile(r"(?:[率数量性额积限次长]|程度|成本|年限|机制|时间|期限|节点|人数|标准|规模)$")
_RULE = re.compile(r"[得计]满分|不得分|每[少低多超降延]|扣\d|扣完|按比例|[得计]\d+分")
_STARTS_LOW = re.compile(r"[，。；、：）%％]")


@dataclass(frozen=True, slots=True)
class Width:
    """What is known of a column's width in em: at least and at most, and what a line that fills it costs."""

    least: float = 0.0
    most: float = inf
    full: float = 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """What a text is."""

    text: str
    number: bool
    dash: bool
    compared: bool
    quantity: bool
    digits: bool
    quality: bool
    clauses: int
    nature: bool
    part: bool
    name: bool


@lru_cache(maxsize=65536)
def look(text: str) -> Look:
    """What the text of a cell is."""
    flat = unicodedata.normalize("NFKC", text)
    return Look(
        flat,
        bool(_FIGURES.fullmatch(flat)),
        bool(_DASH.fullmatch(flat)),
        bool(_COMPARED.match(flat)),
        bool(_QUANTITY.fullmatch(flat)),
        bool(_DIGIT.search(flat)),
        any(word in flat for word in band_words().qualities),
        len(_CLAUSE.findall(text)),
        text in band_words().natures,
        text.startswith("其中"),
        bool(_NAME_END.search(flat)),
    )


def _of_indicator(seen: Look) -> float:
    if seen.number or seen.dash:
        return 10.0
    cost = 6.0 * seen.compared + 4.0 * seen.quantity + 3.0 * seen.clauses + 0.7 * seen.digits
    cost += (
        2.0 * (len(seen.text) < 3) + 1.5 * seen.quality + 0.15 * max(0, len(seen.text) - _LONG_NAME) - 0.7 * seen.name
    )
    return cost + 4.0 * bool(_STARTS_LOW.match(seen.text))


def _of_target(seen: Look) -> float:
    cost = 2.0 * seen.number + 2.0 * seen.dash + 1.0 * seen.clauses + 0.7 * seen.name
    return cost if seen.digits or seen.quality or seen.quantity else cost + 1.6


def _of_actual(seen: Look) -> float:
    cost = 0.7 * seen.number + 1.0 * seen.dash + 0.3 * seen.clauses + 1.0 * seen.compared + 0.7 * seen.name
    return cost if seen.digits or seen.quality or seen.quantity else cost + 1.6


def _of_amount(seen: Look) -> float:
    if seen.dash:
        return 1.0
    return 0.0 if _NUMBER.fullmatch(seen.text) and float(seen.text) <= 100 else 12.0


def _of_reason(seen: Look) -> float:
    if seen.number or seen.compared:
        return 8.0
    cost = 1.0 + 4.0 * (seen.quantity and not seen.dash) + 1.5 * (len(seen.text) < 4 and not seen.dash)
    return cost + 2.5 * bool(_RULE.search(seen.text))


def _of_nature(seen: Look) -> float:
    return 0.0 if seen.nature else 8.0


def _of_unit(seen: Look) -> float:
    if seen.number or seen.compared or seen.nature:
        return 8.0
    return 4.0 * seen.quality + 2.0 * max(0, len(seen.text) - 4)


def _of_extra(seen: Look) -> float:
    return 1.5 + 0.1 * min(len(seen.text), 30)


def _of_rule(seen: Look) -> float:
    """Of how an indicator is scored, in words."""
    return 0.8 + 6.0 * (seen.number or seen.compared) + 3.0 * (seen.quantity and not seen.dash)


def _of_number(seen: Look) -> float:
    return 0.0 if seen.number else 10.0


def _of_level(seen: Look) -> float:
    return 3.0 + 6.0 * (seen.number or seen.compared or seen.quantity)


_TYPES = {
    "indicator": _of_indicator, "target": _of_target, "actual": _of_actual, "weight": _of_amount,
    "score": _of_amount, "reason": _of_reason, "nature": _of_nature, "unit": _of_unit, "extra": _of_extra,
    "level1": _of_level, "level2": _of_level, "goal": _of_extra,
}  # fmt: skip


class _Bare(NamedTuple):
    """A cell's cost but for its column's width; its lines' widths in em, and with what follows each on the next."""

    cost: float
    longs: tuple[float, ...]
    needs: tuple[float, ...]


class Costs:
    """The costs of one table's cells. `widths` are in em by column, `inf` where not known.

    `rules` are the columns that say how indicators are scored.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        roles: Sequence[Role],
        numbered: Sequence[bool],
        widths: Sequence[Width],
        *,
        wordy: bool,
        rules: Sequence[int] = (),
    ) -> None:
        self.wordy = wordy
        self.effort = _LEAST_EFFORT + _EFFORT * sum(len(row.text) for row in rows)
        self.rows = rows
        self.numbered = tuple(numbered)
        self.roles = tuple(roles)
        self.types = [_of_number if one else _TYPES[role] for role, one in zip(roles, numbered, strict=True)]
        for at in rules:
            self.types[at] = _of_rule
        self.rules = tuple(rules)
        self.widths = tuple(widths)
        self.blank = [5.0 if one else BLANK[role] for role, one in zip(roles, numbered, strict=True)]
        self.most = [1 if one else _MOST_LINES.get(role, _ANY) for role, one in zip(roles, numbered, strict=True)]
        self.filled = [0.0] * len(self.roles)
        self._known: dict[tuple[int, Lines], float] = {}
        self._bare: dict[tuple[int, Lines], _Bare] = {}
        self.split = "nature" in self.roles or "unit" in self.roles
        """Whether comparator, value and unit have columns of their own."""
        self.weight = self.roles.index("weight") if "weight" in self.roles else None
        self.score = self.roles.index("score") if "score" in self.roles else None
        self.target = self.roles.index("target") if "target" in self.roles else None
        self.actual = self.roles.index("actual") if "actual" in self.roles else None

    def told(self, widths: Sequence[Width]) -> Costs:
        """The same for columns of these widths."""
        costs = Costs(self.rows, self.roles, self.numbered, widths, wordy=self.wordy, rules=self.rules)
        costs._bare, costs.effort = self._bare, self.effort
        return costs

    def cell(self, column: int, lines: Lines) -> float:
        """What it costs that a column has a cell of these lines."""
        if not lines:
            return self.blank[column]
        key = column, lines
        cost = self._known.get(key)
        if cost is None:
            bare = self._bare.get(key)
            if bare is None:
                bare = self._bare[key] = self._weigh(column, lines)
            cost = bare.cost + self.filled[column] + _fits(bare, self.widths[column])
            self._known[key] = cost
        return cost

    def _weigh(self, column: int, lines: Lines) -> _Bare:
        seen = look(self.text(lines))
        cost = self.types[column](seen)
        if self.wordy and self.roles[column] in ("target", "actual"):
            cost = min(cost, _PROSE) if seen.clauses else cost
        if cost > TOO_DEAR:
            return _Bare(inf, (), ())
        printed = [self.printed(piece) for piece in lines]
        if len(lines) > 1:
            cost += LINE * (len(lines) - 1) - sum(_joins(left, right) for left, right in pairwise(printed))
        longs = tuple(map(width, printed))
        return _Bare(cost, longs, tuple(long + lead(after) for long, after in zip(longs, printed[1:], strict=False)))

    def printed(self, piece: Piece) -> str:
        """A piece as it stands in its line."""
        line, start, end = piece
        return " ".join(atom.text for atom in self.rows[line].atoms[start:end])

    def text(self, lines: Lines) -> str:
        """The text of a cell."""
        return "".join(atom.text for line, start, end in lines for atom in self.rows[line].atoms[start:end])

    def row(self, cells: Sequence[Lines]) -> float:
        """What it costs that these cells are of one row, beside what each costs."""
        cost = ROW
        if self.weight is not None and self.score is not None:
            cost += self.over(cells)
            if not cells[self.weight] and not cells[self.score] and self._within(cells):
                cost -= self.blank[self.weight] + self.blank[self.score]
        if self.target is not None and self.actual is not None:
            cost -= _ALIKE * alike(self.text(cells[self.target]), self.text(cells[self.actual]))
        return cost

    def over(self, cells: Sequence[Lines]) -> float:
        """What it costs that the score is above the weight."""
        weight, score = self._amount(cells, self.weight), self._amount(cells, self.score)
        return _OVER * (weight is not None and score is not None and score > weight)

    def _within(self, cells: Sequence[Lines]) -> bool:
        """Whether a row is a part of the row above, which has neither weight nor score."""
        return any(lines and look(self.text(lines)).part for lines in cells)

    def _amount(self, cells: Sequence[Lines], column: int | None) -> float | None:
        text = self.text(cells[column]) if column is not None else ""
        flat = look(text).text if text else ""
        return float(flat) if _NUMBER.fullmatch(flat) else None


def _joins(left: str, right: str) -> float:
    """How much cheaper it is that two lines are of one cell than that they are of two."""
    if _BEGINS.match(right):
        return -6.0
    found = lean(left, right)
    if _TAIL.fullmatch(right) and _BEFORE_TAIL.search(left):
        found += 2.5
    if look(left).quantity and not _TAIL.match(right):
        found -= _TWO_FIGURES if right[0].isdigit() or look(right).quantity else _SAID_ALL * left.endswith(_ENDS)
    return found


def _fits(cell: _Bare, room: Width) -> float:
    """What the widths of a cell's lines cost in a column of some width."""
    cost = 0.0
    for long in cell.longs:
        if long > room.most + _PLAY:
            cost += min(_MOST, _TOO_WIDE * (long - room.most - _PLAY))
    for need in cell.needs:
        free = room.least - need - _PLAY
        cost += min(_MOST, _TOO_NARROW * free) if free > 0 else room.full
    return cost


@lru_cache(maxsize=65536)
def alike(target: str, actual: str) -> float:
    """How alike a target and an actual value are in what is no figure: 0 to 1."""
    one = {char for char in target if not char.isdigit() and char not in "≥≤=＝.,不低少高于超过以上内下"}
    other = {char for char in actual if not char.isdigit() and char not in "≥≤=＝.,实际已完成达到"}
    if not one and not other:
        return 0.5 * bool(target and actual)
    return len(one & other) / max(1, min(len(one), len(other))) if one and other else 0.0
