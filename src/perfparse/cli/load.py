"""The command for many reports: load, into databases and files."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from perfparse.cli.files import WrongUse, progress_of, shown
from perfparse.model.errors import ReadError, SinkError


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--into", "into", metavar="TARGET", required=True, help="Where to: see below.")
@click.option("--redact", is_flag=True, help="Leave out names and phones of contact persons.")
def load(sources: tuple[str, ...], into: str, redact: bool) -> None:
    """Load reports into a database or files.

    SOURCE is the folder of a batch, any folder of reports, or a report JSON.

    TARGET is a SQLite file (archive.sqlite), a DuckDB file (archive.duckdb), a PostgreSQL database
    (postgresql://user@host/name), a folder of Parquet, CSV or JSON Lines (archive.parquet, archive.csv, archive.jsonl),
    or a workbook (archive.xlsx).

    Loading again changes only what is new. A load that fails leaves the target as it was. Reports that cannot be loaded
    are named, and the others loaded; the exit code is then 1.
    """
    from perfparse import sinks
    from perfparse.batch import loading

    missing = next((source for source in sources if not Path(source).exists()), None)
    if missing is not None:
        raise WrongUse(f"{shown(missing)}: there is no such file or folder; check the name")
    try:
        target = sinks.target(into)
        if not target.sink.url and not Path(target.place).absolute().parent.is_dir():
            raise WrongUse(f"{target}: its folder does not exist; make it first")
        found = [report for source in sources for report in loading.find(Path(source))]
        with ExitStack() as stack:
            bar = stack.enter_context(progress_of(str(target)))
            done, left_out = loading.load(
                found,
                target,
                lambda line: click.echo(f"perfparse: {' '.join(line.split())}", err=True),
                lambda count: bar(count, len(found)) if bar else None,
                redact=redact,
            )
    except (ReadError, SinkError) as error:
        raise WrongUse(" ".join(str(error).split())) from None
    said = f"{done.new} new, {done.replaced} replaced, {done.unchanged} unchanged"
    click.echo(f"{target}: {said}" + (f", {left_out} left out" if left_out else ""), err=True)
    sys.exit(1 if left_out else 0)
