"""`parse` from many threads: the same reports as one after another."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

import perfparse

SAMPLES = sorted(
    path
    for path in (Path(__file__).parents[1] / "samples").rglob("*")
    if path.suffix in (".pdf", ".txt", ".docx", ".xlsx", ".html") and path.stat().st_size < 200_000
)
TIMES = 3
"""How often each document is read."""


@pytest.fixture(scope="module")
def alone() -> dict[Path, str]:
    return {path: perfparse.parse(path).to_json() for path in SAMPLES}


@pytest.fixture
def mixed() -> list[Path]:
    paths = SAMPLES * TIMES
    Random(14).shuffle(paths)
    return paths


def test_eight_threads(alone: dict[Path, str], mixed: list[Path]) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(perfparse.parse, mixed))
    assert [report.to_json() for report in found] == [alone[path] for path in mixed]


def test_tasks_in_threads(alone: dict[Path, str], mixed: list[Path]) -> None:
    async def read() -> list[perfparse.Report]:
        return await asyncio.gather(*(asyncio.to_thread(perfparse.parse, path) for path in mixed))

    assert [report.to_json() for report in asyncio.run(read())] == [alone[path] for path in mixed]


def test_one_after_the_other_page_by_page() -> None:
    """Documents of which a page each is read in turn get the same fonts as when each is read alone."""
    from perfparse import readers

    paths = [path for path in SAMPLES if path.suffix == ".pdf"][:4]
    alone = [list(readers.sheets(path.read_bytes(), readers.USUAL) or ()) for path in paths]
    opened = [readers.sheets(path.read_bytes(), readers.USUAL) or iter(()) for path in paths]
    found = [[next(iter(sheets))] for sheets in opened]
    for sheets, pages in zip(opened, found, strict=True):
        pages += sheets
    assert [[page.text for page in pages] for pages in found] == [[page.text for page in pages] for pages in alone]
