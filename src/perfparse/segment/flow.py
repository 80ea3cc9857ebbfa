"""Lines and tables in reading order → forms, rows, and the role of every character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfparse.forms import documents
from perfparse.forms.header import Head, best_head, by_part, roles_head
from perfparse.forms.header import heads as heads_of
from perfparse.forms.templates import Template
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.model.grid import Grid, grid, printed
from perfparse.model.ir import Cell, Doubt, Line, Piece, Role, Table
from perfparse.segment import blocks, projects, records, titles, totals
from perfparse.segment.belonging import belonging
from perfparse.segment.draft import Draft
from perfparse.segment.joining import joined as joined_tables
from perfparse.segment.judging import judged, uncertain
from perfparse.segment.levels import Block
from perfparse.segment.matching import Match, match, section_of
from perfparse.segment.model import Headed, Part, Segments
from perfparse.segment.projects import part_name
from perfparse.segment.texts import joined, text_of

__all__ = ["Match", "segment"]

_YEAR = re.compile(r"20\d\d(?=年)")
_LEVELS: frozenset[Role] = frozenset(("level1", "level2"))
_TITLE_ROWS = 3  # of a table, which may hold its title


def segment(items: Sequence[Line | Table], known: Sequence[Template], source: str) -> tuple[Segments, Match]:
    """Read a document's lines and tables; `source` is its text, to which all spans point."""
    items = joined_tables(items)
    grids = [grid(number, item) for number, item in enumerate(item for item in items if isinstance(item, Table))]
    titled = _titled(items, grids)
    heads = _heads(grids, titled)
    lines = [fold(text) for text in _lone_texts(items, grids)]
    year = next((int(found[0]) for line in lines if (found := _YEAR.search(line))), None)
    form = match(lines, list(heads.values()), known, year)
    draft = Draft(source, form.template)
    ours = belonging(items, grids, heads, form.template)
    waiting: list[Line] = []
    places = iter(grids)
    for item in items:
        if isinstance(item, Line):
            if not _said_row(item, draft):
                waiting.append(item)
            continue
        place = next(places)
        titles.read(waiting, draft, before_form=ours[place.number])
        waiting = []
        if ours[place.number]:
            _Reader(place, heads, draft).read()
        draft.end(place)
    titles.read(waiting, draft, before_form=False)
    titles.organisations(draft.forms)
    titles.years(draft.forms)
    totals.of_fields(draft.forms)
    segments = draft.finished()._replace(rows=judged(draft.rows))
    own = [heads[key] for key in heads if ours[key[0]]]
    telling = signs(segments, own, source, titled=any(titled[place.number] for place in grids if ours[place.number]))
    return segments._replace(signs=telling), form


def _heads(grids: Sequence[Grid], titled: Sequence[bool]) -> dict[tuple[int, int], Head]:
    """The headers of all tables, by table and row. Under a form's title the likeliest is one, if none is by itself."""
    found = {
        (place.number, row): head
        for place, under in zip(grids, titled, strict=True)
        for row, head in heads_of(place, titled=under).items()
    }
    if not found:
        best = best_head([place for place, under in zip(grids, titled, strict=True) if under])
        found = {(best[0].number, best[1].first): best[1]} if best else {}
    return found


def signs(segments: Segments, heads: Sequence[Head], source: str, *, titled: bool) -> dict[str, float]:
    """What speaks for and against a document's being such a report."""
    return documents.signs(
        source,
        heads=heads,
        titled=titled,
        levels=[row.level2 or row.level1 or "" for row in segments.rows],
        confidences=[row.confidence for row in segments.rows],
        fields=[label for form in segments.forms for label, _ in form.fields],
        money=any(form.money for form in segments.forms),
        goals=any(part.goals for form in segments.forms for part in form.parts),
    )


def nothing(items: Sequence[Line | Table]) -> Segments:
    """A document that is no such report: its lines are prose, its tables stand as they are."""
    pieces: list[Piece] = []
    tables = [item for item in items if isinstance(item, Table)]
    for item in items:
        if isinstance(item, Line):
            pieces += [Piece(span, "prose") for span in item.spans]
    for number, table in enumerate(tables):
        pieces += [
            Piece(span, "other_table", number, cell.row, cell.column) for cell in table.cells for span in cell.spans
        ]
    return Segments(pieces=tuple(sorted(pieces, key=lambda piece: piece.span.start)), tables=tuple(tables))


