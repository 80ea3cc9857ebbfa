"""Runs the engine for more than one machine, for tests: a process of its own, as Ray and daft keep much for its life.

With `cluster`, two machines of one core each stand as processes on this one. With `lose`, one of them ends in the
middle of the run.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from test_batch_cluster import SETTINGS


@contextmanager
def machines(*, lose: bool) -> Iterator[str]:
    """The address of a cluster."""
    import ray
    from ray.cluster_utils import Cluster

    stop: Any = ray.shutdown  # without types
    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        if lose:
            threading.Thread(target=_lose, args=(cluster, nodes[1]), daemon=True).start()
        yield cluster.address
    finally:
        stop()
        cluster.shutdown()


def _lose(cluster: Any, node: Any) -> None:
    """End a machine while it reads."""
    import time

    import psutil

    from perfparse.batch.processes import MARK

    raylet = {process.process.pid for processes in node.all_processes.values() for process in processes}

    def works() -> bool:
        for pid in raylet:
            for child in psutil.Process(pid).children(recursive=True):
                try:
                    if MARK in child.environ():
                        return True
                except psutil.Error:
                    continue
        return False

    while not works():
        time.sleep(0.1)
    time.sleep(1)
    cluster.remove_node(node, allow_graceful=False)
    print("a machine was lost", flush=True)


def main() -> None:
    """Do a job, and print the rows that it leaves."""
    job = json.loads(sys.argv[1])
    from perfparse.batch import daft_engine

    if job["cluster"]:
        with machines(lose=job["lose"]) as address:
            daft_engine.run(job["named"], job["out"], SETTINGS, address)
            tell(job["out"])
    else:
        daft_engine.run(job["named"], job["out"], SETTINGS)
        tell(job["out"])


def tell(out: str) -> None:
    """Print the rows, each a line of JSON."""
    from perfparse.batch import daft_engine

    for row, report in daft_engine.rows(out):
        print(json.dumps({"row": asdict(row), "report": report}), flush=True)


if __name__ == "__main__":
    main()
