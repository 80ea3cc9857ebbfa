"""Lines and tables in reading order → forms, rows, and the role of every character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.ir import Cell, Line, Table
from perfparse.segment import blocks, records, titles
from perfparse.segment.draft import Draft
from perfparse.segment.grid import Grid, grid, printed
from perfparse.segment.headers import Column, Head, head_at, roles_head
from perfparse.segment.model import Part, Segments, Text
from perfparse.segment.texts import joined, text_of
from perfparse.templates import SectionForm, Template, fold, squeeze
from perfparse.templates.vocabulary import bare

_ENOUGH = 0.6  # of a header's words, to say that it is a form's
_APART = 30  # characters of a line that parts two tables
_TITLED = 0.25  # what a title adds


@dataclass(frozen=True, slots=True)
class Match:
    """The form that a document follows; none where its columns were read by their words alone."""

    template: Template | None
    confidence: float
    considered: tuple[tuple[str, float], ...] = ()
    """Every form that has enough of the headers, with how well it fits (1 is all, 1.25 with its title), best first."""


def segment(items: Sequence[Line | Table], known: Sequence[Template], source: str) -> tuple[Segments, Match]:
    """Read a document's lines and tables; `source` is its text, to which all spans point."""
    grids = [grid(number, item) for number, item in enumerate(item for item in items if isinstance(item, Table))]
    heads = {
        (place.number, row): head for place in grids for row in range(len(place.rows)) if (head := head_at(place, row))
    }
    match = _match(items, list(heads.values()), known)
    draft = Draft(source, match.template)
    belonging = _belonging(items, grids, heads)
    waiting: list[Line] = []
    places = iter(grids)
    for item in items:
        if isinstance(item, Line):
            if not _said_row(item, draft):
                waiting.append(item)
            continue
        place = next(places)
        ours = belonging[place.number]
        titles.read(waiting, draft, before_form=ours)
        waiting = []
        if ours:
            _table(place, heads, draft)
        else:
            draft.place(place, printed(item.cells), "other_table")
    titles.read(waiting, draft, before_form=False)
    titles.organisations(draft.forms)
    return draft.finished(), match


def _said_row(line: Line, draft: Draft) -> bool:
    """Read a line between tables that is a row over their whole width, drawn without a frame."""
    if not draft.form.rows or not records.full_row(Cell(0, 0, line.text, line.spans), draft.rows[-1].section, draft):
        return False
    draft.place_line(line, "row")
    return True


# which tables are a form's


def _belonging(items: Sequence[Line | Table], grids: Sequence[Grid], heads: dict[tuple[int, int], Head]) -> list[bool]:
    """Which tables belong to a form: those with indicators, and the header blocks drawn as tables of their own."""
    found = [
        bool(place.table.roles) or any((place.number, row) in heads for row in range(len(place.rows)))
        for place in grids
    ]
    at, near = len(grids), False
    for item in reversed(items):
        if isinstance(item, Table):
            at -= 1
            found[at] = found[at] or (near and blocks.heads_a_form(grids[at]))
            near = found[at]
        elif len(squeeze(item.text)) > _APART or titles.title_in(item.text, None):
            near = False
    return found


# which form it is


def _match(items: Sequence[Line | Table], heads: Sequence[Head], known: Sequence[Template]) -> Match:
    """The form whose header words the headers have most of."""
    lines = [fold(item.text) for item in items if isinstance(item, Line)]
    found: list[tuple[float, Template]] = []
    for template in known:
        shares = [max((_share(head, section) for section in template.sections), default=0.0) for head in heads]
        if not shares or max(shares) < _ENOUGH:
            continue
        titled = any(pattern.match(line) for line in lines for pattern in template.title)
        found.append((sum(shares) / len(shares) + _TITLED * titled, template))
    found.sort(key=lambda one: -one[0])
    considered = tuple((template.id, round(fit, 3)) for fit, template in found)
    if not found:
        return Match(None, 0.0, considered)
    return Match(found[0][1], round(min(found[0][0] / (1 + _TITLED), 1.0), 3), considered)


def _share(head: Head, section: SectionForm) -> float:
    """How much of a header and of a form's columns is the other's, as the product of the two."""
    columns = {bare(word): column for column in section.columns for word in column.headers}
    found = {id(columns[bare(column.name)]) for column in head.columns if bare(column.name) in columns}
    return len(found) ** 2 / (len(head.columns) * len(section.columns))


def _section(head: Head, template: Template | None) -> str | None:
    if template is None:
        return None
    section = max(template.sections, key=lambda section: _share(head, section))
    return section.name or None if _share(head, section) > 0 else None


# a table


def _table(place: Grid, heads: dict[tuple[int, int], Head], draft: Draft) -> None:
    block = records.Block(roles_head(place.table.roles), None) if place.table.roles else None
    row = 0
    while row < len(place.rows):
        head = heads.get((place.number, row))
        if head is not None:
            block = _open(place, head, draft)
            row = head.last + 1
        elif block is not None and records.read(place, row, block, draft):
            row += 1
        else:
            block = None
            row = _wide(place, row, draft) or blocks.read(place, row, draft)


def _open(place: Grid, head: Head, draft: Draft) -> records.Block:
    draft.place(place, head.cells, "header")
    beside = [
        cell
        for row in range(head.first, head.last + 1)
        for cell in printed(place.beginning(row))
        if cell not in head.cells
    ]
    draft.place(place, beside, "label")
    draft.headers += head.words
    section = _section(head, draft.template)
    _goals(place, head, section, draft)
    return records.Block(head, section)


def _goals(place: Grid, head: Head, section: str | None, draft: Draft) -> None:
    """Goals that stand in columns of their own beside all rows."""
    columns = [column for column in head.columns if column.role == "goal"]
    if not columns and section is None:
        return
    goals: list[tuple[str, Text]] = []
    for column in columns:
        text = joined([text_of(cell) for cell in _below(place, head, column)])
        if text is not None:
            goals.append((squeeze(column.name), text))
    draft.form.parts.append(Part(section or squeeze(columns[0].name), head.cells[0].spans, tuple(goals)))


def _below(place: Grid, head: Head, column: Column) -> list[Cell]:
    """The cells under a column's header, down to what fills the table's width or stands otherwise."""
    found: list[Cell] = []
    for row in range(head.last + 1, len(place.rows)):
        cells = [cell for cell in place.beginning(row) if cell.column == column.start]
        if any(cell.column + cell.colspan != column.end for cell in cells):
            break
        found += cells
    return found


def _wide(place: Grid, row: int, draft: Draft) -> int | None:
    """A row that is one text over the table's whole width: a title, a year, a unit, a banner, a note."""
    cells = printed(place.beginning(row))
    if len(cells) != 1 or cells[0].colspan < place.table.columns or place.table.columns < 2:
        return None
    cell = cells[0]
    title = titles.title_in(cell.text, draft.template)
    if title is None:
        titles.beside(Line(cell.text, cell.spans), draft)
        return row + 1
    draft.begin(title.text, title.organisation, title.year)
    draft.place(place, [cell], "title")
    return row + 1
