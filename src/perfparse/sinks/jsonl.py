"""Reports → a folder of JSON Lines, a file a table and an object a row; decimals are strings, as in the report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from perfparse.sinks import files
from perfparse.sinks.cells import Limits
from perfparse.sinks.layout import Layout, Table


def write(path: Path, tables: Iterable[tuple[Table, files.Found]]) -> None:
    """Write a file a table; every object has all keys."""
    path.mkdir()
    for table, rows in tables:
        flags = {column.name for column in table.columns if column.type == "flag"}
        with (path / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                cells = {
                    name: bool(value) if name in flags else value for name, value in zip(table.names, row, strict=True)
                }
                file.write(json.dumps(cells, ensure_ascii=False) + "\n")


def read(path: Path, layout: Layout) -> Iterator[tuple[str, tuple[str, ...], files.Found]]:
    """The tables that have rows; of those that have none, the columns are the layout's."""
    known = {table.name: table.names for table in layout.tables}
    for file in sorted(path.glob("*.jsonl")):
        with file.open(encoding="utf-8", newline="\n") as lines:
            first = next(lines, None)
            names = known[file.stem] if first is None else tuple(_object(first))
            lines.seek(0)
            yield file.stem, names, _rows(lines, names)


def _rows(lines: Iterable[str], names: tuple[str, ...]) -> files.Found:
    for line in lines:
        cells = _object(line)
        yield tuple(cells[name] for name in names)


def _object(line: str) -> dict[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("a line that is no object")  # noqa: TRY004 - what readers of files raise
    return found


KIND = files.Files(Limits(), folder=True, write=write, read=read)
