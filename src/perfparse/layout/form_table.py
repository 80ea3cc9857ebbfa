"""Cells one after another → lines and tables: headers found by their words, rows decoded, the blocks around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

from perfparse.forms.headers import NAMES, VALUES, by_place, column_role, role_of
from perfparse.forms.templates import banners, reads_as
from perfparse.forms.two_rows import merged, parted
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.layout import form_blocks, row_heads
from perfparse.layout.atoms import Atom, kind_of, level_of
from perfparse.layout.form_costs import ARITHMETIC, Marks
from perfparse.layout.form_rows import Row, Rows, decode
from perfparse.model.ir import Cell, Doubt, Line, Role, Span, Table

_LONGEST = 24  # characters of a header cell
_FEWEST = 3  # cells of a header
_STRANGE = 0.4  # of a header's cells that may be strange
_FIGURE = re.compile(r"\d")
_EXACT = 2  # of them that a list names
_TIED = 0.3  # nats under which two readings are as good as one another
_NOTED = 3.0  # nats under which another reading is told
_SCALE = 1.5


@dataclass(frozen=True, slots=True)
class Head:
    """A header of indicators, cells `first` to `last` (not included) of the text.

    `columns` are its cells from left to right with their roles. `side` is the block's label before it. Where the
    print has two rows, `over` are the cells of the upper one with the columns that each is over.
    """

    first: int
    last: int
    columns: tuple[tuple[Atom, Role], ...]
    side: Atom | None = None
    over: tuple[tuple[Atom, int, int], ...] = ()
    fit: float | None = None
    """How well roles fit the columns by the cells below, in nats a column, where the model was asked."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text as read: its items, doubts, and what its rows cost on the average (0 is a perfect fit).

    `columns` is how many its widest header has.
    """

    items: tuple[Line | Table, ...]
    doubts: tuple[Doubt, ...]
    records: int
    cost: float
    columns: int = 0
    fit: float | None = None
    """How well its headers fit the rows below, in nats a column, where the model told them all."""


def read(atoms: Sequence[Atom], marks: Marks) -> Read | None:
    """Read a text's cells; None where no header of indicators is among them."""
    found = heads(atoms, marks)
    if not found:
        return None
    items: list[Line | Table] = []
    doubts: list[Doubt] = []
    at, records, cost = 0, 0, 0.0
    behind: Sequence[Atom] = ()
    for head, end in zip(found, [*(head.first for head in found[1:]), len(atoms)], strict=True):
        items += form_blocks.before(_plain((*behind, *atoms[at : head.first]), marks))
        body = atoms[head.last : end]
        rows = decode(body, [role for _, role in head.columns], marks, [_is_full(atom) for atom in body])
        made, told = table(head, rows)
        items.append(made)
        doubts += told
        number = sum(row.kind == "record" for row in rows.rows)
        records, cost = records + number, cost + rows.cost * number
        behind, at = rows.behind, end
    items += form_blocks.after(behind)
    columns = max(len(head.columns) for head in found)
    fits = [head.fit for head in found if head.fit is not None]
    fit = sum(fits) / len(fits) if len(fits) == len(found) else None
    return Read(tuple(items), tuple(doubts), records, cost / max(1, records), columns, fit)


def _plain(atoms: Sequence[Atom], marks: Marks) -> list[Atom]:
    """`atoms` without marks of rows that mean nothing."""
    return list(atoms) if marks.told else [replace(atom, row=False) for atom in atoms]


def _is_full(atom: Atom) -> bool:
    text = fold(atom.text) if len(atom.text) <= 4 * _LONGEST else ""
    return bool(text) and reads_as(text, "full_rows")


def begins_anew(text: str) -> bool:
    """Whether a line is no more of the cell before it: a row of its own, a label, a level, a note."""
    atom = Atom(text)
    known = _is_full(atom) or _role(atom) is not None or level_of(text) is not None
    return known or form_blocks.is_after(text) or form_blocks.is_label(text)


# headers


def heads(atoms: Sequence[Atom], marks: Marks) -> list[Head]:
    """The headers of indicators among `atoms`, in order; where rows are marked, the model tells which are."""
    found: list[Head] = []
    starts = [number for number, atom in enumerate(atoms) if atom.row] if marks.told else []
    at = 0
    while at < len(atoms):
        told = _told(atoms, starts, bisect_left(starts, at)) if marks.told and atoms[at].row else None
        if told is not None:
            found.append(told)
            at = told.last
            continue
        last = _run(atoms, at, marks)
        head = _of_rows(atoms, at, last, marks) if marks.told else None
        if head is None and last - at >= _FEWEST:
            head = head_of(atoms, at, last, one_row=marks.told)
        if head is not None:
            found.append(head)
            last = head.last
        at = max(last, at + 1)
    return found


