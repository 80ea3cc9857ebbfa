"""The objects of a page, as pdfium has them: painted paths, images, and text objects in the order of drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_functions import Pdfium, argument
from perfparse.readers.pdf_marks import HIDDEN_MODES, MOST_OBJECTS, PAPER, Strokes, View
from perfparse.readers.pdf_paths import THIN, Matrix, Point, chain, subpaths, thin_boxes

_ONLY = tuple(bytes(code == kind for code in range(256)) for kind in (1, 2, 3, 5))
"""Of pdfium's types of objects, those of texts, paths, images and forms alone."""
_MOST_SEGMENTS = 300_000  # of the paths of one page that are looked at point by point
_DEEPEST = 12  # forms within forms
_BLOCK = 2048
_LINE_SEGMENTS, _BOX_SEGMENTS = 3, 5  # paths with so few, if thin, are told by their bounds
_LINE, _CURVE, _MOVE = 0, 1, 2


@dataclass(slots=True)
class Objects:
    """What the walk over a page's objects found. Filled by `walk`, then left as it is."""

    texts: list[int] = field(default_factory=list)
    """The addresses of text objects in the order of drawing."""
    hidden: list[int] = field(default_factory=list)
    """Those that paint nothing."""
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
        if found.seen >= MOST_OBJECTS:
            found.capped = True
            return
        addresses = list(map(get, repeat(container), range(start, min(count, start + _BLOCK))))
        handles = list(map(argument, addresses))
        found.seen += len(handles)
        kinds = bytes(map(pdfium.type, handles))
        texts, paths, images, forms = (list(compress(handles, kinds.translate(only))) for only in _ONLY)
        if texts:
            own = list(compress(addresses, kinds.translate(_ONLY[0])))
            modes = list(map(pdfium.render_mode, texts))
            found.texts += own
            if any(mode in modes for mode in HIDDEN_MODES):
                found.hidden += [address for address, mode in zip(own, modes, strict=True) if mode in HIDDEN_MODES]
        if paths:
            found.boxes.append(_paths(pdfium, paths, matrix, found))
        if images:
            boxes = seen(_bounds(pdfium, images), matrix)
            sides = np.nan_to_num(boxes[:, 2:] - boxes[:, :2])
            found.pictures += float((sides[:, 0] * sides[:, 1]).sum()) / area
        if depth < _DEEPEST:
            for form in forms:
                inner = chain(_matrix(pdfium, form), matrix)
                size = pdfium.count_form_objects(form)
                _walk(pdfium, pdfium.form_object, form, size, inner, depth + 1, found, area)


def seen(boxes: NDArray[Any], matrix: Matrix) -> NDArray[np.float64]:
    """(n, 4) boxes, any corner first, → x0, top, x1, bottom after `matrix`, which turns by quarters or not at all."""
    a, b, c, d, e, f = matrix
    x, y = boxes[:, 0::2], boxes[:, 1::2]
    if abs(b) + abs(c) < 1e-6 * (abs(a) + abs(d)):
        x, y = a * x + e, d * y + f
    elif abs(a) + abs(d) < 1e-6 * (abs(b) + abs(c)):
        x, y = c * y + e, b * x + f
    else:  # slanted: the box around all four corners
        x, y = x[:, [0, 1, 0, 1]], y[:, [0, 0, 1, 1]]
        x, y = a * x + c * y + e, b * x + d * y + f
    found = np.empty((len(boxes), 4))
    for column, values in enumerate((x, y)):
        low, high = found[:, column], found[:, column + 2]
        np.minimum(values[:, 0], values[:, 1], out=low)
        np.maximum(values[:, 0], values[:, 1], out=high)
        for more in values.T[2:]:
            np.minimum(low, more, out=low)
            np.maximum(high, more, out=high)
    return found


