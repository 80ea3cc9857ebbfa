"""Whether the characters of a page are text at all: fonts without maps give garbage that looks like characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perfparse.readers.pdf_marks import UNMAPPED

_LOST = 0.2  # of the characters: with more of them unmapped, a page is not worth reading
_FEW = 20  # characters from which a share says something
_SHAPES = 60  # painted paths with curves: text of so many shapes, where there is none as characters
_PICTURE = 0.3  # of the page
_PLAIN = 0.5  # of the characters: less of them known to such documents, and the page is garbage
_SCRIPT = 0.8  # of the rest, in one other script
_MANY = 200  # Chinese characters of which some must be common
_COMMON = "的一是在不了有和人這中大为為上个個国國年月日万萬元项項目标標指绩績效部门門数數量完成"
_LEAST_COMMON = 0.01
_USUAL = (
    (0x20, 0x7F), (0xA0, 0xC0), (0x2010, 0x2070), (0x20A0, 0x2C00), (0x3000, 0x3130), (0x31F0, 0x4DC0),
    (0x4E00, 0xA000), (0xAC00, 0xD7B0), (0xF900, 0xFB07), (0xFE10, 0xFE70), (0xFF00, 0xFFF0), (0x10000, 0x10001),
)  # fmt: skip
"""Code ranges of Chinese, Japanese, Korean and English text, with their punctuation and signs."""
_SCRIPTS = ((0x370, 0x400), (0x400, 0x530), (0x590, 0x600), (0x600, 0x780), (0xE00, 0xE80), (0x900, 0xE00))
"""Other scripts that a page may be written in: Greek, Cyrillic, Hebrew, Arabic, Thai, those of India."""
_PRIVATE = ((0xE000, 0xF900),)
_OTHER, _LOST_CLASS, _PLAIN_CLASS, _CHINESE_CLASS, _COMMON_CLASS, _FIRST_SCRIPT = range(6)
_BEYOND = 0x10000  # stands for all codes beyond the first plane


def _classes() -> NDArray[np.uint8]:
    """(65537,) the class of each code."""
    classes = np.full(_BEYOND + 1, _OTHER, np.uint8)
    for low, high in _USUAL:
        classes[low:high] = _PLAIN_CLASS
    for number, (low, high) in enumerate(_SCRIPTS):
        classes[low:high] = _FIRST_SCRIPT + number
    for low, high in _PRIVATE:
        classes[low:high] = _LOST_CLASS
    classes[UNMAPPED] = _LOST_CLASS
    classes[0x4E00:0xA000] = _CHINESE_CLASS
    classes[list(map(ord, _COMMON))] = _COMMON_CLASS
    return classes


_CLASSES = _classes()


def unreadable(code: NDArray[np.uint32], *, pictures: float, curved: int) -> str:
    """Why the page cannot be read, or an empty text.

    `code` are its characters that are not white space; `pictures` is the share of it that images cover, and `curved`
    how many of its painted paths have curves.
    """
    count = len(code)
    if not count:
        if pictures >= _PICTURE:
            return "it is an image without text"
        return "its text is drawn as shapes" if curved >= _SHAPES else ""
    counts = np.bincount(_CLASSES[np.minimum(code, _BEYOND)], minlength=_FIRST_SCRIPT + len(_SCRIPTS)).tolist()
    lost, chinese, common = counts[_LOST_CLASS], counts[_CHINESE_CLASS], counts[_COMMON_CLASS]
    if lost > _LOST * count and (count >= _FEW or lost > count / 2):
        return f"{lost} of its {count} characters have no meaning, because their fonts have no usable map"
    if count < _FEW:
        return ""
    plain = counts[_PLAIN_CLASS] + chinese + common
    if plain < _PLAIN * count and max(counts[_FIRST_SCRIPT:]) < _SCRIPT * (count - plain):
        return "its characters make no text, because the maps of their fonts are wrong"
    if chinese >= _MANY and common < _LEAST_COMMON * chinese:
        return "its characters make no words, because the maps of their fonts are wrong"
    return ""
