"""A cell's text made ready for the grammar, and the way back to its own offsets.

Digits and signs in full width become half width, look-alikes of a sign become the sign, spaces within a paragraph
go, and a line feed goes where a number and its unit plainly stand on either side of it. Every change is one
character to one or to none, so a table of the characters kept leads back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from perfparse.quantities.units import units

_ALIKE = {
    "≥": "≧⩾",
    "≤": "≦⩽",
    "=": "═﹦",
    ">": "﹥",
    "<": "﹤",
    "%": "﹪",
    "/": "∕⁄",
    "-": "－—–―‐‑−─﹣",
    "~": "～∼〜",
    "·": "•・∙⋅",
    "万": "萬",
    "亿": "億",
    "两": "兩",
    "个": "個",
    "余": "餘",
    "约": "約",
    "〔": "﹝",
    "〕": "﹞",
    "〇": "○",
    '"': "＂",
    "¥": "￥",
    "\n": "\r\v\f",
}
"""Characters that mean the same here. Dashes become one hyphen; a range reads them all alike."""

_SPACE = re.compile("[ \\t\\u00a0\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2060\\u3000\\ufeff\\u00ad]+")
# a full-width comma between groups of three digits, where decimals or a unit show them to be one number
_GROUPED = re.compile(r"(?<![\d,，.])[1-9]\d{0,2}(?:，\d{3})++(?![\d，])")
# the same parted by spaces (GB/T 15835-2011, 5.1.2.3): 12 345.67元, 1 032余名, 1 000-1 500元
_SPACED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})++(?!\d)")
_BEHIND_GROUPS = re.compile(
    r"(?:[-~至到]{1,3}\d{1,12}+(?:[ ，]\d{3}){0,4}+(?:\.\d{1,6}+)?)?[余多来几]?(?: ?(?P<scale>[万亿]))? ?"
)
_SMALL_ONLY = frozenset(("ratio", "score", "temperature", "angle", "age"))
"""What never comes by the thousand: 20 100 100% and 10 100分 are columns side by side."""
_THIN = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3})")
_FEED = re.compile(r"(?<=[\d万亿])\n")


@cache
def _table() -> dict[int, str]:
    """The one-to-one replacements: full width, Kangxi radicals (which Chromium prints for 一, 人, 方), `_ALIKE`."""
    table = {
        code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    table |= {ord(c): half for c, half in zip("％＋．／＜＝＞＊＃＄＆", "%+./<=>*#$&", strict=True)}
    table |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return table | {ord(c): same for same, others in _ALIKE.items() for c in others}


@dataclass(frozen=True, slots=True)
class Source:
    """`text` as the grammar reads it; `kept[i]` is where its character i stood in `original`, None if all were kept."""

    original: str
    text: str
    kept: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of `original` that `text[start:end]` was."""
        if self.kept is None:
            return start, end
        return self.kept[start], self.kept[end - 1] + 1


def prepare(original: str) -> Source:
    """Return `original` ready for the grammar."""
    text = original if original.isascii() else original.translate(_table())
    if "，" in text:
        text = _GROUPED.sub(lambda match: match[0].replace("，", ",") if _united(match) else match[0], text)
    text = _THIN.sub(" ", text)
    drop = [match.span() for match in _SPACE.finditer(text) if not _parts_numbers(text, *match.span())]
    for group in _SPACED.finditer(text):
        if _united(group):
            drop += [(at, at + 1) for at in range(*group.span()) if text[at] == " "]
    if "\n" in text:
        drop += [match.span() for match in _FEED.finditer(text) if _goes_on(text, match.start())]
    if not drop:
        return Source(original, text, None)
    drop.sort()
    pieces: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end in [*drop, (len(text), len(text))]:
        pieces.append(text[at:start])
        kept.extend(range(at, start))
        at = end
    return Source(original, "".join(pieces), kept)


def _parts_numbers(text: str, start: int, end: int) -> bool:
    """Whether a space keeps two numbers or two Latin words apart, which must not grow together."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _united(group: re.Match[str]) -> bool:
    """Whether decimals or a unit behind groups of three digits show them to be one number: 12 345.67元, 1 032批."""
    text, end = group.string, group.end()
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
        return True
    behind = _BEHIND_GROUPS.match(text, end)
    if behind is None:
        return False
    found = units().longest(text, behind.end())
    return bool(behind["scale"]) if found is None else found.unit.dimension not in _SMALL_ONLY


def _goes_on(text: str, at: int) -> bool:
    """Whether a number ends just before the line feed at `at` and its unit, then no further word, stands after it."""
    before = text[at - 1 : at]
    if not (before.isdigit() or before in ("万", "亿")) or at == 0:
        return False
    found = units().longest(text, at + 1)
    return found is not None and text[found.end : found.end + 1] in (
        "",
        "\n",
        "，",
        "。",
        "；",
        "、",
        ",",
        ";",
        "）",
        ")",
    )
