"""Plain text in any encoding that Chinese archives hold → Document."""

from __future__ import annotations

import codecs
import re

from perfparse.model.errors import ReadError
from perfparse.model.ir import Document, Doubt, Page, Span, TextLine
from perfparse.readers import damage, latex

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs", "cp950")
"""Encodings that show in how Chinese the text looks; of two that look the same, the one with fewer broken places."""
_END = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BREAK = re.compile(r"\r\n|[\n\r]")  # what editors count lines by
_BODY = re.compile(r"[^\s\u200b\ufeff](?:.*[^\s\u200b\ufeff])?", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_COMMON = re.compile(r"[的一是在不了有和人這中大为為上个個国國年月日万萬元项項目标標指绩績效部门門]")
_CHINESE = 0.04
"""The share of common characters among all but ASCII: 0.08 and more in reports, below 0.02 in wrongly decoded ones."""
_MOST_BROKEN = 0.02  # of the bytes; beyond it the text is in another encoding
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
    text = latex.plain(text)
    if not _BODY.search(text):
        raise ReadError("the file holds white space only; there is nothing to read")
    head = text[:_SEEN]
    if len(_CONTROL.findall(head)) > max(2, len(head) // 50):
        raise ReadError("the file is binary, not text; give a text file")
    return Document(text, _pages(text), "text", "text/plain", (*notes, *damage.signs(text)))


# bytes → text


def _decode(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    found = _most_chinese(data[:_SEEN]) if b"\0" in data[:_SEEN] else None  # in UTF-16 every line feed has a NUL
    if found is not None:
        return _lenient(data, found)
    text, notes = _lenient(data, "utf-8")
    if not notes or notes[0].code == "text-cut-off" or text.count("\ufffd") <= _MOST_BROKEN * len(data):
        return text, notes
    found = _most_chinese(data[:_SEEN])
    return _guessed(data) if found is None else _lenient(data, found)


def _most_chinese(head: bytes) -> str | None:
    """The encoding in which `head` looks most like Chinese, or None where it does in none."""
    best: str | None = None
    rank = (_CHINESE, 0)
    for encoding in _UNMARKED:
        text = head.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if broken > max(1, _MOST_BROKEN * len(head)) or "\0" in text:
            continue
        share = len(_COMMON.findall(text)) / max(1, len(_FOREIGN.findall(text)))
        if (share, -broken) > rank:
            best, rank = encoding, (share, -broken)
    return best


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[Doubt, ...]]:
    """Decode with a replacement character for what does not decode, and say so: nothing is dropped silently."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        first = error
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")  # the rest are the source's own
    at = len(data[: first.start].decode(encoding))
    spans = (Span(at, at + 1),)
    if at == len(text) - 1:
        message = "the text is cut off in the middle of its last character; get the rest of the file"
        return text, (Doubt("text-cut-off", "error", message, "decoding", spans),)
    line = len(_BREAK.findall(text, 0, at)) + 1
    message = f"{broken} place(s) are not valid {encoding}, first in line {line}; they stand as \ufffd"
    return text, (Doubt("undecodable-bytes", "warning", message, "decoding", spans),)


def _guessed(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """Encodings of other scripts, and texts too short to look like anything, as charset-normalizer judges them."""
    from charset_normalizer import from_bytes  # slow to load, and rarely needed

    best = None if b"\0" in data[:_SEEN] else from_bytes(data[:_SEEN]).best()
    if best is None:
        raise ReadError("the file is binary or in no encoding known; give a text file, in UTF-8 or GB18030 if you can")
    text, notes = _lenient(data, best.encoding)
    text = text.encode("utf-8", "replace").decode("utf-8")  # UTF-7 can hold half a character
    message = f"the encoding was guessed as {best.encoding}; characters may be wrong"
    return text, (*notes, Doubt("encoding-guessed", "warning", message, "charset-normalizer"))


# text → pages and lines


def _pages(text: str) -> tuple[Page, ...]:
    """Split `text`; a page without text is still a page, but none follows a form feed that ends the text."""
    pages: list[Page] = []
    lines: list[TextLine] = []
    start, number, blank = 0, 1, False
    for end, mark in [*((match.start(), match[0]) for match in _END.finditer(text)), (len(text), "")]:
        body = _BODY.search(text, start, end)
        if body:
            lines.append(
                TextLine(
                    body[0],
                    body.start(),
                    len(pages) + 1,
                    number,
                    blank_before=blank,
                    indented=text[start] if body.start() > start else "",
                    trailing_space=body.end() < end,
                )
            )
        blank = not body
        start = end + len(mark)
        number += mark in ("\n", "\r", "\r\n")
        if mark == "\f":
            pages.append(Page(len(pages) + 1, tuple(lines)))
            lines, blank = [], False
    if lines or not pages:
        pages.append(Page(len(pages) + 1, tuple(lines)))
    return tuple(pages)
