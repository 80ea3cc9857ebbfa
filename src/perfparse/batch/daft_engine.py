"""The same batch on daft, natively or on a Ray cluster: documents → Parquet, a row a document (extra `cluster`).

daft only carries names to machines and rows back. Each machine reads its documents in the same sandbox as the local
engine, so one that crashes or hangs costs itself and not the query. What a machine had in work when it was lost, daft
gives to another.

Under the output folder or prefix each query writes a part, `parts/RUN-NUMBER/*.parquet`: the columns of the manifest,
but that `report` holds the report's JSON, and `run` the time of the run. A part counts from when its `_SUCCESS`
stands; parts of a run that was killed are taken away by the next. Of several rows of a document the latest holds.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from perfparse.batch import pool, stores
from perfparse.batch.model import READ, Row, Settings, Source
from perfparse.batch.sources import find
from perfparse.model.errors import ReadError, SinkError

try:
    import daft
    from daft import DataFrame, DataType, Series, col, lit
    from daft.io import IOConfig, S3Config
except ImportError as missing:
    raise ReadError("--engine daft needs the extra cluster: pip install 'perfparse[cluster]'") from missing

PART = 100_000
"""Documents a query: a run that is killed loses what it did of one."""
_BATCH = 32  # documents that a sandbox is given at a time
_DONE = "_SUCCESS"

_TEXT, _NUMBER, _REAL = DataType.string(), DataType.int64(), DataType.float64()
_ROW = DataType.struct(
    {
        "source": _TEXT, "sha256": _TEXT, "key": _TEXT, "report": _TEXT, "report_bytes": _NUMBER, "status": _TEXT,
        "error": _TEXT, "bytes": _NUMBER, "records": _NUMBER, "goals": _NUMBER, "quantities": _NUMBER,
        "issues": _TEXT, "seconds": _REAL, "memory_mb": _REAL, "unchanged": DataType.bool(),
    }
)  # fmt: skip


def run(named: Iterable[str], output: str, settings: Settings, address: str | None = None) -> None:
    """Read what is new, changed, or gave no report the last time, and write a row of each to `output`.

    One document a core is read at a time, on every machine. On a cluster, paths must lead to the same files on each.

    Args:
        named: as `perfparse.batch.sources.find` takes it.
        output: a folder, or an address like `s3://bucket/prefix`.
        settings: how documents are read; `workers` is not looked at.
        address: of a Ray cluster, `ray://host:10001` or `host:6379`; without it, this machine alone.

    Raises:
        ReadError: something named is not there.
        SinkError: `output` cannot be written, or the cluster cannot be reached.
    """
    with _saying(f"the cluster {address} cannot be reached"):
        daft.set_runner_ray(address) if address else daft.set_runner_native()
    parts = _Parts(output)
    parts.clear()
    last = _keys(parts)
    name = datetime.now(UTC).isoformat(timespec="microseconds")
    read = _reading(replace(settings, workers=1))
    documents = find(named, None if stores.is_url(output) else Path(output))
    for number, sources in enumerate(_chunks(documents)):
        frame = _frame(sources)
        frame = frame.join(last, on="source", how="left") if last is not None else frame.with_column("last", lit(""))
        rows = frame.into_batches(_BATCH).select(read(*map(col, ("source", "place", "member", "problem", "last"))))
        new = rows.where(~col("unchanged")).exclude("unchanged").with_column("run", lit(name))
        with _saying(f"{output}: the batch stopped"):
            parts.write(f"{name.replace(':', '')}-{number:05}", new)


def status(output: str) -> tuple[Counter[str], Iterator[Row]]:
    """How many documents of `output` have each status, and the rows of those that are not ok; without reports.

    Raises:
        ReadError: there are no rows.
    """
    latest = _latest(_Parts(output))
    if latest is None:
        raise ReadError(f"{output}: there are no rows of a batch; name its output")
    counted = latest.groupby("status").agg(col("source").count().alias("count")).to_pydict()
    counts = Counter(dict(zip(counted["status"], counted["count"], strict=True)))
    bad = latest.where("status <> 'ok'").sort("source")
    return counts, (_row(found) for found in bad.iter_rows())


def rows(output: str) -> Iterator[tuple[Row, str | None]]:
    """The latest row of each document of `output`, in order of source, and its report's JSON.

    `report` of the row is null: a row of Parquet has no file of its own.
    """
    latest = _latest(_Parts(output), reports=True)
    for found in latest.sort("source").iter_rows() if latest is not None else ():
        yield _row(found), found["report"]


# the work on a machine


def _reading(settings: Settings) -> Callable[..., Any]:
    """A function of daft that reads documents in a sandbox: columns of sources → rows."""

    def read(source: Series, place: Series, member: Series, problem: Series, last: Series) -> list[dict[str, Any]]:
        columns = (column.to_pylist() for column in (source, place, member, problem, last))
        return _read(settings, list(zip(*columns, strict=True)))

    function: Callable[..., Any] = daft.func.batch(return_dtype=_ROW, unnest=True, batch_size=_BATCH)(read)
    return function


def _read(settings: Settings, named: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    plan = _Plan(settings, {name: last for name, *_, last in named})
    sources = (Source(name, place, member, problem) for name, place, member, problem, _ in named)
    with _lent(settings) as workers:
        return [
            asdict(done.row)
            | {
                "issues": json.dumps(done.row.issues),
                "report": done.report.decode() if done.report else None,
                "unchanged": done.source.name in plan.unchanged,
            }
            for done in workers.run(sources, plan)
        ]


class _Plan(pool.Plan):
    """Parse what has another key than the last time."""

    def __init__(self, settings: Settings, last: dict[str, str | None]) -> None:
        self._settings = settings
        self._version = version("perfparse")
        self._last = last
        self.unchanged: set[str] = set()

    def decide(self, source: Source, sha256: str) -> pool.Decision:
        key = self._settings.key(sha256, self._version)
        if self._last.get(source.name) == key:
            self.unchanged.add(source.name)
            return Row(source.name)
        return pool.Parse()

    def settle(self, source: Source, row: Row) -> Row:  # noqa: ARG002  (the interface)
        return replace(row, key=self._settings.key(row.sha256, self._version)) if row.sha256 else row


@contextmanager
def _lent(settings: Settings) -> Iterator[pool.Pool]:
    """A sandbox that nobody else uses. They live as long as the process that daft runs us in; its end ends them."""
    idle = _idle(settings)
    try:
        workers = idle.get_nowait()
    except Empty:
        workers = pool.Pool(settings)
    yield workers  # not given back when something was raised: it is closed then
    idle.put(workers)


@cache
def _idle(settings: Settings) -> SimpleQueue[pool.Pool]:  # noqa: ARG001  (what it is kept by)
    return SimpleQueue()


# parts


class _Parts:
    """The parts under an output folder or address."""

    def __init__(self, output: str) -> None:
        local = None if stores.is_url(output) else Path(output).resolve()
        with _saying(f"{output}: cannot be written"):
            if local:
                local.mkdir(parents=True, exist_ok=True)
        self._base = (local.as_uri() if local else output).rstrip("/")
        self._store, self._prefix = stores.opened(self._base + "/parts/")
        self._config = IOConfig(s3=S3Config(endpoint_url=os.environ.get("AWS_ENDPOINT_URL")))

    def write(self, name: str, frame: DataFrame) -> None:
        """Write a part, which counts when all of it stands."""
        frame.write_parquet(f"{self._base}/parts/{name}", compression="zstd", io_config=self._config)
        self._store.put(f"{self._prefix}{name}/{_DONE}", b"")

    def clear(self) -> None:
        """Take away what a run that was killed left."""
        keys = self._keys()
        done = _folders(key for key in keys if key.endswith(f"/{_DONE}"))
        if left := [key for key in keys if not _folders([key]) <= done]:
            self._store.delete(left)

    def read(self) -> DataFrame | None:
        """The rows of all parts; None where there are none."""
        keys = self._keys()
        done = _folders(key for key in keys if key.endswith(f"/{_DONE}"))
        files = [key for key in keys if key.endswith(".parquet") and _folders([key]) <= done]
        if not files:
            return None
        places = [f"{self._base}/parts/{key.removeprefix(self._prefix)}" for key in files]
        return daft.read_parquet(places, io_config=self._config)

    def _keys(self) -> list[str]:
        with _saying(f"{self._base}: cannot be listed"):
            return sorted(entry["path"] for page in self._store.list(self._prefix) for entry in page)


def _folders(keys: Iterable[str]) -> set[str]:
    return {key.rpartition("/")[0] for key in keys}


def _latest(parts: _Parts, *, reports: bool = False) -> DataFrame | None:
    """The latest row of each document."""
    frame = parts.read()
    if frame is None:
        return None
    frame = frame if reports else frame.exclude("report")
    newest = frame.groupby("source").agg(col("run").max())
    return frame.join(newest, on=["source", "run"])


def _keys(parts: _Parts) -> DataFrame | None:
    """The key of each document that gave a report the last time, as `last`."""
    latest = _latest(parts)
    if latest is None:
        return None
    read = latest.where(col("status").is_in(list(READ)))
    return read.select(col("source"), col("key").alias("last")).collect()


def _row(found: dict[str, Any]) -> Row:
    values = {name: found[name] for name in Row.__slots__ if name in found}
    return Row(**{**values, "issues": json.loads(values["issues"]), "report": None})


def _frame(sources: list[Source]) -> DataFrame:
    columns = {name: [getattr(source, name) for source in sources] for name in ("name", "place", "problem")}
    members = Series.from_pylist([source.member for source in sources], dtype=_NUMBER)
    return daft.from_pydict({"source": columns.pop("name"), **columns, "member": members})


def _chunks(sources: Iterator[Source]) -> Iterator[list[Source]]:
    while chunk := list(islice(sources, PART)):
        yield chunk


@contextmanager
def _saying(what: str) -> Iterator[None]:
    """Turn what daft, Ray and stores raise into one line; they have no family of errors."""
    try:
        yield
    except (SinkError, ReadError):
        raise
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise SinkError(f"{what}: {reason or type(error).__name__}") from error
