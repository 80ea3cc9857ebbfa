"""`perfparse.parse_many`: many documents from a program, without files."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

import perfparse
from batch_documents import page, write

ROOT = Path(__file__).resolve().parents[1]


def test_results_come_in_order_with_errors_as_values(tmp_path: Path) -> None:
    write(tmp_path, 5)
    paths: list[str | Path] = [*sorted(tmp_path.rglob("*.html")), str(tmp_path / "gone.pdf")]
    paths.insert(0, ROOT / "samples" / "lanchuan-forestry-2021.txt")  # it takes longest
    results = list(perfparse.parse_many(paths, workers=2))
    assert [result.source for result in results] == list(map(str, paths))
    assert [result.status for result in results] == ["ok"] * 6 + ["error"]
    for path, result in zip(paths[:-1], results, strict=False):
        assert result.report == perfparse.parse(path)
        assert result.error is None
    assert results[-1].report is None
    assert results[-1].error == "there is no such file; check the name"


def test_paths_may_be_endless(tmp_path: Path) -> None:
    write(tmp_path, 1)
    paths = itertools.repeat(tmp_path / "00" / "00000.html")
    assert [result.status for result in itertools.islice(perfparse.parse_many(paths), 10)] == ["ok"] * 10


def test_no_paths_give_no_results() -> None:
    assert list(perfparse.parse_many([])) == []


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(1))
    script = tmp_path / "script.py"
    script.write_text("import perfparse\nfor result in perfparse.parse_many(['a.html']): print(result.status)\n")
    done = subprocess.run([sys.executable, script], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"ok\n", b"")


@pytest.mark.parametrize("name", ["parse_many", "Result", "Report"])
def test_importing_stays_light(name: str) -> None:
    code = f"import sys, perfparse; assert 'pydantic' not in sys.modules; perfparse.{name}; print(perfparse.__all__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert name in done.stdout
