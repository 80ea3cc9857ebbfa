"""The order in which glyphs are read: their visual lines, and along each.

Glyphs come in groups, those of a cell or of a line. All groups are ordered at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.model.ir import Glyphs

_LEADING = 0.45  # em between two baselines beyond which they are two lines; a raised figure stands 0.35 higher
_LINE_DEPTH = 0.8  # em that the baselines of one line may spread at most
_STACKED = 0.6  # share of steps from glyph to glyph that go down, in text that is written down the page
_STACKED_LEAST = 4


@dataclass(frozen=True, slots=True)
class Ordered:
    """Glyphs in the order of reading. Arrays are parallel; lengths are along and across the line of writing."""

    index: NDArray[np.int64]
    """where each stands in the arrays of `Glyphs`"""
    group: NDArray[np.int64]
    line: NDArray[np.int64]
    """number of its visual line, ascending"""
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    size: NDArray[np.float32]


def run_starts(values: NDArray[np.generic]) -> NDArray[np.int64]:
    """Where runs of equal values begin."""
    fresh = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return fresh.nonzero()[0]


def run_ends(starts: NDArray[np.int64], total: int) -> NDArray[np.int64]:
    """Where the runs end that begin at `starts`, the last one at `total`."""
    ends = np.empty_like(starts)
    ends[:-1], ends[-1:] = starts[1:], total
    return ends


def arrange(glyphs: Glyphs, label: NDArray[np.integer], cells: int) -> Ordered:
    """The labelled glyphs in the order of reading. Only groups below `cells` may be written down the page."""
    index = (label >= 0).nonzero()[0]
    group = label[index].astype(np.int64)
    box = glyphs.box[index]
    start, end = box[:, 0], box[:, 2]
    across, size = glyphs.baseline[index], glyphs.size[index]
    for members, turn in _turned(box, group, size, cells):
        start, end, across, size = (array.copy() for array in (start, end, across, size))
        start[members], end[members], across[members], size[members] = _turn(box[members], turn)
    order = ((group << 32) + _fine(across)).argsort(kind="stable")
    line = _lines(group[order], across[order], size[order])
    order = order[((line << 32) + _fine(start[order])).argsort(kind="stable")]
    return Ordered(index[order], group[order], line, start[order], end[order], size[order])


def _fine(lengths: NDArray[np.float32]) -> NDArray[np.int64]:
    """Lengths as whole numbers below 2³², for sorting together with a number in front."""
    return ((np.clip(lengths, -4e6, 4e6) + np.float64(4e6)) * 256).astype(np.int64)


def _lines(group: NDArray[np.int64], across: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.int64]:
    """The number of each glyph's line; all arrays are sorted by group, then by baseline."""
    fresh = np.empty(len(group), np.bool_)
    if not len(group):
        return group
    fresh[1:] = (group[1:] != group[:-1]) | (
        across[1:] - across[:-1] > _LEADING * np.maximum(np.maximum(size[1:], size[:-1]), 1e-3)
    )
    fresh[0] = True
    firsts = fresh.nonzero()[0]
    ends = run_ends(firsts, len(group))
    deep = across[ends - 1] - across[firsts] > _LINE_DEPTH * size[firsts]
    for first, last in zip(firsts[deep].tolist(), ends[deep].tolist(), strict=True):
        # baselines close enough to chain: text side by side whose lines are not level, or a line on a slope
        top = float(across[first])
        for at, (y, em) in enumerate(zip(across[first:last].tolist(), size[first:last].tolist(), strict=True), first):
            if y - top > _LEADING * em:
                fresh[at], top = True, y
    return fresh.cumsum() - 1


def _turned(
    box: NDArray[np.float32], group: NDArray[np.int64], size: NDArray[np.float32], cells: int
) -> list[tuple[NDArray[np.int64], int]]:
    """The groups not to be read in lines from the left: members, and quarter turns clockwise of their writing.

    That is text turned on its side or head, and text written down the page in more than one column.
    """
    if len(group) < 2:
        return []
    middle_x, middle_y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    dx, dy = middle_x[1:] - middle_x[:-1], middle_y[1:] - middle_y[:-1]
    within = group[1:] == group[:-1]
    found: list[tuple[NDArray[np.int64], int]] = []
    flat = size <= 0
    if flat.any():
        for one in np.unique(group[flat]).tolist():
            members = (group == one).nonzero()[0]
            if 2 * flat[members].sum() < len(members):
                continue  # a few odd marks in upright text
            steps = within & (group[1:] == one)
            found.append((members, _direction(dx[steps], dy[steps])))
    em = size[1:]
    within &= group[1:] < cells
    down = within & (np.abs(dx) < 0.3 * em) & (dy > 0.5 * em)
    back = within & (np.abs(dx) > 0.7 * em) & (dy < -0.5 * em)  # to the head of the next column
    if back.any() and down.any():
        most = int(group.max()) + 1
        downs, alls = np.bincount(group[1:][down], minlength=most), np.bincount(group, minlength=most)
        stacked = (alls >= _STACKED_LEAST) & (downs >= _STACKED * (alls - 1))
        heads = np.unique(group[1:][back])
        found += [((group == one).nonzero()[0], 1) for one in heads[stacked[heads]].tolist()]
    return found


def _direction(dx: NDArray[np.float32], dy: NDArray[np.float32]) -> int:
    """Quarter turns clockwise of a writing whose glyphs follow each other by these steps."""
    right, below = float(np.median(dx)) if len(dx) else 0.0, float(np.median(dy)) if len(dy) else 0.0
    if abs(below) >= abs(right):
        return 1 if below >= 0 else 3
    return 0 if right >= 0 else 2


def _turn(box: NDArray[np.float32], turn: int) -> tuple[NDArray[np.float32], ...]:
    """Start, end, baseline and size of glyphs as if the page were turned back by `turn` quarters."""
    x0, top, x1, bottom = box.T
    if turn == 1:
        return top, bottom, -x0, x1 - x0
    if turn == 3:
        return -bottom, -top, x1, x1 - x0
    if turn == 2:
        return -x1, -x0, -top, bottom - top
    return x0, x1, bottom, bottom - top
