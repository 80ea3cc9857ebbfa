"""A run of characters behind a header → rows: the search over places to cut (see `glued`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from math import inf, log
from typing import NamedTuple

from perfparse.forms.vocabulary import words
from perfparse.model.ir import Role
from perfparse.quantities.units import units

_MOST = 6000  # characters that are searched
_ROW = 160  # characters of a row
_KEPT = 12  # ways that live on at each place of a row
_NAME = 30  # characters of a name
_DIGITS = 12  # of a number
_CLOSE = 6.0
_AGAINST = 2.0  # nats: the weights of all rows make no sum that forms have
_SUMS = 400  # sums of weights that live on
_NUMBER = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?")
_SIGN = re.compile(r"[≥≤＞＜≧≦═﹦＝]|>=|<=|[<>=]|不低于|不高于|不少于|不超过|大于等于|小于等于")
_NATURE = re.compile(rf"{_SIGN.pattern}|定性|定量|正向|反向")
_QUALITY = re.compile("定性")
_WEIGHT = r"(?:（\d*(?:\.\d+)?分?）)?"
_RESIDUE = re.compile(r"分(?=$|（)")
_NATURES = ("定性", "定量")
_CUT_OFF = ("的", "和", "与", "及", "、")

_MISSING: Mapping[Role, float] = {
    "level1": 0.1, "level2": 0.15, "indicator": 12.0, "nature": 1.0, "target": 3.0, "unit": 2.0, "actual": 2.5,
    "weight": 3.0, "score": 2.5, "reason": 0.1, "extra": 0.1,
}  # fmt: skip
_ODDLY = 1.5
_STRIPPED = {**_MISSING, "target": 0.2, "actual": 0.2, "weight": 0.2, "score": 0.2, "nature": 0.2, "unit": 0.2}
"""The same where a text has lost all its digits."""
_MID_LINE = 2.0  # a row ends within a line
_MEASURED = 2.5  # a name has the size of what is done in it
_TEXTUAL = 2.0  # a note: it may as well be the next row's name


@dataclass(frozen=True, slots=True)
class Cut:
    """A row: its cells as (column, first, last); `other` is the next-best way to cut it, `lost` what damage shows."""

    cells: tuple[tuple[int, int, int], ...]
    margin: float
    other: str = ""
    total: bool = False
    lost: str = ""
    rival: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """All rows, and where the text behind them begins."""

    rows: tuple[Cut, ...]
    end: int
    given_up: bool = False


class _Way(NamedTuple):
    cost: float
    cells: tuple[tuple[int, int, int], ...]
    target: Decimal | None = None
    weight: Decimal | None = None
    numbers: int = 0


class _Piece(NamedTuple):
    end: int
    cost: float
    value: Decimal | None = None


@dataclass(slots=True)
class _Best:
    """The cheapest way to a place: its row, and where that began."""

    cost: float = inf
    start: int = -1
    cut: Cut | None = field(default=None)


def cut_rows(text: str, start: int, roles: Sequence[Role], breaks: frozenset[int] = frozenset()) -> Body:
    """The rows of `text` from `start` on under columns of `roles`; `breaks` is where lines begin, if that tells."""
    end = min(len(text), start + _MOST)
    missing = _MISSING if any(char.isdigit() for char in text[start:end]) else _STRIPPED
    starts: dict[int, _Best] = {start: _Best(0.0)}
    last = start
    for at in range(start, end):
        if at not in starts:
            continue
        for stop, cost, cut in _rows_from(text, at, end, roles, missing):
            cost += _MID_LINE * (bool(breaks) and stop not in breaks and stop < end)
            best = starts.setdefault(stop, _Best())
            if starts[at].cost + cost < best.cost:
                best.cost, best.start, best.cut = starts[at].cost + cost, at, cut
    last = min(starts, key=lambda at: starts[at].cost + _left(text, at, end))
    rows: list[Cut] = []
    at = last
    while at > start:
        best = starts[at]
        if best.cut is None:
            break
        rows.append(best.cut)
        at = best.start
    return Body(_summed(text, rows[::-1], roles), last, len(text) > end)


def _summed(text: str, rows: Sequence[Cut], roles: Sequence[Role]) -> tuple[Cut, ...]:
    """`rows` with another way to cut some of them, where only so the weights make 100 (or 90, the money apart)."""
    if "weight" not in roles:
        return tuple(rows)
    column = roles.index("weight")

    def weight(cells: Sequence[tuple[int, int, int]]) -> Decimal:
        return next((Decimal(text[first:last]) for at, first, last in cells if at == column), Decimal(0))

    sums: dict[Decimal, tuple[float, tuple[bool, ...]]] = {Decimal(0): (0.0, ())}
    for row in rows:
        ways = [] if row.total else [(weight(row.cells), 0.0, False)]
        if row.rival and not row.total and row.margin < _AGAINST:
            ways.append((weight(row.rival), row.margin, True))
        made: dict[Decimal, tuple[float, tuple[bool, ...]]] = {} if ways else {
            total: (cost, (*swaps, False)) for total, (cost, swaps) in sums.items()
        }  # fmt: skip
        for total, (cost, swaps) in sums.items():
            for value, more, swapped in ways:
                if cost + more < made.get(total + value, (inf,))[0]:
                    made[total + value] = (cost + more, (*swaps, swapped))
        sums = dict(sorted(made.items(), key=lambda each: each[1][0])[:_SUMS])
    best = min(sums, key=lambda total: sums[total][0] + _sum_cost(total))
    second = min((sums[total][0] + _sum_cost(total) for total in sums if total != best), default=inf)
    apart = second - sums[best][0] - _sum_cost(best)
    swaps = sums[best][1]
    return tuple(_decided(text, row, roles, swap, apart) for row, swap in zip(rows, swaps, strict=True))


def _sum_cost(total: Decimal) -> float:
    """How odd it is that a form's weights make `total`."""
    return {100: 0.0, 90: 0.5}.get(int(total) if total == int(total) else 0, _AGAINST)


