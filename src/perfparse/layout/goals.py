"""Parting the goal cells that run side by side down a table's left, when there are several.

On each page their lines stand one cell after the other, cut anywhere. Where one ends shows in how each goes on at
the next page: 加快两项重|点项目建设 is a word over the page, 加快两项重|服务服从 is none. So the lines of all pages are
read together, every way to part them weighed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import inf, log

from perfparse.layout.costs import GOAL_CUT, GOAL_LEFT_OPEN, SENTENCE, STOP_COST
from perfparse.layout.joins import Joins
from perfparse.layout.slices import Slice

_MOST = 400  # states kept a line: all of them for two goal columns, the likeliest for more
_REACH = 8.0  # nats: dearer ways are dropped
_MISSING = 9.0
_OPENER = -log(4.0)  # how much oftener a goal's first line begins with such a word than any other line
_NO_OPENER = -log(0.65)
_COUNTS_ANEW = 1.5  # 一是 after 五是, in the same goal
_MISCOUNTS = 4.0  # 三是 after 五是, or first of all
_NUMERALS = "一二三四五六七八九十"
_COUNTED = re.compile(rf"([{_NUMERALS}])是")
_STOP = -log(SENTENCE["goal"])
_NO_STOP = -log(1 - SENTENCE["goal"])


@dataclass(frozen=True, slots=True)
class Parting:
    """Which goal column each slice belongs to, page by page, and how much dearer (nats) the next way is."""

    columns: tuple[tuple[int, ...], ...]
    margin: float


_Path = tuple["_Path | None", int]
"""The columns chosen so far, the last first: the way before, and the last column."""


@dataclass(frozen=True, slots=True)
class _State:
    """`counts` has the last 一是, 二是 … of each column; `margin` is how much dearer the next way here is."""

    cost: float
    column: int
    tails: tuple[Slice | None, ...]
    path: _Path | None
    counts: tuple[int, ...] = ()
    margin: float = inf


def part(zones: Sequence[Sequence[Slice]], goals: int, joins: Joins) -> Parting:
    """Part the goal lines of each page among `goals` columns; the first page's begin every cell."""
    states = [_State(0.0, -1, (None,) * goals, None, (0,) * goals)]
    for number, zone in enumerate(zones):
        states = [replace(state, column=-1) for state in states]
        last = number == len(zones) - 1
        for at, piece in enumerate(zone):
            states = _step(states, piece, joins, first_page=number == 0, cut=not last, top=at == 0)
    best, *rest = sorted(states, key=_finish)
    path = _unrolled(best.path)
    margin = min([best.margin, *(_finish(state) - _finish(best) for state in rest[:1])])
    columns, start = [], 0
    for zone in zones:
        columns.append(path[start : start + len(zone)])
        start += len(zone)
    return Parting(tuple(columns), margin)


def _unrolled(path: _Path | None) -> tuple[int, ...]:
    columns = []
    while path is not None:
        path, column = path
        columns.append(column)
    return tuple(reversed(columns))


def _step(
    states: Sequence[_State], piece: Slice, joins: Joins, *, first_page: bool, cut: bool, top: bool
) -> list[_State]:
    best: dict[tuple[int, tuple[int, ...], tuple[int, ...]], _State] = {}
    for state in states:
        for column in range(max(state.column, 0), len(state.tails)):
            cost = _move_cost(state, column, piece, joins, first_page=first_page, cut=cut, top=top)
            if cost is None:
                continue
            tails = (*state.tails[:column], piece, *state.tails[column + 1 :])
            tail = state.tails[column]
            text = piece.text if tail is None else tail.text[-1] + piece.text  # 四|是 may stand across lines
            counting, count = _counting(text, state.counts[column])
            if tail is not None and _COUNTED.fullmatch(tail.text[-2:]):  # 五是 | 做好…
                counting += _OPENER if piece.text.startswith(_openers()) else _NO_OPENER
            counts = (*state.counts[:column], count, *state.counts[column + 1 :])
            key = (column, counts, tuple(map(id, tails)))
            total = state.cost + cost + counting
            known = best.get(key)
            margin = state.margin
            if known is not None:
                margin = min(state.margin if total < known.cost else known.margin, abs(total - known.cost))
            if known is None or total < known.cost:
                best[key] = _State(total, column, tails, (state.path, column), counts, margin)
            else:
                best[key] = replace(known, margin=margin)
    if not best:  # no column can take the line: it stays where the lines before it are
        return [_stuck(state, piece) for state in states]
    least = min(state.cost for state in best.values())
    near = (state for state in best.values() if state.cost <= least + _REACH)
    return sorted(near, key=lambda state: state.cost)[:_MOST]


def _stuck(state: _State, piece: Slice) -> _State:
    column = max(state.column, 0)
    tails = (*state.tails[:column], piece, *state.tails[column + 1 :])
    return replace(state, cost=state.cost + _MISSING, column=column, tails=tails, path=(state.path, column))


def _move_cost(
    state: _State, column: int, piece: Slice, joins: Joins, *, first_page: bool, cut: bool, top: bool
) -> float | None:
    """What it costs that the next goal line is this column's; None where it cannot be."""
    tail = state.tails[column]
    if column == state.column and tail is not None:
        return None if tail.line == piece.line else joins.between(tail.line, piece.line).same + STOP_COST[tail.stop]
    cost = 0.0
    if not top and state.column >= 0:
        left = state.tails[state.column]
        if left is not None and left.line != piece.line:
            join = joins.between(left.line, piece.line)
            ends = _STOP if left.stop else _NO_STOP
            cost += min(join.apart + ends, join.cut + GOAL_CUT) if cut else join.apart + ends
    if first_page:
        if column:
            cost += _OPENER if piece.text.startswith(_openers()) else _NO_OPENER
        return cost + _MISSING * (column - max(state.column, -1) - 1)
    if tail is None:
        return None
    return cost + joins.between(tail.line, piece.line).behind + STOP_COST[tail.stop]


def _counting(text: str, count: int) -> tuple[float, int]:
    """What it costs that a goal that has counted to `count` goes on with `text`, and how far it has counted then."""
    cost = 0.0
    if "是" not in text:
        return cost, count
    for match in _COUNTED.finditer(text):
        number = _NUMERALS.index(match[1]) + 1
        if number != count + 1:
            cost += _COUNTS_ANEW if number == 1 else _MISCOUNTS
        count = number
    return cost, count


@cache
def _openers() -> tuple[str, ...]:
    text = resources.files(__package__).joinpath("openers.toml").read_text(encoding="utf8")
    return tuple(tomllib.loads(text)["words"])


def _finish(state: _State) -> float:
    """The whole cost: goals that stop in mid-sentence, or are missing, tell against a way to part them."""
    cost = state.cost
    for tail in state.tails:
        if tail is None:
            cost += _MISSING
        elif not tail.stop:
            cost += GOAL_LEFT_OPEN
    return cost
