"""Batches: documents that misbehave, runs that are killed, and what the next run makes of it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import perfparse
from batch_documents import HERE, page, write
from perfparse.batch import manifest, processes, runner
from perfparse.batch.model import Row, Settings, Source
from perfparse.batch.sources import find
from perfparse.model.errors import SinkError

POSIX = os.name == "posix"


def batch(out: Path, *named: Path, **settings: object) -> dict[str, runner.Result]:
    results = runner.run(list(find(map(str, named), out)), out, Settings(**settings))  # type: ignore[arg-type]
    return {result.row.source: result for result in results}


def rows(out: Path) -> list[Row]:
    """The manifest's rows, less time and memory."""
    return [row.same() for row in manifest.read(out)]


def reports(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in (out / "reports").rglob("*") if path.is_file()}


def ours() -> list[psutil.Process]:
    """All processes on this machine that a worker is or has started."""

    def marked(process: psutil.Process) -> bool:
        try:
            return processes.MARK in process.environ()
        except psutil.Error:
            return False

    return [process for process in psutil.process_iter() if marked(process)]


@pytest.fixture(autouse=True)
def _no_orphans() -> Iterator[None]:
    yield
    deadline = time.monotonic() + 10
    while ours() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not ours()


FAULTS = {
    "raise": ("error", "internal error: RuntimeError: a fault"),
    "abort": ("crashed", "the process that read it was ended by SIGABRT"),
    "hang": ("timeout", "it took longer than 5 s and was ended"),
    "eat": ("memory", "it took more than 256 MB of memory and was ended"),
}
MARKS = {
    3: "raise", 40: "abort", 41: "hang", 77: "raise", 98: "eat", 120: "raise", 150: "hang", 151: "abort", 199: "raise",
}  # fmt: skip


@pytest.mark.skipif(not POSIX, reason="signals have other names here")
def test_a_document_that_misbehaves_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path / "in", 200, MARKS)
    for workers in (1, 2):
        out = tmp_path / f"out{workers}"
        batch(out, tmp_path / "in", workers=workers, timeout=5, memory=256, parse=HERE + "misbehave")
        assert not ours()
    assert rows(tmp_path / "out1") == rows(tmp_path / "out2")
    assert reports(tmp_path / "out1") == reports(tmp_path / "out2")
    assert len(reports(tmp_path / "out1")) == 191

    found = rows(tmp_path / "out1")
    assert Counter(row.status for row in found) == {"ok": 191, "error": 4, "crashed": 2, "timeout": 2, "memory": 1}
    for number, mark in MARKS.items():
        status, error = FAULTS[mark]
        row = next(row for row in found if row.source.endswith(f"{number:05}.html"))
        assert row.status == status
        assert row.error is not None
        assert row.error.startswith(error)
        assert row.report is None
        assert row.sha256 is not None


def test_a_report_is_what_convert_writes(tmp_path: Path, short_sample: Path) -> None:
    batch(tmp_path / "out", short_sample)
    (report,) = reports(tmp_path / "out").values()
    assert report.decode() == perfparse.parse(short_sample).to_json()
    (row,) = manifest.read(tmp_path / "out")
    assert (row.bytes, row.report_bytes) == (short_sample.stat().st_size, len(report))
    assert row.records == 6
    assert row.issues == {"total-parts": 1}
    assert row.memory_mb > 10


# killed and begun again


