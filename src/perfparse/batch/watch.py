"""Folders that grow: what is added or changed, as it happens (watchfiles, extra `watch`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfparse.batch import stores
from perfparse.batch.sources import within
from perfparse.model.errors import ReadError

_QUIET = 1000  # milliseconds without a change, after which all that was named is looked at once more


def changes(named: tuple[str, ...], out: Path) -> Iterator[list[str]]:
    """What to read again, whenever there is something, until the user interrupts it.

    The first is all that was named, for what changed before anybody watched.

    Raises:
        KeyboardInterrupt: the user has had enough.
        ReadError: nothing that was named can be watched, or watchfiles is not installed.
    """
    try:
        from watchfiles import Change, watch
    except ImportError as error:
        raise ReadError("--watch needs the extra watch: pip install 'perfparse[watch]'") from error
    paths = [name for name in named if not stores.is_url(name) and Path(name).exists()]
    if not paths:
        raise ReadError(f"{', '.join(named)}: only files and folders can be watched")
    first = True
    # watchfiles would log an interruption that it takes itself
    events = watch(*paths, raise_interrupt=True, yield_on_timeout=True, rust_timeout=_QUIET)
    for event in events:
        changed = {Path(path) for change, path in event if change is not Change.deleted}
        again = list(named) if first else within(paths, changed, out)
        first = False
        if again:
            yield again
