"""Whether a number and the unit behind it count or measure, or order and name."""

from __future__ import annotations

import re

from perfparse.quantities import context, names
from perfparse.quantities.draft import Draft
from perfparse.quantities.units import Unit
from perfparse.quantities.vocabulary import Vocabulary

_BEFORE_BARE = ("上", "近", "超", "约", "逾", "过", "破", "不足", "不到", "接近", "突破", "达到", "至少", "最多")
_PLACED = frozenset(("年", "个月", "天", "日", "周", "学年"))
"""Lengths of time that also place things in time: 近三年, 三年行动."""
_CLOCKED = frozenset(("小时", "分钟", "刻钟"))
_NAMES_WITH = dict.fromkeys(("届", "次"), names.session) | dict.fromkeys(("栋", "座", "单元", "层"), names.house)
"""What may be a name with such a unit in it: a session's, an address."""
_NONE_REACH = 8
_CIRCLE = re.compile(r"[\u4e00-\u9fff]{0,8}?圈")
"""A reach that is named by a time: 15分钟便民生活圈."""
_OFF_WORK = re.compile(r"(?:之|以)?外")
"""8小时以外 is the time after work, however long."""
_DAY_OF = re.compile(r"(?:每|当|次|本|上|下|同)(?:个?月|季度?|年)(?:末月|首月|第[一二三1-3]个?月)?的?$")


def counts(text: str, floor: int, found: Draft, words: Vocabulary) -> bool:
    """Whether number and unit are a quantity and no name or ordinal; nothing before `floor` belongs to it."""
    before = text[found.start - 1 : found.start] if found.start else ""
    if before == "每":
        return False  # 每两年, 每3个月: what something is counted per
    if found.bare and not found.hint and not bounded(text, floor, found.start, words):
        return False
    unit = found.known
    if unit is None:
        return True
    if found.number == 1 and words.none.search(text, max(floor, found.start - _NONE_REACH), found.start):
        return False  # 未发生一起, 无1例
    name = _NAMES_WITH.get(unit.name)
    if name is not None and name(text, found.start, found.end, unit.name):
        return False
    if not found.arabic and found.upper is None and not _spoken(text, found, words):
        return False
    if unit.figures and unit.dimension == "count" and "." in text[found.start : found.end]:
        return False  # 2.0版 is a name: nothing is ordered in tenths
    if unit.name in ("名", "位") and before == "前":
        return False  # 前5名 is a rank
    return unit.dimension != "duration" or _lasts(text, floor, found, unit, words)


def _lasts(text: str, floor: int, found: Draft, unit: Unit, words: Vocabulary) -> bool:
    """Whether a length of time is one, rather than a reference to a time or part of a name."""
    if text.endswith(words.recent, 0, found.start):
        return False  # 最近12小时
    if unit.name in _CLOCKED:
        return not (_CIRCLE.match(text, found.end) or (found.number == 8 and _OFF_WORK.match(text, found.end)))
    if unit.name not in _PLACED:
        return True
    if found.arabic and unit.name == "日" and _DAY_OF.search(text, max(floor, found.start - 8), found.start):
        return False  # 每月25日
    return not names.span_of_years(text, found.start, found.end, words)


def _spoken(text: str, found: Draft, words: Vocabulary) -> bool:
    """Whether a Chinese numeral with its unit counts: 十三个 does, 十九届, 一期 and 六个精准 do not."""
    unit = found.known
    if unit is None or unit.figures:
        return False
    digits = found.end - found.start - len(found.unit.lstrip("万亿"))
    if unit.name == "个" and text.startswith(words.slogans, found.end):
        return False
    if digits > 1:
        return True
    if unit.arabic or (unit.whole and text[found.start] == "一" and not context.alone(text, found.start, found.end)):
        return False
    return not names.lone(text, found.start, found.end, unit.name, words)


def bounded(text: str, floor: int, at: int, words: Vocabulary) -> bool:
    """Whether a bound word stands before a 百 or 千 without a digit at `at`: 近百家, 上千人."""
    return any(
        text.endswith(word, floor, at) and not context.swallowed(text, at - len(word), word, words)
        for word in _BEFORE_BARE
    )
