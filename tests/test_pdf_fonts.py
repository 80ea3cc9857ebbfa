"""PDFs that leave out their fonts read the same on every machine, whatever fonts it has."""

from __future__ import annotations

import numpy as np
import pypdfium2
import pytest

from make_pdfs import pdf, text
from make_standin_font import FILE, font
from perfparse.model.ir import Sheet
from perfparse.readers.pdf import sheets
from perfparse.readers.pdf_fonts import StandinFonts


def only(data: bytes) -> Sheet:
    return next(iter(sheets(data)))


# name, words printed as one text each, in a font that the PDF names but does not bring
LEFT_OUT = [
    ("a text of one character", ["（"]),
    ("one character between others", ["年度", "率", "得分"]),
    ("texts of one letter and one digit", ["A", "7"]),
]


@pytest.mark.parametrize("words", [words for _, words in LEFT_OUT], ids=[name for name, _ in LEFT_OUT])
def test_no_character_is_lost(words: list[str]) -> None:
    page = only(pdf("".join(text(60 + 100 * at, 700, word) for at, word in enumerate(words))))
    assert "".join(page.text.split()) == "".join(words)


def test_boxes_are_as_wide_as_the_document_says() -> None:
    page = only(pdf(text(60, 700, "年!%'", 10)))  # of these, make_pdfs gives the widths
    widths = page.glyphs.box[:, 2] - page.glyphs.box[:, 0]
    assert widths.tolist() == pytest.approx([10, 2.7, 7.97, 2.39], abs=0.01)


def test_the_machine_has_its_fonts_back() -> None:
    data = pdf(text(60, 700, "年度", 10))

    def ink() -> int:
        with pypdfium2.PdfDocument(data) as document:
            return int((np.asarray(document[0].render(grayscale=True).to_numpy()) < 128).sum())

    before = ink()
    only(data)
    assert ink() == before
    fonts = StandinFonts()
    assert 0 < ink() < 100  # two small squares
    fonts.close()
    assert ink() == before


def test_the_font_is_what_its_script_makes() -> None:
    assert FILE.read_bytes() == font()
