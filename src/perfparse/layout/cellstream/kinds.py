"""What a text may be: a bare number, a value, a date, a name, a phrase, prose. One look a text, kept.

Costs are in nats: the negative logarithm of how often a cell of a role looks so. They are judgements.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from math import inf

from perfparse.forms.vocabulary import bare, words
from perfparse.layout.measure import NOT_FIRST, NOT_LAST
from perfparse.quantities.units import units

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)分?")
_BLANK = re.compile(r"[/／—\-－–…|]+|暂?无")
_CN = "[〇零一二三四五六七八九十百千两半几]"
_COMPARED = r"[≥≤＞＜><=＝≧≦═﹦]"
_BOUND = (
    rf"(?:{_COMPARED}|大于等于|小于等于|不低于|不少于|不高于|不超过|不大于|不小于|大于|小于|超过|低于|高于|少于|多于|不足"
    r"|超|近|约|至少|达到?|共)"
)
_NUM = rf"(?:\d[\d,]*(?:\.\d+)?|{_CN}+)[多余几]?[万亿千百]*[多余]?"
_UNIT = r"(?:[%％‰℃]|个?百分点|百分比|[^\W\d_]{1,5}(?:[/／·*每][^\W\d_]{1,3}){0,3})?"
_TAIL = r"(?:以上|以下|以内|以内|左右|之间|及以上|及以下|内)?"
_VALUE = re.compile(
    rf"(?:已|实际)?(?:完成|实现)?(?:同比|较上年)?(?:增长|上升|下降|提高|提升|降低|减少|增加)?(?:{_BOUND}){{0,2}}"
    rf"(?:每(?:季度?|月|周|年|日|天|旬|半年|户|亩|人))?{_NUM}(?P<unit>{_UNIT})(?:[-—~～至到－–]{{1,2}}{_NUM}(?P<upper>{_UNIT}))?{_TAIL}"
)
_DAY = r"(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?)"
_DAYS = re.compile(_DAY)
_DATE = re.compile(rf"[^\W\d]{{0,3}}{_DAY}[初中末底上下旬]{{0,2}}(?:[-—–－~～至到]{{1,2}}{_DAY})?[^\W\d]{{0,8}}")
_NUMBER_BEHIND_STOP = re.compile(r"[。！；]\d{1,2}(?:\.\d{1,2})?(?![\d.、，,）)]|[个项条次家分元%])")  # the next cell's
_ENDS_BARE = re.compile(r"[\u4e00-\u9fff，；、]\d{1,3}(?:\.\d{1,2})?$")
_PRINTED_WEIGHT = re.compile(r"[\u4e00-\u9fff][（(]\d{1,3}(?:\.\d{1,2})?分[）)]$")
_NUMBER_WITHIN = re.compile(r"[\u4e00-\u9fff]\d{1,3}(?=[\u4e00-\u9fff])")
_STARTS_BOUND = re.compile(_BOUND)
_NATURES = ("定性", "定量")
_COMPARED_INSIDE = re.compile(rf"(?<!^){_COMPARED}\d")
_STARTS_COMPARED = re.compile(_COMPARED)
_OPEN_END = re.compile(rf"(?:{_COMPARED}|[，、：（《“〔【至到~～—\-－]|不低于|不少于|不高于|不超过|大于|小于|约)$")
_LONGEST_END = 3  # characters of such an end
_LISTED = re.compile(r"(?:指标\d{1,2}[:：.]|[★▲●]|其中[:：]?|\d{1,2}[.、](?!\d))")
_DOTS = re.compile(r"…+|\.{3,}")
_UNNAMED = re.compile(r"[/／\-—…\s]*")
_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])")
_PROSE = re.compile(r"[，。；！]")
_PER = re.compile(r"[/／·*每]")
_BOUND_BEHIND = re.compile(r"(?:及?以[上下内]|左右|之间|内)$")
_SHORT_UNIT = 2  # characters of a unit that need not be known
_UNIT_OF = re.compile(r"\d[\d,.]*[多余]?([万亿]?)(个百分点|百分比|[%％‰]|[^\W\d_]{1,5}(?:[/／·][^\W\d_]{1,3}){0,3})?")
_PAIRS = {"”": "“", "’": "‘", "）": "（", "》": "《", "】": "【", "〕": "〔", ")": "(", "]": "["}
_OPENERS = frozenset(_PAIRS.values())
_BRACKET = re.compile("[“”‘’（）《》【】〔〕()\\[\\]]")
_WIDE_FIGURE = re.compile("[０-９]")
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千两半几]")
_SHORT = 32  # characters of what may be a value, a date or a phrase
_LONGEST_NUMBER = 9
_LONGEST_LEVEL = 24
_CLAUSE_SIZE = 5
_PROSE_SIZE = 12
_MANY_CLAUSES = 4


class Kind:
    """What a text shows. The same text gives the same object.

    `number` is its value as a bare number. `shape` and `jumble` are in nats: what it costs that a cell begins and ends
    so, and that a cell looks as if of several. `empty` tells a name's place that nobody filled in (指标2：, ……).
    `figures` counts the numbers outside brackets and quotes.
    """

    __slots__ = (
        "blank", "bound", "date", "empty", "figures", "heading", "jumble", "level1", "level2", "listed", "namely",
        "number", "numerals", "phrase", "prose", "shape", "sub", "text", "unit", "value",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        folded = unicodedata.normalize("NFKC", text) if _WIDE_FIGURE.search(text) else text
        names, beginnings, endings = _wording()
        size = len(folded)
        short = size <= _SHORT
        figures = _NUMERAL.search(folded) is not None
        number = _NUMBER.fullmatch(folded) if figures and size <= _LONGEST_NUMBER else None
        self.number = float(number[1]) if number else None
        self.blank = short and _BLANK.fullmatch(folded) is not None
        self.value = short and figures and _is_value(folded)
        self.date = short and figures and _DATE.fullmatch(folded) is not None
        self.bound = _STARTS_BOUND.match(folded) is not None
        self.prose = size > _CLAUSE_SIZE and _PROSE.search(folded) is not None
        self.namely = folded.endswith(names)
        self.phrase = short and (folded.startswith(beginnings) or folded.endswith(endings))
        self.heading = _HEADING.match(folded) is not None
        level = bare(text) if size <= _LONGEST_LEVEL and text[0] in _level_beginnings() else ""
        self.level1 = level in words().level1
        self.level2 = level in words().level2
        listed = _LISTED.match(folded)
        self.listed = listed is not None
        self.sub = listed is not None and listed[0].startswith("其中")
        named = folded[listed.end() :] if listed else folded
        self.empty = _DOTS.fullmatch(folded) is not None or (self.listed and _UNNAMED.fullmatch(named) is not None)
        bracketed = _BRACKET.search(folded) is not None
        self.numerals = figures
        self.figures = len(_FIGURES.findall(_ASIDE.sub("", named) if bracketed else named)) if figures else 0
        self.shape = _shape(folded, bracketed=bracketed)
        self.jumble = 0.0 if self.value else _jumble(folded, self)
        unit = _UNIT_OF.search(folded) if self.value else None
        self.unit = (unit[1] + (unit[2] or "")) if unit else None


@cache
def _level_beginnings() -> frozenset[str]:
    """The characters that the name of a level may begin with; one in brackets may stand before it."""
    return frozenset(word[0] for word in (*words().level1, *words().level2)) | frozenset("（(：:*＊★")


@cache
def _wording() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    raw = tomllib.loads(resources.files(__package__).joinpath("wording.toml").read_text(encoding="utf8"))
    return tuple(raw["names"]["endings"]), tuple(raw["phrases"]["beginnings"]), tuple(raw["phrases"]["endings"])


@lru_cache(maxsize=65536)
def kind_of(text: str) -> Kind:
    """Look at a squeezed text."""
    return Kind(text)


def _is_value(text: str) -> bool:
    """Whether a text is a bound, a number and a unit at most; a longer unit is one only where it is known."""
    match = _VALUE.fullmatch(text)
    if match is None:
        return False
    return all(_is_unit(unit) for unit in match.group("unit", "upper") if unit)


@lru_cache(maxsize=4096)
def _is_unit(text: str) -> bool:
    text = _BOUND_BEHIND.sub("", text)
    bases = (text, text.removeprefix("个"), *_PER.split(text)[:1])
    return len(text) <= _SHORT_UNIT or any(units().get(base) is not None for base in bases if base)


def _shape(text: str, *, bracketed: bool) -> float:
    """What it costs that a cell begins and ends so: with what may not, or with brackets left open."""
    cost = 6.0 * (text[0] in NOT_FIRST and text[0] not in "—·…") + 5.0 * (text[-1] in NOT_LAST)
    if len(text) > 1 and _OPEN_END.search(text, max(0, len(text) - _LONGEST_END)):
        cost += 4.0
    if not bracketed:
        return cost
    stack: list[str] = []
    loose = 0
    for char in text:
        if char in _OPENERS:
            stack.append(char)
        elif char in _PAIRS:
            if stack and stack[-1] == _PAIRS[char]:
                stack.pop()
            else:
                loose += 1
    return cost + 4.0 * min(2, loose + len(stack))


_ASIDE = re.compile(r"[（(〔“《【][^（）()〔〕“”《》【】]*[）)〕”》】]")
_CLAUSE = re.compile(r"[，。；、！？]")
_FIGURES = re.compile(r"\d[\d.,]*")
_LEVEL_INSIDE = re.compile(
    "|".join(sorted((w for w in words().level2 | words().level1 if w.endswith("指标")), key=len))
)


def _jumble(text: str, kind: Kind) -> float:
    """What it costs that a text looks as if of several cells: a value behind another, a level's name in it."""
    cost = 1.5 * (text[0] in "（(") + 2.5 * (text[-1] == "无" and len(text) > 1)
    if kind.numerals and not kind.date:
        cost += 3.0 * (text[0].isdigit() and kind.number is None)
        if kind.figures > 1 or kind.listed:
            clauses = _CLAUSE.split(_DAYS.sub("", _ASIDE.sub("", text)))
            weight = 2.5 if len(clauses) < _MANY_CLAUSES else 0.8
            cost += weight * sum(max(0, len(_FIGURES.findall(clause)) - 1) for clause in clauses)
    if "指标" in text and not (kind.level1 or kind.level2):
        inside = _LEVEL_INSIDE.search(text)
        cost += 5.0 * (inside is not None and len(inside[0]) < len(text))
    return cost