def _titled(items: Sequence[Line | Table], grids: Sequence[Grid]) -> list[bool]:
    """Of each table, whether a form's title stands anywhere over it, or in its first rows."""
    found: list[bool] = []
    before = False
    for item in items:
        if isinstance(item, Line):
            before = before or titles.title_in(item.text, None) is not None
        else:
            place = grids[len(found)]
            tops = (printed(place.rows[row]) for row in range(min(_TITLE_ROWS, len(place.rows))))
            inside = any(len(cells) == 1 and titles.title_in(cells[0].text, None) is not None for cells in tops)
            before = before or inside
            found.append(before)
    return found


def _lone_texts(items: Sequence[Line | Table], grids: Sequence[Grid]) -> Iterator[str]:
    """The texts that may be a title: lines, and rows of one cell with which tables begin."""
    yield from (item.text for item in items if isinstance(item, Line))
    for place in grids:
        for row in range(min(_TITLE_ROWS, len(place.rows))):
            cells = printed(place.rows[row])
            if len(cells) == 1:
                yield cells[0].text


def _said_row(line: Line, draft: Draft) -> bool:
    """Read a line between tables that is a row over their whole width, drawn without a frame."""
    if not draft.form.rows or not records.full_row(Cell(0, 0, line.text, line.spans), draft.rows[-1].section, draft):
        return False
    draft.place_line(line, "row")
    return True


# a table


