"""Reports as CSV and Excel say what the JSON says; nothing in them runs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import perfparse
from perfparse import sinks
from perfparse.ir import Table
from perfparse.readers import xlsx
from perfparse.report import Report
from perfparse.sinks.tables import tables

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ["jichuan-channel-2023.pdf", "yanxi-transit-2022.txt"]


def sample(name: str) -> Report:
    return perfparse.parse(SAMPLES / name)


@pytest.mark.parametrize("name", NAMES)
def test_csv_has_a_row_a_record(name: str) -> None:
    report = sample(name)
    data = sinks.write(report, ".csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [record.id for record in report.records]
    assert [row["target"] for row in rows] == [record.target.text if record.target else "" for record in report.records]
    assert [row["weight"] for row in rows] == [record.weight or "" for record in report.records]


@pytest.mark.parametrize("name", NAMES)
def test_excel_has_a_sheet_a_table(name: str) -> None:
    report = sample(name)
    document = xlsx.read(sinks.write(report, ".XLSX"))
    assert document.flow is not None
    sheets = [item for item in document.flow.items if isinstance(item, Table)]
    printed = {"".join(cell.text.split()) for sheet in sheets for cell in sheet.cells}
    wanted = {"".join(text.split()) for table in tables(report) for row in table.rows for text in row}
    assert wanted - {""} <= printed


RUNS = [
    ("=1+1", "'=1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3", "-2+3"),
    ("-5.3%", "-5.3%"),
    ("—", "—"),
    ("≥12公里", "≥12公里"),
]


@pytest.mark.parametrize(("text", "written"), RUNS)
def test_what_would_run_as_a_formula_does_not(text: str, written: str) -> None:
    report = sample(NAMES[0])
    first = report.records[0]
    assert first.indicator is not None
    named = first.model_copy(update={"indicator": first.indicator.model_copy(update={"text": text})})
    report = report.model_copy(update={"records": (named,)})
    rows = list(csv.DictReader(io.StringIO(sinks.write(report, ".csv").decode("utf-8-sig"), newline="")))
    assert rows[0]["indicator"] == written
    document = xlsx.read(sinks.write(report, ".xlsx"))
    assert text in document.text
    assert not any(note.code.startswith("formula") for note in document.notes)


def test_other_suffixes_give_json() -> None:
    report = sample(NAMES[0])
    assert sinks.write(report, ".json") == sinks.write(report, "") == report.to_json().encode()
