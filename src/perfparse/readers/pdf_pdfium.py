"""A PDF page through pdfium → `Print`."""

from __future__ import annotations

import ctypes
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_functions import Pdfium, argument
from perfparse.readers.pdf_marks import (
    ASCENT,
    DESCENT,
    MOST_CHARACTERS,
    SLANT,
    UNMAPPED,
    Marks,
    Print,
    View,
    changes,
    lengths,
)
from perfparse.readers.pdf_objects import Objects, seen, walk

_NEAR = 0.9  # font sizes between two baselines that pdfium may take for one line
_SQUARE = 0x2E80  # codes from which characters are as wide as high, as far as they matter here
_NARROW = 0.9  # font sizes: the box of a square character that is narrower is that of its ink
_TOUCH = 0.1  # of their height, between two characters that nearly touch
_SAMPLE = 64  # text objects of a page whose fonts are asked for their maps
_HYPHENS = (0x0002, 0xFFFE)  # pdfium's marks for a hyphen at a line's end


def read_page(pdfium: Pdfium, document: Any, index: int) -> Print | None:
    """Page `index` (from 0) of `document`, a handle of pdfium's; None where pdfium cannot load it."""
    address = pdfium.load_page(document, index)
    if not address:
        return None
    page = argument(address)
    try:
        view = _view(pdfium, page)
        found = walk(pdfium, page, view)
        address = pdfium.load_text(page)
        if not address:
            return None
        text = argument(address)
        try:
            marks, capped = _marks(pdfium, text, view, found)
        finally:
            pdfium.close_text(text)
    finally:
        pdfium.close_page(page)
    return Print(view.width, view.height, marks, found.strokes(), capped)


def _view(pdfium: Pdfium, page: Any) -> View:
    left, top, right, bottom = pdfium.table(pdfium.bounding_box, 1, 4, [page], count=1)[0].tolist()
    return View(left, bottom, right, top, pdfium.rotation(page) & 3)


