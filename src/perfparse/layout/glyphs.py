"""Glyphs of a page → text in the order of reading, with the spans it came from.

Whoever finds cells or lines on a drawn page says of every glyph to which it belongs; here their texts are written.
All groups of a page are written at once, on arrays: a page has a thousand glyphs and a millisecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from perfparse.layout.glyph_order import Ordered, arrange, run_ends, run_starts
from perfparse.layout.measure import STOPS
from perfparse.model.ir import Line, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.model.ir import BBox, Sheet

_WORD_GAP = 0.2  # em; the space of a text font is 0.25 and more
_WIDE_GAP = 0.8  # em between characters that are set without spaces
_SPREAD_GAP = 0.1  # em; a line with such gaps nearly everywhere is spread to its column's width
_SPREAD_SHARE = 0.6
_SPREAD_LEAST = 3
_PADDING = 1.0  # em of a cell's frame that text does not use
_ROOM = 2.0  # em left free at the end of a line that ends a paragraph
_FULL = 0.7  # em left free at the end of a line that had no room for more

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
    return _composed(sheet, np.asarray(label), count, widths)[0]


def lines(sheet: Sheet, which: NDArray[np.bool_]) -> list[Line]:
    """The glyphs that `which` (n,) marks as visual lines, from the top, a space at wide gaps.

    A run of glyphs that do not stand upright is a line of its own.
    """
    return [line for _, line in _composed(sheet, _with_rest(sheet, which, np.full(len(which), -1), 0), 0, None)[1]]


def compose_all(
    sheet: Sheet, label: NDArray[np.integer], count: int, widths: NDArray[np.floating]
) -> tuple[list[tuple[str, tuple[Span, ...]]], list[tuple[float, Line]]]:
    """`compose`, and `lines` of all other glyphs in one go, each with the y of its top."""
    return _composed(sheet, _with_rest(sheet, label < 0, label, count), count, widths)


def _with_rest(sheet: Sheet, rest: NDArray[np.bool_], label: NDArray[np.integer], count: int) -> NDArray[np.integer]:
    """The labels, with `count` and more for `rest`: every run of it that is turned has a label of its own."""
    label = np.where(rest, count, label)
    turned = rest & (sheet.glyphs.size <= 0)
    if turned.any():
        fresh = turned.copy()
        fresh[1:] &= ~turned[:-1]
        label = np.where(turned, count + fresh.cumsum(), label)
    return label


def _composed(
    sheet: Sheet, label: NDArray[np.integer], count: int, widths: NDArray[np.floating] | None
) -> tuple[list[tuple[str, tuple[Span, ...]]], list[tuple[float, Line]]]:
    """The groups below `count`, and the lines of those from there on."""
    glyphs = arrange(sheet.glyphs, label, count)
    split = int(glyphs.group.searchsorted(count))
    if split == len(glyphs.group):
        return _write(sheet, glyphs, count, widths), []
    line = glyphs.line[split:]
    glyphs.group[split:] = count + line - line[0]
    many = int(line[-1] - line[0]) + 1
    written = _write(sheet, glyphs, count + many, widths)
    begins = run_starts(line)
    own = sheet.glyphs
    index = glyphs.index[split:]
    size = own.size[index]
    # never the box of upright text: fonts may claim any height
    tops = np.minimum.reduceat(np.where(size > 0, own.baseline[index] - size, own.box[index, 1]), begins)
    ends = run_ends(begins, len(line))
    sizes = size[np.lexsort((size, line))[(begins + ends) // 2]]  # the median of each line
    found = [
        (top, Line(text, spans, round(em, 2)))
        for (text, spans), em, top in zip(written[count:], sizes.tolist(), tops.tolist(), strict=True)
    ]
    found.sort(key=lambda one: one[0])
    return written[:count], found


# --- the text -------------------------------------------------------------------------------------------------


def _write(
    sheet: Sheet, glyphs: Ordered, count: int, widths: NDArray[np.floating] | None
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
    breaks = (~inside & (glyphs.group[1:] == glyphs.group[:-1])).nonzero()[0]
    if len(breaks):
        mark[breaks] = _at_breaks(glyphs, code, breaks, latin[breaks], widths)
    marked = mark > 0
    at = np.arange(len(char)) + marked.cumsum() - marked
    out = np.zeros(int(at[-1]) + 2, "<u4")
    out[at] = char
    out[at[marked] + 1] = mark[marked]
    text = out.tobytes().decode("utf-32-le", "surrogatepass")
    begins = run_starts(glyphs.group)
    ends = run_ends(begins, len(char))
    bounds = zip(glyphs.group[begins].tolist(), at[begins].tolist(), (at[ends - 1] + 1).tolist(), strict=True)
    spans, spans_until = _spans(sheet, glyphs, begins, ends)
    written: list[tuple[str, tuple[Span, ...]]] = [("", ())] * count
    since = 0
    for (group, first, last), until in zip(bounds, spans_until, strict=True):
        written[group] = (text[first:last], tuple(spans[since:until]))
        since = until
    return written


def _spaces(
    glyphs: Ordered,
    source: NDArray[np.uint32],
    place: NDArray[np.int32],
    inside: NDArray[np.bool_],
    latin: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """(n - 1,) whether a space is seen between each glyph and the next.

    `place` is where glyphs stand in `source`; `inside` says that the next one is on the same line, `latin` that
    both are of scripts that part words by spaces.
    """
    em = np.maximum(np.maximum(glyphs.size[1:], glyphs.size[:-1]), 1e-3)
    gap = (glyphs.start[1:] - glyphs.end[:-1]) / em
    printed = inside & (place[1:] > place[:-1] + 1) & (glyphs.index[1:] == glyphs.index[:-1] + 1)
    printed[printed] = source[place[:-1][printed] + 1] != _FEED
    line = glyphs.line[1:]
    many = int(line[-1]) + 1 if len(line) else 0
    steps = np.bincount(line[inside], minlength=many)
    parted = inside & (printed | (gap > _SPREAD_GAP))
    open_steps = np.bincount(line[parted], minlength=many)
    spread = (open_steps >= _SPREAD_LEAST) & (open_steps >= _SPREAD_SHARE * steps)
    least: NDArray[np.float64] = np.where(latin, _WORD_GAP, _WIDE_GAP)
    seen: NDArray[np.bool_]
    if not spread.any():
        seen = inside & (printed | (gap > least))
        return seen
    # In a line that is spread to its column's width the usual gap says nothing, nor do spaces that stand for it.
    # Latin words are mostly not spread with it.
    stretched = (spread & _chinese(line, inside & ~latin, steps))[line]
    narrow = parted & (gap < _WIDE_GAP)
    usual = np.bincount(line[narrow], gap[narrow], many) / np.maximum(np.bincount(line[narrow], minlength=many), 1)
    words = np.bincount(line[inside & latin & ~parted], minlength=many) > 0
    least += np.where(stretched & ~(latin & words[line]), np.maximum(usual[line], 0), 0)
    seen = inside & ((gap > least) | (printed & ~stretched))
    return seen


def _chinese(line: NDArray[np.int64], unspaced: NDArray[np.bool_], steps: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which lines are mainly of a script without spaces: only those lose the spaces that stand everywhere."""
    mainly: NDArray[np.bool_] = 2 * np.bincount(line[unspaced], minlength=len(steps)) >= steps
    return mainly


