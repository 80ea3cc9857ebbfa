"""What is known of labels: levels of indicators, and items of money, are called much the same in all forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.layout.labels import is_label

LINES = 6  # lines of a label whose text is looked at
_LEVEL = -1.5  # the label is a level's name
_SHORT = -0.7  # it is one without 指标, which may be the beginning of a longer one
_FRAGMENT = 3.0  # it is the beginning or the end of one
_SEVERAL = 8.0  # it is two of them
_ENDING = "指标"
_LONGEST = 24  # characters of a label
_EACH = 0.5  # characters that a label more must be worth


def said(texts: Sequence[str]) -> NDArray[np.float64]:
    """(n, LINES) what it costs, in nats, that lines `i` to `i + j` of a column of labels are one label."""
    costs = np.zeros((len(texts), LINES))
    for first, lines, word in _runs(texts):
        costs[first, lines] = _cost(word)
    return costs


def first_levels(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The first levels that lines of a column name, and (n, LINES) which of them lines `i` to `i + j` are, or -1."""
    found = np.full((len(texts), LINES), -1, dtype=np.int64)
    names: list[str] = []
    for first, lines, word in _runs(texts):
        if word in words().level1:
            if word not in names:
                names.append(word)
            found[first, lines] = names.index(word)
    return names, found


def _runs(texts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of up to LINES lines: its first, how many more, and what it says, as labels are compared."""
    for first in range(len(texts)):
        text = ""
        for at in range(first, min(first + LINES, len(texts))):
            text += squeeze(texts[at])
            yield first, at - first, bare(text)


def labels(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of lines that are together one label of header block or money, as (first, last included).

    Of runs that overlap those that say most are taken.
    """
    count = len(texts)
    best: list[tuple[float, int]] = [(0.0, 0)] * (count + 1)  # what the lines from here on say, and lines of a run here
    for first in reversed(range(count)):
        best[first] = (best[first + 1][0], 0)
        text = ""
        for at in range(first, min(first + LINES, count)):
            text += squeeze(texts[at])
            if len(text) > _LONGEST:
                break
            if is_label(text):
                best[first] = max(best[first], (len(text) - _EACH + best[at + 1][0], at + 1 - first))
    found = []
    at = 0
    while at < count:
        lines = best[at][1]
        if lines:
            found.append((at, at + lines - 1))
        at += lines or 1
    return found


def _cost(word: str) -> float:
    if word in words().level1 or word in words().level2:
        return _LEVEL if word.endswith(_ENDING) else _SHORT
    if len(_names().findall(word)) > 1:
        return _SEVERAL
    return _FRAGMENT if word in _fragments() else 0.0


@cache
def _long() -> tuple[str, ...]:
    """The names that end with 指标, longest first."""
    names = words().level1 | words().level2
    return tuple(sorted((name for name in names if name.endswith(_ENDING)), key=len, reverse=True))


@cache
def _names() -> re.Pattern[str]:
    return re.compile("|".join(_long()))


@cache
def _fragments() -> frozenset[str]:
    """Proper beginnings and ends of the names."""
    return frozenset(part for name in _long() for cut in range(1, len(name)) for part in (name[:cut], name[cut:]))
