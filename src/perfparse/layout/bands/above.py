"""Lines above the indicators → cells in the order in which a table has them, block by block.

In the block of money an item's name is wrapped around the line of its amounts; in that of goals two columns of prose
run beside each other, with the block's label in the middle of its height. What cannot be put in order so stays in the
order of the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import BudgetColumn, bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.layout.atoms import Atom as Cell
from perfparse.layout.atoms import kind_of
from perfparse.layout.bands.atoms import Atom, Row, gaps
from perfparse.layout.form_money import aligned, cost_of, money_columns
from perfparse.layout.joins import lean
from perfparse.layout.labels import is_goal_label, is_item, is_label, may_be_item
from perfparse.layout.measure import STOPS, width
from perfparse.model.ir import Doubt

_SIDE = re.compile(r"[^（）]{0,8}(?:资金|预算|执行)(?:投入)?(?:情况|数)?(?:（[^（）]{1,8}）)?")
_OPEN = re.compile(r"[（(][^（）()]*$")
_MOST_LINES = 40  # of a block
_MOST_PIECES = 80  # of names in the block of money
_MOST_ATOMS = 12  # on a line of goals
_MOST_WAYS = 400  # of giving names to items and the block's label
_BEAM = 48
_LABEL = 14  # characters of a label
_PIECE = 8  # and of a piece of it
_APART = 5.0  # nats: a space within a line of one column, where none should be
_SKIPPED = 3.0  # a line more than one between two of one column
_PLAY = 1.0  # em
_SHORT = 2.0  # nats: a line that goes on though it does not fill its column
_BROKEN_OFF = 4.0  # a goal that does not end like a sentence
_ASIDE = 1.0  # nats: a line that two goals are off one another
_EMPTY = 8.0  # a goal without text
_AMOUNTS = ("amount", "dash")
_PERCENT = re.compile(r"\d*\.?\d*[%％]$")


def cells(rows: Sequence[Row]) -> tuple[list[Cell], list[Doubt]]:
    """A cell for each piece between spaces, in the lines' order but for the blocks of money and of goals; doubts."""
    made: list[Cell] = []
    doubts: list[Doubt] = []
    at = 0
    while at < len(rows):
        block = _money(rows, at) or _goals(rows, at) or _around_value(rows, at)
        if block is None:
            made += map(_cell, rows[at].atoms)
            at += 1
        else:
            made += block.cells
            doubts += block.doubts
            at = block.end
    return made, doubts


class _Block(NamedTuple):
    """A block's cells, the line after it, and what is in doubt."""

    cells: list[Cell]
    end: int
    doubts: tuple[Doubt, ...] = ()


def _cell(*atoms: Atom) -> Cell:
    """Atoms of one cell, in the order in which it says them."""
    return Cell("".join(atom.text for atom in atoms), tuple(atom.span for atom in atoms))


def _around_value(rows: Sequence[Row], at: int) -> _Block | None:
    """A label of the header block that is wrapped around the line of its value: 转移支付（项 | … | 目）名称."""
    lines = rows[at : at + 3]
    if len(lines) < 3 or any(len(line.atoms) != 1 for line in lines):
        return None
    (first,), (value,), (last,) = (line.atoms for line in lines)
    if bare(first.text + last.text) not in words().fields | words().labels or is_label(first.text):
        return None
    return _Block([_cell(first, last), _cell(value)], at + 3)


# money


class _Named(NamedTuple):
    """Which pieces of text are the block's labels, and which the items, each with its pieces."""

    sides: tuple[tuple[Atom, ...], ...]
    items: tuple[tuple[Atom, ...], ...]


