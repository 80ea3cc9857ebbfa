"""A source → the bytes of its document. Runs in the sandbox: an archive or a server may do what it likes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from perfparse.batch import archives, stores
from perfparse.batch.model import Source
from perfparse.model.errors import ReadError


def read(source: Source) -> bytes:
    """The bytes of a document.

    Raises:
        ReadError: it is not there, may not be read, or is packed in a way that is not safe to unpack.
    """
    if source.problem:
        raise ReadError(source.problem)
    if source.member is not None:
        path = Path(source.place)
        try:
            return archives.member(_archive(source.place, path.stat().st_mtime_ns), source.member)
        except OSError as error:
            raise ReadError(f"the archive cannot be read: {error.strerror or error}") from error
    if stores.is_url(source.place):
        return stores.get(source.place)
    try:
        return Path(source.place).read_bytes()
    except FileNotFoundError:
        raise ReadError("there is no such file; check the name") from None
    except PermissionError:
        raise ReadError("the file may not be read; check its permissions") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise ReadError(f"the file cannot be read: {reason or error}") from error


@lru_cache(maxsize=1)
def _archive(place: str, _changed: int) -> archives.Archive:
    """An archive stays open while its documents are read one after another."""
    return archives.Archive(Path(place))
