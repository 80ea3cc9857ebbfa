"""How wide the columns are, worked out from the lines.

Where a line surely goes on in the next, the column is at least as wide as the line, and too narrow for the line
with the next word. Each such join gives an interval; where many intervals meet is a column's width. Which width
is which column's follows from the order in which they occur, that of the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import inf, log

from perfparse.layout.costs import LAST, SENTENCE
from perfparse.layout.decode import Step
from perfparse.layout.joins import Joins
from perfparse.layout.measure import lead, width
from perfparse.layout.slices import Slice, Sliced
from perfparse.model.ir import Role

_SURE = 1.5  # nats by which a join must lean to one cell for its line to count as full
_WIDEST = 4  # peaks that are looked at: a table has few widths of wrapping text
_MISS = 2.0  # an em by which a column's width misses a run's interval
_MOST = 6.0
_MOST_UNKNOWN = 1.2
_UNKNOWN_WIDTH = 30.0
_WIDEST_GOAL = 14.0  # em
_GOAL_SHARE = 0.75  # of the widest column's width: goals are narrower
_FIRST_ROW = 2  # runs of a first row's name and target
_ODD_ORDER = 1.0  # names stand in narrower columns than what was done
_GOAL_RUNS = 10  # runs that tell the goals' widths
_RUNS = 28  # runs that decide the order: more would only say the same again
_NO_ROWS = 20.0
_NEAR = 0.6  # em: peaks nearer to a commoner one are the same with figures or punctuation in the line
_NARROWEST = 4.5  # em: no column of wrapped text is narrower
_MAY_GO_ON = 0.3  # a run may break off before its cell does
_CLAUSES_IN_NAME = 1.5
_CLAUSES = frozenset("，。；")
_HEADER = 1.5


@dataclass(frozen=True, slots=True)
class Interval:
    """A column's width lies between these, in em: `low` included, `high` not."""

    low: float
    high: float

    def miss(self, value: float) -> float:
        """By how much `value` lies outside."""
        return max(0.0, self.low - value, value - self.high)


def guesses(
    sliced: Sequence[Sliced], joins: Joins, roles: Sequence[Role], header: Sequence[Sequence[str]], most: int
) -> list[tuple[float, ...]]:
    """The `most` likeliest widths in em by column, likeliest first; `inf` where nothing tells.

    `header` has the lines of each column's header cell.
    """
    runs = _runs(sliced, joins)
    peaks = _peaks(runs)
    if not peaks:
        return [(inf,) * len(roles)]
    wide_from = min(_GOAL_SHARE * max(peaks), _WIDEST_GOAL)
    first_wide = next((at for at, run in enumerate(runs) if run.interval.low > wide_from), len(runs))
    skipped = max(0, first_wide - _FIRST_ROW - _GOAL_RUNS)
    runs, first_wide = runs[skipped : skipped + _RUNS], first_wide - skipped
    told = [_told(cell) for cell in header]
    if len(peaks) < 4:
        peaks.append(inf)  # a column may not wrap at all
    fits = [[_fit(run.interval, peak) for peak in peaks] for run in runs]
    looks = [[_look(run, role) for role in roles] for run in runs]
    rows, goals = max(2.0, len(runs) / 4), roles.count("goal")
    odd = [[_HEADER * (cell is not None and cell.miss(peak) > 0.7 and peak < inf) for peak in peaks] for cell in told]
    zone = _zone(fits[: max(1, first_wide - _FIRST_ROW)], odd[:goals], peaks)
    options = []
    for rest in product(range(len(peaks)), repeat=min(3, len(roles) - goals)):
        option = (*zone, *rest, *(0,) * (len(roles) - goals - len(rest)))
        wide = [min(peaks[at], _UNKNOWN_WIDTH) for at in option[goals:]]
        cost = sum(column[at] for column, at in zip(odd, option, strict=True))
        cost += _ODD_ORDER * sum(right < left for left, right in pairwise(wide))
        options.append((cost + rows * sum(map(log, wide)), option))
    ranked: list[tuple[float, tuple[int, ...]]] = []
    limit = inf
    for start, option in sorted(options):
        if start >= limit:
            break
        cost = _order_cost(fits, looks, option, goals, start, limit)
        if cost < limit:
            ranked = sorted([*ranked, (cost, option)])[:most]
            limit = ranked[-1][0] if len(ranked) == most else inf
    return [tuple(peaks[at] for at in option) for _, option in ranked]


def again(steps: Sequence[Step], widths: tuple[float, ...]) -> tuple[float, ...]:
    """Widths in em from a reading: each column's from the lines that go on in it; the old one where none does."""
    found: list[list[Interval]] = [[] for _ in widths]
    for before, after in pairwise(steps):
        tail, head = before.parts[-1], after.parts[0]
        if head.kind == "go on" and tail.column == head.column:
            found[head.column].append(_interval(tail.slice, head.slice))
    return tuple(_meet(intervals) if intervals else old for intervals, old in zip(found, widths, strict=True))


def _interval(tail: Slice, head: Slice) -> Interval:
    """What a full line and the beginning of the next tell of their column's width."""
    return Interval(tail.width - tail.give, tail.width + head.lead + tail.play - 0.2)


