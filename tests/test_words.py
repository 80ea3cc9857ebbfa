"""Words across a join: what they are, and that jieba and rjieba make the same reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest

from perfparse import pipeline
from perfparse.language import words

ROOT = Path(__file__).parents[1]
TEXTS = sorted([*(ROOT / "samples").glob("*.txt"), *(ROOT.parent / "shared" / "seed").glob("*.txt")])

Cut = Callable[[str], list[str]]

# what stands before the join and behind it, and the word across it
JOINS = [
    ("the seed, a goal over a page", "推进应急管理改革，加快两项重", "点项目建设", "重点项目"),
    ("the seed, the other goal over a page", "加快两项重", "服务服从广州", ""),
    ("the end of a sentence", "国际大都市，", "提供稳定的", ""),
    ("within a word of four", "现代化国际化营商环", "境、更干净", "环境"),
    ("two cells", "培训质量", "制定合理的课程安排", ""),
    ("nothing before", "", "重点项目", ""),
    ("nothing behind", "重点项目", "", ""),
]


@pytest.fixture(autouse=True)
def _no_answers_of_another_cutter() -> Iterator[None]:
    words.crossing.cache_clear()
    yield
    words.crossing.cache_clear()


@pytest.fixture(scope="module")
def jieba(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path_factory.mktemp("cache"))
        return words._jieba()


@pytest.mark.parametrize(("left", "right", "word"), [case[1:] for case in JOINS], ids=[case[0] for case in JOINS])
def test_the_word_across_a_join(left: str, right: str, word: str) -> None:
    assert words.crossing(left, right) == word


@pytest.mark.parametrize(("left", "right", "word"), [case[1:] for case in JOINS], ids=[case[0] for case in JOINS])
def test_jieba_says_the_same(jieba: Cut, monkeypatch: pytest.MonkeyPatch, left: str, right: str, word: str) -> None:
    monkeypatch.setattr(words, "_cutter", lambda: jieba)
    assert words.crossing(left, right) == word


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.stem))
def test_both_make_the_same_report(path: Path, jieba: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    rjieba = pytest.importorskip("rjieba", reason="the extra `fast` is not installed")
    cutters: list[Cut] = [jieba, lambda text: rjieba.cut(text, False)]
    asked: list[str] = []
    reports = []
    pipeline.run(path.read_bytes(), path.name)  # what the stages remember of words is then known to both
    for cutter in cutters:
        words.crossing.cache_clear()

        def counting(text: str, cutter: Cut = cutter) -> list[str]:
            asked.append(text)
            return cutter(text)

        monkeypatch.setattr(words, "_cutter", lambda counting=counting: counting)
        reports.append(pipeline.run(path.read_bytes(), path.name).report.to_json())
    assert reports[0] == reports[1]
    half = len(asked) // 2
    assert asked[:half] == asked[half:]


def test_rjieba_is_taken_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rjieba", reason="the extra `fast` is not installed")

    def never() -> Cut:
        pytest.fail("jieba was loaded although rjieba is there")

    monkeypatch.setattr(words, "_jieba", never)
    words._cutter.cache_clear()
    assert words._cutter()("管理改革") == ["管理", "改革"]
    words._cutter.cache_clear()


def test_jieba_caches_in_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "caches" / "perfparse"  # neither is there yet
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: folder.with_name(name))
    words._jieba()
    assert [file.name for file in folder.iterdir()] == ["jieba.cache"]


def test_jieba_does_without_a_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: blocked / name)
    assert words._jieba()("管理改革") == ["管理", "改革"]
    assert capfd.readouterr() == ("", "")
