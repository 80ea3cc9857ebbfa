"""What perfparse raises: one family, so that a caller needs one except clause."""

from __future__ import annotations


class PerfparseError(Exception):
    """Anything that kept perfparse from its result; `str()` is one line for a person.

    The line says what is wrong, in which file, page and line where known, and what to do.
    """


class ReadError(PerfparseError):
    """The bytes could not be read as a document."""


class TemplateError(PerfparseError):
    """A template file is wrong; a fault of the installation or of a form being added."""


class LayoutError(PerfparseError):
    """The document was read, but no table could be found in it at all."""


class SinkError(PerfparseError):
    """The result could not be written."""
