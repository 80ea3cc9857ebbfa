"""Drawn pages → one flow of lines and tables: by rulings where a page has them, else by alignment."""

from __future__ import annotations

from collections.abc import Iterable

from perfparse.layout import feet, lattice, stitch
from perfparse.model.ir import Drawn, Flow, Sheet, Table


def pages(sheets: Iterable[Sheet]) -> Flow:
    """Lay out pages as they come, and join what goes on from one to the next."""
    return stitch.join([page(sheet) for sheet in sheets])


def page(sheet: Sheet) -> Drawn:
    """Lay out one page."""
    ruled = lattice.page(sheet)
    if any(isinstance(item, Table) for item in ruled.items) or not len(sheet.glyphs.offset):
        return feet.with_room(ruled, sheet)
    from perfparse.layout import stream  # loads a dictionary, and few pages need it

    return feet.with_room(stream.page(sheet), sheet)
