"""A bare number takes the unit that stands elsewhere (DESIGN: once, and never twice)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from perfparse.forms.vocabulary import bare
from perfparse.language.folding import squeeze
from perfparse.model.report import Evidence, Field, Quantity
from perfparse.quantities import with_unit
from perfparse.quantities.units import units
from perfparse.segment.texts import IN_BRACKETS

_SCALES = ("万", "亿", "千", "百")
_COSTS = ("成本", "经济成本")
_NO_MONEY = re.compile("率|比例|比重|数量|次数|人数|度$")


class Unit(NamedTuple):
    """A unit as printed, and where."""

    text: str
    evidence: tuple[Evidence, ...]


def inherited(
    indicator: Field | None, target: Field | None, actual: Field | None, above: Mapping[str, Unit]
) -> tuple[Field | None, Field | None]:
    """`target` and `actual` with the units that they leave to others.

    A cell that is one bare number takes the unit in brackets behind the indicator's name, or behind the header of its
    column, or that of the form's money. An actual value takes that of the target before all these where the target
    holds one quantity. `above` has what stands over both: in the header of the columns target and actual, and, where it
    may be meant (`of_money`), as money.
    """
    match = IN_BRACKETS.search(squeeze(indicator.text)) if indicator else None
    named = _known(Unit(match[1], indicator.evidence)) if indicator and match else None
    headed = {role: _known(above[role]) for role in ("target", "actual") if role in above}
    money = above.get("money")
    target = _with(target, named or headed.get("target") or money)
    own = _unit_of(target)
    return target, _with(actual, own or named or headed.get("actual") or money)


def of_money(indicator: Field | None, level2: str | None) -> bool:
    """Whether the unit that a form states for its money (单位：万元) is that of a bare number: a cost is money."""
    cost = level2 is not None and bare(level2).removesuffix("指标") in _COSTS
    return cost and indicator is not None and not _NO_MONEY.search(squeeze(indicator.text))


def _with(field: Field | None, unit: Unit | None) -> Field | None:
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


def _unit_of(target: Field | None) -> Unit | None:
    if target is None or len(target.quantities) != 1 or not target.quantities[0].base_unit:
        return None
    quantity = target.quantities[0]
    unit = f"{quantity.unit}/{quantity.per}" if quantity.per else quantity.unit
    return Unit(unit, quantity.unit_evidence or quantity.evidence)


def _known(unit: Unit) -> Unit | None:
    """The unit, if it is one: in brackets stands much else."""
    name = squeeze(unit.text).removeprefix("单位").lstrip(":：").partition("/")[0]
    known = any(units().get(part) for part in (name, *(name.removeprefix(scale) for scale in _SCALES)))
    return unit if known else None
