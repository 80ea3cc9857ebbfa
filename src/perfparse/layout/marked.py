"""Text in which cells are marked (by bars, tabs, several spaces; a cell or a row a line) → lines and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfparse.layout import counted, form_table
from perfparse.layout.atoms import Atom, joined
from perfparse.layout.form_costs import BARRED, CELLS, CLOSED, LOOSE, ROWS, Marks
from perfparse.layout.stream_kept import lines_of
from perfparse.model.ir import Document, Flow, Span

_FEWEST = 3  # lines with marks
_SHARE = 0.3  # of the lines
_MOST = 0.6
_PLAINLY = 0.8  # nats a row: below 0.5 where spaces mark cells, above 1.5 where they keep columns
_FAR = 4.0  # nats a column
_DEARER = 1.0  # nats a row
_IGNORED = 0.4  # nats a row: line ends that mean nothing are odd
_BARS = counted.BARS
_RULE = re.compile(r"[\s|｜│┃:：+\-—─━┼├┤=]*[-—─━=]{2}[\s|｜│┃:：+\-—─━┼├┤=]*")
_GAPS = re.compile(r"\t| {2,}|\u3000{2,}")
_INNER = re.compile(r"(?<=\S)(?:\t| {2,}|\u3000{2,})(?=\S)")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_BOLD = re.compile(r"\s*(\*\*|__)([^*_\s](?:[^*_]*[^*_\s])?)(\1)\s*")
_FRAMED = re.compile(r"\s*[|｜│┃].*[|｜│┃]\s*")
_BLANKS = 24  # blank cells in a row of which no more are cells: lines of a thousand bars
_SHORT = 16  # characters of a cell that is no prose
_STOPS = ("。", "；", "！", "？", ";", "：", ":")


@dataclass(frozen=True, slots=True)
class Marking:
    """How cells are marked: what parts them, and whether a line's end does so too."""

    parts: re.Pattern[str]
    lines: bool
    indented: bool = False
    """Each cell on a line of its own that begins with a tab, rows parted by blank lines: Apache Tika's Word tables."""
    begins: frozenset[int] = frozenset()
    """Where line ends part no cells: the offsets of lines that begin a row all the same."""


def flow(document: Document) -> Flow | None:
    """The document's lines and tables; None where nothing is marked, or no header of indicators is among the cells."""
    best: tuple[form_table.Read, list[Span]] | None = None
    for marking, marks in _ways(document):
        atoms, noise = _indented(document) if marking.indented else _parted(document, marking)
        if not marks.told:
            atoms = atoms if marks is LOOSE else [replace(atom, row=False) for atom in atoms]
        made = form_table.read(atoms, marks)
        if made is not None and marking.parts is _GAPS and made.cost > _PLAINLY:
            continue
        if made is not None and made.records and (best is None or _better(made, best[0])):
            best = made, noise
    if best is None:
        return None
    made, noise = best
    return Flow(made.items, (), made.doubts, tuple(noise))


def _better(one: form_table.Read, other: form_table.Read) -> bool:
    """Whether a reading fits better than another: its header is whole, or it has more rows, or they are cheaper.

    Where the model told the header of one, that is whole, if rows are not much dearer; where it told both, the one
    whose columns fit the cells below far better is.
    """
    if one.fit is not None and other.fit is not None and abs(one.fit - other.fit) > _FAR:
        return one.fit > other.fit
    many = min(one.records, other.records) >= _MOST * max(one.records, other.records)
    told, untold = (one, other) if one.fit is not None else (other, one)
    if many and untold.fit is None and told.fit is not None:
        return (told is one) == (told.cost < untold.cost + _DEARER)
    if one.columns != other.columns:
        return one.columns > other.columns
    if min(one.records, other.records) < _MOST * max(one.records, other.records):
        return one.records > other.records
    return one.cost + _IGNORED < other.cost  # `one` makes less of the line ends


def _ways(document: Document) -> Iterator[tuple[Marking, Marks]]:
    """How a text may mark its cells, and what its line ends then mean; nothing where it does not.

    Several spaces may also keep columns that are wrapped over lines: they are marks only where rows fit well.
    """
    lines = [line for _, _, line in lines_of(document.text) if line.strip()]
    barred = [line for line in lines if _BARS.search(line)]
    if len(barred) >= _FEWEST and len(barred) >= _SHARE * len(lines):
        rows = CLOSED if any(_BARS.match(line.rstrip()[-1]) for line in barred) else BARRED
        yield Marking(_BARS, lines=True), rows
        begins = counted.row_starts(document.text)
        if begins:
            yield Marking(_BARS, lines=False, begins=begins), rows
        single = sum(len(_BARS.findall(line, 0, 2000)) == 1 for line in barred)
        yield Marking(_BARS, lines=False), CELLS if single > _MOST * len(barred) else LOOSE
        return
    tabbed = [line for line in lines if "\t" in line.rstrip(" \r")]
    inner = [line for line in tabbed if "\t" in line.strip(" \r").lstrip("\t")]
    indented = sum(line.startswith("\t") for line in lines)
    spaced = sum(len(_INNER.findall(line, 0, 2000)) > 1 for line in lines)
    if len(inner) >= _FEWEST and len(inner) >= _SHARE * len(lines):
        yield Marking(re.compile("\t"), lines=True), ROWS
    elif indented >= 2 * _FEWEST and indented >= 1.5 * _SHARE * len(lines):
        yield Marking(re.compile("\t"), lines=True, indented=True), ROWS
    elif spaced >= _FEWEST and spaced >= _SHARE * len(lines):
        yield Marking(_GAPS, lines=True), ROWS


