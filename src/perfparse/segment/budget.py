"""The block of money: amounts under a header of their own, or beside labels, in one row or several.

What a row's labels are is told by `forms.money`, from their letters, the amounts and arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from perfparse.forms import money as model
from perfparse.forms.kinds import is_blank
from perfparse.forms.money_words import money_roles
from perfparse.forms.templates import Template
from perfparse.forms.texts import classes, is_probably
from perfparse.forms.vocabulary import BudgetColumn, bare
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt
from perfparse.segment.draft import Draft
from perfparse.segment.model import Amounts
from perfparse.segment.texts import group, money, money_unit, text_of

_UNIT = re.compile(r"[（(：:]\s*(?:单位[:：])?\s*(亿元|万元|千元|百万元|元)\s*(?:[)）]|$)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_IN_ONE = re.compile(r"(?P<label>[^：:\d]{2,20}[：:])(?P<amount>[-\d].*)")
_LONGEST = 40  # characters of an item's name
_FEWEST = 2  # words of money that make a header of the money block
_LOOKED_AT = 8  # rows below a header that show what stands under it
_HINT = 0.2  # probability that one label is of money, for a row to be looked at

Heads = list[tuple[BudgetColumn, Cell]]
"""The columns of a block of money with the cells that head them."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and the amount that stands behind it, in a cell of its own or in the same (`value` is None then)."""

    label: Cell
    value: Cell | None
    name: str
    amount: str


def begins(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell], template: Template | None = None) -> bool:
    """Whether a block of money begins with `cells`, those of a row without the labels that go on beside the next."""
    return bool(_under(grid, row, cells, template) or _beside(grid, row, side, cells, template))


def read(grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell], draft: Draft) -> int | None:
    """Read the block of money that begins in `row`, and return the row after it; None where there is none."""
    pairs = _beside(grid, row, side, cells, draft.template)
    if pairs:
        first = pairs[0][1].label
        beside = [cell for cell in printed(cells) if cell.column < first.column]  # the label of a row of pairs
        draft.place(grid, beside, "label")
        return _labelled(grid, row, [*side, *beside], pairs, draft)
    heads = _under(grid, row, cells, draft.template)
    if not heads:
        return None
    others = [cell for cell in printed(cells) if cell not in [head for _, head in heads]]
    draft.place(grid, [cell for _, cell in heads], "header")
    draft.place(grid, others, "label")
    draft.form.unit = _unit_in((*side, *others, *(cell for _, cell in heads))) or draft.form.unit
    row += 1
    while row < len(grid.rows) and _line(grid, row, heads, others, side, draft):
        row += 1
    return row


def _unit_in(cells: Sequence[Cell]) -> str | None:
    return next((match[1] for cell in cells if (match := _UNIT.search(squeeze(cell.text)))), None)


def _kinds(columns: Sequence[model.Column], template: Template | None) -> model.Kinds:
    """What columns are, where they are a block of money: as the form's template says, or as the model tells."""
    if not any(classes(column.label).get("money", 0.0) > _HINT for column in columns):
        return ()
    own = template.budget if template else {}
    said = tuple(own.get(bare(column.label)) for column in columns)
    told = model.kinds(columns)
    if told:
        return tuple(mine or kind for mine, kind in zip(said, told, strict=True))
    listed = money_roles([bare(column.label) for column in columns])
    known = tuple(mine or kind for mine, kind in zip(said, listed, strict=True))
    return known if model.is_block(known) else ()  # published labels, over amounts that say too little


# amounts under a header


