"""`date-impossible`: a printed date that no calendar has, or a period that ends before it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from perfparse.model.report import DateRange, Field
from perfparse.rules.dates import days_in_month
from perfparse.rules.places import Finding, Place, Slice

# 2020年4月17日, 2020月4月17日, 4月17日, 2020年4月; every part has a fixed length
_CHINESE = re.compile(r"(?<!\d)(?:(\d{4})\s?([年月])\s?)?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日号])?")
# 2020-04-17, 2020/4/17, 2020.4.17
_POINTED = re.compile(r"(?<![\d.\-/])((?:19|20)\d{2})([.\-/])(\d{1,2})\2(\d{1,2})(?![\d.\-/])")
_YEARS = re.compile(r"\d{4}\s?[年.\-/]")


def find(texts: Iterable[Place]) -> Iterator[Finding]:
    """R22, from the seed (2.18): 2020月4月17日, kept as printed and reported; also month 13 and 31 June."""
    for place in texts:
        text = place.field.text
        matches = [*_CHINESE.finditer(text)] if "月" in text else []
        for match in (*matches, *_POINTED.finditer(text)):
            if wrong := _wrong(match):
                read = _read_as(place.field, match.start(), match.end())
                yield Finding(
                    f"The date “{match[0]}” cannot be: {wrong}{read}.", (Slice(place, match.start(), match.end()),)
                )
        for item in place.field.dates:
            if _backwards(item):
                yield Finding(
                    f"The period “{item.surface}” ends before it begins.", (Slice(place, item.start, item.end),)
                )


def _wrong(match: re.Match[str]) -> str:
    year, mark, month, day = match[1], match[2], int(match[3]), match[4]
    if mark == "月":
        return "it has 月 where 年 belongs"
    if year is None and day is None:
        return ""  # 11月 alone may be a month or, misprinted, a duration
    if not 1 <= month <= 12:
        return f"there is no month {month}"
    most = days_in_month(int(year) if year else None, month)
    if day is not None and not 1 <= int(day) <= most:
        return f"month {month} has no day {int(day)}"
    return ""


def _read_as(field: Field, start: int, end: int) -> str:
    item = next((item for item in field.dates if item.start < end and start < item.end), None)
    return f"; it was read as {item.from_}" if item else ""


def _backwards(item: DateRange) -> bool:
    """Only where both ends print their year: 2020年12月1日-3月5日 may go on into the next."""
    if item.to is None or len(_YEARS.findall(item.surface)) < 2:
        return False
    precision = min(len(item.from_), len(item.to))
    return item.from_[:precision] > item.to[:precision]
