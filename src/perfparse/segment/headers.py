"""Header rows of the block of indicators, and which column is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from perfparse.forms.headers import NAMES, VALUES, role_of
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Role
from perfparse.segment.columns import Column, columns_at, groups

_LONGEST = 24  # characters: a longer cell heads no column
_DIGIT = re.compile(r"\d")
_DEEPEST = 3  # rows that a header may take
_SURELY = 3  # listed header words, with a name and a value among them, that make a header whatever else it has
_MOST_OF = 0.6  # of a header's cells have a role


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a block of indicators, which takes rows `first` to `last` of its grid.

    `beside` has the columns of further blocks that stand to the right in the same rows, with names of their own.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    beside: tuple[tuple[Column, ...], ...] = ()

    @property
    def start(self) -> int:
        """The first grid column that the header covers."""
        return self.columns[0].start

    @property
    def end(self) -> int:
        """The grid column after the last."""
        return self.columns[-1].end

    @property
    def strong(self) -> bool:
        """Whether it says in so many words that it heads indicators, as no other table does."""
        return any(bare(column.name) in words().strong for column in self.columns)

    def of(self, role: Role) -> Column | None:
        """The first column of a role that is the indicators' own."""
        return next((column for column in self.columns if column.role == role and column.of is None), None)

    def over(self, column: Column) -> list[Cell]:
        """The printed cells of the header over a column, the lowest first."""
        found = [
            cell for cell in self.cells if cell.column <= column.start and column.end <= cell.column + cell.colspan
        ]
        return sorted(found, key=lambda cell: -cell.row)

    def apart(self) -> list[Head]:
        """This header and those beside it, each by itself; a level that only the first prints heads all."""
        shared = [column for column in self.columns if column.role in ("level1", "level2")]
        heads = [replace(self, beside=())]
        for columns in self.beside:
            own = {column.role for column in columns}
            above = tuple(column for column in shared if column.role not in own)
            heads.append(replace(self, columns=(*above, *columns), beside=()))
        return heads


def head_at(grid: Grid, row: int) -> Head | None:
    """The header of a block of indicators that begins in `row`, or None."""
    cells = printed(grid.beginning(row))
    if len(cells) < 2 or any(len(squeeze(cell.text)) > _LONGEST for cell in cells):
        return None
    exact = [cell for cell in cells if role_of(bare(cell.text)) is not None]
    if not exact and not any(words().ending(bare(cell.text)) in VALUES for cell in cells):
        return None
    last = min(row + _depth(grid, row, cells, exact), len(grid.rows)) - 1
    return _judged(grid, row, last, columns_at(grid, row, last), len(exact))


def _depth(grid: Grid, row: int, cells: Sequence[Cell], exact: Sequence[Cell]) -> int:
    """How many rows a header takes: as many as its cells, or more where one covers columns that have words below."""
    depth = min(min(cell.rowspan for cell in cells), _DEEPEST)
    tall = max((cell.rowspan for cell in exact if cell.rowspan <= _DEEPEST), default=1)
    if any(cell.rowspan < tall for cell in cells if cell.colspan > 1):
        return max(depth, tall)
    return depth + (depth == 1 and _headed_below(grid, row))


def _headed_below(grid: Grid, row: int) -> bool:
    """Whether the next row goes on the header though no cell is merged: header words under wide or blank cells."""
    below = printed(grid.beginning(row + 1)) if row + 1 < len(grid.rows) else []
    if len(below) < 2 or not all(role_of(word := bare(cell.text)) or word in words().names for cell in below):
        return False
    return all(_parts(grid, row, cell) for cell in below)


def _parts(grid: Grid, row: int, cell: Cell) -> bool:
    """Whether what stands over `cell` is wider than it, or would be if blank cells to its right were merged with it."""
    over = grid.column(row, cell.column, cell.column + cell.colspan)
    right = grid.places[row].get(cell.column + cell.colspan)
    return any(other.colspan > cell.colspan or not other.spans for other in over) or (
        right is not None and not right.spans
    )


def roles_head(roles: Sequence[Role]) -> Head:
    """The header that a table without one would have: its columns' roles, no cells."""
    columns = tuple(Column(role, "", column, column + 1) for column, role in enumerate(roles))
    return Head(-1, -1, columns, (), ())


def _judged(grid: Grid, row: int, last: int, columns: list[Column], exact: int) -> Head | None:
    """The header, where enough of its columns have a role and it has a name and a value among them."""
    roles = {column.role for column in columns}
    if not roles & NAMES or not (roles & VALUES or _assesses(columns)):
        return None
    known = sum(column.known for column in columns)
    enough = min(_MOST_OF * len(columns), _SURELY) if exact >= _SURELY else _MOST_OF * len(columns)
    if known < max(2, enough) or (exact < 2 and any(_DIGIT.search(column.name) for column in columns)):
        return None
    cells = tuple(
        {
            id(cell): cell
            for at in range(row, last + 1)
            for cell in printed(grid.rows[at])
            if cell.row >= row and cell.row + cell.rowspan - 1 <= last
        }.values()
    )
    first, *beside = groups(columns)
    names = tuple(squeeze(column.name) for column in columns if squeeze(column.name))
    return Head(row, last, first, cells, names, tuple(beside))


def _assesses(columns: Sequence[Column]) -> bool:
    """Whether columns are those of an evaluation, which says how each indicator was judged and prints no target.

    A score is needed, and either what it was judged by or all three levels: a list of sums by level is no form.
    """
    names = {column.role for column in columns if column.role in NAMES}
    scored = any(column.role == "score" and column.of is None for column in columns)
    judged = any(bare(column.name) in words().judging for column in columns)
    return scored and len(names) > 1 and (judged or names == NAMES)
