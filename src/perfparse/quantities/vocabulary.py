"""The words around numbers, from words.toml, in the shapes the grammar asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from perfparse.model.report import Bound

_YEAR = "(?:(?:19|20)[0-9]{2}|“?十[一二三四五六]五)"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """words.toml, ready to use. Dicts give what a word says; `_reach` is the longest word's length."""

    before: Mapping[str, Bound]
    before_reach: int
    before_last: frozenset[str]
    not_after: Mapping[str, str]
    not_before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, Bound]
    after_reach: int
    after_start: frozenset[str]
    change: re.Pattern[str]
    change_reach: int
    increase: frozenset[str]
    change_compared: frozenset[str]
    compared: re.Pattern[str]
    compared_ahead: tuple[str, ...]
    per_time: frozenset[str]
    per_thing: frozenset[str]
    per_many: frozenset[str]
    per_reach: int
    per_name: tuple[str, ...]
    joins: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]  # by their first two characters
    counts: tuple[str, ...]
    ordinal_units: frozenset[str]
    before_one: frozenset[str]
    past: tuple[str, ...]
    recent: tuple[str, ...]
    none: re.Pattern[str]
    past_spoken: tuple[str, ...]
    lasting: tuple[str, ...]
    plans: tuple[str, ...]
    slogans: tuple[str, ...]
    codes: frozenset[str]
    pure: re.Pattern[str]
    impure: tuple[str, ...]
    counted: tuple[str, ...]
    signed: tuple[str, ...]
    signed_compared: tuple[str, ...]
    copulas: frozenset[str]
    people: tuple[str, ...]
    verbs: frozenset[str]
    done: frozenset[str]


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, read once."""
    source = resources.files("perfparse.quantities").joinpath("words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    before: dict[str, Bound] = {word: bound for bound, words in data["before"].items() for word in words}
    before |= {
        negation + word: bound
        for bound, words in data["negated"].items()
        for word in words
        for negation in data["negation"]["words"]
    }
    after: dict[str, Bound] = {
        word: "at_most" if bound == "inside" else bound for bound, words in data["after"].items() for word in words
    }
    change, per, names, pure = data["change"], data["per"], data["names"], data["pure"]
    by_first: dict[str, list[str]] = {}
    for word in names["words"]:
        by_first.setdefault(word[:2], []).append(word)
    only_compared = (*change["increase_compared"], *change["decrease_compared"])
    changes = (*change["increase"], *change["decrease"], *only_compared)
    none = data["none"]
    return Vocabulary(
        before=before,
        before_reach=max(map(len, before)),
        before_last=frozenset(word[-1] for word in before),
        not_after=data["not_after"],
        not_before={word: tuple(marks) for word, marks in data["not_before"].items()},
        after=after,
        after_reach=max(map(len, after)),
        after_start=frozenset(word[0] for word in after),
        change=re.compile(f"({_any(changes)})(?:{_any(change['between'])})?$"),
        change_reach=max(map(len, changes)) + max(map(len, change["between"])),
        increase=frozenset((*change["increase"], *change["increase_compared"])),
        change_compared=frozenset(only_compared),
        compared=re.compile(f"{_any(change['compared'])}|(?:{_any(change['compared_year'])}){_YEAR}"),
        compared_ahead=tuple(change["compared_ahead"]),
        per_time=frozenset(per["time"]),
        per_thing=frozenset((*per["thing"], *per["many"])),
        per_many=frozenset(per["many"]),
        per_reach=max(map(len, (*per["time"], *per["thing"], *per["many"]))),
        per_name=tuple(per["name"]),
        joins=tuple(sorted(data["list"]["join"], key=len, reverse=True)),
        names={two: tuple(words) for two, words in by_first.items()},
        counts=tuple(names["counts"]),
        ordinal_units=frozenset(names["ordinal_units"]),
        before_one=frozenset(names["before_one"]),
        past=tuple(names["past"]),
        recent=tuple(names["recent"]),
        none=re.compile(f"(?:{_any(none['negation'])}|(?:{_any(none['not'])})(?:{_any(none['happened'])})(?:过|了)?)$"),
        past_spoken=tuple(names["past_spoken"]),
        lasting=tuple(names["lasting"]),
        plans=tuple(data["titles"]["plans"]),
        slogans=tuple(names["slogans"]),
        codes=frozenset(names["codes"]),
        pure=re.compile(f"(?P<name>{_any(pure['names'])})(?:{_any(pure['between'])}){{0,2}} ?$"),
        impure=tuple(pure["but"]),
        counted=tuple(pure["counted"]),
        signed=(*data["signed"]["after"], *data["signed"]["compared"]),
        signed_compared=tuple(data["signed"]["compared"]),
        copulas=frozenset(data["subject"]["copulas"]),
        people=tuple(data["subject"]["people"]),
        verbs=frozenset(data["subject"]["verbs"]),
        done=frozenset(data["subject"]["done"]),
    )
