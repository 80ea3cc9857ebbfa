"""Ends the workers of a pool whose own process is gone, however it went: `python -m perfparse.batch.warden`.

Its standard input is a pipe that only the pool holds. The first line names the pool. When the pipe closes, the pool
has ended, in good order or by SIGKILL, and what it left behind is ended too.
"""

from __future__ import annotations

import sys

from perfparse.batch.processes import end_marked


def main() -> None:
    """Wait for the end of the pool."""
    mark = sys.stdin.readline().strip()
    sys.stdin.read()
    if mark:
        end_marked(mark)


if __name__ == "__main__":
    main()
