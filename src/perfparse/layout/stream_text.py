"""Plain text whose columns are kept by spaces (`pdftotext -layout`) → sheets of a character grid."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice
from math import log

import numpy as np

from perfparse.layout.stream_kept import GAP, MOST_GAPS, lines_of
from perfparse.model.ir import Document, Glyphs, Rulings, Sheet

_BLANKS = re.compile(r"\s")
_TAB = 8
_WIDEST = 100_000  # columns; what stands beyond is hostile, and is heaped up there
_SEEN = 1500  # lines that decide how wide characters count


def sheets(document: Document) -> list[Sheet]:
    """The pages of `document` as grids: x counts columns, y counts lines, blank ones included.

    A character counts one column or two, as the tool that wrote the text counted: pdftotext counts every
    character one, others give full-width characters two. The one is taken that lets more gaps end in line.
    """
    wide = _wide(document.text)
    pages: list[list[tuple[int, int, str]]] = [[]]
    for start, page, line in lines_of(document.text):
        while len(pages) <= page:
            pages.append([])
        pages[page].append((start, page, line))
    if len(pages) > 1 and not any(line.strip() for _, _, line in pages[-1]):
        pages.pop()  # the last form feed ends a page and begins none
    return [_sheet(number, lines, document.text, wide) for number, lines in enumerate(pages, 1)]


def _wide(text: str) -> int:
    """How many columns a full-width character takes: 1 or 2."""
    starts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for _, _, line in islice(lines_of(text), _SEEN):
        at, full = 0, 0
        for match in islice(GAP.finditer(line), MOST_GAPS):
            full += sum(map(_full, line[at : match.end()]))
            at = match.end()
            starts[0][at] += 1
            starts[1][at + full] += 1
    return 2 if _entropy(starts[1]) < _entropy(starts[0]) else 1


def _entropy(found: Counter[int]) -> float:
    total = sum(found.values())
    return -sum(n * log(n / total) for n in found.values())


def _full(char: str) -> bool:
    return char > "\u2e7f" and unicodedata.east_asian_width(char) in "WF"


def _sheet(number: int, lines: list[tuple[int, int, str]], text: str, wide: int) -> Sheet:
    while len(lines) > 1 and not lines[-1][2].strip():
        lines = lines[:-1]
    start = lines[0][0] if lines else 0
    end = lines[-1][0] + len(lines[-1][2]) if lines else start
    offsets: list[int] = []
    boxes: list[tuple[int, int, int, int]] = []
    for y, (first, _, line) in enumerate(lines):
        x = 0
        for at, char in enumerate(line):
            if char == "\t":
                x = (x // _TAB + 1) * _TAB
                continue
            step = wide if _full(char) else 1
            if not _BLANKS.match(char):
                offsets.append(first + at)
                boxes.append((min(x, _WIDEST), y, min(x, _WIDEST) + step, y + 1))
            x += step
    box = np.array(boxes, dtype=np.float32).reshape(-1, 4)
    glyphs = Glyphs(
        offset=np.array(offsets, dtype=np.int32),
        box=box,
        baseline=box[:, 3].copy(),
        size=np.full(len(offsets), 2.0, dtype=np.float32),
    )
    none = np.empty((0, 3), dtype=np.float32)
    width = float(box[:, 2].max()) if len(box) else 0.0
    return Sheet(number, width, float(len(lines)), text[start:end], start, glyphs, Rulings(none, none), grid=True)
