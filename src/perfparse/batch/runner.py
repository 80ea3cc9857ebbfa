"""A batch on this machine: sources → reports under an output folder, and their rows in its manifest."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from perfparse.batch import pool
from perfparse.batch.manifest import Manifest
from perfparse.batch.model import READ, Row, Settings, Source
from perfparse.batch.names import report_path
from perfparse.model.errors import SinkError

_TEMPORARY = ".partial"
_LOCK = ".lock"


class Result(NamedTuple):
    """What came of a document: its row, and whether nothing was left to do."""

    row: Row
    unchanged: bool


def run(sources: Iterable[Source], out: Path, settings: Settings) -> Generator[Result]:
    """Read what is new, changed, or gave no report the last time; gives every document as it is done.

    Killed at any instant, the next run ends in the same reports and, but for time and memory, the same rows.

    Raises:
        SinkError: `out` cannot be written, or another batch is writing to it.
        PerfparseError: the workers cannot be started.
    """
    with _locked(out):
        manifest = Manifest(out)
        try:
            plan = _Plan(manifest, out, settings)
            with pool.Pool(settings) as workers:
                for done in workers.run(sources, plan):
                    yield Result(done.row, plan.unchanged(done.source))
        finally:
            shutil.rmtree(out / _TEMPORARY, ignore_errors=True)  # first: on a full disk, the other raises
            manifest.close()


class _Plan(pool.Plan):
    """What is to be done with each document, and what is kept of it. Its methods are called by many threads."""

    def __init__(self, manifest: Manifest, out: Path, settings: Settings) -> None:
        self._manifest = manifest
        self._out = out
        self._settings = settings
        self._version = version("perfparse")
        self._run = secrets.token_hex(4)
        self._changed = threading.Condition()
        self._keys: dict[str, str] = {}
        """The keys of documents in work, by source."""
        self._failed: dict[str, Row] = {}
        """The documents of this run that gave no report, by key."""
        self._unchanged: set[str] = set()
        self._stopped = False

    def decide(self, source: Source, sha256: str) -> pool.Decision:
        """Parse a document, unless it or another of the same bytes was parsed already.

        Where another of the same bytes is in work, this waits for it.
        """
        key = self._settings.key(sha256, self._version)
        with self._changed:
            while key in self._keys.values() and not self._stopped:
                self._changed.wait()
            row = self._manifest.get(source.name)
            if row and row.key == key and self._stands(row):
                self._unchanged.add(source.name)
                return row
            if key in self._failed:
                return replace(self._failed[key], source=source.name, seconds=0.0, memory_mb=0.0)
            self._keys[source.name] = key
            target = self._target(source)
            twin = self._manifest.alike(key)
            if twin and twin.report and self._stands(twin):
                return pool.Copy(self._out / twin.report, target)
            return pool.Parse(target)

    def settle(self, source: Source, row: Row) -> Row:
        """Keep a row, after its report."""
        with self._changed:
            if source.name in self._unchanged:
                return row
            key = self._keys.pop(source.name, None)
            key = key or (self._settings.key(row.sha256, self._version) if row.sha256 else None)
            report = report_path(source.name)
            if row.status in READ:
                row = replace(row, key=key, report=report)
            else:
                (self._out / report).unlink(missing_ok=True)  # of an earlier version of the document
                row = replace(row, key=key)
                if key:
                    self._failed[key] = row
            self._manifest.put(row)
            self._changed.notify_all()
        return row

    def idle(self) -> None:
        """Commit what was done, while long documents are in work."""
        with self._changed:
            self._manifest.commit()

    def stop(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def unchanged(self, source: Source) -> bool:
        """Whether there was nothing to do for a document. Asked once."""
        with self._changed:
            if source.name not in self._unchanged:
                return False
            self._unchanged.remove(source.name)
        return True

    def _target(self, source: Source) -> pool.Target:
        path = self._out / report_path(source.name)
        return pool.Target(path, self._out / _TEMPORARY / f"{self._run}-{secrets.token_hex(6)}")

    def _stands(self, row: Row) -> bool:
        """Whether a row's report is there, and of the size it was written with."""
        if row.report is None:
            return False
        with suppress(OSError):
            return (self._out / row.report).stat().st_size == row.report_bytes
        return False


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """The output folder for this run alone; made where it is not there."""
    lock = FileLock(out / _LOCK, timeout=0)
    try:
        (out / _TEMPORARY).mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise SinkError(f"{out}: another batch is writing to this folder; wait for its end") from None
    except OSError as error:
        raise SinkError(f"{out}: cannot be written: {error.strerror or error}; name another folder") from error
    try:
        for leftover in os.scandir(out / _TEMPORARY):  # of a run that was killed
            with suppress(OSError):
                Path(leftover.path).unlink()
        yield
    finally:
        lock.release()
