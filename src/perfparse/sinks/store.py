"""Loading into a database, in one transaction: tables made or brought to this version, documents replaced whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from perfparse.model.errors import SinkError
from perfparse.sinks.cells import Limits, fitted
from perfparse.sinks.layout import SCHEMA_TABLE, Layout, Table, Type, creation, listed, quoted
from perfparse.sinks.rows import Rows

WAIT = 600.0
"""Seconds that a load waits for another one to end."""
_BATCH = 100  # documents whose rows go to the database at once

Tuples = list[tuple[Any, ...]]
Refuse = Callable[[str, str], None]
"""Told of a document that was left out, and why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did to the target, in documents."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0


class Store(Protocol):
    """A database in a transaction. `types` are its names for the layout's types, `mark` stands for a parameter.

    `related`: see `layout.creation`.
    """

    types: Mapping[Type, str]
    mark: str
    related: bool

    def run(self, sql: str, values: Sequence[Any] = ()) -> Tuples:
        """Run a statement; the rows that it gives."""

    def insert(self, table: Table, rows: Tuples) -> None:
        """Add rows, whose values stand in the order of the table's columns."""

    def tables(self) -> set[str]:
        """The names of the tables that are there."""


def load(store: Store, layout: Layout, documents: Iterable[tuple[str, Rows]], limits: Limits, refuse: Refuse) -> Loaded:
    """Put documents, each a name and its rows, into the database.

    A document that is there with the same content is left alone; one with another content is replaced. What cannot
    be held as it is, or bears a name that an earlier one of this load has, is refused.

    Raises:
        SinkError: the database holds something else, or is of a newer version.
    """
    prepare(store, layout)
    counts = dict.fromkeys(("new", "replaced", "unchanged"), 0)
    seen: set[str] = set()
    waiting = iter(_sound(layout, documents, limits, refuse, seen))
    while batch := list(islice(waiting, _BATCH)):
        for outcome, many in _put(store, layout, batch).items():
            counts[outcome] += many
    return Loaded(**counts)


def _sound(
    layout: Layout, documents: Iterable[tuple[str, Rows]], limits: Limits, refuse: Refuse, seen: set[str]
) -> Iterable[tuple[str, str, dict[str, Tuples]]]:
    """Name, content and tuples of the documents that can be loaded."""
    for name, rows in documents:
        if name in seen:
            refuse(name, "another report of this load has the same name; load only one of them")
            continue
        try:
            tuples = {table.name: fitted(table, rows.get(table.name, ()), limits) for table in layout.contents}
        except SinkError as error:
            refuse(name, str(error))
            continue
        seen.add(name)
        content = hashlib.sha256(json.dumps(tuples).encode()).hexdigest()
        report = dict(rows["reports"][0], content=content)
        tuples["reports"] = fitted(layout.contents[0], [report], limits)
        yield name, content, tuples


def _put(store: Store, layout: Layout, batch: list[tuple[str, str, dict[str, Tuples]]]) -> dict[str, int]:
    found = store.run(
        f"SELECT document, content FROM reports WHERE document IN ({_marks(store, len(batch))})",  # noqa: S608 - marks
        [name for name, _, _ in batch],
    )
    known: dict[str, str] = dict(found)
    changed = [item for item in batch if known.get(item[0]) != item[1]]
    replaced = [name for name, _, _ in changed if name in known]
    if replaced:
        for table in reversed(layout.contents):
            sql = f"DELETE FROM {quoted(table.name)} WHERE document IN ({_marks(store, len(replaced))})"  # noqa: S608
            store.run(sql, replaced)
    for table in layout.contents:
        rows = [row for _, _, tuples in changed for row in tuples[table.name]]
        if rows:
            store.insert(table, rows)
    return {
        "new": len(changed) - len(replaced),
        "replaced": len(replaced),
        "unchanged": len(batch) - len(changed),
    }


def _marks(store: Store, many: int) -> str:
    return ", ".join([store.mark] * many)


# versions


def prepare(store: Store, layout: Layout) -> None:
    """Make the tables, or bring those that are there to the layout's version.

    Raises:
        SinkError: the database holds something else, or is of a newer version.
    """
    there = store.tables()
    if SCHEMA_TABLE not in there:
        foreign = sorted(there & {table.name for table in layout.tables})
        if foreign:
            raise SinkError(
                f"it has a table {foreign[0]} that perfparse did not make; load into a database or schema of its own"
            )
        for table in layout.tables:
            for statement in creation(table, store.types, related=store.related):
                store.run(statement)
        store.run(f"INSERT INTO {SCHEMA_TABLE} (version) VALUES ({layout.version:d})")  # noqa: S608 - a number
        return
    version = version_of(store.run(f"SELECT version FROM {SCHEMA_TABLE}"), layout)  # noqa: S608 - a constant
    types = {str(kind): name for kind, name in store.types.items()}
    for steps in layout.migrations[version - 1 :]:
        for step in steps:
            store.run(step.format(**types))
    if version < layout.version:
        store.run(f"UPDATE {SCHEMA_TABLE} SET version = {layout.version:d}")  # noqa: S608 - a number


def version_of(found: Tuples, layout: Layout) -> int:
    """The version that a target says it has.

    Raises:
        SinkError: it says none, or a newer one.
    """
    if len(found) != 1 or not isinstance(found[0][0], int) or found[0][0] < 1:
        raise SinkError(f"its table {SCHEMA_TABLE} does not say one version; load into a new target")
    version = found[0][0]
    if version > layout.version:
        raise SinkError(
            f"it was written by a newer perfparse (layout {version}; this one knows {layout.version}); install that one"
        )
    return version


def insertion(table: Table, mark: str) -> str:
    """The statement that adds one row."""
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {quoted(table.name)} ({listed(table.names)}) VALUES ({marks})"  # noqa: S608 - names of the layout
