"""Quantities and dates in the text of a cell: numerals, units, bounds, rates, change.

`read` does all in one pass; `parse` and `dates` are its halves. Nothing here looks beyond the one text it is given:
a unit that stands in a header or in the target is applied by the caller with `with_unit`.
"""

from __future__ import annotations

from perfparse.model.report import DateRange, Evidence, Quantity
from perfparse.quantities.dates import misprinted
from perfparse.quantities.inherit import with_unit
from perfparse.quantities.reader import read
from perfparse.quantities.subject import with_subjects

__all__ = ["dates", "misprinted", "parse", "read", "with_subjects", "with_unit"]


def parse(
    text: str, *, unit: str | None = None, evidence: tuple[Evidence, ...] = (), subject: bool = False
) -> list[Quantity]:
    """Return the quantities of a cell's text, in the order of the text.

    Args:
        text: the cell as extracted; `text[q.start:q.end] == q.surface` for every quantity returned.
        unit: the unit that a bare number takes (万元, %, 元/亩), from a header, a unit column or the target.
        evidence: where that unit stood.
        subject: say what each counts, too, where the words beside it tell. This loads a dictionary.

    >>> [(q.value, q.base_unit, q.bound) for q in parse("罚款不超过3万元")]
    [('30000', '元', 'at_most')]
    """
    quantities = read(text)[0]
    if unit is not None:
        quantities = [with_unit(quantity, unit, evidence) for quantity in quantities]
    return with_subjects(text, quantities) if subject else quantities


def dates(text: str) -> list[DateRange]:
    """Return the dates and ranges of dates of a cell's text, in the order of the text."""
    return read(text)[1]
