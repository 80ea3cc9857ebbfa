"""Where a new block begins for certain, before any column is known: at a header row, and at a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf

from perfparse.forms.headers import is_listed, role_of
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.layout.stream_pieces import Level, Piece

_FEWEST = 3  # header words that make a header row
_MOST_OF = 0.6  # of the pieces of its line
_WRAPPED = 2  # lines over and under it that its cells may be wrapped to
_GOAL = 16  # characters of a goal's label
_TITLE = re.compile(r"(绩效|自评|目标|评价).*(表|报告|报告书)(（[^（）]*）)?")
_YEAR = re.compile(r"[（(]20\d\d年?度?[)）]")


def bounds(levels: Sequence[Level]) -> list[int]:
    """The levels before which a block begins or ends for certain, ascending."""
    found = set()
    for at, level in enumerate(levels):
        if _is_header(level):
            found.add(_top(levels, at))
        elif _heads_goals(level):
            found.add(at)
        elif _stands_alone(level):
            found |= {at, at + 1}
    return sorted(found - {0, len(levels)})


def headed(levels: Sequence[Level], borders: Sequence[float]) -> tuple[float, ...]:
    """`borders` without those that part a header word from the cells under it: each column has one header.

    A word that is centred over cells at the left may stand wholly to their right.
    """
    head = next((level for level in levels if _is_header(level)), None)
    if head is None:
        return tuple(borders)
    kept = list(borders)
    at = 0
    while at < len(kept):
        left = (kept[at - 1] if at else -inf, kept[at])
        right = (kept[at], kept[at + 1] if at + 1 < len(kept) else inf)
        over = [_within([head], side) for side in (left, right)]
        under = [_within(levels, side) - count for side, count in zip((left, right), over, strict=True)]
        if (over[0] and over[1]) or (under[0] and under[1]) or not (sum(over) and sum(under)):
            at += 1
        else:
            kept.pop(at)
    beside = _beside(levels, head)
    return tuple(kept) if beside is None or (kept and kept[0] <= beside) else (beside, *kept)


def _beside(levels: Sequence[Level], head: Level) -> float | None:
    """Where a label that stands left of a header and its rows ends, if there is one: 绩效指标."""
    first = head.pieces[0].left
    pieces = [piece for level in levels for piece in level.pieces]
    label = [piece for piece in pieces if piece.right <= first - 1 and bare(piece.text) not in words().totals]
    rows = [piece.left for piece in pieces if piece.right > first - 1]
    names = {*words().level1, *words().level2}
    end = max((piece.right for piece in label), default=inf)
    if end >= min(rows) or any(bare(piece.text) in names for piece in label):
        return None
    return (end + min(rows)) / 2


def _within(levels: Sequence[Level], side: tuple[float, float]) -> int:
    """How many pieces stand between two borders, by their middles."""
    return sum(side[0] < (piece.left + piece.right) / 2 <= side[1] for level in levels for piece in level.pieces)


def _is_header(level: Level) -> bool:
    listed = [piece for piece in level.pieces if is_listed(bare(piece.text))]
    return len(listed) >= _FEWEST and len(listed) >= _MOST_OF * len(level.pieces)


def _heads_goals(level: Level) -> bool:
    """Whether a line holds the labels over two goals in prose, or over a goal and what came of it."""
    texts = [bare(piece.text) for piece in level.pieces]
    return len(texts) > 1 and all(len(text) <= _GOAL and text.endswith(words().goals) for text in texts[-2:])


def _stands_alone(level: Level) -> bool:
    """Whether a line is a title or the year under one."""
    text = squeeze("".join(piece.text for piece in level.pieces))
    return bool(_TITLE.fullmatch(text) and "，" not in text) or bool(_YEAR.fullmatch(text))


def _top(levels: Sequence[Level], header: int) -> int:
    """The first level of a header row: lines above that hold the beginning of wrapped header words belong to it."""
    top = header
    while top > 0 and header - top < _WRAPPED and _is_wrapped(levels[top - 1], levels[top : header + 1 + _WRAPPED]):
        top -= 1
    return top


def _is_wrapped(above: Level, below: Sequence[Level]) -> bool:
    return all(_begins(piece, below) for piece in above.pieces)


def _begins(piece: Piece, below: Sequence[Level]) -> bool:
    """Whether a piece with what stands under it makes a header word that neither is alone."""
    text = piece.text
    if len(squeeze(text)) == 1:
        return True  # of a label down the side
    for level in below:
        under = [other for other in level.pieces if other.left < piece.right and piece.left < other.right]
        if len(under) != 1:
            continue
        whole = text + under[0].text
        if is_listed(bare(whole)):
            return True
        if not is_listed(bare(under[0].text)):
            text = whole
            if role_of(bare(text)) is not None:
                return True
    return False
