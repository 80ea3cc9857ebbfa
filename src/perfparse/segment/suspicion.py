"""Rows of a text whose cells were told by a search → the same rows, with doubt where a cell looks as none should.

The search weighs readings against each other; where its picture of the columns is wrong, the wrong reading may win by
far. What is looked for here does not depend on that picture: how a cell begins and ends (`odd_texts`), which of two
cells says what was promised, and what the other rows of the form have that this one lacks. The marks were chosen by
looking at rows read wrong; what they find is measured in docs/accuracy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

from perfparse.forms.templates import reads_as
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.language.words import crossing
from perfparse.segment.model import Row, Text
from perfparse.segment.odd_texts import begins_late, ends_bare, is_sentence, odd

Role = Literal["target", "actual"]
Number = Literal["weight", "score"]
_ROLES: tuple[Role, Role] = ("target", "actual")
_NUMBERS: tuple[Number, ...] = ("weight", "score")

_DOUBTED = 0.6  # the confidence of a row with such a cell
_SEVERAL = 5  # rows that show what is usual
_MOSTLY = 0.6
_MOST_OF_ALL = 0.7
_NEARLY_ALL = 0.9
_NAME = 12  # characters of a name that may hold the end of a sentence
_VERY_LONG = 150  # characters of a value
_FAR_LONGER = 2.0
_LOOKED_AT = 200  # characters in which a text says itself again

_STOP = re.compile(r"[。；！？]")
_STOPPED = re.compile(r"[。；！？][）)”\"]?$")
_TWICE = re.compile(r"([^，。；、\d]{6,})\1")
_LIMIT_BEHIND_SENTENCE = re.compile(r"[。；][^。；（(]*[≥≤≧≦]")
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
        form = [_Said.of(row) for row in group]
        usual = _Usual.of(form)
        doubts = [[doubt for look in _LOOKS for doubt in look(said, usual)] for said in form]
        for at in range(1, len(form)):
            if _ends_sentence(form[at]):
                doubts[at - 1].append("the next row's name ends a sentence, which may be of a cell of this row")
        found += map(_judged, form, doubts)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Said:
    """A row with its texts without white space, empty where it has none."""

    row: Row
    name: str
    texts: Mapping[Role, str]
    reason: str

    @classmethod
    def of(cls, row: Row) -> _Said:
        name = fold(row.indicator.text) if row.indicator is not None else ""
        return cls(row, name, {"target": _squeezed(row.target), "actual": _squeezed(row.actual)}, _squeezed(row.reason))


def _squeezed(text: Text | None) -> str:
    return squeeze(text.text) if text is not None else ""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What most rows of a form are like.

    `stopped` has the roles whose sentences end in a full stop. `longest` has for each role the two greatest lengths
    of a text. `valued` tells that most rows have a target or an actual value, `reported` that most with a target have
    an actual value, `promised` that most with an actual value have a target, `leveled` that most stand under a first
    level. `printed` has what nearly all rows have of weight and score. `weightlike` tells that no row has a weight or
    an actual value, and half the targets end in a number that might be one.
    """

    stopped: frozenset[Role]
    longest: Mapping[Role, tuple[int, int]]
    valued: bool
    reported: bool
    promised: bool
    leveled: bool
    printed: tuple[Number, ...]
    weightlike: bool

    @classmethod
    def of(cls, form: Sequence[_Said]) -> _Usual:
        rows = [said.row for said in form]
        return cls(
            frozenset(role for role in _ROLES if _writes_stops([said.texts[role] for said in form])),
            {role: _longest([len(said.texts[role]) for said in form]) for role in _ROLES},
            sum(row.target is not None or row.actual is not None for row in rows) >= _MOSTLY * len(rows),
            _most((row.actual is not None for row in rows if row.target is not None), _MOST_OF_ALL),
            _most((row.target is not None for row in rows if row.actual is not None), _MOSTLY),
            sum(row.level1 is not None for row in rows) >= _MOSTLY * len(rows),
            tuple(key for key in _NUMBERS if _most((getattr(row, key) is not None for row in rows), _NEARLY_ALL)),
            _weightlike(form),
        )


def _most(said: Iterable[bool], share: float) -> bool:
    """Whether at least a share of several are so."""
    each = list(said)
    return len(each) >= _SEVERAL and sum(each) >= share * len(each)


def _writes_stops(texts: Sequence[str]) -> bool:
    """Whether the sentences of a column are written with a full stop."""
    return _most((_STOPPED.search(text) is not None for text in texts if is_sentence(text)), _MOSTLY)


