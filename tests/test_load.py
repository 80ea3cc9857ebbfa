"""Every sink: what is loaded comes back, whatever happens on the way."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from archive import FIRST, MANY, SAMPLES, SECOND, shortened
from generated import HARD, reports
from perfparse import sinks
from perfparse.model.errors import SinkError
from perfparse.model.report import Evidence, Field, Report, Table, TableCell
from perfparse.sinks import SINKS, Sink, Target
from perfparse.sinks.layout import Layout, layout
from perfparse.sinks.rows import rows
from perfparse.sinks.store import Loaded
from rebuilt import comparable, rebuilt
from targets import READ, place, tables


@pytest.fixture(params=SINKS, ids=lambda sink: sink.name)
def sink(request: pytest.FixtureRequest) -> Sink:
    found: Sink = request.param
    return found


@pytest.fixture
def target(sink: Sink, tmp_path: Path, request: pytest.FixtureRequest) -> Target:
    """A target of each kind where nothing is yet."""
    if sink.url:
        made: str = request.getfixturevalue("new_database")()
        return sinks.target(made)
    return sinks.target(place(sink, tmp_path))


def load(target: Target, reports: dict[str, Report], made: Layout | None = None) -> Loaded:
    def refuse(name: str, reason: str) -> None:
        pytest.fail(f"{name}: {reason}")

    return sinks.load(target, ((name, rows(name, report)) for name, report in reports.items()), refuse, made)


def there(target: Target) -> dict[str, Any]:
    """The reports in a target, as comparable JSON."""
    return rebuilt(tables(target.sink, target.place))


def as_json(reports: dict[str, Report]) -> dict[str, Any]:
    return {name: comparable(report) for name, report in reports.items()}


def bytes_of(target: Target) -> dict[str, bytes]:
    """The files of a target that is files."""
    path = Path(target.place)
    files = sorted(path.iterdir()) if path.is_dir() else [path] if path.exists() else []
    return {file.name: file.read_bytes() for file in files}


def test_every_sink_is_read_by_another_library() -> None:
    assert {sink.module for sink in SINKS} == set(READ)


def test_what_is_loaded_is_what_the_json_says(target: Target) -> None:
    assert load(target, SAMPLES) == Loaded(new=len(SAMPLES))
    assert there(target) == as_json(SAMPLES)


def test_loading_twice_changes_nothing(target: Target) -> None:
    load(target, SAMPLES)
    before = bytes_of(target)
    assert load(target, SAMPLES) == Loaded(unchanged=len(SAMPLES))
    assert there(target) == as_json(SAMPLES)
    if target.sink.folder or target.sink.module == "xlsx":
        assert bytes_of(target) == before


def test_a_newer_version_replaces_a_document_whole(target: Target) -> None:
    load(target, SAMPLES)
    newer = {**SAMPLES, FIRST: shortened(SAMPLES[FIRST])}
    assert load(target, {FIRST: newer[FIRST]}) == Loaded(replaced=1)
    assert there(target) == as_json(newer)


def test_a_second_load_adds(target: Target) -> None:
    load(target, {FIRST: SAMPLES[FIRST]})
    assert load(target, {SECOND: SAMPLES[SECOND]}) == Loaded(new=1)
    assert there(target) == as_json({name: SAMPLES[name] for name in (FIRST, SECOND)})


def test_rows_do_not_depend_on_the_order_of_loads(target: Target) -> None:
    """Of files, not even the bytes, but for the hour that a workbook says it was made."""
    for name in reversed(SAMPLES):
        load(target, {name: SAMPLES[name]})
    at_once = replace(target, place=f"{target.place}{target.sink.suffixes[0]}" if not target.sink.url else target.place)
    load(at_once, SAMPLES)
    assert there(at_once) == there(target) == as_json(SAMPLES)
    if target.sink.folder and target.sink.module != "parquet":
        assert bytes_of(at_once) == bytes_of(target)


def test_a_name_stands_for_one_document(target: Target) -> None:
    said: list[str] = []
    twice = [("a", rows("a", SAMPLES[FIRST])), ("a", rows("a", SAMPLES[SECOND]))]
    assert sinks.load(target, twice, lambda name, reason: said.append(f"{name}: {reason}")) == Loaded(new=1)
    assert said == ["a: another report of this load has the same name; load only one of them"]
    assert there(target) == as_json({"a": SAMPLES[FIRST]})


# anything


@pytest.fixture(scope="module", params=SINKS, ids=lambda sink: sink.name)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Target:
    """A target of each kind that many loads go into."""
    sink = request.param
    if sink.url:
        return sinks.target(request.getfixturevalue("new_database")())
    return sinks.target(place(sink, tmp_path_factory.mktemp("kept")))


@settings(max_examples=12, suppress_health_check=[*HealthCheck])
@given(report=reports())
def test_any_report_comes_back(kept: Target, report: Report) -> None:
    load(kept, {"a'; DROP TABLE records; --": report, "another": SAMPLES[FIRST]})
    assert there(kept) == as_json({"a'; DROP TABLE records; --": report, "another": SAMPLES[FIRST]})


def test_texts_that_are_hard_to_write_down_come_back(target: Target) -> None:
    report = SAMPLES[FIRST]
    records = tuple(
        report.records[0].model_copy(update={"id": text, "target": Field(text=text, evidence=()), "level1": text})
        for text in HARD
    )
    hard = {text: report.model_copy(update={"records": records, "title": text}) for text in HARD}
    load(target, hard)
    assert there(target) == as_json(hard)


# what fails on the way


class Midway(Exception):  # noqa: N818 - no error of the code
    """Raised in the middle of a load."""


def breaking(reports: dict[str, Report], after: int) -> Iterator[tuple[str, Any]]:
    for number, (name, report) in enumerate(reports.items()):
        if number == after:
            raise Midway
        yield name, rows(name, report)


@pytest.mark.parametrize("before", [{}, {FIRST: SAMPLES[FIRST], "other": SAMPLES[SECOND]}], ids=["new", "filled"])
def test_a_load_that_fails_leaves_the_target_as_it_was(target: Target, before: dict[str, Report]) -> None:
    if before:
        load(target, before)
    changed = {name: shortened(report) for name, report in before.items()}
    files = bytes_of(target) if target.sink.folder else {}
    with pytest.raises(Midway):
        sinks.load(target, breaking({**changed, **MANY}, 115), lambda *_: None)
    assert there(target) == as_json(before)
    assert not target.sink.folder or bytes_of(target) == files
    assert load(target, before) == (Loaded(unchanged=len(before)))


CHILD = """
    import os, sys
    sys.path.insert(0, {tests!r})
    from archive import FIRST, MANY, SAMPLES, shortened
    from perfparse import sinks
    from perfparse.sinks.rows import rows

    def documents():
        yield FIRST, rows(FIRST, shortened(SAMPLES[FIRST]))
        for number, (name, report) in enumerate(MANY.items()):
            if number == {wait_at}:
                print("here", flush=True)
                sys.stdin.read()
            yield name, rows(name, report)

    print(sinks.load(sinks.target({target!r}), documents(), print))
