"""Tables that are one: a header in a table of its own, rows that go on in the next table, a row cut between two.

Documents that bring their cells have no pages that layout could join tables over; whoever made them may still have
cut a table where a page ended. Drawn tables are joined by layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfparse.ir import Cell, Line, Table
from perfparse.segment import blocks, records
from perfparse.segment.grid import Grid, grid, printed
from perfparse.segment.headers import Head, head_at
from perfparse.segment.levels import Block
from perfparse.segment.texts import blank, decimal
from perfparse.templates import squeeze

_BETWEEN = 8  # characters of a line that does not part two tables: a page number, 续表
_NAMES = ("level1", "level2", "indicator")


def joined(items: Sequence[Line | Table]) -> list[Line | Table]:
    """`items` with those tables as one that a page end or a program has cut."""
    made: list[Line | Table] = []
    open_at: int | None = None  # where the table stands that may go on
    for item in items:
        if isinstance(item, Line):
            if len(squeeze(item.text)) > _BETWEEN:
                open_at = None
            made.append(item)
            continue
        whole = _whole(made[open_at], item) if open_at is not None else None
        if whole is None or open_at is None:
            open_at = len(made)
            made.append(item)
        else:
            made[open_at] = whole
    return made


def _whole(above: Line | Table, below: Table) -> Table | None:
    """The two tables as one; None where the second does not go on the first."""
    if not isinstance(above, Table) or above.columns != below.columns or (above.edges and above.page is not None):
        return None
    first, second = grid(0, above), grid(0, below)
    head = _last_head(first)
    if head is None or not second.rows:
        return None
    again = head_at(second, 0)
    if again is None:
        goes_on = _rows_of(second, 0, head) and not blocks.heads_a_form(second)
        return _appended(first, second, 0, head) if goes_on else None
    if again.words != head.words or again.last + 1 >= len(second.rows):
        return None
    begins = any(cell.spans for cell in _names(second, again.last + 1, head))
    return None if begins else _appended(first, second, again.last + 1, head)


def _last_head(place: Grid) -> Head | None:
    """The header of the rows that a table ends with; None where it ends otherwise."""
    heads = [head for row in range(len(place.rows)) if (head := head_at(place, row))]
    if not heads:
        return None
    rows = range(heads[-1].last + 1, len(place.rows))
    return heads[-1] if all(_fits(place, row, heads[-1]) for row in rows) else None


def _fits(place: Grid, row: int, head: Head) -> bool:
    return records.fits(place, row, Block(head, None)) or not printed(place.beginning(row))


def _rows_of(place: Grid, row: int, head: Head) -> bool:
    """Whether `row` may stand under a header in the table above."""
    return records.fits(place, row, Block(head, None)) or bool(_rest(place, row, head))


def _names(place: Grid, row: int, head: Head) -> Iterator[Cell]:
    for column in head.columns:
        if column.role in _NAMES:
            yield from place.column(row, column.start, column.end)


def _rest(place: Grid, row: int, head: Head) -> list[Cell]:
    """The printed cells of a row that has no name, where they may be the rest of the row before."""
    cells = printed(place.beginning(row))
    return cells if cells and not any(cell.spans for cell in _names(place, row, head)) else []


def _appended(above: Grid, below: Grid, row: int, head: Head) -> Table:
    """The rows of `below` after those of `above`; those before `row` repeat the header."""
    rest = _rest(below, row, head)
    cells = list(above.table.cells)
    taken: set[int] = set()
    if rest and _may_go_on(above, rest):
        for cell in rest:
            at = next(at for at, other in enumerate(cells) if other is _over(above, cell))
            cells[at] = _longer(cells[at], cell)
            taken.add(id(cell))
    height = len(above.rows)
    cells += [replace(cell, row=cell.row + height) for cell in below.table.cells if id(cell) not in taken]
    breaks = (*above.table.breaks, height + row)
    return replace(above.table, cells=tuple(cells), breaks=breaks)


def _over(above: Grid, cell: Cell) -> Cell | None:
    """The cell of the last row above that stands in the same columns."""
    return next(
        (other for other in above.rows[-1] if (other.column, other.colspan) == (cell.column, cell.colspan)), None
    )


def _may_go_on(above: Grid, rest: Sequence[Cell]) -> bool:
    """Whether cells go on those of the last row: a number goes on none but a blank."""
    overs = [_over(above, cell) for cell in rest]
    return all(
        over is not None and (blank(over.text) or (decimal(cell.text) is None and decimal(over.text) is None))
        for cell, over in zip(rest, overs, strict=True)
    )


def _longer(cell: Cell, rest: Cell) -> Cell:
    return replace(cell, text=cell.text + rest.text, spans=(*cell.spans, *rest.spans))
