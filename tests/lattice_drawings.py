"""Drawings in text → sheets: `+-|` are rules, everything else is print. For tests of layout on drawn pages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from perfparse.model.ir import Drawn, Glyphs, Line, Rulings, Sheet

STEP, PITCH, EM = 5.0, 12.0, 10.0
LEFT, TOP = 40.0, 40.0

Mark = tuple[str, float, float, float]
"""A character, its left edge, its baseline, its size."""
Rule = tuple[float, float, float]


def sheet(
    marks: Iterable[Mark],
    horizontal: Sequence[Rule] = (),
    vertical: Sequence[Rule] = (),
    *,
    size: tuple[float, float] = (595.0, 842.0),
) -> Sheet:
    """A sheet of these characters in this order; a space among them leaves a space in the text, no glyph."""
    text, offsets, boxes, baselines, sizes = "", [], [], [], []
    last = None
    for char, left, baseline, em in marks:
        if text and last is not None and baseline != last:
            text = text.rstrip(" ") + "\n"
        last = baseline
        if not char.isspace():
            tall = em or EM  # a character that does not stand upright has no size
            wide = tall if unicodedata.east_asian_width(char) in "WF" else tall / 2
            offsets.append(len(text))
            boxes.append((left, baseline - 0.88 * tall, left + wide, baseline + 0.12 * tall))
            baselines.append(baseline)
            sizes.append(em)
        text += char
    glyphs = Glyphs(
        np.array(offsets, np.int32),
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(baselines, np.float32),
        np.array(sizes, np.float32),
    )
    rulings = Rulings(np.array(horizontal, np.float32).reshape(-1, 3), np.array(vertical, np.float32).reshape(-1, 3))
    return Sheet(1, *size, text, 0, glyphs, rulings)


def drawing(art: str, extra: Sequence[Sequence[float]] = (), page: Sequence[float] = (595.0, 842.0)) -> Sheet:
    """The sheet of a drawing. A full-width character takes two places of it, so columns stay below each other.

    `extra` are further horizontal rules: line of the drawing, first and last place, all may be broken numbers.
    `page` is its size.
    """
    rows = [_places(line) for line in art.strip("\n").split("\n")]
    width = max(map(len, rows))
    rows = [row.ljust(width) for row in rows]
    marks: list[Mark] = []
    horizontal: list[Rule] = [_rule(*one) for one in extra]
    vertical: list[Rule] = []
    for number, row in enumerate(rows):
        y = TOP + number * PITCH
        horizontal += [
            (y, LEFT + run.start() * STEP, LEFT + (run.end() - 1) * STEP) for run in re.finditer(r"[+-]*-[+-]*", row)
        ]
        for part in re.finditer(r"[^+|\-]+", row):
            words = part[0].rstrip(" \0")
            first = len(words) - len(words.lstrip(" "))
            for at, char in enumerate(words[first:], part.start() + first):
                if char != "\0":
                    marks.append((char, LEFT + (at - 0.5) * STEP, y + 0.35 * EM, EM))
    for place in range(width):
        column = "".join(row[place] for row in rows)
        vertical += [
            (LEFT + place * STEP, TOP + run.start() * PITCH, TOP + (run.end() - 1) * PITCH)
            for run in re.finditer(r"[+|]*\|[+|]*", column)
        ]
    return sheet(marks, horizontal, vertical, size=(page[0], page[1]))


def _rule(line: float, first: float, last: float) -> Rule:
    return TOP + line * PITCH, LEFT + first * STEP, LEFT + last * STEP


def _places(line: str) -> str:
    """The line with a zero byte behind each full-width character."""
    return "".join(char + "\0" if unicodedata.east_asian_width(char) in "WF" else char for char in line)


def told(drawn: Drawn) -> list[str]:
    """A page as lines of text: `line …`, `table …`, and cells as `row column [rows x columns] text`."""
    out = []
    for item in drawn.items:
        if isinstance(item, Line):
            out.append(f"line {item.text}")
            continue
        out.append(" ".join(["table", *(["open_top"] * item.open_top), *(["open_bottom"] * item.open_bottom)]))
        for cell in item.cells:
            spans = f" {cell.rowspan}x{cell.colspan}" if (cell.rowspan, cell.colspan) != (1, 1) else ""
            out.append(f"{cell.row} {cell.column}{spans} {cell.text!r}"[:-1].replace("'", "", 1).rstrip())
    return out


def offsets(drawn: Drawn, text: str) -> list[int]:
    """Where every character stands that the page's items hold, in the order of items."""
    spans = []
    for item in drawn.items:
        spans += [item.spans] if isinstance(item, Line) else [cell.spans for cell in item.cells]
    return [at for some in spans for span in some for at in range(span.start, span.end) if not text[at].isspace()]
