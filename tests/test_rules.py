"""Outcomes and findings, by tables of rows: tests/cases/rules_outcome.toml and rules_findings.toml."""

from __future__ import annotations

import json
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfparse.model.report import (
    Coverage,
    Evidence,
    Field,
    Form,
    Goal,
    Record,
    Report,
    Section,
    Source,
    TemplateMatch,
)
from perfparse.quantities import read, with_unit
from perfparse.rules import RULES, check, outcome
from perfparse.rules.phrases import indicator_name, same_name, trim
from perfparse.rules.places import evidence_of

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).parents[2] / "shared"

Case = dict[str, Any]


def table(name: str) -> list[Case]:
    cases: list[Case] = tomllib.loads((CASES / name).read_text("utf-8"))["case"]
    return cases


def named(case: Case) -> str:
    return f"{case['rule']}: {case['source']}" if "rule" in case else str(case["source"])


def field(text: str | None, start: int = 0, unit: str | None = None) -> Field | None:
    """A field whose evidence is one span from `start`; a bare number inherits `unit`."""
    if text is None:
        return None
    quantities, dates = read(text)
    if unit:
        quantities = [with_unit(quantity, unit) for quantity in quantities]
    evidence = (Evidence(start=start, end=start + len(text)),)
    return Field(text=text, evidence=evidence, quantities=tuple(quantities), dates=tuple(dates))


def report_of(rows: list[Case]) -> tuple[Report, str]:
    """A report of rows, and the source text that its evidence points into."""
    source, records = "", []
    for number, row in enumerate(rows, 1):
        cells: dict[str, Any] = {}
        for what in ("indicator", "target", "actual", "reason"):
            cells[what] = field(row.get(what), len(source))
            source += row.get(what) or ""
        decided = outcome(cells["target"], cells["actual"], cells["indicator"])
        records.append(Record(id=f"r{number}", form=row.get("form"), outcome=decided, confidence=1, **cells))
    return report(tuple(records)), source


def report(records: tuple[Record, ...] = (), **more: Any) -> Report:
    source = Source(name="", sha256="", media_type="text/plain", reader="text", pages=1, characters=0)
    template = TemplateMatch(id=None, confidence=0)
    coverage = Coverage(characters=0, placed=0)
    return Report(status="ok", source=source, template=template, records=records, coverage=coverage, **more)


@pytest.mark.parametrize("case", table("rules_outcome.toml"), ids=named)
def test_outcome(case: Case) -> None:
    decided = outcome(
        field(case.get("target")),
        field(case.get("actual"), unit=case.get("unit")),
        field(case.get("indicator")),
        level2=case.get("level2"),
    )
    assert decided.status == case["status"], decided.basis
    assert case.get("says", "") in decided.basis


@pytest.mark.parametrize("case", table("rules_findings.toml"), ids=named)
def test_finding(case: Case) -> None:
    document, source = report_of(case["rows"])
    found = [issue for issue in check(document) if issue.code == case["rule"]]
    assert len(found) == case["fires"], [issue.message for issue in found]
    for issue in found:
        assert issue.kind == "finding"
        assert issue.record is not None
        assert "R22" in issue.basis
        assert issue.evidence
    if found:
        assert case.get("says", "") in found[0].message
        shown = [source[item.start : item.end] for item in found[0].evidence]
        assert shown == case.get("shows", shown)


def test_every_rule_has_rows_that_fire_and_rows_that_stay_quiet() -> None:
    cases = table("rules_findings.toml")
    for rule in RULES:
        kinds = {case["fires"] > 0 for case in cases if case["rule"] == rule.code}
        assert kinds == {True, False}, rule.code


def test_an_empty_report_has_no_findings() -> None:
    assert check(report()) == ()


def test_goals_and_header_fields_are_looked_at_once() -> None:
    goal = Goal(label="年度目标", text="2020月4月17日前完成", evidence=(Evidence(start=5, end=17),))
    header = field("2020年2月30日", 40)
    assert header is not None
    parts: dict[str, Any] = {"sections": (Section(name="目标", goals=(goal,)),), "fields": {"时间": header}}
    alone = check(report(**parts))
    assert [(issue.code, issue.record, issue.evidence[0].start) for issue in alone] == [
        ("date-impossible", None, 40),
        ("date-impossible", None, 5),
    ]
    # with forms the keys above repeat the first form's
    assert len(check(report(**parts, forms=(Form(**parts),)))) == 2


