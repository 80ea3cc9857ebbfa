"""The output contract: what `perfparse convert` writes, as frozen pydantic models.

Numbers that came from a document are decimal strings, because JSON floats would change money.
`schemas/report.schema.json` is generated from this module (`perfparse schema`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic import Field as _Field

SCHEMA_VERSION: Literal["1.0"] = "1.0"

DecimalString = Annotated[str, _Field(pattern=r"^-?\d+(\.\d+)?$")]
Bound = Literal[
    "exact",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "approx",
    "approx_below",
    "approx_above",
    "range",
]
Severity = Literal["error", "warning", "info"]
Status = Literal["ok", "partial", "failed"]


class Model(BaseModel):
    """Frozen, and closed to keys that the contract does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Evidence(Model):
    """Where a value stood. `start` and `end` count code points of the text as decoded; `bbox` is in points.

    `cell` is the cell's own address, in documents whose cells have one: `Sheet1!B7`, `table 2 row 5 column 3`.
    """

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    start: int
    end: int
    cell: str | None = None


class Quantity(Model):
    """A number with its unit. `text[start:end] == surface` in the field that holds it.

    `number` and `unit` are as written, `value` and `base_unit` scaled (万元 gives 元).
    """

    surface: str
    start: int
    end: int
    number: DecimalString
    unit: str
    value: DecimalString
    base_unit: str
    dimension: str
    bound: Bound = "exact"
    upper: DecimalString | None = None
    per: str | None = None
    change: Literal["increase", "decrease"] | None = None
    inherited: bool = False
    unit_evidence: tuple[Evidence, ...] = ()
    subject: str | None = None
    evidence: tuple[Evidence, ...] = ()


class DateRange(Model):
    """A date or a range of dates. `from` and `to` are ISO 8601, as exact as printed (2020-07)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    surface: str
    start: int
    end: int
    from_: str = _Field(alias="from")
    to: str | None = None


class Field(Model):
    """A cell's text as printed, where it stood, and what it says."""

    text: str
    evidence: tuple[Evidence, ...]
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateRange, ...] = ()


class Outcome(Model):
    """Whether the target was met, and a reason that can be read aloud."""

    status: Literal["met", "not_met", "indeterminate"]
    basis: str


class Record(Model):
    """One row: what was promised and what was done. `id` never depends on offsets."""

    id: str
    form: int | None = None
    section: str | None = None
    level1: str | None = None
    level2: str | None = None
    indicator: Field | None = None
    target: Field | None = None
    actual: Field | None = None
    reason: Field | None = None
    weight: DecimalString | None = None
    score: DecimalString | None = None
    evidence: dict[str, tuple[Evidence, ...]] = {}
    extra: dict[str, Field] = {}
    outcome: Outcome
    confidence: Annotated[float, _Field(ge=0, le=1)]
    doubts: tuple[str, ...] = ()


class Goal(Model):
    """A goal in prose under the label that the form prints over it."""

    label: str
    text: str
    evidence: tuple[Evidence, ...]


class Section(Model):
    """A part of the form, with its goals."""

    name: str
    goals: tuple[Goal, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Level(Model):
    """A first or second level of indicators, and the weight printed with its name."""

    level: Literal[1, 2]
    name: str
    weight: DecimalString | None = None
    evidence: tuple[Evidence, ...] = ()


class BudgetLine(Model):
    """A row of the money block; amounts in the block's unit, `rate` in percent.

    A `part` is one of those of which another item consists; `parent` names that item, where there is a row for it.
    """

    item: str
    kind: Literal["total", "part"] = "total"
    parent: str | None = None
    initial: DecimalString | None = None
    full_year: DecimalString | None = None
    executed: DecimalString | None = None
    rate: DecimalString | None = None
    weight: DecimalString | None = None
    score: DecimalString | None = None
    evidence: tuple[Evidence, ...] = ()


class Budget(Model):
    """The money block of a form."""

    unit: str | None = None
    lines: tuple[BudgetLine, ...] = ()


class Total(Model):
    """The row 总分 or 合计."""

    weight: DecimalString | None = None
    score: DecimalString | None = None
    grade: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Form(Model):
    """One form of a document that holds several."""

    title: str | None = None
    organisation: str | None = None
    fiscal_year: int | None = None
    sections: tuple[Section, ...] = ()
    fields: dict[str, Field] = {}
    levels: tuple[Level, ...] = ()
    budget: Budget | None = None
    total: Total | None = None


class TableCell(Model):
    """A cell of a table of which no records were made; `column` is its first one, from 0. Blank: no text."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    column: Annotated[int, _Field(ge=0)]
    rowspan: Annotated[int, _Field(ge=1)] = 1
    colspan: Annotated[int, _Field(ge=1)] = 1


class Table(Model):
    """A table of which no records were made.

    `columns` has the label over each column, null where there is none; a header is no part of `rows`. A row has the
    cells that begin in it. `evidence` is that of all cells and of the header.
    """

    columns: tuple[str | None, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    evidence: tuple[Evidence, ...] = ()


class Issue(Model):
    """`reading`: doubt about what was read. `finding`: something odd in what the document says."""

    code: str
    kind: Literal["reading", "finding"]
    severity: Severity
    message: str
    basis: str = ""
    record: str | None = None
    evidence: tuple[Evidence, ...] = ()


class Rest(Model):
    """Text outside cells, headers, titles, labels, goals and fields, under its kind."""

    kind: Literal["furniture", "prose", "note", "instruction", "other_table", "noise", "unplaced"]
    text: str
    evidence: tuple[Evidence, ...]


class Coverage(Model):
    """The account of all characters that are not white space: `characters` = `placed` + those in `rest`."""

    characters: int
    placed: int
    rest: tuple[Rest, ...] = ()


class Source(Model):
    """The document that was read. `sha256` is of its bytes, `characters` counts code points as decoded."""

    name: str
    sha256: str
    media_type: str
    reader: str
    pages: int
    characters: int


class TemplateMatch(Model):
    """The form that was recognised; `id` is null when columns were inferred."""

    id: str | None
    confidence: Annotated[float, _Field(ge=0, le=1)]
    matched_headers: tuple[str, ...] = ()


class Report(Model):
    """A performance report as data."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    status: Status
    source: Source
    template: TemplateMatch
    title: str | None = None
    organisation: str | None = None
    fiscal_year: int | None = None
    sections: tuple[Section, ...] = ()
    fields: dict[str, Field] = {}
    levels: tuple[Level, ...] = ()
    records: tuple[Record, ...] = ()
    budget: Budget | None = None
    total: Total | None = None
    forms: tuple[Form, ...] = ()
    tables: tuple[Table, ...] = ()
    issues: tuple[Issue, ...] = ()
    coverage: Coverage

    def to_json(self) -> str:
        """The report as JSON text: two-space indents, a line feed at the end, the same for the same report."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, as `schemas/report.schema.json` holds it."""
    schema = Report.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
