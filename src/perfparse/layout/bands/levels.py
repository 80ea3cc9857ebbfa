"""Merged labels beside the rows, in pieces at the beginnings of lines: first and second level, and the block's own.

A label stands in the middle of its rows, so its pieces share lines with cells that are none of its row's. They are
found by their words alone: pieces which, read down the lines, spell a known level with or without its weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from perfparse.forms.vocabulary import words
from perfparse.language.folding import fold
from perfparse.layout.bands.atoms import Atom, Row, joined
from perfparse.layout.bands.words import band_words
from perfparse.model.ir import Role

_BEAM = 24
_BEGUN: dict[Role, float] = {"label": 4.0, "level1": 1.0, "level2": 1.0}  # nats: each label
_NO_WEIGHT: dict[Role, float] = {"label": 1.0, "level1": 0.0, "level2": 3.0}  # weights are printed with first levels
_CHARACTER = 2.0  # nats that each character of a known word tells for a label
_BROKEN = 4.0  # a word that does not come to its end
_GAP = (0.0, 0.0, 0.5, 2.0, 4.0)  # lines between two pieces
_FAR = 5  # lines beyond which two pieces are not of one label
_WEIGHT = re.compile(r"（(?:100|\d{1,2})(?:\.\d{1,2})?％?分?）$")
_WEIGHT_BEGUN = re.compile(r"（(?:(?:100|\d{1,2})(?:\.\d{0,2})?％?分?）?)?$")
_COSTS = ("经济成本", "社会成本", "环境成本")

SIDE: Role = "label"
LEVEL1: Role = "level1"
LEVEL2: Role = "level2"


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a track (`label`, `level1`, `level2`) with its pieces."""

    track: Role
    atoms: tuple[Atom, ...]

    @property
    def text(self) -> str:
        """The label as printed."""
        return joined(self.atoms)

    @property
    def weight(self) -> float | None:
        """The weight that is printed with it."""
        match = _WEIGHT.search(fold(self.text))
        return float(re.sub(r"[^\d.]", "", match[0])) if match else None

    @property
    def name(self) -> str:
        """The label without its weight, folded."""
        return _WEIGHT.sub("", fold(self.text))


_Open = tuple[str, int]
"""What a track's last label spells so far, and the line of its last piece."""


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    tracks: tuple[_Open, ...]
    before: _State | None
    taken: tuple[tuple[int, bool], ...] = ()
    """The tracks of a line's first atoms, and whether each begins a label."""


def find(rows: Sequence[Row], roles: Sequence[Role], beside: Sequence[Atom]) -> tuple[list[Label], list[Row]]:
    """The labels of `roles` in the lines of a table, and the lines without them; `beside` began the block's own."""
    side = fold(joined(beside))
    kinds = any(any(kind in row.text for kind in _COSTS) for row in rows)
    tracks = [_track(role, kinds=kinds) for role in roles]
    beam = [_State(0.0, tuple((side if role == SIDE else "", rows[0].number - 1) for role in roles), None)]
    for row in rows:
        states: dict[tuple[_Open, ...], _State] = {}
        for state in (_settled(state, row.number, tracks) for state in beam):
            for after in _ways(state, row, tracks):
                known = states.get(after.tracks)
                if known is None or after.cost < known.cost:
                    states[after.tracks] = after
        beam = sorted(states.values(), key=_hoped)[:_BEAM]
    best: _State | None = min(beam, key=lambda state: state.cost + _closing(state, tracks))
    taken: list[tuple[tuple[int, bool], ...]] = []
    while best is not None and best.before is not None:
        taken.append(best.taken)
        best = best.before
    return _labels(rows, tracks, taken[::-1])


def _hoped(state: _State) -> float:
    """What a state costs if all its open labels come to their ends."""
    return state.cost - _CHARACTER * sum(len(text) for text, _ in state.tracks)


def _settled(state: _State, line: int, tracks: Sequence[_Track]) -> _State:
    """The same without the labels that are too far above to go on."""
    far = [bool(text) and line - last - 1 >= _FAR for text, last in state.tracks]
    if not any(far):
        return state
    cost = sum(_close(opened[0], track) for opened, track, gone in zip(state.tracks, tracks, far, strict=True) if gone)
    opened = tuple(("", 0) if gone else one for one, gone in zip(state.tracks, far, strict=True))
    return _State(state.cost + cost, opened, state.before, state.taken)


