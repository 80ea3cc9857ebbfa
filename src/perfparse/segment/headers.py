"""Header rows of the block of indicators, and which column is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.ir import Cell, Role
from perfparse.segment.grid import Grid, printed
from perfparse.templates import squeeze
from perfparse.templates.headers import column_role, role_of
from perfparse.templates.vocabulary import bare, words

_LONGEST = 24  # characters: a longer cell heads no column
_DIGIT = re.compile(r"\d")
_DEEPEST = 3  # rows that a header may take
_SURELY = 3  # listed header words, with a name and a value among them, that make a header whatever else it has
_MOST_OF = 0.6  # of a header's cells have a role
_NAMES: frozenset[Role] = frozenset(("indicator", "level1", "level2"))
_VALUES: frozenset[Role] = frozenset(("target", "actual"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: columns `start` to `end` of the grid, its role, and its header as printed."""

    role: Role
    name: str
    start: int
    end: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a block of indicators, which takes rows `first` to `last` of its grid."""

    first: int
    last: int
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    words: tuple[str, ...]

    @property
    def start(self) -> int:
        """The first grid column that the header covers."""
        return self.columns[0].start

    @property
    def end(self) -> int:
        """The grid column after the last."""
        return self.columns[-1].end

    def of(self, role: Role) -> Column | None:
        """The first column of a role."""
        return next((column for column in self.columns if column.role == role), None)


def head_at(grid: Grid, row: int) -> Head | None:
    """The header of a block of indicators that begins in `row`, or None."""
    cells = printed(grid.beginning(row))
    if len(cells) < 2 or any(len(squeeze(cell.text)) > _LONGEST for cell in cells):
        return None
    exact = [cell for cell in cells if role_of(bare(cell.text)) is not None]
    if not exact and not any(words().ending(bare(cell.text)) in _VALUES for cell in cells):
        return None
    depth = min(min(cell.rowspan for cell in cells), _DEEPEST)
    tall = [cell.rowspan for cell in exact if cell.rowspan <= _DEEPEST]
    depth = (
        max([depth, *tall])
        if any(cell.colspan > 1 and cell.rowspan < max(tall, default=1) for cell in cells)
        else depth
    )
    last = min(row + depth, len(grid.rows)) - 1
    columns = _columns(grid, row, last)
    return _judged(grid, row, last, columns, len(exact))


def roles_head(roles: Sequence[Role]) -> Head:
    """The header that a table without one would have: its columns' roles, no cells."""
    columns = tuple(Column(role, "", column, column + 1) for column, role in enumerate(roles))
    return Head(-1, -1, columns, (), ())


def _judged(grid: Grid, row: int, last: int, columns: list[Column], exact: int) -> Head | None:
    """The header, where enough of its columns have a role and it has a name and a value among them."""
    while columns and columns[0].role == "label":
        columns = columns[1:]
    roles = {column.role for column in columns}
    said = any(bare(column.name) in words().sayings for column in columns)
    if not (roles & _VALUES or said) or not roles & _NAMES:
        return None
    known = sum(column.known for column in columns)
    enough = min(_MOST_OF * len(columns), _SURELY) if exact >= _SURELY else _MOST_OF * len(columns)
    if known < max(2, enough) or (exact < 2 and any(_DIGIT.search(column.name) for column in columns)):
        return None
    columns = _lowest_level_names(columns)
    cells = tuple(
        {
            id(cell): cell
            for at in range(row, last + 1)
            for cell in printed(grid.rows[at])
            if cell.row >= row and cell.row + cell.rowspan - 1 <= last
        }.values()
    )
    names = tuple(squeeze(column.name) for column in columns if squeeze(column.name))
    return Head(row, last, tuple(columns), cells, names)


def _columns(grid: Grid, first: int, last: int) -> list[Column]:
    """One column a cell of the header's last row; a cell whose own word has no role takes that of the cell above."""
    columns: list[Column] = []
    for cell in grid.rows[last]:
        above = [other for other in grid.rows[first] if _covers(other, cell) and other is not cell]
        columns.append(_column(cell, above[0] if above else None, last))
    return columns


def _covers(above: Cell, cell: Cell) -> bool:
    return above.column <= cell.column and cell.column + cell.colspan <= above.column + above.colspan


def _column(cell: Cell, above: Cell | None, last: int) -> Column:
    end = cell.column + cell.colspan
    if cell.row + cell.rowspan - 1 > last:  # it runs on beside the rows: a label of the block
        return Column("label", cell.text, cell.column, end, known=False)
    word = bare(cell.text)
    role = column_role(word)
    if role is None and above is not None:
        role = role_of(bare(above.text))
    return Column(role or "extra", cell.text, cell.column, end, known=role is not None)


def _lowest_level_names(columns: list[Column]) -> list[Column]:
    """Where no column is an indicator's, the lowest level's is."""
    if any(column.role == "indicator" for column in columns):
        return columns
    lowest = "level2" if any(column.role == "level2" for column in columns) else "level1"
    return [
        Column("indicator", column.name, column.start, column.end) if column.role == lowest else column
        for column in columns
    ]
