"""Lines whose meaning is fixed before any column is known: titles, banners, header rows, full-width rows, page numbers.

They are found in the squeezed text, so that a header cell may be wrapped over lines or share its line with
others. A landmark covers whole lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from perfparse.forms.templates import SectionForm, Template
from perfparse.language.folding import fold, squeeze
from perfparse.model.ir import Span, TextLine

MarkKind = Literal["title", "banner", "header", "full_row", "page_number"]

_PAGE_NUMBER = re.compile(
    r"[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页(\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_LONGEST = 90  # characters of a title or of a full-width row
_TITLE_BEFORE = 8  # lines between a title and its table's header, at most
_ALONE = re.compile(r"\d{1,3}")
_GLUED_BEFORE = re.compile(r"(\d{1,3})(?=[\u4e00-\u9fff])")
_GLUED_BEHIND = re.compile(r"(?<![\d.,:：])(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A landmark over lines `first` to `last` (both included).

    For a header, `section` is its form and `cells` has, for each column of the form, the spans of its header
    cell, or none where the print leaves the column out.
    """

    kind: MarkKind
    first: int
    last: int
    section: SectionForm | None = None
    cells: tuple[tuple[Span, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The lines as layout goes on with them (glued page numbers cut off as lines of their own) and their marks."""

    lines: tuple[TextLine, ...]
    marks: tuple[Mark, ...]


class Stream:
    """The folded text of all lines without white space, with the way back to lines and offsets."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self.lines = lines
        self.starts: list[int] = []
        parts: list[str] = []
        at = 0
        for line in lines:
            self.starts.append(at)
            part = fold(line.text)
            parts.append(part)
            at += len(part)
        self.text = "".join(parts)
        self.starts.append(at)

    def line_at(self, position: int) -> int:
        """The line that holds squeezed `position`."""
        return bisect_right(self.starts, position) - 1

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans, one a line, of squeezed positions `start` to `end`."""
        found = []
        for number in range(self.line_at(start), self.line_at(end - 1) + 1):
            line, base = self.lines[number], self.starts[number]
            first = _offset(line.text, max(start - base, 0))
            last = _offset(line.text, min(end, self.starts[number + 1]) - base - 1) + 1
            found.append(Span(line.start + first, line.start + last, line.page))
        return tuple(found)


def _offset(text: str, solid: int) -> int:
    """The index in `text` of its character number `solid`, white space not counted."""
    seen = -1
    for at, char in enumerate(text):
        seen += bool(squeeze(char))
        if seen == solid:
            return at
    return len(text)


def find(lines: Sequence[TextLine], template: Template) -> Landmarks:
    """Find the landmarks of `template` in `lines`, in order and without overlap."""
    stream = Stream(lines)
    anchors = _matches(stream, template)
    numbers = _page_numbers(lines, anchors)
    whole = _unglued(lines, numbers)
    if len(whole) > len(lines):
        lines, stream = whole, Stream(whole)
    marks = [Mark("page_number", at, at) for at, line in enumerate(lines) if line.start in numbers]
    marks += _matches(stream, template, closed={mark.first for mark in marks})
    return Landmarks(tuple(lines), tuple(sorted(marks, key=lambda mark: mark.first)))


def _matches(stream: Stream, template: Template, closed: Iterable[int] = ()) -> list[Mark]:
    """All marks but page numbers, none over a `closed` line.

    Headers come first, because a header's words may look like a banner's or a title's.
    """
    found: list[Mark] = []
    taken = set(closed)
    headers = list(_headers(stream, template))
    titled = {at for mark in headers for at in range(mark.first - _TITLE_BEFORE, mark.first)}
    for mark in (*headers, *_whole_lines(stream, template, titled)):
        covered = range(mark.first, mark.last + 1)
        if taken.isdisjoint(covered):
            found.append(mark)
            taken.update(covered)
    return found


@cache
def _header_pattern(section: SectionForm) -> re.Pattern[str]:
    parts = []
    for number, column in enumerate(section.columns):
        words = "|".join(map(re.escape, sorted(column.headers, key=len, reverse=True)))
        parts.append(f"(?P<c{number}>{words})" + ("" if column.role == "indicator" else "?"))
    return re.compile("".join(parts))


def _headers(stream: Stream, template: Template) -> Iterator[Mark]:
    """Header rows: a section's header words in its order, the indicator's and one value's at least, on whole lines."""
    candidates = []
    for section in template.sections:
        for match in _header_pattern(section).finditer(stream.text):
            cells = [match.span(f"c{number}") for number in range(len(section.columns))]
            if sum(start >= 0 for start, _ in cells) < 2 or not _on_whole_lines(stream, *match.span()):
                continue
            marks = tuple(stream.spans(*cell) if cell[0] >= 0 else () for cell in cells)
            first, last = stream.line_at(match.start()), stream.line_at(match.end() - 1)
            candidates.append((len(match[0]), Mark("header", first, last, section, marks)))
    best: dict[int, tuple[int, Mark]] = {}
    for length, mark in candidates:  # two sections may share header words: the longer match is the right one
        if length > best.get(mark.last, (0, mark))[0]:
            best[mark.last] = (length, mark)
    yield from (mark for _, mark in best.values())


def _on_whole_lines(stream: Stream, start: int, end: int) -> bool:
    """Whether a match begins and ends at line ends, but for a page number glued on at either side."""
    first, last = stream.line_at(start), stream.line_at(end - 1)
    before, behind = stream.text[stream.starts[first] : start], stream.text[end : stream.starts[last + 1]]
    return all(not part or _ALONE.fullmatch(part) for part in (before, behind))


def _whole_lines(stream: Stream, template: Template, titled: set[int]) -> Iterator[Mark]:
    """Titles, banners and full-width rows: one line, or up to three joined. Titles begin in lines `titled` only."""
    count = len(stream.lines)
    for first in range(count):
        for last in range(first, min(first + 3, count)):
            start, end = stream.starts[first], stream.starts[last + 1]
            if end - start > _LONGEST:
                break
            text = stream.text[start:end]
            if last == first and text in template.banners:
                yield Mark("banner", first, last)
            if first in titled and any(pattern.match(text) for pattern in template.title):
                yield Mark("title", first, last)
            if any(pattern.match(text) for pattern in template.full_rows):
                yield Mark("full_row", first, last)


def _page_numbers(lines: Sequence[TextLine], anchors: Sequence[Mark]) -> dict[int, int]:
    """Offsets at which page numbers stand → their lengths.

    A number alone on a line is a page number where a page plainly begins or ends. Any other, alone or glued to
    text, is one only where it continues the sequence of those.
    """
    begins = {mark.first for mark in anchors if mark.kind in ("header", "banner", "title")}
    sure: list[tuple[int, int, int, int]] = []  # line, offset, length, value
    maybe: list[tuple[int, int, int, int]] = []
    last = len(lines) - 1
    for at, line in enumerate(lines):
        page_ends = at in (0, last) or at + 1 in begins or lines[at + 1].page != line.page
        if _PAGE_NUMBER.fullmatch(line.text):
            sure.append((at, line.start, len(line.text), int(re.findall(r"\d+", line.text)[0])))
        elif _ALONE.fullmatch(line.text):
            (sure if page_ends else maybe).append((at, line.start, len(line.text), int(line.text)))
        elif at + 1 in begins and (match := _GLUED_BEHIND.search(line.text)):
            maybe.append((at, line.start + match.start(1), len(match[1]), int(match[1])))
        elif match := _GLUED_BEFORE.match(line.text):
            maybe.append((at, line.start, len(match[1]), int(match[1])))
    found = {offset: length for _, offset, length, _ in sure}
    pages = sorted((at, value) for at, _, _, value in sure)
    for at, offset, length, value in maybe:
        place = bisect_left(pages, (at, 0))
        before = pages[place - 1][1] if place else None
        behind = pages[place][1] if place < len(pages) else None
        follows = before is not None and value == before + 1 and (behind is None or value < behind)
        leads = behind is not None and value == behind - 1 and (before is None or value > before)
        if follows or leads:
            found[offset] = length
            pages.insert(place, (at, value))
    return found


def _unglued(lines: Sequence[TextLine], numbers: dict[int, int]) -> list[TextLine]:
    """Cut page numbers off the lines they are glued to, as lines of their own."""
    result: list[TextLine] = []
    for line in lines:
        cut = next(
            (offset for offset in (line.start, line.end - 1, line.end - 2, line.end - 3) if offset in numbers), None
        )
        if cut is None or numbers[cut] == len(line.text):
            result.append(line)
            continue
        for start, end in ((line.start, cut), (cut, cut + numbers[cut]), (cut + numbers[cut], line.end)):
            raw = line.text[start - line.start : end - line.start]
            body = raw.strip()
            if body:
                left = len(raw) - len(raw.lstrip())
                result.append(replace(line, text=body, start=start + left))
    return result
