"""PDFs made by hand, so that every operator and every fault in them is known.

No font is embedded: Chinese text uses the character collection Adobe-GB1, which readers know by heart.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Mapping, Sequence

A4 = (0.0, 0.0, 595.0, 842.0)
Box = tuple[float, float, float, float]

FONTS = {
    "S": "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[{cid}]>>",
    "V": "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-V/DescendantFonts[{cid}]>>",
    "H": "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    # Its map tells of a few codes, each of which is its own character; D840 is
    # U+20000, and E000 two letters.
    "U": "<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Told/Encoding/Identity-H/DescendantFonts[{lost}]"
    "/ToUnicode {map}>>",
    # No ToUnicode, and codes that are the glyphs of a font: nobody can tell what they mean.
    "X": "<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Lost/Encoding/Identity-H/DescendantFonts[{lost}]>>",
}
_CID = (
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>"
    "/FontDescriptor {descriptor} 0 R/DW 1000/W[1[207 270 342 467 462 797 710 239 374]814 939 500]>>"
)
_LOST = (
    "<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Lost/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
    "/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 1000/W[8203[0]65279[0]]>>"
)
_TOLD = "甲乙丙⼀⽅⼾\u200b\ufeff"
_MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Told def /CMapType 2 def\n"
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    b"%d beginbfchar <D840> <D840DC00> <E000> <006F006F> %s endbfchar\nendcmap end end"
    % (2 + len(_TOLD), b" ".join(b"<%04X> <%04X>" % (ord(each), ord(each)) for each in _TOLD))
)
_DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 752"
    "/Descent -271/CapHeight 737/StemV 58>>"
)


def stream(data: bytes, entries: str = "", *, packed: bool = True) -> bytes:
    """A stream object's body."""
    if packed:
        data, entries = zlib.compress(data), f"/Filter/FlateDecode{entries}"
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries.encode("latin-1"), data)


def joined(objects: Mapping[int, bytes], *, root: int = 1, trailer: str = "") -> bytes:
    """A file of numbered objects with a classic table of references."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n")
    out.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer.encode(), start))
    return out.getvalue()


def objects(
    contents: Sequence[str | bytes],
    *,
    media: Box = A4,
    page: str = "",
    forms: Mapping[str, str] | None = None,
) -> dict[int, bytes]:
    """The objects of a document with a page for each content stream.

    1 is the catalogue, 2 the page tree, 3 a font descriptor; `page` adds to every page's dictionary, and `forms`
    are form XObjects: "entries | content" by their name.
    """
    found: dict[int, bytes] = {3: _DESCRIPTOR.encode()}
    found[4] = _CID.format(descriptor=3).encode()
    found[5] = _LOST.format(descriptor=3).encode()
    fonts = "".join(f"/{name} {FONTS[name].format(cid='4 0 R', lost='5 0 R', map='6 0 R')}" for name in FONTS)
    found[6] = stream(_MAP)
    number = 7
    named = []
    resources = f"<</Font<<{fonts}>>/XObject<<{{forms}}>>>>"
    for name in forms or {}:
        named.append(f"/{name} {number} 0 R")
        number += 1
    inner = resources.format(forms="".join(named))
    for place, body in enumerate((forms or {}).values()):
        entries, _, content = body.partition("|")
        form = f"/Type/XObject/Subtype/Form{entries}"
        form += f"/Resources{inner}" if "/Subtype/Image" not in entries else ""
        form = form.replace("/Subtype/Form/Subtype/Image", "/Subtype/Image")
        found[7 + place] = stream(content.encode("latin-1"), form)
    pages = []
    for drawn in contents:
        found[number] = stream(drawn.encode("latin-1") if isinstance(drawn, str) else drawn)
        found[number + 1] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{' '.join(map(str, media))}]/Resources{inner}"
            f"/Contents {number} 0 R{page}>>"
        ).encode()
        pages.append(number + 1)
        number += 2
    found[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    kids = " ".join(f"{each} 0 R" for each in pages)
    found[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
    return dict(sorted(found.items()))


def pdf(*contents: str | bytes, media: Box = A4, page: str = "", forms: Mapping[str, str] | None = None) -> bytes:
    """A whole PDF with a page for each content stream."""
    return joined(objects(contents, media=media, page=page, forms=forms))


def text(x: float, y: float, words: str, size: float = 10, *, font: str = "S", before: str = "") -> str:
    """Operators that print `words` from x, y, which are the PDF's own: upwards from the bottom left."""
    code = words.encode("latin-1").hex() if font == "H" else words.encode("utf-16-be", "surrogatepass").hex()
    return f"BT {before} /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET\n"


def turned(x: float, y: float, words: str, matrix: str, size: float = 10) -> str:
    """Operators that print `words` under the matrix a b c d."""
    return f"BT /S {size} Tf {matrix} {x} {y} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n"


def bars(lines: Iterable[Box], width: float = 0.48) -> str:
    """Rules as Word draws them: thin filled rectangles."""
    half = width / 2
    return "".join(f"{x0 - half} {y0 - half} {x1 - x0 + width} {y1 - y0 + width} re f*\n" for x0, y0, x1, y1 in lines)


GRID = ((100, 700, 400, 700), (100, 650, 400, 650), (100, 600, 400, 600), *((x, 600, x, 700) for x in (100, 200, 400)))
"""Two rows of two columns, in the PDF's own coordinates."""
SEEN = (((142, 100, 400), (192, 100, 400), (242, 100, 400)), ((100, 142, 242), (200, 142, 242), (400, 142, 242)))
"""The same grid as rulings on an A4 page."""
CELLS = (
    text(105, 680, "指标名称")
    + text(205, 680, "年度指标值")
    + text(105, 630, "培训人数")
    + text(205, 630, "不少于12人次")
)
TABLE = bars(GRID) + CELLS


def wordlike(rows: Sequence[Sequence[str]], *, pages: int = 1, size: float = 10.5) -> bytes:
    """Pages as Word writes them: cell by cell, a text run for each script, a space where a paragraph ends."""
    contents = []
    for _ in range(pages):
        out = []
        for row, cells in enumerate(rows):
            y = 780 - 24 * row
            for column, words in enumerate(cells):
                x = 60 + 120.0 * column
                run, was = "", None
                for character in [*words, ""]:
                    kind = character.isascii()
                    if run and (kind != was or not character):
                        out.append(text(x, y, run, size, font="H" if was else "S"))
                        x += sum(0.556 if each.isascii() else 1 for each in run) * size
                        run = ""
                    run, was = run + character, kind
                out.append(text(x, y, " ", size))
            out.append(bars([(55, y - 8, 55 + 120.0 * len(cells), y - 8)]))
        out.append(bars((55 + 120.0 * column, 772 - 24 * len(rows), 55 + 120.0 * column, 796) for column in range(4)))
        contents.append("".join(out))
    return pdf(*contents)
