"""Reports → tables of a PostgreSQL database, in the first schema of its search path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.sinks import store
from perfparse.sinks.cells import Limits
from perfparse.sinks.layout import Layout, Table, Type, listed, quoted
from perfparse.sinks.needed import needed
from perfparse.sinks.rows import Rows

TYPES: Mapping[Type, str] = {
    "text": "text",
    "code": "text",
    "list": "text",
    "decimal": "numeric",
    "integer": "bigint",
    "number": "double precision",
    "flag": "boolean",
}
LIMITS = Limits(nul=False, hint="load it into another target")
_LOCK = 0x7065726670617273
"""The advisory lock that one load holds until its transaction ends: "perfpars" in ASCII."""
_CONNECT = 20  # seconds to wait for a server, where the URL does not say


class Store:
    """A PostgreSQL database in a transaction."""

    types = TYPES
    mark = "%s"
    related = True

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> store.Tuples:
        """Run a statement; the rows that it gives."""
        cursor = self._connection.execute(sql, values or None)
        found: store.Tuples = cursor.fetchall() if cursor.description else []
        return found

    def insert(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows by COPY."""
        sql = f"COPY {quoted(table.name)} ({listed(table.names)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)

    def tables(self) -> set[str]:
        """The names of the tables and views in the schema where tables are made."""
        if self.run("SELECT current_schema()") == [(None,)]:
            raise SinkError("its search path names no schema that exists; make one with CREATE SCHEMA")
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        return {name for (name,) in self.run(sql)}


def load(target: str, layout: Layout, documents: Iterable[tuple[str, Rows]], refuse: store.Refuse) -> store.Loaded:
    """Load documents into the database that the URL `target` names.

    Raises:
        SinkError: it cannot be used; it is then as it was.
    """
    psycopg = needed("psycopg", "sql")
    try:
        given = psycopg.conninfo.conninfo_to_dict(target)
    except psycopg.Error as error:  # which says the URL, with its password
        raise SinkError("this is no URL that PostgreSQL knows; write postgresql://user@host/name") from error
    try:
        settings = {"connect_timeout": _CONNECT, **given, "client_encoding": "utf8"}
        with psycopg.connect(**settings) as connection:  # commits at the end, or takes all back
            connection.execute(f"SET LOCAL lock_timeout = '{store.WAIT:.0f}s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            return store.load(Store(connection), layout, documents, LIMITS, refuse)
    except psycopg.Error as error:
        raise SinkError(f"PostgreSQL says: {error}") from error
