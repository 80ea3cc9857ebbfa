"""The search over the atoms of a table: which run of them is which cell.

A reading is a chain of cells in the order of the columns, row after row. Every run of atoms is weighed as a whole as
the cell of each column: by its type, its joins, what it says beside the cells before it in its row. Blank cells leave
no trace; each costs by its column. The search keeps a beam of readings at every atom; it ends with the cheapest and
with how much dearer each of its cells would be read otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from perfparse.ir import Role
from perfparse.layout.cellstream import kinds
from perfparse.layout.cellstream.atoms import Atom
from perfparse.layout.cellstream.gaps import Gap, Style, gap
from perfparse.layout.cellstream.kinds import Kind, kind_of
from perfparse.layout.cellstream.roles import OUTSIDE, Form, Row
from perfparse.layout.measure import lead, width

Step = Literal["row", "cell", "resume", "outside"]

_BEAM = 12
_REACH = 12.0  # nats
_UNLIKELY = 14.0  # nats of a cell by itself, beyond the cheapest that begins with the same atom
_LONGEST = 900  # characters of a cell
_MOST_PARTS = 90  # atoms of a cell
_SHORT = 1.5  # nats an em that a line ends too soon
_PLAY = 1.0  # em
_ENDS_FULL = 1.2  # nats of a last line that is as full as the others: it is by chance
_MOST_SHORT = 7.0
_SURELY_APART = 9.0  # nats: no cell goes over such a border


class Piece(NamedTuple):
    """Atoms that surely belong together: `first` to `last` (excluded) of the body, and their text."""

    first: int
    last: int
    text: str
    line: int
    gap: str


class Cell(NamedTuple):
    """A run of pieces as one column's cell, and how it was entered."""

    start: int
    end: int
    column: int
    step: Step


@dataclass(slots=True, eq=False)
class _Node:
    cost: float
    column: int
    row: Row
    resuming: bool
    edges: list[tuple[_Node, float, Cell]] = field(default_factory=list)
    onward: float = inf


@dataclass(frozen=True, slots=True)
class Decoded:
    """The cheapest reading: cells in order, each with its margin in nats and the cell read there otherwise."""

    pieces: tuple[Piece, ...]
    cells: tuple[tuple[Cell, float, Cell | None], ...]
    cost: float


