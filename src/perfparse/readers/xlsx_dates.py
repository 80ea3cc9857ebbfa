"""A serial number and a section of a format code → the date or time that a spreadsheet shows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LAST_DAY = 2958466  # the serial number after 9999-12-31
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"
_CHINESE_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format code: a run of one letter, a placeholder for a digit, a literal."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts of a format that semicolons part."""

    tokens: tuple[Token, ...]
    test: tuple[str, Decimal] | None = None
    chinese: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether any token is of one of these kinds."""
        return any(token.kind in kinds for token in self.tokens)


def moment(days: Decimal, section: Section) -> str:
    """A serial number as a date or time. Excel counts a 29 February 1900 that never was."""
    fine = next((len(token.text) - 2 for token in section.tokens if token.kind == "fraction"), 0)
    seconds = int((days * 86400).scaleb(fine).to_integral_value(ROUND_HALF_UP))
    ticks = 10**fine
    whole, second = divmod(seconds // ticks, 86400)
    epoch = datetime.date(1899, 12, 30) if whole >= 60 else datetime.date(1899, 12, 31)
    date = epoch + datetime.timedelta(days=min(whole, LAST_DAY - 1))
    noon = section.has("noon")
    out: list[str] = []
    tokens = section.tokens
    for at, token in enumerate(tokens):
        if token.kind == "elapsed":
            total = seconds // ticks
            amount = {"h": total // 3600, "m": total // 60, "s": total}[token.text[0]]
            out.append(str(amount).zfill(len(token.text)))
        elif token.kind == "fraction":
            out.append(f"{second % 60:02d}.{seconds % ticks:0{fine}d}")
        elif token.kind == "noon":
            words = ("上午", "下午") if token.text == "上午/下午" else tuple(token.text.upper().split("/"))
            out.append(words[second >= 43200])
        elif token.kind == "part" and token.text[0] == "m" and _is_minute(tokens, at):
            out.append(str(second // 60 % 60).zfill(min(len(token.text), 2)))
        elif token.kind == "part":
            out.append(_part(token.text, date, second, noon=noon, chinese=section.chinese))
        elif token.kind != "text":
            out.append(token.text)
    return "".join(out).strip()


def _is_minute(tokens: Sequence[Token], at: int) -> bool:
    """Whether an m stands for minutes: after hours, or before seconds."""
    parts = [token.text[0] if token.kind != "fraction" else "s" for token in tokens[:at] if _timed(token)]
    after = [token.text[0] for token in tokens[at + 1 :] if _timed(token)]
    return len(tokens[at].text) < 3 and (parts[-1:] == ["h"] or after[:1] == ["s"])


def _timed(token: Token) -> bool:
    return token.kind in ("part", "elapsed", "fraction")


def _part(text: str, date: datetime.date, second: int, *, noon: bool, chinese: bool) -> str:
    letter, size = text[0], len(text)
    if letter in "ye":
        year = f"{date.year % 100:02d}" if letter == "y" and size < 3 else str(date.year)
        return "".join(_CHINESE_DIGITS[int(digit)] for digit in year) if chinese else year
    if letter == "a":
        return ("星期" if size > 3 else "") + _CHINESE_DAYS[date.weekday()]
    if size > 2 and letter in "md":
        name = _MONTHS[date.month - 1] if letter == "m" else _DAYS[date.weekday()]
        return name[: 3 if size == 3 else 1 if size == 5 else None]
    hour = second // 3600
    amount = {"m": date.month, "d": date.day, "h": (hour % 12 or 12) if noon else hour, "s": second % 60}[letter]
    return _chinese(amount) if chinese else str(amount).zfill(min(size, 2))


def _chinese(number: int) -> str:
    """A number below 100 in Chinese: 二十三."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _CHINESE_DIGITS[ones]
    return ("" if tens == 1 else _CHINESE_DIGITS[tens]) + "十" + (_CHINESE_DIGITS[ones] if ones else "")
