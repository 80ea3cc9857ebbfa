"""How many rows of reports a tool holds whole, roles forgiven: perfparse beside pdfplumber and camelot.

    python benchmarks/peers.py [FOLDER]

FOLDER holds documents as ../shared/corpus does, which is the default: NAME/gold.json beside NAME/input.*. Scans are
left out, and `long`, which is made for speed. The peers read PDF; other documents are perfparse's alone.

A row of the gold is held whole when one record, in any of its fields, or one row of one table has all its cells:
levels, indicator, target, actual value, weight, score and reason, as far as the gold has them. Each must be a whole
cell of its own, but may stand anywhere: the peers know no roles, so perfparse's are forgiven as well. A merged cell
counts in every row that it covers. A target may stand in several cells beside each other, as forms print a comparator,
a number and a unit; levels count without their weights in brackets. White space is ignored on all sides, and nothing
else is forgiven: a cell that a page cuts in two is not whole, and a radical in place of a character is another
character.

Exit code 1 when perfparse holds less than 0.99 of the rows, of all documents or of the PDFs, or on any document fewer
than a peer. Settings of the peers are those of tables.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import perfparse
from perfparse.model.report import Record, Report, Table
from tables import Grid, by_camelot, by_pdfplumber, quiet

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
LEAST = 0.99
"""Share of rows that perfparse must hold."""
PARTS = 3
"""Cells in which a target may stand."""
KINDS = {".pdf", ".docx", ".xlsx", ".html"}
LEVELS = ("level1", "level2")
TEXTS = ("indicator", "target", "actual", "reason")
NUMBERS = ("weight", "score")
_WEIGHT = re.compile(r"[（(\[【][^（(]*[)）\]】]$|\d+分$")

Row = dict[str, Any]
"""A row of the gold: field → its text, or None where the document leaves it blank."""
Cells = list[str]
"""The texts that stand in one row of a table, or in one record."""


# the measure


def squeeze(text: str | None) -> str:
    return "".join((text or "").split())


def number(text: str) -> str:
    """A weight or score so that 8 and 8.0 are the same."""
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def unweighted(text: str) -> str:
    """A level without its weight: 产出指标（50分）, 产出指标50分."""
    return _WEIGHT.sub("", text)


def as_printed(text: str) -> str:
    return text


Way = tuple[tuple[str, ...], Callable[[str], str]]
"""Texts of which one must stand in a cell, and what is done with that before it is compared."""


def ways(row: Row) -> Iterator[list[Way]]:
    """What a table row must have to hold a gold row but its target; with it where the form prints it in parts."""

    def each(keys: Iterable[str], compared: Callable[[str], str]) -> list[Way]:
        return [((compared(squeeze(row[key])),), compared) for key in keys if squeeze(row.get(key))]

    names = tuple(squeeze(row.get(key)) for key in ("indicator", "indicator_printed") if squeeze(row.get(key)))
    same = [
        *([(names, as_printed)] if names else []),
        *each(("actual", "reason"), as_printed),
        *each(LEVELS, unweighted),
        *each(NUMBERS, number),
    ]
    yield same
    if row.get("target_parts"):
        parts = map(squeeze, row["target_parts"].values())
        yield same + [((part,), as_printed) for part in parts if part]


def holds(cells: Iterable[str | None], row: Row) -> bool:
    """Whether a table row has every cell of a gold row, each as a cell of its own."""
    texts = [squeeze(cell) for cell in cells]
    without, *in_parts = ways(row)
    target = squeeze(row.get("target"))
    runs = _runs(texts, target) if target else [texts]
    return any(_each_its_own(left, without) for left in runs) or any(_each_its_own(texts, way) for way in in_parts)


def _runs(texts: Sequence[str], target: str) -> Iterator[Sequence[str]]:
    """What is left of `texts` without the target: one cell, or a few beside each other."""
    for size in range(1, PARTS + 1):
        for at in range(len(texts) - size + 1):
            if all(texts[at : at + size]) and "".join(texts[at : at + size]) == target:
                yield [*texts[:at], *texts[at + size :]]


def _each_its_own(texts: Sequence[str], wanted: Sequence[Way]) -> bool:
    left = list(texts)
    for will_do, compared in wanted:
        at = next((at for at, text in enumerate(left) if compared(text) in will_do), None)
        if at is None:
            return False
        del left[at]
    return True


def held(extracted: Sequence[Cells], rows: Sequence[Row]) -> int:
    """Of the gold rows, how many some extracted row holds whole."""
    return sum(any(holds(cells, row) for cells in extracted) for row in rows)


# the tools


def of_grid(grid: Grid) -> list[Cells]:
    """The rows of a table, a merged cell in each that it covers."""
    height = max((cell.bottom for cell in grid.cells), default=0)
    return [[cell.text for cell in grid.cells if cell.row <= row < cell.bottom] for row in range(height)]


def of_record(record: Record) -> Cells:
    fields = [getattr(record, key) for key in TEXTS] + list(record.extra.values())
    return [field.text for field in fields if field] + [getattr(record, key) or "" for key in (*LEVELS, *NUMBERS)]


def of_table(table: Table) -> list[Cells]:
    """The rows of a table of a report, a merged cell in each that it covers."""
    rows: list[Cells] = [[] for _ in table.rows]
    for at, cells in enumerate(table.rows):
        for cell in cells:
            for row in rows[at : at + cell.rowspan]:
                row.append(cell.text)
    return rows


def of_report(report: Report) -> list[Cells]:
    return [*map(of_record, report.records), *(row for table in report.tables for row in of_table(table))]


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to get rows out of documents of some kinds."""

    name: str
    kinds: frozenset[str]
    rows: Callable[[Path], list[Cells]]

    @property
    def installed(self) -> bool:
        return importlib.util.find_spec(self.name) is not None


