"""A page as a reader found it → `Sheet`: lines made, double and hidden characters left out, garbage refused."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from perfparse.model.ir import Doubt, Glyphs, Sheet
from perfparse.readers.pdf_judge import unreadable
from perfparse.readers.pdf_marks import UNMAPPED, Marks, Print, changes, lengths
from perfparse.readers.pdf_rulings import rulings

_LEVEL = 0.5  # points between the baselines of one line
_SPACE = 0.15  # font sizes: a gap that a person sees as a space
_LARGEST = 1e5  # points: no sheet is so large, and what lies beyond is outside the page
_FAR = 1e6  # more than any page is wide
_SAME = 0.15  # font sizes between two prints of one character, to make it bold
_BEYOND = 0x10000  # stands for all codes beyond the first plane
_INK, _WHITE, _WIDTHLESS, _ODD, _RADICAL = range(5)
_RADICALS = (0x2E80, 0x2FE0)


def _kinds() -> NDArray[np.uint8]:
    """(65537,) what each code is: ink, white space, a mark that prints nothing, no character at all, a radical."""
    kinds = np.full(_BEYOND + 1, _INK, np.uint8)
    for low, high in ((0x00, 0x20), (0x7F, 0xA0), (0xD800, 0xE000), (0xFFFE, 0x10000)):
        kinds[low:high] = _ODD
    for low, high in ((0x09, 0x0E), (0x1C, 0x21), (0x85, 0x86), (0x2000, 0x200B), (0x2028, 0x202A)):
        kinds[low:high] = _WHITE
    kinds[[0xA0, 0x1680, 0x202F, 0x205F, 0x3000]] = _WHITE
    kinds[[0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF]] = _WIDTHLESS
    kinds[_RADICALS[0] : _RADICALS[1]] = _RADICAL
    return kinds


_KINDS = _kinds()


def sheet(found: Print, number: int, start: int, notes: tuple[Doubt, ...] = ()) -> Sheet:
    """Make the sheet of page `number`, whose text begins at `start` of the document's."""
    if max(found.width, found.height) > _LARGEST:
        found = replace(found, width=min(found.width, _LARGEST), height=min(found.height, _LARGEST))
    marks = found.marks
    doubts = list(notes)
    kind = _KINDS[np.minimum(marks.code, _BEYOND)]
    keep = _shown(found, kind, doubts, number)
    marks, kind = (marks, kind) if keep is None else (marks.take(keep), kind[keep])
    marks = replace(marks, code=_mapped(marks.code, kind))
    reason = unreadable(marks.code[kind != _WHITE], pictures=found.strokes.pictures, curved=found.strokes.curved)
    if reason:
        message = f"page {number}: {reason}; it needs OCR, and is not read"
        doubts.append(Doubt("needs-ocr", "error", message, "characters"))
        marks, kind = marks.take(np.empty(0, np.intp)), kind[:0]
    _lost(marks.code, doubts, number)
    marks, line, spaced = _in_lines(marks, kind)
    text, glyphs = _written(*_once(marks, line, spaced, doubts, number), start)
    if found.capped or found.strokes.capped:
        what = "characters" if found.capped else "drawn objects"
        message = f"page {number} holds more {what} than are read; the rest is left out"
        doubts.append(Doubt("page-capped", "error", message, "reader"))
    lines = rulings(found.strokes.box, found.width, found.height)
    return Sheet(number, found.width, found.height, text, start, glyphs, lines, tuple(doubts))


