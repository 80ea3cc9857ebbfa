"""Web pages: what is shown, where cells stand, encodings."""

from __future__ import annotations

import sys

import pytest

import make_office as make
from perfparse.model.errors import ReadError
from perfparse.model.ir import Table
from perfparse.readers import html, kinds

SHOWN = {
    "end tags left out": (
        "<table><tr><td>指标<td>实际<tr><td>床位<td>12张</table>",
        "|指标|实际|\n|床位|12张|",
    ),
    "rows without tr": ("<table><td>甲<td>乙</table>", "|甲|乙|"),
    "spans": (
        "<table><tr><td rowspan=2>A<td colspan=2>B<tr><td>C<td>D</table>",
        "|A|B|<|\n|^|C|D|",
    ),
    "a rowspan of 0 goes to the end of its group": (
        "<table><tr><td rowspan=0>A<td>B<tr><td>C<tr><td>D<tbody><tr><td>E<td>F</table>",
        "|A|B|\n|^|C|\n|^|D|\n|E|F|",
    ),
    "huge spans end where the table does": (
        "<table><tr><td rowspan=999999>A<td colspan=99999>B<tr><td>C<td>D</table>",
        "|A|B|<|\n|^|C|D|",
    ),
    "a span over columns in which nothing begins is one column": (
        "<table><tr><td colspan=4>A<td>B<tr><td colspan=4>C<td>D</table>",
        "|A|B|\n|C|D|",
    ),
    "of overlapping cells the later gives way": (
        "<table><tr><td>A<td rowspan=2>B<td>C<tr><td colspan=3>D</table>",
        "|A|B|C|\n|D|^||",
    ),
    "rows shorter than others are filled up": ("<table><tr><td>A<td>B<tr><td>C</table>", "|A|B|\n|C||"),
    "spans that are no numbers": ("<table><tr><td colspan=x rowspan=-1>A<td>B</table>", "|A|B|"),
    "the foot may come before the body": (
        "<table><tfoot><tr><td>总分<td>100</tfoot><thead><tr><th>指标<th>分值</thead><tr><td>甲<td>100</table>",
        "|指标|分值|\n|甲|100|\n|总分|100|",
    ),
    "paragraphs and line breaks in a cell": (
        "<table><tr><td><p>一</p><p>二<br>三</p><td>b<b>c</b>\n  d</table>",
        "|一/二/三|bc d|",
    ),
    "a form element between rows (old portals)": (
        "<table><form><tr><td>a<td>b</tr></form><tr><td>c<td>d</table>",
        "|a|b|\n|c|d|",
    ),
    "text between rows stands before the table": ("<table><tr>x<td>a<td>b</tr>y</table>", "x\ny\n|a|b|"),
    "a caption stands before the table": ("<table><caption>表1</caption><tr><td>a<td>b</table>", "表1\n|a|b|"),
    "a table of one cell is a frame": ("<table><tr><td><p>甲<p>乙</table>", "甲\n乙"),
    "a layout table gives its inner tables": (
        "<table><tr><td>菜单<td><h1>题</h1><table><tr><td>a<td>b<tr><td>c<td>d</table>尾</table>",
        "菜单\n题\n|a|b|\n|c|d|\n尾",
    ),
    "a small table in a cell of a form is text of the cell": (
        "<table><tr><td>甲<td>乙<td>丙<tr><td>丁<td>x<table><tr><td>1<td>2</table>y<td>己<tr><td>庚<td>辛<td>壬</table>",
        "|甲|乙|丙|\n|丁|x/1/2/y|己|\n|庚|辛|壬|",
    ),
    "tables that follow one another stay apart": (
        "<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>",
        "|a|b|\n|c|d|",
    ),
    "an end tag of what was opened outside": (
        "<div><table><tr><td>a</div><td>b</table></div>后",
        "|a|b|\n后",
    ),
    "entities": ("<p>&ge;95&#37;&nbsp;&amp; &#x2264;5 &lt;b&gt;", "≥95%\xa0& ≤5 <b>"),
    "menus are lines": ("<ul><li><a>首页</a><li>公开</ul><p>文", "首页\n公开\n文"),
    "inline elements do not part": ("<p>绩<span>效</span><font color=red>指</font>标", "绩效指标"),
    "line ends are kept in pre": ("<pre>a | b\nc | d</pre>", "a | b\nc | d"),
    "tables in Markdown": (
        "# 表1\n\n说明一\n说明二\n<table><tr><td>甲\n乙</td><td>丙</td></tr></table>\n尾一\n尾二",
        "# 表1\n说明一\n说明二\n|甲 乙|丙|\n尾一\n尾二",
    ),
    "fields of a form": (
        "<p><input type=checkbox checked>是<input type=radio>否<input value=市教育局><input type=submit value=提交>",
        "☑是☐否市教育局",
    ),
    "conditional comments of Excel": (
        "<table><tr><td>a<td>b</tr><![if misaligned]><tr style='display:none'><td>x</tr><![endif]></table>",
        "|a|b|",
    ),
    "marks that are not printed": ("<p>绩\u200b效\u00ad指\ufeff标", "绩效指标"),
    "half a character": ("<p>a&#xD800;b", "a\ufffdb"),
}
NOT_SHOWN = {
    "script": "<script>x()</script>",
    "style": "<style>p{}</style>",
    "title": "<title>x</title>",
    "template": "<template><p>x</p></template>",
    "comment": "<!-- x -->",
    "hidden": "<p hidden>x</p>",
    "display": "<div style='color:red; DISPLAY : none'><table><tr><td>x<td>y</table></div>",
    "visibility": "<span style='visibility:hidden'>x</span>",
    "noscript": "<noscript>x</noscript>",
    "hidden field": "<input type=hidden value=x>",
    "option not chosen": "<select><option>x</select>",
}


