"""The search over the atoms of a table: which run of them is which cell.

A reading is a chain of cells in the order of the columns, row after row. Every run of atoms is weighed as a whole as
the cell of each column: by its type, its joins, what it says beside the cells before it in its row. Blank cells leave
no trace; each costs by its column. The search keeps a beam of readings at every atom; it ends with the cheapest and
with how much dearer each of its cells would be read otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from perfparse.layout.cellstream import kinds
from perfparse.layout.cellstream.atoms import Atom
from perfparse.layout.cellstream.gaps import Style, gap
from perfparse.layout.cellstream.kinds import Kind, kind_of
from perfparse.layout.cellstream.pieces import PLAY, Lines, Piece, lines_of, pieces_of
from perfparse.layout.cellstream.roles import FRESH, OUTSIDE, OVER, Form, Row, Weighed

Step = Literal["row", "cell", "resume", "outside"]

_BEAM = 6  # readings kept at an atom
_REACH = 6.5  # nats by which a reading may be dearer than the best at its atom
_LONGEST = 900  # characters of a cell
_MOST_PARTS = 45  # pieces of a cell
_SURELY_ONE = 5.0  # nats: no cell ends where so much speaks for its going on
_BEST_RELATED = 3.0  # nats that an actual value may gain by its target
_APART = 6.5  # nats that speak for borders inside a run: no cell goes over them
_JUMBLED = 14.0  # nats of a text that looks as if of several cells: more of it makes it no better
_NEW_ROW = 0.3
_ROW_IN_LINE = 2.0  # a row that begins within a line
_BEHIND = 5.0  # the table has ended
_CUT_CELL = 1.0  # a page cuts a cell of a row that has cells after it
_CUT_MORE = 0.3  # and another of the same row
_GOAL_AGAIN = 8.0  # a goal beside the rows has one cell, which begins with the first
_LATE_CELL = 3.0  # a cell of that row that begins only behind the cut
_SURE = 1.0  # nats of a cell that tells its column's width
_TOLD = 20.0  # nats: a reading dearer than the best by so much is as good as none


class Cell(NamedTuple):
    """A run of pieces as one column's cell, and how it was entered."""

    start: int
    end: int
    column: int
    step: Step


class _Run(NamedTuple):
    """A run of pieces to `end`, the columns that it may be a cell of, and what it costs whichever it is of.

    `least` is what it costs at least.
    """

    end: int
    kind: Kind
    columns: Sequence[Weighed]
    alone: float
    least: float


@dataclass(slots=True, eq=False)
class _Node:
    """A state before a piece: the column of the last cell, what its row says, every way here.

    `cut` is the last column that the row had before a page cut it, where its cells now go on; else -1.
    """

    cost: float
    column: int
    row: Row
    cut: int
    edges: list[tuple[_Node, float, Cell]] = field(default_factory=list)
    onward: float = inf


_Layer = dict[tuple[int, int, Row], _Node]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The cheapest reading: cells in order, each with its margin in nats and the cell read there otherwise."""

    pieces: tuple[Piece, ...]
    cells: tuple[tuple[Cell, float, Cell | None], ...]
    cost: float
    decided: Mapping[int, Cell] = field(default_factory=dict)
    """The cells that would be read otherwise if a score might be above its weight, and how."""


def decode(body: Sequence[Atom], form: Form, style: Style) -> Decoded:
    """Read `body`, the atoms of a table's rows, as rows of a form of these columns."""
    if not body:
        return Decoded((), (), 0.0)
    search = _Search(body, form, style)
    found = search.run()
    widths = _widths(found, len(form.roles))
    if style.ragged or not any(_left_short(cell, found, widths) for cell, _, _ in found.cells):
        return found
    return _Search(body, form, style, widths).run()


