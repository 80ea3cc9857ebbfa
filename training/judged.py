"""Forms and other tables as weights read them that have not seen them: what records and documents are judged by.

The facts are parted; from one part weights are estimated, published forms and other tables of the other are drawn and
read with them. Each record is held against what was drawn, and each document of which rows were read is a form or none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from perfparse import readers
from perfparse.forms import confidence, documents
from perfparse.forms.templates import templates
from perfparse.language.folding import squeeze
from perfparse.layout import choose
from perfparse.model.errors import ReadError
from perfparse.model.ir import Line, Span, Table
from perfparse.segment.flow import segment
from perfparse.segment.model import Row, Segments
from training import draw, forms, vary
from training.boxes import Drawn
from training.facts import HERE, Facts, folded
from training.leaving import Gone, left_out

PARTS = 3
"""Parts of the facts, of which one at a time is left out."""
_DRAWN, _OTHERS = 300, 700
"""Forms and other tables drawn of a part."""
_FORMS = 2500
"""Forms from which the weights for that are estimated."""
_ROOT = Path(__file__).parent.parent
_CODE = ("src/**/*.py", "training/*.py", "tests/*.py", "docs/*.md", "benchmarks/*.py")

Example = tuple[dict[str, float], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document of which rows were read: its signs, those of its records with whether each is right, what it is."""

    signs: dict[str, float]
    records: tuple[tuple[dict[str, float], bool], ...]
    form: bool


def records(readings: Iterable[Reading]) -> Iterator[Example]:
    """Signs of the records of forms, and whether they are right or wrong."""
    for reading in readings:
        if reading.form:
            yield from ((signs, "right" if right else "wrong") for signs, right in reading.records if signs)


def proofs(readings: Iterable[Reading]) -> Iterator[Example]:
    """Signs of documents, and whether they are forms; how sure their records are, by the weights that are taken.

    A form whose title is lost is one as well.
    """
    for reading in readings:
        sure = [confidence.probability(signs) if signs else 1.0 for signs, _ in reading.records]
        found = {**reading.signs, **documents.of_records(sure)}
        yield found, "form" if reading.form else "other"
        if reading.form and found["titled"]:
            yield {**found, "titled": 0.0}, "form"


def readings(facts: Facts) -> Iterator[Reading]:
    """Drawn forms and other tables, read by weights that have not seen them; and texts."""
    for part in range(PARTS):
        yield from _part(facts, part)
    for drawn in forms.drawn(facts, 2 * _DRAWN, 11):
        if drawn.titled:
            yield from _of_text(_told(drawn).encode(), form=True)
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            yield from _of_text(path.read_bytes(), form=False)


def _part(facts: Facts, part: int) -> Iterator[Reading]:
    """What is drawn of a part of the facts, read with weights estimated from the others."""
    held = [
        header
        for at, header in enumerate(facts.headers)
        if at % PARTS == part and header.published and forms.usable(header.columns)
    ]
    gone_ids = {header.id for header in held}
    kept = {folded(label) for one in facts.headers if one.id not in gone_ids for label, _ in one.columns}
    words = {folded(label) for header in held for label, _ in header.columns}
    gone = Gone(frozenset(gone_ids), frozenset(), frozenset(words - kept))
    ours = replace(facts, others=facts.others[part::PARTS])
    theirs = replace(facts, others=tuple(one for at, one in enumerate(facts.others) if at % PARTS != part))
    titles = [json.loads(line)["kind"] for line in (HERE / "other_tables.jsonl").read_text("utf8").splitlines()]
    rng = Random(part)
    with left_out(theirs, gone, _FORMS, judged=False):
        for number in range(_DRAWN):
            header = vary.varied(held[number % len(held)], facts, rng)
            if forms.usable(header.columns):
                drawn = draw.form(header, facts, rng)
                yield from _of(drawn, drawn.title if drawn.titled else "", form=True)
        for _ in range(_OTHERS):
            yield from _of(draw.other_table(ours, rng), rng.choice((*titles, "")), form=False)


def _of(drawn: Drawn, title: str, *, form: bool) -> Iterator[Reading]:
    items: list[Line | Table] = [Line(title, (Span(0, len(title)),))] if title else []
    text = title + "".join(box.text for line in drawn.lines for box in line)
    segments, _ = segment([*items, drawn.table()], templates(), text)
    yield from _read(segments, drawn.gold, form=form)


def _of_text(data: bytes, *, form: bool) -> Iterator[Reading]:
    try:
        document = readers.read(data, readers.USUAL)
    except ReadError:
        return
    flow = document.flow or choose.flow(document)
    if flow is not None:
        yield from _read(segment(flow.items, templates(), document.text)[0], [], form=form)


def _read(segments: Segments, gold: Iterable[dict[str, str | None]], *, form: bool) -> Iterator[Reading]:
    if not segments.rows:
        return
    wanted = {squeeze(row["indicator"] or ""): row for row in gold}
    found = []
    for row in segments.rows:
        name = squeeze(row.indicator.text) if row.indicator else ""
        mine = next((one for key, one in wanted.items() if key.endswith(name) and name), None)
        found.append((dict(row.signs), mine is not None and _same(mine, row)))
    judged = tuple(found) if wanted else tuple((signs, form) for signs, _ in found)
    yield Reading(dict(segments.signs), judged, form)


def _told(drawn: Drawn) -> str:
    """A form as a report in prose says it, under its title."""
    rows = (row for row in drawn.gold if row.get("target") and row.get("actual"))
    told = "".join(
        f"{row['indicator']}：年初指标值为{row['target']}，全年实际完成值为{row['actual']}。\n" for row in rows
    )
    return f"{drawn.title}\n{told}"


def _same(wanted: dict[str, str | None], row: Row) -> bool:
    """Whether a record says what was drawn, white space aside."""
    said = {
        role: text.text if text else None
        for role, text in (("target", row.target), ("actual", row.actual), ("reason", row.reason))
    }
    said |= {role: getattr(row, role) for role in ("level1", "level2", "weight", "score")}
    return all(squeeze(said[role] or "") == squeeze(value or "") for role, value in wanted.items() if role in said)