@pytest.mark.parametrize("name", SHOWN)
def test_shown(name: str) -> None:
    source, expected = SHOWN[name]
    document = html.read(source.encode())
    assert make.drawn(document) == expected
    make.account(document)


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_not_shown(name: str) -> None:
    document = html.read(f"<body><p>前</p>{NOT_SHOWN[name]}<p>后</p>".encode())
    assert make.drawn(document) == "前\n后"


PAGE = "<html><head><meta charset={}></head><body><table><tr><td>数量指标<td>完成率≥95％</table>"
ENCODED = {
    "UTF-8": PAGE.format("utf-8").encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + PAGE.format("gb2312").encode(),
    "UTF-8 that says it is GB2312": PAGE.format("gb2312").encode(),
    "GB2312, though beyond it": PAGE.format('"gb2312"').encode("gb18030"),
    "GBK that says it is UTF-8": PAGE.format("utf-8").encode("gbk"),
    "GBK that says nothing": PAGE.format("").encode("gbk"),
    "UTF-16 with a mark": b"\xff\xfe" + PAGE.format("unicode").encode("utf-16-le"),
    "an encoding that is none": PAGE.format("x-none").encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_encodings(name: str) -> None:
    assert kinds.kind(ENCODED[name]) == "html"
    assert make.drawn(html.read(ENCODED[name])) == "|数量指标|完成率≥95％|"


def test_web_archive() -> None:
    part = "--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n"
    from base64 import b64encode

    bodies = [b64encode(f"<body><table><tr><td>{sheet}<td>乙</table>".encode("gbk")).decode() for sheet in ("甲", "丙")]
    data = "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    data += "".join(map(part.format, bodies)) + "--b--\r\n"
    document = html.read(data.encode())
    assert kinds.kind(data.encode()) == "html"
    assert make.drawn(document) == "|甲|乙|\n|丙|乙|"
    assert len(document.pages) == 2
    make.account(document)


def test_addresses() -> None:
    document = html.read("<table><tr><td>x<td>y</table><p>中<table><tr><td>甲<td>乙<tr><td>丙<td>丁".encode())
    assert document.flow is not None
    table = [item for item in document.flow.items if isinstance(item, Table)][1]
    (span,) = table.cells[-1].spans
    assert (span.cell, span.page, span.bbox) == ("table 2 row 2 column 2", None, None)
    assert document.text[span.start : span.end] == "丁"


def test_sizes() -> None:
    source = "<h1>题</h1><p>文<p style='font-size:20px'>大<p><font size=5>更大</font>"
    document = html.read(source.encode())
    assert document.flow is not None
    assert [item.size for item in document.flow.items if not isinstance(item, Table)] == [24.0, 12.0, 15.0, 18.0]


@pytest.mark.parametrize("source", ["<html></html>", "<p>  <br>&nbsp;", "<table><tr><td></table>", "<!-- x -->"])
def test_nothing_to_read(source: str) -> None:
    with pytest.raises(ReadError, match="shows no text"):
        html.read(source.encode())


def test_without_lxml_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(ReadError, match=r"perfparse\[office\]"):
        html.read(b"<p>x")


def test_what_falls_on_the_steps_of_parsing_is_whole() -> None:
    rows = "".join(f"<tr><td>{at}绩效&ge;95％</td><td>乙</td></tr>" for at in range(6000))
    document = html.read(f"<table>{rows}</table>".encode())
    assert make.drawn(document) == "\n".join(f"|{at}绩效≥95％|乙|" for at in range(6000))


KINDS = {
    "a page": (b"<!DOCTYPE HTML><html>", "html"),
    "a page saved by Excel as .xls": (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel">', "html"),
    "XHTML": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "html"),
    "tables amid text": (b"# T\n\n<table><tr><td>1</td></tr></table>", "html"),
    "a table alone": (b"\n<table border=1><tbody>", "html"),
    "XML that Word 2003 wrote": (
        b'<?xml version="1.0"?><w:x xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">',
        "doc",
    ),
    "XML that Excel 2003 wrote": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "xls",
    ),
    "rich text": (b"{\\rtf1\\ansi", "doc"),
    "an old Word file": (make.compound("WordDocument", "1Table"), "doc"),
    "an old Excel file": (make.compound("Workbook"), "xls"),
    "an older Excel file": (make.compound("Book"), "xls"),
    "Word with a sheet in it": (make.compound("WordDocument", inner="Workbook"), "doc"),
    "Excel with a text in it": (make.compound("Workbook", inner="WordDocument"), "xls"),
    "another compound file": (make.compound("PowerPoint Document"), None),
    "a damaged compound file": (make.compound("WordDocument")[:700], None),
    "Word": (make.docx(make.p("x")), "docx"),
    "Excel": (make.xlsx({"S": make.sheet("")}), "xlsx"),
    "Word, cut off": (make.docx(make.p("x"))[:-60], "docx"),
    "another zip file": (make.package({"a.txt": "x"}), None),
    "a zip file that is none": (b"PK\x03\x04 and so on", None),
    "a text": ("表1 <b>x</b> 指标|实际".encode(), None),
    "a text that names a tag": ("用 <table> 标签".encode(), None),
    "a PDF": (b"%PDF-1.7 <table><tr>"[:9], None),
    "other XML": (b'<?xml version="1.0"?><a/>', None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds(name: str) -> None:
    data, expected = KINDS[name]
    assert kinds.kind(data) == expected


def test_encrypted_office_files_are_told() -> None:
    with pytest.raises(ReadError, match="password"):
        kinds.kind(make.compound("EncryptedPackage", "EncryptionInfo"))
