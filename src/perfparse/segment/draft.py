"""What segmentation collects while it walks a document: forms and rows in the making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from perfparse.forms.templates import Template
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt, Line, Piece, Role, Span, Table
from perfparse.segment.model import Amounts, Form, Headed, Level, Money, Part, Row, Segments, Text, Total

_KEYS: frozenset[Role] = frozenset(("header", "label"))
_IDLE: frozenset[Role] = _KEYS | {"note", "prose", "instruction", "furniture"}
"""What the pieces of a table are of which no record, field, goal, level, amount or total was made."""


@dataclass(slots=True)
class FormDraft:
    """A form in the making."""

    title: str | None = None
    organisation: str | None = None
    year: int | None = None
    parts: list[Part] = field(default_factory=list)
    fields: dict[str, Text] = field(default_factory=dict)
    levels: list[Level] = field(default_factory=list)
    unit: str | None = None
    said_unit: Text | None = None
    """The unit of money where a line or a cell of its own says it."""
    money: list[Amounts] = field(default_factory=list)
    total: Total | None = None
    rows: int = 0
    _labels: Counter[str] = field(default_factory=Counter)

    def keep(self, label: str, text: Text) -> None:
        """Add a field of the header block; one that stands twice keeps both, told apart by #2."""
        self._labels[label] += 1
        key = label if self._labels[label] == 1 else f"{label}#{self._labels[label]}"
        self.fields[key] = text

    def finished(self) -> Form:
        """The form as it is handed on."""
        return Form(
            self.title,
            self.organisation,
            self.year,
            tuple(self.parts),
            tuple(self.fields.items()),
            tuple(self.levels),
            Money(self.unit, tuple(self.money)) if self.money else None,
            self.total,
            self.said_unit,
        )


@dataclass(slots=True)
class Draft:
    """A document in the making. `source` is its text."""

    source: str
    template: Template | None
    forms: list[FormDraft] = field(default_factory=lambda: [FormDraft()])
    rows: list[Row] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    heads: list[Headed] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    heading: tuple[str, tuple[Span, ...]] | None = None
    """The level of indicators that the last line or row over the whole width named."""
    passed: list[Line] = field(default_factory=list)
    """Lines that read like a title, over tables that are no form's."""
    _ended: list[Table] = field(default_factory=list)
    _aside: list[Table] = field(default_factory=list)
    """All tables that were read to their end, and those of them of which nothing was made."""
    _read: int = 0
    """How many pieces there were when the last table ended."""

    @property
    def form(self) -> FormDraft:
        """The form that is being read."""
        return self.forms[-1]

    def begin(self, title: str | None, organisation: str | None, year: int | None) -> None:
        """Take a title: the form's that is being read, or where that has one or rows already, the next form's."""
        if self.form.rows or self.form.title:
            self.forms.append(FormDraft())
        self.heading = None
        self.form.title, self.form.organisation, self.form.year = title, organisation, year

    def place(self, grid: Grid, cells: Iterable[Cell], role: Role) -> None:
        """Account for the characters of `cells`."""
        self.pieces += [
            Piece(span, role, grid.number, cell.row, cell.column, cell.margin, cell.doubts[0] if cell.doubts else "")
            for cell in cells
            for span in cell.spans
        ]

    def end(self, grid: Grid) -> None:
        """Leave a table that was read as far as it can be. One of which nothing was made is set aside as it stands.

        A frame around notes is none: they stand in the account as what they are.
        """
        cells = printed(grid.table.cells)
        if not cells:
            return
        self._ended.append(grid.table)
        since, self._read = self._read, len(self.pieces)
        if any(piece.table == grid.number and piece.role not in _IDLE for piece in self.pieces[since:]):
            return
        inside = {at for cell in cells for span in cell.spans for at in range(span.start, span.end)}
        own = [at for at in range(since, len(self.pieces)) if self.pieces[at].span.start in inside]
        roles = {self.pieces[at].role for at in own}
        if not own:
            self.place(grid, cells, "other_table")
        elif roles & _KEYS and roles <= _IDLE:
            for at in own:
                self.pieces[at] = replace(self.pieces[at], role="other_table")
        else:
            return
        self._aside.append(grid.table)
        parts = self.form.parts  # a section whose header stands in a table that was set aside is none
        parts[:] = [part for part in parts if not any(span.start in inside for span in part.spans)]

    def place_line(self, line: Line, role: Role) -> None:
        """Account for the characters of a line."""
        self.pieces += [Piece(span, role) for span in line.spans]

    def doubt_once(self, doubt: Doubt) -> None:
        """State a doubt, unless the same was said of the same place."""
        if doubt not in self.doubts:
            self.doubts.append(doubt)

    def identity(self, *names: str | None) -> str:
        """An id of the form, section, levels and indicator, with the occurrence where it stands more than once."""
        form = f"form {len(self.forms)}" if len(self.forms) > 1 else None
        base = "/".join(squeeze(name) for name in (form, *names) if name) or "?"
        self.seen[base] += 1
        return base if self.seen[base] == 1 else f"{base}#{self.seen[base]}"

    def finished(self) -> Segments:
        """All that was read."""
        return Segments(
            tuple(form.finished() for form in self.forms),
            tuple(self.rows),
            tuple(dict.fromkeys(self.headers)),
            tuple(self.doubts),
            tuple(sorted(self.pieces, key=lambda piece: piece.span.start)),
            tuple(self._aside if self.rows else self._ended),
            tuple(self.heads),
        )
