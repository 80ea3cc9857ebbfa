"""Word documents (docx) → `Document` with its tables.

The package's XML is read as it is: python-docx knows neither merged rows, nor content controls, nor tracked changes,
nor text boxes, and a form may hide a column's name in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from perfparse.model.ir import Document, Doubt
from perfparse.readers.docx_text import Printer, child, chosen, styles, switch, tag, value
from perfparse.readers.office import Box, Frame, Paragraph, Writer
from perfparse.readers.package import Package, Relation

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDEST = 1000  # grid columns of a span; Word allows 63
_CONTAINERS = frozenset(("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo"))
_NOTES = ("separator", "continuationSeparator", "continuationNotice")
_EMPTY = "the Word file holds no text; if it holds pictures of pages, recognise their text first"

Item = Paragraph | Frame


def read(data: bytes) -> Document:
    """Read a document: paragraphs and tables in reading order, notes at the end, running heads as furniture.

    What is not printed is left out, and said in an info doubt: tracked deletions, hidden text.

    Raises:
        ReadError: it is damaged, encrypted, unsafe to unpack, or without text.
    """
    package = Package(data, "Word file")
    name = package.main("word/document.xml")
    related = package.relations(name)

    def part(kind: str) -> Iterator[Element]:
        targets = dict.fromkeys(each.target for each in related.values() if each.kind == kind)
        yield from (package.tree(target) for target in targets if target in package)

    reader = _Reader(Printer(styles(next(part("styles"), None))))
    body = package.tree(name)
    heads = [item for root in part("header") for item in reader.items(root)]
    items = reader.items(child(body, "w:body") or ())
    feet = [item for root in part("footer") for item in reader.items(root)]
    notes = [item for kind in ("footnotes", "endnotes") for root in part(kind) for item in reader.notes(root)]
    writer = Writer()
    writer.furniture(_flat(heads))
    writer.flow(items)
    writer.flow(notes)
    writer.furniture(_flat(feet))
    return writer.document("docx", MEDIA_TYPE, list(_doubts(reader, related.values())), _EMPTY)


def _flat(items: Iterable[Item]) -> Iterator[Paragraph]:
    for item in items:
        if isinstance(item, Paragraph):
            yield item
        else:
            yield from _flat(each for box in item.boxes for each in box.items)


def _doubts(reader: _Reader, related: Iterable[Relation]) -> Iterator[Doubt]:
    left_out = reader.printer.left_out
    if left_out["deleted"] or left_out["inserted"]:
        message = (
            f"the document has tracked changes: {left_out['inserted']} insertion(s) were read,"
            f" {left_out['deleted']} deletion(s) left out"
        )
        yield Doubt("tracked-changes", "info", message, "Word revisions")
    if left_out["hidden"]:
        message = f"{left_out['hidden']} run(s) of hidden text were left out; they are not printed"
        yield Doubt("hidden-text", "info", message, "Word character format")
    embedded = sum(each.kind == "aFChunk" for each in related)
    if embedded:
        message = f"{embedded} embedded document(s) were not read; open the file in Word and save it anew"
        yield Doubt("embedded-documents", "warning", message, "altChunk")


@dataclass(slots=True)
class _Reader:
    """Blocks of a document → paragraphs and tables."""

    printer: Printer
    _turned: bool = False
    """Whether a page break stands before what comes next."""

    def items(self, blocks: Iterable[Element]) -> list[Item]:
        """What stands in a body, a cell or a text box."""
        found: list[Item] = []
        for block in self._opened(blocks):
            name = tag(block.tag)
            if name == "w:p":
                found += self._paragraph(block)
            elif name == "w:tbl":
                frame = self._table(block)
                found += [frame] if frame.boxes else []
        return found

    def notes(self, root: Element) -> list[Item]:
        """Footnotes or endnotes, without the rules that part them from the text."""
        return [item for note in root if value(note, "type") not in _NOTES for item in self.items(note)]

    def _opened(self, elements: Iterable[Element]) -> Iterator[Element]:
        """Elements without the containers around them: content controls, tracked insertions, newer and older forms."""
        for each in elements:
            name = tag(each.tag)
            if name in _CONTAINERS:
                self.printer.left_out["inserted"] += name in ("w:ins", "w:moveTo")
                yield from self._opened(each)
            elif name == "mc:AlternateContent":
                yield from self._opened(chosen(each))
            elif name in ("w:del", "w:moveFrom"):
                self.printer.left_out["deleted"] += 1
            else:
                yield each

    def _paragraph(self, element: Element) -> Iterator[Item]:
        properties = child(element, "w:pPr")
        text, size, boxes = self.printer.paragraph(element)
        self._turned = self._turned or bool(switch(properties, "w:pageBreakBefore"))
        for number, part in enumerate(text.split("\f")):
            self._turned = self._turned or number > 0
            if part.strip():
                yield Paragraph(part, size, self._turned)
                self._turned = False
        for box in boxes:
            yield from self.items(box)
        section = child(properties, "w:sectPr")
        if section is not None and value(child(section, "w:type")) not in ("continuous", "nextColumn"):
            self._turned = True

    # tables

    def _table(self, element: Element) -> Frame:
        frame = Frame()
        open_: dict[int, Box] = {}
        at = 0
        for row in self._opened(element):
            if tag(row.tag) != "w:tr":
                continue
            properties = child(row, "w:trPr")
            if child(properties, "w:del") is not None:
                self.printer.left_out["deleted"] += 1
                continue
            self.printer.left_out["inserted"] += child(properties, "w:ins") is not None
            self._row(row, at, min(_number(child(properties, "w:gridBefore"), 0), _WIDEST), open_, frame)
            at += 1
        return frame

    def _row(self, row: Element, at: int, column: int, open_: dict[int, Box], frame: Frame) -> None:
        """The cells of a row; those that go on from the row above add to the box that is open over their column."""
        last: Box | None = None
        for cell in self._opened(row):
            if tag(cell.tag) != "w:tc":
                continue
            properties = child(cell, "w:tcPr")
            span = min(max(_number(child(properties, "w:gridSpan"), 1), 1), _WIDEST)
            items = [] if child(properties, "w:cellDel") is not None else self.items(cell)
            down, across = child(properties, "w:vMerge"), child(properties, "w:hMerge")
            above = open_.get(column)
            if across is not None and value(across) != "restart" and last is not None:
                last.items += items
                if last.row == at:
                    last.colspan += span
            elif down is not None and value(down) != "restart" and _goes_on(above, at, span, across is not None):
                last = above
                last.rowspan += 1
                last.items += items
            elif last is not None and column + span <= last.column + last.colspan:  # merges that contradict each other
                last.items += items
            else:
                start = max(column, last.column + last.colspan if last is not None else 0)
                last = Box(at, start, 1, column + span - start, items)
                frame.boxes.append(last)
                open_.pop(column, None)
                if down is not None:
                    open_[column] = last
            column += span


def _goes_on(above: Box | None, at: int, span: int, across: bool) -> TypeGuard[Box]:
    """Whether a cell that says it goes on has a cell above it to go on from."""
    return above is not None and above.row + above.rowspan == at and (across or above.colspan == span)


def _number(element: Element | None, usual: int) -> int:
    text = (value(element) or "").strip()
    return int(text) if text.isdecimal() and len(text) < 9 else usual
