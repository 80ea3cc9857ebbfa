"""What a page says again: header rows at its top; and the rows with which a form, not a page, begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.ir import Cell

_DEEPEST = 6  # rows that a repeated header may take
_LABEL = 40  # characters: a header's cell is no longer
_TITLED = 3  # rows in which a form's first label stands, behind a title and a year
_FEWEST = 2  # words of a header that stands in mid-table


@dataclass(frozen=True, slots=True)
class _Printed:
    """The texts that begin in a row: those of its lowest cells, and those of cells that go on below them."""

    texts: tuple[str, ...]
    tall: frozenset[str]


def repeated(above: Sequence[Cell], below: Sequence[Cell]) -> int:
    """How many rows at the top of `below` repeat rows that follow one another in `above`.

    A label that runs on beside the rows may be missing in either.
    """
    here, there = _rows(below, _DEEPEST), _rows(above, None)
    best = 0
    for start in there:
        if start > 0 and not _heads(there[start]):
            continue
        count = 0
        while count in here and start + count in there and _alike(here[count], there[start + count]):
            count += 1
        best = max(best, count)
    return best


def starts_anew(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether `below` begins with labels of a header block that `above` has had."""
    again = repeated(above, below)
    had = {bare(cell.text) for cell in above} & words().fields
    firsts: dict[int, Cell] = {}
    for cell in below:
        if again <= cell.row < again + _TITLED and cell.spans:
            firsts[cell.row] = min(cell, firsts.get(cell.row, cell), key=lambda cell: cell.column)
    return any(bare(cell.text) in had for cell in firsts.values())


def _rows(cells: Sequence[Cell], most: int | None) -> dict[int, _Printed]:
    """The printed texts of each row that could be a header's."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.spans and (most is None or cell.row < most):
            rows.setdefault(cell.row, []).append(cell)
    found = {}
    for row, beginning in rows.items():
        beginning.sort(key=lambda cell: cell.column)
        low = min(cell.rowspan for cell in beginning)
        texts = tuple(squeeze(cell.text) for cell in beginning if cell.rowspan == low)
        tall = frozenset(squeeze(cell.text) for cell in beginning if cell.rowspan > low)
        if all(len(text) < _LABEL for text in (*texts, *tall)) and not all(map(_numeric, texts)):
            found[row] = _Printed(texts, tall)
    return found


def _alike(one: _Printed, other: _Printed) -> bool:
    """Whether two rows print the same; a label that runs on beside them may be missing or cut in one."""
    return one.texts == other.texts and (len(one.texts) > 1 or one.tall <= other.tall or other.tall <= one.tall)


def _heads(row: _Printed) -> bool:
    """Whether a row has the words of a header."""
    known = words()
    return sum(bare(text) in known.columns or bare(text) in known.budget for text in row.texts) >= _FEWEST


def _numeric(text: str) -> bool:
    return text.replace(".", "").replace("%", "").isdecimal()
