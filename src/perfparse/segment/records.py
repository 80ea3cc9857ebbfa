"""Rows under a header of indicators → records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfparse.forms import confidence
from perfparse.forms.header import Column, Head
from perfparse.forms.headers import NAMES
from perfparse.forms.kinds import is_blank
from perfparse.forms.texts import heads_field
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt, Role, Span
from perfparse.segment import levels, opinions, totals
from perfparse.segment.draft import Draft
from perfparse.segment.levels import Block
from perfparse.segment.model import Row, Text
from perfparse.segment.texts import IN_BRACKETS, decimal, group, joined, named, text_of

_PAIR = 2  # cells of a label and its value
_COMPARATOR = re.compile(r"[≥≤＞＜>=<＝≧≦═﹦]+|大于等于|小于等于|不低于|不高于|不少于|不超过|等于|大于|小于")
_NO_UNIT = frozenset(("定性", "无", "文字", "文本", "其他", "其它"))  # what a column of units says of a target in words
_VALUES: frozenset[Role] = frozenset(("nature", "target", "unit", "actual", "reason", "weight", "score", "extra"))


def read(grid: Grid, row: int, blocks: Sequence[Block], draft: Draft) -> bool:
    """Read a row of `grid` as one of `blocks`, which stand side by side; False where it is none, and they are over."""
    block = blocks[0]
    head, end = block.head, blocks[-1].head.end
    cells = [cell for cell in grid.beginning(row) if cell.column + cell.colspan > head.start]
    filled = printed(cells)
    if not filled:
        return True
    if totals.read(grid, row, head, draft):
        return True
    indicator = head.of("indicator")
    wide = [cell for cell in filled if _straddles(cell, head)]
    if indicator is None or (wide and not _named_beside(grid, row, indicator, wide, filled)):
        return len(wide) == 1 == len(filled) and _full_row(grid, wide[0], block, draft)
    if _labels_value(grid, row, head) or _labels_values(filled):
        return False
    if not block.listed:
        draft.place(grid, [cell for cell in printed(grid.beginning(row)) if cell not in filled], "label")
    for each in blocks:
        _record(grid, row, each, draft, end)
    return True


def _named_beside(grid: Grid, row: int, indicator: Column, wide: Sequence[Cell], filled: Sequence[Cell]) -> bool:
    """Whether a row has a name of its own and more beside a cell that covers several columns: still a record."""
    names = printed(grid.column(row, indicator.start, indicator.end))
    own = any(cell.row == row and cell not in wide for cell in names)
    return own and len(filled) > _PAIR and not any(bare(cell.text) in words().fields for cell in filled)


def fits(grid: Grid, row: int, block: Block) -> bool:
    """Whether a row is surely one of `block`, also behind a row that was none: every cell stands in one column."""
    head = block.head
    filled = [cell for cell in printed(grid.beginning(row)) if cell.column + cell.colspan > head.start]
    indicator = head.of("indicator")
    if indicator is None or not printed(grid.column(row, indicator.start, indicator.end)):
        return False
    inside = [
        sum(column.start < cell.column + cell.colspan and cell.column < column.end for column in head.columns)
        for cell in filled
    ]
    return (
        len(filled) > _PAIR
        and all(covered <= 1 for covered in inside)
        and not any(bare(cell.text) in words().fields for cell in filled)
    )


def _labels_value(grid: Grid, row: int, head: Head) -> bool:
    """Whether a row is a label and its value below the records, not a record: 说明 | 无."""
    filled = printed(grid.beginning(row))
    if len(filled) != _PAIR or words().level(levels.named(filled[0].text)[0]) is not None:
        return False
    label, names = filled[0], [column for column in head.columns if column.role in NAMES and column.of is None]
    over_all = len(names) > 1 and all(_inside(column, label) for column in names)
    named = any(cell.spans for cell in grid.column(row, names[-1].start, names[-1].end))
    return over_all or (not named and label.column < names[-1].start and label.rowspan == 1)


def _labels_values(filled: Sequence[Cell]) -> bool:
    """Whether a row is labels of fields with a value behind each: 自评等级 | 优 | 填报人 | 某某."""
    labels, values = filled[::2], filled[1::2]
    return (
        len(filled) > _PAIR
        and len(labels) == len(values)
        and all(heads_field(cell.text) for cell in labels)
        and not any(heads_field(cell.text) for cell in values)
    )


def _straddles(cell: Cell, head: Head) -> bool:
    """Whether a cell covers a value's column and any other."""
    covered = [column for column in head.columns if _inside(column, cell)]
    return len(covered) > 1 and any(column.role in _VALUES for column in covered)


def _inside(column: Column, cell: Cell) -> bool:
    return cell.column <= column.start and column.end <= cell.column + cell.colspan


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
    filled: list[Column] = field(default_factory=list)
    """The columns in which the row has anything."""


