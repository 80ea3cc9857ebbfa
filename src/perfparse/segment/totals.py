"""The row that sums up, and the grade: in the columns of the rows, in other columns, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from perfparse.forms.header import Head
from perfparse.forms.kinds import is_blank
from perfparse.forms.templates import Template
from perfparse.forms.texts import classes
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Doubt, Span
from perfparse.segment.draft import Draft, FormDraft
from perfparse.segment.levels import named
from perfparse.segment.model import Total
from perfparse.segment.texts import decimal

_SAID = re.compile(r"^(?P<label>[\u4e00-\u9fff]{2,8})[:：]?(?P<score>\d+(?:\.\d+)?)分?[。；]?$")
_POINTS = ("分", "得分")
_SURELY = 0.8  # probability that a text is a label of the sum, by its letters
_GRADED = re.compile(
    r"^[（(【\[]?(?P<label>[\u4e00-\u9fff]*)[）)】\]]?[:：]?[“\"（(]?(?P<grade>[\u4e00-\u9fff]{1,3})[”\"）)]?$"
)


def grade_in(text: str) -> str | None:
    """The grade that a text is, with or without a label: 优, （自评等级）良, 评价结论：合格."""
    match = _GRADED.match(squeeze(text))
    if match is None:
        return None
    label, grade = match["label"], match["grade"]
    for cut in range(len(label) + 1):  # a label without a colon may have taken the grade's first character
        word, rest = label[cut:] + grade, label[:cut]
        if word in words().grades and (not rest or rest in words().grade_labels):
            return word
    return None


def read(grid: Grid, row: int, head: Head | None, draft: Draft) -> bool:
    """Read a row as the one that sums up, or as the one with the grade; False where it is neither.

    `head` is the header of the rows above. Below them, amounts in no column of theirs are read in their order:
    weight and score, or the score alone.
    """
    filled = printed(grid.beginning(row))
    if not filled:
        return False
    at = next((at for at, cell in enumerate(filled) if decimal(cell.text) is None), 0)
    label, rest = filled[at], [*filled[:at], *filled[at + 1 :]]
    if _sums_a_part(label.text, rest):
        pass  # its rows have been read
    elif _sums(label.text, rest, draft.template):
        said = _SAID.match(squeeze(label.text))
        grades = [grade for cell in rest if (grade := grade_in(cell.text))]
        weight, score = _amounts(grid, row, head, label, rest)
        score = said["score"] if said and score is None else score
        if (weight, score, grades) != (None, None, []):
            _keep(Total(weight, score, grades[0] if grades else None, _spans(filled)), draft)
    elif draft.form.rows and all(grade_in(cell.text) or is_blank(cell.text) for cell in filled[1:]) and _grades(filled):
        grade = next(grade for cell in reversed(filled) if (grade := grade_in(cell.text)))
        _grade(grade, filled, draft)
    else:
        return False
    draft.place(grid, filled, "total")
    return True


def _sums(text: str, rest: Sequence[Cell], template: Template | None) -> bool:
    """Whether a text is the label of the row that sums up: as listed, or by its letters beside amounts alone."""
    said = _SAID.match(squeeze(text))
    label = named(said["label"] if said else text)[0]
    listed = bare(label) in words().totals or (template is not None and bare(label) in template.totals)
    amounts = [cell for cell in rest if decimal(cell.text) is not None]
    alone = bool(amounts) and all(cell in amounts or is_blank(cell.text) or grade_in(cell.text) for cell in rest)
    return listed or (alone and classes(label).get("total_label", 0.0) > _SURELY)


def _sums_a_part(text: str, rest: Sequence[Cell]) -> bool:
    """Whether a row sums up no more than the rows of a level: 小计, 一级指标小计."""
    return bare(text).endswith("小计") and all(decimal(cell.text) is not None or is_blank(cell.text) for cell in rest)


def said_in(text: str) -> str | None:
    """The score of a text that sums up in words: 自评合计96分。"""
    match = _SAID.match(squeeze(text))
    if match is None:
        return None
    listed = bare(match["label"]) in words().totals
    return match["score"] if listed or classes(match["label"]).get("total_label", 0.0) > _SURELY else None


def say(score: str, spans: Sequence[Span], draft: Draft) -> None:
    """Keep a score that a line says."""
    _keep(Total(None, score, None, tuple(spans)), draft)


def of_fields(forms: Iterable[FormDraft]) -> None:
    """Where no row sums up, the score that a field of the header block says: 自评总分 (CONTRACT)."""
    for form in forms:
        if form.total is not None and form.total.score is not None:
            continue
        said = (
            (text, score)
            for label, text in form.fields.items()
            if bare(label) in words().totals and label.endswith(_POINTS)
            if (score := decimal(text.text)) is not None
        )
        text, score = next(said, (None, None))
        if text is not None:
            before = form.total or Total(None, None, None, ())
            form.total = before._replace(score=score, spans=(*before.spans, *text.spans))


def _grades(filled: Sequence[Cell]) -> bool:
    """Whether cells are a label of the grade and the grade, or one cell with both."""
    *labels, last = filled
    if not labels:
        return grade_in(last.text) not in (None, squeeze(last.text))
    return len(labels) == 1 and bare(labels[0].text) in words().grade_labels and grade_in(last.text) is not None


def _amounts(
    grid: Grid, row: int, head: Head | None, label: Cell, rest: Sequence[Cell]
) -> tuple[str | None, str | None]:
    """Weight and score: from the columns of the header, or else from the numbers in their order."""
    found: list[str | None] = []
    used: set[int] = {id(label)}
    for role in ("weight", "score"):
        column = head.of(role) if head else None
        cells = printed(grid.column(row, column.start, column.end)) if column else []
        fits = bool(cells) and id(cells[0]) not in used
        found.append(decimal(cells[0].text) if fits else None)
        used |= {id(cell) for cell in cells if fits}
    if found != [None, None]:
        return found[0], found[1]
    numbers = [value for cell in rest if (value := decimal(cell.text)) is not None]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else (None, numbers[0] if numbers else None)


def _keep(total: Total, draft: Draft) -> None:
    if draft.form.total is None:
        draft.form.total = total
    else:
        message = "a second row sums up; the first was kept"
        draft.doubts.append(Doubt("second-total", "warning", message, "form", total.spans))


def _grade(grade: str, cells: Sequence[Cell], draft: Draft) -> None:
    before = draft.form.total or Total(None, None, None, ())
    draft.form.total = before._replace(grade=before.grade or grade, spans=(*before.spans, *_spans(cells)))


def _spans(cells: Sequence[Cell]) -> tuple[Span, ...]:
    return tuple(span for cell in cells for span in cell.spans)
