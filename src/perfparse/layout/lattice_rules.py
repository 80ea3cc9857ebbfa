"""Rulings as drawn → the rules of each frame: pieces joined, decoration left out, open ends closed.

All tolerances are shares of the em, the size of the page's text: a drawing that is scaled is read the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from perfparse.layout.glyph_order import run_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from perfparse.model.ir import Glyphs, Rulings

_LEVEL = 0.1  # em off each other that pieces of one rule may lie
_PIECES = 0.3  # em between pieces of one rule
_TOUCH = 0.35  # em that a rule may stop short of another and still meet it
_OPEN = 0.8  # em that rules must stick out for the table to be open on that side
_EVEN = 0.8  # em that the ends of such rules may differ
_BODY = (-0.75, 0.35)  # em below the baseline: where a rule underlines or strikes through
_UNDER = 0.3  # em that such a rule may be longer or shorter than its text
_COVERED = 0.7  # share of its length that has text
_MOST_DRAWN = 200_000
_MOST_PAIRS = 8_000_000
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """Rules that touch each other, every one with two crossings at least.

    `horizontal` (n, 3) and `vertical` (m, 3) are as in `Rulings`. The four marks say on which sides the rule that
    should close the frame was not drawn; it stands among the rules all the same.
    """

    horizontal: NDArray[np.float64]
    vertical: NDArray[np.float64]
    open_top: bool = False
    open_bottom: bool = False
    open_sides: bool = False


class TooManyRulesError(Exception):
    """A drawing of so many rules that it is no table, or one that is not worth its time."""


def frames(rulings: Rulings, glyphs: Glyphs, em: float) -> list[Frame]:
    """The frames of a page. Raises `TooManyRulesError`."""
    if len(rulings.horizontal) + len(rulings.vertical) > _MOST_DRAWN:
        raise TooManyRulesError
    horizontal, vertical = _joined(rulings.horizontal, rulings.vertical, em)
    if len(horizontal) * len(vertical) > _MOST_PAIRS:
        raise TooManyRulesError
    if len(vertical) + len(horizontal) < 3 or not len(vertical):
        return []
    horizontal = _without_text_lines(horizontal, vertical, glyphs, em)
    crossing = _crossing(horizontal, vertical, em)
    loose = np.logical_not(crossing.any(axis=0))
    if loose.any() and not loose.all():
        horizontal = _bridged(horizontal, vertical, loose, em)
        crossing = _crossing(horizontal, vertical, em)
    found = []
    for rows, columns in _touching(crossing):
        frame = _closed(horizontal[rows], vertical[columns], crossing[rows][:, columns], em)
        if frame is not None:
            found.append(frame)
    found += _without_horizontals(vertical[~crossing.any(0)], em)
    return found


def _bridged(
    horizontal: NDArray[np.float64], vertical: NDArray[np.float64], loose: NDArray[np.bool_], em: float
) -> NDArray[np.float64]:
    """`horizontal`, and rules that tie verticals which none meets (`loose`) to the one beside that is as tall.

    Such are the sides of a merged cell that begins on the page before and ends on the next: it is open at both ends.
    """
    met = (~loose).nonzero()[0].tolist()
    waiting = sorted(
        loose.nonzero()[0].tolist(), key=lambda at: float(np.abs(vertical[at, 0] - vertical[met, 0]).min())
    )
    ties: list[list[float]] = []
    for at in waiting:
        ends = np.abs(vertical[met, 1:] - vertical[at, 1:]).max(axis=1)
        even = [other for other, off in zip(met, ends, strict=True) if off < em]
        if even:
            beside = min(even, key=lambda other: abs(float(vertical[at, 0] - vertical[other, 0])))
            left, right = sorted((float(vertical[at, 0]), float(vertical[beside, 0])))
            ties += [[float(vertical[at, 1]), left, right], [float(vertical[at, 2]), left, right]]
            met.append(at)
    return np.concatenate((horizontal, np.array(ties))) if ties else horizontal


def _joined(
    horizontal: NDArray[np.floating], vertical: NDArray[np.floating], em: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both kinds of rules with pieces of one rule joined."""
    rules = np.concatenate((horizontal, vertical), dtype=np.float64)
    if not len(rules):
        return rules, rules
    lying = np.zeros(len(rules), np.bool_)
    lying[: len(horizontal)] = True
    if not np.isfinite(rules).all():
        finite = np.isfinite(rules).all(1)
        rules, lying = rules[finite], lying[finite]
    far = 4 * float(np.abs(rules).max(initial=1.0)) + 4 * em
    level = clusters(rules[:, 0] - far * lying, _LEVEL * em)  # both at once, the horizontal ones first
    shifted = rules[:, 1] + level * far
    order = shifted.argsort(kind="stable")
    start, rules = shifted[order], rules[order]
    length = rules[:, 2] - rules[:, 1]
    reach = np.maximum.accumulate(start + length)
    fresh = np.ones(len(rules), np.bool_)
    np.greater(start[1:], reach[:-1] + _PIECES * em, out=fresh[1:])
    begins = fresh.nonzero()[0]
    if len(begins) < len(rules):
        length = np.maximum(length, 1e-6)
        joined = rules[begins]
        joined[:, 0] = np.add.reduceat(rules[:, 0] * length, begins) / np.add.reduceat(length, begins)
        joined[:, 2] = np.maximum.reduceat(rules[:, 2], begins)
        rules = joined
    split = int(np.count_nonzero(lying[order][begins]))
    return rules[:split], rules[split:]


