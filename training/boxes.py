"""A drawn form: rows of boxes with what each is, and the table that a reader would hand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from perfparse.model.ir import Cell, Span, Table


@dataclass(frozen=True, slots=True)
class Box:
    """A printed cell: its text, how far it reaches, and what it is (`tag`)."""

    text: str
    tag: str
    down: int = 1
    over: int = 1


@dataclass(slots=True)
class Drawn:
    """A drawn form: rows of boxes, each with its kind; the header's place; the roles of its columns; the gold."""

    lines: list[list[Box]] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """Of each row: header, money, row, total or other."""
    width: int = 0
    headers: list[tuple[int, int]] = field(default_factory=list)
    """First and last row of each header."""
    roles: list[tuple[str, int]] = field(default_factory=list)
    """Role and width in grid columns of each column."""
    gold: list[dict[str, str | None]] = field(default_factory=list)
    extras: list[list[str]] = field(default_factory=list)
    title: str = ""
    titled: bool = False
    """Whether a title of such a form stands over the table."""

    def add(self, kind: str, line: Sequence[Box]) -> None:
        """Add a row."""
        self.lines.append(list(line))
        self.kinds.append(kind)

    def table(self) -> Table:
        """The table as a reader hands it on."""
        return table(self.lines)


def table(lines: Sequence[Sequence[Box]]) -> Table:
    """Rows of boxes as a table; merged cells stand in their first row."""
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    width = 0
    at = 0
    for row, line in enumerate(lines):
        column = 0
        for box in line:
            while (row, column) in taken:
                column += 1
            for down in range(box.down):
                for over in range(box.over):
                    taken.add((row + down, column + over))
            end = at + len(box.text)
            spans = (Span(at, end),) if box.text.strip() else ()
            cells.append(Cell(row, column, box.text, spans, box.down, box.over))
            at, column = end, column + box.over
            width = max(width, column)
    return Table(width, tuple(cells))


def html(drawn: Drawn) -> str:
    """A drawn form as a web page, under its title."""
    rows = "".join(
        "<tr>"
        + "".join(f'<td rowspan="{box.down}" colspan="{box.over}">{escape(box.text)}</td>' for box in line)
        + "</tr>"
        for line in drawn.lines
    )
    head = "<html><head><meta charset='utf-8'></head>"
    return f"{head}<body><p>{escape(drawn.title)}</p><table>{rows}</table></body></html>"
