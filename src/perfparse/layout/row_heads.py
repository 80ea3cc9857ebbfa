"""Headers of texts whose rows are marked: a row or two that the model of a form takes for one, by what stands below.

The cells of such a row are known, and mostly those of the rows behind it: all rows of the header's width show what its
columns hold. Cells that go on beside several rows stand in the first of them only, so a row may lack some at its left.
In a header of two rows nothing says which words of the lower one stand under which of the upper one: of all ways that
come out at the width of the rows behind, the likeliest is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice

from perfparse.forms import candidates, header
from perfparse.forms.columns import reported
from perfparse.forms.vocabulary import words
from perfparse.language.folding import fold
from perfparse.layout.atoms import Atom
from perfparse.layout.measure import is_han
from perfparse.model.grid import grid
from perfparse.model.ir import Cell, Role, Table

_ROWS = 40  # behind a header that show what its columns hold
REACH = _ROWS + 2
"""Rows that `row_head` looks at."""
_PLACED = 0.5  # share of the rows behind a header that come out at its width, at least
_WIDER = 0.15  # share of the rows that may be wider than their header
_WAYS = 120  # to put two rows of a header together that are tried


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell of a header in its place: column `start` to `end` (not included), in rows `top` to `low`."""

    atom: Atom
    start: int
    end: int
    top: int = 0
    low: int = 0


@dataclass(frozen=True, slots=True)
class RowHead:
    """A header of `rows` rows: its columns' cells and roles, the cells over several, and the block's label beside."""

    rows: int
    columns: tuple[tuple[Atom, Role], ...]
    over: tuple[tuple[Atom, int, int], ...] = ()
    side: Atom | None = None
    fit: float = 0.0
    """How well roles fit its columns, in nats a column: what decides between ways to read it."""


_Way = tuple[list[Placed], Atom | None]
"""The cells of a header, and the block's label beside it."""


def row_head(rows: Sequence[Sequence[Atom]]) -> RowHead | None:
    """The header that the first row, or the first two, are of the others; None where the model says they are none."""
    upper = _stripped(rows[0])
    if not candidates.may_begin([atom.text for atom in upper if atom.solid]):
        return None
    lower = _stripped(rows[1]) if len(rows) > 1 else []
    if any(map(is_cut, (*upper, *lower))):
        return None
    body = _body(rows[1:])
    ways = [(1, body, way) for way in _one_row(upper, body)]
    if candidates.may_begin([atom.text for atom in lower if atom.solid]):
        body = _body(rows[2:])
        ways += [(2, body, way) for way in islice(_two_rows(upper, lower, body), _WAYS)]
    likely = [told for depth, body, (cells, side) in ways if (told := _judged(cells, side, depth, body)) is not None]
    return max(likely, key=lambda head: head.fit) if likely else None


def is_cut(atom: Atom) -> bool:
    """Whether a cell is what a line end has left of a word, or of what stands in brackets: then lines are no rows."""
    text = fold(atom.text)
    alone = len(text) == 1 and is_han(text) and text not in words().grades
    return alone or text.count("（") != text.count("）")


def _stripped(row: Sequence[Atom]) -> list[Atom]:
    """A row without the blank cells at its end."""
    last = max((at for at, atom in enumerate(row) if atom.solid), default=-1)
    return list(row[: last + 1])


def _body(below: Sequence[Sequence[Atom]]) -> list[Sequence[Atom]]:
    """The rows behind a header, to the next that is one."""
    found: list[Sequence[Atom]] = []
    for row in below[:_ROWS]:
        texts = [atom.text for atom in row if atom.solid]
        if candidates.are_labels(texts):
            break
        found.append(row)
    return found


def _one_row(upper: Sequence[Atom], body: Sequence[Sequence[Atom]]) -> Iterator[_Way]:
    """A row as all of a header; its first cell may be the label of the block, under which nothing stands."""
    width = len(upper)
    full = [row for row in body if len(row) >= width]
    filled = (row for row in full if 2 * sum(bool(atom.solid) for atom in row) > len(row))  # a sum has few cells
    aside = not any(row[0].solid for row in filled)
    if aside and width > 2:
        yield [Placed(atom, at, at + 1) for at, atom in enumerate(upper[1:])], upper[0]
    if full:
        yield [Placed(atom, at, at + 1) for at, atom in enumerate(upper)], None


