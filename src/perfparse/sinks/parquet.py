"""Reports → a folder of Parquet files, a file a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from perfparse.sinks import files
from perfparse.sinks.arrow import arrow_table, schema
from perfparse.sinks.cells import ARROW, plain
from perfparse.sinks.layout import Layout, Table
from perfparse.sinks.needed import needed

_GROUP = 50_000  # rows that are in memory at once


def write(path: Path, tables: Iterable[tuple[Table, files.Found]]) -> None:
    """Write a file a table."""
    parquet = needed("pyarrow.parquet", "sql")
    path.mkdir()
    for table, rows in tables:
        with parquet.ParquetWriter(path / f"{table.name}.parquet", schema(table), compression="zstd") as writer:
            while group := list(islice(rows, _GROUP)):
                writer.write_table(arrow_table(table, group))


def read(path: Path, layout: Layout) -> Iterator[tuple[str, tuple[str, ...], files.Found]]:  # noqa: ARG001 - see files.Files
    """The tables, as `write` takes them."""
    parquet = needed("pyarrow.parquet", "sql")
    for file in sorted(path.glob("*.parquet")):
        with parquet.ParquetFile(file) as opened:
            yield file.stem, tuple(opened.schema_arrow.names), _rows(opened)


def _rows(opened: Any) -> files.Found:
    for batch in opened.iter_batches(_GROUP):
        columns = [_texts(column) for column in batch.columns]
        yield from zip(*columns, strict=True)


def _texts(column: Any) -> list[Any]:
    """The values of a column; decimals as texts, without the zeros that Parquet adds to all."""
    values: list[Any] = column.to_pylist()
    if not str(column.type).startswith("decimal"):
        return values
    return [None if value is None else plain(value) for value in values]


KIND = files.Files(ARROW, folder=True, write=write, read=read, packages=("pyarrow",), extra="sql")
