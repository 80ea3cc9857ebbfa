"""One table over many pages: repeated headers dropped, rows and merged cells that a page end cut put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from perfparse.ir import Cell, Doubt, Drawn, Flow, Line, Span, Table
from perfparse.layout import cuts
from perfparse.layout.furniture import furniture
from perfparse.templates import squeeze

_NEAR = 4.0  # points within which two borders are one
_NEAR_GRID = 2.0  # the same in columns of a character grid
_SHIFT = 80.0  # points by which a table may stand elsewhere on the next page (mirrored margins)
_WIDTH = 0.03  # share of its width by which a table may be wider on the next page
_DEEPEST = 6  # rows that a repeated header may take
_LABEL = 40  # characters: a header's cell is no longer


@dataclass(slots=True)
class _Growing:
    """A table that may go on over the next page. `edges` holds the borders of all its parts, aligned to the first's."""

    first: Table
    cells: list[Cell]
    xs: list[tuple[float, float]]
    """Left and right border of each of `cells`."""
    rows: int
    breaks: list[int] = field(default_factory=list)
    last: Table | None = None
    signatures: dict[tuple[tuple[float, str], ...], int] = field(default_factory=dict)


def join(pages: Sequence[Drawn]) -> Flow:
    """Put the items of all pages in one sequence, tables that go on over pages joined."""
    outside = furniture(pages)
    dropped = [span for page, at in sorted(outside) for span in _spans(pages[page].items[at])]
    doubts = [doubt for page in pages for doubt in page.doubts]
    items: list[Line | _Growing] = []
    for number, page in enumerate(pages):
        kept = [item for at, item in enumerate(page.items) if (number, at) not in outside]
        for at, item in enumerate(kept):
            if isinstance(item, Line):
                items.append(item)
                continue
            before = items[-1] if items and at == 0 else None
            if isinstance(before, _Growing) and _continues(before, item):
                _append(before, item, dropped, doubts)
            else:
                items.append(_opened(item))
    return Flow(
        tuple(_finished(item) if isinstance(item, _Growing) else item for item in items), tuple(dropped), tuple(doubts)
    )


def _spans(item: Line | Table) -> Iterator[Span]:
    cells = [item] if isinstance(item, Line) else item.cells
    for cell in cells:
        yield from cell.spans


def _opened(table: Table) -> _Growing:
    growing = _Growing(table, list(table.cells), [_borders(table, cell, 0.0) for cell in table.cells], 0, last=table)
    growing.rows = max((cell.row + cell.rowspan for cell in table.cells), default=0)
    for row, signature in _signatures(table, 0.0).items():
        growing.signatures.setdefault(signature, row)
    return growing


def _borders(table: Table, cell: Cell, shift: float) -> tuple[float, float]:
    if not table.edges:
        return float(cell.column), float(cell.column + cell.colspan)
    return table.edges[cell.column] - shift, table.edges[cell.column + cell.colspan] - shift


def _near(table: Table) -> float:
    drawn = table.bbox is not None and any(span.bbox is not None for cell in table.cells for span in cell.spans[:1])
    return _NEAR if drawn else _NEAR_GRID


# does it go on


def _continues(before: _Growing, table: Table) -> bool:
    """Whether `table`, first on its page, is the rest of the table that ended the page before."""
    if not before.first.edges or not table.edges:
        return before.first.columns == table.columns
    shift = _shift(before, table)
    width = before.first.edges[-1] - before.first.edges[0]
    other = table.edges[-1] - table.edges[0]
    if abs(shift) > _SHIFT or abs(width - other) > max(_near(table), _WIDTH * width):
        return False
    return bool(_repeated(before, table, shift)) or not _starts_anew(before, table)


def _shift(before: _Growing, table: Table) -> float:
    return table.edges[0] - before.first.edges[0]


def _starts_anew(before: _Growing, table: Table) -> bool:
    """Whether the table begins as the one before did, with a label that only a form's first row has."""
    first, other = _first_text(before.first.cells), _first_text(table.cells)
    return bool(first) and first == other


def _first_text(cells: Sequence[Cell]) -> str:
    return next((squeeze(cell.text) for cell in cells if cell.row == 0 and cell.spans), "")


# repeated headers


