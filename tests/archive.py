"""Reports that tests load: those of the samples, and many small ones. Light, for processes that are killed."""

from __future__ import annotations

from pathlib import Path

from perfparse.model.report import Report

SAMPLES = {
    path.name.removesuffix(".expected.json"): Report.model_validate_json(path.read_bytes())
    for path in sorted((Path(__file__).parents[1] / "samples").glob("*.expected.json"))
}
FIRST, SECOND, *_ = SAMPLES
SMALL = SAMPLES[FIRST].model_copy(update={"records": SAMPLES[FIRST].records[:1], "sections": (), "fields": {}})
MANY = {f"small {number}": SMALL for number in range(120)}
"""More than go to a database at once."""


def shortened(report: Report) -> Report:
    """A newer version of a report: it lost its first record."""
    return report.model_copy(update={"records": report.records[1:]})
