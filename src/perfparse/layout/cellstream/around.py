"""The cells of what stands around a table in a cell stream: labels, values, amounts, prose wrapped over lines.

They are found as the cells of a table are, by weighing whole runs of atoms, but without columns. `form_blocks` then
says which is whose label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import inf

from perfparse.forms.money_words import money_heads
from perfparse.forms.templates import reads_as
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.layout import form_blocks
from perfparse.layout.atoms import Atom as Block
from perfparse.layout.atoms import cut
from perfparse.layout.cellstream.atoms import Atom
from perfparse.layout.cellstream.gaps import Style
from perfparse.layout.cellstream.kinds import Kind, kind_of
from perfparse.layout.cellstream.pieces import Lines, Piece, pieces_of
from perfparse.layout.labels import money_words
from perfparse.layout.measure import STOPS
from perfparse.model.ir import Line, Span, Table

_MOST_PARTS = 40  # pieces of a cell
_APART = 8.0  # nats that speak for borders inside a run
_LABEL = 0.1
_LONGEST_TITLE = 60  # characters
_LONGEST_GOAL_LABEL = 12
_WORD_JOIN = 0.3  # nats of a join within a known label, at most: the word itself tells
_AMOUNT = 0.3
_TEXT = 1.5
_NO_STOP = 2.0  # prose that does not end like a sentence
_FIGURE = re.compile(r"\d")
_YEAR_FIRST = re.compile(r"20\d\d年")
_REPORT = re.compile(r"(?:表|报告|报告书)$")
_SAYS_ITSELF = re.compile(
    r"其中：?[\u4e00-\u9fff]{0,8}(?:资金|拨款|支出|收入|补助)：?|[\u4e00-\u9fff]{2,6}(?:资金|总额)：?"
    r"|[\u4e00-\u9fff]{2,8}（(?:单位：)?[万亿千百]{0,2}元）|（20\d\d年?度?）|20\d\d年度"
)
_LABEL_INSIDE = 4.0  # a label within what is no prose
_ENDS_IN_FIGURE = 2.5
_OFTEN_STOPS = 24  # characters of prose that may be expected to


def blocks(
    atoms: Sequence[Atom], style: Style, spans: Callable[[Sequence[Atom]], tuple[Span, ...]], source: str
) -> list[Block]:
    """The cells of `atoms`, each with its text as printed and its spans, one a line."""
    pieces, gaps = pieces_of(atoms, style)
    count = len(pieces)
    named = [_named(piece.text) for piece in pieces]
    best: list[tuple[float, int]] = [(0.0, 0)] + [(inf, 0)] * count
    for at in range(count):
        base = best[at][0] + gaps[at].apart
        text, joined, known, apart, whole = "", 0.0, 0.0, 0.0, False
        lines, begins = Lines(told=not style.runs and not style.ragged), kind_of(pieces[at].text)
        for end in range(at + 1, min(count, at + _MOST_PARTS) + 1):
            piece = pieces[end - 1]
            if end > at + 1:
                border = gaps[end - 1]
                joined, known = joined + border.same, known + min(border.same, _WORD_JOIN)
                apart = max(0.0, apart + border.same - border.apart)
            text += piece.text
            lines.add(piece, first=end == at + 1)
            plain = not (whole or named[at] or begins.blank or begins.number is not None)
            labelled = named[at] if end == at + 1 else plain and _known(text, named=named[end - 1])
            labelled = labelled or (_one_line(pieces, at, end) and _REPORT.search(text) is not None and _named(text))
            whole = whole or (named[end - 1] and end > at + 1 and not labelled) or named[at]
            if apart > _APART and not labelled:
                break
            loose = _LABEL_INSIDE * (whole and end > at + 1)
            cost = base + (_LABEL + known if labelled else _said(kind_of(text)) + loose + joined + lines.short())
            if cost < best[end][0]:
                best[end] = (cost, at)
    found: list[Block] = []
    end = count
    while end:
        start = best[end][1]
        found += _parts(_block(pieces[start:end], atoms, spans, source), source)[::-1]
        end = start
    return found[::-1]


def _parts(block: Block, source: str) -> list[Block]:
    """A cell, or several where it is a chain of header words of money."""
    return [cut(block, start, end, source) for start, end in pairwise(money_words(block.text))]


def _said(kind: Kind) -> float:
    """What it costs that a text is a cell that is no label."""
    if kind.number is not None or kind.value or kind.date or kind.blank:
        return _AMOUNT
    loose = kind.jumble if _YEAR_FIRST.match(kind.text) is None and (kind.figures > 1 or not kind.prose) else 0.0
    if not kind.prose:
        loose += _LABEL_INSIDE * (_labels().search(kind.text) is not None) + _ENDS_IN_FIGURE * kind.text[-1].isdigit()
    stops = kind.text[-1] in STOPS or len(kind.text) < _OFTEN_STOPS
    return _TEXT + kind.shape + loose + _NO_STOP * (not stops)


def _one_line(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Whether pieces are a line, and all of it."""
    first = start == 0 or pieces[start - 1].line != pieces[start].line
    return (
        first
        and pieces[end - 1].line == pieces[start].line
        and (end == len(pieces) or pieces[end].line != pieces[start].line)
    )


