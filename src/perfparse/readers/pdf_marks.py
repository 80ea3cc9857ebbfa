"""What stands on a page, as either PDF reader finds it, before lines are made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNMAPPED = 0xFFFD
"""The code of a character whose font does not tell what it is."""
ASCENT, DESCENT = 0.88, 0.12
"""How far a box reaches above and below the baseline, in font sizes.

Fonts disagree about their ascent and often state it wrongly. The two shares are those of most Chinese fonts. They
are the same for every reader, so that boxes are comparable.
"""


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
