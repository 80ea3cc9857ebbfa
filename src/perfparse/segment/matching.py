"""Which of the known forms a document follows, by its header words, their order, its title and its year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfparse.forms import templates
from perfparse.forms.header import Head
from perfparse.forms.templates import SectionForm, Template
from perfparse.forms.vocabulary import bare

ENOUGH = 0.6  # of a header's words, to say that it is a form's
_TITLED = 0.25  # what a title adds
_ORDERED = 0.05  # what columns in the form's own order add
_IN_FORCE = 0.02  # what a year adds in which the form was in use: it parts forms that are otherwise alike


@dataclass(frozen=True, slots=True)
class Match:
    """The form that a document follows; none where its columns were read by their words alone."""

    template: Template | None
    confidence: float
    considered: tuple[tuple[str, float], ...] = ()
    """Every form that has enough of the headers, with how well it fits, best first: 1 is all of the words, more is
    title, order and year."""


def match(lines: Sequence[str], heads: Sequence[Head], known: Sequence[Template], year: int | None) -> Match:
    """The form whose header words the headers have most of. `lines` are folded; `year` is the one they name."""
    found: list[tuple[float, float, Template]] = []
    for template in known:
        shares = [max((share(head, section) for section in template.sections), default=0.0) for head in heads]
        if not shares or max(shares) < ENOUGH:
            continue
        mean = sum(shares) / len(shares)
        titled = any(pattern.match(line) for line in lines for pattern in template.title)
        ordered = all(any(_in_order(head, section) for section in template.sections) for head in heads)
        fit = mean + _TITLED * titled + _ORDERED * ordered + _IN_FORCE * template.in_force(year)
        found.append((fit, (mean + _TITLED * titled) / (1 + _TITLED), template))
    found.sort(key=lambda one: -one[0])
    considered = tuple((template.id, round(fit, 3)) for fit, _, template in found)
    if not found:
        return Match(None, 0.0, considered)
    return Match(found[0][2], round(min(found[0][1], 1.0), 3), considered)


def share(head: Head, section: SectionForm) -> float:
    """How much of a header and of a form's columns is the other's, as the product of the two."""
    return templates.share(_names(head), section)


def _names(head: Head) -> list[str]:
    """The bare header words of the indicators' own columns."""
    return [bare(column.name) for column in head.columns if column.of is None]


def _in_order(head: Head, section: SectionForm) -> bool:
    """Whether a header has the form's columns in the form's order: some print the weight before the value."""
    order = {id(column): at for at, column in enumerate(section.columns)}
    places = [order[id(column)] for column in templates.columns_of(_names(head), section)]
    return bool(places) and places == sorted(places)


def section_of(head: Head, template: Template | None) -> str | None:
    """The name of the form's section that a header is of; None where it has none."""
    if template is None:
        return None
    section = max(template.sections, key=lambda section: share(head, section))
    return section.name or None if share(head, section) > 0 else None