class _Search:
    def __init__(self, body: Sequence[Atom], form: Form, style: Style, widths: Sequence[float] = ()) -> None:
        self.form, self.style, self.widths = form, style, widths
        self.pieces, self.gaps = pieces_of(body, style)
        self.first = (0.0,) * len(form.roles)
        self.again = tuple(_GOAL_AGAIN * (role == "goal") for role in form.roles)
        self._done = form.roles.index("actual") if "actual" in form.roles else -1
        self.layers: list[_Layer] = [{} for _ in range(len(self.pieces) + 1)]
        self.least = [inf] * (len(self.pieces) + 1)

    def run(self) -> Decoded:
        """The cheapest reading of all pieces."""
        self.layers[0][-1, -1, FRESH] = _Node(0.0, len(self.form.roles), FRESH, -1)
        self.least[0] = 0.0
        for at in range(len(self.pieces)):
            layer = self.layers[at]
            limit = self.least[at] + _REACH
            nodes = sorted((node for node in layer.values() if node.cost <= limit), key=_cost)[:_BEAM]
            self.layers[at] = {(node.column, node.cut, node.row): node for node in nodes}
            if nodes:
                runs = self._runs(at)
                for node in nodes:
                    self._extend(node, at, runs)
        return self._trace()

    # what a run of pieces may be

    def _runs(self, at: int) -> list[_Run]:
        """The runs that begin with piece `at` and may be a cell."""
        found: list[_Run] = []
        text, joined, apart = "", 0.0, 0.0
        lines = Lines(told=not self.style.runs and not self.style.ragged)
        last = min(len(self.pieces), at + _MOST_PARTS)
        for end in range(at + 1, last + 1):
            piece = self.pieces[end - 1]
            if end > at + 1:
                border = self.gaps[end - 1]
                joined += border.same
                apart = max(0.0, apart + border.same - border.apart)
                if apart > _APART:
                    break
            text += piece.text
            lines.add(piece, first=end == at + 1)
            if end < last and self.gaps[end].apart - self.gaps[end].same > _SURELY_ONE:
                continue
            kind = kind_of(text)
            if end > at + 1 and (len(text) > _LONGEST or kind.jumble > _JUMBLED):
                break
            columns, least = self.form.likely(kind)
            short = lines.short()
            if self.widths:
                columns = [self._in_width(weighed, lines, short) for weighed in columns]
            alone = joined + kind.shape + short
            found.append(_Run(end, kind, columns, alone, alone + least))
        return found

    def _in_width(self, weighed: Weighed, lines: Lines, short: float) -> Weighed:
        """What a run costs in a column that is known to be wide: more than `short`, where its lines end too soon."""
        wide = self.widths[weighed.column] if weighed.column >= 0 else 0.0
        if wide <= lines.widest:
            return weighed
        return weighed._replace(cost=weighed.cost + lines.short(wide) - short)

    # one step

    def _extend(self, node: _Node, at: int, runs: Sequence[_Run]) -> None:
        """Enter every cell that may follow a node."""
        form, piece, here = self.form, self.pieces[at], max(node.column, node.cut)
        base = node.cost + self.gaps[at].apart
        line = piece.gap in ("line", "page", "start") or self.style.flat or self.style.runs
        if node.column == OUTSIDE:
            cost = kinds.outside(kind_of(piece.text))
            self._enter(node, base + cost, Cell(at, at + 1, OUTSIDE, "outside"), FRESH)
            return
        blank = form.blanks(node.row)
        close = base + form.closed_at(node.row, here)
        opened = close + _NEW_ROW + (0.0 if line else _ROW_IN_LINE)
        resumes = piece.gap == "page" or node.cut >= 0
        after = base - blank[min(here + 1, len(form.roles))] + _LATE_CELL * (node.cut >= 0)
        again = self.again if at else self.first
        leasts, done, enter = self.least, self._done, self._enter
        for end, kind, columns, alone, least in runs:
            limit = leasts[end] + _REACH
            if base + least > limit + _BEST_RELATED and not resumes:
                continue
            for column, cost, begun, more in columns:
                cost += alone
                if column == OUTSIDE:
                    if line and end == at + 1 and at:
                        enter(node, close + cost + _BEHIND, Cell(at, end, column, "outside"), FRESH)
                    continue
                if column > here:
                    total = after + cost + blank[column]
                    if total < limit + _BEST_RELATED * (column == done):
                        row, beside = form.add(node.row, column, kind)
                        if total + beside <= limit:
                            enter(node, total + beside, Cell(at, end, column, "cell"), row, node.cut)
                if begun is not None and (total := opened + cost + more + again[column]) < limit:
                    enter(node, total, Cell(at, end, column, "row"), begun)
                if resumes:
                    self._resume(node, at, end, column, kind)

    def _resume(self, node: _Node, at: int, end: int, column: int, kind: Kind) -> None:
        """A cell of the row that a page cut goes on behind the cut."""
        if (node.cut >= 0 and column <= node.column) or kind.number is not None or not self.form.wordy[column]:
            return
        before = self._text(node, column)
        if not before:
            return
        join = gap(before, Atom(kind.text, 0, 0, 0, "line"), self.style)
        inner = sum(self.gaps[number].same for number in range(at + 1, end))
        whole, part = self._alone(column, kind_of(before + kind.text)), self._alone(column, kind_of(before))
        total = (
            node.cost
            + (_CUT_MORE if node.cut >= 0 else _CUT_CELL)
            + (join.same if join else 0.3)
            + inner
            + whole
            - part
        )
        self._enter(node, total, Cell(at, end, column, "resume"), node.row, max(node.cut, node.column))

    def _alone(self, column: int, kind: Kind) -> float:
        """What a text costs in a column, its joins left out."""
        return next((cost for at, cost in self.form.costs(kind) if at == column), _TOLD) + kind.shape

    def _text(self, node: _Node, column: int) -> str:
        """The text of the row's cell in a column, empty where it is blank."""
        found: list[str] = []
        here = node
        while here.edges:
            before, _, cell = min(here.edges, key=_through)
            if cell.column == column:
                found += [piece.text for piece in reversed(self.pieces[cell.start : cell.end])]
            if cell.step == "row":
                break
            here = before
        return "".join(reversed(found))

    def _enter(self, before: _Node, total: float, cell: Cell, row: Row, cut: int = -1) -> None:
        least = self.least[cell.end]
        if total > least + _REACH:
            return
        if total < least:
            self.least[cell.end] = total
        layer, key = self.layers[cell.end], (cell.column, cut, row)
        known = layer.get(key)
        if known is None:
            known = layer[key] = _Node(total, cell.column, row, cut)
        elif total < known.cost:
            known.cost = total
        known.edges.append((before, total - before.cost, cell))

    # the way back

    def _trace(self) -> Decoded:
        last = list(self.layers[-1].values())
        if not last:
            return Decoded(tuple(self.pieces), (), inf)
        for node in last:
            here = max(node.column, node.cut)
            node.onward = 0.0 if node.column == OUTSIDE else self.form.closed_at(node.row, here)
        best = min(last, key=lambda node: node.cost + node.onward)
        total = best.cost + best.onward
        for layer in reversed(self.layers):
            for node in layer.values():
                for before, cost, _ in node.edges:
                    before.onward = min(before.onward, cost + node.onward)
        path: list[Cell] = []
        node = best
        while node.edges:
            node, _, cell = min(node.edges, key=_through)
            path.append(cell)
        path.reverse()
        cells, decided = self._margins(path, total)
        return Decoded(tuple(self.pieces), tuple(cells), total, decided)

    def _margins(self, path: list[Cell], total: float) -> tuple[list[tuple[Cell, float, Cell | None]], dict[int, Cell]]:
        """How much dearer the cheapest reading is that reads any piece of a cell otherwise; `Decoded.decided`."""
        owner = [number for number, cell in enumerate(path) for _ in range(cell.start, cell.end)]
        least: list[float] = [inf] * len(path)
        rivals: list[Cell | None] = [None] * len(path)
        decided: dict[int, Cell] = {}
        for layer in self.layers:
            for node in layer.values():
                for before, cost, rival in node.edges:
                    dearer = before.cost + cost + node.onward - total
                    if dearer > _TOLD:
                        continue
                    for number in range(owner[rival.start], owner[rival.end - 1] + 1):
                        if _alike(path[number], rival):
                            continue
                        if dearer < least[number]:
                            least[number], rivals[number] = dearer, rival
                        if dearer < OVER and dearer < self._over(before.row, rival):
                            decided[number] = rival
        return [(cell, max(0.0, least[at]), rivals[at]) for at, cell in enumerate(path)], decided

    def _over(self, row: Row, cell: Cell) -> float:
        """What it costs that a cell would be a score above the weight of its row."""
        if cell.column < 0 or self.form.roles[cell.column] != "score" or row.weight is None:
            return 0.0
        number = kind_of("".join(piece.text for piece in self.pieces[cell.start : cell.end])).number
        return OVER if number is not None and number > row.weight else 0.0


def _widths(found: Decoded, columns: int) -> list[float]:
    """How wide each column is at least, in em: its widest line."""
    widths = [0.0] * columns
    for cell, margin, _ in found.cells:
        if cell.column >= 0 and margin > _SURE:
            widths[cell.column] = max(widths[cell.column], *lines_of(found.pieces[cell.start : cell.end]))
    return widths


def _left_short(cell: Cell, found: Decoded, widths: Sequence[float]) -> bool:
    """Whether a cell was wrapped where its column had room for more."""
    if cell.column < 0:
        return False
    lines = lines_of(found.pieces[cell.start : cell.end])
    return any(line + 2 * PLAY < widths[cell.column] for line in lines[:-1])


def _alike(mine: Cell, other: Cell) -> bool:
    """Whether two cells are one, however the row before it ended."""
    return mine[:3] == other[:3] and (mine.step == "row") == (other.step == "row")


def _cost(node: _Node) -> float:
    return node.cost


def _through(edge: tuple[_Node, float, Cell]) -> float:
    return edge[0].cost + edge[1]
