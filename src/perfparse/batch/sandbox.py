"""One worker process as its pool sees it: started when it is needed, ended with all its children, replaced."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Literal

import psutil

from perfparse.batch import processes
from perfparse.batch.model import Settings, Source, Status
from perfparse.model.errors import PerfparseError

_START = 120.0  # seconds that a worker may take to load
_TREE_AFTER = 0.5  # seconds after which the children of a worker are looked for; most documents need none
_TREE_EVERY = 1.0  # seconds between two looks, which go over all processes of the machine


class EndedError(Exception):
    """The worker ended over a document."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status: Status = status


class Sandbox:
    """A worker. One thread asks; another calls `watch`, which may end it."""

    def __init__(self, settings: Settings, mark: str) -> None:
        self._settings = settings
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None
        self._seen: psutil.Process | None = None
        self._lock = threading.Lock()
        self._began: float | None = None  # when the work that is watched began
        self._limit = settings.timeout
        self._looked = 0.0
        self._ended: Literal["timeout", "memory"] | None = None
        self._closed = False

    def ask(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """A worker's answer to a job, with the bytes that follow it.

        Raises:
            EndedError: the worker ended over it, or was ended.
            PerfparseError: no worker can be started.
        """
        if "read" in job:  # the first of a document: whether there is a worker does not matter yet
            self._ready()
        answer = self._exchange(job, self._settings.timeout)
        if answer is None:
            raise self._ending()
        if answer[0].get("status") == "memory":
            self.end()
            raise EndedError("memory", self._too_much())
        return answer

    def watch(self) -> None:
        """End the worker if what it does takes too long or too much memory."""
        with self._lock:
            if self._began is None or self._process is None or self._seen is None:
                return
            if self._process.poll() is not None:
                self._began = None
                processes.end_marked(self._mark)  # a child that holds the pipe would keep us waiting for an answer
                return
            now = time.monotonic()
            spent = now - self._began
            children = spent > _TREE_AFTER and now - self._looked > _TREE_EVERY
            if children:
                self._looked = now
            if spent > self._limit:
                self._ended = "timeout"
            elif processes.memory(self._seen, children=children) > self._settings.memory << 20:
                self._ended = "memory"
            if self._ended:
                self._began = None
                self._process.kill()
                processes.end_marked(self._mark)

    def close(self) -> None:
        """End the worker for good; who waits for its answer gets none."""
        self._closed = True
        self.end()

    def end(self) -> int:
        """End the worker and all that it started; its exit code."""
        with self._lock:
            process, self._process, self._seen, self._began = self._process, None, None, None
        if process is None:
            return 0
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        processes.end_marked(self._mark)
        return code

    def _ready(self) -> None:
        """Have a worker that answers."""
        if self._process is not None:
            held = processes.memory(self._seen, children=False) if self._seen else 0
            if self._process.poll() is None and held <= self._settings.memory << 20 >> 1:
                return
            self.end()  # it is gone, or holds half of what a document may take
        process = processes.start("perfparse.batch.worker", self._mark)
        with self._lock:
            self._process, self._seen, self._ended = process, psutil.Process(process.pid), None
        if self._closed:
            self.end()
        told = {
            "parse": self._settings.parse,
            "options": self._settings.plain_options(),
            "memory": self._settings.memory,
        }
        answer = self._exchange(told, _START)
        if answer is None or "error" in answer[0]:
            code = self.end()
            reason = answer[0]["error"] if answer else _how(code)
            raise PerfparseError(f"the processes that read documents cannot be started: {reason}")

    def _exchange(self, job: dict[str, Any], limit: float) -> tuple[dict[str, Any], bytes] | None:
        """The answer to a job, and the bytes that follow it; None where the worker ended, or took over `limit`."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        with self._lock:
            self._began = self._looked = time.monotonic()
            self._limit = limit
        try:
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            if not line.endswith(b"\n"):
                return None
            answer: dict[str, Any] = json.loads(line)
            follows = answer.pop("follows", 0)
            report = process.stdout.read(follows)
        except (OSError, ValueError):  # a pipe that is broken, or was closed by `end`
            return None
        finally:
            with self._lock:
                self._began = None
        return (answer, report) if len(report) == follows else None

    def _ending(self) -> EndedError:
        """What ended the worker."""
        with self._lock:
            reason = self._ended
        code = self.end()
        if reason == "timeout":
            return EndedError("timeout", f"it took longer than {self._settings.timeout:g} s and was ended")
        if reason == "memory":
            return EndedError("memory", self._too_much())
        return EndedError("crashed", f"the process that read it {_how(code)}")

    def _too_much(self) -> str:
        return f"it took more than {self._settings.memory} MB of memory and was ended"


def reading(source: Source) -> dict[str, Any]:
    """The job that reads a document's bytes."""
    return {"read": asdict(source)}


def _how(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
