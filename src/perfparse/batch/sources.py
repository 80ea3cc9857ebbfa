"""What a user names → documents: files, folders, globs, zip archives, lists, and addresses of object stores."""

from __future__ import annotations

import csv
import glob
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from perfparse.batch import archives, stores
from perfparse.batch.model import Source, printable
from perfparse.model.errors import ReadError

_LISTS = (".csv", ".jsonl")
_COLUMNS = ("source", "path", "url")
"""What the column of a list is called that names the documents."""
_ARCHIVE = ".zip"


def find(named: Iterable[str], out: Path | None = None) -> Iterator[Source]:
    """The documents that `named` stands for, each once, in the same order each time.

    A folder stands for all files in it but hidden ones, archives opened; `out` is left out. A list (CSV or JSONL)
    stands for the paths and addresses in it, paths from the list's own folder. An archive or a path of a list that
    cannot be opened is a source with its `problem`: it costs only itself.

    Raises:
        ReadError: something named is not there, or a list cannot be read.
    """
    seen: dict[str, Source] = {}
    for name in named:
        for source in _named(name, out.resolve() if out else None):
            known = seen.get(source.name)
            if known == source:
                continue
            unique, number = source, 1
            while unique.name in seen:  # two documents of one name, as an archive may hold
                number += 1
                unique = replace(source, name=f"{source.name}#{number}")
            seen[unique.name] = unique
            yield unique


def _named(name: str, out: Path | None) -> Iterator[Source]:
    if stores.is_url(name):
        yield from (Source(url, url) for url in stores.under(name)) if name.endswith("/") else (Source(name, name),)
        return
    path = Path(name)
    if not path.exists():
        # Path.glob takes no pattern with a root
        hits = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []  # noqa: PTH207
        if not hits:
            raise ReadError(f"{printable(name)}: there is no such file; check the name")
        for hit in map(Path, hits):
            if not archives.is_hidden(printable(hit.name)):
                yield from _at(hit, out)
    elif path.suffix.lower() in _LISTS and path.is_file():
        yield from _listed(path, out)
    else:
        yield from _at(path, out)


def _at(path: Path, out: Path | None) -> Iterator[Source]:
    """The documents at a path: a folder's, an archive's, or the file itself."""
    name = printable(path.as_posix())
    try:
        folder = path.is_dir()
    except OSError as error:
        yield _out_of_reach(path, error)
        return
    if folder:
        yield from _within(path, out)
    elif path.suffix.lower() == _ARCHIVE:
        try:
            for index, inner in archives.entries(path):
                yield Source(f"{name}!/{inner}", str(path), index)
        except ReadError as error:
            yield Source(name, str(path), problem=str(error))
    else:
        yield Source(name, str(path))


def _within(folder: Path, out: Path | None) -> Iterator[Source]:
    """The documents in a folder and the folders in it, in the order of their names; links to folders are not taken."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        problem = f"the folder cannot be read: {error.strerror or error}"
        yield Source(printable(folder.as_posix()), str(folder), problem=problem)
        return
    for entry in entries:
        path = folder / entry.name
        if archives.is_hidden(printable(entry.name)):
            continue
        try:
            inner, file = entry.is_dir(follow_symlinks=False), entry.is_file()
        except OSError as error:  # a link that leads to itself, a folder without the right to search it
            yield _out_of_reach(path, error)
            continue
        if inner:
            if path.resolve() != out:
                yield from _within(path, out)
        elif file:
            yield from _at(path, out)


def _out_of_reach(path: Path, error: OSError) -> Source:
    """A document of which not even its kind can be told."""
    return Source(printable(path.as_posix()), str(path), problem=f"it cannot be read: {error.strerror or error}")


def within(named: Iterable[str], changed: Iterable[Path], out: Path) -> list[str]:
    """Of paths that changed, the names under which `find` reaches them from what was `named`: for `--watch`.

    A list that changed is named itself.
    """
    roots = [(name, Path(name).resolve()) for name in named if not stores.is_url(name)]
    found = []
    for path in sorted(changed):
        here = path.resolve()
        for name, root in roots:
            if here == root:
                found.append(name)
            elif here.is_relative_to(root) and not here.is_relative_to(out.resolve()):
                inner = here.relative_to(root)
                if not archives.is_hidden(inner.as_posix()):
                    found.append(str(Path(name) / inner))
    return found


# lists


def _listed(path: Path, out: Path | None) -> Iterator[Source]:
    for name in _names(path):
        if stores.is_url(name):
            yield Source(name, name)
        else:
            at = path.parent / name
            yield from _at(at, out)


def _names(path: Path) -> list[str]:
    """What a list names, line by line."""
    shown = printable(path.as_posix())
    try:
        text = _decoded(path.read_bytes())
        rows = _json_lines(text) if path.suffix.lower() == ".jsonl" else csv.DictReader(io.StringIO(text))
        names = [_name(row) for row in rows]
    except OSError as error:
        raise ReadError(f"{shown}: the list cannot be read: {error.strerror or error}") from error
    except (ValueError, csv.Error) as error:
        raise ReadError(f"{shown}: the list cannot be read: {error}") from error
    return [name for name in names if name]


def _decoded(data: bytes) -> str:
    """A list's text; Excel in China saves CSV in GBK."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _json_lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError:
                raise ValueError(f"line {number} is no JSON") from None


def _name(row: object) -> str:
    if isinstance(row, str):
        return row.strip()
    if isinstance(row, dict):
        for column in _COLUMNS:
            if isinstance(row.get(column), str):
                return str(row[column]).strip()
    raise ValueError(f"it has no {', '.join(_COLUMNS[:-1])} or {_COLUMNS[-1]} that names a document")
