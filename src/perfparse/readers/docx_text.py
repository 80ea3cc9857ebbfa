"""The runs of a Word paragraph → what is printed of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
}
_OFF = ("0", "false", "off", "none")
_USUAL = 10.0  # points, where a document sets no size
_WINGDINGS = dict(
    zip(
        (0x6C, 0x6E, 0x6F, 0x71, 0x75, 0x76, 0xA1, 0xA8, 0xAB, 0xD8, 0xE0, 0xFB, 0xFC, 0xFD, 0xFE),
        "●■□❑◆❖○☐★➢→✗✓☒☑",
        strict=True,
    )
)
_WINGDINGS_2 = dict(zip((0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0xA3), "✗✓☒☑☒☒☐", strict=True))
_SYMBOL = dict(
    zip(
        (0x25, 0x2B, 0x2D, 0x3C, 0x3D, 0x3E, 0xA3, 0xA5, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB),
        "%+−<=>≤∞°±″≥×•÷≠≡≈",
        strict=True,
    )
)
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
"""Fonts whose characters are not what their numbers say, as far as forms use them."""

_DELETED = frozenset(("w:del", "w:moveFrom"))
_UNREAD = frozenset(
    ("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:instrText", "w:delText", "w:delInstrText", "w:rt", "w:tbl")
)
_MARKS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


@lru_cache(maxsize=4096)
def tag(name: str) -> str:
    """An element's or attribute's name with its usual prefix ("w:p"); "" for those of other vocabularies."""
    space, closed, local = name[1:].partition("}")
    prefix = _SPACES.get(space) if closed else None
    return f"{prefix}:{local}" if prefix else ""


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own vocabulary."""
    if element is None:
        return None
    return next((text for key, text in element.items() if tag(key) in (f"w:{name}", f"w14:{name}")), None)


def child(element: Element | None, name: str) -> Element | None:
    """The first child of a name."""
    return next((each for each in element if tag(each.tag) == name), None) if element is not None else None


