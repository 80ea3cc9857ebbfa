"""What stands around the block of indicators: header block, money, goals, and other labels with values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from perfparse.forms.header import Head
from perfparse.forms.kinds import is_blank
from perfparse.forms.texts import around, heads_field, heads_goal
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell
from perfparse.segment import budget, titles
from perfparse.segment.draft import Draft
from perfparse.segment.model import Part, Text
from perfparse.segment.texts import decimal, text_of

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LABELS = ("field", "closing_label", "grade_label", "total_label", "goal_label", "money", "section")
_LIKELY = 0.5
_LABEL_ENDS = ("：", ":", "指标", "情况", "名称", "单位", "部门")
_STOPS = re.compile("[，。；]")
_LABEL = 30  # characters: a longer text is no label
_FEWEST = 2  # labels over values
_SHORT = 10  # characters: a longer text beside a goal's label is none
_PROSE = 12  # characters from which a cell may be a goal in prose


def read(grid: Grid, row: int, draft: Draft) -> int:
    """Read the block that begins in `row`, and return the row after it."""
    side, cells = _side(grid, row)
    draft.place(grid, side, "label")
    if not printed(cells):
        return row + 1
    after = budget.read(grid, row, side, cells, draft)
    if after is not None:
        return after
    if _heads_goals(grid, row, side, cells):
        return _goals(grid, row, side, cells, draft)
    if _over_values(grid, row, cells) or _over_amounts(grid, row, cells):
        return _under_labels(grid, row, cells, draft)
    heads = _matrix_heads(side, cells)
    if heads:
        return _matrix(grid, row, side, heads, draft)
    _pairs(grid, side, cells, draft)
    return row + 1


def heads_a_form(grid: Grid) -> bool:
    """Whether a table without indicators is a form's header block: its labels, its money, its goals."""
    for row in range(len(grid.rows)):
        side, cells = _side(grid, row)
        known = sum(bare(cell.text) in words().fields for cell in printed(cells))
        if (
            known
            or budget.begins(grid, row, side, cells)
            or _heads_goals(grid, row, side, cells)
            or _says_goal(printed(cells))
        ):
            return True
    return False


def _labels_values(cells: Sequence[Cell]) -> bool:
    """Whether a row is two labels of fields at least, each with its value or a blank behind it."""
    labels, values = cells[::2], cells[1::2]
    return (
        len(cells) > 2
        and len(labels) == len(values)
        and all(cell.spans and heads_field(cell.text) for cell in labels)
        and not any(heads_field(cell.text) for cell in values)
    )


def _says_goal(cells: Sequence[Cell]) -> bool:
    """Whether a row is a goal's label and the goal beside it: 本年度绩效目标 | 完成……."""
    return len(cells) == 2 and heads_goal(cells[0].text) and not is_blank(cells[1].text) and _is_prose(cells[1].text)


def ends_a_form(grid: Grid) -> bool:
    """Whether a table holds nothing but labels of fields, each with its value."""
    rows = [_side(grid, row) for row in range(len(grid.rows))]
    return bool(rows) and all(not side and _labels_values(cells) for side, cells in rows)


def label_over(grid: Grid, head: Head) -> str | None:
    """The label of goals that stands over a header's columns and no others: 实施期目标, 年度目标."""
    own = next(column.start for column in head.columns if column.role == "indicator")
    for row in range(head.first - 1, -1, -1):
        over = [cell for cell in grid.beginning(row) if cell.column <= own < cell.column + cell.colspan]
        if over and heads_goal(over[0].text) and over[0].colspan < grid.table.columns:
            return _plain(over[0].text)
    return None


def _side(grid: Grid, row: int) -> tuple[list[Cell], list[Cell]]:
    """The labels at the left that go on beside the next rows, and the row's other cells."""
    cells = grid.beginning(row)
    low = min((cell.rowspan for cell in printed(cells)), default=1)
    cut = 0
    while cut < len(cells) - 1 and cells[cut].rowspan > low:
        cut += 1
    return cells[:cut], cells[cut:]


# goals in prose


