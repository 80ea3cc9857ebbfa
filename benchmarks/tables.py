"""Tables of any kind: perfparse's layout beside pdfplumber and camelot, by the measure of ICDAR 2013's competition.

    python benchmarks/tables.py FOLDER [--only NAME]

FOLDER holds the competition's documents: NAME.pdf and the structure of its tables, NAME-str.xml.

The measure is that of Göbel, Hassan, Oro and Orsi (2012), "A methodology for evaluating algorithms for table
understanding in PDF documents". A table is the bag of its adjacency relations: each cell that is not blank with its
nearest such neighbour to the right and with the one below, written (text, text, direction). A cell over several rows
or columns has the neighbours of each of them, each pair once. Blank cells are looked through, however many. The bag
that was found is compared with the true one. Texts are compared without white space, after NFKC, in lower case (the
truth is not sure of it) and with an underscore for every character that is neither letter nor digit, since tools
differ in what they make of a dash or a bullet.

A table that was found belongs to the true one of its page with which it shares most relations, one to one, best pairs
first. A true table without partner is missed: its relations lower recall. A found one without partner lowers
precision. Two means are printed. Over documents, as in the competition: relations are summed over a document,
precision and recall averaged over documents; a document in which a tool finds nothing counts 0 for both. Over tables:
recall averaged over true tables, precision over found ones. F1 is that of the two means. Tables of a single cell have
no relation and do not count.

Settings, the same for all documents:
- perfparse: `layout.lattice.page` of each page, and `layout.stream.page` of those where that finds no table
- pdfplumber: `find_tables()` as it is, which is what `extract_tables()` reads; spans from the boxes of its cells
- camelot: `read_pdf` as it is (lattice), and `flavor="stream"` for the pages where that finds no table; spans where its
  lattice says that the rule between two cells is missing
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import logging
import sys
import time
import unicodedata
import warnings
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

Relation = tuple[str, str, str]
"""Two texts, and whether the second stands "right" of the first or "down" from it."""


class Cell(NamedTuple):
    """A cell from its first row and column to just behind its last ones."""

    row: int
    column: int
    bottom: int
    right: int
    text: str


class Grid(NamedTuple):
    """A table on one page."""

    page: int
    cells: Sequence[Cell]


# the measure


def normal(text: str) -> str:
    """A text as it is compared: see the top of this file."""
    solid = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return "".join(char if char.isalnum() else "_" for char in solid if unicodedata.category(char)[0] != "C")


def relations(cells: Iterable[Cell]) -> Counter[Relation]:
    """The adjacency relations of a table."""
    solid = [cell for cell in cells if normal(cell.text)]
    place: dict[tuple[int, int], int] = {}
    for at, cell in enumerate(solid):
        for row in range(cell.row, cell.bottom):
            place |= {(row, column): at for column in range(cell.column, cell.right)}
    by_row, by_column = sorted(place), sorted(place, key=lambda spot: spot[::-1])
    pairs = {
        *neighbours(by_row, 0, "right", place),
        *neighbours(by_column, 1, "down", place),
    }
    texts = [normal(cell.text) for cell in solid]
    return Counter((texts[one], texts[other], direction) for one, other, direction in pairs)


def neighbours(
    spots: Sequence[tuple[int, int]], line: int, direction: str, place: dict[tuple[int, int], int]
) -> Iterator[tuple[int, int, str]]:
    """Cells that follow one another in the same row (`line` 0) or column (1) with nothing but blanks between."""
    for one, other in pairwise(spots):
        if one[line] == other[line] and place[one] != place[other]:
            yield place[one], place[other], direction


@dataclass
class Tally:
    """What a tool's tables are worth, document by document and table by table."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    table_precisions: list[float] = field(default_factory=list)
    table_recalls: list[float] = field(default_factory=list)
    missed: int = 0
    extra: int = 0
    seconds: float = 0.0

    def add(self, truth: Sequence[Grid], found: Sequence[Grid]) -> None:
        """Add one document."""
        want = [(grid.page, bag) for grid in truth if (bag := relations(grid.cells))]
        got = [(grid.page, bag) for grid in found if (bag := relations(grid.cells))]
        pairs = partners(want, got)
        right = sum(common for _, _, common in pairs)
        shared_want = {true: common for true, _, common in pairs}
        shared_got = {mine: common for _, mine, common in pairs}
        self.recalls.append(right / (sum(bag.total() for _, bag in want) or 1))
        self.precisions.append(right / (sum(bag.total() for _, bag in got) or 1))
        self.table_recalls += [shared_want.get(at, 0) / bag.total() for at, (_, bag) in enumerate(want)]
        self.table_precisions += [shared_got.get(at, 0) / bag.total() for at, (_, bag) in enumerate(got)]
        self.missed += len(want) - len(pairs)
        self.extra += len(got) - len(pairs)


