"""Old Word and Excel files (.doc, .xls, .wps, rich text) → `Document`, through LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from perfparse.model.errors import ReadError
from perfparse.model.ir import Document
from perfparse.readers import docx, kinds, xlsx

_SECONDS = 120
_PROGRAMS = ("soffice", "libreoffice")
_TARGETS: dict[str, Literal["docx", "xlsx"]] = {"doc": "docx", "xls": "xlsx"}
_MEDIA_TYPES = {"doc": "application/msword", "xls": "application/vnd.ms-excel"}
_NAMES = {"doc": "an old Word file", "xls": "an old Excel file"}


def read(data: bytes, seconds: float = _SECONDS) -> Document:
    """Convert a file and read what comes of it.

    Raises:
        ReadError: `data` is of another kind; LibreOffice is not installed, takes longer than `seconds`, or makes
            nothing of the file; or what it makes cannot be read.
    """
    kind = kinds.kind(data)
    if kind != "doc" and kind != "xls":
        raise ReadError("this is no old Word or Excel file; give one that is")
    converted = _converted(data, kind, seconds)
    document = docx.read(converted) if _TARGETS[kind] == "docx" else xlsx.read(converted)
    return dataclasses.replace(document, reader=f"libreoffice+{document.reader}", media_type=_MEDIA_TYPES[kind])


def _converted(data: bytes, kind: Literal["doc", "xls"], seconds: float) -> bytes:
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    target = _TARGETS[kind]
    if program is None:
        raise ReadError(
            f"this is {_NAMES[kind]}: install LibreOffice (its command soffice must be on the PATH), or save the file"
            f" as .{target} in Word, Excel or WPS"
        )
    with tempfile.TemporaryDirectory(prefix="perfparse-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source, made = home / f"input.{kind}", home / "made"
        source.write_bytes(data)
        command = [
            program,
            "--headless", "--norestore", "--nolockcheck", "--nodefault",
            f"-env:UserInstallation={(home / 'profile').as_uri()}",  # no lock shared with an office that is open
            "--convert-to", target,
            "--outdir", str(made),
            str(source),
        ]  # fmt: skip
        said = _run(command, seconds, _NAMES[kind])
        result = made / f"input.{target}"
        if not result.is_file():
            raise ReadError(f"LibreOffice made nothing of this file, {_NAMES[kind]}: {said or 'it gave no reason'}")
        return result.read_bytes()


def _run(command: list[str], seconds: float, what: str) -> str:
    """Run a command in a group of its own, so that its children end with it; the last line that it says."""
    try:
        process = subprocess.Popen(  # noqa: S603  (no shell; the program is the one on the PATH, the file is ours)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise ReadError(f"LibreOffice could not be started: {error.strerror or error}") from error
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"LibreOffice took more than {seconds:g} seconds for {what}; it was ended") from error
    finally:
        _end(process)
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(OSError):  # they have ended already
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()