def _matrix(pdfium: Pdfium, handle: Any) -> Matrix:
    a, b, c, d, e, f = pdfium.table(pdfium.object_matrix, 1, 6, [handle], count=1)[0].tolist()
    return (a, b, c, d, e, f) if a == a else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _bounds(pdfium: Pdfium, handles: list[Any]) -> NDArray[np.float64]:
    """(n, 4) left, bottom, right, top in the space of the page or form."""
    return pdfium.table(pdfium.bounds, 4, 4, handles, count=len(handles))


def _paths(pdfium: Pdfium, paths: list[Any], matrix: Matrix, found: Objects) -> NDArray[np.float64]:
    """(n, 4) the thin boxes among `paths`, at most a block of them."""
    count = len(paths)
    boxes = seen(_bounds(pdfium, paths), matrix)
    for _ in pdfium.rows(pdfium.draw_mode, 2, paths, count=count):
        modes = pdfium.integers[:count, :2].copy()
    filled, stroked = modes[:, 0] > 0, modes[:, 1] > 0
    filled &= _visible(pdfium, pdfium.fill_color, paths, filled)
    stroked &= _visible(pdfium, pdfium.stroke_color, paths, stroked)
    segments = np.fromiter(map(pdfium.count_segments, paths), np.int32, count)
    simple = segments <= np.where(stroked, _LINE_SEGMENTS, _BOX_SEGMENTS)
    thin = (np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= THIN) & simple
    painted = filled | stroked
    rest = painted & ~thin & (stroked | ~simple)
    more: list[tuple[float, float, float, float]] = []
    for index in np.flatnonzero(rest).tolist():
        if found.segments + segments[index] > _MOST_SEGMENTS:
            found.capped = True
            break
        found.segments += int(segments[index])
        painting = bool(filled[index]), bool(stroked[index])
        more += _walked(pdfium, paths[index], int(segments[index]), matrix, found, *painting)
    thin_ones = boxes[painted & thin]
    return np.concatenate((thin_ones, np.array(more))) if more else thin_ones


def _visible(
    pdfium: Pdfium, color: Callable[..., Any], paths: list[Any], asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(n,) whether the colour can be seen on paper; a colour that pdfium cannot tell is one."""
    if not asked.any():
        return asked
    for size in pdfium.rows(color, 4, paths, count=len(paths)):
        values = pdfium.integers[:size, :4]
        unknown = np.isnan(pdfium.floats[:size, 0])
        shown = ((values[:, :3] < PAPER).any(1) & (values[:, 3] > 0)) | unknown
    return shown


def _walked(
    pdfium: Pdfium, path: Any, count: int, matrix: Matrix, found: Objects, filled: bool, stroked: bool
) -> list[tuple[float, float, float, float]]:
    own = chain(_matrix(pdfium, path), matrix)
    steps = list(_steps(pdfium, path, count, own))
    found.curved += any(kind == "c" for kind, _, _ in steps)
    width = 0.0
    if stroked:
        pen = float(pdfium.table(pdfium.stroke_width, 1, 1, [path], count=1)[0, 0])
        width = pen * abs(own[0] * own[3] - own[1] * own[2]) ** 0.5
    return thin_boxes(subpaths(steps), filled=filled, stroked=stroked, width=width)


def _steps(pdfium: Pdfium, path: Any, count: int, matrix: Matrix) -> Iterator[tuple[str, Point, bool]]:
    """The segments of `path` as `subpaths` takes them."""
    a, b, c, d, e, f = matrix
    for start in range(0, count, _BLOCK):
        handles = list(map(argument, map(pdfium.segment, repeat(path), range(start, min(count, start + _BLOCK)))))
        for size in pdfium.rows(pdfium.point, 2, handles, count=len(handles)):
            points = pdfium.floats[:size, :2].tolist()
        kinds = map(pdfium.segment_type, handles)
        closes = map(pdfium.segment_closes, handles)
        for kind, (x, y), close in zip(kinds, points, closes, strict=True):
            letter = "l" if kind == _LINE else "m" if kind == _MOVE else "c"
            yield letter, (a * x + c * y + e, b * x + d * y + f), bool(close)
