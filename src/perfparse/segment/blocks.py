"""What stands around the block of indicators: header block, money, goals, and other labels with values."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfparse.ir import Cell
from perfparse.segment import titles
from perfparse.segment.draft import Draft
from perfparse.segment.grid import Grid, printed
from perfparse.segment.model import Amounts, Part, Text
from perfparse.segment.texts import blank, decimal, text_of
from perfparse.templates import squeeze
from perfparse.templates.vocabulary import BudgetColumn, bare, words

_UNIT = re.compile(r"[（(：:]\s*(?:单位[:：])?\s*(亿元|万元|千元|百万元|元)\s*(?:[)）]|$)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LABEL = 30  # characters: a longer text is no label
_GOAL_LABEL = 16
_PROSE = 12  # characters from which a cell may be a goal in prose
_FEWEST = 2  # words of money that make a header of the money block


def read(grid: Grid, row: int, draft: Draft) -> int:
    """Read the block that begins in `row`, and return the row after it."""
    side, cells = _side(grid, row)
    draft.place(grid, side, "label")
    if not printed(cells):
        return row + 1
    columns = _budget_columns(cells)
    if columns:
        return _budget(grid, row, side, columns, draft)
    if _heads_goals(grid, row, side, cells):
        return _goals(grid, row, side, cells, draft)
    if side and _heads_matrix(cells):
        return _matrix(grid, row, side[0], cells, draft)
    _pairs(grid, side, cells, draft)
    return row + 1


def heads_a_form(grid: Grid) -> bool:
    """Whether a table without indicators is a form's header block: its labels, its money, its goals."""
    for row in range(len(grid.rows)):
        side, cells = _side(grid, row)
        known = sum(bare(cell.text) in words().fields for cell in printed(cells))
        if known or _budget_columns(cells) or _heads_goals(grid, row, side, cells):
            return True
    return False


def _side(grid: Grid, row: int) -> tuple[list[Cell], list[Cell]]:
    """The labels at the left that go on beside the next rows, and the row's other cells."""
    cells = grid.beginning(row)
    low = min((cell.rowspan for cell in printed(cells)), default=1)
    cut = 0
    while cut < len(cells) - 1 and cells[cut].rowspan > low:
        cut += 1
    return cells[:cut], cells[cut:]


# money


def _budget_columns(cells: Sequence[Cell]) -> list[tuple[BudgetColumn, Cell]]:
    """The columns of a money block, where `cells` head one."""
    columns = [(words().budget[bare(cell.text)], cell) for cell in printed(cells) if bare(cell.text) in words().budget]
    kinds = {kind for kind, _ in columns}
    spent, planned = kinds & {"executed", "rate"}, kinds & {"initial", "full_year", "executed"}
    return columns if len(kinds) >= _FEWEST and spent and planned else []


def _budget(grid: Grid, row: int, side: Sequence[Cell], columns: list[tuple[BudgetColumn, Cell]], draft: Draft) -> int:
    heads = [cell for _, cell in columns]
    others = [cell for cell in printed(grid.beginning(row)) if cell not in heads and cell not in side]
    draft.place(grid, heads, "header")
    draft.place(grid, others, "label")
    draft.form.unit = _unit_in((*side, *others, *heads)) or draft.form.unit
    row += 1
    while row < len(grid.rows) and _budget_line(grid, row, columns, draft):
        row += 1
    return row


def _unit_in(cells: Sequence[Cell]) -> str | None:
    return next((match[1] for cell in cells if (match := _UNIT.search(squeeze(cell.text)))), None)


def _budget_line(grid: Grid, row: int, columns: list[tuple[BudgetColumn, Cell]], draft: Draft) -> bool:
    first = min(cell.column for _, cell in columns)
    cells = printed(grid.beginning(row))
    items = [cell for cell in cells if cell.column < first and cell.column + cell.colspan <= first]
    found: dict[BudgetColumn, Cell] = {}
    for kind, head in columns:
        inside = grid.column(row, head.column, head.column + head.colspan)
        if len(inside) == 1 and inside[0].spans and inside[0] in cells:
            found.setdefault(kind, inside[0])
    values = {kind: _in_unit(cell.text, draft.form.unit) for kind, cell in found.items()}
    bad = [kind for kind, cell in found.items() if values[kind] is None and not blank(cell.text) and kind != "extra"]
    strange = [cell for cell in cells if cell not in items and cell not in found.values()]
    if not items or bad or strange or _budget_columns(cells):
        return False
    label = items[-1]
    draft.place(grid, items[:-1], "label")
    draft.place(grid, [label, *found.values()], "budget")
    spans = tuple(span for cell in (label, *found.values()) for span in cell.spans)
    amounts: dict[str, str] = {kind: value for kind, value in values.items() if value is not None and kind != "extra"}
    draft.form.money.append(Amounts(squeeze(label.text), amounts, spans))
    return True


def _in_unit(text: str, unit: str | None) -> str | None:
    """An amount as printed, in the block's unit: 812.4万 under （万元） is 812.4."""
    solid = squeeze(text)
    for repeated in (unit, unit.removesuffix("元") if unit else None):
        if repeated and solid.endswith(repeated):
            return decimal(solid.removesuffix(repeated))
    return decimal(solid)


# goals in prose


