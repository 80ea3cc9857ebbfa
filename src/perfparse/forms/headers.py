"""Header words → what their columns are, by the shared vocabulary and by the forms' own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from perfparse.forms.templates import templates
from perfparse.forms.vocabulary import bare, words
from perfparse.model.ir import Role

LEVELS = ("一级指标", "二级指标", "三级指标")
"""Words that say a column's role even where a side label was read into their cell."""
NAMES: frozenset[Role] = frozenset(("level1", "level2", "indicator"))
"""Columns that name: levels and indicators."""
VALUES: frozenset[Role] = frozenset(("target", "actual"))
"""Columns of what was promised and what was done."""
_LONGEST = 24  # characters: a longer cell heads no column
_TELLING = 3  # characters of a header word that says what it is with something else beside it
_GOAL = ("绩效目标", "总体目标")  # a column of goals in prose, beside all rows
_NEARLY = 0.75  # share of the cell that it makes


@cache
def known() -> dict[str, Role]:
    """Bare header words of the shared vocabulary and of all forms, by role."""
    forms = {
        bare(word): column.role
        for template in templates()
        for section in template.sections
        for column in section.columns
        for word in column.headers
    }
    return forms | dict(words().columns)


@cache
def composed() -> str:
    """The pattern of header words that are put together of parts."""
    parts, behind = ("".join(map(_one_of, listed)) for listed in (words().composed, words().composed_behind))
    return f"{parts}(?:{behind})?"


def _one_of(parts: Sequence[str]) -> str:
    listed = "|".join(sorted(filter(None, parts), key=len, reverse=True))
    return f"(?:{listed}){'?' * ('' in parts)}"


def begins_composed(word: str) -> bool:
    """Whether a word that is put together of parts may begin so."""
    return _begins(word, (*words().composed, *words().composed_behind))


def _begins(word: str, parts: Sequence[Sequence[str]]) -> bool:
    if not word or not parts:
        return not word
    fits = (part for part in parts[0] if word.startswith(part) or part.startswith(word))
    return any(len(part) >= len(word) or _begins(word[len(part) :], parts[1:]) for part in fits)


@cache
def _composed() -> re.Pattern[str]:
    return re.compile(composed())


def is_listed(word: str) -> bool:
    """Whether a list names a bare header word, or it is composed as one."""
    return word in known() or _composed().fullmatch(word) is not None


@cache
def word_pattern(more: frozenset[str] = frozenset()) -> str:
    """A pattern of all header words and some `more`, composed ones first, then by length."""
    listed = sorted({word for word in (*known(), *more) if len(word) > 1}, key=len, reverse=True)
    return f"(?:{composed()}|{'|'.join(map(re.escape, listed))})"


@lru_cache(maxsize=4096)
def role_of(word: str) -> Role | None:
    """The role of a bare header word; of one with a little else in its cell, too, as where columns are misread."""
    role = known().get(word)
    if role is not None or len(word) > _LONGEST:
        return role
    if _composed().fullmatch(word):
        return "reason"
    inside = [other for other in known() if len(other) >= _TELLING and other in word]
    longest = max(inside, key=len, default="")
    if longest not in LEVELS and len(longest) < _NEARLY * len(word):
        return None
    head = max((other for other in inside if word.endswith(other)), key=len, default=longest)  # what a word ends with
    return known().get(longest if longest in LEVELS else head)  # says what it is: 绩效指标值 is a value


def column_role(word: str) -> Role | None:
    """The role of a column by its bare header word, or by how that ends where no list names it."""
    role = role_of(word) or words().ending(word)
    if role == "target" and word not in known() and word.endswith(_GOAL):
        return "goal"
    return role


def by_place(names: Sequence[str], roles: Sequence[Role]) -> list[Role]:
    """The roles of columns with bare `names`, where their places tell more than their words.

    Of several targets, one before all names that is called a goal holds goals in prose (年度目标, …, 指标值). Of two
    columns of first levels the second has the second levels (指标分类); behind the names it has the indicators' kinds.
    Where no column has targets, the only one that no word tells between the names and the actual values has them
    (合同约定值). The one that ends like a weight or a score is it, if no list names another (考核得分).
    """
    found = list(roles)
    first = next((at for at, role in enumerate(roles) if role in NAMES), 0)
    for at, role in enumerate(roles):
        if role == "target" and roles.count("target") > 1 and at < first and names[at].endswith("目标"):
            found[at] = "goal"
        elif role == "level1" and "indicator" in roles[:at] and "indicator" not in roles[at:]:
            found[at] = "nature"
        elif role == "level1" and "level1" in roles[:at]:
            found[at] = "nature" if {"level2", "indicator"} & set(roles[:at]) else "level2"
    if "target" not in roles and "actual" in roles:
        named = max((at for at, role in enumerate(roles) if role in NAMES), default=len(roles))
        between = [at for at in range(named + 1, roles.index("actual")) if column_role(names[at]) is None]
        if len(between) == 1:
            found[between[0]] = "target"
    for role, endings in words().amounts:
        theirs = [at for at, known_as in enumerate(found) if known_as == "extra" and names[at].endswith(endings)]
        if len(theirs) == 1 and role not in found:
            found[theirs[0]] = role
    return found
