"""What a quantity counts or measures, where the words beside it say so: 97家生产企业, 罚款10147.59万元.

The parts of speech are those of jieba's dictionary. A subject is a run of nouns as printed; where the words allow
another reading there is none, because no subject is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from perfparse.language.words import tagged
from perfparse.model.report import Quantity
from perfparse.quantities.vocabulary import Vocabulary, vocabulary

_REACH = 14
_HAN = re.compile(r"[\u4e00-\u9fff]*")
_HAN_BEHIND = re.compile(r"[\u4e00-\u9fff]*$")
_NOUNS = ("n", "vn", "an", "b", "j", "l", "i", "f")
"""Tags of words that a name is made of; with `_LAST` at its end it is a name."""
_LAST = ("n", "j", "l", "vn")
_AND = ("、", "和", "及", "与", "或")
_PEOPLE = ("人", "名", "位")
Tagged = Sequence[tuple[str, str]]
"""Words with their parts of speech."""


def with_subjects(text: str, quantities: Iterable[Quantity]) -> list[Quantity]:
    """Return the quantities of `text` (as `parse` gave them) with their subjects."""
    found = list(quantities)
    words = vocabulary()
    ends = [0, *(quantity.end for quantity in found)]
    starts = [*(quantity.start for quantity in found[1:]), len(text)]
    return [
        quantity.model_copy(update={"subject": _subject(text, quantity, floor, ceiling, words)})
        for quantity, floor, ceiling in zip(found, ends, starts, strict=False)
    ]


def _subject(text: str, quantity: Quantity, floor: int, ceiling: int, words: Vocabulary) -> str | None:
    """What is counted stands behind its classifier, else before the number; what is measured stands before it."""
    counted = quantity.dimension == "count"
    name = None
    if counted:
        behind = _HAN.match(text, quantity.end, min(ceiling, quantity.end + _REACH))
        name = _leading(tagged(behind[0])) if behind else None
    if name is None:
        before = text[max(floor, quantity.start - _REACH) : quantity.start].rstrip(" ：:\u3000")
        run = _HAN_BEHIND.search(before)
        if run is None or "每" in before or before[: run.start()].endswith(_AND):
            return None
        name = _trailing(tagged(run[0]), words)
    if name is None or len(name[0]) < 2:
        return None
    subject, tag = name
    if counted and quantity.base_unit.startswith(_PEOPLE) and not subject.endswith(words.people):
        return None  # 移送司法机关31人: those who are counted are not named
    if counted and tag == "vn" and quantity.base_unit not in words.done:
        return None  # 安全检查9800家
    return subject


def _leading(run: Tagged) -> tuple[str, str] | None:
    """The name that `run` begins with, and its last tag: 生产企业 of 生产企业开展自查."""
    taken = list(takewhile(lambda pair: pair[1].startswith(_NOUNS), run))
    while taken and not taken[-1][1].startswith(_LAST):
        taken.pop()
    if not taken or taken[0][1] == "vn" == taken[-1][1]:
        return None  # 3家通过验收
    return "".join(word for word, _ in taken), taken[-1][1]


def _trailing(run: Tagged, words: Vocabulary) -> tuple[str, str] | None:
    """The name that `run` ends with, and its last tag: 司法机关 of 移送司法机关, 罚款额 of 罚款额达到."""
    found = list(run)
    while found and (found[-1][0] in words.copulas or found[-1][0] in words.before):
        found.pop()
    taken: list[tuple[str, str]] = []
    while found and found[-1][1].startswith(_NOUNS):
        taken.insert(0, found.pop())
    if found and found[-1][0] in _AND:
        return None  # the last of several things
    while taken and ((taken[0][1] == "vn" and len(taken) > 1) or taken[0][0] in words.verbs):
        taken.pop(0)  # 检查企业: a verb that can be a noun, before its object
    if not taken or not taken[-1][1].startswith(_LAST):
        return None
    return "".join(word for word, _ in taken), taken[-1][1]
