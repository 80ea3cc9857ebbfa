"""How fast PDFs are read, as ratios to pdfplumber and to pdfium's own floor: `python benchmarks/speed.py pdf`.

Two documents: the long one of ../shared/corpus, and one that Chromium prints for the run. Without ../shared, Chromium's
stands in for both; without Chromium, only the long one is measured.

- *reading and tables* is `readers.pdf.sheets` with `layout.lattice.page` on every page; *to JSON* is the whole way,
  `perfparse.parse(data).to_json()`.
- *pdfplumber* is `extract_tables()` with its default settings on an open document, page by page, each page closed
  after it. It takes long on the long document. There it reads every eighth page, in each round the next ones, after
  one page more that loads what pages share and is not counted; times a page are compared. Opening the file is in our
  time and not in its.
- *floor* is what pdfium takes at the least: load the page, load its text, count the characters, close both.
- *memory* is the peak of a new process that reads a document, and that peak once its report is written as JSON, each
  less what the report itself takes then; the larger counts. What the report takes is told by tracemalloc in another
  new process, which reads the report back from its JSON: what Python holds for it, and at most while it is written.
  So what is left are the program, pdfium, the document, and all that reading needs beside the report. Peaks are VmHWM
  of Linux; `ru_maxrss` would show the parent's peak where that was higher.
- *growth* is the time of 200 pages to that of the same pages in four documents of 50.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import chromium_pdf
from timing import environment, judge, seconds, start

ROOT = Path(__file__).resolve().parents[1]
LONG = ROOT.parent / "shared" / "corpus" / "long" / "input.pdf"

FLOOR = 3.0  # reading and tables, times pdfium's floor
MEMORY = 40.0  # MB that 200 pages may take more than 6, beside the report
GROWTH = 1.3  # time a page of 200 pages to that of 50
COLD = 1.0  # convert of 6 pages in a new process, times pdfplumber in another
FEW, SOME, MANY = 6, 50, 200  # pages
REPORTS = 18  # of Chromium's document: 60 pages
REPORTS_MANY = 65  # of the one that stands in for the long document: 210 pages


@dataclass(frozen=True, slots=True)
class Source:
    """A document to measure on, its limits, and how many of its pages pdfplumber reads: every so manyth."""

    name: str
    path: Path
    tables: float  # reading and tables: so many times faster than pdfplumber
    whole: float  # to JSON
    step: int


# what is measured


def read_tables(data: bytes) -> int:
    """Read a document and find its tables; returns how many pages it has."""
    from perfparse.layout import lattice
    from perfparse.readers import pdf

    pages = 0
    for sheet in pdf.sheets(data):
        lattice.page(sheet)
        pages += 1
    return pages


def to_json(data: bytes) -> str:
    """The whole way. What perfparse remembers of earlier texts is forgotten first."""
    import perfparse
    from perfparse.language import words

    words.crossing.cache_clear()
    return perfparse.parse(data, "report.pdf").to_json()


def floor(data: bytes) -> int:
    """The least that pdfium takes to know a document's characters; returns how many there are."""
    raw: Any = importlib.import_module("pypdfium2.raw")
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    count = 0
    for number in range(raw.FPDF_GetPageCount(document)):
        page = raw.FPDF_LoadPage(document, number)
        text = raw.FPDFText_LoadPage(page)
        count += raw.FPDFText_CountChars(text)
        raw.FPDFText_ClosePage(text)
        raw.FPDF_ClosePage(page)
    raw.FPDF_CloseDocument(document)
    return count


def plumb(path: Path, step: int, offset: int = 0) -> float:
    """pdfplumber's seconds a page: of every page, or of every `step`th after one that is not counted."""
    pdfplumber: Any = importlib.import_module("pdfplumber")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings would take time of their own

    def extract(pages: list[Any]) -> None:
        for page in pages:
            page.extract_tables()
            page.close()

    with pdfplumber.open(path) as pdf:
        pages = pdf.pages
        if step > 1:
            extract(pages[:1])
            pages = pages[offset % step :: step]
        return seconds(partial(extract, pages)) / len(pages)


def pairs(source: Source, rounds: int) -> list[bool]:
    """Reading and tables, and the whole way, beside pdfplumber and the floor."""
    data = source.path.read_bytes()
    pages = read_tables(data)
    to_json(data)  # loads what is loaded once
    columns: list[list[float]] = [[], [], [], []]
    for turn in range(rounds):
        ours, bare = seconds(partial(read_tables, data)), seconds(partial(floor, data))
        theirs, whole = plumb(source.path, source.step, turn), seconds(partial(to_json, data))
        for column, took in zip(columns, (ours / pages, bare / pages, theirs, whole / pages), strict=True):
            column.append(took)
    ours, bare, theirs, whole = (median(column) * 1000 for column in columns)
    sample = f" (of every {source.step}th)" if source.step > 1 else ""
    print(f"{source.name}, {pages} pages; ms a page: reading and tables {ours:.2f}, to JSON {whole:.2f}, ", end="")
    print(f"pdfplumber.extract_tables{sample} {theirs:.2f}, pdfium's floor {bare:.2f}")
    rows = list(zip(*columns, strict=True))
    tables, wholes, floors = [r[2] / r[0] for r in rows], [r[2] / r[3] for r in rows], [r[0] / r[1] for r in rows]
    return [
        judge("reading and tables, times faster than pdfplumber", tables, source.tables, at_least=True),
        judge("reading and tables, to pdfium's floor", floors, FLOOR),
        judge("to JSON, times faster than pdfplumber", wholes, source.whole, at_least=True),
    ]


