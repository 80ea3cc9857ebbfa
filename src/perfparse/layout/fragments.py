"""Words and numbers that a table's lines have broken, with pieces of other cells between: 80 公 84 公 15 … 里 里.

A word that the forms know is put together from pieces in their order; so is a number with a unit. A piece serves once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from perfparse.forms.headers import known
from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import words
from perfparse.language.folding import fold
from perfparse.layout.atoms import Atom
from perfparse.layout.stream_kept import lines_of
from perfparse.model.ir import Document, Span
from perfparse.quantities.units import units

_REACH = 14  # pieces within which a word is complete
_MOST = 4000  # pieces of a text that is read this way
_NUMBER = re.compile(r"[≥≤＞＜>=<＝]{0,2}\d+(?:\.\d+)?")
_PIECE = re.compile(r"\S+")


@dataclass(slots=True)
class Token:
    """A word of the text, whole or put together; `first` and `last` are the numbers of its pieces."""

    atom: Atom
    first: int
    last: int
    pieces: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The word, folded."""
        return fold(self.atom.text)

    @property
    def broken(self) -> bool:
        """Whether other words stand between its pieces."""
        return self.last - self.first >= len(self.pieces)


def tokens(document: Document) -> list[Token]:
    """The text's words in the order of their first pieces; empty for a text that is too long."""
    several = len(document.pages) > 1
    if len(document.text.split(maxsplit=_MOST)) > _MOST:
        return []
    pieces = [
        Atom(match[0], (Span(start + match.start(), start + match.end(), page + 1 if several else None),))
        for start, page, line in lines_of(document.text)
        for match in _PIECE.finditer(line)
    ]
    texts = [fold(piece.text) for piece in pieces]
    used: set[int] = set()
    found: list[Token] = []
    for at in range(len(pieces)):
        if at in used:
            continue
        chain = _bracket(texts, at, used) or _word(texts, at, used) or _quantity(texts, at, used) or [at]
        used.update(chain)
        text = "".join(pieces[number].text for number in chain)
        spans = tuple(span for number in chain for span in pieces[number].spans)
        found.append(Token(Atom(text, spans), chain[0], chain[-1], chain))
    return found


def _bracket(texts: list[str], at: int, used: set[int]) -> list[int]:
    """An opening bracket's piece and the piece that is its closing bracket alone."""
    if not texts[at].startswith("（") or "）" in texts[at]:
        return []
    shut = next((more for more in range(at + 1, min(at + _REACH, len(texts))) if texts[more] == "）"), None)
    return [] if shut is None or shut in used else [at, shut]


def _word(texts: list[str], at: int, used: set[int]) -> list[int]:
    """The pieces of the known word that begins with piece `at` and is complete soonest."""
    best: list[int] = []
    whole = texts[at] in _vocabulary()
    for word in _beginning(texts[at]):
        chain, place = [at], len(texts[at])
        for more in range(at + 1, min(at + _REACH, len(texts))):
            if more not in used and texts[more] and word.startswith(texts[more], place):
                chain.append(more)
                place += len(texts[more])
                if place == len(word):
                    break
        if all(texts[number] in money_heads() for number in chain):
            continue  # words of their own, side by side: 执行率 得分
        if place == len(word) and (not best or (chain[-1], -len(chain)) < (best[-1], -len(best))):
            best = chain
    return [] if whole and best and best[-1] - at > _REACH // 2 else best


@cache
def _vocabulary() -> frozenset[str]:
    shared = words()
    return frozenset(
        (*known(), *shared.level1, *shared.level2, *shared.fields, *shared.labels, *money_heads(), *shared.totals)
    )


@cache
def _by_start() -> dict[str, list[str]]:
    starts: dict[str, list[str]] = {}
    for word in sorted(_vocabulary()):
        starts.setdefault(word[0], []).append(word)
    return starts


def _beginning(text: str) -> list[str]:
    return [word for word in _by_start().get(text[:1], ()) if len(word) > len(text) and word.startswith(text)]


def _quantity(texts: list[str], at: int, used: set[int]) -> list[int]:
    """A number with the unit behind it, whole or in two pieces."""
    after = at + 1
    if not _NUMBER.fullmatch(texts[at]) or after >= len(texts) or after in used or not texts[after]:
        return []
    if units().get(texts[after]) is not None or texts[after] in ("％", "分"):
        return [at, after]
    for more in range(after + 1, min(at + _REACH, len(texts))):
        if (
            more not in used
            and len(texts[after] + texts[more]) <= 4
            and units().get(texts[after] + texts[more]) is not None
        ):
            return [at, after, more]
    return []
