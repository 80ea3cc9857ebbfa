"""Whether the characters of a page are text at all: fonts without maps give garbage that looks like characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_marks import UNMAPPED, Print

_LOST = 0.2  # of the characters: with more of them unmapped, a page is not worth reading
_FEW = 20  # characters from which a share says something
_SHAPES = 60  # painted paths with curves: text of so many shapes, where there is none as characters
_PICTURE = 0.3  # of the page
_PLAIN = 0.5  # of the characters: less of them known to such documents, and the page is garbage
_SCRIPT = 0.8  # of the rest, in one other script
_MANY = 200  # Chinese characters of which some must be common
_COMMON = frozenset(map(ord, "的一是在不了有和人這中大为為上个個国國年月日万萬元项項目标標指绩績效部门門数數量完成"))
_LEAST_COMMON = 0.01
_USUAL = (
    (0x20, 0x7F), (0xA0, 0xC0), (0x2010, 0x2070), (0x20A0, 0x2BFF), (0x3000, 0x3130), (0x31F0, 0x3300),
    (0x3300, 0x4DC0), (0x4E00, 0xA000), (0xAC00, 0xD7B0), (0xF900, 0xFB07), (0xFE10, 0xFE70), (0xFF00, 0xFFF0),
)  # fmt: skip
"""Code ranges of Chinese, Japanese, Korean and English text, with their punctuation and signs."""
_SCRIPTS = ((0x370, 0x400), (0x400, 0x530), (0x590, 0x600), (0x600, 0x780), (0xE00, 0xE80), (0x900, 0xE00))
"""Other scripts that a page may be written in: Greek, Cyrillic, Hebrew, Arabic, Thai, those of India."""
_PRIVATE = ((0xE000, 0xF900), (0xF0000, 0x110000))


def unreadable(code: NDArray[np.uint32], found: Print) -> str:
    """Why the page cannot be read, or an empty text; `code` are its characters that are not white space."""
    count = len(code)
    if not count:
        if found.strokes.pictures >= _PICTURE:
            return "it is an image without text"
        return "its text is drawn as shapes" if found.strokes.curved >= _SHAPES else ""
    lost = int((code == UNMAPPED).sum()) + _within(code, _PRIVATE)
    if lost > _LOST * count and (count >= _FEW or lost > count / 2):
        return f"{lost} of its {count} characters have no meaning, because their fonts have no usable map"
    if count < _FEW:
        return ""
    plain = _within(code, _USUAL)
    rest = count - plain
    if plain < _PLAIN * count and max(_within(code, (script,)) for script in _SCRIPTS) < _SCRIPT * rest:
        return "its characters make no text, because the maps of their fonts are wrong"
    return "its characters make no words, because the maps of their fonts are wrong" if _random(code) else ""


def _within(code: NDArray[np.uint32], ranges: tuple[tuple[int, int], ...]) -> int:
    """How many of `code` lie in `ranges`, half-open."""
    if len(code) <= 0:
        return 0
    edges = np.array([edge for pair in ranges for edge in pair])
    return int((np.searchsorted(edges, code, side="right") & 1).sum())


def _random(code: NDArray[np.uint32]) -> bool:
    """Whether there are many Chinese characters, and hardly a common one among them."""
    chinese = code[(code >= 0x4E00) & (code < 0xA000)]
    if len(chinese) < _MANY:
        return False
    values, counts = np.unique(chinese, return_counts=True)
    common = sum(count for value, count in zip(values.tolist(), counts.tolist(), strict=True) if value in _COMMON)
    return bool(common < _LEAST_COMMON * len(chinese))
