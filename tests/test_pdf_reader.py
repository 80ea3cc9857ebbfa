"""The PDF readers: what they find on made pages, and that both find the same."""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

import make_pdfs as make
from perfparse import readers
from perfparse.model.errors import ReadError
from perfparse.model.ir import Sheet
from perfparse.readers import pdf
from perfparse.readers.pdf_judge import _COMMON, unreadable
from perfparse.readers.pdf_sheet import _radicals

READERS: tuple[Literal["pdfium"], Literal["pdfplumber"]] = ("pdfium", "pdfplumber")
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SHAPES_ALIKE = str.maketrans("〜―", "～—")
"""Characters of one glyph: a font's map may list both, and the readers take different ones."""
TEXT = "指标名称 年度指标值\n培训人数 不少于12人次"
ONCE = "".join(
    make.text(100, 700 - 20 * row, words)
    for row, words in enumerate(["指标", "名称", "年度", "实际", "完成", "偏差", "原因"])
)
LOST = make.text(100, 700, "绩效目标完成情况" * 5, font="X")
IMAGE = "/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8|x"


@dataclass(frozen=True)
class Case:
    """A page, and what both readers find on it."""

    content: str
    text: str = TEXT
    page: str = ""
    media: make.Box = make.A4
    forms: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def made(self) -> bytes:
        return make.pdf(self.content, page=self.page, media=self.media, forms=self.forms)


