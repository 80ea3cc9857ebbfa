"""The money block of a broken text: its header words, and which amount stands in which column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise, takewhile
from math import comb, log

from perfparse.forms.money_words import money_role, money_roles
from perfparse.forms.vocabulary import BudgetColumn, bare
from perfparse.language.folding import squeeze
from perfparse.layout.atoms import Atom, kind_of, row_from
from perfparse.model.ir import Span
from perfparse.quantities.arithmetic import rate_agrees, score_fits

_MONEY: frozenset[BudgetColumn] = frozenset(("initial", "full_year", "executed"))
_FEWEST = 2  # words of money that make a header
_MOST = 500  # ways to give amounts to columns that are weighed; no form has so many columns
_AGREES, _CONTRADICTS = -3.0, 3.0  # nats: the rate of the amounts beside it
_MANY = 8  # columns of money; no form has more
_PARTS = 3  # amounts that a run of digits is cut into
_RUN = re.compile(r"\d[\d.]{3,23}")
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_FAR = 0.4  # nats: the budget of the year's beginning and the later one differ by a factor of e
_ODD = 4.0  # nats: a percent sign where money belongs, or money where a mark belongs


def money_columns(atoms: Sequence[Atom], at: int) -> list[tuple[BudgetColumn, Atom]]:
    """The header of a money block that begins at `at`; empty where none does."""
    behind = (atoms[place] for place in range(at, len(atoms)))
    run = list(takewhile(lambda atom: atom.solid and money_role(bare(atom.text)), behind))
    known = money_roles([bare(atom.text) for atom in run])
    found: list[tuple[BudgetColumn, Atom]] = []
    for kind, atom in zip(known, run, strict=True):
        if kind is None:
            break
        found.append((kind, atom))
    return found if _makes_header(found) else []


def _makes_header(found: Sequence[tuple[BudgetColumn, Atom]]) -> bool:
    kinds = {kind for kind, _ in found}
    return len(kinds) >= _FEWEST and bool(kinds & {"executed", "rate"}) and bool(kinds & _MONEY)


def money_row(atoms: Sequence[Atom], at: int) -> tuple[list[Atom], list[tuple[BudgetColumn, Atom]]]:
    """The header of a money block that is the marked row which begins at `at`: what stands before its columns, they.

    What no list names behind the first of them heads an extra column. Empty where the row is no such header.
    """
    row = row_from(atoms, at)[: 1 + 2 * _MANY]
    known = money_roles([bare(atom.text) for atom in row])
    first = next((number for number, kind in enumerate(known) if kind is not None), len(row))
    found = [(kind or "extra", atom) for kind, atom in zip(known[first:], row[first:], strict=True) if atom.solid]
    named = all(kind_of(atom.text) in ("name", "text", "blank") for atom in row)
    if not named or not _makes_header(found) or any(kind_of(atom.text) == "blank" for atom in row[first:]):
        return [], []
    return [atom for atom in row[:first] if atom.solid], found


def aligned(values: Sequence[Atom], kinds: Sequence[BudgetColumn], *, glued: bool = False) -> list[Atom | None]:
    """One atom or None a column, in the order of `values`: by what they look like and by executed ÷ full-year = rate.

    Known blanks count as long as there are no more cells than columns. Where cells are `glued`, an atom may be
    several amounts.
    """
    cells = list(values)
    while len(cells) > len(kinds) and any(not cell.solid for cell in cells):
        last = max(at for at, cell in enumerate(cells) if not cell.solid)
        del cells[last]
    if len(cells) == len(kinds):
        return [cell if cell.solid else None for cell in cells]
    cells = [cell for cell in cells if cell.solid][: len(kinds)]
    if glued:
        cells = _parted(cells, kinds)
    if comb(len(kinds), len(cells)) > _MOST:
        return [*cells, *[None] * (len(kinds) - len(cells))]
    return _placed(cells, kinds)


def _placed(cells: Sequence[Atom], kinds: Sequence[BudgetColumn]) -> list[Atom | None]:
    """The cheapest way to give cells to as many columns or more, in order."""
    best: list[Atom | None] = [None] * len(kinds)
    least = float("inf")
    for places in combinations(range(len(kinds)), len(cells)):
        row: list[Atom | None] = [None] * len(kinds)
        for place, cell in zip(places, cells, strict=True):
            row[place] = cell
        cost = cost_of(row, kinds)
        if cost < least:
            best, least = row, cost
    return best


def _parted(cells: list[Atom], kinds: Sequence[BudgetColumn]) -> list[Atom]:
    """`cells` with one run of digits cut in two amounts or three, where only so the rate is that of its amounts."""
    if len(kinds) > _MANY:
        return cells
    at = max(range(len(cells)), key=lambda number: len(cells[number].solid), default=0)
    if not cells or not _RUN.fullmatch(cells[at].solid) or _agrees(_placed(cells, kinds), kinds):
        return cells
    ways = [[*cells[:at], *parts, *cells[at + 1 :]] for parts in _cuts(cells[at], len(kinds) - len(cells) + 1)]
    fits = [way for way in ways if _agrees(_placed(way, kinds), kinds)]
    return fits[0] if len(fits) == 1 else cells


def _cuts(cell: Atom, most: int) -> Iterator[list[Atom]]:
    """The ways to cut a run of digits into two numbers or three, at most `most`."""
    size = len(cell.text)
    for count in range(2, min(most, _PARTS) + 1):
        for edges in combinations(range(1, size), count - 1):
            parts = list(pairwise((0, *edges, size)))
            if all(_NUMBER.fullmatch(cell.text, *part) for part in parts):
                start, page = cell.spans[0].start, cell.spans[0].page
                yield [Atom(cell.text[first:last], (Span(start + first, start + last, page),)) for first, last in parts]


def _agrees(row: Sequence[Atom | None], kinds: Sequence[BudgetColumn]) -> bool:
    """Whether a line of money has a rate, and that of its amounts."""
    whole, part, rate = _rated(_amounts(row, kinds), kinds)
    return bool(whole and part is not None and rate and rate_agrees(part, whole, rate, or_truncated=True))


def _amounts(row: Sequence[Atom | None], kinds: Sequence[BudgetColumn]) -> dict[BudgetColumn, Decimal | None]:
    """What a line of money says in each of its columns."""
    return {kind: number(cell.text) for cell, kind in zip(row, kinds, strict=True) if cell is not None}


def _rated(
    amounts: Mapping[BudgetColumn, Decimal | None], kinds: Sequence[BudgetColumn]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The budget, what was spent of it, and the rate; a form with one column of budget has it as that of the year."""
    whole, part, rate = (amounts.get(kind) for kind in ("full_year", "executed", "rate"))
    if whole is None and "full_year" not in kinds:
        whole = amounts.get("initial")
    return whole, part, rate


