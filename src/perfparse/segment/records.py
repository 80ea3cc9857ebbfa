"""Rows under a header of indicators → records, the row that sums up, and levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfparse.ir import Cell, Doubt, Role, Span
from perfparse.segment.draft import Draft
from perfparse.segment.grid import Grid, printed
from perfparse.segment.headers import Column, Head
from perfparse.segment.model import Level, Row, Text, Total
from perfparse.segment.texts import blank, decimal, group, joined, named, text_of
from perfparse.sentences import said
from perfparse.templates import fold, squeeze
from perfparse.templates.vocabulary import bare, words

_PAIR = 2  # cells of a label and its value
_PRINTED_WEIGHT = re.compile(r"(?:[（(](\d+(?:\.\d+)?)?[%％]?分?[)）]|(?<=[^\d.])(\d+(?:\.\d+)?)分)$")
_COMPARATOR = re.compile(r"[≥≤＞＜>=<＝≧≦═﹦]+|大于等于|小于等于|不低于|不高于|不少于|不超过|等于|大于|小于")
_VALUES: frozenset[Role] = frozenset(("nature", "target", "unit", "actual", "reason", "weight", "score", "extra"))


@dataclass(slots=True)
class Block:
    """The rows under one header, with what the rows before have left open."""

    head: Head
    section: str | None
    levels: dict[Role, Cell] = field(default_factory=dict)
    merged: dict[Role, bool] = field(default_factory=dict)
    """Of each level, whether any of its cells covers several rows; asked once a table, which may be long."""


def read(grid: Grid, row: int, block: Block, draft: Draft) -> bool:
    """Read a row of `grid` as one of `block`; False where it is none, and the block is over."""
    head = block.head
    cells = [cell for cell in grid.beginning(row) if cell.column + cell.colspan > head.start]
    filled = printed(cells)
    if not filled:
        return True
    if _total(grid, row, block, filled, draft):
        return True
    indicator = head.of("indicator")
    wide = [cell for cell in filled if _straddles(cell, head)]
    if wide or indicator is None:
        return len(wide) == 1 == len(filled) and _full_row(grid, wide[0], block, draft)
    if _labels_value(grid, row, indicator):
        return False
    draft.place(grid, [cell for cell in printed(grid.beginning(row)) if cell not in filled], "label")
    _record(grid, row, block, draft)
    return True


def _labels_value(grid: Grid, row: int, indicator: Column) -> bool:
    """Whether a row is a label and its value below the records, not a record: 说明 | 无."""
    filled = printed(grid.beginning(row))
    label = filled[0]
    named = any(cell.spans for cell in grid.column(row, indicator.start, indicator.end))
    level = bare(_PRINTED_WEIGHT.sub("", squeeze(label.text)))
    known = level in words().level1 or level in words().level2
    return len(filled) == _PAIR and not named and label.column < indicator.start and label.rowspan == 1 and not known


def _straddles(cell: Cell, head: Head) -> bool:
    """Whether a cell covers a value's column and any other."""
    covered = [column for column in head.columns if _inside(column, cell)]
    return len(covered) > 1 and any(column.role in _VALUES for column in covered)


def _inside(column: Column, cell: Cell) -> bool:
    return cell.column <= column.start and column.end <= cell.column + cell.colspan


# the row that sums up


def _total(grid: Grid, row: int, block: Block, filled: Sequence[Cell], draft: Draft) -> bool:
    name = _PRINTED_WEIGHT.sub("", squeeze(filled[0].text))
    if bare(name) not in words().totals:
        return False
    amounts: dict[Role, str] = {}
    for role in ("weight", "score"):
        column = block.head.of(role)
        cells = printed(grid.column(row, column.start, column.end)) if column else []
        value = decimal(cells[0].text) if cells and cells[0] is not filled[0] else None
        if value is not None:
            amounts[role] = value
    spans = tuple(span for cell in filled for span in cell.spans)
    draft.place(grid, filled, "total")
    if draft.form.total is None:
        draft.form.total = Total(amounts.get("weight"), amounts.get("score"), spans)
    else:
        message = "a second row sums up; the first was kept"
        draft.doubts.append(Doubt("second-total", "warning", message, "form", spans))
    return True


# a row over the whole width


