"""Which rows a merged label stands beside.

A label stands in the middle of its rows, or beside the first of them; the document shows which. Labels of one level
follow each other without a gap, those of the second level within those of the first. Where a label has its weight
printed with it, its rows' weights sum to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from perfparse.layout.bands.levels import LEVEL1, LEVEL2, Label
from perfparse.layout.bands.words import band_words

_OFF = 1.0  # nats for each half line by which a label misses the middle of its rows
_PARTED = 1.0  # it stands in the middle of the part on its page
_WRONG_SUM = 6.0
_WRONG_PARENT = 5.0
_MOST_OFF = 12.0


@dataclass(frozen=True, slots=True)
class Extent:
    """A row's height: its first and last line in half lines from the table's top, its page, and its weight."""

    top: float
    bottom: float
    page: int
    weight: float | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A label beside rows `first` to `last` (exclusive)."""

    label: Label
    first: int
    last: int


_Cost = Callable[[int, int, int], float]
"""What it costs that the k-th label stands beside rows from the second to the third number (exclusive)."""


def place(
    labels: Sequence[Label], middles: Sequence[tuple[float, int]], rows: Sequence[Extent]
) -> tuple[list[Placed], float]:
    """The rows of every label of both levels, and by how many nats that is cheaper than the next way.

    `middles` has the height and the page of each label's middle.
    """
    if not rows:
        return [], inf
    ways: list[tuple[float, list[Placed]]] = []
    for beside_first in (False, True):
        ways += _nested(labels, middles, rows, beside_first=beside_first)
    ways.sort(key=lambda way: way[0])
    best = ways[0]
    other = next((cost for cost, placed in ways if _said(placed) != _said(best[1])), inf)
    return best[1], other - best[0]


def _said(placed: Sequence[Placed]) -> set[tuple[str, str, int, int]]:
    return {(one.label.track, one.label.text, one.first, one.last) for one in placed}


def _nested(
    labels: Sequence[Label], middles: Sequence[tuple[float, int]], rows: Sequence[Extent], *, beside_first: bool
) -> list[tuple[float, list[Placed]]]:
    """The first level's ends among the second's, or the second level within the first."""
    upper = [at for at, label in enumerate(labels) if label.track == LEVEL1]
    lower = [at for at, label in enumerate(labels) if label.track == LEVEL2]

    def cost(at: int, first: int, last: int) -> float:
        found = _stands(middles[at], rows, first, last, beside_first=beside_first)
        weight = labels[at].weight
        if weight is not None:
            weights = [row.weight for row in rows[first:last] if row.weight is not None]
            found += _WRONG_SUM * (abs(sum(weights) - weight) > 0.01) if weights else 0.0
        return found

    def upper_cost(at: int, first: int, last: int) -> float:
        low, high = rows[first].top - 1, rows[last - 1].bottom + 1
        inside = [labels[other].name for other in lower if low <= middles[other][0] <= high]
        return cost(at, first, last) + _WRONG_PARENT * sum(_strange(labels[at].name, name) for name in inside)

    ends = set(range(1, len(rows) + 1))
    found: list[tuple[float, list[Placed]]] = []
    second_cost, second = _tile(lower, ends, len(rows), cost)
    first_cost, first = _tile(upper, {last for _, last in second} or ends, len(rows), upper_cost)
    found.append((second_cost + first_cost, _made(labels, upper, first) + _made(labels, lower, second)))
    first_cost, first = _tile(upper, ends, len(rows), upper_cost)
    parts: list[Placed] = []
    total = first_cost
    for group, (start, end) in enumerate(first):
        inside = _inside(lower, middles, rows, first, group)
        more, spans = _tile(inside, set(range(start + 1, end + 1)), end, cost, start)
        total += more
        parts += _made(labels, inside, spans)
    if first and sum(part.label.track == LEVEL2 for part in parts) == len(lower):
        found.append((total, _made(labels, upper, first) + parts))
    return found


def _inside(
    lower: Sequence[int],
    middles: Sequence[tuple[float, int]],
    rows: Sequence[Extent],
    groups: Sequence[tuple[int, int]],
    group: int,
) -> list[int]:
    """The second-level labels whose middles lie within a first level's rows."""
    start, end = groups[group]
    low = -inf if group == 0 else (rows[start - 1].bottom + rows[start].top) / 2
    high = inf if group == len(groups) - 1 else (rows[end - 1].bottom + rows[end].top) / 2
    return [at for at in lower if low <= middles[at][0] < high]


def _made(labels: Sequence[Label], chosen: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[Placed]:
    return [Placed(labels[at], first, last) for at, (first, last) in zip(chosen, spans, strict=False)]


def _tile(
    chosen: Sequence[int], ends: set[int], count: int, cost: _Cost, start: int = 0
) -> tuple[float, list[tuple[int, int]]]:
    """Give rows `start` to `count` to labels in order, each at least one row, such that it is cheapest."""
    if not chosen:
        return 0.0, []
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {start: (0.0, [])}
    for number, at in enumerate(chosen):
        after: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        last_label = number == len(chosen) - 1
        for first, (so_far, spans) in best.items():
            for last in range(first + 1, count + 1):
                if last not in ends or (last_label and last != count):
                    continue
                total = so_far + cost(at, first, last)
                if total < after.get(last, (inf, []))[0]:
                    after[last] = total, [*spans, (first, last)]
        best = after
    return best.get(count, (inf, []))


def _stands(middle: tuple[float, int], rows: Sequence[Extent], first: int, last: int, *, beside_first: bool) -> float:
    """What it costs that a label stands where it does beside rows `first` to `last`."""
    height, page = middle
    if beside_first:
        row = rows[first]
        return min(_MOST_OFF, _OFF * max(0.0, row.top - height, height - row.bottom))
    whole = abs(height - (rows[first].top + rows[last - 1].bottom) / 2)
    part = [row for row in rows[first:last] if row.page == page]
    if part and rows[first].page != rows[last - 1].page:
        whole = min(
            whole, _PARTED + abs(height - (part[0].top + part[-1].bottom) / 2), _PARTED + abs(height - part[0].top)
        )
    return min(_MOST_OFF, _OFF * whole)


def _strange(first: str, second: str) -> bool:
    """Whether a second level is known to stand under another first level."""
    for parent, names in band_words().under.items():
        if any(name in second for name in names):
            return parent not in first and any(other in first for other in band_words().under)
    return False
