"""Thin boxes → rulings: pieces of one line joined, dashes and dots with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfparse.ir import Rulings
from perfparse.readers.pdf_paths import THIN

_LEVEL = 0.75  # points between two lines of which a pen made one
_GAP = 3.0  # points that may be missing between two pieces of a line
_DASH, _BETWEEN = 12.0, 8.0  # points: pieces so short may be dashes, which stand further apart
_LEAST = 3.0  # points: what is shorter is a dot
_FAR = 1e6


def rulings(boxes: NDArray[np.float64], width: float, height: float) -> Rulings:
    """The rulings that (n, 4) thin `boxes` draw on a page of this size, by y or x, then by where they begin."""
    boxes = boxes[np.isfinite(boxes).all(1)]
    page = np.array((width, height, width, height))
    boxes = np.minimum(np.maximum(boxes, 0.0), page)[
        (boxes[:, 2] >= 0) & (boxes[:, 3] >= 0) & (boxes[:, 0] <= width) & (boxes[:, 1] <= height)
    ]
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    flat = (tall <= THIN) & ((wide >= tall) | (wide <= THIN))  # a dot may be a piece of either
    steep = (wide <= THIN) & ((tall >= wide) | (tall <= THIN))
    return Rulings(_joined(boxes[flat][:, [1, 3, 0, 2]]), _joined(boxes[steep][:, [0, 2, 1, 3]]))


def _joined(boxes: NDArray[np.float64]) -> NDArray[np.float32]:
    """(n, 4) low, high across the line, start, end along it → (m, 3) where it is, start, end."""
    if not len(boxes):
        return np.empty((0, 3), np.float32)
    middle = (boxes[:, 0] + boxes[:, 1]) / 2
    order = np.argsort(middle, kind="stable")
    level = np.empty(len(order), np.float64)
    level[order] = np.cumsum(np.diff(middle[order], prepend=middle[order[0]]) > _LEVEL)
    order = np.lexsort((boxes[:, 2], level))
    level, middle = level[order] * _FAR, middle[order]
    start, end = boxes[order, 2] + level, boxes[order, 3] + level
    reach = np.maximum.accumulate(end)
    length = end - start
    gap = start[1:] - reach[:-1]
    dashed = (gap <= _BETWEEN) & (length[1:] <= _DASH) & (length[:-1] <= _DASH)
    first = np.flatnonzero(np.concatenate(([True], ~((gap <= _GAP) | dashed))))
    last = np.append(first[1:], len(order)) - 1
    counts = np.diff(first, append=len(order))
    lines = np.stack(
        (np.add.reduceat(middle, first) / counts, start[first] - level[first], reach[last] - level[first]), 1
    )
    return lines[lines[:, 2] - lines[:, 1] >= _LEAST].astype(np.float32)
