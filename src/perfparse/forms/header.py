"""Which rows of a table are a header of indicators, and what it says of its columns: the only place that knows.

Of the rows that may be one (`candidates`) the likeliest are; their columns are handed on with their roles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from perfparse.forms.candidates import LONGEST, Candidate, candidate, candidates, probability
from perfparse.forms.columns import OF_LEVELS, Told, reported
from perfparse.forms.seen import Seen
from perfparse.forms.vocabulary import words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Role

_LIKELY = 0.5
_AT_LEAST = 0.02  # of a header in a document that says that it has one
_SURELY = 0.9  # of a header below another in the same table


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: columns `start` to `end` of the grid, its role as reports have it, and its header.

    `of` is set where it is the weight or score of a level, not of the indicators. `told` says how its role was told.
    """

    role: Role
    name: str
    start: int
    end: int
    of: Role | None = None
    told: Told | None = None
    labels: tuple[str, ...] = ()

    @property
    def probability(self) -> float:
        """How probable it is that the column has its role."""
        return self.told.probability if self.told is not None else 1.0

    @property
    def fine(self) -> str:
        """What the column is, more exactly than reports say: explain, history, rate_done …"""
        return self.told.role if self.told is not None else self.role


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a block of indicators, which takes rows `first` to `last` of its grid.

    `beside` has the columns of further blocks that stand to the right in the same rows, with names of their own.
    `probability` is that it is a header of indicators at all.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    beside: tuple[tuple[Column, ...], ...] = ()
    probability: float = 1.0
    fit: float = 0.0
    """How well roles fit the columns, in nats a column."""

    @property
    def start(self) -> int:
        """The first grid column that the header covers."""
        return self.columns[0].start

    @property
    def end(self) -> int:
        """The grid column after the last."""
        return self.columns[-1].end

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


def heads(grid: Grid, *, titled: bool = False, least: float = _LIKELY) -> dict[int, Head]:
    """The headers of a table by their first row: the likeliest candidates, of which no two share a row.

    `titled` says that the title of such a form stands over it. Candidates that are less probable than `least` are none.
    """
    likely = [
        (chance, one)
        for row in range(len(grid.rows))
        for one in candidates(grid, row, titled=titled)
        if (chance := probability(one)) > least and _complete(one)
    ]
    chosen: dict[int, tuple[float, Candidate]] = {}
    taken: set[int] = set()
    for chance, one in sorted(likely, key=lambda pair: (-pair[0], pair[1].first, -pair[1].last)):
        rows = set(range(one.first, one.last + 1))
        below = any(first < one.first for first in chosen)  # its rows may as well be that header's
        if not rows & taken and (chance > _SURELY or not below):
            taken |= rows
            chosen[one.first] = chance, one
    found: dict[int, Head] = {}
    after: int | None = None
    for first in sorted(chosen, reverse=True):
        chance, one = chosen[first]
        if after is not None:  # what stands under the next header says nothing of these columns
            one = candidate(grid, first, one.last, titled=titled, stop=after) or one
        found[first], after = _head(grid, one, chance), first
    found |= _again(grid, found)
    return dict(sorted(found.items()))


def best_head(grids: Sequence[Grid]) -> tuple[Grid, Head] | None:
    """The likeliest header of tables of which a title says that one is a form, though each is likelier none."""
    found = [(grid, head) for grid in grids for head in heads(grid, titled=True, least=_AT_LEAST).values()]
    return max(found, key=lambda pair: pair[1].probability, default=None)


def head_above(grid: Grid, last: int) -> Head | None:
    """The header that rows 0 to `last` are of all rows below; None where they are likelier none."""
    one = candidate(grid, 0, last, titled=False)
    if one is None or not _complete(one):
        return None
    chance = probability(one)
    return _head(grid, one, chance) if chance > _LIKELY else None


def _again(grid: Grid, found: Mapping[int, Head]) -> dict[int, Head]:
    """Headers that are printed once more, word by word, where pages end or another block begins."""
    if not found:
        return {}
    said = {row: tuple(squeeze(cell.text) for cell in printed(grid.beginning(row))) for row in range(len(grid.rows))}
    inside = {row for head in found.values() for row in range(head.first, head.last + 1)}
    made: dict[int, Head] = {}
    for head in found.values():
        mine = [
            tuple(squeeze(c.text) for c in printed(grid.beginning(at)) if c in head.cells)
            for at in range(head.first, head.last + 1)
        ]
        for row in range(head.last + 1, len(grid.rows) - len(mine) + 1):
            same = all(words and said[row + at][-len(words) :] == words for at, words in enumerate(mine))
            if same and row not in inside and row not in made:
                cells = [cell for at in range(len(mine)) for cell in printed(grid.beginning(row + at))]
                made[row] = replace(head, first=row, last=row + len(mine) - 1, cells=tuple(cells))
    return made


def _complete(one: Candidate) -> bool:
    """Whether columns have a name and anything to say of what it names."""
    roles = {told.role for told in one.groups[0][1].columns}
    return "indicator" in roles and bool(roles & {"target", "actual", "weight", "score", "part"})


# the header as it is handed on


