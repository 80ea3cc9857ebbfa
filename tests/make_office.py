"""Word, Excel and web documents made in memory, for tests of the readers. XML is written as it is, hostile or not."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from perfparse.language.folding import squeeze
from perfparse.model.ir import Document, Line, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument"
_KINDS = {
    "word/document.xml": f"{_MAIN}.wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{_MAIN}.spreadsheetml.sheet.main+xml",
    "xl/styles.xml": f"{_MAIN}.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": f"{_MAIN}.spreadsheetml.sharedStrings+xml",
    "xl/worksheets/": f"{_MAIN}.spreadsheetml.worksheet+xml",
}
"""What the parts of a package are, by how their names begin."""


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of parts, with one date for all: the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, body in parts.items():
            made.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def types(*names: str) -> str:
    """The part of a package that says what the others are."""
    each = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in names
        for begin, kind in _KINDS.items()
        if name.startswith(begin)
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{each}</Types>'
    )


def relations(*targets: tuple[str, str]) -> str:
    """The relations of a part, rId1 first: (kind, target)."""
    each = "".join(
        f'<Relationship Id="rId{at}" Type="{R}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELS}">{each}</Relationships>'


# Word


def docx(body: str, parts: Mapping[str, str] | None = None, head: str = "", space: str = W) -> bytes:
    """A Word file with `body`; `parts` are more parts by name (header1.xml), related by their names without number."""
    more = parts or {}
    kinds = [(name.removesuffix(".xml").rstrip("0123456789"), name) for name in more]
    names = f'xmlns:w="{space}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:m="{M}" xmlns:v="urn:schemas-microsoft-com:vml"'
    return package(
        {
            "[Content_Types].xml": types("word/document.xml"),
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f"{head}<w:document {names}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*kinds),
            **{f"word/{name}": xml.replace(">", f" {names}>", 1) for name, xml in more.items()},
        }
    )


_TAGS = ("<w:", "<m:", "<mc:", "<v:", "<o:")  # a text that begins with one is XML


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; a run that is no XML is text."""
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(map(r, runs))}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    if text.startswith(_TAGS):
        return text
    return f'<w:r>{properties and f"<w:rPr>{properties}</w:rPr>"}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def tc(text: str = "", properties: str = "") -> str:
    """A cell."""
    body = text if text.startswith(_TAGS) else p(text) if text else "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{body}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; a cell that is no XML is text."""
    each = "".join(cell if cell.startswith(("<w:tc>", "<w:sdt>")) else tc(cell) for cell in cells)
    return f"<w:tr>{properties and f'<w:trPr>{properties}</w:trPr>'}{each}</w:tr>"


_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{''.join(rows)}</w:tbl>"


# Excel


def c(place: str, value: str | float | None = None, style: int = 0, more: str = "") -> str:
    """A cell: a text, a number, or nothing."""
    kind, body = "", f"<v>{value}</v>"
    if isinstance(value, str):
        kind, body = ' t="inlineStr"', f'<is><t xml:space="preserve">{escape(value)}</t></is>'
    elif value is None:
        body = ""
    return f'<c r="{place}" s="{style}"{kind}>{more}{body}</c>'


def rows(cells: Iterable[str]) -> str:
    """The data of a sheet: cells by row, in the order that they come."""
    by_row: dict[str, list[str]] = {}
    for cell in cells:
        place = cell.split('"')[1]
        by_row.setdefault(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), []).append(cell)
    return "".join(f'<row r="{row}">{"".join(each)}</row>' for row, each in by_row.items())


def sheet(data: str, merges: Iterable[str] = (), before: str = "") -> str:
    """The XML of a worksheet."""
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    cells = merged and f"<mergeCells>{merged}</mergeCells>"
    return f'<worksheet xmlns="{S}">{before}<sheetData>{data}</sheetData>{cells}</worksheet>'