def _record(grid: Grid, row: int, block: Block, draft: Draft, end: int) -> None:
    level1, level2 = levels.beside(grid, row, block, draft)
    found = _cells(grid, row, block, draft, end)
    if not found.cells and not found.extra:
        return
    indicator = joined([named(cell, draft.source) for cell in found.cells.get("indicator", ())])
    evidence: dict[str, tuple[Span, ...]] = {}
    amounts = {role: _amount(role, found, block, evidence) for role in ("weight", "score")}
    evidence |= {key: level[1] for key, level in (("level1", level1), ("level2", level2)) if level is not None}
    names = levels.filled(level1, level2, draft, both=levels.in_both(grid, row, block))
    cells = [cell for listed in found.cells.values() for cell in listed]
    target = _target(found, block)
    if indicator is None and not found.extra and set(found.cells) == {"indicator"}:
        return  # 指标2： and nothing else
    record = Row(
        draft.identity(block.section, *names, indicator.text if indicator else None),
        block.section,
        indicator,
        target,
        _text(found, "actual"),
        _text(found, "reason"),
        _told_apart(found.extra),
        min((cell.confidence for cell in cells), default=1.0),
        tuple(dict.fromkeys((*(doubt for cell in cells for doubt in cell.doubts), *found.doubts))),
        *names,
        amounts["weight"],
        amounts["score"],
        evidence,
        len(draft.forms) - 1,
        _headed(block, draft.source),
        _signs(found, block, names),
    )
    _add(record, draft)
    if indicator is None:
        spans = tuple(span for cell in cells for span in cell.spans)
        message = f"{record.id}: a row without an indicator; its cells were kept"
        draft.doubts.append(Doubt("no-indicator", "warning", message, "form", spans))


def _signs(found: _Found, block: Block, names: tuple[str | None, str | None]) -> Mapping[str, float]:
    """What speaks for and against a row."""
    if not block.head.cells:
        return {}
    key = tuple(column.start for column in found.filled)
    if key not in block.signs:
        block.signs[key] = confidence.of_columns(block.head, found.filled)
    texts: dict[str, str] = {role: "".join(cell.text for cell in cells) for role, cells in found.cells.items()}
    texts |= {role: name for role, name in zip(("level1", "level2"), names, strict=True) if name}
    return {**block.signs[key], **confidence.of_cells(texts), "doubts": float(min(len(found.doubts), 2))}


def _headed(block: Block, source: str) -> Mapping[str, Text]:
    """What the header says in brackets over the target and the actual value: 万元 of 年度指标值（万元）."""
    if block.headed is None:
        block.headed = {}
        for column in filter(None, (block.head.of("target"), block.head.of("actual"))):
            for cell in block.head.over(column):
                match = IN_BRACKETS.search(squeeze(cell.text))
                if match:
                    block.headed.setdefault(column.role, group(cell, match.start(1), match.end(1), source))
    return block.headed


def _told_apart(extra: Sequence[tuple[str, Text]]) -> tuple[tuple[str, Text], ...]:
    """Cells under the same header word, the second as `#2`."""
    seen: Counter[str] = Counter()
    made = []
    for name, text in extra:
        seen[name] += 1
        made.append((name if seen[name] == 1 else f"{name}#{seen[name]}", text))
    return tuple(made)


def _cells(grid: Grid, row: int, block: Block, draft: Draft, end: int) -> _Found:
    """The printed cells of a row by their columns' roles; the first column of a role has it, later ones are extra.

    Cells from grid column `end` on stand under no header.
    """
    found = _Found()
    above: list[Cell] = []
    taken: set[Role] = set()
    used: set[int] = set(block.weighed)
    for column in block.head.columns:
        if column.role in ("level1", "level2"):
            if any(not is_blank(cell.text) for cell in grid.column(row, column.start, column.end)):
                found.filled.append(column)
            continue
        again = (column.role in taken and column.role != "goal") or column.of is not None
        role: Role = "extra" if again else column.role
        taken |= {role}
        cells = [cell for cell in grid.column(row, column.start, column.end) if cell.spans]
        fresh = [cell for cell in cells if cell.row == row and id(cell) not in used]
        named = role == "indicator" and not fresh and [cell for cell in printed(cells) if cell.row < row]
        if named:
            above = named  # a name beside several rows is the name of each; the first accounts for it
        elif len(fresh) < len(cells) and role in ("indicator", "target", "actual"):
            how = "rows" if any(cell.row < row for cell in cells) else "columns"
            found.doubts.append(f"the {role} cell covers several {how}; it was given to the first")
        used |= {id(cell) for cell in fresh}
        if named or any(not is_blank(cell.text) for cell in fresh):
            found.filled.append(column)
        if role == "goal":
            block.goals.setdefault(column.start, []).extend(fresh)
        if not _said_in_words(grid, fresh, column, block, found, draft):
            _keep(grid, fresh, role, column, found, draft)
    if block.head.end == end:
        beyond = [cell for cell in printed(grid.beginning(row)) if cell.column >= end]
        _keep(grid, beyond, "extra", Column("extra", f"column {end + 1}", 0, 0), found, draft)
    if above and (found.cells or found.extra):
        found.cells["indicator"] = above
    return found


def _said_in_words(
    grid: Grid, cells: Sequence[Cell], column: Column, block: Block, found: _Found, draft: Draft
) -> bool:
    """Keep target and actual value of a form that has no columns for them from what it says of the indicator."""
    columned = block.head.of("target") or block.head.of("actual")
    if columned or len(cells) != 1 or bare(column.name) not in words().judging:
        return False
    parts = list(opinions.parted(cells[0], draft.source))
    for role, part in parts:
        draft.place(grid, [part], role)
        if role == "extra":
            found.extra.append((squeeze(column.name), Text(part.text, part.spans)))
        elif role != "label":
            found.cells[role] = [part]
    return bool(parts)


def _keep(grid: Grid, cells: list[Cell], role: Role, column: Column, found: _Found, draft: Draft) -> None:
    draft.place(grid, cells, role)
    said = [cell for cell in cells if not is_blank(cell.text)]
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
    if unit is not None and (value is None or squeeze(unit.text) in _NO_UNIT or _ends(value, unit)):
        _aside("unit", unit, found, block)  # printed with the value too, it is applied once
        unit = None
    return None if value is None else joined([nature, value, unit])


def _ends(value: Text, unit: Text) -> bool:
    return squeeze(value.text).endswith(squeeze(unit.text))


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