def _under(grid: Grid, row: int, cells: Sequence[Cell], template: Template | None) -> Heads:
    """The columns of a block whose amounts stand below `cells`; empty where there is none."""
    filled = printed(cells)
    if len(filled) < _FEWEST or any(money(cell.text, None) is not None for cell in filled):
        return []
    below: list[list[str]] = []
    for at in range(row + 1, min(row + 1 + _LOOKED_AT, len(grid.rows))):
        texts = [_text_under(grid, at, cell) for cell in filled]
        amounts = sum(model.amount(text) is not None for text in texts)
        if not amounts and not all(is_blank(text) for text in texts[1:]):
            break
        below.append(texts)
    columns = [model.Column(squeeze(cell.text), tuple(texts[at] for texts in below)) for at, cell in enumerate(filled)]
    kinds = _kinds(columns, template)
    made: Heads = []
    for kind, cell in zip(kinds, filled, strict=False):
        if kind is not None or made:  # what stands behind a column of money and is none is extra
            made.append((kind or "extra", cell))
    return made


def _text_under(grid: Grid, row: int, head: Cell) -> str:
    inside = grid.column(row, head.column, head.column + head.colspan)
    return inside[0].text if len(inside) == 1 and inside[0].row == row else ""


def _line(
    grid: Grid, row: int, heads: Heads, others: Sequence[Cell], side: Sequence[Cell], draft: Draft
) -> bool:  # fmt: skip
    """Read a row of amounts; `others` head the columns before them, where these have headers of their own.

    A row of amounts alone, where no column names items, is what the label at its side names.
    """
    first = min(cell.column for _, cell in heads)
    cells = printed(grid.beginning(row))
    found: dict[BudgetColumn, Cell] = {}
    extra: list[tuple[Cell, Cell]] = []
    for kind, head in heads:
        inside = grid.column(row, head.column, head.column + head.colspan)
        if len(inside) == 1 and inside[0].spans and inside[0] in cells and inside[0] not in found.values():
            if kind == "extra":
                extra.append((head, inside[0]))
            else:
                found.setdefault(kind, inside[0])  # an amount over two columns is not both
    found |= _beside_columns(cells, heads, found)
    mine = [*found.values(), *(cell for _, cell in extra)]
    before = [
        cell for cell in cells if cell.column < first and cell.column + cell.colspan <= first and cell not in mine
    ]
    draft.form.unit = draft.form.unit or next(
        (unit for cell in found.values() if (unit := money_unit(cell.text))), None
    )
    values = {kind: money(cell.text, draft.form.unit) for kind, cell in found.items()}
    bad = [kind for kind, cell in found.items() if values[kind] is None and not is_blank(cell.text)]
    clear = sum(value is not None for value in values.values())
    strange = [cell for cell in cells if cell not in before and cell not in mine]
    if strange or not mine + before or _heads_another(cells):
        return False
    if before and not mine and _is_no_item(before[-1].text):
        return False
    if not before and (not clear or bad or not _alone(grid, row, first)):
        return False
    if bad and (len(bad) > 1 or clear < _FEWEST or not squeeze(found[bad[0]].text)[0].isdigit()):
        return False
    item = _item(grid, row, before, others, draft) if before else None
    name = squeeze(item.text) if item is not None else _named_by(others, side)
    by_kind = dict(heads)
    for kind in bad:
        _unclear(name, by_kind[kind], found[kind], draft)
    said = [(by_kind[kind], found[kind]) for kind in bad] + [pair for pair in extra if not is_blank(pair[1].text)]
    for head, cell in said:
        _aside(grid, name, head, cell, draft)
    apart = [cell for _, cell in said]
    amounts = [cell for kind, cell in found.items() if kind not in bad]
    draft.place(grid, [*([item] if item else ()), *(cell for cell in mine if cell not in apart)], "budget")
    kept = {kind: value for kind, value in values.items() if value is not None}
    _keep(name, kept, [*([item] if item else ()), *amounts], draft)
    return True


def _heads_another(cells: Sequence[Cell]) -> bool:
    """Whether a row is the header of another block of money: labels of it, and no amount."""
    labels = sum(classes(cell.text).get("money", 0.0) > 1 - _HINT for cell in cells)
    return labels > 1 and not any(model.amount(cell.text) is not None for cell in cells)


def _alone(grid: Grid, row: int, first: int) -> bool:
    """Whether nothing stands before the amounts of a row but labels that go on from above, or blanks."""
    return all(cell.row < row or not cell.spans for cell in grid.rows[row] if cell.column < first)


