"""Broken and hostile Word, Excel and web documents: each ends in one line, in a child process with limits."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import pytest

import make_office as make
from make_office import c, p, rows, sheet, tbl, tc, tr
from perfparse.model.errors import ReadError
from perfparse.readers import docx, html, kinds, legacy, xlsx
from perfparse.readers.xlsx_sheet import letters

SECONDS = 10
MEGABYTES = 512
CHILD = """
import gc, importlib, json, sys, time
from perfparse.model.errors import ReadError
from perfparse.readers import kinds
data = open(sys.argv[1], "rb").read()
told = {"error": "", "kind": kinds.kind(data)}
gc.disable()  # as perfparse does while it reads
try:
    reader = importlib.import_module("perfparse.readers." + sys.argv[2])
    document = reader.read(data)
    told["text"] = document.text[:200]
    told["cells"] = sum(len(getattr(item, "cells", ())) for item in document.flow.items)
except ReadError as error:
    told["error"] = str(error)
try:
    # the peak since this program began; ru_maxrss would count what the test run itself holds when it forks
    status = open("/proc/self/status").read()
    told["peak"] = int(status.partition("VmHWM:")[2].split()[0]) / 1024
except (OSError, IndexError):
    told["peak"] = 0
told["seconds"] = time.process_time()  # of the processor's time, whatever else the machine is doing
print(json.dumps(told))
"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
TYPED = "document type"
UNSAFE = "safe to read"


def read(path: Path, reader: str) -> dict[str, object]:
    """What a child process tells of a file, within the limits."""
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), reader],
        capture_output=True,
        text=True,
        timeout=6 * SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-500:]
    told: dict[str, object] = json.loads(run.stdout)
    assert float(str(told["peak"])) <= MEGABYTES
    assert float(str(told["seconds"])) <= SECONDS
    assert "\n" not in str(told["error"])
    return told