def clusters(values: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """The number of the cluster of each value, ascending with the values.

    Neighbours up to `tolerance` apart are of one cluster, but no cluster is wider than twice that.
    """
    order = values.argsort(kind="stable")
    ordered = values[order]
    fresh = np.zeros(len(values), np.bool_)
    np.greater(ordered[1:] - ordered[:-1], tolerance, out=fresh[1:])
    number: NDArray[np.int64] = fresh.cumsum(dtype=np.int64)
    begins = run_starts(number)
    within = ordered - ordered[begins][number]
    if len(within) and within.max() > 2 * tolerance:  # they chain: cut the chain into even lengths
        number = number * 1_000_000 + np.minimum(within // (2 * tolerance), 999_999).astype(np.int64)
        np.not_equal(number[1:], number[:-1], out=fresh[1:])
        number = fresh.cumsum(dtype=np.int64)
    found = np.empty(len(values), np.int64)
    found[order] = number
    return found


def _crossing(horizontal: NDArray[np.float64], vertical: NDArray[np.float64], em: float) -> NDArray[np.bool_]:
    """(n, m) which horizontal rules meet which vertical ones."""
    near = _TOUCH * em
    y, x0, x1 = horizontal[:, :1], horizontal[:, 1:2] - near, horizontal[:, 2:] + near
    x, top, bottom = vertical[:, 0], vertical[:, 1] - near, vertical[:, 2] + near
    crossing: NDArray[np.bool_] = (y >= top) & (y <= bottom) & (x >= x0) & (x <= x1)
    return crossing


def _touching(crossing: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Which horizontal and which vertical rules hang together, with two of one kind at least."""
    found = []
    free = crossing.any(1)
    while free.any():
        rows = np.zeros(len(crossing), np.bool_)
        rows[int(free.argmax())] = True
        fresh = rows
        columns = np.zeros(crossing.shape[1], np.bool_)
        while fresh.any():
            reached = crossing[fresh].any(0) & ~columns
            columns |= reached
            fresh = crossing[:, reached].any(1) & ~rows
            rows = rows | fresh
        free &= ~rows
        if rows.sum() + columns.sum() > 2:
            found.append((rows, columns))
    return found


# --- lines that belong to text --------------------------------------------------------------------------------


def _without_text_lines(
    horizontal: NDArray[np.float64], vertical: NDArray[np.float64], glyphs: Glyphs, em: float
) -> NDArray[np.float64]:
    """The rules without those that underline a run of text or strike it through.

    Such a rule runs through or just under the glyphs and is as long as they are. So may be a table's rule, under a
    cell whose text fills it: that one ends nearer to vertical rules than to its text.
    """
    if not len(horizontal) or not len(glyphs.offset):
        return horizontal
    order = glyphs.baseline.argsort(kind="stable")
    baseline, box = glyphs.baseline[order], glyphs.box[order]
    first = baseline.searchsorted(horizontal[:, 0] - _BODY[1] * em)
    counts = baseline.searchsorted(horizontal[:, 0] - _BODY[0] * em) - first
    rule = np.repeat(np.arange(len(horizontal)), counts)
    at = np.arange(len(rule)) + np.repeat(first - (counts.cumsum() - counts), counts)
    middle = (box[at, 0] + box[at, 2]) / 2
    over = (middle > horizontal[rule, 1]) & (middle < horizontal[rule, 2])
    rule, at = rule[over], at[over]
    if not len(rule):
        return horizontal
    begins = run_starts(rule)
    which = rule[begins]
    left, right = np.minimum.reduceat(box[at, 0], begins), np.maximum.reduceat(box[at, 2], begins)
    covered = np.add.reduceat(box[at, 2] - box[at, 0], begins)
    lines = horizontal[which]
    off = np.column_stack((np.abs(left - lines[:, 1]), np.abs(right - lines[:, 2])))
    alike = (off.max(1) < _UNDER * em) & (covered > _COVERED * (lines[:, 2] - lines[:, 1]))
    keep = np.ones(len(horizontal), np.bool_)
    for one, (at_left, at_right) in zip(which[alike].tolist(), off[alike].tolist(), strict=True):
        y, x0, x1 = horizontal[one]
        beside = vertical[(vertical[:, 1] <= y + _TOUCH * em) & (vertical[:, 2] >= y - _TOUCH * em), 0]
        on_rules = len(beside) and np.abs(beside - x0).min() <= at_left and np.abs(beside - x1).min() <= at_right
        keep[one] = bool(on_rules)
    return horizontal[keep]


# --- open sides -----------------------------------------------------------------------------------------------


def _closed(
    horizontal: NDArray[np.float64], vertical: NDArray[np.float64], crossing: NDArray[np.bool_], em: float
) -> Frame | None:
    """The frame with its missing outer rules put in and dangling ends cut off; None where nothing is left."""
    across, along = _met(vertical[:, 0], crossing), _met(horizontal[:, 0], crossing.T)
    sides = _sticking_out(horizontal, vertical[:, 0], across, em)
    ends = _sticking_out(vertical, horizontal[:, 0], along, em)
    open_sides = False
    if any(one is not None for one in (*sides, *ends)):
        for side in sides:
            for end in ends:
                _meet(side, end)
        open_sides = any(side is not None and np.abs(vertical[:, 0] - side[0, 0]).min() >= em for side in sides)
        vertical = np.vstack((vertical, *(side for side in sides if side is not None)))
        horizontal = np.vstack((horizontal, *(end for end in ends if end is not None)))
        crossing = _crossing(horizontal, vertical, em)
        across = _met(vertical[:, 0], crossing)
    for _ in range(_ROUNDS):
        keep = across[1] > across[0]
        horizontal, crossing = _cut(horizontal, across, keep), crossing[keep]
        if not len(horizontal):
            return None
        along = _met(horizontal[:, 0], crossing.T)
        keep_too = along[1] > along[0]
        vertical, crossing = _cut(vertical, along, keep_too), crossing[:, keep_too]
        if not len(vertical):
            return None
        if keep.all() and keep_too.all():
            break
        across = _met(vertical[:, 0], crossing)
    if len(horizontal) < 2 or len(vertical) < 2:
        return None
    return Frame(horizontal, vertical, ends[0] is not None, ends[1] is not None, open_sides)


def _met(position: NDArray[np.float64], crossing: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The first and the last position at which each rule is met; the last is below the first where it never is."""
    first = np.where(crossing, position, np.inf).min(1, initial=np.inf)
    last = np.where(crossing, position, -np.inf).max(1, initial=-np.inf)
    return first, last


def _cut(
    rules: NDArray[np.float64], met: tuple[NDArray[np.float64], NDArray[np.float64]], keep: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The rules to keep, cut where they are met first and last."""
    cut = rules[keep]
    cut[:, 1], cut[:, 2] = met[0][keep], met[1][keep]
    return cut


def _sticking_out(
    rules: NDArray[np.float64],
    position: NDArray[np.float64],
    met: tuple[NDArray[np.float64], NDArray[np.float64]],
    em: float,
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """The rules to put in at either end of `rules`, where these stick out over the last of the others that they meet.

    `position` is where the others are, `met` where they are met.

    Either all of them do, by the same length: a row that a page cuts has no closing rule. Or some do, as far as the
    outermost of the others, which should be longer: a cell over several rows goes on, and the row beside it does not.
    """
    found: list[NDArray[np.float64] | None] = []
    for end, sign, last in ((1, -1.0, met[0]), (2, 1.0, met[1])):
        reach = sign * rules[:, end]
        out = reach > sign * last + _OPEN * em
        if not out.any():
            found.append(None)
            continue
        edge = float((sign * position).max())
        beyond = out & (reach > edge + _TOUCH * em)
        if beyond.sum() > 1:
            level = beyond & (reach >= reach[beyond].max() - _EVEN * em)
            edge = float(np.median(reach[level]))
        else:
            level = np.abs(reach - edge) <= _EVEN * em
        spots = rules[level, 0]
        wide = (level & out).any() and np.ptp(spots) > em
        found.append(np.array([[sign * edge, spots.min(), spots.max()]]) if wide else None)
    return found[0], found[1]


def _meet(side: NDArray[np.float64] | None, end: NDArray[np.float64] | None) -> None:
    """Where rules are put in at a side and at an end, make them meet in the corner, in place."""
    if side is None or end is None:
        return
    x, y = side[0, 0], end[0, 0]
    side[0, 1:] = min(side[0, 1], y), max(side[0, 2], y)
    end[0, 1:] = min(end[0, 1], x), max(end[0, 2], x)


def _without_horizontals(vertical: NDArray[np.float64], em: float) -> list[Frame]:
    """Frames of vertical rules alone: a row that goes on over a page, cut at its top and at its end.

    Three at least must begin and end together; one is a rule between columns of prose, two are a pair of bars.
    """
    if len(vertical) < 3:
        return []
    even = clusters(vertical[:, 1], _EVEN * em) * len(vertical) + clusters(vertical[:, 2], _EVEN * em)
    kinds, members = np.unique(even, return_counts=True)
    found = []
    for kind in kinds[members > 2].tolist():
        group = vertical[even == kind]
        left, right = group[:, 0].min(), group[:, 0].max()
        top, bottom = group[:, 1].min(), group[:, 2].max()
        if bottom - top > em and right - left > em:
            ends = np.broadcast_to([top, bottom], (len(group), 2))
            rules = np.column_stack((group[:, 0], ends))
            found.append(Frame(np.array([[top, left, right], [bottom, left, right]]), rules, True, True))
    return found
