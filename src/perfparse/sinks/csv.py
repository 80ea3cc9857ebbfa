"""Reports → CSV, as spreadsheets open it: UTF-8 with a byte-order mark. A folder with a file a table, or one report's
records.

A cell that a spreadsheet would run as a formula has an apostrophe before it; so has one that would look like that.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from perfparse.model.report import Report
from perfparse.sinks import files
from perfparse.sinks.cells import Limits, read_back
from perfparse.sinks.layout import Layout, Table, Type, layout
from perfparse.sinks.rows import rows

_RUNS = re.compile(r"'*\s*[=@+\-＝＠＋－]")
"""How a text begins that a spreadsheet may run as a formula, or that would look as if it had been defused."""
_NUMBER = re.compile(r"[+-]\d[\d,]*(\.\d+)?[%％]?", re.ASCII)
"""A signed number, which is no formula."""
_TYPED: frozenset[Type] = frozenset(("decimal", "integer", "number", "flag"))
_LONGEST = 2**31 - 1  # characters of a cell that are read


def defused(text: str) -> str:
    """`text` as no spreadsheet runs it."""
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def armed(text: str) -> str:
    """The text that was defused."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def records(report: Report) -> bytes:
    """The records of one report, a row each; columns that only some forms have stand behind, under their names."""
    found = rows("", report)
    table = next(table for table in layout().tables if table.name == "records")
    names = [name for name in table.names if name != "document"]
    more = tuple(dict.fromkeys(cell["name"] for cell in found.get("extras", ())))
    cells = {(cell["record_no"], cell["name"]): cell["text"] for cell in found.get("extras", ())}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([defused(name) for name in (*names, *more)])
    for record in found.get("records", ()):
        extra = [cells.get((record["record_no"], name)) for name in more]
        writer.writerow([_cell(value) for value in (*(record[name] for name in names), *extra)])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return defused(value) if isinstance(value, str) else value


def write(path: Path, tables: Iterable[tuple[Table, files.Found]]) -> None:
    """Write a file a table, with a header row. Blank cells are empty; flags are `true` and `false`."""
    path.mkdir()
    for table, found in tables:
        types = [column.type for column in table.columns]
        with (path / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.names)
            for row in found:
                writer.writerow([_written(kind, value) for kind, value in zip(types, row, strict=True)])


def _written(kind: Type, value: Any) -> Any:
    if kind == "flag" and value is not None:
        return "true" if value else "false"
    return _cell(value) if kind not in _TYPED else value


def read(path: Path, layout: Layout) -> Iterator[tuple[str, tuple[str, ...], files.Found]]:
    """The tables, as `write` takes them."""
    csv.field_size_limit(_LONGEST)
    try:
        for file in sorted(path.glob("*.csv")):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                reader = csv.reader(lines)
                names = tuple(next(reader, ()))
                yield file.stem, names, _rows(reader, [files.known_column(layout, file.stem, name) for name in names])
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _rows(reader: Iterable[list[str]], columns: list[Any]) -> files.Found:
    for cells in reader:
        yield tuple(
            read_back(column, text if column.type in _TYPED else armed(text))
            for column, text in zip(columns, cells, strict=True)
        )


KIND = files.Files(Limits(text=_LONGEST), folder=True, write=write, read=read)
