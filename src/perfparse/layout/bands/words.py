"""The words of words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class BandWords:
    """What words.toml lists; see there."""

    sides: frozenset[str]
    natures: frozenset[str]
    qualities: tuple[str, ...]
    under: Mapping[str, tuple[str, ...]]


@cache
def band_words() -> BandWords:
    """The words that come with the package."""
    raw = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf8"))
    return BandWords(
        sides=frozenset(raw["sides"]),
        natures=frozenset(raw["natures"]),
        qualities=tuple(raw["qualities"]),
        under={first: tuple(seconds) for first, seconds in raw["under"].items()},
    )