def _named_by(others: Sequence[Cell], side: Sequence[Cell]) -> str:
    """What amounts without an item beside them are: the label over or beside the block; "" where none is printed."""
    over = [cell for cell in others if classes(cell.text).get("item", 0.0) > 0.5]
    label = over[-1] if over else side[-1] if side else None
    return _BRACKETS.sub("", squeeze(label.text)) if label is not None else ""


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
        if kind not in found and kind != "extra" and len(amounts) == 1:
            made[kind] = amounts[0]
        end = head.column + head.colspan
    return made


def _unclear(item: str, head: Cell, cell: Cell, draft: Draft) -> None:
    message = f"{item}: {squeeze(cell.text)[:12]!r} under {squeeze(head.text)} is no amount"
    draft.doubts.append(Doubt("amount-unclear", "warning", f"{message}; it was kept as a field", "form", cell.spans))


def _is_no_item(text: str) -> bool:
    """Whether a text without amounts beside it is no item of money: amounts that were not parted, a goal's label."""
    word = bare(text)
    other = is_probably(text, "goal_label", "closing_label", "field", "grade_label", "total_label", "title", "section")
    return not word or not word[0].isalpha() or len(word) > _LONGEST or other


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
        _aside(grid, squeeze(named[0].text), headed[id(cell)], cell, draft)
    return named[0]


def _aside(grid: Grid, item: str, head: Cell, cell: Cell, draft: Draft) -> None:
    """Keep a text of a row of money as a field, under the item and its header."""
    draft.place(grid, [cell], "field")
    text = text_of(cell)
    if text is not None:
        draft.form.keep("/".join(filter(None, (item, squeeze(head.text)))), text)


def _keep(name: str, amounts: Mapping[BudgetColumn, str], cells: Sequence[Cell], draft: Draft) -> None:
    spans = tuple(span for cell in cells for span in cell.spans)
    draft.form.money.append(Amounts(name, dict(amounts), spans))


# amounts beside labels: 预算数： | 120 | 执行数： | 118, and below 其中：财政拨款 | 120 | 其中：财政拨款 | 118


def _beside(
    grid: Grid, row: int, side: Sequence[Cell], cells: Sequence[Cell], template: Template | None
) -> list[tuple[BudgetColumn | None, _Pair]]:
    """The labels of a row with the amounts behind them, with those of rows below that go on the same line of money.

    Empty where they are no block of money.
    """
    pairs = _pairs(cells) or _pairs(_behind_label(cells))
    if len([pair for pair in pairs if model.amount(pair.amount) is not None or is_blank(pair.amount)]) < _FEWEST:
        return []
    found = list(zip(_kinds(list(map(_column, pairs)), template), pairs, strict=False))
    if not any(model.amount(pair.amount) is not None for pair in pairs):
        return found
    for below in range(row + 1, len(grid.rows)):
        more = _pairs([cell for cell in grid.beginning(below) if cell not in side])
        same = {squeeze(pair.name) for pair in more} & {squeeze(pair.name) for pair in pairs}
        if not more or same or any(model.amount(pair.amount) is None for pair in more):
            break
        kinds = _kinds(list(map(_column, [*pairs, *more])), template)
        if not kinds or None in kinds[len(pairs) :] or set(kinds[len(pairs) :]) == {"extra"}:
            break
        pairs = [*pairs, *more]
        found = list(zip(kinds, pairs, strict=True))
    return found


def _behind_label(cells: Sequence[Cell]) -> Sequence[Cell]:
    """`cells` without the first, where that is a label beside the pairs: 预算执行情况 | 预算数 | 120 | 执行数 | 118."""
    first, *others = cells or (None,)
    short = first is not None and bool(first.spans) and model.amount(first.text) is None
    return [cell for cell in others if cell is not None] if short and len(printed(others)) > _FEWEST else []


def _column(pair: _Pair) -> model.Column:
    return model.Column(pair.name, (pair.amount,))


