"""Targets of every kind for tests: new ones, and what stands in them, read by another library than wrote it."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import python_calamine

from perfparse.sinks import Sink
from perfparse.sinks.layout import Column, Layout, Table, layout

Read = Callable[[str, Layout], dict[str, list[tuple[Any, ...]]]]


def place(sink: Sink, folder: Path, name: str = "archive") -> str:
    """Where a target of a kind may be made in a folder; for one with URLs, the folder is a database's URL."""
    return f"{folder}/{name}{sink.suffixes[0]}"


def tables(sink: Sink, target: str, made: Layout | None = None) -> dict[str, list[dict[str, Any]]]:
    """All rows of a target by table and column, with the layout's types; no table where nothing is there."""
    made = made or layout()
    found = READ[sink.module](target, made)
    return {
        table.name: [_typed(table, row) for row in found[table.name]] for table in made.tables if table.name in found
    }


def _typed(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column.name: _value(column, value) for column, value in zip(table.columns, row, strict=True)}


def _value(column: Column, value: Any) -> Any:
    """A value as the type of its column has it; files know no difference between blank and an empty text."""
    texts = column.type in ("text", "code", "list")
    if value is None or value == "":
        return None if column.null or not texts else ""
    if column.type == "flag":
        return value in (True, 1, "true", "True")
    made = {"decimal": Decimal, "integer": int, "number": float}.get(column.type, str)
    return made(repr(value) if isinstance(value, float) and column.type == "decimal" else value)


def _select(table: Table) -> str:
    columns = ", ".join(f'"{name}"' for name in table.names)
    return f'SELECT {columns} FROM "{table.name}"'


def _sqlite(target: str, made: Layout) -> dict[str, list[tuple[Any, ...]]]:
    if not Path(target).exists():
        return {}
    with closing(sqlite3.connect(target)) as database:
        there = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        return {table.name: database.execute(_select(table)).fetchall() for table in made.tables if table.name in there}


def _duckdb(target: str, made: Layout) -> dict[str, list[tuple[Any, ...]]]:
    if not Path(target).exists():
        return {}
    with closing(duckdb.connect(target)) as database:
        there = {row[0] for row in database.execute("SELECT table_name FROM information_schema.tables").fetchall()}
        return {table.name: database.execute(_select(table)).fetchall() for table in made.tables if table.name in there}


def _postgres(target: str, made: Layout) -> dict[str, list[tuple[Any, ...]]]:
    with psycopg.connect(target) as database:
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        there = {row[0] for row in database.execute(sql).fetchall()}
        return {
            table.name: database.execute(_select(table).encode()).fetchall()
            for table in made.tables
            if table.name in there
        }


def _files(suffix: str, rows: Callable[[Path, Table], list[tuple[Any, ...]]]) -> Read:
    def read(target: str, made: Layout) -> dict[str, list[tuple[Any, ...]]]:
        paths = {table: Path(target, f"{table.name}{suffix}") for table in made.tables}
        return {table.name: rows(path, table) for table, path in paths.items() if path.exists()}

    return read


def _parquet(path: Path, table: Table) -> list[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in table.names)
    with closing(duckdb.connect()) as database:
        return database.execute(f"SELECT {columns} FROM read_parquet(?)", [str(path)]).fetchall()


def _csv(path: Path, table: Table) -> list[tuple[Any, ...]]:
    """As a program reads it that takes the apostrophe away before a formula, as docs/databases.md tells it to."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert tuple(head) == table.names
    return [tuple(cell[1:] if _defused(cell) else cell for cell in row) for row in rows]


def _defused(cell: str) -> bool:
    return cell.startswith("'") and cell.lstrip("'").lstrip()[:1] in tuple("=@+-＝＠＋－")


def _jsonl(path: Path, table: Table) -> list[tuple[Any, ...]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [tuple(json.loads(line)[name] for name in table.names) for line in lines if line]


def _xlsx(target: str, made: Layout) -> dict[str, list[tuple[Any, ...]]]:
    if not Path(target).exists():
        return {}
    book = python_calamine.CalamineWorkbook.from_path(target)
    found = {}
    for table in made.tables:
        head, *rows = book.get_sheet_by_name(table.name).to_python()
        assert tuple(head) == table.names
        found[table.name] = [tuple(row) for row in rows]
    return found


READ: Mapping[str, Read] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "postgres": _postgres,
    "parquet": _files(".parquet", _parquet),
    "csv": _files(".csv", _csv),
    "jsonl": _files(".jsonl", _jsonl),
    "xlsx": _xlsx,
}
"""How each kind is read; a new kind needs a line here."""
