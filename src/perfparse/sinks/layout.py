"""The relational layout (layout.toml) as values, and the SQL that makes its tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Type = Literal["text", "code", "list", "decimal", "integer", "number", "flag"]

SCHEMA_TABLE = "perfparse_schema"
"""The table that holds the layout's version."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: whether it may be blank, and the table whose row its number names within the document."""

    name: str
    type: Type
    about: str
    null: bool = False
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, its key, and further columns by which rows are looked for."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    index: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables; those that others refer to stand first. The n-th migration leads from version n to the next."""

    tables: tuple[Table, ...]
    migrations: tuple[tuple[str, ...], ...] = ()

    @property
    def version(self) -> int:
        """The version that the tables are."""
        return 1 + len(self.migrations)

    @property
    def contents(self) -> tuple[Table, ...]:
        """The tables with rows of documents: all but that of the version."""
        return tuple(table for table in self.tables if table.name != SCHEMA_TABLE)


@cache
def layout() -> Layout:
    """The layout that comes with the package."""
    raw = tomllib.loads(resources.files(__package__).joinpath("layout.toml").read_text(encoding="utf8"))
    migrations = tuple(tuple(step["steps"]) for step in raw.get("migrations", ()))
    return Layout(tuple(map(_table, raw["tables"])), migrations)


def _table(raw: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**column) for column in raw["columns"])
    index = tuple(map(tuple, raw.get("index", ())))
    return Table(raw["name"], raw["about"], tuple(raw["key"]), columns, index)


# SQL


def quoted(name: str) -> str:
    """An identifier as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def listed(names: tuple[str, ...]) -> str:
    """Identifiers with commas between."""
    return ", ".join(map(quoted, names))


def creation(table: Table, types: Mapping[Type, str], *, related: bool) -> Iterator[str]:
    """The statements that make a table; `types` are those of the database.

    `related` says whether the database is told which rows refer to which, and gets indexes to look for them.
    """
    parts = [
        f"{quoted(column.name)} {types[column.type]}" + ("" if column.null else " NOT NULL") for column in table.columns
    ]
    parts.append(f"PRIMARY KEY ({listed(table.key)})")
    if related:
        parts += _references(table)
    yield f"CREATE TABLE {quoted(table.name)} ({', '.join(parts)})"
    for names in table.index if related else ():
        yield f"CREATE INDEX {quoted('_'.join((table.name, *names)))} ON {quoted(table.name)} ({listed(names)})"


def _references(table: Table) -> Iterator[str]:
    if "document" in table.names and table.name != "reports":
        yield f"FOREIGN KEY ({quoted('document')}) REFERENCES {quoted('reports')} ({quoted('document')})"
    for column in table.columns:
        if column.to:
            # the number of the row referred to has the same name there
            pair = listed(("document", column.name))
            yield f"FOREIGN KEY ({pair}) REFERENCES {quoted(column.to)} ({pair})"
