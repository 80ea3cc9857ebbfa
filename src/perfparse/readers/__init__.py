"""Bytes → Document, or drawn pages one at a time. The content decides which reader, not the file's name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from perfparse.model.errors import ReadError
from perfparse.model.ir import Document
from perfparse.readers.sheets import Progress, Sheets, with_lines

READERS = {
    "text": "perfparse.readers.text",
    "html": "perfparse.readers.html",
    "docx": "perfparse.readers.docx",
    "xlsx": "perfparse.readers.xlsx",
    "doc": "perfparse.readers.legacy",
    "xls": "perfparse.readers.legacy",
}
"""The module that reads each kind of document: its `read` takes the bytes. PDF has a way of its own, see `sheets`."""

_NOT_READ_YET = (
    (b"PK\x03\x04", "a zip file that is no Word or Excel document"),
    (b"\xd0\xcf\x11\xe0", "an old Office file that is no Word or Excel document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
)
_PDF = b"%PDF-"
_PACKED = (b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_SEEN = 1 << 20  # bytes within which a web page has its first tag
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
        return with_lines(drawn.document())
    kind = _kind(data)
    if kind is None:
        head = data[:_HEAD].lstrip()
        for magic, name in _NOT_READ_YET:
            if head.startswith(magic):
                raise ReadError(f"this is {name}, which this version cannot read; extract its text first")
    reader = import_module(READERS[kind or "text"])
    document: Document = reader.read(data)
    return document


def _kind(data: bytes) -> str | None:
    """The kind of a document that brings its cells, or None. A plain text shows in a moment that it is none."""
    head = data[:_HEAD]
    if not (head.startswith(_PACKED) or b"<" in data[:_SEEN] or b"MIME-Version" in head):
        return None
    from perfparse.readers import kinds  # many patterns to compile

    return kinds.kind(data)
