"""The XML of one worksheet → its cells with text, merges, and what is hidden.

A sheet may hold millions of cells that have a format and nothing else. Past the first of them (which tell where
borders are drawn) they are cut out of the bytes before the XML is parsed, so they cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from perfparse.model.errors import ReadError
from perfparse.readers.package import Attributes, Package

_MOST_CELLS = 200_000  # with something in them
_MOST_MERGES = 100_000
_MOST_EMPTY = 50_000  # empty cells that are looked at one by one
_EMPTY = re.compile(rb"<((?:\w+:)?)c(?:\s[^<>]*)?(?:/>|></\1c>)")
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_WIDEST, _TALLEST = 16384, 1048576
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as stored. `kind` is its t attribute; `value` is None where its `formula` has no stored result."""

    row: int
    column: int
    style: int
    kind: str
    value: str | None
    formula: str = ""


@dataclass(slots=True)
class RawSheet:
    """A worksheet as stored; rows and columns count from 0, ranges are (top, left, bottom, right), inclusive."""

    cells: list[Raw] = field(default_factory=list)
    ruled: set[tuple[int, int]] = field(default_factory=set)
    """Empty cells whose format draws a border."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    zeros: bool = True
    """Whether zeros are shown."""


def read(package: Package, name: str, ruled: frozenset[int]) -> RawSheet:
    """Read the part `name`; `ruled` are the styles with a border.

    Raises:
        ReadError: as `Package.walk`; or the sheet has more cells than any report.
    """
    walker = _Walker(ruled)
    package.walk(name, _lightened(package.chunks(name), walker), walker.start, walker.end, walker.data)
    return walker.sheet


def place(reference: str) -> tuple[int, int] | None:
    """The row and column of a reference such as B7, from 0; None where it is none."""
    match = _PLACE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - 64
    row = int(match[2])
    return (row - 1, column - 1) if 0 < row <= _TALLEST and column <= _WIDEST else None


def letters(column: int) -> str:
    """A column's name: 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _lightened(chunks: Iterable[bytes], walker: _Walker) -> Iterator[bytes]:
    """`chunks` without empty cells, from when enough of them were seen."""
    held = b""
    for chunk in chunks:
        if walker.empty <= _MOST_EMPTY or walker.unnamed or b"<!" in chunk:  # "<" is text in comments and CDATA
            yield held + chunk
            held = b""
            continue
        rest = _EMPTY.sub(b"", held + chunk)
        cut = rest.rfind(b"<")  # a cell may go on in the next chunk
        if rest.startswith(b"</", cut):
            cut = rest.rfind(b"<", 0, cut)
        cut = len(rest) if cut < 0 else cut
        yield rest[:cut]
        held = rest[cut:]
    yield held


class _Walker:
    """Takes a sheet's tags as they come."""

    def __init__(self, ruled: frozenset[int]) -> None:
        self.sheet = RawSheet()
        self.empty = 0
        self.unnamed = False
        """Whether cells go without their addresses, so that empty ones count."""
        self._ruled = ruled
        self._row, self._column = -1, -1
        self._cell: Attributes | None = None
        self._value: list[str] | None = None
        self._rich: list[str] = []
        self._within: str = ""
        self._phonetic = 0
        self._formula: list[str] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._cell_starts(attributes)
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = min(int(number), _TALLEST) - 1 if number.isdecimal() and number != "0" else self._row + 1
            self._column = -1
            if attributes.get("hidden") in _TRUE:
                self.sheet.hidden_rows.add(self._row)
        elif self._cell is not None:
            self._in_cell(tag)
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col":
            self._columns(attributes)
        elif tag == "sheetView" and attributes.get("showZeros") in ("0", "false"):
            self.sheet.zeros = False

    def _in_cell(self, tag: str) -> None:
        if tag == "v":
            self._value, self._within = [], "v"
        elif tag == "t" and not self._phonetic:
            self._within = "t"
        elif tag == "f":
            self._formula, self._within = [], "f"
        elif tag == "rPh":
            self._phonetic += 1

    def end(self, tag: str) -> None:
        if tag == "c" and self._cell is not None:
            self._cell_ends(self._cell)
            self._cell = None
        elif tag in ("v", "t", "f"):
            self._within = ""
        elif tag == "rPh":
            self._phonetic -= 1

    def data(self, text: str) -> None:
        if self._within == "v" and self._value is not None:
            self._value.append(text)
        elif self._within == "t":
            self._rich.append(text)
        elif self._within == "f" and self._formula is not None:
            self._formula.append(text)

    def _cell_starts(self, attributes: Attributes) -> None:
        self._cell, self._value, self._rich, self._formula = attributes, None, [], None
        found = place(attributes.get("r", ""))
        if found:
            self._row, self._column = found
        else:
            self._column += 1
            self.unnamed = True

    def _cell_ends(self, attributes: Attributes) -> None:
        kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        number = int(style) if style.isdecimal() else 0
        value = "".join(self._rich) if kind == "inlineStr" else None if self._value is None else "".join(self._value)
        if self._formula is not None and not value and kind != "str":
            value = None
        elif not value:
            self.empty += 1
            if number in self._ruled and self.empty <= _MOST_EMPTY:
                self.sheet.ruled.add((self._row, self._column))
            return
        if len(self.sheet.cells) >= _MOST_CELLS:
            raise ReadError(f"a sheet has more than {_MOST_CELLS} filled cells, which no report has; save it alone")
        formula = "".join(self._formula) if self._formula is not None and value is None else ""
        self.sheet.cells.append(Raw(self._row, self._column, number, kind, value, formula))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = place(first), place(last or first)
        if start and end:
            if len(self.sheet.merges) >= _MOST_MERGES:
                raise ReadError("a sheet has more merged cells than any report; save its reports alone")
            (top, low), (left, far) = sorted((start[0], end[0])), sorted((start[1], end[1]))
            self.sheet.merges.append((top, left, low, far))

    def _columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if attributes.get("hidden") in _TRUE and first.isdecimal() and last.isdecimal():
            self.sheet.hidden_columns.append((int(first) - 1, min(int(last), _WIDEST) - 1))
