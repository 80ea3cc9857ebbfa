"""How well and how fast quantities are read: perfparse beside recognizers-text, jionlp, cn2an and quantulum3.

    python benchmarks/quantities.py
    python benchmarks/quantities.py --speed

Needs the development sets beside the checkout as ../shared, and `pip install '.[bench-quantities]'` for the others; one
that is not installed is left out.

Without an option, the target and actual cells of the seed and of the corpus (without `long`) are read one by one, and
what is read is held against the gold, cell by cell: the value alone, the value with its unit, the value with its unit
and bound. Cells whose number takes its unit from elsewhere are left out, because the cell alone does not say it. Of a
range the lower end counts. Of the others' units the printed one is taken, without 万 and 亿, where the library reads
one; none of them reads bounds. What the gold does not score is not counted for anybody.

With --speed, the same texts are read by perfparse, recognizers-text and jieba in turn; and hostile texts of two lengths
show whether time grows with the length alone. Exits 1 when it does not.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import logging
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from perfparse import quantities
from timing import judge

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

Said = tuple[Decimal, str | None, str | None]
"""A value, its unit and its bound; None for what a library does not say."""
Read = Callable[[str], list[Said]]

_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_NUMERAL = re.compile(r"^[\d.,，\s〇零一二两三四五六七八九十百千万亿半]+")


# the readers


def perfparse(text: str) -> list[Said]:
    return [(Decimal(one.value), one.base_unit, one.bound) for one in quantities.parse(text)]


def recognizers() -> Read:
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension

    united = (recognize_percentage, recognize_currency, recognize_dimension, recognize_age)

    def read(text: str) -> list[Said]:
        found: dict[int, Said] = {}
        for recognize in (recognize_number, *united):  # what has a unit replaces the bare number
            for one in recognize(text, Culture.Chinese):
                value = _decimal(str((one.resolution or {}).get("value", "")).rstrip("%"))
                if value is not None:
                    found[one.start] = (value, None if recognize is recognize_number else _unit(one.text), None)
        return list(found.values())

    return read


def jionlp() -> Read:
    import jionlp

    def read(text: str) -> list[Said]:
        found: list[Said] = []
        for one in jionlp.ner.extract_money(text, with_parsing=True):
            numbers = one["detail"]["num"]
            value = _decimal(numbers if isinstance(numbers, str) else numbers[0])
            if value is not None:
                found.append((value, one["detail"]["case"], None))
        try:
            times = jionlp.ner.extract_time(text, with_parsing=False)
        except ValueError:
            times = []  # it stops at some texts
        for one in times:
            numeral = _NUMERAL.match(one["text"])
            if one["type"] == "time_delta" and numeral and (value := _decimal(numeral[0])) is not None:
                found.append((value, _unit(one["text"]), None))
        return found

    return read


def cn2an() -> Read:
    from cn2an import transform

    def read(text: str) -> list[Said]:
        return [(Decimal(number), None, None) for number in _ARABIC.findall(transform(text, "cn2an"))]

    return read


def quantulum3() -> Read:
    from quantulum3 import parser

    def read(text: str) -> list[Said]:
        return [(Decimal(str(one.value)), _unit(one.surface), None) for one in parser.parse(text)]

    return read


OTHERS: dict[str, Callable[[], Read]] = {
    "recognizers-text": recognizers,
    "jionlp": jionlp,
    "cn2an": cn2an,
    "quantulum3": quantulum3,
}


def readers() -> Iterator[tuple[str, Read]]:
    yield "perfparse", perfparse
    for name, load in OTHERS.items():
        try:
            with _quiet():
                read = load()
        except ImportError as error:
            print(f"{name}: not installed ({error})")
            continue
        yield name, read


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Libraries greet and warn; the table is what is wanted."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _unit(printed: str) -> str:
    """The unit of a surface: what is left without the number, 万 and 亿."""
    return _NUMERAL.sub("", printed).strip("余多几 ")


# right and wrong


@dataclass(frozen=True)
class Cell:
    text: str
    want: list[Said]
    ignored: tuple[str, ...]


def cells() -> list[Cell]:
    found = []
    for path in (SHARED / "seed" / "gold.json", *sorted(SHARED.glob("corpus/[0-9]*/gold.json"))):
        gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for at, row in enumerate(gold["rows"], 1):
            for field in ("target", "actual"):
                place = (str(row.get("id", at)), field)
                here = [one for one in gold["quantities"] if (one["row"], one["field"]) == place]
                if row.get(field) and not any(one.get("inherited") for one in here):
                    want: list[Said] = [(Decimal(one["value"]), one["unit"], one["bound"]) for one in here]
                    found.append(Cell(row[field], want, tuple(gold.get("not_scored", ()))))
    return found


def counts(read: Read, cell: Cell, parts: int) -> tuple[int, int, int]:
    """Right, found and wanted of a cell, looking at so many of value, unit and bound."""
    text = cell.text
    for name in cell.ignored:
        text = text.replace(name, "，")
    want, got = (
        Counter((value.normalize(), *(unit, bound)[: parts - 1]) for value, unit, bound in said)
        for said in (cell.want, read(text))
    )
    return (want & got).total(), got.total(), want.total()


def accuracy() -> None:
    every = cells()
    print(f"{len(every)} cells, {sum(len(cell.want) for cell in every)} quantities")
    print(f"{'':18}{'value':>24}{'value and unit':>24}{'value, unit, bound':>24}")
    print(f"{'':18}" + f"{'P':>10}{'R':>7}{'F1':>7}" * 3)
    for name, read in readers():
        line = f"{name:18}"
        for parts in (1, 2, 3):
            with _quiet():
                sums = [sum(column) for column in zip(*(counts(read, cell, parts) for cell in every), strict=True)]
            right, found, wanted = sums
            precision, recall = (right / found if found else 0.0), right / wanted
            both = 2 * right / (found + wanted)
            line += f"{precision:10.3f}{recall:7.3f}{both:7.3f}" if right else f"{'-':>10}{'-':>7}{'-':>7}"
        print(line, flush=True)


# speed

HOSTILE = (
    "9",
    "万",
    "一",
    "（",
    "“",
    "1、",
    "1-",
    "每1",
    "1元/人",
    "1,",
    "5（8）",
    "±1",
    "1+",
    "CT1",
    "（万元）1",
    "率1，",
)
_SHORT, _TIMES = 40_000, 10


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes of the processor's time, so that a busy machine counts less."""
    gc.collect()
    began = time.process_time()
    action()
    return time.process_time() - began


