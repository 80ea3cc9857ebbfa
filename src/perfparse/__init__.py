"""Broken table text of Chinese performance reports (绩效完成情况表) → validated records.

>>> import perfparse
>>> report = perfparse.parse("samples/yanxi-transit-2022.txt")
>>> report.status
'ok'
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from perfparse.model.errors import LayoutError, PerfparseError, ReadError, SinkError, TemplateError

if TYPE_CHECKING:
    from perfparse.batch.many import Result, parse_many
    from perfparse.model.report import Report

__all__ = [
    "LayoutError", "PerfparseError", "ReadError", "Report", "Result", "SinkError", "TemplateError",
    "parse", "parse_many",
]  # fmt: skip
_LONGEST_NAME = 200  # characters of a path in a message
_LAZY = {"Report": "perfparse.model.report", "Result": "perfparse.batch.many", "parse_many": "perfparse.batch.many"}
"""What `import perfparse` does not load, and where it stands."""


def parse(source: str | PathLike[str] | bytes, name: str | None = None, *, password: str | None = None) -> Report:
    """Read one performance report.

    It may be called from any thread. Pages of PDFs are read one at a time in a process, since pdfium is not safe for
    threads; all else runs side by side as far as Python's own lock lets it. `parse_many` reads in processes.

    Args:
        source: a path, or the document's bytes.
        name: what the report calls its source; the file's name, or `<bytes>`, when left out.
        password: of an encrypted PDF.

    Returns:
        The report. Its `status` says how well the document was read, its `issues` what was doubtful.

    Raises:
        ReadError: the file cannot be opened, or is no document that can be read.
    """
    from perfparse import pipeline, readers  # `import perfparse` stays light

    options = readers.Options(password=password)
    if isinstance(source, bytes):
        return pipeline.run(source, name or "<bytes>", options).report
    if isinstance(source, str) and "\n" in source:
        raise ReadError(f"{source.lstrip()[:20]!r}… is a text, not a path: pass its bytes, text.encode()")
    path = Path(source)
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        shown = str(path) if len(str(path)) <= _LONGEST_NAME else f"{str(path)[:_LONGEST_NAME]}…"
        raise ReadError(f"{shown}: {getattr(error, 'strerror', None) or error}") from error
    printable = path.name.encode("utf-8", "replace").decode("utf-8")  # a name in another encoding has half characters
    return pipeline.run(data, name or printable, options).report


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module 'perfparse' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
