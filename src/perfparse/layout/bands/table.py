"""The lines of one interleaved table → labels, bands, widths, and how its cells stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf, log

from perfparse.forms.vocabulary import bare, words
from perfparse.layout.bands import goals, levels
from perfparse.layout.bands.atoms import Atom, Row
from perfparse.layout.bands.costs import Costs, Width
from perfparse.layout.bands.header import Column, Head
from perfparse.layout.bands.levels import Label
from perfparse.layout.bands.rows import Read, Stand, read
from perfparse.layout.measure import lead, width
from perfparse.model.ir import Role

_STANDS: tuple[Stand, ...] = ("middle", "top")
_ALONE = 2  # labels on lines of their own
_ENOUGH = 2  # labels that show that a level's column is merged
_MOST_BLANK = 6.0
_LEAST_BLANK = 0.1
_ROUNDS = 2
_MOST = 1.6  # nats a line: lines that cost more to read as bands are none
_LIKELY = 1.5  # times as much, where they are likely
_MOST_AT_FIRST = 3.0  # times as much, before the columns' widths are known
_LEAST_READ = 0.7  # of a table's lines
_SHARED = 0.4  # of the lines of goals or of rows, whichever are fewer, that have both
_FIRST_LINES = 60  # that tell how cells stand
_FULL = -1.0  # nats: a line that ends where its column does
_NUMBERING = frozenset(("序号", "编号"))


@dataclass(slots=True)
class Body:
    """The lines under a header, those of repeated headers left out, up to the row that sums up or the table's end."""

    head: Head
    rows: list[Row]
    end: int = 0
    """The number of the line behind the last."""
    total: Row | None = None
    again: list[Atom] = field(default_factory=list)
    """Headers printed again."""


@dataclass(slots=True)
class Decoded:
    """A table as read: its merged labels, the columns of its cells, and the bands."""

    body: Body
    labels: list[Label]
    goals: list[list[Atom]]
    columns: list[Column]
    rows: list[Row]
    """The lines without their labels, those left empty dropped."""
    stand: Stand
    read: Read


def decode(body: Body, *, likely: bool = False) -> Decoded | None:
    """Read a table's lines, twice: the first reading tells how wide its columns are and which of them stay blank.

    None where they do not read well as bands, or the search takes more than its share. Where something else makes
    bands `likely`, they may read worse.
    """
    count = body.head.roles.count("goal")
    beside, lines = goals.strip(body.rows, count) if count and body.rows else ([], body.rows)
    if count and not _shared(beside, lines):
        return None
    tracks: list[Role] = [levels.SIDE, *(role for role in (levels.LEVEL1, levels.LEVEL2) if role in body.head.roles)]
    labels, stripped = levels.find(lines, tracks, body.head.label)
    merged: set[Role] = {track for track in tracks if sum(label.track == track for label in labels) >= _ENOUGH}
    columns = [column for column in body.head.columns if column.role not in merged | {"goal"}]
    rows = [row for row in stripped if row.atoms]
    if not rows:  # labels alone
        return None
    roles = [column.role for column in columns]
    numbered = [column.role == "extra" and bare(column.name) in _NUMBERING for column in columns]
    rules = [at for at, column in enumerate(columns) if column.role == "extra" and bare(column.name) in words().judging]
    costs = Costs(rows, roles, numbered, (Width(),) * len(roles), wordy=bool(count), rules=rules)
    stand, found = _stand(rows, costs, _stands(labels, stripped))
    most = inf if count else _MOST * len(rows) * (_LIKELY if likely else 1.0)
    if costs.effort < 0 or found.cost > _MOST_AT_FIRST * most:
        return None
    for _ in range(_ROUNDS):
        costs = _informed(found, costs)
        found = read(rows, costs, stand, found.near)
    behind = _MOST * (len(rows) - found.end)
    dear = not count and (found.end < _LEAST_READ * len(rows) or found.cost - behind > most)
    if dear or found.end == 0 or costs.effort < 0:
        return None
    return Decoded(body, labels, beside, columns, rows, stand, found)


def _shared(goals_beside: Sequence[Sequence[Atom]], rows: Sequence[Row]) -> bool:
    """Whether goals share their lines with cells of rows: in a cell stream they have lines of their own."""
    beside = {atom.line for atoms in goals_beside for atom in atoms}
    others = {row.number for row in rows if row.atoms}
    return len(beside & others) >= _SHARED * min(len(beside), len(others))


def _stands(labels: Sequence[Label], stripped: Sequence[Row]) -> tuple[Stand, ...]:
    """How cells may stand in their rows: in the middle, where labels stand on lines of their own between the rows."""
    empty = {row.number for row in stripped if not row.atoms}
    alone = sum(all(atom.line in empty for atom in label.atoms) for label in labels if label.track != levels.SIDE)
    return ("middle",) if alone >= _ALONE else _STANDS


def _stand(rows: Sequence[Row], costs: Costs, stands: Sequence[Stand]) -> tuple[Stand, Read]:
    """How cells stand in their rows, the way in which the first lines read more cheaply, and that first reading."""
    first = rows[:_FIRST_LINES]
    found = {stand: read(first, costs, stand) for stand in stands}
    best = min(stands, key=lambda stand: found[stand].cost)
    return best, found[best] if len(first) == len(rows) else read(rows, costs, best)


def _informed(found: Read, before: Costs) -> Costs:
    """Costs that know what a reading tells of the columns."""
    costs = before.told(_widths(found, before))
    count = len(found.bands)
    for column, role in enumerate(costs.roles):
        blank = sum(not band.cells[column] for band in found.bands)
        if role != "indicator":
            costs.blank[column] = min(costs.blank[column], max(_LEAST_BLANK, -log((blank + 0.3) / (count + 0.6))))
            costs.filled[column] = min(2.0, -log((count - blank + 0.3) / (count + 0.6)))
    return costs


def _widths(found: Read, costs: Costs) -> list[Width]:
    """How wide each column is: at least as its widest line, and what most of its full lines agree on."""
    made: list[Width] = []
    for column in range(len(costs.roles)):
        spans: list[tuple[float, float]] = []
        least = 0.0
        for band in found.bands:
            printed = [costs.printed(piece) for piece in band.cells[column]]
            least = max([least, *map(width, printed)])
            spans += [(width(one), width(one) + lead(other)) for one, other in pairwise(printed)]
        room = _meet(spans)
        made.append(Width(least) if room is None else Width(room, room, _FULL))
    return made


def _meet(spans: Sequence[tuple[float, float]]) -> float | None:
    """The middle of the stretch that lies in most spans, where more than one do."""
    edges = sorted({edge for span in spans for edge in span})
    best, middle = 1, None
    for low, high in pairwise(edges):
        value = (low + high) / 2
        count = sum(start <= value <= end for start, end in spans)
        if count > best:
            best, middle = count, value
    return middle
