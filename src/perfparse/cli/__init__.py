"""The command line. No logic: commands read, call the pipeline, write and say what happened.

A command's module is loaded when the command is asked for, and what is slow to load by the command that needs it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from perfparse.model.errors import PerfparseError

_COMMANDS = {
    "convert": "documents:convert",
    "inspect": "documents:inspect",
    "check": "documents:check",
    "schema": "documents:schema",
    "load": "load:load",
    "templates": "forms:forms",
    "quantities": "quantities:quantities",
    "batch": "batch:batch",
}
"""Where each command stands: module of this package, and its name there."""


class _Commands(click.Group):
    """Loads commands when they are asked for, and turns whatever goes wrong into one line on standard error.

    Nobody who runs a command sees a traceback.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"perfparse.cli.{module}"), name)
        return command

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