def _marks(pdfium: Pdfium, text: Any, view: View, found: Objects) -> tuple[Marks, bool]:
    """The characters of a text page, and whether there were too many of them."""
    total = max(0, pdfium.count_characters(text))
    count = min(total, MOST_CHARACTERS)
    loose = pdfium.table(pdfium.loose_box, 1, 4, repeat(text), range(count), count=count)  # left, top, right, bottom
    code = _codes(pdfium, text, count)
    source = (loose[:, 1] != loose[:, 3]) | (code > 0x20)  # the others are spaces and line ends that pdfium made up
    _pair(code, source)
    own = np.flatnonzero(source)
    if not len(own):
        return _nothing(), total > count
    code, loose = code[own], loose[own]
    first, owner = _runs(pdfium, text, own, loose, exact=bool(found.hidden))
    heads = own[first].tolist()
    matrix = pdfium.table(pdfium.matrix, 1, 6, repeat(text), heads, count=len(heads))
    font = np.fromiter(map(pdfium.font_size, repeat(text), heads), np.float64, len(heads))
    run = np.repeat(np.arange(len(first)), lengths(first, len(own)))
    box, baseline, size = _placed(seen(loose, view.matrix()), matrix, font, run, first, view)
    _start(pdfium, text, own, code, box, size, run, view)
    if (code < 0x20).any() or any(map(pdfium.unmapped, repeat(text), heads[:: len(heads) // _SAMPLE + 1])):
        lost = np.fromiter(map(pdfium.unmapped, repeat(text), own.tolist()), np.bool_, len(own))
        code[lost] = UNMAPPED
    hidden = np.isin(owner, found.hidden) if found.hidden else None
    marks = Marks(code, box, baseline, size, None if hidden is None else hidden[run])
    order = _drawn(found, owner, baseline[first], size[first])
    return marks if order is None else marks.take(np.argsort(order[run], kind="stable")), total > count


def _runs(
    pdfium: Pdfium, text: Any, own: NDArray[np.intp], loose: NDArray[np.float64], *, exact: bool
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Where runs of characters begin that share font, size and baseline, and the text object of the first of each.

    Neighbours whose boxes have the same top and bottom and nearly touch are such a run, whether one text object
    prints them or several; asking for the object of each character takes longer. It is done where `exact` asks
    for it, or where boxes tell little: a tall glyph makes its box taller, and on a turned page all differ.
    """
    left, top, right, bottom = loose.T
    step = left[1:] - right[:-1]
    apart = np.ones(len(own), np.bool_)
    apart[1:] = (top[1:] != top[:-1]) | (bottom[1:] != bottom[:-1]) | (left[1:] < left[:-1])
    apart[1:] |= step > _TOUCH * (top[1:] - bottom[1:])
    first = np.flatnonzero(apart)
    if exact or 2 * len(first) > len(own):
        owners = np.fromiter(map(pdfium.text_object, repeat(text), own.tolist()), np.int64, len(own))
        first = np.flatnonzero(changes(owners))
        return first, owners[first]
    return first, np.fromiter(map(pdfium.text_object, repeat(text), own[first].tolist()), np.int64, len(first))


def _nothing() -> Marks:
    return Marks(np.empty(0, np.uint32), np.empty((0, 4), np.float32), *(np.empty(0, np.float32),) * 2, None)


def _codes(pdfium: Pdfium, text: Any, count: int) -> NDArray[np.uint32]:
    """(count,) the code point of each character."""
    buffer = (ctypes.c_uint16 * (count + 1))()
    written = pdfium.text(text, 0, count, ctypes.byref(buffer)) - 1
    code: NDArray[np.uint32] = np.ctypeslib.as_array(buffer)[:count].astype(np.uint32)
    if written != count or ((code & 0xF800) == 0xD800).any():
        code = np.fromiter(map(pdfium.unicode, repeat(text), range(count)), np.uint32, count)
    code[(code == _HYPHENS[0]) | (code == _HYPHENS[1])] = 0x2D
    return code


def _pair(code: NDArray[np.uint32], source: NDArray[np.bool_]) -> None:
    """Join, in place, what pdfium gives as two halves of UTF-16; the second half is no character of the source."""
    half = code & 0xFC00
    high = np.flatnonzero((half[:-1] == 0xD800) & (half[1:] == 0xDC00))
    if len(high):
        code[high] = 0x10000 + ((code[high] & 0x3FF) << 10) + (code[high + 1] & 0x3FF)
        source[high + 1] = False


def _placed(
    loose: NDArray[np.float64],
    matrix: NDArray[np.float64],
    font: NDArray[np.float64],
    run: NDArray[np.intp],
    first: NDArray[np.intp],
    view: View,
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Boxes, baselines and sizes as `Marks` has them, from boxes as seen and the matrices of the text objects."""
    a, b, c, d, e, f = view.matrix()
    along_x, along_y = matrix[:, 0] * a + matrix[:, 1] * c, matrix[:, 0] * b + matrix[:, 1] * d
    at_x, at_y = matrix[:, 4] * a + matrix[:, 5] * c + e, matrix[:, 4] * b + matrix[:, 5] * d + f
    length = np.maximum(np.hypot(along_x, along_y), 1e-9)
    scale = np.abs(matrix[:, 0] * matrix[:, 3] - matrix[:, 1] * matrix[:, 2]) / length * np.abs(font)
    upright = along_x * font > 0
    upright &= np.abs(along_y) <= SLANT * np.abs(along_x)
    size, base = scale[run], at_y[run]
    box = loose.copy()
    if along_y.any():  # a line that is not quite level, as in scans
        slope = np.where(upright, along_y / np.where(upright, along_x, 1), 0)
        base += slope[run] * (loose[:, 0] - at_x[run])
    box[:, 1], box[:, 3] = base - ASCENT * size, base + DESCENT * size
    # Characters of a vertical font hang from the middle of their top; others stand right of their origin.
    middle = (loose[first, 0] + loose[first, 2]) / 2
    hanging = (np.abs(middle - at_x) < 0.1 * scale) & (at_x - loose[first, 0] > 0.25 * scale) & upright
    if hanging.any():
        hung = hanging[run]
        box[hung] = loose[hung]
        base[hung] = loose[hung, 3] - DESCENT * size[hung]
    if not upright.all():
        turned = ~upright[run]
        sideways = turned & (np.abs(along_x) <= SLANT * np.abs(along_y))[run]
        box[turned] = loose[turned]
        sign = np.sign(along_y * font)[run][sideways]  # 1 where the text runs downwards
        up, down = ASCENT * size[sideways], DESCENT * size[sideways]
        box[sideways, 0] = at_x[run][sideways] - np.where(sign > 0, down, up)
        box[sideways, 2] = at_x[run][sideways] + np.where(sign > 0, up, down)
        base[turned] = box[turned, 3]
        size[turned] = 0
    return box.astype(np.float32), base.astype(np.float32), size.astype(np.float32)


def _start(
    pdfium: Pdfium,
    text: Any,
    own: NDArray[np.intp],
    code: NDArray[np.uint32],
    box: NDArray[np.float32],
    size: NDArray[np.float32],
    run: NDArray[np.intp],
    view: View,
) -> None:
    """Let boxes begin, in place, where their advance does, and end before the next one of the text object.

    pdfium's boxes take in what hangs over, as in an italic f, and are those of the ink alone where a font tells no
    ascent. Most Chinese characters hang over nowhere, so they need not be asked for their origin.
    """
    narrow = box[:, 2] - box[:, 0] < _NARROW * size
    asked = np.flatnonzero(((code < _SQUARE) | narrow) & (size > 0))
    if len(asked):
        at = pdfium.table(pdfium.origin, 2, 2, repeat(text), own[asked].tolist(), count=len(asked))
        old, new = box[asked, 0], seen(at[:, [0, 1, 0, 1]], view.matrix())[:, 0]
        # Letters that stand for others (ActualText) have one origin, and shares of one box.
        shared = (new[1:] == new[:-1]) & (old[1:] > old[:-1]) & (asked[1:] - asked[:-1] == 1)
        new[1:][shared] = old[1:][shared]
        box[asked, 0] = new
    left, right = box[:, 0], box[:, 2]
    ink_alone = narrow & (code >= _SQUARE) & (right > left)
    right[ink_alone] = left[ink_alone] + size[ink_alone]
    within = (run[1:] == run[:-1]) & (size[1:] > 0)
    step = left[1:] - left[:-1]
    same = within & (step == 0)
    if same.any():  # zero-width marks have the left side alone in common
        same &= (box[1:, 2:] == box[:-1, 2:]).all(1)
    over = within & (right[:-1] > left[1:]) & (step > 0)
    right[:-1][over] = left[1:][over]
    if same.any():
        _part(box, same)


def _part(box: NDArray[np.float32], same: NDArray[np.bool_]) -> None:
    """Part, in place, the box that the letters of a ligature share; `same` says which share it with the one before."""
    first = np.flatnonzero(np.concatenate(([True], ~same)))
    count = lengths(first, len(box))
    last = first + count - 1
    rank = np.arange(len(box)) - np.repeat(first, count)
    step = np.repeat((box[last, 2] - box[first, 0]) / count, count)
    box[:, 0] += step * rank
    box[:, 2] = box[:, 0] + step


def _drawn(
    found: Objects, owner: NDArray[np.int64], baseline: NDArray[np.float32], size: NDArray[np.float32]
) -> NDArray[np.int64] | None:
    """(n,) the place of each text object in the order of drawing; None where pdfium kept that order.

    pdfium sorts text objects that it takes for one line from left to right, those half a line apart among them.
    """
    apart = np.abs(np.diff(baseline))
    if size.all() and not ((apart > 0.05) & (apart < _NEAR * np.maximum(size[1:], size[:-1]))).any():
        return None
    rank = {address: number for number, address in enumerate(found.texts)}
    order = np.fromiter((rank.get(address, -1) for address in owner.tolist()), np.int64, len(owner))
    return None if (order < 0).any() or (np.diff(order) > 0).all() else order
