"""PDF → sheets, a page at a time. pdfium reads; a page that it cannot read, pdfplumber reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Literal, Protocol

import numpy as np
import pypdfium2

from perfparse.model.errors import ReadError
from perfparse.model.ir import Doubt, Glyphs, Rulings, Sheet
from perfparse.readers.pdf_fonts import PDFIUM, StandinFonts
from perfparse.readers.pdf_functions import Pdfium
from perfparse.readers.pdf_guard import check
from perfparse.readers.pdf_marks import Print, locked
from perfparse.readers.pdf_pdfium import read_page
from perfparse.readers.pdf_sheet import sheet
from perfparse.readers.sheets import Progress

Reader = Literal["pdfium", "pdfplumber"]

_CATALOGUE = re.compile(rb"(\d+)\s+(\d+)\s+obj\s*<<(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.DOTALL)
_MOST_PAGES = 50_000
_MOST_LOST = 50  # pages in a row that cannot be read, before the rest is given up


def sheets(
    data: bytes, *, password: str | None = None, reader: Reader = "pdfium", progress: Progress | None = None
) -> Iterator[Sheet]:
    """Yield the pages of a PDF one at a time; nothing of a page is kept once the next one is asked for.

    A page that no reader can read is yielded without text, with an error among its notes.

    Raises:
        ReadError: the PDF is damaged beyond use, encrypted with another password, has no pages, or unpacks to more
            than is safe. It is raised when the first page is asked for, or after pages of which none could be read.
    """
    check(data)
    with closing(_opened(data, password, reader)) as source:
        count = source.count
        start, lost, read = 0, 0, 0
        for number in range(1, count + 1):
            found, notes = source.page(number - 1)
            lost = 0 if found else lost + 1
            if found:
                page = sheet(found, number, start, notes)
                read += 1
            else:
                last = count if lost >= _MOST_LOST else number
                page = _unreadable(number, last, start)
            start += len(page.text) + 1
            yield page
            if progress:
                progress(number, count)
            if lost >= _MOST_LOST:
                break
        if not read:
            raise ReadError("the PDF is damaged: none of its pages can be read; get the file again")


class _Source(Protocol):
    """An open PDF."""

    count: int

    def page(self, index: int) -> tuple[Print | None, tuple[Doubt, ...]]:
        """Page `index`, from 0; None where it cannot be read."""

    def close(self) -> None:
        """Let go of it."""


class _Both:
    """pdfium, and pdfplumber for the pages that pdfium cannot load."""

    def __init__(self, document: pypdfium2.PdfDocument, data: bytes, password: str | None) -> None:
        self.count = len(document)
        self._document = document
        self._fonts = StandinFonts()
        self._pdfium = Pdfium()
        self._data, self._password = data, password
        self._second: _Second | None = None
        self._hopeless = False

    def page(self, index: int) -> tuple[Print | None, tuple[Doubt, ...]]:
        with PDFIUM:
            found = read_page(self._pdfium, self._document.raw, index)
        if found:
            return found, ()
        if self._second is None and not self._hopeless:
            try:
                self._second = _Second(self._data, self._password)
            except ReadError:
                self._hopeless = True
        # Where the two do not count the same pages, their numbers may not mean the same pages either.
        same = self._second is not None and self._second.count == self.count
        found = self._second.page(index)[0] if self._second and same else None
        if found is None:
            return None, ()
        message = f"page {index + 1}: pdfium cannot load it; pdfplumber read it"
        return found, (Doubt("second-reader", "info", message, "reader"),)

    def close(self) -> None:
        with PDFIUM:
            self._document.close()
            self._fonts.close()
        if self._second:
            self._second.close()


class _Second:
    """pdfplumber alone."""

    def __init__(self, data: bytes, password: str | None) -> None:
        from perfparse.readers.pdf_plumber import Plumber, opened  # slow to load, and rarely needed

        self._plumber: Plumber = opened(data, password)
        if not self._plumber.has(0):  # its table of references may be wrong: without one, pdfminer looks for objects
            self._plumber.close()
            self._plumber = opened(data.replace(b"startxref", b"startnone"), password)
        self.count = 0
        while self.count < _MOST_PAGES + 1 and self._plumber.has(self.count):
            self.count += 1

    def page(self, index: int) -> tuple[Print | None, tuple[Doubt, ...]]:
        return (self._plumber.read_page(index) if index < self.count else None), ()

    def close(self) -> None:
        self._plumber.close()


def _opened(data: bytes, password: str | None, reader: Reader) -> _Source:
    """Open `data`, with the other reader where pdfium finds no document in it."""
    source: _Source
    try:
        source = _first(data, password) if reader == "pdfium" else _Second(data, password)
    except ReadError:
        mended = _mended(data)
        if not mended:
            raise
        source = _first(mended, password)
    if 0 < source.count <= _MOST_PAGES:
        return source
    source.close()
    if source.count <= 0:
        raise ReadError("the PDF has no pages; get the file again")
    raise ReadError(f"the PDF claims more than {_MOST_PAGES} pages; split it first")


def _first(data: bytes, password: str | None) -> _Source:
    """Open `data` with pdfium, or else with pdfplumber."""
    try:
        with PDFIUM:
            source = _Both(pypdfium2.PdfDocument(data, password=password), data, password)
    except pypdfium2.PdfiumError as error:
        _refuse(error, password)
        return _Second(data, password)
    if source.count > 0:
        return source
    source.close()
    return _Second(data, password)


def _mended(data: bytes) -> bytes:
    """A file cut off before its trailer, with a new one, if the catalogue is still there; empty if not."""
    found = list(_CATALOGUE.finditer(data))
    if not found or b"/Encrypt" in data:
        return b""
    number, generation = found[-1].groups()
    return data + b"\nendobj\ntrailer\n<</Root %s %s R>>\nstartxref\n0\n%%%%EOF\n" % (number, generation)


def _refuse(error: pypdfium2.PdfiumError, password: str | None) -> None:
    """Raise for what no other reader could do better."""
    import pypdfium2.raw as raw

    if error.err_code == raw.FPDF_ERR_PASSWORD:
        raise locked(password) from None
    if error.err_code == raw.FPDF_ERR_SECURITY:
        raise ReadError("the PDF is encrypted in a way that is not supported; save it without encryption") from None


def _unreadable(number: int, last: int, start: int) -> Sheet:
    """A sheet that says that pages `number` to `last` cannot be read."""
    which = f"page {number}" if number == last else f"pages {number} to {last}"
    message = f"{which} cannot be read: the PDF is damaged there; get the file again"
    empty = np.empty(0, np.float32)
    glyphs = Glyphs(np.empty(0, np.int32), np.empty((0, 4), np.float32), empty, empty)
    rules = Rulings(np.empty((0, 3), np.float32), np.empty((0, 3), np.float32))
    notes = (Doubt("page-unreadable", "error", message, "reader"),)
    return Sheet(number, 0.0, 0.0, "", start, glyphs, rules, notes)
