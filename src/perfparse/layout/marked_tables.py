"""Tables of a text that is no performance report: lines whose cells are parted by bars or tabs, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from perfparse.layout.counted import BARS
from perfparse.layout.stream_kept import lines_of
from perfparse.model.ir import Cell, Document, Layout, Piece, Span, Table

_FEWEST = 2  # rows, and cells of a row
_MOST = 1000  # cells of a row
_RULE = re.compile(r"[\s|｜│┃:：+\-—─━┼├┤=]+")
_TAB = re.compile("\t")

_Line = tuple[int, int | None, str]
"""Where a line begins, its page, its characters."""


def layout(document: Document) -> Layout:
    """The tables of a document, of lines that follow one another, and all other lines as prose.

    A rule between rows and the bars between cells are noise. A cell's column is its place in the line.
    """
    pages = len(document.pages) > 1
    lines = [(start, page + 1 if pages else None, line) for start, page, line in lines_of(document.text)]
    tables: list[Table] = []
    pieces: list[Piece] = []
    for mark, group in groupby((line for line in lines if line[2].strip()), key=lambda line: _mark(line[2])):
        run = list(group)
        rows = [line for line in run if not _RULE.fullmatch(line[2])]
        if mark is None or len(rows) < _FEWEST:
            pieces += [Piece(_span(line, 0, len(line[2])), "prose") for line in run]
            continue
        table, placed = _table(run, mark, len(tables))
        tables.append(table)
        pieces += placed
    return Layout(tuple(tables), tuple(pieces))


def _mark(line: str) -> re.Pattern[str] | None:
    """What parts the cells of a line; None where nothing does."""
    for mark in (BARS, _TAB):
        if _FEWEST <= sum(1 for _ in _parts(line, mark)) <= _MOST:
            return mark
    return None


def _table(lines: list[_Line], mark: re.Pattern[str], number: int) -> tuple[Table, list[Piece]]:
    cells: list[Cell] = []
    pieces: list[Piece] = []
    row = 0
    for line in lines:
        if _RULE.fullmatch(line[2]):
            pieces.append(Piece(_span(line, 0, len(line[2])), "noise"))
            continue
        end = 0
        for column, (first, last) in enumerate(_parts(line[2], mark)):
            span = _span(line, first, last)
            spans = (span,) if span.start < span.end else ()
            cells.append(Cell(row, column, line[2][first:last].strip(), spans))
            pieces += _noise(line, end, first)
            pieces += [Piece(span, "other_table", number, row, column) for span in spans]
            end = last
        pieces += _noise(line, end, len(line[2]))
        row += 1
    return Table(1 + max(cell.column for cell in cells), tuple(cells), lines[0][1]), pieces


def _parts(line: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the cells of a line begin and end; a bar at either end of the line only frames it."""
    at, end = 0, len(line)
    if mark is not _TAB:
        at, end = len(line) - len(line.lstrip()), len(line.rstrip())
        at += mark.match(line, at, end) is not None
        end -= at < end and mark.match(line, end - 1, end) is not None
    for match in mark.finditer(line, at, end):
        yield at, match.start()
        at = match.end()
    yield at, end


def _noise(line: _Line, first: int, last: int) -> list[Piece]:
    """What stands between two cells, where it is more than white space."""
    return [Piece(_span(line, first, last), "noise")] if line[2][first:last].strip() else []


def _span(line: _Line, first: int, last: int) -> Span:
    """A piece of a line without white space at either side."""
    start, page, text = line
    body = text[first:last]
    left = first + len(body) - len(body.lstrip())
    return Span(start + left, max(start + left, start + first + len(body.rstrip())), page)
