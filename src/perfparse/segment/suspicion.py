"""Rows of a text whose cells were told by a search → the same rows, with doubt where a cell looks as none should.

The search weighs readings against each other; where its picture of the columns is wrong, the wrong reading may win by
far. What is looked for here does not depend on that picture: how a cell begins and ends, and which of two cells says
what was promised. The marks were chosen by looking at rows read wrong; what they find is measured in docs/accuracy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from perfparse.segment.model import Row, Text
from perfparse.templates import fold, squeeze
from perfparse.templates.vocabulary import bare, words
from perfparse.units import units
from perfparse.words import tagged

Role = Literal["target", "actual"]
_ROLES: tuple[Role, Role] = ("target", "actual")
_NUMBERS: tuple[Literal["weight", "score"], ...] = ("weight", "score")

_DOUBTED = 0.6  # the confidence of a row with such a cell
_SENTENCE = 12  # characters of a text that may end in a full stop
_LONG_SENTENCE = 24  # the same without a comma
_SEVERAL = 5  # such texts in a column
_MOSTLY = 0.6  # of them end in one
_TOO_FEW = 0.45
_NEARLY_ALL = 0.9
_VERY_LONG = 150  # characters
_FAR_LONGER = 2.0
_WORD = 6  # characters in which a word ends
_TWICE = re.compile(r"([^，。；、\d]{6,})\1")
_SENTENCE_END = re.compile(r"[。；！？]")
_LIMIT_BEHIND_SENTENCE = re.compile(r"[。；][^。；（(]*[≥≤≧≦]")
_CLAUSE = re.compile(r"[，；、]")
_NUMBER_THEN_WORD = re.compile(  # not 第3季度, 3A级, 1.原材料, 〔2023〕7号, 2023年5月
    r"(?<![\dA-Za-z.第〔\[“‘\-—+])\d[\d,]*(?:\.\d+)?[万亿千百]*[余多几来]?"
    r"(?=[\u4e00-\u9fff])(?![万亿千百余多几来以上下左右至到和与及或为是等号期类级型代标五四三二一年月日部])"
)
_NO_UNITS = frozenset("pvcd")  # parts of speech of 对, 起, 和, 部 where they are no units
_STOPPED = re.compile(r"[。；！？][）)”\"]?$")
_GOES_ON = re.compile(r"[；，、：;,:]$")
_TWO_VALUES = re.compile(r"\d([^\d，。；、\s~～至到\-—]{1,4})\d[\d.]*\1$")
_BEGUN_LATE = re.compile(r"[，。、；：！？）》”’】〕％%‰]|(?:以上|以下|以内|左右)[，。；、]?")
_UNIT_BEHIND_STOP = re.compile(r"[。；](?:元|万元|亿元|人次|个百分点|[%％‰])")
_NOTHING_BEHIND_VALUE = re.compile(r"\d[^\d，。；\s]{0,4}无$")
_DONE = re.compile(r"实际|已(?:经)?(?:完成|建成|实现)|完成了")
_PROMISED = re.compile(
    r"[≥≤＞＜≧≦]|>=|<=|.?(?:不低于|不少于|不高于|不超过|不大于|不小于)"
    r"|.{1,16}(?:以上|以下|以内)(?:[（(].{1,6}[)）])?。?$"
)


def looked_at(rows: Sequence[Row]) -> tuple[Row, ...]:
    """`rows` with less confidence where a cell looks as if cut elsewhere than where it ends, or exchanged.

    What is usual is told by the rows of the same form.
    """
    found: list[Row] = []
    for _, group in groupby(rows, key=lambda row: row.form):
        form = tuple(group)
        usual = _Usual.of(form)
        odd = [
            [*_doubts(row, usual), *_named(row, usual), *_numbered(row, usual), *_placed(row, usual)] for row in form
        ]
        for at in range(1, len(form)):
            if _names_end_of_text(form[at]):
                odd[at - 1].append("the next row's name ends a sentence, which may be of a cell of this row")
        found += map(_judged, form, odd)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What most rows of a form are like.

    `stopped` has the roles whose sentences end in a full stop. `longest` has for each role the two greatest lengths
    of a text. `valued` tells that most rows have a target or an actual value, `reported` that nearly all with a
    target have an actual value, `leveled` that most stand under a first level. `printed` has what nearly all rows
    have of weight and score.
    """

    stopped: frozenset[Role]
    longest: Mapping[Role, tuple[int, int]]
    valued: bool
    reported: bool
    leveled: bool
    printed: tuple[Literal["weight", "score"], ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Usual:
        return cls(
            _stopped(rows),
            {role: _longest(rows, role) for role in _ROLES},
            sum(map(_valued, rows)) >= _MOSTLY * len(rows),
            _nearly_all(row.actual is not None for row in rows if row.target is not None),
            sum(row.level1 is not None for row in rows) >= _MOSTLY * len(rows),
            tuple(key for key in _NUMBERS if _nearly_all(getattr(row, key) is not None for row in rows)),
        )


def _nearly_all(said: Iterable[bool]) -> bool:
    """Whether nearly all of several are so."""
    each = list(said)
    return len(each) >= _SEVERAL and sum(each) >= _NEARLY_ALL * len(each)


def _longest(rows: Sequence[Row], role: Role) -> tuple[int, int]:
    first, second, *_ = [*sorted((len(_text(row, role)) for row in rows), reverse=True), 0, 0]
    return first, second


def _stopped(rows: Sequence[Row]) -> frozenset[Role]:
    """The roles whose sentences are written with a full stop: most of all, and of the role's own not too few.

    Where a column is read wrong, most of its own cells may be cut.
    """
    own = {role: [text for row in rows if _is_sentence(text := _text(row, role))] for role in _ROLES}
    stops = {role: sum(_STOPPED.search(text) is not None for text in texts) for role, texts in own.items()}
    count = sum(map(len, own.values()))
    if count < _SEVERAL or sum(stops.values()) < _MOSTLY * count:
        return frozenset()
    return frozenset(role for role in _ROLES if stops[role] > _TOO_FEW * len(own[role]))


def _is_sentence(text: str) -> bool:
    """Whether a text, which may be cut, is a sentence rather than a name or a value."""
    return len(text) >= _SENTENCE and (len(text) >= _LONG_SENTENCE or _CLAUSE.search(text) is not None)


def _names_end_of_text(row: Row) -> bool:
    """Whether a row's name holds the end of a sentence, as no name does."""
    name = fold(row.indicator.text) if row.indicator is not None else ""
    return len(name) >= _SENTENCE and _SENTENCE_END.search(name) is not None


def _judged(row: Row, doubts: Sequence[str]) -> Row:
    if not doubts:
        return row
    return row._replace(confidence=min(row.confidence, _DOUBTED), doubts=(*row.doubts, *doubts))


def _valued(row: Row) -> bool:
    return row.target is not None or row.actual is not None


def _named(row: Row, usual: _Usual) -> Iterator[str]:
    """What is odd about a row's name, and about which of its values are missing."""
    name = fold(row.indicator.text) if row.indicator is not None else ""
    if _BEGUN_LATE.match(name) or name.count("（") != name.count("）"):
        yield "the indicator begins or ends as no name does: some of it may stand elsewhere"
    if _names_end_of_text(row):
        yield "the indicator holds the end of a sentence: it may be of a cell of the row before"
    if usual.valued and not _valued(row):
        yield "other rows have a target or an actual value, this one has neither: its cells may stand elsewhere"
    elif usual.reported and row.target is not None and row.actual is None:
        yield "nearly all other rows have an actual value, this one has none: it may stand elsewhere"


def _numbered(row: Row, usual: _Usual) -> Iterator[str]:
    """Which numbers are missing that nearly all rows have."""
    for key in usual.printed:
        if getattr(row, key) is None:
            yield f"nearly all other rows have a {key}, this one has none: it may stand in another cell"


def _placed(row: Row, usual: _Usual) -> Iterator[str]:
    """What is odd about a row's levels."""
    if usual.leveled and row.level1 is None:
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


def _text(row: Row, role: Role) -> str:
    text: Text | None = row.target if role == "target" else row.actual
    return squeeze(text.text) if text is not None else ""


def _doubts(row: Row, usual: _Usual) -> Iterator[str]:
    """What is odd about a row's target and actual value, each by itself and beside the other."""
    target, actual = (_text(row, role) for role in _ROLES)
    for role, text in zip(_ROLES, (target, actual), strict=True):
        if role in usual.stopped and _is_sentence(text) and not _STOPPED.search(text):
            yield f"the {role} does not end in a full stop, as those of other rows do: more of it may stand elsewhere"
        first, second = usual.longest[role]
        if len(text) == first and first >= _VERY_LONG and first > _FAR_LONGER * second:
            yield f"the {role} is far longer than that of any other row: it may hold cells of other rows"
        yield from (f"the {role} {says}" for says in _odd(text))
    if _TWICE.match(target) and target != actual:
        yield "the target says the same twice: it may hold the actual value"
    if _LIMIT_BEHIND_SENTENCE.search(actual):
        yield "the actual value has a limit behind a sentence: it may hold the next row's target"
    if _PROMISED.match(actual) and target and not _PROMISED.match(target) and actual != target:
        yield "the actual value has a bound and the target none: the two may be exchanged"
    elif _DONE.match(target) and actual and not _DONE.match(actual):
        yield "the target says what was done: it and the actual value may be exchanged"


def _odd(text: str) -> Iterator[str]:
    """What is odd about the text of a cell, whatever stands beside it."""
    if len(text) >= _SENTENCE and _GOES_ON.search(text):
        yield "ends as if it went on: more of it may stand elsewhere"
    if _BEGUN_LATE.match(text) or (len(text) >= _SENTENCE and _begins_with_unit(text)):
        yield "begins as no text does: its beginning may stand elsewhere"
    if _UNIT_BEHIND_STOP.search(text):
        yield "has a unit behind a full stop: it may hold a piece of another cell"
    if _TWO_VALUES.search(text):
        yield "ends in two values with nothing between them: one may be another cell's"
    if _NOTHING_BEHIND_VALUE.search(text):
        yield "ends in 无, which may be the next cell's"
    if len(text) >= _SENTENCE and (bare_number := _without_unit(text)):
        yield f"has {bare_number} without a unit in a sentence: the unit may stand elsewhere"


def _begins_with_unit(text: str) -> bool:
    """Whether a text begins with a unit that counts, with no number before it: 次，推动问题."""
    found = units().longest(text, 0)
    if found is None or found.unit.dimension != "count":
        return False
    word, part = tagged(text[:_WORD])[0]
    return word == text[: found.end] and part not in _NO_UNITS


def _without_unit(text: str) -> str:
    """The first number of a sentence that a word follows which is no unit, with that word's first character."""
    for number in _NUMBER_THEN_WORD.finditer(text):
        if units().longest(text, number.end()) is None:
            return number[0] + text[number.end()]
    return ""
