"""The search over the lines of one table: which column each line, or each slice of it, belongs to.

A cell stream gives each cell's wrapped lines in turn: on every page first the part of the goal cells that stands
on it, then row by row each cell. A page break cuts cells; after it each may go on, in the columns' order. The
search keeps a beam of hypotheses, each with the open tail of every column, so that a cell can go on over a page;
it ends with the cheapest reading and with how much dearer the next one is at every line.

Where one goal cell ends and the next begins shows only in how both go on at the next page, so hypotheses that
differ in nothing else are merged; `goals` parts the goal cells afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, log
from typing import Literal, NamedTuple

from perfparse.ir import Role
from perfparse.layout.joins import Joins
from perfparse.layout.measure import NOT_FIRST
from perfparse.layout.slices import Slice, Sliced

Kind = Literal["begin", "go on", "paragraph", "resume"]

_REACH = 13.0  # nats: hypotheses dearer than the best by more are dropped
LAST = {"indicator": 0.55, "target": 0.40, "actual": 0.30}  # chance that a line is its cell's last
_BLANK = {"goal": 9.0, "indicator": 12.0}  # a cell left blank, in nats; a row without a name is hardly one
_BLANK_ELSE = 7.0
SENTENCE = {"goal": 0.9, "indicator": 0.02, "target": 0.5, "actual": 0.75}  # chance that a cell ends like a sentence
_STOPS_WITHIN = 0.07  # and that a line does that is not its cell's last
_TOO_WIDE = 6.0  # an em too wide for its column
_TOO_SHORT = 3.0  # an em that was left free though the next word would have fitted
_PARAGRAPH = 4.5  # a new paragraph within a cell, after a sentence's end
_PARAGRAPH_ANYWHERE = 8.0
_WIDE = 30.0  # em: the width of a column taken for one that is not known
_GOAL_CUT = 1.0  # a goal cell that a page cuts
_ROW_CUT = 1.5  # a page ends within a row, and this cell of it goes on
_GOAL_LEFT_OPEN = 3.0  # a goal cell that stops in mid-sentence at a page's end and never goes on
_GOAL_RESUMED = 1.5  # one of several goal cells going on, its tail not yet known
_VALUE_NAME = 6.0  # an indicator's name that is a bare value
_VALUE_IN_NAME = 2.5  # or holds one after a comparator, or at its end
_CLAUSE_IN_NAME = 0.7
_SENTENCE_IN_NAME = 2.5
_CUT_SHORT = 5.0  # a cell that ends in mid-clause
_SHORT_CELL = 0.3  # a short cell that does not end like a sentence
_UNKNOWN = 0.7  # a line that goes on in a column whose width is not known
_BAD_BEGINNING = 6.0  # a cell that begins with what may not begin a line


class Part(NamedTuple):
    """A slice and what it was read as."""

    slice: Slice
    column: int
    kind: Kind


_UNFINISHED = frozenset("，、：（《“〔【")
_COMPARED = re.compile(r"[≥≤＞＜><≧≦]\s*\d|\d\s*(?:[%％]|[^\W\d_年月]{1,3})?$")
_STOP_IN_NAME = {True: -log(0.004), False: 0.0}
STOP_COST = {True: -log(_STOPS_WITHIN), False: -log(1 - _STOPS_WITHIN)}

Tails = tuple[Slice | None, ...]

_SOMEWHERE = Slice(-1, 0, 0, 0.0, 0.0, 0.0, 0.0, "。", 0.0, value=False, stop=True, prose=False)
"""The tail of a goal cell that ended where the next goal cell began: at any line of its page."""


class _Move(NamedTuple):
    """What the next slice may be, before its own shape is looked at: `row` when it begins a row."""

    column: int
    cost: float
    kind: Kind
    row: bool


@dataclass(slots=True)
class _Node:
    """A state after a line: the column that is open, each column's last slice, and every way here.

    `single` tells that the open cell has one line so far.
    """

    cost: float
    column: int
    tails: Tails
    single: bool = True
    edges: list[tuple[_Node, float, tuple[Part, ...]]] = field(default_factory=list)
    onward: float = inf


@dataclass(frozen=True, slots=True)
class Step:
    """A line as read: its parts, how much dearer the next reading is (`margin`, nats), and what that is."""

    parts: tuple[Part, ...]
    margin: float
    other: tuple[Part, ...] | None


@dataclass(frozen=True, slots=True)
class Task:
    """What the search is given: lines with the marks before them, columns with their widths.

    `roles` has the goal columns first, then the record columns in order. `widths` are in em, `inf` where lines do
    not wrap. `pages[i]` tells that a page break stands before line i, `closed[i]` that a full-width row does.
    """

    sliced: Sequence[Sliced]
    pages: Sequence[float]
    closed: Sequence[bool]
    roles: tuple[Role, ...]
    widths: tuple[float, ...]
    joins: Joins
    beam: int = 14


@dataclass(frozen=True, slots=True)
class Decoded:
    """The cheapest reading: one step a line, and its whole cost in nats."""

    steps: tuple[Step, ...]
    cost: float


def decode(task: Task) -> Decoded:
    """Read the lines of `task`."""
    return _Search(task).run()


class _Search:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.goals = task.roles.count("goal")
        self.columns = len(task.roles)
        # a goal column has one cell, which ends somewhere: no place is likelier than another
        self.ends = [0.0 if role == "goal" else -log(LAST.get(role, 0.4)) for role in task.roles]
        self.stays = [0.0 if role == "goal" else -log(1 - LAST.get(role, 0.4)) for role in task.roles]
        self.blank = [_BLANK.get(role, _BLANK_ELSE) for role in task.roles]
        stops = [SENTENCE.get(role, 0.5) for role in task.roles]
        self.stop = [-log(chance) for chance in stops]
        self.no_stop = [-log(1 - chance) for chance in stops]
        # a last line may have any width, and is full by chance only
        self.full = [log(max(min(width, _WIDE) / 2, 1.0)) for width in task.widths]
        breaks = [at for at, cost in enumerate(task.pages) if cost < inf]
        self.first_page = next((at for at in breaks if task.pages[at] == 0), len(task.pages))
        self.last_page = breaks[-1] if breaks else -1

    def run(self) -> Decoded:
        beam = [_Node(0.0, -1, (None,) * self.columns)]
        layers = [beam]
        for at in range(len(self.task.sliced)):
            if self.task.closed[at] and at:
                beam = self._close(beam)
                layers.append(beam)
            beam = self._line(at, beam)
            layers.append(beam)
        return self._trace(layers)

    # one line

    def _line(self, at: int, beam: list[_Node]) -> list[_Node]:
        sliced = self.task.sliced[at]
        states: dict[tuple[object, ...], _Node] = {}
        limit = inf
        for node in beam:
            if node.cost > limit:
                break
            for move in self._moves(node, sliced.slices[0, 1], at):
                base = node.cost + move.cost
                if base > limit:
                    continue
                for tails, column, total, parts in self._spread(node.tails, move, sliced, base, limit):
                    limit = min(limit, total + _REACH)
                    single = parts[-1].kind == "begin"
                    key = (column, single, *map(id, tails))
                    state = states.get(key)
                    if state is None:
                        state = states[key] = _Node(total, column, tails, single)
                    elif total < state.cost:
                        state.cost = total
                    state.edges.append((node, total - node.cost, parts))
        return sorted((s for s in states.values() if s.cost <= limit), key=lambda state: state.cost)[: self.task.beam]

    def _spread(
        self, tails: Tails, move: _Move, sliced: Sliced, base: float, limit: float
    ) -> Iterator[tuple[Tails, int, float, tuple[Part, ...]]]:
        """All ways to read a line whose first slice makes `move`: as one cell, or cut into several."""
        if move.row:
            tails = (*tails[: self.goals], *(None,) * (self.columns - self.goals))
        stack: list[tuple[int, Tails, _Move, float, tuple[Part, ...]]] = [(0, tails, move, base, ())]
        while stack:
            j, tails, move, cost, parts = stack.pop()
            for k in range(j + 1, sliced.points + 1):
                piece = sliced.slices[j, k]
                total = cost + self._shape(move, piece) + piece.cost
                if total > limit:
                    continue
                after = self._put(tails, move, piece)
                done = (*parts, Part(piece, move.column, move.kind))
                if k == sliced.points:
                    yield after, move.column, total, done
                    continue
                for further in self._beside(move, after, sliced.slices[k, k + 1]):
                    stack.append((k, after, further, total + further.cost, done))

    def _moves(self, node: _Node, piece: Slice, at: int) -> Iterator[_Move]:
        """What a line's first slice may be, from one state."""
        column, tails = node.column, node.tails
        page = self.task.pages[at]
        if column < 0:
            if self.goals:
                yield _Move(0, 0.0, "begin", row=False)
            yield _Move(self.goals, sum(self.blank[: self.goals]), "begin", row=True)
            return
        opened = tails[column]
        penalty = 0.0
        if page < inf:
            if page == 0 and any(tail is not None and not tail.stop for tail in tails[: self.goals]):
                penalty = _GOAL_LEFT_OPEN
            for other, tail in enumerate(tails):
                if tail is not None:
                    yield self._resume(other, tail, piece, page + (penalty if other >= self.goals else 0.0))
        if opened is None:  # a full-width row stands before
            yield _Move(self.goals, penalty, "begin", row=True)
            return
        join = self.task.joins.between(opened.line, piece.line)
        if page > 0:
            stay, kind = self._stay(column, opened, piece)
            yield _Move(column, join.same + stay + self.stays[column], kind, row=False)
        end = self._end(column, opened, single=node.single)
        apart, leave = join.apart + end, join.leave + end
        if column < self.goals and at <= self.last_page:
            apart, leave = min(apart, join.cut + _GOAL_CUT), min(leave, _GOAL_CUT)
        onward = self.ends[column] + penalty
        yield from self._onward(node, piece, apart + onward, leave + onward, first_page=at < self.first_page)

    def _onward(self, node: _Node, piece: Slice, cost: float, leave: float, *, first_page: bool) -> Iterator[_Move]:
        """After a cell has ended: the next column's cell, or the next row. Goals begin on the first page.

        `cost` is that of the end before a new cell, `leave` before the rest of one that a page has cut.
        """
        column, tails = node.column, node.tails
        cut_row = False
        for to in range(column + 1, self.columns):
            tail = tails[to]
            if tail is not None:
                cut_row = cut_row or to >= self.goals
                yield self._resume(to, tail, piece, leave)
            elif not cut_row and (first_page or to >= self.goals):
                blank = sum(self.blank[max(column + 1, 0 if first_page else self.goals) : to])
                yield _Move(to, cost + blank, "begin", row=to == self.goals)
        if column >= self.goals or cut_row:
            blank = self._dropped(tails, column) if cut_row else sum(self.blank[column + 1 :])
            yield _Move(self.goals, cost + blank, "begin", row=True)

    def _dropped(self, tails: Tails, column: int) -> float:
        """What it costs that the row a page cut does not go on: its last cell then ended where the page did."""
        last = max(to for to in range(self.goals, self.columns) if tails[to] is not None)
        tail = tails[last]
        if last <= column or tail is None:
            return 0.0
        return self._end(last, tail, single=False) + self.ends[last] + _CUT_SHORT * (tail.text[-1] in _UNFINISHED)

    def _beside(self, before: _Move, tails: Tails, piece: Slice) -> Iterator[_Move]:
        """What a further slice of a line may be: a cell to the right, begun or, after a page break, going on."""
        column = before.column
        last, single = tails[column], before.kind == "begin"
        left = self.ends[column] + (self._end(column, last, single=single) if last is not None else 0.0)
        for to in range(column + 1, self.columns):
            tail = tails[to]
            if tail is not None:
                yield self._resume(to, tail, piece, left)
                if to >= self.goals:
                    return
                continue
            yield _Move(to, left + sum(self.blank[max(column + 1, self.goals) : to]), "begin", row=to == self.goals)

    # costs

    def _resume(self, to: int, tail: Slice, piece: Slice, cost: float) -> _Move:
        """A cell that goes on after a page break."""
        if tail is _SOMEWHERE:
            going_on = _GOAL_RESUMED
        else:
            # _stay holds it against the tail that it ends a sentence: a page cuts anywhere
            going_on = self.task.joins.between(tail.line, piece.line).behind + self._stay(to, tail, piece)[0]
        if to >= self.goals:
            going_on += _ROW_CUT
        return _Move(to, cost + going_on + self.stays[to], "resume", row=False)

    def _put(self, tails: Tails, move: _Move, piece: Slice) -> Tails:
        at = move.column
        if move.kind != "go on" and 0 < at < self.goals and tails[at - 1] is not None:
            return (*tails[: at - 1], _SOMEWHERE, piece, *tails[at + 1 :])
        return (*tails[:at], piece, *tails[at + 1 :])

    def _shape(self, move: _Move, piece: Slice) -> float:
        """What the slice itself speaks against being this."""
        cost = 0.0
        over = piece.width - self.task.widths[move.column] - piece.give - 0.2
        if over > 0:
            cost += _TOO_WIDE * over
        if move.kind == "begin":
            if piece.text[0] in NOT_FIRST:
                cost += _BAD_BEGINNING
            if move.column == self.goals and piece.value:
                cost += _VALUE_NAME
        if move.column == self.goals:
            cost += _VALUE_IN_NAME * (_COMPARED.search(piece.text) is not None) + _CLAUSE_IN_NAME * ("，" in piece.text)
            cost += _SENTENCE_IN_NAME * ("。" in piece.text[:-1])
        return cost

    def _stay(self, column: int, tail: Slice, piece: Slice) -> tuple[float, Kind]:
        """What it costs that a cell's line is followed by `piece`: lines but the last are full, or end a paragraph."""
        width = self.task.widths[column]
        stop = (_STOP_IN_NAME if column == self.goals else STOP_COST)[tail.stop]
        if width == inf:
            return stop + (0.0 if self.task.joins.tabs else _UNKNOWN), "paragraph" if self.task.joins.tabs else "go on"
        short = _TOO_SHORT * max(0.0, width - tail.width - piece.lead - tail.play)
        paragraph = _PARAGRAPH if tail.text[-1] in "。！？；;：:" else _PARAGRAPH_ANYWHERE
        return (stop + short, "go on") if short <= paragraph else (stop + paragraph, "paragraph")

    def _end(self, column: int, tail: Slice, *, single: bool) -> float:
        """What it costs that a cell ends with `tail`: as a sentence does or not, and with a full line or not."""
        cost = self.full[column] if self.task.widths[column] - 1.0 <= tail.width else 0.0
        if tail.stop:
            return cost + self.stop[column]
        short = single and not tail.prose
        return cost + (min(self.no_stop[column], _SHORT_CELL) if short else self.no_stop[column])

    def _close(self, beam: list[_Node]) -> list[_Node]:
        """A full-width row ends the row before it."""
        states: dict[tuple[object, ...], _Node] = {}
        for node in beam:
            cost = self._finish(node)
            tails = (*node.tails[: self.goals], *(None,) * (self.columns - self.goals))
            state = states.setdefault(tuple(map(id, tails)), _Node(inf, self.columns - 1, tails))
            state.cost = min(state.cost, node.cost + cost)
            state.edges.append((node, cost, ()))
        return sorted(states.values(), key=lambda state: state.cost)

    def _finish(self, node: _Node) -> float:
        """What it costs that the table, or its rows before a full-width one, ends here."""
        opened = node.tails[node.column] if node.column >= 0 else None
        if opened is None:
            return 0.0
        blank = sum(self.blank[max(node.column + 1, self.goals) :])
        return self._end(node.column, opened, single=node.single) + blank

    # the result

    def _trace(self, layers: list[list[_Node]]) -> Decoded:
        for node in layers[-1]:
            node.onward = self._finish(node)
        for layer in reversed(layers[1:]):
            for node in layer:
                for before, cost, _ in node.edges:
                    before.onward = min(before.onward, cost + node.onward)
        node = min(layers[-1], key=lambda node: node.cost + node.onward)
        total = node.cost + node.onward
        steps: list[Step] = []
        for layer in reversed(layers[1:]):
            before, _, parts = min(node.edges, key=lambda edge: edge[0].cost + edge[1])
            if parts:
                steps.append(Step(parts, *_runner_up(layer, parts, total)))
            node = before
        return Decoded(tuple(reversed(steps)), total)


def _runner_up(layer: list[_Node], parts: tuple[Part, ...], total: float) -> tuple[float, tuple[Part, ...] | None]:
    """The cheapest whole reading that reads this line otherwise: by how much it is dearer, and its parts."""
    chosen = [(part.slice.start, part.column, part.kind == "begin") for part in parts]
    least, other = inf, None
    for node in layer:
        for before, cost, rival in node.edges:
            whole = before.cost + cost + node.onward
            if whole < least and [(part.slice.start, part.column, part.kind == "begin") for part in rival] != chosen:
                least, other = whole, rival
    return max(0.0, least - total), other
