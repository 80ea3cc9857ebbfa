"""Line-interleaved text → lines and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from perfparse.forms.templates import banners, reads_as
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold
from perfparse.layout import form_blocks
from perfparse.layout.atoms import Atom as Cell
from perfparse.layout.bands import above, build
from perfparse.layout.bands.atoms import Atom, Row, rows_of
from perfparse.layout.bands.header import Head, heads
from perfparse.layout.bands.table import Body, Decoded, decode
from perfparse.model.ir import Document, Doubt, Flow, Line, Table

_FEWEST_LINES = 3  # of rows, by which bands can be told


class Found(NamedTuple):
    """A text that may be line-interleaved: its lines, its tables, and what repeats on its pages."""

    rows: Sequence[Row]
    bodies: Sequence[Body]
    furniture: list[Atom]


def find(document: Document) -> Found | None:
    """The tables of a text whose lines may have a piece of every column at their height; None where they cannot."""
    rows, furniture = rows_of(document)
    found = [body for body in bodies(rows, heads(rows)) if body.rows]
    lines = [row for body in found for row in body.rows]
    if len(lines) < _FEWEST_LINES or not any(len(row.atoms) > 1 for row in lines):
        return None
    return Found(rows, found, furniture)


def flow(document: Document) -> Flow | None:
    """Lines and tables of a line-interleaved text; None where it is none."""
    found = find(document)
    return read(found) if found is not None else None


def read(found: Found, *, likely: bool = False) -> Flow | None:
    """Lines and tables of a text whose lines have a piece of every column at their height; None where they have not.

    That they have shows in what it costs to read them so: as bands of cells that stand in the middle of their rows,
    or begin at their top, each cell reading on from line to line. `likely` tells that something else speaks for it.
    """
    rows, furniture = found.rows, list(found.furniture)
    decoded: list[Decoded] = []
    for body in found.bodies:
        one = decode(body, likely=likely)
        if one is None:
            return None
        decoded.append(one)
    items: list[Line | Table] = []
    doubts: list[Doubt] = []
    at = 0
    for one in decoded:
        body = one.body
        cells, told = above.cells(rows[at : body.head.first])
        items += form_blocks.before(cells)
        doubts += told
        table = build.table(one)
        items.append(table)
        rest = one.rows[one.read.end :]
        beside_none = _without_rows(one, table)
        if beside_none:
            spans = tuple(cell.spans[0] for cell in beside_none)
            message = (
                f"{len(spans)} piece(s) of levels stand beside no row that could be read; rows may lack their level"
            )
            doubts.append(Doubt("level-unplaced", "warning", message, "rows", spans))
        furniture += body.again
        at = body.end if body.total is None else body.total.number + 1
        items += form_blocks.after([*beside_none, *_cells(rest)])
    items += form_blocks.after(_cells(rows[at:]))
    return Flow(tuple(items), tuple(atom.span for atom in furniture), tuple(doubts))


def _without_rows(decoded: Decoded, table: Table) -> list[Cell]:
    """Pieces of labels for which there was no row: of a text that breaks off there may be more labels than rows."""
    placed = {at for cell in table.cells for span in cell.spans for at in range(span.start, span.end)}
    atoms = [atom for label in decoded.labels for atom in label.atoms if atom.span.start not in placed]
    return [Cell(atom.text, (atom.span,)) for atom in atoms]


def _cells(rows: Sequence[Row]) -> list[Cell]:
    """What stands around the tables, a cell each piece between spaces, in the lines' order."""
    return [Cell(atom.text, (atom.span,)) for row in rows for atom in row.atoms]


def bodies(rows: Sequence[Row], found: Sequence[Head]) -> list[Body]:
    """The tables of a document: each header with the lines under it."""
    made: list[Body] = []
    at = 0
    starts = {head.first: head for head in found}
    ended = True
    while at < len(rows):
        head = starts.get(at)
        if head is not None:
            if not ended and made[-1].head.words == head.words:
                made[-1].again += [atom for row in rows[head.first : head.last + 1] for atom in row.atoms]
            else:
                made.append(Body(head, []))
                ended = False
            at = head.last + 1
            if not ended:
                made[-1].end = at
            continue
        if made and not ended:
            row = rows[at]
            if bare(row.atoms[0].text) in words().totals:
                made[-1].total = row
                ended = True
            elif row.text in banners():
                made[-1].again += row.atoms
            elif _ends(row):
                ended = True
            else:
                made[-1].rows.append(row)
                made[-1].end = at + 1
        at += 1
    return made


def _ends(row: Row) -> bool:
    """Whether a line stands below a table: a note, a row over its whole width, or another form's title."""
    text = fold(row.text)
    return reads_as(text, "title", "notes", "full_rows")