def start(out: Path, source: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "batch_documents", str(source), str(out)]
    return subprocess.Popen(command, cwd=Path(__file__).parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def whole_run(out: Path, source: Path) -> tuple[float, float]:
    """Run a batch to its end; its seconds up to the first document, and from there on."""
    began = time.monotonic()
    process = start(out, source)
    assert process.stdout is not None
    process.stdout.readline()
    first = time.monotonic()
    said, errors = process.communicate()
    assert process.returncode == 0, errors
    assert said.endswith(b"100\n")
    return first - began, time.monotonic() - first


@pytest.mark.skipif(not POSIX, reason="there is no SIGKILL here")
def test_killed_at_any_instant_the_next_run_ends_in_the_same(tmp_path: Path) -> None:
    write(tmp_path / "in", 100, {7: "raise"})
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    loading, reading = whole_run(undisturbed, tmp_path / "in")
    chance = random.Random(20)
    stood = []
    for number in range(20):
        process = start(killed, tmp_path / "in")
        if number % 4 == 0:  # some while it loads, the others while it reads
            time.sleep(chance.uniform(0, loading))
        else:
            assert process.stdout is not None
            while b"00007" in process.stdout.readline():  # the one that fails, at once, in each run
                pass
            time.sleep(chance.uniform(0, reading / 5))  # so that there is work left for the last ones
        process.kill()
        process.communicate()
        stood.append(len(rows(killed)) if (killed / manifest.NAME).exists() else 0)
    assert len(set(stood)) > 5, f"the kills did not find it at work: {stood}"
    whole_run(killed, tmp_path / "in")
    assert rows(killed) == rows(undisturbed)
    assert reports(killed) == reports(undisturbed)
    assert sorted(path.name for path in killed.iterdir()) == sorted(path.name for path in undisturbed.iterdir())


@pytest.mark.skipif(not POSIX, reason="there is no SIGKILL here")
def test_a_worker_that_hangs_ends_with_its_killed_batch(tmp_path: Path) -> None:
    write(tmp_path / "in", 1, {0: "hang"})
    process = start(tmp_path / "out", tmp_path / "in")
    deadline = time.monotonic() + 30
    while len(ours()) < 3:  # the worker and the two that it leaves behind
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    while ours():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 kB; where none can be made, a folder with nothing special."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = sys.platform == "linux" and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("a small file system needs root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_a_batch_stops_and_the_next_run_ends_in_the_same(small_disk: Path, tmp_path: Path) -> None:
    write(tmp_path / "in", 60)
    out = small_disk / "out"
    with pytest.raises(SinkError, match=r"No space left on device|disk is full"):
        batch(out, tmp_path / "in", workers=2)
    for row in manifest.read(out):  # what stands is whole
        assert row.report is not None
        assert (out / row.report).stat().st_size == row.report_bytes
    assert not (out / ".partial").exists()

    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    results = batch(out, tmp_path / "in")
    assert any(result.unchanged for result in results.values())
    batch(tmp_path / "roomy", tmp_path / "in")
    assert rows(out) == rows(tmp_path / "roomy")
    assert reports(out) == reports(tmp_path / "roomy")


# run again


def unchanged(results: dict[str, runner.Result]) -> set[str]:
    return {Path(name).name for name, result in results.items() if result.unchanged}


def test_run_again_it_reads_what_is_new_changed_or_failed(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder, 4, {3: "raise"})
    settings = {"parse": HERE + "misbehave"}
    assert unchanged(batch(out, folder, **settings)) == set()
    assert unchanged(batch(out, folder, **settings)) == {"00000.html", "00001.html", "00002.html"}

    (folder / "00" / "00001.html").write_bytes(page(11))
    (folder / "00" / "00002.html").write_bytes(page(2, "raise"))
    (folder / "00" / "00003.html").write_bytes(page(3))
    (folder / "00" / "00004.html").write_bytes(page(4))
    results = batch(out, folder, **settings)
    assert unchanged(results) == {"00000.html"}
    states = {Path(name).name: result.row.status for name, result in results.items()}
    assert list(map(states.get, sorted(states))) == ["ok", "ok", "error", "ok", "ok"]
    batch(tmp_path / "fresh", folder, **settings)
    assert rows(out) == rows(tmp_path / "fresh")
    assert reports(out) == reports(tmp_path / "fresh")  # the report of 00002 that stood is gone


def test_a_report_that_is_gone_or_cut_is_made_again(tmp_path: Path) -> None:
    write(tmp_path / "in", 3)
    batch(tmp_path / "out", tmp_path / "in")
    whole = reports(tmp_path / "out")
    gone, cut, _ = (tmp_path / "out" / name for name in sorted(whole))
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:100])
    assert len(unchanged(batch(tmp_path / "out", tmp_path / "in"))) == 1
    assert reports(tmp_path / "out") == whole


def test_other_settings_are_another_reading(tmp_path: Path) -> None:
    write(tmp_path / "in", 1)
    assert not unchanged(batch(tmp_path / "out", tmp_path / "in"))
    assert not unchanged(batch(tmp_path / "out", tmp_path / "in", parse=HERE + "misbehave"))
    assert unchanged(batch(tmp_path / "out", tmp_path / "in", parse=HERE + "misbehave", timeout=7, workers=2))


@pytest.mark.parametrize("mark", ["", "raise", "abort"])
def test_the_same_content_is_parsed_once(tmp_path: Path, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = tmp_path / "counted"
    monkeypatch.setenv("COUNTED", str(counted))
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(6):
        (folder / f"{number}.html").write_bytes(page(1, mark))
    results = batch(tmp_path / "out", folder, workers=2, parse=HERE + "count")
    assert counted.read_text() == "x"
    assert len({(result.row.status, result.row.error, result.row.key) for result in results.values()}) == 1
    for name, report in reports(tmp_path / "out").items():
        written = perfparse.Report.model_validate_json(report)
        title = written.source.name
        assert f"/{title}-" in name
        assert report.decode() == perfparse.parse(folder / title).to_json()


def test_two_batches_do_not_write_to_one_folder(tmp_path: Path) -> None:
    write(tmp_path / "in", 2)
    sources = list(find([str(tmp_path / "in")]))
    first = runner.run(sources, tmp_path / "out", Settings())
    next(first)
    with pytest.raises(SinkError, match="another batch is writing"):
        next(runner.run(sources, tmp_path / "out", Settings()))
    first.close()


def test_a_later_manifest_is_refused(tmp_path: Path) -> None:
    import sqlite3

    batch(tmp_path)
    with sqlite3.connect(tmp_path / manifest.NAME) as base:
        base.execute("UPDATE meta SET value = '99'")
    with pytest.raises(SinkError, match="later version"):
        batch(tmp_path)


def test_a_document_that_is_gone_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path / "in", 2)
    gone, bad = Source("gone.pdf", str(tmp_path / "gone.pdf")), Source("bad", "bad", problem="a fault")
    sources = [*find([str(tmp_path / "in")]), gone, bad]
    results = {result.row.source: result.row for result in runner.run(sources, tmp_path / "out", Settings())}
    assert (results["gone.pdf"].status, results["gone.pdf"].error) == ("error", "there is no such file; check the name")
    assert (results["bad"].status, results["bad"].error) == ("error", "a fault")
    assert Counter(row.status for row in results.values()) == {"ok": 2, "error": 2}


def test_workers_that_cannot_start_are_said_once(tmp_path: Path) -> None:
    write(tmp_path / "in", 2)
    with pytest.raises(perfparse.PerfparseError, match="cannot be started: ModuleNotFoundError"):
        batch(tmp_path / "out", tmp_path / "in", parse="no_such_module:parse")


def test_a_batch_left_early_keeps_what_was_done(tmp_path: Path) -> None:
    write(tmp_path / "in", 30)
    running = runner.run(list(find([str(tmp_path / "in")])), tmp_path / "out", Settings(workers=2))
    done = {next(running).row.source for _ in range(3)}
    running.close()
    assert done <= {row.source for row in manifest.read(tmp_path / "out")}
    shutil.rmtree(tmp_path / "out")
