"""Reports that were written earlier → a target: finding them, reading them, loading what is sound.

A batch's folder has a manifest that says which reports count; any other folder is searched for files *.json.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from perfparse import sinks
from perfparse.model.errors import PerfparseError, ReadError
from perfparse.model.report import Report
from perfparse.sinks.redact import redacted
from perfparse.sinks.rows import Rows, rows
from perfparse.sinks.store import Loaded

MANIFEST = "manifest.sqlite"
_MANIFEST_VERSION = "1"
_WAIT = 30.0  # seconds for a batch that is writing its manifest
_LARGEST = 256 * 2**20  # bytes of a report; that of a thousand pages has a quarter of it

Said = Callable[[str], None]
"""Told in one line of a report that was left out."""
Progress = Callable[[int], None]
"""Told how many reports were read."""


@dataclass(frozen=True, slots=True)
class Found:
    """A report's file, and the name of its document in the archive: a folder when only the report knows the rest."""

    path: Path
    document: str
    folder: bool = False


def find(source: Path) -> list[Found]:
    """The reports of a batch's folder, of any other folder, or a report's file itself.

    Raises:
        ReadError: the folder's manifest cannot be read, or there is no report.
    """
    if not source.is_dir():
        return [Found(source, "", folder=True)]
    found = list(_listed(source) if (source / MANIFEST).exists() else _searched(source))
    if not found:
        raise ReadError(f"{source}: there is no report in this folder; name one with the reports of perfparse")
    return found


def _listed(out: Path) -> Iterator[Found]:
    """The reports that the manifest of a batch names."""
    path = out / MANIFEST
    try:
        # not read-only: after a kill SQLite takes back what was not committed
        with closing(sqlite3.connect(path, timeout=_WAIT)) as manifest:
            version = manifest.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
            if version != (_MANIFEST_VERSION,):
                raise ReadError(f"{path}: a manifest of a version that is not known; install a newer perfparse")
            named = "SELECT source, report FROM documents WHERE report IS NOT NULL ORDER BY source"
            for document, report in manifest.execute(named):
                place = PurePosixPath(report)
                if place.is_absolute() or ".." in place.parts:
                    raise ReadError(f"{path}: {document} has a report outside the folder; make the manifest again")
                yield Found(out / place, document)
    except (sqlite3.Error, TypeError) as error:
        raise ReadError(f"{path}: the manifest cannot be read: {error}") from error


def _searched(folder: Path) -> Iterator[Found]:
    """The files *.json in a folder and those in it, but for hidden ones."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        within = Path(place).relative_to(folder).as_posix()
        for name in sorted(files):
            if name.endswith(".json") and not name.startswith("."):
                yield Found(Path(place, name), "" if within == "." else within, folder=True)


def read(found: Found) -> tuple[str, Report]:
    """The name of the document and its report.

    Raises:
        ReadError: the file is no report.
    """
    try:
        size = found.path.stat().st_size
        if size > _LARGEST:
            raise ReadError(f"{size} bytes, where a report has {_LARGEST} at most")
        report = Report.model_validate_json(found.path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise ReadError(f"{error.strerror or error}") from error
    except ValidationError as error:
        raise ReadError(f"no report of perfparse: {_first(error)}; see perfparse check") from None
    except RecursionError:
        raise ReadError("no report of perfparse: objects in objects without end") from None
    if not found.folder:
        return found.document, report
    return (PurePosixPath(found.document) / report.source.name).as_posix(), report


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, problem["loc"]))
    return f"{where}: {problem['msg']}" if where else problem["msg"]


def load(
    found: Iterable[Found], target: sinks.Target, said: Said, progress: Progress, *, redact: bool = False
) -> tuple[Loaded, int]:
    """Load reports into a target; what was done, and how many reports were left out.

    `redact` leaves out names and phones of contact persons.

    Raises:
        SinkError: the target cannot be used; it is then as it was.
    """
    left_out = 0

    def refuse(name: str, reason: str) -> None:
        nonlocal left_out
        left_out += 1
        said(f"{name}: {reason}")

    def documents() -> Iterator[tuple[str, Rows]]:
        for count, one in enumerate(found, 1):
            try:
                name, report = read(one)
                made = rows(name, redacted(report) if redact else report, redacted=redact)
            except PerfparseError as error:
                refuse(str(one.path), str(error))
            else:
                yield name, made
            progress(count)

    return sinks.load(target, documents(), refuse), left_out
