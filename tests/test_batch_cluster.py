"""The engine for more than one machine, against a Ray cluster of two machines and an object store on this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from batch_documents import HERE, page, write
from perfparse.batch import runner, stores
from perfparse.batch.model import Row, Settings
from perfparse.batch.sources import find

pytest.importorskip("daft")
pytest.importorskip("ray")
moto = pytest.importorskip("moto.server")

BUCKET = "s3://reports"
COUNT = 40
MARKS = {5: "raise", 11: "abort", 12: "hang", 30: "eat"}
SETTINGS = Settings(timeout=6, memory=256, workers=2, parse=HERE + "linger")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """An object store that speaks S3, with an empty bucket; processes that are started find it."""
    import boto3

    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    names = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "DAFT_PROGRESS_BAR": "0",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in names.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="reports")
        yield BUCKET
    server.stop()


def fill(count: int, marks: dict[int, str]) -> None:
    import boto3

    for number in range(count):
        key = f"in/{number:05}.html"
        boto3.client("s3").put_object(Bucket="reports", Key=key, Body=page(number, marks.get(number, "")))


def engine(*named: str, out: str, lose: bool = False, cluster: bool = False) -> dict[str, tuple[Row, str | None]]:
    """What a run of the engine in a process of its own leaves."""
    job = json.dumps({"named": named, "out": out, "lose": lose, "cluster": cluster})
    done = subprocess.run(
        [sys.executable, "-m", "batch_cluster", job], cwd=Path(__file__).parent, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    before, _, _ = done.stdout.partition(b'{"row"')
    assert lose == (b"a machine was lost" in before)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b'{"row"')]
    return {line["row"]["source"]: (Row(**line["row"]).same(), line["report"]) for line in lines}


def local(*named: str, out: Path) -> dict[str, tuple[Row, str | None]]:
    """The same by the local engine: rows less time, memory and the report's path, and the reports."""
    found = {}
    for row, _ in runner.run(list(find(named)), out, SETTINGS):
        report = (out / row.report).read_bytes().decode() if row.report else None
        found[row.source] = (replace(row, report=None).same(), report)
    return found


def test_natively_the_rows_are_those_of_the_local_engine(tmp_path: Path) -> None:
    write(tmp_path / "in", 34, MARKS)
    named = str(tmp_path / "in")
    found = engine(named, out=str(tmp_path / "daft"))
    assert len(found) == 34
    assert found == local(named, out=tmp_path / "local")


def test_on_a_cluster_that_loses_a_machine_the_rows_are_those_of_the_local_engine(store: str, tmp_path: Path) -> None:
    fill(COUNT, MARKS)
    named, out = f"{store}/in/", f"{store}/out"
    expected = local(named, out=tmp_path / "local")
    assert len(expected) == COUNT
    assert {row.status for row, _ in expected.values()} == {"ok", "error", "crashed", "timeout", "memory"}
    assert engine(named, out=out, cluster=True, lose=True) == expected
    assert all(stores.get(url) is not None for url in stores.under(f"{out}/"))


def test_run_again_it_reads_what_is_new_changed_or_failed(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", str(tmp_path / "out")
    write(folder, 3, {2: "raise"})
    first = engine(str(folder), out=out)
    (folder / "00" / "00000.html").write_bytes(page(9))
    (folder / "00" / "00002.html").write_bytes(page(2))
    killed = tmp_path / "out" / "parts" / "killed" / "half.parquet"
    killed.parent.mkdir()
    killed.write_bytes(b"PAR1")
    again = engine(str(folder), out=out)
    assert not killed.exists()
    assert again == local(str(folder), out=tmp_path / "local")
    kept = [name for name, (row, _) in again.items() if row == first[name][0]]
    assert [Path(name).name for name in kept] == ["00001.html"]
    written = [len(_rows_of(path)) for path in sorted((tmp_path / "out" / "parts").rglob("*.parquet"))]
    assert sorted(written) == [2, 3]  # the second run wrote two rows


def _rows_of(path: Path) -> list[object]:
    import pyarrow.parquet

    rows: list[object] = pyarrow.parquet.read_table(path).to_pylist()
    return rows


def test_the_local_engine_reads_from_an_object_store(store: str, tmp_path: Path) -> None:
    import boto3

    boto3.client("s3").put_object(Bucket="reports", Key="one/年报 一.html", Body=page(1))
    named = [f"{store}/one/年报 一.html", f"{store}/one/gone.html"]
    (tmp_path / "list.jsonl").write_text("".join(json.dumps({"url": url}) + "\n" for url in named))
    found = local(str(tmp_path / "list.jsonl"), out=tmp_path / "out")
    assert [found[name][0].status for name in named] == ["ok", "error"]
    assert found[named[1]][0].error == "there is no such object; check the address"
    assert [source.name for source in find([f"{store}/one/"])] == [named[0]]
    assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1")
