"""What has gaps that stand in line and is no table: lists, tables of contents, text in two columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from perfparse.layout.stream_pieces import Level, Piece

_MARK = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[a-zA-Z]|[ivxIVX]{1,5})[）).、．]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款]|[-–—•·●■◆◇○※*]"
)
_WIDE = 12.0  # em: the least width of a column of running text on a page of two
_FULL = 3.0  # em that a line of running text leaves free at most
_MOSTLY = 0.7
_FEWEST = 6  # levels that show two columns of text


def is_text(levels: Sequence[Level], borders: Sequence[float]) -> bool:
    """Whether levels with these borders are text that only looks like a table of two columns."""
    if len(borders) != 1:
        return False
    left: list[Piece] = []
    right: list[Piece] = []
    for level in levels:
        for piece in level.pieces:
            (right if bisect_right(borders, (piece.left + piece.right) / 2) else left).append(piece)
    if not left or not right:
        return True
    return _is_list(left) or _is_contents(levels) or (_is_running(left) and _is_running(right))


def _is_list(left: Sequence[Piece]) -> bool:
    """A mark before each item."""
    return all(_MARK.fullmatch(piece.text) for piece in left)


def _is_contents(levels: Sequence[Level]) -> bool:
    """A page number behind each heading, none smaller than the one before, and marks before most headings."""
    ends = [level.pieces[-1].text for level in levels if len(level.pieces) > 1]
    numbers = [int(text) for text in ends if text.isdecimal()]
    if not ends or len(numbers) < len(ends) or numbers != sorted(numbers):
        return False
    return sum(_MARK.match(level.pieces[0].text) is not None for level in levels) >= _MOSTLY * len(levels)


def _is_running(pieces: Sequence[Piece]) -> bool:
    """Lines of text that nearly all fill a wide column."""
    wide = max(piece.width for piece in pieces)
    full = sum(piece.width > wide - _FULL for piece in pieces)
    return len(pieces) >= _FEWEST and wide >= _WIDE and full >= _MOSTLY * len(pieces)