class _Reader:
    """Reads one table from top to bottom; `_blocks` are those whose rows may come, side by side."""

    def __init__(self, place: Grid, heads: dict[tuple[int, int], Head], draft: Draft) -> None:
        self._place, self._heads, self._draft = place, heads, draft
        self._last = max(heads, default=(-1, -1))
        roles = place.table.roles
        self._blocks = [Block(roles_head(roles), None)] if roles else []
        draft.heads += [Headed(place.number, block.head) for block in self._blocks]
        self._part: tuple[list[Part], int] | None = None
        """Where the section of the blocks stands, whose goals are not read yet."""
        self._listed: projects.Listed | None = None
        """The columns that list projects, each of which is a form."""
        self._paused = False
        """Whether the row before was none of the blocks', so that the next must surely be one."""

    def read(self) -> None:
        row = 0
        while row < len(self._place.rows):
            row = self._row(row)
        self._close()

    def _row(self, row: int) -> int:
        """Read what begins in `row`, and return the row after it."""
        place, draft = self._place, self._draft
        if self._begins_anew(row):
            draft.begin(None, None, None)
            self._close()
        head = self._heads.get((place.number, row))
        if head is not None:
            self._open(head)
            return head.last + 1
        if self._listed is not None and self._listed.read(row):
            return row + 1
        if self._blocks and self._record(row):
            self._paused = False
            return row + 1
        self._paused = True
        if draft.form.rows and totals.read(place, row, self._blocks[0].head if self._blocks else None, draft):
            return row + 1
        if self._only_goals(row):
            return row + 1
        return self._banner(row) or self._wide(row) or blocks.read(place, row, draft)

    def _only_goals(self, row: int) -> bool:
        """Read a row that holds nothing but goals beside the rows; False where it holds anything else."""
        places = {
            (column.start, column.end): block.goals.setdefault(column.start, [])
            for block in self._blocks
            for column in block.head.columns
            if column.role == "goal"
        }
        cells = printed(self._place.beginning(row))
        beside = [places.get((cell.column, cell.column + cell.colspan)) for cell in cells]
        if not cells or None in beside:
            return False
        for cell, goals in zip(cells, beside, strict=True):
            if goals is not None:
                goals.append(cell)
        self._draft.place(self._place, cells, "goal")
        return True

    def _begins_anew(self, row: int) -> bool:
        """Whether a row below the records says again what the form is about, with more records to come."""
        form = self._draft.form
        if not form.rows or (self._place.number, row) >= self._last:
            return False
        labels = {squeeze(cell.text) for cell in printed(self._place.beginning(row))}
        return any(label in form.fields and bare(label) in words().identity for label in labels)

    def _record(self, row: int) -> bool:
        if self._paused and not records.fits(self._place, row, self._blocks[0]):
            return False
        return records.read(self._place, row, self._blocks, self._draft)

    def _open(self, head: Head) -> None:
        """Begin the blocks under a header. One that is printed again changes nothing."""
        place, draft = self._place, self._draft
        again = bool(self._blocks) and self._blocks[0].head.words == head.words and not self._paused
        draft.place(place, head.cells, "furniture" if again else "header")
        beside = [
            cell
            for row in range(head.first, head.last + 1)
            for cell in printed(place.beginning(row))
            if cell not in head.cells
        ]
        draft.place(place, beside, "label")
        self._paused = False
        if again:
            return
        draft.headers += head.words
        draft.doubts += uncertain(head)
        goal = next((column for column in head.columns if column.role == "goal"), None)
        section = section_of(head, draft.template) or (part_name(goal.name) if goal is not None else None)
        self._close()
        self._listed = projects.listed(place, head, draft)
        if self._listed is not None:
            head = self._listed.rest
            self._blocks = [Block(self._by_part(head), section, listed=True)]
            draft.heads.append(Headed(place.number, self._blocks[0].head))
            return
        apart = [self._by_part(one) for one in head.apart()]
        draft.heads += [Headed(place.number, one) for one in apart]
        names = [blocks.label_over(place, one) for one in apart] if len(apart) > 1 else [section]
        heading, draft.heading = draft.heading, None
        if heading is not None:
            apart = [_below_heading(one) for one in apart]
        self._blocks = [
            Block(one, name, heading, _LEVELS - _own(one, head) if at else frozenset())
            for at, (one, name) in enumerate(zip(apart, names, strict=True))
        ]
        if goal is not None or section is not None:
            self._part = draft.form.parts, len(draft.form.parts)
            draft.form.parts.append(Part(section or "", head.cells[0].spans, ()))

    def _by_part(self, head: Head) -> Head:
        """A header whose columns are named by places or years, with the one of the sum or the year as the target."""
        columns, named = by_part(head.columns, self._draft.form.year)
        if named:
            message = f"targets stand by place or year; all but the sum's or the year's are extra: {', '.join(named)}"
            spans = tuple(span for cell in head.cells for span in cell.spans)
            self._draft.doubt_once(Doubt("targets-by-place", "info", message, "header", spans))
        return replace(head, columns=columns)

    def _close(self) -> None:
        """End the blocks: the goals that stood beside their rows are the section's."""
        if self._part is not None:
            parts, at = self._part
            goals = [(column, self._blocks[0].goals.get(column.start, ())) for column in self._blocks[0].head.columns]
            said = [(squeeze(column.name), joined(map(text_of, cells))) for column, cells in goals]
            parts[at] = parts[at]._replace(goals=tuple((label, text) for label, text in said if text is not None))
        self._blocks, self._part, self._listed = [], None, None

    def _banner(self, row: int) -> int | None:
        """A row over a header that says what comes: 年度绩效指标 beside a label that goes on beside the rows."""
        place, cells = self._place, printed(self._place.beginning(row))
        if (place.number, row + 1) not in self._heads or len(cells) != 2:
            return None
        side, banner = cells
        whole = banner.column + banner.colspan == place.table.columns and banner.column == side.column + side.colspan
        if side.rowspan == 1 or not whole or banner.colspan < 2:
            return None
        self._draft.place(place, cells, "label")
        return row + 1

    def _wide(self, row: int) -> int | None:
        """A row that is one text over the table's whole width: a title, a level, a year, a unit, a banner, a note."""
        place, draft = self._place, self._draft
        cells = printed(place.beginning(row))
        if len(cells) != 1 or cells[0].colspan < place.table.columns or place.table.columns < 2:
            return None
        cell = cells[0]
        title = titles.title_in(cell.text, draft.template)
        if title is not None:
            draft.begin(title.text, title.organisation, title.year)
            draft.place(place, [cell], "title")
            self._close()
            return row + 1
        if titles.heads_level(cell.text, cell.spans, draft):
            draft.place(place, [cell], "level1")
            heading = draft.heading
            for block in self._blocks:
                block.heading, draft.heading = heading, None
            self._paused = False
            return row + 1
        titles.beside(Line(cell.text, cell.spans), draft)
        return row + 1


def _below_heading(head: Head) -> Head:
    """A header under a heading that names the first level: the only column of levels that it has is the second's."""
    if head.of("level1") is None or head.of("level2") is not None:
        return head
    columns = (
        replace(one, role="level2") if (one.role, one.of) == ("level1", None) else one for one in head.columns
    )  # fmt: skip
    return replace(head, columns=tuple(columns))


def _own(one: Head, head: Head) -> frozenset[Role]:
    """The levels that a header beside another has in columns of its own."""
    return frozenset(column.role for column in one.columns if column not in head.columns)
