"""Goals in columns of their own at the left of all rows: their pieces are taken off the lines' beginnings.

A goal's text fills its column like a page: all its lines but those that end a paragraph are as wide as the column.
It runs beside many rows, so its lines have nothing to do with theirs; its text alone tells where it goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import log

from perfparse.layout.bands.atoms import Atom, Row
from perfparse.layout.joins import lean
from perfparse.layout.measure import STOPS, width

_BEAM = 12
_PLAY = 0.8  # em
_FITS = 1.0  # nats that a full line tells for a goal
_MISFIT = 2.0  # an em
_MOST_MISFIT = 8.0
_SHORT = 2.5  # a line that does not fill its column, and so should be the last
_FEW = 0.02  # share of lines without a piece of an open goal that is the least to reckon with
_SHARE = 0.25  # that share before a first reading tells it
_STOPPED = 2.5  # a line that ends a sentence and has no cell beside it
_BROKEN_OFF = 4.0  # a goal that does not end like a sentence
_NARROWEST = 5.0  # em


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    tails: tuple[str, ...]
    """The last line of each goal; empty before the first and behind the end."""
    ended: tuple[bool, ...]
    before: _State | None
    taken: tuple[tuple[int, int], ...] = ()
    """The goals whose pieces a line begins with, and how many atoms each takes."""


_Way = tuple[float, tuple[str, ...], int, tuple[tuple[int, int], ...]]
"""A cost, the goals' last lines, the atoms taken, and by which goals."""


def strip(rows: Sequence[Row], count: int) -> tuple[list[list[Atom]], list[Row]]:
    """The pieces of `count` goals, and the lines without them.

    Read twice: the first reading tells how many lines between those of an open goal have none of it. That is none
    where all lines stand at one pitch, and up to half where other cells stand half a line off.
    """
    rooms = _rooms(rows, count)
    taken = _read(rows, rooms, _SHARE)
    with_any = [at for at, pieces in enumerate(taken) if pieces]
    if with_any:
        between = with_any[-1] - with_any[0] + 1
        taken = _read(rows, rooms, max(_FEW, (between - len(with_any)) / between))
    goals: list[list[Atom]] = [[] for _ in range(count)]
    rest = []
    for row, pieces in zip(rows, taken, strict=True):
        at = 0
        for goal, length in pieces:
            goals[goal] += row.atoms[at : at + length]
            at += length
        rest.append(Row(row.number, row.page, row.atoms[at:]))
    return goals, rest


def _read(rows: Sequence[Row], rooms: Sequence[float], skips: float) -> list[tuple[tuple[int, int], ...]]:
    """The goals' pieces of every line, where a share `skips` of lines has none."""
    count = len(rooms)
    prices = -log(1 - skips), -log(skips)
    beam = [_State(0.0, ("",) * count, (False,) * count, None)]
    for row in rows:
        states: dict[tuple[object, ...], _State] = {}
        for state in beam:
            for after in _ways(state, row, rooms, prices):
                key = after.tails, after.ended
                if key not in states or after.cost < states[key].cost:
                    states[key] = after
        beam = sorted(states.values(), key=lambda state: state.cost)[:_BEAM]
    best: _State | None = min(beam, key=lambda state: state.cost + sum(map(_end, state.tails)))
    taken = []
    while best is not None and best.before is not None:
        taken.append(best.taken)
        best = best.before
    return taken[::-1]


def _rooms(rows: Sequence[Row], count: int) -> list[float]:
    """How wide each goal's column is: what the first pieces of most lines agree on, then their second pieces."""
    rooms = []
    left = [row.atoms for row in rows]
    for _ in range(count):
        wide = Counter(round(2 * _width(atoms[:length])) for atoms in left for length in (1, 2) if len(atoms) >= length)
        shares = {at: sum(wide[at + near] for near in (-1, 0, 1)) for at in wide if at / 2 >= _NARROWEST}
        room = max(shares, key=lambda at: (shares[at], at), default=0) / 2
        rooms.append(room)
        left = [atoms[length:] for atoms in left if (length := _length(atoms, room))]
    return rooms


def _width(atoms: Sequence[Atom]) -> float:
    return width(" ".join(atom.text for atom in atoms))


def _length(atoms: Sequence[Atom], room: float) -> int:
    """How many atoms fill a goal's column; 0 where none do."""
    for length in range(1, len(atoms) + 1):
        wide = _width(atoms[:length])
        if abs(wide - room) <= _PLAY:
            return length
        if wide > room:
            break
    return 0


def _ways(state: _State, row: Row, rooms: Sequence[float], prices: tuple[float, float]) -> Iterator[_State]:
    """All ways to take a line's first atoms as pieces of goals: one of each that is open, or none."""
    for closing in product((False, True), repeat=len(rooms)):
        if any(
            close and (over or not tail) for close, over, tail in zip(closing, state.ended, state.tails, strict=True)
        ):
            continue
        cost = state.cost + sum(_end(tail) for close, tail in zip(closing, state.tails, strict=True) if close)
        ended = tuple(over or close for over, close in zip(state.ended, closing, strict=True))
        tails = tuple("" if over else tail for over, tail in zip(ended, state.tails, strict=True))
        yield _State(cost + (0.0 if all(ended) else prices[1]), tails, ended, state)
        ways: list[_Way] = [(cost + prices[0], tails, 0, ())]
        for goal, room in enumerate(rooms):
            if ended[goal]:
                continue
            ways = [
                (
                    so_far + _piece(now[goal], text, room) + _alone(text, alone=length == len(row.atoms)),
                    (*now[:goal], text, *now[goal + 1 :]),
                    at + length,
                    (*taken, (goal, length)),
                )
                for so_far, now, at, taken in ways
                for length, text in _pieces(row.atoms[at:], room)
            ]
        if not all(ended):
            for so_far, now, _, taken in ways:
                yield _State(so_far, now, ended, state, taken)


def _pieces(atoms: Sequence[Atom], room: float) -> Iterator[tuple[int, str]]:
    """A line's first atoms as one piece: one, and more as long as they fit."""
    for length in range(1, min(len(atoms), 4) + 1):
        text = " ".join(atom.text for atom in atoms[:length])
        if length > 1 and width(text) > room + _PLAY:
            return
        yield length, text


def _piece(tail: str, text: str, room: float) -> float:
    """What it costs that a goal goes on from its last line in this one."""
    wide = width(text)
    cost = -_FITS if abs(wide - room) <= _PLAY else min(_MOST_MISFIT, _MISFIT * max(0.0, wide - room))
    if tail:
        cost -= lean(tail, text)
        short = room - width(tail)
        cost += (_SHORT if tail[-1] in STOPS else 2 * _SHORT) if short > 2 * _PLAY else 0.0
    return cost


def _alone(text: str, *, alone: bool) -> float:
    """What it costs that a line with nothing else is a goal's, where it ends as other cells' last lines do."""
    return _STOPPED if alone and text[-1] in STOPS else 0.0


def _end(tail: str) -> float:
    return 0.0 if not tail or tail[-1] in STOPS else _BROKEN_OFF
