"""A PDF page through pdfium → `Print`."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_functions import Pdfium
from perfparse.readers.pdf_marks import ASCENT, DESCENT, UNMAPPED, Marks, Print, View
from perfparse.readers.pdf_objects import Objects, seen, walk

_MOST_CHARACTERS = 400_000  # on one page
_HIDDEN = (3, 7)  # text rendering modes that paint nothing
_SLANT = 0.05  # of its length, by which a line of text may rise and still be upright
_NEAR = 0.9  # font sizes between two baselines that pdfium may take for one line
_HYPHENS = (0x0002, 0xFFFE)  # pdfium's marks for a hyphen at a line's end


class PageError(Exception):
    """pdfium cannot load this page."""


def read_page(pdfium: Pdfium, document: Any, index: int) -> Print:
    """Page `index` (from 0) of `document`, a handle of pdfium's.

    Raises:
        PageError: pdfium cannot load it.
    """
    page = pdfium.load_page(document, index)
    if not page:
        raise PageError
    try:
        view = _view(pdfium, page)
        found = walk(pdfium, page, view)
        text = pdfium.load_text(page)
        if not text:
            raise PageError
        try:
            marks, capped = _marks(pdfium, text, view, found)
        finally:
            pdfium.close_text(text)
    finally:
        pdfium.close_page(page)
    return Print(view.width, view.height, marks, found.strokes(), capped)


def _view(pdfium: Pdfium, page: Any) -> View:
    for _ in pdfium.rows(pdfium.bounding_box, 1, [page], count=1):
        left, top, right, bottom = pdfium.floats[0, :4].tolist()
    return View(left, bottom, right, top, pdfium.rotation(page) & 3)


def _marks(pdfium: Pdfium, text: Any, view: View, found: Objects) -> tuple[Marks, bool]:
    """The characters of a text page, and whether there were too many of them."""
    total = max(0, pdfium.count_characters(text))
    count = min(total, _MOST_CHARACTERS)
    handle = ctypes.c_void_p.from_param(text)  # converted once instead of with each call
    owner = np.fromiter(map(pdfium.text_object, repeat(handle), range(count)), np.int64, count)
    own = np.flatnonzero(owner)  # the others are spaces and line ends that pdfium made up
    if not len(own):
        return _nothing(), total > count
    code = _codes(pdfium, text, handle, count)[own]
    loose = np.empty((count, 4), np.float32)
    done = 0
    for size in pdfium.rows(pdfium.loose_box, 1, repeat(handle), range(count), count=count):
        loose[done : done + size] = pdfium.floats[:size, :4]
        done += size
    owner = owner[own]
    first = np.flatnonzero(np.diff(owner, prepend=0))  # where a text object begins
    heads = own[first].tolist()
    matrix = np.empty((len(heads), 6), np.float64)
    done = 0
    for size in pdfium.rows(pdfium.matrix, 1, repeat(handle), heads, count=len(heads)):
        matrix[done : done + size] = pdfium.floats[:size, :6]
        done += size
    font = np.fromiter(map(pdfium.font_size, repeat(handle), heads), np.float64, len(heads))
    run = np.repeat(np.arange(len(first)), np.diff(first, append=len(owner)))
    hidden = _hidden(pdfium, found, owner[first])
    # FS_RECTF is left, top, right, bottom
    box, baseline, size = _placed(seen(loose[own], view.matrix()), matrix, font, run, view)
    marks = Marks(code, box, baseline, size, None if hidden is None else hidden[run])
    return marks, total > count


def _nothing() -> Marks:
    return Marks(np.empty(0, np.uint32), np.empty((0, 4), np.float32), *(np.empty(0, np.float32),) * 2, None)


def _codes(pdfium: Pdfium, text: Any, handle: Any, count: int) -> NDArray[np.uint32]:
    """(count,) the code point of each character."""
    buffer = (ctypes.c_uint16 * (count + 1))()
    written = pdfium.text(text, 0, count, ctypes.byref(buffer)) - 1
    code = np.frombuffer(buffer, np.uint16)[:count].astype(np.uint32)
    if written != count or ((code & 0xF800) == 0xD800).any():
        code = np.fromiter(map(pdfium.unicode, repeat(handle), range(count)), np.uint32, count)
    code[np.isin(code, _HYPHENS)] = 0x2D
    return code


def _hidden(pdfium: Pdfium, found: Objects, owner: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """(n,) whether the text objects at these addresses paint nothing; None where all paint."""
    modes = list(map(pdfium.render_mode, found.texts))
    if not any(mode in _HIDDEN for mode in modes):
        return None
    unseen = [handle.value or 0 for handle, mode in zip(found.texts, modes, strict=True) if mode in _HIDDEN]
    return np.isin(owner, unseen)


def _placed(
    loose: NDArray[np.float64], matrix: NDArray[np.float64], font: NDArray[np.float64], run: NDArray[np.intp], view: View
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Boxes, baselines and sizes as `Marks` has them, from boxes as seen and the matrices of the runs."""
    a, b, c, d, e, f = view.matrix()
    along_x, along_y = matrix[:, 0] * a + matrix[:, 1] * c, matrix[:, 0] * b + matrix[:, 1] * d
    base = (matrix[:, 4] * b + matrix[:, 5] * d + f)[run]
    length = np.hypot(along_x, along_y)
    scale = np.abs(matrix[:, 0] * matrix[:, 3] - matrix[:, 1] * matrix[:, 2]) / np.maximum(length, 1e-9) * font
    upright = along_x > 0
    upright &= np.abs(along_y) <= _SLANT * along_x
    size = scale[run]
    box = loose.copy()
    box[:, 1], box[:, 3] = base - ASCENT * size, base + DESCENT * size
    if not upright.all():
        turned = ~upright[run]
        box[turned] = loose[turned]
        base[turned] = loose[turned, 3]
        size[turned] = 0
    return box.astype(np.float32), base.astype(np.float32), size.astype(np.float32)
