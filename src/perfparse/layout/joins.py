"""How likely it is that one line goes on in another: evidence from the text on both sides of the join.

All costs are in nats: the negative logarithm of how often the thing seen occurs within a cell (`same`) and
between two cells (`apart`). The frequencies are judgements, set and tuned on one published report and on made-up
ones; none was counted. What matters is their ratio.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from perfparse.language.words import crossing
from perfparse.layout.measure import NOT_FIRST, NOT_LAST, STOPS, is_han
from perfparse.model.ir import TextLine

# how often: within a cell; between two cells; between two cells the first of which a page cuts. The fourth number
# compares ends that may go on behind a cut: how much oftener it is seen where the end is the right one. The fifth:
# how often where a cell ends and what follows is the rest of another that a page has cut
_SEEN = {
    "begins with what may not begin a line": (0.06, 0.0006, 0.0006, 1.0, 1.0),
    "begins with a particle": (0.05, 0.004, 0.004, 1.0, 1.0),
    "ends in mid-clause": (0.13, 0.004, 0.13, 1.0, 0.004),
    "ends with an open bracket": (0.02, 0.0005, 0.02, 1.0, 0.0005),
    "a quote stays open": (0.006, 0.006, 0.08, 0.15, 0.006),
    "a bracket stays open": (0.025, 0.006, 0.08, 0.3, 0.006),
    "a bracket opened before is closed behind": (0.07, 0.0004, 0.0008, 10.0, 0.006),
    "closes a quote it did not open": (0.006, 0.002, 0.002, 0.05, 1.0),
    "closes a bracket it did not open": (0.02, 0.003, 0.003, 0.25, 1.0),
    "begins with the rest of a clause": (0.10, 0.03, 0.03, 1.0, 1.0),
    "a word of two stands across": (0.40, 0.05, 0.05, 8.0, 0.05),
    "a longer word stands across": (0.15, 0.004, 0.004, 37.0, 0.004),
    "no word stands across": (0.45, 0.95, 0.95, 0.47, 0.95),
    "figures go on in a unit": (0.50, 0.03, 0.05, 16.0, 0.05),
}
_COST = {name: tuple(-log(chance) for chance in chances) for name, chances in _SEEN.items()}

_PARTICLES = frozenset("的了着等及和与或之")
_MID_CLAUSE = frozenset("，、：,")
_SCRAP = re.compile(r"[^\W\d]{1,2}[，、；。]")
_FIGURE = re.compile(r"[\d.]$")
_UNIT_FIRST = re.compile(
    r"[个家次人条项件场份期年月日座所处宗户亩吨元万亿名位批种类台套辆篇部册起间只门块米公千平小分天支%％]"
)
_PAIRS = {"”": "“", "’": "‘", "）": "（", "》": "《", "】": "【", "〕": "〔", "」": "「", ")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Join:
    """What stands at a join: the cost of the two sides being of one cell, or of two, and the words for it.

    `cut` is the cost of two cells the first of which a page cuts, so that its end tells nothing; `behind` that of
    one cell behind such a cut, against any other end that might go on there (it may be negative); `leave` that of
    a cell's end before the rest of another.
    """

    same: float
    apart: float
    cut: float
    behind: float
    leave: float
    seen: tuple[str, ...]

    @property
    def lean(self) -> float:
        """How much cheaper one cell is than two; negative where two cells are."""
        return self.apart - self.same


@dataclass(frozen=True, slots=True)
class Ends:
    """What a line shows at its two ends, found once a line."""

    opens: str
    closes: str


def ends_of(text: str) -> Ends:
    """The last bracket or quote that stands open at the end of `text`, and the first it closes but did not open.

    Quoted words are short, titles in 《》 may run over lines.
    """
    stack: list[str] = []
    closes = ""
    for char in text:
        if char in _PAIRS:
            if stack and stack[-1] == _PAIRS[char]:
                stack.pop()
            elif char not in stack:
                closes = closes or char
        elif char in "“‘（《【〔「([":
            stack.append(char)
    return Ends(stack[-1] if stack else "", closes)


class Joins:
    """The evidence at every join of a document's lines, each computed when first asked for."""

    def __init__(self, lines: Sequence[TextLine], hints: Hints) -> None:
        self._lines = lines
        self._ends = [ends_of(line.text) for line in lines]
        self._hints = hints
        self._known: dict[tuple[int, int], Join] = {}

    @property
    def tabs(self) -> bool:
        """Whether tabs mark the cells, so that lines are not wrapped."""
        return self._hints.tabs

    def between(self, left: int, right: int) -> Join:
        """The join between the end of line `left` and the beginning of line `right`."""
        join = self._known.get((left, right))
        if join is None:
            join = self._known[left, right] = self._weigh(left, right)
        return join

    def _weigh(self, left: int, right: int) -> Join:
        first, second = self._lines[left], self._lines[right]
        seen = _glance(first.text, second.text, self._ends[left], self._ends[right])
        costs = [_COST[name] for name in seen]
        for name, *more in self._hints.at(left, right, self._lines):
            seen.append(name)
            costs.append(tuple(more))
        lean = sum(cost[1] - cost[0] for cost in costs)
        if abs(lean) < _SURE and is_han(first.text[-1]) and is_han(second.text[0]):
            word = crossing(first.text, second.text)
            name = "no word stands across" if not word else _WORDS[len(word) > 2]
            seen.append(f"{word} stands across" if word else name)
            costs.append(_COST[name])
        same, apart, cut, behind, leave = map(sum, zip(*costs, strict=True)) if costs else (0.0,) * 5
        return Join(same, apart, cut, behind, leave, tuple(seen))


