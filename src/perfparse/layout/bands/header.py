"""Header rows of interleaved tables: one line has most of the words, its neighbours the pieces of those that wrap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from perfparse.forms.headers import NAMES, VALUES, begins_composed, column_role, is_listed, known
from perfparse.forms.two_rows import merged
from perfparse.forms.vocabulary import bare
from perfparse.language.folding import fold
from perfparse.layout.bands.atoms import Atom, Row, joined
from perfparse.layout.bands.words import band_words
from perfparse.model.ir import Role

_REACH = 3  # lines above and below the middle line that a wrapped header word may have
_BETWEEN = 2  # lines between the rows of a header
_LONGEST = 24  # characters of a header word
_LEAST = 2  # header words on one line that may make it a header's
_BRACKETS = re.compile(r"（[^（）]*）")
_USUAL: tuple[Role, ...] = (
    "goal", "level1", "level2", "indicator", "nature", "target", "unit", "actual", "weight", "score", "reason", "extra",
)  # fmt: skip
"""The order of columns in most forms, for a header word that wraps and so stands in no line with all others."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, and the pieces of its header."""

    role: Role
    atoms: tuple[Atom, ...]

    @property
    def name(self) -> str:
        """The header as printed."""
        return joined(self.atoms)


@dataclass(slots=True)
class Head:
    """A header: lines `first` to `last`, its columns from left to right, and what stands beside it as a label."""

    first: int
    last: int
    columns: list[Column]
    label: list[Atom] = field(default_factory=list)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The columns' roles."""
        return tuple(column.role for column in self.columns)

    @property
    def words(self) -> tuple[str, ...]:
        """The headers as printed; a repeated header has the same."""
        return tuple(column.name for column in self.columns)


def heads(rows: Sequence[Row]) -> list[Head]:
    """All headers, repeated ones included, in order."""
    found: list[Head] = []
    for at, row in enumerate(rows):
        if found and at <= found[-1].last:
            continue
        hits = [atom for atom in row.atoms if is_listed(bare(atom.text))]
        if len(hits) >= _LEAST:
            start = found[-1].last + 1 if found else 0
            head = _head(rows, at, start)
            if head is not None:
                whole = _of_two(found[-1], head, rows) if found else None
                found[-1:] = [whole] if whole else [*found[-1:], head]
    return found


def _of_two(upper: Head, lower: Head, rows: Sequence[Row]) -> Head | None:
    """The header whose upper and lower row were taken for two, where hardly a line parts them.

    Words of cells that take both rows stand between the two, or with the upper one.
    """
    if not upper.last < lower.first <= upper.last + _BETWEEN + 1 or "level1" not in lower.roles:
        return None
    between = [atom for row in rows[upper.last + 1 : lower.first] for atom in row.atoms]
    parts = [*upper.columns, *(_column((atom,)) for atom in between)], lower.columns
    whole = merged(*([(bare(column.name), column.role) for column in part] for part in parts))
    if whole is None:
        return None
    columns = [replace(parts[column.row][column.at], role=column.role) for column in whole.columns]
    label = [*upper.label, *lower.label, *(atom for word in whole.over for atom in parts[0][word.at].atoms)]
    return Head(upper.first, lower.last, columns, sorted(label, key=lambda atom: atom.start))


def _heads(text: str) -> bool:
    """Whether a word that no list names may head a column: it has no figure, or ends like a header, as 1至7月完成值."""
    return not any(char.isdigit() for char in text) or column_role(bare(text)) is not None