class Search:
    """The search over `body`, the atoms of a table's rows, for a form of these columns."""

    def __init__(self, body: Sequence[Atom], form: Form, style: Style) -> None:
        self.form, self.style = form, style
        self.pieces, self.gaps = _pieces(body, style)
        self.fits: list[list[tuple[int, list[tuple[int, float]], Kind]]] = []

    def run(self) -> Decoded:
        """The cheapest reading of all pieces."""
        count = len(self.pieces)
        layers: list[dict[tuple[object, ...], _Node]] = [{} for _ in range(count + 1)]
        start = _Node(0.0, len(self.form.roles), Row(), resuming=False)
        layers[0][(0,)] = start
        for at in range(count):
            nodes = sorted(layers[at].values(), key=lambda node: node.cost)[:_BEAM]
            if not nodes:
                continue
            limit = nodes[0].cost + _REACH
            nodes = [node for node in nodes if node.cost <= limit]
            layers[at] = dict(enumerate(nodes))  # type: ignore[arg-type]  # keys no longer matter
            for end, columns, kind in self._fits(at):
                for node in nodes:
                    self._extend(node, at, end, columns, kind, layers[end])
        return self._trace(layers)

    # what a run of pieces may be

    def _fits(self, at: int) -> list[tuple[int, list[tuple[int, float]], Kind]]:
        """The runs that begin with piece `at`: their end, and what each column's cell would cost."""
        found: list[tuple[int, list[tuple[int, float]], Kind]] = []
        text, joined, least = "", 0.0, inf
        lines = _Lines()
        for end in range(at + 1, min(len(self.pieces), at + _MOST_PARTS) + 1):
            piece = self.pieces[end - 1]
            if end > at + 1:
                border = self.gaps[end - 1]
                joined += border.same
                if border.same - border.apart > _SURELY_APART:
                    break
            text += piece.text
            lines.add(piece, wrapped=end > at + 1 and piece.gap in ("line", "page") and not self.style.runs)
            if len(text) > _LONGEST:
                break
            kind = kind_of(text)
            after = self.gaps[end].apart if end < len(self.pieces) else 0.0
            columns = []
            for column, cost in self.form.costs(kind):
                whole = cost + kind.shape + joined + kind.jumble * (self.form.roles[column] != "goal") + lines.short
                if whole + after < least + _UNLIKELY and whole < 40.0:
                    columns.append((column, whole))
                    least = min(least, whole + after)
            if columns:
                found.append((end, columns, kind))
        return found

    # one step

    def _extend(
        self,
        node: _Node,
        at: int,
        end: int,
        columns: list[tuple[int, float]],
        kind: Kind,
        layer: dict[tuple[object, ...], _Node],
    ) -> None:
        form, piece = self.form, self.pieces[at]
        apart = self.gaps[at].apart
        line = piece.gap in ("line", "page", "start") or self.style.flat or self.style.runs
        for column, cost in columns:
            base = node.cost + cost + apart
            if column == OUTSIDE:
                if not form.closed and (line or node.column == OUTSIDE):
                    total = base + (0.0 if node.column == OUTSIDE else form.rest(node.column, node.row) + 3.0)
                    self._enter(layer, node, total, Cell(at, end, column, "outside"), Row(), resuming=False)
                continue
            if node.column == OUTSIDE:
                continue
            if column > node.column:
                skipped = form.skipped(node.column, column, node.row)
                row, more = form.add(node.row, column, kind)
                total = base + skipped + more + (self.style.rows and piece.gap == "line") * 4.0
                self._enter(layer, node, total, Cell(at, end, column, "cell"), row, resuming=node.resuming)
            if form.begins(column):
                total = base + form.rest(node.column, node.row) + form.skipped(-1, column, Row())
                row, more = form.add(Row(), column, kind)
                total += more + 0.3 + (0.0 if line else 6.0 if self.style.rows else 2.0)
                self._enter(layer, node, total, Cell(at, end, column, "row"), row, resuming=False)
            if piece.gap == "page" or node.resuming:
                self._resume(node, at, end, column, kind, layer)

    def _resume(
        self, node: _Node, at: int, end: int, column: int, kind: Kind, layer: dict[tuple[object, ...], _Node]
    ) -> None:
        """A cell of the row that a page cut goes on behind the cut."""
        if not node.row.filled >> column & 1 or (node.resuming and column <= node.column) or kind.number is not None:
            return
        if not self.form.prose(column):
            return
        before = self._text(node, column)
        join = gap(before, Atom(kind.text, 0, 0, 0, "line"), self.style)
        inner = sum(self.gaps[number].same for number in range(at + 1, end))
        whole, part = self._alone(column, kind_of(before + kind.text)), self._alone(column, kind_of(before))
        total = node.cost + 2.0 + (join.same if join else 0.3) + inner + whole - part
        self._enter(layer, node, total, Cell(at, end, column, "resume"), node.row, resuming=True)

    def _alone(self, column: int, kind: Kind) -> float:
        """What a text costs in a column, its joins left out."""
        cost = next((cost for at, cost in self.form.costs(kind) if at == column), 20.0)
        return cost + kind.shape + kind.jumble

    def _text(self, node: _Node, column: int) -> str:
        """The text of the row's cell in a column."""
        found: list[str] = []
        here = node
        while here.edges:
            before, _, cell = min(here.edges, key=lambda edge: edge[0].cost + edge[1])
            if cell.column == column:
                found += [piece.text for piece in reversed(self.pieces[cell.start : cell.end])]
            if cell.step == "row":
                break
            here = before
        return "".join(reversed(found))

    def _enter(
        self,
        layer: dict[tuple[object, ...], _Node],
        before: _Node,
        total: float,
        cell: Cell,
        row: Row,
        *,
        resuming: bool,
    ) -> None:
        if total == inf:
            return
        key = (cell.column, resuming, row)
        known = layer.get(key)
        if known is None:
            known = layer[key] = _Node(total, cell.column, row, resuming)
        elif total < known.cost:
            known.cost = total
        known.edges.append((before, total - before.cost, cell))

    # the way back

    def _trace(self, layers: list[dict[tuple[object, ...], _Node]]) -> Decoded:
        last = list(layers[-1].values())
        if not last:
            return Decoded(tuple(self.pieces), (), inf)
        for node in last:
            node.onward = 0.0 if node.column == OUTSIDE else self.form.rest(node.column, node.row)
        best = min(last, key=lambda node: node.cost + node.onward)
        total = best.cost + best.onward
        kept = [list(layer.values()) for layer in layers]
        for layer in reversed(kept):
            for node in layer:
                for before, cost, _ in node.edges:
                    before.onward = min(before.onward, cost + node.onward)
        path: list[Cell] = []
        node = best
        while node.edges:
            before, _, cell = min(node.edges, key=lambda edge: edge[0].cost + edge[1])
            path.append(cell)
            node = before
        path.reverse()
        return Decoded(tuple(self.pieces), tuple(self._margins(path, kept, total)), total)

    def _margins(
        self, path: list[Cell], layers: list[list[_Node]], total: float
    ) -> list[tuple[Cell, float, Cell | None]]:
        """How much dearer the cheapest reading is that reads any piece of a cell otherwise."""
        owner: list[Cell] = [cell for cell in path for _ in range(cell.start, cell.end)]
        others: dict[Cell, tuple[float, Cell | None]] = dict.fromkeys(path, (inf, None))
        for layer in layers:
            for node in layer:
                for before, cost, rival in node.edges:
                    whole = before.cost + cost + node.onward - total
                    if whole > 20.0:
                        continue
                    for piece in range(rival.start, rival.end):
                        mine = owner[piece]
                        if (mine.start, mine.end, mine.column) != (rival.start, rival.end, rival.column) or (
                            mine.step == "row"
                        ) != (rival.step == "row"):
                            if whole < others[mine][0]:
                                others[mine] = (whole, rival)
        return [(cell, max(0.0, others[cell][0]), others[cell][1]) for cell in path]


