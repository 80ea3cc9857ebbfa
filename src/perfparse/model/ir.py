"""The values handed from stage to stage: frozen, plain, without behaviour beyond access.

All offsets count code points of `Document.text`, which is the source as decoded: no byte-order
mark, line ends untouched, nothing removed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # numpy is slow to load, and only drawn documents need it
    import numpy as np
    from numpy.typing import NDArray

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's top left."""

RestKind = Literal["furniture", "prose", "note", "instruction", "other_table", "noise", "unplaced"]
"""What text outside cells, headers, titles, labels, goals and fields can be (CONTRACT: coverage.rest)."""

Role = Literal[
    "title", "section", "header", "goal", "indicator", "target", "actual", "reason",
    "weight", "score", "level1", "level2", "nature", "unit", "extra", "row", "field", "label", "budget", "total",
    "furniture", "prose", "note", "instruction", "other_table", "noise", "unplaced",
]  # fmt: skip
"""What a piece of the source was read as; "row" is a row that fills the table's whole width."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of text stood: half-open offsets into `Document.text`, its page from 1, its box if known.

    `cell` is the address of the cell that held it, in documents that have such: `Sheet1!B7`, `table 2 row 5 column 3`.
    """

    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page without its line end and without white space at either side.

    `number` counts lines of the document from 1, blank ones included. The three hints are what the extractor
    left around the line: useful to layout, never required. `indented` is the first white-space character before
    the text ("\t", " " …), or empty.
    """

    text: str
    start: int
    page: int
    number: int
    blank_before: bool = False
    indented: str = ""
    trailing_space: bool = False

    @property
    def end(self) -> int:
        """Offset just after the last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the source marks it; a text without form feeds is one page. Drawn pages have glyphs."""

    number: int
    lines: tuple[TextLine, ...]
    glyphs: Glyphs | None = None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of a page that are not white space, as parallel arrays in the order of the page's text.

    All lengths are in points from the page's top left corner as a person sees it, or in columns and lines for a
    grid of characters (`Sheet.grid`).
    """

    offset: NDArray[np.int32]
    """(n,) where each stands in `Document.text`, ascending."""
    box: NDArray[np.float32]
    """(n, 4) x0, top, x1, bottom: as wide as the character's advance, as tall as its font says."""
    baseline: NDArray[np.float32]
    """(n,) y of the line the character stands on."""
    size: NDArray[np.float32]
    """(n,) font size as seen; 0 for a character that does not stand upright."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The axis-parallel lines drawn on a page, in points from its top left corner."""

    horizontal: NDArray[np.float32]
    """(n, 3) y, x0, x1."""
    vertical: NDArray[np.float32]
    """(n, 3) x, top, bottom."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as drawn, which readers hand to layout one at a time.

    `text` is the page's text, a line feed after each line but the last; it stands in `Document.text` at `start`.
    `grid` marks a page of plain text whose columns are kept by spaces: its lengths are columns and lines, and its
    evidence has no boxes.
    """

    number: int
    width: float
    height: float
    text: str
    start: int
    glyphs: Glyphs
    rulings: Rulings
    notes: tuple[Doubt, ...] = ()
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text outside tables, as seen. `size` is its font size in points, 0 where unknown."""

    text: str
    spans: tuple[Span, ...]
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `text` has a line feed between paragraphs and none within one.

    `spans`, joined, spell `text` but for white space. `bbox` is the cell's own frame, where it has one. `room` is
    known of cells at the foot of a page: how many characters' width its last line leaves free. `margin` is known of
    cells that a search told: how much dearer, in nats, the next-best reading is.
    """

    row: int
    column: int
    text: str
    spans: tuple[Span, ...]
    rowspan: int = 1
    colspan: int = 1
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    bbox: BBox | None = None
    room: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells in reading order: by row, then by column. A header row is a row like others.

    The rest is known of tables that were drawn: `edges`, the x of the columns' borders, one more than there are
    columns; `open_top` and `open_bottom`, whether the rule that should close the table there is missing; `breaks`,
    the rows that stand first on a page, but for the table's first.

    `roles` are the columns' of a table that was made of sentences, or of a text whose header is gone: it has none.
    """

    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    bbox: BBox | None = None
    edges: tuple[float, ...] = ()
    open_top: bool = False
    open_bottom: bool = False
    breaks: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What layout found on one page: lines and tables from top to bottom.

    No character of the page is in two of them, and none is left out.
    """

    number: int
    width: float
    height: float
    items: tuple[Line | Table, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A document's lines and tables in reading order, tables joined over pages.

    `furniture` is what pages repeat, `noise` what an extractor left that no one wrote: bars between cells.
    """

    items: tuple[Line | Table, ...]
    furniture: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    noise: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of source characters and what it was read as.

    Pieces cover every character that is not white space exactly once. `column` and `row` are those of the
    table numbered `table`; `margin` is how much dearer (in nats) the next-best reading of this line was.
    """

    span: Span
    role: Role
    table: int | None = None
    row: int | None = None
    column: int | None = None
    margin: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading issue that layout raises; the pipeline turns it into an `Issue`."""

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    basis: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What a layout engine made of a document: tables, the account of every character, and its doubts."""

    tables: tuple[Table, ...] = ()
    pieces: tuple[Piece, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source as a reader leaves it. A document whose cells are exact brings its lines and tables as `flow`."""

    text: str
    pages: tuple[Page, ...]
    reader: str
    media_type: str
    notes: tuple[Doubt, ...] = field(default=())
    flow: Flow | None = None