PDF = frozenset((".pdf",))
TOOLS = (
    Tool("perfparse", frozenset(KINDS), lambda path: of_report(perfparse.parse(path.read_bytes(), path.name))),
    Tool("pdfplumber", PDF, lambda path: [row for grid in by_pdfplumber(path) for row in of_grid(grid)]),
    Tool("camelot", PDF, lambda path: [row for grid in by_camelot(path) for row in of_grid(grid)]),
)


def run(tool: Tool, path: Path, rows: Sequence[Row]) -> tuple[int | None, str]:
    """The rows held whole, None where the tool does not read such documents, and what went wrong."""
    if path.suffix not in tool.kinds:
        return None, ""
    try:
        with quiet():
            extracted = tool.rows(path)
    except Exception as error:
        return 0, f"{tool.name}: {type(error).__name__}: {str(error)[:100]}"
    return held(extracted, rows), ""


def documents(folder: Path) -> list[tuple[str, Path, list[Row]]]:
    """Name, file and gold rows of each document that is measured."""
    found = []
    for gold in sorted(folder.glob("*/gold.json")):
        name = gold.parent.name
        sources = [path for path in sorted(gold.parent.glob("input.*")) if path.suffix in KINDS]
        if sources and "scan" not in name and name != "long":
            found.append((name, sources[0], json.loads(gold.read_text(encoding="utf-8"))["rows"]))
    return found


Counts = dict[str, int | None]
"""Rows held whole, by tool."""


def behind(every: Sequence[tuple[str, int, Counts]]) -> Iterator[str]:
    """What perfparse falls short in: (name, rows, counts) of all documents."""
    for what, some in (
        ("all documents", every),
        ("PDFs", [one for one in every if one[2].get("pdfplumber") is not None]),
    ):
        total = sum(rows for _, rows, _ in some)
        mine = sum(counts["perfparse"] or 0 for *_, counts in some)
        if mine < LEAST * total:
            yield f"perfparse holds {mine} of {total} rows of {what}, less than {LEAST}"
    for name, _, counts in every:
        for tool, count in counts.items():
            if count is not None and count > (counts["perfparse"] or 0):
                yield f"{name}: {tool} holds {count} rows, perfparse {counts['perfparse']}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folder", type=Path, nargs="?", default=CORPUS, help="where NAME/gold.json and NAME/input.* are"
    )
    folder = parser.parse_args(arguments).folder
    found = documents(folder)
    if not found:
        print(f"peers: no NAME/gold.json with its input in {folder}: nothing to measure", file=sys.stderr)
        return 2
    tools = [tool for tool in TOOLS if tool.installed]
    for tool in TOOLS:
        if tool not in tools:
            print(f"{tool.name}: not installed")
    print(f"{'rows held whole':26}{'rows':>6}" + "".join(f"{tool.name:>12}" for tool in tools))
    every: list[tuple[str, int, Counts]] = []
    faults = []
    for name, path, rows in found:
        counts: Counts = {}
        for tool in tools:
            counts[tool.name], fault = run(tool, path, rows)
            faults += [f"{name}: {fault}"] if fault else []
        every.append((name, len(rows), counts))
        told = "".join(f"{'-' if count is None else count:>12}" for count in counts.values())
        print(f"{name:26}{len(rows):6}{told}", flush=True)
    _print_totals(every, tools)
    short = list(behind(every))
    print("".join(f"{line}\n" for line in (*faults, *short)), end="")
    return bool(short)


def _print_totals(every: Sequence[tuple[str, int, Counts]], tools: Sequence[Tool]) -> None:
    for what, pdf in (("all that each reads", False), ("PDFs", True)):
        totals: Counter[str] = Counter()
        of: Counter[str] = Counter()
        for _, rows, counts in every:
            for tool, count in counts.items():
                if count is not None and not (pdf and counts.get("pdfplumber", counts.get("camelot")) is None):
                    totals[tool] += count
                    of[tool] += rows
        told = "".join(f"{totals[tool.name] / max(1, of[tool.name]):12.4f}" for tool in tools)
        print(f"{what:26}{of['perfparse']:6}{told}")


if __name__ == "__main__":
    sys.exit(main())