@lru_cache(maxsize=65536)
def lean(left: str, right: str) -> float:
    """How much cheaper it is, in nats, that `left` goes on in `right` than that they are of two cells."""
    seen = _glance(left, right, ends_of(left), ends_of(right))
    found = sum(_COST[name][1] - _COST[name][0] for name in seen)
    if abs(found) < _SURE and is_han(left[-1]) and is_han(right[0]):
        word = crossing(left, right)
        cost = _COST[_WORDS[len(word) > 2] if word else "no word stands across"]
        found += cost[1] - cost[0]
    return found


_WORDS = ("a word of two stands across", "a longer word stands across")
_SURE = 6.0
"""Nats beyond which no dictionary is asked: loading it takes longer than reading a short report."""


def _glance(left: str, right: str, left_ends: Ends, right_ends: Ends) -> list[str]:
    """The names of what the characters next to the join show."""
    seen = []
    last, first = left[-1], right[0]
    if first in NOT_FIRST:
        seen.append("begins with what may not begin a line")
    elif first in _PARTICLES:
        seen.append("begins with a particle")
    elif _FIGURE.search(left) and _UNIT_FIRST.match(right):
        seen.append("figures go on in a unit")
    elif _SCRAP.match(right):
        seen.append("begins with the rest of a clause")
    if last in _MID_CLAUSE:
        seen.append("ends in mid-clause")
    elif last in NOT_LAST:
        seen.append("ends with an open bracket")
    if left_ends.opens and right_ends.closes:
        seen.append("a bracket opened before is closed behind")
    elif left_ends.opens:
        seen.append("a quote stays open" if left_ends.opens in "“‘" else "a bracket stays open")
    elif right_ends.closes:
        quote = right_ends.closes in "”’"
        seen.append("closes a quote it did not open" if quote else "closes a bracket it did not open")
    return seen


@dataclass(frozen=True, slots=True)
class Hints:
    """Which of an extractor's traces carry news in this document; each is used only where it proves itself.

    A trailing space marks a paragraph's end where sentences end with one and mid-clauses do not; a missing blank
    line marks a new cell where nearly all lines have one; a tab marks a cell's start where many lines have one.
    """

    trailing: bool
    blank: bool
    tabs: bool

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> Hints:
        """Judge the traces of a document's lines."""
        return cls(
            trailing=_proves(lines),
            blank=len(lines) > 5 and 0.8 < sum(line.blank_before for line in lines[1:]) / (len(lines) - 1) < 1,
            tabs=len(lines) > 5 and sum(line.indented == "\t" for line in lines) > 0.5 * len(lines),
        )

    def at(
        self, left: int, right: int, lines: Sequence[TextLine]
    ) -> list[tuple[str, float, float, float, float, float]]:
        """The traces at a join: name and costs in the order of `_SEEN`."""
        found = []
        first, second = lines[left], lines[right]
        if self.tabs:
            tab = second.indented == "\t"
            found.append(
                ("a tab stands before", 9.0, 0.0, 0.0, 9.0, 0.0) if tab else ("no tab before", 0.0, 9.0, 9.0, 0.0, 0.0)
            )
        if self.trailing:
            end = first.trailing_space
            found.append(
                ("a space ends it", 2.5, 0.0, 2.5, 2.0, 0.0) if end else ("no space ends it", 0.0, 2.5, 0.0, -0.3, 2.5)
            )
        if right == left + 1:
            if self.blank and not second.blank_before:
                found.append(("no blank line between", 2.5, 0.0, 0.0, 0.0, 0.0))
            if second.indented and second.indented != "\t":
                found.append(("indented", 1.5, 0.0, 0.0, 0.0, 0.0))
        return found


def _proves(lines: Sequence[TextLine]) -> bool:
    """Whether trailing spaces go with sentence ends, and lines that end in mid-clause have none."""
    stops = [line.trailing_space for line in lines if line.text[-1] in STOPS]
    clauses = [line.trailing_space for line in lines if line.text[-1] in _MID_CLAUSE]
    return len(stops) >= 3 and sum(stops) > 0.5 * len(stops) and sum(clauses) <= 0.1 * len(clauses)