def _labels(
    rows: Sequence[Row], tracks: Sequence[_Track], taken: Sequence[tuple[tuple[int, bool], ...]]
) -> tuple[list[Label], list[Row]]:
    found: list[tuple[int, list[Atom]]] = []
    latest: dict[int, list[Atom]] = {}
    rest: list[Row] = []
    for row, tracked in zip(rows, taken, strict=True):
        for atom, (track, begins) in zip(row.atoms, tracked, strict=False):
            if begins or track not in latest:
                latest[track] = []
                found.append((track, latest[track]))
            latest[track].append(atom)
        rest.append(Row(row.number, row.page, row.atoms[len(tracked) :]))
    return [Label(tracks[track].role, tuple(atoms)) for track, atoms in found], rest


def _ways(state: _State, row: Row, tracks: Sequence[_Track]) -> list[_State]:
    """All ways to take a line's first atoms as pieces of labels."""
    found = [_State(state.cost, state.tracks, state)]
    for count in range(1, min(len(tracks), len(row.atoms)) + 1):
        for chosen in combinations(range(len(tracks)), count):
            options: list[tuple[float, tuple[_Open, ...], tuple[tuple[int, bool], ...]]] = [
                (state.cost, state.tracks, ())
            ]
            for track, atom in zip(chosen, row.atoms, strict=False):
                options = [
                    (cost + more, (*opened[:track], now, *opened[track + 1 :]), (*taken, (track, begins)))
                    for cost, opened, taken in options
                    for more, now, begins in _piece(opened[track], fold(atom.text), row.number, tracks[track])
                ]
            found += [_State(cost, opened, state, taken) for cost, opened, taken in options]
    return found


def _piece(opened: _Open, text: str, line: int, track: _Track) -> list[tuple[float, _Open, bool]]:
    """What a piece may be on a track: more of its open label, or the beginning of another."""
    so_far, last = opened
    ways: list[tuple[float, _Open, bool]] = []
    gap = line - last - 1
    if so_far and gap < _FAR and track.may_begin(so_far + text):
        weight = _NO_WEIGHT[track.role] if text.startswith("（") else 0.0
        ways.append((_GAP[gap] + weight, (so_far + text, line), False))
    if track.may_begin(text):
        ways.append((_BEGUN[track.role] + _close(so_far, track), (text, line), True))
    return ways


def _close(text: str, track: _Track) -> float:
    """What it costs, or gains, that a label ends so."""
    if not text:
        return 0.0
    return -_CHARACTER * len(text) if track.whole(text) else _BROKEN + len(text)


def _closing(state: _State, tracks: Sequence[_Track]) -> float:
    return sum(_close(opened[0], track) for opened, track in zip(state.tracks, tracks, strict=True))


@dataclass(frozen=True, slots=True)
class _Track:
    """A kind of label with the words it may spell, and how they may begin."""

    role: Role
    known: frozenset[str]
    beginnings: frozenset[str]

    def whole(self, text: str) -> bool:
        """Whether a text is a known word, with or without a weight."""
        return text in self.known or _WEIGHT.sub("", text) in self.known

    def may_begin(self, text: str) -> bool:
        """Whether a label may begin so: as a known word does, or with the whole word and what is in brackets."""
        if text in self.beginnings:
            return True
        word, bracket, rest = text.partition("（")
        return bool(bracket) and word in self.known and bool(_WEIGHT_BEGUN.fullmatch(bracket + rest))


@cache
def _track(role: Role, *, kinds: bool) -> _Track:
    """A track. 成本指标 is a first level where `kinds` of cost stand below it, else a second level."""
    known = {SIDE: band_words().sides, LEVEL1: words().level1, LEVEL2: words().level2}[role]
    both = {word for word in words().level1 & words().level2 if word.startswith("成本")}
    if role == (LEVEL2 if kinds else LEVEL1):
        known = known - both
    return _Track(role, known, frozenset(word[:length] for word in known for length in range(1, len(word) + 1)))