def _named(text: str) -> bool:
    """Whether a text that stands by itself is a label, a title, or what a line says of the year."""
    if len(text) > _LONGEST_TITLE:
        return False
    return form_blocks.is_label(text) or _SAYS_ITSELF.fullmatch(fold(text)) is not None


def _known(text: str, *, named: bool) -> bool:
    """Whether a text that was wrapped is a label by the shared vocabulary, or a title.

    `named` tells that its last piece is a label by itself.
    """
    if len(text) > _LONGEST_TITLE:
        return False
    folded, word = fold(text), bare(text)
    if _SAYS_ITSELF.fullmatch(folded) or _titles(text):
        return True
    if folded[0] == "（" or _FIGURE.search(word):
        return False
    listed = word in words().fields or word in words().labels or word in money_heads()
    return listed or (not named and 2 < len(word) <= _LONGEST_GOAL_LABEL and word.endswith(words().goals))


@cache
def _labels() -> re.Pattern[str]:
    """The labels of the blocks around a table, anywhere in a text."""
    listed = {*words().fields, *money_heads(), *words().labels}
    return re.compile("|".join(sorted((re.escape(word) for word in listed if len(word) > 2), key=len, reverse=True)))


def _block(
    pieces: Sequence[Piece],
    atoms: Sequence[Atom],
    spans: Callable[[Sequence[Atom]], tuple[Span, ...]],
    source: str,
) -> Block:
    places = spans(atoms[pieces[0].first : pieces[-1].last])
    return Block("".join(source[span.start : span.end] for span in places), places)


def between(cells: Sequence[Block], *, first: bool, last: bool) -> list[Line | Table]:
    """What stands before the first table, between two, or behind the last: notes of the one, blocks of the next."""
    rows = [cell for cell in cells if not first and _is_row(cell.text)]
    if rows:
        left = [cell for cell in cells if cell not in rows]
        return [*(Line(cell.text, cell.spans) for cell in rows), *between(left, first=first, last=last)]
    if any(kind_of(squeeze(cell.text)).heading for cell in cells):  # chapters of a report in prose
        return [Line(cell.text, cell.spans) for cell in cells]
    if last:
        return form_blocks.after(cells)
    start = 0 if first else next((at for at, cell in enumerate(cells) if _titles(cell.text)), 0)
    return [*form_blocks.after(cells[:start]), *form_blocks.before(cells[start:])]


def _is_row(text: str) -> bool:
    """Whether a text is a row over the whole width: 其中：部门年度整体预算完成率：94.32%."""
    folded = fold(text)
    return reads_as(folded, "full_rows")


def _titles(text: str) -> bool:
    folded = fold(text)
    return reads_as(folded, "title")
