"""Examples of what is a header and what is none, of drawn forms and of tables that are no forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perfparse.forms.candidates import candidates
from perfparse.model.grid import grid
from training.boxes import Drawn

_LEAST = 0.1
"""Rows are learned from that are less like labels than those that the program looks at: what is none tells the most."""


def examples(forms: Iterable[Drawn]) -> Iterator[tuple[dict[str, float], str]]:
    """Of each rows that may be a header: what tells, and whether they are one."""
    for drawn in forms:
        place = grid(0, drawn.table())
        true = set(drawn.headers)
        for row in range(len(place.rows)):
            for candidate in candidates(place, row, titled=drawn.titled, least=_LEAST):
                is_one = (candidate.first, candidate.last) in true
                yield candidate.features, "header" if is_one else "none"
