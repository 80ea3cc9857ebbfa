"""Page numbers and running heads: what pages print around their content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfparse.language.folding import squeeze
from perfparse.layout.repeats import starts_anew
from perfparse.model.ir import Drawn, Line, Table

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
_TITLE = re.compile(r"(表|报告|情况)(（.*）)?$|^[（(]?20\d\d年度?[)）]?")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line at a page's edge: the indices of page and item, how it reads, where it stands, and how large it is."""

    page: int
    item: int
    text: str
    top: bool
    y: float | None
    size: float
    numbered: bool

    @property
    def pattern(self) -> str:
        """The text without its digits; of what reads like a title, the text as it is: a year makes another title."""
        return self.text if _TITLE.search(self.text) else _DIGITS.sub("#", self.text)

    def repeats(self, other: _Edge) -> bool:
        """Whether both, of one pattern, stand in the same place of two pages."""
        return self.page != other.page and (self.y is None or other.y is None or abs(self.y - other.y) < _LEVEL)


def furniture(pages: Sequence[Drawn]) -> frozenset[tuple[int, int]]:
    """The lines that are page numbers or running heads, as (index of the page, index of the item).

    A line that reads like a title is a running head where it stands on each page since its first, and the table
    goes on under it. Its first is kept: it may be the title.
    """
    alike: dict[tuple[str, bool, float], list[_Edge]] = {}
    for edge in _edges(pages):
        alike.setdefault((edge.pattern, edge.top, edge.size), []).append(edge)
    found: set[tuple[int, int]] = set()
    for edges in alike.values():
        title = _TITLE.search(edges[0].text) is not None
        first = edges[0].page
        for before, edge, after in zip([None, *edges], edges, [*edges[1:], None], strict=False):
            if title:
                first = first if before is None or before.page >= edge.page - 1 else edge.page
                runs = first < edge.page and _under_goes_on(pages, first, edge.page)
            else:
                again = any(other is not None and edge.repeats(other) for other in (before, after))
                runs = edge.numbered or again or (edge.top and bool(_GOES_ON.fullmatch(edge.pattern)))
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
                yield _Edge(number, at, text, top, box[1] if box else None, round(item.size, 1), numbered)


def _under_goes_on(pages: Sequence[Drawn], first: int, page: int) -> bool:
    """Whether the first table of a page may go on the last one of the page before.

    A form that begins under the line begins as the one did under its first: with labels of a header block.
    """
    here = [item for item in pages[page].items if isinstance(item, Table)][:1]
    above = [item for item in pages[page - 1].items if isinstance(item, Table)][-1:]
    there = [item for item in pages[first].items if isinstance(item, Table)][:1]
    return all(not starts_anew(table.cells, here[0].cells) for table in (*above, *there)) if here else True
