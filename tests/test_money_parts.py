"""Which lines of a block of money are parts of which (cases/money_parts.toml)."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfparse.segment.model import Amounts
from perfparse.segment.money_parts import Place, places

CASES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "money_parts.toml").read_text(encoding="utf-8")
)["case"]
COLUMNS = ("full_year", "initial", "executed")


def amounts(line: str) -> Amounts:
    item, *said = (cell.strip() for cell in line.split("|"))
    values = {column: text for column, text in zip(COLUMNS, said, strict=False) if text}
    return Amounts(item.lstrip("?").rstrip("<"), values, ())  # type: ignore[arg-type]


def wanted(lines: list[str]) -> list[Place]:
    """What the indents of a case say."""
    found = []
    depths = [len(line) - len(line.lstrip()) for line in lines]
    items = [amounts(line).item for line in lines]
    for at, line in enumerate(lines):
        below = line.split("|")[0].strip().endswith("<")
        others = range(at + 1, len(lines)) if below else range(at - 1, -1, -1)
        parent = next((items[other] for other in others if depths[other] < depths[at]), None)
        part = parent is not None or line.startswith("?")
        found.append(Place("part" if part else "total", parent))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_parts(case: dict[str, str]) -> None:
    lines = case["lines"].strip("\n").split("\n") if case["lines"] else []
    assert list(places([amounts(line) for line in lines])) == wanted(lines)


ITEMS = st.sampled_from(["年度资金总额", "其中：财政拨款", "其他资金", "合计", "1.中央", "（1）地方", "基本支出"])
AMOUNTS = st.sampled_from(["", "0", "1", "2", "3", "-1", "0.5", "100"])


@given(st.lists(st.builds(lambda item, one, two: f"{item}|{one}|{two}", ITEMS, AMOUNTS, AMOUNTS), max_size=14))
def test_any_block(lines: list[str]) -> None:
    block = [amounts(line) for line in lines]
    found = places(block)
    assert len(found) == len(block)
    items = {line.item for line in block}
    assert all(place.parent is None or (place.kind == "part" and place.parent in items) for place in found)


@pytest.mark.parametrize("amount", ["1", "0", "2"])
def test_a_long_block_is_read_in_no_time(amount: str) -> None:
    block = [amounts(f"{'其中：' * (at % 3 == 1)}项目{at}|{amount if at % 2 else 3}") for at in range(600)]
    falling = [amounts(f"项目{at}|{600 - at}") for at in range(600)]
    began = time.perf_counter()
    places([amounts("年度资金总额|1000.5"), *block])
    places(falling)
    assert time.perf_counter() - began < 2
