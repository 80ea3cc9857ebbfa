"""perfparse load on the command line: what it says, what it refuses, and what `--redact` leaves out."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from archive import FIRST, SAMPLES, SECOND, shortened
from generated import RUNS
from perfparse import sinks
from perfparse.cli import main
from perfparse.model.report import Evidence, Field, Quantity, Report, Rest
from perfparse.sinks import csv, redact
from perfparse.sinks.layout import layout
from perfparse.sinks.rows import rows
from rebuilt import comparable, rebuilt
from targets import tables


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["load", *map(str, arguments)], catch_exceptions=False)


def lines(done: Result) -> list[str]:
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()


def loaded(path: str) -> dict[str, Any]:
    target = sinks.target(path)
    return rebuilt(tables(target.sink, target.place))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the samples' reports in a folder `out`, one of them a folder deeper."""
    (tmp_path / "out" / "2022").mkdir(parents=True)
    for name, report in SAMPLES.items():
        place = "2022" if name == SECOND else "."
        (tmp_path / "out" / place / f"{name}.json").write_text(report.to_json(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(name: str) -> str:
    """The name that the document of a sample's report has in the archive."""
    source = SAMPLES[name].source.name
    return f"2022/{source}" if name == SECOND else source


# what it says


def test_loading_a_folder_again_changes_what_is_new(folder: Path) -> None:
    done = run("out", "--into", "archive.sqlite")
    assert (done.exit_code, lines(done)) == (0, ["archive.sqlite: 4 new, 0 replaced, 0 unchanged"])
    assert loaded("archive.sqlite") == {named(name): comparable(report) for name, report in SAMPLES.items()}
    (folder / "out" / f"{FIRST}.json").write_text(shortened(SAMPLES[FIRST]).to_json(), encoding="utf-8")
    done = run("out", "--into", "archive.sqlite")
    assert (done.exit_code, lines(done)) == (0, ["archive.sqlite: 0 new, 1 replaced, 3 unchanged"])
    assert loaded("archive.sqlite")[named(FIRST)] == comparable(shortened(SAMPLES[FIRST]))


@pytest.mark.usefixtures("folder")
def test_a_report_by_itself() -> None:
    done = run(f"out/{FIRST}.json", f"out/2022/{SECOND}.json", "--into", "archive")
    assert (done.exit_code, lines(done)) == (0, ["archive: 2 new, 0 replaced, 0 unchanged"])
    assert set(loaded("archive")) == {SAMPLES[FIRST].source.name, SAMPLES[SECOND].source.name}


def manifest(folder: Path, reports: dict[str, str | None]) -> None:
    with closing(sqlite3.connect(folder / "manifest.sqlite")) as database:
        database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.execute("CREATE TABLE documents (source TEXT PRIMARY KEY, report TEXT, status TEXT)")
        database.execute("INSERT INTO meta VALUES ('schema_version', '1')")
        named = [(source, report, "ok" if report else "crashed") for source, report in reports.items()]
        database.executemany("INSERT INTO documents VALUES (?, ?, ?)", named)
        database.commit()


def test_a_manifest_says_which_reports_count_and_what_they_are_called(folder: Path) -> None:
    manifest(folder / "out", {"a.zip!/2022/a.pdf": f"2022/{SECOND}.json", "crashed.pdf": None})
    done = run("out", "--into", "archive.sqlite")
    assert (done.exit_code, lines(done)) == (0, ["archive.sqlite: 1 new, 0 replaced, 0 unchanged"])
    assert loaded("archive.sqlite") == {"a.zip!/2022/a.pdf": comparable(SAMPLES[SECOND])}


@pytest.mark.parametrize(
    "spoil", ["DROP TABLE meta", "UPDATE meta SET value = '2'", "UPDATE documents SET report = '../x.json'"]
)
def test_a_manifest_that_cannot_be_used_is_one_line(folder: Path, spoil: str) -> None:
    manifest(folder / "out", {"a": f"{FIRST}.json"})
    with closing(sqlite3.connect(folder / "out" / "manifest.sqlite")) as database:
        database.execute(spoil)
        database.commit()
    done = run("out", "--into", "archive.sqlite")
    assert done.exit_code == 2
    (line,) = lines(done)
    assert "out/manifest.sqlite: " in line
    assert not (folder / "archive.sqlite").exists()


def test_a_report_that_a_manifest_names_and_that_is_gone(folder: Path) -> None:
    manifest(folder / "out", {"a": f"{FIRST}.json", "b": "gone.json"})
    done = run("out", "--into", "archive.sqlite")
    assert done.exit_code == 1
    assert lines(done) == [
        "perfparse: out/gone.json: No such file or directory",
        "archive.sqlite: 1 new, 0 replaced, 0 unchanged, 1 left out",
    ]


# what costs itself only: the bytes of a file, and what is said of it

GOOD = SAMPLES[FIRST].to_json()


def changed(**keys: Any) -> str:
    return json.dumps({**json.loads(GOOD), **keys})


def cell(text: str) -> str:
    report = json.loads(GOOD)
    report["records"][0]["weight"] = text
    return json.dumps(report)


SPOILT: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "no report of perfparse: Invalid JSON"),
    ("half a report", GOOD.encode()[: len(GOOD) // 2], "no report of perfparse: Invalid JSON"),
    ("bytes", bytes(range(256)), "no report of perfparse: Invalid JSON"),
    ("a list", b"[]", "no report of perfparse: Input should be an object"),
    ("another program's", b'{"name": "x"}', "Field required"),
    ("a later version", changed(schema_version="2.0").encode(), "schema_version: Input should be '1.0'"),
    ("brackets", b"[" * 100_000, "no report of perfparse: Invalid JSON"),
    ("SQL for a number", cell("1); DROP TABLE reports; --").encode(), "records.0.weight: String should match"),
    ("a number in other digits", cell("１２").encode(), "records.weight: a number in other digits"),
    ("a number without end", cell("9" * 2000).encode(), "records.weight: the number 999"),
    ("a page beyond all", changed(fiscal_year=2**70).encode(), "fiscal_year: an integer with more than 63 bits"),
    ("a form that is none", GOOD.replace('"form": null', '"form": 7', 1).encode(), "is of form 7, which is none"),
    ("forms that differ", changed(forms=[{"title": "x"}]).encode(), "forms[0].title is not the report's own title"),
    ("no number", re.sub(r'"confidence": [\d.]+', '"confidence": NaN', GOOD).encode(), "confidence"),
]


@pytest.mark.parametrize(("data", "why"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_a_report_that_is_none_costs_itself_only(folder: Path, data: bytes, why: str) -> None:
    (folder / "out" / "bad.json").write_bytes(data)
    done = run("out", "--into", "archive.sqlite")
    assert done.exit_code == 1
    bad, summary = lines(done)
    assert why in bad
    assert summary == "archive.sqlite: 4 new, 0 replaced, 0 unchanged, 1 left out"
    assert set(loaded("archive.sqlite")) == set(map(named, SAMPLES))


def with_text(text: str) -> Report:
    return SAMPLES[FIRST].model_copy(update={"title": text})


def with_weight(number: str) -> Report:
    first = SAMPLES[FIRST].records[0].model_copy(update={"weight": number})
    return SAMPLES[FIRST].model_copy(update={"records": (first,)})


LIMITS = [
    ("too many digits before the point", with_weight("1" * 21), {"duckdb", "parquet"}, "load it into SQLite"),
    ("too many behind", with_weight(f"0.{'1' * 19}"), {"duckdb", "parquet"}, "more than 20 digits before or 18 behind"),
    ("zeros that say nothing", with_weight(f"{'0' * 30}1.5{'0' * 30}"), set(), ""),
    ("NUL", with_text("a\0b"), {"postgres"}, "a text with the character NUL; load it into another target"),
    ("more than a cell holds", with_text("长" * 32_768), {"xlsx"}, "a cell of Excel holds no more"),
]


@pytest.mark.parametrize(("report", "refusing", "why"), [case[1:] for case in LIMITS], ids=[case[0] for case in LIMITS])
@pytest.mark.parametrize("sink", sinks.SINKS, ids=lambda sink: sink.name)
def test_what_a_target_cannot_hold_exactly_is_refused(
    sink: sinks.Sink,
    report: Report,
    refusing: set[str],
    why: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    place = request.getfixturevalue("new_database")() if sink.url else str(tmp_path / f"archive{sink.suffixes[0]}")
    target = sinks.target(place)
    said: list[str] = []
    documents = {"bad": report, "good": SAMPLES[SECOND]}
    sinks.load(
        target, ((name, rows(name, it)) for name, it in documents.items()), lambda *line: said.append(": ".join(line))
    )
    found = rebuilt(tables(sink, target.place))
    if sink.module in refusing:
        assert len(said) == 1
        assert said[0].startswith("bad: re")
        assert why in said[0]
        assert list(found) == ["good"]
    else:
        assert said == []
        assert found == {name: comparable(it) for name, it in documents.items()}


# wrong use

WRONG = [
    ("no such folder", ["none", "--into", "a.sqlite"], "none: there is no such file or folder"),
    ("no report in it", ["empty", "--into", "a.sqlite"], "empty: there is no report in this folder"),
    ("no such kind", ["out", "--into", "a.mdb"], "a.mdb: not a known kind of target; name it with .sqlite"),
    ("a folder of no kind", ["out", "--into", "empty"], "empty: not a known kind of target"),
    ("no folder for it", ["out", "--into", "none/a.csv"], "none/a.csv: its folder does not exist"),
    ("no database", ["out", "--into", "notes.sqlite"], "notes.sqlite: SQLite says: file is not a database"),
    ("no database of DuckDB", ["out", "--into", "duckdb:notes.sqlite"], "notes.sqlite: DuckDB says: "),
    ("no workbook", ["out", "--into", "notes.xlsx"], "notes.xlsx: it is not what perfparse wrote"),
    ("a file for a folder", ["out", "--into", "csv:notes.xlsx"], "notes.xlsx: it is no folder; name a folder"),
    ("a folder of others", ["out", "--into", "csv:out"], "out: it is not what perfparse wrote; load into a new target"),
    ("other CSV", ["out", "--into", "csv:other"], "other: it is not what perfparse wrote"),
    (
        "no server",
        ["out", "--into", "postgresql://me:secret@127.0.0.1:1/x?connect_timeout=2"],
        "postgresql://127.0.0.1:1/x: PostgreSQL says: connection failed",
    ),
    ("no URL", ["out", "--into", "postgresql://me:secret@[/x"], "this is no URL that PostgreSQL knows"),
]


@pytest.mark.parametrize(("arguments", "why"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_targets_that_cannot_be_used_are_one_line_and_exit_2(folder: Path, arguments: list[str], why: str) -> None:
    (folder / "empty").mkdir()
    (folder / "other").mkdir()
    (folder / "other" / "reports.csv").write_text("a,b\n1,2\n")
    for name in ("notes.sqlite", "notes.xlsx"):
        (folder / name).write_text("my notes, which are no database " * 100)
    done = run(*arguments)
    assert done.exit_code == 2
    (line,) = lines(done)
    assert why in line
    assert "secret" not in line
    assert (folder / "notes.xlsx").read_text().startswith("my notes")
    assert sorted(path.name for path in (folder / "other").iterdir()) == ["reports.csv"]


@pytest.mark.parametrize("suffix", [".sqlite", ".duckdb"])
def test_a_database_with_other_tables_of_these_names_is_left_alone(folder: Path, suffix: str) -> None:
    target = sinks.target(f"archive{suffix}")
    if suffix == ".sqlite":
        connection: Any = sqlite3.connect(target.place)
    else:
        connection = duckdb.connect(target.place)
    with closing(connection):
        connection.execute("CREATE TABLE records (mine INTEGER)")
        connection.commit()
    done = run("out", "--into", f"archive{suffix}")
    assert done.exit_code == 2
    assert "it has a table records that perfparse did not make" in lines(done)[0]
    assert folder.exists()


@pytest.mark.parametrize(
    ("package", "target", "extra"),
    [
        ("duckdb", "a.duckdb", "sql"),
        ("pyarrow", "a.duckdb", "sql"),
        ("psycopg", "postgresql://x/y", "sql"),
        ("pyarrow", "a.parquet", "sql"),
        ("xlsxwriter", "a.xlsx", "office"),
        ("python_calamine", "a.xlsx", "office"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, package: str, target: str, extra: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    done = run("out", "--into", target)
    assert done.exit_code == 2
    assert f"needs {package} of the extra '{extra}'; install perfparse[{extra}]" in " ".join(lines(done))


def test_a_second_batch_of_the_same_names_is_named(folder: Path) -> None:
    (folder / "out" / "copy.json").write_text(GOOD, encoding="utf-8")
    done = run("out", "--into", "archive.sqlite")
    assert done.exit_code == 1
    assert lines(done)[0] == (
        f"perfparse: {named(FIRST)}: another report of this load has the same name; load only one of them"
    )


# formulas

HARD = {f"{number}.txt": with_text(text) for number, text in enumerate(RUNS)}


def test_duckdb_reads_from_csv_what_was_loaded(tmp_path: Path) -> None:
    """With its own reader of CSV: the same values, and no text that would run."""
    target = sinks.target(str(tmp_path / "archive.csv"))
    documents = [(name, rows(name, report)) for name, report in {**SAMPLES, **HARD}.items()]
    sinks.load(target, documents, lambda *line: pytest.fail(str(line)))
    with closing(duckdb.connect()) as database:
        for table in layout().contents:
            path = f"{target.place}/{table.name}.csv"
            found = database.execute("SELECT * FROM read_csv(?, header = true, all_varchar = true)", [path])
            assert [column[0] for column in found.description or ()] == list(table.names)
            wanted = [row for _, made in documents for row in made.get(table.name, ())]
            wanted.sort(key=itemgetter(*table.key))
            read = [dict(zip(table.names, row, strict=True)) for row in found.fetchall()]
            for cells, row in zip(read, wanted, strict=True):
                assert all(said(value, cells[name]) for name, value in row.items())
                assert not any((cell or "").lstrip().startswith(("=", "@", "＝")) for cell in cells.values())


def said(value: Any, cell: str | None) -> bool:
    """Whether a cell of CSV says a value."""
    if isinstance(value, str):
        return csv.armed(cell or "") == value
    return cell is None if value is None else bool(json.loads(cell or "null") == value)


@given(st.text("'=@+-＝ \t\r\n1,.a%｜：", max_size=8))
def test_what_was_defused_comes_back(text: str) -> None:
    assert csv.armed(csv.defused(text)) == text
    assert text.lstrip()[:1] not in tuple("=@＝＠") or csv.defused(text).startswith("'")


# redaction: a label and what stands there, what is left of it

FIELDS = [
    ("项目负责人", "鹿青野", "＊＊＊"),
    ("项目负责人及联系电话", "鹿青野 12345678", "＊＊＊ ＊＊＊＊＊＊＊＊"),
    ("联 系 人：", "鹿青野、白草 原", "＊＊＊、＊＊ ＊"),
    ("联系电话#2", "8765432", "＊＊＊＊＊＊＊"),
    ("填表人（签字）", "鹿青野", "＊＊＊"),
    ("负责人", "无", "无"),
    ("主管部门", "霁川县水利局", "霁川县水利局"),
    ("资金使用单位", "槐溪灌区管护所", "槐溪灌区管护所"),
    ("项目属性", "延续项目", "延续项目"),
    ("实施周期", "13800138000元", "13800138000元"),
]


@pytest.mark.parametrize(("label", "text", "left"), FIELDS)
def test_what_stands_under_a_label_of_a_person_is_left_out(label: str, text: str, left: str) -> None:
    place = (Evidence(page=1, start=0, end=len(text)),)
    number = Quantity(
        surface=text[-1],
        start=len(text) - 1,
        end=len(text),
        number="1",
        unit="",
        value="1",
        base_unit="",
        dimension="count",
    )
    field = Field(text=text, evidence=place, quantities=(number,))
    report = SAMPLES[SECOND].model_copy(update={"fields": {label: field}})
    found = redact.redacted(report).fields[label]
    assert found.text == left
    assert bool(found.quantities) == (left == text)
    assert found.evidence == place


# in a text anywhere: what stands there, what is left; 鹿青野 is named in the report's header block
TEXTS = [
    (
        "填表人：张三  联系电话：0571-88888888  填报日期：2023年1月5日",
        "填表人：＊＊  联系电话：＊＊＊＊＊＊＊＊＊＊＊＊＊  填报日期：2023年1月5日",
    ),
    ("填表人：张 三填报日期：2023年1月5日", "填表人：＊ ＊填报日期：2023年1月5日"),
    ("联系人：\n联系电话：\n", "联系人：\n联系电话：\n"),
    ("单位负责人（签章）：李四光；审核人：王五", "单位负责人（签章）：＊＊＊；审核人：＊＊"),
    ("联系人 张三 联系电话 8765432", "联系人 ＊＊ 联系电话 ＊＊＊＊＊＊＊"),
    ("联系人：张三，" + "长" * 60, "联系人：＊＊，" + "长" * 60),
    ("由鹿青野牵头，鹿青野签字", "由＊＊＊牵头，＊＊＊签字"),
    ("如有疑问请拨 13800138000 或 (020)88886666", "如有疑问请拨 ＊＊＊＊＊＊＊＊＊＊＊ 或 ＊＊＊＊＊＊＊＊＊＊＊＊＊"),
    ("发到 someone@example.org", "发到 ＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊＊"),
    ("执行数13800138000.00元，020年", "执行数13800138000.00元，020年"),
    ("资金到位率100%，主管部门：水利局", "资金到位率100%，主管部门：水利局"),
    ("各负责人员按时到岗", "各负责人员按时到岗"),
]


@pytest.mark.parametrize(("text", "left"), TEXTS)
def test_names_and_phones_are_left_out_of_every_text(text: str, left: str) -> None:
    report = SAMPLES[FIRST]
    assert report.fields["项目负责人"].text == "鹿青野"
    first = report.records[0].model_copy(
        update={"id": text, "actual": Field(text=text, evidence=()), "doubts": (text,)}
    )
    rest = Rest(kind="note", text=text, evidence=())
    issue = {"code": "x", "kind": "finding", "severity": "info", "message": text, "record": text}
    spoken = report.model_dump(by_alias=True) | {
        "records": (first,),
        "issues": [issue],
        "coverage": {"characters": 1, "placed": 1, "rest": (rest,)},
    }
    found = redact.redacted(Report.model_validate(spoken))
    actual = found.records[0].actual
    assert actual is not None
    assert {actual.text, found.records[0].id, *found.records[0].doubts} == {left}
    assert {found.coverage.rest[0].text, found.issues[0].message, found.issues[0].record} == {left}


@pytest.mark.usefixtures("folder")
def test_redacted_reports_replace_those_that_are_not() -> None:
    assert run("out", "--into", "archive.jsonl").exit_code == 0
    assert "鹿青野" in Path("archive.jsonl/fields.jsonl").read_text(encoding="utf-8")
    done = run("out", "--into", "archive.jsonl", "--redact")
    assert lines(done) == ["archive.jsonl: 0 new, 4 replaced, 0 unchanged"]
    assert not any("鹿青野" in path.read_text(encoding="utf-8") for path in Path("archive.jsonl").iterdir())
    reports = Path("archive.jsonl/reports.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["redacted"] for line in reports)
