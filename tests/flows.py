"""Tables written down as text, for tests of what comes after layout.

A row a line, `|` between cells. `<` stands for more of the cell to the left, `^` for more of the cell above. Lines
without `|` are lines of text. `~` is a blank in a cell's text, `/` a line end of the print (it is dropped).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfparse.model.ir import Cell, Line, Span, Table


def merged(rows: list[list[str]]) -> Iterator[tuple[int, int, str, int, int]]:
    """The cells of rows with `<` and `^`: row, column, text, rowspan, colspan."""
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            colspan = rowspan = 1
            while column + colspan < len(row) and row[column + colspan] == "<":
                colspan += 1
            while at + rowspan < len(rows) and rows[at + rowspan][column] == "^":
                rowspan += 1
            yield at, column, text, rowspan, colspan


@dataclass(slots=True)
class Maker:
    """Collects the document's text while items are made."""

    text: str = ""

    def spans(self, text: str, page: int | None) -> tuple[Span, ...]:
        """The spans of a text that is added to the document's."""
        if not text:
            return ()
        self.text += text + "\n"
        return (Span(len(self.text) - len(text) - 1, len(self.text) - 1, page),)

    def items(self, drawing: str, page: int | None = None) -> list[Line | Table]:
        """The lines and tables of a drawing; consecutive rows are one table."""
        found: list[Line | Table] = []
        rows: list[list[str]] = []
        for raw in [*drawing.strip().splitlines(), ""]:
            row = raw.strip()
            if row.startswith("|"):
                rows.append([cell.strip().replace("~", " ") for cell in row[1:-1].split("|")])
                continue
            if rows:
                found.append(self.table(rows, page))
                rows = []
            if row:
                found.append(Line(row, self.spans(row, page)))
        return found

    def table(self, rows: list[list[str]], page: int | None = None) -> Table:
        """A table of rows of texts with `<` and `^` for merged cells."""
        width = max(map(len, rows))
        assert all(len(row) == width for row in rows), f"rows of other widths: {rows}"
        cells = [
            Cell(row, column, text, self.spans(text, page), rowspan, colspan)
            for row, column, text, rowspan, colspan in merged(rows)
        ]
        return Table(width, tuple(cells), page, edges=tuple(float(60 * x) for x in range(width + 1)))
