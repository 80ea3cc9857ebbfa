"""A bare number takes the unit that stands in the indicator's name or in the target (DESIGN: once, and never twice)."""

from __future__ import annotations

import re

from perfparse.quantities import with_unit
from perfparse.report import Evidence, Field, Quantity
from perfparse.templates import squeeze
from perfparse.units import units

_IN_NAME = re.compile(r"[（(]([^（）()]{1,8})[）)]$")
_SCALES = ("万", "亿", "千", "百")


def inherited(indicator: Field | None, target: Field | None, actual: Field | None) -> tuple[Field | None, Field | None]:
    """`target` and `actual` with the units that they leave to others.

    A cell that is one bare number takes the unit in brackets behind the indicator's name. An actual value takes that
    of the target where the target holds one quantity.
    """
    named = _unit_in_name(indicator)
    target = _with(target, named)
    own = _unit_of(target)
    return target, _with(actual, own or named)


def _with(field: Field | None, unit: tuple[str, tuple[Evidence, ...]] | None) -> Field | None:
    number = _bare_number(field)
    if field is None or number is None or unit is None:
        return field
    return field.model_copy(update={"quantities": (with_unit(number, *unit),)})


def _bare_number(field: Field | None) -> Quantity | None:
    """The number that a cell is; None where it says anything else."""
    if field is None or len(field.quantities) != 1 or field.dates:
        return None
    number = field.quantities[0]
    return number if not number.base_unit and squeeze(number.surface) == squeeze(field.text) else None


def _unit_of(target: Field | None) -> tuple[str, tuple[Evidence, ...]] | None:
    if target is None or len(target.quantities) != 1 or not target.quantities[0].base_unit:
        return None
    quantity = target.quantities[0]
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    return unit, quantity.unit_evidence or quantity.evidence


def _unit_in_name(indicator: Field | None) -> tuple[str, tuple[Evidence, ...]] | None:
    """A unit in brackets at the end of a name: 服务外包（万美元）."""
    match = _IN_NAME.search(squeeze(indicator.text)) if indicator else None
    if match is None or indicator is None:
        return None
    name = match[1].partition("/")[0]
    known = any(units().get(part) for part in (name, *(name.removeprefix(scale) for scale in _SCALES)))
    return (match[1], indicator.evidence) if known else None
