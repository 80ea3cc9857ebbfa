"""Glyphs of a page → text in the order of reading, with the spans it came from.

Whoever finds cells or lines on a drawn page says of every glyph to which it belongs; here their texts are written.
All groups of a page are written at once, on arrays: a page has a thousand glyphs and a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfparse.ir import Line, Span
from perfparse.layout.measure import STOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.ir import BBox, Glyphs, Sheet

_LEADING = 0.45  # em between two baselines beyond which they are two lines; a raised figure stands 0.35 higher
_LINE_DEPTH = 0.8  # em that the baselines of one line may spread at most
_WORD_GAP = 0.2  # em; the space of a text font is 0.25 and more
_WIDE_GAP = 0.8  # em between characters that are set without spaces
_SPREAD_GAP = 0.1  # em; a line with such gaps nearly everywhere is spread to its column's width
_SPREAD_SHARE = 0.6
_SPREAD_LEAST = 3
_PADDING = 1.0  # em of a cell's frame that text does not use
_ROOM = 2.0  # em left free at the end of a line that ends a paragraph
_FULL = 0.7  # em left free at the end of a line that had no room for more
_STACKED = 0.6  # share of steps from glyph to glyph that go down, in text that is written down the page
_STACKED_LEAST = 4

_SPACE, _FEED = 32, 10


def _table(*ranges: tuple[int, int], chars: str = "") -> NDArray[np.bool_]:
    """(65536,) whether a code point lies in one of `ranges` (last one included) or is one of `chars`."""
    table = np.zeros(0x10000, np.bool_)
    for first, last in ranges:
        table[first : last + 1] = True
    table[[ord(char) for char in chars]] = True
    return table


_UNSPACED = _table(
    (0x1100, 0x115F), (0x2E80, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6),
    chars="、。《》“”‘’…—·",
)  # fmt: skip
"""Characters of scripts that set no space between words: those that are full-width (Unicode annex 11)."""
_DIGIT = _table((0x30, 0x39), chars=".,")
_ENDS = _table(chars="".join(STOPS) + "；：")
_CLOSES = _table(chars="”’）》」』)]")
_HUGS_NEXT = _table(chars="([{-/$¥£€")
_HUGS_LAST = _table(chars=")]},.;:!?%‰-/")


@dataclass(frozen=True, slots=True)
class _Set:
    """Glyphs in the order of reading. Arrays are parallel; lengths are along and across the line of writing."""

    index: NDArray[np.int64]
    """where each stands in the arrays of `Glyphs`"""
    group: NDArray[np.int64]
    line: NDArray[np.int64]
    """number of its visual line, ascending"""
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    size: NDArray[np.float32]


def compose(
    sheet: Sheet,
    label: NDArray[np.integer],
    count: int,
    widths: NDArray[np.floating] | None = None,
) -> list[tuple[str, tuple[Span, ...]]]:
    """The text and the spans of each of `count` groups of glyphs.

    `label` (n,) gives the group of each glyph, -1 for none. `widths` (count,) is how wide the groups' frames are,
    where that is known; otherwise a group is as wide as its widest line.

    Lines are read from the top, each from the left. They are joined with nothing between, two Latin words with a
    space, two paragraphs with a line feed. A span is a run of characters that follow one another in the source,
    white space left aside. A group without glyphs is ("", ()).
    """
    if not count:
        return []
    glyphs = _arrange(sheet.glyphs, np.asarray(label))
    return _write(sheet, glyphs, count, widths)


def lines(sheet: Sheet, which: NDArray[np.bool_]) -> list[Line]:
    """The glyphs that `which` (n,) marks as visual lines, from the top, a space at wide gaps.

    A run of glyphs that do not stand upright is a line of its own.
    """
    return [line for _, line in lines_with_top(sheet, which)]


def lines_with_top(sheet: Sheet, which: NDArray[np.bool_]) -> list[tuple[float, Line]]:
    """`lines`, each with the y of its top."""
    if not which.any():
        return []
    label = np.where(which, 0, -1)
    turned = which & (sheet.glyphs.size <= 0)
    if turned.any():
        fresh = turned & ~np.concatenate(([False], turned[:-1]))
        label = np.where(turned, np.cumsum(fresh), label)
    glyphs = _arrange(sheet.glyphs, label)
    begins = np.flatnonzero(np.diff(glyphs.line, prepend=-1))
    sizes = _middle(glyphs, begins)
    upright = sheet.glyphs.size[glyphs.index] > 0
    tops = np.where(
        upright, sheet.glyphs.baseline[glyphs.index] - glyphs.size, sheet.glyphs.box[glyphs.index, 1]
    )  # never the box of upright text: fonts may claim any height
    tops = np.minimum.reduceat(tops, begins)
    sizes = np.where(upright[begins], sizes, 0)
    whole = _Set(glyphs.index, glyphs.line, glyphs.line, glyphs.start, glyphs.end, glyphs.size)
    written = _write(sheet, whole, len(begins), None)
    found = [
        (top, Line(text, spans, round(size, 2)))
        for (text, spans), size, top in zip(written, sizes.tolist(), tops.tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: one[0])


def _middle(glyphs: _Set, begins: NDArray[np.int64]) -> NDArray[np.float32]:
    """The median size of each line."""
    order = np.lexsort((glyphs.size, glyphs.line))
    ends = np.append(begins[1:], len(order))
    return glyphs.size[order[(begins + ends) // 2]]


# --- the order of reading -------------------------------------------------------------------------------------


def _arrange(glyphs: Glyphs, label: NDArray[np.integer]) -> _Set:
    """The labelled glyphs in the order of reading."""
    index = np.flatnonzero(label >= 0)
    group = label[index].astype(np.int64)
    box = glyphs.box[index]
    start, end = box[:, 0], box[:, 2]
    across, size = glyphs.baseline[index], glyphs.size[index]
    for members, turn in _turned(box, group, size):
        start, end, across, size = (array.copy() for array in (start, end, across, size))
        start[members], end[members], across[members], size[members] = _turn(box[members], turn)
    order = np.argsort((group << 32) + _fine(across), kind="stable")
    line = _lines(group[order], across[order], size[order])
    order = order[np.argsort((line << 32) + _fine(start[order]), kind="stable")]
    return _Set(index[order], group[order], line, start[order], end[order], size[order])


def _fine(lengths: NDArray[np.float32]) -> NDArray[np.int64]:
    """Lengths as whole numbers below 2³², for sorting together with a number in front."""
    return ((np.clip(lengths, -4e6, 4e6) + np.float64(4e6)) * 256).astype(np.int64)


def _lines(group: NDArray[np.int64], across: NDArray[np.float32], size: NDArray[np.float32]) -> NDArray[np.int64]:
    """The number of each glyph's line; all arrays are sorted by group, then by baseline."""
    fresh = np.empty(len(group), np.bool_)
    if not len(group):
        return group
    fresh[0] = False
    fresh[1:] = (group[1:] != group[:-1]) | (
        across[1:] - across[:-1] > _LEADING * np.maximum(np.maximum(size[1:], size[:-1]), 1e-3)
    )
    begins = np.append(np.flatnonzero(fresh), len(group))
    firsts = np.concatenate(([0], begins[:-1]))
    deep = across[begins - 1] - across[firsts] > _LINE_DEPTH * size[firsts]
    for first, last in zip(firsts[deep].tolist(), begins[deep].tolist(), strict=True):
        # baselines close enough to chain: text side by side whose lines are not level, or a line on a slope
        top = float(across[first])
        for at, (y, em) in enumerate(zip(across[first:last].tolist(), size[first:last].tolist(), strict=True), first):
            if y - top > _LEADING * em:
                fresh[at], top = True, y
    return np.cumsum(fresh)


