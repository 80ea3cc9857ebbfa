"""Tables that were rebuilt from text, and the form they follow → records, goals and sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfparse.forms.header import Column, Head
from perfparse.forms.kinds import is_blank
from perfparse.forms.templates import SectionForm, Template
from perfparse.language.folding import fold, squeeze
from perfparse.model.ir import Cell, Doubt, Layout, Role, Table
from perfparse.segment.model import Form, Headed, Part, Row, Segments, Text
from perfparse.segment.texts import group, named, text_of

_ENOUGH = 3  # rows that show what a row is like
_MOST_OF = 0.8
_PROSE = 20  # characters from which a cell is prose


@dataclass(slots=True)
class _Draft:
    """Rows and doubts in the making."""

    source: str
    rows: list[Row] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


def recovered(layout: Layout, template: Template, text: str) -> Segments:
    """Read the tables of `layout` by `template`; `text` is the document's. A template without sections reads none."""
    if not template.sections:
        return Segments(tables=layout.tables)
    title, organisation, year = _title(layout, template, text)
    draft = _Draft(text)
    parts: list[Part] = []
    headers: list[str] = []
    heads: list[Headed] = []
    for number, table in enumerate(layout.tables):
        head = _head_of(table, template)
        headers += head.words.values()
        heads.append(Headed(number, head.known()))
        if head.section.name or any(role == "goal" for role in head.roles.values()):
            parts.append(_part(table, head))
        for number, cells in sorted(_rows(table).items()):
            if number > 0:
                _read_row(cells, table, head, template, draft)
    if layout.tables:
        draft.doubts += _cut_off(layout.tables[-1])
    form = Form(title=title, organisation=organisation, fiscal_year=year, parts=tuple(parts))
    aside = () if draft.rows else layout.tables
    return Segments((form,), tuple(draft.rows), tuple(headers), tuple(draft.doubts), (), aside, tuple(heads))


def _cut_off(table: Table) -> list[Doubt]:
    """Signs that the text breaks off before its table ends: a last row, or a last cell, that is not like the others."""
    rows = [[cell for cell in cells if cell.rowspan == 1] for row, cells in sorted(_rows(table).items()) if row > 0]
    *others, last = rows or [[]]
    others = [row for row in others if all(cell.colspan == 1 for cell in row)]
    if not last or len(others) < _ENOUGH or any(cell.colspan > 1 for cell in last):
        return []
    end, column = last[-1], max(cell.column for row in others for cell in row)
    like = [row[-1].text for row in others if row[-1].column == column]
    spans = end.spans[-1:]
    if end.column < column and len(like) > _MOST_OF * len(others):
        message = f"the text breaks off: its last row ends with {end.text[-12:]!r} and lacks its last column"
        return [Doubt("cut-off", "error", message, "the other rows", spans)]
    stops = sum(text.endswith(("。", "！", "？")) for text in like)
    if stops > _MOST_OF * len(like) and len(end.text) > _PROSE and not end.text.endswith(("。", "！", "？", "；")):
        message = f"the text may break off: its last cell ends in mid-sentence with {end.text[-12:]!r}"
        return [Doubt("cut-off", "error", message, "the other rows", spans)]
    return []


def _title(layout: Layout, template: Template, text: str) -> tuple[str | None, str | None, int | None]:
    printed = "".join(text[piece.span.start : piece.span.end] for piece in layout.pieces if piece.role == "title")
    if not printed:
        return None, None, None
    for pattern in template.title:
        match = pattern.match(fold(printed))
        if match:
            groups = match.groupdict()
            year = groups.get("year")
            return printed, groups.get("organisation"), int(year) if year else None
    return printed, None, None


def _rows(table: Table) -> dict[int, list[Cell]]:
    """The cells of each row; goal cells, which run beside all rows, stand in the row they begin in."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


@dataclass(frozen=True, slots=True)
class _Head:
    """What heads a table: the section of the form, and each column's role and printed word."""

    section: SectionForm
    cells: tuple[Cell, ...]
    roles: dict[int, Role]
    words: dict[int, str]

    def known(self) -> Head:
        """The same as forms have it; no evidence told the columns, but the form's words."""
        columns = (Column(self.roles.get(at, "extra"), word, at, at + 1) for at, word in self.words.items())
        return Head(0, 0, tuple(columns), self.cells, tuple(self.words.values()))


