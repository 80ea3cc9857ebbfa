"""Whether a text keeps its columns by spaces. Without numpy: this is asked of every text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from perfparse.model.ir import Document

_END = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
GAP = re.compile(r"(?<=[^\s|])[ \u00a0]{2,}(?=[^\s|])")  # not beside "|": there a cell is blank
_MARK = re.compile(r"\s*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）).、．]\s*")
"""The mark of a list: what follows it is no column."""
MOST_GAPS = 64
_SEEN = 1500  # lines that decide
_NEAR = 3
"""Lines between which gaps are compared: a cell that is wrapped or centred puts lines of its own between."""
_FEWEST = 3
_SHARE = 0.15
"""Lines with a gap in line, of all lines: above 0.4 where columns are kept, below 0.04 in cell streams."""


def kept(document: Document) -> bool:
    """Whether the text keeps its columns by spaces.

    In such a text a gap of two or more blanks stands over or under another. Tools that give cells one after
    another leave single blanks, tabs, or gaps that stand nowhere in particular.
    """
    gaps = [_gaps(line) for _, _, line in islice(lines_of(document.text), _SEEN) if line.strip()]
    lined = 0
    for at, mine in enumerate(gaps):
        near = gaps[max(0, at - _NEAR) : at] + gaps[at + 1 : at + 1 + _NEAR]
        lined += any(start < end2 and start2 < end for start, end in mine for other in near for start2, end2 in other)
    return lined >= _FEWEST and lined >= _SHARE * len(gaps)


def _gaps(line: str) -> list[tuple[int, int]]:
    found = islice(GAP.finditer(line), MOST_GAPS)
    return [match.span() for match in found if _MARK.fullmatch(line, 0, match.start()) is None]


def lines_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Each line's start, its page from 0, and its characters without the line end."""
    start, page = 0, 0
    for match in _END.finditer(text):
        yield start, page, text[start : match.start()]
        start = match.end()
        page += match[0] == "\f"
    yield start, page, text[start:]
