"""How header words are compared: without white space, brackets and colons in full width."""

from __future__ import annotations

_FULL_WIDTH = str.maketrans("():,;%", "（）：，；％")
WIDTHLESS = "\u200b\ufeff"
_WIDTHLESS = str.maketrans("", "", WIDTHLESS)


def squeeze(text: str) -> str:
    """Return `text` without any white space, zero-width space or byte-order mark."""
    solid = "".join(text.split())
    return solid.translate(_WIDTHLESS) if "\u200b" in solid or "\ufeff" in solid else solid


def fold(text: str) -> str:
    """Return `text` as headers are compared: squeezed, its brackets, colons, commas and percent signs in full width."""
    return squeeze(text).translate(_FULL_WIDTH)
