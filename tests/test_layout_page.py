"""The relational layout: sound in itself, told in docs/databases.md as it is, and what is asked there has answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import duckdb
import psycopg
import pytest

from archive import SAMPLES
from make_layout_page import PAGE, page
from perfparse import sinks
from perfparse.sinks import arrow, postgres, sqlite
from perfparse.sinks import duckdb as duckdb_sink
from perfparse.sinks.layout import layout
from perfparse.sinks.rows import rows
from test_docs import Block, blocks

QUESTIONS = [block for block in blocks("sql") if block.path == PAGE]


def test_the_page_has_the_layout_s_tables() -> None:
    """After a change: python tests/make_layout_page.py."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text
    assert f"The layout has version {layout().version};" in text


def test_the_page_has_the_types_of_every_target() -> None:
    said = re.findall(
        r"^\| ([a-z, ]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE.read_text("utf-8"), re.MULTILINE
    )
    found = {kind: line[1:] for line in said for kind in line[0].split(", ")}
    for table in layout().tables:
        for column, field in zip(table.columns, arrow.schema(table), strict=True):
            types = (
                sqlite.TYPES[column.type],
                duckdb_sink.TYPES[column.type],
                postgres.TYPES[column.type],
                str(field.type),
            )
            assert tuple(re.sub(r" \(0, 1\)$", "", said) for said in found[column.type]) == types


def test_the_layout_is_sound() -> None:
    tables = {table.name: table for table in layout().tables}
    assert len(tables) == len(layout().tables)
    seen: set[str] = set()
    for table in layout().tables:
        assert re.fullmatch(r"[a-z_]+", table.name)
        assert len(set(table.names)) == len(table.names)
        assert {*table.key, *(name for index in table.index for name in index)} <= set(table.names)
        for column in table.columns:
            assert re.fullmatch(r"[a-z0-9_]+", column.name)
            assert not (column.null and column.name in table.key)
            if column.to:
                assert column.to in seen, "what others refer to stands first"
                assert tables[column.to].key == ("document", column.name)
        seen.add(table.name)


def test_rows_have_the_columns_of_the_layout() -> None:
    known = {table.name: set(table.names) for table in layout().contents}
    for name, report in SAMPLES.items():
        for table, found in rows(name, report).items():
            assert all(set(row) == known[table] - {"content"} for row in found)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str, str], int]:
    """Puts a question to a database with the samples' reports: how many rows answer it."""
    folder = tmp_path_factory.mktemp("questions")
    places = {"sqlite": str(folder / "a.sqlite"), "duckdb": str(folder / "a.duckdb")}
    connect: dict[str, Callable[[str], Any]] = {"sqlite": sqlite3.connect, "duckdb": duckdb.connect}
    places["postgres"], connect["postgres"] = request.getfixturevalue("new_database")(), psycopg.connect
    for place in places.values():
        documents = ((name, rows(name, report)) for name, report in SAMPLES.items())
        sinks.load(sinks.target(place), documents, lambda *line: pytest.fail(str(line)))

    def asked(kind: str, sql: str) -> int:
        with closing(connect[kind](places[kind])) as connection:
            return len(connection.execute(sql).fetchall())

    return asked


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_questions_have_the_same_answer_everywhere(question: Block, ask: Callable[[str, str], int]) -> None:
    many = {ask(kind, question.text) for kind in ("sqlite", "duckdb", "postgres")}
    assert len(many) == 1
    assert many != {0}
