"""Excel workbooks (xlsx, xlsm) → `Document` with its tables, values as displayed.

The XML is read as it is. openpyxl makes an object of every cell that has a format, so an empty sheet can take
gigabytes, and its frugal mode knows no merged cells; calamine knows neither number formats nor what is hidden.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfparse.model.errors import ReadError
from perfparse.model.ir import Document, Doubt, Span, Table
from perfparse.readers import xlsx_sheet
from perfparse.readers.office import Box, Paragraph, Writer, compact, table
from perfparse.readers.package import Attributes, Package, Relation
from perfparse.readers.xlsx_blocks import Area, Block, blocks
from perfparse.readers.xlsx_formats import BUILT_IN, shown, shown_text
from perfparse.readers.xlsx_sheet import Raw, RawSheet, letters

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EMPTY = "the workbook shows no text; give one that does"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_MOST_COVERED = 400_000  # places under merged cells that are looked at one by one
_MOST_STRINGS = 64 << 20  # bytes
_COMPUTES = re.compile(r"[A-Za-z_][\w.]*\(|\$?[A-Za-z]{1,3}\$?\d|[!\[\]&\"]|[\d)][-+*/^]\d")
"""What formulas have: a function, a reference, a sum of numbers."""
_NAMED = 8  # cells that a message names
_ON = ("1", "true")


@dataclass(frozen=True, slots=True)
class _Formats:
    """By a cell's style: its format code; and the styles that draw a border."""

    codes: tuple[str, ...] = ()
    ruled: frozenset[int] = frozenset()

    def code(self, style: int) -> str:
        return self.codes[style] if style < len(self.codes) else "General"


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share."""

    strings: Sequence[str]
    formats: _Formats
    since_1904: bool


@dataclass(slots=True)
class _Account:
    """What is said of a sheet in doubts, as counts and as addresses."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    covered: int = 0
    blanked: int = 0
    typed: int = 0
    uncalculated: tuple[str, ...] = ()


def read(data: bytes) -> Document:
    """Read a workbook: each sheet a page, on it tables and lines as blank rows and columns part them.

    What is hidden is read and said in an info doubt. A formula without a stored result is empty, with a warning.

    Raises:
        ReadError: it is damaged, encrypted, unsafe to unpack, or without text.
    """
    package = Package(data, "workbook")
    name = package.main("xl/workbook.xml")
    if not name.endswith(".xml"):
        raise ReadError("this is a binary workbook (xlsb); open it in Excel or WPS and save it as xlsx")
    root = package.tree(name)
    related = package.relations(name)
    parts = {each.kind: each.target for each in related.values()}
    strings = _strings(package, parts["sharedStrings"]) if parts.get("sharedStrings", "") in package else []
    formats = _formats(package.tree(parts["styles"])) if parts.get("styles", "") in package else _Formats()
    since_1904 = any(_local(each) == "workbookPr" and each.get("date1904") in _ON for each in root)
    book = _Book(strings, formats, since_1904)
    writer = Writer()
    notes: list[Doubt] = []
    for number, (title, hidden, part) in enumerate(_worksheets(root, related)):
        if number:
            writer.turn()
        account = _sheet(xlsx_sheet.read(package, part, formats.ruled), title, book, writer)
        notes += _doubts(account, title, hidden=hidden)
    return writer.document("xlsx", MEDIA_TYPE, notes, _EMPTY)


def _worksheets(root: Element, related: Mapping[str, Relation]) -> Iterator[tuple[str, bool, str]]:
    """The worksheets in the order of their tabs: name, whether hidden, part. Sheets that are a chart are none."""
    for each in root.iter():
        if _local(each) != "sheet":
            continue
        identity = next((value for key, value in each.items() if key.endswith("}id")), "")
        if identity in related and related[identity].kind == "worksheet":
            yield each.get("name", ""), each.get("state", "visible") != "visible", related[identity].target


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


# what sheets share


