"""Broken and hostile PDFs: each ends in one line or with doubts, in a child process with a limit of time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

import make_pdfs as make

SECONDS = 10
MEGABYTES = 512
CHILD = """
import json, sys, time
from perfparse.model.errors import ReadError
from perfparse.readers import pdf
data = open(sys.argv[1], "rb").read()
told = {"error": "", "codes": [], "text": "", "pages": 0}
try:
    for sheet in pdf.sheets(data, reader=sys.argv[2]):
        told["pages"] += 1
        told["codes"] += sorted({note.code for note in sheet.notes})
        told["text"] += sheet.text[:100]
        told["finite"] = bool(abs(sheet.glyphs.box).sum() < 1e12)
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
WHOLE = make.pdf(make.TABLE, make.TABLE, make.TABLE)
PLAIN = "指标名称 年度指标值\n培训人数 不少于12人次"
ZEROS = 5 << 28


@lru_cache(maxsize=4)
def bomb(size: int = ZEROS, unit: bytes = b" ") -> bytes:
    """`size` bytes, deflated without ever being in memory."""
    engine = zlib.compressobj(9)
    block = unit * ((1 << 20) // len(unit))
    return b"".join(engine.compress(block) for _ in range(size >> 20)) + engine.flush()


def packed(data: bytes, filters: str = "/FlateDecode", entries: str = "") -> bytes:
    return b"<</Length %d/Filter%s%s>>\nstream\n%s\nendstream" % (len(data), filters.encode(), entries.encode(), data)


def with_content(body: bytes) -> bytes:
    """A page whose content stream is `body`."""
    found = make.objects([make.TABLE])
    (number,) = [number for number, each in found.items() if b"/Contents" in each]
    found[number - 1] = body
    return make.joined(found)


def with_object(number: int, body: bytes, *, pages: int = 1) -> bytes:
    found = make.objects([make.TABLE] * pages)
    found[number] = body
    return make.joined(found)


def doubly() -> bytes:
    return with_content(packed(zlib.compress(bomb(), 9), "[/FlateDecode/FlateDecode]"))


def in_object_stream() -> bytes:
    """Pages stand in an object stream that unpacks to gigabytes."""
    data = packed(bomb(), entries="/Type/ObjStm/N 1/First 5")
    start = len(b"%PDF-1.7\n")
    first = b"9 0 obj\n" + data + b"\nendobj\n"
    rows = bytes([0, 0, 0, 0, 255]) + bytes([2, 0, 0, 9, 0]) * 8 + bytes([1]) + start.to_bytes(3, "big") + b"\0"
    rows += bytes([1]) + (start + len(first)).to_bytes(3, "big") + b"\0"
    table = b"10 0 obj\n<</Type/XRef/Size 11/W[1 3 1]/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        len(rows),
        rows,
    )
    return b"%PDF-1.7\n" + first + table + b"startxref\n%d\n%%%%EOF\n" % (start + len(first))


def many_bombs() -> bytes:
    """Each stream alone is harmless; a page has a thousand of them."""
    found = make.objects([make.TABLE])
    small = bomb(8 << 20)
    number = max(found)
    for each in range(1000):
        found[number + 1 + each] = packed(small)
    contents = b" ".join(b"%d 0 R" % (number + 1 + each) for each in range(1000))
    found[number] = re.sub(rb"/Contents \d+ 0 R", b"/Contents[%s]" % contents, found[number])
    return make.joined(found)


def loop() -> bytes:
    found = make.objects([make.TABLE])
    found[2] = b"<</Type/Pages/Count 3/Kids[2 0 R 50 0 R]>>"
    found[50] = b"<</Type/Pages/Parent 2 0 R/Count 2/Kids[2 0 R 50 0 R]>>"
    return make.joined(found)


def form_loop() -> bytes:
    return make.pdf("/F Do " + make.TABLE, forms={"F": "/BBox[0 0 9 9]|/F Do"})


def deep() -> bytes:
    return make.pdf(b"[" * 200_000 + make.TABLE.encode())