def xlsx(
    sheets: Mapping[str, str | bytes],
    formats: Iterable[str] = (),
    strings: str = "",
    workbook: str = "",
    states: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook. Style n has format n of `formats` (from 1), style 0 is General; style 99 has a border."""
    codes = ["General", *formats]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}" state="{(states or {}).get(name, "visible")}"/>'
        for at, name in enumerate(sheets, 1)
    )
    made = "".join(f'<numFmt numFmtId="{200 + at}" formatCode="{_quoted(code)}"/>' for at, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{200 + min(at, len(codes) - 1)}" borderId="0"/>' for at in range(99))
    related = [
        *(("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)),
        ("styles", "styles.xml"),
    ]
    return package(
        {
            "[Content_Types].xml": types(
                "xl/workbook.xml",
                "xl/styles.xml",
                "xl/sharedStrings.xml",
                *(f"xl/worksheets/sheet{at}.xml" for at in range(1, len(sheets) + 1)),
            ),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{workbook}<sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(*related, ("sharedStrings", "sharedStrings.xml")),
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts>{made}</numFmts><borders><border><left/></border>'
            f'<border><left style="thin"/></border></borders><cellXfs>{styles}<xf numFmtId="200" borderId="1"/>'
            "</cellXfs></styleSheet>",
            **{f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(sheets.values(), 1)},
        }
    )


def _quoted(code: str) -> str:
    return escape(code, {'"': "&quot;"})


# compound files


def compound(*names: str, inner: str = "") -> bytes:
    """A compound file (MS-CFB) with empty streams at its root, and one in a storage if `inner` names it."""
    free = 0xFFFFFFFF
    entries = [_entry("Root Entry", 5, child=1 if names or inner else free)]
    every = [*names, *(["ObjectPool"] if inner else [])]
    for at, name in enumerate(every, 1):
        following = at + 1 if at < len(every) else free
        holds = len(every) + 1 if name == "ObjectPool" else free
        entries.append(_entry(name, 1 if name == "ObjectPool" else 2, right=following, child=holds))
    if inner:
        entries.append(_entry(inner, 2))
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % 512)
    count = len(directory) // 512
    chain = [0xFFFFFFFD, *range(2, count + 1), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\0" * 10 + struct.pack("<IIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0) + struct.pack("<II", 0xFFFFFFFE, 0)
    return (head + struct.pack("<I", 0)).ljust(512, b"\xff") + table + directory


def _entry(name: str, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    head = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
    return (head + struct.pack("<III", 0xFFFFFFFF, right, child)).ljust(128, b"\0")


# what a reader made of them


def drawn(document: Document) -> str:
    """A document's flow as tests draw it: `|` between cells, `<` and `^` for merged ones, `/` for a line end."""
    assert document.flow is not None
    said: list[str] = []
    for item in document.flow.items:
        if isinstance(item, Line):
            said.append(item.text)
            continue
        height = max(cell.row + cell.rowspan for cell in item.cells)
        grid = [["!"] * item.columns for _ in range(height)]
        for cell in item.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    assert grid[row][column] == "!", f"two cells at {row} {column}"
                    grid[row][column] = "<" if column > cell.column else "^"
            grid[cell.row][cell.column] = cell.text.replace("\n", "/")
        said += ["|" + "|".join(row) + "|" for row in grid]
    return "\n".join(said)


def account(document: Document) -> None:
    """Every character stands in exactly one line, cell or piece of furniture, and spans spell what they stand for."""
    assert document.flow is not None
    seen = [0] * len(document.text)
    spans = list(document.flow.furniture)
    for item in document.flow.items:
        for each in item.cells if isinstance(item, Table) else (item,):
            assert squeeze("".join(document.text[span.start : span.end] for span in each.spans)) == squeeze(each.text)
            assert bool(each.spans) == bool(each.text)
            spans += each.spans
    for span in spans:
        for at in range(span.start, span.end):
            seen[at] += 1
    assert all(
        count == (char.strip() != "") or not char.strip() for char, count in zip(document.text, seen, strict=True)
    )
    for page in document.pages:
        for line in page.lines:
            assert document.text[line.start : line.end] == line.text
            assert document.text.count("\f", 0, line.start) + 1 == line.page == page.number
    assert len(document.pages) == document.text.count("\f") + 1


def codes(document: Document) -> list[str]:
    """The codes of its doubts."""
    return [note.code for note in document.notes]
