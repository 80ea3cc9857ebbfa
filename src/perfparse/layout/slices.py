"""Where one line may hold several cells: its spaces, and what each is likely to be.

A space inside a cell comes from the extractor (at a change of script, between the characters of a justified line)
or from the author; a space between two cells comes from the extractor alone. Costs are in nats, as in `joins`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.layout.measure import NOT_FIRST, NOT_LAST, STOPS, is_han, lead, spaced_out, width
from perfparse.model.ir import TextLine

_OF_PROSE = frozenset("，。；")
_NARROWED = frozenset("，。、；：！？（）《》“”‘’〔〕【】")
_GAP = re.compile(r"[^\S\n]+")
_WIDE_GAP = re.compile(r"\t|[^\S\n]{2,}|\u3000")
_IN_A_DATE = re.compile(r"\d\s*[年月]$")
_DIGIT = re.compile(r"\d")
_PUNCTUATED = re.compile(r"[，。；]")
_MANY_GAPS = 0.3  # share of changes of script that have a space: from there on such a space tells nothing
_NEARBY = 40  # characters on either side that tell what a gap is; keeps the work at a gap fixed
_MOST_CUTS = 5  # a line rarely has more than five cells; of more gaps the likeliest are kept
_AFTER_BOUND = re.compile(
    r"(?:[≥≤＞＜><=＝≧≦~～/／\-－—–+×第约近超达至到共为]|低于|高于|少于|多于|小于|大于|不足|超过|不超过|达到|至少|大约|增长|下降|上升|提高|降低|减少|增加|翻)$"
)
_BEFORE_LINK = re.compile(r"[~～/／\-－—–+×至%％‰]")
_VALUE_END = re.compile(r"\d\s*(?:[%％](?:以上|以下|以内|左右)?|[^\W\d_年月]{1,4}(?:\s*[/／·]\s*[^\W\d_]{1,3}){0,3})?$")
_VALUE = re.compile(
    r"\s*(?:[≥≤＞＜><=＝≧≦]|不?低于|不?少于|不?高于|不?超过|不?大于|不?小于|不足|超|近|约|至少|达到?|完成|实际完成){0,2}\s*"
    r"(?:\d[\d,.，\s]*|[一二两三四五六七八九十百千万亿半几]+)(?:\s*[-—~～至到]\s*\d[\d,.]*)?\s*"
    r"(?:[%％‰]|[^\W\d_]{1,5}(?:\s*[/·]\s*[^\W\d_]{1,3}){0,2})?\s*(?:以上|以下|以内|左右)?"
)
_COMPARATOR = re.compile(r"[≥≤＞＜><=＝≧≦]")
_UNIT_AHEAD = re.compile(
    r"(?:个|家|次|人|条|项|件|场|份|期|年|月|日|天|座|所|处|宗|户|亩|吨|元|万|亿|名|位|批|种|类|台|套|辆|篇|部|册|起|间|只|门|块|米|公|千|平|小时|分钟|支|节|处|艘|多|余|以)"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A gap between characters `left` (exclusive end) and `right` of a line: what cutting and what keeping it costs."""

    left: int
    right: int
    cut: float
    keep: float


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a line that may be one cell's: characters `start` to `end` of line number `line`.

    `width` and `lead` are in em; `play` is by how much `width` may be off, because figures and gaps are not all
    of one width; `give` is by how much a processor may have narrowed its punctuation to fit it in. `value` tells
    a bare value (≥ 85%, 9 个工作日), `stop` that the text ends like a sentence, `prose` that it is of one.
    """

    line: int
    start: int
    end: int
    width: float
    lead: float
    play: float
    give: float
    text: str
    cost: float
    value: bool
    stop: bool
    prose: bool


@dataclass(frozen=True, slots=True)
class Sliced:
    """A line with its likely cuts. `slices[j, k]` runs from cut j to cut k, 0 being its start and `points` its end."""

    points: int
    slices: dict[tuple[int, int], Slice]
    cuts: tuple[Cut, ...]

    @property
    def head(self) -> Slice:
        """What stands before the first likely cut."""
        likely = (at for at, cut in enumerate(self.cuts, 1) if cut.keep - cut.cut > 1.0)
        return self.slices[0, next(likely, self.points)]

    @property
    def tail(self) -> Slice:
        """What stands behind the last likely cut."""
        likely = (at for at, cut in reversed(tuple(enumerate(self.cuts, 1))) if cut.keep - cut.cut > 1.0)
        return self.slices[next(likely, 0), self.points]


def script_gaps(lines: Sequence[TextLine]) -> float:
    """The share of places where a Chinese character meets a digit that have a space between them."""
    text = "\n".join(line.text for line in lines)
    spaced = len(re.findall(r"[\u4e00-\u9fff][ \u00a0]+\d", text))
    return spaced / max(1, spaced + len(re.findall(r"[\u4e00-\u9fff]\d", text)))


def slice_line(line: TextLine, number: int, gaps: float) -> Sliced:
    """Find the cuts of a line; `gaps` is the document's `script_gaps`."""
    even = spaced_out(line.text)
    cuts = _cuts(line.text, gaps, wide_only=even)
    best = sorted(cuts, key=lambda cut: cut.cut - cut.keep)[:_MOST_CUTS]
    best.sort(key=lambda cut: cut.left)
    starts = [0, *(cut.right for cut in best)]
    ends = [*(cut.left for cut in best), len(line.text)]
    slices: dict[tuple[int, int], Slice] = {}
    for j, start in enumerate(starts):
        kept = 0.0
        for k in range(j + 1, len(ends) + 1):
            end = ends[k - 1]
            text = line.text[start:end]
            solid = text.replace(" ", "") if even else text
            cost = kept + (best[k - 1].cut if k <= len(best) else 0.0)
            slices[j, k] = Slice(
                number,
                start,
                end,
                width(solid),
                lead(solid),
                _play(solid),
                _give(solid),
                text,
                cost,
                is_value(text),
                ends_sentence(text),
                _is_prose(text),
            )
            if k <= len(best):
                kept += best[k - 1].keep
    return Sliced(len(ends), slices, tuple(best))