def _decided(text: str, row: Cut, roles: Sequence[Role], swap: bool, apart: float) -> Cut:
    """A row after the weights of all rows had their say."""
    if swap:
        way = _Way(0.0, row.cells)
        other = f"{_in_words(text, way, roles)}; the sum of all weights decided"
        return Cut(row.rival, max(apart, 0.0), other, lost=row.lost, rival=row.cells)
    return replace(row, margin=max(row.margin, min(apart, _CLOSE))) if row.rival and row.margin < _AGAINST else row


def _left(text: str, at: int, end: int) -> float:
    """What it costs to leave the text from `at` on without rows."""
    return 0.0 if at >= end or re.match(r"[（(]?(注|备注|说明)", text[at:end]) else 2.0 + 0.25 * (end - at)


def _rows_from(
    text: str, at: int, end: int, roles: Sequence[Role], missing: Mapping[Role, float]
) -> Iterator[tuple[int, float, Cut]]:
    """The ways to read a row from `at` on, the cheapest for each place where it may end."""
    total = _total(text, at, end, roles)
    if total is not None:
        yield total
        return
    stop = min(end, at + _ROW)
    ways: dict[int, list[_Way]] = {at: [_Way(0.0, ())]}
    for column, role in enumerate(roles):
        made: dict[int, list[_Way]] = {}
        for place, found in ways.items():
            pieces = list(_pieces(text, place, stop, role, roles, place == at))
            for way in found:
                made.setdefault(place, []).append(way._replace(cost=way.cost + missing.get(role, 1.0)))
                for piece in pieces:
                    longer = _with(way, column, role, place, piece)
                    if longer is not None:
                        made.setdefault(piece.end, []).append(longer)
        ways = {place: sorted(found)[:_KEPT] for place, found in made.items()}
    for place, found in ways.items():
        named = [way for way in found if any(roles[column] == "indicator" for column, _, _ in way.cells)]
        if place > at and named:
            yield place, named[0].cost, _cut(text, named, roles)


def _with(way: _Way, column: int, role: Role, place: int, piece: _Piece) -> _Way | None:
    """A way with one more cell, and what the numbers it then has say of one another."""
    cost = way.cost + piece.cost
    target, weight = way.target, way.weight
    if role == "target":
        target = piece.value
    elif role == "weight":
        weight = piece.value
    elif role == "actual" and piece.value is not None and target is not None:
        cost += 2.0 * _apart(target, piece.value)
    elif role == "actual" and (piece.value is None) != (target is None) and any(c[0] != column for c in way.cells):
        cost += 1.0
    elif role == "score" and piece.value is not None and weight is not None:
        if piece.value > weight:
            return None
        cost += 0.0 if piece.value == weight else 0.8 + float(weight - piece.value) / float(weight or 1)
    return _Way(cost, (*way.cells, (column, place, piece.end)), target, weight, way.numbers + (piece.value is not None))


