"""What the benchmarks of speed share: a clock, new processes, and the verdict on a ratio."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes. What ran before leaves it no garbage to clear away."""
    gc.collect()
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def environment(folder: Path) -> dict[str, str]:
    """For new processes: byte code and caches of their own in `folder`, which a first run that is not counted fills."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")}
    own = {"PYTHONPYCACHEPREFIX": str(folder / "code"), "XDG_CACHE_HOME": str(folder / "cache"), "TMPDIR": str(folder)}
    return kept | own


def start(command: Sequence[str], env: dict[str, str], allowed: tuple[int, ...] = (0,)) -> str:
    """What a new process prints. Ends the benchmark where it fails."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        sys.exit(f"speed: {' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def judge(what: str, ratios: Sequence[float], limit: float, *, at_least: bool = False, wrong: str = "TOO SLOW") -> bool:
    """Print the median of the ratios beside the limit that it must not pass, or must reach; says whether it does."""
    ratio = median(ratios)
    good = ratio >= limit if at_least else ratio <= limit
    spread = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
    bound = f"at least {limit}" if at_least else f"limit {limit}"
    print(f"    {what}: {ratio:.2f}{spread}, {bound}: {'ok' if good else wrong}", flush=True)
    return good
