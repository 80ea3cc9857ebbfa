"""The walk over a text that finds its quantities and dates, from left to right and each character once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from perfparse import numerals
from perfparse.quantities import context, dates, draft, names
from perfparse.quantities.draft import Draft
from perfparse.quantities.source import Source, prepare
from perfparse.quantities.vocabulary import Vocabulary, vocabulary
from perfparse.quantities.weigh import Weighed, weigh
from perfparse.report import DateRange, Quantity

_START = re.compile(
    r"[0-9〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾“‘「『《\"第几半]|数(?=[十百千])|https?:|www\."
)
_OPENERS = frozenset('“‘「『《"')
_DATE_SIGNS = frozenset("年月日号-~/.:：时点至到、和及季")
"""What may follow the first figures of a date or a stretch of calendar; after anything else none is looked for."""
_HALF_OF = re.compile(r"半(?=个?小时|天(?!然)|个月)")
_NOT_HALF = frozenset("上下前后近大过每多一")
_BEFORE_BARE = ("上", "近", "超", "约", "逾", "过", "不足", "不到", "接近", "突破", "达到", "至少", "最多")
_FEW = frozenset("一两三")
_RATIO = re.compile(r"\d{1,5}[:：]\d{1,5}")
_FORMULA = frozenset("×xX*÷")
_TRAIL = "。；;，, \n\t"
_MAX_LIST = 16


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
    for passed in (names.serial(text, at), names.list_mark(text, at), names.document_number(text, at)):
        if passed > at:
            return passed
    found = _date(walk, at)
    if found > at:
        return found
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
        if text[end : end + 1] not in _DATE_SIGNS:
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
    """半小时, 半天, 半个月."""
    text = walk.source.text
    if _HALF_OF.match(text, at) is None or text[at - 1 : at] in _NOT_HALF:
        return at + 1
    whole = draft.with_printed_unit(text, numerals.Numeral(at, at + 1, Decimal("0.5"), arabic=False))
    if whole.lacks_unit or whole.dimension != "duration":
        return at + 1
    return _emit(walk, whole)


def _quantity(walk: _Walk, at: int) -> int:
    text, words = walk.source.text, walk.words
    if text[at - 1 : at] in _FORMULA and at:
        return numerals.run_end(text, at)
    first = draft.read(text, at, words)
    if first is None:
        return numerals.run_end(text, at)
    ranged = draft.join_range(text, first, words)
    if ranged is not None:
        first = ranged
    if first.lacks_unit:
        return _bare(walk, first)
    rhythm = _rhythm(walk, first)
    if rhythm is not None:
        return rhythm
    if not _counts(walk, first):
        return first.end
    return _emit(walk, first)


def _counts(walk: _Walk, found: Draft) -> bool:
    """Whether number and unit are a quantity and no name or ordinal."""
    text, words = walk.source.text, walk.words
    unit = found.known
    if text[found.start - 1 : found.start] == "每" and found.start:
        return False  # 每两年, 每3个月: what something is counted per
    if found.bare and not found.hint and not _bounded(walk, found):
        return False
    length = found.end - found.start
    if not found.arabic and unit is not None and found.upper is None:
        spelled = length - len(unit.name)
        if unit.figures:
            return False
        if spelled <= 1 and (unit.arabic or (unit.whole and text[found.start] == "一" and length < len(text))):
            return False
        if spelled <= 1 and names.lone(text, found.start, found.end, unit.name, words):
            return False
    if unit is not None and unit.name in ("名", "位") and text[found.start - 1 : found.start] == "前":
        return False  # 前5名 is a rank
    if unit is not None and unit.dimension == "duration" and unit.name in ("年", "个月", "天", "日", "周", "学年"):
        return not names.span_of_years(text, found.start, found.end, words)
    return True


def _bounded(walk: _Walk, found: Draft) -> bool:
    """Whether a bound word stands before a bare 百 or 千: 近百家, 上千人."""
    return walk.source.text.endswith(_BEFORE_BARE, walk.floor, found.start)


def _rhythm(walk: _Walk, found: Draft) -> int | None:
    """一年两次, 一周一期: what follows is counted per the first. Returns where to go on, or None."""
    text = walk.source.text
    if found.arabic or found.number != 1 or found.dimension != "duration" or found.per or found.hint:
        return None
    if found.end >= len(text) or text[found.end] not in "一两二三四五六七八九十0123456789":
        return None
    second = draft.read(text, found.end, walk.words)
    if second is None or second.dimension not in ("count", "duration") or second.per:
        return None
    return _emit(walk, replace(second, per=found.base))


def _bare(walk: _Walk, first: Draft) -> int:
    """A number without a unit: it shares that of a list's last number, or is the whole cell, or is nothing."""
    text, words = walk.source.text, walk.words
    members = [first]
    at = first.end
    while len(members) < _MAX_LIST:
        join = next((word for word in words.joins if text.startswith(word, at)), None)
        if join is None or at + len(join) >= len(text):
            break
        following = draft.read(text, at + len(join), words)
        if following is None or following.bare:
            break
        members.append(following)
        at = following.end
        if not following.lacks_unit:
            return _share(walk, members)
    if _whole_cell(walk, first):
        _emit(walk, first)
    return max(first.end, members[-1].end if len(members) > 1 else 0)


def _share(walk: _Walk, members: list[Draft]) -> int:
    """10、20和30家: all in 家. Chinese digits side by side in a list (一、二类) are names."""
    last = members[-1]
    if not all(member.arabic for member in members) or not _counts(walk, last):
        return last.end
    low = members[0]
    if len(members) == 2 and _next_to_each_other(walk, members):
        return _emit(walk, replace(last, start=low.start, number=low.number, value=low.number, upper=last.value))
    scale = last.value / last.number if last.number else Decimal(1)
    for member in members[:-1]:
        value = member.value if member.unit else numerals.EXACT.multiply(member.number, scale)
        shared = replace(last, number=member.number, value=value, upper=None, hint=member.hint)
        _emit(walk, replace(shared, start=member.start, end=member.end))
    return _emit(walk, last)


def _next_to_each_other(walk: _Walk, members: list[Draft]) -> bool:
    """3、4个月 is a range, as three or four is said; after 分别 it is a list."""
    first, last = members
    text = walk.source.text
    return (
        last.number == first.number + 1 < 11
        and last.value == last.number
        and text[first.end : first.end + 1] == "、"
        and "分别" not in text[max(0, first.start - 12) : first.start]
    )


def _whole_cell(walk: _Walk, found: Draft) -> bool:
    """Whether the number, with a comparator before it, is all that the cell says."""
    text, words = walk.source.text, walk.words
    if not found.arabic and found.end - found.start == 1:
        return False  # 一
    if found.end + 3 < len(text) or text[found.end :].strip(_TRAIL):
        return False
    _, start = context.bound_before(text, 0, found.start, words)
    return not text[:start].strip(_TRAIL + "-")


def _emit(walk: _Walk, found: Draft) -> int:
    """Weigh what stands around the draft, and add it to what was found; return where to go on."""
    weighed = weigh(walk.source.text, walk.floor, found, walk.last, walk.words)
    walk.quantities.append(weighed.quantity(walk.source))
    walk.floor, walk.last = weighed.end, weighed
    return weighed.end
