"""How header words are compared: without white space, in simplified characters, brackets and colons in full width."""

from __future__ import annotations

from importlib import resources


def _pairs() -> dict[int, int]:
    """Traditional characters → simplified ones (simplified.txt), one for one, so that places stay the same."""
    text = resources.files(__package__).joinpath("simplified.txt").read_text(encoding="utf8")
    traditional, simple = (line for line in text.split("\n") if line and not line.startswith("#"))
    return str.maketrans(traditional, simple)


_SIMPLE = _pairs()
_FULL_WIDTH = _SIMPLE | str.maketrans("():,;%", "（）：，；％")
WIDTHLESS = "\u200b\ufeff"
_WIDTHLESS = str.maketrans("", "", WIDTHLESS)


def squeeze(text: str) -> str:
    """Return `text` without any white space, zero-width space or byte-order mark."""
    solid = "".join(text.split())
    return solid.translate(_WIDTHLESS) if "\u200b" in solid or "\ufeff" in solid else solid


def simplified(text: str) -> str:
    """Return `text` with simplified characters in the places of traditional ones."""
    return text.translate(_SIMPLE)


def fold(text: str) -> str:
    """Return `text` as headers are compared: squeezed, simplified, its brackets, colons and commas in full width."""
    return squeeze(text).translate(_FULL_WIDTH)
