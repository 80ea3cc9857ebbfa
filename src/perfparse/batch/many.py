"""Many documents for a program that imports them: results in order, errors as values, no files written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike

from perfparse.batch.model import Settings, Source, Status, cores, printable
from perfparse.batch.pool import Pool
from perfparse.model.report import Report
from perfparse.readers import Options


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a document: a report, or why there is none."""

    source: str
    """The path as it was given."""
    status: Status
    """`ok`, `partial`, `failed` with a report; `error`, `crashed`, `timeout`, `memory` without."""
    report: Report | None
    error: str | None
    """One line for a person where there is no report, else None."""
    seconds: float
    memory_mb: float
    """The most memory that its process held meanwhile."""


def parse_many(
    paths: Iterable[str | PathLike[str]],
    *,
    workers: int | None = None,
    timeout: float = 300.0,
    memory: int = 2048,
    password: str | None = None,
) -> Iterator[Result]:
    """Read many reports in processes of their own; a document that crashes or hangs costs only itself.

    `paths` is taken from as documents are done, so it may be an endless iterator. Workers end with the iterator, also
    where the caller leaves it early or is killed. It needs no `if __name__ == "__main__"`.

    Args:
        paths: the documents, files.
        workers: how many are read at a time; one a core when left out.
        timeout: seconds that a document may take.
        memory: megabytes that a document may take.
        password: of encrypted PDFs.

    Yields:
        A `Result` for each path, in the order of `paths`.

    Raises:
        PerfparseError: the workers cannot be started. What is wrong with a document is in its result.
    """
    settings = Settings(Options(password=password), timeout, memory, workers or cores())
    sources = (Source(printable(os.fspath(path)).replace(os.sep, "/"), os.fspath(path)) for path in paths)
    with Pool(settings) as pool:
        for source, row, report in pool.run(sources, in_order=True):
            read = Report.model_validate_json(report) if report else None
            yield Result(source.place, row.status, read, row.error, row.seconds, row.memory_mb)
