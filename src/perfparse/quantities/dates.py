"""Dates and ranges of dates, and the stretches of a calendar that are neither dates of the contract nor quantities.

A date has a year and at least a month (2020年7月1日, 2020-07-01, 2020年7月底): what CONTRACT.md and the samples call
dates. A bare year (2020年度), a month without a year (7月底) or a time of day is no date and no quantity either;
`match` covers it so that nothing else reads it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from perfparse.quantities.context import alone
from perfparse.quantities.source import prepare

_YEAR = r"(?:19|20)\d{2}"
_CHINESE_YEAR = r"[一二][〇零九][〇零一二三四五六七八九]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"(?:-{1,3}|~{1,2}|至|到)"

_FULL = re.compile(
    # the first sign may be misprinted as 月 or 日 (2020月4月17日), the day's as 号 or be left out before a range
    r"(?P<year>(?:19|20)\d{2})(?:"
    r"[年月日](?P<month>\d{1,2})[月年](?:(?P<day>\d{1,2})(?:[日号]|(?=[-~至到，,。；;、)）]|$)))?"
    r"|(?P<sign>[-./])(?P<month2>\d{1,2})(?P=sign)(?P<day2>\d{1,2})(?![\d.])日?(?!版))"
)
_CHINESE_FULL = re.compile(
    rf"(?P<year>{_CHINESE_YEAR})年(?P<month>十[一二]?|[一二三四五六七八九])月"
    r"(?:(?P<day>三?二?十[一二三四五六七八九]?|[一二三四五六七八九])[日号])?"
)
_POINTED_MONTHS = re.compile(rf"(?P<y1>{_YEAR})[./](?P<m1>{_MONTH}){_TO}(?P<y2>{_YEAR})[./](?P<m2>{_MONTH})(?![\d.])")
_WHOLE_MONTH = re.compile(rf"(?P<year>{_YEAR})[-/](?P<month>0[1-9]|1[0-2])(?!\d)")
_MONTHS_OF_YEAR = re.compile(rf"(?P<year>{_YEAR})年(?P<m1>{_MONTH}){_TO}(?P<m2>{_MONTH})月(?:份)?(?!\d)")
_DIGITS_ONLY = re.compile(r"(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_SEPARATOR = re.compile(rf"起?{_TO}")
_TAIL = re.compile(  # what a range's end may leave out of the year, then the month
    r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?|(?P<month2>\d{1,2})[-.](?P<day2>\d{1,2})(?![\d.])|(?P<day3>\d{1,2})[日号])"
)
_CLOCK = re.compile(r"(?:[上下]午)?\d{1,2}(?:[时点]\d{0,2}分?|[:：]\d{2}(?:[:：]\d{2})?)(?!\d)")
# calendar words that are neither date nor quantity, tried where no date was found
_CALENDAR = re.compile(
    rf"(?:{_YEAR}年?[-~/、至到和]{{1,2}}){{0,6}}{_YEAR}(?:年|学年)(?!以上|以内)(?:(?:[上下]半|前[一二三四\d])?[年季]?度?)"
    rf"|{_YEAR}[-~/](?:{_YEAR}|\d{{2}}(?=年|学年))(?:学?年度?|(?=[，。；;、）)》]|$))"
    rf"|\d{{2}}年(?:底|初|末|度|{_MONTH}月(?:{_DAY}[日号])?)|\d{{2}}年代"
    rf"|{_MONTH}月?(?:[-~、至到和及]{{1,2}}{_MONTH}月?){{0,6}}月(?:份|底|初|末|[上中下]旬|{_DAY}[日号])?(?:{_TO}(?:{_MONTH}月)?{_DAY}[日号])?"
    r"|\d{1,2}[日号](?=前|起|止|之前|截止)"
    r"|(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?!\d)"
    r"|(?:[01]?\d|2[0-4])[时点](?![间长候评位])(?:[0-5]\d分)?"
    r"|[1-4一二三四](?:[、至到和~-][1-4一二三四]){0,3}季度"
)
_CHINESE_CALENDAR = re.compile(
    rf"{_CHINESE_YEAR}年度?|(?:十[一二]|[一二三四五六七八九十])(?:[、至到-](?:十[一二]|[一二三四五六七八九十])){{0,6}}月"
    r"(?:份|底|初|末|[上中下]旬|三?二?十?[一二三四五六七八九十][日号])?"
    r"|[一二三四](?:[、至到和-][一二三四]){0,3}季度|[上中下]旬"
)
_NUMERAL = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "〇": 0, "零": 0}
_MISPRINT = re.compile(rf"{_YEAR}[月日]\d|{_YEAR}年\d{{1,2}}年\d")


@dataclass(frozen=True, slots=True)
class Date:
    """A date, a range of dates, or (with `start` None) a stretch of calendar; `end` is where its print ends."""

    end: int
    start: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    year: int
    month: int
    day: int | None

    def iso(self) -> str:
        """As exact as printed and as it can be: 2020年13月 is no more than 2020, 2020年2月30日 than 2020-02."""
        if not 1 <= self.month <= 12:
            return f"{self.year:04}"
        text = f"{self.year:04}-{self.month:02}"
        if self.day is None or not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            return text
        return f"{text}-{self.day:02}"


def match(text: str, at: int) -> Date | None:
    """Return the date, range or calendar stretch that begins at `at` of `text` as `source.prepare` left it."""
    if text[at].isdigit():
        return _dates(text, at) or _calendar(_CALENDAR.match(text, at), text)
    found = _CHINESE_FULL.match(text, at)
    if found:
        day = _Day(
            int("".join(str(_NUMERAL[c]) for c in found["year"])),
            _small(found["month"]),
            _small(found["day"]) if found["day"] else None,
        )
        return Date(found.end(), day.iso())
    return _calendar(_CHINESE_CALENDAR.match(text, at), text)


def misprinted(surface: str) -> bool:
    """Whether a date is not printed as a date (2020月4月17日) or names a day that no calendar has (2020年2月30日)."""
    text = prepare(surface).text
    if _MISPRINT.search(text) or not all(_whole(_day(found)) for found in _FULL.finditer(text)):
        return True
    found = match(text, 0) if text else None
    return found is not None and found.to is not None and text[-1] in "日号" and found.to.count("-") < 2


def _whole(day: _Day) -> bool:
    return day.iso().count("-") == (1 if day.day is None else 2)


def _calendar(found: re.Match[str] | None, text: str) -> Date | None:
    if found is None:
        return None
    clock = _CLOCK.match(text, found.end()) if text[found.end() - 1] in "日号" else None
    return Date(clock.end() if clock else found.end())


def _small(numeral: str) -> int:
    """一 to 三十一."""
    head, ten, tail = numeral.partition("十")
    if not ten:
        return _NUMERAL[numeral]
    return (_NUMERAL[head] if head else 1) * 10 + (_NUMERAL[tail] if tail else 0)


def _day(found: re.Match[str]) -> _Day:
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    return _Day(int(found["year"]), int(month), int(day) if day else None)


def _dates(text: str, at: int) -> Date | None:
    months = _MONTHS_OF_YEAR.match(text, at)
    if months:
        year, first, last = int(months["year"]), int(months["m1"]), int(months["m2"])
        return Date(months.end(), _Day(year, first, None).iso(), _Day(year, last, None).iso())
    points = _POINTED_MONTHS.match(text, at)
    if points:
        first_day = _Day(int(points["y1"]), int(points["m1"]), None)
        return Date(points.end(), first_day.iso(), _Day(int(points["y2"]), int(points["m2"]), None).iso())
    found = _FULL.match(text, at)
    if found is None:
        return _alone(text, at)
    day = _day(found)
    return _range(text, found.end(), day)


def _alone(text: str, at: int) -> Date | None:
    """2020-07 and 20200701, where they are all that a paragraph says."""
    found = _WHOLE_MONTH.match(text, at) or _DIGITS_ONLY.match(text, at)
    if found is None or not alone(text, at, found.end()):
        return None
    year, month, *day = map(int, found.groups())
    return Date(found.end(), _Day(year, month, *(day or (None,))).iso())


def _range(text: str, end: int, first: _Day) -> Date:
    """Add the end of a range where one follows; it may leave out what it shares with its beginning."""
    clock = _CLOCK.match(text, end)
    after = clock.end() if clock else end
    separator = _SEPARATOR.match(text, after)
    if separator:
        found = _FULL.match(text, separator.end())
        if found:
            return Date(found.end(), first.iso(), _day(found).iso())
        tail = _TAIL.match(text, separator.end())
        if tail:
            month = int(tail["month"] or tail["month2"] or first.month)
            day = tail["day"] or tail["day2"] or tail["day3"]
            return Date(tail.end(), first.iso(), _Day(first.year, month, int(day) if day else None).iso())
    return Date(end, first.iso())
