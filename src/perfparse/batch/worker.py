"""The process that reads documents, one after another, and may die of any: `python -m perfparse.batch.worker`.

It is told what to do by lines of JSON on standard input, and answers by lines of JSON on what was its standard output;
what libraries print goes nowhere. Bytes, of a report that goes into no file, follow the line that announces them.

    {"read": source}                  → {"sha256", "bytes"}           or {"status", "error"}
    {"parse": title, "to": paths}     → {"status", counts, "report_bytes", "seconds", "memory_mb"}, or with "error"
    {"copy": path, "title", "to"}     → the same, from a report of the same bytes under another name
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
import time
from collections import Counter
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, NoReturn

from perfparse.batch import contents
from perfparse.batch.model import Source
from perfparse.model.errors import PerfparseError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from perfparse.model.report import Report
    from perfparse.readers import Options

_ROOM = 1 << 30  # bytes of address space beyond twice the memory that a document may take
_MEGABYTE = 1 << 20


def parse(data: bytes, name: str, options: Options) -> Report:
    """Read a document: what a worker does unless a test gives it something else to do."""
    from perfparse import pipeline

    return pipeline.run(data, name, options).report


class _Failed(NamedTuple):
    """A document that gave no report, and why."""

    status: str
    error: str


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, _own_output()
    settings = json.loads(asked.readline())
    try:
        read = _function(settings["parse"])
        from perfparse import pipeline  # noqa: F401  (loaded before the first document's clock runs)
        from perfparse.readers import Options

        options = Options(**settings["options"])
    except Exception as error:
        _answer(answers, {"error": f"{type(error).__name__}: {error}"})
        return
    _limit(settings["memory"])
    _answer(answers, {})
    _serve(asked, answers, read, options)


def _serve(asked: IO[bytes], answers: IO[bytes], read: Callable[..., Report], options: Options) -> None:
    data, began = b"", time.monotonic()
    for line in asked:
        job = json.loads(line)
        report = b""
        try:
            if "read" in job:
                _lower_peak()
                began, data = time.monotonic(), b""
                data = contents.read(Source(**job["read"]))
                reply: dict[str, Any] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            else:
                made = _renamed(job["copy"], job["title"]) if "copy" in job else read(data, job["parse"], options)
                report = made.to_json().encode()
                reply = {"status": made.status, "report_bytes": len(report), **_counts(made)}
                if job.get("to"):
                    reply |= _written(report, *job["to"])
                    report = b""
        except MemoryError:
            _die_of_memory(answers)
        except Exception as error:
            failed = _failure(error)
            reply = {"status": failed.status, "error": failed.error}
        reply |= {"seconds": round(time.monotonic() - began, 3), "memory_mb": round(_peak() / _MEGABYTE, 1)}
        _answer(answers, reply | ({"follows": len(report)} if report else {}), report)


def _answer(answers: IO[bytes], reply: dict[str, Any], report: bytes = b"") -> None:
    answers.write(json.dumps(reply).encode() + b"\n" + report)
    answers.flush()


def _own_output() -> IO[bytes]:
    """Standard output for answers alone; what others print goes nowhere."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")  # no child inherits it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return own


def _function(spec: str) -> Callable[..., Report]:
    module, _, name = spec.partition(":")
    found: Callable[..., Report] = getattr(import_module(module), name)
    return found


# reports


def _counts(report: Report) -> dict[str, Any]:
    cells = [cell for record in report.records for cell in (record.target, record.actual) if cell]
    return {
        "records": len(report.records),
        "goals": sum(len(section.goals) for section in report.sections),
        "quantities": sum(len(cell.quantities) for cell in cells),
        "issues": dict(sorted(Counter(issue.code for issue in report.issues).items())),
    }


def _renamed(path: str, title: str) -> Report:
    """The report of the same bytes, with the name of this document."""
    from perfparse.model.report import Report

    made = Report.model_validate_json(Path(path).read_bytes())
    return made.model_copy(update={"source": made.source.model_copy(update={"name": title})})


def _written(report: bytes, target: str, temporary: str) -> dict[str, str]:
    """Write a report whole or not at all; what kept it from being written, if anything did."""
    try:
        try:
            Path(temporary).write_bytes(report)
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        return {"unwritten": f"{target}: cannot be written: {error.strerror or error}"}
    return {}


def _failure(error: Exception) -> _Failed:
    if isinstance(error, ReadError):
        return _Failed("error", str(error))
    if isinstance(error, PerfparseError):
        return _Failed("error", f"{type(error).__name__}: {error}")
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" ({Path(at.tb_frame.f_code.co_filename).name}, line {at.tb_lineno})" if at else ""
    return _Failed("error", f"internal error: {type(error).__name__}: {error}{place}")


# memory


def _limit(megabytes: int) -> None:
    """No core files; and a wall far behind the limit that the watcher holds, for memory taken faster than it looks."""
    try:
        import resource
    except ImportError:  # Windows has neither
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError, IndexError):
        size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        wall = size + 2 * megabytes * _MEGABYTE + _ROOM
        resource.setrlimit(resource.RLIMIT_AS, (wall, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _lower_peak() -> None:
    """Let the peak of memory begin anew with this document; Linux alone can."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """The most memory that this process held, in bytes: since `_lower_peak`, elsewhere since it began."""
    with suppress(OSError, ValueError, StopIteration):
        status = Path("/proc/self/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) << 10
    with suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak << 10
    import psutil

    return int(psutil.Process().memory_info().rss)


def _die_of_memory(answers: IO[bytes]) -> NoReturn:
    """A process that ran out of memory is not to be trusted with another document."""
    gc.collect()
    _answer(answers, {"status": "memory", "seconds": 0.0, "memory_mb": round(_peak() / _MEGABYTE, 1)})
    os._exit(1)


if __name__ == "__main__":
    main()