def _pairs(cells: Sequence[Cell]) -> list[_Pair]:
    """Labels with what stands behind them, in turn; empty where an amount has no label or a label no value."""
    made: list[_Pair] = []
    left = list(cells)
    while left:
        cell = left.pop(0)
        if not cell.spans:
            continue
        one = _IN_ONE.fullmatch(squeeze(cell.text))
        if one is not None and model.amount(one["amount"]) is not None:
            made.append(_Pair(cell, None, one["label"].rstrip("：:"), one["amount"]))
        elif model.amount(cell.text) is not None or not left:
            return []
        else:
            value = left.pop(0)
            made.append(_Pair(cell, value, squeeze(cell.text), value.text))
    return made


def _labelled(
    grid: Grid, row: int, side: Sequence[Cell], found: Sequence[tuple[BudgetColumn | None, _Pair]], draft: Draft
) -> int:
    """Keep the amounts of `found` as a line, and those of rows below that say one label again before each."""
    draft.form.unit = _unit_in((*side, *(pair.label for _, pair in found))) or draft.form.unit
    ours = [(kind, pair) for kind, pair in found if kind is not None and kind != "extra"]
    item = ours[0][1]
    name = _BRACKETS.sub("", squeeze(side[-1].text)) if side else item.name
    draft.form.unit = draft.form.unit or next(
        (unit for _, pair in ours if (unit := money_unit(squeeze(pair.amount)))), None
    )
    amounts: dict[BudgetColumn, str] = {}
    cells: list[Cell] = []
    for kind, pair in found:
        value = money(pair.amount, draft.form.unit)
        if kind is None or kind == "extra" or (value is None and not is_blank(pair.amount)):
            _as_field(grid, pair, draft)
            continue
        if value is not None:
            amounts[kind] = value
        draft.place(grid, [pair.label], "label" if side and pair.value else "budget")
        draft.place(grid, [pair.value] if pair.value else [], "budget")
        cells += [pair.label, *([pair.value] if pair.value else [])]
    _keep(name, amounts, cells, draft)
    row = max(pair.label.row for _, pair in found) + 1
    heads: Heads = [(kind, pair.label) for kind, pair in ours]
    while row < len(grid.rows) and _again(grid, row, side, heads, draft):
        row += 1
    return row


def _as_field(grid: Grid, pair: _Pair, draft: Draft) -> None:
    """Keep what stands in a row of money and is none."""
    if pair.value is None:
        size = len(squeeze(pair.label.text)) - len(squeeze(pair.amount))
        value = group(pair.label, size, len(squeeze(pair.label.text)), draft.source)
        draft.place(grid, [pair.label], "field")
        draft.form.keep(pair.name, value)
        return
    draft.place(grid, [pair.label], "label")
    draft.place(grid, [pair.value], "field")
    text = text_of(pair.value)
    if text is not None:
        draft.form.keep(pair.name, text)


def _again(grid: Grid, row: int, side: Sequence[Cell], heads: Heads, draft: Draft) -> bool:
    """Read a row that says one label before each of its amounts: 其中：财政拨款 | 120 | 其中：财政拨款 | 118."""
    cells = [cell for cell in grid.beginning(row) if cell not in side]
    pairs = [
        (kind, label, value)
        for kind, head in heads
        for label, value in pairwise(cells)
        if label.column == head.column and label.spans
    ]
    values = {kind: money(value.text, draft.form.unit) for kind, _, value in pairs}
    good = all(values[kind] is not None or is_blank(value.text) for kind, _, value in pairs)
    whole = 2 * len(pairs) >= len(printed(cells)) and len(pairs) > 1
    if not good or not whole or len({squeeze(label.text) for _, label, _ in pairs}) != 1:
        return False
    placed = [cell for _, label, value in pairs for cell in (label, value)]
    draft.place(grid, placed, "budget")
    _keep(
        squeeze(pairs[0][1].text),
        {kind: value for kind, value in values.items() if value is not None},
        placed,
        draft,
    )
    return True
