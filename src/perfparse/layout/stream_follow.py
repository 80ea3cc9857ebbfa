"""A table at the top of a page that goes on from the page before → the same table with the columns it had there.

A column that is blank on a page leaves no gap there, and so no border. Where the table on the page before shows that
there is one, a blank column is put in. In print columns stand where they stood; in a text that keeps columns by
spaces they move, and what stands in them tells which is which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from perfparse.forms.headers import known
from perfparse.forms.vocabulary import bare, words
from perfparse.layout.measure import width
from perfparse.model.ir import Cell, Table

_KIND = 5.0  # nats between columns of values and of names
_LEVEL = 6.0  # between columns of levels and others
_FILL = 1.0  # between columns that are always filled and blank ones
_WIDE = 0.25  # an em of mean width
_PLACE = 12.0  # the width of the table in between
_SAME_TEXT = 3.0  # a header that is printed again
_BLANK = 1.0  # a column of the page before that this page has nothing of
_ALIKE = 2.5  # what a column that goes on costs at most, in the mean
_SAME_PLACE = 8.0  # points
_VALUE = re.compile(r"[\d.,]+ ?[%％]?|[—/\-–]+")
_INF = 1e9


@dataclass(frozen=True, slots=True)
class _Look:
    """What a column looks like: shares of its cells and means over them. `levels` are those of the two levels."""

    values: float
    levels: tuple[float, float]
    filled: float
    wide: float
    place: float
    texts: frozenset[str]


def follow(before: Table, table: Table, *, grid: bool) -> Table | None:
    """`table` with the columns of `before`, which ended the page before, or None where it does not go on."""
    if table.columns > before.columns or not before.edges or not table.edges:
        return None
    columns = _by_look(before, table) if grid else _by_place(before, table)
    if columns is None:
        return None
    return _moved(before, table, columns)


def _by_place(before: Table, table: Table) -> list[int] | None:
    """For each column of `table` the one of `before` that stands there; all inner borders must be borders there."""
    known = before.edges[1:-1]
    borders: list[int] = []
    for edge in table.edges[1:-1]:
        nearest = min(range(len(known)), key=lambda at: abs(known[at] - edge), default=-1)
        if nearest < 0 or abs(known[nearest] - edge) > _SAME_PLACE or (borders and nearest <= borders[-1]):
            return None
        borders.append(nearest)
    if not borders:
        return None
    return [borders[0], *(at + 1 for at in borders)]


def _by_look(before: Table, table: Table) -> list[int] | None:
    """The order-keeping match of the columns that look most alike."""
    one, other = _looks(before), _looks(table)
    best = [[_INF] * (len(one) + 1) for _ in range(len(other) + 1)]
    best[0] = [_BLANK * at for at in range(len(one) + 1)]
    for row in range(1, len(other) + 1):
        for at in range(row, len(one) + 1):
            matched = best[row - 1][at - 1] + _unlike(one[at - 1], other[row - 1])
            best[row][at] = min(matched, best[row][at - 1] + _BLANK)
    blank = _BLANK * (len(one) - len(other))
    if best[-1][-1] - blank > _ALIKE * len(other):
        return None
    found: list[int] = []
    row, at = len(other), len(one)
    while row:
        if best[row][at] == best[row][at - 1] + _BLANK:
            at -= 1
            continue
        row, at = row - 1, at - 1
        found.append(at)
    return found[::-1]


def _unlike(one: _Look, other: _Look) -> float:
    cost = _KIND * abs(one.values - other.values) + _FILL * abs(one.filled - other.filled)
    cost += _LEVEL * sum(theirs * (1 - mine) for mine, theirs in zip(one.levels, other.levels, strict=True))
    cost += min(_WIDE * abs(one.wide - other.wide), 2.0) + min(_PLACE * abs(one.place - other.place), 3.0)
    return cost - _SAME_TEXT * bool(one.texts & other.texts)


def _looks(table: Table) -> list[_Look]:
    left, right = table.edges[0], table.edges[-1]
    cells: list[list[Cell]] = [[] for _ in range(table.columns)]
    for cell in table.cells:
        if cell.colspan == 1:
            cells[cell.column].append(cell)
    found = []
    for number, column in enumerate(cells):
        texts = ["".join(cell.text.split()) for cell in column]
        filled = [text for text in texts if text]
        levels = [words().level(text) for text in filled if bare(text) not in known()]
        middle = (table.edges[number] + table.edges[number + 1]) / 2
        found.append(
            _Look(
                values=_share([_VALUE.fullmatch(text) is not None for text in filled]),
                levels=(_share([level == 1 for level in levels]), _share([level == 2 for level in levels])),
                filled=_share([bool(text) for text in texts]),
                wide=min(sum(map(width, filled)) / max(len(filled), 1), 12.0),
                place=(middle - left) / max(right - left, 1.0),
                texts=frozenset("".join(cell.text.split()) for cell in column if cell.row < 2 and len(cell.text) > 1),
            )
        )
    return found


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / max(len(marks), 1)


def _moved(before: Table, table: Table, columns: Sequence[int]) -> Table:
    """`table` with its columns numbered as `columns` says, and blank cells in those it lacks."""
    ends = [*columns[1:], columns[-1] + 1]
    rows = max((cell.row + cell.rowspan for cell in table.cells), default=0)
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for cell in table.cells:
        first = columns[cell.column]
        last = ends[cell.column + cell.colspan - 1] if cell.colspan > 1 else first + 1
        cells.append(replace(cell, column=first, colspan=last - first))
        taken |= {(row, at) for row in range(cell.row, cell.row + cell.rowspan) for at in range(first, last)}
    for row in range(rows):
        cells += [Cell(row, at, "", ()) for at in range(before.columns) if (row, at) not in taken]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, columns=before.columns, cells=tuple(cells), edges=before.edges)