def _shown(found: Print, kind: NDArray[np.uint8], doubts: list[Doubt], number: int) -> NDArray[np.intp] | None:
    """The indices of the characters that can be seen on the page, None for all; doubts tell of the others."""
    marks = found.marks
    x, y = (marks.box[:, 0] + marks.box[:, 2]) / 2, (marks.box[:, 1] + marks.box[:, 3]) / 2
    inside = (x >= 0) & (y >= 0) & (x <= found.width) & (y <= found.height)  # false for NaN
    hidden = marks.hidden
    if inside.all() and hidden is None:
        return None
    ink = kind != _WHITE
    outside = int((ink & ~inside).sum())
    if outside:
        message = f"page {number}: {outside} character(s) stand outside the page and were left out"
        severity: Literal["warning", "info"] = "warning" if 2 * outside > int(ink.sum()) else "info"
        doubts.append(Doubt("outside-page", severity, message, "position"))
    count = 0 if hidden is None else int((ink & inside & hidden).sum())
    if hidden is None or not count:
        return np.flatnonzero(inside)
    if found.strokes.pictures > 0 and not (ink & inside & ~hidden).any():
        message = f"page {number} is an image; its text was read from a hidden layer that some OCR made"
        doubts.append(Doubt("ocr-layer", "warning", message, "text rendering mode"))
        return np.flatnonzero(inside)
    message = f"page {number}: {count} character(s) of a hidden text layer were left out"
    doubts.append(Doubt("hidden-text", "info", message, "text rendering mode"))
    return np.flatnonzero(inside & ~hidden)


# codes


@lru_cache(maxsize=1)
def _radicals() -> NDArray[np.uint32]:
    """(352,) what stands for U+2E80 and on: the table of radicals.toml."""
    table = np.arange(*_RADICALS, dtype=np.uint32)
    source = resources.files("perfparse.readers").joinpath("radicals.toml").read_text("utf-8")
    for block in tomllib.loads(source)["blocks"]:
        first = ord(block["first"]) - _RADICALS[0]
        characters = block["characters"].strip()
        table[first : first + len(characters)] = list(map(ord, characters))
    return table