TEXTS = {
    "plain": Case(make.TABLE),
    "blank page": Case("", ""),
    "cropped": Case(make.TABLE, page="/CropBox[90 590 410 710]"),
    "media box away from the origin": Case(make.TABLE, media=(50, 100, 645, 942)),
    "in a form": Case("q 1 0 0 1 9 -9 cm /F Do Q", forms={"F": f"/BBox[0 0 600 850]/Matrix[1 0 0 1 3 4]|{make.TABLE}"}),
    "text behind a form is not moved by it": Case(
        "/F Do " + make.text(105, 580, "合计"),
        f"{TEXT}\n合计",
        forms={"F": f"/BBox[0 0 900 900]/Matrix[1 0 0 1 3 4]|{make.TABLE}"},
    ),
    "a column drawn from bottom to top keeps its order": Case(
        make.text(100, 600, "丙") + make.text(100, 620, "乙") + make.text(100, 640, "甲"), "丙\n乙\n甲"
    ),
    "a line drawn from right to left": Case(make.text(200, 600, "右") + make.text(100, 600, "左"), "左 右"),
    "baselines half a line apart keep the order of drawing": Case(
        make.text(200, 604, "右") + make.text(100, 600, "左"), "右\n左"
    ),
    "cells of one row whose baselines differ a little, drawn in turns": Case(
        make.text(200, 603, "甲") + make.text(300, 600, "乙") + make.text(100, 603, "丙"), "甲\n乙\n丙"
    ),
    "spaces in the source": Case(make.text(100, 700, "ab  cd", font="H"), "ab cd"),
    "spaces at both ends go": Case(make.text(100, 700, " ab ", font="H"), "ab"),
    "a full-width space": Case(make.text(100, 700, "甲　乙"), "甲 乙"),
    "words parted by position alone": Case("BT /H 10 Tf 100 700 Td [(ab) -300 (cd)] TJ ET", "ab cd"),
    "kerning is no space": Case("BT /H 10 Tf 100 700 Td [(ab) -40 (cd) 60 (ef)] TJ ET", "abcdef"),
    "a justified line": Case(make.text(100, 700, "市安全的", before="3 Tc"), "市 安 全 的"),
    "zero-width marks go": Case(make.text(100, 700, "甲\u200b乙\ufeff丙", font="U"), "甲乙丙"),
    "superscript": Case(
        make.text(100, 700, "面积12m") + make.text(160, 704, "2", 6) + make.text(170, 700, "合格"),
        "面积12m\n2\n合格",
    ),
    "text rise": Case("BT /H 10 Tf 100 700 Td (m) Tj 4 Ts (2) Tj 0 Ts (x) Tj ET", "m\n2\nx"),
    "a vertical font": Case(make.text(100, 700, "绩效", font="V"), "绩\n效"),
    "a label turned to the left": Case(make.turned(120, 600, "绩效", "0 1 -1 0"), "绩\n效"),
    "hidden text": Case(make.TABLE + make.text(100, 500, "隐藏", before="3 Tr"), notes=("hidden-text",)),
    "hidden text of a clip": Case(make.TABLE + make.text(100, 500, "隐藏", before="7 Tr"), notes=("hidden-text",)),
    "hidden text over an image is what OCR read": Case(
        "q 595 0 0 842 0 0 cm /I Do Q " + make.text(100, 500, "识别结果", before="3 Tr"),
        "识别结果",
        forms={"I": IMAGE},
        notes=("ocr-layer",),
    ),
    "an image alone": Case("q 500 0 0 700 50 50 cm /I Do Q", "", forms={"I": IMAGE}, notes=("needs-ocr",)),
    "an image beside text": Case("q 500 0 0 700 50 50 cm /I Do Q " + make.TABLE, forms={"I": IMAGE}),
    "a small image alone": Case("q 50 0 0 50 50 50 cm /I Do Q", "", forms={"I": IMAGE}),
    "text as shapes": Case("10 10 m 20 20 30 30 40 10 c 50 20 60 30 10 10 c f\n" * 80, "", notes=("needs-ocr",)),
    "printed twice to be bold": Case(
        ONCE + ONCE.replace(" 100 ", " 100.3 "), "指标\n名称\n年度\n实际\n完成\n偏差\n原因", notes=("double-print",)
    ),
    "the same characters in a column are not twice": Case(
        "".join(make.text(100 + 60 * (row % 2), 700 - row, "是") for row in range(30)),
        "\n".join("是" * 30),
    ),
    "the same characters in a row are not twice": Case(make.text(100, 700, "11 22 ll 一一", 8), "11 22 ll 一一"),
    "outside the page": Case(make.TABLE + make.text(700, 500, "外面"), notes=("outside-page",)),
    "no map for the font": Case(LOST, "", notes=("needs-ocr",)),
    "some characters without a map": Case(
        make.TABLE + make.text(100, 500, "绩效", font="X"), f"{TEXT}\n\ufffd\ufffd", notes=("unmapped-characters",)
    ),
    "a ligature of one letter twice is not printed twice": Case(make.text(100, 700, "甲\ue000乙", font="U"), "甲oo乙"),
    "beyond the first plane": Case(make.text(100, 700, "甲\ud840乙", font="U"), "甲𠀀乙"),
    "radicals": Case(make.text(100, 700, "⼀⽅⼾", font="U"), "一方户"),
}

