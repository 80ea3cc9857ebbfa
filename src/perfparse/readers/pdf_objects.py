"""The objects of a page, as pdfium has them: painted paths, images, and text objects in the order of drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_functions import Handle, Pdfium
from perfparse.readers.pdf_marks import Strokes, View
from perfparse.readers.pdf_paths import THIN, Matrix, Point, chain, subpaths, thin_boxes

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_MOST_OBJECTS = 300_000  # on one page, those of its forms included
_MOST_SEGMENTS = 300_000  # of the paths of one page that are looked at point by point
_DEEPEST = 12  # forms within forms
_BLOCK = 2048
_SIMPLE = 6  # segments: a line, a box; its bounds tell all if they are thin
_PAPER = 253  # red, green and blue at least this are white
_LINE, _CURVE, _MOVE = 0, 1, 2


@dataclass(slots=True)
class Objects:
    """What the walk over a page's objects found. Filled by `walk`, then left as it is."""

    texts: list[Handle] = field(default_factory=list)
    """Text objects in the order of drawing."""
    boxes: list[NDArray[np.float64]] = field(default_factory=list)
    pictures: float = 0.0
    curved: int = 0
    capped: bool = False
    seen: int = 0
    segments: int = 0

    def strokes(self) -> Strokes:
        """The thin things found, and the counts."""
        boxes = np.concatenate(self.boxes) if self.boxes else np.empty((0, 4))
        return Strokes(boxes, self.pictures, self.curved, self.capped)


def walk(pdfium: Pdfium, page: Any, view: View) -> Objects:
    """Walk over the objects of `page` and of the forms it draws."""
    found = Objects()
    count = pdfium.count_objects(page)
    _walk(pdfium, pdfium.object, page, count, view.matrix(), 0, found, max(view.width * view.height, 1.0))
    return found


def _walk(
    pdfium: Pdfium,
    get: Callable[..., Any],
    container: Any,
    count: int,
    matrix: Matrix,
    depth: int,
    found: Objects,
    area: float,
) -> None:
    """Add the objects of a page or form to `found`; `matrix` takes its space to what is seen."""
    for start in range(0, count, _BLOCK):
        if found.seen >= _MOST_OBJECTS:
            found.capped = True
            return
        handles = list(map(get, repeat(container), range(start, min(count, start + _BLOCK))))
        found.seen += len(handles)
        kinds = list(map(pdfium.type, handles))
        tally = Counter(kinds)
        if tally[_TEXT]:
            found.texts += [handle for handle, kind in zip(handles, kinds, strict=True) if kind == _TEXT]
        if tally[_PATH]:
            paths = [handle for handle, kind in zip(handles, kinds, strict=True) if kind == _PATH]
            found.boxes.append(_paths(pdfium, paths, matrix, found))
        if tally[_IMAGE]:
            images = [handle for handle, kind in zip(handles, kinds, strict=True) if kind == _IMAGE]
            boxes = seen(_bounds(pdfium, images), matrix)
            sides = np.nan_to_num(boxes[:, 2:] - boxes[:, :2])
            found.pictures += float((sides[:, 0] * sides[:, 1]).sum()) / area
        if tally[_FORM] and depth < _DEEPEST:
            for form in [handle for handle, kind in zip(handles, kinds, strict=True) if kind == _FORM]:
                inner = chain(_matrix(pdfium, form), matrix)
                size = pdfium.count_form_objects(form)
                _walk(pdfium, pdfium.form_object, form, size, inner, depth + 1, found, area)


def seen(boxes: NDArray[Any], matrix: Matrix) -> NDArray[np.float64]:
    """(n, 4) boxes, any corner first, → x0, top, x1, bottom after `matrix`, which turns by quarters or not at all."""
    a, b, c, d, e, f = matrix
    x, y = boxes[:, 0::2].astype(np.float64), boxes[:, 1::2].astype(np.float64)
    if abs(b) + abs(c) < 1e-6 * (abs(a) + abs(d)):
        x, y = a * x + e, d * y + f
    elif abs(a) + abs(d) < 1e-6 * (abs(b) + abs(c)):
        x, y = c * y + e, b * x + f
    else:  # slanted: the box around all four corners
        x, y = x[:, [0, 1, 0, 1]], y[:, [0, 0, 1, 1]]
        x, y = a * x + c * y + e, b * x + d * y + f
    return np.stack((x.min(1), y.min(1), x.max(1), y.max(1)), 1)


