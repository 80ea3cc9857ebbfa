"""Report → CSV of its records, as spreadsheets open it: UTF-8 with a byte-order mark."""

from __future__ import annotations

import csv
import io
import re

from perfparse.report import Report
from perfparse.sinks.tables import records

_RUNS = re.compile(r"[=@\t\r]|[+-](?!\d)")
"""How a text begins that a spreadsheet would run as a formula; a signed number is none."""


def write(report: Report) -> bytes:
    """The records, a row each. A text that would run as a formula has an apostrophe before it."""
    table = records(report)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_defused(text) for text in table.head])
    writer.writerows([_defused(text) for text in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _defused(text: str) -> str:
    return f"'{text}" if _RUNS.match(text) else text
