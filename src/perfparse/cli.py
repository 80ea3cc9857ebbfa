"""The command line. No logic: commands read, call the pipeline, write and say what happened.

What is slow to load is imported by the command that needs it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EBADF
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, NoReturn

import click

from perfparse.errors import PerfparseError

if TYPE_CHECKING:
    import rich.progress

    from perfparse.readers.sheets import Progress
    from perfparse.report import Report

_LONG = 50  # pages from which reading takes long enough to show how far it is
_MOST_LINES = 20  # of problems that `check` prints
_WRONG_USE = 2


class _WrongUse(click.ClickException):
    """A file that cannot be opened or written: one line, exit code 2."""

    exit_code = _WRONG_USE

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"perfparse: {self.message}", file=file, err=True)


class _Commands(click.Group):
    """Turns whatever goes wrong into one line on standard error: nobody who runs a command sees a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except PerfparseError as error:
            _fail(str(error))
        except BrokenPipeError:
            _silence()
            sys.exit(1)
        except KeyboardInterrupt:
            _fail("stopped")
        except OSError as error:
            _silence()
            _fail(
                f"{error.filename or 'standard output'}: {error.strerror or error}; make room, or name a file with -o"
            )
        except MemoryError:
            _fail("out of memory; give a smaller file")
        except Exception as error:  # a fault of perfparse itself
            _fail(f"internal error: {_where(error)}; please report it with the file that caused it")


def _fail(message: str) -> NoReturn:
    click.echo(f"perfparse: {' '.join(message.split())}", err=True)
    sys.exit(1)


def _where(error: BaseException) -> str:
    """An error and the line it came from."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" ({Path(at.tb_frame.f_code.co_filename).name}, line {at.tb_lineno})" if at else ""
    return f"{type(error).__name__}: {error}{place}"


def _silence() -> None:
    """Let nothing more be written to a standard output that nobody reads."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group("perfparse", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perfparse", prog_name="perfparse", message="%(prog)s %(version)s")
def main() -> None:
    """Turn Chinese performance reports, PDF or broken table text, into validated records.

    Exit codes: 0 every document was read well; 1 some document failed or is partial, or a check found something;
    2 wrong use, or a file that cannot be opened or written.
    """


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: while modules load there is nothing to free."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_INPUT = click.argument("source", metavar="INPUT")
_PASSWORD = click.option("--password", metavar="TEXT", help="The password of an encrypted PDF.")
_READER = click.option(
    "--reader",
    type=click.Choice(["pdfium", "pdfplumber"]),
    default="pdfium",
    show_default=True,
    help="What reads a PDF: pdfium is fast, pdfplumber is another judgement.",
)


@main.command()
@_INPUT
@click.option("-o", "--output", metavar="FILE", help="Write the report here; standard output when left out.")
@_PASSWORD
@_READER
def convert(source: str, output: str | None, password: str | None, reader: Literal["pdfium", "pdfplumber"]) -> None:
    """Read the report INPUT (- for standard input) and write it as JSON, or as FILE.csv or FILE.xlsx for people.

    One line about it goes to standard error. A report that could be read only in part is written too.
    """
    target = None if output is None or output == "-" else _target(output, source)
    data = _read(source)
    with _uncollected(), _naming(source), _progress(source) as progress:
        from perfparse import pipeline, readers, sinks

        report = pipeline.run(data, _name(source), readers.Options(password, reader, progress)).report
    text = sinks.write(report, target.suffix if target else ".json")
    if target is None:
        _print(text)
    else:
        _write(target, text)
    _close(source, report)


@main.command()
@_INPUT
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="Draw page N of a PDF instead; needs -o.")
@click.option("-o", "--output", metavar="FILE.png", help="Where to write the picture of --page.")
@_PASSWORD
@_READER
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
    target = None if output is None else _target(output, source)
    data = _read(source)
    from perfparse import pipeline, readers

    options = readers.Options(password, reader)
    with _naming(source):
        reading = pipeline.run(data, _name(source), options)
        if target is not None and page is not None:
            from perfparse import overlay  # Pillow is slow to load

            _write(target, overlay.picture(data, reading, page, options))
        else:
            from perfparse import inspection

            inspection.show(reading)
    _close(source, reading.report)