NEVER = inf


def indicator(kind: Kind) -> float:
    """What it costs that a text is an indicator's name."""
    size = len(kind.text)
    cost = 0.4 + 0.25 * max(0, size - 18) + (3.0 if size < 2 else 1.2 if size == 2 else 0.0)
    if kind.empty:
        return 0.3 if kind.listed else 1.0
    if kind.number is not None or kind.blank:
        return 9.0
    cost += 2.0 * min(4, kind.figures) + 3.0 * kind.text.endswith(_NATURES)
    if kind.numerals:
        cost += 5.0 * (_COMPARED_INSIDE.search(kind.text) is not None) + 1.5 * kind.text[-1].isdigit()
        cost += 5.0 * _holds_weight(kind)
    cost += 4.0 * (kind.text.startswith("指标") and not kind.listed)
    if kind.listed:
        return max(0.1, cost - 2.0)
    cost += 6.0 * kind.value + 4.0 * (kind.date and not kind.value) + 4.0 * (kind.bound and not kind.value)
    cost += 3.0 * kind.prose + 5.0 * kind.heading + 5.0 * (kind.level1 or kind.level2)
    return cost + (0.0 if kind.namely else 2.5 if kind.phrase else 0.8)


def _holds_weight(kind: Kind) -> bool:
    """Whether a name has a number within that counts nothing, as where two names have a weight between them."""
    within = _NUMBER_WITHIN.search(kind.text) if kind.figures else None
    return (
        within is not None
        and kind.text[within.end()] not in "年月日级期类"
        and (units().longest(kind.text, within.end()) is None)
    )