def _head_of(table: Table, template: Template) -> _Head:
    """The section whose header words the table's first row has most of, and its columns' roles."""
    cells = tuple(cell for cell in table.cells if cell.row == 0)
    printed = {cell.column: fold(cell.text) for cell in cells}

    def roles(section: SectionForm) -> dict[int, Role]:
        known = {word: column.role for column in section.columns for word in column.headers}
        return {at: known[word] for at, word in printed.items() if word in known}

    section = max(template.sections, key=lambda section: len(roles(section)))
    return _Head(section, cells, roles(section), {cell.column: squeeze(cell.text) for cell in cells})


def _part(table: Table, head: _Head) -> Part:
    goals = tuple(
        (head.words[cell.column], Text(cell.text, cell.spans))
        for cell in table.cells
        if cell.row > 0 and cell.colspan == 1 and head.roles.get(cell.column) == "goal" and not is_blank(cell.text)
    )
    return Part(head.section.name, head.cells[0].spans if head.cells else (), goals)


def _read_row(cells: Sequence[Cell], table: Table, head: _Head, template: Template, draft: _Draft) -> None:
    wide = next((cell for cell in cells if cell.colspan == table.columns), None)
    if wide is not None:
        _full_row(wide, head.section, template, draft)
        cells = [cell for cell in cells if cell is not wide]
    found: dict[Role, Cell] = {}
    extra: list[tuple[str, Text]] = []
    for cell in cells:
        role = head.roles.get(cell.column, "extra")
        if role == "goal" or is_blank(cell.text):
            continue
        if role == "extra" or role in found:
            extra.append((head.words.get(cell.column, f"column {cell.column + 1}"), Text(cell.text, cell.spans)))
        else:
            found[role] = cell
    if found or extra:
        _add(found, extra, head.section.name or None, draft)


def _add(found: dict[Role, Cell], extra: list[tuple[str, Text]], section: str | None, draft: _Draft) -> None:
    indicator = named(found.get("indicator"), draft.source)
    cells = found.values()
    row = Row(
        _identity(section, indicator, draft),
        section,
        indicator,
        text_of(found.get("target")),
        text_of(found.get("actual")),
        text_of(found.get("reason")),
        tuple(extra),
        min((cell.confidence for cell in cells), default=1.0),
        tuple(doubt for cell in cells for doubt in cell.doubts),
    )
    draft.rows.append(row)
    if indicator is None:
        spans = tuple(span for cell in cells for span in cell.spans)
        message = f"{row.id}: a row without an indicator; its cells were kept"
        draft.doubts.append(Doubt("no-indicator", "warning", message, "form", spans))


def _identity(section: str | None, indicator: Text | None, draft: _Draft) -> str:
    name = squeeze(indicator.text) if indicator else "?"
    base = f"{section}/{name}" if section else name
    draft.seen[base] += 1
    return base if draft.seen[base] == 1 else f"{base}#{draft.seen[base]}"


def _full_row(cell: Cell, section: SectionForm, template: Template, draft: _Draft) -> None:
    """A row over the whole width that still is a record: 其中：部门年度整体预算完成率：99.23%."""
    for pattern in template.full_rows:
        match = pattern.match(fold(cell.text))
        if match:
            parts: dict[str, Text] = {}
            for role in match.groupdict():
                parts[role] = group(cell, match.start(role), match.end(role), draft.source)
            indicator = parts.get("indicator")
            draft.rows.append(
                Row(
                    _identity(section.name, indicator, draft),
                    section.name,
                    indicator,
                    parts.get("target"),
                    parts.get("actual"),
                    None,
                    (),
                    cell.confidence,
                    cell.doubts,
                )
            )
            return
    message = f"a row over the whole width is of no known form: {cell.text[:30]}"
    draft.doubts.append(Doubt("full-row-unknown", "warning", message, "form", cell.spans))
