"""The columns under a header of one row or several: what each is, by the words over it from bottom to top."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfparse.forms.headers import VALUES, by_place, column_role, role_of
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Role

_LEVELS: tuple[Role, ...] = ("level1", "level2", "indicator")
_LOWEST = ("四级指标", "三级指标")  # whatever else is named, these are the indicators
_AMOUNTS: frozenset[Role] = frozenset(("weight", "score"))
_ROWS = 12  # rows below a header that show how a wide column is parted
_SHORT = 20  # characters of a target; a goal in prose is longer
_MOSTLY = 0.6  # of the rows
_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: columns `start` to `end` of the grid, its role, and its header as printed.

    `of` is set where it is the weight or score of a level, not of the indicators.
    """

    role: Role
    name: str
    start: int
    end: int
    known: bool = True
    of: Role | None = None


def columns_at(grid: Grid, first: int, last: int) -> list[Column]:
    """The columns under a header in rows `first` to `last`, from left to right, without labels at the left."""
    found: list[Column] = []
    values = {cell.column: role for cell in grid.rows[last] if (role := column_role(bare(cell.text))) in VALUES}
    for cell in grid.rows[last]:
        end = cell.column + cell.colspan
        if cell.row + cell.rowspan - 1 > last:  # it runs on beside the rows: a label of the block
            if found:
                found.append(Column("label", cell.text, cell.column, end, known=False))
            continue
        over = _over(grid, first, last, cell)
        tells = [other for other in over[1:] if not _heads_both(other, values)]
        found += _parted(grid, last, _column([*over[:1], *tells], cell.column, end))
    while found and (found[0].role == "label" or _labels_block(grid, last, *found)):
        found = found[1:]
    roles = by_place([bare(column.name) for column in found], [column.role for column in found])
    told = [
        replace(one, role=role, known=one.known or role != one.role) for one, role in zip(found, roles, strict=True)
    ]
    found = _one_name(grid, last, told)
    found = _with_target(grid, last, found)
    return _with_level_amounts(grid, last, found)


def _labels_block(grid: Grid, last: int, column: Column, *others: Column) -> bool:
    """Whether a word that might head values at the left is the block's label instead: others have its values."""
    if column.role not in VALUES or not any(other.role == column.role for other in others):
        return False
    below = [cell for row in _below(grid, last) for cell in grid.column(row, column.start, column.end)]
    return bool(below) and not printed(below)


def _below(grid: Grid, last: int) -> range:
    """The rows below a header that show what its columns hold."""
    return range(last + 1, min(last + 1 + _ROWS, len(grid.rows)))


def _over(grid: Grid, first: int, last: int, cell: Cell) -> list[Cell]:
    """A cell of a header's last row and those over it that cover it, from the bottom up; blank ones left out."""
    over = [cell]
    for row in range(last - 1, first - 1, -1):
        over += [other for other in grid.rows[row] if _covers(other, cell) and other not in over]
    return printed(over)


def _heads_both(above: Cell, values: Mapping[int, Role | None]) -> bool:
    """Whether a cell stands over targets and actual values, so that it says nothing of either: 指标完成情况."""
    under = {role for column, role in values.items() if above.column <= column < above.column + above.colspan}
    return under == VALUES


def _covers(above: Cell, cell: Cell) -> bool:
    return above.column <= cell.column and cell.column + cell.colspan <= above.column + above.colspan


def _column(over: Sequence[Cell], start: int, end: int) -> Column:
    """The column under cells, the lowest first. A word without a role of its own takes that of the cell above."""
    if not over:
        return Column("extra", "", start, end, known=False)
    lowest, *above = over
    word = bare(lowest.text)
    role = column_role(word)
    higher = next((other for cell in above if (other := role_of(bare(cell.text)))), None)
    if (higher in _LEVELS and word in words().names) or (higher == "actual" and role == "target"):
        role = higher
    elif higher in _LEVELS[:2] and role in _AMOUNTS:
        return Column(role, lowest.text, start, end, of=higher)
    if role is None:
        role = higher
    name = above[0].text if above and higher == role and word in words().names else lowest.text
    return Column(role or "extra", name, start, end, known=role is not None)


def _parted(grid: Grid, last: int, column: Column) -> list[Column]:
    """A column of names that is one cell in the header and two or three in the rows: the levels have no header."""
    if column.role != "indicator" or column.end - column.start == 1:
        return [column]
    below: Counter[int] = Counter()
    for row in _below(grid, last):
        inside = [cell for cell in grid.rows[row] if column.start <= cell.column < column.end]
        if all(cell.column + cell.colspan <= column.end for cell in inside):
            below.update(cell.column for cell in inside)
    starts = sorted(start for start, times in below.items() if times > 1)
    if len(starts) not in (2, 3) or starts[0] != column.start:
        return [column]
    roles = _LEVELS[-len(starts) :]
    if len(starts) == 2 and _of_level1(grid, last, starts[0]):
        roles = ("level1", "indicator")
    ends = [*starts[1:], column.end]
    return [replace(column, role=role, start=a, end=b) for role, a, b in zip(roles, starts, ends, strict=True)]


