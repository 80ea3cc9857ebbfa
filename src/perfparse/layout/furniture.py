"""Page numbers and running heads: what pages print around their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfparse.ir import Drawn, Line, Table
from perfparse.layout.repeats import starts_anew
from perfparse.templates import squeeze

_MARGIN = 90.0  # points from a page's edge within which heads and feet stand (3.2 cm)
_NUMBERED = 62.0  # the same for bare numbers
_LEVEL = 3.0  # points that a head may stand higher or lower on another page
_NUMBER = re.compile(
    r"[-—–－·~～]*\d{1,4}[-—–－·~～]*|第?\d{1,4}页?[,，/]?共\d{1,4}页|第\d{1,4}页|\d{1,4}/\d{1,4}(页)?|"
    r"[Pp]age\d+(of\d+)?|共\d{1,4}页[,，/]?第\d{1,4}页"
)
_GOES_ON = re.compile(r"[（(]?(续表?|接上页|续上表|转下页|接下页|下页续)[#\d]*[)）]?")
"""What says that a table goes on, and nothing else."""
_DIGITS = re.compile(r"\d+")
_TITLE = re.compile(r"(表|报告|情况)(（.*）)?$|^[（(]?20\d\d年")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at a page's edge: the indices of page and item, how it reads, where it stands, and how large it is."""

    page: int
    item: int
    pattern: str
    top: bool
    y: float | None
    size: float
    numbered: bool

    def repeats(self, other: _Edge) -> bool:
        """Whether both are the same line on two pages."""
        level = self.y is None or other.y is None or abs(self.y - other.y) < _LEVEL
        return (self.pattern, self.top, self.size) == (other.pattern, other.top, other.size) and level


def furniture(pages: Sequence[Drawn]) -> frozenset[tuple[int, int]]:
    """The lines that are page numbers or running heads, as (index of the page, index of the item).

    A line that reads like a title is a running head where the table goes on under it. Its first is kept: it may be
    the title.
    """
    edges = list(_edges(pages))
    found: set[tuple[int, int]] = set()
    for edge in edges:
        before = [other for other in edges if other.page < edge.page and edge.repeats(other)]
        again = before or any(other.page > edge.page and edge.repeats(other) for other in edges)
        if _TITLE.search(edge.pattern):
            runs = bool(before) and _under_goes_on(pages, before[0].page, edge.page)
        else:
            runs = edge.numbered or bool(again) or (edge.top and bool(_GOES_ON.fullmatch(edge.pattern)))
        if runs:
            found.add((edge.page, edge.item))
    return frozenset(found)


def _edges(pages: Sequence[Drawn]) -> Iterator[_Edge]:
    """The lines in the margins of all pages: above the first table and below the last."""
    for number, page in enumerate(pages):
        tables = [at for at, item in enumerate(page.items) if isinstance(item, Table)]
        for at, item in enumerate(page.items):
            if not isinstance(item, Line) or not item.spans:
                continue
            box = item.spans[0].bbox
            text = squeeze(item.text)
            if box is None:  # a grid of characters has no margins: the first and the last line
                top, deep = at == 0, 0.0 if at in (0, len(page.items) - 1) else _MARGIN
            else:
                top = box[3] < page.height / 2
                deep = box[3] if top else page.height - box[1]
            between = any(table < at for table in tables) if top else any(table > at for table in tables)
            if deep < _MARGIN and not between:
                numbered = deep < _NUMBERED and bool(_NUMBER.fullmatch(text))
                pattern = _DIGITS.sub("#", text)
                yield _Edge(number, at, pattern, top, box[1] if box else None, round(item.size, 1), numbered)


def _under_goes_on(pages: Sequence[Drawn], first: int, page: int) -> bool:
    """Whether the first table of a page may go on the last one of the page before.

    A form that begins under the line begins as the one did under its first: with labels of a header block.
    """
    here = [item for item in pages[page].items if isinstance(item, Table)][:1]
    above = [item for item in pages[page - 1].items if isinstance(item, Table)][-1:]
    there = [item for item in pages[first].items if isinstance(item, Table)][:1]
    return all(not starts_anew(table.cells, here[0].cells) for table in (*above, *there)) if here else True