def _said(kind: Kind, number: float) -> float:
    """What it costs that a text is a promise or a result."""
    if kind.number is not None:
        return number
    if kind.blank:
        return 1.5
    if kind.level1 or kind.level2:
        return 8.0
    if kind.listed:
        return 6.0
    if kind.text in _NATURES:
        return 4.0
    if kind.value or kind.date:
        return 0.4 + 0.1 * max(0, len(kind.text) - 24)
    if kind.bound:
        return 1.6
    if kind.text[-1].isdigit() and not kind.bound:
        return 3.0
    if kind.phrase or kind.text.startswith(_NATURES):
        return 0.7
    if kind.prose:
        return 2.2
    return (3.0 if kind.namely else 1.8) + (1.5 if len(kind.text) < 2 else 0.0)


def target(kind: Kind) -> float:
    """What it costs that a text is a target."""
    return _said(kind, 1.4)


def actual(kind: Kind) -> float:
    """What it costs that a text is what was done."""
    return _said(kind, 0.7) + 1.5 * (_STARTS_COMPARED.match(kind.text) is not None)


def amount(kind: Kind) -> float:
    """What it costs that a text is a weight or a score."""
    if kind.number is not None:
        return 0.2 if kind.number <= 100 else NEVER
    return 2.0 if kind.blank and not kind.text.endswith("无") else NEVER


