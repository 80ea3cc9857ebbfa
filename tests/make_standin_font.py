"""Makes src/perfparse/readers/standin.ttf, the font that stands in for those that PDFs leave out.

All characters have one glyph: a small square, narrower than any letter, on the baseline.

    python tests/make_standin_font.py
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FILE = Path(__file__).parent.parent / "src/perfparse/readers/standin.ttf"
SIDE = 100
"""Of the square, in thousandths of the font's size."""
PLANES = (range(0x20, 0xD800), range(0xE000, 0x40000))


def font() -> bytes:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupHead(unitsPerEm=1000, created=0, modified=0)
    builder.setupGlyphOrder([".notdef", "square"])
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, SIDE), (SIDE, SIDE), (SIDE, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyf({".notdef": square, "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    table = newTable("cmap")
    table.tableVersion, table.tables = 0, [_everything()]
    builder.font["cmap"] = table
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupNameTable({"familyName": "Standin", "styleName": "Regular"})
    builder.setupPost()
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def _everything() -> CmapSubtable:
    """Every character → the square, which format 13 says in a few bytes."""
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language, table.reserved, table.length = 3, 10, 0, 0, 0
    table.cmap = dict.fromkeys((code for plane in PLANES for code in plane), "square")
    return table


if __name__ == "__main__":
    FILE.write_bytes(font())
