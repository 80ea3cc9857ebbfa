"""What each column of a document was taken for, and what told it, as rows for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfparse.forms.columns import EVIDENCE
from perfparse.forms.header import Column, Head
from perfparse.pipeline import Reading
from perfparse.review.inspection import console
from perfparse.segment.model import Headed

if TYPE_CHECKING:
    from rich.table import Table

_KEY = (
    "label, cells, place, order: nats that each speaks for the role against the next best; a role as reports have it "
    "stands behind an arrow where they say less"
)


def explain(reading: Reading) -> None:
    """Print which form a document was read by, and what told each column under each header."""
    match, out = reading.report.template, console()

    def say(text: str) -> None:
        out.print(text, markup=False, soft_wrap=True)

    say(f"read by: {match.id or 'no known form; columns by their evidence alone'}")
    say(f"headers found: {', '.join(match.matched_headers) or 'none'}")
    for name, fit in reading.considered:
        say(f"{name}: {fit:.2f} of its headers and the document's are the other's, title included")
    if any(piece.margin is not None for piece in reading.layout.pieces):
        say("cells: found by a search over the text; perfparse inspect has its margins")
    for headed in reading.segments.heads:
        say("")
        say(place(headed))
        out.print(table(headed.head))
    if any(column.told for headed in reading.segments.heads for column in headed.head.columns):
        out.print(_KEY, markup=False)
    out.file.flush()


def place(headed: Headed) -> str:
    """Where a header stands, and how sure it is that it is one."""
    head = headed.head
    where = f"table {headed.table + 1}"
    if not head.cells:
        return f"{where}: no header; its columns were told by the text's order"
    if head.last > head.first:
        where += f", rows {head.first + 1} to {head.last + 1}"
    else:
        where += f", row {head.first + 1}"
    page = next((span.page for cell in head.cells for span in cell.spans if span.page is not None), None)
    where += f", page {page}" if page is not None else ""
    if not any(column.told for column in head.columns):
        return f"{where}: columns by the words of the header, not weighed"
    return f"{where}: a header with probability {head.probability:.3f}"


def rows(head: Head) -> Iterator[tuple[str, ...]]:
    """A row a column: label, role, and where evidence told it the probability, nats of each kind, the next best."""
    for column in head.columns:
        over = " < ".join(column.labels) or column.name or f"(column {column.start + 1})"
        told = column.told
        if told is None:
            yield over, column.role
            continue
        nats = [f"{value:+.1f}" if told.rivals else "" for _, value in told.told]
        rivals = "none in reach" if not told.rivals else "{} {:.3f}".format(*told.rivals[0])
        yield over, _role(column), f"{told.probability:.3f}", *nats, rivals


def _role(column: Column) -> str:
    return column.fine if column.fine == column.role else f"{column.fine} → {column.role}"


def table(head: Head) -> Table:
    """The columns of a header, as a table that fits 80 columns."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    made.add_column("label < over it", overflow="fold")
    made.add_column("role", overflow="fold")
    if any(column.told for column in head.columns):
        for name in ("prob.", *EVIDENCE):
            made.add_column(name, justify="right", no_wrap=True)
        made.add_column("next best", overflow="fold")
    for row in rows(head):
        made.add_row(*map(Text, row))
    return made