def reason(kind: Kind) -> float:
    """What it costs that a text is a reason."""
    if kind.number is not None:
        return 8.0
    if kind.blank:
        return 0.6
    if kind.level1 or kind.level2:
        return 9.0
    if kind.value or kind.listed:
        return 6.0
    if kind.prose:
        return 0.6
    cost = 3.5 if kind.namely else 2.5 if kind.phrase else 1.8
    return cost + 2.0 * (len(kind.text) < 6) + 1.5 * min(4, kind.figures)


def level(kind: Kind, *, first: bool, weighed: bool = False) -> float:
    """What it costs that a text is a level of indicators: the first or the second; `weighed` ones have weights."""
    if kind.level1 if first else kind.level2:
        return 0.1 if kind.text.endswith(("指标", "）", ")")) else 1.0
    if kind.level1 or kind.level2:
        return 2.5
    if kind.number is not None or kind.value or kind.prose or kind.bound or len(kind.text) > 14 or len(kind.text) < 2:
        return NEVER
    if _PRINTED_WEIGHT.search(kind.text) is not None:
        return 2.0
    return 3.5 + 5.0 * (kind.figures > 0) if weighed else 7.0


def goal(kind: Kind) -> float:
    """What it costs that a text is a goal in prose."""
    return 0.5 if kind.prose and len(kind.text) > 20 else 6.0


def extra(kind: Kind) -> float:
    """What it costs that a text stands in a column of no role."""
    if kind.level1 or kind.level2 or kind.listed:
        return 9.0
    return 1.2 if kind.number is not None or kind.value or kind.blank else 2.5 + 2.0 * kind.namely


def judged(kind: Kind) -> float:
    """What it costs that a text explains an indicator, or says how it is scored or why."""
    if kind.number is not None or kind.level1 or kind.level2:
        return 9.0
    if kind.blank:
        return 0.6
    cost = 4.0 * len(_NUMBER_BEHIND_STOP.findall(kind.text)) + 3.0 * (_ENDS_BARE.search(kind.text) is not None)
    if kind.prose:
        return cost + 0.4
    cost += 2.0 * (_COMPARED_INSIDE.search(kind.text) is not None) + 1.0 * min(3, kind.figures)
    return cost + 1.2 + 2.0 * kind.value + 2.0 * (len(kind.text) < _CLAUSE_SIZE) + 1.5 * kind.namely


def related(promised: Kind, done: Kind) -> float:
    """What a target says of the actual value beside it: the same unit, the same words, both dates."""
    if promised.text == done.text:
        return -2.0 if promised.phrase or len(promised.text) > 3 else -1.0
    if promised.date and not promised.value:
        return -1.0 if done.date else 1.5
    if promised.value:
        if done.value:
            if promised.unit and done.unit:
                return -1.0 if promised.unit.lstrip("万亿") == done.unit.lstrip("万亿") else 1.0
            return 0.0
        return 0.0 if done.number is not None else 1.5
    if done.text.startswith(promised.text):
        return -2.0
    if promised.text.startswith(done.text):
        return 3.0
    return 1.5 if done.value or done.number is not None else -0.2


def outside(kind: Kind) -> float:
    """What it costs that a text stands behind the table: prose, or the heading of a chapter."""
    return 0.5 if kind.heading or (kind.prose and len(kind.text) > _PROSE_SIZE) else 2.5
