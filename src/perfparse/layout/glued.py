"""Text without any mark between its cells: 演出场次场≥80108610 → lines and tables.

The header is a chain of known words. Behind it, each row is cut into the header's columns by a search over places to
cut: where a number, a unit, a comparator, a level or a known phrase begins, and within runs of digits anywhere. What
decides between the ways to cut a run of digits is the form's arithmetic: a score is at most its weight, mostly just
that, and an actual value is of the size of its target.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise

from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import words
from perfparse.layout import form_blocks
from perfparse.layout.atoms import Atom
from perfparse.layout.chains import BRACKET, Solid, header_in
from perfparse.layout.form_rows import Row, Rows
from perfparse.layout.form_table import Head, table
from perfparse.layout.glued_rows import Cut, cut_rows
from perfparse.layout.measure import is_han
from perfparse.model.ir import Document, Doubt, Flow, Line, Role, Table

_GAPS = 0.025  # white space within a text that is glued, by its characters
_UNSURE = frozenset(("分值", "权重", "得分", "原因", "备注", "说明", "项目单位"))  # they stand within texts as well
_GOAL_LABEL = re.compile(
    r"(?:年度|年初|全年|当年|预期|总体|绩效|调整后|（调整）){1,4}目标(?:(?:实际)?完成情况)?|(?:全年|年度)?实际完成情况"
)
"""What heads a goal, where a line begins or behind another label; elsewhere it may be said in prose."""
_FEW = 3  # rows that may have been cut out of something else
_MORE = 3  # times as many characters are left as they have
_NAME = "名称"
_NUMBERS = re.compile(r"[\d.,%％]+")
_DIGIT = re.compile(r"[0-9０-９]")


def flow(document: Document) -> Flow | None:
    """The document's lines and table; None where no header is glued together."""
    text = document.text
    if len(text.split()) - len(text.splitlines()) > _GAPS * len(text):  # gaps within lines, at least
        return None
    solid = Solid(document)
    found = header_in(solid) if solid.gaps() <= _GAPS * len(solid.text) else None
    if found is None:
        return None
    head, start, end = found
    if solid.breaks and not _same_line(solid, head, end):
        return None
    body = cut_rows(solid.text, end, tuple(role for _, role in head.columns), solid.breaks)
    if len(body.rows) < _FEW and len(solid.text) - body.end > _MORE * (body.end - end):
        return None  # behind the first words that it knows, the header goes on
    rows = Rows(tuple(_row(solid, cut) for cut in body.rows), (), 0.0)
    made, doubts = table(head, rows)
    rest = _pieces(solid, body.end, len(solid.text))
    items: list[Line | Table] = [
        *form_blocks.before(_pieces(solid, 0, start), glued=True),
        made,
        *form_blocks.after(rest),
    ]
    doubts += _damage(solid, head, body.rows, end)
    if body.given_up:
        spans = solid.atom(body.end, len(solid.text)).spans
        doubts.append(
            Doubt("search-bounded", "error", "the text is longer than the search for rows goes", "size", spans)
        )
    return Flow(tuple(items), (), tuple(doubts)) if body.rows else None


def _same_line(solid: Solid, head: Head, end: int) -> bool:
    """Whether most words of a header stand glued to the next; else it is a text with a cell a line."""
    words_of = [atom.solid for atom, _ in head.columns]
    borders = [end - at for at in accumulate(len(word) for word in words_of[:0:-1])]
    return 2 * sum(solid.lines[at] == solid.lines[at - 1] for at in borders) > len(borders)


def _row(solid: Solid, cut: Cut) -> Row:
    cells = tuple((column, solid.atom(first, last)) for column, first, last in cut.cells)
    return Row("total" if cut.total else "record", cells, cut.margin, cut.other)


# what stands around


@cache
def _label() -> re.Pattern[str]:
    listed = {*words().fields, *words().labels, *money_heads()} - _UNSURE
    printed = (_bracketed(word) for word in sorted(listed, key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(printed)}){BRACKET}：?")


def _bracketed(word: str) -> str:
    """A label as a pattern; a name may have a word in brackets before its end: 转移支付（项目）名称."""
    head = word.removesuffix(_NAME)
    return re.escape(word) if head == word else rf"{re.escape(head)}{BRACKET}{_NAME}"


def _pieces(solid: Solid, start: int, end: int) -> list[Atom]:
    """Labels and what stands between them, lines kept apart."""
    atoms: list[Atom] = []
    at = start
    while at < end:
        stop = next((here for here in range(at + 1, end) if solid.lines[here] != solid.lines[at]), end)
        while at < stop:
            match = _GOAL_LABEL.match(solid.text, at, stop) or _label().search(solid.text, at, stop)
            first, last = match.span() if match else (stop, stop)
            cuts = [here for here in range(at + 1, first) if _before_number(solid, here, stop)]
            edges = [at, *cuts, first, last]
            atoms += [solid.atom(*piece) for piece in pairwise(edges) if piece[0] < piece[1]]
            at = last
    return atoms


def _before_number(solid: Solid, at: int, end: int) -> bool:
    """Whether a number begins at `at`: behind white space and another, or as the first of those that end the line."""
    text = solid.text
    if not text[at].isdigit():
        return False
    if solid.gap_before(at) and text[at - 1] in "0123456789%％":
        return True
    return bool(solid.breaks) and is_han(text[at - 1]) and _NUMBERS.fullmatch(text, at, end) is not None


# damage


def _damage(solid: Solid, head: Head, rows: Sequence[Cut], body: int) -> list[Doubt]:
    """What the text lost: all digits, or comparators that an OCR program read as a digit."""
    roles: list[Role] = [role for _, role in head.columns]
    if not _DIGIT.search(solid.text):
        message = "no digit is left in the text; targets, actual values, weights and scores are lost, none was read"
        return [
            Doubt("digits-stripped", "error", message, "the whole text", solid.atom(body, len(solid.text)).spans[:1])
        ]
    found = []
    for row in rows:
        if not row.lost:
            continue
        spans = next(
            (solid.atom(first, last).spans for column, first, last in row.cells if roles[column] == "target"), ()
        )
        found.append(Doubt("comparator-lost", "warning", row.lost, "the size of the actual value", spans))
    return found
