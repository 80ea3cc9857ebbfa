"""Header words → what their columns are: by the lists of words, or else by the model of a form.

A word that the vocabulary or a form's template lists has the role that the list says. Of any other the model is asked:
whether a text is a column's label by itself (`texts`), and then which role its letters speak for (`columns`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from perfparse.forms.columns import MANY, ONCE, Told, assigned, by_label, reported
from perfparse.forms.seen import Seen
from perfparse.forms.templates import templates
from perfparse.forms.texts import classes
from perfparse.forms.vocabulary import bare, words
from perfparse.model.ir import Role

LEVELS = ("一级指标", "二级指标", "三级指标")
"""Words that say a column's role even where a side label was read into their cell."""
NAMES: frozenset[Role] = frozenset(("level1", "level2", "indicator"))
"""Columns that name: levels and indicators."""
VALUES: frozenset[Role] = frozenset(("target", "actual"))
"""Columns of what was promised and what was done."""
LIKELY = 0.25
"""Probability of being a column's label above which a word heads one."""
_LONGEST = 24  # characters: a longer cell heads no column
_TELLING = 3  # characters of a header word that says what it is with something else beside it
_NEARLY = 0.75  # share of the cell that it makes
_FIGURES = re.compile(r"\d[\d.,]*[%％]?")


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


def may_head(word: str) -> bool:
    """Whether a word is short enough for a header's, whole and no figure: what is worth asking the model."""
    whole = word.count("（") == word.count("）")
    return whole and 1 < len(word) <= _LONGEST and _FIGURES.fullmatch(word) is None


@lru_cache(maxsize=4096)
def column_role(word: str) -> Role | None:
    """The role of a column by its bare header word; where no list names it, by its letters, if they are a label's."""
    role = role_of(word)
    if role is not None or not may_head(word) or word in words().names or not _heads_a_column(word):
        return role
    return most_likely((word,))


def _heads_a_column(word: str) -> bool:
    """Whether a word is likely a column's label, of a form or of another table."""
    found = classes(word)
    return found.get("label", 0.0) + found.get("other_label", 0.0) >= LIKELY


def most_likely(labels: tuple[str, ...]) -> Role:
    """The role, as reports have it, that a column's labels (the lowest first) speak for most.

    There is no value of another time but beside one of the year.
    """
    shares: dict[Role, float] = {}
    for role, share in by_label(labels).items():
        name = reported(role.removeprefix("other_"))
        shares[name] = shares.get(name, 0.0) + share
    return max(shares, key=lambda name: shares[name])


def by_place(names: Sequence[str], roles: Sequence[Role]) -> list[Role]:
    """The roles of columns with bare `names` that stand beside each other, each by itself of `roles`.

    Together the model tells what words by themselves do not: those that no list names, and those of which several have
    a role that one column has at most. Goals in prose stand before the names, actual values behind the target.
    """
    if not NAMES & set(roles) or len(names) > MANY:
        return list(roles)
    joint = together(tuple((name,) for name in names))
    return [
        role if is_listed(name) and (role not in ONCE or roles.count(role) == 1) else other
        for name, role, other in zip(names, roles, joint, strict=True)
    ]


def together(labels: tuple[tuple[str, ...], ...]) -> list[Role]:
    """The roles of columns that stand beside each other, by their labels (the lowest first) and order."""
    return [reported(one.role) for one in _together(labels)]


@lru_cache(maxsize=512)
def _together(labels: tuple[tuple[str, ...], ...]) -> tuple[Told, ...]:
    columns = [Seen(each, (), at, at + 1) for at, each in enumerate(labels)]
    return assigned(columns, cells=False).columns
