"""The words that forms of all families share (words.toml): header words by role, labels, levels."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, get_args

from perfparse.language.folding import fold
from perfparse.model.ir import Role

BudgetColumn = Literal["initial", "full_year", "executed", "rate", "weight", "score", "extra"]
_MONEY = get_args(BudgetColumn)
_BRACKETS = re.compile(r"（[^（）]*）")
_LEVEL = "指标"
_LOOSE_ENDS = re.compile(r"[：*＊★]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Header words by what they stand for, bare (see `bare`)."""

    columns: Mapping[str, Role]
    composed: tuple[tuple[str, ...], ...]
    composed_behind: tuple[tuple[str, ...], ...]
    """The parts of a header over reasons, and of what may follow them; "" is none of a list."""
    budget: Mapping[str, BudgetColumn]
    budget_endings: tuple[tuple[BudgetColumn, tuple[str, ...]], ...]
    at_first: tuple[str, ...]
    expected: tuple[str, ...]
    goals: tuple[str, ...]
    items: tuple[str, ...]
    item_words: tuple[str, ...]
    whole_items: tuple[str, ...]
    totals: frozenset[str]
    fields: frozenset[str]
    labels: frozenset[str]
    level1: frozenset[str]
    level2: frozenset[str]
    level_sets: Mapping[str, Mapping[str, tuple[str, ...]]]
    names: frozenset[str]
    strong: frozenset[str]
    judging: frozenset[str]
    now: tuple[str, ...]
    other_times: tuple[str, ...]
    grades: frozenset[str]
    grade_labels: frozenset[str]
    matrix: frozenset[str]
    identity: frozenset[str]
    parents: Mapping[str, frozenset[str]]
    closing: frozenset[str]
    qualities: frozenset[str]

    def level(self, text: str) -> Literal[1, 2] | None:
        """Which level of indicators a text names; some words name both, and are the first's."""
        word = bare(text)
        return 1 if word in self.level1 else 2 if word in self.level2 else None

    def parts(self, level1: str, level2: str) -> bool:
        """Whether the form fixes that a second level (bare) does not stand under a first one."""
        under = self.parents.get(level2.removesuffix(_LEVEL))
        return under is not None and level1.removesuffix(_LEVEL) not in under

    def money(self, word: str) -> BudgetColumn | None:
        """Which column of money a bare header word heads: as listed, or else by how it ends. 预计 is of no year's."""
        if word in self.budget:
            return self.budget[word]
        found = next((kind for kind, ends in self.budget_endings if word.endswith(ends)), None)
        if found is not None and any(part in word for part in self.expected):
            return "extra"
        return "initial" if found == "full_year" and word.startswith(self.at_first) else found

    def money_of(self, words: Sequence[str]) -> list[BudgetColumn | None]:
        """The columns of money that bare header words beside each other head: what a list names goes before endings."""
        sure = {self.budget[word] for word in words if word in self.budget}
        return [self.budget.get(word) or (None if (kind := self.money(word)) in sure else kind) for word in words]


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Return `text` as header words are compared: folded, without what stands in brackets, colons and stars."""
    return _LOOSE_ENDS.sub("", _BRACKETS.sub("", fold(text)))


_left_out: set[str] = set()


@contextmanager
def without(labels: Iterable[str]) -> Iterator[None]:
    """Within this, no list of header words has these `labels`: for measuring how well unknown ones are read."""
    _left_out.update(map(bare, labels))
    words.cache_clear()
    try:
        yield
    finally:
        _left_out.clear()
        words.cache_clear()


@cache
def words() -> Words:
    """The vocabulary that comes with the package."""
    raw = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf8"))
    return Words(
        columns={
            word: role for role, listed in raw["columns"].items() for word in listed if bare(word) not in _left_out
        },
        composed=tuple(map(tuple, raw["composed"]["reason"])),
        composed_behind=tuple(map(tuple, raw["composed"]["reason_behind"])),
        budget={
            word: column for column, listed in raw["budget"].items() for word in listed if bare(word) not in _left_out
        },
        budget_endings=tuple(
            (kind, tuple(raw["budget_endings"][kind])) for kind in _MONEY if kind in raw["budget_endings"]
        ),
        at_first=tuple(raw["budget_endings"]["at_first"]),
        expected=tuple(raw["budget_endings"]["expected"]),
        goals=tuple(raw["goals"]["endings"]),
        items=tuple(raw["items"]["endings"]),
        item_words=tuple(sorted(raw["items"]["words"], key=len, reverse=True)),
        whole_items=tuple(raw["items"]["whole"]),
        totals=frozenset(raw["totals"]["words"]),
        fields=frozenset(raw["fields"]["words"]),
        labels=frozenset(raw["labels"]["words"]),
        level1=frozenset(raw["levels"]["level1"]),
        level2=frozenset(raw["levels"]["level2"]),
        level_sets={
            name: {first: tuple(seconds) for first, seconds in listed.items()}
            for name, listed in raw["level_sets"].items()
        },
        names=frozenset(raw["header"]["names"]),
        strong=frozenset(raw["header"]["strong"]),
        judging=frozenset(raw["header"]["judging"]),
        now=tuple(raw["header"]["now"]),
        other_times=tuple(raw["header"]["other_times"]),
        grades=frozenset(raw["grades"]["words"]),
        grade_labels=frozenset(raw["grades"]["labels"]),
        matrix=frozenset(raw["matrix"]["heads"]),
        identity=frozenset(raw["fields"]["identity"]),
        parents={word: frozenset(under) for word, under in raw["parents"].items()},
        closing=frozenset(raw["closing"]["words"]),
        qualities=frozenset(raw["qualities"]["words"]),
    )