def _longest(lengths: Sequence[int]) -> tuple[int, int]:
    first, second, *_ = [*sorted(lengths, reverse=True), 0, 0]
    return first, second


def _weightlike(form: Sequence[_Said]) -> bool:
    if any(said.row.weight is not None or said.row.actual is not None for said in form):
        return False
    return _most((ends_bare(said.texts["target"]) for said in form if said.row.target is not None), 0.5)


def _judged(said: _Said, doubts: Sequence[str]) -> Row:
    row = said.row
    if not doubts:
        return row
    return row._replace(confidence=min(row.confidence, _DOUBTED), doubts=(*row.doubts, *doubts))


# looks, each at one side of a row


def _values(said: _Said, usual: _Usual) -> Iterator[str]:
    """What is odd about a row's target and actual value, each by itself and beside the other."""
    for role, text in said.texts.items():
        if role in usual.stopped and is_sentence(text) and not _STOPPED.search(text):
            yield f"the {role} does not end in a full stop, as those of other rows do: more of it may stand elsewhere"
        first, second = usual.longest[role]
        if len(text) == first and first >= _VERY_LONG and first > _FAR_LONGER * second:
            yield f"the {role} is far longer than that of any other row: it may hold cells of other rows"
        yield from (f"the {role} {says}" for says in odd(text))
    target, actual = said.texts["target"], said.texts["actual"]
    if usual.weightlike and ends_bare(target):
        yield "the target ends in a number that may be the weight, which no row has"
    if _TWICE.match(target, 0, _LOOKED_AT) and target != actual:
        yield "the target says the same twice: it may hold the actual value"
    if _LIMIT_BEHIND_SENTENCE.search(actual):
        yield "the actual value has a limit behind a sentence: it may hold the next row's target"
    if is_sentence(target) and (word := crossing(target, actual)):
        yield f"the target's end and the actual value's beginning make a word, {word}: the border may be elsewhere"
    if _PROMISED.match(actual) and target and not _PROMISED.match(target) and actual != target:
        yield "the actual value has a bound and the target none: the two may be exchanged"
    elif _DONE.match(target) and actual and not _DONE.match(actual):
        yield "the target says what was done: it and the actual value may be exchanged"


def _missing(said: _Said, usual: _Usual) -> Iterator[str]:
    """What a row lacks that others have."""
    row = said.row
    if row.target is None and row.actual is None:
        if usual.valued:
            yield "other rows have a target or an actual value, this one has neither: its cells may stand elsewhere"
    elif usual.reported and row.actual is None:
        yield "most other rows have an actual value, this one has none: it may stand elsewhere"
    elif usual.promised and row.target is None and not _is_full(said):
        yield "most other rows have a target, this one has none: it may stand in the actual value"
    for key in usual.printed:
        if getattr(row, key) is None:
            yield f"nearly all other rows have a {key}, this one has none: it may stand in another cell"


def _is_full(said: _Said) -> bool:
    """Whether a row is one that a form prints in one cell, with no target: 其中：部门年度整体预算完成率：94.32%."""
    return reads_as(f"其中：{said.name}：{said.texts['actual']}", "full_rows")


def _named(said: _Said, _: _Usual) -> Iterator[str]:
    """What is odd about a row's name."""
    if begins_late(said.name) or said.name.count("（") != said.name.count("）"):
        yield "the indicator begins or ends as no name does: some of it may stand elsewhere"
    if _ends_sentence(said):
        yield "the indicator holds the end of a sentence: it may be of a cell of the row before"


def _ends_sentence(said: _Said) -> bool:
    """Whether a row's name holds the end of a sentence, as no name does."""
    return len(said.name) >= _NAME and _STOP.search(said.name) is not None


def _reasoned(said: _Said, _: _Usual) -> Iterator[str]:
    """What is odd about a row's reason."""
    yield from (f"the reason {says}" for says in odd(said.reason))


def _placed(said: _Said, usual: _Usual) -> Iterator[str]:
    """What is odd about a row's levels."""
    if usual.leveled and said.row.level1 is None:
        yield "other rows stand under a first level, this one under none: it may be theirs"
    for name in (said.row.level1, said.row.level2):
        word = bare(name) if name else ""
        if words().level(word) is None and any(word.endswith(level) for level in _levels()):
            yield f"the level {name} holds more than a level's name: some of it may be of another cell"


@cache
def _levels() -> frozenset[str]:
    """Levels that no longer name ends in; 社会公众满意度指标 is a level of its own."""
    listed = (*words().level1, *words().level2)
    return frozenset(word for word in listed if word.endswith("指标") and not word.endswith("满意度指标"))


_LOOKS = (_values, _missing, _named, _reasoned, _placed)
