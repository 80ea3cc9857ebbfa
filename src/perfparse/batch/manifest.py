"""OUT/manifest.sqlite: a row a document. Whatever ends a run, the rows that stand are true.

A row is written after its report stands whole under its name, so a row never names a report that is not there. Rows
are committed a few times a second; those that a kill takes are made again by the next run, which gives the same.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from perfparse.batch.model import Row
from perfparse.model.errors import ReadError, SinkError

NAME = "manifest.sqlite"
SCHEMA_VERSION = 1
_EVERY = 0.25  # seconds between commits
_LATER = "a later version of perfparse wrote it; use that, or another folder"
_WAIT = 30.0  # seconds for another process that writes

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
  source       TEXT PRIMARY KEY,
  sha256       TEXT,
  key          TEXT,
  report       TEXT,
  report_bytes INTEGER,
  status       TEXT NOT NULL,
  error        TEXT,
  bytes        INTEGER,
  records      INTEGER NOT NULL,
  goals        INTEGER NOT NULL,
  quantities   INTEGER NOT NULL,
  issues       TEXT NOT NULL,
  seconds      REAL NOT NULL,
  memory_mb    REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_key ON documents (key);
"""
_COLUMNS = Row.__slots__
_LIST = ", ".join(_COLUMNS)
_PUT = f"INSERT OR REPLACE INTO documents ({_LIST}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  (constants)
_GET = f"SELECT {_LIST} FROM documents"  # noqa: S608  (the same)


class Manifest:
    """The manifest of an output folder, open for one run. Used by one thread at a time."""

    def __init__(self, out: Path) -> None:
        """Open the manifest of `out`, or begin it.

        Raises:
            SinkError: it cannot be opened or written, or a later version of perfparse wrote it.
        """
        self._path = out / NAME
        with self._saying():
            self._base = sqlite3.connect(self._path, timeout=_WAIT, check_same_thread=False, isolation_level=None)
            self._base.execute("BEGIN IMMEDIATE")
            if not self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._base.execute(statement)
                self._base.execute("INSERT INTO meta VALUES ('schema_version', ?)", (str(SCHEMA_VERSION),))
            self._base.execute("COMMIT")
            if not _is_known(self._base):
                raise SinkError(f"{self._path}: {_LATER}")
        self._committed = time.monotonic()

    def get(self, source: str) -> Row | None:
        """The row of a document."""
        with self._saying():
            found = self._base.execute(f"{_GET} WHERE source = ?", (source,)).fetchone()
        return _row(found) if found else None

    def alike(self, key: str) -> Row | None:
        """A document that has a report and the same key."""
        query = f"{_GET} WHERE key = ? AND report IS NOT NULL ORDER BY source LIMIT 1"
        with self._saying():
            found = self._base.execute(query, (key,)).fetchone()
        return _row(found) if found else None

    def put(self, row: Row) -> None:
        """Keep a row in place of the one that its document had."""
        with self._saying():
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            self._base.execute(_PUT, _plain(row))
        self.commit(_EVERY)

    def commit(self, after: float = 0.0) -> None:
        """Make the rows that were put last; not before `after` seconds have gone since the last time."""
        if self._base.in_transaction and time.monotonic() - self._committed >= after:
            with self._saying():
                self._base.execute("COMMIT")
            self._committed = time.monotonic()

    def close(self) -> None:
        """Make the rows that were put last, and close it."""
        try:
            self.commit()
        finally:
            self._base.close()

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn what SQLite raises into one line."""
        try:
            yield
        except sqlite3.Error as error:
            raise SinkError(f"{self._path}: {error}; make room or repair it, then run again") from error


def read(out: Path) -> Iterator[Row]:
    """The rows of an output folder, in the order of their sources; a batch may be running.

    Raises:
        ReadError: there is no manifest, it is damaged, or a later version of perfparse wrote it.
    """
    path = out / NAME
    if not path.is_file():
        raise ReadError(f"{out}: there is no {NAME}; name the output folder of a batch")
    try:
        # open for writing: after a kill, SQLite has to roll a journal back before it can read
        with closing(sqlite3.connect(path, timeout=_WAIT)) as base:
            if not _is_known(base):
                raise ReadError(f"{path}: {_LATER}")
            for found in base.execute(f"{_GET} ORDER BY source"):
                yield _row(found)
    except sqlite3.Error as error:
        raise ReadError(f"{path}: {error}") from error


def _is_known(base: sqlite3.Connection) -> bool:
    """Whether this version of perfparse can read a manifest."""
    found = base.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    return found is not None and found[0] == str(SCHEMA_VERSION)


def _plain(row: Row) -> tuple[Any, ...]:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return tuple((values | {"issues": json.dumps(row.issues, sort_keys=True)}).values())


def _row(found: tuple[Any, ...]) -> Row:
    values = dict(zip(_COLUMNS, found, strict=True))
    return Row(**(values | {"issues": json.loads(values["issues"])}))