def _turned(
    box: NDArray[np.float32], group: NDArray[np.int64], size: NDArray[np.float32]
) -> list[tuple[NDArray[np.int64], int]]:
    """The groups not to be read in lines from the left: members, and quarter turns clockwise of their writing.

    That is text turned on its side or head, and text written down the page in more than one column.
    """
    if len(group) < 2:
        return []
    middle_x, middle_y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    dx, dy = middle_x[1:] - middle_x[:-1], middle_y[1:] - middle_y[:-1]
    within = group[1:] == group[:-1]
    found: list[tuple[NDArray[np.int64], int]] = []
    flat = size <= 0
    if flat.any():
        for one in np.unique(group[flat]).tolist():
            members = np.flatnonzero(group == one)
            if 2 * flat[members].sum() < len(members):
                continue  # a few odd marks in upright text
            steps = within & (group[1:] == one)
            found.append((members, _direction(dx[steps], dy[steps])))
    em = size[1:]
    down = within & (np.abs(dx) < 0.3 * em) & (dy > 0.5 * em)
    back = within & (np.abs(dx) > 0.7 * em) & (dy < -0.5 * em)  # to the head of the next column
    if back.any() and down.any():
        most = int(group.max()) + 1
        downs, alls = np.bincount(group[1:][down], minlength=most), np.bincount(group, minlength=most)
        for one in np.unique(group[1:][back]).tolist():
            if alls[one] >= _STACKED_LEAST and downs[one] >= _STACKED * (alls[one] - 1):
                found.append((np.flatnonzero(group == one), 1))
    return found