def _money(rows: Sequence[Row], at: int) -> _Block | None:
    """The block of money that begins with line `at`: its labels, its header, and each item before its amounts."""
    best: tuple[float, _Block] | None = None
    for header in _headers(rows, at):
        first = next((number for number in range(len(header.cells)) if money_columns(header.cells, number)), None)
        if first is None or first + len(columns := money_columns(header.cells, first)) != len(header.cells):
            continue
        end = _money_end(rows, header.end)
        pieces = [*header.before[: len(header.before) - len(header.cells) + first], *_atoms(rows[header.end : end])]
        named = _named([atom for atom in pieces if not _is_amount(atom)])
        if named is None:
            continue
        kinds = [kind for kind, _ in columns]
        made = [*(_cell(*label) for label in named.sides), *header.cells[first:]]
        cost = 0.0
        own = _shared(named.items, [atom for atom in pieces if _is_amount(atom)])
        for item, amounts in zip(named.items, own, strict=True):
            line = _in_line(amounts, kinds)
            cost += cost_of(aligned(line, kinds), kinds)
            made += [_cell(*item), *line]
        if best is None or cost < best[0]:
            best = cost, _Block(made, end)
    return best[1] if best is not None else None


class _Header(NamedTuple):
    """A header's cells, the line after it, and its pieces as far as they may be a label before it."""

    cells: list[Cell]
    end: int
    before: tuple[Atom, ...]


def _headers(rows: Sequence[Row], at: int) -> Iterator[_Header]:
    """The ways to read the lines from `at` on as a header of money.

    A word may go on in brackets on the next line; one that is wrapped may stand above and below all others, and then
    anywhere among them; the block's label may begin on the line before.
    """
    lead: tuple[Atom, ...] = ()
    if len(rows[at].atoms) == 1 and at + 2 < len(rows) and len(rows[at + 2].atoms) == 1:
        wrapped = _cell(*rows[at].atoms, *rows[at + 2].atoms)
        if bare(wrapped.text) in money_heads():
            others = [_cell(atom) for atom in rows[at + 1].atoms]
            for number in range(len(others) + 1):
                yield _Header([*others[:number], wrapped, *others[number:]], at + 3, ())
            return
    if len(rows[at].atoms) == 1 and _OPEN.search(rows[at].text) and at + 1 < len(rows):
        lead, at = rows[at].atoms, at + 1
    upper = rows[at].atoms
    lower = rows[at + 1].atoms if at + 1 < len(rows) else ()
    if len(lower) == len(upper) > 1 and all(map(_goes_on, upper, lower)):
        yield _Header([_cell(*pair) for pair in zip(upper, lower, strict=True)], at + 2, (*lead, *upper))
    yield _Header([_cell(atom) for atom in upper], at + 1, (*lead, *upper))


def _goes_on(above: Atom, below: Atom) -> bool:
    return _OPEN.search(above.text) is not None or below.text[0] in "（("


def _atoms(rows: Sequence[Row]) -> list[Atom]:
    return [atom for row in rows for atom in row.atoms]


def _is_amount(atom: Atom) -> bool:
    return kind_of(atom.text) in _AMOUNTS or _PERCENT.match(atom.text) is not None


def _money_end(rows: Sequence[Row], at: int) -> int:
    """The line after the block: the next block's labels, or prose."""
    end = at
    while end < len(rows) and end < at + _MOST_LINES:
        texts = [atom.text for atom in rows[end].atoms]
        if any(is_goal_label(text) or bare(text) in _others() for text in texts if not is_item(text)):
            break
        if any(len(text) > _LABEL and kind_of(text) not in _AMOUNTS for text in texts):
            break
        end += 1
    return end


@cache
def _others() -> frozenset[str]:
    """Labels of other blocks."""
    return words().fields | words().labels | words().matrix


def _named(pieces: Sequence[Atom]) -> _Named | None:
    """Pieces in the order of the lines as whole names of items, and what is left as the block's labels."""
    if len(pieces) > _MOST_PIECES:
        return None
    ways: list[_Way] = [_Way((), (), (), ())]
    for piece in pieces:
        made = []
        for way in ways:
            label = (*way.side, piece)
            if _is_side(label):
                made.append(way._replace(sides=(*way.sides, label), side=()))
            if len(_said(label)) <= _LABEL:
                made.append(way._replace(side=label))
            name = (*way.item, piece)
            if _is_name(name):
                made.append(way._replace(items=(*way.items, name), item=()))
            if may_be_item(_said(name)):
                made.append(way._replace(item=name))
        ways = sorted(made, key=_unlikely)[:_MOST_WAYS]
    whole = [way for way in ways if not way.item and not way.side and way.items]
    best = min(whole, key=_unlikely, default=None)
    return _Named(best.sides, best.items) if best is not None else None


