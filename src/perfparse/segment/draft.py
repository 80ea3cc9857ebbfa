"""What segmentation collects while it walks a document: forms and rows in the making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from perfparse.forms.templates import Template
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid
from perfparse.model.ir import Cell, Doubt, Line, Piece, Role, Span
from perfparse.segment.model import Amounts, Form, Level, Money, Part, Row, Segments, Text, Total


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
    doubts: list[Doubt] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    heading: tuple[str, tuple[Span, ...]] | None = None
    """The level of indicators that the last line or row over the whole width named."""

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
        )
