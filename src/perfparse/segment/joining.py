"""Tables that are one: a header in a table of its own, rows that go on in the next table, a row cut between two.

Documents that bring their cells have no pages that layout could join tables over; whoever made them may still have
cut a table where a page ended. Drawn tables are joined by layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfparse.forms.header import Head
from perfparse.forms.header import heads as heads_of
from perfparse.forms.kinds import is_blank
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, grid, printed
from perfparse.model.ir import Cell, Line, Table
from perfparse.segment import blocks, records
from perfparse.segment.levels import Block
from perfparse.segment.texts import decimal

_BETWEEN = 8  # characters of a line that does not part two tables: a page number, 续表
_NAMES = ("level1", "level2", "indicator")


def joined(items: Sequence[Line | Table]) -> list[Line | Table]:
    """`items` with those tables as one that a page end or a program has cut."""
    made: list[Line | Table | _GoingOn] = []
    above: _GoingOn | Table | None = None
    at = 0
    for item in items:
        if isinstance(item, Line):
            if len(squeeze(item.text)) > _BETWEEN:
                above = None
        else:
            if isinstance(above, Table):
                above = _going_on(above)
            if above is not None and above.takes(item):
                made[at] = above
                continue
            above, at = item, len(made)
        made.append(item)
    return [item.whole() if isinstance(item, _GoingOn) else item for item in made]


def _going_on(table: Table) -> _GoingOn | None:
    """A table that may go on in the next: one that ends with rows under a header, or with the header itself."""
    if table.edges and table.page is not None:  # it was drawn
        return None
    place = grid(0, table)
    heads = list(heads_of(place).values())
    if not heads:
        return None
    rows = range(heads[-1].last + 1, len(place.rows))
    good = all(_fits(place, row, heads[-1]) or not printed(place.beginning(row)) for row in rows)
    return _GoingOn(place, heads[-1]) if good else None


def _again(place: Grid, head: Head) -> Head | None:
    """The header that a table begins with: the one above, printed again, or another."""
    deep = head.last - head.first + 1
    if len(place.rows) > deep:
        said = [cell.text for row in range(deep) for cell in printed(place.beginning(row))]
        if list(map(squeeze, said)) == [squeeze(cell.text) for cell in head.cells]:
            return replace(head, first=0, last=deep - 1)
    return heads_of(place).get(0)


class _GoingOn:
    """A table with those that go on it.

    Only its last row is looked at again: a document may be cut into thousands of tables.
    """

    def __init__(self, place: Grid, head: Head) -> None:
        self._table, self._head, self._height = place.table, head, len(place.rows)
        self._cells, self._breaks = list(place.table.cells), list(place.table.breaks)
        self._last = [number for number, cell in enumerate(self._cells) if _end(cell) == self._height]

    def whole(self) -> Table:
        """All of it as one table."""
        return replace(self._table, cells=tuple(self._cells), breaks=tuple(self._breaks))

    def takes(self, below: Table) -> bool:
        """Add a table that goes on this one; False where it does not."""
        place = grid(0, below)
        if below.columns != self._table.columns or not place.rows:
            return False
        again, row = _again(place, self._head), 0
        if again is None:
            goes_on = _fits(place, 0, self._head) or bool(_rest(place, 0, self._head))
            if not goes_on or blocks.heads_a_form(place):
                return False
        else:
            row = again.last + 1
            begins = row >= len(place.rows) or any(cell.spans for cell in _names(place, row, self._head))
            if begins or again.words != self._head.words:
                return False
        self._append(place, row)
        return True

    def _append(self, below: Grid, row: int) -> None:
        """Add the rows of a table; those before `row` repeat the header, and `row` may be the rest of the last one."""
        rest = _rest(below, row, self._head)
        over = [self._over(cell) for cell in rest]
        taken = {id(cell) for cell in rest} if self._may_go_on(rest, over) else set()
        for at, cell in zip(over, rest, strict=True):
            if at is not None and taken:
                above = self._cells[at]
                self._cells[at] = replace(above, text=above.text + cell.text, spans=(*above.spans, *cell.spans))
        first, height = len(self._cells), self._height
        self._cells += [replace(cell, row=cell.row + height) for cell in below.table.cells if id(cell) not in taken]
        self._breaks.append(height + row)
        self._height += len(below.rows)
        if not taken or row + 1 < len(below.rows):  # else the row may go on once more
            self._last = [at for at in range(first, len(self._cells)) if _end(self._cells[at]) == self._height]

    def _over(self, cell: Cell) -> int | None:
        """The cell of the last row that stands in the same columns."""
        place = (cell.column, cell.colspan)
        return next((at for at in self._last if (self._cells[at].column, self._cells[at].colspan) == place), None)

    def _may_go_on(self, rest: Sequence[Cell], over: Sequence[int | None]) -> bool:
        """Whether cells go on those of the last row: a number goes on none but a blank."""
        above = [None if at is None else self._cells[at] for at in over]
        return bool(rest) and all(
            other is not None and (is_blank(other.text) or (decimal(cell.text) is None and decimal(other.text) is None))
            for cell, other in zip(rest, above, strict=True)
        )


def _end(cell: Cell) -> int:
    return cell.row + cell.rowspan


def _fits(place: Grid, row: int, head: Head) -> bool:
    return records.fits(place, row, Block(head, None))


def _names(place: Grid, row: int, head: Head) -> Iterator[Cell]:
    for column in head.columns:
        if column.role in _NAMES:
            yield from place.column(row, column.start, column.end)


def _rest(place: Grid, row: int, head: Head) -> list[Cell]:
    """The printed cells of a row that has no name, where they may be the rest of the row before."""
    cells = printed(place.beginning(row))
    return cells if cells and not any(cell.spans for cell in _names(place, row, head)) else []
