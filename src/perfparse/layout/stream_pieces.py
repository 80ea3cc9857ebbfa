"""Sheet → levels of pieces: the runs of characters on one baseline that no wide gap parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from perfparse.layout.labels import begins_item
from perfparse.layout.measure import width
from perfparse.model.ir import Sheet

_WIDE_GAP = 1.9  # units: a gap that may part columns; two blanks of a grid, an em in print
_JUMP_GAP = 0.3  # units: the same, where the content stream goes on elsewhere
_SMALL_GAP = 0.4  # units: a gap where a column may end if one is known to
_MOST_PIECES = 100  # on a level
_MOST_CUTS = 400
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?[%％]?")
_SAME_LINE = 0.35  # em: baselines that are one line


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one level without a wide gap between them.

    `glyphs` are indices into the sheet's arrays, from left to right. `left` and `right` are in units of the page.
    `cuts` are the small gaps inside: where each begins and ends, and how many glyphs stand before.
    """

    level: int
    left: float
    right: float
    glyphs: NDArray[np.int32]
    text: str
    cuts: tuple[tuple[float, float, int], ...] = ()
    width: float = field(default=0.0)

    @property
    def first(self) -> int:
        """Index of the leftmost glyph."""
        return int(self.glyphs[0])

    @property
    def last(self) -> int:
        """Index of the rightmost glyph."""
        return int(self.glyphs[-1])


@dataclass(frozen=True, slots=True)
class Level:
    """The pieces on one baseline from left to right.

    `y` counts lines from the page's top: whole ones in a grid, leadings in print. `above` is how many lines could
    have stood between this level and the one before.
    """

    y: float
    pieces: tuple[Piece, ...]
    above: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as levels. `unit` is the width of a half-width character; `upright` marks the glyphs in `levels`."""

    levels: tuple[Level, ...]
    unit: float
    leading: float
    upright: NDArray[np.bool_]


def leaf_of(sheet: Sheet) -> Leaf:
    """Part a page's upright glyphs into levels of pieces."""
    glyphs = sheet.glyphs
    upright = glyphs.size > 0
    chosen = np.flatnonzero(upright)
    if not len(chosen):
        return Leaf((), 1.0, 1.0, upright)
    em = 2.0 if sheet.grid else max(float(np.median(glyphs.size[chosen])), 0.1)
    unit = 1.0 if sheet.grid else em / 2
    order = chosen[np.argsort(glyphs.baseline[chosen], kind="stable")]
    line = _lines(glyphs.baseline[order], 0.5 if sheet.grid else _SAME_LINE * em)
    order = order[np.lexsort((glyphs.box[order, 0], line))]
    starts = np.flatnonzero(np.diff(line, prepend=-1))
    runs = np.split(order, starts[1:])
    heights = [float(np.median(glyphs.baseline[run])) for run in runs]
    leading = 1.0 if sheet.grid else _leading(np.array(heights), em)
    levels: list[Level] = []
    for number, (run, height) in enumerate(zip(runs, heights, strict=True)):
        y = height / leading
        above = y - levels[-1].y - 1.0 if levels else 0.0
        levels.append(Level(y, tuple(_pieces(sheet, number, run, unit)), max(above, 0.0)))
    return Leaf(tuple(levels), unit, leading, upright)


def _lines(baselines: NDArray[np.float32], reach: float) -> NDArray[np.int64]:
    """Number ascending baselines by line: a line ends where the next baseline is over `reach` from its first."""
    line = np.empty(len(baselines), dtype=np.int64)
    number, first = -1, -np.inf
    for at, baseline in enumerate(baselines.tolist()):
        if baseline - first > reach:
            number, first = number + 1, baseline
        line[at] = number
    return line


def _leading(heights: NDArray[np.float64], em: float) -> float:
    """The usual distance from line to line: the median of those that can be one."""
    steps = np.diff(heights)
    steps = steps[(steps >= 0.9 * em) & (steps <= 2.2 * em)]
    return float(np.median(steps)) if len(steps) else 1.3 * em


