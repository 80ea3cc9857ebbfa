"""Whether a report keeps its promises: the contract's shape, and with the source the invariants of the design.

What is wrong comes back as lines for a person, each beginning with the place in the report (`records[3].actual`).
Nothing is raised for a report that is wrong, however wrong it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from perfparse import readers
from perfparse.language.folding import squeeze
from perfparse.model.ir import Document, Role, Span
from perfparse.model.report import Evidence, Field, Form, Report, Section
from perfparse.pipeline import Reading

_DATA: frozenset[Role] = frozenset(
    (
        "goal", "indicator", "target", "actual", "reason", "weight", "score", "level1", "level2", "nature", "unit",
        "extra", "field", "budget", "total",
    )
)  # fmt: skip
"""The roles of what a report holds; headers and labels are its keys."""
_NAMELESS = re.compile(r"(?:指标\d*[:：])?[|/／｜…—－-]*")
"""What a cell may hold that no record keeps, squeezed: 指标1： before a name, and the marks of an empty cell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A report and what is wrong with it; no report where the JSON has another shape."""

    report: Report | None
    problems: tuple[str, ...]


def check(data: bytes, source: bytes | None = None, password: str | None = None) -> Verdict:
    """Check the JSON of a report, and with the bytes of its source that it accounts for them.

    `password` is that of an encrypted source.

    Raises:
        ReadError: `source` cannot be read as a document.
    """
    try:
        report = Report.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return Verdict(None, tuple(_misfits(error)))
    problems = list(consistency(report))
    if source is not None:
        if hashlib.sha256(source).hexdigest() != report.source.sha256:
            message = (
                f"source.sha256: the source has other bytes than {report.source.name} had; give the file it was made of"
            )
            return Verdict(report, (*problems, message))
        problems += faithfulness(report, readers.read(source, readers.Options(password=password)))
    return Verdict(report, tuple(problems))


def _misfits(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem["loc"]).lstrip(".")
        yield f"{where}: {problem['msg']}" if where else problem["msg"]


# the report by itself


def consistency(report: Report) -> Iterator[str]:
    """What the report says against itself: spans, coverage, status, ids."""
    for where, field in _fields(report):
        yield from _inside(where, field)
    for where, text, evidence in (*_texts(report), *_cells(report)):
        if squeeze(text) and not evidence:
            yield f"{where}: a text without evidence"
        yield from (
            f"{where}: evidence {span.start}:{span.end} is no part of a source of {report.source.characters} characters"
            for span in evidence
            if not 0 <= span.start < span.end <= report.source.characters
        )
    yield from _sums(report)
    ids = [record.id for record in report.records]
    yield from (
        f"records: the id {name!r} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1})
    )


def _inside(where: str, field: Field) -> Iterator[str]:
    for quantity in field.quantities:
        if field.text[quantity.start : quantity.end] != quantity.surface or quantity.start >= quantity.end:
            yield f"{where}: the quantity {quantity.surface!r} is not what stands at {quantity.start}:{quantity.end}"
    for date in field.dates:
        if field.text[date.start : date.end] != date.surface or date.start >= date.end:
            yield f"{where}: the date {date.surface!r} is not what stands at {date.start}:{date.end}"


def _sums(report: Report) -> Iterator[str]:
    coverage = report.coverage
    outside = sum(len(squeeze(item.text)) for item in coverage.rest)
    if coverage.characters != coverage.placed + outside or coverage.placed < 0:
        yield f"coverage: {coverage.placed} placed and {outside} in rest do not make {coverage.characters} characters"
    reading = [issue for issue in report.issues if issue.kind == "reading"]
    if any(item.kind == "unplaced" for item in coverage.rest) and not reading:
        yield "coverage: text is unplaced, and no reading issue says so"
    if report.status == "ok" and any(issue.severity == "error" for issue in reading):
        yield "status: ok, though a reading issue is an error"


# the report and its source


def faithfulness(report: Report, document: Document) -> Iterator[str]:
    """What the report says against its source: spelling, and every character standing exactly once."""
    text = document.text
    if report.source.characters != len(text):
        yield f"source.characters: {report.source.characters}, though the source has {len(text)}"
    if report.source.pages != len(document.pages):
        yield f"source.pages: {report.source.pages}, though the source has {len(document.pages)}"
    solid = len(squeeze(text))
    if report.coverage.characters != solid:
        yield f"coverage.characters: {report.coverage.characters}, though the source has {solid} but for white space"
    for where, said, evidence in (*_texts(report), *_cells(report)):
        spelt = "".join(text[max(span.start, 0) : max(span.end, 0)] for span in evidence)
        if squeeze(spelt) != squeeze(said):
            yield f"{where}: its evidence spells {_short(spelt)}, its text is {_short(said)}"
    yield from _twice(report, text)
    yield from _headers(report, text)


def _headers(report: Report, text: str) -> Iterator[str]:
    """Tables whose evidence is not that of their cells and the labels over their columns."""
    for number, table in enumerate(report.tables):
        where = f"tables[{number}]"
        whole = set(_solid(table.evidence, text))
        celled = {at for row in table.rows for cell in row for at in _solid(cell.evidence, text)}
        if celled - whole:
            yield f"{where}: the character at {min(celled - whole)} of a cell is not in the table's evidence"
        head = Counter(text[at] for at in sorted(whole - celled))
        labels = Counter(squeeze("".join(label or "" for label in table.columns)))
        if head - labels or labels.keys() - head.keys() - {"/"}:
            spelt = "".join(text[at] for at in sorted(whole - celled))
            said = "|".join(label for label in table.columns if label)
            yield f"{where}: the evidence of its header spells {_short(spelt)}, its columns are {_short(said)}"


_NAME = ".indicator"


def _twice(report: Report, text: str) -> Iterator[str]:
    """Characters that serve twice.

    What heads several rows (levels, labels, a name that is merged over them) may be shared, but not with another text.
    """
    owners: dict[int, str] = {}
    names: set[tuple[Evidence, ...]] = set()
    for where, _, evidence in _texts(report):
        if where.endswith(_NAME):
            if tuple(evidence) in names:
                continue
            names.add(tuple(evidence))
        yield from _clashes(owners, where, _solid(evidence, text), own=True)
    for where, evidence in _shared(report):
        yield from _clashes(owners, where, _solid(evidence, text), own=False)
    celled: dict[int, str] = {}  # what stands in a table stands in the account, too
    for where, _, evidence in _cells(report):
        yield from _clashes(celled, where, _solid(evidence, text), own=True)


def _clashes(owners: dict[int, str], where: str, places: Iterable[int], *, own: bool) -> Iterator[str]:
    reported: set[str] = set()
    for at in places:
        other = owners.get(at)
        if other is not None and other not in reported:
            reported.add(other)
            yield f"{where}: the character at {at} stands in {other} too"
        if own:
            owners[at] = where


def _solid(spans: Iterable[Evidence | Span], text: str) -> Iterator[int]:
    for span in spans:
        yield from (at for at in range(max(span.start, 0), min(span.end, len(text))) if squeeze(text[at]))


# what a report holds


def _forms(report: Report) -> Iterator[tuple[str, Report | Form]]:
    """The report, and the forms behind the first, whose keys are the report's own."""
    yield "", report
    for number, form in enumerate(report.forms[1:], 1):
        yield f"forms[{number}].", form


