"""How each line of a source was read, as rows for a person."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

from perfparse.forms.templates import Template, templates
from perfparse.forms.vocabulary import words
from perfparse.model.ir import Piece, TextLine
from perfparse.pipeline import Reading
from perfparse.readers.sheets import with_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


_PIPED_WIDTH = 160  # columns, where no terminal says how many it has
_DOUBTFUL = 3  # nats
_CAPTION = f"margin: how much dearer the next-best reading is, in nats; lines below {_DOUBTFUL} are bold, and in doubt"


@dataclass(frozen=True, slots=True)
class Slice:
    """A source line, or the part of it that one cell got, and what it was read as."""

    line: int
    page: int
    piece: Piece
    text: str

    @property
    def margin(self) -> str:
        """How much dearer the next-best reading is, in nats; empty where none was weighed."""
        margin = self.piece.margin
        return "" if margin is None else "∞" if isinf(margin) else f"{margin:.1f}"


def slices(reading: Reading) -> Iterator[Slice]:
    """Every piece of the document in order, cut at line ends."""
    document = reading.document
    if any(page.glyphs is not None for page in document.pages):
        document = with_lines(document)
    lines = [line for page in document.pages for line in page.lines]
    starts = [line.start for line in lines]
    for piece in sorted(reading.layout.pieces, key=lambda piece: piece.span.start):
        at = max(bisect_right(starts, piece.span.start) - 1, 0)
        while at < len(lines) and lines[at].start < piece.span.end:
            text = _common(lines[at], piece)
            if text:
                yield Slice(lines[at].number, lines[at].page, piece, text)
            at += 1


def _common(line: TextLine, piece: Piece) -> str:
    """What of `line` the piece holds."""
    return line.text[max(piece.span.start - line.start, 0) : max(piece.span.end - line.start, 0)].strip()


def show(reading: Reading) -> None:
    """Print the slices and the issues to standard output, for a person.

    The table has line, page, the cell that the slice was given, its role, margin and text, and what else it may be.
    Tables and columns count from 1; row 0 is the header. A line's later slices leave its number out.
    """
    out = console()
    out.print(_table(reading))
    for issue in reading.report.issues:
        out.print(f"{issue.severity}: {issue.message} ({issue.code})", markup=False, soft_wrap=True)
    out.file.flush()


def console() -> Console:
    """Standard output for a person."""
    from rich.console import Console  # slow to load, and only for people

    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")  # a terminal that lacks a character shows a question mark
    out = Console(highlight=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = _PIPED_WIDTH
    return out


def _table(reading: Reading) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption_justify="left", caption=_CAPTION)
    for name in ("line", "page", "table", "row", "col"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("role", no_wrap=True)
    table.add_column("margin", justify="right", no_wrap=True)
    table.add_column("text", overflow="fold")
    table.add_column("or else", overflow="fold")
    before = 0
    for item in slices(reading):
        piece = item.piece
        cell = [
            "" if value is None else str(value) for value in (_from_1(piece.table), piece.row, _from_1(piece.column))
        ]
        line = "" if item.line == before else str(item.line)
        cells = (line, str(item.page), *cell, piece.role, item.margin, item.text, piece.why)
        doubtful = piece.margin is not None and piece.margin < _DOUBTFUL
        table.add_row(*(Text(cell) for cell in cells), style="bold" if doubtful else None)
        before = item.line
    return table


def _from_1(number: int | None) -> int | None:
    return None if number is None else number + 1


# forms


def list_templates() -> None:
    """Print the forms that are known: id, name, columns."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("id", "form", "columns"):
        table.add_column(heading, no_wrap=heading == "id", overflow="fold")
    for template in templates():
        headers = [column.headers[0] for column in template.sections[-1].columns]
        table.add_row(template.id, template.name, ", ".join(headers))
    console().print(table)


def show_template(template: Template) -> None:
    """Print one form: what heads each of its columns, and what that column is."""
    from rich.table import Table

    out = console()
    out.print(f"{template.id}: {template.name}", markup=False, soft_wrap=True)
    out.print(f"source: {template.source}", markup=False, soft_wrap=True)
    for pattern in template.title:
        out.print(f"title: {pattern.pattern}", markup=False, soft_wrap=True)
    for line in _facts(template):
        out.print(line, markup=False, soft_wrap=True)
    for section in template.sections:
        table = Table(box=None, pad_edge=False, title=section.name or None, title_justify="left")
        table.add_column("column", no_wrap=True)
        table.add_column("header words", overflow="fold")
        for column in section.columns:
            table.add_row(column.role, ", ".join(column.headers))
        out.print(table)


def _facts(template: Template) -> Iterator[str]:
    """What a template says besides its columns, a line each."""
    first, last = template.years
    if first or last:
        yield "in use: " + " ".join(([f"from {first}"] if first else []) + ([f"until {last}"] if last else []))
    if template.levels:
        sets = words().level_sets[template.levels]
        yield "levels: " + "; ".join(f"{name}: {', '.join(seconds)}" for name, seconds in sets.items())
    roles = [column.role for column in template.sections[-1].columns]
    if "weight" in roles and "target" in roles:
        yield f"weight: {'before' if roles.index('weight') < roles.index('target') else 'after'} the value"
    if "target" in roles:
        yield f"unit: {'in a column of its own' if 'unit' in roles else 'with the value'}"
    for kind in dict.fromkeys(template.budget.values()):
        yield f"money, {kind}: {', '.join(word for word, other in template.budget.items() if other == kind)}"
    if template.totals:
        yield f"total: {', '.join(sorted(template.totals))}"
    if template.profile and template.profile.execution:
        yield f"weight of the money spent: {template.profile.execution}"
    if template.profile and template.profile.grades:
        yield "grades: " + ", ".join(f"{name} from {least}" for name, least in template.profile.grades)