def _direction(dx: NDArray[np.float32], dy: NDArray[np.float32]) -> int:
    """Quarter turns clockwise of a writing whose glyphs follow each other by these steps."""
    right, below = float(np.median(dx)) if len(dx) else 0.0, float(np.median(dy)) if len(dy) else 0.0
    if abs(below) >= abs(right):
        return 1 if below >= 0 else 3
    return 0 if right >= 0 else 2


def _turn(box: NDArray[np.float32], turn: int) -> tuple[NDArray[np.float32], ...]:
    """Start, end, baseline and size of glyphs as if the page were turned back by `turn` quarters."""
    x0, top, x1, bottom = box.T
    if turn == 1:
        return top, bottom, -x0, x1 - x0
    if turn == 3:
        return -bottom, -top, x1, x1 - x0
    if turn == 2:
        return -x1, -x0, -top, bottom - top
    return x0, x1, bottom, bottom - top


# --- the text -------------------------------------------------------------------------------------------------


def _write(
    sheet: Sheet, glyphs: _Set, count: int, widths: NDArray[np.floating] | None
) -> list[tuple[str, tuple[Span, ...]]]:
    """The text and spans of each group, from glyphs in the order of reading."""
    if not len(glyphs.index):
        return [("", ())] * count
    source = np.frombuffer(sheet.text.encode("utf-32-le", "surrogatepass"), "<u4")
    place = sheet.glyphs.offset[glyphs.index] - sheet.start
    char = source[place]
    code = np.minimum(char, 0xFFFF)
    unspaced = _UNSPACED[code] | (char > 0xFFFF)
    mark = np.zeros(len(char), np.uint32)
    inside = glyphs.line[1:] == glyphs.line[:-1]
    latin = ~(unspaced[1:] | unspaced[:-1])
    mark[:-1][_spaces(glyphs, source, place, inside, latin)] = _SPACE
    breaks = np.flatnonzero(~inside & (glyphs.group[1:] == glyphs.group[:-1]))
    if len(breaks):
        mark[breaks] = _at_breaks(glyphs, code, breaks, latin[breaks], widths)
    marked = mark > 0
    at = np.arange(len(char)) + np.cumsum(marked) - marked
    out = np.zeros(int(at[-1]) + 2, "<u4")
    out[at] = char
    out[at[marked] + 1] = mark[marked]
    text = out.tobytes().decode("utf-32-le", "surrogatepass")
    cuts = np.flatnonzero(glyphs.group[1:] != glyphs.group[:-1]) + 1
    firsts, lasts = np.concatenate(([0], cuts)), np.append(cuts, len(char)) - 1
    bounds = zip(glyphs.group[firsts].tolist(), at[firsts].tolist(), at[lasts].tolist(), strict=True)
    spans, spans_until = _spans(sheet, glyphs, cuts)
    written: list[tuple[str, tuple[Span, ...]]] = [("", ())] * count
    since = 0
    for (group, first, last), until in zip(bounds, spans_until, strict=True):
        written[group] = (text[first : last + 1], tuple(spans[since:until]))
        since = until
    return written


