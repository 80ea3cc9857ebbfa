"""Words that poke over a rule → kept in their own cell.

Glyphs go to the cell in which their middle lies. A text that is too long for its cell runs over the rule, and its
last glyphs would go to the neighbour, who may have them read as a figure of his own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.model.ir import Glyphs

_LEVEL = 0.1  # em between the baselines of one run
_SET_SOLID = 0.15  # em between two glyphs of one run
_THROUGH = 0.15  # of its width that a glyph must have on either side of a rule that runs through it
_POKES = 1.5  # em that a text may run over its rule, further only into empty cells
_FLUSH = 1.0  # em of its cell's side where such a text begins, or ends


def whole_words(glyphs: Glyphs, label: NDArray[np.integer], frames: NDArray[np.floating]) -> NDArray[np.integer]:
    """The labels, with the ends of runs that poke over a rule given to the cell that has the rest.

    `label` (n,) is the cell of each glyph, -1 for none; `frames` (k, 4) the cells' x0, top, x1, bottom. A run pokes
    over a rule that goes through one of its glyphs: a rule that goes between two glyphs parts two texts.
    """
    left, right, size = glyphs.box[:, 0], glyphs.box[:, 2], glyphs.size
    solid = (
        (np.abs(left[1:] - right[:-1]) < _SET_SOLID * size[1:])
        & (np.abs(glyphs.baseline[1:] - glyphs.baseline[:-1]) < _LEVEL * size[1:])
        & (glyphs.offset[1:] == glyphs.offset[:-1] + 1)
    )
    parted = (solid & (label[1:] != label[:-1])).nonzero()[0]
    if not len(parted):
        return label
    label = label.copy()
    for at in parted.tolist():
        before, after = int(label[at]), int(label[at + 1])
        rule = float(frames[after, 0] if after >= 0 else frames[before, 2])
        beside = np.minimum(rule - left[at : at + 2], right[at : at + 2] - rule) / (
            right[at : at + 2] - left[at : at + 2]
        )
        if before == after or beside.max() < _THROUGH:
            continue
        first, last = _run(label, solid, at)
        ahead, behind, em = rule - float(left[first]), float(right[last]) - rule, float(size[at])
        if before >= 0 and (
            behind <= min(ahead, _POKES * em)
            or (_holds_no_more(label, after, last - at) and left[first] - frames[before, 0] < _FLUSH * em)
        ):
            label[at + 1 : last + 1] = before
        elif after >= 0 and (
            ahead <= min(behind, _POKES * em)
            or (_holds_no_more(label, before, at + 1 - first) and frames[after, 2] - right[last] < _FLUSH * em)
        ):
            label[first : at + 1] = after
    return label


def _run(label: NDArray[np.integer], solid: NDArray[np.bool_], at: int) -> tuple[int, int]:
    """The first and last glyph of the run around `at` and the next, as far as it has their labels."""
    first, last = at, at + 1
    while first and solid[first - 1] and label[first - 1] == label[at]:
        first -= 1
    while last < len(solid) and solid[last] and label[last + 1] == label[at + 1]:
        last += 1
    return first, last


def _holds_no_more(label: NDArray[np.integer], cell: int, count: int) -> bool:
    """Whether a cell has `count` glyphs only: spreadsheets let a text run on over cells that are empty."""
    return cell >= 0 and int((label == cell).sum()) == count
