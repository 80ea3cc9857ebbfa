"""Rows of the layout as Arrow tables, which Parquet and DuckDB take; the extra `sql` brings pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import ModuleType
from typing import Any

from perfparse.sinks.cells import BEHIND, WHOLE
from perfparse.sinks.layout import Table, Type
from perfparse.sinks.needed import needed

_MADE: Mapping[Type, Callable[[Any], Any]] = {"decimal": Decimal, "flag": bool}
"""What Arrow wants where rows have texts, and 0 and 1."""


def pyarrow() -> ModuleType:
    """The package pyarrow.

    Raises:
        SinkError: it is not installed.
    """
    return needed("pyarrow", "sql")


def schema(table: Table) -> Any:
    """The Arrow schema of a table."""
    arrow = pyarrow()
    types = {
        "text": arrow.string(),
        "code": arrow.string(),
        "list": arrow.string(),
        "decimal": arrow.decimal128(WHOLE + BEHIND, BEHIND),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "flag": arrow.bool_(),
    }
    return arrow.schema([arrow.field(column.name, types[column.type], column.null) for column in table.columns])


def arrow_table(table: Table, rows: Iterable[tuple[Any, ...]]) -> Any:
    """Rows, whose values stand in the order of the table's columns, as an Arrow table."""
    arrow = pyarrow()
    wanted = schema(table)
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = []
    for column, values, field in zip(table.columns, columns, wanted, strict=True):
        made = _MADE.get(column.type)
        found = [None if value is None else made(value) for value in values] if made else values
        arrays.append(arrow.array(found, field.type))
    return arrow.table(arrays, schema=wanted)
