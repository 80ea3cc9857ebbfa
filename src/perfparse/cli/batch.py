"""Commands for many documents: batch, batch status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from perfparse.cli.files import PASSWORD, READER, WrongUse
from perfparse.model.errors import ReadError, SinkError

if TYPE_CHECKING:
    from perfparse.batch.model import Row, Settings, Source
    from perfparse.cli.progress import Display

_MOST_LINES = 20  # of documents that `batch` lists at its end
_LEAST_MEMORY = 256  # megabytes, below which no worker can be loaded


class _Batch(click.Command):
    """`batch`; and `batch status`, which is a command of its own."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args[:1] == ["status"]:
            return status.make_context(f"{info_name} status", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(cls=_Batch)
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", required=True, help="The folder for reports and manifest.")
@click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes that read; one a core when left out.")
@click.option(
    "--timeout", metavar="SECONDS", type=click.FloatRange(0.1), default=300, show_default=True,
    help="What a document may take.",
)  # fmt: skip
@click.option(
    "--memory", metavar="MB", type=click.IntRange(_LEAST_MEMORY), default=2048, show_default=True,
    help="What a document may take.",
)  # fmt: skip
@click.option("--json-log", metavar="FILE", help="Write a line of JSON for each document here; - is standard output.")
@click.option("--watch", is_flag=True, help="Go on, and read what is added or changed, until stopped.")
@click.option(
    "--engine", type=click.Choice(["local", "daft"]), default="local", show_default=True,
    help="local writes a report a document; daft writes Parquet, on one machine or a cluster.",
)  # fmt: skip
@click.option("--address", metavar="ADDRESS", help="With --engine daft: the Ray cluster to run on.")
@PASSWORD
@READER
def batch(
    sources: tuple[str, ...],
    output: str,
    workers: int | None,
    timeout: float,
    memory: int,
    json_log: str | None,
    watch: bool,
    engine: Literal["local", "daft"],
    address: str | None,
    password: str | None,
    reader: Literal["pdfium", "pdfplumber"],
) -> None:
    """Read many documents: every SOURCE is a file, a folder, a glob, a zip archive, a list or an address.

    Their reports go under the folder OUT, with a manifest that says what came of each. Run again, it reads what is
    new, changed, or gave no report. A list is a CSV or JSONL file with a column source, path or url.

    perfparse batch status OUT says how the documents of OUT stand.
    """
    from perfparse.batch.model import Settings, cores
    from perfparse.readers import Options

    settings = Settings(Options(password, reader), timeout, memory, workers or cores())
    with _wrong_use():
        if engine == "daft":
            if watch or workers or json_log:
                raise click.UsageError("--workers, --watch and --json-log go with --engine local")
            sys.exit(_on_daft(sources, output, settings, address))
        if address:
            raise click.UsageError("--address goes with --engine daft")
        out = _folder(output)
        from perfparse.cli.progress import display

        with display(json_log) as shown:
            found = _read(sources, out, settings, shown)
            if watch:
                found = _watch(sources, out, settings, shown)
        sys.exit(_close(found, output))


@click.command()
@click.argument("output", metavar="OUT")
def status(output: str) -> None:
    """Say how the documents of OUT stand, and list those that were not read well.

    Exit code 0 means that there are none.
    """
    from perfparse.batch import manifest, stores
    from perfparse.cli.progress import told

    counts: Counter[str] = Counter()
    with _wrong_use():
        if stores.is_url(output) or (Path(output) / "parts").is_dir():  # as --engine daft leaves it
            from perfparse.batch import daft_engine

            counts, bad = daft_engine.status(output)
            for row in bad:
                click.echo(told(row))
        else:
            for row in manifest.read(Path(output)):
                counts[row.status] += 1
                if row.status != "ok":
                    click.echo(told(row))
    click.echo(_counted(counts))
    sys.exit(0 if counts.total() == counts["ok"] else 1)


def _read(sources: Iterable[str], out: Path, settings: Settings, shown: Display) -> dict[str, Row]:
    """Read what is named; the row of each document, by name."""
    from perfparse.batch import runner
    from perfparse.batch.sources import find

    named: list[Source] = list(find(sources, out))
    if not named:
        raise WrongUse(f"{', '.join(sources)}: there is no document; hidden files are not read")
    rows = {}
    shown.begin(len(named), settings.workers)
    for result in runner.run(named, out, settings):
        shown.document(result.row, unchanged=result.unchanged)
        rows[result.row.source] = result.row
    shown.end()
    return rows


def _watch(sources: tuple[str, ...], out: Path, settings: Settings, shown: Display) -> dict[str, Row]:
    """Read what is added or changed, until stopped."""
    from perfparse.batch import manifest
    from perfparse.batch.watch import changes

    with suppress(KeyboardInterrupt):  # how a person ends it, also in the middle of a document
        for named in changes(sources, out):
            with suppress(ReadError, WrongUse):  # gone again
                _read(named, out, settings, shown)
    return {row.source: row for row in manifest.read(out)}


def _on_daft(sources: tuple[str, ...], output: str, settings: Settings, address: str | None) -> int:
    """Read what is named with daft, and say how all went; the exit code for it."""
    from perfparse.batch import daft_engine

    daft_engine.run(sources, output, settings, address)
    counts, bad = daft_engine.status(output)
    _list(bad, output)
    click.echo(_counted(counts), err=True)
    return 0 if counts.total() == counts["ok"] else 1


# what happened


def _close(rows: dict[str, Row], output: str) -> int:
    """List what was not read well, and say how all went; the exit code for it."""
    bad = [row for _, row in sorted(rows.items()) if row.status != "ok"]
    _list(bad, output)
    click.echo(_counted(Counter(row.status for row in rows.values())), err=True)
    return 1 if bad else 0


def _list(bad: Iterable[Row], output: str) -> None:
    """List the first of the documents that were not read well."""
    from perfparse.cli.progress import told

    lines = iter(bad)
    for row in islice(lines, _MOST_LINES):
        click.echo(told(row), err=True)
    if more := sum(1 for _ in lines):
        click.echo(f"and {more} more; see perfparse batch status {output}", err=True)


def _counted(counts: Counter[str]) -> str:
    """Documents by their status, in the order of the statuses."""
    from typing import get_args

    from perfparse.batch.model import Status

    total = counts.total()
    parts = ", ".join(f"{counts[status]} {status}" for status in get_args(Status) if counts[status])
    return f"{total} document{'' if total == 1 else 's'}" + (f": {parts}" if parts else "")


def _folder(output: str) -> Path:
    out = Path(output)
    if out.exists() and not out.is_dir():
        raise WrongUse(f"{click.format_filename(output)}: this is a file; name a folder")
    return out


@contextmanager
def _wrong_use() -> Iterator[None]:
    """A source or a folder that cannot be opened or written is wrong use."""
    try:
        yield
    except (ReadError, SinkError) as error:
        raise WrongUse(str(error)) from None