def _of_level1(grid: Grid, last: int, start: int) -> bool:
    below = (grid.places[row].get(start) for row in _below(grid, last))
    return any(cell is not None and words().level(cell.text) == 1 for cell in below)


def _one_name(grid: Grid, last: int, columns: list[Column]) -> list[Column]:
    """`columns` with one that names the indicators, where no group of columns stands twice.

    Of several names it is the lowest level's, or else the last before the values; where there is none, the lowest
    level is. A name to its left that holds second levels (数量指标 under 指标名称) is their column, others are extra.
    """
    names = [column for column in columns if column.role == "indicator"]
    if not names:
        lowest = "level2" if any(column.role == "level2" for column in columns) else "level1"
        return [replace(column, role="indicator") if column.role == lowest else column for column in columns]
    if len(names) == 1 or len(groups(columns)) > 1:
        return columns
    value = next((at for at, column in enumerate(columns) if column.role in VALUES), len(columns))
    before = [column for column in columns[:value] if column.role == "indicator"] or names
    chosen = next((column for word in _LOWEST for column in names if bare(column.name) == word), before[-1])
    return [
        column if column not in names or column is chosen else replace(column, role=_other(grid, last, column, columns))
        for column in columns
    ]


def _other(grid: Grid, last: int, column: Column, columns: Sequence[Column]) -> Role:
    """What a column of names is that are not the indicators' own."""
    below = [cell for row in _below(grid, last) for cell in grid.column(row, column.start, column.end)]
    levels = bool(below) and all(bare(cell.text) in words().level2 for cell in printed(below))
    return "level2" if levels and not any(other.role == "level2" for other in columns) else "extra"


def _with_target(grid: Grid, last: int, columns: list[Column]) -> list[Column]:
    """`columns` where one that might hold goals in prose has a short cell in each row: it holds the targets."""
    goals = [column for column in columns if column.role == "goal"]
    if len(goals) != 1 or any(column.role == "target" for column in columns):
        return columns
    below = [cell for row in _below(grid, last) for cell in grid.column(row, goals[0].start, goals[0].end)]
    short = [cell for cell in printed(below) if cell.rowspan == 1 and len(squeeze(cell.text)) <= _SHORT]
    if len(short) < max(2, _MOSTLY * len(below)):
        return columns
    return [replace(column, role="target") if column is goals[0] else column for column in columns]


def _with_level_amounts(grid: Grid, last: int, columns: list[Column]) -> list[Column]:
    """A weight or score behind a level and before the indicator is the level's, where that shows.

    It shows where the indicators have one of their own, or where it covers several rows as the level does.
    """
    made: list[Column] = []
    level: Role | None = None
    name = next((at for at, column in enumerate(columns) if column.role == "indicator"), 0)
    own = {column.role for column in columns[name:]}
    for at, column in enumerate(columns):
        if at < name and column.role not in _AMOUNTS:
            level = column.role if column.role in _LEVELS else None
        theirs = at < name and column.role in _AMOUNTS and (column.role in own or _merged(grid, last, column))
        made.append(replace(column, of=column.of or (level if theirs else None)))
    return made


def _merged(grid: Grid, last: int, column: Column) -> bool:
    """Whether any cell of a column covers several rows."""
    cells = (cell for row in _below(grid, last) for cell in grid.column(row, column.start, column.end))
    return any(cell.rowspan > 1 for cell in cells)


# columns that stand twice


def groups(columns: Sequence[Column]) -> list[tuple[Column, ...]]:
    """Columns as one group, or as those that stand side by side with their own names and values.

    A form that prints long-term and annual targets beside each other has 三级指标, 指标值 twice. A level before the
    first names that the later groups do not print is theirs too.
    """
    made: list[list[Column]] = [[]]
    for column in columns:
        named = {bare(other.name) for other in made[0] if other.role in _LEVELS}
        values = any(other.role in VALUES for other in made[-1])
        if values and column.role in _LEVELS and bare(column.name) in named:
            made.append([])
        made[-1].append(column)
    if not all(any(column.role == "indicator" for column in group) for group in made):
        return [tuple(columns)]
    return [tuple(group) for group in made]


def preferred(columns: Sequence[Column], year: int | None) -> tuple[Column, ...]:
    """`columns` with one target and one actual value: the year's, where several are printed; the others are extra."""
    chosen = {role: max(found, key=lambda column: _now(column.name, year)) for role, found in _several(columns)}
    return tuple(
        replace(column, role="extra") if column.role in chosen and column is not chosen[column.role] else column
        for column in columns
    )


def _several(columns: Sequence[Column]) -> Iterator[tuple[Role, list[Column]]]:
    for role in VALUES:
        found = [column for column in columns if column.role == role]
        if len(found) > 1:
            yield role, found


def _now(name: str, year: int | None) -> int:
    """How plainly a header speaks of the year that is reported on."""
    word, printed_year = bare(name), _YEAR.search(name)
    if printed_year is not None:
        return 2 if year is not None and int(printed_year[0]) == year else 0
    return (word.startswith(words().now)) - 2 * any(part in word for part in words().other_times)