def _matrix(pdfium: Pdfium, handle: Handle) -> Matrix:
    for _ in pdfium.rows(pdfium.object_matrix, 1, [handle], count=1):
        a, b, c, d, e, f = pdfium.floats[0, :6].tolist()
    return (a, b, c, d, e, f) if a == a else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _bounds(pdfium: Pdfium, handles: list[Handle]) -> NDArray[np.float32]:
    """(n, 4) left, bottom, right, top in the space of the page or form."""
    blocks = [
        pdfium.floats[:size, :4].copy() for size in pdfium.rows(pdfium.bounds, 4, handles, count=len(handles))
    ]
    return np.concatenate(blocks)


def _paths(pdfium: Pdfium, paths: list[Handle], matrix: Matrix, found: Objects) -> NDArray[np.float64]:
    """(n, 4) the thin boxes among `paths`, at most a block of them."""
    count = len(paths)
    boxes = seen(_bounds(pdfium, paths), matrix)
    for _ in pdfium.rows(pdfium.draw_mode, 2, paths, count=count):
        modes = pdfium.integers[:count, :2].copy()
    filled, stroked = modes[:, 0] > 0, modes[:, 1] > 0
    filled &= _visible(pdfium, pdfium.fill_color, paths, filled)
    stroked &= _visible(pdfium, pdfium.stroke_color, paths, stroked)
    segments = np.fromiter(map(pdfium.count_segments, paths), np.int64, count)
    thin = (np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= THIN) & (segments <= _SIMPLE)
    painted = filled | stroked
    rest = painted & ~thin & (stroked | (segments > _SIMPLE))
    more: list[tuple[float, float, float, float]] = []
    for index in np.flatnonzero(rest).tolist():
        if found.segments + segments[index] > _MOST_SEGMENTS:
            found.capped = True
            break
        found.segments += int(segments[index])
        more += _walked(pdfium, paths[index], int(segments[index]), matrix, found, bool(filled[index]), bool(stroked[index]))
    thin_ones = boxes[painted & thin]
    return np.concatenate((thin_ones, np.array(more))) if more else thin_ones


def _visible(
    pdfium: Pdfium, color: Callable[..., Any], paths: list[Handle], asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(n,) whether the colour can be seen on paper; a colour that pdfium cannot tell is one."""
    if not asked.any():
        return asked
    for size in pdfium.rows(color, 4, paths, count=len(paths)):
        values = pdfium.integers[:size, :4]
        unknown = np.isnan(pdfium.floats[:size, 0])
        shown = ((values[:, :3] < _PAPER).any(1) & (values[:, 3] > 0)) | unknown
    return shown


def _walked(
    pdfium: Pdfium, path: Handle, count: int, matrix: Matrix, found: Objects, filled: bool, stroked: bool
) -> list[tuple[float, float, float, float]]:
    own = chain(_matrix(pdfium, path), matrix)
    steps = list(_steps(pdfium, path, count, own))
    found.curved += any(kind == "c" for kind, _, _ in steps)
    width = 0.0
    if stroked:
        for _ in pdfium.rows(pdfium.stroke_width, 1, [path], count=1):
            width = float(pdfium.floats[0, 0]) * abs(own[0] * own[3] - own[1] * own[2]) ** 0.5
    return thin_boxes(subpaths(steps), filled=filled, stroked=stroked, width=width)


def _steps(pdfium: Pdfium, path: Handle, count: int, matrix: Matrix) -> Iterator[tuple[str, Point, bool]]:
    """The segments of `path` as `subpaths` takes them."""
    a, b, c, d, e, f = matrix
    for start in range(0, count, _BLOCK):
        handles = list(map(pdfium.segment, repeat(path), range(start, min(count, start + _BLOCK))))
        for size in pdfium.rows(pdfium.point, 2, handles, count=len(handles)):
            points = pdfium.floats[:size, :2].tolist()
        kinds = map(pdfium.segment_type, handles)
        closes = map(pdfium.segment_closes, handles)
        for kind, (x, y), close in zip(kinds, points, closes, strict=True):
            letter = "l" if kind == _LINE else "m" if kind == _MOVE else "c"
            yield letter, (a * x + c * y + e, b * x + d * y + f), bool(close)
