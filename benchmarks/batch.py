"""What a batch costs beside the reading itself: throughput by workers, cost a document, memory over many.

    python benchmarks/batch.py [--documents N]

N small web pages, each another, are read by one worker and by two. The runner's own cost is the processor time, of
all its processes, of a batch whose documents are read by a function that does nothing, less that of a shorter one. It
is held against that of `perfparse.parse` of a text of one page. A limit that is passed makes the exit code 1. Run it
on a machine that does nothing else: with others at work on its cores, two workers gain less.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import mean
from time import perf_counter

import psutil

from timing import judge

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]  # workers look there, too

import perfparse  # noqa: E402
from batch_documents import page, write  # noqa: E402
from perfparse.batch import manifest, runner  # noqa: E402
from perfparse.batch.model import Settings  # noqa: E402
from perfparse.batch.sources import find  # noqa: E402
from perfparse.model.report import Report  # noqa: E402
from perfparse.readers import Options  # noqa: E402

GAIN = 1.6  # throughput of two workers to that of one
OWN = 0.1  # the runner's cost a document, to parsing a text of one page
GROWTH = 1.05  # memory at the end to that earlier
PAGE = ROOT / "samples" / "yanxi-transit-2022.txt"
ROUNDS = 10
FEW, MANY = 200, 2000  # documents of the two batches that do nothing


@cache
def _ready() -> Report:
    return perfparse.parse(page(1))


def nothing(data: bytes, name: str, options: Options) -> Report:  # noqa: ARG001  (as a batch calls it)
    """A report that costs no reading."""
    return _ready()


def batch(source: Path, out: Path, settings: Settings) -> list[float]:
    """Run a batch; this process's memory in MB after each tenth of it."""
    own = psutil.Process()
    documents = list(find([str(source)]))
    step = max(1, len(documents) // 10)
    held = []
    for number, _ in enumerate(runner.run(documents, out, settings), 1):
        if number % step == 0:
            held.append(own.memory_info().rss / (1 << 20))
    return held


def processor(action: Callable[[], object]) -> float:
    """The processor time of an action, here and in the processes that it started and ended."""

    def spent() -> float:
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)

    began = spent()
    action()
    return spent() - began


def flat(source: Path, out: Path) -> list[bool]:
    """Whether the memory of this process and of two workers stays the same over all documents."""
    held = batch(source, out, Settings(workers=2))
    peaks = [row.memory_mb for row in manifest.read(out)]
    tenth, middle = len(peaks) // 10, len(peaks) // 2
    print(f"{len(peaks)} documents, 2 workers; this process {held[-1]:.0f} MB")
    worker = mean(peaks[-tenth:]) / mean(peaks[middle - tenth : middle])  # by then what the stages remember is full
    return [
        judge("this process's memory, end to a tenth", [held[-1] / held[0]], GROWTH),
        judge("the workers' memory, last tenth to the fifth", [worker], GROWTH),
    ]


def throughput(folder: Path, count: int) -> bool:
    """Documents a second of two workers to those of one, in turn, so that what else the machine does hits both."""
    source = folder / "some"
    write(source, count // ROUNDS)
    gains = []
    for number in range(ROUNDS):
        rates = []
        for workers in (1, 2):
            out = folder / f"out{number}-{workers}"
            began = perf_counter()
            batch(source, out, Settings(workers=workers))
            rates.append(count / ROUNDS / (perf_counter() - began))
            shutil.rmtree(out)
        print(f"{count // ROUNDS} documents: {rates[0]:.0f} and {rates[1]:.0f} a second")
        gains.append(rates[1] / rates[0])
    return judge("two workers to one", gains, GAIN, at_least=True)


def own_cost(folder: Path) -> bool:
    """What the runner spends on a document, to what reading a page of text takes."""
    settings = Settings(workers=2, parse="batch:nothing")
    spent = []
    for count in (FEW, MANY):
        few = folder / f"few{count}"
        write(few, count)
        spent.append(processor(lambda few=few: batch(few, folder / f"out-{few.name}", settings)))  # type: ignore[misc]
    own = (spent[1] - spent[0]) / (MANY - FEW)
    perfparse.parse(PAGE)
    times = 50
    parse = processor(lambda: [perfparse.parse(PAGE).to_json() for _ in range(times)]) / times
    print(f"the runner's own {own * 1000:.2f} ms a document; parsing {PAGE.name} {parse * 1000:.2f} ms")
    return judge("the runner's cost to parsing a page", [own / parse], OWN)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000, help="how many are read (10000)")
    count = parser.parse_args().documents
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "in", count)
        good = [own_cost(folder), throughput(folder, count), *flat(folder / "in", folder / "out")]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