def _mapped(code: NDArray[np.uint32], kind: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Codes with characters for radicals; what is no character becomes UNMAPPED."""
    if not (kind >= _ODD).any():
        return code
    code = code.copy()
    radical = kind == _RADICAL
    code[radical] = _radicals()[code[radical] - _RADICALS[0]]
    code[kind == _ODD] = UNMAPPED
    return code


def _lost(code: NDArray[np.uint32], doubts: list[Doubt], number: int) -> None:
    """Say how many characters of a page that is read nobody can tell."""
    lost = int((code == UNMAPPED).sum())
    if lost:
        message = (
            f"page {number}: {lost} character(s) have no meaning, because their font has no map; they stand as \ufffd"
        )
        doubts.append(Doubt("unmapped-characters", "error", message, "characters"))


# lines


def _in_lines(marks: Marks, kind: NDArray[np.uint8]) -> tuple[Marks, NDArray[np.int64], NDArray[np.bool_]]:
    """The ink in the order of the page's text; the line of each, and whether the source has white space before it.

    Consecutive characters on one baseline are a line, and stand from left to right.
    """
    ink = np.flatnonzero((kind != _WHITE) & (kind != _WIDTHLESS))
    base = marks.baseline[ink]
    line = np.zeros(len(ink), np.int64)
    np.cumsum(np.abs(base[1:] - base[:-1]) > _LEVEL, out=line[1:])
    left = marks.box[ink, 0]
    white = np.flatnonzero(kind == _WHITE)
    spaced = np.zeros(len(ink), np.bool_)
    disorder = bool(((left[1:] < left[:-1]) & (line[1:] == line[:-1])).any())
    if disorder:
        order = np.argsort(line * _FAR + left, kind="stable")
        ink, left = ink[order], left[order]
    if len(white) and len(ink):
        # A space belongs to the line of the ink before it, or else behind it; it precedes what is right of it.
        behind = np.searchsorted(ink if not disorder else np.sort(ink), white)
        for near in (np.maximum(behind - 1, 0), np.minimum(behind, len(ink) - 1)):
            of = line[near]
            level = np.abs(base[near] - marks.baseline[white]) <= _LEVEL
            key = np.searchsorted(line * _FAR + left, (of * _FAR + marks.box[white, 0])[level])
            key = key[key < len(ink)]
            spaced[key] = True
    return marks.take(ink), line, spaced


def _once(
    marks: Marks, line: NDArray[np.int64], spaced: NDArray[np.bool_], doubts: list[Doubt], number: int
) -> tuple[Marks, NDArray[np.int64], NDArray[np.bool_]]:
    """Leave out what is printed again in almost the same place, as some programs do to make text bold."""
    twice = _twice(marks, line)
    if twice is None:
        return marks, line, spaced
    message = f"page {number}: {int(twice.sum())} character(s) printed again in the same place were read once"
    doubts.append(Doubt("double-print", "info", message, "position"))
    stay = np.flatnonzero(~twice)
    return marks.take(stay), line[stay], spaced[stay]


def _twice(marks: Marks, line: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    """(n,) whether the same character was printed before in almost the same place; None where there is none."""
    if len(line) < 2 or not _crowded(marks, line):
        return None
    near = _SAME * np.maximum(marks.size, 1.0)
    low = np.argsort(marks.baseline, kind="stable")
    level = np.empty(len(low), np.int64)
    level[low] = np.cumsum(np.diff(marks.baseline[low], prepend=0) > near[low])
    order = np.lexsort((marks.box[:, 0], marks.code, level))
    code, left, level = marks.code[order], marks.box[order, 0], level[order]
    again = (np.diff(code) == 0) & (np.diff(level) == 0) & (np.diff(left) <= near[order][1:])
    again &= np.abs(np.diff(marks.baseline[order])) <= near[order][1:]  # many lines close together are one level
    if not again.any():
        return None
    group = np.cumsum(np.concatenate(([True], ~again)))
    first = np.full(int(group[-1]) + 1, len(order), np.int64)
    np.minimum.at(first, group, order)
    twice = np.ones(len(order), np.bool_)
    twice[first[1:]] = False
    return twice


def _crowded(marks: Marks, line: NDArray[np.int64]) -> bool:
    """Whether any two characters may share one place; most pages have none, and this is quick."""
    left, right = marks.box[:, 0], marks.box[:, 2]
    fresh = changes(line)
    if (~fresh[1:] & (left[1:] - left[:-1] < _SAME * marks.size[1:])).any():
        return True
    first = np.flatnonzero(fresh)
    last = first + lengths(first, len(line)) - 1
    order = np.argsort(marks.baseline[first], kind="stable")
    first, last = first[order], last[order]
    level = np.zeros(len(first), np.int64)
    np.cumsum(np.diff(marks.baseline[first]) > _SAME * np.maximum(marks.size[first[1:]], 1.0), out=level[1:])
    order = np.argsort(level * _FAR + left[first], kind="stable")
    first, last, level = first[order], last[order], level[order]
    return bool(((level[1:] == level[:-1]) & (left[first[1:]] < right[last[:-1]])).any())


def _written(marks: Marks, line: NDArray[np.int64], spaced: NDArray[np.bool_], start: int) -> tuple[str, Glyphs]:
    """The page's text, and its characters with their places in the document's."""
    if not len(line):
        return "", Glyphs(np.empty(0, np.int32), marks.box, marks.baseline, marks.size)
    fresh = changes(line)
    fresh[0] = False
    gap = marks.box[1:, 0] - marks.box[:-1, 2] > _SPACE * marks.size[1:]
    parted = spaced | fresh
    parted[1:] |= gap
    parted[0] = False
    place = np.arange(len(line)) + np.cumsum(parted)
    text = np.full(int(place[-1]) + 1, 0x20, "<u4")
    text[place[fresh] - 1] = 0x0A
    text[place] = marks.code
    glyphs = Glyphs((place + start).astype(np.int32), marks.box, marks.baseline, marks.size)
    return text.tobytes().decode("utf-32-le"), glyphs
