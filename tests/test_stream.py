"""Tables without rulings: pages of text that keep columns by spaces, and borderless tables in print."""

from __future__ import annotations

import io
import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfparse.layout import stream
from perfparse.model.ir import Cell, Document, Drawn, Line, Sheet, Table
from perfparse.readers import text as text_reader

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "shared" / "corpus"
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((HERE / "cases" / "stream.toml").read_text("utf-8"))

needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not on this machine")


def named(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES[kind]])


def document(text: str) -> Document:
    return text_reader.read(text.encode())


def squeeze(text: str) -> str:
    return "".join(text.split())


def tables(pages: list[Drawn]) -> list[Table]:
    return [item for page in pages for item in page.items if isinstance(item, Table)]


def grid_of(table: Table) -> list[list[str]]:
    """A table as rows of texts: "^" for what goes on from above, "<" for what goes on from the left."""
    rows = max(cell.row + cell.rowspan for cell in table.cells)
    grid = [["?"] * table.columns for _ in range(rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                assert grid[row][column] == "?", "two cells on one place"
                grid[row][column] = "<" if column > cell.column else "^"
        grid[cell.row][cell.column] = squeeze(cell.text)
    return grid


def check_conserved(sheet: Sheet, drawn: Drawn, source: str) -> None:
    """Every glyph stands in exactly one item, spans spell texts, and no place of a grid is left out."""
    seen: list[int] = []
    for item in drawn.items:
        parts: list[Cell] | list[Line] = list(item.cells) if isinstance(item, Table) else [item]
        for part in parts:
            spelled = "".join(source[span.start : span.end] for span in part.spans)
            assert squeeze(spelled) == squeeze(part.text)
            for span in part.spans:
                seen += [at for at in range(span.start, span.end) if not source[at].isspace()]
        if isinstance(item, Table):
            assert all("?" not in row for row in grid_of(item))
            assert len(item.edges) == item.columns + 1
    assert sorted(seen) == sheet.glyphs.offset.tolist()


# sheets


def test_sheets_are_pages_as_the_text_has_them() -> None:
    source = "  甲 乙\r\n\n 丙\f丁  戊\n\f"
    pages = stream.sheets(document(source))
    assert [page.number for page in pages] == [1, 2]
    assert [source[page.start : page.start + len(page.text)] for page in pages] == [page.text for page in pages]
    assert pages[0].glyphs.box.tolist() == [[2, 0, 3, 1], [4, 0, 5, 1], [1, 2, 2, 3]]
    assert pages[0].glyphs.offset.tolist() == [2, 4, 9]
    assert pages[0].glyphs.baseline.tolist() == [1, 1, 3]
    assert pages[0].glyphs.size.tolist() == [2, 2, 2]
    assert all(page.grid for page in pages)


def test_a_blank_page_stays_a_page() -> None:
    assert [len(page.glyphs.offset) for page in stream.sheets(document("甲\f\n\f乙"))] == [1, 0, 1]


def test_full_width_characters_count_as_the_text_counts_them() -> None:
    names = ["发放宣传资料", "清淤河道", "长效管护机制", "甲"]
    one = "\n".join(name.ljust(10) + "  完成" for name in names)
    two = "\n".join(name + " " * (20 - 2 * len(name)) + "  完成" for name in names)
    assert stream.sheets(document(one))[0].glyphs.box[:6, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert stream.sheets(document(two))[0].glyphs.box[:6, 0].tolist() == [0, 2, 4, 6, 8, 10]


@named("kept")
def test_kept(case: dict[str, Any]) -> None:
    assert stream.kept(document(case["page"])) is case["kept"]


@needs_corpus
def test_kept_on_what_extractors_make() -> None:
    for path in [*CORPUS.glob("*/texts/*.txt"), *(CORPUS.parent / "seed").glob("*.txt")]:
        assert stream.kept(text_reader.read(path.read_bytes())) is (path.stem == "pdftotext_layout"), path


# tables, and what is none


@named("table")
def test_table(case: dict[str, Any]) -> None:
    pages = stream.sheets(document(case["page"]))
    drawn = stream.pages(pages)
    check_conserved(pages[0], drawn[0], case["page"])
    assert [grid_of(table) for table in tables(drawn)] == [[row.split("|") for row in case["rows"]]]


@named("text")
def test_text_is_no_table(case: dict[str, Any]) -> None:
    pages = stream.sheets(document(case["page"]))
    drawn = stream.pages(pages)
    check_conserved(pages[0], drawn[0], case["page"])
    assert tables(drawn) == []
    printed = [squeeze(line) for line in case["page"].splitlines() if line.strip()]
    assert [squeeze(item.text) for item in drawn[0].items if isinstance(item, Line)] == printed


@named("follow")
def test_a_table_that_goes_on_keeps_its_columns(case: dict[str, Any]) -> None:
    first, second = tables(stream.pages(stream.sheets(document("\f".join(case["pages"])))))
    assert first.columns == second.columns == case["columns"]
    assert second.edges == first.edges
    assert [[text.replace("^", "") for text in row] for row in grid_of(second)] == [
        row.split("|") for row in case["rows"]
    ]


def test_a_page_is_read_alone_or_among_others() -> None:
    sheet = stream.sheets(document(CASES["table"][1]["page"]))[0]
    assert stream.page(sheet) == stream.pages([sheet])[0]


def test_a_row_border_that_was_a_close_call_is_doubted() -> None:
    sure = stream.sheets(document(CASES["table"][0]["page"]))[0]
    assert min(cell.confidence for cell in tables([stream.page(sure)])[0].cells) > 0.8
    close = "\n".join(
        ["指标名称    年度指标值    完成值", "农村人居    持续改善     达成", "          保持       逐年"]
    )
    cells = tables([stream.page(stream.sheets(document(close))[0])])[0].cells
    assert all(cell.doubts for cell in cells if cell.confidence < 0.5)


# print

_ROWS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    ["产出指标", "数量指标", "清淤河道长度", "≥35公里", "35公里", "5", "5", ""],
    ["^", "^", "培训农民", "不低于1825人次", "完成1825人次", "5", "5", ""],
    ["^", "质量指标", "方案编制规范性", "符合〔2019〕7号文件要求", "符合〔2019〕7号文件要求", "5", "3",
     "征地拆迁进度滞后，下一步加强与属地乡镇沟通协调"],
    ["^", "^", "水质抽检达标率", "≥95%", "96%", "5", "5", ""],
    ["效益指标", "社会效益指标", "受益脱贫人口", "2376人以上", "2376人", "10", "10", ""],
    ["满意度指标", "服务对象满意度", "受益群众满意度", "≥90%", "85%", "10", "8", "年中压减预算"],
]  # fmt: skip


def printed(valign: str, align: int, lines: str) -> bytes:
    """A borderless table (or one with three rules) by reportlab, a title above and a note below."""
    pytest.importorskip("reportlab")
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Drawing

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=10.5, leading=14, wordWrap="CJK", alignment=align)
    body = ParagraphStyle("body", parent=style, alignment=0)
    cells = [[Paragraph(text.replace("^", ""), style) for text in row] for row in _ROWS]
    look: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), valign), ("SPAN", (0, 1), (0, 4))]
    look += [("SPAN", (1, 1), (1, 2)), ("SPAN", (1, 3), (1, 4))]
    look += [("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    if lines == "three rules":
        look += [("LINEABOVE", (0, 0), (-1, 0), 1, (0, 0, 0)), ("LINEBELOW", (0, 0), (-1, 0), 0.5, (0, 0, 0))]
        look.append(("LINEBELOW", (0, -1), (-1, -1), 1, (0, 0, 0)))
    target = io.BytesIO()
    note = "注：本表由项目单位填报，主管部门汇总后报财政部门，填报口径以财政部门通知为准，不得擅自调整。" * 2
    SimpleDocTemplate(target, pagesize=A4, leftMargin=40, rightMargin=40).build(
        [
            Paragraph("项目支出绩效自评表", ParagraphStyle("title", parent=style, fontSize=16, leading=22)),
            Spacer(1, 10),
            Drawing(cells, colWidths=[55, 65, 75, 80, 80, 35, 35, 90], style=look),
            Spacer(1, 12),
            Paragraph(note, body),
        ]
    )
    return target.getvalue()


@pytest.mark.parametrize("lines", ["borderless", "three rules"])
@pytest.mark.parametrize("align", [pytest.param(0, id="left"), pytest.param(1, id="centre")])
@pytest.mark.parametrize("valign", ["TOP", "MIDDLE"])
def test_print_without_a_grid(valign: str, align: int, lines: str) -> None:
    pdf = pytest.importorskip("perfparse.readers.pdf")
    (sheet,) = pdf.sheets(printed(valign, align, lines))
    drawn = stream.page(sheet)
    check_conserved(sheet, drawn, " " * sheet.start + sheet.text)
    assert [grid_of(table) for table in tables([drawn])] == [_ROWS]
    assert isinstance(drawn.items[0], Line)
    assert isinstance(drawn.items[-1], Line)


# made-up tables and hostile ones

_CHARS = "水利农业教育文化卫生交通环境安全服务"


@st.composite
def laid_out(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A table, and how a word processor and pdftotext lay it out: wrapped, centred or not, a free line between rows."""
    columns = draw(st.integers(3, 6))
    widths = [draw(st.integers(4, 10)) for _ in range(columns)]
    top = draw(st.booleans())
    rows = [[draw(st.text(_CHARS, min_size=2, max_size=min(width, 4))) for width in widths]]
    count = draw(st.integers(3, 6))
    rows += [[draw(st.text(_CHARS, min_size=2, max_size=2 * width)) for width in widths] for _ in range(count)]
    lefts = [sum(widths[:at]) + 3 * at for at in range(columns)]
    lines: list[str] = []
    for row in rows:
        wrapped = [
            [text[at : at + width] for at in range(0, len(text), width)]
            for text, width in zip(row, widths, strict=True)
        ]
        tall = max(map(len, wrapped))
        at_y: dict[int, list[tuple[int, str]]] = {}
        for left, parts in zip(lefts, wrapped, strict=True):
            first = 0 if top else tall - len(parts)  # in half lines
            for number, part in enumerate(parts):
                at_y.setdefault(first + 2 * number, []).append((left, part))
        for _, found in sorted(at_y.items()):
            line = ""
            for left, part in found:
                line = line.ljust(left) + part
            lines.append(line)
        lines.append("")
    return "\n".join(lines), rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laid_out())
def test_a_made_up_table_comes_back(made: tuple[str, list[list[str]]]) -> None:
    source, rows = made
    pages = stream.sheets(document(source))
    drawn = stream.pages(pages)
    check_conserved(pages[0], drawn[0], source)
    found = [row for table in tables(drawn) for row in grid_of(table)]
    assert found == rows


@settings(max_examples=80, deadline=None)
@given(st.text("指标12%。，（） \n\f\t　ab|", min_size=1, max_size=400).filter(str.strip))
def test_nothing_is_lost_whatever_the_text(source: str) -> None:
    pages = stream.sheets(document(source))
    for sheet, drawn in zip(pages, stream.pages(pages), strict=True):
        check_conserved(sheet, drawn, source)


# what a text is made of, `size` times over: work must not grow with the square of it
HOSTILE: dict[str, Callable[[int], str]] = {
    "long table": lambda size: "\n".join(f"指标{n:<12}    完成{n % 7:<8}    {n}    {n % 5}" for n in range(size)),
    "long prose": lambda size: "\n".join("根据财政部门关于开展绩效自评工作的要求，我单位组织力量" for _ in range(size)),
    "thousands of gaps": lambda size: "\n".join("a  " * size for _ in range(100)),
    "thousands of blanks": lambda size: "\n".join("a " * 2 * size for _ in range(100)),
    "a wide gap": lambda size: "a" + " " * 250 * size + "b\n" * 3,
    "gaps that stand nowhere": lambda size: "\n".join("  " * (n * 7 % 31) + "指  标   a" for n in range(size)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_is_bounded(name: str) -> None:
    stream.pages(stream.sheets(document("甲乙\n丙丁")))  # load what is loaded once

    def seconds(size: int) -> float:
        source = HOSTILE[name](size)
        pages = stream.sheets(document(source))
        start = time.process_time()
        drawn = stream.pages(pages)
        took = time.process_time() - start
        check_conserved(pages[0], drawn[0], source)
        return took

    least = min(seconds(500) for _ in range(2))
    assert seconds(2000) < 8 * max(least, 0.1)


# the corpus


def _found(row: dict[str, Any], cells: list[str]) -> bool:
    """Whether a row of the gold stands in these cells; a target may be printed in three."""
    left = [text for text in cells if text]
    for key in ("indicator", "actual", "weight", "score", "reason", "target"):
        text = squeeze(row.get("indicator_printed" if key == "indicator" and "indicator_printed" in row else key) or "")
        if not text:
            continue
        if text in left:
            left.remove(text)
        elif key != "target" or not any("".join(left[at : at + 3]) == text for at in range(len(left))):
            return False
    return True


@needs_corpus
def test_rows_of_the_corpus() -> None:
    shares = []
    for path in sorted(CORPUS.glob("[0-9]*/texts/pdftotext_layout.txt")):
        gold = json.loads((path.parent.parent / "gold.json").read_text("utf-8"))
        pages = stream.pages(stream.sheets(text_reader.read(path.read_bytes())))
        rows = [[text for text in row if text not in "^<"] for table in tables(pages) for row in grid_of(table)]
        shares.append(sum(any(_found(row, cells) for cells in rows) for row in gold["rows"]) / len(gold["rows"]))
    assert sum(shares) / len(shares) > 0.93  # rows that a page end cuts are put together later