def _fields(report: Report) -> Iterator[tuple[str, Field]]:
    for number, record in enumerate(report.records):
        named = {
            "indicator": record.indicator,
            "target": record.target,
            "actual": record.actual,
            "reason": record.reason,
        }
        yield from ((f"records[{number}].{key}", field) for key, field in named.items() if field)
        yield from _named(f"records[{number}].extra", record.extra)
    for where, form in _forms(report):
        yield from _named(f"{where}fields", form.fields)


def _named(where: str, fields: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    yield from ((f"{where}[{name!r}]", field) for name, field in fields.items())


def _texts(report: Report) -> Iterator[tuple[str, str, Sequence[Evidence]]]:
    """Every text that has its characters for itself: where, the text, its evidence."""
    yield from ((where, field.text, field.evidence) for where, field in _fields(report))
    for where, form in _forms(report):
        for number, section in enumerate(form.sections):
            for order, goal in enumerate(section.goals):
                yield f"{where}sections[{number}].goals[{order}]", goal.text, goal.evidence
    for number, rest in enumerate(report.coverage.rest):
        yield f"coverage.rest[{number}]", rest.text, rest.evidence


def _cells(report: Report) -> Iterator[tuple[str, str, Sequence[Evidence]]]:
    """The cells of tables of which no records were made: where, the text, its evidence."""
    for number, table in enumerate(report.tables):
        for at, row in enumerate(table.rows):
            for order, cell in enumerate(row):
                yield f"tables[{number}].rows[{at}][{order}]", cell.text, cell.evidence


def _shared(report: Report) -> Iterator[tuple[str, Sequence[Evidence]]]:
    """Evidence of what has no text of its own, or stands for several rows at once."""
    for number, record in enumerate(report.records):
        yield from ((f"records[{number}].evidence[{key!r}]", spans) for key, spans in record.evidence.items())
    for where, form in _forms(report):
        sections: Sequence[Section] = form.sections
        yield from ((f"{where}sections[{at}]", section.evidence) for at, section in enumerate(sections))
        yield from ((f"{where}levels[{at}]", level.evidence) for at, level in enumerate(form.levels))
        if form.budget:
            yield from ((f"{where}budget.lines[{at}]", line.evidence) for at, line in enumerate(form.budget.lines))
        if form.total:  # a field may say the score: 自评总分
            said = {span for field in form.fields.values() for span in field.evidence}
            yield f"{where}total", [span for span in form.total.evidence if span not in said]


def _short(text: str) -> str:
    text = squeeze(text)
    return repr(text if len(text) <= 24 else f"{text[:16]}…{text[-6:]}")


# the intermediates, for tests and for whoever builds an engine


def account(reading: Reading) -> Iterator[str]:
    """What no report can show: that layout placed every character once, and that no cell was lost on the way."""
    text = reading.document.text
    yield from _tiling(reading, text)
    placed = {at for piece in reading.layout.pieces if piece.table is not None for at in _solid((piece.span,), text)}
    celled: dict[int, str] = {}
    for number, table in enumerate(reading.layout.tables):
        for cell in table.cells:
            where = f"table {number}, row {cell.row}, column {cell.column}"
            if squeeze("".join(text[span.start : span.end] for span in cell.spans)) != squeeze(cell.text):
                yield f"{where}: its spans do not spell {_short(cell.text)}"
            yield from _clashes(celled, where, _solid(cell.spans, text), own=True)
    if placed != celled.keys():
        odd = min(placed ^ celled.keys())
        yield f"the character at {odd} is in {'no cell' if odd in placed else 'no piece'}, though in a table"
    yield from _dropped(reading, text)


def _tiling(reading: Reading, text: str) -> Iterator[str]:
    owners: dict[int, str] = {}
    for piece in reading.layout.pieces:
        where = f"the {piece.role} piece at {piece.span.start}"
        yield from _clashes(owners, where, _solid((piece.span,), text), own=True)
    missing = [at for at, char in enumerate(text) if squeeze(char) and at not in owners]
    if missing:
        yield f"{len(missing)} character(s) are in no piece, the first at {missing[0]}"


def _dropped(reading: Reading, text: str) -> Iterator[str]:
    """Pieces of a table's data of which something stands neither in the report nor in an issue."""
    report = reading.report
    kept = {at for _, _, evidence in _texts(report) for at in _solid(evidence, text)}
    kept |= {at for _, evidence in _shared(report) for at in _solid(evidence, text)}
    kept |= {at for issue in report.issues for at in _solid(issue.evidence, text)}
    lost: dict[tuple[int | None, int | None, int | None], str] = {}
    for piece in reading.layout.pieces:
        if piece.role in _DATA:
            left = "".join(text[at] for at in _solid((piece.span,), text) if at not in kept)
            cell = (piece.table, piece.row, piece.column)
            lost[cell] = lost.get(cell, "") + left
    for (table, row, column), left in lost.items():
        if not _NAMELESS.fullmatch(left):
            yield f"table {table}, row {row}, column {column}: {_short(left)} is not in the report"
