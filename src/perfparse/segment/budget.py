"""The block of money: amounts under a header of their own, or beside labels that repeat in every row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from perfparse.forms.templates import Template
from perfparse.forms.vocabulary import BudgetColumn, bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt
from perfparse.segment.draft import Draft
from perfparse.segment.model import Amounts
from perfparse.segment.texts import blank, money, money_unit, text_of

_UNIT = re.compile(r"[（(：:]\s*(?:单位[:：])?\s*(亿元|万元|千元|百万元|元)\s*(?:[)）]|$)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_LONGEST = 40  # characters of an item's name
_FEWEST = 2  # words of money that make a header of the money block

Heads = list[tuple[BudgetColumn, Cell]]
"""The columns of a block of money with the cells that head them."""


def columns(cells: Sequence[Cell], template: Template | None = None) -> Heads:
    """The columns of a money block, where `cells` head one."""
    filled = printed(cells)
    own = template.budget if template else {}
    names = [bare(cell.text) for cell in filled]
    known = words().money_of(names)
    found = [(own.get(name) or kind, cell) for name, kind, cell in zip(names, known, filled, strict=True)]
    kinds = {kind for kind, _ in found if kind is not None}
    spent, planned = kinds & {"executed", "rate"}, kinds & {"initial", "full_year", "executed"}
    if len(kinds) < _FEWEST or not spent or not planned:
        return []
    return _told(found)


def _told(found: Sequence[tuple[BudgetColumn | None, Cell]]) -> Heads:
    """The columns of money: of two plans the first is the year's beginning's; unknown words behind a known are extra.

    Not where amounts stand between the words: then what is unknown is no header.
    """
    plans = [at for at, (kind, _) in enumerate(found) if kind == "full_year"]
    first = plans[0] if len(plans) > 1 and all(kind != "initial" for kind, _ in found) else -1
    amounts = any(money(cell.text, None) is not None for _, cell in found)
    made: Heads = []
    for at, (kind, cell) in enumerate(found):
        if kind is None and (amounts or not made):
            continue
        made.append(("initial" if at == first else kind or "extra", cell))
    return made


def read(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell], draft: Draft) -> int | None:
    """Read the block of money that begins in `row`, and return the row after it; None where there is none."""
    heads = columns(cells, draft.template)
    if not heads:
        return None
    if _beside(cells, heads):
        return _labelled(grid, row, side, heads, draft)
    others = [cell for cell in printed(cells) if cell not in [head for _, head in heads]]
    draft.place(grid, [cell for _, cell in heads], "header")
    draft.place(grid, others, "label")
    draft.form.unit = _unit_in((*side, *others, *(cell for _, cell in heads))) or draft.form.unit
    row += 1
    while row < len(grid.rows) and _line(grid, row, heads, others, draft):
        row += 1
    return row


def _unit_in(cells: Sequence[Cell]) -> str | None:
    return next((match[1] for cell in cells if (match := _UNIT.search(squeeze(cell.text)))), None)


# amounts under a header


def _line(grid: Grid, row: int, heads: Heads, others: Sequence[Cell], draft: Draft) -> bool:
    """Read a row of amounts; `others` head the columns before them, where these have headers of their own."""
    first = min(cell.column for _, cell in heads)
    cells = printed(grid.beginning(row))
    found: dict[BudgetColumn, Cell] = {}
    for kind, head in heads:
        inside = grid.column(row, head.column, head.column + head.colspan)
        if len(inside) == 1 and inside[0].spans and inside[0] in cells and inside[0] not in found.values():
            found.setdefault(kind, inside[0])  # an amount over two columns is not both
    found |= _beside_columns(cells, heads, found)
    before = [
        cell
        for cell in cells
        if cell.column < first and cell.column + cell.colspan <= first and cell not in found.values()
    ]
    draft.form.unit = draft.form.unit or next(
        (unit for cell in found.values() if (unit := money_unit(cell.text))), None
    )
    values = {kind: money(cell.text, draft.form.unit) for kind, cell in found.items()}
    bad = [kind for kind, cell in found.items() if values[kind] is None and not blank(cell.text) and kind != "extra"]
    strange = [cell for cell in cells if cell not in before and cell not in found.values()]
    if not before or strange or columns(cells) or (not found and _is_no_item(before[-1].text)):
        return False
    clear = sum(value is not None for value in values.values())
    if bad and (len(bad) > 1 or clear < _FEWEST or not squeeze(found[bad[0]].text)[0].isdigit()):
        return False
    item = _item(grid, row, before, others, draft)
    for kind in bad:
        _unclear(item, dict(heads)[kind], found[kind], draft)
    said = [cell for kind, cell in found.items() if kind in bad or (kind == "extra" and not blank(cell.text))]
    for kind, cell in found.items():
        if cell in said:
            _aside(grid, item, dict(heads)[kind], cell, draft)
    draft.place(grid, [item, *(cell for cell in found.values() if cell not in said)], "budget")
    amounts: dict[BudgetColumn, str] = {
        kind: value for kind, value in values.items() if value is not None and kind != "extra"
    }
    _keep(item, amounts, [cell for kind, cell in found.items() if kind != "extra" and kind not in bad], draft)
    return True


def _beside_columns(
    cells: Sequence[Cell], heads: Heads, found: Mapping[BudgetColumn, Cell]
) -> dict[BudgetColumn, Cell]:
    """Amounts that stand just left of a column that is blank beside them, under no header of their own.

    A text that was laid out by blanks is not exact to the column.
    """
    made: dict[BudgetColumn, Cell] = {}
    end = 0
    for kind, head in heads:
        loose = [cell for cell in cells if end <= cell.column and cell.column + cell.colspan <= head.column]
        amounts = [cell for cell in loose if money(cell.text, None) is not None]
        if kind not in found and len(amounts) == 1:
            made[kind] = amounts[0]
        end = head.column + head.colspan
    return made


def _unclear(item: Cell, head: Cell, cell: Cell, draft: Draft) -> None:
    message = f"{squeeze(item.text)}: {squeeze(cell.text)[:12]!r} under {squeeze(head.text)} is no amount"
    draft.doubts.append(Doubt("amount-unclear", "warning", f"{message}; it was kept as a field", "form", cell.spans))


def _is_no_item(text: str) -> bool:
    """Whether a text without amounts beside it is no item of money: amounts that were not parted, a goal's label."""
    word = bare(text)
    return not word or not word[0].isalpha() or word.endswith(words().goals) or len(word) > _LONGEST


