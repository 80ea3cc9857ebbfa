"""Report → bytes of a file for people or programs. SINKS names every sink by the suffix of its files."""

from __future__ import annotations

from importlib import import_module

from perfparse.report import Report

SINKS = {
    ".json": "perfparse.sinks.json",
    ".csv": "perfparse.sinks.csv",
    ".xlsx": "perfparse.sinks.xlsx",
}
"""The module that writes each kind of file: its `write` takes the report and gives the bytes."""


def write(report: Report, suffix: str) -> bytes:
    """`report` as a file with this suffix; any other suffix gives JSON.

    Raises:
        SinkError: what the sink needs is not installed.
    """
    module = import_module(SINKS.get(suffix.lower(), SINKS[".json"]))
    data: bytes = module.write(report)
    return data
