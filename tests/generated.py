"""Reports that hypothesis makes: every key, texts of any characters, numbers as long as all targets hold."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from perfparse.model.report import (
    Budget,
    BudgetLine,
    Coverage,
    DateRange,
    Evidence,
    Field,
    Form,
    Goal,
    Issue,
    Level,
    Outcome,
    Quantity,
    Record,
    Report,
    Rest,
    Section,
    Source,
    Table,
    TableCell,
    TemplateMatch,
    Total,
)

RUNS = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "'=1",
    "''",
    " =1",
    "＝1+1",
    "\t=1",
    "-5.3%",
    "-1",
]
HARD = [
    *RUNS,
    "'; DROP TABLE reports; --",
    '"',
    "a,b\r\nc",
    "null",
    "NULL",
    "\\N",
    "\\.",
    "_x0041_",
    " ",
    "0012",
    "1e5",
    "true",
]

# without halves of characters, and NUL, which not every target holds, and what Unicode keeps from texts
_CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff")
WORDS = st.one_of(st.sampled_from(HARD), st.text(_CHARACTERS, min_size=1, max_size=12))
SAID = WORDS | st.just("")
"""Of keys that are never null, where a text may be empty."""
DECIMALS = st.from_regex(r"\A-?[0-9]{1,20}(\.[0-9]{1,18})?\Z")
NUMBERS = st.integers(0, 2**31)
SHARES = st.floats(0, 1)
POINTS = st.floats(-1e6, 1e6)

T = TypeVar("T")


def some(items: st.SearchStrategy[T], least: int = 0) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, min_size=least, max_size=2).map(tuple)


def maybe(items: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | items


PLACES = st.builds(
    Evidence,
    page=maybe(NUMBERS),
    bbox=maybe(st.tuples(POINTS, POINTS, POINTS, POINTS)),
    start=NUMBERS,
    end=NUMBERS,
    cell=maybe(WORDS),
)
EVIDENCE = some(PLACES)
QUANTITIES = st.builds(
    Quantity,
    surface=SAID,
    start=NUMBERS,
    end=NUMBERS,
    number=DECIMALS,
    unit=SAID,
    value=DECIMALS,
    base_unit=SAID,
    dimension=WORDS,
    bound=st.sampled_from(["exact", "at_least", "range"]),
    upper=maybe(DECIMALS),
    per=maybe(WORDS),
    change=st.sampled_from([None, "increase", "decrease"]),
    inherited=st.booleans(),
    unit_evidence=EVIDENCE,
    subject=maybe(WORDS),
    evidence=EVIDENCE,
)
DATES = st.builds(
    lambda **keys: DateRange(**{"from": keys.pop("begin"), **keys}),
    surface=SAID,
    start=NUMBERS,
    end=NUMBERS,
    begin=st.sampled_from(["2021", "2021-07", "2021-07-01"]),
    to=st.sampled_from([None, "2022", "2022-03"]),
)
FIELDS = st.builds(Field, text=WORDS, evidence=EVIDENCE, quantities=some(QUANTITIES), dates=some(DATES))
NAMED = st.dictionaries(SAID, FIELDS, max_size=2)
GOALS = st.builds(Goal, label=SAID, text=SAID, evidence=EVIDENCE)
LINES = st.builds(
    BudgetLine,
    item=SAID,
    kind=st.sampled_from(["total", "part"]),
    parent=maybe(WORDS),
    evidence=EVIDENCE,
    **{key: maybe(DECIMALS) for key in ("initial", "full_year", "executed", "rate", "weight", "score")},
)
FORMS = st.builds(
    Form,
    title=maybe(WORDS),
    organisation=maybe(WORDS),
    fiscal_year=maybe(st.integers(1990, 2090)),
    sections=some(st.builds(Section, name=SAID, goals=some(GOALS), evidence=EVIDENCE)),
    fields=NAMED,
    levels=some(st.builds(Level, level=st.sampled_from([1, 2]), name=SAID, weight=maybe(DECIMALS), evidence=EVIDENCE)),
    # a block of money or a total in which nothing is said is none in the layout
    budget=maybe(st.builds(Budget, unit=maybe(WORDS), lines=some(LINES, 1)) | st.builds(Budget, unit=WORDS)),
    total=maybe(st.builds(Total, weight=maybe(DECIMALS), score=DECIMALS, grade=maybe(WORDS), evidence=EVIDENCE)),
)
ISSUES = st.builds(
    Issue,
    code=WORDS,
    kind=st.sampled_from(["reading", "finding"]),
    severity=st.sampled_from(["error", "warning", "info"]),
    message=SAID,
    basis=SAID,
    record=maybe(WORDS),
    evidence=EVIDENCE,
)
CELLS = st.builds(
    TableCell,
    text=SAID,
    evidence=EVIDENCE,
    column=st.integers(0, 3),
    rowspan=st.integers(1, 3),
    colspan=st.integers(1, 3),
)
TABLES = st.builds(Table, columns=some(maybe(WORDS)), rows=some(some(CELLS)), evidence=EVIDENCE)
RESTS = st.builds(Rest, kind=st.sampled_from(["prose", "note", "unplaced"]), text=SAID, evidence=EVIDENCE)
SOURCES = st.builds(Source, name=SAID, sha256=WORDS, media_type=WORDS, reader=WORDS, pages=NUMBERS, characters=NUMBERS)


def records(several: int) -> st.SearchStrategy[Record]:
    """Records of a document with so many forms; 0 for the usual one."""
    return st.builds(
        Record,
        id=SAID,
        form=st.integers(0, several - 1) if several else st.none(),
        section=maybe(WORDS),
        level1=maybe(WORDS),
        level2=maybe(WORDS),
        indicator=maybe(FIELDS),
        target=maybe(FIELDS),
        actual=maybe(FIELDS),
        reason=maybe(FIELDS),
        weight=maybe(DECIMALS),
        score=maybe(DECIMALS),
        evidence=st.dictionaries(st.sampled_from(["weight", "score", "level1"]), some(PLACES, 1), max_size=2),
        extra=NAMED,
        outcome=st.builds(Outcome, status=st.sampled_from(["met", "not_met", "indeterminate"]), basis=SAID),
        confidence=SHARES,
        doubts=some(SAID),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report of one form or of two; what its first form says, the report says too."""
    several = draw(st.sampled_from([0, 0, 2]))
    forms = tuple(draw(FORMS) for _ in range(max(several, 1)))
    return Report(
        status=draw(st.sampled_from(["ok", "partial", "failed"])),
        source=draw(SOURCES),
        template=draw(st.builds(TemplateMatch, id=maybe(WORDS), confidence=SHARES, matched_headers=some(SAID))),
        **{key: getattr(forms[0], key) for key in Form.model_fields},
        forms=forms if several else (),
        records=draw(some(records(several))),
        tables=draw(some(TABLES)),
        issues=draw(some(ISSUES)),
        coverage=draw(st.builds(Coverage, characters=NUMBERS, placed=NUMBERS, rest=some(RESTS))),
    )