@main.command()
@click.argument("report", metavar="REPORT.json")
@click.option("--source", metavar="FILE", help="The file that the report was made of: check it against that too.")
@_PASSWORD
def check(report: str, source: str | None, password: str | None) -> None:
    """Check that REPORT.json (- for standard input) keeps the contract, and what it says against its source.

    Each problem is a line on standard error; exit code 0 means that there is none.
    """
    data = _read(report)
    original = None if source is None else _read(source)
    from perfparse import check as checking

    with _naming(source or report):
        verdict = checking.check(data, original, password)
    name, problems = _shown(report), verdict.problems
    for problem in problems[:_MOST_LINES]:
        click.echo(f"{name}: {problem}", err=True)
    if len(problems) > _MOST_LINES:
        click.echo(f"{name}: and {len(problems) - _MOST_LINES} more problems", err=True)
    if not problems and verdict.report is not None:
        against = "keeps the contract and its source" if source else "keeps the contract"
        click.echo(f"{name}: {against}; {_summary(verdict.report)}", err=True)
    sys.exit(1 if problems else 0)


@main.command()
def schema() -> None:
    """Print the JSON Schema of a report."""
    import json

    from perfparse.report import json_schema

    _print((json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode())


@main.group("templates", invoke_without_command=True)
@click.pass_context
def forms(context: click.Context) -> None:
    """List the forms that are known."""
    if context.invoked_subcommand is None:
        from perfparse import inspection

        inspection.list_templates()


@forms.command("show")
@click.argument("name", metavar="ID")
def show_form(name: str) -> None:
    """Show the form ID: its columns, and the words that head them."""
    from perfparse import inspection
    from perfparse.templates import templates

    found = next((template for template in templates() if template.id == name), None)
    if found is None:
        known = ", ".join(template.id for template in templates())
        raise _WrongUse(f"{name}: there is no such form; it may be {known}")
    inspection.show_template(found)


@forms.command("explain")
@_INPUT
@_PASSWORD
def explain_form(source: str, password: str | None) -> None:
    """Say which form INPUT (- for standard input) was read by, and why."""
    data = _read(source)
    from perfparse import inspection, pipeline, readers

    with _naming(source):
        reading = pipeline.run(data, _name(source), readers.Options(password))
    inspection.explain(reading)


# files


def _shown(source: str) -> str:
    return "<stdin>" if source == "-" else click.format_filename(source)


def _name(source: str) -> str:
    """What the report calls its source: the file's name without its folder."""
    return "<stdin>" if source == "-" else click.format_filename(source, shorten=True)


def _read(source: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise _WrongUse(f"{_shown(source)}: there is no such file; check the name") from None
    except IsADirectoryError:
        raise _WrongUse(f"{_shown(source)}: this is a folder; name a file in it") from None
    except PermissionError:
        raise _WrongUse(f"{_shown(source)}: the file may not be read; check its permissions") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else None
        raise _WrongUse(f"{_shown(source)}: the file cannot be read: {reason or error}") from None


@contextmanager
def _naming(source: str) -> Iterator[None]:
    """Put a file's name before what is said to be wrong with it."""
    try:
        yield
    except PerfparseError as error:
        raise type(error)(f"{_shown(source)}: {error}") from None


@contextmanager
def _progress(source: str) -> Iterator[Progress | None]:
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
            bars[0].add_task(_shown(source), total=total)
        bars[0].update(bars[0].task_ids[0], completed=done)

    try:
        yield progress
    finally:
        for bar in bars:
            bar.stop()


def _target(output: str, source: str) -> Path:
    """Where a report is to be written; refused before the work where it cannot be."""
    path = Path(output)
    shown = click.format_filename(output)
    if path.is_dir():
        raise _WrongUse(f"{shown}: this is a folder; name a file in it")
    if not path.parent.is_dir():
        raise _WrongUse(f"{shown}: its folder does not exist; make it first")
    if source != "-" and path.exists() and Path(source).exists() and path.samefile(source):
        raise _WrongUse(f"{shown}: this is the input itself; name another file")
    return path.resolve()  # of a symbolic link, the file behind it


def _write(path: Path, data: bytes) -> None:
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
        raise _WrongUse(f"{shown}: cannot be written: {error.strerror or error}; name another file with -o") from None


def _print(data: bytes) -> None:
    """Write UTF-8 to standard output, whatever the terminal's encoding."""
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise OSError(EBADF, "it is closed")
    stream.write(data)
    stream.flush()


# what happened


def _close(source: str, report: Report) -> NoReturn:
    """Say in one line how a document was read, and end with the exit code for it."""
    line = f"{_shown(source)}: {_summary(report)}"
    if report.status != "ok":
        line += f"; see perfparse inspect {_shown(source)}"
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
