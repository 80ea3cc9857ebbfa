"""Rows of cells as HTML has them → boxes in a grid, as browsers place them (HTML Standard, "forming a table")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from perfparse.model.errors import ReadError
from perfparse.readers.office import Box, Frame, Paragraph

_WIDEST, _TALLEST = 1000, 65534  # what browsers take of a span
_NUMBER = re.compile(r"\s*\+?(\d{1,9})")
_MOST_PLACES = 2_000_000  # rows that all cells of a table cover together

Group = Literal["thead", "tbody", "tfoot"]


@dataclass(slots=True)
class Entry:
    """A cell before its place is known; a `rowspan` of 0 goes down to the end of its group of rows."""

    rowspan: int
    colspan: int
    items: list[Paragraph | Frame] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """A table while its rows come in."""

    groups: list[tuple[Group, list[list[Entry]]]] = field(default_factory=list)

    def group(self, kind: Group) -> None:
        """Begin a group of rows; no cell reaches from one into the next."""
        self.groups.append((kind, []))

    def row(self) -> None:
        """Begin a row."""
        if not self.groups:
            self.group("tbody")
        self.groups[-1][1].append([])

    def cell(self, rowspan: str | None, colspan: str | None) -> Entry:
        """Begin a cell whose spans are as the attributes say."""
        if not self.groups or not self.groups[-1][1]:
            self.row()
        entry = Entry(min(_span(rowspan), _TALLEST), min(_span(colspan) or 1, _WIDEST))
        self.groups[-1][1][-1].append(entry)
        return entry

    def frame(self) -> Frame:
        """The table with every cell in its place; the head stands first and the foot last, wherever they came.

        Raises:
            ReadError: cells reach over more rows than any report has.
        """
        boxes: list[Box] = []
        first = places = 0
        for rows in self._ordered():
            for box in _placed(rows, first):
                boxes.append(box)
                places += box.rowspan
                if places > _MOST_PLACES:
                    raise ReadError("a table's cells span more rows than is safe to read; save the page anew")
            first += len(rows)
        return Frame(boxes)

    def _ordered(self) -> list[list[list[Entry]]]:
        order = {"thead": 0, "tbody": 1, "tfoot": 2}
        once: set[str] = set()
        ranked = []
        for kind, rows in self.groups:
            ranked.append((order[kind] if kind not in once else 1, rows))
            once.add(kind)
        return [rows for _, rows in sorted(ranked, key=lambda each: each[0])]


def _span(value: str | None) -> int:
    match = _NUMBER.match(value) if value else None
    return int(match[1]) if match else 1


def _placed(rows: list[list[Entry]], first: int) -> Iterator[Box]:
    """The boxes of one group, whose first row is row `first` of the table.

    Where two cells would cover one place, the later gives way.
    """
    reaching: list[tuple[int, int, int]] = []  # (first column, column after the last, row after the last)
    for at, row in enumerate(rows):
        reaching = [each for each in reaching if each[2] > at]
        column = ahead = 0
        added: list[tuple[int, int, int]] = []
        for entry in row:
            while ahead < len(reaching) and reaching[ahead][0] <= column:
                column = max(column, reaching[ahead][1])
                ahead += 1
            room = reaching[ahead][0] - column if ahead < len(reaching) else entry.colspan
            width = min(entry.colspan, room)
            height = min(entry.rowspan or len(rows), len(rows) - at)
            yield Box(first + at, column, height, width, entry.items)
            added.append((column, column + width, at + height))
            column += width
        reaching = sorted(reaching + added)
