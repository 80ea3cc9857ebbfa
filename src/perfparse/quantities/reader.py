"""The walk over a text that finds its quantities and dates, from left to right and each character once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from perfparse.model.report import DateRange, Quantity
from perfparse.quantities import bare, context, counting, dates, draft, names, numerals
from perfparse.quantities.draft import Draft
from perfparse.quantities.source import Source, prepare
from perfparse.quantities.vocabulary import Vocabulary, vocabulary
from perfparse.quantities.weigh import Weighed, weigh

_START = re.compile(
    r"[0-9〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾“‘「『《\"第几半]|数(?=[十百千])|https?:|www\."
)
_OPENERS = frozenset('“‘「『《"')
_DATE_SIGNS = frozenset("年月日号-~/.:：时点至到、和及季")
"""What may follow the first figures of a date or a stretch of calendar; after anything else none is looked for."""
_HALF_OF = re.compile(r"半(?=个?小时|天(?!然)|个月)")
_HALF_TIME = re.compile(r"半(?:个?月|年|天)(?=[1一])")
_ONE_HALF = re.compile(r"一半(?![小天年月个径])")
_HALF = Decimal("0.5")
_NOT_HALF = frozenset("上下前后近大过每多一")
_FEW = frozenset("一两三")
_RATIO = re.compile(r"\d{1,5}[:：]\d{1,5}")
_TIMES = frozenset("次期轮回场遍")
_FORMULA = frozenset("×xX*÷")


@dataclass(slots=True)
class _Walk:
    """The state of one reading: how far it has come, and what it found."""

    source: Source
    words: Vocabulary
    floor: int = 0  # where the last thing found ends: nothing before it is looked at again
    quantities: list[Quantity] = field(default_factory=list)
    dates: list[DateRange] = field(default_factory=list)
    last: Weighed | None = None


def read(text: str) -> tuple[list[Quantity], list[DateRange]]:
    """Return the quantities and the dates of a cell's text, each in the order of the text.

    A date is never a quantity. Spans count code points of `text` as given.
    """
    source = prepare(text)
    walk = _Walk(source, vocabulary())
    prepared = source.text
    at, length = 0, len(prepared)
    while at < length:
        match = _START.search(prepared, at)
        if match is None:
            break
        at = max(_step(walk, match.start()), match.start() + 1)
    return walk.quantities, walk.dates


def _step(walk: _Walk, at: int) -> int:
    """Read what begins at `at`; return where to go on."""
    text = walk.source.text
    first = text[at]
    if first in _OPENERS:
        return names.enclosed(text, at)
    if first == "第":
        return names.ordinal(text, at)
    if first in "hw":
        return names.address(text, at)
    if first == "半":
        return _half(walk, at)
    passed = names.serial(text, at, walk.words)
    if passed > at:
        return passed
    for name in (names.list_mark, names.document_number, names.fixed):
        passed = name(text, at)
        if passed > at:
            return passed
    found = _date(walk, at)
    if found > at:
        return found
    if first == "一" and _ONE_HALF.match(text, at):
        return _emit(walk, draft.share(at, at + 2, _HALF))
    if not first.isdigit():
        passed = names.word(text, at, walk.words)
        if passed > at:
            return passed
    return _quantity(walk, at)


def _date(walk: _Walk, at: int) -> int:
    """Take in a date or a stretch of calendar at `at`; return its end, or `at` when there is none."""
    text = walk.source.text
    if text[at].isdigit():
        end = at + 1
        while end - at < 5 and text[end : end + 1].isdigit():
            end += 1
        if text[end : end + 1] not in _DATE_SIGNS and not context.alone(text, at, at + 8):
            return at
        if _is_ratio(text, at):
            return at
    found = dates.match(text, at)
    if found is None:
        return at
    if found.start is None and _counts_time(walk, at, found.end):
        return _rate_of(walk, at, found.end) or at
    if found.start is not None:
        start, end = walk.source.span(at, found.end)
        surface = walk.source.original[start:end]
        date = {"surface": surface, "start": start, "end": end, "from": found.start, "to": found.to}
        walk.dates.append(DateRange.model_validate(date))
    walk.floor = found.end
    return found.end


def _is_ratio(text: str, at: int) -> bool:
    """Whether 1:20 is a ratio and no time of day: 比 before it, or a single digit as its second term."""
    match = _RATIO.match(text, at)
    return match is not None and ("比" in text[max(0, at - 5) : at] or text[match.end() - 2] in ":：")


def _counts_time(walk: _Walk, at: int, end: int) -> bool:
    """Whether 一季度 or 一月 says how often (一月一次) rather than when."""
    text = walk.source.text
    return text[at] == "一" and end - at == 2 and text[at - 1 : at] != "每" and text[end : end + 1] in _FEW


def _rate_of(walk: _Walk, at: int, end: int) -> int | None:
    """一月一次: the second is counted per the first."""
    text = walk.source.text
    second = draft.read(text, end, walk.words)
    if second is None or second.dimension != "count" or second.per:
        return None
    return _emit(walk, replace(second, per=text[at + 1 : end]))


def _half(walk: _Walk, at: int) -> int:
    """半小时, 半天, 半个月; 半数; 半月一次."""
    text = walk.source.text
    if text.startswith("半数", at):
        return _emit(walk, draft.share(at, at + 2, _HALF))
    rhythm = _HALF_TIME.match(text, at)
    if rhythm and text[at - 1 : at] not in _NOT_HALF:
        second = draft.read(text, rhythm.end(), walk.words)
        if second is not None and second.number == 1 and second.base in _TIMES:
            return _emit(walk, replace(second, per=rhythm[0]))
    if _HALF_OF.match(text, at) is None or text[at - 1 : at] in _NOT_HALF:
        return at + 1
    whole = draft.with_printed_unit(text, numerals.Numeral(at, at + 1, _HALF, arabic=False))
    if whole.lacks_unit or whole.dimension != "duration":
        return at + 1
    return _emit(walk, whole)


def _quantity(walk: _Walk, at: int) -> int:
    text, words = walk.source.text, walk.words
    if text[at - 1 : at] == "^":
        return numerals.run_end(text, at)  # a power of what could not be read
    first = draft.read(text, at, words)
    if first is None or (at and text[at - 1] in _FORMULA and first.dimension in ("number", "ratio")):
        return numerals.run_end(text, at)
    first = draft.with_tolerance(text, first, words) or draft.join_range(text, first, words) or first
    if first.lacks_unit:
        found, end = bare.read(text, walk.floor, first, words)
        for member in found:
            end = _emit(walk, member)
        return end
    rhythm = _rhythm(walk, first)
    if rhythm is not None:
        return rhythm
    if not counting.counts(text, walk.floor, first, words):
        return first.end
    return _emit(walk, first)


def _rhythm(walk: _Walk, found: Draft) -> int | None:
    """一年两次, 一周一期: what follows is counted per the first. Returns where to go on, or None."""
    text = walk.source.text
    if found.dimension != "duration" or found.per or found.hint or found.upper is not None:
        return None
    at = context.bound_at(text, found.end, walk.words)
    if at >= len(text) or text[at] not in "一两二三四五六七八九十0123456789":
        return None
    second = draft.read(text, at, walk.words)
    if second is None or second.dimension not in ("count", "duration", "money") or second.per:
        return None
    if not found.arabic and found.number == 1:
        return _emit(walk, replace(second, per=found.base))
    if second.number == 1 and second.base in _TIMES:
        return _emit(walk, replace(second, per=text[found.start : found.end]))  # 两年一次, 3个月1次
    return None


def _emit(walk: _Walk, found: Draft) -> int:
    """Weigh what stands around the draft, and add it to what was found; return where to go on."""
    weighed = weigh(walk.source.text, walk.floor, found, walk.last, walk.words)
    walk.quantities.append(weighed.quantity(walk.source))
    walk.floor, walk.last = weighed.end, weighed
    return weighed.end
