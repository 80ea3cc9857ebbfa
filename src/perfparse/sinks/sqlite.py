"""Reports → a SQLite file: the database that needs no server and no extra.

Decimals are the texts that the report has, in columns declared DECIMAL_TEXT: SQLite's own numbers are floats.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.sinks import store
from perfparse.sinks.cells import Limits
from perfparse.sinks.layout import Layout, Table, Type
from perfparse.sinks.rows import Rows

TYPES: Mapping[Type, str] = {
    "text": "TEXT",
    "code": "TEXT",
    "list": "TEXT",
    "decimal": "DECIMAL_TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "flag": "BOOLEAN",
}


class Store:
    """A SQLite database in a transaction."""

    types = TYPES
    mark = "?"
    related = True

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> store.Tuples:
        """Run a statement; the rows that it gives."""
        return self._connection.execute(sql, values).fetchall()

    def read(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows that a statement gives, one at a time."""
        return iter(self._connection.execute(sql))

    def insert(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows."""
        self._connection.executemany(store.insertion(table, self.mark), rows)

    def tables(self) -> set[str]:
        """The names of the tables and views that are there."""
        return {name for (name,) in self.run("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


@contextmanager
def opened(path: str, *, keep: bool) -> Iterator[Store]:
    """The database in a transaction of its own, which waits for that of another load; kept if all goes well.

    Raises:
        SinkError: it cannot be opened, read or written.
    """
    try:
        # autocommit: the one transaction is ours
        with closing(sqlite3.connect(path, timeout=store.WAIT, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Store(connection)
                connection.execute("COMMIT" if keep else "ROLLBACK")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise SinkError(f"SQLite says: {error}") from error


def load(target: str, layout: Layout, documents: Iterable[tuple[str, Rows]], refuse: store.Refuse) -> store.Loaded:
    """Load documents into the file `target`.

    Raises:
        SinkError: it cannot be used; it is then as it was.
    """
    with opened(target, keep=True) as database:
        return store.load(database, layout, documents, Limits(), refuse)
