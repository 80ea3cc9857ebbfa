"""A PostgreSQL server of the tests' own, on a free port; as root it runs as the user postgres, as initdb demands."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def programs() -> Path | None:
    """The folder with initdb and pg_ctl; None where there is no server installed."""
    found = [Path(path).parent for name in ("initdb", "postgres") if (path := shutil.which(name))]
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(said.stdout.strip()))
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in found if (path / "initdb").exists() and (path / "pg_ctl").exists()), None)


@contextmanager
def server() -> Iterator[str]:
    """A server that runs; gives the URL of its user without the name of a database."""
    place = programs()
    assert place is not None
    home = Path(tempfile.mkdtemp(prefix="perfparse-pg-"))
    us: list[str] = []
    if os.getuid() == 0:
        us = ["runuser", "-u", "postgres", "--"]
        shutil.chown(home, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [*us, str(place / program), "-D", str(home / "data"), *arguments]
        # pg_ctl leaves its streams to the server, which would keep pipes open
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} {_FAST}"
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)
