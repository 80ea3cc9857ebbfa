"""The values that the modules of a batch hand to each other."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from perfparse.readers import USUAL, Options

Status = Literal["ok", "partial", "failed", "error", "crashed", "timeout", "memory"]
"""What came of a document. The first three are those of its report; with the others there is none."""

READ: tuple[Status, ...] = ("ok", "partial", "failed")
"""The statuses of documents that gave a report."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and where its bytes are."""

    name: str
    """As the user named it: `archive/a.pdf`, `archive.zip!/a.pdf`, `s3://bucket/a.pdf`."""
    place: str
    """A path or a URL; of a document in a zip archive, that of the archive."""
    member: int | None = None
    """The place in the archive's list, from 0."""
    problem: str = ""
    """Why the document cannot be read at all, where that is known before; one line."""

    @property
    def title(self) -> str:
        """What the report calls its source: the name without folders, as `perfparse convert` has it."""
        return self.name.rpartition("/")[2]


def printable(name: str) -> str:
    """A file's name as UTF-8 can hold it; bytes of another encoding become \\x and two digits."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read, and what each may take."""

    options: Options = USUAL
    timeout: float = 300.0
    """Seconds for a document."""
    memory: int = 2048
    """Megabytes for a document."""
    workers: int = 1
    parse: str = "perfparse.batch.worker:parse"
    """The function that reads a document, as module:name. It takes bytes, a name and `Options`, and gives a `Report`;
    tests give one that misbehaves."""

    def plain_options(self) -> dict[str, Any]:
        """The options that decide what is read, as JSON can hold them."""
        return asdict(replace(self.options, progress=None))

    def key(self, sha256: str, version: str) -> str:
        """The hash of a document's bytes, the settings and the version: where it is the same, so is the report.

        Time and memory are no part of it: they decide whether a document is read, not what is read.
        """
        told = json.dumps([sha256, self.plain_options(), self.parse, version], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a document after it was read or tried: a row of the manifest."""

    source: str
    sha256: str | None = None
    key: str | None = None
    report: str | None = None
    """Its report's path, relative to the output folder, with `/`."""
    report_bytes: int | None = None
    status: Status = "error"
    error: str | None = None
    bytes: int | None = None
    records: int = 0
    goals: int = 0
    quantities: int = 0
    issues: dict[str, int] = field(default_factory=dict)
    """How many issues of each code, codes in order."""
    seconds: float = 0.0
    memory_mb: float = 0.0

    @classmethod
    def of(cls, source: Source, reply: dict[str, Any]) -> Row:
        """The row that a worker's reply makes; what is no column is left out."""
        columns = {name: reply[name] for name in cls.__slots__ if name in reply}
        return cls(**{**columns, "source": source.name})

    def same(self) -> Row:
        """The row without what differs from run to run: time and memory."""
        return replace(self, seconds=0.0, memory_mb=0.0)


def failure(source: Source, status: Status, error: str) -> Row:
    """The row of a document that gave no report; `error` becomes one line."""
    return Row(source.name, status=status, error=" ".join(error.split()) or status)
