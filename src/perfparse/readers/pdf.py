"""PDF → sheets, a page at a time, and → Document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pypdfium2

from perfparse.errors import ReadError
from perfparse.ir import Document, Doubt, Page, Sheet, TextLine
from perfparse.readers.pdf_functions import Pdfium
from perfparse.readers.pdf_pdfium import PageError, read_page
from perfparse.readers.pdf_sheet import sheet

Reader = Literal["pdfium", "pdfplumber"]


def sheets(
    data: bytes,
    *,
    password: str | None = None,
    reader: Reader = "pdfium",
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Sheet]:
    """Yield the pages of a PDF one at a time; nothing of a page is kept once the next one is asked for."""
    document = pypdfium2.PdfDocument(data, password=password)
    try:
        pdfium = Pdfium()
        start = 0
        for index in range(len(document)):
            page = sheet(read_page(pdfium, document.raw, index), index + 1, start)
            start += len(page.text) + 1
            yield page
            if progress:
                progress(index + 1, len(document))
    finally:
        document.close()