def full_row(cell: Cell, section: str | None, draft: Draft) -> bool:
    """Read a text over the whole width that still is a record: 其中：部门年度整体预算完成率：99.23%.

    The caller accounts for its characters. False where the form has no such row.
    """
    for pattern in draft.template.full_rows if draft.template else ():
        match = pattern.match(fold(cell.text))
        if match:
            parts = {role: group(cell, match.start(role), match.end(role), draft.source) for role in match.groupdict()}
            indicator = parts.get("indicator")
            names = (section, indicator.text if indicator else None)
            target, actual = parts.get("target"), parts.get("actual")
            identity = draft.identity(*names)
            row = Row(identity, section, indicator, target, actual, None, (), cell.confidence, cell.doubts)
            _add(row._replace(form=len(draft.forms) - 1), draft)
            return True
    return False


def _full_row(grid: Grid, cell: Cell, block: Block, draft: Draft) -> bool:
    found = full_row(cell, block.section, draft)
    if found:
        draft.place(grid, [cell], "row")
    return found


def _add(row: Row, draft: Draft) -> None:
    draft.rows.append(row)
    draft.form.rows += 1


# a record


@dataclass(slots=True)
class _Found:
    """The cells of a record by role, and what has no role."""

    cells: dict[Role, list[Cell]] = field(default_factory=dict)
    extra: list[tuple[str, Text]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def _record(grid: Grid, row: int, block: Block, draft: Draft) -> None:
    found = _cells(grid, row, block, draft)
    level1, level2 = _level(grid, row, block, 1, draft), _level(grid, row, block, 2, draft)
    if not found.cells and not found.extra:
        return
    indicator = joined([named(cell, draft.source) for cell in found.cells.get("indicator", ())])
    target, actual = _target(found, block), _text(found, "actual")
    if target is None and actual is None:
        target, actual = _said(found, draft)
    evidence: dict[str, tuple[Span, ...]] = {}
    amounts = {role: _amount(role, found, block, evidence) for role in ("weight", "score")}
    for name, role in (("level1", level1), ("level2", level2)):
        if role is not None:
            evidence[name] = role[1]
    names = (level1[0] if level1 else None, level2[0] if level2 else None)
    cells = [cell for listed in found.cells.values() for cell in listed]
    record = Row(
        draft.identity(block.section, *names, indicator.text if indicator else None),
        block.section,
        indicator,
        target,
        actual,
        _text(found, "reason"),
        tuple(found.extra),
        min((cell.confidence for cell in cells), default=1.0),
        tuple(dict.fromkeys((*(doubt for cell in cells for doubt in cell.doubts), *found.doubts))),
        *names,
        amounts["weight"],
        amounts["score"],
        evidence,
        len(draft.forms) - 1,
    )
    _add(record, draft)
    if indicator is None:
        spans = tuple(span for cell in cells for span in cell.spans)
        message = f"{record.id}: a row without an indicator; its cells were kept"
        draft.doubts.append(Doubt("no-indicator", "warning", message, "form", spans))


def _cells(grid: Grid, row: int, block: Block, draft: Draft) -> _Found:
    """The printed cells of a row by their columns' roles; the first column of a role has it, later ones are extra."""
    found = _Found()
    taken: set[Role] = set()
    used: set[int] = set()
    for column in block.head.columns:
        role: Role = "extra" if column.role in taken and column.role != "goal" else column.role
        taken.add(column.role)
        cells = [cell for cell in grid.column(row, column.start, column.end) if cell.spans]
        if role in ("level1", "level2"):
            continue
        fresh = [cell for cell in cells if cell.row == row and id(cell) not in used]
        if len(fresh) < len(cells) and role in ("indicator", "target", "actual"):
            found.doubts.append(f"the {role} cell covers several rows; it was given to the first")
        used |= {id(cell) for cell in fresh}
        _keep(grid, fresh, role, column, found, draft)
    beyond = [cell for cell in printed(grid.beginning(row)) if cell.column >= block.head.end]
    _keep(grid, beyond, "extra", Column("extra", f"column {block.head.end + 1}", 0, 0), found, draft)
    return found


def _keep(grid: Grid, cells: list[Cell], role: Role, column: Column, found: _Found, draft: Draft) -> None:
    draft.place(grid, cells, role)
    said = [cell for cell in cells if not blank(cell.text)]
    if role == "goal" or not said:
        return
    if role == "extra":
        text = joined([text_of(cell) for cell in said])
        if text is not None:
            found.extra.append((squeeze(column.name) or f"column {column.start + 1}", text))
        return
    found.cells[role] = said


def _text(found: _Found, role: Role) -> Text | None:
    return joined([text_of(cell) for cell in found.cells.get(role, ())])


def _target(found: _Found, block: Block) -> Text | None:
    """The target; where a form splits it over columns, comparator, value and unit as one text (CONTRACT)."""
    nature, value, unit = (_text(found, role) for role in ("nature", "target", "unit"))
    if nature is not None and (value is None or not _COMPARATOR.fullmatch(squeeze(nature.text))):
        _aside("nature", nature, found, block)
        nature = None
    if unit is not None and (value is None or squeeze(value.text).endswith(squeeze(unit.text))):
        _aside("unit", unit, found, block)  # with a value, it is printed twice, and is applied once
        unit = None
    return None if value is None else joined([nature, value, unit])


def _said(found: _Found, draft: Draft) -> tuple[Text | None, Text | None]:
    """Target and actual value where a cell says both in a sentence; the sentence then stands in an issue as a whole."""
    for at, (name, text) in enumerate(found.extra):
        sentence = next(said(text.text), None) if bare(name) in words().sayings else None
        if sentence is None or sentence.actual is None:
            continue
        cell = Cell(0, 0, text.text, text.spans)
        target, actual = (_slice(cell, bounds, draft.source) for bounds in (sentence.target, sentence.actual))
        message = f"target and actual value were taken from a sentence: {squeeze(text.text)}"
        draft.doubts.append(Doubt("values-in-sentence", "info", message, "wording", text.spans))
        del found.extra[at]
        return target, actual
    return None, None


def _slice(cell: Cell, bounds: tuple[int, int], source: str) -> Text:
    """A part of a cell's text, by offsets into it."""
    start, end = (len(squeeze(cell.text[:bound])) for bound in bounds)
    return group(cell, start, end, source)


def _aside(role: Role, text: Text, found: _Found, block: Block) -> None:
    """Keep as extra, under its printed header, what does not serve as its column's role."""
    column = block.head.of(role)
    found.extra.append((squeeze(column.name) if column else role, text))


def _amount(role: Role, found: _Found, block: Block, evidence: dict[str, tuple[Span, ...]]) -> str | None:
    text = _text(found, role)
    if text is None:
        return None
    value = decimal(text.text)
    if value is None:
        _aside(role, text, found, block)
        found.doubts.append(f"the {role} {squeeze(text.text)[:12]!r} is no number; it was kept as extra")
        return None
    evidence[role] = text.spans
    return value


# levels


def _level(grid: Grid, row: int, block: Block, level: int, draft: Draft) -> tuple[str, tuple[Span, ...]] | None:
    """The level that stands beside `row`: its name without the printed weight, and its spans."""
    role: Role = "level1" if level == 1 else "level2"
    column = block.head.of(role)
    if column is None:
        return None
    cells = grid.column(row, column.start, column.end)
    cell = cells[0] if cells else None
    if cell is None or not cell.spans:
        cell = block.levels.get(role) if cell is None or _goes_on(grid, row, cell, column, block) else None
    elif block.levels.get(role) is not cell:
        if level == 2 and block.levels.get("level1") is cell:
            return None  # one cell for both levels: it is the first's
        block.levels[role] = cell
        if level == 1:
            block.levels.pop("level2", None)
        if cell.row == row:
            draft.place(grid, [cell], role)
            name, weight = _name(cell)
            draft.form.levels.append(Level(1 if level == 1 else 2, name, weight, cell.spans))
    if cell is None or blank(cell.text):
        return None
    return _name(cell)[0], cell.spans


def _goes_on(grid: Grid, row: int, cell: Cell, column: Column, block: Block) -> bool:
    """Whether a blank level cell belongs to the level above: where a page cuts the table, or where none is merged."""
    if cell.row in grid.table.breaks:
        return True
    if column.role not in block.merged:
        block.merged[column.role] = any(
            other.rowspan > 1 and other.spans and other.column == column.start and other.row > 0
            for other in grid.table.cells
        )
    return not block.merged[column.role] and row > 0


def _name(cell: Cell) -> tuple[str, str | None]:
    text = squeeze(cell.text)
    match = _PRINTED_WEIGHT.search(text)
    return (text[: match.start()], match[1] or match[2]) if match else (text, None)