@dataclass(slots=True)
class _Lines:
    """The lines of a cell as they come: all but the last are full, so that none is much shorter than another.

    `short` is what the lines that are not cost, in nats.
    """

    widest: float = 0.0
    width: float = 0.0
    full: list[float] = field(default_factory=list)
    short: float = 0.0

    def add(self, piece: Piece, *, wrapped: bool) -> None:
        """Take in a piece that goes on in the line, or begins one."""
        more = width(piece.text)
        if wrapped:
            self.full.append(self.width + lead(piece.text))
            self.width = more
        else:
            self.width += more + 0.25
        self.widest = max(self.widest, self.width)
        if self.full:
            ended = _ENDS_FULL * (self.width > self.widest - 0.6)
            self.short = ended + min(_MOST_SHORT, sum(_SHORT * max(0.0, self.widest - line - _PLAY) for line in self.full))


def _pieces(body: Sequence[Atom], style: Style) -> tuple[list[Piece], list[Gap]]:
    """The atoms put together where no border can be, and the gap before each piece."""
    pieces: list[Piece] = []
    gaps: list[Gap] = []
    for at, atom in enumerate(body):
        found = Gap(0.0, 0.0) if not pieces else gap(_left(pieces, atom), atom, style)
        if found is None:
            old = pieces[-1]
            pieces[-1] = old._replace(last=at + 1, text=old.text + atom.text)
        else:
            pieces.append(Piece(at, at + 1, atom.text, atom.line, atom.gap))
            gaps.append(found)
    return pieces, gaps


def _left(pieces: Sequence[Piece], atom: Atom) -> str:
    """The text before an atom, of its own line or the one before."""
    text = pieces[-1].text
    if len(text) < 4 and len(pieces) > 1 and pieces[-2].line == pieces[-1].line:
        return pieces[-2].text + text
    return text


__all__ = ["Cell", "Decoded", "Piece", "Role", "Search", "kinds"]
