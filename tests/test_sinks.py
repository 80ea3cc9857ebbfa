"""Reports as CSV and Excel say what the JSON says; nothing in them runs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine

import perfparse
from perfparse import sinks
from perfparse.model.report import Field, Report
from perfparse.readers import xlsx
from perfparse.sinks.rows import rows

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
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sinks.write(report, ".XLSX")))
    found = rows(report.source.name, report)
    assert set(book.sheet_names) == set(found)
    for table, wanted in found.items():
        head, *cells = book.get_sheet_by_name(table).to_python()
        assert len(cells) == len(wanted)
        for row, values in zip(cells, wanted, strict=True):
            printed = dict(zip(head, row, strict=True))
            assert all(same(printed[key], value) for key, value in values.items())


def same(printed: object, value: object) -> bool:
    """Whether a cell says a value; one of a workbook is a number where it can be."""
    if isinstance(printed, float) and isinstance(value, str):
        return Decimal(repr(printed)) == Decimal(value)
    return printed == ("" if value is None else value)


def test_columns_that_only_some_forms_have_stand_behind() -> None:
    report = sample(NAMES[1])
    first = report.records[0].model_copy(update={"extra": {"=备注": Field(text="@是", evidence=())}})
    report = report.model_copy(update={"records": (first, *report.records[1:])})
    lines = list(csv.reader(io.StringIO(sinks.write(report, ".csv").decode("utf-8-sig"), newline="")))
    assert [line[-1] for line in lines[:3]] == ["'=备注", "'@是", ""]


RUNS = [
    ("=1+1", "'=1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ("-2+3", "'-2+3"),
    ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ("  =1+1", "'  =1+1"),
    ("\t=1+1", "'\t=1+1"),
    ("＝1+1", "'＝1+1"),
    ("'=1+1", "''=1+1"),
    ("-5.3", "-5.3"),
    ("+1,234.5", "+1,234.5"),
    ("'90后", "'90后"),
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
    assert text.strip() in document.text
    assert not any(note.code.startswith("formula") for note in document.notes)


def test_other_suffixes_give_json() -> None:
    report = sample(NAMES[0])
    assert sinks.write(report, ".json") == sinks.write(report, "") == report.to_json().encode()
