"""What quantities count: a table of texts, and that jieba and rjieba say the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

import perfparse
from perfparse.language import words
from perfparse.pipeline.subjects import with_subjects
from perfparse.quantities import parse

ROOT = Path(__file__).parents[1]
CASES: list[tuple[str, str]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "subjects.toml").read_text(encoding="utf-8")
)["cases"]


@pytest.fixture(autouse=True)
def _no_answers_of_another_tagger() -> Iterator[None]:
    words.tagged.cache_clear()
    yield
    words.tagged.cache_clear()


def subjects(text: str) -> str:
    return " ".join(quantity.subject or "-" for quantity in parse(text, subject=True))


@pytest.mark.parametrize(("text", "want"), CASES)
def test_the_subjects_of_a_text(text: str, want: str) -> None:
    assert subjects(text) == want


def test_a_subject_is_part_of_the_text_and_nothing_else_changes() -> None:
    for text, _ in CASES:
        plain, told = parse(text), parse(text, subject=True)
        assert [quantity.model_copy(update={"subject": None}) for quantity in told] == plain
        assert all(quantity.subject in text for quantity in told if quantity.subject)


def test_jieba_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rjieba", reason="the extra `fast` is not installed")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path)
    said = [subjects(text) for text, _ in CASES]
    tagger = words._jieba_tagger()
    monkeypatch.setattr(words, "_tagger", lambda: tagger)
    words.tagged.cache_clear()
    assert [subjects(text) for text, _ in CASES] == said


def test_no_dictionary_is_loaded_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        pytest.fail("the dictionary was loaded")

    monkeypatch.setattr(words, "_tagger", never)
    assert parse("罚款3万元")[0].subject is None


def test_a_report_with_subjects_differs_in_them_alone() -> None:
    report = perfparse.parse(ROOT / "samples" / "yanxi-transit-2022.txt")
    told = with_subjects(report)
    found = {q.subject for record in told.records if record.actual for q in record.actual.quantities}
    assert "公众开放日" in found
    assert told.to_json().replace("\r", "") != report.to_json()
    for before, after in zip(report.records, told.records, strict=True):
        assert (before.id, before.outcome, before.confidence) == (after.id, after.outcome, after.confidence)
