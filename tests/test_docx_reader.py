"""Word files: merged cells, what tracked changes, fields, text boxes and fonts make of a text."""

from __future__ import annotations

import pytest

import make_office as make
from make_office import p, r, tbl, tc, tr
from perfparse.model.ir import Line, Table
from perfparse.readers import docx

SPAN2 = '<w:gridSpan w:val="2"/>'
RESTART, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
BOX = "<w:txbxContent>" + p("框中") + "</w:txbxContent>"
SHAPE = (
    f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><x>{BOX}</x></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    text = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return mark.format("begin") + text + mark.format("separate") + r(result) + mark.format("end")


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def check_box(inner: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{inner}</w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def sdt(content: str) -> str:
    return f"<w:sdt><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


READ = {
    "paragraphs and a table": (
        p("题") + tbl(tr("指标", "实际"), tr("床位", "12张")) + p("注"),
        "题\n|指标|实际|\n|床位|12张|\n注",
    ),
    "gridSpan": (tbl(tr(tc("题", SPAN2)), tr("甲", "乙")), "|题|<|\n|甲|乙|"),
    "vMerge": (
        tbl(tr(tc("产出", RESTART), "甲"), tr(tc("", GO_ON), "乙"), tr(tc("效益", RESTART), "丙")),
        "|产出|甲|\n|^|乙|\n|效益|丙|",
    ),
    "vMerge with no cell to go on from": (tbl(tr(tc("甲", GO_ON), "乙"), tr("丙", "丁")), "|甲|乙|\n|丙|丁|"),
    "vMerge below a cell of another width": (
        tbl(tr(tc("甲", RESTART + SPAN2), "乙"), tr(tc("丙", GO_ON), "丁", "戊")),
        "|甲|<|乙|\n|丙|丁|戊|",
    ),
    "text in a cell that goes on is kept": (
        tbl(tr(tc("甲", RESTART), "乙"), tr(tc("丙", GO_ON), "丁")),
        "|甲/丙|乙|\n|^|丁|",
    ),
    "hMerge": (
        tbl(tr(tc("题", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")), tr("甲", "乙")),
        "|题|<|\n|甲|乙|",
    ),
    "both merges": (
        tbl(
            tr(tc("题", '<w:hMerge w:val="restart"/>' + RESTART), tc("", "<w:hMerge/>" + RESTART), "甲"),
            tr(tc("", '<w:hMerge w:val="restart"/>' + GO_ON), tc("", "<w:hMerge/>" + GO_ON), "乙"),
            tr("丙", "丁", "戊"),
        ),
        "|题|<|甲|\n|^|<|乙|\n|丙|丁|戊|",
    ),
    "merges that contradict each other": (
        tbl(
            tr(tc("甲", '<w:hMerge w:val="restart"/>' + RESTART), tc("", "<w:hMerge/>"), "乙"),
            tr(tc("", '<w:hMerge w:val="restart"/>' + GO_ON), tc("丙"), tc("丁", SPAN2)),
        ),
        "|甲/丙|乙|\n|^|丁|",
    ),
    "gridBefore and gridAfter": (
        tbl(tr("甲", "乙", "丙"), tr("丁", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>')),
        "|甲|乙|丙|\n||丁||",
    ),
    "paragraphs in a cell": (tbl(tr(tc(p("一") + p("") + p("二")), "乙")), "|一/二|乙|"),
    "a small table in a cell": (tbl(tr(tc(tbl(tr("1", "2")) + p()), "乙"), tr("丙", "丁")), "|1/2|乙|\n|丙|丁|"),
    "a table that only frames another": (tbl(tr(tc(p("题") + tbl(tr("甲", "乙")) + p()))), "题\n|甲|乙|"),
    "line break, tab, hyphens": (
        p("甲", "<w:r><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:softHyphen/></w:r>"),
        "甲\n乙\t丙-",
    ),
    "a text in runs": (p(r("绩", "<w:b/>"), r("效"), "<w:hyperlink>" + r("目标") + "</w:hyperlink>"), "绩效目标"),
    "symbols": (
        p(
            symbol("Wingdings", "F0FE"),
            symbol("Wingdings", "00A8"),
            symbol("Wingdings 2", "F052"),
            symbol("Symbol", "F0B3"),
            "95",
        ),
        "☑☐☑≥95",
    ),
    "a symbol written in its font": (
        p(r("\uf0b3", '<w:rFonts w:ascii="Symbol"/>'), r("5", '<w:rFonts w:ascii="Symbol"/>')),
        "≥5",
    ),
    "boxes of old forms": (
        p(check_box("<w:checked/>"), check_box('<w:default w:val="1"/><w:checked w:val="0"/>'), "是"),
        "☑☐是",
    ),
    "results of fields": (
        p(field(" DATE ", "2022年"), '<w:fldSimple w:instr="X">' + r("5月") + "</w:fldSimple>"),
        "2022年5月",
    ),
    "a field in the code of another": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            field("A", "x"),
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            "值",
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "后",
        ),
        "值后",
    ),
    "a field without an end costs its paragraph's rest at most": (
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "x") + p("后"),
        "后",
    ),
    "content controls around everything": (
        sdt(p("题")) + tbl(sdt(tr(sdt(tc("甲")), "乙")), tr(tc(p(sdt(r("丙")))), "丁")),
        "题\n|甲|乙|\n|丙|丁|",
    ),
    "a text box stands once, behind its paragraph": (p("前", SHAPE) + p("后"), "前\n框中\n后"),
    "a text box in a cell": (tbl(tr(tc(p("甲", SHAPE)), "乙")), "|甲/框中|乙|"),
    "formulas": (
        p(
            "<m:oMath><m:r><m:t>≥</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
        ),
        "≥1/2",
    ),
    "the text under a reading aid": (
        p("<w:r><w:ruby><w:rt>" + r("jì") + "</w:rt><w:rubyBase>" + r("绩") + "</w:rubyBase></w:ruby></w:r>", "效"),
        "绩效",
    ),
    "a page break": (p("甲", '<w:r><w:br w:type="page"/></w:r>') + p("乙"), "甲\n乙"),
    "ISO 29500 strict": (p("甲"), "甲"),
}
REVISED = {
    "inserted": (p("甲", '<w:ins w:id="1">' + r("乙") + "</w:ins>"), "甲乙"),
    "deleted": (p("甲", "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"), "甲"),
    "moved": (p("<w:moveFrom>" + r("甲") + "</w:moveFrom>", "乙", "<w:moveTo>" + r("甲") + "</w:moveTo>"), "乙甲"),
    "a row deleted": (tbl(tr("甲", "乙"), tr("丙", "丁", properties="<w:del/>")), "|甲|乙|"),
    "a row inserted": (tbl(tr("甲", "乙"), tr("丙", "丁", properties="<w:ins/>")), "|甲|乙|\n|丙|丁|"),
}


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    body, expected = READ[name]
    space = "http://purl.oclc.org/ooxml/wordprocessingml/main" if "strict" in name else make.W
    document = docx.read(make.docx(body, space=space))
    assert make.drawn(document) == expected
    assert make.codes(document) == []
    make.account(document)


@pytest.mark.parametrize("name", REVISED)
def test_tracked_changes(name: str) -> None:
    body, expected = REVISED[name]
    document = docx.read(make.docx(body))
    assert make.drawn(document) == expected
    assert make.codes(document) == ["tracked-changes"]
    make.account(document)


HIDDEN_STYLE = '<w:styles><w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
HIDDEN = {
    "by its run": r("x", "<w:vanish/>"),
    "by its style": r("x", '<w:rStyle w:val="H"/>'),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_text_is_left_out_and_said(name: str) -> None:
    shown = r("乙", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    document = docx.read(make.docx(p("甲", HIDDEN[name], shown), {"styles.xml": HIDDEN_STYLE}))
    assert make.drawn(document) == "甲乙"
    assert [(note.code, note.severity) for note in document.notes] == [("hidden-text", "info")]


def test_sizes_come_from_runs_styles_and_defaults() -> None:
    styles = (
        '<w:styles><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="B"><w:rPr><w:sz w:val="30"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:basedOn w:val="B"/></w:style></w:styles>'
    )
    body = p("文") + p("题", properties='<w:pStyle w:val="T"/>') + p("甲", r("乙", '<w:sz w:val="44"/>'))
    document = docx.read(make.docx(body, {"styles.xml": styles}))
    assert document.flow is not None
    assert [item.size for item in document.flow.items if isinstance(item, Line)] == [10.5, 15.0, 22.0]


def test_styles_that_rest_on_one_another_end() -> None:
    styles = '<w:styles><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>'
    document = docx.read(make.docx(p("文", properties='<w:pStyle w:val="A"/>'), {"styles.xml": styles}))
    assert make.drawn(document) == "文"


def test_running_heads_are_furniture_and_notes_stand_at_the_end() -> None:
    rule = f'<w:footnote w:type="separator">{p("x")}</w:footnote>'
    notes = f"<w:footnotes>{rule}<w:footnote>{p('脚注')}</w:footnote></w:footnotes>"
    parts = {
        "header1.xml": f"<w:hdr>{tbl(tr('页眉', '标志'))}</w:hdr>",
        "footer1.xml": f"<w:ftr>{p('第', field('PAGE', '1'), '页')}</w:ftr>",
        "footnotes.xml": notes,
    }
    document = docx.read(make.docx(p("文"), parts))
    assert make.drawn(document) == "文\n脚注"
    assert document.flow is not None
    assert [document.text[span.start : span.end] for span in document.flow.furniture] == ["页眉", "标志", "第1页"]
    make.account(document)


PAGED = {
    "a break ends a paragraph": (p("甲", '<w:r><w:br w:type="page"/></w:r>') + p("乙"), "甲\f乙"),
    "a break within a paragraph": (p("甲", '<w:r><w:br w:type="page"/></w:r>', "乙"), "甲\f乙"),
    "a paragraph that begins a page": (p("甲") + p("乙", properties="<w:pageBreakBefore/>"), "甲\f乙"),
    "a section": (p("甲", properties="<w:sectPr/>") + p("乙"), "甲\f乙"),
    "a section on the same page": (
        p("甲", properties='<w:sectPr><w:type w:val="continuous"/></w:sectPr>') + p("乙"),
        "甲\n乙",
    ),
    "a break at the end": (p("甲") + p('<w:r><w:br w:type="page"/></w:r>'), "甲"),
}


@pytest.mark.parametrize("name", PAGED)
def test_pages(name: str) -> None:
    body, expected = PAGED[name]
    document = docx.read(make.docx(body))
    assert document.text == expected
    make.account(document)


def test_addresses() -> None:
    document = docx.read(
        make.docx(tbl(tr("甲", "乙")) + p("中") + tbl(tr("丙", "丁"), tr("戊", tc(p("己") + p("庚")))))
    )
    assert document.flow is not None
    cell = [item for item in document.flow.items if isinstance(item, Table)][1].cells[-1]
    assert cell.text == "己\n庚"
    assert [span.cell for span in cell.spans] == ["table 2 row 2 column 2"] * 2
    assert [document.text[span.start : span.end] for span in cell.spans] == ["己", "庚"]
