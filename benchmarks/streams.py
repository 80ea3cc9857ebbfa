"""How well rows come back out of made-up forms whose columns are gone, by form and by what the extractor left.

    python benchmarks/streams.py [--forms N]

Forms, rows, widths and levels are drawn anew by a fixed seed (tests/cell_streams.py); no rule was made by looking at
them. A row counts where every cell is right. Of the rows read wrong, the share that is doubted (confidence under 0.8)
tells what confidence is worth.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import perfparse  # noqa: E402
from cell_streams import FORMS, STYLES, Stream, made  # noqa: E402
from perfparse.model.report import Record  # noqa: E402

_DOUBTED = 0.8
_TEXTS = ("indicator", "target", "actual", "reason")


def said(record: Record, key: str) -> str | None:
    """A cell of a record without white space."""
    value = getattr(record, key)
    text = value.text if key in _TEXTS and value is not None else value
    return "".join(text.split()) if text else None


def read_back(stream: Stream) -> tuple[int, int, int, int, int]:
    """Rows right, rows; rows read wrong, those of them doubted, right rows doubted."""
    records = {said(record, "indicator"): record for record in perfparse.parse(stream.text.encode()).records}
    right = wrong = caught = alarms = 0
    for row in stream.rows:
        record = records.get(row["indicator"])
        if record is None:
            continue
        good = all(
            said(record, key) == (None if value == "无" and said(record, key) is None else value)
            for key, value in row.items()
        )
        right += good
        wrong += not good
        caught += not good and record.confidence < _DOUBTED
        alarms += good and record.confidence < _DOUBTED
    return right, len(stream.rows), wrong, caught, alarms


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=20, metavar="N", help="how many forms of each kind")
    args = parser.parse_args()
    total = [0] * 5
    for form in FORMS:
        for style in STYLES:
            sums = [0] * 5
            for seed in range(args.forms):
                for at, value in enumerate(read_back(made(seed, form, style))):
                    sums[at] += value
            total = [mine + more for mine, more in zip(total, sums, strict=True)]
            print(f"{form}, {style}: rows {sums[0] / sums[1]:.4f} ({sums[0]}/{sums[1]})")
    right, rows, wrong, caught, alarms = total
    print(f"all: rows {right / rows:.4f} ({right}/{rows}); doubted: {caught}/{wrong} wrong, {alarms}/{right} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