"""


def child(target: Target, wait_at: int) -> subprocess.Popen[str]:
    """A process that loads a newer FIRST, then MANY; after `wait_at` of them it waits for its input's end."""
    code = textwrap.dedent(CHILD).format(tests=str(Path(__file__).parent), wait_at=wait_at, target=target.place)
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if wait_at >= 0:
        assert process.stdout.readline() == "here\n"
    return process


@pytest.mark.parametrize("before", [{}, {FIRST: SAMPLES[FIRST], SECOND: SAMPLES[SECOND]}], ids=["new", "filled"])
def test_a_load_that_is_killed_leaves_the_target_as_it_was(target: Target, before: dict[str, Report]) -> None:
    if before:
        load(target, before)
    process = child(target, 115)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert there(target) == as_json(before)
    assert load(target, {**before, "next": SAMPLES[FIRST]}) == Loaded(new=1, unchanged=len(before))
    assert there(target) == as_json({**before, "next": SAMPLES[FIRST]})


def test_two_loads_at_once_both_arrive(target: Target) -> None:
    """The second begins while the first is in the middle, and waits for it."""
    load(target, SAMPLES)
    first = child(target, 115)
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n" + textwrap.dedent(
        f"""
        from archive import SAMPLES
        from perfparse import sinks
        from perfparse.sinks.rows import rows
        print("begins", flush=True)
        named = {{f"second {{name}}": report for name, report in SAMPLES.items()}}
        documents = ((name, rows(name, report)) for name, report in named.items())
        print(sinks.load(sinks.target({target.place!r}), documents, print))
        """
    )
    second = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert second.stdout is not None
    assert second.stdout.readline() == "begins\n"
    time.sleep(0.5)  # until it waits
    assert second.poll() is None
    said, _ = first.communicate("", timeout=60)
    assert said == f"{Loaded(new=len(MANY), replaced=1)}\n"
    said, _ = second.communicate(timeout=60)
    assert said == f"{Loaded(new=len(SAMPLES))}\n"
    wanted = {
        **SAMPLES,
        FIRST: shortened(SAMPLES[FIRST]),
        **MANY,
        **{f"second {name}": it for name, it in SAMPLES.items()},
    }
    assert there(target) == as_json(wanted)


