"""How much of each set of reports is read right, held against floors that only rise.

    python benchmarks/accuracy.py [SET ...] [--raise] [--wrong]

The samples of this repository are scored here, against tests/gold. Where the folder ../shared stands beside the
repository, its sets are measured too, by its own measure.py. Every figure is a share, 1 being all. A figure below
its floor in floors.toml makes the exit code 1; --raise writes those that are higher.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import perfparse
from perfparse.model.report import Field, Record, Report

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("floors.toml")
MEASURE = ROOT.parent / "shared" / "measure.py"

CELLS = ("section", "level1", "level2", "indicator", "target", "actual", "weight", "score", "reason")

Figures = dict[str, float]

SHARED: dict[str, list[str]] = {
    "seed": ["seed"],
    "seed-variants": ["seed-variants"],
    "wild-13": ["wild", "--only", "13"],
    "wild": ["wild", "--only", "^(0[1-9]|1[0-4])"],
    "wild-later": ["wild", "--only", "^(1[5-9]|[2-9])"],
    "corpus-text-department": ["corpus-text", "--only", "department.*/(tika|pdfium)"],
    "corpus-text-layout": ["corpus-text", "--only", "/pdftotext_layout"],
    "corpus-pdf": ["corpus-pdf"],
}
"""Set → what measure.py is asked for it."""

# what measure.py prints of a set; a share is right/all
PRINTED = {
    "documents": r"(\d+)/(\d+) documents without a fault",
    "rows": r"rows ([\d.]+)()",
    "cells": r"cells (\d+)/(\d+)",
    "goals": r"goals (\d+)/(\d+)",
    "fields": r"fields (\d+)/(\d+)",
    "budget": r"budget (\d+)/(\d+)",
    "quantities": r"quantities F1 ([\d.]+)()",
    "bounds": r"bounds (\d+)/(\d+)",
    "dates": r"dates (\d+)/(\d+)",
    "outcomes": r"outcomes (\d+)/(\d+)",
}


# the samples


@dataclass
class Tally:
    """Of each figure how many there are and how many are right, and what is wrong in words."""

    right: Counter[str] = field(default_factory=Counter)
    every: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, key: str, good: int, count: int, where: str) -> None:
        self.right[key] += good
        self.every[key] += count
        if good < count:
            self.wrong.append(f"{where}: {int(good)} of {count} {key} right")


def samples() -> tuple[Figures, list[str]]:
    """The figures over all samples."""
    tally, found = Tally(), 0
    for path in sorted((ROOT / "tests" / "gold").glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        files = (ROOT / "samples").rglob(f"{path.name.removesuffix('.gold.json')}.*")
        for file in sorted(file for file in files if file.suffix != ".json"):
            report = perfparse.parse(file)
            before = len(tally.wrong)
            found += count_rows(gold, report, tally, file.name)
            count_goals(gold, report, tally, file.name)
            tally.add("documents", len(tally.wrong) == before and report.status == "ok", 1, file.name)
    figures = {key: tally.right[key] / tally.every[key] for key in PRINTED if tally.every[key]}
    figures["quantities"] = 2 * tally.right["quantities"] / max(1, found + tally.every["quantities"])  # F1
    return figures, tally.wrong


def count_rows(gold: dict[str, Any], report: Report, tally: Tally, name: str) -> int:
    """Add the rows and what is in them; returns how many quantities the report has."""
    left, found = list(report.records), 0
    for row in gold["rows"]:
        where = f"{name}, row {row['id']}"
        named = (record for record in left if squeeze(text_of(record, "indicator")) == squeeze(row["indicator"]))
        record = next(named, None)
        if record:
            left.remove(record)
        cells = [key for key in CELLS if key in row]
        good = sum(record is not None and squeeze(text_of(record, key)) == squeeze(row[key]) for key in cells)
        tally.add("cells", good, len(cells), where)
        tally.add("rows", good == len(cells), 1, where)
        for key in ("target", "actual") if "quantities" in gold else ():
            cell: Field | None = getattr(record, key) if record else None
            found += count_values(gold, (row["id"], key), cell, tally, f"{where}, {key}")
        if row["id"] in gold.get("outcome", {}):
            good = record is not None and record.outcome.status == gold["outcome"][row["id"]]
            tally.add("outcomes", good, 1, where)
    tally.add("rows", 0, len(left), f"{name}, records that are no rows")
    return found


def count_values(gold: dict[str, Any], cell_id: tuple[str, str], cell: Field | None, tally: Tally, where: str) -> int:
    """Add the quantities and dates of one cell; returns how many quantities of it count."""
    mine = [item for item in gold["quantities"] if (item["row"], item["field"]) == cell_id]
    wanted = {squeeze(item["surface"]) for item in mine}
    loose = [squeeze(name) for name in gold["not_scored"]]
    read = [item for item in (cell.quantities if cell else ()) if counts(squeeze(item.surface), wanted, loose)]
    want = Counter((Decimal(item["value"]), item["unit"]) for item in mine)
    got = Counter((Decimal(item.value), item.base_unit) for item in read)
    tally.add("quantities", (want & got).total(), want.total(), where)
    bounds = Counter((squeeze(item["surface"]), item["bound"], item["per"], item["change"]) for item in mine)
    bound = Counter((squeeze(item.surface), item.bound, item.per, item.change) for item in read)
    tally.add("bounds", (bounds & bound).total(), bounds.total(), where)
    dates = [item for item in gold["dates"] if (item["row"], item["field"]) == cell_id]
    when = Counter((date["start"], date["end"] or date["start"]) for date in dates)
    dated = Counter((date.from_, date.to or date.from_) for date in (cell.dates if cell else ()))
    tally.add("dates", (when & dated).total(), when.total(), where)
    return len(read)


def counts(surface: str, wanted: set[str], loose: list[str]) -> bool:
    """Whether a quantity counts: the gold leaves open whether its `not_scored` names are any."""
    return surface in wanted or not any(surface in name or name in surface for name in loose)


def count_goals(gold: dict[str, Any], report: Report, tally: Tally, name: str) -> None:
    got = {
        (squeeze(part.name), squeeze(goal.label)): squeeze(goal.text) for part in report.sections for goal in part.goals
    }
    for part in gold["sections"]:
        for label, text in part["goals"].items():
            good = got.get((squeeze(part["name"]), squeeze(label))) == squeeze(text)
            tally.add("goals", good, 1, f"{name}, {label}")


def text_of(record: Record, key: str) -> str | None:
    value = getattr(record, key)
    return value.text if isinstance(value, Field) else value


def squeeze(text: str | None) -> str:
    return "".join((text or "").split())


# the sets beside the repository


def measured(arguments: Iterable[str]) -> tuple[Figures, list[str]]:
    """What measure.py says of one set."""
    perfparse_here = str(Path(sys.executable).with_name("perfparse"))
    command = [sys.executable, str(MEASURE), *arguments, "--wrong", "9", "--perfparse", perfparse_here]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *wrong, line = done.stdout.strip().split("\n")
    figures = {}
    for name, pattern in PRINTED.items():
        match = re.search(pattern, line)
        if match is None:
            sys.exit(f"accuracy: measure.py said {line or done.stderr.strip()[-300:]!r}, without {name}")
        right, count = match.groups()
        if count != "0":
            figures[name] = float(right) / float(count or 1)
    return figures, [fault.strip() for fault in wrong]


# floors


def read_floors() -> dict[str, Figures]:
    return tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}


def write_floors(floors: dict[str, Figures]) -> None:
    lines = [
        "# What accuracy.py reached at its best: `python benchmarks/accuracy.py --raise` writes what is higher.",
        "# unseen-*: what unseen.py reached; of right records doubted and the calibration error, the most that may be.",
    ]
    for name, figures in floors.items():
        lines += ["", f"[{name}]", *(f"{_key(key)} = {value:.4f}" for key, value in figures.items())]
    FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _key(name: str) -> str:
    return name if name.isidentifier() else f'"{name}"'


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of samples, {', '.join(SHARED)}; all when left out")
    parser.add_argument("--raise", dest="higher", action="store_true", help="write the figures above their floors")
    parser.add_argument("--wrong", action="store_true", help="name what is wrong")
    arguments = parser.parse_args()
    runs: dict[str, Callable[[], tuple[Figures, list[str]]]] = {"samples": samples}
    if MEASURE.exists():
        runs |= {name: partial(measured, asked) for name, asked in SHARED.items()}
    unknown = set(arguments.sets) - set(runs)
    if unknown:
        parser.error(f"no set {min(unknown)}; there are {', '.join(runs)}")
    floors = read_floors()
    fallen: list[str] = []
    print(f"{'':24}" + "".join(f"{name:>12}" for name in PRINTED))
    for name in arguments.sets or runs:
        found, wrong = runs[name]()
        figures = {key: int(value * 10000 + 1e-6) / 10000 for key, value in found.items()}
        print(f"{name:24}" + "".join(f"{figures[key]:12.4f}" if key in figures else f"{'-':>12}" for key in PRINTED))
        if arguments.wrong:
            print("".join(f"    {fault}\n" for fault in wrong), end="")
        fallen += compare(name, figures, floors.setdefault(name, {}))
    for line in fallen:
        print(line)
    if arguments.higher:
        write_floors(floors)
    return 1 if fallen else 0


def compare(name: str, figures: Figures, floors: Figures) -> list[str]:
    """What fell below its floor; `floors` takes the figures that are higher."""
    fallen = []
    for key, low in floors.items():
        figure = figures.get(key, 0.0)
        if figure < low:
            fallen.append(f"{name}: {key} is {figure:.4f}, below its floor {low:.4f}")
    floors.update({key: value for key, value in figures.items() if value > floors.get(key, 0.0)})
    return fallen


if __name__ == "__main__":
    sys.exit(main())