def is_value(text: str) -> bool:
    """Whether `text` is a bare value: a bound, a number and a unit at most."""
    return len(text) < 24 and _VALUE.fullmatch(text) is not None


def _is_prose(text: str) -> bool:
    return len(text) >= 14 or not _OF_PROSE.isdisjoint(text)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a full stop, or with one before a closing quote or bracket."""
    return text[-1] in STOPS or (text[-1] in "”）" and text[-2:-1] in STOPS)


def _play(text: str) -> float:
    return 0.2 + min(0.6, 0.06 * sum(map("\u2000".__gt__, text)))


def _give(text: str) -> float:
    return 0.3 + 0.5 * min(2, sum(map(_NARROWED.__contains__, text))) + _play(text) - 0.2


def _cuts(text: str, gaps: float, *, wide_only: bool) -> list[Cut]:
    found = []
    for match in _GAP.finditer(text):
        left, right = match.span()
        if _WIDE_GAP.search(match[0]):
            found.append(Cut(left, right, 0.1, 4.0))
        elif not wide_only and (
            costs := _gap_costs(text[max(0, left - _NEARBY) : left], text[right : right + _NEARBY], gaps)
        ):
            found.append(Cut(left, right, *costs))
    return found


def _gap_costs(left: str, right: str, gaps: float) -> tuple[float, float] | None:
    """What a single space costs as a border of cells, and as none; None where it can be no border."""
    last, first = left[-1], right[0]
    figure = first.isdigit() or _COMPARATOR.match(right) is not None
    if _joined(left, right, figure=figure):
        return None
    if figure and _VALUE_END.search(left[-16:]):
        return 0.3, 6.0  # a whole value, then another figure: 7 个工作日 8 个工作日
    if last in STOPS:
        return 0.3, 1.2
    if last in "%％" and is_han(first):
        return (0.4, 2.5) if _DIGIT.search(right) and not _PUNCTUATED.search(left + right) else (0.6, 0.9)
    if last in "，、；：":
        return 4.0, 0.3
    if is_han(last) and is_han(first):
        return 0.2, 5.0
    if _COMPARATOR.match(right):
        return (1.0, 0.6) if gaps > _MANY_GAPS else (0.5, 1.5)
    if left.endswith("完成"):
        return 3.0, 0.1
    if is_han(last) and first.isdigit():
        return (1.6, 0.1) if gaps > _MANY_GAPS else (0.5, 1.2)
    return 1.0, 0.7


def _joined(left: str, right: str, *, figure: bool) -> bool:
    """Whether what stands on both sides of a space plainly belongs together."""
    last, first = left[-1], right[0]
    if last in NOT_LAST or first in NOT_FIRST or last in "/／·" or _BEFORE_LINK.match(right):
        return True
    if figure and (_AFTER_BOUND.search(left[-4:]) or _IN_A_DATE.search(left[-6:])):
        return True
    return last.isdigit() and (is_han(first) or _UNIT_AHEAD.match(right) is not None)