# versions


def older(version: int) -> Layout:
    """Layouts that never were: 1 with a table and two columns less, 2 with a column of another name."""
    keep = [table for table in layout().tables if version > 1 or table.name != "rest"]
    found = []
    for table in keep:
        columns = table.columns
        if table.name == "records":
            columns = tuple(
                replace(column, name="sureness") if column.name == "confidence" else column
                for column in columns
                if version > 1 or column.name not in ("page", "score")
            )
        found.append(replace(table, columns=columns))
    return Layout(tuple(found), MIGRATIONS[: version - 1])


MIGRATIONS = (
    (
        "ALTER TABLE records ADD COLUMN score {decimal}",
        "ALTER TABLE records ADD COLUMN page {integer}",
        "CREATE TABLE rest (document {code}, rest_no {integer}, kind {code}, text {text})",
    ),
    ("ALTER TABLE records RENAME COLUMN sureness TO confidence",),
)
TABLED = SAMPLES[FIRST].model_copy(
    update={
        "tables": (
            Table(
                columns=("名称", None),
                rows=(
                    (
                        TableCell(text="苹果", evidence=(Evidence(start=4, end=6),), column=0, rowspan=2),
                        TableCell(text="12", evidence=(Evidence(page=2, start=7, end=9),), column=1),
                    ),
                    (TableCell(text="", column=1),),
                    (),
                ),
                evidence=(Evidence(start=1, end=6), Evidence(page=2, start=7, end=9)),
            ),
        )
    }
)
"""A report with a table of which no records were made."""
NOW = replace(layout(), migrations=MIGRATIONS)


@pytest.mark.parametrize("version", [1, 2])
def test_a_target_of_an_older_layout_is_brought_to_this_one(target: Target, version: int) -> None:
    old = older(version)

    def documents() -> Iterator[tuple[str, Any]]:
        for name, report in SAMPLES.items():
            found = dict(rows(name, report))
            found["records"] = [{**record, "sureness": record["confidence"]} for record in found["records"]]
            yield name, found

    sinks.load(target, documents(), lambda *_: None, old)
    load(target, {"new": SAMPLES[FIRST]}, NOW)
    found = tables(target.sink, target.place, NOW)
    assert found["perfparse_schema"] == [{"version": 3}]
    assert {row["document"] for row in found["reports"]} == {*SAMPLES, "new"}
    assert [row["page"] is None for row in found["records"] if row["document"] == FIRST].count(True) == (
        len(SAMPLES[FIRST].records) if version == 1 else 0
    )
    # what it lacked comes with the next load
    done = load(target, SAMPLES, NOW)
    assert done == (Loaded(replaced=len(SAMPLES)) if version == 1 else Loaded(unchanged=len(SAMPLES)))
    found = tables(target.sink, target.place, NOW)
    assert {name: report for name, report in rebuilt(found).items() if name != "new"} == as_json(SAMPLES)


def test_a_target_of_the_first_layout_is_brought_to_this_one(target: Target) -> None:
    """By the migrations that come with the package."""
    later = {"budget_lines": ("kind", "parent")}
    first = Layout(
        tuple(
            replace(table, columns=tuple(one for one in table.columns if one.name not in later.get(table.name, ())))
            for table in layout().tables
            if table.name not in ("tables", "table_cells")
        )
    )
    load(target, SAMPLES, first)
    assert load(target, {"new": TABLED}) == Loaded(new=1)
    found = rebuilt(tables(target.sink, target.place))
    assert found["new"] == comparable(TABLED)
    assert found[FIRST]["records"] == comparable(SAMPLES[FIRST])["records"]
    # what the others lacked comes with their next load
    assert load(target, SAMPLES) == Loaded(replaced=len(SAMPLES))
    assert there(target) == as_json({**SAMPLES, "new": TABLED})


def test_a_target_of_a_newer_layout_is_refused(target: Target) -> None:
    migrations = (*layout().migrations, ("UPDATE records SET basis = basis",))
    load(target, {FIRST: SAMPLES[FIRST]}, replace(layout(), migrations=migrations))
    with pytest.raises(SinkError, match=r"written by a newer perfparse \(layout \d; this one knows \d\)"):
        load(target, SAMPLES)
    assert list(there(target)) == [FIRST]
