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
from perfparse.templates import fold, reads_as, squeeze
from perfparse.templates.vocabulary import bare, words
from perfparse.units import units
from perfparse.words import crossing, tagged

Role = Literal["target", "actual"]
_ROLES: tuple[Role, Role] = ("target", "actual")
_NUMBERS: tuple[Literal["weight", "score"], ...] = ("weight", "score")

_DOUBTED = 0.6  # the confidence of a row with such a cell
_SENTENCE = 12  # characters of a text that may end in a full stop
_LONG_SENTENCE = 24  # the same without a comma
_SEVERAL = 5  # such texts in a column
_MOSTLY = 0.6  # of them end in one
_MOST_OF_ALL = 0.7
_NEARLY_ALL = 0.9
_VERY_LONG = 150  # characters
_FAR_LONGER = 2.0
_WORD = 6  # characters in which a word ends
_BARE_END = re.compile(r"(?:^|[%％\u4e00-\u9fff])\d{1,3}(?:\.\d{1,2})?$")
_TWICE = re.compile(r"([^，。；、\d]{6,})\1")
_SENTENCE_END = re.compile(r"[。；！？]")
_LIMIT_BEHIND_SENTENCE = re.compile(r"[。；][^。；（(]*[≥≤≧≦]")
_CLAUSE = re.compile(r"[，；、]")
_NUMBER_THEN_WORD = re.compile(  # not 第3季度, 3A级, 1.原材料, 〔2023〕7号, 2023年5月
    r"(?<![\dA-Za-z.第〔\[“‘\-—+])\d[\d,]*(?:\.\d+)?[万亿千百]*[余多几来]?"
    r"(?=[\u4e00-\u9fff])(?![万亿千百余多几来以上下左右至到和与及或为是等号期类级型代标五四三二一年月日部])"
)
_GOES_ON_AS_WORD = re.compile(r"(?!均)[\u4e00-\u9fff，]")  # 亩均 is a word
_MEASURES = frozenset("qm")  # parts of speech of what counts
_STOPPED = re.compile(r"[。；！？][）)”\"]?$")
_GOES_ON = re.compile(
    r"(?:[，；、：;,:≥≤＝=＞＜><不]|不[低少]于|不[高超][于过]|不足|超过|达到|同比|，[^，。；]{1,10}(?<!效)率)$"
)
_WORD_BEHIND_SHARE = re.compile(r"\d[%％](?:同比|较上年|比上年|实际|增长|下降|上升|提高|降低)")
_SHORT_FIRST = re.compile(r"\d[^，。；]{0,5}。")  # 2次。完成……: the end of another sentence
_TWO_DATES = re.compile(r"(?<=[前底初内])20\d\d年")
_ALONE = re.compile(r"(?![优良中差好无是否有低高])[\u4e00-\u9fff]")
_TWO_VALUES = re.compile(r"\d([^\d，。；、\s~～至到\-—]{1,4})\d[\d.]*\1$")
_BEGUN_LATE = re.compile(r"[，。、；：！？）》”’】〕％%‰]|率(?![先领])|(?:以上|以下|以内|左右)[，。；、]?")
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
        odd = [[doubt for look in _LOOKS for doubt in look(row, usual)] for row in form]
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
    target have an actual value, `promised` that most with an actual value have a target, `leveled` that most stand
    under a first level. `printed` has what nearly all rows have of weight and score. `weightlike` tells that no row
    has a weight or an actual value, and half the targets end in a number that might be one.
    """

    stopped: frozenset[Role]
    longest: Mapping[Role, tuple[int, int]]
    valued: bool
    reported: bool
    promised: bool
    leveled: bool
    printed: tuple[Literal["weight", "score"], ...]
    weightlike: bool

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Usual:
        return cls(
            _stopped(rows),
            {role: _longest(rows, role) for role in _ROLES},
            sum(map(_valued, rows)) >= _MOSTLY * len(rows),
            _most((row.actual is not None for row in rows if row.target is not None), _MOST_OF_ALL),
            _most(row.target is not None for row in rows if row.actual is not None),
            sum(row.level1 is not None for row in rows) >= _MOSTLY * len(rows),
            tuple(key for key in _NUMBERS if _nearly_all(getattr(row, key) is not None for row in rows)),
            _weightlike(rows),
        )


def _weightlike(rows: Sequence[Row]) -> bool:
    if any(row.weight is not None or row.actual is not None for row in rows):
        return False
    targets = [_text(row, "target") for row in rows if row.target is not None]
    return len(targets) >= _SEVERAL and 2 * sum(map(_ends_bare, targets)) >= len(targets)


def _ends_bare(text: str) -> bool:
    """Whether a text is or ends in a number that counts nothing: 10, ≥95%6."""
    return _BARE_END.search(text) is not None


def _most(said: Iterable[bool], share: float = _MOSTLY) -> bool:
    """Whether most of several are so."""
    each = list(said)
    return len(each) >= _SEVERAL and sum(each) >= share * len(each)


def _nearly_all(said: Iterable[bool]) -> bool:
    return _most(said, _NEARLY_ALL)


def _longest(rows: Sequence[Row], role: Role) -> tuple[int, int]:
    first, second, *_ = [*sorted((len(_text(row, role)) for row in rows), reverse=True), 0, 0]
    return first, second


def _stopped(rows: Sequence[Row]) -> frozenset[Role]:
    """The roles whose sentences are written with a full stop."""
    own = {role: [text for row in rows if _is_sentence(text := _text(row, role))] for role in _ROLES}
    stops = {role: sum(_STOPPED.search(text) is not None for text in texts) for role, texts in own.items()}
    return frozenset(role for role in _ROLES if len(own[role]) >= _SEVERAL and stops[role] >= _MOSTLY * len(own[role]))


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
    elif usual.promised and row.target is None and not _is_full(name, _text(row, "actual")):
        yield "most other rows have a target, this one has none: it may stand in the actual value"


def _is_full(name: str, actual: str) -> bool:
    """Whether a row is one that a form prints in one cell, with no target: 其中：部门年度整体预算完成率：94.32%."""
    return reads_as(f"其中：{name}：{actual}", "full_rows")


def _numbered(row: Row, usual: _Usual) -> Iterator[str]:
    """Which numbers are missing that nearly all rows have."""
    for key in usual.printed:
        if getattr(row, key) is None:
            yield f"nearly all other rows have a {key}, this one has none: it may stand in another cell"


def _reasoned(row: Row, _: _Usual) -> Iterator[str]:
    """What is odd about a row's reason."""
    if row.reason is not None:
        yield from (f"the reason {says}" for says in _odd(squeeze(row.reason.text)))


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
    if usual.weightlike and _ends_bare(target):
        yield "the target ends in a number that may be the weight, which no row has"
    if _TWICE.match(target) and target != actual:
        yield "the target says the same twice: it may hold the actual value"
    if _LIMIT_BEHIND_SENTENCE.search(actual):
        yield "the actual value has a limit behind a sentence: it may hold the next row's target"
    if len(target) >= _SENTENCE and (word := crossing(target, actual)) and len(word) > 1:
        yield f"the target's end and the actual value's beginning make a word, {word}: the border may be elsewhere"
    if _PROMISED.match(actual) and target and not _PROMISED.match(target) and actual != target:
        yield "the actual value has a bound and the target none: the two may be exchanged"
    elif _DONE.match(target) and actual and not _DONE.match(actual):
        yield "the target says what was done: it and the actual value may be exchanged"


