"""Cells that fit: rows of the layout as tuples, refused where a target could not hold a value exactly.

And back: what a file's text says, by the type of its column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfparse.model.errors import SinkError
from perfparse.sinks.layout import Column, Table, Type
from perfparse.sinks.rows import Row

_DECIMAL = re.compile(r"-?(\d+)(?:\.(\d+))?", re.ASCII)
_TEXTS: frozenset[Type] = frozenset(("text", "code", "list"))
_INTEGER = 2**63


@dataclass(frozen=True, slots=True)
class Limits:
    """What a target can hold exactly: digits of a decimal before and behind the point, characters of a text."""

    whole: int = 1000
    """No document has a number as long as this; what has is no report."""
    behind: int = 1000
    text: int = 2**28
    nul: bool = True
    """Whether a text may hold the character NUL."""
    hint: str = "make the report again"
    """What to do with a report that does not fit."""


WHOLE, BEHIND = 20, 18
ARROW = Limits(WHOLE, BEHIND, hint="load it into SQLite, PostgreSQL, CSV or JSONL")
"""Of decimals with 38 digits, as Arrow, Parquet and DuckDB have them: 18 behind the point."""


def fitted(table: Table, found: Iterable[Row], limits: Limits) -> list[tuple[Any, ...]]:
    """Rows as tuples in the order of the table's columns; what a row does not name is blank.

    Raises:
        SinkError: a value cannot be held as it is.
    """
    return [tuple(_fitted(table, column, row.get(column.name), limits) for column in table.columns) for row in found]


def _fitted(table: Table, column: Column, value: Any, limits: Limits) -> Any:
    if value is None or (column.null and value == ""):
        return None
    reason = _misfit(column.type, value, limits)
    if reason:
        raise SinkError(f"{table.name}.{column.name}: {reason}; {limits.hint}")
    return value


def _misfit(kind: Type, value: Any, limits: Limits) -> str | None:
    """Why a value cannot be held, in words; None where it can."""
    if kind in _TEXTS:
        return _text_misfit(value, limits)
    if kind == "decimal":
        digits = _DECIMAL.fullmatch(value)
        if digits is None:
            return "a number in other digits than 0 to 9"
        if len(digits[1].lstrip("0")) > limits.whole or len((digits[2] or "").rstrip("0")) > limits.behind:
            most = f"{limits.whole} digits before or {limits.behind} behind its point"
            return f"the number {value[:40]} has more than {most}"
    elif kind == "integer" and not -_INTEGER <= value < _INTEGER:
        return "an integer with more than 63 bits"
    elif kind == "number" and not math.isfinite(value):
        return f"{value} is no number"
    return None


def _text_misfit(text: str, limits: Limits) -> str | None:
    if len(text) > limits.text:
        return f"a text of {len(text)} characters, where {limits.text} are the most"
    if not limits.nul and "\0" in text:
        return "a text with the character NUL"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "a text with half a character"
    return None


def read_back(column: Column, text: str) -> Any:
    """What the text of a cell says in a file that knows texts only.

    Raises:
        ValueError: it is no value of the column's type.
    """
    if text == "" and (column.null or column.type not in _TEXTS):
        return None
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return float(text)
    if column.type == "flag":
        return {"true": True, "false": False}[text]
    return text


def plain(value: Decimal) -> str:
    """A decimal as text, without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
