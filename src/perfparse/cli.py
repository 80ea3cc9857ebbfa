"""The command line. No logic: commands read, call the pipeline, write and say what happened."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import perfparse


@click.group()
def main() -> None:
    """Performance reports as data."""


@main.command()
@click.argument("source")
@click.option("-o", "--output", type=click.Path(path_type=Path))
def convert(source: str, output: Path | None) -> None:
    """Convert."""
    data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    report = perfparse.parse(data, Path(source).name)
    if output:
        output.write_text(report.to_json(), encoding="utf8")
    else:
        click.echo(report.to_json(), nl=False)
    sys.exit(0 if report.status == "ok" else 1)
