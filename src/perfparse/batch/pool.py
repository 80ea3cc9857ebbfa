"""Documents → rows, by worker processes that a document can ruin without harm to the others.

A thread a worker takes a document, has it read, and puts the row into a queue; one more thread watches the workers'
time and memory. Not more than a few dozen documents a worker are on their way at a time, so memory stays flat.
"""

from __future__ import annotations

import queue
import secrets
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from perfparse.batch import processes
from perfparse.batch.model import Row, Settings, Source, failure
from perfparse.batch.sandbox import EndedError, Sandbox, reading
from perfparse.model.errors import SinkError

_TICK = 0.05  # seconds between two looks at the workers
_AHEAD = 32  # documents a worker that may be done or in work before the first of them is taken
_IDLE = 0.5  # seconds without a row after which `idle` is called


class Target(NamedTuple):
    """Where a report is to stand, and where it is written first."""

    path: Path
    temporary: Path


class Parse(NamedTuple):
    """The decision to parse a document; its report goes to `target`, or comes back where that is None."""

    target: Target | None = None


class Copy(NamedTuple):
    """The decision to take the report of a document with the same bytes."""

    report: Path
    target: Target


Decision = Parse | Copy | Row
"""What to do with a document whose bytes are known; a row, where nothing is."""


class Done(NamedTuple):
    """A document that is done: its row, and its report where that went into no file."""

    source: Source
    row: Row
    report: bytes


class Plan:
    """What a caller of `Pool.run` decides. This one parses everything; calls come from the threads of the workers."""

    def decide(self, source: Source, sha256: str) -> Decision:  # noqa: ARG002  (the interface)
        """What to do with a document."""
        return Parse()

    def settle(self, source: Source, row: Row) -> Row:  # noqa: ARG002  (the interface)
        """Keep the row of a document that is done; what is given back is handed on."""
        return row

    def idle(self) -> None:
        """Called now and then, from the thread that takes the rows."""

    def stop(self) -> None:
        """Called when no more rows will be taken: whoever waits in `decide` is to go on."""


class Pool:
    """Worker processes, to be used in a `with` statement; none is left when that ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._mark = secrets.token_hex(8)
        self._sandboxes = [Sandbox(settings, f"{self._mark}-{number}") for number in range(settings.workers)]
        self._closed = threading.Event()
        self._warden = processes.start("perfparse.batch.warden", "")
        if self._warden.stdin:
            self._warden.stdin.write(self._mark.encode() + b"\n")
            self._warden.stdin.flush()
        threading.Thread(target=self._watch, name="perfparse-watch", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def run(self, sources: Iterable[Source], plan: Plan | None = None, *, in_order: bool = False) -> Generator[Done]:
        """Read documents; gives each as it is done, or `in_order` of the sources.

        Raises:
            PerfparseError: workers cannot be started, or a report cannot be written; what was done until then stands.
        """
        feed = _Feed(sources, _AHEAD * len(self._sandboxes))
        done: queue.Queue[tuple[int, Done] | BaseException | None] = queue.Queue()
        chosen = plan or Plan()
        threads = [
            threading.Thread(target=self._serve, args=(sandbox, feed, chosen, done), daemon=True)
            for sandbox in self._sandboxes
        ]
        for thread in threads:
            thread.start()
        try:
            rows = _rows(done, len(threads), chosen)
            for _, item in _ordered(rows) if in_order else rows:
                feed.taken()
                yield item
        finally:
            feed.stop()
            if any(thread.is_alive() for thread in threads):  # the caller has had enough, or a thread failed
                chosen.stop()
                for sandbox in self._sandboxes:
                    sandbox.close()
            for thread in threads:
                thread.join()

    def close(self) -> None:
        """End all workers, and what they may have left running."""
        self._closed.set()
        for sandbox in self._sandboxes:
            sandbox.close()
        with suppress(OSError):
            self._warden.communicate(timeout=30)  # it looks for what is left, and ends

    def _serve(self, sandbox: Sandbox, feed: _Feed, plan: Plan, done: queue.Queue[Any]) -> None:
        """The life of a worker's thread: one document after another."""
        try:
            while (taken := feed.take()) is not None:
                number, source = taken
                row, report = _one(sandbox, source, plan)
                if feed.stopped:
                    break
                done.put((number, Done(source, plan.settle(source, row), report)))
        except BaseException as error:  # the thread that takes the rows raises it
            done.put(error)
        finally:
            done.put(None)

    def _watch(self) -> None:
        while not self._closed.wait(_TICK):
            for sandbox in self._sandboxes:
                sandbox.watch()


def _one(sandbox: Sandbox, source: Source, plan: Plan) -> tuple[Row, bytes]:
    """Have one document read."""
    if source.problem:
        return failure(source, "error", source.problem), b""
    began = time.monotonic()
    known: dict[str, Any] = {}
    target: Target | None = None
    try:
        known, _ = sandbox.ask(reading(source))
        if "error" in known:
            return Row.of(source, known), b""
        decision = plan.decide(source, known["sha256"])
        if isinstance(decision, Row):
            return decision, b""
        target = decision.target
        job: dict[str, Any] = {"to": [str(path) for path in target]} if target else {}
        if isinstance(decision, Copy):
            job |= {"copy": str(decision.report), "title": source.title}
        else:
            job |= {"parse": source.title}
        reply, report = sandbox.ask(job)
    except EndedError as ended:
        if target:
            target.temporary.unlink(missing_ok=True)
        known |= {"status": ended.status, "error": str(ended), "seconds": round(time.monotonic() - began, 3)}
        return Row.of(source, known), b""
    if "unwritten" in reply:
        raise SinkError(f"{reply['unwritten']}; make room, then run again")
    return Row.of(source, known | reply), report


def _rows(done: queue.Queue[tuple[int, Done] | BaseException | None], threads: int, plan: Plan) -> Iterator[Any]:
    """What the threads put into the queue, until all have ended."""
    while threads:
        try:
            item = done.get(timeout=_IDLE)
        except queue.Empty:
            plan.idle()
            continue
        if isinstance(item, BaseException):
            raise item
        if item is None:
            threads -= 1
        else:
            yield item


def _ordered(rows: Iterator[tuple[int, Done]]) -> Iterator[tuple[int, Done]]:
    """Rows in the order of their numbers."""
    early: dict[int, Done] = {}
    number = 0
    for place, item in rows:
        early[place] = item
        while number in early:
            yield number, early.pop(number)
            number += 1


class _Feed:
    """Sources, for threads that take them one by one, and not too far ahead of what was taken out."""

    def __init__(self, sources: Iterable[Source], ahead: int) -> None:
        self._sources = enumerate(sources)
        self._lock = threading.Lock()
        self._room = threading.Semaphore(ahead)
        self.stopped = False

    def take(self) -> tuple[int, Source] | None:
        """The next source and its number; None at the end."""
        self._room.acquire()
        with self._lock:
            taken = None if self.stopped else next(self._sources, None)
        if taken is None:
            self._room.release()  # the other threads are to see the end, too
        return taken

    def taken(self) -> None:
        """Say that a row was taken out."""
        self._room.release()

    def stop(self) -> None:
        """Give nothing more."""
        self.stopped = True
        self._room.release()
