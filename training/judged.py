"""Examples of records read right and wrong, of forms that the weights have not seen.

The facts are parted; from one part weights are estimated, forms of the other are drawn and read with them, and each
record is held against what was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from perfparse.forms.templates import templates
from perfparse.language.folding import squeeze
from perfparse.model.ir import Line, Span
from perfparse.segment.flow import segment
from perfparse.segment.model import Row
from training import draw, forms, vary
from training.boxes import Drawn
from training.facts import Facts, folded
from training.leaving import Gone, left_out

PARTS = 3
"""Parts of the facts, of which one at a time is left out."""
_DRAWN = 300
"""Forms drawn of a part."""
_FORMS = 2500
"""Forms from which the weights for that are estimated."""

Example = tuple[dict[str, float], str]


def examples(facts: Facts) -> Iterator[Example]:
    """Signs of records, and whether they were right or wrong."""
    for part in range(PARTS):
        held = [
            header for at, header in enumerate(facts.headers) if at % PARTS == part and forms.usable(header.columns)
        ]
        others = [header for at, header in enumerate(facts.headers) if at % PARTS != part]
        kept = {folded(label) for header in others for label, _ in header.columns}
        words = {folded(label) for header in held for label, _ in header.columns}
        gone = Gone(frozenset(header.id for header in held), frozenset(), frozenset(words - kept))
        with left_out(facts, gone, _FORMS, judged=False):
            rng = Random(part)
            for number in range(_DRAWN):
                header = vary.varied(held[number % len(held)], facts, rng)
                if forms.usable(header.columns):
                    yield from _of(draw.form(header, facts, rng))


def _of(drawn: Drawn) -> Iterator[Example]:
    title = [Line(drawn.title, (Span(0, len(drawn.title)),))] if drawn.titled else []
    segments, _ = segment(
        [*title, drawn.table()], templates(), "".join(box.text for line in drawn.lines for box in line)
    )
    gold = {squeeze(row["indicator"] or ""): row for row in drawn.gold}
    for row in segments.rows:
        name = squeeze(row.indicator.text) if row.indicator else ""
        wanted = next((one for key, one in gold.items() if key.endswith(name) and name), None)
        yield dict(row.signs), "right" if wanted is not None and _same(wanted, row) else "wrong"


def _same(wanted: dict[str, str | None], row: Row) -> bool:
    """Whether a record says what was drawn, white space aside."""
    said = {
        role: text.text if text else None
        for role, text in (("target", row.target), ("actual", row.actual), ("reason", row.reason))
    }
    said |= {role: getattr(row, role) for role in ("level1", "level2", "weight", "score")}
    return all(squeeze(said[role] or "") == squeeze(value or "") for role, value in wanted.items() if role in said)
