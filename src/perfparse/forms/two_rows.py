"""Headers of two rows: which words of the lower row stand under which of the upper one, told by what they mean.

绩效指标 | 指标值 | 分值 | 得分 | 未完成情况
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 原因 | 改进措施

In print a cell of the upper row stands over several of the lower one, or takes both rows. In text both look alike,
and only the words tell: 指标值 goes over a target and an actual value, 分值 over nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from math import inf
from typing import NamedTuple

from perfparse.forms.headers import NAMES, VALUES
from perfparse.forms.vocabulary import words
from perfparse.model.ir import Role

Word = tuple[str, Role]
"""A bare word of a header, and what it is."""

_UNNAMED = (VALUES, frozenset[Role](("weight", "score")), frozenset[Role](("reason", "extra")))
_PARTS: dict[str, frozenset[Role]] = {"target": frozenset(("nature", "target", "unit"))}
_OF_TARGETS: frozenset[Role] = frozenset(("nature", "target", "unit", "extra"))
_MOST = 16  # words of a row; a longer one is no header

# nats: added by judgement, only their order matters
_FITS = 2.0  # a word under one that goes over such words
_OTHER = -3.0  # under one that does not
_SAYS_NOTHING = 0.5  # a word that may stand under any: 内容
_ALONE = -1.5  # the only one under a word
_SAYS_BOTH = (
    1.5  # a word that is one of those under it, with others that go with it: 评分情况 over a weight and a score
)
_TAKES_BOTH = 1.0  # a word that says what a column holds, with nothing under it
_ONLY_OVER = -3.0  # 绩效指标 with nothing under it, though the lower row has names, or a value the lower row has, too
_UNKNOWN = -0.5
_SAYS_OVER = 0.5  # a word that says that several stand under it, with one or more
_OVER = ("情况", "指标")


def parted(roles: Sequence[Role]) -> tuple[int, int] | None:
    """Where the upper and the lower row of a header begin, whose words stand one after another; None for one row.

    The lower row has the levels (绩效指标 | 年度指标值 | 得分, then 一级指标 …), or the parts of the target, behind all
    other columns (运算符号 | 内容 | 度量单位). One word before the levels is the label of the block.
    """
    level1 = roles.index("level1") if "level1" in roles else 0
    if level1 > 1:
        return 0, level1
    tail = len(roles)
    while tail and roles[tail - 1] in _OF_TARGETS:
        tail -= 1
    if len(roles) - tail > 1 and "nature" in roles[tail:] and "target" in roles[:tail]:
        return level1, tail
    return None


class Placed(NamedTuple):
    """A column of the merged header: the row of its word (0 the upper), its place there, and what it is."""

    row: int
    at: int
    role: Role


class Over(NamedTuple):
    """The place of a word of the upper row, and the columns that it stands over: `start` to `end` (not included)."""

    at: int
    start: int
    end: int


class Merged(NamedTuple):
    """The columns of a header of two rows from left to right, and what stands over them."""

    columns: tuple[Placed, ...]
    over: tuple[Over, ...]


def merged(upper: Sequence[Word], lower: Sequence[Word]) -> Merged | None:
    """Put two rows of a header together, None where the two do not make one.

    They make none either where no word takes both rows: then the lower row has all columns by itself.

    Args:
        upper: the bare words of the upper row with their roles, `extra` for those that no list names.
        lower: those of the lower row, which must all find a place, in order.
    """
    if not 1 < len(upper) <= _MOST or not 1 < len(lower) <= _MOST:
        return None
    counts = _counts(upper, [role for _, role in lower])
    if counts is None or not any(counts) or all(counts):
        return None
    columns: list[Placed] = []
    over: list[Over] = []
    below = iter(enumerate(lower))
    for at, ((_, above), count) in enumerate(zip(upper, counts, strict=True)):
        if not count:
            columns.append(Placed(0, at, above))
            continue
        over.append(Over(at, len(columns), len(columns) + count))
        for number, (word, role) in islice(below, count):
            says_nothing = role == "extra" and word in words().names  # 内容 under 年度指标值
            columns.append(Placed(1, number, above if says_nothing else role))
    return Merged(tuple(columns), tuple(over))


def _counts(upper: Sequence[Word], lower: Sequence[Role]) -> list[int] | None:
    """How many words stand under each of the upper row: the best way to give them all a place."""
    best: list[list[tuple[float, int]]] = [[(-inf, 0)] * (len(lower) + 1) for _ in range(len(upper) + 1)]
    best[0][0] = (0.0, 0)
    for at, (word, role) in enumerate(upper):
        for taken in range(len(lower) + 1):
            before = best[at][taken][0]
            if before == -inf:
                continue
            for end in range(taken, len(lower) + 1):
                worth = before + _worth(role, lower[taken:end], lower)
                worth += _SAYS_OVER * (end > taken and word.endswith(_OVER))
                if worth > best[at + 1][end][0]:
                    best[at + 1][end] = (worth, end - taken)
    if best[-1][-1][0] <= 0:
        return None
    counts: list[int] = []
    end = len(lower)
    for at in range(len(upper), 0, -1):
        counts.append(best[at][end][1])
        end -= counts[-1]
    return counts[::-1]


def _worth(role: Role, under: Sequence[Role], lower: Sequence[Role]) -> float:
    """How well words stand under one of the upper row; none means that it takes both rows."""
    if not under:
        if (role in NAMES and NAMES & set(lower)) or (role in VALUES and role in lower):
            return _ONLY_OVER
        return _UNKNOWN if role == "extra" else _TAKES_BOTH
    if role in NAMES:
        fits: frozenset[Role] = NAMES
    elif role in VALUES:
        fits = VALUES if set(under) & VALUES == VALUES else _PARTS.get(role, frozenset((role,)))
    else:
        own = frozenset[Role]() if role == "extra" else frozenset((role,))
        fits = next((parts for parts in _UNNAMED if own <= parts and set(under) <= parts), own)  # 评分情况: both
    both = _SAYS_BOTH * (role != "extra" and role not in VALUES and len(fits) > 1 and len(under) > 1)
    worth = {**dict.fromkeys(fits, _FITS), "extra": _FITS if "extra" in fits else _SAYS_NOTHING}
    return both + sum(worth.get(other, _OTHER) for other in under) + _ALONE * (len(under) == 1)