def _apart(one: Decimal, other: Decimal) -> float:
    """How far two numbers are apart, as the logarithm of their quotient."""
    if not one or not other:
        return 0.0 if one == other else 2.0
    return min(abs(log(float(one)) - log(float(other))), 6.0)


def _cut(text: str, ways: Sequence[_Way], roles: Sequence[Role]) -> Cut:
    best = ways[0]
    rival = next((way for way in ways[1:] if way.cells != best.cells), None)
    margin = rival.cost - best.cost if rival else _CLOSE
    other = _in_words(text, rival, roles) if rival and margin < _CLOSE else ""
    return Cut(best.cells, margin, other, lost=_lost(text, best, roles), rival=rival.cells if rival else ())


def _in_words(text: str, way: _Way, roles: Sequence[Role]) -> str:
    return ", ".join(f"{roles[column]} {text[first:last][:12]}" for column, first, last in way.cells)


def _lost(text: str, way: _Way, roles: Sequence[Role]) -> str:
    """What a target may have been before an OCR program took its comparator for a digit (290% for ≥90%)."""
    cells = {roles[column]: text[first:last] for column, first, last in way.cells}
    target, actual = (_NUMBER.search(cells.get(role, "")) for role in ("target", "actual"))
    percent = "%" in cells.get("unit", "") + cells.get("target", "") or "％" in cells.get("unit", "") + cells.get(
        "target", ""
    )
    if target is None or actual is None or "nature" in cells or not percent:
        return ""
    printed, value = target[0], Decimal(actual[0])
    rest = printed[1:]
    if printed[0] in "270" and rest and rest[0] != "0" and Decimal(printed) > 100 >= Decimal(rest) and value <= 100:
        return f"the target is printed {printed}%; it may have been ≥{rest}%, with the comparator read as {printed[0]}"
    return ""


# the row that sums up


def _total(text: str, at: int, end: int, roles: Sequence[Role]) -> tuple[int, float, Cut] | None:
    word = next((word for word in sorted(words().totals, key=len, reverse=True) if text.startswith(word, at)), None)
    if word is None or "weight" not in roles:
        return None
    place = at + len(word)
    cells = [(0, at, place)]
    weight = re.compile(r"100|[1-9]\d").match(text, place, end)
    if weight:
        cells.append((roles.index("weight"), *weight.span()))
        score = _NUMBER.match(text, weight.end(), end)
        if score and "score" in roles and Decimal(score[0]) <= Decimal(weight[0]):
            cells.append((roles.index("score"), *score.span()))
    return cells[-1][2], 0.0, Cut(tuple(cells), _CLOSE, total=True)


# what may stand in a column at a place


def _pieces(text: str, at: int, end: int, role: Role, roles: Sequence[Role], first: bool) -> Iterator[_Piece]:
    if role in ("level1", "level2"):
        yield from _levels(text, at, end, role)
    elif role == "indicator":
        yield from _names(text, at, end)
    elif role == "nature":
        match = _NATURE.match(text, at, end)
        if match:
            yield _Piece(match.end(), 0.0)
    elif role == "unit":
        found = units().longest(text, at)
        if found is not None and found.end <= end:
            yield _Piece(found.end, 3 * _ODDLY if _QUALITY.match(text, found.end, end) else 0.0)
        elif text[at : at + 1] == "％":
            yield _Piece(at + 1, 0.0)
    elif role in ("target", "actual"):
        yield from _values(text, at, end, signed="nature" not in roles, united="unit" not in roles)
    elif role in ("weight", "score"):
        yield from _amounts(text, at, end, role)
        match = _RESIDUE.match(text, at, end)
        if match and role == "score":
            yield _Piece(_bracket(text, match.end(), end), 0.5)
    elif not first and not text[at : at + 1].isdigit():
        yield from (_Piece(stop, _TEXTUAL + 0.1 * (stop - at)) for stop in _stops(text, at, end) if stop > at)


def _levels(text: str, at: int, end: int, role: Role) -> Iterator[_Piece]:
    known = words().level1 if role == "level1" else words().level2
    for length in range(min(10, end - at), 1, -1):
        if text[at : at + length] in known:
            match = re.compile(_WEIGHT).match(text, at + length, end)
            yield _Piece(match.end() if match else at + length, 0.0)
            return


