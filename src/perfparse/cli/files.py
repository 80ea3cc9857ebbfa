"""Files and standard streams as commands use them: named in every message, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EBADF
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from perfparse.model.errors import PerfparseError

if TYPE_CHECKING:
    import rich.progress

    from perfparse.readers.sheets import Progress

WRONG_USE = 2
"""The exit code of a command that was used wrongly."""
_LONG = 50  # pages from which reading takes long enough to show how far it is

INPUT = click.argument("source", metavar="INPUT")
PASSWORD = click.option("--password", metavar="TEXT", help="The password of an encrypted PDF.")
READER = click.option(
    "--reader",
    type=click.Choice(["pdfium", "pdfplumber"]),
    default="pdfium",
    show_default=True,
    help="What reads a PDF: pdfium is fast, pdfplumber is another judgement.",
)


class WrongUse(click.ClickException):
    """A file that cannot be opened or written: one line, exit code 2."""

    exit_code = WRONG_USE

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the one line."""
        click.echo(f"perfparse: {self.message}", file=file, err=True)


def shown(source: str) -> str:
    """A file as messages name it."""
    return "<stdin>" if source == "-" else click.format_filename(source)


def name_of(source: str) -> str:
    """What the report calls its source: the file's name without its folder."""
    return "<stdin>" if source == "-" else click.format_filename(source, shorten=True)


def read(source: str) -> bytes:
    """The bytes of a file, or of standard input for -; wrong use where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise WrongUse(f"{shown(source)}: there is no such file; check the name") from None
    except IsADirectoryError:
        raise WrongUse(f"{shown(source)}: this is a folder; name a file in it") from None
    except PermissionError:
        raise WrongUse(f"{shown(source)}: the file may not be read; check its permissions") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise WrongUse(f"{shown(source)}: the file cannot be read: {reason or error}") from None


@contextmanager
def naming(source: str) -> Iterator[None]:
    """Put a file's name before what is said to be wrong with it."""
    try:
        yield
    except PerfparseError as error:
        raise type(error)(f"{shown(source)}: {error}") from None


@contextmanager
def progress_of(source: str) -> Iterator[Progress | None]:
    """A bar for a long document, where a person looks at standard error; it is gone when reading ends."""
    if not sys.stderr.isatty():
        yield None
        return
    bars: list[rich.progress.Progress] = []

    def progress(done: int, total: int) -> None:
        if total < _LONG:
            return
        if not bars:
            from rich.console import Console  # slow to load, and only for people
            from rich.progress import Progress as Bar

            bars.append(Bar(console=Console(stderr=True), transient=True))
            bars[0].start()
            bars[0].add_task(shown(source), total=total)
        bars[0].update(bars[0].task_ids[0], completed=done)

    try:
        yield progress
    finally:
        for bar in bars:
            bar.stop()


def target_of(output: str, source: str) -> Path:
    """Where a report is to be written; refused before the work where it cannot be."""
    path = Path(output)
    shown = click.format_filename(output)
    if path.is_dir():
        raise WrongUse(f"{shown}: this is a folder; name a file in it")
    if not path.parent.is_dir():
        raise WrongUse(f"{shown}: its folder does not exist; make it first")
    if source != "-" and path.exists() and Path(source).exists() and path.samefile(source):
        raise WrongUse(f"{shown}: this is the input itself; name another file")
    return path.resolve()  # of a symbolic link, the file behind it


def write(path: Path, data: bytes) -> None:
    """Write `data` whole or not at all: beside the file first, then over it; devices and pipes as they are."""
    temporary = path.with_name(f".perfparse-{os.urandom(6).hex()}.tmp")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        try:
            with temporary.open("xb") as file:
                file.write(data)
            if path.exists():
                temporary.chmod(path.stat().st_mode & 0o7777)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        shown = click.format_filename(path)
        raise WrongUse(f"{shown}: cannot be written: {error.strerror or error}; name another file with -o") from None


def put(data: bytes) -> None:
    """Write UTF-8 to standard output, whatever the terminal's encoding."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise OSError(EBADF, "it is closed")
    stream.write(data)
    stream.flush()
