"""The command quantities: numbers, units and dates of any Chinese text, without a report around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from perfparse.cli.files import naming, put, read

if TYPE_CHECKING:
    from perfparse.model.report import DateRange, Quantity

_WIDTH = 140
_SAID = {"exact": "", "range": "", "increase": "rose by", "decrease": "fell by", None: ""}


@click.command("quantities")
@click.argument("text", metavar="[TEXT|-]", default="-")
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
@click.option("--unit", metavar="UNIT", help="The unit that a bare number takes: 万元, %, 元/亩.")
@click.option("--subjects", is_flag=True, help="Say what each quantity counts, where the words beside it tell.")
def quantities(text: str, as_json: bool, unit: str | None, subjects: bool) -> None:
    """Read the quantities and dates in TEXT, or in what stands on standard input (-).

    Places count characters from 0. An empty table means that nothing is counted or measured.
    """
    if text == "-":
        from perfparse.readers import text as reader  # it knows encodings

        with naming("-"):
            text = reader.read(read("-")).text
    from perfparse import quantities as grammar

    found = grammar.parse(text, unit=unit, subject=subjects)
    dates = grammar.dates(text)
    put(_json(found, dates) if as_json else _table(found, dates))


def _json(found: list[Quantity], dates: list[DateRange]) -> bytes:
    import json

    def rows(things: list[Any]) -> list[dict[str, Any]]:
        return [thing.model_dump(mode="json", by_alias=True, exclude={"evidence", "unit_evidence"}) for thing in things]

    text = json.dumps({"quantities": rows(list(found)), "dates": rows(list(dates))}, ensure_ascii=False, indent=2)
    return (text + "\n").encode("utf-8", "backslashreplace")


def _table(found: list[Quantity], dates: list[DateRange]) -> bytes:
    import io

    from rich import box  # slow to load, and only for people
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("place", "surface", "bound", "value", "unit", "per", "subject"):
        table.add_column(name, no_wrap=name != "surface", justify="right" if name == "value" else "left")
    rows = [(one.start, _quantity(one)) for one in found] + [(one.start, _date(one)) for one in dates]
    for _, row in sorted(rows):
        table.add_row(*map(Text, row))
    page = io.StringIO()
    Console(file=page, width=_WIDTH, color_system=None).print(table)
    lines = (line.rstrip() for line in page.getvalue().splitlines())
    return ("\n".join(line for line in lines if line) + "\n").encode("utf-8", "backslashreplace")


def _quantity(one: Quantity) -> tuple[str, ...]:
    value = one.value if one.upper is None else f"{one.value} to {one.upper}"
    bound = _SAID.get(one.bound, one.bound.replace("_", " "))
    how = " ".join(filter(None, (_SAID[one.change], bound)))
    return f"{one.start}:{one.end}", _flat(one.surface), how, value, one.base_unit, one.per or "", one.subject or ""


def _date(one: DateRange) -> tuple[str, ...]:
    value = one.from_ if one.to is None else f"{one.from_} to {one.to}"
    return f"{one.start}:{one.end}", _flat(one.surface), "", value, "(date)", "", ""


def _flat(surface: str) -> str:
    return " ".join(surface.split())