def _heads_goals(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """Whether `cells` are labels of goals, with prose below; whatever they are called, where one surely is."""
    filled = printed(cells)
    if row + 1 >= len(grid.rows):
        return False
    below = [_under(grid, row + 1, cell) for cell in filled]
    if not all(heads_goal(cell.text) for cell in filled):
        return _goal_beside_another(filled, below)
    if not any(cell is not None and cell.spans for cell in below):
        return False
    return bool(side) or all(cell is None or _is_prose(cell.text) for cell in below)


def _goal_beside_another(labels: Sequence[Cell], below: Sequence[Cell | None]) -> bool:
    """Whether a goal's label stands beside another short text, each with prose in just its columns below."""
    return (
        len(labels) > 1
        and any(heads_goal(label.text) for label in labels)
        and all(len(squeeze(label.text)) <= _SHORT and not heads_field(label.text) for label in labels)
        and all(
            cell is not None
            and (cell.column, cell.colspan) == (label.column, label.colspan)
            and len(squeeze(cell.text)) >= _PROSE
            and _STOPS.search(cell.text) is not None
            for label, cell in zip(labels, below, strict=True)
        )
    )


def _is_prose(text: str) -> bool:
    return is_blank(text) or len(squeeze(text)) >= _PROSE


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


def _matrix_heads(side: Sequence[Cell], cells: Sequence[Cell]) -> list[Cell]:
    """The labels over the columns of a block with a label a row as well, where `cells` are such: 情况说明, 存在问题.

    Beside a label of the block, blank corners tell it; without one, only the words do.
    """
    filled = printed(cells)
    said = [cell for cell in filled if bare(cell.text) in words().matrix]
    corners = next((at for at, cell in enumerate(cells) if cell.spans), len(cells))
    if len(said) > 1 and filled[-len(said) :] == said:
        return said
    cornered = bool(side) and 0 < corners == len(cells) - len(filled)
    return filled if cornered and len(filled) > 1 else []


def _matrix(grid: Grid, row: int, side: Sequence[Cell], heads: Sequence[Cell], draft: Draft) -> int:
    """A block with a label a row and a label a column: 资金管理情况 with 情况说明 and 存在问题和改进措施."""
    draft.place(grid, [cell for cell in printed(grid.beginning(row)) if cell not in side], "label")
    end = min(side[0].row + side[0].rowspan, len(grid.rows)) if side else len(grid.rows)
    row += 1
    while row < end:
        beginning = printed(grid.beginning(row))
        if not side and not _in_matrix(grid, row, beginning, heads):
            break
        if beginning:
            label, *values = beginning
            draft.place(grid, [label], "label")
            for cell in values:
                over = next((head for head in heads if _stands_under(grid, row, cell, head)), None)
                name = squeeze(label.text) + (f"/{squeeze(over.text)}" if over else "")
                _field(grid, name, cell, draft)
        row += 1
    return row


def _in_matrix(grid: Grid, row: int, cells: Sequence[Cell], heads: Sequence[Cell]) -> bool:
    """Whether cells are a label left of `heads`, and values under them."""
    if not cells or cells[0].column + cells[0].colspan > heads[0].column or budget.begins(grid, row, [], cells):
        return False
    known = any(bare(cell.text) in words().fields for cell in cells)
    over = [at for at, head in enumerate(heads) for cell in cells[1:] if _stands_under(grid, row, cell, head)]
    once = len(over) == len(set(over)) == len(cells) - 1 > 0
    return once and not known and not _heads_goals(grid, row, [], cells)


def _stands_under(grid: Grid, row: int, cell: Cell, head: Cell) -> bool:
    return cell in grid.column(row, head.column, head.column + head.colspan)


# labels over their values


def _over_values(grid: Grid, row: int, cells: Sequence[Cell]) -> bool:
    """Whether `cells` are labels of fields with their values in the row below, each in its label's columns."""
    below = _each_below(grid, row, cells)
    if not any(not is_blank(value.text) for value in below):
        return False
    return all(heads_field(cell.text) and not heads_field(value.text) for cell, value in zip(cells, below, strict=True))


def _over_amounts(grid: Grid, row: int, cells: Sequence[Cell]) -> bool:
    """Whether `cells` are labels, of whatever, with an amount below each in just its columns."""
    below = _each_below(grid, row, cells)
    return bool(below) and all(
        decimal(cell.text) is None and decimal(value.text) is not None for cell, value in zip(cells, below, strict=True)
    )


def _each_below(grid: Grid, row: int, cells: Sequence[Cell]) -> list[Cell]:
    """The cell below each of `cells`, which takes just the same columns; empty where one of them has none."""
    if len(cells) < _FEWEST or row + 1 >= len(grid.rows) or any(cell.rowspan > 1 for cell in cells):
        return []
    below = [
        value
        for cell in cells
        if cell.spans
        and (value := _under(grid, row + 1, cell)) is not None
        and (value.column, value.colspan) == (cell.column, cell.colspan)
    ]
    return below if len(below) == len(cells) else []


def _under_labels(grid: Grid, row: int, cells: Sequence[Cell], draft: Draft) -> int:
    """Keep the values below labels as fields."""
    draft.place(grid, cells, "label")
    for label in cells:
        value = _under(grid, row + 1, label)
        if value is not None:
            _field(grid, squeeze(label.text), value, draft)
    rest = [
        cell for cell in grid.beginning(row + 1) if all(_under(grid, row + 1, label) is not cell for label in cells)
    ]
    draft.place(grid, printed(rest), "label")
    return row + 2


# a label and its value


def _pairs(grid: Grid, side: Sequence[Cell], cells: Sequence[Cell], draft: Draft) -> None:
    """Labels with the value to their right, in turn; prose alone belongs to the label beside it."""
    left = list(cells)
    if len(left) > 2 and left[0].spans and all(titles.has_label(cell.text) for cell in left[1:]):
        draft.place(grid, left[:1], "label")  # a label over several that each have their value with them
        left = left[1:]
    while left:
        label = left.pop(0)
        amount = bool(left) and decimal(left[0].text) is not None
        if not label.spans or (not amount and _says_itself(grid, label, draft)):
            continue
        if not left and (side or len(squeeze(label.text)) > _LABEL):
            _value(grid, side[-1] if side else None, label, draft)
            continue
        draft.place(grid, [label], "label" if left or side or _is_known(label.text) else "note")
        if left:
            value = _value_of(grid, label, left)
            if value.spans:
                _value(grid, label, value, draft)
            while left and decimal(left[0].text) is not None:  # a number is no label: it is one more value
                _field(grid, squeeze(label.text), left.pop(0), draft)


def _is_known(text: str) -> bool:
    """Whether a text without a value beside it is a label all the same, not something that the form says."""
    found = around(bare(text))
    labels = sum(found.get(name, 0.0) for name in _LABELS)
    return (labels > _LIKELY and len(squeeze(text)) <= _LABEL) or squeeze(text).endswith(_LABEL_ENDS)


def _value_of(grid: Grid, label: Cell, left: list[Cell]) -> Cell:
    """Take the cell behind a label. Where no rules show how wide cells are, it may stand behind blank columns."""
    value = left.pop(0)
    unruled = grid.table.page is not None and bool(grid.table.edges) and label.bbox is None
    while unruled and left and not value.spans and not heads_field(left[0].text):
        value = left.pop(0)
    return value


def _says_itself(grid: Grid, cell: Cell, draft: Draft) -> bool:
    """Whether a cell holds its label and its value, or the year, or the unit: 填表人：某某."""
    if titles.said(cell.text, cell.spans, draft.form):
        draft.place(grid, [cell], "label")
    elif parts := titles.labelled(cell.text, cell.spans, draft):
        for role, spans in parts:
            draft.place(grid, [replace(cell, spans=spans)], role)
    else:
        return False
    return True


def _value(grid: Grid, label: Cell | None, cell: Cell, draft: Draft) -> None:
    text, name = text_of(cell), squeeze(label.text) if label else ""
    if label is not None and text is not None and heads_goal(name) and _is_prose(cell.text):
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
