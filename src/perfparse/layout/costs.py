"""What the parts of a reading cost, in nats: the shape of a slice in a column, a cell's going on, its end.

The chances behind them are judgements, set and tuned on one published report and on made-up ones. What a form fixes
by its nature (a name is no sentence, a last line is full by chance only) matters more than the second digit of any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf, log

from perfparse.layout.measure import NOT_FIRST
from perfparse.layout.slices import Slice
from perfparse.model.ir import Role

LAST = {"indicator": 0.55, "target": 0.55, "actual": 0.40}
"""Chance that a line is its cell's last, by role; a goal has one cell, which may end anywhere."""
SENTENCE = {"goal": 0.9, "indicator": 0.02, "target": 0.5, "actual": 0.75}
"""Chance that a cell ends like a sentence, by role."""
STOP_COST = {True: -log(0.07), False: -log(0.93)}
"""What it costs that a line within a cell ends, or does not end, like a sentence."""
GOAL_CUT = 1.0
"""A goal cell that a page cuts."""
GOAL_LEFT_OPEN = 3.0
"""A goal cell that stops in mid-sentence at a page's end and never goes on."""
GOAL_RESUMED = 1.5
"""One of several goal cells going on, its tail not yet known."""
ROW_CUT = 1.5
"""A page ends within a row, and this cell of it goes on."""

_LAST_ELSE = 0.4
_SENTENCE_ELSE = 0.5
_STOP_IN_NAME = {True: -log(0.004), False: 0.0}
_BLANK = {"goal": 9.0, "indicator": 12.0}  # a cell left blank; a row without a name is hardly one
_BLANK_ELSE = 7.0
_TOO_WIDE = 6.0  # an em too wide for its column
_TOO_SHORT = 3.0  # an em that was left free though the next word would have fitted
_PARAGRAPH = 4.5  # a new paragraph within a cell, after a sentence's end
_PARAGRAPH_ANYWHERE = 8.0
_WIDE = 30.0  # em: the width of a column taken for one that is not known
_UNKNOWN = 0.7  # a line that goes on in a column whose width is not known
_VALUE_NAME = 6.0  # an indicator's name that is a bare value
_VALUE_IN_NAME = 2.5  # or holds one after a comparator, or at its end
_VALUE_GOES_ON = 1.5  # a bare value that is not the whole of its cell
_BOUND_DONE = 2.5  # what was done begins with a bound, as what was promised does
_CLAUSE_IN_NAME = 0.7
_SENTENCE_IN_NAME = 2.5
_CUT_SHORT = 5.0  # a cell that ends in mid-clause
_SHORT_CELL = 0.3  # a short cell that does not end like a sentence
_BAD_BEGINNING = 6.0  # a cell that begins with what may not begin a line
_COMPARED = re.compile(r"[≥≤＞＜><≧≦]\s*\d|\d\s*(?:[%％]|[^\W\d_年月]{1,3})?$")
_BOUND_FIRST = re.compile(r"[≥≤＞＜><=＝≧≦]|不(?:少|低|高|多)于|不超过|至少")
_UNFINISHED = frozenset("，、：（《“〔【")


class Costs:
    """The costs for one table: its columns' roles and widths (em, `inf` where not known or lines do not wrap)."""

    def __init__(self, roles: Sequence[Role], widths: Sequence[float], *, wrapped: bool) -> None:
        self.widths = widths
        self.goals = roles.count("goal")
        self._actual = roles.index("actual") if "actual" in roles else -1
        self.wrapped = wrapped
        self.ends = [0.0 if role == "goal" else -log(LAST.get(role, _LAST_ELSE)) for role in roles]
        self.stays = [0.0 if role == "goal" else -log(1 - LAST.get(role, _LAST_ELSE)) for role in roles]
        self.blank = [_BLANK.get(role, _BLANK_ELSE) for role in roles]
        stops = [SENTENCE.get(role, _SENTENCE_ELSE) for role in roles]
        self._stop = [-log(chance) for chance in stops]
        self._no_stop = [-log(1 - chance) for chance in stops]
        self._full = [log(max(min(width, _WIDE) / 2, 1.0)) for width in widths]
        self._shapes: dict[int, tuple[list[float], list[float]]] = {}

    def shapes(self, piece: Slice) -> tuple[list[float], list[float]]:
        """For each column, what the slice itself speaks against going on there, and against beginning there."""
        known = self._shapes.get(id(piece))
        if known is None:
            room = piece.give + 0.2
            going = [
                _TOO_WIDE * (piece.width - width - room) if piece.width > width + room else 0.0 for width in self.widths
            ]
            text = piece.text
            name = _CLAUSE_IN_NAME * ("，" in text) + _SENTENCE_IN_NAME * ("。" in text[:-1])
            going[self.goals] += name + _VALUE_IN_NAME * (_COMPARED.search(text) is not None)
            bad = _BAD_BEGINNING if text[0] in NOT_FIRST else 0.0
            begun = [cost + bad for cost in going]
            begun[self.goals] += _VALUE_NAME * piece.value
            if self._actual >= 0 and _BOUND_FIRST.match(text):
                begun[self._actual] += _BOUND_DONE
            known = self._shapes[id(piece)] = (going, begun)
        return known

    def stay(self, column: int, tail: Slice, piece: Slice) -> tuple[float, bool]:
        """What it costs that a cell goes on from `tail` with `piece`, and whether as a new paragraph.

        Lines but a paragraph's last are full: the next word would not have fitted.
        """
        width = self.widths[column]
        stop = (_STOP_IN_NAME if column == self.goals else STOP_COST)[tail.stop] + _VALUE_GOES_ON * tail.value
        if width == inf:
            return stop + (_UNKNOWN if self.wrapped else 0.0), not self.wrapped
        free = width - tail.width - piece.lead - tail.play
        if free <= 0:
            return stop, False
        paragraph = _PARAGRAPH if tail.text[-1] in "。！？；;：:" else _PARAGRAPH_ANYWHERE
        short = _TOO_SHORT * free
        return (stop + short, False) if short <= paragraph else (stop + paragraph, True)

    def end(self, column: int, tail: Slice, *, single: bool) -> float:
        """What it costs that a cell ends with `tail`: as a sentence does or not, and with a full line or not.

        `single` tells that the cell has this line only.
        """
        cost = self._full[column] if self.widths[column] - 1.0 <= tail.width else 0.0
        if tail.stop:
            return cost + self._stop[column]
        if single and not tail.prose:
            return cost + min(self._no_stop[column], _SHORT_CELL)
        return cost + self._no_stop[column]

    def broken_off(self, column: int, tail: Slice) -> float:
        """What it costs that a cell ended with `tail` just where the page did."""
        return self.end(column, tail, single=False) + self.ends[column] + _CUT_SHORT * (tail.text[-1] in _UNFINISHED)
