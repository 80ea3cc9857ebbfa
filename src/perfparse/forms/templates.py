"""Families of forms, one TOML file each; this code knows no form by name.

A template says how a form's title reads, which words head its columns and under which section, and which rows
fill the table's whole width. Header words are compared with white space removed and brackets and colons in
full width, so the form's print may differ in both.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

from perfparse.forms.vocabulary import BudgetColumn, bare
from perfparse.language.folding import fold, squeeze
from perfparse.model.errors import TemplateError
from perfparse.model.ir import Role

__all__ = [
    "Column",
    "Profile",
    "SectionForm",
    "Template",
    "banners",
    "fold",
    "parse_template",
    "reads_as",
    "reflowing",
    "squeeze",
    "templates",
]

_COLUMN_ROLES: frozenset[Role] = frozenset(
    (
        "goal", "level1", "level2", "indicator", "nature", "target", "unit", "actual", "reason", "weight", "score",
        "extra",
    )
)  # fmt: skip
_KEYS = {
    "id", "name", "source", "title", "banners", "full_rows", "notes", "sections", "reflow", "totals", "levels",
    "years", "budget", "profile",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its role and the folded header words it may be printed under, the usual one first."""

    role: Role
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A table of a form: the section's name and its columns from left to right."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """How a form scores: the weight of the money that was spent, and the least score of each grade, best first."""

    execution: str | None = None
    grades: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A family of forms. `title` and `full_rows` match squeezed lines; their named groups carry the values.

    `reflow` says that the form's rows can be rebuilt from text whose columns are gone. `totals` are
    its words for the row that sums up, `levels` the name of its set of levels (`words().level_sets`), `years` the first
    and last fiscal year in which it was in use, `budget` its words for the columns of its block of money.
    """

    id: str
    name: str
    source: str
    title: tuple[re.Pattern[str], ...]
    banners: tuple[str, ...]
    full_rows: tuple[re.Pattern[str], ...]
    notes: tuple[re.Pattern[str], ...]
    sections: tuple[SectionForm, ...]
    reflow: bool = False
    totals: frozenset[str] = frozenset()
    levels: str | None = None
    years: tuple[int | None, int | None] = (None, None)
    budget: Mapping[str, BudgetColumn] = field(default_factory=dict)
    profile: Profile | None = None

    def in_force(self, year: int | None) -> bool:
        """Whether the form says from when to when it was in use, and `year` is one of those years."""
        first, last = self.years
        return year is not None and (first or last) is not None and (first or year) <= year <= (last or year)


def parse_template(text: str, where: str) -> Template:
    """Read a template from TOML `text`; `where` names it in errors.

    Raises:
        TemplateError: the TOML is wrong, a key is missing or unknown, or a pattern does not compile.
    """
    try:
        raw = tomllib.loads(text)
        _known(raw, _KEYS, where)
        return Template(
            id=raw["id"],
            name=raw["name"],
            source=raw["source"],
            title=tuple(re.compile(pattern) for pattern in raw.get("title", ())),
            banners=tuple(fold(banner) for banner in raw.get("banners", ())),
            full_rows=tuple(re.compile(row["pattern"]) for row in raw.get("full_rows", ())),
            notes=tuple(re.compile(pattern) for pattern in raw.get("notes", ())),
            sections=tuple(_section(section, where) for section in raw["sections"]),
            reflow=raw.get("reflow", False),
            totals=frozenset(bare(word) for word in raw.get("totals", ())),
            levels=raw.get("levels"),
            years=_years(raw.get("years", {}), where),
            budget=_budget(raw.get("budget", {}), where),
            profile=_profile(raw["profile"], where) if "profile" in raw else None,
        )
    except KeyError as error:
        raise TemplateError(f"{where}: no {error.args[0]!r}; every template needs one") from error
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{where}: not valid TOML: {error}") from error
    except re.error as error:
        raise TemplateError(f"{where}: the pattern {error.pattern!r} does not compile: {error}") from error


def _known(raw: dict[str, Any], keys: set[str], where: str) -> None:
    unknown = set(raw) - keys
    if unknown:
        raise TemplateError(f"{where}: unknown key {min(unknown)!r}; see CONTRIBUTING.md for the keys of a template")


def _years(raw: dict[str, Any], where: str) -> tuple[int | None, int | None]:
    _known(raw, {"first", "last"}, where)
    return raw.get("first"), raw.get("last")


def _budget(raw: dict[str, Any], where: str) -> dict[str, BudgetColumn]:
    _known(raw, set(get_args(BudgetColumn)), where)
    kinds: tuple[BudgetColumn, ...] = get_args(BudgetColumn)
    return {bare(word): kind for kind in kinds for word in raw.get(kind, ())}


def _profile(raw: dict[str, Any], where: str) -> Profile:
    _known(raw, {"execution", "grades"}, where)
    grades = tuple((name, str(least)) for name, least in raw.get("grades", {}).items())
    execution = str(raw["execution"]) if "execution" in raw else None
    return Profile(execution, grades)


def _section(raw: dict[str, Any], where: str) -> SectionForm:
    _known(raw, {"name", "columns"}, where)
    for column in raw["columns"]:
        _known(column, {"role", "headers"}, where)
    columns = tuple(Column(column["role"], tuple(map(fold, column["headers"]))) for column in raw["columns"])
    for column in columns:
        if column.role not in _COLUMN_ROLES:
            raise TemplateError(
                f"{where}: no column role {column.role!r}; it may be {', '.join(sorted(_COLUMN_ROLES))}"
            )
    if not any(column.role == "indicator" for column in columns):
        raise TemplateError(f"{where}: section {raw['name']!r} has no indicator column")
    return SectionForm(raw["name"], columns)


@cache
def templates() -> tuple[Template, ...]:
    """All templates that come with the package, by file name."""
    found = (parse_template(text, name) for name, text in _files())
    return tuple(template for template in found if template.id not in _left_out)


_left_out: set[str] = set()


@contextmanager
def without(ids: Iterable[str]) -> Iterator[None]:
    """Within this, forms with these `ids` are not known: for measuring how well unknown ones are read."""
    _left_out.update(ids)
    templates.cache_clear()
    try:
        yield
    finally:
        _left_out.clear()
        templates.cache_clear()


@cache
def reflowing() -> tuple[Template, ...]:
    """Those of `templates()` whose rows can be rebuilt from text whose columns are gone.

    The others are not even parsed: a short text is read in less time than all of them take.
    """
    found = (parse_template(text, name) for name, text in _files() if "reflow" in text)
    return tuple(template for template in found if template.reflow)


@cache
def _files() -> tuple[tuple[str, str], ...]:
    folder = resources.files(__package__).joinpath("known")
    files = sorted(
        (item for item in folder.iterdir() if item.name.endswith(".toml")),
        key=lambda item: item.name,
    )
    return tuple((file.name, file.read_text(encoding="utf8")) for file in files)


def columns_of(names: Sequence[str], section: SectionForm) -> list[Column]:
    """The columns of a form that bare header words are, in the order of the words."""
    columns = {bare(word): column for column in section.columns for word in column.headers}
    return [columns[name] for name in names if name in columns]


def share(names: Sequence[str], section: SectionForm) -> float:
    """How much of bare header words and of a form's columns is the other's, as the product of the two shares."""
    found = {id(column) for column in columns_of(names, section)}
    return len(found) ** 2 / (len(set(names)) * len(section.columns))  # a set of words that stands twice counts once


Line = Literal["title", "notes", "full_rows"]
"""What a line of its own may be in a form, by the template's key."""


def reads_as(folded: str, *kinds: Line) -> bool:
    """Whether a folded line begins as any form's title, note or row over the full width does."""
    return any(pattern.match(folded) for kind in kinds for pattern in _lines(kind))


@cache
def _lines(kind: Line) -> tuple[re.Pattern[str], ...]:
    """The patterns of all forms, each once: many forms share theirs."""
    return tuple(dict.fromkeys(pattern for template in templates() for pattern in getattr(template, kind)))


@cache
def banners() -> frozenset[str]:
    """The folded banners of all forms."""
    return frozenset(banner for template in templates() for banner in template.banners)
