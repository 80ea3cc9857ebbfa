"""A table of which no records were made: which of its rows head its columns, and with what labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfparse.forms.kinds import is_blank
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, grid, printed
from perfparse.model.ir import Cell, Table

_LONGEST = 24  # characters of a label over a column
_DEEPEST = 3  # rows of a header
_FEWEST = 2  # labels of a header
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|$)")
_VALUE = re.compile(r"[\d０-９。；;！？]")
"""What no label has, but for a year: figures, and the marks that end a sentence."""


def header(table: Table) -> tuple[int, tuple[str | None, ...]]:
    """How many rows at the top of `table` head its columns, and the label of each column; none where none is one.

    A header is a row of short texts without figures (a year is none) over rows of another kind: with figures, or long
    texts, in most cells of some column. Where cells of the first row go on beside the next rows, all these rows are
    the header, and a label is what stands over the column, from top to bottom, with a stroke between. A cell that is
    merged over several columns is the label of each. Only the first column may have values and no label.
    """
    place = grid(0, table)
    none = 0, (None,) * table.columns
    if not place.rows or table.columns < _FEWEST:
        return none
    depth = max((cell.rowspan for cell in printed(place.rows[0])), default=0)
    if not 0 < depth <= min(_DEEPEST, len(place.rows) - 1):
        return none
    head = [cell for row in place.rows[:depth] for cell in row if cell.spans]
    if any(cell.row + cell.rowspan > depth or not _is_label(cell.text) for cell in head):
        return none
    labels = tuple(_label(place.rows[:depth], column) for column in range(table.columns))
    below = _below(place, depth)
    values = [column for column, cells in below.items() if 2 * sum(map(_is_label, cells)) < len(cells)]
    whole = all(labels[column] is not None for column in below if 0 < column < table.columns)
    if len(printed(place.rows[0])) < _FEWEST or not values or not whole:
        return none
    return depth, labels


def _is_label(text: str) -> bool:
    word = _YEAR.sub("", squeeze(text))
    return len(word) <= _LONGEST and not _VALUE.search(word) and not is_blank(text)


def _below(place: Grid, depth: int) -> dict[int, list[str]]:
    """The texts below the header by the column in which they begin."""
    columns: dict[int, list[str]] = {}
    for row in range(depth, len(place.rows)):
        for cell in printed(place.beginning(row)):
            columns.setdefault(cell.column, []).append(cell.text)
    return columns


def _label(rows: Sequence[Sequence[Cell]], column: int) -> str | None:
    """The texts over a column, each cell's once."""
    over = [cell for row in rows for cell in row if cell.column <= column < cell.column + cell.colspan and cell.spans]
    texts = [cell.text.replace("\n", "").strip() for at, cell in enumerate(over) if cell not in over[:at]]
    return "/".join(texts) or None