# cells between marks


@dataclass(slots=True)
class _Cell:
    """A cell in the making: its lines' texts with their spans."""

    row: bool
    parts: list[tuple[str, Span]]

    def atom(self) -> Atom:
        text = ""
        for part, _ in self.parts:
            text += ("\n" if text.endswith(_STOPS) else "") + part
        return Atom(text, tuple(span for _, span in self.parts), self.row)


def _parted(document: Document, marking: Marking) -> tuple[list[Atom], list[Span]]:
    """The cells of a text and the marks between them."""
    atoms: list[Atom] = []
    noise: list[Span] = []
    pages = len(document.pages) > 1
    opened: _Cell | None = None
    for start, page, line in lines_of(document.text):
        here = page + 1 if pages else None
        if not line.strip():
            continue
        if _RULE.fullmatch(line):
            _note(noise, document.text, _span(line, start, 0, len(line), here))
            continue
        begins = start in marking.begins
        opened = _opened(opened, marking, atoms, begins=begins)
        framed = marking.lines and _FRAMED.fullmatch(line) is not None
        pieces = list(_pieces(line, marking))
        for number, (begin, end, mark) in enumerate(pieces):
            first, last = _undressed(line, begin, end)
            for outer in ((begin, first), (last, end), *([mark] if mark else [])):
                _note(noise, document.text, _span(line, start, *outer, here))
            if line[first:last].strip():
                opened.parts.append((line[first:last].strip(), _span(line, start, first, last, here)))
            outer_left = number == 0 and (framed or (begins and not opened.parts))
            if mark is not None and not outer_left:
                atoms.append(opened.atom())
                opened = _Cell(False, [])
        if marking.lines and _goes_on(opened, atoms):
            atoms[-1] = replace(joined([atoms[-1], opened.atom()], "\n"), row=atoms[-1].row)
        elif marking.lines and not framed:
            atoms.append(opened.atom())
    if opened is not None and opened.parts and not marking.lines:
        atoms.append(opened.atom())
    return _trimmed(atoms), noise


def _opened(cell: _Cell | None, marking: Marking, atoms: list[Atom], *, begins: bool) -> _Cell:
    """The cell that a line goes on with: the open one, or that of a new row, with which the open one ends."""
    if cell is not None and begins and cell.parts:
        atoms.append(cell.atom())
    if cell is None or marking.lines or begins or (not marking.begins and not cell.parts):
        return _Cell(True, [])
    return cell


def _undressed(line: str, first: int, last: int) -> tuple[int, int]:
    """A piece of a line without Markdown's marks: # before a heading, ** around a cell."""
    match = _HEADING.match(line, first, last) if first == 0 else None
    if match:
        first = match.end()
    match = _BOLD.fullmatch(line, first, last)
    return match.span(2) if match else (first, last)


def _goes_on(cell: _Cell, atoms: Sequence[Atom]) -> bool:
    """Whether a line without any mark is another paragraph of the last cell of the line before."""
    if not cell.row or not atoms or atoms[-1].row or not cell.parts:
        return False
    text, before = cell.parts[0][0], atoms[-1].text
    ended = len(before) <= _SHORT or before.endswith(("。", "！", "？"))
    return not ended and not form_table.begins_anew(text)


def _pieces(line: str, marking: Marking) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
    """The pieces of a line, each with the mark behind it; what is left of a mark that only opens a line is dropped."""
    at = len(line) - len(line.lstrip(" \u3000")) if marking.parts is _GAPS else 0
    if marking.lines and line[at : at + 1] == "\t":
        at += 1
    end = len(line.rstrip()) if marking.parts is _GAPS else len(line)
    for match in marking.parts.finditer(line, at, end):
        yield at, match.start(), match.span()
        at = match.end()
    yield at, end, None


def _span(line: str, start: int, first: int, last: int, page: int | None) -> Span:
    body = line[first:last]
    left = first + len(body) - len(body.lstrip())
    return Span(start + left, start + first + len(body.rstrip()), page)


def _note(noise: list[Span], text: str, span: Span) -> None:
    """Add a mark, as one with the mark before it where only white space stands between."""
    if span.start >= span.end:
        return
    if noise and noise[-1].page == span.page and not text[noise[-1].end : span.start].strip():
        noise[-1] = replace(noise[-1], end=span.end)
    else:
        noise.append(span)


def _trimmed(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` with no more blanks one after another than a row may have."""
    kept: list[Atom] = []
    blanks = 0
    for atom in atoms:
        blanks = 0 if atom.solid else blanks + 1
        if blanks <= _BLANKS:
            kept.append(atom)
    return kept


# a cell a line, indented


def _indented(document: Document) -> tuple[list[Atom], list[Span]]:
    atoms: list[Atom] = []
    pages = len(document.pages) > 1
    row, opened = True, None
    for start, page, line in lines_of(document.text):
        here = page + 1 if pages else None
        body = line.strip()
        if not body and not line.startswith("\t"):
            row, opened = True, None
            continue
        part = (body, _span(line, start, 0, len(line), here)) if body else None
        if line.startswith("\t") or opened is None:
            opened = _Cell(row, [part] if part else [])
            atoms.append(opened.atom())
            if not line.startswith("\t"):
                opened = None
        elif part:
            opened.parts.append(part)
            atoms[-1] = opened.atom()
        row = opened is None
    return _trimmed(atoms), []
