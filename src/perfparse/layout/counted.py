"""Tables of bars whose lines are no rows: a row ends where it has as many bars as all others.

So it looks where each cell of a web page's table was written with line ends around it, and `|` between cells:

    |
    指标名称 |
    指标值 |
    ||
    |
    培训人数 |

The number of bars a row is not printed. It is the one by which the lines come out as rows, with none left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

BARS = re.compile(r"[|｜│┃]")
_LINE = re.compile(r"[^\n]*\n?")
_FEWEST = 4  # rows
_NARROWEST, _WIDEST = 4, 40  # bars a row
_PARTS = 1.6  # lines a row, on the average: below, lines are the rows
_KEPT = 0.9  # of the bars that stand in whole rows
_MOST_LINES = 20_000
_MOST_BARS = 200  # in a line


def row_starts(text: str) -> frozenset[int]:
    """The offsets of the lines that begin a row; empty where no number of bars a row explains the text."""
    lines = [
        (match.start(), sum(1 for _ in islice(BARS.finditer(match[0]), _MOST_BARS)), bool(match[0].strip()))
        for match in islice(_LINE.finditer(text), _MOST_LINES)
    ]
    bars = sum(count for _, count, _ in lines)
    best: list[int] = []
    for number in range(_NARROWEST, _WIDEST + 1):
        if number * _FEWEST > bars:
            break
        found = list(_rows(lines, number))
        whole = len(found) * number >= _KEPT * bars
        if len(found) >= _FEWEST and whole and len(found) > len(best):
            best = found
    begun = sum(count > 0 for _, count, _ in lines)
    return frozenset(best) if best and begun >= _PARTS * len(best) else frozenset()


def _rows(lines: Sequence[tuple[int, int, bool]], number: int) -> Iterator[int]:
    """Where rows of `number` bars begin, each of whole lines; a row that gets too many bars is none, and is left."""
    at = 0
    while at < len(lines):
        taken, seen = at, 0
        while taken < len(lines) and seen < number and (lines[taken][1] or (seen and lines[taken][2])):
            seen += lines[taken][1]
            taken += 1
        if seen == number and lines[at][1]:
            yield lines[at][0]
            at = taken
        else:
            at += 1
