"""Text whose columns are gone → tables: landmarks first, then widths and reading in turn, then the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import exp, inf

from perfparse.ir import Cell, Document, Doubt, Layout, Piece, Role, Span, Table, TextLine
from perfparse.layout import goals, widths
from perfparse.layout.decode import Kind, Part, Step, Task, decode
from perfparse.layout.joins import Hints, Joins
from perfparse.layout.landmarks import Landmarks, Mark
from perfparse.layout.measure import spaced_out
from perfparse.layout.slices import Sliced, script_gaps, slice_line
from perfparse.templates import SectionForm, Template

_PAGE_BY_INDENT = 1.5  # nats: a line that begins with white space may begin a page
_GUESSES = 6  # widths that are tried
_LAP = 60  # lines on which they are tried first
_NO_GOAL = 3.0  # em by which a line is too wide for a goal
_MANY_GOAL_LINES = 25
_BEFORE_WIDE = 6  # lines of a row that stand before its first wide one
_BEHIND = 15.0  # nats: those dearer by more drop out
_MAY_MEND = 12.0  # nats by which widths may mend a reading
_QUICK_BEAM = 4
_QUICK_REACH = 6.0
_ROUNDS = 3  # readings at most; widths rarely change after the first
_SAME_WIDTH = 0.75
_TIED = 0.3  # nats under which two readings are as good as one another


@dataclass(slots=True)
class _Region:
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A region as read: the parts of each line with its margin, and the other reading in words."""

    steps: tuple[Step, ...]
    goal_margin: float


def layout(document: Document, template: Template, landmarks: Landmarks) -> Layout:
    """Lay out `document`, of which `template` found the `landmarks`. Without any header there are no tables."""
    lines = landmarks.lines
    regions, loose = _regions(landmarks, template)
    joins = Joins(lines, Hints.of(lines))
    gaps = script_gaps(lines)
    tables, pieces, doubts = [], list(_mark_pieces(landmarks, regions, loose)), []
    for number, region in enumerate(regions):
        sliced = [slice_line(lines[at], at, gaps) for at in region.lines]
        read = _read(region, sliced, joins, document)
        builder = _Builder(number, region, lines, document, read)
        tables.append(builder.table())
        pieces += builder.pieces
        doubts += builder.doubts
    pieces.sort(key=lambda piece: piece.span.start)
    found = Layout(tuple(tables), tuple(pieces), tuple(doubts))
    return found if len(document.pages) > 1 else _unpaged(found)


def _unpaged(layout: Layout) -> Layout:
    """The same without page numbers: a text without form feeds has no pages to name."""

    def bare(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(span.start, span.end) for span in spans)

    tables = (
        replace(table, cells=tuple(replace(cell, spans=bare(cell.spans)) for cell in table.cells))
        for table in layout.tables
    )
    pieces = (
        Piece(Span(old.span.start, old.span.end), old.role, old.table, old.row, old.column, old.margin, old.why)
        for old in layout.pieces
    )
    doubts = (replace(doubt, spans=bare(doubt.spans)) for doubt in layout.doubts)
    return Layout(tuple(tables), tuple(pieces), tuple(doubts))


# landmarks → regions


def _regions(landmarks: Landmarks, template: Template) -> tuple[list[_Region], dict[int, Role]]:
    """The regions in order, and the role of every line that belongs to none."""
    marks = {mark.first: mark for mark in landmarks.marks}
    regions: list[_Region] = []
    loose: dict[int, Role] = {}
    page, closed, at, notes = inf, False, 0, False
    lines = landmarks.lines
    while at < len(lines):
        mark = marks.get(at)
        if mark is None:
            notes = notes or any(pattern.match(lines[at].text) for pattern in template.notes)
            if not regions or notes:
                loose[at] = "note" if notes else "prose"
            else:
                _add(regions[-1], lines, at, page, closed=closed)
                page, closed = inf, False
            at += 1
            continue
        if mark.kind == "header" and mark.section is not None:
            if not regions or regions[-1].section is not mark.section or notes:
                columns = tuple(at for at, cell in enumerate(mark.cells) if cell)
                regions.append(_Region(mark.section, mark, columns))
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


