"""What stands around a number: bounds that touch it, change and frequency named earlier in its clause."""

from __future__ import annotations

import re
from typing import Literal

from perfparse.model.report import Bound
from perfparse.quantities.draft import MANY, Draft, per_word
from perfparse.quantities.vocabulary import Vocabulary

Change = Literal["increase", "decrease"]

_CLAUSE = re.compile(r"[，。；;！？!?：:\n]|,(?!\d)|(?<!\d),")
_LOOK_BACK = 48
"""How far before a number its clause is searched: longer clauses say nothing of a number at their end."""
_NEAR_NOUN = 8
"""How many characters may stand between 每亩 and its number; after 每月 and other times the clause is the limit."""
_LONGER_NOUN = re.compile(r"[校区位员]\w")
"""What makes another noun of the one that was found: 每村校."""
_MIRRORED: dict[str, Bound] = {"≤": "at_least", "<": "more_than", "≥": "at_most", ">": "less_than"}
"""Signs behind a number, before what they compare: 80%≤完成率."""
_MARKS = "。；;，, \t"
_NOT_INSIDE = frozenset("部容外控蒙设")
"""内 before these begins another word: 2小时内部会议."""


def clause_before(text: str, floor: int, at: int) -> str:
    """Return the part of the clause that stands before `at`, no further back than `floor` and `_LOOK_BACK`."""
    start = max(floor, at - _LOOK_BACK)
    piece = text[start:at]
    last = None
    for last in _CLAUSE.finditer(piece):  # noqa: B007  the last one is wanted
        pass
    return piece[last.end() :] if last else piece


def alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but a mark stands beside `text[start:end]` in its paragraph."""
    after = text[end : end + 3].partition("\n")
    before = text[max(0, start - 3) : start].rpartition("\n")
    whole = (after[1] or end + 3 >= len(text)) and (before[1] or start <= 3)
    return bool(whole) and not (before[2] + after[0]).strip(_MARKS)


def swallowed(text: str, start: int, word: str, words: Vocabulary) -> bool:
    """Whether a bound word is the end of another word: 节约."""
    return start > 0 and text[start - 1] in words.not_after.get(word, "")


def bound_before(text: str, floor: int, at: int, words: Vocabulary) -> tuple[Bound | None, int]:
    """Return the bound that the words just before `at` set, and where they begin."""
    if text[at - 1 : at] not in words.before_last:
        return None, at
    for length in range(min(words.before_reach, at - floor), 0, -1):
        start = at - length
        word = text[start:at]
        bound = words.before.get(word)
        if bound is not None and bound != "approx_above" and not swallowed(text, start, word, words):
            return bound, start
    return None, at


def bound_at(text: str, at: int, words: Vocabulary) -> int:
    """Return where the bound words that begin at `at` end, or `at`: 不少于 in 一年不少于2次."""
    for length in range(min(words.before_reach, len(text) - at), 0, -1):
        if text[at : at + length] in words.before:
            return at + length
    return at


def bound_after(text: str, draft: Draft, words: Vocabulary) -> tuple[Bound | None, int]:
    """Return the bound that the words just after the draft set, and where they end."""
    end = draft.end
    sign = text[end : end + 1]
    if sign in _MIRRORED and text[end + 1 : end + 2].isalpha():
        return _MIRRORED[sign], end + 1
    if sign not in words.after_start:
        return None, end
    for length in range(min(words.after_reach, len(text) - end), 0, -1):
        word = text[end : end + length]
        bound = words.after.get(word)
        if bound is None or text[end + length : end + length + 1] in words.not_before.get(word, ()):
            continue
        if word == "内" and (draft.dimension != "duration" or text[end + 1 : end + 2] in _NOT_INSIDE):
            continue
        return bound, end + length
    return None, end


def change(text: str, clause: str, start: int, draft: Draft, words: Vocabulary) -> Change | None:
    """Return whether the words just before the number say that something rose or fell by it.

    `clause` ends at `start` and holds no other quantity; what it is compared with may stand before one
    (较2020年的3.2万人增加0.5万人).
    """
    match = words.change.search(clause, max(0, len(clause) - words.change_reach))
    if match is None:
        return None
    if (draft.dimension != "ratio" or match[1] in words.change_compared) and not compares(text, start, words):
        return None  # 提高1000人 in a plan is no comparison
    return "increase" if match[1] in words.increase else "decrease"


def compares(text: str, at: int, words: Vocabulary) -> bool:
    """Whether the clause before `at` names what something is compared with, or 与上年相比， stands before it."""
    clause = clause_before(text, 0, at)
    comma = at - len(clause) - 1
    if words.compared.search(clause):
        return True
    return text[max(0, comma) : comma + 1] in ("，", ",") and text.endswith(words.compared_ahead, 0, comma)


def signed_change(text: str, at: int, words: Vocabulary) -> Change | None:
    """Return what the sign at `at` says where it stands for the word: 同比+5.3%, 较上年-3.2%."""
    if text[at : at + 1] not in ("+", "-") or not text.endswith(words.signed_compared, max(0, at - _LOOK_BACK), at):
        return None
    return "increase" if text[at] == "+" else "decrease"


def per_before(clause: str, draft: Draft, found: Change | None, words: Vocabulary) -> str | None:
    """Return what the number is counted per, when 每X stands before it in its clause: 每半年提交…1份.

    A share is counted per nothing (每季度合格率95%) unless it says by how much something changed.
    """
    last = clause.rfind("每")
    if last < 0 or (draft.dimension == "ratio" and found is None):
        return None
    if clause.startswith(words.per_name, last + 2) or clause.startswith(words.per_name, last + 3):
        return None  # 每日快报 is a name
    parts: list[str] = []
    here = _chain_start(clause, last, words)
    word, far = "", False
    while clause[here : here + 1] == "每":
        many = MANY.match(clause, here + 1)
        skip = many.end() if many else here + 1
        word = per_word(clause, skip, words) or ""
        if not word:
            return None
        far = many is not None and many[0] != "一"
        parts.append(clause[here + 1 : skip] + word if far else _plain_time(word))
        here = skip + len(word)
    rest = clause[here:]
    near = len(rest) <= _NEAR_NOUN and not _LONGER_NOUN.match(rest)
    return "·".join(parts) if far or near or word in words.per_time else None


def _chain_start(clause: str, last: int, words: Vocabulary) -> int:
    """Where a chain 每人每月 begins whose last 每 stands at `last`."""
    first = last
    while True:
        earlier = clause.rfind("每", max(0, first - 5), first)
        word = per_word(clause, earlier + 1, words) if earlier >= 0 else None
        if word is None or earlier + 1 + len(word) != first:
            return first
        first = earlier


def _plain_time(word: str) -> str:
    """每个月 is 每月."""
    return word[1:] if word.startswith("个") and len(word) > 1 else word
