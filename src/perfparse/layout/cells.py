"""Parts of lines → the cells of a table, the account of their characters, and what was doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import exp

from perfparse.layout.decode import Part, Step
from perfparse.layout.landmarks import Mark
from perfparse.layout.measure import spaced_out
from perfparse.layout.regions import Region, span_of
from perfparse.model.ir import Cell, Document, Doubt, Piece, Role, Span, Table, TextLine

_TIED = 0.3  # nats under which two readings are as good as one another


@dataclass(frozen=True, slots=True)
class Read:
    """A region as read: the parts of each line with its margin, and the other reading in words."""

    steps: tuple[Step, ...]
    goal_margin: float


@dataclass(slots=True)
class _Open:
    """A cell in the making."""

    row: int
    column: int
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    margins: list[tuple[float, str]] = field(default_factory=list)


class Builder:
    """Turns the steps of a region into a table, the account of its characters, and doubts."""

    def __init__(self, number: int, region: Region, lines: Sequence[TextLine], document: Document, read: Read) -> None:
        self.number, self.region, self.lines, self.document, self.read = number, region, lines, document, read
        self.roles = region.roles
        self.goals = self.roles.count("goal")
        self.pieces: list[Piece] = []
        self.doubts: list[Doubt] = []

    def table(self) -> Table:
        """The table: its header as row 0, goal cells over all rows, one row a record, full-width rows among them."""
        cells = self._header()
        opened: dict[int, _Open] = {}
        row, ready = 0, list(self.region.rows)
        done: list[_Open] = []
        for at, step in enumerate(self.read.steps):
            while ready and ready[0][0] <= at:
                row += 1
                cells.append(self._full_row(ready.pop(0)[1], row))
            for part in step.parts:
                fresh = part.kind == "begin" or part.column not in opened
                if fresh and part.column == self._first_column(part.column, opened, row):
                    row += 1
                if fresh:
                    opened[part.column] = _Open(1 if part.column < self.goals else max(row, 1), part.column)
                    done.append(opened[part.column])
                self._extend(opened[part.column], part, step)
        for _, mark in ready:
            row += 1
            cells.append(self._full_row(mark, row))
        cells += [self._cell(cell, rows=max(row, 1)) for cell in done]
        self._doubt_ties(done)
        return Table(len(self.roles), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))

    def _first_column(self, column: int, opened: dict[int, _Open], row: int) -> int:
        """The column whose cell begins a new row: the first record column, or one whose place in this row is taken."""
        if column < self.goals:
            return -1
        taken = any(cell.row == row and cell.column >= column for cell in opened.values() if cell.column >= self.goals)
        return column if column == self.goals or taken or row == 0 else -1

    def _extend(self, cell: _Open, part: Part, step: Step) -> None:
        line = self.lines[part.slice.line]
        text = part.slice.text
        if spaced_out(line.text):
            text = text.replace(" ", "").replace("\u00a0", "")
        if cell.text:
            cell.text += "\n" if part.kind == "paragraph" else _between(cell.text, text)
        cell.text += text
        span = span_of(line, part.slice.start, part.slice.end)
        cell.spans.append(span)
        margin = min(step.margin, self.read.goal_margin) if part.column < self.goals else step.margin
        why = _in_words(step, self.roles)
        cell.margins.append((margin, f"line {line.number} ({line.text[:12]}) may be {why}" if why else ""))
        role = self.roles[part.column]
        self.pieces.append(Piece(span, role, self.number, cell.row, part.column, margin, why))

    def _cell(self, cell: _Open, rows: int) -> Cell:
        margin, why = min(cell.margins)
        doubts = (why,) if margin < 3.0 and why else ()
        rowspan = rows if cell.column < self.goals else 1
        return Cell(
            cell.row,
            cell.column,
            cell.text,
            tuple(cell.spans),
            rowspan,
            1,
            round(1 - 0.5 * exp(-margin / 1.5), 3),
            doubts,
        )

    def _header(self) -> list[Cell]:
        cells = []
        for column, at in enumerate(self.region.columns):
            spans = self.region.header.cells[at]
            text = "".join(self.document.text[span.start : span.end] for span in spans)
            cells.append(Cell(0, column, text, spans))
            self.pieces += [Piece(span, "header", self.number, 0, column) for span in spans]
        return cells

    def _full_row(self, mark: Mark, row: int) -> Cell:
        spans = tuple(span_of(self.lines[at]) for at in range(mark.first, mark.last + 1))
        self.pieces += [Piece(span, "row", self.number, row, 0) for span in spans]
        text = "".join(self.lines[at].text for at in range(mark.first, mark.last + 1))
        return Cell(row, 0, text, spans, 1, len(self.roles))

    def _doubt_ties(self, cells: Sequence[_Open]) -> None:
        """Readings that are as good as one another are named, one issue a row."""
        tied = [cell for cell in cells if min(cell.margins)[0] < _TIED]
        for row, group in groupby(sorted(tied, key=lambda cell: cell.row), key=lambda cell: cell.row):
            worst = min(group, key=lambda cell: min(cell.margins))
            message = f"row {row} of {self.region.section.name}: {min(worst.margins)[1] or 'two readings are as good'}"
            self.doubts.append(Doubt("reading-tied", "warning", message, "margin of the reading", tuple(worst.spans)))


def _between(left: str, right: str) -> str:
    """What joins two lines of one paragraph: nothing in Chinese, a space between two latin words."""
    return " " if left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha() else ""


def _in_words(step: Step, roles: Sequence[Role]) -> str:
    """The next-best reading of a line, for people."""
    if step.other is None:
        return ""
    words = {"begin": "the beginning of", "go on": "more of", "resume": "more of", "paragraph": "a new paragraph of"}
    other = step.other[0] if len(step.other) == 1 else None
    if other is not None:
        return f"{words[other.kind]} the {roles[other.column]} cell"
    return "cut into " + " and ".join(f"{roles[rival.column]} {rival.slice.text[:8]}" for rival in step.other)