def partners(
    want: Sequence[tuple[int, Counter[Relation]]], got: Sequence[tuple[int, Counter[Relation]]]
) -> list[tuple[int, int, int]]:
    """Which true table goes with which that was found, and how many relations they share."""
    ways = [
        ((true & mine).total(), at, other)
        for at, (page, true) in enumerate(want)
        for other, (place, mine) in enumerate(got)
        if page == place
    ]
    pairs: list[tuple[int, int, int]] = []
    for common, at, other in sorted(ways, key=lambda way: (-way[0], way[1], way[2])):
        if common and all(at != true and other != mine for true, mine, _ in pairs):
            pairs.append((at, other, common))
    return pairs


# the truth


def truth(path: Path) -> list[Grid]:
    """The tables that a structure file of the competition tells."""

    def number(cell: ET.Element, key: str, other: str | None = None) -> int:
        return int(cell.get(key) or cell.attrib[other or key])

    return [
        Grid(
            int(region.attrib["page"]),
            [
                Cell(
                    number(cell, "start-row"),
                    number(cell, "start-col"),
                    number(cell, "end-row", "start-row") + 1,
                    number(cell, "end-col", "start-col") + 1,
                    cell.findtext("content") or "",
                )
                for cell in region.iter("cell")
            ],
        )
        for region in ET.parse(path).getroot().iter("region")
    ]


# the tools


def by_perfparse(path: Path) -> list[Grid]:
    from perfparse.layout import lattice, stream
    from perfparse.model.ir import Table
    from perfparse.readers import pdf

    found = []
    for sheet in pdf.sheets(path.read_bytes()):
        tables = [item for item in lattice.page(sheet).items if isinstance(item, Table)]
        tables = tables or [item for item in stream.page(sheet).items if isinstance(item, Table)]
        for table in tables:
            cells = (
                Cell(cell.row, cell.column, cell.row + cell.rowspan, cell.column + cell.colspan, cell.text)
                for cell in table.cells
            )
            found.append(Grid(sheet.number, list(cells)))
    return found


def by_pdfplumber(path: Path) -> list[Grid]:
    pdfplumber = importlib.import_module("pdfplumber")
    found: list[Grid] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            found += [
                Grid(page.page_number, framed(zip(table.rows, table.extract(), strict=True)))
                for table in page.find_tables()
            ]
            page.close()
    return found


def framed(rows: Iterable[tuple[Any, Sequence[str | None]]]) -> list[Cell]:
    """pdfplumber's cells: which rows and columns each covers is told by its box."""
    boxes = [
        (box, text or "") for row, texts in rows for box, text in zip(row.cells, texts, strict=True) if box is not None
    ]
    across = sorted({x for (left, _, right, _), _ in boxes for x in (left, right)})
    down = sorted({y for (_, top, _, bottom), _ in boxes for y in (top, bottom)})
    return [
        Cell(down.index(top), across.index(left), down.index(bottom), across.index(right), text)
        for (left, top, right, bottom), text in boxes
    ]


def by_camelot(path: Path) -> list[Grid]:
    camelot = importlib.import_module("camelot")
    pages = len(importlib.import_module("pypdfium2").PdfDocument(path))
    tables = list(camelot.read_pdf(str(path), pages="all", use_fallback=False))
    left = sorted(set(range(1, pages + 1)) - {table.page for table in tables})
    found = [Grid(table.page, joined(table.cells)) for table in tables]
    if left:
        rest = camelot.read_pdf(str(path), pages=",".join(map(str, left)), flavor="stream")
        found += [Grid(table.page, joined(table.cells)) for table in rest]
    return found


