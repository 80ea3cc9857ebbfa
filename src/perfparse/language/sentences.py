"""Targets and actual values that are said in a sentence: 康复服务比例年初指标值为不低于85%，全年实际完成值96%。

A grammar over the words that lead to a value, not over what is measured. Sources: the wording of evaluation reports
(评价意见, 绩效指标完成情况分析) as the survey of published reports tells it; the lists of words are judgements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Bounds = tuple[int, int]
"""Half-open offsets into the text that was read."""

_STOP = "，,。；;！？\n"
_NAME = rf"[^\s{_STOP}：:、（(第][^{_STOP}：:]{{1,40}}?"
_OF = r"(?:年初|年度|全年|当年|年内|本年|预期|预计|计划|绩效|设定)"
_LEAD = rf"(?:{_OF}*(?:指标值|目标值|计划值|预期值|计划数|目标数|任务数)|{_OF}+(?:目标|指标|任务))"
_IS = r"(?:设定|确定)?(?:分别)?(?:为|是|：|:|达到)?\s*"
_VALUE = rf"[^{_STOP}]{{1,60}}?"
_DONE = (
    rf"(?:{_OF}|年末|年终|截至年末|截至年底)*(?:实际)?(?:完成值|完成数|实现值|达成值|实际值|完成情况)"
    r"(?:分别)?(?:为|是|达到|达|：|:)?\s*"
    r"|(?:全年|年度|年末|截至年末|截至年底)*实际(?:完成|达到|为|达|是)?(?:了)?\s*"
)
_SAID = re.compile(
    rf"(?:(?P<name>{_NAME})的?[，,]?)?(?P<lead>{_LEAD}){_IS}(?P<target>{_VALUE})"
    rf"[，,；;]\s*(?P<done>{_DONE})(?P<actual>{_VALUE})(?=[{_STOP}]|$)"
)
_MARK = re.compile(
    r"(?:第?[一二三四五六七八九十\d]{1,3}(?:是|[、.．)）]))|(?:[（(][一二三四五六七八九十\d]{1,3}[)）])|[①-⑳]"
)
_SIGN = r"(?:[≥≤＞＜≧≦]|>=|<=|=>|=<|[<>=＝])"
_PROMISED = re.compile(
    rf"(?P<name>[^\s{_STOP}：:≥≤＞＜≧≦<>=＝（(][^{_STOP}：:≥≤＞＜≧≦<>=＝（(]{{1,30}}(?:[（(][^（）()]{{1,16}}[)）])?)"
    rf"(?P<target>{_SIGN}\s*\d[^{_STOP}：:]{{0,14}}?)(?=[{_STOP}]|$)"
)
_LONGEST = 20_000  # characters of one text in which sentences are looked for


class Said(NamedTuple):
    """What a sentence says: the places of name, target and actual value; None for what it leaves out."""

    name: Bounds | None
    target: Bounds
    actual: Bounds | None


def said(text: str) -> Iterator[Said]:
    """Targets with their actual values in `text`, in order; each character is of one of them at most."""
    for match in _SAID.finditer(text[:_LONGEST]):
        name = _bounds(match, "name")
        if name is not None:
            mark = _MARK.match(text, *name)
            name = (mark.end(), name[1]) if mark and mark.end() < name[1] else name
        yield Said(name, match.span("target"), match.span("actual"))


def promised(text: str) -> Iterator[Said]:
    """Names with a target behind them, told by its comparator: 成活率(≥**%)>=85；补助成本(≤**元/株)≤3.40/株."""
    for match in _PROMISED.finditer(text[:_LONGEST]):
        name = match.span("name")
        mark = _MARK.match(text, *name)
        yield Said((mark.end(), name[1]) if mark and mark.end() < name[1] else name, match.span("target"), None)


def _bounds(match: re.Match[str], group: str) -> Bounds | None:
    return match.span(group) if match[group] is not None else None
