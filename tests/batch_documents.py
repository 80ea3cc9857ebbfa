"""Small made-up reports in any number, and what goes wrong with some of them: for tests of batches and their bench."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from perfparse.batch import worker
from perfparse.model.report import Report
from perfparse.readers import Options

HERE = "batch_documents:"
"""Where a batch finds the functions of this module: settings take them as `HERE + "misbehave"`."""

_PAGE = """<html><body><h1>云麓市{body}项目支出绩效自评表</h1><table>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
<tr><td>产出指标</td><td>数量指标</td><td>维护绿道长度</td><td>≥{number}公里</td><td>{number}公里</td><td>50</td><td>50</td></tr>
<tr><td>效益指标</td><td>社会效益</td><td>市民满意度</td><td>≥90%</td><td>93.{number}%</td><td>50</td><td>50</td></tr>
</table></body></html>
"""


def page(number: int, mark: str = "") -> bytes:
    """A web page with a report of an invented body; pages of two numbers differ. `mark` says how it misbehaves."""
    return (_PAGE.format(body=f"第{number}园林所", number=number + 1) + f"<!-- {mark} -->\n").encode()


def write(folder: Path, count: int, marks: dict[int, str] | None = None) -> None:
    """Write pages from 0 to `count` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{number // 50:02}" / f"{number:05}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page(number, (marks or {}).get(number, "")))


def misbehave(data: bytes, name: str, options: Options) -> Report:
    """Read a page; one that is marked raises, aborts, hangs or eats memory instead, with a child that outlives it."""
    if b"<!-- raise -->" in data:
        raise RuntimeError("a fault")
    if b"<!-- abort -->" in data:
        _leave_children()
        os.abort()
    if b"<!-- hang -->" in data:
        _leave_children()
        time.sleep(600)
    if b"<!-- eat -->" in data:
        _eat()
    return worker.parse(data, name, options)


def _leave_children() -> None:
    """One child in a session of its own, as LibreOffice is started; and a fork that holds all that its parent held."""
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    subprocess.Popen(sleep, start_new_session=True)
    if hasattr(os, "fork") and os.fork() == 0:
        time.sleep(600)


def _eat() -> None:
    held = []
    while True:
        held.append(bytes([1]) * (16 << 20))


def count(data: bytes, name: str, options: Options) -> Report:
    """Read a page, and leave a mark for each time that one was read."""
    with Path(os.environ["COUNTED"]).open("a") as file:
        file.write("x")
    return misbehave(data, name, options)


def linger(data: bytes, name: str, options: Options) -> Report:
    """Read a page slowly, so that a kill finds the batch at work."""
    time.sleep(0.03)
    return misbehave(data, name, options)


def main() -> None:
    """Run a batch of SOURCE into OUT, for tests that kill it; a line for each document that is read, then how many."""
    from perfparse.batch import runner
    from perfparse.batch.model import Settings
    from perfparse.batch.sources import find

    source, out = sys.argv[1:]
    results = 0
    for result in runner.run(list(find([source])), Path(out), Settings(workers=2, parse=HERE + "linger")):
        results += 1
        if not result.unchanged:
            print(result.row.source, flush=True)
    print(results)


if __name__ == "__main__":
    main()
