"""Text whose blocks are out of order: names, levels and values apart from one another, header words between them.

What belongs together is told by order alone: the first name has the first target. So it is read only where there are
as many rows of values as names, every row is in doubt unless the weights printed with the levels confirm it, and
nothing is read where the counts differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from math import inf

from perfparse.forms.headers import role_of
from perfparse.forms.vocabulary import bare, words
from perfparse.layout import form_blocks, pool_money
from perfparse.layout.atoms import PRINTED_WEIGHT, Atom, joined, kind_of, level_of
from perfparse.layout.form_costs import BARE, fit, missing
from perfparse.layout.form_money import number
from perfparse.layout.fragments import Token, tokens
from perfparse.model.ir import Cell, Document, Flow, Line, Role, Table
from perfparse.quantities.arithmetic import score_fits, weights_make

_VALUES: tuple[Role, ...] = ("target", "actual", "weight", "score", "reason")
_MARKED = re.compile(r"指标\d+：.+")
_WEIGHT = re.compile(r"\d+(?:\.\d+)?分|（\d+(?:\.\d+)?分）")
_LISTED = re.compile(r"\d+[、.．]")
_HEADER = 40  # words within which a header is whole
_FEWEST = 2  # rows
_ONE_LINE = 0.6  # of the text
_MOST = 60  # rows
_NAME = 3  # characters
_LEFT = 3.0  # nats: a value that no row takes
_SURE, _UNSURE = 0.85, 0.7
_WHY = "names, levels and values stand apart in the text; they were joined by their order"


@dataclass(frozen=True, slots=True)
class _Head:
    first: int
    columns: tuple[tuple[Token, Role], ...]


def flow(document: Document) -> Flow | None:
    """The document's lines and tables; None where it is not such a text, or its parts cannot be joined."""
    if not _run_together(document.text):
        return None
    found = tokens(document)
    head = _header(found)
    if head is None or not _disordered(found, head):
        return None
    left = [token for token in found[head.first :] if all(token is not cell for cell, _ in head.columns)]
    levels, left = _levels(left)
    names = _names(left, max(token.last for token, _ in head.columns))
    values, total, rest = _values([token for token in left if token not in names], names, head)
    if not _FEWEST <= len(names) <= _MOST or len(values) != len(names):
        return None
    rows = _joined(names, values, levels)
    table = _table(head, rows, total)
    used = {id(atom) for row in rows for atom in row.values()}
    rest += [token for token, atom in levels if id(atom) not in used]
    before, money = pool_money.parted(found[: head.first])
    items: list[Line | Table] = []
    if money is not None:
        items = [*form_blocks.before([token.atom for token in before]), money]
    else:  # nothing says that a label's value stands behind it here
        items += [Line(token.atom.text, token.atom.spans) for token in before]
    behind = sorted((token.atom for token in rest), key=lambda atom: atom.spans[0].start)
    return Flow((*items, table, *(Line(atom.text, atom.spans) for atom in behind)))


def _run_together(text: str) -> bool:
    """Whether most of a text is one line: else its lines say what is out of order, and others read them."""
    return max(map(len, text.splitlines()), default=0) > _ONE_LINE * len(text)


def _header(found: Sequence[Token]) -> _Head | None:
    """The header's words, wherever they stand among others."""
    roles = [role_of(bare(token.text)) if level_of(token.text) is None else None for token in found]
    first = next((at for at, role in enumerate(roles) if role in ("level1", "indicator")), None)
    if first is None:
        return None
    columns: dict[Role, Token] = {}
    for at in range(first, min(first + _HEADER, len(found))):
        role = roles[at]
        if role is not None and role not in columns and role != "extra":
            columns[role] = found[at]
    if not {"indicator", "target", "actual"} <= columns.keys():
        return None
    return _Head(first, tuple((token, role) for role, token in columns.items()))


def _disordered(found: Sequence[Token], head: _Head) -> bool:
    """Whether words are broken with others between, or the header is."""
    last = max(token.last for token, _ in head.columns)
    within = [token for token in found[head.first :] if token.first < last]
    return sum(token.broken for token in found[head.first :]) >= _FEWEST or len(within) > 2 * len(head.columns)