def _head(grid: Grid, one: Candidate, likely: float) -> Head:
    made = [
        _with_levels(tuple(_column(seen, told) for seen, told in zip(group, assignment.columns, strict=True)))
        for group, assignment in one.groups
    ]
    names = tuple(column.name for columns in made for column in columns if column.name)
    first, *beside = _one_set(grid, one.first, made)
    cells = tuple(
        {
            id(cell): cell
            for at in range(one.first, one.last + 1)
            for cell in printed(grid.rows[at])
            if cell.row >= one.first and cell.row + cell.rowspan - 1 <= one.last
        }.values()
    )
    fit = one.groups[0][1].score
    return Head(one.first, one.last, first, cells, names, tuple(beside), likely, fit)


def _column(seen: Seen, told: Told) -> Column:
    name = squeeze(seen.labels[0]) if seen.labels else ""
    return Column(reported(told.role), name, seen.start, seen.end, None, told, seen.labels)


def _with_levels(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`columns` with the weights and scores of levels as those of the level before them."""
    made: list[Column] = []
    level: Role = "level1"
    for column in columns:
        if column.role in ("level1", "level2"):
            level = column.role
        made.append(replace(column, of=level) if column.fine in OF_LEVELS else column)
    return _with_score(made)


def _with_score(columns: Sequence[Column]) -> tuple[Column, ...]:
    """`columns` with the only one of scores as the score, though its label is like that of one who checks."""
    scores = [column for column in columns if column.role == "score" or column.fine == "review_score"]
    if len(scores) != 1:
        return tuple(columns)
    return tuple(replace(column, role="score") if column is scores[0] else column for column in columns)


def _one_set(grid: Grid, row: int, groups: Sequence[tuple[Column, ...]]) -> list[tuple[Column, ...]]:
    """Groups of columns side by side as one, where they are sets of one table: of the year, and of a longer time.

    They are where a first level that only the first group has stands beside all, or where labels in or over them speak
    of times. Rows are then of the year's set, and the columns of the others are extra (CONTRACT).
    """
    if len(groups) == 1:
        return list(groups)
    times = [_time_of(grid, row, columns) for columns in groups]
    shared = any(column.role == "level1" for column in groups[0]) and not any(
        column.role == "level1" for columns in groups[1:] for column in columns
    )
    if not shared and len(set(times)) == 1:
        return list(groups)
    ours = max(range(len(groups)), key=lambda at: (times[at], at))
    level1 = [column for column in groups[0] if column.role == "level1"] if ours and shared else []
    return [
        tuple(
            column if at == ours or column in level1 else replace(column, role="extra", of=None)
            for at, columns in enumerate(groups)
            for column in columns
        )
    ]


def _time_of(grid: Grid, row: int, columns: Sequence[Column]) -> int:
    """How plainly labels in or over a group of columns speak of the year (1) or of another time (-1)."""
    over = [cell.text for above in grid.rows[:row] for cell in printed(above) if _is_over(cell, columns)]
    said = [*(label for column in columns for label in column.labels), *map(squeeze, over)]
    year = any(word in text for text in said for word in words().now)
    other = any(word in text for text in said for word in words().other_times)
    return year - other


def _is_over(cell: Cell, columns: Sequence[Column]) -> bool:
    """Whether a cell stands over these columns, or some of them, and no others."""
    start, end = columns[0].start, columns[-1].end
    return start <= cell.column and cell.column + cell.colspan <= end and len(cell.text) < LONGEST


# columns named by places or years

_PART = re.compile(r"(?:19|20)\d\d.{0,4}|.{1,8}[省市县区州旗盟镇乡]|合计|总计|小计|全[省市县区州]|.*合计")
_WHOLE = re.compile(r".*(?:合计|总计|小计|全[省市县区州])")
_SEVERAL = 3


def by_part(columns: Sequence[Column], year: int | None) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """`columns` where several under one label are named by places or years, and the names of these.

    The target is then the column of the sum, or of `year`; without one, none of them is, and all are extra (CONTRACT).
    """
    made = list(columns)
    named: list[str] = []
    at = 0
    while at < len(made):
        end = at + 1
        while end < len(made) and len(made[at].labels) > 1 and made[end].labels[1:] == made[at].labels[1:]:
            end += 1
        group = made[at:end]
        of_values = {column.role for column in group} <= {"target", "actual", "extra"}
        if len(group) >= _SEVERAL and of_values and all(_PART.fullmatch(column.name) for column in group):
            ours = next((one for one in group if _WHOLE.fullmatch(one.name)), None) or next(
                (one for one in group if year is not None and str(year) in one.name), None
            )
            free = not any(one.role == "target" for one in made if one not in group)
            made[at:end] = [replace(one, role="target" if one is ours and free else "extra") for one in group]
            named += [one.name for one in group]
        at = end
    return tuple(made), tuple(named)


def roles_head(roles: Sequence[Role]) -> Head:
    """The header that a table without one would have: its columns' roles, no cells."""
    columns = tuple(Column(role, "", column, column + 1) for column, role in enumerate(roles))
    return Head(-1, -1, columns, (), ())