def _strings(package: Package, name: str) -> list[str]:
    """The shared strings, the runs of each joined, without the reading aids over them."""
    found: list[str] = []
    pieces: list[str] = []
    inside = {"rPh": 0, "t": 0}

    def start(tag: str, _: Attributes) -> None:
        if tag in inside:
            inside[tag] += 1

    def end(tag: str) -> None:
        if tag in inside:
            inside[tag] -= 1
        elif tag == "si":
            found.append("".join(pieces))
            pieces.clear()

    def data(text: str) -> None:
        if inside["t"] and not inside["rPh"]:
            pieces.append(text)

    package.walk(name, package.chunks(name, _MOST_STRINGS), start, end, data)
    return found


def _formats(root: Element) -> _Formats:
    codes = dict(BUILT_IN)
    borders: list[bool] = []
    styles: list[tuple[str, str]] = []
    for group in root:
        kind = _local(group)
        if kind == "numFmts":
            codes |= {_number(each.get("numFmtId")): each.get("formatCode", "") for each in group}
        elif kind == "borders":
            borders = [any(side.get("style", "none") != "none" for side in each) for each in group]
        elif kind == "cellXfs":
            styles = [(each.get("numFmtId", ""), each.get("borderId", "")) for each in group]
    ruled = (at for at, (_, border) in enumerate(styles) if _number(border) < len(borders) and borders[_number(border)])
    return _Formats(tuple(codes.get(_number(code), "General") for code, _ in styles), frozenset(ruled))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


# a sheet


def _sheet(raw: RawSheet, title: str, book: _Book, writer: Writer) -> _Account:
    account = _Account()
    areas = _areas(raw, book, account)
    account.hidden_rows = len({area.top for area in areas if area.text} & raw.hidden_rows)
    columns = {area.left for area in areas if area.text}
    account.hidden_columns = sum(any(a <= column <= b for a, b in raw.hidden_columns) for column in columns)
    prefix = title if _PLAIN_NAME.fullmatch(title) else "'" + title.replace("'", "''") + "'"
    page = writer.page
    for block in blocks(areas):
        if block.is_table:
            writer.add(_table(block, prefix, page, writer))
        else:
            for area in block.areas:
                writer.line(Paragraph(area.text), page, _address(prefix, area))
    return account


def _address(prefix: str, area: Area) -> str:
    return f"{prefix}!{letters(area.left)}{area.top + 1}"


def _table(block: Block, prefix: str, page: int, writer: Writer) -> Table:
    made: list[Box] = []
    where: dict[int, str] = {}
    for area in block.areas:
        box = Box(area.top, area.left, area.bottom - area.top + 1, area.right - area.left + 1, [Paragraph(area.text)])
        where[id(box.items)] = _address(prefix, area)
        made.append(box)

    def write(box: Box) -> tuple[str, tuple[Span, ...]]:
        text = "".join(item.text for item in box.items if isinstance(item, Paragraph))
        return writer.text(text, page, where[id(box.items)])

    return table(compact(made), write, page)


def _areas(raw: RawSheet, book: _Book, account: _Account) -> list[Area]:
    """The sheet's filled cells, merged ones as large as they are, and the empty ones that have a border."""
    texts = {(cell.row, cell.column): _text(cell, raw, book, account) for cell in raw.cells}
    styles = {(cell.row, cell.column): cell.style for cell in raw.cells}
    account.uncalculated = tuple(
        f"{letters(cell.column)}{cell.row + 1}"
        for cell in raw.cells
        if cell.value is None and not _is_typed(cell.formula)
    )
    filled = {place: text for place, text in texts.items() if text.strip()}
    bottom = max((row for row, _ in (*filled, *raw.ruled)), default=0)
    right = max((column for _, column in (*filled, *raw.ruled)), default=0)
    merged, covered = _merged(raw, filled, bottom, right)
    found: list[Area] = []
    for place, text in filled.items():
        if place in covered:
            account.covered += 1
            continue
        low, far = merged.get(place, place)
        found.append(Area(*place, low, far, text, styles[place] in book.formats.ruled))
    found += [Area(*place, *place, ruled=True) for place in raw.ruled if place not in covered and place not in filled]
    return found