# levels, names, values


def _levels(left: Sequence[Token]) -> tuple[list[tuple[Token, Atom]], list[Token]]:
    """The levels, each with the weight printed behind it, and all other words."""
    levels: list[tuple[Token, Atom]] = []
    others: list[Token] = []
    for token in left:
        near = [at for at, (level, _) in enumerate(levels) if level.last == token.first - 1]
        if level_of(token.text) is not None and not _WEIGHT.fullmatch(token.text):
            levels.append((token, token.atom))
        elif _WEIGHT.fullmatch(token.text) and (near or (levels and token.text.startswith("（"))):
            at = near[0] if near else max(
                (n for n, (level, _) in enumerate(levels) if _rank(level.text) == 1), default=len(levels) - 1
            )  # fmt: skip
            levels[at] = (levels[at][0], joined([levels[at][1], token.atom]))
        else:
            others.append(token)
    return levels, others


def _rank(text: str) -> int:
    """1 or 2; a word of both ranks is the second's unless 产出 or 满意度 begin it."""
    kind = level_of(text)
    return 1 if kind == "level1" or (kind == "levels" and text.startswith(("产出", "满意度", "效益"))) else 2


def _names(left: Sequence[Token], header: int) -> list[Token]:
    """The names: those marked 指标1：, or else short texts behind piece `header`, the header's last."""
    marked = [token for token in left if _MARKED.fullmatch(token.text)]
    if len(marked) >= _FEWEST:
        return marked
    return [token for token in left if token.first > header and _is_name(token)]


def _is_name(token: Token) -> bool:
    text = token.text
    plain = kind_of(text) in ("name", "text") and len(text) >= _NAME and not _LISTED.match(text)
    return plain and bare(text) not in words().qualities and role_of(bare(text)) is None


def _values(
    left: Sequence[Token], names: Sequence[Token], head: _Head
) -> tuple[list[dict[Role, Atom]], list[Token], list[Token]]:
    """The values cut into as many rows as there are names, the row that sums up, and what is no value."""
    roles = tuple(role for role in _VALUES if any(role == other for _, other in head.columns))
    values: list[Token] = []
    rest: list[Token] = []
    total: list[Token] = []
    for token in left:
        kind = kind_of(token.text)
        if kind in ("amount", "value") or bare(token.text) in words().qualities:
            values.append(token)
        elif kind == "total":
            total.append(token)
        elif kind in ("name", "text") and values and "reason" in roles and not _LISTED.match(token.text):
            near = values[-1].last == token.first - 1
            if near and kind_of(values[-1].text) not in ("amount", "value"):
                last = values[-1]
                values[-1] = replace(last, atom=joined([last.atom, token.atom], " "), last=token.last)
            elif near:
                values.append(token)
            else:
                rest.append(token)
        else:
            rest.append(token)
    rows, used = _cut([token.atom for token in values], len(names), roles)
    after = values[used:]
    if total and len(after) <= len(("weight", "score")) and all(kind_of(token.text) == "amount" for token in after):
        total += after
        after = []
    return rows, total, [*rest, *after]


def _cut(values: Sequence[Atom], count: int, roles: tuple[Role, ...]) -> tuple[list[dict[Role, Atom]], int]:
    """`values` cut into `count` rows, and how many values they take."""

    @cache
    def best(at: int, left: int) -> tuple[float, int, tuple[int, ...]]:
        if left == 0:
            return _LEFT * max(0, len(values) - at - 2), 0, ()
        found: tuple[float, int, tuple[int, ...]] = (inf, 0, ())
        for size in range(1, min(len(roles), len(values) - at) + 1):
            for places in combinations(range(len(roles)), size):
                cost = _row_cost(values[at : at + size], places, roles)
                if cost < found[0]:
                    found = min(found, (cost + best(at + size, left - 1)[0], size, places))
        return found

    if not 0 < count <= _MOST or len(values) > count * len(roles) + 4:
        return [], 0
    rows: list[dict[Role, Atom]] = []
    at = 0
    for left in range(count, 0, -1):
        cost, size, places = best(at, left)
        if cost == inf:
            return [], 0
        rows.append({roles[place]: values[at + shift] for shift, place in enumerate(places)})
        at += size
    return rows, at


