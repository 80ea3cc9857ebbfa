"""Which tables of a document belong to a form: those with indicators, and header blocks drawn as tables of their own.

A report of accounts holds other tables, some of which have a header that might be one of indicators. Beside a table
that says in so many words that it is one, they are not taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfparse.forms.header import Head
from perfparse.forms.templates import Template
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid
from perfparse.model.ir import Line, Table
from perfparse.segment import blocks, titles
from perfparse.segment.matching import ENOUGH, share

_SURE = 0.95  # probability of a header beside which others give way
_APART = 30  # characters of a line that parts two tables


def belonging(
    items: Sequence[Line | Table],
    grids: Sequence[Grid],
    heads: Mapping[tuple[int, int], Head],
    template: Template | None,
) -> list[bool]:
    """Of each of `grids`, whether it is part of a form; `heads` are the headers found, by table and row."""
    found = _with_indicators(items, grids, heads, template)
    found = [ours or bool(place.table.roles) for ours, place in zip(found, grids, strict=True)]
    at, near, below = len(grids), False, False
    for item in reversed(items):
        if isinstance(item, Table):
            at -= 1
            found[at] = found[at] or (near and blocks.heads_a_form(grids[at]))
            near = below = found[at]
        elif titles.title_in(item.text, None):
            near = below = False
        elif titles.heads_goals(item.text):
            near = below  # what stands below it as lines are the goals
        elif titles.goal_in(item.text):
            continue
        elif len(squeeze(item.text)) > _APART:
            near = False
    return _with_ends(items, grids, found)


def _with_ends(items: Sequence[Line | Table], grids: Sequence[Grid], found: Sequence[bool]) -> list[bool]:
    """`found` with tables of labels and values right behind a form's: 自评总分 | 95.7 | 自评等次 | 优秀."""
    made: list[bool] = []
    near = False
    for item in items:
        if isinstance(item, Table):
            at = len(made)
            near = found[at] or (near and blocks.ends_a_form(grids[at]))
            made.append(near)
        elif len(squeeze(item.text)) > _APART or titles.title_in(item.text, None):
            near = False
    return made


def _with_indicators(
    items: Sequence[Line | Table],
    grids: Sequence[Grid],
    heads: Mapping[tuple[int, int], Head],
    template: Template | None,
) -> list[bool]:
    headed = [[head for (number, _), head in heads.items() if number == place.number] for place in grids]
    sure = [any(_sure(head, template) for head in each) for each in headed]
    if not any(sure):
        return [bool(each) for each in headed]
    titled = _titled(items)
    return [bool(each) and (sure[at] or titled[at] or blocks.heads_a_form(grids[at])) for at, each in enumerate(headed)]


def _sure(head: Head, template: Template | None) -> bool:
    """Whether a header can be of nothing but indicators: it is one of the form's, or names their levels."""
    ours = template is not None and any(share(head, section) >= ENOUGH for section in template.sections)
    return ours or head.probability > _SURE


def _titled(items: Sequence[Line | Table]) -> list[bool]:
    """Of each table, whether a line right before it is a form's title."""
    found: list[bool] = []
    title = False
    for item in items:
        if isinstance(item, Table):
            found.append(title)
            title = False
        else:
            title = title or titles.title_in(item.text, None) is not None
    return found