def _add(region: _Region, lines: Sequence[TextLine], at: int, page: float, *, closed: bool) -> None:
    line = lines[at]
    if region.lines and line.page != lines[region.lines[-1]].page:
        page = 0.0
    elif line.indented and line.indented != "\t":
        page = min(page, _PAGE_BY_INDENT)
    region.pages.append(page if region.lines else inf)
    region.closed.append(closed)
    region.lines.append(at)


def _mark_pieces(landmarks: Landmarks, regions: Sequence[_Region], loose: dict[int, Role]) -> Iterator[Piece]:
    """The account of the lines that stand in no table's cells."""
    for at, role in loose.items():
        yield Piece(_span(landmarks.lines[at]), role)
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
            yield Piece(_span(landmarks.lines[at]), kind)


def _regions_before(mark: Mark, regions: Sequence[_Region]) -> bool:
    """Whether a table's header stands before `mark`."""
    return bool(regions) and regions[0].header.first < mark.first


def _span(line: TextLine, start: int = 0, end: int | None = None) -> Span:
    return Span(line.start + start, line.start + (len(line.text) if end is None else end), line.page)


# reading


def _read(region: _Region, sliced: Sequence[Sliced], joins: Joins, document: Document) -> _Read:
    roles = region.roles
    task = Task(sliced, region.pages, region.closed, roles, (inf,) * len(roles), joins)
    if not joins.tabs:
        header = [[document.text[span.start : span.end] for span in region.header.cells[at]] for at in region.columns]
        task = replace(task, widths=_likeliest(task, widths.guesses(sliced, joins, roles, header, _GUESSES)))
    steps: tuple[Step, ...] = ()
    for _ in range(_ROUNDS):
        steps = decode(task).steps
        better = widths.again(steps, task.widths)
        if _alike(better, task.widths):
            break
        task = replace(task, widths=better)
    return _part_goals(steps, region.pages, roles.count("goal"), joins)


