"""The money block of a text whose blocks are out of order: its items, its columns and its amounts, each by order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import BudgetColumn, bare
from perfparse.layout.atoms import Atom, kind_of
from perfparse.layout.form_money import aligned, cost_of
from perfparse.layout.fragments import Token
from perfparse.model.ir import Cell, Table

_ITEM = re.compile(r"(其中：?)?.{2,16}(资金|拨款|总额|收入|支出|补助)：?")
_NAMED = "总额"  # an item that every such block has
_FEWEST = 3  # columns


def parted(found: Sequence[Token]) -> tuple[list[Token], Table | None]:
    """The words that are no money, and the money block as a table; None where there is none to be told."""
    columns: dict[BudgetColumn, Token] = {}
    for token in found:
        kind = money_heads().get(bare(token.text))
        if kind is not None and kind != "extra" and kind not in columns:
            columns[kind] = token
    heads = list(columns.values())
    items = _items(found)
    if len(columns) < _FEWEST or not items or "executed" not in columns:
        return list(found), None
    amounts: dict[int, list[Token]] = {}
    last = max(token.first for token in heads)
    for token in found:
        if token.first > last and kind_of(token.text) in ("amount", "value", "dash"):
            amounts.setdefault(sum(item.first < token.first for item in items), []).append(token)
    lines = _lines(items, amounts, list(columns))
    if lines is None:
        return list(found), None
    used = {id(token) for token in (*heads, *items, *(token for run in amounts.values() for token in run))}
    unit = next((token for token in found if token.text.endswith("元）") and token not in heads), None)
    if unit is not None:
        used.add(id(unit))
    return [token for token in found if id(token) not in used], _table(heads, items, lines, unit)


def _items(found: Sequence[Token]) -> list[Token]:
    """The items of money: from the one that names the whole, in the order of the text."""
    listed = [token for token in found if _ITEM.fullmatch(token.text) and bare(token.text) not in money_heads()]
    first = next((at for at, token in enumerate(listed) if bare(token.text).endswith(_NAMED)), None)
    return [] if first is None else listed[first:]


def _lines(
    items: Sequence[Token], amounts: dict[int, list[Token]], kinds: Sequence[BudgetColumn]
) -> list[list[Atom | None]] | None:
    """The amounts of each item; a run of amounts is that of the items before it that have none yet."""
    lines: list[list[Atom | None]] = []
    for before in range(1, len(items) + 1):
        run = [token.atom for token in amounts.get(before, ())]
        waiting = before - len(lines)
        if run:
            cut = _cut(run, waiting, kinds)
            if cut is None:
                return None
            lines += cut
    nothing: list[Atom | None] = [None] * len(kinds)
    return [*lines, *(nothing for _ in range(len(items) - len(lines)))]


def _cut(run: Sequence[Atom], count: int, kinds: Sequence[BudgetColumn]) -> list[list[Atom | None]] | None:
    """A run of amounts cut into `count` lines of at most as many as there are columns; None where it cannot be."""
    best: dict[tuple[int, int], tuple[float, int, list[Atom | None]]] = {}
    ahead = {(0, 0): 0.0}
    for line in range(count):
        for at in range(len(run)):
            if (at, line) not in ahead:
                continue
            for end in range(at + 1, min(at + len(kinds), len(run)) + 1):
                row = aligned(run[at:end], kinds)
                cost = ahead[at, line] + cost_of(row, kinds)
                if cost < ahead.get((end, line + 1), inf):
                    ahead[end, line + 1] = cost
                    best[end, line + 1] = (cost, at, row)
    lines: list[list[Atom | None]] = []
    at = len(run)
    for line in range(count, 0, -1):
        if (at, line) not in best:
            return None
        _, at, row = best[at, line]
        lines.append(row)
    return lines[::-1]


def _table(
    heads: Sequence[Token], items: Sequence[Token], lines: Sequence[Sequence[Atom | None]], unit: Token | None
) -> Table:
    cells = [Cell(0, at, token.atom.text, token.atom.spans) for at, token in enumerate(heads, 1)]
    if unit is not None:
        cells.append(Cell(0, 0, unit.atom.text, unit.atom.spans))
    for row, (item, line) in enumerate(zip(items, lines, strict=True), 1):
        cells.append(Cell(row, 0, item.atom.text, item.atom.spans))
        cells += [Cell(row, at, atom.text, atom.spans) for at, atom in enumerate(line, 1) if atom is not None]
    return Table(len(heads) + 1, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
