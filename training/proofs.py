"""Examples of documents that are such reports, and of others: drawn forms, tables of other kinds, and source code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from perfparse import readers
from perfparse.forms.templates import templates
from perfparse.layout import choose
from perfparse.model.errors import ReadError
from perfparse.model.ir import Line, Span, Table
from perfparse.segment.flow import segment
from training import draw, forms
from training.boxes import Drawn
from training.facts import HERE, Facts

_FORMS = 500
_OTHERS = 1500
_ROOT = Path(__file__).parent.parent
_CODE = ("src/**/*.py", "training/*.py", "tests/*.py", "docs/*.md", "benchmarks/*.py")

Example = tuple[dict[str, float], str]


def examples(facts: Facts) -> Iterator[Example]:
    """The signs of documents of which rows were read, and whether they are forms."""
    for drawn in forms.drawn(facts, _FORMS, 11):
        yield from _of(drawn, drawn.title if drawn.titled else "", "form")
        if drawn.titled:
            yield from _of_text(_told(drawn).encode(), "form")
    rng = Random(12)
    kinds = [json.loads(line)["kind"] for line in (HERE / "other_tables.jsonl").read_text("utf8").splitlines()]
    for _ in range(_OTHERS):
        yield from _of(draw.other_table(facts, rng), rng.choice((*kinds, "")), "other")
    for pattern in _CODE:
        for path in sorted(_ROOT.glob(pattern)):
            yield from _of_text(path.read_bytes())


def _of(drawn: Drawn, title: str, label: str) -> Iterator[Example]:
    items: list[Line | Table] = [Line(title, (Span(0, len(title)),))] if title else []
    text = "".join(box.text for line in drawn.lines for box in line)
    segments, _ = segment([*items, drawn.table()], templates(), title + text)
    if segments.rows:
        yield dict(segments.signs), label


def _told(drawn: Drawn) -> str:
    """A form as a report in prose says it, under its title."""
    rows = (row for row in drawn.gold if row.get("target") and row.get("actual"))
    told = "".join(
        f"{row['indicator']}：年初指标值为{row['target']}，全年实际完成值为{row['actual']}。\n" for row in rows
    )
    return f"{drawn.title}\n{told}"


def _of_text(data: bytes, label: str = "other") -> Iterator[Example]:
    try:
        document = readers.read(data, readers.USUAL)
    except ReadError:
        return
    flow = document.flow or choose.flow(document)
    if flow is not None:
        segments, _ = segment(flow.items, templates(), document.text)
        if segments.rows:
            yield dict(segments.signs), label
