"""The invariants of the design, on whole texts, on texts that were damaged, and on anything at all.

Every character of the source stands exactly once in the account, evidence spells what it is evidence of, spans
lie where they say, the same bytes give the same JSON, and nothing is raised but PerfparseError.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfparse import pipeline
from perfparse.model.errors import PerfparseError
from perfparse.review.check import account, check

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
SEEDS = sorted(SHARED.glob("seed/*.txt"))
OTHERS = sorted([*SHARED.glob("wild/*.txt"), *SHARED.glob("corpus/0[1-5]_*/texts/*.txt")])
LINES = [path.read_text(encoding="utf-8").split("\n") for path in (*SAMPLES, *SEEDS)]


def broken(data: bytes) -> list[str]:
    """The invariants that a reading of `data` breaks; none where `data` is refused."""
    try:
        reading = pipeline.run(data, "a text")
    except PerfparseError as error:
        return [] if "\n" not in str(error) else ["the error is not one line"]
    written = reading.report.to_json()
    verdict = check(written.encode(), data)
    same = [] if verdict.report == reading.report else ["the report does not come back from its JSON"]
    return [*same, *verdict.problems, *account(reading)]


@pytest.mark.parametrize("path", [*SAMPLES, *SEEDS, *OTHERS], ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_whole_texts(path: Path) -> None:
    assert broken(path.read_bytes()) == []


# damage: each takes the lines of a text and two numbers between 0 and 1
Damage = Callable[[list[str], float, float], list[str]]
JUNK = "绩效目标 完成值100%1.2.，。“”（）：\t|3项≥\u3000\u00a0\u200b\ufffd\ufeff\f\vA7/-—…①\U00020000é"


def _at(lines: list[str], share: float) -> int:
    return min(int(share * len(lines)), len(lines) - 1)


def _dropped(lines: list[str], where: float, many: float) -> list[str]:
    at = _at(lines, where)
    return lines[:at] + lines[at + 1 + int(many * 6) :]


def _doubled(lines: list[str], where: float, many: float) -> list[str]:
    at = _at(lines, where)
    part = lines[at : at + 1 + int(many * 6)]
    return lines[:at] + part + lines[at:]


def _cut(lines: list[str], where: float, within: float) -> list[str]:
    """The text ends in the middle of a line."""
    at = _at(lines, where)
    return [*lines[:at], lines[at][: int(within * len(lines[at]))]]


def _broken_line(lines: list[str], where: float, within: float) -> list[str]:
    at = _at(lines, where)
    middle = int(within * len(lines[at]))
    return [*lines[:at], lines[at][:middle], lines[at][middle:], *lines[at + 1 :]]


def _joined(lines: list[str], where: float, many: float) -> list[str]:
    at = _at(lines, where)
    last = at + 2 + int(many * 4)
    return [*lines[:at], "".join(line.strip() for line in lines[at:last]), *lines[last:]]


def _pages_shuffled(lines: list[str], first: float, second: float) -> list[str]:
    """Three pages, the last two of them the other way round, with form feeds between."""
    one, two = sorted((_at(lines, first), _at(lines, second)))
    return [*lines[:one], "\f", *lines[two:], "\f", *lines[one:two]]


def _junk(lines: list[str], where: float, which: float) -> list[str]:
    at = _at(lines, where)
    middle = int(which * len(lines[at]))
    piece = JUNK[int(which * (len(JUNK) - 1)) :][: 1 + int(where * 4)]
    return [*lines[:at], lines[at][:middle] + piece + lines[at][middle:], *lines[at + 1 :]]


def _bare(lines: list[str], _: float, __: float) -> list[str]:
    """No blank lines, no white space at line ends."""
    return [line.strip() for line in lines if line.strip()]


DAMAGES: list[Damage] = [_dropped, _doubled, _cut, _broken_line, _joined, _pages_shuffled, _junk, _bare]
SHARES = st.floats(0, 1, exclude_max=True)


@st.composite
def damaged(draw: st.DrawFn, most_lines: int) -> str:
    """A stretch of a text, its head kept in most cases so that there is a table, and damaged up to five times."""
    lines = draw(st.sampled_from(LINES))
    start = int(draw(SHARES) * max(1, len(lines) - most_lines))
    part = lines[start : start + most_lines]
    if start and draw(st.integers(0, 3)):
        part = lines[:30] + part
    steps = st.tuples(st.sampled_from(DAMAGES), SHARES, SHARES)
    for damage, first, second in draw(st.lists(steps, min_size=1, max_size=5)):
        part = damage(part, first, second) or [""]
    return "\n".join(part)


@settings(max_examples=60)
@given(damaged(80))
def test_damaged_stretches(text: str) -> None:
    assert broken(text.encode()) == []


@settings(max_examples=8)
@given(damaged(2000), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_damaged_whole_texts(text: str, codec: str) -> None:
    assert broken(text.encode(codec, "replace")) == []


WORDS = [
    "关键指标",
    "预期实现值",
    "年度完成值",
    "绩效目标",
    "部门整体支出",
    "年度绩效目标",
    "其中：",
    "完成率：99.23%",
    "12",
]
SOUP = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from("\n\n\n \f"), st.text(JUNK, max_size=8)), max_size=40)


@settings(max_examples=80)
@given(SOUP)
def test_headers_among_anything(parts: list[str]) -> None:
    assert broken("".join(parts).encode()) == []


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert broken(text.encode("utf-8", "replace")) == []


# the same bytes, the same JSON


def _converted(path: Path, hash_seed: str) -> bytes:
    code = "from perfparse.cli import main; main()"
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", code, "convert", path.name]
    return subprocess.run(command, cwd=path.parent, env=env, capture_output=True, check=False).stdout


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.stem))
def test_the_same_bytes_give_the_same_json(path: Path) -> None:
    here = pipeline.run(path.read_bytes(), path.name).report.to_json()
    assert pipeline.run(path.read_bytes(), path.name).report.to_json() == here
    assert {_converted(path, seed) for seed in ("1", "2")} == {here.encode()}


# that the checks see what they are there for

TAMPERED = [
    ("a surface moved", '"surface": "不少于12条"', '"surface": "不少于13条"', "is not what stands at"),
    ("a text changed", '"text": "优化公交线网布局"', '"text": "优化公交线路布局"', "its evidence spells"),
    ("coverage that does not add up", '"placed": ', '"placed": 1', "do not make"),
    ("another source", '"sha256": "', '"sha256": "0', "has other bytes"),
    ("a key that is not known", '"status": ', '"colour": "red",\n  "status": ', "Extra inputs are not permitted"),
    ("no JSON", "{", "", "Invalid JSON"),
]


@pytest.mark.parametrize(("old", "new", "why"), [case[1:] for case in TAMPERED], ids=[case[0] for case in TAMPERED])
def test_check_sees(old: str, new: str, why: str, short_sample: Path) -> None:
    data = short_sample.read_bytes()
    written = pipeline.run(data, short_sample.name).report.to_json()
    assert old in written
    problems = check(written.replace(old, new, 1).encode(), data).problems
    assert any(why in problem for problem in problems), problems


def test_check_sees_a_character_that_serves_twice(short_sample: Path) -> None:
    data = short_sample.read_bytes()
    report = pipeline.run(data, short_sample.name).report
    first, second, *rest = report.records
    copy = second.model_copy(update={"actual": first.actual, "id": "another"})
    tampered = report.model_copy(update={"records": (first, copy, *rest)})
    problems = check(tampered.to_json().encode(), data).problems
    assert any("stands in records[0].actual too" in problem for problem in problems), problems