def _two_rows(upper: Sequence[Atom], lower: Sequence[Atom], body: Sequence[Sequence[Atom]]) -> Iterator[_Way]:
    """The ways in which words of the lower row stand under words of the upper one."""
    if not all(atom.solid for atom in (*upper, *lower)):
        yield _by_blanks(upper, lower), None
        return
    fewest = max(len(upper), len(lower))
    widths = [len(row) for row in body if fewest <= len(row) < len(upper) + len(lower)]
    for side, above in ((None, upper), (upper[0], upper[1:])):
        for width in sorted({max(widths, default=0), max(widths, default=0) - 1}, reverse=True):
            parents = len(above) + len(lower) - width
            fits = 0 < parents <= min(len(above), len(lower)) and len(above) < width
            if fits and width >= fewest - (side is not None):
                # from the right: values are parted more often than names
                for over in reversed(list(combinations(range(len(above)), parents))):
                    for cuts in combinations(range(1, len(lower)), parents - 1):
                        yield _under(above, lower, over, (0, *cuts, len(lower))), side


def _under(upper: Sequence[Atom], lower: Sequence[Atom], over: Sequence[int], cuts: Sequence[int]) -> list[Placed]:
    """The cells of a header where the words `over` of the upper row have those between two cuts under them."""
    cells: list[Placed] = []
    column = part = 0
    for at, atom in enumerate(upper):
        if at not in over:
            cells.append(Placed(atom, column, column + 1, 0, 1))
            column += 1
            continue
        under = lower[cuts[part] : cuts[part + 1]]
        cells.append(Placed(atom, column, column + len(under), 0, 0))
        cells += [Placed(word, column + i, column + i + 1, 1, 1) for i, word in enumerate(under)]
        column, part = column + len(under), part + 1
    return cells


def _by_blanks(upper: Sequence[Atom], lower: Sequence[Atom]) -> list[Placed]:
    """The cells of a header whose merged cells are printed with blank ones behind and under them."""
    cells: list[Placed] = []
    width = max(len(upper), len(lower))
    blank = Atom("")
    for column in range(width):
        top = upper[column] if column < len(upper) else blank
        low = lower[column] if column < len(lower) else blank
        if top.solid:
            cells.append(Placed(top, column, column + 1, 0, 0 if low.solid else 1))
        elif low.solid and cells:
            over = max((cell for cell in cells if cell.top == 0), key=lambda cell: cell.start)
            if over.low == 0:
                cells[cells.index(over)] = Placed(over.atom, over.start, column + 1)
        if low.solid:
            cells.append(Placed(low, column, column + 1, 1, 1))
    return cells


def _judged(cells: Sequence[Placed], side: Atom | None, depth: int, body: Sequence[Sequence[Atom]]) -> RowHead | None:
    """The header that cells make over the rows behind it; None where the model says that they are likelier none."""
    width = max(cell.end for cell in cells)
    made = [
        Cell(cell.top, cell.start, cell.atom.text, cell.atom.spans, cell.low - cell.top + 1, cell.end - cell.start)
        for cell in cells
    ]
    below = _below(body, width, depth, beside=side is not None)
    placed = len({cell.row for cell in below})
    if placed < _PLACED * len(body):
        return None
    wider = sum(len(_stripped(row)) > width + (side is not None) for row in body)
    if wider > _WIDER * len(body):
        return None
    made += below
    head = header.head_above(grid(0, Table(width, tuple(made))), depth - 1)
    if head is None:
        return None
    columns: list[tuple[Atom, Role]] = []
    for column in sorted((*head.columns, *chain(*head.beside)), key=lambda column: column.start):
        over = [cell for cell in cells if cell.start <= column.start and column.end <= cell.end]
        if not over:
            return None
        lowest = max(over, key=lambda cell: cell.top)
        columns.append((lowest.atom, reported(column.fine) if column.of is None else "extra"))
    wide = tuple((cell.atom, cell.start, cell.end) for cell in cells if cell.low < depth - 1)
    return RowHead(depth, tuple(columns), wide, side, head.fit)


def _below(body: Sequence[Sequence[Atom]], width: int, depth: int, *, beside: bool) -> list[Cell]:
    """The cells of the rows behind a header; one that a row lacks at its left goes on from the row before."""
    made: list[Cell] = []
    open_at: dict[int, int] = {}
    number = depth
    for row in body:
        cells = list(row[1:] if beside and row and not row[0].solid and len(row) > width else row)
        while len(cells) > width and not cells[-1].solid:
            cells.pop()
        lacks = width - len(cells)
        if lacks < 0 or 2 * len(cells) < width or any(column not in open_at for column in range(lacks)):
            continue
        for column in range(lacks):
            above = made[open_at[column]]
            made[open_at[column]] = Cell(
                above.row, above.column, above.text, above.spans, number - above.row + 1, above.colspan
            )
        for column, atom in enumerate(cells, lacks):
            open_at[column] = len(made)
            made.append(Cell(number, column, atom.text, atom.spans))
        number += 1
    return made
