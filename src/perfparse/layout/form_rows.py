"""Cells one after another → rows under a known header, where blank and merged cells may have left no trace.

A search over all ways to cut the cells into rows and to give each a column, in the order of the columns. It weighs,
in nats, what cells look like (a comparator and a number, a bare number, a known level, a phrase), what the text
marks as a row, and the form's arithmetic (score ≤ weight). Every row knows its margin: how much dearer the cheapest
whole reading is that reads the row otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Literal, NamedTuple

from perfparse.layout.atoms import Atom, Kind, joined, kind_of
from perfparse.layout.form_blocks import form_begins, is_after
from perfparse.layout.form_costs import Marks, fit, missing, row_like
from perfparse.layout.form_money import number
from perfparse.model.ir import Role
from perfparse.quantities.arithmetic import score_fits

_KEPT = 4  # ways to align one row that live on at each step
_SLACK = 6  # blanks beyond the columns that one row may take
_PARAGRAPH = 0.8  # a line that is another paragraph of the cell before it
_PARAGRAPHS = 6
_STOPS = ("。", "；", "！", "？", "，", "、")
_OVER = 4.0  # nats: a score above its weight
_NEAR = 3  # cells between prose and the form that it stands above
_UNFILLED = 0.3  # a row of levels whose other cells nobody filled in
_JUNK = 7.0  # a cell that no row wants
_BEHIND = 3.0  # to leave the rows for good where nothing says so, and for each cell left behind
_CLOSE = 6.0  # nats beyond which another reading is of no interest
_MOST_CELLS = 60_000  # cells that are read; the rest is said to be unread

RowKind = Literal["record", "total", "full", "junk", "aside", "after"]
"""`full` is a row over the table's width, `aside` a label and its value before the row that sums up."""


_Ways = dict[int, list[tuple[float, tuple[int, ...]]]]
"""The ways so far to read a row, by how many cells they take: cost, and the column of each cell."""


class Edge(NamedTuple):
    """One way to read cells `first` to `last` (not included) as a row: `places` has the column of each, or -1."""

    first: int
    last: int
    cost: float
    kind: RowKind
    places: tuple[int, ...]
    arithmetic: float = 0.0
    """What of the cost is for a score that is not its weight."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. `cells` are (column, atom); `other` is what the next-best reading makes of it, in words.

    `decided` is how it would be read if its score might be above its weight; empty where it would be read the same.
    """

    kind: RowKind
    cells: tuple[tuple[int, Atom], ...]
    margin: float
    other: str = ""
    decided: str = ""