def room(steps: Sequence[Step], widths: tuple[float, ...]) -> float:
    """What widths cost in nats for the cells that end: a last line is as likely to have any width that fits."""
    begun = [part.column for step in steps for part in step.parts if part.kind == "begin"]
    return sum(log(max(1.0, min(widths[column], _UNKNOWN_WIDTH))) for column in begun)


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of which each surely goes on in the next and that can be of one column."""

    interval: Interval
    lines: int
    stops: bool
    clauses: bool


def _runs(sliced: Sequence[Sliced], joins: Joins) -> list[_Run]:
    runs: list[_Run] = []
    going = False
    for before, after in pairwise(sliced):
        tail, head = before.tail, after.slices[0, 1]
        if joins.between(tail.line, head.line).lean < _SURE:
            going = False
            continue
        stops = after.head.stop
        clauses = any(char in _CLAUSES for char in tail.text)
        span = _interval(tail, head)
        if span.high < _NARROWEST:
            going = False
            continue
        last = runs[-1].interval if going else None
        if last is not None and last.low < span.high and span.low < last.high:
            both = Interval(max(span.low, last.low), min(span.high, last.high))
            runs[-1] = _Run(both, runs[-1].lines + 1, stops, clauses or runs[-1].clauses)
        else:
            runs.append(_Run(span, 2, stops, clauses))
        going = len(after.cuts) == 0 or after.head is after.tail
    return runs


def _look(run: _Run, role: Role) -> float:
    """What it costs that a cell of this role has so many lines and ends, or does not end, like a sentence."""
    stop = SENTENCE.get(role, 0.5)
    ends = -log(stop) if run.stops else -_MAY_GO_ON * log(1 - stop)
    if role == "goal":
        return ends
    if role == "indicator" and run.clauses:
        ends += _CLAUSES_IN_NAME
    return ends - (run.lines - 1) * log(1 - LAST.get(role, 0.4))


def _peaks(runs: Sequence[_Run]) -> list[float]:
    """The widths that most runs agree on, the commonest first."""
    left = [run.interval for run in runs]
    peaks: list[float] = []
    while left and len(peaks) < _WIDEST:
        value = _meet(left)
        peaks.append(value)
        left = [interval for interval in left if interval.miss(value) > _NEAR]
    return peaks


def _meet(intervals: Sequence[Interval]) -> float:
    """The middle of the stretch that lies in most intervals."""
    edges = sorted({edge for interval in intervals for edge in (interval.low, interval.high)})
    best, middle = 0, intervals[0].low
    for low, high in pairwise(edges):
        value = (low + high) / 2
        count = sum(interval.low <= value <= interval.high for interval in intervals)
        if count > best:
            best, middle = count, value
    return middle


def _told(cell: Sequence[str]) -> Interval | None:
    """What a header cell that is wrapped over lines tells of its column's width."""
    if len(cell) < 2:
        return None
    low = max(map(width, cell))
    return Interval(low - 0.3, max(low, width(cell[0]) + lead(cell[1])))


def _fit(run: Interval, peak: float) -> float:
    """What it costs that a run is of a column of this width; that the column is too narrow costs more."""
    if peak == inf:
        return _MOST_UNKNOWN
    if peak < run.low:
        return min(2 * _MOST, 2 * _MISS * (run.low - peak))
    return min(_MOST, _MISS * run.miss(peak))


def _zone(fits: Sequence[Sequence[float]], odd: Sequence[Sequence[float]], peaks: Sequence[float]) -> tuple[int, ...]:
    """The peaks of the goal columns: those that the first runs and the wrapped header cells fit best."""
    known = [at for at, peak in enumerate(peaks) if peak < inf]

    def cost(way: tuple[int, ...]) -> tuple[float, int]:
        told = sum(column[at] for column, at in zip(odd, way, strict=True))
        return _zone_cost(fits, way) + told, len(set(way))

    return min(product(known, repeat=len(odd)), key=cost) if odd else ()


def _zone_cost(zone: Sequence[Sequence[float]], way: tuple[int, ...]) -> float:
    """What it costs that the runs are those of goal columns of these widths, one after the other."""
    costs = [0.0] + [inf] * (len(way) - 1)
    for fit in zone:
        costs = [min(costs[: at + 1]) + fit[peak] for at, peak in enumerate(way)]
    return min(costs)


def _order_cost(
    fits: Sequence[Sequence[float]],
    looks: Sequence[Sequence[float]],
    option: tuple[int, ...],
    goals: int,
    start: float,
    limit: float,
) -> float:
    """The cheapest way through the runs: goals first, then the record columns round and round."""
    first, count = goals, len(option)
    zone = start if goals else inf
    costs = [inf] * count
    fresh = start + 3.0 * bool(goals)  # no goal at all
    for fit, look in zip(fits, looks, strict=True):
        best = min(costs)
        if min(zone, best, fresh) >= limit:
            return inf
        before = costs
        costs = [inf] * count
        for c in range(first, count):
            left = before[c - 1] if c > first else before[count - 1]
            enter = min(before[c] + 0.7, left + 0.3, best + 1.5, zone + (0.5 if c == first else 1.5), fresh)
            costs[c] = enter + fit[option[c]] + look[c]
        zone += min(fit[at] for at in option[:goals]) + look[0] if goals else 0.0
        fresh = inf
    return min(min(costs), zone + _NO_ROWS)
