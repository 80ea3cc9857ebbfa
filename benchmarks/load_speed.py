"""How many reports a second `perfparse load` puts into each target, new and again without a change.

    python benchmarks/load_speed.py [--reports N] [--into postgresql://user@host/database]

The reports are those of the samples, over and over under other names. A PostgreSQL database is measured where its URL
is given; it must be empty.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import cycle, islice
from pathlib import Path

from perfparse import sinks
from perfparse.batch import loading
from timing import seconds

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "samples").glob("*.expected.json"))


def rate(found: list[loading.Found], target: sinks.Target) -> float:
    """Reports a second."""
    return len(found) / seconds(lambda: loading.load(found, target, print, lambda _: None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200, help="how many (200)")
    parser.add_argument("--into", metavar="URL", help="an empty PostgreSQL database")
    arguments = parser.parse_args()
    paths = enumerate(islice(cycle(SAMPLES), arguments.reports))
    found = [loading.Found(path, f"{number}/{path.name}") for number, path in paths]
    with tempfile.TemporaryDirectory() as folder:
        places = [f"{folder}/archive{sink.suffixes[0]}" for sink in sinks.SINKS if not sink.url]
        for place in [*places, *([arguments.into] if arguments.into else [])]:
            target = sinks.target(place)
            new, again = rate(found, target), rate(found, target)
            print(f"{target.sink.name}: {new:.0f} reports a second, {again:.0f} unchanged", flush=True)


if __name__ == "__main__":
    main()
