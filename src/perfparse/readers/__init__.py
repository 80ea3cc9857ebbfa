"""Bytes → Document, or drawn pages one at a time. The content decides which reader, not the file's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from perfparse.errors import ReadError
from perfparse.ir import Document
from perfparse.readers import text
from perfparse.readers.sheets import Progress, Sheets

READERS: dict[str, Callable[[bytes], Document]] = {"text": text.read}

_NOT_READ_YET = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
)
_PDF = b"%PDF-"
_HEAD = 1024  # bytes within which a PDF says that it is one


@dataclass(frozen=True, slots=True)
class Options:
    """How to read: the password of an encrypted document, the reader for PDF, and who is told of progress."""

    password: str | None = None
    reader: Literal["pdfium", "pdfplumber"] = "pdfium"
    progress: Progress | None = None


USUAL = Options()


def sheets(data: bytes, options: Options = USUAL) -> Sheets | None:
    """The pages of a drawn document, or None where `data` is of another kind.

    Raises:
        ReadError: the document cannot be opened at all; its pages may raise it too.
    """
    if _PDF not in data[:_HEAD]:
        return None
    from perfparse.readers import pdf  # numpy and pdfium are slow to load

    pages = pdf.sheets(data, password=options.password, reader=options.reader, progress=options.progress)
    return Sheets(pages, options.reader, "application/pdf")


def read(data: bytes, options: Options = USUAL) -> Document:
    """Read a document of any kind that a reader is known for.

    Raises:
        ReadError: no reader takes this kind of file, or the one that does cannot read it.
    """
    drawn = sheets(data, options)
    if drawn is not None:
        for _ in drawn:
            pass
        return drawn.document()
    head = data[:_HEAD].lstrip()
    for magic, kind in _NOT_READ_YET:
        if head.startswith(magic):
            raise ReadError(f"this is {kind}, which this version cannot read; extract its text first")
    return READERS["text"](data)
