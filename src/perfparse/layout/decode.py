"""The search over the lines of one table: which column each line, or each slice of it, belongs to.

A cell stream gives each cell's wrapped lines in turn: on every page first the part of the goal cells that stands
on it, then row by row each cell. A page break cuts cells; after it each may go on, in the columns' order. The
search keeps a beam of hypotheses, each with the open tail of every column, so that a cell can go on over a page;
it ends with the cheapest reading and with how much dearer the next one is at every line.

Where one goal cell ends and the next begins shows only in how both go on at the next page, so hypotheses that
differ in nothing else are merged; `goals` parts the goal cells afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from perfparse.layout.costs import GOAL_CUT, GOAL_LEFT_OPEN, GOAL_RESUMED, ROW_CUT, Costs
from perfparse.layout.joins import Joins
from perfparse.layout.measure import NOT_FIRST
from perfparse.layout.slices import Slice, Sliced
from perfparse.model.ir import Role

Kind = Literal["begin", "go on", "paragraph", "resume"]
Tails = tuple[Slice | None, ...]

_FIRST_REACH = 14.0  # nats at a table's first line, where a goal may be missing: the next lines tell
_CERTAIN = 4.0  # nats, with what a bad beginning costs besides: no cell begins here
_SOMEWHERE = Slice(-1, 0, 0, 0.0, 0.0, 0.0, 0.0, "。", 0.0, value=False, stop=True, prose=False)
"""The tail of a goal cell that ended where the next goal cell began: at any line of its page."""


class Part(NamedTuple):
    """A slice and what it was read as."""

    slice: Slice
    column: int
    kind: Kind


_Move = tuple[int, float, Kind, bool]
"""What the next slice may be, its own shape not yet weighed: column, cost, kind, whether it begins a row."""


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

    `roles` has the goal columns first, then the record columns in order. `widths` are in em, `inf` where not known
    or where lines do not wrap. `pages[i]` is what it costs to take it that a page begins with line i: 0 where one
    plainly does, `inf` where nothing shows. `closed[i]` tells that a full-width row stands before line i.

    At most `beam` hypotheses are kept at a line, and none that is dearer than the best by more than `reach` nats.
    A reading dearer than `most` is not read to its end.
    """

    sliced: Sequence[Sliced]
    pages: Sequence[float]
    closed: Sequence[bool]
    roles: tuple[Role, ...]
    widths: tuple[float, ...]
    joins: Joins
    beam: int = 10
    reach: float = 8.0
    most: float = inf


@dataclass(frozen=True, slots=True)
class Decoded:
    """The cheapest reading: one step a line, and its whole cost in nats; no step and `inf` where it was given up."""

    steps: tuple[Step, ...]
    cost: float


def decode(task: Task, *, margins: bool = True) -> Decoded:
    """Read the lines of `task`; without `margins` the steps have none, which is quicker."""
    return _Search(task).run(margins=margins)


