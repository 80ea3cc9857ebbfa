"""Refuse a PDF that would unpack to gigabytes, before a reader unpacks it.

Streams are found by their keyword and unpacked in small steps; nothing is kept but the count. Only streams are
unpacked that could be too large: deflate makes at most 1032 bytes of one. Encrypted streams cannot be looked into.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from perfparse.model.errors import ReadError

_RATIO = 1032  # the most that deflate makes of a byte
_MOST = 128 << 20  # bytes that one stream may unpack to
_MOST_CONTENT = 12 << 20  # bytes of text, which may be drawing operators; pdfium takes about 40 times as much for them
_MOST_TOTAL = 256 << 20  # bytes that all streams of an unlikely ratio may unpack to
_SMALL = 2048  # bytes that hold 2 MB at most
_SAMPLE = 512  # bytes that tell whether packed data is dense
_VALUES = 48  # different bytes in a sample of dense data, written as letters even; what repeats has far fewer
_STEP = 1 << 16
_HEAD = 4096  # bytes in which a PDF must say that it is one
_STREAM = re.compile(rb"stream\r?\n")
_FILTER = re.compile(rb"/(Fl(?:ate)?|LZW|ASCII85|A85|ASCIIHex|AHx|RunLength|RL|DCT|JPX|CCITTFax|JBIG2)(?:Decode)?\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_TEXT = re.compile(rb"[\t\n\r\f -~]*")


def check(data: bytes) -> None:
    """Look at every stream of a PDF.

    Raises:
        ReadError: it is no PDF at all; or a stream, or all of them together, would unpack to more than is safe.
    """
    if b"%PDF" not in data[:_HEAD]:
        raise ReadError("this is not a PDF file; give one that is")
    total = 0
    end = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if start < end or data[found.start() - 3 : found.start()] == b"end":
            continue
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        size = end - start
        doubtful = size > _SMALL and (size * _RATIO > _MOST_CONTENT or not _dense(data, start, end, 1))
        if doubtful or _packed_twice(data, found.start()):
            total += _unpacked(data, found.start(), start, end)
        if total > _MOST_TOTAL:
            raise _too_much(_MOST_TOTAL)


def _too_much(most: int) -> ReadError:
    return ReadError(
        f"the PDF unpacks to more than {most >> 20} MB in one place, which is not safe to read; print it anew"
    )


def _filters(data: bytes, at: int) -> list[bytes]:
    """The names of the filters of the stream whose keyword is at `at`, as its dictionary tells them."""
    head = data[max(data.rfind(b"obj", max(0, at - 4096), at), at - 4096, 0) : at]
    if b"#" in head:
        head = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), head)
    return _FILTER.findall(head)


def _packed_twice(data: bytes, at: int) -> bool:
    """Whether it may be, at a glance, and is: then a few bytes may hold gigabytes."""
    head = data[max(0, at - 256) : at]
    if head.count(b"Decode") + head.count(b"/Fl") + head.count(b"#") < 2:
        return False
    return sum(name[:1] in b"FLR" for name in _filters(data, at)) > 1


def _unpacked(data: bytes, at: int, start: int, end: int) -> int:
    """How many bytes the stream counts for in the total: all that it unpacks to if its ratio is unlikely, else none."""
    filters = _filters(data, at)
    raw: Iterable[bytes] = (data[place : min(place + _STEP, end)] for place in range(start, end, _STEP))
    packed = [name for name in filters if name[:1] in b"FLR"]
    if len(packed) < 2 and packed[:1] != [b"LZW"]:
        letters = filters[:1] if filters and filters[0][:1] == b"A" else []
        if not letters and not _deflated(data, start):
            return 0 if filters else _count(raw, len(data), end - start)  # text is held to its own limit
        dense = all(_dense(data, start, end, part) for part in range(4))
        image = b"/Image" in data[max(0, at - 1024) : at]
        if dense and (image or (end - start) * _RATIO <= _MOST):
            most = 0 if image or letters else _most_text(data, start, end)
            return _count(_inflate(raw), most, end - start) if most else 0
        for name in letters:
            raw = _plain(data[start:end], name)
        size = _count(_inflate(raw), _MOST, end - start)
        return 0 if image else size
    for name in filters:
        if name[:1] == b"A":
            raw = _plain(b"".join(raw), name)
        elif name[:2] == b"Fl":
            raw = _inflate(raw)
        elif name[:3] == b"LZW":
            raw = _expand(raw)
        elif name[:1] == b"R":
            raw = (chunk * 64 for chunk in raw)  # the most that run lengths make of it
        else:
            break
    return _count(raw, _MOST, end - start)


def _deflated(data: bytes, start: int) -> bool:
    head = data[start : start + 2]
    return len(head) == 2 and head[0] & 15 == 8 and int.from_bytes(head, "big") % 31 == 0


def _dense(data: bytes, start: int, end: int, part: int) -> bool:
    """Whether quarter `part` of the packed bytes has as many different values as data that repeats little."""
    place = max(start, start + (end - start - _SAMPLE) * part // 3)
    return len(set(data[place : place + _SAMPLE])) >= _VALUES


def _most_text(data: bytes, start: int, end: int) -> int:
    """What the stream may unpack to, if it begins as drawing operators would and is long enough to matter; else 0."""
    if (end - start) * 40 < _MOST_CONTENT:  # dense data unpacks to no more
        return 0
    head = next(iter(_inflate([data[start : start + _SAMPLE]])), b"")
    match = _TEXT.match(head)
    return _MOST_CONTENT if match and match.end() > 0.9 * len(head) else 0


def _count(chunks: Iterable[bytes], most: int, packed: int) -> int:
    """Count the bytes of `chunks`; more than `packed` explains by far count for the total."""
    size = 0
    texty: bool | None = None
    for chunk in chunks:
        if texty is None:
            match = _TEXT.match(chunk[:_SAMPLE])
            texty = bool(match and match.end() > 0.9 * len(chunk[:_SAMPLE]))
            most = min(most, _MOST_CONTENT) if texty else most
        size += len(chunk)
        if size > most:
            raise _too_much(most)
    return size if size > 100 * packed else 0


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Inflate in steps; broken data ends it, as it ends readers."""
    engine = zlib.decompressobj()
    try:
        for chunk in chunks:
            rest = chunk
            while rest and not engine.eof:
                out = engine.decompress(rest, _STEP)
                if out:
                    yield out
                rest = engine.unconsumed_tail
    except zlib.error:
        return


def _plain(data: bytes, name: bytes) -> Iterator[bytes]:
    """Bytes written as letters; broken data gives none."""
    try:
        if name[:6] in (b"ASCIIH", b"AHx"):
            yield bytes.fromhex(data.split(b">")[0].decode("latin-1"))
        else:
            yield base64.a85decode(data.split(b"~>")[0].strip().removeprefix(b"<~"), ignorechars=b" \t\n\r\v\0\f")
    except ValueError:
        return


def _expand(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """LZW, only as far as lengths go: zeros, as many as there would be bytes."""
    lengths = [1] * 258
    width, bits, held, last = 9, 0, 0, 0
    for byte in chain.from_iterable(chunks):
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == 257:
            return
        if code == 256:
            lengths, width, last = lengths[:258], 9, 0
            continue
        length = lengths[code] if code < len(lengths) else last + 1
        if last and len(lengths) < 4096:
            lengths.append(last + 1)
            width = min(12, (len(lengths) + 1).bit_length())
        last = length
        yield bytes(length)
