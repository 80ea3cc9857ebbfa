"""Performance forms drawn as PDFs, as word processors and browsers draw them, over as many pages as they need.

A form is a `Grid` of `Box`es. `drawn` lays grids out under a `Look` and returns the PDF's bytes. What a look can
choose is what programs do differently: whether a header is repeated, where a row may break, whether a rule closes
what a page end cuts, and where the text of a merged cell stands. The boxes come with their content, so what a form
says is known without reading it.

Text in a box is counted in slots, one a line. A page end cuts a row's slots in two, and a text fills them from the
first slot, or from where it stands in the middle of all.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
_NOT_AT_START = "，。、；：！？）》〕”’%％,;:!?)]}"
_NOT_AT_END = "（《〔“‘([{≥≤"
_UNITS = re.compile(r"[0-9A-Za-z.]+[%％]?|.")
_RUNS = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Box:
    """A cell with its text; `goes_on` says that its text may fill the rows beside it like a page (a goal)."""

    row: int
    column: int
    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    goes_on: bool = False

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.row + self.rowspan


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: boxes, the share of the width that each column has, the rows of its header, and the lines above it."""

    boxes: tuple[Box, ...]
    shares: tuple[float, ...]
    header: range = range(0)
    above: tuple[str, ...] = ()
    new_page: bool = False

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max(box.end for box in self.boxes)


@dataclass(frozen=True, slots=True)
class Look:
    """How a program draws. Lengths are in points.

    `rows` says where a row may break: anywhere, with two lines on either side, or never. `rule` draws a closing rule
    where something is cut. `stand` says where texts stand in rows that are higher: at the top, in the middle of each
    part, or in the middle of the whole. `label` says where a merged label stands.
    """

    page: tuple[float, float] = (595.0, 842.0)
    margins: tuple[float, float, float, float] = (56.0, 60.0, 56.0, 60.0)
    """left, top, right, bottom"""
    size: float = 10.0
    leading: float = 13.0
    pad: float = 4.0
    repeat: bool = False
    rows: Literal["anywhere", "two", "never"] = "anywhere"
    rule: bool = True
    stand: Literal["top", "parts", "whole"] = "top"
    label: Literal["once", "centred", "repeated"] = "once"
    shift: float = 0.0
    foot: str = ""
    head: str = ""
    runs: bool = False


@dataclass(slots=True)
class _Strip:
    """A row, or the part of one that a page has; `again` marks a repeated header."""

    row: int
    page: int
    top: float
    bottom: float
    again: bool = False


@dataclass(slots=True)
class _Placing:
    """Where the next row goes, and the strips so far."""

    page: int
    y: float
    strips: list[_Strip] = field(default_factory=list)


def fonts() -> None:
    """Make the fonts known to reportlab."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def wide(text: str, size: float) -> float:
    """The width of a text in points."""
    width: float = pdfmetrics.stringWidth(text, FONT, size)
    return width


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines of a text in a column; no mark stands where Chinese line breaking forbids it."""
    lines: list[str] = []
    for paragraph in text.split("\n") if text else ():
        lines.append("")
        for unit in _unbreakable(paragraph, width, size):
            if lines[-1] and wide(lines[-1] + unit, size) > width:
                lines.append("")
            lines[-1] += unit
    return lines


def _unbreakable(text: str, width: float, size: float) -> list[str]:
    units: list[str] = []
    for unit in _UNITS.findall(text):
        if units and (unit in _NOT_AT_START or units[-1][-1] in _NOT_AT_END):
            units[-1] += unit
        else:
            units.append(unit)
    return [part for unit in units for part in (unit if wide(unit, size) > width else [unit])]


# rows on pages


def _top(look: Look) -> float:
    return look.margins[1]


def _bottom(look: Look) -> float:
    return look.page[1] - look.margins[3]