def _spaces(
    glyphs: _Set,
    source: NDArray[np.uint32],
    place: NDArray[np.int32],
    inside: NDArray[np.bool_],
    latin: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """(n - 1,) whether a space is seen between each glyph and the next.

    `place` is where glyphs stand in `source`; `inside` says that the next one is on the same line, `latin` that
    both are of scripts that part words by spaces.
    """
    gap = (glyphs.start[1:] - glyphs.end[:-1]) / np.maximum(np.maximum(glyphs.size[1:], glyphs.size[:-1]), 1e-3)
    printed = inside & (place[1:] > place[:-1] + 1) & (glyphs.index[1:] == glyphs.index[:-1] + 1)
    printed[printed] = source[place[:-1][printed] + 1] != _FEED
    line = glyphs.line[1:]
    many = int(line[-1]) + 1 if len(line) else 0
    steps = np.bincount(line[inside], minlength=many)
    parted = inside & (printed | (gap > _SPREAD_GAP))
    open_steps = np.bincount(line[parted], minlength=many)
    spread = (open_steps >= _SPREAD_LEAST) & (open_steps >= _SPREAD_SHARE * steps)
    if not spread.any():
        return inside & (printed | (gap > np.where(latin, _WORD_GAP, _WIDE_GAP)))
    # In a line that is spread to its column's width the usual gap says nothing, nor do spaces that stand for it.
    usual = np.bincount(line[parted], gap[parted], minlength=many) / np.maximum(open_steps, 1)
    usual = np.where(spread & _chinese(line, inside & ~latin, steps), np.clip(usual, 0, None), 0)
    stretched = (usual > 0)[line]
    return inside & np.where(
        stretched,
        gap > usual[line] + np.where(latin, _WORD_GAP, _WIDE_GAP),
        printed | (gap > np.where(latin, _WORD_GAP, _WIDE_GAP)),
    )


def _chinese(line: NDArray[np.int64], unspaced: NDArray[np.bool_], steps: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines are mainly of a script without spaces: only those lose the spaces that stand everywhere."""
    return 2 * np.bincount(line[unspaced], minlength=len(steps)) >= steps


def _at_breaks(
    glyphs: _Set,
    code: NDArray[np.uint32],
    breaks: NDArray[np.int64],
    latin: NDArray[np.bool_],
    widths: NDArray[np.floating] | None,
) -> NDArray[np.uint32]:
    """What stands between two lines of a group: a line feed, a space, or nothing (0).

    `breaks` are the last glyphs of lines behind which the group goes on; `latin` as in `_spaces`, at these.
    """
    begins = np.flatnonzero(np.diff(glyphs.line, prepend=-1))
    ends = np.append(begins[1:], len(glyphs.line)) - 1
    length = glyphs.end[ends] - glyphs.start[begins]
    group = glyphs.group[begins]
    cuts = np.flatnonzero(np.diff(group, prepend=-1))
    widest = np.zeros(int(group[-1]) + 1, np.float32)
    widest[group[cuts]] = np.maximum.reduceat(length, cuts)
    em = np.maximum(glyphs.size[breaks], 1e-3)
    frame = widest[glyphs.group[breaks]]
    if widths is not None:
        frame = np.maximum(frame, widths[glyphs.group[breaks]] - _PADDING * em)
    room = (frame - length[glyphs.line[breaks]]) / em
    last, after = code[breaks], code[breaks + 1]
    before_last = code[np.maximum(breaks - 1, 0)]
    ended = _ENDS[last] | (_CLOSES[last] & _ENDS[before_last])
    figure = _DIGIT[last] & _DIGIT[after] & (room < _FULL)  # a figure too long for its cell is broken anywhere
    spaced = latin & ~figure & ~_HUGS_NEXT[last] & ~_HUGS_LAST[after]
    return np.where(ended & (room >= _ROOM), _FEED, np.where(spaced, _SPACE, 0)).astype(np.uint32)


def _spans(sheet: Sheet, glyphs: _Set, cuts: NDArray[np.int64]) -> tuple[list[Span], list[int]]:
    """The spans of all groups, and for each group how many spans there are up to its end.

    `cuts` are where groups but the first begin.
    """
    index = glyphs.index
    fresh = index[1:] != index[:-1] + 1
    fresh[cuts - 1] = True
    begins = np.concatenate(([0], np.flatnonzero(fresh) + 1))
    ends = np.append(begins[1:], len(index)) - 1
    firsts = sheet.glyphs.offset[index[begins]].tolist()
    lasts = (sheet.glyphs.offset[index[ends]] + 1).tolist()
    boxes: list[BBox] | list[None] = [None] * len(firsts)
    if not sheet.grid:
        box = sheet.glyphs.box[index].astype(np.float64)
        low, high = np.minimum.reduceat(box[:, :2], begins), np.maximum.reduceat(box[:, 2:], begins)
        boxes = [tuple(one) for one in np.round(np.hstack((low, high)), 2).tolist()]
    number = sheet.number
    spans = [Span(first, last, number, box) for first, last, box in zip(firsts, lasts, boxes, strict=True)]
    until = np.searchsorted(begins, np.append(cuts, len(index)))
    return spans, until.tolist()
