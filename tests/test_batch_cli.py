"""`perfparse batch` and `perfparse batch status` as a person or a script uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from batch_documents import write
from perfparse.batch import manifest
from perfparse.cli import main
from perfparse.cli.progress import _duration

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three reports, one page without one, and a file that is none."""
    write(tmp_path / "in", 3)
    (tmp_path / "in" / "letter.txt").write_text("一封信。", encoding="utf-8")
    (tmp_path / "in" / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path / "in"


def test_a_batch_says_what_came_of_each(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "-o", tmp_path / "out", "--workers", "1")
    assert done.exit_code == 1
    *bad, summary = done.stderr.splitlines()
    assert bad[0] == f"{folder}/letter.txt: failed: no-table"
    assert bad[1].startswith(f"{folder}/picture.pdf: error: this is an image")
    assert len(bad) == 2
    assert summary == "5 documents: 3 ok, 1 failed, 1 error"
    assert done.stdout == ""

    again = run(folder, "-o", tmp_path / "out", "--workers", "1")
    assert (again.exit_code, again.stderr) == (1, done.stderr)

    status = run("status", tmp_path / "out")
    assert status.exit_code == 1
    assert status.stdout == done.stderr
    good = run(folder / "00", "-o", tmp_path / "good")
    assert (good.exit_code, good.stderr) == (0, "3 documents: 3 ok\n")
    assert (run("status", tmp_path / "good").exit_code) == 0


def test_the_log_for_machines(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "-o", tmp_path / "out", "--json-log", "-")
    begin, *documents, end = map(json.loads, done.stdout.splitlines())
    assert (begin["event"], begin["documents"]) == ("begin", 5)
    assert (end["event"], end["documents"], end["without_report"]) == ("end", 5, 1)
    rows = {row.source: row for row in manifest.read(tmp_path / "out")}
    for document in documents:
        row = rows[document["source"]]
        assert document["event"] == "document"
        assert {name: document[name] for name in row.__slots__} == {name: getattr(row, name) for name in row.__slots__}
        assert document["unchanged"] is False
    run(folder, "-o", tmp_path / "out", "--json-log", tmp_path / "log")
    run(folder, "-o", tmp_path / "out", "--json-log", tmp_path / "log")
    assert len((tmp_path / "log").read_text().splitlines()) == 14


def test_a_long_list_is_cut_short(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("path\n" + "".join(f"{number}.pdf\n" for number in range(25)))
    lines = run(tmp_path / "list.csv", "-o", tmp_path / "out").stderr.splitlines()
    assert len(lines) == 22
    assert lines[-2] == f"and 5 more; see perfparse batch status {tmp_path / 'out'}"
    assert len(run("status", tmp_path / "out").stdout.splitlines()) == 26


WRONG = {
    "a source that is not there": (["gone.pdf", "-o", "out"], "gone.pdf: there is no such file"),
    "a folder without documents": (["empty", "-o", "out"], "there is no document"),
    "an output that is a file": (["in", "-o", "file"], "file: this is a file"),
    "an output that cannot be made": (["in", "-o", "file/out"], "file/out: cannot be written"),
    "a log that cannot be written": (["in", "-o", "out", "--json-log", "gone/log"], "gone/log: cannot be written"),
    "too little memory": (["in", "-o", "out", "--memory", "1"], "--memory"),
    "no output": (["in"], "--output"),
    "a cluster for the local engine": (["in", "-o", "out", "--address", "auto"], "--address goes with --engine daft"),
    "watching on daft": (["in", "-o", "out", "--engine", "daft", "--watch"], "go with --engine local"),
    "the status of nothing": (["status", "empty"], "there is no manifest.sqlite"),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_wrong_use_is_one_line(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    write(tmp_path / "in", 1)
    arguments, message = WRONG[case]
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_status_may_be_the_name_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "status", 1)
    assert run("./status", "-o", "out").exit_code == 0


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGINT to send here")
def test_watching_reads_what_is_added_until_it_is_stopped(tmp_path: Path) -> None:
    write(tmp_path / "in", 1)
    out, log = tmp_path / "out", tmp_path / "log"
    command = [sys.executable, "-c", "from perfparse.cli import main; main()", "batch", str(tmp_path / "in")]
    watching = subprocess.Popen([*command, "-o", str(out), "--watch", "--json-log", str(log)], stderr=subprocess.PIPE)

    def wait_for(documents: int) -> None:
        deadline = time.monotonic() + 60
        while sum('"ok"' in line for line in (log.read_text().splitlines() if log.exists() else ())) < documents:
            assert time.monotonic() < deadline
            time.sleep(0.1)

    wait_for(2)  # once at the beginning, once when watching has begun
    write(tmp_path / "in", 3)  # 0 is written anew, too
    wait_for(5)
    watching.send_signal(signal.SIGINT)
    _, said = watching.communicate(timeout=60)
    assert (watching.returncode, said) == (0, b"3 documents: 3 ok\n")
    assert len(list(manifest.read(out))) == 3


SCREEN = {"TERM": "xterm", "COLUMNS": "120"}


def test_a_bar_is_shown_at_a_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="there are no terminals of this kind here")
    write(tmp_path / "in", 2)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from perfparse.cli import main; main()", "batch", str(tmp_path / "in")]
    running = subprocess.Popen([*command, "-o", str(tmp_path / "out")], stderr=theirs, env=os.environ | SCREEN)
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # how Linux says that nobody writes any more
        while piece := os.read(ours, 1 << 12):
            seen += piece
    os.close(ours)
    assert running.wait() == 0
    said = seen.decode()
    assert "2 of 2 documents, 0 without a report" in said
    assert "left" in said
    assert said.rstrip().endswith("2 documents: 2 ok")


DURATIONS = {0: "0 s", 99: "99 s", 120: "2 min", 5940: "99 min", 6300: "1 h 45 min"}


@pytest.mark.parametrize(("seconds", "said"), DURATIONS.items())
def test_time_left_is_said_as_a_person_would(seconds: int, said: str) -> None:
    assert _duration(seconds) == said
