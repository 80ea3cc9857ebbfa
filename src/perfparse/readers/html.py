"""Web pages, and Word and Excel files saved as such → `Document` with its tables.

The document's text is what the page shows, in reading order: markup is no text, and an entity is the character that
it stands for. Parsing is lxml's (libxml2), which mends markup as it goes and keeps no tree for us.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perfparse.model.errors import ReadError
from perfparse.model.ir import Document, Doubt
from perfparse.readers import latex
from perfparse.readers import text as plain
from perfparse.readers.html_grid import Entry, Group, Rows
from perfparse.readers.office import Frame, Paragraph, Writer

_MOST = 32 << 20  # bytes of a page
_MOST_TAGS = 2_000_000
_MOST_CELLS = 200_000
_DEEPEST = 40  # tables within one another; what is deeper is text
_STEP = 1 << 16
_DECLARED = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*?encoding=[\"']([\w.:-]+)", re.I)
_HEAD = 8192  # bytes in which a page says its encoding
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINE = re.compile(r"\r\n?|\n")
_NEVER_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.I)
_FONT_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(pt|px)", re.I)
_LAID_OUT = re.compile(r"<(?:html|body|p|br|div)\b", re.I)
_UNSHOWN = frozenset((
    "script", "style", "template", "noscript", "title", "object", "iframe", "noframes", "svg", "audio", "video",
    "canvas", "datalist", "map", "applet", "rp",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_SIZES = {"h1": 24.0, "h2": 18.0, "h3": 14.0, "h4": 12.0, "h5": 10.0, "h6": 8.0}
_FONTS = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_USUAL = 12.0  # points of a text that says nothing of its size
_BUTTONS = ("hidden", "button", "submit", "reset", "image", "file", "password")


def read(data: bytes) -> Document:
    """Read a page: its tables with their spans, everything else as lines, without what no browser shows.

    Raises:
        ReadError: it is too large, too deep, or shows no text.
    """
    if len(data) > _MOST:
        raise ReadError(f"the page has more than {_MOST >> 20} MB, which is not safe to read; save its tables alone")
    writer = Writer()
    notes: list[Doubt] = []
    for number, (part, encoding) in enumerate(_parts(data)):
        source, doubts = _decoded(part, encoding)
        notes += doubts
        if number:
            writer.turn()
        writer.flow(_parsed(source))
    return writer.document("html", "text/html", notes, "the page shows no text; give one that does")


# bytes → text


def _parts(data: bytes) -> Iterator[tuple[bytes, str | None]]:
    """The pages of a web archive with the encodings that it names, or the one page that `data` is."""
    if b"MIME-Version:" not in data[:_HEAD] or data[:_HEAD].lstrip().startswith(b"<"):
        yield data, None
        return
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    found = [part for part in message.walk() if part.get_content_type() == "text/html"]
    for part in found:
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and re.search(rb"<body\b|<table\b|<p\b|<div\b", body, re.I):
            yield body, part.get_content_charset()


def _decoded(data: bytes, named: str | None) -> tuple[str, tuple[Doubt, ...]]:
    """The page's text: UTF-8 where it is that, whatever it says; else as it says; else as it looks."""
    if not data.strip():
        return "", ()
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        declared = _DECLARED.search(data[:_HEAD])
        says = (declared[1] or declared[2]).decode() if declared else named
        for encoding in ("utf-8", *_known(says)):
            try:
                return data.decode(encoding), ()
            except (UnicodeDecodeError, LookupError):
                continue
    document = plain.read(data)
    return document.text, document.notes


def _known(name: str | None) -> tuple[str, ...]:
    """What a page means by the encoding that it names: GB2312 and GBK are parts of GB18030."""
    try:
        codec = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return ()
    if codec.startswith(("utf-16", "utf-32", "utf-7")):  # read as ASCII so far, so it is none of these
        return ()
    return ("gb18030",) if codec.startswith("gb") else (codec,)


# text → lines and tables


def _parsed(source: str) -> list[Paragraph | Frame]:
    try:
        from lxml import etree  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise ReadError("this is a web page, which needs lxml: pip install 'perfparse[office]'") from error

    if source.count("<") > _MOST_TAGS:
        raise ReadError("the page has more markup than is safe to read; save its tables alone")
    page = _Page(loose=not _LAID_OUT.search(source))
    parser = etree.HTMLParser(target=page, encoding="utf-8", huge_tree=True, recover=True)
    data = source.replace("\0", "").encode("utf-8", "replace")
    try:
        for at in range(0, len(data), _STEP):
            parser.feed(data[at : at + _STEP])
        items: list[Paragraph | Frame] = parser.close()
    except (etree.XMLSyntaxError, AssertionError) as error:
        raise ReadError(f"the page cannot be parsed ({str(error) or 'no markup'}); save it anew") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError("the page nests its elements deeper than is safe to read; save its tables alone")
    return items


