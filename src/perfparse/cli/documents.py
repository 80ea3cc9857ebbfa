"""Commands for one document: convert, inspect, check, schema.

What is slow to load is imported by the command that needs it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from perfparse.cli.files import (
    INPUT,
    PASSWORD,
    READER,
    name_of,
    naming,
    progress_of,
    put,
    read,
    shown,
    target_of,
    write,
)

if TYPE_CHECKING:
    from perfparse.model.report import Report

_MOST_LINES = 20  # of problems that `check` prints


@click.command()
@INPUT
@click.option("-o", "--output", metavar="FILE", help="Write the report here; standard output when left out.")
@click.option("--subjects", is_flag=True, help="Say what each quantity counts, where the words beside it tell.")
@PASSWORD
@READER
def convert(
    source: str,
    output: str | None,
    subjects: bool,
    password: str | None,
    reader: Literal["pdfium", "pdfplumber"],
) -> None:
    """Read the report INPUT (- for standard input) and write it as JSON, or as FILE.csv or FILE.xlsx for people.

    One line about it goes to standard error. A report that could be read only in part is written too.
    """
    target = None if output is None or output == "-" else target_of(output, source)
    data = read(source)
    with _uncollected(), naming(source), progress_of(source) as progress:
        from perfparse import pipeline, readers, sinks

        report = pipeline.run(data, name_of(source), readers.Options(password, reader, progress)).report
        if subjects:
            from perfparse.pipeline.subjects import with_subjects  # a dictionary, slow to load

            report = with_subjects(report)
    text = sinks.write(report, target.suffix if target else ".json")
    if target is None:
        put(text)
    else:
        write(target, text)
    _close(source, report)


@click.command()
@INPUT
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="Draw page N of a PDF instead; needs -o.")
@click.option("-o", "--output", metavar="FILE.png", help="Where to write the picture of --page.")
@PASSWORD
@READER
def inspect(
    source: str,
    page: int | None,
    output: str | None,
    password: str | None,
    reader: Literal["pdfium", "pdfplumber"],
) -> None:
    """Show how each line of INPUT (- for standard input) was read.

    That is its cell, its role, by what margin, and what else it might be. With --page, the page as a picture with
    rulings, cells and roles drawn over it.
    """
    if (page is None) != (output is None):
        raise click.UsageError("--page and -o belong together: --page 1 -o page.png")
    target = None if output is None else target_of(output, source)
    data = read(source)
    from perfparse import pipeline, readers

    options = readers.Options(password, reader)
    with naming(source):
        reading = pipeline.run(data, name_of(source), options)
        if target is not None and page is not None:
            from perfparse.review import overlay  # Pillow is slow to load

            write(target, overlay.picture(data, reading, page, options))
        else:
            from perfparse.review import inspection

            inspection.show(reading)
    _close(source, reading.report)


@click.command()
@click.argument("report", metavar="REPORT.json")
@click.option("--source", metavar="FILE", help="The file that the report was made of: check it against that too.")
@PASSWORD
def check(report: str, source: str | None, password: str | None) -> None:
    """Check that REPORT.json (- for standard input) keeps the contract, and what it says against its source.

    Each problem is a line on standard error; exit code 0 means that there is none.
    """
    data = read(report)
    original = None if source is None else read(source)
    from perfparse.review import check as checking

    with naming(source or report):
        verdict = checking.check(data, original, password)
    name, problems = shown(report), verdict.problems
    for problem in problems[:_MOST_LINES]:
        click.echo(f"{name}: {problem}", err=True)
    if len(problems) > _MOST_LINES:
        click.echo(f"{name}: and {len(problems) - _MOST_LINES} more problems", err=True)
    if not problems and verdict.report is not None:
        against = "keeps the contract and its source" if source else "keeps the contract"
        click.echo(f"{name}: {against}; {_summary(verdict.report)}", err=True)
    sys.exit(1 if problems else 0)


@click.command()
def schema() -> None:
    """Print the JSON Schema of a report."""
    import json

    from perfparse.model.report import json_schema

    put((json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: while modules load there is nothing to free."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# what happened


def _close(source: str, report: Report) -> NoReturn:
    """Say in one line how a document was read, and end with the exit code for it."""
    line = f"{shown(source)}: {_summary(report)}"
    if report.status != "ok":
        line += f"; see perfparse inspect {shown(source)}"
    click.echo(line, err=True)
    sys.exit(0 if report.status == "ok" else 1)


def _summary(report: Report) -> str:
    """How a document was read, what was found in it, and for a bad one the first reason."""
    cells = [cell for record in report.records for cell in (record.target, record.actual) if cell]
    counts = {
        "record": len(report.records),
        "goal": sum(len(section.goals) for section in report.sections),
        "quantity": sum(len(cell.quantities) for cell in cells),
        "issue": len(report.issues),
    }
    said = ", ".join(f"{count} {_number_of(name, count)}" for name, count in counts.items())
    reason = next(
        (issue.message for issue in report.issues if issue.severity == "error" and issue.kind == "reading"), ""
    )
    return f"{report.status}: {said}" + (f"; {reason}" if reason else "")


def _number_of(name: str, count: int) -> str:
    return name if count == 1 else f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
