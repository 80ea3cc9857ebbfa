"""The header row of a form that no template knows, found by its words; columns then go by position."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfparse.forms.templates import Column, SectionForm, Template
from perfparse.forms.vocabulary import bare
from perfparse.language.folding import fold
from perfparse.model.ir import Role, TextLine

_LONGEST = 24  # characters: a longer cell heads no column
_WRAPPED = 4  # lines over which the indicator's header cell may be wrapped
_SENTENCE = re.compile(r"[，。；！？0-9]")


def template(lines: Sequence[TextLine]) -> Template | None:
    """A template made of the first row of header words in `lines`; None where there is none."""
    for at in range(len(lines)):
        columns = _columns(lines, at)
        if columns:
            section = SectionForm("", tuple(columns))
            return Template("", "", "made from the document's own header", (), (), (), (), (section,))
    return None


def _columns(lines: Sequence[TextLine], at: int) -> list[Column]:
    """The columns of a header row that ends with line `at`: an indicator's and a value's at least."""
    cells = lines[at].text.split()
    if not 1 < len(cells) <= 8 or any(len(cell) > _LONGEST or _SENTENCE.search(cell) for cell in cells):
        return []
    roles = [_role(fold(cell)) for cell in cells]
    values = [role for role in roles if role in ("target", "actual")]
    if not values or roles.count(None) > 1:
        return []
    columns = [Column(role or "extra", (fold(cell),)) for cell, role in zip(cells, roles, strict=True)]
    if "indicator" in roles:
        return columns if len(set(values)) > 1 or len(columns) > 2 else []
    name = _wrapped_name(lines, at)
    return [Column("indicator", (name,)), *columns] if name and len(set(values)) > 1 else []


def _wrapped_name(lines: Sequence[TextLine], at: int) -> str:
    """The indicator's header cell on the lines before `at`, or nothing."""
    name = ""
    for line in reversed(lines[max(0, at - _WRAPPED) : at]):
        name = fold(line.text) + name
        if len(name) > _LONGEST or _SENTENCE.search(name):
            return ""
        if _role(name) == "indicator" and len(name) > len("指标"):
            return name
    return ""


def _role(cell: str) -> Role | None:
    from perfparse.forms.headers import column_role  # a known form needs no weights

    return column_role(bare(cell))
