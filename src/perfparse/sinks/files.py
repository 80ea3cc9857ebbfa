"""Loading into files: they are read into a SQLite database for the time of the load, changed there, and written anew.

So files follow the same rules as databases. The database stands beside the target, is never committed, and is the
lock: another load into the same files waits for its transaction to end.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.sinks import sqlite, store
from perfparse.sinks.cells import Limits, read_back
from perfparse.sinks.layout import SCHEMA_TABLE, Column, Layout, Table, listed, quoted
from perfparse.sinks.needed import needed
from perfparse.sinks.rows import Rows

Found = Iterator[tuple[Any, ...]]
Write = Callable[[Path, Iterable[tuple[Table, Found]]], None]
"""Writes all tables to a path where nothing is. Decimals are texts, flags 0 and 1, as SQLite has them."""
Read = Callable[[Path, Layout], Iterator[tuple[str, tuple[str, ...], Found]]]
"""Gives the name of each table that is there, the names of its columns, and its rows as they were written.

Raises ValueError for a cell that is not what its column holds."""


@dataclass(frozen=True, slots=True)
class Files:
    """A kind of files: what fits, whether it is a folder with a file a table, how it is written and read back."""

    limits: Limits
    folder: bool
    write: Write
    read: Read
    packages: tuple[str, ...] = ()
    extra: str = ""
    """The packages that it needs, and the extra that brings them."""


def load(
    kind: Files, target: str, layout: Layout, documents: Iterable[tuple[str, Rows]], refuse: store.Refuse
) -> store.Loaded:
    """Load documents into the folder or file `target`, which is replaced as a whole if anything changes.

    Raises:
        SinkError: it cannot be used; it is then as it was.
    """
    for package in kind.packages:
        needed(package, kind.extra)
    path = Path(target).resolve()  # of a symbolic link, what is behind it
    new, old = _beside(path, "new"), _beside(path, "old")
    try:
        with sqlite.opened(str(_beside(path, "lock")), keep=False) as database:
            _recover(path, new, old)
            if path.exists():
                _fill(database, kind, path, layout)
            done = store.load(database, layout, documents, kind.limits, refuse)
            if done.new or done.replaced or not path.exists():
                try:
                    kind.write(new, ((table, _rows(database, table)) for table in layout.tables))
                    _swap(path, new, old)
                finally:
                    _remove(new)
            return done
    except OSError as error:
        raise SinkError(f"{error.strerror or error}") from error


def _beside(path: Path, what: str) -> Path:
    """A hidden name beside the target, the same for every load into it."""
    return path.with_name(f".{path.name}.{what}")


def _recover(path: Path, new: Path, old: Path) -> None:
    """Put right what a load that was killed has left."""
    if old.exists() and not path.exists():
        old.rename(path)
    for left in (new, old):
        _remove(left)


def _swap(path: Path, new: Path, old: Path) -> None:
    """Put what was written in the target's place. A folder needs two steps; `_recover` knows what to do between."""
    if path.is_dir():
        path.rename(old)
        new.rename(path)
        _remove(old)
    else:
        new.replace(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _rows(database: sqlite.Store, table: Table) -> Found:
    found = database.read(f"SELECT {listed(table.names)} FROM {quoted(table.name)} ORDER BY {listed(table.key)}")  # noqa: S608
    for row in found:
        # what a migration made of a column that was read as texts is a text still
        yield tuple(
            read_back(column, value) if isinstance(value, str) else value
            for column, value in zip(table.columns, row, strict=True)
        )


def _fill(database: sqlite.Store, kind: Files, path: Path, layout: Layout) -> None:
    """Read the files into the database, with the columns that they have: an older layout may have had others."""
    if path.is_dir() != kind.folder:
        raise SinkError("it is a folder" if path.is_dir() else "it is no folder; name a folder")
    there: dict[str, tuple[str, ...]] = {}
    try:
        for name, names, rows in kind.read(path, layout):
            columns = tuple(known_column(layout, name, column) for column in names)
            table = Table(name, "", (), columns)
            made = ", ".join(f"{quoted(column.name)} {sqlite.TYPES[column.type]}" for column in columns)
            database.run(f"CREATE TABLE {quoted(name)} ({made})")
            database.insert(table, rows)
            if "document" in names:
                database.run(f"CREATE INDEX {quoted(f'{name}_document')} ON {quoted(name)} (document)")
            there[name] = names
    except (ValueError, KeyError, OverflowError) as error:
        raise SinkError(f"it is not what perfparse wrote: {error}; load into a new target") from error
    if SCHEMA_TABLE not in there:
        raise SinkError("it is not what perfparse wrote; load into a new target")
    version = store.version_of(database.run(f"SELECT version FROM {SCHEMA_TABLE}"), layout)  # noqa: S608 - a constant
    for table in layout.tables if version == layout.version else ():
        if there.get(table.name) != table.names:
            raise SinkError(f"its table {table.name} is missing or has other columns; load into a new target")


def known_column(layout: Layout, table: str, name: str) -> Column:
    """The column of the layout; for one that it no longer has, a column of texts."""
    for known in layout.tables:
        if known.name == table:
            for column in known.columns:
                if column.name == name:
                    return column
    return Column(name, "text", "", null=True)
