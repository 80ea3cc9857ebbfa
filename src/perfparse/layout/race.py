"""Which of the likely widths are right: they are tried on the lines themselves, more and more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from perfparse.layout import widths
from perfparse.layout.decode import Step, Task, decode

GUESSES = 6  # widths that are tried
_LAP = 60  # lines on which they are tried first
_NO_GOAL = 3.0  # em by which a line is too wide for a goal
_BEFORE_WIDE = 16  # lines before the first line that is no goal's: those of its row, and some goal's
_BEHIND = 15.0  # nats: those dearer by more drop out
_MAY_MEND = 12.0  # nats by which widths may mend a reading
_QUICK_BEAM = 4
_QUICK_REACH = 6.0
_SAME_WIDTH = 0.75


def likeliest(task: Task, guesses: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """The widths under which the lines read most cheaply: a race in which each lap has twice the lines.

    Goal lines read much the same under all guesses, so where there are many the race begins with the last of them.
    """
    start, stop = _course(task, guesses[0])
    racers, lines = list(guesses), _LAP
    while len(racers) > 1:
        end = min(start + lines, stop)
        lap = replace(
            task,
            sliced=task.sliced[start:end],
            pages=task.pages[start:end],
            closed=task.closed[start:end],
            beam=_QUICK_BEAM,
            reach=_QUICK_REACH,
        )
        times: dict[tuple[float, ...], float] = {}
        for guess in racers:
            best = min(times.values(), default=inf)
            _run(lap, guess, best + _BEHIND, times, mend=lines == _LAP)
        best = min(times.values())
        racers = sorted(
            (guess for guess, cost in times.items() if cost < best + _BEHIND), key=lambda guess: times[guess]
        )
        if end == stop:
            break
        lines *= 2
    return racers[0]


def _course(task: Task, guess: tuple[float, ...]) -> tuple[int, int]:
    """The first line of the race and the one behind its last, at a page's end."""
    count, goals_count = len(task.sliced), task.roles.count("goal")
    room = max(guess[:goals_count], default=inf) + _NO_GOAL
    wide = next((at for at, line in enumerate(task.sliced) if line.slices[0, line.points].width > room), 0)
    start = max(0, wide - _BEFORE_WIDE)
    return start, next((at for at in range(start + _LAP, count) if task.pages[at] == 0), count)


def _run(
    lap: Task, guess: tuple[float, ...], most: float, times: dict[tuple[float, ...], float], *, mend: bool
) -> None:
    """Read a lap under `guess`, or to `mend` it under what it tells of the widths; enter the widths and their cost."""
    decoded = decode(replace(lap, widths=guess, most=most + _MAY_MEND * mend), margins=False)
    if not decoded.steps:
        return
    better = _mended(lap, decoded.steps, guess) if mend else guess
    if any(alike(better, known) for known in times):
        return
    if not alike(better, guess):
        decoded = decode(replace(lap, widths=better, most=most), margins=False)
    if decoded.steps:
        times[better] = decoded.cost + widths.room(decoded.steps, better)


def _mended(lap: Task, steps: Sequence[Step], guess: tuple[float, ...]) -> tuple[float, ...]:
    """What a lap tells of the record columns' widths; of the goals it sees too few lines."""
    goals_count = lap.roles.count("goal")
    return (*guess[:goals_count], *widths.again(steps, guess)[goals_count:])


def alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two sets of widths are the same for all that reading needs."""
    return all(left == right or abs(left - right) < _SAME_WIDTH for left, right in zip(one, other, strict=True))
