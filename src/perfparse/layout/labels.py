"""Labels of header block, money and goals, which are called much the same in all forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import fold

_GOAL_LABEL = 14  # characters
_LONGEST_CHAIN = 60


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether a text is a whole label of header block or money."""
    word = bare(text)
    return word in words().fields or word in words().labels or word in money_heads() or is_item(text)


def is_goal_label(text: str) -> bool:
    """Whether a text heads a goal: 预期目标, 实际完成情况."""
    word = bare(text)
    return 2 < len(word) <= _GOAL_LABEL and word.endswith(words().goals)


def is_item(text: str) -> bool:
    """Whether a text is the whole name of an item of money: 其中：当年财政拨款."""
    return _item().fullmatch(_plain(text)) is not None


def begins_item(text: str) -> bool:
    """Whether a text is an item of money, or what the first line of one may say: 年度资金总, 其中：当年."""
    return _item_begun().fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return fold(text).rstrip("：:")


@cache
def _item() -> re.Pattern[str]:
    before, behind = ("|".join(map(re.escape, part)) for part in (words().item_words, words().items))
    whole = "|".join(map(re.escape, words().whole_items))
    return re.compile(rf"(?:其中：?)?(?:(?:{before}){{1,4}}(?:资金)?(?:{behind})|{whole})")


@cache
def _item_begun() -> re.Pattern[str]:
    before = "|".join(map(re.escape, words().item_words))
    ends = "|".join(part for ending in ("资金", *words().items) for part in (ending, ending[0]))
    return re.compile(rf"(?:其中：?)?(?:{before}){{1,4}}(?:资金)?(?:{ends})?")


def money_words(text: str) -> list[int]:
    """Where the header words begin that a text is a chain of, and its end, white space not counted.

    全年预算数（A）全年执行数（B）得分 is three. Any other text is one.
    """
    folded = fold(text)
    if len(folded) > _LONGEST_CHAIN or not _money_chain().fullmatch(folded):
        return [0, len(folded)]
    return [0, *(match.end() for match in _money_word().finditer(folded))]


@cache
def _money_word() -> re.Pattern[str]:
    listed = "|".join(sorted(map(re.escape, money_heads()), key=len, reverse=True))
    return re.compile(rf"(?:{listed})(?:（[^（）]{{1,8}}）)?")


@cache
def _money_chain() -> re.Pattern[str]:
    return re.compile(rf"(?:{_money_word().pattern}){{2,}}")


def may_be_item(text: str) -> bool:
    """Whether a text can be the beginning of an item of money, cut anywhere: 其中：当年财."""
    return _item_cut().fullmatch(_plain(text)) is not None


@cache
def _item_cut() -> re.Pattern[str]:
    whole = (*words().item_words, *words().items, *(f"资金{ending}" for ending in words().items))
    begun = {word[:length] for word in whole for length in range(1, len(word) + 1)}
    listed = (sorted(part, key=len, reverse=True) for part in (words().item_words, begun))
    before, cut = ("|".join(map(re.escape, part)) for part in listed)
    return re.compile(rf"其|(?:其中：?)?(?:{before}){{0,4}}(?:{cut})?")
