"""Tables that a converter cut in two, page by page → one table: a header repeated, a row that goes on.

This is for documents that bring their tables (HTML in text, Word). What was drawn is joined by `stitch`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perfparse.ir import Cell, Flow, Line, Span, Table
from perfparse.templates import squeeze
from perfparse.templates.headers import column_role
from perfparse.templates.vocabulary import bare

_MOST = 400  # rows of a table within which its header is looked for
_FEWEST = 3  # cells of a header


def resume(flow: Flow) -> Flow:
    """`flow` with every table that goes on the one right before it joined to that."""
    items: list[Line | Table] = []
    dropped: list[Span] = []
    for item in flow.items:
        before = items[-1] if items else None
        if isinstance(item, Table) and isinstance(before, Table) and item.columns == before.columns:
            joined = _joined(before, item, dropped)
            if joined is not None:
                items[-1] = joined
                continue
        items.append(item)
    if not dropped and len(items) == len(flow.items):
        return flow
    return replace(flow, items=tuple(items), furniture=(*flow.furniture, *dropped))


def _joined(table: Table, more: Table, dropped: list[Span]) -> Table | None:
    """`table` and what goes on it as one; the repeated header's spans go to `dropped`. None where it is another."""
    first, begin = _row(more, 0), _row(table, 0)
    heads = _is_header(begin)
    if heads and len(_texts(first)) >= _FEWEST and _texts(first) == _texts(begin):
        dropped += [span for cell in first for span in cell.spans]
        return _appended(table, more, 1)
    alone = max((cell.row + cell.rowspan for cell in table.cells), default=0) == 1
    if alone and heads and not _is_header(first):
        return _appended(table, more, 0)
    return None


def _row(table: Table, row: int) -> list[Cell]:
    return [cell for cell in table.cells[:_MOST] if cell.row == row]


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [squeeze(cell.text) for cell in cells if cell.spans]


def _is_header(cells: Sequence[Cell]) -> bool:
    """Whether a row's cells are header words of a block of indicators."""
    roles = [column_role(bare(cell.text)) for cell in cells if cell.spans and cell.rowspan == 1]
    return (
        len(roles) >= _FEWEST and "indicator" in roles and sum(role is not None for role in roles) * 4 > len(roles) * 3
    )


def _appended(table: Table, more: Table, skipped: int) -> Table:
    """`more` without its first `skipped` rows below `table`; a first row without a name goes on the last one."""
    height = max(cell.row + cell.rowspan for cell in table.cells)
    cells = [cell for cell in more.cells if cell.row >= skipped]
    first = [cell for cell in cells if cell.row == skipped and cell.spans]
    kept = list(table.cells)
    names = _name_columns(table)
    if first and skipped and not any(cell.column in names for cell in first):
        kept = [_longer(cell, first, height - 1) for cell in kept]
        used = {cell.column for cell in kept if cell.row + cell.rowspan == height}
        kept += [replace(cell, row=height - 1) for cell in first if cell.column not in used]
        cells, skipped = [cell for cell in cells if cell.row > skipped], skipped + 1
    moved = [replace(cell, row=cell.row - skipped + height) for cell in cells]
    return replace(table, cells=tuple(sorted([*kept, *moved], key=lambda cell: (cell.row, cell.column))))


def _name_columns(table: Table) -> set[int]:
    """The columns of levels and names, by the table's header."""
    named = ("indicator", "level1", "level2")
    return {cell.column for cell in _row(table, 0) if cell.spans and column_role(bare(cell.text)) in named}


def _longer(cell: Cell, first: Sequence[Cell], last: int) -> Cell:
    """A cell of the last row with what goes on it in the next table."""
    more = next((other for other in first if other.column == cell.column), None)
    if more is None or cell.row != last:
        return cell
    told = ("the cell goes on over the end of a table",)
    return replace(cell, text=cell.text + more.text, spans=(*cell.spans, *more.spans), doubts=(*cell.doubts, *told))