def _merged(
    raw: RawSheet, filled: Container[tuple[int, int]], bottom: int, right: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """The last place of each merged range by its first, and the places that such ranges cover but for the first.

    Ranges end where the sheet does; one that overlaps another before it is none.
    """
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, low, far in raw.merges:
        low, far = min(low, bottom), min(far, right)
        if (top, left) not in filled or (low - top + 1) * (far - left + 1) > _MOST_COVERED - len(covered):
            continue
        places = {(row, column) for row in range(top, low + 1) for column in range(left, far + 1)}
        if not places & covered and not places & merged.keys():
            merged[top, left] = low, far
            covered |= places - {(top, left)}
    return merged, covered


def _text(cell: Raw, raw: RawSheet, book: _Book, account: _Account) -> str:
    """What a cell shows."""
    if cell.value is None:
        account.typed += _is_typed(cell.formula)
        return "=" + cell.formula if _is_typed(cell.formula) else ""
    value = cell.value
    code = book.formats.code(cell.style)
    if cell.kind == "s":
        number = _number(value.strip())
        return shown_text(_unescaped(book.strings[number]), code) if number < len(book.strings) else ""
    if cell.kind in ("str", "inlineStr"):
        return shown_text(_unescaped(value), code)
    if cell.kind == "b":
        return "TRUE" if value.strip() in _ON else "FALSE"
    if cell.kind == "e" or not value.strip():
        return value
    stored = _serial(value) if cell.kind == "d" else value.strip()
    try:
        zero = not raw.zeros and float(stored) == 0
        text = "" if zero else shown(stored, code, since_1904=book.since_1904)
    except (ValueError, ArithmeticError):  # no number, whatever the cell says of itself
        return value
    account.blanked += not text.strip() and float(stored) != 0
    return text


def _is_typed(formula: str) -> bool:
    """Whether a formula computes nothing: a text such as =2座 that a program stored as a formula for its first sign."""
    return bool(formula.strip()) and not _COMPUTES.search(formula)


def _serial(value: str) -> str:
    """An ISO 8601 date as the number of its day."""
    try:
        moment = datetime.datetime.fromisoformat(value.strip()).replace(tzinfo=None)
    except ValueError:
        return value
    return str((moment - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


# what is said of a sheet


def _doubts(account: _Account, title: str, *, hidden: bool) -> Iterator[Doubt]:
    if account.uncalculated:
        named = ", ".join(account.uncalculated[:_NAMED])
        more = len(account.uncalculated) - _NAMED
        cells = named + (f" and {more} more" if more > 0 else "")
        message = f"sheet {title}: {cells}: formula without a stored result; open and save the file in Excel or WPS"
        yield Doubt("formula-without-value", "warning", message, "workbook")
    if account.typed:
        message = f"sheet {title}: {account.typed} cell(s) hold a text stored as a formula (=2座); it was read as typed"
        yield Doubt("formula-as-text", "info", message, "workbook")
    kinds = (
        ("hidden row(s)", account.hidden_rows),
        ("hidden column(s)", account.hidden_columns),
    )
    parts = [f"{count} {kind}" for kind, count in kinds if count]
    if hidden or parts:
        message = f"sheet {title}: " + ", ".join(["all of it hidden"] * hidden + parts) + "; read like the rest"
        yield Doubt("hidden-cells", "info", message, "workbook")
    if account.covered or account.blanked:
        message = (
            f"sheet {title}: {account.covered + account.blanked} value(s) that the sheet does not show were left out:"
            f" {account.covered} under merged cells, {account.blanked} under formats that show nothing"
        )
        yield Doubt("values-not-shown", "info", message, "workbook")