def _odd(text: str) -> Iterator[str]:
    """What is odd about the text of a cell, whatever stands beside it."""
    if len(text) >= _SENTENCE and _GOES_ON.search(text):
        yield "ends as if it went on: more of it may stand elsewhere"
    if _BEGUN_LATE.match(text) or _SHORT_FIRST.match(text) or (len(text) >= _SENTENCE and _begins_with_unit(text)):
        yield "begins as no text does: its beginning may stand elsewhere"
    if _UNIT_BEHIND_STOP.search(text):
        yield "has a unit behind a full stop: it may hold a piece of another cell"
    if _ALONE.fullmatch(text):
        yield "is one character: it may be of another cell"
    if _TWO_VALUES.search(text) or _TWO_DATES.search(text):
        yield "ends in two values with nothing between them: one may be another cell's"
    if len(text) < _LONG_SENTENCE and _WORD_BEHIND_SHARE.search(text):
        yield "goes on behind a percentage without a stop: it may hold another cell"
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
    alone = word == text[: found.end] and (len(word) > 1 or part in _MEASURES)
    return alone and _GOES_ON_AS_WORD.match(text, found.end) is not None


def _without_unit(text: str) -> str:
    """The first number of a sentence that a word follows which is no unit, with that word's first character."""
    for number in _NUMBER_THEN_WORD.finditer(text):
        if units().longest(text, number.end()) is None:
            return number[0] + text[number.end()]
    return ""


_LOOKS = (_doubts, _named, _numbered, _reasoned, _placed)
