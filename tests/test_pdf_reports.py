"""PDFs the whole way: the invariants, evidence that can be cropped from the page, and the same report each time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from pdfplumber.pdf import PDF

import form_contents as made
import pdf_forms as forms
import perfparse
from perfparse import pipeline, readers
from perfparse.model.report import Evidence, Field, Report
from perfparse.review.check import check

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
OURS = sorted((ROOT / "samples").glob("*.pdf"))
THEIRS = [
    path for path in sorted(CORPUS.glob("*/input.pdf")) if "scan" not in path.parent.name and path.parent.name != "long"
]
UPRIGHT = [path for path in THEIRS if path.parent.name.endswith(("_lo", "_word", "_rl", "_plain"))]
"""Those that pdfplumber opens, and whose characters it names as we do."""

_BEFORE = re.compile(r"^指标\d*：")
_PART = re.compile("其中：")
"""What a cell holds before a field that is a part of it: such a field has the box of its cell."""

no_corpus = pytest.mark.skipif(not THEIRS, reason="the corpus is not here")


def name(path: Path) -> str:
    return path.parent.name if path.name == "input.pdf" else path.stem


def squeezed(text: str) -> str:
    return "".join(text.split())


@cache
def report(path: Path) -> Report:
    return perfparse.parse(path.read_bytes(), path.name)


def assert_kept(data: bytes) -> Report:
    """The report of a PDF, which keeps what it promises: shape, sums, and an account of every character."""
    read = perfparse.parse(data, "form.pdf")
    assert check(read.to_json().encode(), data).problems == ()
    return read


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=name)
def test_a_report_keeps_its_promises(path: Path) -> None:
    assert_kept(path.read_bytes())


@given(made.contents(kind="project"), made.looks())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_drawn_form_keeps_them_too(content: forms.Content, look: forms.Look) -> None:
    assert_kept(forms.drawn([forms.project(content)], look))


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=name)
def test_every_field_says_where_it_stands(path: Path) -> None:
    read = report(path)
    pages = range(1, read.source.pages + 1)
    for field in fields(read):
        assert field.evidence
        for piece in (*field.evidence, *(piece for quantity in field.quantities for piece in quantity.evidence)):
            assert piece.page in pages
            assert piece.bbox is not None
            assert piece.bbox[0] < piece.bbox[2]
            assert piece.bbox[1] < piece.bbox[3]


def fields(read: Report) -> Iterator[Field]:
    for record in read.records:
        for field in (record.indicator, record.target, record.actual, record.reason, *record.extra.values()):
            if field is not None:
                yield field


@pytest.mark.parametrize("path", [*OURS, *UPRIGHT], ids=name)
def test_the_page_cropped_at_the_evidence_gives_the_text(path: Path) -> None:
    read = report(path)
    source = readers.read(path.read_bytes()).text
    sampled = list(fields(read))[::3]
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as pdf:
        for field in sampled:
            found = squeezed("".join(cropped(pdf, piece) for piece in field.evidence))
            assert _BEFORE.sub("", found) == squeezed(field.text) or _PART.match(found)
            for quantity in field.quantities:
                for piece in quantity.evidence:
                    text = squeezed(cropped(pdf, piece))
                    wanted = squeezed(source[piece.start : piece.end])
                    assert wanted in text
                    assert wanted == text or piece.bbox is None or piece.bbox[3] - piece.bbox[1] > 15  # two lines


def cropped(pdf: PDF, piece: Evidence) -> str:
    """What pdfplumber finds within a piece's box, to a point: characters with their middle in it."""
    assert piece.page is not None
    assert piece.bbox is not None
    x0, top, x1, bottom = piece.bbox

    def inside(item: dict[str, Any]) -> bool:
        x, y = (float(item["x0"] + item["x1"])) / 2, (float(item["top"] + item["bottom"])) / 2
        return x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1

    return str(pdf.pages[piece.page - 1].filter(inside).extract_text())


@pytest.mark.parametrize("path", [*OURS, *THEIRS[:4]], ids=name)
def test_the_same_bytes_give_the_same_report(path: Path) -> None:
    data = path.read_bytes()
    assert perfparse.parse(data, "a.pdf").to_json() == perfparse.parse(data, "a.pdf").to_json()


@pytest.mark.parametrize("path", [*OURS, *UPRIGHT[:4]], ids=name)
def test_both_readers_give_the_same_records(path: Path) -> None:
    data = path.read_bytes()
    slow = pipeline.run(data, path.name, readers.Options(reader="pdfplumber")).report
    assert said(slow) == said(report(path))


def said(read: Report) -> Any:
    """The records without what tells readers apart: offsets and boxes."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items() if key not in ("evidence", "unit_evidence")}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return squeezed(value) if isinstance(value, str) else value

    keys = ("records", "sections", "fields", "budget", "total", "title", "organisation")
    found = json.loads(read.to_json())
    for record in found["records"]:
        for field in ("indicator", "target", "actual", "reason"):
            for item in (record[field] or {}).get("quantities", ()):
                item.pop("start"), item.pop("end")
            for item in (record[field] or {}).get("dates", ()):
                item.pop("start"), item.pop("end")
    return {key: plain(found[key]) for key in keys}


@no_corpus
def test_the_corpus_is_whole() -> None:
    assert len(THEIRS) > 15