def streamed(path: Path, name: str, chunks: Iterable[str], parts: bytes) -> None:
    """Write the package `parts` with its part `name` replaced by `chunks`, which need not fit into memory."""
    import io

    with (
        zipfile.ZipFile(io.BytesIO(parts)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        with new.open(name, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk.encode())


def workbook(path: Path, chunks: Iterable[str]) -> None:
    streamed(path, "xl/worksheets/sheet1.xml", chunks, make.xlsx({"S": "x"}))


def document(path: Path, chunks: Iterable[str]) -> None:
    streamed(path, "word/document.xml", chunks, make.docx(""))


def ten_million(cell: Callable[[int, int], str]) -> Iterable[str]:
    """A sheet of 10 million cells below a small table."""
    yield sheet("@").partition("@")[0]
    yield rows([c("A1", "指标"), c("B1", "实际"), c("A2", "床位"), c("B2", 12)])
    for row in range(3, 100_003):
        yield f'<row r="{row}">' + "".join(cell(row, column) for column in range(100)) + "</row>"
    yield sheet("@").partition("@")[2]


@lru_cache(maxsize=1)
def columns() -> list[str]:
    return [letters(column) for column in range(100)]


def word_of(unit: str, times: int) -> Iterable[str]:
    whole = make.docx("@")
    import io

    head, _, tail = zipfile.ZipFile(io.BytesIO(whole)).read("word/document.xml").decode().partition("@")
    yield head
    for _ in range(times // 1000):
        yield unit * 1000
    yield tail


FILES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    # name: reader, how it is written, what the line says; "" where it is read
    "a sheet of 10 million empty cells": (
        "xlsx",
        lambda path: workbook(path, ten_million(lambda row, column: f'<c r="{columns()[column]}{row}" s="1"/>')),
        "",
    ),
    "a sheet of 10 million empty cells with borders": (
        "xlsx",
        lambda path: workbook(path, ten_million(lambda row, column: f'<c r="{columns()[column]}{row}" s="99"></c>')),
        "",
    ),
    "a sheet of 10 million cells": (
        "xlsx",
        lambda path: workbook(path, ten_million(lambda *_: "<c><v>1</v></c>")),
        "filled cells",
    ),
    "a sheet of 10 million cells with empty values": (
        "xlsx",
        lambda path: workbook(path, ten_million(lambda *_: "<c><v/></c>")),
        UNSAFE,
    ),
    "a sheet that unpacks to gigabytes": (
        "xlsx",
        lambda path: workbook(
            path,
            (sheet(" " * (1 << 20)).partition("</sheetData>")[0] if not at else " " * (1 << 20) for at in range(3000)),
        ),
        UNSAFE,
    ),
    "100000 empty cells that count, in a sheet without addresses": (
        "xlsx",
        lambda path: workbook(
            path,
            (
                sheet("<row>" + "<c/>" * 50 + "</row>" + "@").partition("@")[0],
                "<row><c/><c/></row>" * 50_000,
                "<row><c/><c><v>7</v></c></row></sheetData></worksheet>",
            ),
        ),
        "",
    ),
    "two cells a million rows and all columns apart": (
        "xlsx",
        lambda path: path.write_bytes(
            make.xlsx({"S": sheet(rows([c("A1", "甲"), c("B2", "乙"), c("XFD1048576", "丙")]))})
        ),
        "",
    ),
    "a merge of all cells": (
        "xlsx",
        lambda path: path.write_bytes(
            make.xlsx({"S": sheet(rows([c("A1", "甲"), c("XFD1048576", "丙")]), ["A1:XFD1048575"])})
        ),
        "",
    ),
    "a hundred thousand merges": (
        "xlsx",
        lambda path: path.write_bytes(
            make.xlsx(
                {
                    "S": sheet(
                        rows([c(f"A{at}", "甲") for at in range(1, 90_000)] + [c("Z90000", "丙")]),
                        [f"A{at}:Z{at}" for at in range(1, 90_000)],
                    )
                }
            )
        ),
        "",
    ),
    "a stair of cells": (
        "xlsx",
        lambda path: path.write_bytes(
            make.xlsx({"S": sheet(rows(c(f"{letters(at)}{at + 1}", "甲") for at in range(16_000)))})
        ),
        "",
    ),
    "a Word file that unpacks to gigabytes": (
        "docx",
        lambda path: document(path, word_of(" " * 1000, 3_000_000)),
        UNSAFE,
    ),
    "a Word file of millions of paragraphs": (
        "docx",
        lambda path: document(path, word_of("<w:p/>", 4_000_000)),
        UNSAFE,
    ),
    "a Word file of half a million paragraphs": (
        "docx",
        lambda path: document(path, word_of("<w:p><w:r><w:t>x</w:t></w:r></w:p>", 500_000)),
        UNSAFE,
    ),
    "a Word file of as many paragraphs as are read": (
        "docx",
        lambda path: document(path, word_of("<w:p><w:r><w:t>x</w:t></w:r></w:p>", 199_000)),
        "",
    ),
    "a Word file of nearly three hundred thousand cells": (
        "docx",
        lambda path: document(path, word_of("<w:tr>" + "<w:tc><w:p/></w:tc>" * 50 + "</w:tr>", 5_800)),
        "no text",
    ),
    "spans of a Word file": (
        "docx",
        lambda path: path.write_bytes(
            make.docx(tbl(*(tr(*(tc("x", '<w:gridSpan w:val="99999999"/>') for _ in range(20))) for _ in range(1000))))
        ),
        "",
    ),
    "tables within tables": (
        "docx",
        lambda path: path.write_bytes(make.docx("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000)),
        UNSAFE,
    ),
    "controls within controls": (
        "docx",
        lambda path: path.write_bytes(
            make.docx("<w:sdt><w:sdtContent>" * 90 + p("x") + "</w:sdtContent></w:sdt>" * 90)
        ),
        "",
    ),
    "elements within elements, in a page": (
        "html",
        lambda path: path.write_bytes(b"<html>" + b"<div>" * 300_000 + b"x"),
        "",
    ),
    "tables within tables, in a page": ("html", lambda path: path.write_bytes(b"<table><tr><td>x<td>y" * 20_000), ""),
    "spans of a page": (
        "html",
        lambda path: path.write_bytes(b"<table>" + (b"<tr>" + b"<td rowspan=65534 colspan=1000>x" * 60) * 3000),
        UNSAFE,
    ),
    "a page of a million cells": (
        "html",
        lambda path: path.write_bytes(b"<table>" + (b"<tr>" + b"<td>x" * 50) * 20_000),
        "cells",
    ),
    "a page of 150000 cells": (
        "html",
        lambda path: path.write_bytes(b"<table>" + (b"<tr>" + b"<td>x" * 50) * 3000),
        "",
    ),
    "a page of 25 MB of attributes": (
        "html",
        lambda path: path.write_bytes(
            b"<html>" + b"<p a b c d e f g h i j k l m n o p q r s t u v w x y z>x" * 450_000
        ),
        "",
    ),
    "a page of open tags": ("html", lambda path: path.write_bytes(b"<html>" + b"<" * 20_000_000), UNSAFE),
    "a page that is too large": ("html", lambda path: path.write_bytes(b"<html>" + b" " * (33 << 20)), UNSAFE),
    "fonts that are never closed": (
        "html",
        lambda path: path.write_bytes(b"<html>" + b"".join(b"<b a=%d>" % at for at in range(1500)) + b"<p>x" * 200_000),
        "",
    ),
    "entities of a page": (
        "html",
        lambda path: path.write_bytes(f"{LAUGHS.replace('DOCTYPE x', 'DOCTYPE html')}<html><p>x&j;".encode()),
        "",
    ),
    "outside entities of a page": (
        "html",
        lambda path: path.write_bytes(f"{OUTSIDE.replace('DOCTYPE x', 'DOCTYPE html')}<html><p>x&a;".encode()),
        "",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_hostile(name: str, tmp_path: Path) -> None:
    reader, write, says = FILES[name]
    path = tmp_path / "input"
    write(path)
    told = read(path, reader)
    assert told["kind"] == reader
    assert bool(told["error"]) == bool(says), told
    assert says in str(told["error"])
    assert Path("/etc/hostname").read_text().strip() not in str(told.get("text", "")) or "entities" not in name


XML = {
    "a Word file that laughs": (docx.read, make.docx(p("x"), head=LAUGHS), TYPED),
    "a Word file that looks outside": (docx.read, make.docx(p("x"), head=OUTSIDE), TYPED),
    "styles that laugh": (
        docx.read,
        make.docx(p("x"), {"styles.xml": LAUGHS.replace(">", " >") + "<w:styles></w:styles>"}),
        "styles.xml",
    ),
    "a sheet that laughs": (xlsx.read, make.xlsx({"S": LAUGHS + sheet("")}), TYPED),
    "a sheet that looks outside": (xlsx.read, make.xlsx({"S": OUTSIDE + sheet("")}), TYPED),
    "a sheet that laughs in UTF-16": (xlsx.read, make.xlsx({"S": (LAUGHS + sheet("")).encode("utf-16")}), TYPED),
    "a workbook without its sheet": (
        xlsx.read,
        make.package(
            {
                "xl/workbook.xml": f'<workbook xmlns:r="{make.R}"><sheet r:id="rId1"/></workbook>',
                "xl/_rels/workbook.xml.rels": make.relations(("worksheet", "x.xml")),
            }
        ),
        "lacks its part",
    ),
    "a Word file without its document": (docx.read, make.package({"word/x.xml": ""}), "lacks its part"),
    "a Word file of broken XML": (docx.read, make.docx("<w:p>"), "well-formed"),
    "a sheet of broken XML": (xlsx.read, make.xlsx({"S": sheet("<row>")}), "well-formed"),
    "a Word file, cut off": (docx.read, make.docx(p("x"))[:-80], "cut off"),
    "no zip file at all": (docx.read, b"PK\x03\x04", "damaged"),
    "a binary workbook": (
        xlsx.read,
        make.package({"_rels/.rels": make.relations(("officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"\0"}),
        "xlsb",
    ),
    "a Word file without text": (docx.read, make.docx(p("")), "no text"),
    "a workbook without text": (xlsx.read, make.xlsx({"S": sheet("")}), "no text"),
    "a page without text": (html.read, b"<html></html>", "no text"),
}


@pytest.mark.parametrize("name", XML)
def test_refused(name: str) -> None:
    reader, data, says = XML[name]
    with pytest.raises(ReadError, match=re.escape(says)) as caught:
        reader(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "whole", [make.docx(p("甲") + tbl(tr("乙", "丙"))), make.xlsx({"S": sheet(rows([c("A1", "甲")]))})]
)
def test_damage_anywhere_is_told_or_read(whole: bytes) -> None:
    """Every byte in turn is another, and the file ends at every byte: nothing is raised but ReadError."""
    reader = docx.read if kinds.kind(whole) == "docx" else xlsx.read
    for at in range(0, len(whole), 7):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            try:
                kinds.kind(data)
                reader(data)
            except ReadError as error:
                assert "\n" not in str(error)  # noqa: PT017  (either end is right)


def test_a_locked_part_is_told() -> None:
    data = bytearray(make.docx(p("甲")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    with pytest.raises(ReadError, match="encrypted"):
        docx.read(bytes(data))


# old formats


OLD = make.compound("WordDocument")


def office(folder: Path, script: str) -> None:
    """A stand-in for LibreOffice: a shell script that gets its arguments."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + "/bin" + os.pathsep + "/usr/bin")
    return tmp_path


posix = pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a shell script")


def test_without_libreoffice_the_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError, match=r"install LibreOffice .* save the file as \.docx"):
        legacy.read(OLD)


@posix
def test_what_libreoffice_makes_is_read(folder: Path) -> None:
    (folder / "made.docx").write_bytes(make.docx(tbl(tr("甲", "乙"))))
    (folder / "made.xlsx").write_bytes(make.xlsx({"S": sheet(rows([c("A1", "丙")]))}))
    office(
        folder,
        'for a; do case "$last" in --convert-to) to=$a;; --outdir) out=$a;; esac; last=$a; done\n'
        f'echo "$@" > {folder}/said; mkdir -p "$out"; cp {folder}/made.$to "$out/input.$to"',
    )
    document = legacy.read(OLD)
    assert make.drawn(document) == "|甲|乙|"
    assert (document.reader, document.media_type) == ("libreoffice+docx", "application/msword")
    assert "--headless" in (folder / "said").read_text()
    assert "-env:UserInstallation=file://" in (folder / "said").read_text()
    sheet_document = legacy.read(make.compound("Workbook"))
    assert make.drawn(sheet_document) == "丙"
    assert sheet_document.media_type == "application/vnd.ms-excel"


@posix
def test_its_failure_is_told(folder: Path) -> None:
    office(folder, 'echo "Error: source file could not be loaded"; exit 1')
    with pytest.raises(ReadError, match="could not be loaded"):
        legacy.read(OLD)


@posix
def test_it_is_ended_with_its_children(folder: Path) -> None:
    office(folder, f"sh -c 'echo $$ > {folder}/child; exec sleep 60' & wait")
    before = time.monotonic()
    with pytest.raises(ReadError, match="took more than 1 seconds"):
        legacy.read(OLD, seconds=1)
    assert time.monotonic() - before < 10
    child = int((folder / "child").read_text())
    for _ in range(50):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or ") Z " in state.read_text():
            return
        time.sleep(0.1)
    pytest.fail("its child goes on")


def test_a_document_of_another_kind_is_none_of_its() -> None:
    with pytest.raises(ReadError, match="no old Word or Excel file"):
        legacy.read(b"text")