class _Way(NamedTuple):
    """Labels and items that are whole, and the pieces of those that are not yet."""

    sides: tuple[tuple[Atom, ...], ...]
    items: tuple[tuple[Atom, ...], ...]
    side: tuple[Atom, ...]
    item: tuple[Atom, ...]


def _unlikely(way: _Way) -> tuple[int, int]:
    """What gives few pieces to labels comes first, then what makes few items."""
    return sum(map(len, way.sides)) + len(way.side), len(way.items)


def _said(pieces: Sequence[Atom]) -> str:
    return "".join(piece.text for piece in pieces)


def _is_name(pieces: Sequence[Atom]) -> bool:
    if any(piece.text[0] in "（(" for piece in pieces[1:]):
        return False  # brackets behind a name are of another label
    word = bare(_said(pieces))
    return is_item(_said(pieces)) or word in words().totals


def _is_side(pieces: Sequence[Atom]) -> bool:
    return _SIDE.fullmatch(fold(_said(pieces))) is not None


def _shared(items: Sequence[Sequence[Atom]], amounts: Sequence[Atom]) -> list[list[Atom]]:
    """The amounts beside each item: those on its lines, or on the nearest."""
    made: list[list[Atom]] = [[] for _ in items]
    spans = [(item[0].line, item[-1].line) for item in items]
    for amount in amounts:
        off = [max(first - amount.line, amount.line - last, 0) for first, last in spans]
        made[off.index(min(off))].append(amount)
    return made


def _in_line(amounts: Sequence[Atom], kinds: Sequence[BudgetColumn]) -> list[Cell]:
    """The amounts of an item from left to right; one that was wrapped stands above and below the line of the others."""
    lines = sorted({atom.line for atom in amounts})
    if len(lines) < 2:
        return [_cell(atom) for atom in amounts]
    main = max(lines, key=lambda line: sum(atom.line == line for atom in amounts))
    cells = [_cell(atom) for atom in amounts if atom.line == main]
    others = [atom for atom in amounts if atom.line != main]
    if len(others) > len(lines):
        return [_cell(atom) for atom in amounts]
    wrapped = _cell(*others)
    ways = [[*cells[:at], wrapped, *cells[at:]] for at in range(len(cells) + 1)]
    return min(ways, key=lambda way: cost_of(aligned(way, kinds), kinds))


# goals


@dataclass(frozen=True, slots=True)
class _State:
    """The text and the number of the last line of each goal, and which pieces each has."""

    cost: float
    tails: tuple[str, str]
    at: tuple[int, int]
    goals: tuple[tuple[Atom, ...], tuple[Atom, ...]]

    def whole(self) -> float:
        """The cost at the block's end: goals that are cut off, or begin neither together nor stand about one middle."""
        cost = self.cost + sum(map(_end, self.tails))
        if not all(self.goals):
            return cost
        (first, last), (other_first, other_last) = ((goal[0].line, goal[-1].line) for goal in self.goals)
        return cost + _ASIDE * min(abs(first - other_first), abs(first + last - other_first - other_last))


