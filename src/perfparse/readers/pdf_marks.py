"""What stands on a page, as either PDF reader finds it, before lines are made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perfparse.model.errors import ReadError

UNMAPPED = 0xFFFD
"""The code of a character whose font does not tell what it is."""
ASCENT, DESCENT = 0.88, 0.12
"""How far a box reaches above and below the baseline, in font sizes.

Fonts disagree about their ascent and often state it wrongly. The two shares are those of most Chinese fonts. They
are the same for every reader, so that boxes are comparable.
"""


HIDDEN_MODES = (3, 7)
"""Text rendering modes that paint nothing."""
SLANT = 0.05
"""How far, of its length, a line of text may rise and still be upright."""
PAPER = 253
"""Red, green and blue that are at least this, of 255, cannot be seen on paper."""
MOST_CHARACTERS = 200_000
"""What is read of one page; the largest sheets hold a tenth of it."""
MOST_OBJECTS = 200_000
"""Painted objects that are looked at on one page, those of its forms included."""


def locked(password: str | None) -> ReadError:
    """The error of a PDF that does not open with this password."""
    if password is None:
        return ReadError("the PDF is encrypted; give its password with --password")
    return ReadError("the PDF is encrypted, and the password is wrong; give another with --password")


def changes(key: NDArray[Any]) -> NDArray[np.bool_]:
    """(n,) where `key` is another than the one before; the first is."""
    found = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=found[1:])
    return found


def lengths(first: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """How long the runs are that begin at `first`, of `count` things in all."""
    found = np.empty(len(first), np.intp)
    np.subtract(first[1:], first[:-1], out=found[:-1])
    found[-1:] = count - first[-1:]
    return found


@dataclass(frozen=True, slots=True)
class View:
    """A page's box in the PDF's own space, and how the page is turned: what takes a point to where it is seen."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0
    """Quarter turns clockwise."""

    @property
    def width(self) -> float:
        """Width as seen, in points."""
        return self.top - self.bottom if self.turns & 1 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as seen, in points."""
        return self.right - self.left if self.turns & 1 else self.top - self.bottom

    def matrix(self) -> tuple[float, float, float, float, float, float]:
        """a, b, c, d, e, f: x' = a x + c y + e and y' = b x + d y + f are points from the top left as seen."""
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        return (
            (1.0, 0.0, 0.0, -1.0, -left, top),
            (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            (0.0, -1.0, -1.0, 0.0, top, right),
        )[self.turns & 3]


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters of a page in content-stream order, spaces of the source among them. Lengths are as seen."""

    code: NDArray[np.uint32]
    """(n,) code points; UNMAPPED where the font does not tell."""
    box: NDArray[np.float32]
    """(n, 4) x0, top, x1, bottom by the advance and by ASCENT and DESCENT."""
    baseline: NDArray[np.float32]
    """(n,) y; the bottom of the box for a character that does not stand upright."""
    size: NDArray[np.float32]
    """(n,) font size, 0 for a character that does not stand upright."""
    hidden: NDArray[np.bool_] | None
    """(n,) drawn invisibly; None where no character is."""

    def take(self, indices: NDArray[np.intp]) -> Marks:
        """The characters at `indices`, in that order."""
        hidden = None if self.hidden is None else self.hidden[indices]
        return Marks(self.code[indices], self.box[indices], self.baseline[indices], self.size[indices], hidden)


@dataclass(frozen=True, slots=True)
class Strokes:
    """The thin straight things drawn on a page, before they are merged, and what else the judgement needs."""

    box: NDArray[np.float64]
    """(n, 4) x0, top, x1, bottom as seen; each is thin in at least one direction."""
    pictures: float = 0.0
    """The share of the page that images cover; it may be more than 1 where they overlap."""
    curved: int = 0
    """How many painted paths have curves: text turned into shapes has many."""
    capped: bool = False
    """There was more on the page than is looked at."""


@dataclass(frozen=True, slots=True)
class Print:
    """One page as a reader found it."""

    width: float
    height: float
    marks: Marks
    strokes: Strokes
    capped: bool = False
    """There were more characters on the page than are read."""