def _heads_goals(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """Whether `cells` are labels of goals, with prose below."""
    filled = printed(cells)
    if not all(_is_goal_label(cell.text) for cell in filled) or row + 1 >= len(grid.rows):
        return False
    below = [_under(grid, row + 1, cell) for cell in filled]
    if not any(cell is not None and cell.spans for cell in below):
        return False
    return bool(side) or all(cell is None or _is_prose(cell.text) for cell in below)


def _is_goal_label(text: str) -> bool:
    word = bare(text)
    return len(word) <= _GOAL_LABEL and word.endswith(words().goals)


def _is_prose(text: str) -> bool:
    return blank(text) or len(squeeze(text)) >= _PROSE


def _under(grid: Grid, row: int, cell: Cell) -> Cell | None:
    cells = [other for other in grid.column(row, cell.column, cell.column + cell.colspan) if other.row == row]
    return cells[0] if len(cells) == 1 else None


def _goals(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell], draft: Draft) -> int:
    """Goals under their labels; the label beside them names the section."""
    labels = printed(cells)
    goals: list[tuple[str, Text]] = []
    read_already: list[Cell] = []
    draft.place(grid, labels, "label")
    for label in labels:
        below = _under(grid, row + 1, label)
        if below is None or not below.spans:
            continue
        draft.place(grid, [below], "goal")
        read_already.append(below)
        text = text_of(below)
        if text is not None:
            goals.append((squeeze(label.text), text))
    beside = [cell for cell in printed(grid.beginning(row + 1)) if cell.column < labels[0].column]
    if not side and len(beside) == 1:  # the block's label stands beside the goals alone
        draft.place(grid, beside, "label")
        read_already += beside
        side = beside
    name = side[-1] if side else labels[0]
    draft.form.parts.append(Part(_plain(name.text), name.spans, tuple(goals)))
    _pairs(grid, [], [cell for cell in printed(grid.beginning(row + 1)) if cell not in read_already], draft)
    return row + 2


def _plain(text: str) -> str:
    """A label without what stands in brackets."""
    return _BRACKETS.sub("", squeeze(text)) or squeeze(text)


# labels over columns, labels beside rows


def _heads_matrix(cells: Sequence[Cell]) -> bool:
    return len(cells) > 2 and not cells[0].spans and len(printed(cells)) == len(cells) - 1


def _matrix(grid: Grid, row: int, side: Cell, cells: Sequence[Cell], draft: Draft) -> int:
    """A block with a label a row and a label a column: 资金管理情况 with 情况说明 and 存在问题和改进措施."""
    heads = printed(cells)
    draft.place(grid, heads, "label")
    end = min(side.row + side.rowspan, len(grid.rows))
    row += 1
    while row < end:
        beginning = printed(grid.beginning(row))
        if beginning:
            label, *values = beginning
            draft.place(grid, [label], "label")
            for cell in values:
                over = next(
                    (head for head in heads if cell in grid.column(row, head.column, head.column + head.colspan)), None
                )
                name = squeeze(label.text) + (f"/{squeeze(over.text)}" if over else "")
                _field(grid, name, cell, draft)
        row += 1
    return row


# a label and its value


def _pairs(grid: Grid, side: Sequence[Cell], cells: Sequence[Cell], draft: Draft) -> None:
    """Labels with the value to their right, in turn; prose alone belongs to the label beside it."""
    left = list(cells)
    while left:
        label = left.pop(0)
        if not label.spans or _says_itself(grid, label, draft):
            continue
        if not left and (side or len(squeeze(label.text)) > _LABEL):
            _value(grid, side[-1] if side else None, label, draft)
            continue
        draft.place(grid, [label], "label")
        if left:
            value = _value_of(grid, label, left)
            if value.spans:
                _value(grid, label, value, draft)


def _value_of(grid: Grid, label: Cell, left: list[Cell]) -> Cell:
    """Take the cell behind a label. Where no rules show how wide cells are, it may stand behind blank columns."""
    value = left.pop(0)
    unruled = grid.table.page is not None and bool(grid.table.edges) and label.bbox is None
    while unruled and left and not value.spans and bare(left[0].text) not in words().fields:
        value = left.pop(0)
    return value


def _says_itself(grid: Grid, cell: Cell, draft: Draft) -> bool:
    """Whether a cell holds its label and its value, or the year, or the unit: 填表人：某某."""
    if titles.said(cell.text, draft.form):
        draft.place(grid, [cell], "label")
    elif titles.labelled(cell.text, cell.spans, draft):
        draft.place(grid, [cell], "field")
    else:
        return False
    return True


def _value(grid: Grid, label: Cell | None, cell: Cell, draft: Draft) -> None:
    text, name = text_of(cell), squeeze(label.text) if label else ""
    if label is not None and text is not None and _is_goal_label(name) and _is_prose(cell.text):
        draft.place(grid, [cell], "goal")
        draft.form.parts.append(Part(_plain(name), label.spans, ((name, text),)))
    elif name:
        _field(grid, name, cell, draft)
    else:
        draft.place(grid, [cell], "note")


def _field(grid: Grid, name: str, cell: Cell, draft: Draft) -> None:
    draft.place(grid, [cell], "field")
    text = text_of(cell)
    if text is not None:
        draft.form.keep(name, text)
