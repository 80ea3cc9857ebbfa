"""All the forms and other tables that weights are estimated from: drawn anew from the facts, the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from training import boxes, draw, vary
from training.facts import Facts


def drawn(facts: Facts, many: int, seed: int) -> Iterator[boxes.Drawn]:
    """`many` forms, the header rows of the facts in turn."""
    rng = Random(seed)
    headers = [header for header in facts.headers if usable(header.columns)]
    for at in range(many):
        header = vary.varied(headers[at % len(headers)], facts, rng)
        if usable(header.columns):
            yield draw.form(header, facts, rng)


def usable(columns: tuple[tuple[str, str], ...]) -> bool:
    """Whether columns name indicators and say something of them."""
    roles = {role for _, role in columns}
    return "indicator" in roles and bool(roles & {"target", "actual", "weight", "score", "part"})


def others(facts: Facts, many: int, seed: int) -> Iterator[boxes.Drawn]:
    """`many` tables that are no forms."""
    rng = Random(seed)
    for _ in range(many):
        yield draw.other_table(facts, rng)