RULES: dict[str, tuple[str, tuple[int, int]]] = {
    "thin filled rectangles": (make.bars(make.GRID), (3, 3)),
    "stroked lines": ("".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in make.GRID), (3, 3)),
    "one path for the grid": ("".join(f"{a} {b} m {c} {d} l " for a, b, c, d in make.GRID) + "S", (3, 3)),
    "one filled path for the grid": (make.bars(make.GRID).replace("f*", "") + "f", (3, 3)),
    "a box for each cell": ("100 600 100 50 re 200 600 200 50 re 100 650 100 50 re 200 650 200 50 re S", (3, 3)),
    "dashed by the pen": ("[6 3] 0 d " + "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in make.GRID), (3, 3)),
    "dashed by pieces": ("".join(f"{x} 700 m {x + 5} 700 l S\n" for x in range(100, 400, 9)), (1, 0)),
    "dotted by squares": ("".join(f"{x} 700 1 1 re f\n" for x in range(100, 400, 3)), (1, 0)),
    "a rule in pieces": ("100 700 m 200 700 l S 200.2 700 m 400 700 l S", (1, 0)),
    "two rules with a merged cell between": ("100 700 m 200 700 l S 300 700 m 400 700 l S", (2, 0)),
    "the same in one path": ("100 700 m 200 700 l 300 700 m 400 700 l S", (2, 0)),
    "double rule": ("100 700 m 400 700 l S 100 702 m 400 702 l S", (2, 0)),
    "drawn twice": ("100 700 m 400 700 l S 100 700.1 m 400 700.1 l S", (1, 0)),
    "a frame between two boxes": ("100 600 300 100 re 101 601 298 98 re f*", (2, 2)),
    "turned by the matrix": ("q 0 1 -1 0 500 0 cm 100 100 m 400 100 l S Q", (0, 1)),
    "scaled down": ("q .1 0 0 .1 0 0 cm 5 w 1000 7000 m 4000 7000 l S Q", (1, 0)),
    "not quite level": ("100 700 m 400 700.4 l S", (1, 0)),
    # what is none
    "a slanted line": ("100 600 m 400 700 l S", (0, 0)),
    "a curve": ("100 600 m 150 700 350 700 400 600 c S", (0, 0)),
    "the ground of a cell": (".9 g 100 600 300 100 re f", (0, 0)),
    "a white rule": ("1 g 100 700 300 .5 re f", (0, 0)),
    "a white line": ("1 G 100 700 m 400 700 l S", (0, 0)),
    "a path that is not painted": ("100 700 m 400 700 l n", (0, 0)),
    "a clip": ("100 600 300 100 re W n", (0, 0)),
    "a thick bar": ("9 w 100 700 m 400 700 l S", (0, 0)),
    "a dot": ("100 700 2 2 re f", (0, 0)),
    "outside the page": ("700 700 m 900 700 l S", (0, 0)),
}


def only(data: bytes, reader: Literal["pdfium", "pdfplumber"]) -> Sheet:
    (sheet,) = pdf.sheets(data, reader=reader)
    return sheet


@pytest.mark.parametrize("name", TEXTS)
def test_text_and_notes(name: str) -> None:
    case = TEXTS[name]
    sheets = [only(case.made(), reader) for reader in READERS]
    for sheet in sheets:
        assert sheet.text == case.text
        assert tuple(note.code for note in sheet.notes) == case.notes
        glyphs = [sheet.text[place] for place in sheet.glyphs.offset.tolist()]
        assert "".join(glyphs) == "".join(sheet.text.split())
    agree(*sheets)


@pytest.mark.parametrize("name", RULES)
def test_rules(name: str) -> None:
    content, counts = RULES[name]
    sheets = [only(make.pdf(content), reader) for reader in READERS]
    for sheet in sheets:
        assert (len(sheet.rulings.horizontal), len(sheet.rulings.vertical)) == counts
    agree(*sheets)


def test_lengths_are_those_seen() -> None:
    """The first character of the table, its size, and the whole grid, on pages of every kind."""
    horizontal, vertical = (np.array(lines, np.float32) for lines in make.SEEN)
    for name, box in {
        "plain": (105, 153.2, 115, 163.2),
        "cropped": (15, 21.2, 25, 31.2),
        "media box away from the origin": (55, 253.2, 65, 263.2),
        "in a form": (117, 158.2, 127, 168.2),
    }.items():
        sheet = only(TEXTS[name].made(), "pdfium")
        assert sheet.glyphs.box[0].tolist() == pytest.approx(box, abs=0.1)
        assert sheet.glyphs.baseline[0] == pytest.approx(box[3] - 1.2, abs=0.1)
        assert sheet.glyphs.size[0] == pytest.approx(10)
        shift = np.array((box[0] - 105, box[1] - 153.2))
        assert np.abs(sheet.rulings.horizontal - horizontal - shift[[1, 0, 0]]).max() < 0.6
        assert np.abs(sheet.rulings.vertical - vertical - shift[[0, 1, 1]]).max() < 0.6


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_is_read_as_seen(turns: int) -> None:
    """The table is drawn so that it stands upright once the page is turned."""
    matrix = {1: "0 1 -1 0 842 0", 2: "-1 0 0 -1 842 842", 3: "0 -1 1 0 0 842"}[turns]
    media = (0.0, 0.0, 842.0, 842.0)
    content = f"q {matrix} cm {make.TABLE} Q"
    sheets = [only(make.pdf(content, media=media, page=f"/Rotate {90 * turns}"), reader) for reader in READERS]
    for sheet in sheets:
        assert sheet.text == TEXT
        assert sheet.glyphs.baseline[0] == pytest.approx(162, abs=0.1)
        assert sheet.glyphs.box[0, 0] == pytest.approx(105, abs=0.1)
        assert (sheet.glyphs.size == 10).all()
    agree(*sheets)


