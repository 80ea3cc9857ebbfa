"""Dictionary words across a join of two lines, and the parts of speech of words: the one place that knows jieba.

`rjieba` (extra `fast`) has the same dictionary and algorithm and is taken where it is installed. Both run with
their hidden Markov model off: only words of the dictionary count, so that both give the same answer. The
dictionary is loaded at the first question, because loading it takes longer than reading a short report.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_REACH = 4
"""Characters looked at on either side of a join: the dictionary's words that matter are no longer."""


@cache
def _cutter() -> Callable[[str], list[str]]:
    try:
        import rjieba  # an extra, and slow to load
    except ImportError:
        return _jieba()

    def cut(text: str) -> list[str]:
        words: list[str] = rjieba.cut(text, False)
        return words

    return cut


def _jieba() -> Callable[[str], list[str]]:
    tokenizer = _tokenizer()

    def cut(text: str) -> list[str]:
        words: list[str] = tokenizer.lcut(text, HMM=False)
        return words

    return cut


@cache
def _tagger() -> Callable[[str], list[tuple[str, str]]]:
    try:
        import rjieba  # as above
    except ImportError:
        return _jieba_tagger()

    def tag(text: str) -> list[tuple[str, str]]:
        words: list[tuple[str, str]] = rjieba.tag(text, False)
        return words

    return tag


def _jieba_tagger() -> Callable[[str], list[tuple[str, str]]]:
    from jieba.posseg import POSTokenizer  # slow to load

    tagger = POSTokenizer(_tokenizer())

    def tag(text: str) -> list[tuple[str, str]]:
        return [(word.word, word.flag) for word in tagger.cut(text, HMM=False)]

    return tag


def _tokenizer() -> Any:
    import jieba  # slow to load
    from platformdirs import user_cache_path

    jieba.setLogLevel(logging.CRITICAL + 1)  # it reports a cache that cannot be written with a traceback
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_made(user_cache_path("perfparse")))
    tokenizer.initialize()
    return tokenizer


def _made(folder: Path) -> Path:
    """The user's own folder, made if need be: one that all users share could hold anybody's cache.

    Where it cannot be made or written to, jieba goes without a cache and takes longer.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@lru_cache(maxsize=65536)
def crossing(left: str, right: str) -> str:
    """Return the dictionary word that stands across the join of `left` and `right`, or an empty string.

    Only the characters next to the join are looked at.

    >>> crossing("推进应急管理改革，加快两项重", "点项目建设")
    '重点项目'
    >>> crossing("加快两项重", "服务服从广州")
    ''
    """
    left, right = left[-_REACH:], right[:_REACH]
    at = 0
    for word in _cutter()(left + right):
        end = at + len(word)
        if at < len(left) < end:
            return word
        at = end
    return ""


@lru_cache(maxsize=65536)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of `text` with their parts of speech as jieba's dictionary has them: n, v, vn, a, q, x ….

    >>> tagged("生产企业")
    (('生产', 'vn'), ('企业', 'n'))
    """
    return tuple(_tagger()(text))
