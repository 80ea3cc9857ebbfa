"""First and second levels of indicators: beside the rows, over them, or left out where the form fixes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from perfparse.forms.header import Column, Head
from perfparse.forms.kinds import is_blank
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt, Role, Span
from perfparse.segment.draft import Draft
from perfparse.segment.model import Level, Text
from perfparse.segment.texts import decimal

_PRINTED_WEIGHT = re.compile(
    r"[（(\[【](?:权重|分值|满分|共|计)?[:：]?(\d+(?:\.\d+)?)[%％]?分?[)）\]】]$|[（(]分[)）]$|(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?)分$"
)
"""What a level has behind its name: （50分）, (权重50%), 【10】, 50分; where its digits were lost, （分）."""
_LIST_MARK = re.compile(r"^(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．]|[A-Z]\d*[.．]?)\s*")

Named = tuple[str, tuple[Span, ...]]
"""A level's name and where it stood."""


@dataclass(slots=True)
class Block:
    """The rows under one header, with what the rows before have left open.

    `heading` is a level that stands over the rows, in a line or a row of its own. `shared` are the roles whose cells
    another block beside this one accounts for.
    """

    head: Head
    section: str | None
    heading: Named | None = None
    shared: frozenset[Role] = frozenset()
    listed: bool = False
    """Whether columns before the header's list projects; who reads those accounts for their cells."""
    levels: dict[Role, Cell] = field(default_factory=dict)
    goals: dict[int, list[Cell]] = field(default_factory=dict)
    """The goals that stand beside the rows, by the first grid column of theirs."""
    weighed: set[int] = field(default_factory=set)
    """Cells with the weight of a level, which are no row's."""
    headed: dict[str, Text] | None = None
    """What the header says in brackets over the values, once it was asked for."""
    signs: dict[tuple[int, ...], dict[str, float]] = field(default_factory=dict)
    """What columns speak for and against rows that have anything in just these (their first grid columns)."""
    merged: dict[Role, bool] = field(default_factory=dict)
    """Of each level, whether any of its cells covers several rows; asked once a table, which may be long."""


def named(text: str) -> tuple[str, str | None]:
    """A level's name without the weight that is printed with it, and that weight."""
    solid = squeeze(text)
    match = _PRINTED_WEIGHT.search(solid)
    return (solid[: match.start()], match[1] or match[2]) if match else (solid, None)


def heading(text: str) -> tuple[str, str | None] | None:
    """The first level that a line or a row over the whole width names (一、产出指标（50分）), and its weight."""
    name, weight = named(_LIST_MARK.sub("", squeeze(text)))
    return (name, weight) if bare(name) in words().level1 else None


def keep(level: Literal[1, 2], text: str, spans: tuple[Span, ...], draft: Draft) -> bool:
    """Add a level to the form; False where the one before is the same, printed anew beside each row."""
    name, weight = named(text)
    before = next((other for other in reversed(draft.form.levels) if other.level <= level), None)
    if not name or is_blank(name) or (before is not None and (before.level, before.name) == (level, name)):
        return False
    draft.form.levels.append(Level(level, name, weight, spans))
    return True


def beside(grid: Grid, row: int, block: Block, draft: Draft) -> tuple[Named | None, Named | None]:
    """The first and the second level of a row."""
    level1, level2 = _level(grid, row, block, 1, draft), _level(grid, row, block, 2, draft)
    return level1 or block.heading, level2


def _level(grid: Grid, row: int, block: Block, level: Literal[1, 2], draft: Draft) -> Named | None:
    """The level that stands beside `row`: its name without the printed weight, and its spans."""
    role: Role = "level1" if level == 1 else "level2"
    column, indicator = block.head.of(role), block.head.of("indicator")
    if column is None:
        return None
    cells = grid.column(row, column.start, column.end)
    cell = cells[0] if cells else None
    if cell is not None and indicator is not None and cell.column <= indicator.start < cell.column + cell.colspan:
        return None  # it covers the name's column too: it is a name without levels
    if cell is None or not cell.spans:
        cell = block.levels.get(role) if cell is None or _goes_on(grid, cell, column, block) else None
    elif block.levels.get(role) is not cell:
        if level == 2 and block.levels.get("level1") is cell:
            return None  # one cell for both levels: it is the first's
        block.levels[role] = cell
        if level == 1:
            block.levels.pop("level2", None)
        if cell.row == row and role not in block.shared:
            draft.place(grid, [cell], role)
            if keep(level, cell.text, cell.spans, draft):
                _weigh(grid, row, role, block, draft)
    if cell is None or is_blank(cell.text) or not named(cell.text)[0]:
        return None
    return named(cell.text)[0], cell.spans


def _weigh(grid: Grid, row: int, role: Role, block: Block, draft: Draft) -> None:
    """Give the last level the weight that stands beside it in a column of its own."""
    column = next((column for column in block.head.columns if (column.role, column.of) == ("weight", role)), None)
    cells = printed(grid.column(row, column.start, column.end)) if column else []
    weight = decimal(cells[0].text) if cells and cells[0].row == row else None
    if weight is not None:
        draft.place(grid, cells[:1], "weight")
        block.weighed.add(id(cells[0]))
        level = draft.form.levels[-1]
        draft.form.levels[-1] = level._replace(weight=level.weight or weight, spans=(*level.spans, *cells[0].spans))


def _goes_on(grid: Grid, cell: Cell, column: Column, block: Block) -> bool:
    """Whether a blank level cell belongs to the level above: where a page cuts the table, or none is merged."""
    if cell.row in grid.table.breaks:
        return True
    if column.role not in block.merged:
        block.merged[column.role] = any(
            other.rowspan > 1 and other.spans and other.column == column.start and other.row > block.head.last
            for other in grid.table.cells
        )
    return not block.merged[column.role]


# levels that the print leaves out


def in_both(grid: Grid, row: int, block: Block) -> bool:
    """Whether one cell stands in the columns of both levels."""
    column, cell = block.head.of("level2"), block.levels.get("level1")
    return column is not None and cell is not None and cell in grid.column(row, column.start, column.end)


def filled(level1: Named | None, level2: Named | None, draft: Draft, *, both: bool) -> tuple[str | None, str | None]:
    """The names of both levels; one that is missing is that which the form fixes for the other, with an issue.

    `both` says that one cell stands in the columns of both.
    """
    first, second = level1[0] if level1 else None, level2[0] if level2 else None
    printed_one = level1 or level2
    named_set = draft.template.levels if draft.template else None
    if printed_one is None or (first and second) or named_set is None:
        return first, second
    fixed = words().level_sets[named_set]
    if second is None and not both:
        return first, second  # a blank in a column for second levels says that there is none
    if first is None:
        found = [name for name, listed in fixed.items() if bare(printed_one[0]) in map(bare, listed)]
    else:
        found = list(fixed.get(first, ()))
    if len(found) != 1:
        return first, second
    message = f"the print leaves out the level {found[0]} of {printed_one[0]}; the form has no other"
    draft.doubt_once(Doubt("level-filled", "info", message, "form", printed_one[1]))
    return first or found[0], second or found[0]
