"""Which reader a document with cells of its own needs, told from its bytes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Literal

from perfparse.model.errors import ReadError

Kind = Literal["docx", "xlsx", "html", "doc", "xls"]

_HEAD = 4096  # bytes within which a document says what it is
_SEEN = 1 << 20  # bytes in which a text without a head of its own may come to its first table
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_BEFORE = rb"(?:\s|<\?xml[^>]*>|<!--.{0,2000}?-->)*"
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html|head|body|table|div|meta|style|title|p|h[1-6])\b", re.I | re.S)
_TABLE = re.compile(rb"<table\b[^<>]*>(?:\s|<(?:/?(?:thead|tbody|colgroup|col|caption)\b)[^<>]*>)*<t[rdh]\b", re.I)
_MHTML = re.compile(rb"\s*(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,40}?MIME-Version:", re.I)
_WEB_ARCHIVE = re.compile(rb"multipart/related|text/html", re.I)
_WORD_2003 = re.compile(rb"schemas\.microsoft\.com/office/word/2003/wordml")
_EXCEL_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_STREAMS: dict[str, Kind] = {"worddocument": "doc", "workbook": "xls", "book": "xls"}
_FREE = 0xFFFFFFFA  # sector numbers from here on are marks


def kind(data: bytes) -> Kind | None:
    """The kind of a document, or None where it is none of these (a PDF, a plain text, a zip file of other things).

    HTML under another name (.xls, .doc) is html, and so is a web archive (MHTML). Rich text and the XML that Office
    wrote in 2003 go the way of the old formats.

    Raises:
        ReadError: the document is an Office file encrypted as a whole.
    """
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_OLE):
        return _compound(data)
    head = _plain(data[:_HEAD])
    if head.lstrip().startswith(b"{\\rtf"):
        return "doc"
    if head.lstrip().startswith(b"<") and b"<?xml" in head:
        if _EXCEL_2003.search(head) and not re.search(rb"<html\b", head, re.I):
            return "xls"
        if _WORD_2003.search(head):
            return "doc"
    if _PAGE.match(head) or (_MHTML.match(head) and _WEB_ARCHIVE.search(head)):
        return "html"
    return "html" if b"\0" not in head and _TABLE.search(data[:_SEEN]) else None


def _plain(head: bytes) -> bytes:
    """The beginning of a text, in UTF-8 where a mark says that it is in another."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode()
    return head


def _package(data: bytes) -> Kind | None:
    import zipfile  # slow to load, and plain text needs none

    try:
        names = [name.replace("\\", "/").lower() for name in zipfile.ZipFile(BytesIO(data)).namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # cut off: the names stand in its parts too
        names = [name.decode().lower() for name in re.findall(rb"(?:word|xl)/[\w.]{1,40}\.xml", data[: 1 << 20])]
    if any(name.startswith("word/document") for name in names):
        return "docx"
    return "xlsx" if any(name.startswith("xl/workbook") for name in names) else None


# compound files (MS-CFB)


def _compound(data: bytes) -> Kind | None:
    try:
        names = list(_root_names(data))
    except (IndexError, ValueError):  # damaged: the converter may still read it
        names = [name for name in _STREAMS if name.encode("utf-16-le") in data.lower()]
    if "encryptedpackage" in names:
        raise ReadError("the Office file is encrypted; open it with its password and save it without one")
    return next((_STREAMS[name] for name in names if name in _STREAMS), None)


def _root_names(data: bytes) -> Iterator[str]:
    """The names of the streams at the root, in small letters: those of embedded objects lie deeper."""
    entries = _directory(data)
    waiting, seen = [_number(entries[0], 76)], set[int]()
    while waiting:
        at = waiting.pop()
        if at >= len(entries) or at in seen:
            continue
        seen.add(at)
        entry = entries[at]
        length = max(0, min(int.from_bytes(entry[64:66], "little") - 2, 62))
        yield entry[:length].decode("utf-16-le", "ignore").lower()
        waiting += [_number(entry, 68), _number(entry, 72)]


def _directory(data: bytes) -> list[bytes]:
    """The entries of the directory, 128 bytes each, as its chain of sectors has them."""
    size = 1 << int.from_bytes(data[30:32], "little")
    if size not in (512, 4096):
        raise ValueError("a sector of an unknown size")
    tables = [_number(data, 76 + 4 * at) for at in range(109)]
    sector, found, seen = _number(data, 48), b"", set[int]()
    while sector < _FREE and sector not in seen:
        seen.add(sector)
        found += data[(sector + 1) * size : (sector + 2) * size]
        table, place = divmod(sector, size // 4)
        sector = _number(data, (tables[table] + 1) * size + 4 * place)
    entries = [found[at : at + 128] for at in range(0, len(found) - 127, 128)]
    if not entries:
        raise ValueError("no directory")
    return entries


def _number(data: bytes, at: int) -> int:
    piece = data[at : at + 4]
    if len(piece) < 4:
        raise IndexError("the file ends here")
    return int.from_bytes(piece, "little")