def _told(atoms: Sequence[Atom], starts: Sequence[int], at: int) -> Head | None:
    """The header that the model of a form takes the marked row number `at`, or that and the next, for."""
    edges = [*starts[at : at + row_heads.REACH], len(atoms)][: row_heads.REACH]
    told = row_heads.row_head([atoms[first:last] for first, last in pairwise(edges)])
    if told is None:
        return None
    return Head(edges[0], edges[told.rows], told.columns, told.side, told.over, told.fit)


def _of_rows(atoms: Sequence[Atom], first: int, middle: int, marks: Marks) -> Head | None:
    """The header that a marked row, `first` to `middle`, makes with the one below it, where the two are one."""
    if not first < middle < len(atoms) or not atoms[middle].row:
        return None
    last = _run(atoms, middle, marks)
    if last < len(atoms) and not atoms[last].row:
        return None  # only its beginning is a header
    if any(map(row_heads.is_cut, atoms[first:last])):
        return None
    return _two_rows(first, last, _with_roles(atoms, first, middle), _with_roles(atoms, middle, last))


def _with_roles(atoms: Sequence[Atom], first: int, last: int) -> list[tuple[Atom, Role]]:
    """The words of a header with what they are."""
    return [(atom, column_role(bare(atom.text)) or "extra") for atom in atoms[first:last]]


def _by_place(cells: Sequence[tuple[Atom, Role]]) -> list[tuple[Atom, Role]]:
    """The words of a header of one row with what they are beside each other."""
    roles = by_place([bare(atom.text) for atom, _ in cells], [role for _, role in cells])
    return [(atom, role) for (atom, _), role in zip(cells, roles, strict=True)]


def _run(atoms: Sequence[Atom], first: int, marks: Marks) -> int:
    """Where the run of header words that begins at `first` ends.

    Where rows are marked it is the row, whatever strange words are among the known ones: 扣分原因及整改措施.
    """
    at, strange = first, 0
    while at < len(atoms) and not (atoms[at].row and at > first and marks.told):
        if _role(atoms[at]) is None:
            strange += 1
            if not marks.told or not atoms[first].row or not _may_head(atoms[at]):
                break
        at += 1
    else:
        if strange <= _STRANGE * (at - first):
            return at
    return first + next((number for number, atom in enumerate(atoms[first:at]) if _role(atom) is None), at - first)


def _may_head(atom: Atom) -> bool:
    """Whether a cell may head a column that no list names: a few words, no number, no value, no level."""
    word = bare(atom.text)
    return 1 < len(word) <= _LONGEST and kind_of(atom.text) in ("name", "text") and not _FIGURE.search(word)


def _role(atom: Atom) -> Role | None:
    if not atom.text or len(atom.text) > 3 * _LONGEST:
        return None
    word = bare(atom.text)
    if not word or len(word) > _LONGEST or level_of(atom.text) is not None:
        return None
    if fold(atom.text) in banners():
        return None
    return column_role(word) or ("extra" if word in words().names else None)


def head_of(atoms: Sequence[Atom], first: int, last: int, *, one_row: bool = False) -> Head | None:
    """The header that the run `first` to `last` is, where it has names and values; it may be known to be `one_row`."""
    cells = _with_roles(atoms, first, last)
    roles = [role for _, role in cells]
    exact = sum(role_of(bare(atom.text)) is not None for atom, _ in cells)
    told = VALUES & set(roles) or any(bare(atom.text) in words().judging for atom, _ in cells)
    if not told or not NAMES & set(roles) or exact < _EXACT:
        return None
    rows = None if one_row else parted(roles)
    whole = rows and _two_rows(first, last, cells[: rows[1]], cells[rows[1] :])
    if whole:
        return whole
    if roles[1:2] == ["level1"] and roles[0] != "extra":  # 序号 is a column
        return Head(first, last, _lowest(_by_place(cells[1:])), cells[0][0])
    return Head(first, last, _lowest(_by_place(cells)))


