"""Text whose columns are gone → tables: landmarks first, then widths and reading in turn, then the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from perfparse.forms.templates import Template
from perfparse.layout import goals, race, widths
from perfparse.layout.cells import Builder, Read
from perfparse.layout.decode import Kind, Part, Step, Task, decode
from perfparse.layout.joins import Hints, Joins
from perfparse.layout.landmarks import Landmarks
from perfparse.layout.regions import Region, outside, regions_of
from perfparse.layout.slices import Sliced, script_gaps, slice_line
from perfparse.model.ir import Document, Layout, Piece, Span

_ROUNDS = 3  # readings at most; widths rarely change after the first


def layout(document: Document, template: Template, landmarks: Landmarks) -> Layout:
    """Lay out `document`, of which `template` found the `landmarks`. Without any header there are no tables."""
    lines = landmarks.lines
    regions, loose = regions_of(landmarks, template)
    joins = Joins(lines, Hints.of(lines))
    gaps = script_gaps(lines)
    tables, pieces, doubts = [], list(outside(landmarks, regions, loose)), []
    for number, region in enumerate(regions):
        sliced = [slice_line(lines[at], at, gaps) for at in region.lines]
        read = _read(region, sliced, joins, document)
        builder = Builder(number, region, lines, document, read)
        tables.append(builder.table())
        pieces += builder.pieces
        doubts += builder.doubts
    pieces.sort(key=lambda piece: piece.span.start)
    found = Layout(tuple(tables), tuple(pieces), tuple(doubts))
    return found if len(document.pages) > 1 else _unpaged(found)


def _read(region: Region, sliced: Sequence[Sliced], joins: Joins, document: Document) -> Read:
    roles = region.roles
    task = Task(sliced, region.pages, region.closed, roles, (inf,) * len(roles), joins)
    if not joins.tabs:
        header = [[document.text[span.start : span.end] for span in region.header.cells[at]] for at in region.columns]
        task = replace(task, widths=race.likeliest(task, widths.guesses(sliced, joins, roles, header, race.GUESSES)))
    steps: tuple[Step, ...] = ()
    for _ in range(_ROUNDS):
        steps = decode(task).steps
        better = widths.again(steps, task.widths)
        if race.alike(better, task.widths):
            break
        task = replace(task, widths=better)
    return _part_goals(steps, region.pages, roles.count("goal"), joins)


def _part_goals(steps: Sequence[Step], pages: Sequence[float], count: int, joins: Joins) -> Read:
    """Settle which of several goal columns each goal line belongs to."""
    zones: list[list[tuple[int, int]]] = []
    for at, step in enumerate(steps):
        for number, part in enumerate(step.parts):
            if part.column < count:
                if not zones or zones[-1][-1][0] < at - 1 or (pages[at] == 0 and number == 0):
                    zones.append([])
                zones[-1].append((at, number))
    if count < 2 or not zones:
        return Read(tuple(steps), inf)
    slices = [[steps[at].parts[number].slice for at, number in zone] for zone in zones]
    parting = goals.part(slices, count, joins)
    result = list(steps)
    begun: set[int] = set()
    for zone, columns in zip(zones, parting.columns, strict=True):
        before = -1
        for (at, number), column in zip(zone, columns, strict=True):
            kind: Kind = "begin" if column not in begun else "resume" if column != before else "go on"
            parts = list(result[at].parts)
            if kind == "go on" and parts[number].kind == "paragraph":
                kind = "paragraph"
            parts[number] = Part(parts[number].slice, column, kind)
            result[at] = replace(result[at], parts=tuple(parts))
            begun.add(column)
            before = column
    return Read(tuple(result), parting.margin)


def _unpaged(layout: Layout) -> Layout:
    """The same without page numbers: a text without form feeds has no pages to name."""

    def bare(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(Span(span.start, span.end) for span in spans)

    tables = (
        replace(table, cells=tuple(replace(cell, spans=bare(cell.spans)) for cell in table.cells))
        for table in layout.tables
    )
    pieces = (
        Piece(Span(old.span.start, old.span.end), old.role, old.table, old.row, old.column, old.margin, old.why)
        for old in layout.pieces
    )
    doubts = (replace(doubt, spans=bare(doubt.spans)) for doubt in layout.doubts)
    return Layout(tuple(tables), tuple(pieces), tuple(doubts))
