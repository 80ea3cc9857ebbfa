"""The table of rules, and `check`, which runs them over a report.

All are R22 of the rules that performance forms follow (docs/report.md), seen in a published report. A finding says
what is odd in the document; the values stay as printed, and none of them makes the reading less than ok.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from perfparse.model.report import Evidence, Issue, Report, Severity
from perfparse.rules import date_impossible, rate_contradicts, total_parts, two_values
from perfparse.rules.places import Finding, Place, evidence_of, evidence_offsets, places


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `basis` names its source, `find` says what it found in the texts of a report, in their order."""

    code: str
    severity: Severity
    basis: str
    find: Callable[[Iterable[Place]], Iterator[Finding]]


RULES = (
    Rule("date-impossible", "warning", "R22: a date that cannot be", date_impossible.find),
    Rule("total-parts", "warning", "R22: a printed total that its parts do not make", total_parts.find),
    Rule("rate-contradicts", "warning", "R22: a rate that its own numbers contradict", rate_contradicts.find),
    # info: both values may be right, of other periods or other bodies
    Rule("two-values", "info", "R22: one figure given two values in one document", two_values.find),
)


def check(report: Report) -> tuple[Issue, ...]:
    """What is odd in what a report's document says: rule by rule in the order of `RULES`, each in document order."""
    texts = tuple(places(report))
    offsets: dict[int, list[int]] = {}  # by the identity of a field, which `texts` keeps alive
    return tuple(_issue(rule, finding, offsets) for rule in RULES for finding in rule.find(texts))


def _issue(rule: Rule, finding: Finding, offsets: dict[int, list[int]]) -> Issue:
    evidence: tuple[Evidence, ...] = ()
    for piece in finding.shown:
        field = piece.place.field
        known = offsets.get(id(field))
        if known is None:
            known = offsets[id(field)] = evidence_offsets(field)
        found = evidence_of(field, piece.start, piece.end, known)
        evidence += tuple(item for item in found if item not in evidence)
    return Issue(
        code=rule.code,
        kind="finding",
        severity=rule.severity,
        message=finding.message,
        basis=rule.basis,
        record=finding.shown[0].place.record,
        evidence=evidence,
    )
