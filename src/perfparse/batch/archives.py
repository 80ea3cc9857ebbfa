"""Zip archives of documents, read so that none can do harm.

Names are labels and never paths, so there is nowhere to slip to. Documents are unpacked one at a time, in memory, in
the sandbox, and only up to a limit. Archives within archives stay closed.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from perfparse.model.errors import ReadError

_MOST_ENTRIES = 1_000_000
_MOST_BYTES = 512 << 20  # of a document; a scan of a thick book is less
_MOST_TIMES = 200  # that an archive unpacks to its own size; text packs to a tenth, zeros to a thousandth
_FREE = 64 << 20  # bytes that any archive may unpack to
_STEP = 1 << 20
_UTF8 = 0x800  # the flag of a name in UTF-8
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError)


class Entry(NamedTuple):
    """A document in an archive: its place in the archive's list, and its name."""

    place: int
    name: str


class Archive:
    """A zip archive that is open."""

    def __init__(self, path: Path) -> None:
        """Open it and read its list.

        Raises:
            ReadError: it is damaged, has too many entries, or unpacks to so much that it must be a trap.
            OSError: it cannot be opened.
        """
        try:
            self.zip = zipfile.ZipFile(path)
            self.entries = self.zip.infolist()
        except _BROKEN as error:
            raise ReadError("the archive is damaged or cut off; get it again") from error
        if len(self.entries) > _MOST_ENTRIES:
            raise ReadError(f"the archive has {len(self.entries)} entries; unpack it and give the folder")
        total = sum(entry.file_size for entry in self.entries)
        if total > max(_FREE, _MOST_TIMES * path.stat().st_size):
            raise ReadError(f"the archive would unpack to {total >> 20} MB, which is not safe; unpack it yourself")


def entries(path: Path) -> Iterator[Entry]:
    """The documents in an archive, in the order of its list; folders, links and hidden files are none.

    Raises:
        ReadError: as `Archive`, or it cannot be opened.
    """
    try:
        archive = Archive(path)
    except OSError as error:
        raise ReadError(f"the archive cannot be read: {error.strerror or error}") from error
    with archive.zip:
        for index, entry in enumerate(archive.entries):
            name = _name(entry)
            if not entry.is_dir() and not stat.S_ISLNK(entry.external_attr >> 16) and not is_hidden(name):
                yield Entry(index, name)


def is_hidden(name: str) -> bool:
    """Whether a file is none that a person put there: hidden, a lock of an Office program, a system's own."""
    parts = name.split("/")
    return any(part.startswith((".", "~$")) and part not in (".", "..") for part in parts) or (
        parts[0] == "__MACOSX" or parts[-1].lower() in ("thumbs.db", "desktop.ini")
    )


def member(archive: Archive, index: int) -> bytes:
    """The bytes of an entry.

    Raises:
        ReadError: it is damaged, encrypted, or unpacks to more than is safe.
    """
    if index >= len(archive.entries):
        raise ReadError("the archive has changed while it was read; run again")
    entry = archive.entries[index]
    if entry.flag_bits & _ENCRYPTED:
        raise ReadError("the archive is encrypted; unpack it and give the folder")
    pieces, size = [], 0
    try:
        with archive.zip.open(entry) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                if size > _MOST_BYTES:
                    raise ReadError(f"the document unpacks to more than {_MOST_BYTES >> 20} MB, which is not safe")
                pieces.append(piece)
    except _BROKEN as error:
        raise ReadError("the archive is damaged where this document stands; get it again") from error
    return b"".join(pieces)


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry. Programs in China write GBK and say nothing of it, which zipfile reads as code page 437."""
    if not entry.flag_bits & _UTF8:
        try:
            raw = entry.orig_filename.encode("cp437")
        except UnicodeEncodeError:
            return entry.filename
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return entry.filename