def _pieces(sheet: Sheet, level: int, run: NDArray[np.int64], unit: float) -> list[Piece]:
    glyphs = sheet.glyphs
    left = glyphs.box[run, 0] / unit
    right = np.maximum.accumulate(glyphs.box[run, 2] / unit)
    gap = left[1:] - right[:-1]
    jump = np.zeros(len(gap), dtype=bool) if sheet.grid else np.diff(run) != 1
    wide = (gap >= _WIDE_GAP) | (jump & (gap >= _JUMP_GAP))
    if np.count_nonzero(wide) > _MOST_PIECES:
        wide[:] = False  # no table has as many columns
    small = ~wide & (gap >= _SMALL_GAP)
    if np.count_nonzero(small) > _MOST_CUTS:
        small[:] = False
    found = []
    bounds = [0, *(np.flatnonzero(wide) + 1).tolist(), len(run)]
    for start, end in pairwise(bounds):
        inner = np.flatnonzero(small[start : end - 1]) + start + 1
        cuts = tuple((float(right[at - 1]), float(left[at]), int(at) - start) for at in inner)
        piece = piece_of(sheet, level, run[start:end].astype(np.int32), float(left[start]), float(right[end - 1]), cuts)
        found += _amounts_apart(sheet, piece) if sheet.grid and cuts else [piece]
    return found


def _amounts_apart(sheet: Sheet, piece: Piece) -> list[Piece]:
    """A piece of a grid cut before each amount that stands behind another, or behind an item of money.

    Where a cell is full, a text has one blank before the next, as within one.
    """
    made: list[Piece] = []
    for _ in range(len(piece.cuts)):
        for cut in piece.cuts:
            before, behind = split(sheet, piece, cut)
            first = behind.text.split(" ", 1)[0]
            if _AMOUNT.fullmatch(first) and (_AMOUNT.fullmatch(before.text) or begins_item(before.text)):
                made.append(before)
                piece = behind
                break
        else:
            break
    return [*made, piece]


def piece_of(
    sheet: Sheet,
    level: int,
    glyphs: NDArray[np.int32],
    left: float,
    right: float,
    cuts: tuple[tuple[float, float, int], ...] = (),
) -> Piece:
    """A piece of these glyphs with its text: a blank at every small gap."""
    blanks = {at for _, _, at in cuts}
    chars = [sheet.text[offset - sheet.start] for offset in sheet.glyphs.offset[glyphs].tolist()]
    text = "".join(f" {char}" if at in blanks else char for at, char in enumerate(chars))
    return Piece(level, left, right, glyphs, text, cuts, width(text))


def split(sheet: Sheet, piece: Piece, cut: tuple[float, float, int]) -> tuple[Piece, Piece]:
    """The two sides of a small gap in `piece`."""
    end, start, at = cut
    before = tuple(other for other in piece.cuts if other[2] < at)
    behind = tuple((x0, x1, n - at) for x0, x1, n in piece.cuts if n > at)
    return (
        piece_of(sheet, piece.level, piece.glyphs[:at], piece.left, end, before),
        piece_of(sheet, piece.level, piece.glyphs[at:], start, piece.right, behind),
    )


def joined(sheet: Sheet, pieces: list[Piece]) -> Piece:
    """One piece of several on a level, from left to right."""
    if len(pieces) == 1:
        return pieces[0]
    cuts: list[tuple[float, float, int]] = []
    count = 0
    for number, piece in enumerate(pieces):
        if number:
            cuts.append((pieces[number - 1].right, piece.left, count))
        cuts.extend((x0, x1, at + count) for x0, x1, at in piece.cuts)
        count += len(piece.glyphs)
    glyphs = np.concatenate([piece.glyphs for piece in pieces])
    return piece_of(sheet, pieces[0].level, glyphs, pieces[0].left, pieces[-1].right, tuple(cuts))
