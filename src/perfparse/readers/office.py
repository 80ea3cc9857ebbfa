"""What readers of exact cells share: paragraphs and tables in the making → `Document` with its flow.

A document's text is made here: every paragraph and every cell's paragraph a line of its own, pages parted by form
feeds. Spans point into it, so each character that is not white space stands in exactly one line or cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from perfparse.model.errors import ReadError
from perfparse.model.ir import Cell, Document, Doubt, Flow, Line, Page, Span, Table, TextLine

_END = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\0-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Controls, soft hyphens, marks of direction and of joining: nothing of them is printed."""
_HALVES = re.compile("[\ud800-\udfff]")
_MOST_FILLED = 1_000_000  # places of a table; a larger one is left without its empty cells


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside or inside a cell; `size` is that of its largest font in points, 0 where unknown."""

    text: str
    size: float = 0.0
    opens: bool = False
    """Whether a page begins with it, as the document itself says."""


@dataclass(slots=True)
class Box:
    """A cell as its document has it, with what stands in it in reading order."""

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    items: list[Paragraph | Frame] = field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether it has any text of its own."""
        return any(isinstance(item, Paragraph) and item.text.strip() for item in self.items)


@dataclass(slots=True)
class Frame:
    """A table as its document has it. No two boxes cover one place."""

    boxes: list[Box] = field(default_factory=list)


