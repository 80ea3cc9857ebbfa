"""Bytes → Document. READERS names every reader; the content decides, not the file's name."""

from __future__ import annotations

from collections.abc import Callable

from perfparse.errors import ReadError
from perfparse.ir import Document
from perfparse.readers import text

READERS: dict[str, Callable[[bytes], Document]] = {"text": text.read}

_NOT_READ_YET = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
)


def read(data: bytes) -> Document:
    """Read a document of any kind that a reader is known for.

    Raises:
        ReadError: no reader takes this kind of file, or the one that does cannot read it.
    """
    head = data[:1024].lstrip()
    for magic, kind in _NOT_READ_YET:
        if head.startswith(magic):
            raise ReadError(f"this is {kind}, which this version cannot read; extract its text first")
    return READERS["text"](data)
