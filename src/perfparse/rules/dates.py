"""Dates as rules need them: the days that a printed date covers, the deadline it sets."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from perfparse.model.report import DateRange, Field

_ISO = re.compile(r"^(?:(\d{4})|-)?-?(?:(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
# what no DateRange holds: 12月31日前, 9月前, and 2020年底前
_LOOSE = re.compile(
    r"(?<!\d)(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?(?!\d)|(?P<year>(?:19|20)\d{2})年(?=[底末内]))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
COMMON_YEAR = 2023
"""Stands for the year where neither side prints one; no leap year, so that 2月底 is the 28th."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A printed date: its first and last day, and where its words stand. `year` is None when none is printed."""

    surface: str
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    until: Moment | None = None

    def days(self, year: int | None = None) -> tuple[date, date] | None:
        """First and last day, or None when the date cannot be or lacks a year."""
        full = self.year or year
        if full is None or not 1 <= full <= 9999:
            return None
        first, last = self.month or 1, self.month or 12
        if not 1 <= first <= 12:
            return None
        most = calendar.monthrange(full, last)[1]
        if self.day is not None and not 1 <= self.day <= most:
            return None
        return date(full, first, self.day or 1), date(full, last, self.day or most)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Done on or before `sure` is in time, after `late` is late; between the two the words leave it open."""

    sure: date
    late: date


def moments(field: Field) -> tuple[Moment, ...]:
    """The dates of a field; where it has none, days and months without a year (12月31日前), ends of years (2020年底).

    Those no DateRange holds, since the contract knows no date without year and month.
    """
    if field.dates:
        return tuple(moment for item in field.dates if (moment := _moment(item)) is not None)
    return tuple(
        Moment(match[0], match.start(), match.end(), _int(match["year"]), _int(match["month"]), _int(match["day"]))
        for match in _LOOSE.finditer(field.text)
    )


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _moment(item: DateRange) -> Moment | None:
    first = _parts(item.from_)
    if first is None:
        return None
    last = _parts(item.to) if item.to and item.to != item.from_ else None
    until = Moment(item.surface, item.start, item.end, *last) if last else None
    return Moment(item.surface, item.start, item.end, *first, until)


def _parts(iso: str) -> tuple[int | None, int | None, int | None] | None:
    match = _ISO.match(iso)
    if match is None:
        return None
    return _int(match[1]), _int(match[2]), _int(match[3])


def only_year(*texts: str) -> int | None:
    """The year that the texts name, if they name just one."""
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def days_in_month(year: int | None, month: int) -> int:
    """Days of a month; of February 29 where the year is not printed."""
    return calendar.monthrange(year or 2024, month)[1]


def deadline(text: str, moment: Moment, year: int | None = None) -> Deadline | None:
    """The deadline that a target's date sets, None when its words set none.

    底, 底前, 年内, 月内 include the last day. Whether 前 includes the day itself is not agreed: on the day it is open.
    Of a month (9月前) the days before it are in time and the days after it late.
    """
    days = moment.days(year)
    if days is None:
        return None
    first, last = days
    tail = text[moment.end : moment.end + 4].lstrip("份度 ")
    if tail.startswith(("底", "末", "内", "以内", "之内")) or moment.surface.endswith(("底", "末")):
        return Deadline(last, last)
    if tail.startswith(("前", "之前", "以前")):
        return Deadline(first - timedelta(days=1), last)
    return None