def test_word_like_pages_and_document() -> None:
    data = make.wordlike([["项目12", "ab c", "合格"], ["指标", "35%", "完成了12场"]], pages=3)
    page = "项目12 ab c 合格\n指标 35% 完成了12场"
    for reader in READERS:
        sheets = list(pdf.sheets(data, reader=reader))
        document = readers.read(data, readers.Options(reader=reader))
        assert document.text == "\f".join([page] * 3)
        assert (document.reader, document.media_type, document.notes) == (reader, "application/pdf", ())
        assert [each.number for each in document.pages] == [1, 2, 3]
        for sheet, each in zip(sheets, document.pages, strict=True):
            assert document.text[sheet.start :].startswith(sheet.text)
            for line in each.lines:
                assert document.text[line.start : line.end] == line.text
                assert line.page == sheet.number
            for place in sheet.glyphs.offset.tolist():
                assert not document.text[place].isspace()
        assert [line.number for each in document.pages for line in each.lines] == [1, 2, 2, 3, 3, 4]


def test_text_that_stands_for_other_text_is_not_printed_twice() -> None:
    """pdfium takes what a mark of the source says it prints; pdfplumber knows no such marks."""
    content = "/Span<</ActualText(ZOOM)>>BDC " + make.text(100, 700, "abcd", font="H") + "EMC"
    sheet = only(make.pdf(content), "pdfium")
    assert sheet.text == "ZOOM"
    assert (np.diff(sheet.glyphs.box[:, 0]) > 1).all()
    assert not sheet.notes


def test_progress_and_stopping_early() -> None:
    data = make.wordlike([["项目"]], pages=4)
    seen: list[tuple[int, int]] = []
    pages = pdf.sheets(data, progress=lambda done, of: seen.append((done, of)))
    next(pages)
    next(pages)
    assert seen == [(1, 4)]
    assert isinstance(pages, Generator)
    pages.close()
    assert len(list(pdf.sheets(data, progress=lambda done, of: seen.append((done, of))))) == 4
    assert seen[1:] == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_every_radical_has_its_character() -> None:
    table = "".join(map(chr, _radicals()))
    kangxi = table[0x80 : 0x80 + 214]
    assert not any("\u2e80" <= character < "\u2fe0" for character in kangxi)
    for radical, character in zip("⼀⽅⼾⻔⺠⻝⻓⻢⽬⾦⿊", "一方户门民食长马目金黑", strict=True):
        assert table[ord(radical) - 0x2E80] == character


PASSWORDS: dict[str, tuple[str | None, str]] = {
    "right": ("secret", ""),
    "missing": (None, "the PDF is encrypted; give its password with --password"),
    "wrong": ("other", "the PDF is encrypted, and the password is wrong; give another with --password"),
}


