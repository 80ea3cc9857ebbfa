"""What made-up forms say (`facts/contents.toml`): names, values, reasons and rules, by what they stand for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PATH = Path(__file__).parent / "facts" / "contents.toml"
Texts = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
LARGEST = 5000
"""Of a target's number."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Texts by what they stand for; `levels` has first levels with their second ones and the kind of indicators."""

    names: dict[str, Texts]
    units: dict[str, Texts]
    levels: tuple[tuple[tuple[str, Pairs], ...], ...]
    qualities: Pairs
    dates: Pairs
    reasons: Texts
    no_reason: Texts
    rules: Texts
    meanings: Texts
    sources: Texts
    offices: Texts
    chances: Texts
    others: Texts
    goals: Texts
    done: Texts
    people: Texts
    places: Texts
    bodies: Texts
    projects: Texts


def _read() -> Contents:
    raw: dict[str, Any] = tomllib.loads(_PATH.read_text(encoding="utf8"))
    by_kind: dict[str, Any] = {
        key: {kind: tuple(listed) for kind, listed in raw.pop(key).items()} for key in ("names", "units")
    }
    levels = tuple(
        tuple((first, tuple((second, kind) for second, kind in seconds)) for first, seconds in form.items())
        for form in raw.pop("levels")
    )
    pairs: dict[str, Any] = {key: tuple((one, other) for one, other in raw.pop(key)) for key in ("qualities", "dates")}
    listed: dict[str, Any] = {key: tuple(found) for key, found in raw.items()}
    return Contents(levels=levels, **by_kind, **pairs, **listed)


CONTENTS = _read()