def _goals(rows: Sequence[Row], at: int) -> _Block | None:
    """The block of two goals whose labels are line `at`: all labels, then both texts."""
    labels = rows[at].atoms
    if not 2 <= len(labels) <= 3 or not all(is_goal_label(label.text) for label in labels):
        return None
    end = _goals_end(rows, at + 1)
    lines = [list(row.atoms) for row in rows[at + 1 : end]]
    side = [labels[0]] if len(labels) == 3 else _taken_side(lines)
    lines = [line for line in lines if line]
    if not lines or any(len(line) > _MOST_ATOMS for line in lines):
        return None
    best = _read(lines, (0.0, 0.0))
    wide = [max((width(atom.text) for atom in goal), default=0.0) for goal in best.goals]
    best = _read(lines, (wide[0], wide[1]))
    if not all(best.goals):
        return None
    goals = best.goals
    doubts: tuple[Doubt, ...] = ()
    if not any(_beside(line, goals) for line in lines):
        goals = (goals[0], goals[1]) if goals[0][0].start < goals[1][0].start else (goals[1], goals[0])
        message = "no line has a piece of both goals; the one that begins first was taken for the left one"
        spans = tuple(atom.span for goal in goals for atom in goal)
        doubts = (Doubt("reading-tied", "warning", message, "order of the lines", spans),)
    head = ([_cell(*side)] if side else []) + [_cell(label) for label in labels[-2:]]
    return _Block([*head, *(_cell(*goal) for goal in goals)], end, doubts)


def _beside(line: Sequence[Atom], goals: tuple[tuple[Atom, ...], tuple[Atom, ...]]) -> bool:
    """Whether a line has a piece of both goals."""
    return all(any(atom in goal for atom in line) for goal in goals)


def _goals_end(rows: Sequence[Row], at: int) -> int:
    end = at
    while end < len(rows) and end < at + _MOST_LINES:
        texts = [atom.text for atom in rows[end].atoms]
        if any(bare(text) in words().fields for text in texts):
            break
        end += 1
    return end


def _taken_side(lines: list[list[Atom]]) -> list[Atom]:
    """The pieces of the block's label, which stand first in their lines; they are taken out of `lines`."""
    firsts = [squeeze(line[0].text) for line in lines]
    short = [at for at, text in enumerate(firsts) if len(text) <= _PIECE and text[-1] not in STOPS]
    for first, last in _runs(len(short)):
        chosen = [lines[at][0] for at in short[first:last]]
        if is_goal_label("".join(atom.text for atom in chosen)):
            for at in short[first:last]:
                del lines[at][0]
            return chosen
    return []


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Runs of neighbours, short ones first."""
    for length in range(1, min(count, 4) + 1):
        yield from ((first, first + length) for first in range(count - length + 1))


def _read(lines: Sequence[Sequence[Atom]], wide: tuple[float, float]) -> _State:
    """Each line's pieces given to the two columns, so that both read on; a first reading does not know their widths."""
    beam = [_State(0.0, ("", ""), (0, 0), ((), ()))]
    for number, line in enumerate(lines):
        made = [_with(state, number, (line[:cut], line[cut:]), wide) for state in beam for cut in range(len(line) + 1)]
        beam = sorted(made, key=lambda state: state.cost)[:_BEAM]
    return min(beam, key=lambda state: state.whole())


def _with(
    state: _State, number: int, parts: tuple[Sequence[Atom], Sequence[Atom]], wide: tuple[float, float]
) -> _State:
    """A state after line `number`, of which each goal has a part."""
    cost, tails, at = state.cost, list(state.tails), list(state.at)
    for column, part in enumerate(parts):
        if not part:
            continue
        text = "".join(atom.text for atom in part)
        cost += sum(_APART if gap is None else gap for gap in gaps(Row(number, 0, tuple(part)), wordy=True))
        if tails[column]:
            cost -= lean(tails[column], text)
            cost += _SKIPPED * max(0, number - at[column] - 2)
            if wide[column] and wide[column] - width(tails[column]) > 2 * _PLAY:
                cost += _SHORT if tails[column][-1] in STOPS else 2 * _SHORT
        tails[column], at[column] = text, number
    goals = ((*state.goals[0], *parts[0]), (*state.goals[1], *parts[1]))
    return _State(cost, (tails[0], tails[1]), (at[0], at[1]), goals)


def _end(tail: str) -> float:
    if not tail:
        return _EMPTY
    return 0.0 if tail[-1] in STOPS else _BROKEN_OFF
