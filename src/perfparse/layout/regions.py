"""The lines between landmarks: which table they belong to, and the account of those that belong to none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from perfparse.forms.templates import SectionForm, Template
from perfparse.layout.landmarks import Landmarks, Mark
from perfparse.model.ir import Piece, Role, Span, TextLine

_MOST_LINES = 20_000  # of one table: 400 pages of it; what is beyond stays unplaced, with an error
_PAGE_BY_INDENT = 1.5  # nats: a line that begins with white space may begin a page


@dataclass(slots=True)
class Region:
    """The lines of one table: all between a section's first header and the next section's."""

    section: SectionForm
    header: Mark
    columns: tuple[int, ...]
    """The section's columns that the header prints."""
    lines: list[int] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)
    rows: list[tuple[int, Mark]] = field(default_factory=list)
    """Full-width rows: the number of lines before each, and its mark."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of the printed columns."""
        return tuple(self.section.columns[at].role for at in self.columns)


def regions_of(landmarks: Landmarks, template: Template) -> tuple[list[Region], dict[int, Role]]:
    """The regions in order, and the role of every line that belongs to none."""
    marks = {mark.first: mark for mark in landmarks.marks}
    regions: list[Region] = []
    loose: dict[int, Role] = {}
    page, closed, at, notes = inf, False, 0, False
    lines = landmarks.lines
    while at < len(lines):
        mark = marks.get(at)
        if mark is None:
            notes = notes or any(pattern.match(lines[at].text) for pattern in template.notes)
            if not regions or notes:
                loose[at] = "note" if notes else "prose"
            elif len(regions[-1].lines) < _MOST_LINES:
                _add(regions[-1], lines, at, page, closed=closed)
                page, closed = inf, False
            at += 1
            continue
        if mark.kind == "header" and mark.section is not None:
            if not regions or regions[-1].section is not mark.section or notes:
                columns = tuple(at for at, cell in enumerate(mark.cells) if cell)
                regions.append(Region(mark.section, mark, columns))
                page, closed = inf, False
            else:
                page = 0.0
            notes = False
        elif mark.kind == "full_row" and regions:
            regions[-1].rows.append((len(regions[-1].lines), mark))
            closed = True
        elif mark.kind == "page_number":
            page = 0.0
        at = mark.last + 1
    return regions, loose


def _add(region: Region, lines: Sequence[TextLine], at: int, page: float, *, closed: bool) -> None:
    line = lines[at]
    if region.lines and line.page != lines[region.lines[-1]].page:
        page = 0.0
    elif line.indented and line.indented != "\t":
        page = min(page, _PAGE_BY_INDENT)
    region.pages.append(page if region.lines else inf)
    region.closed.append(closed)
    region.lines.append(at)


def outside(landmarks: Landmarks, regions: Sequence[Region], loose: dict[int, Role]) -> Iterator[Piece]:
    """The account of the lines that stand in no table's cells."""
    for at, role in loose.items():
        yield Piece(span_of(landmarks.lines[at]), role)
    kept = {id(region.header) for region in regions} | {id(mark) for region in regions for _, mark in region.rows}
    titled = False
    for mark in landmarks.marks:
        if id(mark) in kept:
            continue  # headers and full-width rows stand in their tables
        kind: Role = "furniture"
        if mark.kind == "title" and not titled:
            kind, titled = "title", True
        elif mark.kind == "banner" and not _regions_before(mark, regions):
            kind = "label"
        elif mark.kind == "full_row":  # before any table
            kind = "prose"
        for at in range(mark.first, mark.last + 1):
            yield Piece(span_of(landmarks.lines[at]), kind)


def _regions_before(mark: Mark, regions: Sequence[Region]) -> bool:
    """Whether a table's header stands before `mark`."""
    return bool(regions) and regions[0].header.first < mark.first


def span_of(line: TextLine, start: int = 0, end: int | None = None) -> Span:
    """The span of characters `start` to `end` of a line, all of them when left out."""
    return Span(line.start + start, line.start + (len(line.text) if end is None else end), line.page)
