"""What is odd about the text of a cell, whatever stands beside it: marks of a cell that was cut elsewhere than it ends.

Each mark was met in a cell that a search had read wrong; tests/test_suspicion.py has one for each, and beside them
texts of real make that must not be marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfparse.language.words import tagged
from perfparse.quantities.units import units

_SENTENCE = 12  # characters of a text that may be a sentence
_LONG_SENTENCE = 24  # the same without a comma
_WORD = 6  # characters in which a word ends
_MEASURES = frozenset("qm")  # parts of speech of what counts
_CLAUSE = re.compile(r"[，；、]")
_BARE_END = re.compile(r"(?:^|[%％\u4e00-\u9fff])\d{1,3}(?:\.\d{1,2})?$")

_BEGUN_LATE = re.compile(r"[，。、；：！？）》”’】〕％%‰]|率(?![先领])|(?:以上|以下|以内|左右)[，。；、]?")
_SHORT_FIRST = re.compile(r"\d[^，。；]{0,5}。")  # 2次。完成……: the end of another sentence
_AFTER_UNIT = re.compile(r"(?!均)[\u4e00-\u9fff，]")  # 亩均 is a word
_GOES_ON = re.compile(
    r"(?:[，；、：;,:≥≤＝=＞＜><不]|不[低少]于|不[高超][于过]|不足|超过|达到|同比|，[^，。；]{1,10}(?<!效)率)$"
)
_UNIT_BEHIND_STOP = re.compile(r"[。；](?:元|万元|亿元|人次|个百分点|[%％‰])")
_ALONE = re.compile(r"(?![优良中差好无是否有低高])[\u4e00-\u9fff]")
_TWO_VALUES = re.compile(r"\d([^\d，。；、\s~～至到\-—]{1,4})\d[\d.]*\1$")  # 7天9天
_TWO_DATES = re.compile(r"(?<=[前底初内])20\d\d年")
_CHANGE_BEHIND_SHARE = re.compile(r"\d[%％](?:同比|较上年|比上年|实际|增长|下降|上升|提高|降低)")
_NOTHING_BEHIND_VALUE = re.compile(r"\d[^\d，。；\s]{0,4}无$")
_NUMBER_THEN_WORD = re.compile(  # not 第3季度, 3A级, 1.原材料, 〔2023〕7号, 2023年5月, 95316部队
    r"(?<![\dA-Za-z.第〔\[“‘\-—+])\d[\d,]*(?:\.\d+)?[万亿千百]*[余多几来]?"
    r"(?=[\u4e00-\u9fff])(?![万亿千百余多几来以上下左右至到和与及或为是等号期类级型代标五四三二一年月日部])"
)


def odd(text: str) -> Iterator[str]:
    """Yield what is odd about a squeezed text, each as the end of a sentence that begins with the cell's name."""
    long = len(text) >= _SENTENCE
    if long and _GOES_ON.search(text):
        yield "ends as if it went on: more of it may stand elsewhere"
    if begins_late(text) or _SHORT_FIRST.match(text) or (long and _begins_with_unit(text)):
        yield "begins as no text does: its beginning may stand elsewhere"
    if _UNIT_BEHIND_STOP.search(text):
        yield "has a unit behind a full stop: it may hold a piece of another cell"
    if _ALONE.fullmatch(text):
        yield "is one character: it may be of another cell"
    if _TWO_VALUES.search(text) or _TWO_DATES.search(text):
        yield "has two values with nothing between them: one may be another cell's"
    if len(text) < _LONG_SENTENCE and _CHANGE_BEHIND_SHARE.search(text):
        yield "goes on behind a percentage without a stop: it may hold another cell"
    if _NOTHING_BEHIND_VALUE.search(text):
        yield "ends in 无, which may be the next cell's"
    if long and (number := _without_unit(text)):
        yield f"has {number} without a unit in a sentence: the unit may stand elsewhere"


def begins_late(text: str) -> bool:
    """Whether a text begins with what only goes on."""
    return _BEGUN_LATE.match(text) is not None


def is_sentence(text: str) -> bool:
    """Whether a text, which may be cut, is a sentence rather than a name or a value."""
    return len(text) >= _SENTENCE and (len(text) >= _LONG_SENTENCE or _CLAUSE.search(text) is not None)


def ends_bare(text: str) -> bool:
    """Whether a text is or ends in a number that counts nothing: 10, ≥95%6."""
    return _BARE_END.search(text) is not None


def _begins_with_unit(text: str) -> bool:
    """Whether a text begins with a unit that counts, with no number before it: 次，推动问题."""
    found = units().longest(text, 0)
    if found is None or found.unit.dimension != "count":
        return False
    word, part = tagged(text[:_WORD])[0]
    alone = word == text[: found.end] and (len(word) > 1 or part in _MEASURES)
    return alone and _AFTER_UNIT.match(text, found.end) is not None


def _without_unit(text: str) -> str:
    """The first number of a sentence that a word follows which is no unit, with that word's first character."""
    for number in _NUMBER_THEN_WORD.finditer(text):
        if units().longest(text, number.end()) is None:
            return number[0] + text[number.end()]
    return ""
