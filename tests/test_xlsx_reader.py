"""Workbooks: values as displayed, what is a table and what a line around it, what is hidden."""

from __future__ import annotations

import pytest

import make_office as make
from make_office import c, rows, sheet
from perfparse.model.ir import Line, Table
from perfparse.readers import xlsx
from perfparse.readers.xlsx_formats import BUILT_IN, shown, shown_text

ACCOUNTING = BUILT_IN[43]
NUMBERS = [
    # number as stored, format, as Excel shows it
    ("10", "General", "10"),
    ("10.0", "General", "10"),
    ("0.30000000000000004", "General", "0.3"),
    ("95.160000000000011", "General", "95.16"),
    ("0.333333333333333", "General", "0.333333333"),
    ("1234.56789012", "General", "1234.56789"),
    ("8.9600000000000009", "0.00", "8.96"),
    ("-0.5", "General", "-0.5"),
    ("0", "General", "0"),
    ("1E-7", "General", "1E-07"),
    ("0.00001234", "General", "1.234E-05"),
    ("0.000123456789", "General", "0.000123457"),
    ("1.5E+20", "General", "1.5E+20"),
    ("99999999999.5", "General", "1E+11"),
    ("123456789012", "General", "123456789012"),  # Excel: 1.23457E+11, which would lose digits
    ("5", 'General"分"', "5分"),
    ("5", "@", "5"),
    ("0.8949", "0.00%", "89.49%"),
    ("0.9", "0%", "90%"),
    ("1", "0%", "100%"),
    ("95.161", "0.00\\%", "95.16%"),
    ("0.1", "0.00", "0.10"),
    ("1.005", "0.00", "1.01"),
    ("2.5", "0", "3"),
    ("-2.5", "0", "-3"),
    ("-0.001", "0.00", "0.00"),
    ("10", "0.##", "10."),
    ("0.5", "#.##", ".5"),
    ("1234567.891", "#,##0.00", "1,234,567.89"),
    ("999.9", "#,##0", "1,000"),
    ("5", "000", "005"),
    ("13800138000", "000-0000-0000", "138-0013-8000"),
    ("123456", "0.0,", "123.5"),
    ("123456789", '0.00,,"百万"', "123.46百万"),
    ("123456", '0!.0,"万"', "12.3万"),
    ("1234", "0.00E+00", "1.23E+03"),
    ("12345", "##0.0E+0", "12.3E+3"),
    ("0.75", "# ?/?", "3/4"),
    ("5.25", "# ??/??", "5 1/4"),
    ("5", "# ?/?", "5"),
    ("12", '"≥"0', "≥12"),
    ("12", "≥0", "≥12"),
    ("5", "[Red]0.0", "5.0"),
    ("5", "[$¥-804]#,##0.00", "¥5.00"),
    ("-5", "0.00_);(0.00)", "(5.00)"),
    ("0", "0;-0;;@", ""),
    ("0", "0;-0;无", "无"),
    ("0", ACCOUNTING, "-"),
    ("1234.5", ACCOUNTING, "1,234.50"),
    ("-1234.5", ACCOUNTING, "-1,234.50"),
    ("95", '[>=90]"优";[>=80]"良";"中"', "优"),
    ("85", '[>=90]"优";[>=80]"良";"中"', "良"),
    ("5", '[>=90]"优";[>=80]"良";"中"', "中"),
    ("44703", "yyyy/m/d", "2022/5/22"),
    ("44703", 'yyyy"年"m"月"d"日";@', "2022年5月22日"),
    ("44703", '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "二〇二二年五月二十二日"),
    ("44703", "yyyy-mm-dd", "2022-05-22"),
    ("44703", "d-mmm-yy", "22-May-22"),
    ("44703", "aaaa", "星期日"),
    ("44703.5", "yyyy-mm-dd hh:mm", "2022-05-22 12:00"),
    ("0.75", '上午/下午h"时"mm"分"', "下午6时00分"),
    ("0.5", "h:mm AM/PM", "12:00 PM"),
    ("1.5", "[h]:mm:ss", "36:00:00"),
    ("0.999999999", "h:mm", "0:00"),
    ("59", "yyyy/m/d", "1900/2/28"),
    ("61", "yyyy/m/d", "1900/3/1"),
    ("-3", "yyyy/m/d", "-3"),
    ("9e9", "yyyy/m/d", "9000000000"),
    ("5", '0"never closed', "5never closed"),
    ("5", "", "5"),
    ("5", "[Red]", "5"),
    ("-5", "0;;", ""),
]


@pytest.mark.parametrize(("number", "code", "expected"), NUMBERS)
def test_numbers_as_displayed(number: str, code: str, expected: str) -> None:
    assert shown(number, code) == expected


def test_texts_as_displayed() -> None:
    assert [shown_text("甲", code) for code in ("General", "@", "0.00", '0;0;0;"["@"]"', ";;;")] == [
        "甲",
        "甲",
        "甲",
        "[甲]",
        "",
    ]


def test_days_since_1904() -> None:
    assert shown("0", "yyyy/m/d", since_1904=True) == "1904/1/1"


STORED = {
    "a text that looks like a number": (c("A1", "0012.50"), "0012.50"),
    "a number": (c("A1", 12.5), "12.5"),
    "a shared string in runs, without its reading aid": ('<c r="A1" t="s"><v>0</v></c>', "绩效"),
    "a shared string that is not there": ('<c r="A1" t="s"><v>9</v></c><c r="B1"><v>1</v></c>', "1"),
    "a formula's stored number": ('<c r="A1"><f>1+1</f><v>2</v></c>', "2"),
    "a formula's stored text": ('<c r="A1" t="str"><f>A2</f><v>甲</v></c>', "甲"),
    "an error": ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    "a truth": ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
    "a date as ISO 8601": ('<c r="A1" t="d" s="1"><v>2022-05-22T00:00:00</v></c>', "2022-05-22"),
    "an escaped character": (c("A1", "甲_x4E59_"), "甲乙"),
    "lines in a cell": (c("A1", "甲\n乙"), "甲\n乙"),
    "a cell without an address": ("<c><v>1</v></c>", "1"),
    "something that is no number": ('<c r="A1"><v>x</v></c>', "x"),
}


@pytest.mark.parametrize("name", STORED)
def test_stored(name: str) -> None:
    cell, expected = STORED[name]
    strings = "<si><r><t>绩</t></r><r><t>效</t></r><rPh><t>jx</t></rPh></si>"
    document = xlsx.read(make.xlsx({"S": sheet(f'<row r="1">{cell}</row>')}, ["yyyy-mm-dd"], strings))
    assert make.drawn(document) == expected
    assert make.codes(document) == []


GRID = [c("A3", "指标"), c("B3", "目标"), c("C3", "实际"), c("A4", "床位"), c("B4", "≥10张"), c("C4", 12)]
GRID_DRAWN = "|指标|目标|实际|\n|床位|≥10张|12|"
RULED = [cell.replace('s="0"', 's="99"') for cell in GRID]
PARTED = {
    "a table": (GRID, [], GRID_DRAWN),
    "a merged title, a year, a unit at the right": (
        [c("A1", "自评表"), c("A2", "（2022年度）"), *GRID],
        ["A1:C1", "A2:C2"],
        "自评表\n（2022年度）\n" + GRID_DRAWN,
    ),
    "a title that is not merged": (
        [c("A1", "自评表"), c("C2", "单位：万元"), *GRID],
        [],
        "自评表\n单位：万元\n" + GRID_DRAWN,
    ),
    "a title merged over all columns that Excel has": (
        [c("A1", "自评表"), *GRID],
        ["A1:XFD2"],
        "自评表\n" + GRID_DRAWN,
    ),
    "two texts in a row above": (
        [c("A2", "单位：某局"), c("C2", "单位：万元"), *GRID],
        [],
        "|单位：某局||单位：万元|\n" + GRID_DRAWN,
    ),
    "a note below a table with borders": ([*RULED, c("A5", "注：无")], [], GRID_DRAWN + "\n注：无"),
    "a last row with nothing but its name": ([*RULED, c("A5", "总分", 99)], [], GRID_DRAWN + "\n|总分|||"),
    "a last row with nothing but its name, no borders": ([*GRID, c("A5", "总分")], [], GRID_DRAWN + "\n|总分|||"),
    "a first row with nothing but its name": (
        [c("A2", "项目", 99), *RULED],
        [],
        "|项目|||\n" + GRID_DRAWN,
    ),
    "a merged row within a table": (
        [*GRID, c("A5", "其中：甲"), c("A6", "乙"), c("B6", "丙"), c("C6", "丁")],
        ["A5:C5"],
        GRID_DRAWN + "\n|其中：甲|<|<|\n|乙|丙|丁|",
    ),
    "a label beside rows": (
        [c("A1", "产出"), c("B1", "甲"), c("B2", "乙"), c("C1", 1), c("C2", 2)],
        ["A1:A2"],
        "|产出|甲|1|\n|^|乙|2|",
    ),
    "tables parted by a blank row": (
        [*GRID, c("A6", "甲"), c("B6", "乙"), c("A7", "丙"), c("B7", "丁")],
        [],
        GRID_DRAWN + "\n|甲|乙|\n|丙|丁|",
    ),
    "tables parted by a blank column, under one title": (
        [c("A1", "总题"), *GRID, c("E3", "甲"), c("F3", "乙"), c("E4", "丙"), c("F4", "丁")],
        ["A1:F1"],
        "总题\n" + GRID_DRAWN + "\n|甲|乙|\n|丙|丁|",
    ),
    "a blank row with borders parts nothing": (
        [*RULED, c("A5", None, 99), c("A6", "甲", 99), c("B6", "乙", 99)],
        [],
        GRID_DRAWN + "\n|甲|乙||",
    ),
    "a table that does not begin at A1": (
        [c("D9", "甲"), c("E9", "乙"), c("D10", "丙"), c("E10", "丁")],
        [],
        "|甲|乙|\n|丙|丁|",
    ),
    "a list is lines": ([c("A1", "一"), c("A2", "二"), c("A3", "三")], [], "一\n二\n三"),
    "of overlapping merges the first holds": (
        [c("A1", "甲"), c("B1", "乙"), c("A2", "丙"), c("B2", "丁")],
        ["A1:A2", "A2:B2"],
        "|甲|乙|\n|^|丁|",
    ),
    "merges that are none": ([*GRID], ["x", "C9:D9", "B4:A1"], GRID_DRAWN),
    "blank texts are blank": ([*GRID, c("E4", "  "), c("A9", "\n")], [], GRID_DRAWN),
}


@pytest.mark.parametrize("name", PARTED)
def test_tables_and_lines(name: str) -> None:
    cells, merges, expected = PARTED[name]
    document = xlsx.read(make.xlsx({"S": sheet(rows(cells), merges)}))
    assert make.drawn(document) == expected
    make.account(document)


def test_sheets_are_pages() -> None:
    made = make.xlsx({"一": sheet(rows([c("A1", "甲")])), "空": sheet(""), "Q 1": sheet(rows(GRID))})
    document = xlsx.read(made)
    assert document.text.startswith("甲\f\f指标\n")
    assert [len(page.lines) for page in document.pages] == [1, 0, 6]
    assert document.flow is not None
    line, table = document.flow.items
    assert isinstance(line, Line)
    assert isinstance(table, Table)
    assert (line.spans[0].page, line.spans[0].cell) == (1, "一!A1")
    assert (table.page, table.cells[-1].spans[0].page, table.cells[-1].spans[0].cell) == (3, 3, "'Q 1'!C4")
    make.account(document)


HIDDEN_ROW = rows(GRID).replace('<row r="4">', '<row r="4" hidden="1">')
SAID = {
    "nothing": (sheet(rows(GRID)), []),
    "a hidden row": (sheet(HIDDEN_ROW), [("hidden-cells", "info", "1 hidden row(s)")]),
    "a hidden column": (
        sheet(rows(GRID), before='<cols><col min="2" max="2" hidden="1"/></cols>'),
        [("hidden-cells", "info", "1 hidden column(s)")],
    ),
    "a hidden column without text": (sheet(rows(GRID), before='<cols><col min="9" max="9" hidden="1"/></cols>'), []),
    "a formula without a result": (
        sheet(rows([*GRID, '<c r="B5"><f>SUM(B1:B4)</f></c>', '<c r="C5"><f>C4/B4</f><v></v></c>'])),
        [("formula-without-value", "warning", "B5, C5")],
    ),
    "a formula whose result is an empty text": (
        sheet(rows([*GRID, '<c r="B5" t="str"><f>B4&amp;""</f><v></v></c>'])),
        [],
    ),
    "a value under a merged cell": (
        sheet(rows(GRID), ["A3:B3"]),
        [("values-not-shown", "info", "1 under merged cells")],
    ),
    "a value that its format does not show": (
        sheet(rows([*GRID, c("A5", 5, 1)])),
        [("values-not-shown", "info", "1 under formats")],
    ),
    "zeros that the sheet does not show": (
        sheet(rows([*GRID, c("A5", 0)]), before='<sheetViews><sheetView showZeros="0"/></sheetViews>'),
        [],
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_said(name: str) -> None:
    xml, expected = SAID[name]
    document = xlsx.read(make.xlsx({"表": xml}, [";;;"]))
    assert [(note.code, note.severity) for note in document.notes] == [each[:2] for each in expected]
    assert all(each[2] in note.message for note, each in zip(document.notes, expected, strict=True))
    assert (make.drawn(document) == GRID_DRAWN) == ("merged" not in name)


def test_a_hidden_sheet_is_read_and_said() -> None:
    document = xlsx.read(make.xlsx({"甲": sheet(rows([c("A1", "x")]))}, states={"甲": "veryHidden"}))
    assert make.drawn(document) == "x"
    assert make.codes(document) == ["hidden-cells"]


TYPED = {
    "=2座": "2座",
    "=100%": "100%",
    "=全覆盖": "全覆盖",
    "": "A1",
    "  ": "SUM(1,2)",
    "   ": "甲!B2",
    "    ": "1+2",
}


@pytest.mark.parametrize("text", TYPED)
def test_a_text_that_a_program_took_for_a_formula(text: str) -> None:
    """openpyxl stores the text =2座 as a formula; a formula that computes is no such text."""
    cells = [*GRID, f'<c r="A5"><f>{TYPED[text]}</f><v></v></c>', c("B5", "乙"), c("C5", "丙")]
    document = xlsx.read(make.xlsx({"S": sheet(rows(cells))}))
    assert make.drawn(document) == f"{GRID_DRAWN}\n|{text.strip()}|乙|丙|"
    assert make.codes(document) == (["formula-as-text"] if text.strip() else ["formula-without-value"])


def test_days_since_1904_are_the_workbook_s() -> None:
    made = make.xlsx({"S": sheet(rows([c("A1", 43241, 1)]))}, ["yyyy/m/d"], workbook='<workbookPr date1904="1"/>')
    assert make.drawn(xlsx.read(made)) == "2022/5/22"