@pytest.mark.parametrize("name", PASSWORDS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("algorithm", ["AES-256", "RC4-128"])
def test_password(name: str, reader: Literal["pdfium", "pdfplumber"], algorithm: str) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(make.pdf(make.TABLE))) as document:
        revision = 6 if algorithm == "AES-256" else 3
        new = revision == 6
        document.save(
            out, encryption=pikepdf.Encryption(user="secret", owner="owner", R=revision, aes=new, metadata=new)
        )
    password, error = PASSWORDS[name]
    if not error:
        (sheet,) = pdf.sheets(out.getvalue(), password=password, reader=reader)
        assert sheet.text == TEXT
        return
    with pytest.raises(ReadError) as caught:
        list(pdf.sheets(out.getvalue(), password=password, reader=reader))
    assert str(caught.value) == error


PLAUSIBLE = {
    "a report": "年度绩效目标完成情况，培训人数不少于12人次。" * 5,
    "English": "Number of people trained, at least 12 in 2024." * 3,
    "German": "Übermäßige Größe für Bürgermeister" * 3,
    "Russian": "Количество обученных человек" * 3,
    "Japanese": "ひらがなとカタカナの文書です" * 5,
    "figures": "12,345.67 89% " * 8,
    "few": "\ufffd甲乙丙丁",
    "names": "张王李赵钱孙周吴郑" * 20,
}
GARBAGE = {
    "unmapped": "\ufffd" * 30,
    "a fifth unmapped": "\ufffd绩效目标" * 9 + "\ufffd",
    "private use": "\ue000\ue001\ue002" * 20,
    "GBK as Latin-1": "绩效目标完成情况".encode("gbk").decode("latin-1") * 4,
    "glyph numbers": "".join(map(chr, range(0x100, 0x370))),
    "characters at random": "".join(chr(0x4E00 + 7919 * k % 20000) for k in range(900)).translate(
        dict.fromkeys(map(ord, _COMMON))
    ),
}


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_plausible(name: str) -> None:
    assert not judged(PLAUSIBLE[name])


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage(name: str) -> None:
    assert judged(GARBAGE[name])


def judged(words: str) -> str:
    code = np.array([ord(each) for each in words if not each.isspace()], np.uint32)
    return unreadable(code, pictures=0.0, curved=0)


# both readers on every PDF there is


def corpus() -> list[Path]:
    return sorted(CORPUS.glob("*/input.pdf")) if CORPUS.is_dir() else []


@pytest.mark.skipif(not corpus(), reason="needs ../shared/corpus")
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.parent.name)
def test_both_readers_agree_on_the_corpus(path: Path) -> None:
    data = path.read_bytes()
    pairs = zip(pdf.sheets(data), pdf.sheets(data, reader="pdfplumber"), strict=path.parent.name != "long")
    for count, (one, other) in enumerate(pairs):
        agree(one, other)
        if count == 11:  # of the long one, enough
            break


def agree(one: Sheet, other: Sheet) -> None:
    assert (one.number, one.start) == (other.number, other.start)
    assert (one.width, one.height) == pytest.approx((other.width, other.height), abs=0.1)
    assert one.text.translate(SHAPES_ALIKE) == other.text.translate(SHAPES_ALIKE)
    assert (one.glyphs.offset == other.glyphs.offset).all()
    if len(one.glyphs.offset):
        # Of a turned character pdfium's box takes in what hangs over.
        assert np.abs(one.glyphs.box - other.glyphs.box).max() <= 1
        assert np.abs(one.glyphs.baseline - other.glyphs.baseline).max() <= 1
        assert np.abs(one.glyphs.size - other.glyphs.size).max() <= 0.1
    for mine, yours in (
        (one.rulings.horizontal, other.rulings.horizontal),
        (one.rulings.vertical, other.rulings.vertical),
    ):
        assert not missing(mine, yours)
        assert not missing(yours, mine)


def missing(lines: NDArray[np.float32], among: NDArray[np.float32]) -> list[list[float]]:
    """The lines that have no like in `among`, to 1.5 points: a pen's ends reach as far as it is wide."""
    return [line.tolist() for line in lines if not len(among) or np.abs(among - line).max(1).min() > 1.5]