# memory

CONVERT = """import sys
import perfparse
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "w", encoding="utf-8") as target:
    report = perfparse.parse(source.read(), "report.pdf")
    print(peak())
    target.write(report.to_json())
print(peak())
"""
HOLD = """import gc, sys, tracemalloc
from perfparse.model.report import Report
with open(sys.argv[1], "rb") as source:
    data = source.read()
tracemalloc.start()
report = Report.model_validate_json(data)
gc.collect()
print(tracemalloc.get_traced_memory()[0] / 2**20)
tracemalloc.reset_peak()
report.to_json()
print(tracemalloc.get_traced_memory()[1] / 2**20)
"""


def memory(cuts: dict[int, Path], folder: Path) -> list[bool]:
    """Whether reading many pages takes more memory than few, beside the report."""
    if not Path("/proc/self/status").exists():
        print("memory: only measured on Linux")
        return []
    env, rest = environment(folder), []
    for count in (FEW, MANY):
        target = folder / f"memory-{count}.json"
        read, written = map(float, start([sys.executable, "-c", CONVERT, str(cuts[count]), str(target)], env).split())
        held, writing = map(float, start([sys.executable, "-c", HOLD, str(target)], env).split())
        rest.append(max(read - held, written - writing))
        print(f"memory, {count} pages, MB: peak {read:.0f}, of which the report {held:.0f}; ", end="")
        print(f"written as JSON {written:.0f}, of which {writing:.0f}; rest {rest[-1]:.0f}")
    return [judge("rest of many pages over that of few, MB", [rest[1] - rest[0]], MEMORY, wrong="TOO MUCH")]


# growth, and a new process


def growth(many: Path, blocks: list[Path], rounds: int) -> list[bool]:
    """Time a page as documents grow: the same pages in one document and in several."""
    whole, parts = many.read_bytes(), [block.read_bytes() for block in blocks]
    good = []
    for name, action in (("reading and tables", read_tables), ("to JSON", to_json)):
        ratios = []
        for _ in range(rounds):
            short = sum(seconds(partial(action, part)) for part in parts)
            ratios.append(seconds(partial(action, whole)) / short)
        good.append(judge(f"{name}, time a page, {MANY} pages to {SOME}", ratios, GROWTH))
    return good


PLUMB = """import sys
import pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        page.extract_tables()
        page.close()
"""


def cold(path: Path, folder: Path, rounds: int) -> list[bool]:
    """`perfparse convert` in a new process beside pdfplumber in another."""
    env = environment(folder)
    command = str(Path(sys.executable).with_name("perfparse"))
    # the cut may go through a report, which then is partial: exit code 1
    mine = partial(start, [command, "convert", str(path), "-o", str(folder / "cold.json")], env, (0, 1))
    theirs = partial(start, [sys.executable, "-c", PLUMB, str(path)], env)
    mine()
    theirs()
    if not json.loads((folder / "cold.json").read_text(encoding="utf-8"))["records"]:
        sys.exit(f"speed: convert finds no record in {path.name}")
    times = [(seconds(mine), seconds(theirs)) for _ in range(rounds)]
    first, second = (median(column) for column in zip(*times, strict=True))
    print(f"new process, {FEW} pages: perfparse convert {first:.3f} s, pdfplumber.extract_tables {second:.3f} s")
    return [judge("convert, cold, to pdfplumber", [one / other for one, other in times], COLD)]


# the documents


def cut(path: Path, target: Path, first: int, count: int) -> Path:
    """Write `count` pages from the one numbered `first`, counted from 0, to a file of their own."""
    pikepdf: Any = importlib.import_module("pikepdf")
    with pikepdf.open(path) as source, pikepdf.new() as pages:
        if len(source.pages) < first + count:
            sys.exit(f"speed: {path.name} has {len(source.pages)} pages, {first + count} are needed")
        pages.pages.extend(source.pages[first : first + count])
        pages.save(target)
    return target


def sources(folder: Path) -> Iterator[Source]:
    """The documents there are; the first is the one that memory, growth and a new process are measured on."""
    if LONG.exists():
        yield Source("long", LONG, tables=15.0, whole=8.0, step=8)
    if chromium_pdf.browser() is None:
        print("Chromium is not installed: its PDF is not measured")
        return
    path = folder / "chromium.pdf"
    chromium_pdf.make(path, REPORTS if LONG.exists() else REPORTS_MANY)
    yield Source("Chromium", path, tables=5.0, whole=3.0, step=1 if LONG.exists() else 8)


def run(rounds: int) -> bool:
    """Measure all, print each figure beside its limit; says whether all are good."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            documents = list(sources(folder))
        except OSError as error:
            sys.exit(f"speed: {error}")
        if not documents:
            sys.exit("speed: neither ../shared nor Chromium: nothing to measure PDFs on")
        good = [verdict for source in documents for verdict in pairs(source, rounds)]
        base = documents[0].path
        cuts = {count: cut(base, folder / f"{count}.pdf", 0, count) for count in (FEW, MANY)}
        blocks = [cut(base, folder / f"{SOME}-{at}.pdf", at, SOME) for at in range(0, MANY, SOME)]
        good += memory(cuts, folder)
        good += growth(cuts[MANY], blocks, min(rounds, 3))
        good += cold(cuts[FEW], folder, rounds)
    return all(good)