def _lowest(cells: Sequence[tuple[Atom, Role]]) -> tuple[tuple[Atom, Role], ...]:
    """Where no column is an indicator's, the lowest level's is; of several, the last."""
    roles = [role for _, role in cells]
    if "indicator" in roles:
        return tuple(cells)
    lowest = "level2" if "level2" in roles else "level1"
    return tuple((atom, "indicator" if role == lowest else role) for atom, role in cells)


def _two_rows(
    first: int, last: int, upper: Sequence[tuple[Atom, Role]], lower: Sequence[tuple[Atom, Role]]
) -> Head | None:
    """A header of two rows: 绩效指标 | 年度指标值 | 得分, then what stands under the first two."""
    side: Atom | None = None
    if [role for _, role in upper[:2]] == ["indicator", "level1"]:  # the label of the block
        side, upper = upper[0][0], upper[1:]
    rows = upper, lower
    whole = merged(*([(bare(atom.text), role) for atom, role in row] for row in rows))
    if whole is None or not NAMES & {role for _, role in (*upper, *lower)}:
        return None
    columns = [(rows[column.row][column.at][0], column.role) for column in whole.columns]
    over = tuple((upper[word.at][0], word.start, word.end) for word in whole.over)
    return Head(first, last, _lowest(columns), side, over)


# the table


def table(head: Head, rows: Rows) -> tuple[Table, list[Doubt]]:
    """The table that a header and its rows make, and what is in doubt."""
    base = 1 if head.side is not None else 0
    width = base + len(head.columns)
    deep = 2 if head.over else 1
    cells = _header(head, base, deep)
    doubts: list[Doubt] = []
    for number, row in enumerate(rows.rows, deep):
        placed = _placed(row, head)
        sure = round(1 - 0.5 * exp(-row.margin / _SCALE), 3) if row.other else 1.0
        noted: tuple[str, ...] = (f"it may be read as {row.other}",) if row.other and row.margin < _NOTED else ()
        noted += (f"{ARITHMETIC} {row.decided}",) if row.decided else ()
        for column, atom, colspan in placed:
            cells.append(Cell(number, base + column, atom.text, atom.spans, 1, colspan, sure, noted, margin=row.margin))
        if row.other and row.margin < _TIED:
            spans: tuple[Span, ...] = tuple(span for _, atom, _ in placed for span in atom.spans)
            message = f"two readings of a row are as good as one another; the other is: {row.other}"
            doubts.append(Doubt("reading-tied", "warning", message, "margin of the reading", spans))
    if head.side is not None:
        cells.append(Cell(0, 0, head.side.text, head.side.spans, max(deep + len(rows.rows), deep + 1), 1))
    if rows.given_up:
        message = f"the last {rows.given_up} cells are more than one table is read of; they are left out"
        doubts.append(Doubt("search-bounded", "error", message, "size", rows.behind[-1].spans))
    return Table(width, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))), doubts


def _header(head: Head, base: int, deep: int) -> list[Cell]:
    under = {column for _, start, end in head.over for column in range(start, end)}
    cells = [Cell(0, base + start, atom.text, atom.spans, 1, end - start) for atom, start, end in head.over]
    for column, (atom, _) in enumerate(head.columns):
        low = column in under
        cells.append(Cell(1 if low else 0, base + column, atom.text, atom.spans, 1 if low else deep))
    return cells


def _placed(row: Row, head: Head) -> list[tuple[int, Atom, int]]:
    """The cells of a row with their columns and widths; what no column wants stands in the last that is free."""
    if row.kind == "full":
        return [(0, row.cells[0][1], len(head.columns))]
    if row.kind == "junk":
        atom = row.cells[0][1]
        return [(_spare(head) if squeeze(atom.text).strip("…./—-") else _named(head), atom, 1)]
    taken = {column for column, _ in row.cells if column >= 0}
    free = [column for column in range(len(head.columns)) if column not in taken and column > 0]
    placed = []
    for column, atom in row.cells:
        at = column if column >= 0 else free.pop() if free else len(head.columns) - 1
        placed.append((at, atom, 1))
    return sorted(placed, key=lambda each: each[0])


def _spare(head: Head) -> int:
    roles = [role for _, role in head.columns]
    return next((roles.index(role) for role in ("reason", "extra") if role in roles), len(roles) - 1)


def _named(head: Head) -> int:
    roles = [role for _, role in head.columns]
    return roles.index("indicator") if "indicator" in roles else 0
