"""Borders that no gap shows: between columns of which hardly any level fills both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.stream_pieces import Level, Piece
from perfparse.layout.stream_profile import BORDER, GAP, INK, LEAST, LONE_INK, MOST_BORDERS, NEAR_CUT, Profile, plateau

_APART = 2.0  # a piece that does not stand over those of its column
_CLEARLY = 0.25  # of that, more for each unit between the two
_CORRIDOR = 1.0  # units: the least room between two columns that no level shows side by side
_BOTH = 2  # pieces on either side
_FEWEST = 4  # pieces in a column that may be two
_RUNNING = 0.5  # of the pieces are full lines, where text runs on beside cells
_FULL = 2.5  # units left free by a line that fills its column
_LONG = 7.0  # units: the shortest line that can be told to be full


def between(profile: Profile, levels: Sequence[Level], borders: Sequence[float]) -> list[float]:
    """More borders: where a column's pieces stand in two groups, one beside the other.

    The pieces of one column stand over one another, however they are aligned. So a column in which some pieces
    end before others begin is two columns, of which hardly any level fills both.
    """
    pieces = [
        (part, len(level.pieces) == 1)
        for level in levels
        for piece in level.pieces
        for part in _sections(piece, borders)
    ]
    waiting = list(pairwise([-np.inf, *borders, np.inf]))
    found: list[float] = []
    while waiting and len(found) < MOST_BORDERS:
        low, high = waiting.pop()
        here = [(piece, alone) for piece, alone in pieces if low <= piece.left and piece.right <= high]
        middle = _best_between(profile, here) if len(here) >= _FEWEST else None
        if middle is not None and low + LEAST <= middle <= high - LEAST:
            found.append(middle)
            waiting += [(low, middle), (middle, high)]
    return found


def _sections(piece: Piece, borders: Sequence[float]) -> list[Piece]:
    """The piece parted at the small gaps that stand at borders: its extents only, the glyphs are not parted."""
    inner = [x for x in borders if piece.left + LEAST < x < piece.right - LEAST]
    cuts = [cut for cut in piece.cuts if any(cut[0] - NEAR_CUT <= x <= cut[1] + NEAR_CUT for x in inner)]
    if not cuts:
        return [piece]
    lefts, rights = [piece.left, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), piece.right]
    return [
        replace(
            piece, left=left, right=right, cuts=tuple(cut for cut in piece.cuts if left < cut[0] and cut[1] < right)
        )
        for left, right in zip(lefts, rights, strict=True)
    ]


def _best_between(profile: Profile, found: Sequence[tuple[Piece, bool]]) -> float | None:
    """The x that parts the pieces of a column best in two that stand beside one another, if any is worth it.

    Either some stand wholly to the right, and others to the left, or on both sides with a blank just there. Or
    nearly all are lines of running text that end just there, and the others have a blank there.
    """
    pieces = [piece for piece, _ in found]
    lefts = np.array([piece.left for piece in pieces])
    rights = np.array([piece.right for piece in pieces])
    edges = np.arange(profile.at(lefts.min()) + 1, profile.at(rights.max()))
    if not len(edges):
        return None
    x: NDArray[np.float64] = edges * np.float64(profile.bin)
    slack = 0.02 * profile.bin
    left_only = np.sort(rights).searchsorted(x + slack)
    right_only = len(lefts) - np.sort(lefts).searchsorted(x - slack)
    parted, crossed = _cut_at(found, x, slack)
    clear = _clear(crossed == 0, profile.bin)
    fewer = np.minimum(right_only, left_only + parted)
    value = (_APART + _CLEARLY * clear) * fewer - crossed
    value[fewer < _BOTH] = -np.inf  # one piece alone is centred over the others, as a header is
    long = np.sort(rights[rights - lefts >= _LONG])
    full = long.searchsorted(x + slack) - long.searchsorted(x - _FULL)
    near, beyond = _cut_at(found, x, NEAR_CUT)
    running = np.where(full > _RUNNING * len(lefts), _APART * np.minimum(full, near) - beyond, -np.inf)
    value = np.maximum(value, running) - BORDER
    for one, other in pairwise(pieces):
        if one.level == other.level:
            value[np.searchsorted(x, one.right - slack) : np.searchsorted(x, other.left + slack, side="right")] += GAP
    steps = max(round(_CORRIDOR / profile.bin), 1)
    good = np.concatenate([np.zeros(steps, dtype=bool), value > 0, np.zeros(steps, dtype=bool)])
    value[(parted + near == 0) & ~good[: -2 * steps] & ~good[2 * steps :]] = -1.0
    best = int(value.argmax())
    if value[best] <= 0:
        return None
    first, last = plateau(value, best)
    return profile.middle((int(edges[first]), int(edges[last])))


def _clear(free: NDArray[np.bool_], bin_width: float) -> NDArray[np.float64]:
    """For every edge how many units of free width it stands in, up to three."""
    found = np.zeros(len(free))
    marks = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
    for first, end in marks.reshape(-1, 2).tolist():
        found[first:end] = min((end - first - 1) * bin_width, 3.0)
    return found


def _cut_at(
    found: Sequence[tuple[Piece, bool]], x: NDArray[np.float64], room: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many pieces have a blank within `room` of each x, and what it costs to cross the others."""
    parted = np.zeros(len(x), dtype=np.int64)
    crossed = np.zeros(len(x))
    for piece, alone in found:
        ink = np.zeros(len(x), dtype=bool)
        ink[slice(*np.searchsorted(x, (piece.left + room, piece.right - room)))] = True
        for left, right, _ in piece.cuts:
            blank = slice(np.searchsorted(x, left - room), np.searchsorted(x, right + room, side="right"))
            parted[blank] += 1
            ink[blank] = False
        crossed += ink * (LONE_INK if alone else INK)
    return parted, crossed
