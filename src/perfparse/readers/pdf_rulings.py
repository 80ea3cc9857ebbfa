"""Thin boxes → rulings: pieces of one line joined, dashes and dots with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfparse.model.ir import Rulings
from perfparse.readers.pdf_marks import lengths
from perfparse.readers.pdf_paths import THIN

_LEVEL = 0.75  # points between two lines of which a pen made one
_GAP = 3.0  # points that may be missing between two pieces of a line
_DASH, _BETWEEN = 12.0, 8.0  # points: pieces so short may be dashes, which stand further apart
_LEAST = 6.0  # points: what is shorter bounds no cell
_FAR = 1e6


def rulings(boxes: NDArray[np.float64], width: float, height: float) -> Rulings:
    """The rulings that (n, 4) thin `boxes` draw on a page of this size, by y or x, then by where they begin."""
    if not len(boxes):
        return Rulings(np.empty((0, 3), np.float32), np.empty((0, 3), np.float32))
    if not (boxes[:, :2].min() >= 0 and boxes[:, 2].max() <= width and boxes[:, 3].max() <= height):  # NaN too
        on_page = (boxes[:, 2] >= 0) & (boxes[:, 3] >= 0) & (boxes[:, 0] <= width) & (boxes[:, 1] <= height)
        boxes = np.minimum(np.maximum(boxes[on_page], 0.0), (width, height, width, height))
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    narrow, low = wide <= THIN, tall <= THIN
    flat, steep = low & ((wide >= tall) | narrow), narrow & ((tall >= wide) | low)  # a dot may be a piece of either
    # Both directions at once, the steep ones far off: the place across the line, its start and its end.
    across, along = boxes[steep][:, [0, 2]], boxes[flat][:, [0, 2]]
    middle = np.concatenate((boxes[flat][:, [1, 3]].sum(1) / 2, across.sum(1) / 2 + _FAR))
    lines = _joined(middle, np.concatenate((along, boxes[steep][:, [1, 3]])))
    split = int(np.searchsorted(lines[:, 0], _FAR / 2))
    lines[split:, 0] -= _FAR
    return Rulings(lines[:split].astype(np.float32), lines[split:].astype(np.float32))


def _joined(middle: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """(m, 3) where each line is, its start and its end, of pieces that stand at `middle` with (n, 2) `ends`."""
    order = np.argsort(middle, kind="stable")
    middle = middle[order]
    level = np.zeros(len(order))
    np.cumsum(middle[1:] - middle[:-1] > _LEVEL, out=level[1:])
    level *= _FAR
    start, end = ends[order].T + level
    order = np.argsort(start, kind="stable")
    start, end, level, middle = start[order], end[order], level[order], middle[order]
    reach = np.maximum.accumulate(end)
    length = end - start
    gap = start[1:] - reach[:-1]
    dashed = (gap <= _BETWEEN) & (length[1:] <= _DASH) & (length[:-1] <= _DASH)
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = ~((gap <= _GAP) | dashed)
    first = np.flatnonzero(fresh)
    if not len(first):
        return np.empty((0, 3))
    counts = lengths(first, len(order))
    lines = np.empty((len(first), 3))
    lines[:, 0] = np.add.reduceat(middle, first) / counts
    lines[:, 1] = start[first] - level[first]
    lines[:, 2] = reach[first + counts - 1] - level[first]
    return lines[lines[:, 2] - lines[:, 1] >= _LEAST]
