"""A table as rows of cells that may cover several rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.model.ir import Cell, Table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its place in the document; `rows[r]` has the cells that cover row r, from left to right."""

    number: int
    table: Table
    rows: tuple[tuple[Cell, ...], ...]
    places: tuple[dict[int, Cell], ...]
    """The cells of each row by their first column."""

    def beginning(self, row: int) -> list[Cell]:
        """The cells that begin in `row`."""
        return [cell for cell in self.rows[row] if cell.row == row]

    def column(self, row: int, start: int, end: int) -> list[Cell]:
        """The cells of `row` that stand for the most part within columns `start` to `end`."""
        exact = self.places[row].get(start)
        if exact is not None and exact.colspan == end - start:
            return [exact]
        return [
            cell
            for cell in self.rows[row]
            if 2 * (min(cell.column + cell.colspan, end) - max(cell.column, start)) > min(cell.colspan, end - start)
        ]


def grid(number: int, table: Table) -> Grid:
    """`table` by rows."""
    height = max((cell.row + cell.rowspan for cell in table.cells), default=0)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            rows[row].append(cell)
    ordered = tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows)
    return Grid(number, table, ordered, tuple({cell.column: cell for cell in row} for row in ordered))


def printed(cells: Sequence[Cell]) -> list[Cell]:
    """The cells that hold any text."""
    return [cell for cell in cells if cell.spans]
