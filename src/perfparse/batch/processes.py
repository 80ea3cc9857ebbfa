"""Ending processes with all that they started, on any system.

A child may leave its parent's process group, as LibreOffice does here, or be left without a parent. But whatever a
worker starts inherits its environment, so a mark there finds it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import psutil

MARK = "PERFPARSE_WORKER"
"""The variable of the environment that names the pool and the worker that a process belongs to."""
_ROUNDS = 20  # a process may start another while we look


def start(module: str, mark: str) -> subprocess.Popen[bytes]:
    """Run a module of this package in a process of its own session, with pipes to it and from it."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    environment.pop(MARK, None)
    return subprocess.Popen(  # noqa: S603  (no shell; the program is this Python, the module is ours)
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | ({MARK: mark} if mark else {}),
        start_new_session=True,
    )


def end_marked(mark: str) -> None:
    """End every process whose mark is `mark`, or begins with it and a dash."""
    for _ in range(_ROUNDS):
        found = [process for process in psutil.process_iter() if _is_marked(process, mark)]
        if not found:
            return
        for process in found:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(found, timeout=1)


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        found: str = process.environ().get(MARK, "")
    except (psutil.Error, OSError):  # another user's, or gone
        return False
    return process.pid != os.getpid() and (found == mark or found.startswith(f"{mark}-"))


def memory(process: psutil.Process, *, children: bool) -> int:
    """The bytes of memory that a process holds, with its children where asked; 0 when it is gone."""
    with suppress(psutil.Error):
        total = int(process.memory_info().rss)
        for child in process.children(recursive=True) if children else ():
            with suppress(psutil.Error):
                total += child.memory_info().rss
        return total
    return 0