class Writer:
    """Writes a document's text, and its lines and tables with it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[TextLine] = []
        self._pages: list[Page] = []
        self._items: list[Line | Table] = []
        self._furniture: list[Span] = []
        self._number = 1
        self.tables = 0

    @property
    def page(self) -> int:
        """The number of the page that is being written, from 1."""
        return len(self._pages) + 1

    def turn(self) -> None:
        """End the page."""
        self._pages.append(Page(self.page, tuple(self._lines)))
        self._lines = []
        if self._parts and self._parts[-1].endswith("\n"):
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1
        self._parts.append("\f")
        self._length += 1

    def text(self, text: str, page: int | None = None, cell: str | None = None) -> tuple[str, tuple[Span, ...]]:
        """Write a text, its paragraphs on lines of their own; as it was written, with its spans."""
        printed: list[str] = []
        spans: list[Span] = []
        for raw in _END.split(text):
            piece = (_HALVES.sub("\ufffd", _UNSEEN.sub("", raw)) if not raw.isprintable() else raw).strip()
            if piece:
                printed.append(piece)
                spans.append(Span(self._length, self._length + len(piece), page, None, cell))
                self._lines.append(TextLine(piece, self._length, self.page, self._number))
                self._parts.append(piece + "\n")
                self._length += len(piece) + 1
                self._number += 1
        return "\n".join(printed), tuple(spans)

    def line(self, paragraph: Paragraph, page: int | None = None, cell: str | None = None) -> None:
        """Write a paragraph that stands in no table."""
        if paragraph.opens and self._lines:
            self.turn()
        printed, spans = self.text(paragraph.text, page, cell)
        for text, span in zip(printed.split("\n"), spans, strict=bool(spans)):
            self._items.append(Line(text, (span,), paragraph.size))

    def furniture(self, paragraphs: Iterable[Paragraph]) -> None:
        """Write what every page repeats."""
        for paragraph in paragraphs:
            self._furniture += self.text(paragraph.text)[1]

    def add(self, item: Line | Table) -> None:
        """Take a line or table whose texts were written with `text`."""
        self._items.append(item)
        self.tables += isinstance(item, Table)

    def flow(self, items: Iterable[Paragraph | Frame]) -> None:
        """Write paragraphs and tables; what only a layout needs a table for comes without it."""
        for item in items:
            if isinstance(item, Paragraph):
                self.line(item)
            elif _is_layout(item):
                for part in _laid_out(item):
                    self.flow(part)
            elif any(_paragraphs(box.items) for box in item.boxes):
                self._table(item)

    def _table(self, frame: Frame) -> None:
        number = self.tables + 1

        def address(row: int, column: int) -> str:
            return f"table {number} row {row + 1} column {column + 1}"

        def write(box: Box) -> tuple[str, tuple[Span, ...]]:
            text = "\n".join(paragraph.text for paragraph in _paragraphs(box.items))
            return self.text(text, None, address(box.row, box.column))

        self.add(table(compact(frame.boxes), write))

    def document(self, reader: str, media_type: str, notes: Sequence[Doubt], empty: str) -> Document:
        """What was written; `empty` says what is wrong with a document without any text.

        Raises:
            ReadError: there is no text.
        """
        if not self._items:
            raise ReadError(empty)
        text = "".join(self._parts).removesuffix("\n")
        pages = (*self._pages, Page(self.page, tuple(self._lines)))
        flow = Flow(tuple(self._items), tuple(self._furniture))
        return Document(text, pages, reader, media_type, tuple(notes), flow)


def _paragraphs(items: Iterable[Paragraph | Frame]) -> list[Paragraph]:
    """The paragraphs with text, those of tables within as well."""
    found: list[Paragraph] = []
    for item in items:
        if isinstance(item, Frame):
            found += [each for box in item.boxes for each in _paragraphs(box.items)]
        elif item.text.strip():
            found.append(item)
    return found


def _is_layout(frame: Frame) -> bool:
    """Whether a table only places things: it has one column, or its text stands in the tables within it."""
    if len({box.column for box in frame.boxes}) < 2:
        return True
    inner = [item for box in frame.boxes for item in box.items if isinstance(item, Frame)]
    own = sum(box.filled for box in frame.boxes)
    return bool(inner) and sum(map(_filled, inner)) >= own


def _laid_out(frame: Frame) -> Iterator[Sequence[Paragraph | Frame]]:
    """What a table that only places things holds, in turn; rows of it that hold no tables are a table themselves."""
    columns = len({box.column for box in frame.boxes})
    holding = {
        row
        for box in frame.boxes
        if columns < 2 or any(isinstance(item, Frame) for item in box.items)
        for row in range(box.row, box.row + box.rowspan)
    }
    run: list[Box] = []
    for box in (*frame.boxes, None):
        if box is not None and not holding & set(range(box.row, box.row + box.rowspan)):
            run.append(box)
            continue
        if len({one.column for one in run if one.filled}) > 1:
            first = min(one.row for one in run)
            yield [Frame([replace(one, row=one.row - first) for one in run])]
        else:
            yield from (one.items for one in run)
        run = []
        if box is not None:
            yield box.items


def _filled(frame: Frame) -> int:
    """How many cells with text a table has, those of tables within as well; none where it only holds one column."""
    inner = sum(_filled(item) for box in frame.boxes for item in box.items if isinstance(item, Frame))
    columns = len({box.column for box in frame.boxes})
    return inner + (sum(box.filled for box in frame.boxes) if columns > 1 else 0)


# places


def compact(boxes: Sequence[Box]) -> list[Box]:
    """`boxes` without the rows and columns at which none begins; absurd spans go with them."""
    rows = {row: at for at, row in enumerate(sorted({box.row for box in boxes}))}
    columns = {column: at for at, column in enumerate(sorted({box.column for box in boxes}))}
    below, right = _ranks(rows), _ranks(columns)
    return [
        Box(
            rows[box.row],
            columns[box.column],
            below(box.row + box.rowspan) - rows[box.row],
            right(box.column + box.colspan) - columns[box.column],
            box.items,
        )
        for box in boxes
    ]


def _ranks(kept: dict[int, int]) -> Callable[[int], int]:
    """How many of the kept places lie before one."""
    places = list(kept)
    return lambda place: bisect_left(places, place)


def table(boxes: Sequence[Box], write: Callable[[Box], tuple[str, tuple[Span, ...]]], page: int | None = None) -> Table:
    """The table of `boxes`, whose rows and columns count from 0; places that no box covers become empty cells."""
    height = max(box.row + box.rowspan for box in boxes)
    width = max(box.column + box.colspan for box in boxes)
    every = list(boxes)
    if height * width <= _MOST_FILLED:
        every += _holes(boxes, height, width)
    every.sort(key=lambda box: (box.row, box.column))
    cells: list[Cell] = []
    for box in every:
        text, spans = write(box) if box.items else ("", ())
        cells.append(Cell(box.row, box.column, text, spans, box.rowspan, box.colspan))
    return Table(width, tuple(cells), page)


def _holes(boxes: Iterable[Box], height: int, width: int) -> Iterator[Box]:
    covered = bytearray(height * width)
    for box in boxes:
        for row in range(box.row, box.row + box.rowspan):
            start = row * width + box.column
            covered[start : start + box.colspan] = b"\1" * box.colspan
    at = covered.find(0)
    while at >= 0:
        yield Box(at // width, at % width)
        at = covered.find(0, at + 1)
