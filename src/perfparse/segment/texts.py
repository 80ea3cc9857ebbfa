"""Cells → texts: what counts as blank, names without their list mark, parts of a cell, decimal strings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from perfparse.forms.kinds import is_blank
from perfparse.language.folding import squeeze
from perfparse.model.ir import Cell, Span
from perfparse.segment.model import Text

_NUMBERED = re.compile(r"^指标\s*\d+\s*[:：]\s*")
"""指标1： before a name is no part of it."""
SCALES = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10**4),
    "百万元": Decimal(10**6),
    "亿元": Decimal(10**8),
}
"""Units of money that a form may print its amounts in."""
IN_BRACKETS = re.compile(r"[（(]([^（）()]{1,8})[）)]$")
"""What stands in brackets at the end of a header or a name: 万美元 of 服务外包（万美元）."""
_WITH_UNIT = re.compile(r"(.*\d)((?:[千万亿]|百万)元?|元)")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


def text_of(cell: Cell | None) -> Text | None:
    """A cell's text, or None where it says nothing."""
    return Text(cell.text, cell.spans) if cell and not is_blank(cell.text) else None


def named(cell: Cell | None, source: str) -> Text | None:
    """An indicator's name without 指标1： before it; `source` is the document's text."""
    if cell is None or is_blank(cell.text):
        return None
    match = _NUMBERED.match(cell.text)
    if not match:
        return Text(cell.text, cell.spans)
    rest = group(cell, len(squeeze(match[0])), len(squeeze(cell.text)), source)
    return None if is_blank(rest.text) else rest


def group(cell: Cell, start: int, end: int, source: str) -> Text:
    """Characters `start` to `end` of a cell, white space not counted, with where they stood in `source`."""
    spans: list[Span] = []
    seen = 0
    for span in cell.spans:
        solid = _solid(source, span.start, span.end)
        kept = solid[max(start - seen, 0) : max(end - seen, 0)]
        seen += len(solid)
        if kept:
            spans.append(Span(kept[0], kept[-1] + 1, span.page, span.bbox, span.cell))
    printed = _solid(cell.text, 0, len(cell.text))[start:end]
    return Text(cell.text[printed[0] : printed[-1] + 1] if printed else "", tuple(spans))


def _solid(text: str, start: int, end: int) -> list[int]:
    """Where in `text` the characters that are not white space stand."""
    return [at for at in range(start, end) if squeeze(text[at])]


def decimal(text: str) -> str | None:
    """A printed amount as a decimal string (8.95, 1,234.5, ８分, 89.49%), or None where it is no bare number."""
    folded = unicodedata.normalize("NFKC", squeeze(text)).replace(",", "").removesuffix("分").removesuffix("%")
    return folded if _AMOUNT.fullmatch(folded) else None


def money_unit(text: str) -> str | None:
    """The unit that is printed with an amount, in full: 万元 of 812.4万."""
    match = _WITH_UNIT.fullmatch(squeeze(text))
    return match[2].removesuffix("元") + "元" if match and decimal(match[1]) is not None else None


def money(text: str, unit: str | None) -> str | None:
    """A printed amount in `unit` as a decimal string: 812.4万 is 812.4 under 万元. None where it is no amount."""
    plain = decimal(text)
    match = None if plain is not None else _WITH_UNIT.fullmatch(squeeze(text))
    number = decimal(match[1]) if match else None
    if match is None or number is None:
        return plain
    own = match[2].removesuffix("元") + "元"
    scale = SCALES[own] / SCALES[unit or own]
    return number if scale == 1 else format((Decimal(number) * scale).normalize(), "f")


def joined(texts: Iterable[Text | None]) -> Text | None:
    """Several cells as one text, in their order; None where all are missing."""
    kept = [text for text in texts if text is not None]
    if not kept:
        return None
    return Text("".join(text.text for text in kept), tuple(span for text in kept for span in text.spans))
