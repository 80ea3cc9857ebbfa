"""Packages of extras, imported where they are used."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from perfparse.model.errors import SinkError


def needed(package: str, extra: str) -> ModuleType:
    """The package.

    Raises:
        SinkError: it is not installed; the message names the extra that brings it.
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise SinkError(f"this needs {package} of the extra '{extra}'; install perfparse[{extra}]") from error