def switch(element: Element | None, name: str) -> bool | None:
    """Whether a property is on; None where it is not said."""
    found = child(element, name)
    return None if found is None else (value(found) or "on") not in _OFF


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of text: its size in points and whether it is hidden; None where it says nothing."""

    size: float | None = None
    hidden: bool | None = None
    base: str | None = None


def look(properties: Element | None) -> Style:
    """What run properties say."""
    half = value(child(properties, "w:sz")) or ""
    return Style(int(half) / 2 if half.isdigit() else None, switch(properties, "w:vanish"))


def styles(root: Element | None) -> dict[str, Style]:
    """The styles of a document by id; those of its defaults under ""."""
    found: dict[str, Style] = {}
    for each in root if root is not None else ():
        if tag(each.tag) == "w:docDefaults":
            found[""] = look(child(child(each, "w:rPrDefault"), "w:rPr"))
        elif tag(each.tag) == "w:style":
            said = look(child(each, "w:rPr"))
            identity = value(each, "styleId") or ""
            found[identity] = Style(said.size, said.hidden, value(child(each, "w:basedOn")))
            if value(each, "type") == "paragraph" and value(each, "default") in ("1", "true", "on"):
                found.setdefault("\0", found[identity])
    return found


@dataclass(slots=True)
class Printer:
    """Reads paragraphs of one document, and counts what it leaves out.

    `left_out` has the number of runs hidden, of insertions taken and of deletions left out.
    """

    styles: Mapping[str, Style]
    left_out: Counter[str] = field(default_factory=Counter)
    _held: dict[tuple[float | None, bool | None, tuple[str | None, ...]], Style] = field(default_factory=dict)
    """What was found to hold, by what a run says and the styles named: a document says few things many times."""
    _fields: list[bool] = field(default_factory=list)
    """The fields that are open: whether their code is being read."""
    _boxes: list[Element] = field(default_factory=list)

    def paragraph(self, element: Element) -> tuple[str, float, list[Element]]:
        """A paragraph's text, the size of its largest font, and the contents of its text boxes."""
        self._boxes = []
        style = value(child(child(element, "w:pPr"), "w:pStyle")) or "\0"
        pieces: list[str] = []
        size = 0.0
        for run, inside in self._runs(element):
            properties = child(run, "w:rPr")
            held = self._resolved(look(properties), value(child(properties, "w:rStyle")), style)
            printed = bool("".join(inside).strip())
            if held.hidden:
                self.left_out["hidden"] += printed
                continue
            pieces += inside
            if printed:
                size = max(size, held.size or _USUAL)
        self._fields = [False for _ in self._fields]  # a code ends with its paragraph at the latest
        return "".join(pieces), size, self._boxes

    def _resolved(self, said: Style, *names: str | None) -> Style:
        """What holds for a run: its own word, or its style's, or the paragraph's, or the document's."""
        key = (said.size, said.hidden, names)
        if key not in self._held:
            self._held[key] = self._found(said, names)
        return self._held[key]

    def _found(self, said: Style, names: Iterable[str | None]) -> Style:
        size, hidden = said.size, said.hidden
        for name in (*names, ""):
            seen = 0
            while name is not None and seen < 20 and (size is None or hidden is None):
                style = self.styles.get(name, Style())
                size = style.size if size is None else size
                hidden = style.hidden if hidden is None else hidden
                name, seen = style.base, seen + 1
        return Style(size, hidden)

    def _runs(self, element: Element) -> Iterator[tuple[Element, list[str]]]:
        """The runs within an element, each with its text; what was deleted is left out."""
        for each in element:
            name = tag(each.tag)
            if name in _DELETED:
                self.left_out["deleted"] += 1
            elif name == "w:r":
                yield each, list(self._texts(each))
            elif name in ("m:r", "m:t"):
                yield each, [text for part in each.iter() if tag(part.tag) == "m:t" and (text := part.text)]
            elif name == "m:f":
                yield from self._fraction(each)
            elif name == "mc:AlternateContent":
                yield from self._runs(chosen(each))
            elif name not in _UNREAD:
                self.left_out["inserted"] += name in ("w:ins", "w:moveTo")
                yield from self._runs(each)

    def _fraction(self, element: Element) -> Iterator[tuple[Element, list[str]]]:
        for number, part in enumerate(each for each in element if tag(each.tag) in ("m:num", "m:den")):
            if number:
                yield part, ["/"]
            yield from self._runs(part)

    def _texts(self, run: Element) -> Iterator[str]:
        for each in run:
            name = tag(each.tag)
            if name == "w:fldChar":
                yield from self._field(each)
            elif name in _UNREAD or any(self._fields):
                continue
            elif name == "w:t":
                yield _mapped(each.text or "", _font(run))
            elif name == "w:sym":
                yield _symbol(value(each, "char") or "", value(each, "font") or "")
            elif name in _MARKS:
                yield "\f" if value(each, "type") == "page" else _MARKS[name]
            elif name == "w:ruby":
                yield from self._ruby(each)
            else:
                self._boxes += _text_boxes(each)

    def _ruby(self, element: Element) -> Iterator[str]:
        for _, texts in self._runs(child(element, "w:rubyBase") or ()):  # type: ignore[arg-type]  # any iterable does
            yield from texts

    def _field(self, mark: Element) -> Iterator[str]:
        """A field's code is left out, its result read; a check box has no result but what it is set to."""
        kind = value(mark, "fldCharType")
        if kind == "begin":
            data = child(mark, "w:ffData")
            box, choice = child(data, "w:checkBox"), child(data, "w:ddList")
            if box is not None and not any(self._fields):
                on = switch(box, "w:checked")
                yield "☑" if (switch(box, "w:default") if on is None else on) else "☐"
            elif choice is not None and not any(self._fields):
                yield _chosen_entry(choice)
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def _chosen_entry(choice: Element) -> str:
    entries = [value(each) or "" for each in choice if tag(each.tag) == "w:listEntry"]
    number = value(child(choice, "w:result")) or value(child(choice, "w:default")) or "0"
    return entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""


def chosen(alternate: Element) -> Element:
    """What newer programs show of two versions of one thing, or the older where only that has text."""
    versions = [each for each in alternate if tag(each.tag) in ("mc:Choice", "mc:Fallback")]
    texts = ("w:t", "w:sym", "w:txbxContent")
    return next(
        (each for each in versions if any(tag(part.tag) in texts for part in each.iter())),
        versions[0] if versions else alternate,
    )


def _text_boxes(element: Element) -> Iterator[Element]:
    """The contents of text boxes in a drawing, once each; boxes in boxes come with the outer."""
    name = tag(element.tag)
    if name == "w:txbxContent":
        yield element
        return
    for each in chosen(element) if name == "mc:AlternateContent" else element:
        yield from _text_boxes(each)


def _font(run: Element) -> str:
    fonts = child(child(run, "w:rPr"), "w:rFonts")
    return (value(fonts, "ascii") or value(fonts, "hAnsi") or "").lower()


def _symbol(code: str, font: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    char = chr(number) if number < 0x110000 else "\ufffd"
    return _mapped(char, font.lower())


def _mapped(text: str, font: str) -> str:
    """`text` as its font shows it, where it is one of those that show other characters."""
    table = _FONTS.get(font)
    if table is None or not text:
        return text
    return "".join(table.get(ord(char) & 0xFF, char) if _is_symbol(char, font) else char for char in text)


def _is_symbol(char: str, font: str) -> bool:
    """Symbols stand in the private area from F000; in a font of pictures even plain letters are pictures."""
    return "\uf000" <= char <= "\uf0ff" or (font != "symbol" and char < "\u0100")
