"""Report → JSON, whole."""

from __future__ import annotations

from perfparse.model.report import Report


def write(report: Report) -> bytes:
    """The report as UTF-8 JSON."""
    return report.to_json().encode()