def _item(grid: Grid, row: int, before: Sequence[Cell], others: Sequence[Cell], draft: Draft) -> Cell:
    """The cell that names what the money is for; what else stands before the amounts is a label or a field.

    That is the last cell; the first of those that have headers of their own, as tasks with a description have.
    """
    headed = {id(cell): head for head in others for cell in grid.column(row, head.column, head.column + head.colspan)}
    named = [cell for cell in before if id(cell) in headed]
    if len(named) < _FEWEST:
        draft.place(grid, before[:-1], "label")
        return before[-1]
    draft.place(grid, [cell for cell in before if cell not in named], "label")
    for cell in named[1:]:
        _aside(grid, named[0], headed[id(cell)], cell, draft)
    return named[0]


def _aside(grid: Grid, item: Cell, head: Cell, cell: Cell, draft: Draft) -> None:
    """Keep a text of a row of money as a field, under the item and its header."""
    draft.place(grid, [cell], "field")
    text = text_of(cell)
    if text is not None:
        draft.form.keep(f"{squeeze(item.text)}/{squeeze(head.text)}", text)


def _keep(item: Cell, amounts: Mapping[BudgetColumn, str], cells: Sequence[Cell], draft: Draft, name: str = "") -> None:
    spans = tuple(span for cell in (item, *cells) for span in cell.spans)
    draft.form.money.append(Amounts(name or squeeze(item.text), dict(amounts), spans))


# amounts beside labels: 预算数： | 120 | 执行数： | 118, and below 其中：财政拨款 | 120 | 其中：财政拨款 | 118


def _beside(cells: Sequence[Cell], heads: Heads) -> bool:
    """Whether an amount, or a blank for one, stands right behind each of the words of money."""
    behind = {id(cell): after for cell, after in pairwise(cells)}
    values = [behind.get(id(head)) for _, head in heads]
    return all(value is not None and (not value.spans or money(value.text, None) is not None) for value in values)


def _labelled(grid: Grid, row: int, side: Sequence[Cell], heads: Heads, draft: Draft) -> int:
    draft.form.unit = _unit_in((*side, *(cell for _, cell in heads))) or draft.form.unit
    begin = row
    while row < len(grid.rows):
        cells = [cell for cell in grid.beginning(row) if cell not in side]
        pairs = [
            (kind, label, value)
            for kind, head in heads
            for label, value in pairwise(cells)
            if label.column == head.column and label.spans
        ]
        labels = {squeeze(label.text) for _, label, _ in pairs}
        amounts = {kind: money(value.text, draft.form.unit) for kind, _, value in pairs}
        good = all(amounts[kind] is not None or blank(value.text) for kind, _, value in pairs)
        whole = sum(2 for _ in pairs) >= len(printed(cells)) and len(pairs) > 1
        if not (good and whole and (row == begin or len(labels) == 1)):
            break
        item = pairs[0][1]
        named = _BRACKETS.sub("", squeeze(side[-1].text)) if row == begin and side else ""
        draft.place(grid, [label for _, label, _ in pairs], "label" if named else "budget")
        draft.place(grid, [value for _, _, value in pairs], "budget")
        found = {kind: value for kind, value in amounts.items() if value is not None}
        cells = [cell for _, label, value in pairs for cell in (label, value) if cell is not item]
        _keep(item, found, cells, draft, named)
        row += 1
    return max(row, begin + 1)
