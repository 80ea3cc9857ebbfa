"""What earlier tools did to a text, as far as it shows: doubts about the whole document.

The text is never mended: it may say what it seems to say. Each sign must be seen a few times, or at the very end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfparse.model.ir import Doubt, Span

_BASIS = "the whole text"
_FEW = 3  # times that a sign must be seen: a sound text may have one or two
_PINYIN = re.compile(r"[\u4e00-\u9fff][（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
_REPLACED = re.compile(r"(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff\d])|\ufffd")
_FLOAT = re.compile(r"(?<![\d.])\d{1,9}\.\d{10,20}(?!\d)")
_BEGINS_LATE = re.compile(r"[，。、；：）》”％%]")
_ENDS_EARLY = re.compile(r"[，、（《“]")


def signs(text: str) -> Iterator[Doubt]:
    """Doubts about a text: pinyin behind its characters, characters replaced, computed amounts, ends cut off."""
    yield from _within(text)
    yield from _at_the_ends(text)


def _within(text: str) -> Iterator[Doubt]:
    pinyin = [match.span() for match in _PINYIN.finditer(text)]
    if len(pinyin) >= _FEW:
        message = (
            f"{len(pinyin)} characters have their pinyin in brackets behind them; it stands in the cells as printed"
        )
        yield Doubt("pinyin-inserted", "warning", message, _BASIS, (Span(*pinyin[0]),))
    replaced = [match.span() for match in _REPLACED.finditer(text)]
    if len(replaced) >= _FEW:
        message = f"{len(replaced)} characters are replaced by ? or �; what stood there is not known"
        yield Doubt("characters-replaced", "warning", message, _BASIS, (Span(*replaced[0]),))
    computed = _FLOAT.search(text)
    if computed:
        message = f"{computed[0]} looks as a program computed it, not as a person wrote it; it is kept as printed"
        yield Doubt("float-artefact", "warning", message, _BASIS, (Span(*computed.span()),))


def _at_the_ends(text: str) -> Iterator[Doubt]:
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if _BEGINS_LATE.match(text, begin):
        message = "the text begins in the middle of a sentence; what stood before is missing"
        yield Doubt("text-cut", "warning", message, _BASIS, (Span(begin, begin + 1),))
    if _ENDS_EARLY.match(text, end - 1):
        message = "the text ends in the middle of a sentence; what stood behind is missing"
        yield Doubt("text-cut", "warning", message, _BASIS, (Span(end - 1, end),))
