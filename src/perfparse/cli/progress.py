"""How far a batch is: a bar for a person at a terminal, plain lines elsewhere, and lines of JSON for machines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from perfparse.batch.model import READ, Row
from perfparse.cli.files import WrongUse

if TYPE_CHECKING:
    import rich.progress

_EVERY = 10.0  # seconds between plain lines


class Display:
    """What is shown of a batch while it runs: documents done, their rate, those without a report, time left."""

    def __init__(self, log: IO[str] | None) -> None:
        self._log = log
        self._total = self._done = self._without = 0
        self._began = self._said = time.monotonic()

    def begin(self, total: int, workers: int) -> None:
        """Begin with `total` documents."""
        self._total, self._done, self._without = total, 0, 0
        self._began = self._said = time.monotonic()
        self._write({"event": "begin", "documents": total, "workers": workers})
        self._show()

    def document(self, row: Row, *, unchanged: bool) -> None:
        """Count a document that is done."""
        self._done += 1
        self._without += row.status not in READ
        self._write({"event": "document", **asdict(row), "unchanged": unchanged})
        self._show()

    def end(self) -> None:
        """Say the end."""
        spent = round(time.monotonic() - self._began, 3)
        self._write({"event": "end", "documents": self._done, "without_report": self._without, "seconds": spent})

    def line(self) -> str:
        """The state in one line."""
        spent = max(time.monotonic() - self._began, 1e-3)
        rate = self._done / spent
        left = f", {_duration((self._total - self._done) / rate)} left" if rate else ""
        return f"{self._done} of {self._total} documents, {self._without} without a report, {rate:.1f} a second{left}"

    def _show(self) -> None:
        """Show the state: here a line every few seconds."""
        now = time.monotonic()
        if now - self._said >= _EVERY:
            self._said = now
            click.echo(self.line(), err=True)

    def _write(self, event: dict[str, Any]) -> None:
        if self._log is not None:
            told = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **event}
            self._log.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._log.flush()


class _Bar(Display):
    """The same with a bar."""

    def __init__(self, log: IO[str] | None, bar: rich.progress.Progress) -> None:
        super().__init__(log)
        self._bar = bar
        self._task = bar.add_task("", total=None, state="")

    def _show(self) -> None:
        self._bar.update(self._task, total=self._total, completed=self._done, state=self.line())


@contextmanager
def display(json_log: str | None) -> Iterator[Display]:
    """What shows a batch; a bar where a person looks at standard error."""
    with ExitStack() as stack:
        log = None if json_log is None else _log(json_log, stack)
        if not sys.stderr.isatty():
            yield Display(log)
            return
        from rich.console import Console  # slow to load, and only for people
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(), TextColumn("{task.fields[state]}"))
        yield _Bar(log, stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True)))


def told(row: Row) -> str:
    """A document and what came of it, in a line."""
    reason = row.error or ", ".join(row.issues)
    return f"{row.source}: {row.status}" + (f": {reason}" if reason else "")


def _log(name: str, stack: ExitStack) -> IO[str]:
    if name == "-":
        return sys.stdout
    try:
        return stack.enter_context(Path(name).open("a", encoding="utf-8"))
    except OSError as error:
        raise WrongUse(f"{name}: cannot be written: {error.strerror or error}; name another file") from None


def _duration(seconds: float) -> str:
    """Time as a person says it: 40 s, 12 min, 3 h 5 min."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
