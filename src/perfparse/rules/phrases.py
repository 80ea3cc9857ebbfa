"""What a cell's text says around a number: the clause it stands in and the name of what is counted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfparse.model.report import Field, Quantity
from perfparse.rules import vocabulary as words

_REACH = 80
"""How far before a number its name may begin; keeps the work per number fixed."""


def _longest_first(table: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


# \d{4}年度? : a year before the name, as in 2020年开展了安全生产基础培训1次
# and a verb that belongs to the name of a rate stays: 完成率
_LEADING = re.compile(rf"(?:(?:{_longest_first(words.LEADING)})(?![率度])|\d{{4}}年度?|[\s的])+")
_TRAILING = re.compile(rf"(?:{_longest_first(word[::-1] for word in words.TRAILING)}|[\s的])+")
# 按计划完成9次 was done, and 《…工作计划》100%完成 names a document
_PLANNED = re.compile(rf"(?<!按)(?<!年度)(?:{_longest_first(words.PLANNED)})(?![^《》]{{0,60}}》)")
_MARK = re.compile(f"[{re.escape(words.CLAUSE_ENDS)}]")
# ★ marks of the poverty-relief forms, 指标1： and 其中：, and a unit in brackets at a name's end
_INDICATOR_HEAD = re.compile(r"^[★☆*\s]+|^指标\d{0,2}[:：]|^其中[:：]?")
# 、 joins a list within a clause, and a comma between digits is part of a number
_CLAUSE = re.compile(r"(?:[^，,。；;！!？?\n]|(?<=\d)[，,](?=\d))+")
_INDICATOR_TAIL = re.compile(r"[（(][^（()）]{0,20}[)）]$")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a cell with its words.

    `words` is what stands before it in its clause, `name` that without verbs, time, bounds and change; where nothing
    is left the name is what follows the number (建设两支森林消防应急队伍). `bare` numbers have no words at all.
    """

    quantity: Quantity
    words: str
    name: str
    named_before: bool
    clause: str

    @property
    def bare(self) -> bool:
        """Whether the cell gives the number without a name."""
        return not self.name

    @property
    def part(self) -> bool:
        """Whether the number is one of the parts of another: 其中小学4所."""
        return self.words.lstrip().startswith(words.PARTS_OF)

    @property
    def planned(self) -> bool:
        """Whether the number is what was meant to be done."""
        return _PLANNED.search(self.words) is not None


def trim(phrase: str) -> str:
    """A phrase without the verbs, words of time, bounds and copulas at its ends, and without white space.

    >>> trim("2020年开展了安全生产基础培训")
    '安全生产基础培训'
    """
    head = _LEADING.match(phrase)
    phrase = phrase[head.end() :] if head else phrase
    tail = _TRAILING.match(phrase[::-1])
    phrase = phrase[: len(phrase) - tail.end()] if tail else phrase
    return "".join(phrase.split())  # extractors put spaces at changes of script


def measures(field: Field) -> tuple[Measure, ...]:
    """The numbers of a field in order, each with its words."""
    if not field.quantities:
        return ()
    text, found, floor = field.text, [], 0
    marks = [match.start() for match in _MARK.finditer(text)]
    quantities = sorted(field.quantities, key=lambda quantity: quantity.start)
    for at, quantity in enumerate(quantities):
        mark = bisect_left(marks, quantity.start)
        start = max(floor, quantity.start - _REACH, marks[mark - 1] + 1 if mark else 0)
        mark = bisect_left(marks, quantity.end)
        following = quantities[at + 1].start if at + 1 < len(quantities) else len(text)
        end = max(quantity.end, min(following, quantity.end + _REACH, marks[mark] if mark < len(marks) else len(text)))
        before = text[start : quantity.start]
        name = trim(before)
        found.append(Measure(quantity, before, name or trim(text[quantity.end : end]), bool(name), text[start:end]))
        floor = quantity.end
    return tuple(found)


def indicator_name(indicator: Field | None) -> str:
    """The indicator's name without ★, 指标1：, 其中： and a unit in brackets at its end."""
    if indicator is None:
        return ""
    name = indicator.text.strip()
    while name != (shorter := _INDICATOR_TAIL.sub("", _INDICATOR_HEAD.sub("", name)).strip()):
        name = shorter
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two names of measures plainly agree: equal, or one ends with the other (at least two characters).

    农村自来水普及率 and 自来水普及率 agree; 合格率 and 办结率 do not, nor do 新开和调整线路 and 调整线路, which is a
    part of it only.
    """
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= 2 and long.endswith(short) and not long[: -len(short)].endswith(words.CONJUNCTIONS)


def about(name: str, phrase: str, *, ratio: bool) -> bool:
    """Whether a phrase speaks of the indicator called `name`, when the target itself has no words.

    A rate must end alike (合格率 … 合格率); for a count two characters in common will do (培训场次, 举办培训21场).
    """
    if ratio:
        return same_name(name[-3:], phrase[-3:])
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return any(phrase[at : at + 2] in pairs for at in range(len(phrase) - 1))


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each clause; 、 joins a list within a clause here."""
    for match in _CLAUSE.finditer(text):
        if match.group().strip():
            yield match.start(), match.end()
