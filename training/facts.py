"""What is known of published forms: header rows, labels and names, each a fact with its source.

`facts/headers.jsonl` has header rows of published reports, a line each; `facts/labels.toml` labels by what they stand
for; `facts/other_tables.jsonl` header rows of tables that are no indicators'. The vocabulary and the templates that the
package ships add theirs.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from perfparse.forms.templates import templates
from perfparse.forms.vocabulary import words
from perfparse.language.folding import fold

HERE = Path(__file__).parent / "facts"

MONEY = ("initial", "full_year", "executed", "rate", "weight", "score", "item", "extra")
KINDS = (
    "goal_label", "field_label", "section_label", "total_label", "level1_name", "level2_name", "closing_label",
    "grade_label",
)  # fmt: skip


OtherTable = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""The labels of a table that is no form's, and rows of it."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a published report: (label, role) from left to right, uppers before `>`; its other labels."""

    id: str
    columns: tuple[tuple[str, str], ...]
    money: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    goals: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    total: str | None = None
    title: str = ""
    published: bool = True
    """Whether somebody saw it printed; others were composed by hand from wordings in use."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that forms are drawn from.

    `labels` has labels by role, `money` by column of money, `texts` by kind (goal_label, field_label …), `others` the
    header rows of other tables with a row or two of theirs.
    """

    headers: tuple[Header, ...]
    labels: Mapping[str, tuple[str, ...]]
    money: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, tuple[str, ...]]
    others: tuple[OtherTable, ...] = field(default=())

    def without(self, ids: Iterable[str], labels: Iterable[str]) -> Facts:
        """These facts without the header rows `ids`, and without every label that `labels` has (folded, bare)."""
        gone_ids, gone = set(ids), set(labels)

        def kept(listed: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
            return {role: tuple(label for label in all_ if folded(label) not in gone) for role, all_ in listed.items()}

        headers = tuple(
            replace(header, columns=tuple(pair for pair in header.columns if folded(pair[0]) not in gone))
            for header in self.headers
            if header.id not in gone_ids
        )
        return Facts(headers, kept(self.labels), kept(self.money), kept(self.texts), self.others)


def folded(label: str) -> str:
    """A label as it is compared: the lowest of several, folded, without what stands in brackets."""
    word = fold(label.split(">")[-1])
    return re.sub(r"[：*＊★]+", "", re.sub(r"（[^（）]*）", "", word)) or word


@cache
def facts() -> Facts:
    """All facts of the repository."""
    headers = (*_headers(), *_of_templates())
    labels: dict[str, list[str]] = {}
    money: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for header in headers:
        for label, role in header.columns:
            labels.setdefault(role, []).append(label)
        for label, kind in header.money:
            money.setdefault(kind, []).append(label)
        texts["goal_label"] += header.goals
        texts["field_label"] += header.fields
        texts["section_label"] += header.sections
        texts["total_label"] += [header.total] if header.total else []
        for first, seconds in header.levels:
            texts["level1_name"].append(first)
            texts["level2_name"] += seconds
    for template in templates():
        for section in template.sections:
            for column in section.columns:
                labels.setdefault(_fine(column.role), []).extend(column.headers)
        for label, column_kind in template.budget.items():
            money.setdefault(column_kind, []).append(label)
    _from_vocabulary(labels, money, texts)
    _from_labels(labels, money, texts)
    once = {role: tuple(dict.fromkeys(listed)) for role, listed in labels.items()}
    return Facts(
        headers,
        once,
        {kind: tuple(dict.fromkeys(listed)) for kind, listed in money.items()},
        {kind: tuple(dict.fromkeys(filter(None, listed))) for kind, listed in texts.items()},
        tuple(_others()),
    )


def _of_templates() -> Iterable[Header]:
    """The header rows that the shipped templates describe, each with the usual word of each column."""
    for template in templates():
        money = tuple((label, kind) for label, kind in template.budget.items())
        for at, section in enumerate(template.sections):
            columns = tuple((column.headers[0], _fine(column.role)) for column in section.columns)
            yield Header(f"{template.id}/{at}", _levels_amounts(columns), money, title=template.name)


def _fine(role: str) -> str:
    return {"nature": "nature_comparator"}.get(role, role)


def _headers() -> Iterable[Header]:
    for name in ("headers.jsonl", "found.jsonl", "more.jsonl"):
        path = HERE / name
        if not path.exists():
            continue
        for line in path.read_text(encoding="utf8").splitlines():
            entry: dict[str, Any] = json.loads(line)
            roles = {role for _, role in entry["columns"]}
            if "indicator" not in roles:
                continue
            yield Header(
                str(entry["id"]),
                _one_of_each(_levels_amounts(tuple((label, role) for label, role in entry["columns"]))),
                tuple((label, kind) for label, kind in entry.get("budget") or ()),
                tuple((first, tuple(seconds)) for first, seconds in entry.get("levels") or ()),
                tuple(entry.get("goal_labels") or ()),
                tuple(entry.get("fields") or ()),
                tuple(entry.get("sections") or ()),
                entry.get("total_label"),
                str(entry.get("kind") or ""),
                entry.get("certain") != "composed",
            )


def _one_of_each(columns: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """`columns` with one target and one actual value: the year's, the first planned; others are of another time.

    Not where a later group of columns has names of its own.
    """
    if sum(role == "indicator" for _, role in columns) > 1:
        return columns
    made = list(columns)
    for role in ("target", "actual"):
        found = [at for at, (_, other) in enumerate(columns) if other == role]
        ours = max(found, key=lambda at: (_of_the_year(columns[at][0]), -at), default=None)
        for at in found:
            if at != ours:
                made[at] = (columns[at][0], f"other_{role}")
    return tuple(made)


def _of_the_year(label: str) -> int:
    year = any(word in label for word in words().now)
    return year - 2 * any(word in label for word in words().other_times)


def _levels_amounts(columns: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """`columns` with a weight or a score before the indicators as a level's, where the indicators have their own."""
    at = next(at for at, (_, role) in enumerate(columns) if role == "indicator")
    made = []
    for number, (label, role) in enumerate(columns):
        own = any(other == role for _, other in columns[at + 1 :])
        theirs = number < at and role in ("weight", "score") and own
        made.append((label, f"{role}_level" if theirs else role))
    return tuple(made)


def _from_vocabulary(labels: dict[str, list[str]], money: dict[str, list[str]], texts: dict[str, list[str]]) -> None:
    shared = words()
    for label, role in shared.columns.items():
        if role != "extra":
            labels.setdefault(_fine(role), []).append(label)
    for label, kind in shared.budget.items():
        money.setdefault(kind, []).append(label)
    texts["field_label"] += [*sorted(shared.fields), *sorted(shared.labels)]
    texts["level1_name"] += sorted(shared.level1)
    texts["level2_name"] += sorted(shared.level2)
    texts["total_label"] += sorted(shared.totals)
    texts["closing_label"] += sorted(shared.closing)
    texts["grade_label"] += sorted(shared.grade_labels)


def _from_labels(labels: dict[str, list[str]], money: dict[str, list[str]], texts: dict[str, list[str]]) -> None:
    path = HERE / "labels.toml"
    if not path.exists():
        return
    raw: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf8"))
    for key, listed in raw.items():
        if key.startswith("budget_"):
            money.setdefault(key.removeprefix("budget_"), []).extend(listed)
        elif key in KINDS:
            texts[key] += listed
        else:
            labels.setdefault(key, []).extend(listed)


def _others() -> Iterable[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    path = HERE / "other_tables.jsonl"
    if path.exists():
        for line in path.read_text(encoding="utf8").splitlines():
            entry = json.loads(line)
            yield tuple(entry["columns"]), tuple(tuple(map(str, row)) for row in entry.get("rows") or ())
