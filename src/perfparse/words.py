"""Dictionary words across a join of two lines: the one place that knows jieba.

`rjieba` (extra `fast`) has the same dictionary and algorithm and is taken where it is installed. Both run with
their hidden Markov model off: only words of the dictionary count, so that both give the same answer. The
dictionary is loaded at the first question, because loading it takes longer than reading a short report.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

_REACH = 4
"""Characters looked at on either side of a join: the dictionary's words that matter are no longer."""


@cache
def _cutter() -> Callable[[str], list[str]]:
    try:
        import rjieba  # noqa: PLC0415  an extra, and slow to load
    except ImportError:
        return _jieba()

    def cut(text: str) -> list[str]:
        return rjieba.cut(text, False)  # type: ignore[no-any-return]  # untyped

    return cut


def _jieba() -> Callable[[str], list[str]]:
    import jieba  # noqa: PLC0415  slow to load
    from platformdirs import user_cache_path  # noqa: PLC0415

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    folder = _writable(user_cache_path("perfparse"))
    if folder is not None:
        tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()

    def cut(text: str) -> list[str]:
        return tokenizer.lcut(text, HMM=False)  # type: ignore[no-any-return]  # untyped

    return cut


def _writable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None  # jieba then caches in the system's folder for temporary files, or not at all
    return folder


@lru_cache(maxsize=65536)
def crossing(left: str, right: str) -> str:
    """Return the dictionary word that stands across the join of `left` and `right`, or an empty string.

    Only the characters next to the join are looked at.

    >>> crossing("推进应急管理改革，加快两项重", "点项目建设")
    '重点'
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