def cost_of(row: Sequence[Atom | None], kinds: Sequence[BudgetColumn]) -> float:
    """How odd a line of money is, in nats: what its cells look like, and whether its rate is that of its amounts."""
    cost = sum(_fit(cell, kind) for cell, kind in zip(row, kinds, strict=True))
    amounts = _amounts(row, kinds)
    whole, part, rate = _rated(amounts, kinds)
    if whole is not None and part is not None and rate is not None and whole > 0:
        cost += _AGREES if rate_agrees(part, whole, rate, or_truncated=True) else _CONTRADICTS
    planned = amounts.get("initial")
    if planned and whole and planned > 0 and whole > 0:
        cost += min(_FAR * abs(log(float(planned) / float(whole))), _CONTRADICTS)
    weight, score = amounts.get("weight"), amounts.get("score")
    if weight is not None and score is not None and not score_fits(score, weight):
        cost += _CONTRADICTS
    return cost


def _fit(cell: Atom | None, kind: BudgetColumn) -> float:
    """How odd a cell is in a column of money."""
    if cell is None:
        return {"initial": 0.9, "full_year": 1.0, "executed": 1.0, "extra": 0.0}.get(kind, 0.8)
    if kind == "extra":
        return _ODD if kind_of(cell.text) in ("amount", "dash") else 0.0
    if kind_of(cell.text) == "dash":
        return 1.0 if kind in _MONEY else 0.0
    percent = cell.solid.endswith(("%", "％"))
    if kind == "rate":
        return 0.0 if percent else 1.0
    return _ODD if percent or number(cell.text) is None else 0.0


def number(text: str) -> Decimal | None:
    """A printed amount (8.95, 1,234.5, 89.49%, 812.4万); None where it is none."""
    plain = squeeze(text).replace(",", "").rstrip("%％分万元")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