LOST_PAGE = re.sub(rb"/Kids\[(\d+) 0 R (\d+) 0 R", rb"/Kids[\1 0 R 99 0 R", WHOLE)
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    # name: the file, and what must come of it: an error's words, a note's code, or "read"
    "empty": (lambda: b"", "not a PDF"),
    "text": (lambda: "绩效目标".encode() * 99, "not a PDF"),
    "head alone": (lambda: b"%PDF-1.7\n", "damaged"),
    "cut in the first page": (lambda: WHOLE[:700], "damaged"),
    "cut near the end": (lambda: WHOLE[:-400], "read"),
    "bad table of references": (lambda: re.sub(rb"\d{10} 00000 n", b"0000099999 00000 n", WHOLE), "read"),
    "bad place of the table": (lambda: re.sub(rb"startxref\n\d+", b"startxref\n7", WHOLE), "read"),
    "bytes before the head": (lambda: b"HTTP/1.1 200 OK\r\n\r\n" + WHOLE, "read"),
    "no pages": (
        lambda: make.joined({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 0/Kids[]>>"}),
        "no pages",
    ),
    "no page tree": (lambda: with_object(1, b"<</Type/Catalog>>"), "read"),
    "a page tree that loops": (loop, "read|no pages|page-unreadable"),
    "a form that draws itself": (form_loop, "read"),
    "a page that is none": (lambda: LOST_PAGE, "page-unreadable|read"),
    "millions of pages claimed": (
        lambda: WHOLE.replace(b"/Count 3", b"/Count 30000000"),
        "claims more|read|page-unreadable|none of its pages",
    ),
    "thousands of pages claimed": (
        lambda: WHOLE.replace(b"/Count 3", b"/Count 30000"),
        "read|page-unreadable",
    ),
    "a negative number of pages": (lambda: WHOLE.replace(b"/Count 3", b"/Count -3"), "read|no pages"),
    "a stream of gigabytes": (lambda: with_content(packed(bomb())), "unpacks"),
    "zeros": (lambda: with_content(packed(bomb(unit=b"\0"))), "unpacks"),
    "deflated twice": (doubly, "unpacks"),
    "names in hexadecimal": (
        lambda: with_content(packed(zlib.compress(bomb(), 9), "[/Fl#61teDecode/#46lateDecode]")),
        "unpacks",
    ),
    "an object stream of gigabytes": (in_object_stream, "unpacks"),
    "a font's map of gigabytes": (lambda: with_object(6, packed(bomb())), "unpacks"),
    "a thousand streams of megabytes": (many_bombs, "unpacks"),
    "fonts without maps": (lambda: make.pdf(make.text(99, 700, "绩效目标完成情况" * 9, font="X")), "needs-ocr"),
    "a page as large as the moon": (lambda: make.pdf(make.TABLE, media=(0, 0, 1e9, 1e9)), "outside-page"),
    "a page without size": (lambda: make.pdf(make.TABLE, media=(0, 0, 0, 0)), "read"),
    "characters far out on a page as large as the moon": (
        lambda: make.pdf(make.TABLE + make.text(9e6, 9e6, "远"), media=(0, 0, 1e9, 1e9)),
        "outside-page|read",
    ),
    "numbers beyond all": (lambda: make.pdf(f"1e39 0 0 1e39 0 0 cm {make.TABLE} 1e99 nan m inf 7 l S"), "any"),
    "a matrix of zeros": (lambda: make.pdf(f"q 0 0 0 0 0 0 cm {make.TABLE} Q {make.TABLE}"), "read"),
    "a million segments": (lambda: make.pdf("0 0 m " + "100 700 l 300 700 l " * 500_000 + "S"), "page-capped"),
    "a million rules": (lambda: make.pdf("100 700 m 300 700 l S " * 500_000), "page-capped"),
    "a million characters": (
        lambda: make.pdf("".join(make.text(9, 700 - row, "绩效" * 5000) for row in range(100))),
        "page-capped|outside-page",
    ),
    "a million text objects": (lambda: make.pdf("BT /H 9 Tf " + "(a)Tj " * 500_000 + "ET"), "page-capped"),
    "a hundred megabytes of operators": (lambda: make.pdf("0 0 m 9 9 l S " * 7_000_000), "unpacks"),
    "a hundred megabytes of plain operators": (
        lambda: with_content(make.stream(b"0 0 m 9 9 l S " * 7_000_000, packed=False)),
        "unpacks",
    ),
    "brackets within brackets": (deep, "any"),
}


def child(tmp_path: Path, data: bytes, reader: str) -> dict[str, object]:
    path = tmp_path / "broken.pdf"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), reader], capture_output=True, timeout=6 * SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize("name", FILES)
def test_broken(tmp_path: Path, name: str, reader: str) -> None:
    make_file, expected = FILES[name]
    told = child(tmp_path, make_file(), reader)
    error, codes = str(told["error"]), told["codes"]
    assert float(str(told["peak"])) < MEGABYTES
    assert float(str(told["seconds"])) < SECONDS
    assert "\n" not in error
    assert told.get("finite", True)
    if expected == "any":
        return
    outcomes = expected.split("|")
    read = "read" in outcomes and PLAIN in str(told["text"])
    assert read or any(each in error or each in codes for each in outcomes), told  # type: ignore[operator]


def test_pages_that_can_be_read_are_kept(tmp_path: Path) -> None:
    told = child(tmp_path, LOST_PAGE, "pdfium")
    assert str(told["text"]).count(PLAIN) == 2