class _Search:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.costs = Costs(task.roles, task.widths, wrapped=not task.joins.tabs)
        self.goals = self.costs.goals
        self.columns = len(task.roles)
        breaks = [at for at, cost in enumerate(task.pages) if cost < inf]
        self.first_page = next((at for at in breaks if task.pages[at] == 0), len(task.pages))
        self.last_page = breaks[-1] if breaks else -1

    def run(self, *, margins: bool) -> Decoded:
        beam = [_Node(0.0, -1, (None,) * self.columns)]
        layers = [beam]
        for at in range(len(self.task.sliced)):
            if self.task.closed[at] and at:
                beam = self._close(beam)
                layers.append(beam)
            beam = self._line(at, beam)
            layers.append(beam)
            if beam[0].cost > self.task.most:
                return Decoded((), inf)
        return self._trace(layers, margins=margins)

    # one line

    def _line(self, at: int, beam: list[_Node]) -> list[_Node]:
        sliced = self.task.sliced[at]
        points, first = sliced.points, sliced.slices[0, 1]
        moved = [(node, self._moves(node, first, at)) for node in beam]
        whole = sliced.slices[0, points]
        going, begun = self.costs.shapes(whole)
        ways: list[tuple[float, _Node, _Move]] = []
        best = inf
        for node, moves in moved:
            base = node.cost + whole.cost
            for move in moves:
                column, cost, kind, _ = move
                total = base + cost + (begun if kind == "begin" else going)[column]
                if total < best:
                    best = total
                ways.append((total, node, move))
        limit = best + (self.task.reach if at else _FIRST_REACH)
        states: dict[tuple[object, ...], _Node] = {}
        for total, node, move in ways:
            if total <= limit:
                tails = self._put(self._row(node.tails, move), move[0], move[2], whole)
                _enter(states, node, total, tails, (Part(whole, move[0], move[2]),))
        if points > 1:
            limit = self._cut_line(sliced, moved, states, limit)
        kept = [state for state in states.values() if state.cost <= limit]
        kept.sort(key=_cost)
        return kept[: self.task.beam]

    def _cut_line(
        self,
        sliced: Sliced,
        moved: Sequence[tuple[_Node, list[_Move]]],
        states: dict[tuple[object, ...], _Node],
        limit: float,
    ) -> float:
        """Enter all ways to read a line as several cells; return the limit as it then is."""
        for node, moves in moved:
            for move in moves:
                base = node.cost + move[1]
                if base > limit:
                    continue
                for tails, total, parts in self._cuts(self._row(node.tails, move), move, sliced, base, limit):
                    limit = min(limit, total + self.task.reach)
                    _enter(states, node, total, tails, parts)
        return limit

    def _cuts(
        self, tails: Tails, move: _Move, sliced: Sliced, base: float, limit: float
    ) -> list[tuple[Tails, float, tuple[Part, ...]]]:
        """All ways to cut a line whose first slice makes `move`: each column's last slice, cost and parts."""
        found: list[tuple[Tails, float, tuple[Part, ...]]] = []
        stack: list[tuple[int, Tails, _Move, float, tuple[Part, ...]]] = [(0, tails, move, base, ())]
        points, slices = sliced.points, sliced.slices
        while stack:
            j, tails, (column, _, kind, _), cost, parts = stack.pop()
            for k in range(j + 1, points + 1 if j else points):
                piece = slices[j, k]
                total = cost + self.costs.shapes(piece)[kind == "begin"][column] + piece.cost
                if total > limit:
                    continue
                after = self._put(tails, column, kind, piece)
                done = (*parts, Part(piece, column, kind))
                if k == points:
                    found.append((after, total, done))
                    continue
                stack.extend(
                    (k, after, further, total + further[1], done)
                    for further in self._beside(column, kind, after, slices[k, k + 1])
                    if total + further[1] <= limit
                )
        return found

    def _row(self, tails: Tails, move: _Move) -> Tails:
        """The columns' last slices as `move` finds them: a new row begins with none."""
        return (*tails[: self.goals], *(None,) * (self.columns - self.goals)) if move[3] else tails

    def _put(self, tails: Tails, at: int, kind: Kind, piece: Slice) -> Tails:
        if 0 < at < self.goals and kind != "go on" and tails[at - 1] is not None:
            return (*tails[: at - 1], _SOMEWHERE, piece, *tails[at + 1 :])
        return (*tails[:at], piece, *tails[at + 1 :])

    def _moves(self, node: _Node, piece: Slice, at: int) -> list[_Move]:
        """What a line's first slice may be, from one state."""
        column, tails, page, costs = node.column, node.tails, self.task.pages[at], self.costs
        if column < 0:
            first: list[_Move] = [(self.goals, sum(costs.blank[: self.goals]), "begin", True)]
            return [(0, 0.0, "begin", False), *first] if self.goals else first
        opened, penalty = tails[column], 0.0
        moves: list[_Move] = []
        if page < inf:
            if page == 0 and any(tail is not None and not tail.stop for tail in tails[: self.goals]):
                penalty = GOAL_LEFT_OPEN
            for other, tail in enumerate(tails):
                if tail is not None:
                    moves.append(self._resume(other, tail, piece, page + (penalty if other >= self.goals else 0.0)))
        if opened is None:  # a full-width row stands before
            return [*moves, (self.goals, penalty, "begin", True)]
        join = self.task.joins.between(opened.line, piece.line)
        if page > 0:
            stay, paragraph = costs.stay(column, opened, piece)
            moves.append((column, join.same + stay + costs.stays[column], "paragraph" if paragraph else "go on", False))
        if page > 0 and piece.text[0] in NOT_FIRST and join.lean > _CERTAIN:
            return moves
        end = costs.end(column, opened, single=node.single)
        apart, leave = join.apart + end, join.leave + end
        if column < self.goals and at <= self.last_page:  # a page may cut the goal anywhere
            apart, leave = min(apart, join.cut + GOAL_CUT), min(leave, GOAL_CUT)
        onward = costs.ends[column] + penalty
        return moves + self._onward(node, piece, apart + onward, leave + onward, first_page=at < self.first_page)

    def _onward(self, node: _Node, piece: Slice, cost: float, leave: float, *, first_page: bool) -> list[_Move]:
        """After a cell has ended: the next column's cell, or the next row. Goals begin on the first page.

        `cost` is that of the end before a new cell, `leave` before the rest of one that a page has cut.
        """
        column, tails, blank = node.column, node.tails, 0.0
        moves: list[_Move] = []
        cut_row = False
        for to in range(column + 1, self.columns):
            tail = tails[to]
            if tail is not None:
                cut_row = cut_row or to >= self.goals
                moves.append(self._resume(to, tail, piece, leave))
            elif not cut_row and (first_page or to >= self.goals):
                moves.append((to, cost + blank, "begin", to == self.goals))
            if first_page or to >= self.goals:
                blank += self.costs.blank[to]
        if column >= self.goals or cut_row:
            rest = self._dropped(tails, column) if cut_row else blank
            moves.append((self.goals, cost + rest, "begin", True))
        return moves

    def _dropped(self, tails: Tails, column: int) -> float:
        """What it costs that the row a page cut does not go on: its last cell then ended where the page did."""
        last = max(to for to in range(self.goals, self.columns) if tails[to] is not None)
        tail = tails[last]
        return 0.0 if last <= column or tail is None else self.costs.broken_off(last, tail)

    def _beside(self, column: int, kind: Kind, tails: Tails, piece: Slice) -> list[_Move]:
        """What a further slice of a line may be: a cell to the right, begun or, after a page break, going on."""
        last, left = tails[column], self.costs.ends[column]
        if last is not None:
            left += self.costs.end(column, last, single=kind == "begin")
        moves: list[_Move] = []
        blank = 0.0
        for to in range(column + 1, self.columns):
            tail = tails[to]
            if tail is None:
                moves.append((to, left + blank, "begin", to == self.goals))
            else:
                moves.append(self._resume(to, tail, piece, left))
                if to >= self.goals:
                    break
            if to >= self.goals:
                blank += self.costs.blank[to]
        return moves

    def _resume(self, to: int, tail: Slice, piece: Slice, cost: float) -> _Move:
        """A cell that goes on after a page break."""
        if tail is _SOMEWHERE:
            return to, cost + GOAL_RESUMED + self.costs.stays[to], "resume", False
        cost += self.task.joins.between(tail.line, piece.line).behind + self.costs.stay(to, tail, piece)[0]
        return to, cost + self.costs.stays[to] + (ROW_CUT if to >= self.goals else 0.0), "resume", False

    def _close(self, beam: list[_Node]) -> list[_Node]:
        """A full-width row ends the row before it."""
        states: dict[tuple[int, ...], _Node] = {}
        for node in beam:
            cost = self._finish(node)
            tails = (*node.tails[: self.goals], *(None,) * (self.columns - self.goals))
            state = states.setdefault(tuple(map(id, tails)), _Node(inf, self.columns - 1, tails))
            state.cost = min(state.cost, node.cost + cost)
            state.edges.append((node, cost, ()))
        return sorted(states.values(), key=_cost)

    def _finish(self, node: _Node) -> float:
        """What it costs that the table, or its rows before a full-width one, ends here."""
        opened = node.tails[node.column] if node.column >= 0 else None
        if opened is None:
            return 0.0
        blank = sum(self.costs.blank[max(node.column + 1, self.goals) :])
        return self.costs.end(node.column, opened, single=node.single) + blank

    # the result

    def _trace(self, layers: list[list[_Node]], *, margins: bool) -> Decoded:
        for node in layers[-1]:
            node.onward = self._finish(node)
        if margins:
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
                margin, other = _runner_up(layer, parts, total) if margins else (inf, None)
                steps.append(Step(parts, margin, other))
            node = before
        return Decoded(tuple(reversed(steps)), total)


def _cost(node: _Node) -> float:
    return node.cost


def _enter(
    states: dict[tuple[object, ...], _Node], before: _Node, total: float, tails: Tails, parts: tuple[Part, ...]
) -> None:
    """Enter a way to read a line into the state it leads to."""
    _, column, kind = parts[-1]
    single = kind == "begin"
    key = (column, single, *map(id, tails))
    state = states.get(key)
    if state is None:
        state = states[key] = _Node(total, column, tails, single)
    elif total < state.cost:
        state.cost = total
    state.edges.append((before, total - before.cost, parts))


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
