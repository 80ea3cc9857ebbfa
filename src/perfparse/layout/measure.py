"""Widths of characters and runs, in em: what a word processor reckons with when it breaks a line.

Full-width characters count 1, all others ½ (East Asian Width, Unicode annex 11). The rules on which character
may not begin or end a line are those of GB/T 15834 and W3C's Requirements for Chinese Text Layout.
"""

from __future__ import annotations

import re
import unicodedata

NOT_FIRST = frozenset("，。、；：！？）》〉”’】〕」』％%‰,.;:!?)]}·…—～")
"""Characters that may not begin a line: they stay with the one before."""
NOT_LAST = frozenset("（《〈“‘【〔「『([{")
"""Characters that may not end a line: they go with the one behind."""
STOPS = frozenset("。！？")

_WORDLIKE = re.compile(r"[0-9A-Za-z.,%‰+\-/:]+")  # a processor does not break within figures and latin words
_FEW_GAPS = 3
_SPACED = re.compile(r"(?<=\S)[ \u00a0\u3000](?=\S)")


def width_of(char: str) -> float:
    """The width of one character in em."""
    if char in " \u00a0":
        return 0.25  # extractors print the gap at a change of script, which is a quarter em, as a space
    if char in "“”‘’…—·":
        return 1.0  # ambiguous in Unicode, full-width in Chinese print
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5


def is_han(char: str) -> bool:
    """Whether `char` is a Chinese character."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


class _Widths(dict[str, float]):
    """Widths by character, worked out when first asked for."""

    def __missing__(self, char: str) -> float:
        self[char] = found = width_of(char)
        return found


_WIDTHS = _Widths()


def width(text: str) -> float:
    """The width of `text` in em."""
    return sum(map(_WIDTHS.__getitem__, text))


def lead(text: str) -> float:
    """The width in em of what cannot be parted from the first character of `text`.

    That is what would have had to fit on the line before, had there been room for more.
    """
    at = 0
    while at < len(text) and text[at] in NOT_LAST:
        at += 1
    word = _WORDLIKE.match(text, at)
    at = word.end() if word else at + 1
    while at < len(text) and text[at] in NOT_FIRST:
        at += 1
    return width(text[:at])


def spaced_out(text: str) -> bool:
    """Whether an extractor put a space between nearly all characters of a justified line (市 安 全 的)."""
    if text.count(" ") + text.count("\u00a0") + text.count("\u3000") < _FEW_GAPS:
        return False
    gaps = len(_SPACED.findall(text))
    solid = len("".join(text.split()))
    return solid >= 4 and gaps >= 0.6 * (solid - 1)