@pytest.mark.parametrize(
    ("text", "spans", "slice_", "expected"),
    [
        ("行政处罚7529次", [(0, 9)], (4, 9), [(4, 9)]),
        ("行政处罚7529次", [(0, 5), (10, 14)], (4, 9), [(4, 5), (10, 14)]),
        ("一次\n两次", [(0, 2), (7, 9)], (3, 5), [(7, 9)]),
        ("培训 9次", [(0, 5)], (3, 5), [(3, 5)]),
        ("培训 9次", [(0, 2), (4, 6)], (3, 5), [(4, 6)]),
        ("培训 9次", [(0, 20)], (3, 5), [(0, 20)]),
    ],
    ids=["one span", "over two spans", "paragraphs", "spaces kept", "spaces dropped", "lengths that do not tell"],
)
def test_evidence_of_a_slice(
    text: str, spans: list[tuple[int, int]], slice_: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    cell = Field(text=text, evidence=tuple(Evidence(page=2, start=start, end=end) for start, end in spans))
    found = evidence_of(cell, *slice_)
    assert [(item.start, item.end) for item in found] == expected
    assert {item.page for item in found} == {2}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("2020年开展了安全生产基础培训", "安全生产基础培训"),
        ("实施行政处罚", "行政处罚"),
        ("完成率达到", "完成率"),
        ("已完成", ""),
        ("平台监控周报：", "平台监控周报"),
        ("万元生产总值用水量较上年下降", "万元生产总值用水量"),
        ("", ""),
    ],
)
def test_trim(phrase: str, expected: str) -> None:
    assert trim(phrase) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("合格率", "合格率", True),
        ("农村自来水普及率", "自来水普及率", True),
        ("合格率", "办结率", False),
        ("率", "办结率", False),
        ("", "", False),
    ],
)
def test_same_name(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("★★新修田间道路", "新修田间道路"),
        ("指标1：培训场次", "培训场次"),
        ("其中：石梁镇", "石梁镇"),
        ("安全事故处理完成率（%）", "安全事故处理完成率"),
        ("服务企业数量(家)", "服务企业数量"),
    ],
)
def test_indicator_name(name: str, expected: str) -> None:
    assert indicator_name(field(name)) == expected


def golds() -> list[Path]:
    return [
        SHARED / "seed" / "gold.json",
        *sorted(SHARED.glob("corpus/*/gold.json")),
        *sorted(SHARED.glob("wild/*.gold.json")),
    ]


def rows_of(gold: Path) -> Iterator[tuple[Case, Field | None, Field | None, Field | None]]:
    """Rows of a gold file as fields, a bare actual number with the unit of the only number of its target."""
    for row in json.loads(gold.read_text("utf-8"))["rows"]:
        target = field(row.get("target"))
        unit = None
        if target is not None and len(target.quantities) == 1:
            wanted = target.quantities[0]
            unit = wanted.unit + (f"/{wanted.per}" if wanted.per else "")
        yield row, target, field(row.get("actual"), unit=unit), field(row.get("indicator"))


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside the checkout")
@pytest.mark.parametrize(
    "gold", golds() if SHARED.is_dir() else [], ids=lambda path: path.parent.name + "/" + path.name
)
def test_outcomes_of_the_gold(gold: Path) -> None:
    wanted = json.loads(gold.read_text("utf-8")).get("outcome", {})
    wrong = []
    for row, target, actual, indicator in rows_of(gold):
        decided = outcome(target, actual, indicator, level2=row.get("level2"))
        if row["id"] in wanted and decided.status != wanted[row["id"]]:
            wrong.append((row["id"], wanted[row["id"]], decided.basis))
    assert not wrong


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside the checkout")
def test_findings_of_the_seed() -> None:
    rows = json.loads((SHARED / "seed" / "gold.json").read_text("utf-8"))["rows"]
    document, _ = report_of([{key: row.get(key) for key in ("indicator", "target", "actual")} for row in rows])
    ids = {f"r{number}": row["id"] for number, row in enumerate(rows, 1)}
    found = Counter((issue.code, ids[issue.record or ""]) for issue in check(document))
    assert found == {("date-impossible", "2.18"): 1, ("two-values", "1.2"): 1}


@pytest.mark.parametrize(
    "text",
    [
        "（" * 20_000,
        "1次（" * 4_000,
        "2次、" * 4_000 + "，合计9次",
        "3次，其中" * 3_000,
        "1次（2次，3次）" * 2_000,
        "完成" * 20_000 + "9次",
        "2020年4月" * 5_000,
        "应办理3件，办结2件，办结率66.6%，" * 800,
    ],
    ids=lambda text: text[:8],
)
def test_long_texts_take_no_longer_than_their_length(text: str) -> None:
    cell = field(text)
    began = time.process_time()
    decided = outcome(cell, cell, cell)
    check(report((Record(id="r1", actual=cell, target=cell, outcome=decided, confidence=1),)))
    assert time.process_time() - began < 2
