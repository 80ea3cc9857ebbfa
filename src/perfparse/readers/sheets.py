"""Drawn pages, read one at a time, and the document that they make together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from perfparse.ir import Document, Doubt, Page, Sheet, TextLine

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
        self._number = 1

    def __iter__(self) -> Iterator[Sheet]:
        for sheet in self._sheets:
            self._texts.append(sheet.text)
            self._pages.append(Page(sheet.number, tuple(self._lines(sheet)), sheet.glyphs))
            self._notes += sheet.notes
            yield sheet

    def document(self) -> Document:
        """The document as far as its pages were gone over."""
        return Document("\f".join(self._texts), tuple(self._pages), self._reader, self._media_type, tuple(self._notes))

    def _lines(self, sheet: Sheet) -> Iterator[TextLine]:
        start = sheet.start
        for number, text in enumerate(sheet.text.split("\n"), self._number):
            body = text.strip()
            if body:
                yield TextLine(body, start + text.index(body[0]), sheet.number, number)
            start += len(text) + 1
        self._number += sheet.text.count("\n")  # a form feed ends no line, as in plain text
