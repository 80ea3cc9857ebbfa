"""Only `perfparse.forms` knows header words: no other module holds one, or looks into the lists of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import perfparse
from perfparse.forms.templates import templates
from perfparse.forms.vocabulary import bare, words

ROOT = Path(perfparse.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "forms")
SHORTEST = 3  # characters: shorter words (分值, 指标) are parts of many others
LISTS = {
    "columns", "endings", "beginnings", "ending", "amounts", "composed", "composed_behind", "budget", "budget_endings",
    "money", "money_of",
}  # fmt: skip
EXEMPT = {
    # module: words that are no column's header there
    "language/sentences.py": {
        "指标值",
        "目标值",
        "计划值",
        "预期值",
        "完成值",
        "完成数",
        "实现值",
        "实际值",
        "完成情况",
    },
    "layout/bands/costs.py": {"实际完成"},
    "layout/slices.py": {"实际完成"},
    "layout/form_blocks.py": {"完成情况"},
    "layout/glued.py": {"完成情况", "实际完成情况"},
    "rules/vocabulary.py": {"完成率", "执行率"},
}
"""Exempt: words of prose before a value (目标值为…: `language` is below `forms`; 实际完成40个 is a value), the labels
of goals and of whole blocks (年度目标完成情况), and rates that a text speaks of (执行率达到98%)."""


def header_words() -> set[str]:
    """All listed header words, bare."""
    printed = (
        word for form in templates() for part in form.sections for column in part.columns for word in column.headers
    )
    listed = {*words().columns, *words().budget, *map(bare, printed)}
    return {word for word in listed if len(word) >= SHORTEST}


def docstrings(tree: ast.AST) -> set[int]:
    """Strings that stand as statements: docstrings, and those below a constant."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    said = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_knows_a_header_word(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text("utf8"))
    listed = re.compile("|".join(map(re.escape, sorted(header_words(), key=len, reverse=True))))
    held = {word for node in literals(tree) for word in listed.findall(str(node.value))}
    assert held == EXEMPT.get(name, set())
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in LISTS
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "words"
    }
    assert not asked
