"""A unit that stands elsewhere, applied to a bare number once."""

from __future__ import annotations

import re
from decimal import Decimal

from perfparse.model.report import Evidence, Quantity
from perfparse.quantities import numerals
from perfparse.quantities.numerals import EXACT
from perfparse.quantities.source import prepare
from perfparse.quantities.units import units

_WRAPPED = re.compile(r"(?:计量)?(?:单位)?[:：]?[（(\[【]?(?:单位[:：])?(.*?)[）)\]】]?")
_PAIRED = re.compile(r".*[（(][^）)]*[）)]")
_SCALES = ("万亿", "百万", "千万", "十万", "百亿", "千亿", "万", "亿", "千", "百")


def with_unit(quantity: Quantity, unit_text: str, evidence: tuple[Evidence, ...] = ()) -> Quantity:
    """Return the quantity with a unit from elsewhere, or as it was when it has one of its own.

    Args:
        quantity: a bare number (`base_unit` empty), as `parse` gives it for a cell that is a number.
        unit_text: the unit as printed there: 万元, （%）, 元/人·月, 个乡镇. A unit that units.toml does not know is
            taken as printed and counts.
        evidence: where it stood.

    812.4万 under 万元 is 812.4万元: a 万 that the cell printed is not applied a second time.
    """
    text = _bare(unit_text)
    if quantity.base_unit or quantity.dimension != "number" or not text:
        return quantity
    name, _, per = text.partition("/")
    scale_text, unit_name = _split(name)
    printed = quantity.unit  # 万 or 亿 that stood with the number
    known = units().get(unit_name)
    base = (known.base if known else None) or unit_name
    factor = Decimal(1) if printed else _factor(scale_text)
    factor = EXACT.multiply(factor, known.scale if known else Decimal(1))
    dimension = "count" if known is None else known.dimension
    return quantity.model_copy(
        update={
            "unit": (printed or scale_text) + unit_name,
            "base_unit": base,
            "value": _scaled(quantity.value, factor),
            "upper": None if quantity.upper is None else _scaled(quantity.upper, factor),
            "dimension": dimension,
            "per": quantity.per or _per(per),
            "inherited": True,
            "unit_evidence": evidence,
        }
    )


def _bare(unit_text: str) -> str:
    """The unit without the brackets or the word 单位 that a header prints around it; those of 台（套） stay."""
    text = "".join(prepare(unit_text).text.split())
    match = _WRAPPED.fullmatch(text)
    if match is None or (_PAIRED.fullmatch(text) and text[0] not in "（(["):
        return text
    return match[1]


def _split(name: str) -> tuple[str, str]:
    """万 or 亿, and the unit behind it; 千克 and 百分比 are whole."""
    if units().get(name) is None:
        for scale in _SCALES:
            if name.startswith(scale) and len(name) > len(scale):
                return scale, name[len(scale) :]
    return "", name


def _factor(scale: str) -> Decimal:
    numeral = numerals.read("1" + scale, 0)
    return numeral.value if numeral else Decimal(1)


def _scaled(value: str, factor: Decimal) -> str:
    return numerals.plain(EXACT.multiply(Decimal(value), factor))


def _per(text: str) -> str | None:
    return text.replace("*", "·").replace(".", "·").replace("/", "·").replace("每", "").strip("()（）") or None