def joined(rows: Sequence[Sequence[Any]]) -> list[Cell]:
    """camelot's cells, those made one that no rule parts; only where they make a rectangle."""
    height, width = len(rows), len(rows[0]) if rows else 0
    left = {(row, column) for row in range(height) for column in range(width)}
    cells = []
    for row, column in sorted(left):
        if (row, column) not in left:
            continue
        group, edge = {(row, column)}, [(row, column)]
        while edge:
            at, beside = edge.pop()
            cell = rows[at][beside]
            for spot, parted in (((at, beside + 1), cell.right), ((at + 1, beside), cell.bottom)):
                if not parted and spot in left and spot not in group:
                    group.add(spot)
                    edge.append(spot)
        bottom, right = max(at for at, _ in group) + 1, max(beside for _, beside in group) + 1
        if len(group) != (bottom - row) * (right - column):
            group, bottom, right = {(row, column)}, row + 1, column + 1
        left -= group
        cells.append(Cell(row, column, bottom, right, "\n".join(rows[a][b].text for a, b in sorted(group)).strip()))
    return cells


TOOLS: dict[str, Callable[[Path], list[Grid]]] = {
    "perfparse": by_perfparse,
    "pdfplumber": by_pdfplumber,
    "camelot": by_camelot,
}


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


def measure(name: str, documents: Sequence[tuple[Path, list[Grid]]], faults: list[str]) -> Tally:
    """Run one tool over all documents. What it raises is a fault, and a document without tables."""
    tally = Tally()
    for path, tables in documents:
        began = time.perf_counter()
        found: list[Grid] = []
        try:
            with quiet():
                found = TOOLS[name](path)
        except Exception as error:
            faults.append(f"{path.name}: {name}: {type(error).__name__}: {str(error)[:100]}")
        tally.seconds += time.perf_counter() - began
        tally.add(tables, found)
    return tally


def figures(precisions: Sequence[float], recalls: Sequence[float]) -> str:
    precision, recall = fmean(precisions or [0.0]), fmean(recalls or [0.0])
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"{precision:9.4f} {recall:8.4f} {both:8.4f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where NAME.pdf and NAME-str.xml are")
    parser.add_argument("--only", default="", metavar="NAME", help="of the documents those whose names begin so")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="K", help="of each tool, name the K documents read worst"
    )
    arguments = parser.parse_args()
    names = sorted(arguments.folder.glob(f"{arguments.only}*-str.xml"))
    documents = [(path.with_name(path.name.replace("-str.xml", ".pdf")), truth(path)) for path in names]
    if not documents:
        print(f"tables: no NAME-str.xml in {arguments.folder}", file=sys.stderr)
        return 2
    print(f"{len(documents)} documents, {sum(len(tables) for _, tables in documents)} tables")
    print(f"{'':12}{'over documents':>27}{'over tables':>29}{'tables':>17}")
    print(f"{'':12}" + f"{'precision':>10}{'recall':>8}{'F1':>9}  " * 2 + f"{'missed':>8}{'extra':>7}{'seconds':>9}")
    faults: list[str] = []
    for name in TOOLS:
        if importlib.util.find_spec(name) is None:
            print(f"{name:12}not installed")
            continue
        tally = measure(name, documents, faults)
        print(
            f"{name:12} {figures(tally.precisions, tally.recalls)}  "
            f" {figures(tally.table_precisions, tally.table_recalls)}  "
            f"{tally.missed:8}{tally.extra:7}{tally.seconds:9.2f}",
            flush=True,
        )
        rows = sorted(zip(tally.recalls, tally.precisions, documents, strict=True), key=lambda row: row[0] + row[1])
        for recall, precision, (path, tables) in rows[: arguments.worst]:
            print(f"    {path.name}: precision {precision:.4f}, recall {recall:.4f} of {len(tables)} tables")
    print("".join(f"{fault}\n" for fault in faults), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