def _likeliest(task: Task, guesses: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """The widths under which the lines read most cheaply: a race in which each lap has twice the lines.

    Goal lines read the same under all guesses, so where there are many the race begins with the rows.
    """
    start, stop, skipped = _course(task, guesses[0])
    racers, lines = [guess[skipped:] for guess in guesses], _LAP
    while len(racers) > 1:
        end = min(start + lines, stop)
        lap = replace(
            task,
            sliced=task.sliced[start:end],
            pages=task.pages[start:end],
            closed=task.closed[start:end],
            roles=task.roles[skipped:],
            beam=_QUICK_BEAM,
            reach=_QUICK_REACH,
        )
        times: dict[tuple[float, ...], float] = {}
        for guess in racers:
            best = min(times.values(), default=inf)
            _run(lap, guess, best + _BEHIND, times, mend=lines == _LAP)
        best = min(times.values())
        racers = sorted(
            (guess for guess, cost in times.items() if cost < best + _BEHIND), key=lambda guess: times[guess]
        )
        if end == stop:
            break
        lines *= 2
    return (*guesses[0][:skipped], *racers[0])


def _course(task: Task, guess: tuple[float, ...]) -> tuple[int, int, int]:
    """The first line of the race, the one behind its last, and how many goal columns it leaves out."""
    count, goals_count = len(task.sliced), task.roles.count("goal")
    room = max(guess[:goals_count], default=inf) + _NO_GOAL
    wide = next((at for at, line in enumerate(task.sliced) if line.slices[0, line.points].width > room), 0)
    if wide < _MANY_GOAL_LINES:
        return 0, count, 0
    start = wide - _BEFORE_WIDE
    page = next((at for at in range(start + _LAP, count) if task.pages[at] == 0), count)
    return start, page, goals_count


def _run(
    lap: Task, guess: tuple[float, ...], most: float, times: dict[tuple[float, ...], float], *, mend: bool
) -> None:
    """Read a lap under `guess`, or to `mend` it under what it tells of the widths; enter the widths and their cost."""
    decoded = decode(replace(lap, widths=guess, most=most + _MAY_MEND * mend), margins=False)
    if not decoded.steps:
        return
    better = widths.again(decoded.steps, guess) if mend else guess
    if any(_alike(better, known) for known in times):
        return
    if not _alike(better, guess):
        decoded = decode(replace(lap, widths=better, most=most), margins=False)
    if decoded.steps:
        times[better] = decoded.cost + widths.room(decoded.steps, better)


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(left == right or abs(left - right) < _SAME_WIDTH for left, right in zip(one, other, strict=True))


def _part_goals(steps: Sequence[Step], pages: Sequence[float], count: int, joins: Joins) -> _Read:
    """Settle which of several goal columns each goal line belongs to."""
    zones: list[list[tuple[int, int]]] = []
    for at, step in enumerate(steps):
        for number, part in enumerate(step.parts):
            if part.column < count:
                if not zones or zones[-1][-1][0] < at - 1 or (pages[at] == 0 and number == 0):
                    zones.append([])
                zones[-1].append((at, number))
    if count < 2 or not zones:
        return _Read(tuple(steps), inf)
    slices = [[steps[at].parts[number].slice for at, number in zone] for zone in zones]
    parting = goals.part(slices, count, joins)
    result = list(steps)
    begun: set[int] = set()
    for zone, columns in zip(zones, parting.columns, strict=True):
        before = -1
        for (at, number), column in zip(zone, columns, strict=True):
            kind: Kind = "begin" if column not in begun else "resume" if column != before else "go on"
            parts = list(result[at].parts)
            if kind == "go on" and parts[number].kind == "paragraph":
                kind = "paragraph"
            parts[number] = Part(parts[number].slice, column, kind)
            result[at] = replace(result[at], parts=tuple(parts))
            begun.add(column)
            before = column
    return _Read(tuple(result), parting.margin)


# parts → cells


@dataclass(slots=True)
class _Open:
    """A cell in the making."""

    row: int
    column: int
    text: str = ""
    spans: list[Span] = field(default_factory=list)
    margins: list[tuple[float, str]] = field(default_factory=list)


class _Builder:
    """Turns the steps of a region into a table, the account of its characters, and doubts."""

    def __init__(
        self, number: int, region: _Region, lines: Sequence[TextLine], document: Document, read: _Read
    ) -> None:
        self.number, self.region, self.lines, self.document, self.read = number, region, lines, document, read
        self.roles = region.roles
        self.goals = self.roles.count("goal")
        self.pieces: list[Piece] = []
        self.doubts: list[Doubt] = []

    def table(self) -> Table:
        """The table: its header as row 0, goal cells over all rows, one row a record, full-width rows among them."""
        cells = self._header()
        opened: dict[int, _Open] = {}
        row, ready = 0, list(self.region.rows)
        done: list[_Open] = []
        for at, step in enumerate(self.read.steps):
            while ready and ready[0][0] <= at:
                row += 1
                cells.append(self._full_row(ready.pop(0)[1], row))
            for part in step.parts:
                fresh = part.kind == "begin" or part.column not in opened
                if fresh and part.column == self._first_column(part.column, opened, row):
                    row += 1
                if fresh:
                    opened[part.column] = _Open(1 if part.column < self.goals else max(row, 1), part.column)
                    done.append(opened[part.column])
                self._extend(opened[part.column], part, step)
        for _, mark in ready:
            row += 1
            cells.append(self._full_row(mark, row))
        cells += [self._cell(cell, rows=max(row, 1)) for cell in done]
        self._doubt_ties(done)
        return Table(len(self.roles), tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))

    def _first_column(self, column: int, opened: dict[int, _Open], row: int) -> int:
        """The column whose cell begins a new row: the first record column, or one whose place in this row is taken."""
        if column < self.goals:
            return -1
        taken = any(cell.row == row and cell.column >= column for cell in opened.values() if cell.column >= self.goals)
        return column if column == self.goals or taken or row == 0 else -1

    def _extend(self, cell: _Open, part: Part, step: Step) -> None:
        line = self.lines[part.slice.line]
        text = part.slice.text
        if spaced_out(line.text):
            text = text.replace(" ", "").replace("\u00a0", "")
        if cell.text:
            cell.text += "\n" if part.kind == "paragraph" else _between(cell.text, text)
        cell.text += text
        span = _span(line, part.slice.start, part.slice.end)
        cell.spans.append(span)
        margin = min(step.margin, self.read.goal_margin) if part.column < self.goals else step.margin
        why = _in_words(step, self.roles)
        cell.margins.append((margin, f"line {line.number} ({line.text[:12]}) may be {why}" if why else ""))
        role = self.roles[part.column]
        self.pieces.append(Piece(span, role, self.number, cell.row, part.column, margin, why))

    def _cell(self, cell: _Open, rows: int) -> Cell:
        margin, why = min(cell.margins)
        doubts = (why,) if margin < 3.0 and why else ()
        rowspan = rows if cell.column < self.goals else 1
        return Cell(
            cell.row,
            cell.column,
            cell.text,
            tuple(cell.spans),
            rowspan,
            1,
            round(1 - 0.5 * exp(-margin / 1.5), 3),
            doubts,
        )

    def _header(self) -> list[Cell]:
        cells = []
        for column, at in enumerate(self.region.columns):
            spans = self.region.header.cells[at]
            text = "".join(self.document.text[span.start : span.end] for span in spans)
            cells.append(Cell(0, column, text, spans))
            self.pieces += [Piece(span, "header", self.number, 0, column) for span in spans]
        return cells

    def _full_row(self, mark: Mark, row: int) -> Cell:
        spans = tuple(_span(self.lines[at]) for at in range(mark.first, mark.last + 1))
        self.pieces += [Piece(span, "row", self.number, row, 0) for span in spans]
        text = "".join(self.lines[at].text for at in range(mark.first, mark.last + 1))
        return Cell(row, 0, text, spans, 1, len(self.roles))

    def _doubt_ties(self, cells: Sequence[_Open]) -> None:
        """Readings that are as good as one another are named, one issue a row."""
        tied = [cell for cell in cells if min(cell.margins)[0] < _TIED]
        for row, group in groupby(sorted(tied, key=lambda cell: cell.row), key=lambda cell: cell.row):
            worst = min(group, key=lambda cell: min(cell.margins))
            message = f"row {row} of {self.region.section.name}: {min(worst.margins)[1] or 'two readings are as good'}"
            self.doubts.append(Doubt("reading-tied", "warning", message, "margin of the reading", tuple(worst.spans)))


def _between(left: str, right: str) -> str:
    """What joins two lines of one paragraph: nothing in Chinese, a space between two latin words."""
    return " " if left[-1:].isascii() and left[-1:].isalpha() and right[:1].isascii() and right[:1].isalpha() else ""


def _in_words(step: Step, roles: Sequence[Role]) -> str:
    """The next-best reading of a line, for people."""
    if step.other is None:
        return ""
    words = {"begin": "the beginning of", "go on": "more of", "resume": "more of", "paragraph": "a new paragraph of"}
    other = step.other[0] if len(step.other) == 1 else None
    if other is not None:
        return f"{words[other.kind]} the {roles[other.column]} cell"
    return "cut into " + " and ".join(f"{roles[rival.column]} {rival.slice.text[:8]}" for rival in step.other)