def _signatures(table: Table, shift: float) -> dict[int, tuple[tuple[float, str], ...]]:
    """The printed texts of each row that begin in it, with their left borders, where a header could look so."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.spans:
            rows.setdefault(cell.row, []).append(cell)
    found = {}
    for row, cells in rows.items():
        texts = [squeeze(cell.text) for cell in cells]
        if all(len(text) < _LABEL for text in texts) and not all(map(_numeric, texts)):
            found[row] = tuple((round(_borders(table, cell, shift)[0] / 8), squeeze(cell.text)) for cell in cells)
    return found


def _numeric(text: str) -> bool:
    return text.replace(".", "").replace("%", "").isdecimal()


def _repeated(before: _Growing, table: Table, shift: float) -> int:
    """How many rows of `table` repeat rows that the table before has begun with, counted from its top."""
    here = _signatures(table, shift)
    texts = {tuple(text for _, text in signature): row for signature, row in before.signatures.items()}
    count, expected = 0, None
    for row in range(min(_DEEPEST, len(here) + 1)):
        signature = here.get(row)
        found = texts.get(tuple(text for _, text in signature)) if signature else None
        if found is None or (expected is not None and found != expected):
            break
        count, expected = row + 1, found + 1
    return count


# putting together


def _append(growing: _Growing, table: Table, dropped: list[Span], doubts: list[Doubt]) -> None:
    """Add the rows of `table` below those of `growing`."""
    shift = _shift(growing, table) if table.edges and growing.first.edges else 0.0
    repeated = _repeated(growing, table, shift)
    for cell in table.cells:
        if cell.row < repeated:
            dropped.extend(cell.spans)
    cells = [cell for cell in table.cells if cell.row >= repeated]
    xs = [_borders(table, cell, shift) for cell in cells]
    if not cells:
        return
    offset = growing.rows - min(cell.row for cell in cells)
    open_end = (growing.last is not None and growing.last.open_bottom) or table.open_top
    above = cuts.Side(growing.cells, growing.xs, growing.rows - 1)
    below = cuts.Side(cells, xs, min(cell.row for cell in cells))
    cut = cuts.decide(above, below, open_end=open_end, near=_near(table))
    if cut.doubt:
        doubts.append(cut.doubt)
    gone: set[int] = set()
    for upper, lower in cut.joined:
        gone.add(lower)
        growing.cells[upper] = _together(growing.cells[upper], cells[lower], cut)
    offset -= cut.same_row
    if not cut.same_row:
        growing.breaks.append(growing.rows)
    for at, cell in enumerate(cells):
        if at not in gone:
            growing.cells.append(replace(cell, row=cell.row + offset))
            growing.xs.append(xs[at])
    growing.rows = max(cell.row + cell.rowspan for cell in growing.cells)
    growing.last = table


def _together(upper: Cell, lower: Cell, cut: cuts.Cut) -> Cell:
    """A cell with its rest from the next page."""
    glue = " " if _latin(upper.text[-1:]) and _latin(lower.text[:1]) else ""
    text = upper.text + glue + lower.text if upper.text and lower.text else upper.text or lower.text
    confidence = min(upper.confidence, lower.confidence, cut.confidence if lower.spans and upper.spans else 1.0)
    doubts = (*upper.doubts, *lower.doubts, *((cut.why,) if cut.why and lower.spans and upper.spans else ()))
    return replace(
        upper,
        text=text,
        spans=(*upper.spans, *lower.spans),
        rowspan=upper.rowspan + lower.rowspan - cut.same_row,
        confidence=confidence,
        doubts=doubts,
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _finished(growing: _Growing) -> Table:
    """The table with its columns counted over the borders of all its parts."""
    if growing.last is growing.first:
        return growing.first
    near = _near(growing.first)
    borders = _distinct([x for pair in growing.xs for x in pair], near)
    cells = []
    for cell, (left, right) in zip(growing.cells, growing.xs, strict=True):
        start, end = _index(borders, left), _index(borders, right)
        cells.append(replace(cell, column=start, colspan=max(end - start, 1)))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(
        growing.first,
        columns=len(borders) - 1,
        cells=tuple(cells),
        edges=tuple(borders),
        breaks=tuple(growing.breaks),
        open_bottom=growing.last.open_bottom if growing.last else False,
    )


def _distinct(values: Sequence[float], near: float) -> list[float]:
    """Values without those that are within `near` of one before."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _index(borders: Sequence[float], value: float) -> int:
    return min(range(len(borders)), key=lambda at: abs(borders[at] - value))
