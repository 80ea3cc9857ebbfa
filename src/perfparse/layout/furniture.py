"""Page numbers and running heads: what pages print around their content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from perfparse.ir import Drawn, Line
from perfparse.templates import squeeze

_MARGIN = 62.0  # points from a page's edge within which heads and feet stand (2.2 cm)
_NUMBER = re.compile(
    r"[-—–－·]*\d{1,4}[-—–－·]*|第\d{1,4}页([,，/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}(页)?|[Pp]age\d+(of\d+)?|共\d{1,4}页第\d{1,4}页"
)
_DIGITS = re.compile(r"\d+")
_TITLE = re.compile(r"(表|报告|情况)(（.*）)?$|^[（(]?20\d\d年")
_REPEATED = 2  # pages on which a head stands at least


def furniture(pages: Sequence[Drawn]) -> frozenset[tuple[int, int]]:
    """The lines that are page numbers or running heads, as (index of the page, index of the item)."""
    edges = list(_edges(pages))
    counted = Counter((top, _pattern(line)) for _, _, line, top in edges)
    return frozenset(
        (page, item)
        for page, item, line, top in edges
        if _NUMBER.fullmatch(squeeze(line.text))
        or (counted[top, _pattern(line)] >= _REPEATED and not _TITLE.search(squeeze(line.text)))
    )


def _edges(pages: Sequence[Drawn]) -> Iterator[tuple[int, int, Line, bool]]:
    """The lines in the margins of all pages, with whether it is the upper margin."""
    for number, page in enumerate(pages):
        for at, item in enumerate(page.items):
            if isinstance(item, Line) and item.spans:
                top = _margin(page, item, at)
                if top is not None:
                    yield number, at, item, top


def _margin(page: Drawn, line: Line, at: int) -> bool | None:
    """Whether a line stands in the upper (True) or lower (False) margin, or in neither (None)."""
    box = line.spans[0].bbox
    if box is None:  # a grid of characters has no margins: the first and the last line
        return True if at == 0 else False if at == len(page.items) - 1 else None
    if box[3] < _MARGIN:
        return True
    return False if box[1] > page.height - _MARGIN else None


def _pattern(line: Line) -> str:
    return _DIGITS.sub("#", squeeze(line.text))