class _Rival(NamedTuple):
    """How much dearer the next-best reading of a row is, what it makes of it, and what `Row.decided` is."""

    margin: float
    other: str
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a table, what is left behind it, and what the reading cost a row: how well the form came out."""

    rows: tuple[Row, ...]
    behind: tuple[Atom, ...]
    cost: float
    given_up: int = 0
    """Cells beyond the longest table that is read."""


def decode(atoms: Sequence[Atom], roles: Sequence[Role], marks: Marks, full: Sequence[bool] = ()) -> Rows:
    """The cheapest way to read `atoms` as rows under columns of `roles`.

    `full[i]` says that atom i is a row over the table's whole width.
    """
    seen = atoms[:_MOST_CELLS]
    search = _Search(seen, roles, marks, full or [False] * len(seen))
    rows, behind, cost = search.best()
    return Rows(tuple(rows), (*behind, *atoms[len(seen) :]), cost, len(atoms) - len(seen))


class _Search:
    """The graph of all rows that may begin at each cell, and the shortest way through it."""

    def __init__(self, atoms: Sequence[Atom], roles: Sequence[Role], marks: Marks, full: Sequence[bool]) -> None:
        self.atoms, self.roles, self.marks, self.full = atoms, roles, marks, full
        self.kinds: list[Kind] = [kind_of(atom.text) for atom in atoms]
        self.numbers = [
            number(atom.text) if kind == "amount" else None for atom, kind in zip(atoms, self.kinds, strict=True)
        ]
        self.numbered = next((role for role in roles if role not in ("level1", "level2")), None) == "extra"
        """Whether a row may begin with a number: 序号, before the levels or behind them."""
        size = len(atoms)
        self.edges: list[list[Edge]] = [[] for _ in range(size + 1)]
        self.ahead = [inf] * (size + 1)  # the cheapest way from the beginning
        self.ahead[0] = 0.0
        for at in range(size):
            if self.ahead[at] < inf:
                self._open(at)
        self.rest = [inf] * (size + 1)  # the cheapest way to the end
        self.rest[size] = 0.0
        for at in range(size - 1, -1, -1):
            for edge in self.edges[at]:
                self.rest[at] = min(self.rest[at], edge.cost + self.rest[edge.last])

    def _open(self, at: int) -> None:
        self.edges[at] = list(self._rows_from(at))
        for edge in self.edges[at]:
            self.ahead[edge.last] = min(self.ahead[edge.last], self.ahead[at] + edge.cost)

    # rows that may begin at a cell

    def _rows_from(self, at: int) -> Iterator[Edge]:
        size = len(self.atoms)
        begins = 0.0 if self.atoms[at].row else self.marks.unmarked
        if self.full[at]:
            yield Edge(at, at + 1, 0.0, "full", (-1,))
            return
        if self.kinds[at] == "total":
            yield self._total(at, begins)
        yield Edge(at, at + 1, 0.0 if self.kinds[at] in ("blank", "dash") else _JUNK, "junk", (-1,))
        told = self._ends_rows(at) and (self.atoms[at].row or not self.marks.told)
        if told and at + 2 < size and not self.atoms[at + 1].row:
            yield Edge(at, at + 2, 0.5, "aside", ())
        behind = 0.0 if told else _BEHIND * (1 + min(size - at, 40) / 2)
        yield Edge(at, size, behind, "after", ())
        if self.marks.told and not self.atoms[at].row:
            return
        blank = self.kinds[at] == "blank" and self.marks.told  # beside a side label
        numbered = self.kinds[at] == "amount" and self.numbered
        if blank or numbered or self.kinds[at] not in ("amount", "comparator", "blank", "dash", "total"):
            yield from self._records(at, begins)

    def _ends_rows(self, at: int) -> bool:
        """Whether a cell says that the rows are over: a note, the beginning of another form, or prose above that."""
        text = self.atoms[at].text
        if is_after(text) or form_begins(text):
            return True
        prose = self.kinds[at] == "text" and text.endswith("。")
        return prose and any(form_begins(atom.text) for atom in self.atoms[at + 1 : at + 1 + _NEAR])

    def _total(self, at: int, begins: float) -> Edge:
        """The row that sums up: its amounts are weight and score, by their places from the right or else in order."""
        last = at + 1
        while last < len(self.atoms) and last - at <= len(self.roles) + _SLACK and not self.atoms[last].row:
            if self.kinds[last] not in ("amount", "blank", "dash", "value"):
                break
            last += 1
        columns = [column for column, role in enumerate(self.roles) if role in ("weight", "score")]
        inner = range(at + 1, last)
        aligned = [max(len(self.roles) - (last - place), -1) for place in inner]
        amounts = [column for column, place in zip(aligned, inner, strict=True) if self.kinds[place] == "amount"]
        if self.marks.blanks and len(inner) >= len(columns) and set(amounts) <= set(columns):
            return Edge(at, last, begins, "total", (0, *aligned))
        order = iter(columns)
        loose = [next(order, -1) if self.kinds[place] == "amount" else -1 for place in inner]
        return Edge(at, last, begins + 0.5, "total", (0, *loose))

    def _records(self, at: int, begins: float) -> Iterator[Edge]:
        """The cheapest ways to read 1, 2, … cells from `at` on as a record; a step a column, cells taken or blank."""
        size, width = len(self.atoms), len(self.roles)
        most = min(size, at + width + _SLACK + (_PARAGRAPHS if self.marks.told else 0))
        ways: _Ways = {0: [(0.0, ())]}
        for column, role in enumerate(self.roles):
            ways = self._with_column(at, column, role, ways, most)
        for taken, found in self._with_blanks(at, ways, most).items():
            if taken:
                for cost, places in found:
                    if self._only_levels(at, places):
                        yield Edge(at, at + taken, begins + _UNFILLED, "record", places)
                        continue
                    over = self._arithmetic(at, places)
                    odd = over - self.marks.whole * self._complete(places)
                    odd += self.marks.short * (width - 1 - max(places))
                    yield Edge(
                        at, at + taken, begins + cost + odd + row_like(self.roles, places), "record", places, over
                    )

    def _with_column(self, at: int, column: int, role: Role, ways: _Ways, most: int) -> _Ways:
        made: _Ways = {}
        for taken, found in ways.items():
            skipped = missing(role, self.marks)
            for cost, places in found:
                made.setdefault(taken, []).append((cost + skipped, places))
                place, dropped, extra = at + taken, 0, 0.0
                while place + dropped < most and dropped <= _SLACK:
                    here = place + dropped
                    inside = self.marks.inside if self.atoms[here].row and here > at else 0.0
                    took = cost + extra + inside + fit(role, self.kinds[here], self.atoms[here].text)
                    kept = (*places, *(-1,) * dropped, column)
                    made.setdefault(taken + dropped + 1, []).append((took, kept))
                    for more in range(1, self._paragraphs(at, here, most) + 1):
                        longer = (took + _PARAGRAPH * more, (*kept, *(column,) * more))
                        made.setdefault(taken + dropped + 1 + more, []).append(longer)
                    if self.kinds[here] != "blank":
                        break
                    extra += self.marks.dropped + inside
                    dropped += 1
        return {taken: sorted(found)[:_KEPT] for taken, found in made.items()}

    def _complete(self, places: Sequence[int]) -> bool:
        """Whether every column from the name on has its cell, where blank cells are cells of their own."""
        if not self.marks.whole or "indicator" not in self.roles:
            return False
        name = self.roles.index("indicator")
        return [column for column in places if column >= name] == list(range(name, len(self.roles)))

    def _only_levels(self, at: int, places: Sequence[int]) -> bool:
        """Whether a row is known levels in their columns and blank cells, nothing else: nobody filled it in."""
        cells = [(self.kinds[at + shift], column) for shift, column in enumerate(places)]
        solid = [(kind, column) for kind, column in cells if kind != "blank"]
        if not solid or len(solid) == len(cells):
            return False
        return all(column >= 0 and kind in ("levels", self.roles[column]) for kind, column in solid)

    def _paragraphs(self, at: int, here: int, most: int) -> int:
        """How many cells behind `here` may be more paragraphs of it: lines of their own in a text of a row a line."""
        if not self.marks.told or not self._prose(here) or here < at:
            return 0
        found = 0
        while here + found + 1 < most and found < _PARAGRAPHS:
            more = here + found + 1
            wordy = self.kinds[more] in ("text", "name", "value")
            if not (wordy and self.atoms[more].row and self._prose(more - 1)):
                break
            found += 1
        return found

    def _prose(self, at: int) -> bool:
        return self.kinds[at] == "text" or self.atoms[at].text.endswith(_STOPS)

    def _with_blanks(self, at: int, ways: _Ways, most: int) -> _Ways:
        """The ways with the blank cells behind their last column taken too."""
        for taken in range(1, most - at + 1):
            before = ways.get(taken - 1, [])
            here = at + taken - 1
            if not before or self.kinds[here] != "blank" or (self.atoms[here].row and self.marks.told):
                continue
            more = [(cost + self.marks.dropped, (*places, -1)) for cost, places in before]
            ways[taken] = sorted([*ways.get(taken, []), *more])[:_KEPT]
        return ways

    def _arithmetic(self, at: int, places: Sequence[int]) -> float:
        amounts: dict[Role, Decimal] = {}
        for shift, column in enumerate(places):
            value = self.numbers[at + shift]
            if column >= 0 and value is not None:
                amounts[self.roles[column]] = value
        weight, score = amounts.get("weight"), amounts.get("score")
        if weight is None or score is None:
            return 0.0
        if not score_fits(score, weight):
            return _OVER
        return 0.0 if score == weight else 0.2

    # the way through

    def best(self) -> tuple[list[Row], Sequence[Atom], float]:
        """The rows of the cheapest way, what it leaves behind, and its cost a row."""
        path: list[Edge] = []
        at = 0
        while at < len(self.atoms):
            edge = min(self.edges[at], key=lambda edge: edge.cost + self.rest[edge.last])
            path.append(edge)
            at = edge.last
        rivals = self._rivals(path)
        rows: list[Row] = []
        behind: list[Atom] = []
        spent = 0.0
        for edge, (margin, other, decided) in zip(path, rivals, strict=True):
            if edge.kind in ("after", "aside"):
                behind += self.atoms[edge.first : edge.last]
                continue
            spent += edge.cost
            cells = self._cells(edge)
            if cells:
                rows.append(Row(edge.kind, cells, margin, other, decided))
        return rows, behind, spent / max(1, sum(row.kind == "record" for row in rows))

    def _cells(self, edge: Edge) -> tuple[tuple[int, Atom], ...]:
        """The printed cells of a row, several paragraphs of one as one."""
        cells: list[tuple[int, Atom]] = []
        for shift, column in enumerate(edge.places):
            atom = self.atoms[edge.first + shift]
            if cells and column >= 0 and cells[-1][0] == column and edge.kind == "record":
                cells[-1] = (column, joined([cells[-1][1], atom], "\n"))
            elif atom.solid:
                cells.append((column, atom))
        return tuple(cells)

    def _rivals(self, path: Sequence[Edge]) -> list[_Rival]:
        """For each row of the way, the cheapest other way that reads its cells otherwise."""
        owner: dict[int, int] = {}
        for number_, edge in enumerate(path):
            if edge.kind not in ("after", "aside"):
                owner |= dict.fromkeys(range(edge.first, edge.last), number_)
        least = self.rest[0]
        found = [_Rival(_CLOSE, "")] * len(path)
        for edges in self.edges:
            for edge in edges:
                margin = self.ahead[edge.first] + edge.cost + self.rest[edge.last] - least
                if margin >= _CLOSE or edge.kind in ("after", "aside"):
                    continue
                told = self._told(edge)
                for row in {owner[at] for at, _ in told if at in owner}:
                    if margin < found[row][0] and told != self._told(path[row]):
                        found[row] = _Rival(max(margin, 0.0), self._in_words(edge), found[row].decided)
                    if edge.arithmetic == _OVER and margin < _OVER - path[row].arithmetic:
                        found[row] = found[row]._replace(decided=self._in_words(edge))
        return found

    def _told(self, edge: Edge) -> list[tuple[int, int]]:
        """The cells of a row that are not blank, with their columns."""
        return [
            (edge.first + shift, column)
            for shift, column in enumerate(edge.places)
            if self.kinds[edge.first + shift] != "blank"
        ]

    def _in_words(self, edge: Edge) -> str:
        parts = [
            f"{self.roles[column]} {self.atoms[edge.first + shift].solid[:10]}"
            for shift, column in enumerate(edge.places)
            if column >= 0 and self.kinds[edge.first + shift] != "blank"
        ]
        return ", ".join(parts)