@dataclass(slots=True)
class _Place:
    """Where text goes: a cell, or the page. `pieces` are those of the paragraph that is open, `size` its largest."""

    items: list[Paragraph | Frame]
    pieces: list[str] = field(default_factory=list)
    size: float = 0.0

    def add(self, text: str, size: float) -> None:
        if text.strip():
            self.size = max(self.size, size)
        self.pieces.append(text)

    def close(self) -> None:
        text = "".join(self.pieces)
        if text.strip():
            self.items.append(Paragraph(latex.plain(text), self.size))
        self.pieces, self.size = [], 0.0


@dataclass(slots=True)
class _Element:
    """An open element: its name, the size of its text, whether it keeps line ends, whether it shows."""

    tag: str
    size: float
    kept: bool
    shown: bool


class _Page:
    """Takes a page's tags and texts as they come; `close` gives its paragraphs and tables."""

    def __init__(self, *, loose: bool) -> None:
        self._loose = loose
        """Whether line ends outside tables end lines: tables amid text that is no HTML, as in Markdown."""
        self._elements = [_Element("", _USUAL, False, True)]
        self._places = [_Place([])]
        self._tables: list[Rows] = []
        self._cells: list[tuple[int, Entry]] = []
        self._count = 0

    # what lxml calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        outer = self._elements[-1]
        shown = outer.shown and _shows(tag, attributes)
        self._elements.append(_Element(tag, _size(tag, attributes, outer.size), outer.kept or tag == "pre", shown))
        if not shown:
            return
        if tag in _BLOCKS or tag == "br":
            self._places[-1].close()
        if tag in ("table", "tbody", "thead", "tfoot", "tr", "td", "th"):
            self._table_starts(tag, attributes)
        elif tag == "input":
            self._places[-1].add(_input(attributes), outer.size)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if len(self._elements) < 2:
            return
        element = self._elements.pop()
        if not element.shown:
            return
        if tag in _BLOCKS:
            self._places[-1].close()
        if tag == "table" and len(self._tables) > _DEEPEST:
            self._tables.pop()
        elif tag == "table" and self._tables:
            frame = self._tables.pop().frame()
            self._places[-1].items.append(frame)
        elif tag in ("td", "th") and self._cells and self._cells[-1][0] == len(self._elements):
            self._cells.pop()
            self._places.pop()

    def data(self, text: str) -> None:
        """Text comes."""
        element, place = self._elements[-1], self._places[-1]
        if not element.shown:
            return
        if element.kept or (self._loose and not self._tables):
            first, *rest = _LINE.split(text)
            place.add(first, element.size)
            for line in rest:
                place.close()
                place.add(line, element.size)
            return
        text = _SPACE.sub(" ", text)
        if text.startswith(" ") and place.pieces and place.pieces[-1].endswith(" "):
            text = text[1:]
        place.add(text, element.size)

    def close(self) -> list[Paragraph | Frame]:
        """The page is at its end."""
        for place in self._places:
            place.close()
        while self._tables:
            self._places[0].items.append(self._tables.pop().frame())
        return self._places[0].items

    # tables

    def _table_starts(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self._tables.append(Rows())
        if not self._tables or len(self._tables) > _DEEPEST:
            return
        rows = self._tables[-1]
        if tag == "tr":
            rows.row()
        elif tag in ("td", "th"):
            self._count += 1
            if self._count > _MOST_CELLS:
                raise ReadError(
                    f"the page has more than {_MOST_CELLS} cells, which no report has; save its tables alone"
                )
            entry = rows.cell(attributes.get("rowspan"), attributes.get("colspan"))
            self._cells.append((len(self._elements) - 1, entry))
            self._places.append(_Place(entry.items))
        elif tag != "table":
            rows.group(_GROUPS[tag])


_GROUPS: dict[str, Group] = {"thead": "thead", "tbody": "tbody", "tfoot": "tfoot"}


def _shows(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag in _UNSHOWN or "hidden" in attributes or (tag == "option" and "selected" not in attributes):
        return False
    style = attributes.get("style")
    return not style or not _NEVER_SHOWN.search(style)


def _size(tag: str, attributes: Mapping[str, str], outer: float) -> float:
    found = _FONT_SIZE.search(attributes.get("style") or "")
    if found:
        return float(found[1]) * (0.75 if found[2].lower() == "px" else 1.0)
    if tag == "font":
        return _FONTS.get((attributes.get("size") or "").strip(), outer)
    return _SIZES.get(tag, outer)


def _input(attributes: Mapping[str, str]) -> str:
    """What a field of a form shows."""
    kind = (attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in attributes else "☐"
    return "" if kind in _BUTTONS else attributes.get("value") or ""