def _at_breaks(
    glyphs: Ordered,
    code: NDArray[np.uint32],
    breaks: NDArray[np.int64],
    latin: NDArray[np.bool_],
    widths: NDArray[np.floating] | None,
) -> NDArray[np.uint32]:
    """What stands between two lines of a group: a line feed, a space, or nothing (0).

    `breaks` are the last glyphs of lines behind which the group goes on; `latin` as in `_spaces`, at these.
    """
    begins = run_starts(glyphs.line)
    ends = run_ends(begins, len(glyphs.line)) - 1
    length = glyphs.end[ends] - glyphs.start[begins]
    group = glyphs.group[begins]
    cuts = run_starts(group)
    widest = np.zeros(int(group[-1]) + 1, np.float32)
    widest[group[cuts]] = np.maximum.reduceat(length, cuts)
    em = np.maximum(glyphs.size[breaks], 1e-3)
    of = glyphs.group[breaks]
    frame = widest[of]
    if widths is not None:
        frame = np.maximum(frame, widths[of] - _PADDING * em)
    room = (frame - length[glyphs.line[breaks]]) / em
    last, after = code[breaks], code[breaks + 1]
    before_last = code[np.maximum(breaks - 1, 0)]
    ended = _ENDS[last] | (_CLOSES[last] & _ENDS[before_last])
    # A figure too long for its line is broken anywhere. Chinese is set without spaces, so there it always was one.
    figure = _DIGIT[last] & _DIGIT[after]
    figure &= (room < _FULL) | (np.bincount(glyphs.group, _UNSPACED[code]) > 0)[of]
    spaced = latin & ~figure & ~_HUGS_NEXT[last] & ~_HUGS_LAST[after]
    return np.where(ended & (room >= _ROOM), _FEED, np.where(spaced, _SPACE, 0)).astype(np.uint32)


def _spans(
    sheet: Sheet, glyphs: Ordered, groups: NDArray[np.int64], group_ends: NDArray[np.int64]
) -> tuple[list[Span], list[int]]:
    """The spans of all groups, and for each group how many spans there are up to its end.

    `groups` and `group_ends` are where the groups begin and end.
    """
    index = glyphs.index
    fresh = np.ones(len(index), np.bool_)
    np.not_equal(index[1:], index[:-1] + 1, out=fresh[1:])
    fresh[groups] = True
    begins = fresh.nonzero()[0]
    ends = run_ends(begins, len(index)) - 1
    firsts = sheet.glyphs.offset[index[begins]].tolist()
    lasts = (sheet.glyphs.offset[index[ends]] + 1).tolist()
    boxes: list[BBox] | list[None] = [None] * len(firsts)
    if not sheet.grid:
        box = sheet.glyphs.box[index].astype(np.float64)
        low, high = np.minimum.reduceat(box[:, :2], begins), np.maximum.reduceat(box[:, 2:], begins)
        boxes = [tuple(one) for one in np.round(np.hstack((low, high)), 2).tolist()]
    number = sheet.number
    spans = [Span(first, last, number, box) for first, last, box in zip(firsts, lasts, boxes, strict=True)]
    until = begins.searchsorted(group_ends)
    return spans, until.tolist()
