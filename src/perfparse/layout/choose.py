"""Which form a document follows, and the layout that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.ir import Document, Doubt, Layout, Piece, Span
from perfparse.layout import reflow
from perfparse.layout.landmarks import Landmarks, find
from perfparse.templates import Template, templates


@dataclass(frozen=True, slots=True)
class Choice:
    """A layout, the form it was read by, and doubts about the choice.

    `id` is None where the columns were inferred from the document itself.
    """

    layout: Layout
    template: Template
    id: str | None
    confidence: float
    doubts: tuple[Doubt, ...] = ()


def layout(document: Document, known: Sequence[Template] | None = None) -> Choice:
    """Lay out `document` by the form whose header rows and title it has most of."""
    lines = tuple(line for page in document.pages for line in page.lines)
    best: tuple[Template, Landmarks] | None = None
    most = share = 0.0
    for template in templates() if known is None else known:
        landmarks = find(lines, template)
        headers = [mark for mark in landmarks.marks if mark.kind == "header" and mark.section]
        titled = any(mark.kind == "title" for mark in landmarks.marks)
        if headers:
            sections = {mark.section.name for mark in headers if mark.section}
            score = len(sections) + 0.5 * titled
            if score > most:
                best, most = (template, landmarks), score
                share = score / (len(template.sections) + 0.5)
    if best is None:
        return _nothing(document)
    template, landmarks = best
    return Choice(reflow.layout(document, template, landmarks), template, template.id, round(share, 3))


_NO_FORM = Template("", "", "", (), (), (), (), ())


def _nothing(document: Document) -> Choice:
    """A document without a table that could be a performance report: all of it is prose."""
    pieces = tuple(
        Piece(Span(line.start, line.end, page.number if len(document.pages) > 1 else None), "prose")
        for page in document.pages
        for line in page.lines
    )
    doubt = Doubt("no-table", "error", "no table of indicators, targets and actual values was found", "header words")
    return Choice(Layout((), pieces, (doubt,)), _NO_FORM, None, 0.0)
