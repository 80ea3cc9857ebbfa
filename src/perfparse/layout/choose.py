"""Which form a document follows, and the layout that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from perfparse.forms.templates import Template, reflowing
from perfparse.layout import glued, infer, marked, marked_tables, pool, prose, reflow
from perfparse.layout.bands import flow as bands
from perfparse.layout.cellstream import build as cells_in_order
from perfparse.layout.landmarks import Landmarks, find
from perfparse.layout.stream_kept import kept
from perfparse.model.ir import Document, Doubt, Flow, Layout, TextLine


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
    best, share = _rebuilt(document, known) or (None, 0.0)
    if best is None:
        return _inferred(document, lines)
    template, landmarks = best
    return Choice(reflow.layout(document, template, landmarks), template, template.id, round(share, 3))


def _rebuilt(
    document: Document, known: Sequence[Template] | None = None
) -> tuple[tuple[Template, Landmarks], float] | None:
    """The form with goals beside all rows that a document follows, its landmarks, and the share that was found."""
    lines = tuple(line for page in document.pages for line in page.lines)
    best: tuple[Template, Landmarks] | None = None
    most = share = 0.0
    for template in reflowing() if known is None else known:
        landmarks = find(lines, template)
        headers = [mark for mark in landmarks.marks if mark.kind == "header" and mark.section]
        titled = any(mark.kind == "title" for mark in landmarks.marks)
        if headers:
            sections = {mark.section.name for mark in headers if mark.section}
            score = len(sections) + 0.5 * titled
            if score > most:
                best, most = (template, landmarks), score
                share = score / (len(template.sections) + 0.5)
    return (best, share) if best else None


def flow(document: Document) -> Flow | None:
    """Lines and tables of a text whose cells can be told; None where it follows a form that `layout` rebuilds, or none.

    Asked in turn, from what marks tell to what order alone tells: a text may mark its cells, keep its columns by
    spaces, have a piece of every column in each line, have no separator at all, have its blocks out of order or its
    cells in order, or say in sentences what others print in tables.
    """
    found = marked.flow(document)
    if found is not None:
        return found
    if kept(document):
        from perfparse.layout import stitch, stream  # numpy is slow to load, and few texts need it

        return stitch.join(stream.pages(stream.sheets(document)))
    interleaved = bands.find(document)
    if interleaved is not None:
        in_order = cells_in_order.read(document)
        if in_order is not None and in_order.cost < _IN_ORDER and not in_order.late:
            return in_order.flow
        found = bands.read(interleaved, likely=in_order is not None and in_order.late)
        if found is not None:
            return found
    if _rebuilt(document) is not None and not cells_in_order.mixed(document):
        return None
    engines = (glued.flow, pool.flow, cells_in_order.flow, prose.flow)
    return next((flow for engine in engines if (flow := engine(document)) is not None), None)


_INFERRED = 0.5
_IN_ORDER = 1.15  # nats a piece that cells in order take to read at most; lines with pieces of all columns take more
_NO_FORM = Template("", "", "", (), (), (), (), ())


def _inferred(document: Document, lines: Sequence[TextLine]) -> Choice:
    """A form that no template knows, read by the words of its header row and by position."""
    template = infer.template(lines)
    landmarks = find(lines, template) if template else None
    header = next((mark for mark in landmarks.marks if mark.kind == "header"), None) if landmarks else None
    if template is None or landmarks is None or header is None:
        return _nothing(document)
    labels = ", ".join(column.headers[0] for column in template.sections[0].columns)
    spans = tuple(span for cell in header.cells for span in cell)
    message = f"no known form has this header; its columns were told by their labels and their places alone: {labels}"
    doubt = Doubt("column-uncertain", "warning", message, "labels", spans)
    return Choice(reflow.layout(document, template, landmarks), template, None, _INFERRED, (doubt,))


def _nothing(document: Document) -> Choice:
    """A document without a table that could be a performance report: prose, and the tables that it has."""
    doubt = Doubt("no-table", "error", "no table of indicators, targets and actual values was found", "header words")
    return Choice(replace(marked_tables.layout(document), doubts=(doubt,)), _NO_FORM, None, 0.0)
