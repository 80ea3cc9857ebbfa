"""The filled cells of a worksheet → its tables and the lines around them.

A worksheet is one grid in which titles, tables and notes stand anywhere. Blank rows and blank columns part it into
blocks, again and again, until none is left; a merged range, or an empty cell with a border, is not blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

_NOWHERE = 1 << 30  # a row below all
_LONG = 30  # characters of a text that is a note rather than a name


@dataclass(frozen=True, slots=True)
class Area:
    """A range of cells with what it shows; one that shows nothing only says that its place is not blank.

    Rows and columns count from 0, `bottom` and `right` inclusive.
    """

    top: int
    left: int
    bottom: int
    right: int
    text: str = ""
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together: a table, or a row of texts that is none. `areas` are those with text, in reading order."""

    areas: tuple[Area, ...]
    is_table: bool


def blocks(areas: Iterable[Area]) -> Iterator[Block]:
    """The blocks of a sheet from top to bottom, those side by side from left to right."""
    ordered = sorted(areas, key=lambda area: (area.top, area.left))
    waiting = [ordered] if ordered else []
    while waiting:
        part = waiting.pop()
        parts = _parted(part, across=False)
        if len(parts) == 1:
            head, body, foot = _peeled(part)
            if head or foot:
                waiting += [each for each in (foot, body, head) if each]
                continue
            parts = _parted(part, across=True)
        if len(parts) > 1:
            waiting += reversed(parts)
        else:
            yield from _block(part)


def _parted(areas: Sequence[Area], *, across: bool) -> list[list[Area]]:
    """`areas` parted where a row is blank, or a column (`across`)."""
    ordered = sorted(areas, key=lambda area: area.left if across else area.top)
    parts: list[list[Area]] = []
    reach = -1
    for area in ordered:
        start, end = (area.left, area.right) if across else (area.top, area.bottom)
        if not parts or start > reach + 1:
            parts.append([])
        parts[-1].append(area)
        reach = max(reach, end)
    return [sorted(part, key=lambda area: (area.top, area.left)) for part in parts]


def _peeled(areas: list[Area]) -> tuple[list[Area], list[Area], list[Area]]:
    """What stands alone in its rows above a table and below it, as titles and notes do, and the table between."""
    alone = _alone(areas)
    single = set(alone)
    table = [area for area in areas if area.text and area not in single]
    if not table:
        return [], areas, []
    top, bottom = min(area.top for area in table), max(area.bottom for area in table)
    left, right = min(area.left for area in table), max(area.right for area in table)
    ruled = sum(area.ruled for area in table) > len(table) / 2

    def is_apart(area: Area) -> bool:
        return not (ruled and area.ruled) or (area.left <= left and area.right >= right)

    def is_note(area: Area) -> bool:
        return not area.ruled and (ruled or len(area.text) > _LONG)

    above = [area for area in alone if area.bottom < top]
    below = [area for area in alone if area.top > bottom]
    head = list(takewhile(is_apart, above))
    foot = list(takewhile(is_note, reversed(below)))[::-1]
    if not head and not foot:
        return [], areas, []
    first = max((area.bottom for area in head), default=-1)
    last = min((area.top for area in foot), default=_NOWHERE)
    return head, [area for area in areas if first < area.top < last], foot


def _alone(areas: Sequence[Area]) -> list[Area]:
    """The areas with text that share no row with another, from the top."""
    filled = [area for area in areas if area.text]
    found: list[Area] = []
    reach = -1
    for at, area in enumerate(filled):
        following = filled[at + 1].top if at + 1 < len(filled) else _NOWHERE
        if area.top > reach and area.bottom < following:
            found.append(area)
        reach = max(reach, area.bottom)
    return found


def _block(areas: Sequence[Area]) -> Iterator[Block]:
    filled = tuple(area for area in areas if area.text)
    if filled:
        rows, columns = len({area.top for area in filled}), len({area.left for area in filled})
        yield Block(filled, rows > 1 and columns > 1)