def _slots(height: float, look: Look) -> int:
    return max(int((height - 2 * look.pad + 0.01) // look.leading), 0)


def _high(slots: float, look: Look) -> float:
    return slots * look.leading + 2 * look.pad


def _placed(grid: Grid, needs: Sequence[int], look: Look, start: _Placing) -> _Placing:
    """All rows on pages; `needs` is how many slots each row needs at least."""
    now = _Placing(start.page, start.y)
    header = [row for row in grid.header if look.repeat]
    for row, need in enumerate(needs):
        left = need
        while True:
            room = _slots(_bottom(look) - now.y, look)
            if left <= room:
                _strip(now, row, _high(left, look))
                break
            fresh = _fresh(now, header, row, needs, look)
            taken = 0 if row in grid.header and not fresh else _taken(left, room, look, fresh=fresh)
            if taken:
                _strip(now, row, _bottom(look) - now.y)
                left -= taken
            _turn(now, header if row not in header and header and row > header[-1] else [], needs, look)
    return now


def _strip(now: _Placing, row: int, height: float, *, again: bool = False) -> None:
    now.strips.append(_Strip(row, now.page, now.y, now.y + height, again))
    now.y += height


def _turn(now: _Placing, header: Iterable[int], needs: Sequence[int], look: Look) -> None:
    now.page, now.y = now.page + 1, _top(look)
    for row in header:
        _strip(now, row, _high(needs[row], look), again=True)


def _fresh(now: _Placing, header: Sequence[int], row: int, needs: Sequence[int], look: Look) -> bool:
    """Whether nothing but a repeated header stands on the page: a row that does not fit here fits nowhere."""
    above = sum(_high(needs[other], look) for other in header) if header and row > header[-1] else 0.0
    return now.y <= _top(look) + above + 0.01


def _taken(left: int, room: int, look: Look, *, fresh: bool) -> int:
    """How many slots of a row that is too high stay on this page."""
    if look.rows == "never" and not fresh:
        return 0
    if look.rows == "two" and not fresh:
        room = min(room, left - 2)
        return room if room >= 2 else 0
    return room


# texts in their boxes


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of a box that one page has, with the lines of text in it and which of its sides the page cuts."""

    box: Box
    page: int
    top: float
    bottom: float
    lines: tuple[str, ...]
    begins: bool
    ends: bool
    first: int = 0
    """The slot of the first line, where it does not stand by `Look.stand`."""


def _segments(box: Box, grid: Grid, strips: Sequence[_Strip]) -> list[tuple[int, float, float]]:
    """Page, top and bottom of each part of a box."""
    in_header = box.row in grid.header
    found: dict[int, tuple[float, float]] = {}
    for strip in strips:
        if not box.row <= strip.row < box.end or (strip.again and not in_header):
            continue
        top, bottom = found.get(strip.page, (strip.top, strip.bottom))
        found[strip.page] = min(top, strip.top), max(bottom, strip.bottom)
    return [(page, top, bottom) for page, (top, bottom) in sorted(found.items())]


def _pieces(box: Box, lines: Sequence[str], grid: Grid, strips: Sequence[_Strip], look: Look) -> Iterator[_Piece]:
    segments = _segments(box, grid, strips)
    if box.row in grid.header and box.end <= grid.header.stop:  # a header's cell, on each page whole
        yield from (_Piece(box, page, top, bottom, tuple(lines), True, True) for page, top, bottom in segments)
        return
    rooms = [_slots(bottom - top, look) for _, top, bottom in segments]
    tall = box.rowspan > 1 and not box.goes_on
    repeated = tall and look.label == "repeated" and all(room >= len(lines) for room in rooms)
    whole = (look.label == "centred" if tall else look.stand == "whole") and len(segments) > 1
    at = max((sum(rooms) - len(lines)) // 2, 0) if whole else 0
    seen = 0
    for number, ((page, top, bottom), room) in enumerate(zip(segments, rooms, strict=True)):
        here = lines[max(seen - at, 0) : max(seen + room - at, 0)] if not repeated else lines
        first = max(at - seen, 0) if whole else 0
        yield _Piece(box, page, top, bottom, tuple(here), number == 0, number == len(segments) - 1, first)
        seen += room


def _needs(grid: Grid, lines: Sequence[Sequence[str]]) -> list[int]:
    needs = [1] * grid.rows
    for box, texts in zip(grid.boxes, lines, strict=True):
        if box.rowspan == 1:
            needs[box.row] = max(needs[box.row], len(texts))
    return needs


def _laid_out(grid: Grid, look: Look, start: _Placing) -> tuple[list[_Piece], _Placing]:
    """The pieces of all boxes; rows grow until the texts of merged cells fit beside them."""
    xs = _borders(grid, look)
    lines = [
        wrap(box.text, xs[box.column + box.colspan] - xs[box.column] - 2 * look.pad, look.size) for box in grid.boxes
    ]
    needs = _needs(grid, lines)
    while True:
        now = _placed(grid, needs, look, start)
        short = 0
        for box, texts in zip(grid.boxes, lines, strict=True):
            room = sum(_slots(bottom - top, look) for _, top, bottom in _segments(box, grid, now.strips))
            if room < len(texts):
                needs[box.end - 1] += len(texts) - room
                short += 1
                break
        if not short:
            break
    pieces = [
        piece
        for box, texts in zip(grid.boxes, lines, strict=True)
        for piece in _pieces(box, texts, grid, now.strips, look)
    ]
    return pieces, now


def _borders(grid: Grid, look: Look) -> list[float]:
    left, _, right, _ = look.margins
    width = look.page[0] - left - right
    xs, total = [left], sum(grid.shares)
    for share in grid.shares:
        xs.append(xs[-1] + width * share / total)
    return xs


# drawing


def drawn(grids: Sequence[Grid], look: Look) -> bytes:
    """The bytes of a PDF; the same for the same input."""
    fonts()
    pages: dict[int, list[Any]] = {}
    now = _Placing(1, _top(look))
    for grid in grids:
        if grid.new_page and (now.page > 1 or now.y > _top(look)):
            now = _Placing(now.page + 1, _top(look))
        elif now.y > _top(look):
            now.y += look.leading
        if grid.above and now.y + len(grid.above) * 1.8 * look.size + _high(3, look) > _bottom(look):
            now = _Placing(now.page + 1, _top(look))
        for number, text in enumerate(grid.above):
            now.y += 1.8 * look.size
            pages.setdefault(now.page, []).append((text, now.y - 0.5 * look.size, 1.4 if number == 0 else 1.0))
        pieces, now = _laid_out(grid, look, now)
        for piece in pieces:
            pages.setdefault(piece.page, []).append((grid, piece))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=look.page, invariant=1)
    for page in range(1, max(pages) + 1):
        dx = look.shift if page % 2 == 0 else 0.0
        _furniture(canvas, look, page, max(pages))
        for item in pages.get(page, ()):
            if len(item) == 3:
                _centred(canvas, look, item[0], item[1], look.size * item[2])
            else:
                _piece(canvas, look, item[0], item[1], dx)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _furniture(canvas: Canvas, look: Look, page: int, pages: int) -> None:
    if look.head:
        _centred(canvas, look, look.head, look.margins[1] * 0.6, 8)
    if look.foot:
        foot = look.foot.replace("#", str(page)).replace("@", str(pages))
        _centred(canvas, look, foot, look.page[1] - look.margins[3] * 0.5, 8)


def _centred(canvas: Canvas, look: Look, text: str, y: float, size: float) -> None:
    canvas.setFont(FONT, size)
    _text(canvas, look, text, (look.page[0] - wide(text, size)) / 2, y, size)


def _text(canvas: Canvas, look: Look, text: str, x: float, y: float, size: float) -> None:
    for run in _RUNS.findall(text) if look.runs else [text]:
        canvas.drawString(x, look.page[1] - y, run)
        x += wide(run, size)


def _piece(canvas: Canvas, look: Look, grid: Grid, piece: _Piece, dx: float) -> None:
    xs = _borders(grid, look)
    left, right = xs[piece.box.column] + dx, xs[piece.box.column + piece.box.colspan] + dx
    high = look.page[1]
    canvas.setLineWidth(0.5)
    for x in (left, right):
        canvas.line(x, high - piece.top, x, high - piece.bottom)
    if piece.begins or look.rule:
        canvas.line(left, high - piece.top, right, high - piece.top)
    if piece.ends or look.rule:
        canvas.line(left, high - piece.bottom, right, high - piece.bottom)
    canvas.setFont(FONT, look.size)
    free = piece.bottom - piece.top - len(piece.lines) * look.leading
    middle = look.stand != "top" or (piece.box.rowspan > 1 and not piece.box.goes_on)
    top = piece.top + (look.pad + piece.first * look.leading if piece.first or not middle else free / 2)
    for number, line in enumerate(piece.lines):
        _text(canvas, look, line, left + look.pad, top + number * look.leading + 0.85 * look.size, look.size)


# forms


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: what its record must be."""

    level1: str
    level2: str
    indicator: str
    target: str
    actual: str
    weight: str = ""
    score: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a form says. `goals` are label and text; `fields` the header block's labels and values."""

    title: str
    rows: tuple[Row, ...]
    goals: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    money: tuple[tuple[str, ...], ...] = ()
    total: tuple[str, str] | None = None
    year: str = ""


_PROJECT_HEADER = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施",
)  # fmt: skip
_MONEY_HEADER = ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")


def project(content: Content, *, block: bool = True, shares: Sequence[float] = ()) -> Grid:
    """A project's form: header block, money, goals, the indicators beside 绩效指标, and the total."""
    boxes: list[Box] = []
    row = 0
    if block:
        boxes, row = _block(content)
    header = row
    boxes += [Box(row, column, text) for column, text in enumerate(_PROJECT_HEADER, 1)]
    row += 1
    for column in (1, 2):
        boxes += _levels(content.rows, row, column)
    for at, item in enumerate(content.rows, row):
        values = (item.indicator, item.target, item.actual, item.weight, item.score, item.reason)
        boxes += [Box(at, column, text) for column, text in enumerate(values, 3)]
    row += len(content.rows)
    boxes.append(Box(header, 0, "绩效指标", row - header))
    if content.total:
        boxes += [Box(row, 0, "总分", 1, 6), Box(row, 6, content.total[0]), Box(row, 7, content.total[1]), Box(row, 8)]
    boxes.sort(key=lambda box: (box.row, box.column))
    above = tuple(text for text in (content.title, content.year) if text)
    return Grid(tuple(boxes), tuple(shares) or (3, 5, 6, 9, 10, 11, 4, 4, 9), range(header, header + 1), above)


def _levels(rows: Sequence[Row], first: int, column: int) -> list[Box]:
    """One box a run of rows with the same level."""
    keys = [(row.level1,) if column == 1 else (row.level1, row.level2) for row in rows]
    boxes: list[Box] = []
    for at, key in enumerate(keys):
        if at and key == keys[at - 1]:
            boxes[-1] = replace(boxes[-1], rowspan=boxes[-1].rowspan + 1)
        else:
            boxes.append(Box(first + at, column, key[-1]))
    return boxes


def _block(content: Content) -> tuple[list[Box], int]:
    boxes: list[Box] = []
    row = 0
    fields = list(content.fields)
    while fields:
        if row == 0 or len(fields) == 1:
            (label, value), *fields = fields
            boxes += [Box(row, 0, label, 1, 2), Box(row, 2, value, 1, 7)]
        else:
            (label, value), (other, text), *fields = fields
            boxes += [Box(row, 0, label, 1, 2), Box(row, 2, value, 1, 3), Box(row, 5, other), Box(row, 6, text, 1, 3)]
        row += 1
    if content.money:
        boxes.append(Box(row, 0, "项目资金（万元）", len(content.money) + 1, 2))
        for line in (_MONEY_HEADER, *content.money):
            boxes += [Box(row, column, text) for column, text in enumerate(line, 2)]
            row += 1
    if content.goals:
        boxes.append(Box(row, 0, "年度总体目标", 2, 2))
        for at, ((label, text), (column, span)) in enumerate(zip(content.goals, ((2, 3), (5, 4)), strict=True)):
            assert at < 2
            boxes += [Box(row, column, label, 1, span), Box(row + 1, column, text, 1, span)]
        row += 2
    return boxes, row


def department(content: Content, header: Sequence[str], *, shares: Sequence[float] = ()) -> Grid:
    """A department's form: one or two goals beside all rows of indicator, target and actual value."""
    goals = len(content.goals)
    boxes = [Box(0, column, text) for column, text in enumerate((*(label for label, _ in content.goals), *header))]
    for column, (_, text) in enumerate(content.goals):
        boxes.append(Box(1, column, text, len(content.rows), goes_on=True))
    for at, row in enumerate(content.rows, 1):
        texts = (row.indicator, row.target, row.actual)
        boxes += [Box(at, goals + column, text) for column, text in enumerate(texts)]
    boxes.sort(key=lambda box: (box.row, box.column))
    above = tuple(text for text in (content.title, content.year) if text)
    return Grid(tuple(boxes), tuple(shares) or ((8,) * goals + (7, 11, 16)), range(1), above)
