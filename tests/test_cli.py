"""The command line: every command and option, exit codes, what goes to which stream, and bad input in one line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, NoReturn

import pikepdf
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

import perfparse
from perfparse import pipeline
from perfparse.cli import main
from perfparse.model.report import Report, json_schema

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "yanxi-transit-2022.txt"
PROSE = "今天天气很好，适合出门。\n"
PERFPARSE = [sys.executable, "-c", "from perfparse.cli import main; main()"]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin, catch_exceptions=False)


def one_line(text: str) -> str:
    assert text.endswith("\n")
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a good report in it."""
    (tmp_path / "good.txt").write_bytes(SAMPLE.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


# convert


@pytest.mark.usefixtures("folder")
def test_convert_writes_the_report_to_standard_output() -> None:
    done = run("convert", "good.txt")
    assert done.exit_code == 0
    assert done.stdout == perfparse.parse("good.txt").to_json()
    assert one_line(done.stderr).startswith("good.txt: ok: 6 records, 3 goals, ")


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_convert_writes_the_report_to_a_file(folder: Path, option: str) -> None:
    done = run("convert", "good.txt", option, "report.json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert (folder / "report.json").read_text(encoding="utf-8") == perfparse.parse("good.txt").to_json()
    assert sorted(path.name for path in folder.iterdir()) == ["good.txt", "report.json"]
    one_line(done.stderr)


@pytest.mark.usefixtures("folder")
def test_convert_reads_standard_input() -> None:
    done = run("convert", "-", "-o", "-", stdin=SAMPLE.read_bytes())
    assert done.exit_code == 0
    assert done.stdout == perfparse.parse(SAMPLE.read_bytes(), "<stdin>").to_json()
    assert json.loads(done.stdout)["source"]["name"] == "<stdin>"
    assert one_line(done.stderr).startswith("<stdin>: ok: ")


def test_a_report_names_its_source_without_the_folder(folder: Path) -> None:
    assert json.loads(run("convert", folder / "good.txt").stdout)["source"]["name"] == "good.txt"


# what is in the file, whether a report comes of it all the same, and what the line says
CONTENTS = [
    ("an empty file", b"", None, "the file is empty"),
    ("a blank file", b" \n\n", None, "white space only"),
    ("a binary file", bytes(range(256)) * 20, None, "binary"),
    ("a PDF file without anything in it", b"%PDF-1.7\n", None, "damaged"),
    ("a Word file", b"PK\x03\x04" + bytes(40), None, "extract its text first"),
    ("a text without any table", PROSE.encode(), "failed", "no table"),
    ("a text cut in the middle", SAMPLE.read_bytes()[:1501], "partial", "cut off"),
]


@pytest.mark.parametrize("command", ["convert", "inspect"])
@pytest.mark.parametrize(("data", "status", "why"), [case[1:] for case in CONTENTS], ids=[case[0] for case in CONTENTS])
def test_bad_content_is_one_line_and_exit_1(
    folder: Path, command: str, data: bytes, status: str | None, why: str
) -> None:
    (folder / "bad.txt").write_bytes(data)
    done = run(command, "bad.txt")
    assert done.exit_code == 1
    line = one_line(done.stderr)
    assert "bad.txt: " in line
    assert why in line
    if command == "convert" and status:
        assert Report.model_validate_json(done.stdout).status == status
        assert line.startswith(f"bad.txt: {status}: ")
    assert bool(done.stdout) == bool(status)


def test_a_text_cut_in_the_middle_keeps_what_stood_before(folder: Path) -> None:
    (folder / "cut.txt").write_bytes(SAMPLE.read_bytes()[:1501])
    assert run("convert", "cut.txt", "-o", "cut.json").exit_code == 1
    report = Report.model_validate_json((folder / "cut.json").read_bytes())
    indicators = [record.indicator.text for record in report.records if record.indicator]
    assert indicators[:2] == ["优化公交线网布局", "更新绿色公交车辆"]


# files that cannot be used: the command, and what its line says
FILES = [
    ("a missing file", ["convert", "none.txt"], "none.txt: there is no such file"),
    ("a missing file, inspect", ["inspect", "none.txt"], "none.txt: there is no such file"),
    ("a missing report", ["check", "none.json"], "none.json: there is no such file"),
    ("a missing source", ["check", "good.txt", "--source", "none.txt"], "none.txt: there is no such file"),
    ("a folder", ["convert", "."], ".: this is a folder"),
    ("a folder in a file", ["convert", "good.txt/x"], "good.txt/x: the file cannot be read"),
    ("an output folder", ["convert", "good.txt", "-o", "."], ".: this is a folder"),
    ("no output folder", ["convert", "good.txt", "-o", "no/x.json"], "no/x.json: its folder does not exist"),
    ("over its input", ["convert", "good.txt", "-o", "./good.txt"], "good.txt: this is the input itself"),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("arguments", "why"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_files_that_cannot_be_used_are_one_line_and_exit_2(arguments: list[str], why: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert why in one_line(done.stderr)


def refuse(*_: object, **__: object) -> NoReturn:
    raise PermissionError(13, "Permission denied")


@pytest.mark.usefixtures("folder")
def test_a_file_that_may_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", refuse)  # permissions do not bind root, who may run the tests
    done = run("convert", "good.txt")
    assert done.exit_code == 2
    assert "good.txt: the file may not be read" in one_line(done.stderr)


@pytest.mark.parametrize("step", ["open", "replace"])
def test_an_output_that_cannot_be_written_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (folder / "report.json").write_text("old")
    opened = Path.open

    def only_to_read(path: Path, mode: str = "r", **more: Any) -> IO[Any]:
        return refuse() if "x" in mode else opened(path, mode, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, only_to_read if step == "open" else refuse)
        done = run("convert", "good.txt", "-o", "report.json")
    assert done.exit_code == 2
    assert "report.json: cannot be written: Permission denied" in one_line(done.stderr)
    assert (folder / "report.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["good.txt", "report.json"]


def test_an_output_keeps_its_permissions_and_its_link(folder: Path) -> None:
    (folder / "report.json").write_text("old")
    (folder / "report.json").chmod(0o640)
    (folder / "link.json").symlink_to("report.json")
    assert run("convert", "good.txt", "-o", "link.json").exit_code == 0
    assert (folder / "link.json").is_symlink()
    assert (folder / "report.json").stat().st_mode & 0o777 == 0o640
    assert (folder / "report.json").read_text(encoding="utf-8").startswith("{")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.usefixtures("folder")
def test_a_full_disk() -> None:
    done = run("convert", "good.txt", "-o", "/dev/full")
    assert done.exit_code == 2
    assert "/dev/full: cannot be written: No space left" in one_line(done.stderr)
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run([*PERFPARSE, "convert", "good.txt"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert process.returncode == 1
    assert b"standard output: No space left" in process.stderr
    assert b"Traceback" not in process.stderr


# inspect


@pytest.mark.usefixtures("folder")
def test_inspect_shows_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # in a narrow terminal, cells of one line are printed in parts
    done = run("inspect", "good.txt")
    assert done.exit_code == 0
    text = SAMPLE.read_text(encoding="utf-8")
    shown = "".join(done.stdout.split())
    assert all("".join(line.split()[:1]) in shown for line in text.split("\n"))
    for word in ("line", "page", "table", "row", "col", "role", "margin", "text", "or else", "indicator", "goal"):
        assert word in done.stdout
    assert "\x1b" not in done.stdout  # no colours in a pipe
    one_line(done.stderr)


@pytest.mark.usefixtures("folder")
def test_inspect_reads_standard_input_and_narrow_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done = run("inspect", "-", stdin=SAMPLE.read_bytes())
    assert done.exit_code == 0
    table = done.stdout[: done.stdout.index("margin:")]
    wide = [sum(1 + (char > "\u2e7f") for char in line) for line in table.split("\n")]
    assert max(wide) <= 80
    assert done.stderr.startswith("<stdin>: ok")


_HEADED = "项目支出绩效自评表\n一级指标{0}二级指标{0}三级指标{0}年度指标值{0}实际完成值{0}分值{0}得分\n"
CLOSE = [
    # the layout, a text with a row that can be read in two ways, what is said of it
    ("bars that close up", _HEADED.format(" | ") + "产出指标 | 数量指标 | 修堤 | 8 | 10 | 12\n" * 3, "may be read as"),
    ("cells in order", _HEADED.format(" ") + "产出指标 数量指标 修堤 12 10 8\n" * 3, "may be the"),
    (
        "a piece of every column a line",
        _HEADED.format(" ")
        + "修建灌溉水渠长 12公里 10公里\n数量指标 8 6\n度 以上 左右\n产出指标 质量指标 验收合格率 95% 96% 10 10\n"
        + "时效指标 完工时间 年底前 年底前 10 10\n",
        "",
    ),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in CLOSE], ids=[case[0] for case in CLOSE])
def test_inspect_shows_margins_and_what_was_close(text: str, said: str) -> None:
    done = run("inspect", "-", stdin=text.encode())
    table = done.stdout[: done.stdout.index("margin:")]
    rows = [line for line in table.split("\n") if re.search(r"\d +indicator ", line)]
    assert rows
    assert all(re.search(r" indicator +(\d+\.\d|∞) ", line) for line in rows)
    assert said.replace(" ", "") in "".join(table.split())


@pytest.mark.usefixtures("folder")
def test_inspect_lists_the_issues() -> None:
    done = run("inspect", "-", stdin=PROSE.encode())
    assert done.exit_code == 1
    assert "error: no table" in done.stdout
    assert "(no-table)" in done.stdout


# check


@pytest.fixture
def report(folder: Path) -> Path:
    """The report of good.txt."""
    assert run("convert", "good.txt", "-o", "good.json").exit_code == 0
    return folder / "good.json"


def test_check_finds_nothing_wrong_with_a_good_report(report: Path) -> None:
    done = run("check", report)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "keeps the contract; ok: 6 records" in one_line(done.stderr)
    done = run("check", report, "--source", "good.txt")
    assert done.exit_code == 0
    assert "keeps the contract and its source" in one_line(done.stderr)
    assert run("check", "-", stdin=report.read_bytes()).exit_code == 0


# what is done to a good report, and what check says
SPOILT = [
    ("no JSON", lambda text: text[:100], "Invalid JSON"),
    ("no object", lambda _: "[]", "Input should be an object"),
    ("nothing", lambda _: "", "Invalid JSON"),
    ("another key", lambda text: text.replace("{", '{"colour": "red",', 1), "colour: Extra inputs"),
    ("a status", lambda text: text.replace('"status": "ok"', '"status": "fine"'), "status: Input should be"),
    ("a surface", lambda text: text.replace('"surface": "不少于12条"', '"surface": "12"'), "records[0].target: "),
]


@pytest.mark.parametrize(("spoil", "why"), [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_check_names_what_is_wrong(report: Path, spoil: object, why: str) -> None:
    assert callable(spoil)
    report.write_text(spoil(report.read_text(encoding="utf-8")), encoding="utf-8")
    done = run("check", report)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"good.json: {why}" in one_line(done.stderr)


def test_check_against_another_source(report: Path, folder: Path) -> None:
    (folder / "other.txt").write_text(PROSE, encoding="utf-8")
    done = run("check", report, "--source", "other.txt")
    assert done.exit_code == 1
    assert "source.sha256: " in one_line(done.stderr)


def test_check_stops_after_twenty_lines(report: Path) -> None:
    written = json.loads(report.read_text(encoding="utf-8"))
    written |= {f"key {number}": 1 for number in range(30)}
    report.write_text(json.dumps(written))
    done = run("check", report)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 21
    assert done.stderr.endswith("and 10 more problems\n")


# the rest


def test_schema_is_the_models() -> None:
    done = run("schema")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json_schema()


def test_version_and_help() -> None:
    assert run("--version").stdout == "perfparse 0.1.0\n"
    for option in ("-h", "--help"):
        done = run(option)
        assert done.exit_code == 0
        assert all(command in done.stdout for command in ("convert", "inspect", "check", "schema", "Exit codes"))
        assert all(run(command, option).exit_code == 0 for command in ("convert", "inspect", "check", "schema"))


@pytest.mark.parametrize(
    "arguments",
    [["convert"], ["convert", "a", "b"], ["convert", "a", "--fast"], ["conver"], ["check"], ["schema", "x"]],
)
def test_wrong_use_is_exit_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Usage: " in done.stderr


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyboardInterrupt(), "perfparse: stopped\n"),
        (MemoryError(), "perfparse: out of memory; give a smaller file\n"),
        (KeyError("column"), "perfparse: internal error: KeyError: 'column' (test_cli.py, line "),
    ],
    ids=["interrupted", "out of memory", "a fault of perfparse"],
)
@pytest.mark.usefixtures("folder")
def test_no_traceback_ever(monkeypatch: pytest.MonkeyPatch, error: BaseException, line: str) -> None:
    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(pipeline, "run", fail)
    done = run("convert", "good.txt")
    assert (done.exit_code, done.stdout) == (1, "")
    assert one_line(done.stderr).startswith(line)


@pytest.mark.parametrize(
    "command", [["convert", "good.txt"], ["inspect", "good.txt"], ["schema"]], ids=lambda it: it[0]
)
@pytest.mark.usefixtures("folder")
def test_a_pipe_that_nobody_reads(command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run([*PERFPARSE, *command], stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr == b""


@pytest.mark.usefixtures("folder")
def test_ctrl_c_while_it_waits() -> None:
    process = subprocess.Popen(
        [*PERFPARSE, "convert", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1)  # until it waits for its input
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout, stderr) == (1, b"", b"perfparse: stopped\n")


def test_a_name_that_is_not_utf_8(folder: Path) -> None:
    name = os.fsdecode(b"bad-\xff.txt")
    try:
        (folder / name).write_bytes(SAMPLE.read_bytes())
    except OSError:
        pytest.skip("this file system does not take such names")
    done = run("convert", name)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["source"]["name"] == "bad-\ufffd.txt"
    assert perfparse.parse(name).source.name == "bad-?.txt"


# what each command may load: the rest would only make it slow
LOADED = [
    (["--help"], {"pydantic", "rich", "jieba", "rjieba", "perfparse.pipeline", "perfparse.model.report"}),
    (["convert", "good.txt"], {"rich", "charset_normalizer", "perfparse.check", "perfparse.inspection"}),
    (["schema"], {"rich", "jieba", "rjieba", "perfparse.pipeline"}),
    (["check", "good.txt"], {"rich", "jieba", "rjieba"}),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("arguments", "unwanted"), LOADED, ids=[case[0][0] for case in LOADED])
def test_a_command_loads_only_what_it_uses(arguments: list[str], unwanted: set[str]) -> None:
    code = (
        "import sys\nfrom perfparse.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(*({unwanted!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "", done.stderr


# forms


SENTENCES = "预警信息覆盖率，目标值≥90%，实际完成值87%。\n科普讲座目标值≥4场，实际完成值5场。\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["templates"], 0, ["sichuan-project", "national-project", "guangzhou-department"]),
        (["templates", "show", "sichuan-project"], 0, ["nature", "指标性质", "度量单位, 计量单位"]),
        (["templates", "show", "no-such-form"], 2, ["no such form", "central-transfer"]),
        (["templates", "explain", "good.txt"], 0, ["read by: guangzhou-department"]),
        (["templates", "explain", "form.pdf"], 0, ["read by: national-project", "headers found: 一级指标"]),
        (
            ["templates", "explain", "form.pdf"],
            0,
            ["row 11, page 1: a header with probability 0.9", "next best"],
        ),
        (["templates", "explain", "good.txt"], 0, ["table 1, row 1: columns by the words of the header"]),
        (["templates", "explain", "good.txt"], 0, ["cells: found by a search", "年度完成值", "actual"]),
        (["templates", "explain", "sentences.txt"], 0, ["no header; its columns were told by the text's order"]),
        (["templates", "explain", "prose.txt"], 0, ["read by: no known form", "headers found: none"]),
        (["templates", "explain", "missing.txt"], 2, ["no such file"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) and value[0] == "templates" else None,
)
def test_templates(folder: Path, arguments: list[str], code: int, words: list[str]) -> None:
    (folder / "form.pdf").write_bytes((SAMPLE.parent / "jichuan-channel-2023.pdf").read_bytes())
    (folder / "prose.txt").write_text(PROSE, encoding="utf-8")
    (folder / "sentences.txt").write_text(SENTENCES, encoding="utf-8")
    done = run(*arguments)
    assert done.exit_code == code
    assert all(word in done.stdout + done.stderr for word in words)


UNUSUAL = (
    "<table><tr><td rowspan=2>考核要点<td colspan=2>指标水平<td rowspan=2>欠账原因<td rowspan=2>导向</tr>"
    "<tr><td>拟达水平<td>实达水平</tr>"
    "<tr><td>修渠长度<td>≥12公里<td>11公里<td>征地延期<td>正向</tr>"
    "<tr><td>培训人次<td>≥300人次<td>320人次<td><td>正向</tr>"
    "<tr><td>群众满意度<td>≥90%<td>95%<td><td>正向</tr></table>"
)
"""A form under words that no list has, two columns of it under one label."""
EXPLAINED = [
    ("where the header stands", r"^table 1, rows 1 to 2.*: a header with probability [01]\.\d{3}$"),
    ("a label with the one over it", r"^拟达水平 < +target +[01]\.\d{3} .*\n指标水平 "),
    ("nats of four kinds of evidence, and the next best", r"actual +0\.\d{3}( +[-+]\d+\.\d){4} +\w+ +0\.\d{3}"),
    ("a role that reports do not tell apart", r"nature_direction → (.*\n)? +extra"),
    ("what the columns mean", r"nats that each speaks for the role"),
]


@pytest.mark.parametrize(("what", "pattern"), EXPLAINED, ids=[case[0] for case in EXPLAINED])
def test_explain_says_what_told_each_column(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: str, pattern: str
) -> None:
    (folder / "form.html").write_text(UNUSUAL, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    done = run("templates", "explain", "form.html")
    assert done.exit_code == 0
    assert re.search(pattern, done.stdout, re.MULTILINE), f"{what}: {done.stdout}"
    assert all(cell_len(line) <= 80 for line in done.stdout.splitlines())


def test_a_page_as_a_picture(folder: Path) -> None:
    (folder / "form.pdf").write_bytes((SAMPLE.parent / "jichuan-channel-2023.pdf").read_bytes())
    assert run("inspect", "form.pdf", "--page", "2", "-o", "page.png").exit_code == 0
    assert (folder / "page.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["inspect", "good.txt", "--page", "1", "-o", "page.png"], 1, "only a page of a PDF"),
        (["inspect", "form.pdf", "--page", "9", "-o", "page.png"], 1, "there is no page 9"),
        (["inspect", "form.pdf", "--page", "1"], 2, "belong together"),
        (["convert", "locked.pdf"], 1, "give its password with --password"),
        (["convert", "locked.pdf", "--password", "wrong"], 1, "the password is wrong"),
    ],
)
def test_pages_and_passwords_that_do_not_fit(folder: Path, arguments: list[str], code: int, word: str) -> None:
    data = (SAMPLE.parent / "jichuan-channel-2023.pdf").read_bytes()
    (folder / "form.pdf").write_bytes(data)
    with pikepdf.open(folder / "form.pdf") as document:
        document.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="open", owner="all"))
    done = run(*arguments)
    assert done.exit_code == code
    assert word in done.stderr


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_an_encrypted_document_is_read_with_its_password(folder: Path, reader: str) -> None:
    plain = SAMPLE.parent / "jichuan-channel-2023.pdf"
    with pikepdf.open(plain) as document:
        document.save(folder / "locked.pdf", encryption=pikepdf.Encryption(user="open", owner="all"))
    done = run("convert", "locked.pdf", "--password", "open", "--reader", reader)
    assert done.exit_code == 0
    read = Report.model_validate_json(done.stdout)
    said = [(record.id, record.target and record.target.text, record.score) for record in read.records]
    records = perfparse.parse(plain).records
    assert said == [(record.id, record.target and record.target.text, record.score) for record in records]


# quantities


def test_quantities_as_a_table() -> None:
    result = run("quantities", "清淤渠道不少于12.5公里，2023年5月完成", "--subjects")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["4:13", "不少于12.5公里", "at", "least", "12.5", "公里", "清淤渠道"] in rows
    assert ["14:21", "2023年5月", "2023-05", "(date)"] in rows


def test_quantities_as_json() -> None:
    found = json.loads(run("quantities", "每亩不少于20株", "--json").stdout)
    assert found["dates"] == []
    (quantity,) = found["quantities"]
    assert (quantity["value"], quantity["base_unit"], quantity["bound"], quantity["per"]) == (
        "20",
        "株",
        "at_least",
        "亩",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_quantities_of_standard_input(encoding: str) -> None:
    result = run("quantities", "-", "--json", "--unit", "场", stdin="全年举办惠民演出不少于80".encode(encoding))
    assert json.loads(result.stdout)["quantities"][0]["base_unit"] == "场"


def test_a_text_without_quantities_gives_an_empty_table() -> None:
    result = run("quantities", "两不愁三保障")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2  # the header and its line


def test_standard_input_that_is_no_text_gives_one_line() -> None:
    result = run("quantities", stdin=b"\x7fELF\x00\x01\x02\x00" * 20)
    assert result.exit_code == 1
    assert "<stdin>" in one_line(result.stderr)


def test_a_report_may_say_what_is_counted() -> None:
    report = Report.model_validate_json(run("convert", SAMPLE, "--subjects").stdout)
    said = {q.subject for record in report.records if record.target for q in record.target.quantities}
    assert "公众开放日" in said or "线路" in said
