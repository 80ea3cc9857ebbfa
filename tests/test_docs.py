"""The documents: their commands run, their examples are real, their links lead somewhere, and nothing is left out."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

import perfparse
from perfparse.cli import main
from perfparse.forms.templates import parse_template
from perfparse.model.report import json_schema
from perfparse.rules import RULES

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "samples").glob("*.md")])
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: the document it stands in, its first line there, its language, its text, and what it prints.

    What it prints is a block of text right behind it; None where there is none.
    """

    path: Path
    line: int
    language: str
    text: str
    output: str | None

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line}"


def blocks(language: str) -> list[Block]:
    found = []
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        for match in _FENCE.finditer(text):
            behind = _FENCE.match(text, match.end() + 2)  # but for a line end and a blank line
            output = behind[2] if behind and behind[1] == "text" else None
            found.append(Block(path, text.count("\n", 0, match.start()) + 2, match[1], match[2], output))
    return [block for block in found if block.language == language]


def everything_said() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run examples in: the samples, and a command perfparse that is the one under test."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    command = tmp_path / "bin" / "perfparse"
    command.parent.mkdir()
    python = shlex.quote(sys.executable)
    command.write_text(f"#!/bin/sh\nexec {python} -c 'from perfparse.cli import main; main()' \"$@\"\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# shell


def script(block: Block) -> str:
    """The commands of a block with perfparse, and the folders they need; of `a && b` the part that is perfparse's."""
    parts: list[str] = []
    for line in block.text.splitlines():
        parts += [line] if line.startswith("for ") else line.split(" && ")
    parts = [part.replace(".venv/bin/perfparse", "perfparse") for part in parts]
    return "\n".join(part for part in parts if re.match(r"perfparse |mkdir |for .* do perfparse ", part))


SHELL = [block for block in blocks("sh") if "perfparse " in script(block)]


@pytest.mark.skipif(shutil.which("sh") is None, reason="this system has no sh")
@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("block", SHELL, ids=str)
def test_commands_run(block: Block) -> None:
    command = ["sh", "-e", "-c", script(block)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not re.search(r"^look at ", done.stdout, re.MULTILINE)  # what the loop says of a report that is not ok


def test_there_are_commands() -> None:
    used = {command for block in SHELL for command in re.findall(r"perfparse (\w+)", script(block))}
    assert used == set(commands())


def test_the_test_command_stands_between_its_marks() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(r"<!-- test-command -->\n```sh\n(.+)\n```\n<!-- /test-command -->\n", text)
    assert match is not None
    assert match[1].startswith("python -m venv .venv && ")
    assert match[1].endswith("pytest")


def commands() -> dict[str, click.Command]:
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def options() -> Iterator[tuple[str, str]]:
    for name, command in {"": main, **commands()}.items():
        context = click.Context(command, info_name=name, help_option_names=["-h", "--help"])
        for parameter in command.get_params(context):
            if isinstance(parameter, click.Option):
                yield from ((name, option) for option in parameter.opts)


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_documented(command: str, option: str) -> None:
    said = everything_said()
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", said)
    assert f"perfparse {command}".strip() in said


# Python


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_python_prints_what_is_shown(block: Block, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block.text, str(block), "exec"), {"__name__": "__main__"})
    if block.output is not None:
        assert capsys.readouterr().out == block.output


# JSON


def part_of(example: Any, real: Any) -> bool:
    """Whether `example` is `real` but for keys that are left out."""
    if isinstance(example, dict):
        return isinstance(real, dict) and all(key in real and part_of(it, real[key]) for key, it in example.items())
    if isinstance(example, list):
        return isinstance(real, list) and len(example) == len(real) and all(map(part_of, example, real))
    return type(example) is type(real) and bool(example == real)


def within(value: Any) -> Iterator[Any]:
    """`value` and all objects and lists in it."""
    yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from within(item)


@pytest.fixture(scope="module")
def real() -> list[Any]:
    """Every object of the samples' reports."""
    reports = [json.loads(perfparse.parse(path).to_json()) for path in SAMPLES]
    return [item for report in reports for item in within(report) if isinstance(item, dict)]


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_an_example_is_part_of_a_real_report(block: Block, real: list[Any]) -> None:
    read = json.loads(block.text)
    for example in read if isinstance(read, list) else [read]:
        assert any(part_of(example, item) for item in real), f"{block}: {json.dumps(example, ensure_ascii=False)}"


def test_the_lines_shown_in_the_readme_are_lines_of_the_sample() -> None:
    shown = next(block for block in blocks("text") if block.path.name == "README.md")
    sample = (ROOT / "samples" / "yanxi-transit-2022.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in sample.splitlines() if line.strip()]
    wanted = shown.text.splitlines()
    assert wanted in [lines[at : at + len(wanted)] for at in range(len(lines))]


def keys() -> set[str]:
    schema = json_schema()
    return {key for model in (schema, *schema["$defs"].values()) for key in model.get("properties", ())}


KEYS_OF_EMPTY_PLACES = {
    "grade", "initial", "full_year", "executed", "rate", "item", "lines", "level",
}  # fmt: skip
"""Keys of `levels`, `budget` and `total`, which no form that is read fills yet."""


@pytest.mark.parametrize("key", sorted(keys() - KEYS_OF_EMPTY_PLACES))
def test_every_key_is_documented(key: str) -> None:
    said = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert f"`{key}`" in said


# issues


def codes() -> set[str]:
    """The codes of all findings, and of all doubts that the code raises."""
    found = {rule.code for rule in RULES}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Doubt" and node.args:
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}: a code that is no constant"
                found.add(str(node.args[0].value))
    return found


def test_the_documented_codes_are_those_of_the_code() -> None:
    said = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (?:error|warning|info) \|", said, re.MULTILINE)
    assert set(rows) == codes()
    assert len(rows) == len(set(rows))


# CONTRIBUTING


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_an_example_of_toml_is_valid(block: Block) -> None:
    if "[[sections]]" in block.text:
        assert parse_template(block.text, str(block)).sections
    else:
        assert tomllib.loads(block.text)


# links


def slug(heading: str) -> str:
    """The anchor that GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links() -> list[tuple[Path, str]]:
    found = []
    for path in DOCS:
        text = _FENCE.sub("", path.read_text(encoding="utf-8"))
        found += [(path, target) for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    return found


@pytest.mark.parametrize(("path", "target"), links(), ids=lambda it: it.name if isinstance(it, Path) else it)
def test_a_link_leads_somewhere(path: Path, target: str) -> None:
    if re.match(r"https://(keepachangelog|semver)\.", target):
        return
    name, _, anchor = target.partition("#")
    aim = (path.parent / name).resolve() if name else path
    assert aim.exists()
    assert aim.is_relative_to(ROOT)
    if anchor:
        headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", aim.read_text(encoding="utf-8")), re.MULTILINE)
        assert anchor in map(slug, headings)


def test_every_document_is_reached_from_the_readme() -> None:
    linked = {(path.parent / target.partition("#")[0]).resolve() for path, target in links()}
    assert set(DOCS) - {ROOT / "README.md"} <= linked
