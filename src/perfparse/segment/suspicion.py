"""Rows of a text whose cells were told by a search → the same rows, with doubt where a cell looks as none should.

The search weighs readings against each other; where its picture of the columns is wrong, the wrong reading may win by
far. What is looked for here does not depend on that picture: how a cell begins and ends, and which of two cells says
what was promised. The marks were chosen by looking at rows read wrong; what they find is measured in docs/accuracy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from perfparse.segment.model import Row, Text
from perfparse.templates import fold, squeeze
from perfparse.templates.vocabulary import bare, words

Role = Literal["target", "actual"]
_ROLES: tuple[Role, Role] = ("target", "actual")

_DOUBTED = 0.6  # the confidence of a row with such a cell
_SENTENCE = 12  # characters of a text that may end in a full stop
_SEVERAL = 5  # such texts in a column
_MOSTLY = 0.6  # of them end in one
_STOPPED = re.compile(r"[。；！？][）)”\"]?$")
_GOES_ON = re.compile(r"[；，、：;,:]$")
_TWO_VALUES = re.compile(r"\d([^\d，。；、\s~～至到\-—]{1,4})\d[\d.]*\1$")
_BEGUN_LATE = re.compile(r"[，。、；：！？）》”’】〕％%‰]|(?:以上|以下|以内|左右)[，。；、]?")
_UNIT_BEHIND_STOP = re.compile(r"[。；](?:元|万元|亿元|人次|个百分点|[%％‰])")
_NOTHING_BEHIND_VALUE = re.compile(r"\d[^\d，。；\s]{0,4}无$")
_DONE = re.compile(r"实际|已(?:经)?(?:完成|建成|实现)|完成了")
_PROMISED = re.compile(
    r"[≥≤＞＜≧≦]|>=|<=|不低于|不少于|不高于|不超过|不大于|不小于|.{1,16}(?:以上|以下|以内)(?:[（(].{1,6}[)）])?$"
)


def looked_at(rows: Sequence[Row]) -> tuple[Row, ...]:
    """`rows` with less confidence where a cell looks as if cut elsewhere than where it ends, or exchanged."""
    stopped = {role: _end_in_stops(rows, role) for role in _ROLES}
    valued = sum(_valued(row) for row in rows) >= _MOSTLY * len(rows)
    leveled = sum(row.level1 is not None for row in rows) >= _MOSTLY * len(rows)
    return tuple(
        _judged(row, [*_doubts(row, stopped), *_named(row, valued=valued), *_placed(row, leveled=leveled)])
        for row in rows
    )


def _judged(row: Row, doubts: Sequence[str]) -> Row:
    if not doubts:
        return row
    return row._replace(confidence=min(row.confidence, _DOUBTED), doubts=(*row.doubts, *doubts))


def _valued(row: Row) -> bool:
    return row.target is not None or row.actual is not None


def _named(row: Row, *, valued: bool) -> Iterator[str]:
    """What is odd about a row's name; `valued` tells that most rows have a target or an actual value."""
    name = fold(row.indicator.text) if row.indicator is not None else ""
    if _BEGUN_LATE.match(name) or name.count("（") != name.count("）"):
        yield "the indicator begins or ends as no name does: some of it may stand elsewhere"
    if valued and not _valued(row):
        yield "other rows have a target or an actual value, this one has neither: its cells may stand elsewhere"


def _placed(row: Row, *, leveled: bool) -> Iterator[str]:
    """What is odd about a row's levels; `leveled` tells that most rows stand under a first level."""
    if leveled and row.level1 is None:
        yield "other rows stand under a first level, this one under none: it may be theirs"
    for name in (row.level1, row.level2):
        word = bare(name) if name else ""
        if words().level(word) is None and any(word.endswith(level) for level in _levels()):
            yield f"the level {name} holds more than a level's name: some of it may be of another cell"


@cache
def _levels() -> frozenset[str]:
    """Levels that no longer name ends in; 社会公众满意度指标 is a level of its own."""
    listed = (*words().level1, *words().level2)
    return frozenset(word for word in listed if word.endswith("指标") and not word.endswith("满意度指标"))


def _end_in_stops(rows: Sequence[Row], role: Role) -> bool:
    """Whether the sentences of a column are written with a full stop."""
    long = [text for row in rows if len(text := _text(row, role)) >= _SENTENCE]
    return len(long) >= _SEVERAL and sum(_STOPPED.search(text) is not None for text in long) >= _MOSTLY * len(long)


def _text(row: Row, role: Role) -> str:
    text: Text | None = row.target if role == "target" else row.actual
    return squeeze(text.text) if text is not None else ""


def _doubts(row: Row, stopped: dict[Role, bool]) -> Iterator[str]:
    target, actual = (_text(row, role) for role in _ROLES)
    for role, text in zip(_ROLES, (target, actual), strict=True):
        if stopped[role] and len(text) >= _SENTENCE and not _STOPPED.search(text):
            yield f"the {role} does not end in a full stop, as those of other rows do: more of it may stand elsewhere"
        if len(text) >= _SENTENCE and _GOES_ON.search(text):
            yield f"the {role} ends as if it went on: more of it may stand elsewhere"
        if _BEGUN_LATE.match(text):
            yield f"the {role} begins as no text does: its beginning may stand elsewhere"
        if _UNIT_BEHIND_STOP.search(text):
            yield f"the {role} has a unit behind a full stop: it may hold a piece of another cell"
        if _NOTHING_BEHIND_VALUE.search(text):
            yield f"the {role} ends in 无, which may be the next cell's"
    if target and not actual and _TWO_VALUES.search(target):
        yield "the target has two values and there is no actual one: the second may be it"
    if _PROMISED.match(actual) and target and not _PROMISED.match(target) and actual != target:
        yield "the actual value has a bound and the target none: the two may be exchanged"
    elif _DONE.match(target) and actual and not _DONE.match(actual):
        yield "the target says what was done: it and the actual value may be exchanged"
