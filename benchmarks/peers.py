"""What share of the rows of published-looking reports comes out whole: perfparse beside pdfplumber and camelot.

    python benchmarks/peers.py

Reads the PDFs with text of ../shared/corpus (no scans, and not `long`, which is made for speed). A row counts as held
whole when one extracted row has all its cells: indicator, target, actual value, weight, score and reason, as far as
the gold has them. perfparse is held to the roles too: each text must stand in the field that the gold says. Of the
peers, which know no roles, one table row must have each of the texts as a whole cell, wherever; where the form prints a
target in several cells, these count. White space is ignored on all sides, and nothing else is forgiven: a cell that a
page cuts in two is not whole, and a radical in place of a character is another character.

Settings: pdfplumber's `extract_tables()` on every page and camelot's `read_pdf(pages="all")`, which is its lattice, as
they are; of camelot only the way back to Ghostscript is shut, which does not change what pdfium draws.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import logging
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import perfparse
from perfparse.model.report import Field, Record

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

TEXTS = ("indicator", "target", "actual", "reason")
NUMBERS = ("weight", "score")

Row = dict[str, Any]
"""A row of the gold: field → its text, or None where the document leaves it blank."""


# the measure


def squeeze(text: str | None) -> str:
    return "".join((text or "").split())


def number(text: str | None) -> Decimal | str:
    """A weight or score as a number, so that 8 and 8.0 are the same."""
    try:
        return Decimal(squeeze(text)).normalize()
    except InvalidOperation:
        return squeeze(text)


def cells_of(row: Row) -> list[tuple[str, ...]]:
    """What a table row must have to hold the gold row: for each cell the texts that will do."""
    wanted = [(row.get("indicator"), row.get("indicator_printed"))]
    parts = row.get("target_parts")
    wanted += [(part, None) for part in parts.values()] if parts else [(row.get("target"), None)]
    wanted += [(row.get(key), None) for key in ("actual", *NUMBERS, "reason")]
    ways = (tuple(squeeze(text) for text in way if squeeze(text)) for way in wanted)
    return [way for way in ways if way]


def holds(cells: Iterable[str | None], row: Row) -> bool:
    """Whether a table row has every cell of a gold row, each as a cell of its own."""
    left = Counter(squeeze(cell) for cell in cells)
    for way in cells_of(row):
        found = next((text for text in way if left[text]), None)
        if found is None:
            return False
        left[found] -= 1
    return True


def says(record: Record, row: Row) -> bool:
    """Whether a record has every cell of a gold row in its role, and nothing where the gold has nothing."""
    texts: dict[str, Field | None] = {key: getattr(record, key) for key in TEXTS}
    if any(key in row and squeeze(row[key]) != squeeze(field.text if field else None) for key, field in texts.items()):
        return False
    return all(key not in row or number(row[key]) == number(getattr(record, key)) for key in NUMBERS)


def share(extracted: Sequence[Any], rows: Sequence[Row], whole: Callable[[Any, Row], bool]) -> float:
    """Of the gold rows, how many some extracted row holds whole."""
    return sum(any(whole(one, row) for one in extracted) for row in rows) / len(rows) if rows else 1.0


# the tools


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to get rows out of a PDF, and how one of them is held against the gold."""

    name: str
    rows: Callable[[Path], Sequence[Any]]
    whole: Callable[[Any, Row], bool]

    @property
    def installed(self) -> bool:
        return importlib.util.find_spec(self.name) is not None


def by_perfparse(path: Path) -> Sequence[Record]:
    return perfparse.parse(path.read_bytes(), path.name).records


def by_pdfplumber(path: Path) -> Sequence[list[str | None]]:
    pdfplumber = importlib.import_module("pdfplumber")
    with pdfplumber.open(path) as pdf:
        return [row for page in pdf.pages for table in page.extract_tables() for row in table]


def by_camelot(path: Path) -> Sequence[list[str]]:
    camelot = importlib.import_module("camelot")
    return [row for table in camelot.read_pdf(str(path), pages="all", use_fallback=False) for row in table.data]


TOOLS = (
    Tool("perfparse", by_perfparse, says),
    Tool("pdfplumber", by_pdfplumber, holds),
    Tool("camelot", by_camelot, holds),
)


@contextlib.contextmanager
def quiet() -> Any:
    """Without what the tools print, log and warn of."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def run(tool: Tool, path: Path, rows: Sequence[Row]) -> tuple[float, float, str]:
    """The share of rows held whole, the seconds it took to get them, and what went wrong."""
    began = time.perf_counter()
    try:
        with quiet():
            extracted = tool.rows(path)
    except Exception as error:
        return 0.0, time.perf_counter() - began, f"{tool.name}: {type(error).__name__}: {str(error)[:100]}"
    return share(extracted, rows, tool.whole), time.perf_counter() - began, ""


def documents() -> list[tuple[str, Path, list[Row]]]:
    """Name, PDF and gold rows of each document that is measured."""
    found = []
    for gold in sorted(CORPUS.glob("*/gold.json")):
        source = gold.with_name("input.pdf")
        if source.exists() and "scan" not in gold.parent.name and gold.parent.name != "long":
            found.append((gold.parent.name, source, json.loads(gold.read_text(encoding="utf-8"))["rows"]))
    return found


def main() -> int:
    every = documents() if CORPUS.is_dir() else []
    if not every:
        print("peers: ../shared/corpus is not beside this repository: nothing to measure", file=sys.stderr)
        return 2
    tools = [tool for tool in TOOLS if tool.installed]
    for tool in TOOLS:
        if tool not in tools:
            print(f"{tool.name}: not installed")
    for tool in tools:
        run(tool, every[0][1], every[0][2])  # what is loaded once is loaded before the clock runs
    print(f"{'rows held whole; seconds':26}{'rows':>6}" + "".join(f"{tool.name:>18}" for tool in tools))
    shares: dict[str, list[float]] = {tool.name: [] for tool in tools}
    took: Counter[str] = Counter()
    faults = []
    for name, path, rows in every:
        line = f"{name:26}{len(rows):6}"
        for tool in tools:
            figure, seconds, fault = run(tool, path, rows)
            shares[tool.name].append(figure)
            took[tool.name] += seconds  # type: ignore[assignment]  # a Counter adds up floats as well
            faults += [f"{name}: {fault}"] if fault else []
            line += f"{figure:10.4f}{seconds:8.2f}"
        print(line, flush=True)
    means = (f"{sum(shares[tool.name]) / len(every):10.4f}{took[tool.name]:8.2f}" for tool in tools)
    print(f"{'mean; all seconds':26}{sum(len(rows) for *_, rows in every):6}" + "".join(means))
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
