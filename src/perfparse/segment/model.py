"""What segmentation gives: the forms of a document, their rows, and the role of every character in their tables.

Named tuples, because making ten dataclasses takes as long as reading a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from perfparse.forms.header import Head
from perfparse.forms.vocabulary import BudgetColumn
from perfparse.model.ir import Doubt, Piece, Span, Table


class Text(NamedTuple):
    """A text with its spans; the spans, joined, spell the text but for white space."""

    text: str
    spans: tuple[Span, ...]


class Row(NamedTuple):
    """A record before its numbers are read. `id` is unique in the document and free of offsets.

    `weight` and `score` are decimal strings; `evidence` has the spans of what is no text of its own, by key.
    `form` is the index of the form in the document. `headed` has what the header over the target or the actual value
    says in brackets, by role: 万元 of 年度指标值（万元）.
    """

    id: str
    section: str | None
    indicator: Text | None
    target: Text | None
    actual: Text | None
    reason: Text | None
    extra: tuple[tuple[str, Text], ...]
    confidence: float
    doubts: tuple[str, ...]
    level1: str | None = None
    level2: str | None = None
    weight: str | None = None
    score: str | None = None
    evidence: Mapping[str, tuple[Span, ...]] = MappingProxyType({})
    form: int = 0
    headed: Mapping[str, Text] = MappingProxyType({})
    signs: Mapping[str, float] = MappingProxyType({})
    """What speaks for and against the row (`forms.confidence`); none where no model told its columns."""


class Part(NamedTuple):
    """A section of the form: its name, where that is printed, and its goals as (label, text)."""

    name: str
    spans: tuple[Span, ...]
    goals: tuple[tuple[str, Text], ...]


class Level(NamedTuple):
    """A first or second level of indicators, with the weight that is printed with its name."""

    level: Literal[1, 2]
    name: str
    weight: str | None
    spans: tuple[Span, ...]


class Amounts(NamedTuple):
    """A row of the money block: decimal strings by column (initial, full_year, executed, rate, weight, score)."""

    item: str
    values: Mapping[BudgetColumn, str]
    spans: tuple[Span, ...]


class Money(NamedTuple):
    """The money block, with the unit printed for it."""

    unit: str | None
    lines: tuple[Amounts, ...]


class Total(NamedTuple):
    """The row that sums up, and the grade that is printed with it or below."""

    weight: str | None
    score: str | None
    grade: str | None
    spans: tuple[Span, ...]


class Form(NamedTuple):
    """One form of a document; most documents are one. `unit` is that of its money, where a line says it: 单位：万元."""

    title: str | None = None
    organisation: str | None = None
    fiscal_year: int | None = None
    parts: tuple[Part, ...] = ()
    fields: tuple[tuple[str, Text], ...] = ()
    levels: tuple[Level, ...] = ()
    money: Money | None = None
    total: Total | None = None
    unit: Text | None = None


class Headed(NamedTuple):
    """Columns under which records were looked for, and the number of their table, from 0.

    Columns without `told` were told otherwise than by evidence: by the words of a known form, or by a search.
    """

    table: int
    head: Head


class Segments(NamedTuple):
    """What the tables of a document say. `pieces` has the roles of what layout left without one.

    `tables` are those of which nothing was made; all of them where there are no rows. `heads` are the headers in
    order, those that are printed again left out.
    """

    forms: tuple[Form, ...] = (Form(),)
    rows: tuple[Row, ...] = ()
    headers: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    pieces: tuple[Piece, ...] = ()
    tables: tuple[Table, ...] = ()
    heads: tuple[Headed, ...] = ()
    signs: Mapping[str, float] = MappingProxyType({})
    """What speaks for and against its being such a report at all (`forms.documents`)."""
