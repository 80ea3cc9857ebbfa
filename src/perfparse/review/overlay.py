"""A page as a picture with what was found drawn over it, so that a person sees at once what was read how.

Red: rulings. Thin blue: the grid's cells. Filled: the characters of each piece, in the colour of its role, which is
written at its corner.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

from perfparse import readers
from perfparse.layout import drawn
from perfparse.model.errors import ReadError
from perfparse.model.ir import BBox, Piece, Sheet, Table
from perfparse.pipeline import Reading
from perfparse.readers import Options

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_SCALE = 2.0  # pixels a point
_LARGEST = 4000  # pixels of a side
_RULING = (220, 30, 30, 255)
_FRAME = (40, 90, 220, 200)
_FILLS: dict[str, tuple[int, int, int]] = {
    "title": (128, 0, 128),
    "header": (90, 90, 90),
    "level1": (200, 120, 0),
    "level2": (230, 170, 0),
    "indicator": (0, 130, 60),
    "target": (0, 110, 200),
    "actual": (0, 170, 190),
    "weight": (150, 90, 200),
    "score": (190, 60, 160),
    "reason": (190, 90, 60),
    "goal": (100, 140, 0),
    "field": (0, 90, 120),
    "budget": (120, 80, 20),
    "total": (160, 0, 60),
    "label": (130, 130, 130),
    "unplaced": (255, 0, 0),
}
_OTHER = (170, 170, 170)


def picture(data: bytes, reading: Reading, number: int, options: Options = readers.USUAL) -> bytes:
    """Page `number` (from 1) of the PDF `data` as a PNG with `reading` drawn over it.

    Raises:
        ReadError: the document has no such page, or is no PDF.
    """
    from PIL import Image, ImageDraw  # slow to load, and only for people

    sheet = _sheet(data, number, options)
    page = _rendered(data, number, options, sheet).convert("RGBA")
    scale = page.width / sheet.width
    layer = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    _pieces(draw, (piece for piece in reading.layout.pieces if piece.span.page == number), scale)
    _frames(draw, sheet, scale)
    _rulings(draw, sheet, scale)
    out = io.BytesIO()
    Image.alpha_composite(page, layer).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _sheet(data: bytes, number: int, options: Options) -> Sheet:
    sheets = readers.sheets(data, options)
    if sheets is None:
        raise ReadError("only a page of a PDF can be drawn; leave --page out to see the lines")
    last = 0
    for sheet in sheets:
        last = sheet.number
        if last == number:
            return sheet
    raise ReadError(f"there is no page {number}; the document has {last}")


def _rendered(data: bytes, number: int, options: Options, sheet: Sheet) -> Image:
    import pypdfium2

    from perfparse.readers.pdf_fonts import PDFIUM

    scale = min(_SCALE, _LARGEST / max(sheet.width, sheet.height, 1.0))
    with (
        PDFIUM,
        closing(pypdfium2.PdfDocument(data, password=options.password)) as document,
        closing(document[number - 1]) as page,
    ):
        image: Image = page.render(scale=scale).to_pil()
        return image


def _frames(draw: ImageDraw, sheet: Sheet, scale: float) -> None:
    """The cells as they were found on the page, before tables were joined over pages."""
    for item in drawn.page(sheet).items:
        for cell in item.cells if isinstance(item, Table) else ():
            if cell.bbox is not None:
                draw.rectangle(_scaled(cell.bbox, scale), outline=_FRAME, width=1)


def _scaled(box: BBox, scale: float) -> tuple[float, float, float, float]:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _pieces(draw: ImageDraw, pieces: Iterable[Piece], scale: float) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(size=9)
    for piece in pieces:
        if piece.span.bbox is None:
            continue
        box = _scaled(piece.span.bbox, scale)
        colour = _FILLS.get(piece.role, _OTHER)
        draw.rectangle(box, fill=(*colour, 60))
        draw.text((box[0], box[1] - 10), piece.role, fill=(*colour, 255), font=font)


def _rulings(draw: ImageDraw, sheet: Sheet, scale: float) -> None:
    for y, x0, x1 in sheet.rulings.horizontal.tolist():
        draw.line((x0 * scale, y * scale, x1 * scale, y * scale), fill=_RULING, width=1)
    for x, top, bottom in sheet.rulings.vertical.tolist():
        draw.line((x * scale, top * scale, x * scale, bottom * scale), fill=_RULING, width=1)
