"""Reports → a DuckDB file, for questions over many reports."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from types import ModuleType
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.sinks import store
from perfparse.sinks.arrow import arrow_table, pyarrow
from perfparse.sinks.cells import ARROW, BEHIND, WHOLE
from perfparse.sinks.layout import Layout, Table, Type, listed, quoted
from perfparse.sinks.needed import needed
from perfparse.sinks.rows import Rows

TYPES: Mapping[Type, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "list": "VARCHAR",
    "decimal": f"DECIMAL({WHOLE + BEHIND}, {BEHIND})",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "flag": "BOOLEAN",
}
_PAUSE = 0.2  # seconds between two tries to open a file that another process holds


class Store:
    """A DuckDB database in a transaction."""

    types = TYPES
    mark = "?"
    related = False  # DuckDB cannot replace rows that others refer to in one transaction, nor alter tables with indexes

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> store.Tuples:
        """Run a statement; the rows that it gives."""
        found: store.Tuples = self._connection.execute(sql, values).fetchall()
        return found

    def insert(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows, which DuckDB takes from Arrow many times faster than one by one."""
        self._connection.register("arriving", arrow_table(table, rows))
        self.run(f"INSERT INTO {quoted(table.name)} ({listed(table.names)}) SELECT * FROM arriving")  # noqa: S608
        self._connection.unregister("arriving")

    def tables(self) -> set[str]:
        """The names of the tables and views that are there."""
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        return {name for (name,) in self.run(sql)}


def load(target: str, layout: Layout, documents: Iterable[tuple[str, Rows]], refuse: store.Refuse) -> store.Loaded:
    """Load documents into the file `target`.

    Raises:
        SinkError: it cannot be used; it is then as it was.
    """
    engine = needed("duckdb", "sql")
    pyarrow()
    try:
        with closing(_opened(engine, target)) as connection:
            connection.execute("BEGIN")
            done = store.load(Store(connection), layout, documents, ARROW, refuse)
            connection.execute("COMMIT")  # closing without it takes all back
            return done
    except engine.Error as error:
        raise SinkError(f"DuckDB says: {error}") from error


def _opened(engine: ModuleType, target: str) -> Any:
    """The database; only one process at a time may write it, so a load waits for another to end."""
    until = time.monotonic() + store.WAIT
    while True:
        try:
            return engine.connect(target)
        except engine.IOException as error:
            if "lock" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(_PAUSE)