def _names(text: str, at: int, end: int) -> Iterator[_Piece]:
    """Names end where something else begins; one that is cut in the middle of a phrase is none."""
    if at >= end or (text[at].isdigit() and not re.match(r"\d+(?:\.\d+)?[^\d.%％分]{2,}", text[at:end])):
        return
    if _level_at(text, at, end):
        return
    stops = list(_stops(text, at, end))
    measured = _measured(text, stops[-1], end) if stops else None
    if measured is not None and 2 < measured - at <= _NAME:
        yield _Piece(measured, _MEASURED + 0.02 * (measured - at))
    for stop in stops:
        name = text[at:stop]
        if 2 <= len(name) <= _NAME and not name.endswith(_CUT_OFF) and not _SIGN.match(name):
            odd = 0.3 if stop != stops[-1] else 0.0
            odd += _ODDLY if _RESIDUE.search(text, at + 1, stop) else 0.0
            odd += 2 * _ODDLY if name.endswith(_NATURES) else 0.0
            yield _Piece(stop, odd + 0.02 * len(name))


def _measured(text: str, at: int, end: int) -> int | None:
    """Where a number and its unit end that a name has within it, another number behind them: 整治沟渠8.6公里3025."""
    number = _NUMBER.match(text, at, end)
    unit = units().longest(text, number.end()) if number else None
    return unit.end if unit is not None and unit.end < end and text[unit.end].isdigit() else None


def _stops(text: str, at: int, end: int) -> Iterator[int]:
    """Where a text that begins at `at` may end: before a number, a sign, a unit with one of them, a level, a phrase."""
    run = next((place for place in range(at, end) if place > at and text[place].isdigit()), end)
    for place in range(at + 1, min(run, at + _NAME + 10) + 1):
        if place in (run, end) or _begins(text, place, end):
            yield place
        if place < end and _level_at(text, place, end):
            if place != run:
                yield place
            return


def _begins(text: str, at: int, end: int) -> bool:
    if _NATURE.match(text, at, end) or _RESIDUE.match(text, at, end):
        return True
    found = units().longest(text, at)
    if found is not None and (found.end >= end or text[found.end].isdigit() or _NATURE.match(text, found.end, end)):
        return True
    return any(text.startswith(word, at) for word in _qualities())


@cache
def _qualities() -> tuple[str, ...]:
    return tuple(sorted(words().qualities, key=len, reverse=True))


def _level_at(text: str, at: int, end: int) -> bool:
    longest = 10
    known = words().level1 | words().level2 | words().totals
    return any(
        text[at : at + length] in known and text[at : at + length].endswith(("指标", "分", "计"))
        for length in range(2, min(longest, end - at) + 1)
    )


def _values(text: str, at: int, end: int, *, signed: bool, united: bool) -> Iterator[_Piece]:
    """Numbers with or without a sign and a unit, and words for a quality.

    Forms with columns for sign or unit rarely print them with the value.
    """
    sign = _SIGN.match(text, at, end)
    place = sign.end() if sign else at
    base = 0.0 if signed or not sign else _ODDLY
    unit = 0.0 if united else _ODDLY
    for stop, value in _numbers(text, place, end):
        more = text[stop : stop + 1].isdigit() or text[stop : stop + 1] == "."
        odd = base + (0.15 if more else 0.0)
        yield _Piece(stop, odd, value)
        found = None if more else units().longest(text, stop)
        if found is not None and found.end <= end:
            yield _Piece(found.end, base + unit, value)
        elif text[stop : stop + 1] == "％":
            yield _Piece(stop + 1, base + unit, value)
    if not sign:
        for word in _qualities():
            if text.startswith(word, at) and at + len(word) <= end:
                yield _Piece(at + len(word), 0.5 - 0.02 * len(word))


def _amounts(text: str, at: int, end: int, role: Role) -> Iterator[_Piece]:
    for stop, value in _numbers(text, at, end):
        if value > 100:
            continue
        odd = 0.0 if value == int(value) or role == "score" else 0.6
        if role == "weight" and (value == 0 or value > 60):
            odd += 4.0 if value == 0 else 2.0
        yield _Piece(stop, odd, value)


def _numbers(text: str, at: int, end: int) -> Iterator[tuple[int, Decimal]]:
    """Every number that begins at `at`, short or long."""
    for stop in range(at + 1, min(end, at + _DIGITS) + 1):
        if not (text[stop - 1].isdigit() or text[stop - 1] == "."):
            return
        if _NUMBER.fullmatch(text, at, stop):
            yield stop, Decimal(text[at:stop])


def _bracket(text: str, at: int, end: int) -> int:
    """Where a bracket that opens at `at` closes; `at` where none does."""
    if text[at : at + 1] != "（":
        return at
    shut = text.find("）", at, min(end, at + 40))
    return shut + 1 if shut > 0 else at