def _row_cost(values: Sequence[Atom], places: Sequence[int], roles: Sequence[Role]) -> float:
    filled = {roles[place]: atom for place, atom in zip(places, values, strict=True)}
    cost = sum(fit(role, kind_of(atom.text), atom.text) for role, atom in filled.items())
    cost += sum(missing(role, BARE) for role in roles if role not in filled)
    weight, score = (number(filled[role].text) if role in filled else None for role in ("weight", "score"))
    if weight is not None and score is not None:
        cost += 0.0 if score_fits(score, weight) else 6.0
    return cost


# rows


def _joined(
    names: Sequence[Token], values: Sequence[dict[Role, Atom]], levels: Sequence[tuple[Token, Atom]]
) -> list[dict[Role, Atom]]:
    """One row a name, with its values and the levels that begin there."""
    rows: list[dict[Role, Atom]] = [{"indicator": name.atom, **row} for name, row in zip(names, values, strict=True)]
    low = [level for level in levels if _rank(level[0].text) == 2]
    for at, (token, atom) in enumerate(low):
        before = sum(name.first < token.first for name in names)
        row = at if len(low) == len(names) else max(before - 1, 0)
        rows[row].setdefault("level2", atom)
    start = 0
    for token, atom in levels:
        if _rank(token.text) == 1 and start < len(rows):
            rows[start].setdefault("level1", atom)
            start = _end_of(atom, rows, start)
    return rows


def _end_of(level: Atom, rows: Sequence[dict[Role, Atom]], start: int) -> int:
    """The row after those whose weights make the weight printed with a first level; the next row where none do."""
    want = _printed(level)
    made = Decimal(0)
    for at in range(start, len(rows)):
        made += _number(rows[at].get("weight")) or Decimal(0)
        if want is not None and made == want:
            return at + 1
    return start + 1


def _printed(level: Atom) -> Decimal | None:
    match = PRINTED_WEIGHT.search(level.solid)
    return Decimal(match[1]) if match else None


def _number(atom: Atom | None) -> Decimal | None:
    return number(atom.text) if atom is not None else None


def _confirmed(rows: Sequence[dict[Role, Atom]]) -> bool:
    """Whether the weights printed with the levels are those of their rows (or are the scores, where all points are)."""
    begins = [at for at, row in enumerate(rows) if "level1" in row]
    parts: list[tuple[Atom, Sequence[dict[Role, Atom]]]] = [
        (rows[at]["level1"], rows[at:end]) for at, end in pairwise([*begins, len(rows)])
    ]
    parts += [(row["level2"], [row]) for row in rows if "level2" in row and _printed(row["level2"]) is not None]
    told = [(want, part) for level, part in parts if (want := _printed(level)) is not None]
    return bool(told) and all(
        weights_make([_number(row.get("weight") or row.get("score")) or Decimal(0) for row in part], want)
        for want, part in told
    )


def _table(head: _Head, rows: Sequence[dict[Role, Atom]], total: Sequence[Token]) -> Table:
    columns = {role: at for at, (_, role) in enumerate(head.columns)}
    cells = [Cell(0, at, token.atom.text, token.atom.spans) for at, (token, _) in enumerate(head.columns)]
    sure = _SURE if _confirmed(rows) else _UNSURE
    for number_, row in enumerate(rows, 1):
        for role, atom in row.items():
            if role in columns:
                cells.append(Cell(number_, columns[role], atom.text, atom.spans, confidence=sure, doubts=(_WHY,)))
    cells += _sum(total, columns, len(rows) + 1)
    return Table(len(columns), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _sum(total: Sequence[Token], columns: dict[Role, int], row: int) -> Iterator[Cell]:
    """The row that sums up: its label, then weight and score."""
    places = [0, *(columns[role] for role in ("weight", "score") if role in columns)]
    for place, token in zip(places, total, strict=False):
        yield Cell(row, place, token.atom.text, token.atom.spans)
