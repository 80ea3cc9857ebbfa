"""Plain text in any encoding that Chinese archives hold → Document."""

from __future__ import annotations

import codecs
import re

from perfparse.errors import ReadError
from perfparse.ir import Document, Doubt, Page, Span, TextLine

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_COMMON = re.compile(r"[的一是在不了有和人这中大为上个国年月日万元项目标指标绩效部门]")
_MOST_BROKEN = 0.02  # of the bytes; beyond it the text is no UTF-8 at all
_SEEN = 65536  # bytes that decide between encodings: enough of any report


def read(data: bytes) -> Document:
    """Decode `data` and split it into pages and lines.

    Form feeds end pages. Offsets count code points of the decoded text, which keeps every character but a
    byte-order mark.

    Raises:
        ReadError: `data` is empty, blank, or no text in any encoding known.
    """
    if not data:
        raise ReadError("the file is empty; there is nothing to read")
    text, notes = _decode(data)
    if not text.strip():
        raise ReadError("the file holds white space only; there is nothing to read")
    if len(_CONTROL.findall(text[:_SEEN])) > len(text[:_SEEN]) // 50:
        raise ReadError("the file is binary, not text; give a text file")
    return Document(text, _pages(text), "text", "text/plain", notes)


def _decode(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if (encoding := _unmarked_utf16(data)) is not None:
        return _lenient(data, encoding)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    text, notes = _lenient(data, "utf-8")
    if text.count("\ufffd") <= _MOST_BROKEN * len(data):
        return text, notes
    text, notes = _lenient(data, "gb18030")
    if text.count("\ufffd") <= _MOST_BROKEN * len(data) and _COMMON.search(text):
        return text, notes
    return _guessed(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark shows in its ASCII characters: every other byte of them is NUL."""
    head = data[:_SEEN]
    if b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 4 * min(even, odd) + 1:
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    return encoding if _COMMON.search(text) and not _CONTROL.search(text) else None


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[Doubt, ...]]:
    """Decode with a replacement character for what does not decode, and say so: nothing is dropped silently."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    if broken <= 0:
        return text, ()
    at = text.index("\ufffd")
    line = len(_LINE.findall(text, 0, at)) + 1
    where = "at the very end: the text is cut off" if at == len(text) - 1 else f"first in line {line}"
    message = f"{broken} place(s) are not valid {encoding}, {where}; they stand as \ufffd"
    return text, (Doubt("undecodable-bytes", "warning", message, "decoding", (Span(at, at + 1, None),)),)


def _guessed(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """Other encodings, Big5 above all, as charset-normalizer judges them."""
    from charset_normalizer import from_bytes  # noqa: PLC0415  slow to load, and rarely needed

    best = None if b"\0" in data[:_SEEN] else from_bytes(data[:_SEEN]).best()
    if best is None:
        raise ReadError("the file is no text in any known encoding (tried UTF-8, UTF-16, GB18030 and others)")
    text, notes = _lenient(data, best.encoding)
    message = f"the encoding was guessed as {best.encoding}; characters may be wrong"
    return text, (*notes, Doubt("encoding-guessed", "warning", message, "charset-normalizer"))


def _pages(text: str) -> tuple[Page, ...]:
    pages: list[Page] = []
    lines: list[TextLine] = []
    start, number, blank = 0, 1, False
    for end, mark in [*((match.start(), match) for match in _LINE.finditer(text)), (len(text), None)]:
        raw = text[start:end]
        body = raw.strip()
        if body:
            left = len(raw) - len(raw.lstrip())
            lines.append(
                TextLine(
                    body,
                    start + left,
                    len(pages) + 1,
                    number,
                    blank_before=blank,
                    indented=raw[0] if left else "",
                    trailing_space=len(raw) > left + len(body),
                )
            )
        blank = not body
        start, number = end if mark is None else mark.end(), number + 1
        if mark is not None and mark[0] == "\f":
            pages.append(Page(len(pages) + 1, tuple(lines)))
            lines = []
    if lines or not pages:
        pages.append(Page(len(pages) + 1, tuple(lines)))
    return tuple(pages)
