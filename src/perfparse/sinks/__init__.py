"""Reports → files and databases.

SINKS names every target that many reports are loaded into, FILES every kind of file that one report is written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from perfparse.model.errors import SinkError

if TYPE_CHECKING:
    from perfparse.model.report import Report
    from perfparse.sinks.layout import Layout
    from perfparse.sinks.rows import Rows
    from perfparse.sinks.store import Loaded, Refuse


@dataclass(frozen=True, slots=True)
class Sink:
    """A kind of target.

    Its module has either `load`, as a database has, or KIND, a `files.Files`. A target is of the kind that its suffix
    names, or the word before its first colon: `archive.parquet`, `parquet:archive`, `postgresql://host/name`.
    """

    name: str
    module: str
    words: tuple[str, ...]
    suffixes: tuple[str, ...] = ()
    folder: bool = False

    @property
    def url(self) -> bool:
        """Whether a target is the URL of a server, and no path."""
        return not self.suffixes


SINKS = (
    Sink("SQLite", "sqlite", ("sqlite",), (".sqlite", ".sqlite3", ".db", "")),
    Sink("DuckDB", "duckdb", ("duckdb",), (".duckdb",)),
    Sink("PostgreSQL", "postgres", ("postgresql", "postgres")),
    Sink("Parquet", "parquet", ("parquet",), (".parquet",), folder=True),
    Sink("CSV", "csv", ("csv",), (".csv",), folder=True),
    Sink("JSON Lines", "jsonl", ("jsonl",), (".jsonl",), folder=True),
    Sink("Excel", "xlsx", ("xlsx",), (".xlsx",)),
)
"""Every target; a name without a suffix is a SQLite file."""

FILES = {".json": "json:write", ".csv": "csv:records", ".xlsx": "xlsx:workbook"}
"""What writes one report to each kind of file: module of this package, and the function there."""


def write(report: Report, suffix: str) -> bytes:
    """`report` as a file with this suffix; any other suffix gives JSON.

    Raises:
        SinkError: what the sink needs is not installed.
    """
    module, _, name = FILES.get(suffix.lower(), FILES[".json"]).partition(":")
    data: bytes = getattr(import_module(f"perfparse.sinks.{module}"), name)(report)
    return data


@dataclass(frozen=True, slots=True)
class Target:
    """Where reports are loaded into: the kind, and a path or URL as that kind takes it."""

    sink: Sink
    place: str

    def __str__(self) -> str:
        """The target as messages name it, without a password."""
        if not self.sink.url:
            return self.place
        scheme, _, rest = self.place.partition("://")
        return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"


def target(text: str) -> Target:
    """The target that a person has named.

    Raises:
        SinkError: its kind is not known.
    """
    word, colon, rest = text.partition(":")
    for sink in SINKS:
        if colon and word.lower() in sink.words:
            return Target(sink, text if sink.url else rest)
    path = Path(text)
    for sink in SINKS:
        if path.suffix.lower() in sink.suffixes and not (path.is_dir() and not sink.folder):
            return Target(sink, text)
    known = ", ".join(suffix for sink in SINKS for suffix in sink.suffixes if suffix)
    raise SinkError(f"{text}: not a known kind of target; name it with {known}, or as postgresql://…")


def load(target: Target, documents: Iterable[tuple[str, Rows]], refuse: Refuse, layout: Layout | None = None) -> Loaded:
    """Load documents, each a name and its rows, into a target, all in one transaction.

    A document that is there with the same content is left alone; one with another content is replaced. `refuse` is
    told of each that the target cannot hold exactly. The layout is the package's when left out.

    Raises:
        SinkError: the target cannot be used, or what it needs is not installed; it is then as it was.
    """
    from perfparse.sinks import files
    from perfparse.sinks.layout import layout as packaged

    module = import_module(f"perfparse.sinks.{target.sink.module}")
    layout = layout or packaged()
    try:
        if hasattr(module, "KIND"):
            return files.load(module.KIND, target.place, layout, documents, refuse)
        loaded: Loaded = module.load(target.place, layout, documents, refuse)
    except SinkError as error:
        raise SinkError(f"{target}: {error}") from error
    return loaded
