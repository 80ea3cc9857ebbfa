"""The tables of docs/databases.md, made from the layout: python tests/make_layout_page.py writes them anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from perfparse.sinks.layout import Column, Table, layout

PAGE = Path(__file__).parents[1] / "docs" / "databases.md"
_PLACE = re.compile(r"(?<=<!-- layout -->\n).*?(?=<!-- /layout -->)", re.DOTALL)


def page(text: str) -> str:
    """The text of the page with the tables that the layout has."""
    return _PLACE.sub(lambda _: "\n".join(map(described, layout().tables)) + "\n", text)


def described(table: Table) -> str:
    """A table of the layout as Markdown."""
    lines = ["| column | type | meaning |", "|---|---|---|", *map(_line, table.columns)]
    return "\n".join(["", f"### {table.name}", "", table.about, "", *lines])


def _line(column: Column) -> str:
    return f"| `{column.name}` | {column.type} | {'; '.join(_meaning(column))} |"


def _meaning(column: Column) -> Iterator[str]:
    yield column.about
    if column.to:
        yield f"refers to `{column.to}`"
    if column.null:
        yield "may be blank"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