def _head(rows: Sequence[Row], middle: int, start: int) -> Head | None:
    anchor = rows[middle]
    first, last = max(start, middle - _REACH), min(len(rows), middle + _REACH + 1)
    near = [row for row in rows[first:last] if row.page == anchor.page]
    whole = {atom for atom in anchor.atoms if is_listed(bare(atom.text))}
    wrapped = _wrapped(near, middle, whole)
    columns: list[Column] = []
    label: list[Atom] = []
    placed: set[Atom] = set()
    for atom in anchor.atoms:
        chain = next((chain for chain in wrapped if atom in chain), None)
        if chain is not None:
            columns.append(_column(chain))
            placed.update(chain)
        elif atom in whole:
            columns.append(_column((atom,)))
        elif len(atom.text) > 1 and not _side(atom) and _heads(atom.text):
            columns.append(Column(column_role(bare(atom.text)) or "extra", (atom,)))
        else:
            label.append(atom)
    for chain in wrapped:
        if not placed.issuperset(chain):
            _insert(columns, _column(chain))
    columns = _without_label(columns, label)
    roles = {column.role for column in columns}
    if not roles & VALUES or not roles & NAMES:
        return None
    if "indicator" not in roles:
        lowest = "level2" if "level2" in roles else "level1"
        columns = [Column("indicator", one.atoms) if one.role == lowest else one for one in columns]
    lines = [atom.line for column in columns for atom in column.atoms]
    head = Head(min(lines), max(lines), columns, label)
    used = {atom for column in columns for atom in column.atoms} | set(label)
    head.label += [atom for row in rows[head.first : head.last + 1] for atom in row.atoms if atom not in used]
    head.label.sort(key=lambda atom: atom.start)
    _begun_above(head, rows, start)
    return head


def _begun_above(head: Head, rows: Sequence[Row], start: int) -> None:
    """Give a header the pieces of its label that stand alone on the lines above."""
    while head.first > start and len(rows[head.first - 1].atoms) == 1:
        atom = rows[head.first - 1].atoms[0]
        spelt = atom.text + joined(head.label)
        if not any(side.startswith(spelt) for side in band_words().sides):
            return
        head.label.insert(0, atom)
        head.first -= 1


def _side(atom: Atom) -> bool:
    """Whether an atom may be the beginning of the label beside the whole block."""
    return any(side.startswith(atom.text) for side in band_words().sides)


def _column(atoms: tuple[Atom, ...]) -> Column:
    return Column(column_role(bare(joined(atoms))) or "extra", atoms)


def _without_label(columns: list[Column], label: list[Atom]) -> list[Column]:
    """A word for all indicators at the left of a header that has a column of them is the label of the block."""
    leftmost = columns[0] if columns else None
    if leftmost and leftmost.role == "indicator" and any(one.role == "indicator" for one in columns[1:]):
        label += leftmost.atoms
        return columns[1:]
    return columns


def _insert(columns: list[Column], column: Column) -> None:
    """Put a wrapped header word where the usual order is hurt least."""
    rank = _USUAL.index(column.role)
    ranks = [_USUAL.index(one.role) for one in columns]
    wrong = [
        sum(other > rank for other in ranks[:at]) + sum(other < rank for other in ranks[at:])
        for at in range(len(ranks) + 1)
    ]
    least = min(wrong)
    columns.insert(max(at for at, count in enumerate(wrong) if count == least), column)


# header words in pieces


def _wrapped(near: Sequence[Row], middle: int, whole: set[Atom]) -> list[tuple[Atom, ...]]:
    """Header words that wrap: pieces on lines that follow each other, which together are a word. Longest first."""
    chains: list[tuple[Atom, ...]] = []
    for at, row in enumerate(near):
        for atom in row.atoms:
            if atom not in whole:
                chains += [chain for chain in _grown((atom,), near[at + 1 :], whole) if len(chain) > 1]
    chains = [chain for chain in chains if chain[0].line - 1 <= middle <= chain[-1].line + 1]
    chains = [chain for chain in chains if bare(joined(chain)) not in band_words().sides]
    chains.sort(key=lambda chain: (-len(joined(chain)), len(chain)))
    used: set[Atom] = set()
    found = []
    for chain in chains:
        if used.isdisjoint(chain):
            found.append(chain)
            used.update(chain)
    return sorted(found, key=lambda chain: chain[0].start)


def _grown(chain: tuple[Atom, ...], below: Sequence[Row], whole: set[Atom]) -> Iterator[tuple[Atom, ...]]:
    text = fold(joined(chain))
    if len(text) > _LONGEST or not _may_go_on(text):
        return
    if is_listed(bare(text)) and text.count("（") == text.count("）"):
        yield chain
    for depth, row in enumerate(below[:2]):
        for atom in row.atoms:
            if atom not in whole:
                yield from _grown((*chain, atom), below[depth + 1 :], whole)


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(word[:length] for word in known() for length in range(1, len(word) + 1))


def _may_go_on(text: str) -> bool:
    """Whether a header word may begin so; what stands in brackets may be anything."""
    word, bracket, _ = _BRACKETS.sub("", text).partition("（")
    return (word in _beginnings() or begins_composed(word)) and (not bracket or bool(word))
