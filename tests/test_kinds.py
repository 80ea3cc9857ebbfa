"""Cells that say nothing, as CONTRACT has them, and what only looks like one in a column."""

from __future__ import annotations

import pytest

from perfparse.forms.kinds import BLANK, is_blank, kind


@pytest.mark.parametrize("text", ["", " \n", "|", "/", "-", "—", "——", "……", "／"])
def test_says_nothing(text: str) -> None:
    assert is_blank(text)
    assert kind(text) == BLANK


@pytest.mark.parametrize("text", ["0", "〇", "无", "--", "—-", "- 5", "..", "1/2"])
def test_says_something(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["--", "—-"])
def test_looks_blank_in_a_column(text: str) -> None:
    assert kind(text) == BLANK