def speed() -> int:
    seed = next(SHARED.glob("seed/*.txt")).read_text(encoding="utf-8")
    dense = "\n".join(cell.text for cell in cells())[:20_000]
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    jieba.initialize()
    peer: Read | None = None
    with contextlib.suppress(ImportError):
        peer = recognizers()
    for name, text in (("running text (the seed)", seed), ("cells, a number every 13 characters", dense)):
        size = len(text.encode())
        read, part = partial(quantities.read, text), text[:2000]
        rows = [(seconds(read), seconds(partial(jieba.lcut, text))) for _ in range(9)]
        own = [row[0] for row in rows]
        print(f"{name}: {size / median(own) / 1e6:.2f} MB a second, {size / min(own) / 1e6:.2f} at best")
        print(f"    jieba.lcut takes {median(cut / mine for mine, cut in rows):.1f} times as long")
        if peer is not None:
            ratios = [seconds(partial(peer, part)) / seconds(partial(quantities.read, part)) for _ in range(3)]
            print(f"    recognizers-text takes {median(ratios):.0f} times as long, on 2000 characters", flush=True)
    print(f"hostile texts, the time of {_TIMES} times the length:")
    good = [_linear(piece) for piece in HOSTILE]
    for piece in ("9", "万", "（"):
        print(f"    a million {piece}: {seconds(partial(quantities.read, piece * 1_000_000)):.2f} s")
    return 0 if all(good) else 1


def _linear(piece: str) -> bool:
    def best(times: int) -> float:
        return min(seconds(partial(quantities.read, piece * times)) for _ in range(3))

    return judge(piece, [best(_SHORT * _TIMES) / best(_SHORT)], 2 * _TIMES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--speed", action="store_true", help="time instead of accuracy")
    args = parser.parse_args()
    if not (SHARED / "seed" / "gold.json").exists():
        sys.exit("quantities: the development sets are not here (../shared)")
    if args.speed:
        return speed()
    accuracy()
    return 0


if __name__ == "__main__":
    sys.exit(main())
