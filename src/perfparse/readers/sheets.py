"""Drawn pages, read one at a time, and the document that they make together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from perfparse.model.ir import Document, Doubt, Page, Sheet, TextLine

Progress = Callable[[int, int], None]
"""Called with the pages that are done and the pages in all."""


class Sheets:
    """The pages of a drawn document, to be gone over once; then `document` is the whole.

    Of each page its text and the places of its characters are kept, everything else is let go.
    """

    def __init__(self, sheets: Iterable[Sheet], reader: str, media_type: str) -> None:
        self._sheets, self._reader, self._media_type = sheets, reader, media_type
        self._texts: list[str] = []
        self._pages: list[Page] = []
        self._notes: list[Doubt] = []

    def __iter__(self) -> Iterator[Sheet]:
        for sheet in self._sheets:
            self._texts.append(sheet.text)
            self._pages.append(Page(sheet.number, (), sheet.glyphs))
            self._notes += sheet.notes
            yield sheet

    def document(self) -> Document:
        """The document as far as its pages were gone over; `with_lines` gives its pages their lines."""
        return Document("\f".join(self._texts), tuple(self._pages), self._reader, self._media_type, tuple(self._notes))


def with_lines(document: Document) -> Document:
    """`document` with the lines of its drawn pages, which only people and checks need."""
    pages: list[Page] = []
    start, number = 0, 1
    for page, text in zip(document.pages, document.text.split("\f"), strict=True):
        pages.append(replace(page, lines=tuple(_lines(text, start, page.number, number))))
        start += len(text) + 1
        number += text.count("\n")  # a form feed ends no line, as in plain text
    return replace(document, pages=tuple(pages))


def _lines(text: str, start: int, page: int, number: int) -> Iterator[TextLine]:
    for line, raw in enumerate(text.split("\n"), number):
        body = raw.strip()
        if body:
            yield TextLine(body, start + raw.index(body[0]), page, line)
        start += len(raw) + 1
