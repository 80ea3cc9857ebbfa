"""Two parts of text with a page end between: is the second the rest of the first? Weighed in nats.

Each constant is the logarithm of how much likelier something is in a cell that the page cut than in two cells. The
chances are judgements about how such documents come about; none was counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log

from perfparse.language.folding import squeeze
from perfparse.language.words import crossing

_IMPOSSIBLE = 5.0  # a mark that cannot begin or end a cell
_NUMBERS = 4.0  # a bare number under a bare number is a value of its own
_NUMBER = 1.0  # a bare number under prose may be its end
WORD = log(0.45 / 0.05)  # a dictionary word stands across a cut nearly every second time
NO_WORD = log(0.55 / 0.95)
_CUT = {(True, True): 0.05, (True, False): 0.08, (False, True): 0.86, (False, False): 0.01}
"""How often the text above a cut ends like a sentence, and has a full last line: pages may end where paragraphs do."""
_FULL = 0.25  # of the last lines of whole cells, one in four is full
_FITS = 0.3  # em that a line may differ from what is measured
_LONG = 10  # characters from which a text is prose that should end like one
_CANNOT_START = frozenset("，、；：。）》”’！？%％,.;:)〕】」")
_CANNOT_END = frozenset("，、（《“‘(〔【「")
_ENDED = frozenset("。！？；;")
_BETWEEN = frozenset("；;")  # what ends a part of a list, and rarely the whole
_RARE = 0.1
_BARE = re.compile(r"[≥≤＞＜><=＝约]?-?\d[\d,.]*[%％]?|[-—/]+")
_UNIT = re.compile(r"[（《“‘(〔【「]*(?:[0-9A-Za-z.,%％]+|.)[，、；：。）》”’！？%％,.;:)〕】」]*")
_PAIRS = {"（": "）", "《": "》", "“": "”", "〔": "〕", "【": "】", "(": ")"}


@dataclass(frozen=True, slots=True)
class Rest:
    """How much likelier two texts are one than two, and whether a dictionary word may be asked for."""

    nats: float
    askable: bool = False

    @property
    def most(self) -> float:
        """The most it can be with a word."""
        return self.nats + (WORD if self.askable else 0.0)

    @property
    def least(self) -> float:
        """The least it can be without one."""
        return self.nats + (NO_WORD if self.askable else 0.0)


def weigh(left: str, right: str, room: float | None, ended: float) -> Rest:
    """Weigh two parts that are not blank.

    `room` is the width that the last line of `left` leaves free, in em, where it is known; `ended` the share of
    whole cells like these that end like a sentence.
    """
    left, right = squeeze(left), squeeze(right)
    if right[0] in _CANNOT_START or left[-1] in _CANNOT_END:
        return Rest(_IMPOSSIBLE)
    stopped = left[-1] in _ENDED
    nats = _by_line(stopped, _is_full(right, room), _RARE if left[-1] in _BETWEEN else ended)
    if _BARE.fullmatch(right):
        return Rest(nats - (_NUMBERS if _BARE.fullmatch(left) or len(left) < _LONG else _NUMBER))
    if _unbalanced(left, right):
        return Rest(_IMPOSSIBLE)
    return Rest(nats, askable=not stopped)


def word(left: str, right: str) -> float:
    """What the dictionary says of a join."""
    return WORD if crossing(squeeze(left), squeeze(right)) else NO_WORD


def ends(text: str) -> bool:
    """Whether a text ends like a sentence."""
    return squeeze(text)[-1:] in _ENDED


def is_prose(text: str) -> bool:
    """Whether a text is long enough to be expected to end like a sentence."""
    return len(squeeze(text)) >= _LONG


def _by_line(stopped: bool, full: bool | None, ended: float) -> float:
    """What the last line above the page end says, against the last line of a whole cell."""
    whole = ended if stopped else 1 - ended
    if full is None:
        return log((_CUT[stopped, True] + _CUT[stopped, False]) / whole)
    return log(_CUT[stopped, full] / (whole * (_FULL if full else 1 - _FULL)))


def _is_full(right: str, room: float | None) -> bool | None:
    """Whether the next word would not have fitted: a line that goes on is full."""
    if room is None:
        return None
    unit = _UNIT.match(right)
    return room < _width(unit[0] if unit else right[0]) + _FITS


def _width(text: str) -> float:
    """The width in em: characters of the Latin script are half as wide as Chinese ones."""
    return sum(0.5 if ord(char) < 0x2000 else 1.0 for char in text)


def _unbalanced(left: str, right: str) -> bool:
    """Whether a bracket that the left side opens is closed on the right, before any other opens there."""
    for opened, closed in _PAIRS.items():
        if left.count(opened) > left.count(closed) and closed in right:
            return opened not in right[: right.index(closed)]
    return False
