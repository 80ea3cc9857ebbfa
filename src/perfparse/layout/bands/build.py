"""A decoded table → an `ir.Table`, its cells with their confidence and doubts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, inf

from perfparse.layout.bands.atoms import Atom, Row, joined
from perfparse.layout.bands.levels import LEVEL1, LEVEL2, SIDE
from perfparse.layout.bands.rows import Band
from perfparse.layout.bands.spans import Extent, place
from perfparse.layout.bands.table import Decoded
from perfparse.layout.form_costs import ARITHMETIC
from perfparse.model.ir import Cell, Span, Table

_HALF = 1.0  # nats by which a reading must be cheaper to be as likely as not right
_PER_NAT = 1.2
_MOST = 4.5  # nats: a row that is dearer is odd, whatever else its lines may be
_ODD = 0.6


def table(decoded: Decoded) -> Table:
    """The grid: a column for the label of the block, then the header's columns; the header is the first row."""
    head = decoded.body.head
    side = [atom for label in decoded.labels if label.track == SIDE for atom in label.atoms]
    beside = sorted([*head.label, *side], key=lambda atom: atom.start)
    left = 1 if beside else 0
    count = len(decoded.read.bands)
    height = 1 + count
    cells = [_cell(0, left + at, column.atoms) for at, column in enumerate(head.columns)]
    cells += _levels(decoded, left)
    places = [at for at, column in enumerate(head.columns) if column.role == "goal"]
    for at, atoms in zip(places, decoded.goals, strict=False):
        if atoms:
            cells.append(_cell(1, left + at, atoms, rowspan=max(1, count)))
    for at, band in enumerate(decoded.read.bands):
        cells += _row(decoded, band, at, left)
    if decoded.body.total is not None:
        cells += _total(decoded, decoded.body.total, height, left)
    if beside:
        cells.append(_cell(0, 0, beside, rowspan=max(2, height)))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Table(left + len(head.columns), tuple(cells))


def _cell(row: int, column: int, atoms: Sequence[Atom], *, rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell(row, column, joined(atoms), _spans(atoms), rowspan, colspan)


def _spans(atoms: Sequence[Atom]) -> tuple[Span, ...]:
    """The atoms' spans, those that a single space parts in one."""
    spans: list[Span] = []
    for atom in atoms:
        last = spans[-1] if spans else None
        if last is not None and last.page == (atom.page or None) and last.end + 1 == atom.start:
            spans[-1] = Span(last.start, atom.span.end, last.page)
        else:
            spans.append(atom.span)
    return tuple(spans)


# rows


def _row(decoded: Decoded, band: Band, at: int, left: int) -> list[Cell]:
    """The cells of a band. Those that the next-best reading has otherwise say so."""
    places = [decoded.body.head.columns.index(column) for column in decoded.columns]
    other = decoded.read.others[at]
    margin = decoded.read.margins[at]
    sure = min(_confidence(margin), _ODD if band.cost > _MOST else 1.0)
    freely = decoded.read.decided[at]
    told = (f"{ARITHMETIC} {_read_as(decoded, freely)}",) if freely is not None else ()
    made = []
    for column, lines in enumerate(band.cells):
        atoms = [atom for line, first, last in lines for atom in decoded.rows[line].atoms[first:last]]
        if not atoms:
            continue
        cell = _cell(1 + at, left + places[column], atoms)
        doubts = () if sure >= _SURE else (_doubt(decoded, band, other, odd=sure == _ODD),)
        made.append(replace(cell, confidence=sure, doubts=(*doubts, *told), margin=margin))
    return made


_SURE = 0.8


def _confidence(margin: float) -> float:
    """How likely it is that a reading by `margin` nats cheaper than the next is right."""
    return 0.99 if margin == inf else min(0.99, round(1 / (1 + exp(_PER_NAT * (_HALF - margin))), 2))


def _doubt(decoded: Decoded, band: Band, other: Band | None, *, odd: bool) -> str:
    if odd or other is None:
        return "the cells of this row were put together from lines that do not fit well"
    if (other.first, other.last) != (band.first, band.last):
        changed = "/".join(decoded.rows[line].text for line in range(other.first, other.last))
    else:
        changed = _read_as(decoded, other)
    return f"the lines of this row can also be read as {changed[:80]}"


def _read_as(decoded: Decoded, band: Band) -> str:
    """The cells of a band, for people."""
    cells = (
        "".join(atom.text for line, first, last in lines for atom in decoded.rows[line].atoms[first:last])
        for lines in band.cells
        if lines
    )
    return " | ".join(cells)[:80]


def _total(decoded: Decoded, total: Row, row: int, left: int) -> list[Cell]:
    """The row that sums up: its name, and its last figures as weight and score."""
    roles = decoded.body.head.roles
    atoms = list(total.atoms)
    amounts = [role for role in ("score", "weight") if role in roles]
    if len(atoms) - 1 < len(amounts):
        amounts = amounts[-1:]
    figures = (
        [atom for atom in atoms[1:] if atom.text.replace(".", "", 1).isdigit()][-len(amounts) :] if amounts else []
    )
    name = [atom for atom in atoms if atom not in figures]
    made = [_cell(row, left + roles.index(role), [atom]) for role, atom in zip(amounts, figures[::-1], strict=False)]
    return [_cell(row, left, name), *made]


# levels


def _levels(decoded: Decoded, left: int) -> list[Cell]:
    """The cells of merged labels, each beside its rows."""
    labels = [label for label in decoded.labels if label.track in (LEVEL1, LEVEL2)]
    heights = _heights(decoded)
    middles = []
    for label in labels:
        lines = [heights[atom.line] for atom in label.atoms]
        middles.append(((min(lines) + max(lines)) / 2, label.atoms[0].page))
    placed, margin = place(labels, middles, _extents(decoded, heights))
    roles = decoded.body.head.roles
    return [
        Cell(
            1 + one.first,
            left + roles.index(one.label.track),
            one.label.text,
            _spans(one.label.atoms),
            one.last - one.first,
            confidence=_confidence(margin),
        )
        for one in placed
    ]


def _heights(decoded: Decoded) -> dict[int, float]:
    """How far each line stands below the table's top, in half lines, by line number."""
    where: dict[int, tuple[int, int]] = {}
    for number, band in enumerate(decoded.read.bands):
        for line in range(band.first, band.last):
            where[decoded.rows[line].number] = number, band.heights[line - band.first]
    heights: dict[int, float] = {}
    height = 0.0
    before: tuple[int, int] | None = None
    for row in decoded.body.rows:
        here = where.get(row.number)
        if here is None or before is None:
            height += 1 if heights else 0
        elif here[0] == before[0]:
            height += here[1] - before[1] if row.number - 1 in where else (here[1] - before[1]) / 2
        else:
            height += 2
        heights[row.number] = height
        before = here if here is not None else None
    return heights


def _extents(decoded: Decoded, heights: dict[int, float]) -> list[Extent]:
    columns = [column.role for column in decoded.columns]
    weight = columns.index("weight") if "weight" in columns else None
    made = []
    for band in decoded.read.bands:
        first, last = decoded.rows[band.first], decoded.rows[band.last - 1]
        amount = None
        if weight is not None:
            text = "".join(
                atom.text for line, start, end in band.cells[weight] for atom in decoded.rows[line].atoms[start:end]
            )
            amount = float(text) if text.replace(".", "", 1).isdigit() else None
        made.append(Extent(heights[first.number], heights[last.number], first.page, amount))
    return made
