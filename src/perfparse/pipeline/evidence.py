"""Where values stood: spans → evidence, and the part of a field's text that a quantity is → its own evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from perfparse.language.folding import squeeze
from perfparse.model.ir import BBox, Document, Glyphs, Span
from perfparse.model.report import Evidence

_SMALLEST = 4.0  # points: the size taken for characters that do not say theirs


def evidence(spans: Iterable[Span]) -> tuple[Evidence, ...]:
    """Spans as the report states them."""
    return tuple(
        [Evidence(page=span.page, bbox=span.bbox, start=span.start, end=span.end, cell=span.cell) for span in spans]
    )


def together(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans in the order of the source, those of a page joined that have no more than white space between them.

    `text` is the document's. A box is around all that was joined; a cell's address is lost.
    """
    made: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = made[-1] if made else None
        if last is None or last.page != span.page or squeeze(text[last.end : span.start]):
            made.append(span)
            continue
        boxes = [box for box in (last.bbox, span.bbox) if box is not None]
        made[-1] = Span(last.start, span.end, span.page, _around(boxes) if boxes else None)
    return made


class Locator:
    """Finds where parts of a field's text stood in the document."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        drawn = [page.glyphs for page in document.pages if page.glyphs is not None]
        self._drawn = [glyphs for glyphs in drawn if len(glyphs.offset)]
        self._starts = [int(glyphs.offset[0]) for glyphs in self._drawn]
        self._open: tuple[int, _Places] | None = None

    def parts(self, text: str, spans: Sequence[Span]) -> Parts:
        """The offsets of a field's characters: `spans`, joined, spell `text` but for white space."""
        return Parts(self, text, spans)

    def solid(self, spans: Iterable[Span]) -> list[tuple[int, Span]]:
        """Offset of each character of `spans` that is not white space, and the span it stands in."""
        return [
            (at, span)
            for span in spans
            for at, char in enumerate(self._text[span.start : span.end], span.start)
            if not char.isspace() and squeeze(char)
        ]

    def boxes(self, start: int, end: int) -> Iterator[tuple[int, int, BBox | None]]:
        """`start` to `end` cut where a line of print ends, each part with its box; no box where nothing is drawn."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            yield start, end, None
            return
        if self._open is None or self._open[0] != at:
            self._open = at, _Places(self._drawn[at])
        yield from self._open[1].parts(start, end)


class _Places:
    """The characters of one page as plain lists, which are faster to look at one by one."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._offset: list[int] = glyphs.offset.tolist()
        self._box: list[list[float]] = glyphs.box.tolist()
        self._baseline: list[float] = glyphs.baseline.tolist()
        self._size: list[float] = glyphs.size.tolist()

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int, BBox | None]]:
        first, last = bisect_left(self._offset, start), bisect_left(self._offset, end)
        if first == last:
            yield start, end, None
            return
        begin = first
        for at in range(first + 1, last + 1):
            if at == last or abs(self._baseline[at] - self._baseline[at - 1]) > max(self._size[at], _SMALLEST) / 2:
                yield self._offset[begin], self._offset[at - 1] + 1, _around(self._box[begin:at])
                begin = at


def _around(boxes: Sequence[Sequence[float]]) -> BBox:
    left, top, right, bottom = zip(*boxes, strict=True)
    return round(min(left), 2), round(min(top), 2), round(max(right), 2), round(max(bottom), 2)


class Parts:
    """The characters of one field with where they stood; worked out at the first question."""

    def __init__(self, locator: Locator, text: str, spans: Sequence[Span]) -> None:
        self._locator, self._text, self._spans = locator, text, spans
        self._solid: list[tuple[int, Span]] | None = None
        self._plain = len(spans) == 1 and spans[0].end - spans[0].start == len(text) == len(squeeze(text))

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """Where `text[start:end]` stood, an entry for each run of the source and each line of print."""
        if self._plain:  # most cells with numbers: one run without white space
            first = self._spans[0].start
            return self._stated(((first + start, first + end, self._spans[0]),))
        if self._solid is None:
            self._solid = self._locator.solid(self._spans)
        before = len(squeeze(self._text[:start]))
        return self._stated(_runs(self._solid[before : before + len(squeeze(self._text[start:end]))]))

    def _stated(self, runs: Iterable[tuple[int, int, Span]]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(page=span.page, bbox=box, start=first, end=last, cell=span.cell)
            for low, high, span in runs
            for first, last, box in self._locator.boxes(low, high)
        )


def _runs(solid: Sequence[tuple[int, Span]]) -> Iterator[tuple[int, int, Span]]:
    """Offsets that follow one another on one page and in one cell, white space of one character between allowed."""
    if not solid:
        return
    (first, span), before = solid[0], solid[0][0]
    for at, here in solid[1:]:
        if not 0 < at - before <= 2 or (here.page, here.cell) != (span.page, span.cell):
            yield first, before + 1, span
            first, span = at, here
        before = at
    yield first, before + 1, span
