"""One table over many pages: repeated headers dropped, rows and merged cells that a page end cut put together.

`cuts` judges what a page end has cut. Here tables are found that go on, their borders are brought together (a table
may stand elsewhere on its next page), and cells are joined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from perfparse.layout import cuts, repeats
from perfparse.layout.furniture import furniture
from perfparse.model.ir import Cell, Doubt, Drawn, Flow, Line, Span, Table

_NEAR = 4.0  # points within which two borders are one
_NEAR_GRID = 2.0  # the same in columns of a character grid
_SHIFT = 80.0  # points by which a table may stand elsewhere on the next page (mirrored margins)
_WIDTH = 0.03  # share of its width by which a table may be wider on the next page
_MARGIN = 120.0  # points: no page's lower margin is wider
_BACK = 60  # rows above a page end that show how often a column is blank
_EARLY = 3  # pages on which a form's header block and its headers stand
_LINE = 12.0  # points of a line's height, where no line is measured


@dataclass(slots=True)
class _Growing:
    """A table that may go on over the next page.

    `xs` are the left and right borders of `cells`, moved to where the first part stands. `tails` has what the last
    page with a part of each cell shows of it, by the rows of the whole table. `recent` are the cells that are looked
    at: those of the last rows and those of headers, so that a long table takes no longer a page. `early` counts the
    cells of the first pages, where a form has its header block.
    """

    first: Table
    cells: list[Cell]
    tails: list[Cell]
    xs: list[tuple[float, float]]
    rows: int
    last: Table
    page: int
    recent: list[int]
    early: int
    breaks: list[int] = field(default_factory=list)


def join(pages: Sequence[Drawn]) -> Flow:
    """Put the items of all pages in one sequence, tables that go on over pages joined."""
    outside = furniture(pages)
    dropped = [span for page, at in sorted(outside) for span in _spans(pages[page].items[at])]
    doubts = [doubt for page in pages for doubt in page.doubts]
    content = [
        [item for at, item in enumerate(page.items) if (number, at) not in outside] for number, page in enumerate(pages)
    ]
    ends = _Ends.of(pages, content)
    items: list[Line | _Growing] = []
    for number, kept in enumerate(content):
        for at, item in enumerate(kept):
            if isinstance(item, Line):
                items.append(item)
                continue
            before = items[-1] if items and at == 0 else None
            if isinstance(before, _Growing):
                item = _levelled(before, item)
            if isinstance(before, _Growing) and before.page == number - 1 and _continues(before, item):
                _append(before, item, ends, dropped, doubts)
                before.page = number
            else:
                items.append(_opened(item, number))
    return Flow(
        tuple(_finished(item) if isinstance(item, _Growing) else item for item in items), tuple(dropped), tuple(doubts)
    )


def _spans(item: Line | Table) -> Iterator[Span]:
    cells = [item] if isinstance(item, Line) else item.cells
    for cell in cells:
        yield from cell.spans


def _opened(table: Table, page: int) -> _Growing:
    cells = list(table.cells)
    rows = max((cell.row + cell.rowspan for cell in cells), default=0)
    xs = [_borders(table, cell, 0.0) for cell in cells]
    return _Growing(table, cells, list(cells), xs, rows, table, page, list(range(len(cells))), len(cells))


def _borders(table: Table, cell: Cell, shift: float) -> tuple[float, float]:
    if not table.edges:
        return float(cell.column), float(cell.column + cell.colspan)
    return table.edges[cell.column] - shift, table.edges[cell.column + cell.colspan] - shift


def _near(table: Table) -> float:
    drawn = any(span.bbox is not None for cell in table.cells for span in cell.spans[:1])
    return _NEAR if drawn else _NEAR_GRID


# where pages end


@dataclass(frozen=True, slots=True)
class _Ends:
    """How the pages of a document end: how many lines each leaves free, and which tables have no rule there."""

    free: tuple[float, ...]
    open_: tuple[bool, ...]

    @classmethod
    def of(cls, pages: Sequence[Drawn], content: Sequence[Sequence[Line | Table]]) -> _Ends:
        """Measure all pages. How far down a page goes shows on the one of its size that goes furthest."""
        bottoms = [max((bottom for item in items if (bottom := _bottom(item))), default=None) for items in content]
        furthest: dict[tuple[float, float], float] = {}
        for page, bottom in zip(pages, bottoms, strict=True):
            size = (page.width, page.height)
            furthest[size] = max(furthest.get(size, page.height - _MARGIN), bottom or 0.0)
        free = [
            (furthest[page.width, page.height] - bottom) / _line(items) if bottom and items else 0.0
            for page, bottom, items in zip(pages, bottoms, content, strict=True)
        ]
        open_ = [
            bool(items)
            and isinstance(last := items[-1], Table)
            and (last.open_bottom or (number + 1 < len(content) and _open_top(content[number + 1])))
            for number, items in enumerate(content)
        ]
        return cls(tuple(free), tuple(open_))


def _open_top(items: Sequence[Line | Table]) -> bool:
    return bool(items) and isinstance(items[0], Table) and items[0].open_top


def _bottom(item: Line | Table) -> float | None:
    if isinstance(item, Table):
        drawn = any(span.bbox for span in _spans(item))
        return item.bbox[3] if item.bbox and drawn else None
    return max((span.bbox[3] for span in item.spans if span.bbox), default=None)


def _line(items: Sequence[Line | Table]) -> float:
    """The height of a line of text: the least box of a text is that of one line, or near it."""
    heights = sorted(span.bbox[3] - span.bbox[1] for item in items for span in _spans(item) if span.bbox)
    return heights[len(heights) // 4] if heights and heights[len(heights) // 4] > 0 else _LINE


# does it go on


def _continues(before: _Growing, table: Table) -> bool:
    """Whether `table`, first on its page, is the rest of the table that ended the page before."""
    if not before.first.edges or not table.edges:
        return before.first.columns == table.columns and not repeats.starts_anew(
            before.cells[: before.early], table.cells
        )
    shift = _shift(before, table)
    width = before.first.edges[-1] - before.first.edges[0]
    other = table.edges[-1] - table.edges[0]
    alike = abs(shift) <= _SHIFT and abs(width - other) <= max(_near(table), _WIDTH * width)
    return alike and not repeats.starts_anew(before.cells[: before.early], table.cells)


def _levelled(before: _Growing, table: Table) -> Table:
    """A table of a character grid with the borders of the one before, where both have as many columns.

    Extractors set the columns of each page anew.
    """
    if _near(table) == _NEAR or table.columns != before.first.columns:
        return table
    return replace(table, edges=before.first.edges)


def _shift(before: _Growing, table: Table) -> float:
    return table.edges[0] - before.first.edges[0] if table.edges and before.first.edges else 0.0


# putting together


def _append(growing: _Growing, table: Table, ends: _Ends, dropped: list[Span], doubts: list[Doubt]) -> None:
    """Add the rows of `table` below those of `growing`."""
    shift = _shift(growing, table)
    repeated = repeats.repeated(growing.cells[: growing.early], table.cells)
    dropped.extend(span for cell in table.cells if cell.row + cell.rowspan <= repeated for span in cell.spans)
    cells = [_below(cell, repeated) for cell in table.cells if cell.row + cell.rowspan > repeated]
    if not cells:
        return
    xs = [_borders(table, cell, shift) for cell in cells]
    recent = growing.recent = [at for at in growing.recent if _counts(growing, at)]
    above = cuts.Side(
        [growing.tails[at] for at in recent],
        [growing.xs[at] for at in recent],
        growing.rows - 1,
        [growing.cells[at].text for at in recent],
    )
    below = cuts.Side(cells, xs, min(cell.row for cell in cells))
    foot = cuts.Foot(growing.last.open_bottom or table.open_top, any(ends.open_), ends.free[growing.page], _near(table))
    cut = cuts.decide(above, below, foot)
    doubts.extend(cut.doubts)
    if cut.why:
        _doubt(growing.cells, [recent[at] for at in cut.rows[0]], cut)
        _doubt(cells, cut.rows[1], cut)
    offset = growing.rows - below.row - cut.same_row
    if not cut.same_row:
        growing.breaks.append(growing.rows)
    lowers = {lower: recent[upper] for upper, lower in cut.joined}
    detached = {recent[upper] for upper in cut.detached}
    rows = growing.rows
    for at, cell in enumerate(cells):
        placed = replace(cell, row=cell.row + offset)
        rows = max(rows, placed.row + placed.rowspan)
        if at in cut.begun:
            placed = _below(placed, placed.row + 1)
        if at not in lowers:
            _add(growing, placed, xs[at])
            continue
        upper = lowers[at]
        if upper in detached:
            upper = _detached(growing, upper)
        rest = placed
        if at in cut.repeated:
            dropped.extend(cell.spans)
            rest = replace(placed, spans=(), text="")
        whole = _together(growing.cells[upper], rest)
        growing.cells[upper] = whole
        growing.tails[upper] = replace(placed, row=whole.row, rowspan=whole.rowspan)
    growing.rows, growing.last = rows, table
    if len(growing.breaks) < _EARLY:
        growing.early = len(growing.cells)


def _counts(growing: _Growing, at: int) -> bool:
    """Whether a cell still tells something about the next page end."""
    cell = growing.cells[at]
    return cell.row + cell.rowspan > growing.rows - _BACK or cuts.heads(cell)


def _add(growing: _Growing, cell: Cell, xs: tuple[float, float]) -> None:
    growing.recent.append(len(growing.cells))
    growing.cells.append(cell)
    growing.tails.append(cell)
    growing.xs.append(xs)


def _detached(growing: _Growing, at: int) -> int:
    """Part a cell from what was joined to it at the last page end; the index of the cell that this makes."""
    whole = growing.cells[at]
    since = max((row for row in growing.breaks if row < growing.rows), default=growing.rows)
    if not whole.row < since < growing.rows:
        return at
    growing.cells[at] = replace(whole, rowspan=since - whole.row)
    part = replace(whole, row=since, rowspan=growing.rows - since, text="", spans=())
    _add(growing, part, growing.xs[at])
    return len(growing.cells) - 1


def _below(cell: Cell, row: int) -> Cell:
    """A cell without the part of it that stands above `row`, beside a repeated header."""
    gone = max(row - cell.row, 0)
    return replace(cell, row=cell.row + gone, rowspan=cell.rowspan - gone) if gone else cell


def _doubt(cells: list[Cell], which: Sequence[int], cut: cuts.Cut) -> None:
    """Mark the printed cells of a row, in place: what page end they stand at was hard to say."""
    for at in which:
        if cells[at].spans:
            confidence = min(cells[at].confidence, cut.confidence)
            cells[at] = replace(cells[at], confidence=confidence, doubts=(*cells[at].doubts, cut.why))


def _together(upper: Cell, lower: Cell) -> Cell:
    """A cell with its rest from the next page."""
    glue = " " if _latin(upper.text[-1:]) and _latin(lower.text[:1]) else ""
    return replace(
        upper,
        text=upper.text + glue + lower.text if upper.text and lower.text else upper.text or lower.text,
        spans=(*upper.spans, *lower.spans),
        rowspan=max(upper.row + upper.rowspan, lower.row + lower.rowspan) - upper.row,
        confidence=min(upper.confidence, lower.confidence),
        doubts=tuple(dict.fromkeys((*upper.doubts, *lower.doubts))),
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _finished(growing: _Growing) -> Table:
    """The table with its columns counted over the borders of all its parts."""
    if growing.last is growing.first:
        return growing.first
    borders = _distinct([x for pair in growing.xs for x in pair], _near(growing.first))
    cells = []
    for cell, (left, right) in zip(growing.cells, growing.xs, strict=True):
        start, end = _index(borders, left), _index(borders, right)
        span = max(end - start, 1)
        same = (cell.column, cell.colspan) == (start, span)
        cells.append(cell if same else replace(cell, column=start, colspan=span))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(
        growing.first,
        columns=len(borders) - 1,
        cells=tuple(cells),
        edges=tuple(borders),
        breaks=tuple(growing.breaks),
        open_bottom=growing.last.open_bottom,
    )


def _distinct(values: Sequence[float], near: float) -> list[float]:
    """Values without those that are within `near` of one before."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
            found.append(value)
    return found


def _index(borders: Sequence[float], value: float) -> int:
    """The border nearest to `value`; `borders` ascend."""
    at = bisect_left(borders, value)
    if at == len(borders) or (at and value - borders[at - 1] < borders[at] - value):
        return at - 1
    return at
