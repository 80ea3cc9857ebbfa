"""The written samples are what their generator makes, and their gold says what their content holds."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

import make_pdf_samples
from make_samples import ROOT, em_width, extract, gold, made_files, place, set_cell
from pdf_forms import drawn
from sample_reports import LANCHUAN, REPORTS, Cell, Report

CELLS = [
    pytest.param(report, cell, id=f"{report.name}-{part.name}-{number}-{name}")
    for report in REPORTS
    for part in report.parts
    for number, row in enumerate(part.rows, 1)
    for name, cell in (("target", row.target), ("actual", row.actual))
]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def without(text: str, surfaces: list[str]) -> str:
    """`text` with each surface cut out once, in order; fails when one is not there."""
    left, at = "", 0
    for surface in surfaces:
        found = text.index(surface, at)
        left, at = left + text[at:found] + "|", found + len(surface)
    return left + text[at:]


@pytest.mark.parametrize("path", made_files(), ids=str)
def test_the_generator_makes_the_file_byte_for_byte(path: Path) -> None:
    assert (ROOT / path).read_bytes() == made_files()[path]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_character_of_the_gold_stands_in_the_sample(report: Report) -> None:
    text = Counter(squeezed(extract(report)))
    wanted = Counter(squeezed(str(gold(report)["title"])))
    for row in gold(report)["rows"]:
        cells = "".join(row[key] or "" for key in ("indicator", "target", "actual"))
        assert not Counter(squeezed(cells)) - text
        wanted += Counter(squeezed(cells))
    for section in gold(report)["sections"]:
        wanted += Counter(squeezed("".join(section["goals"].values())))
    assert not wanted - text


@pytest.mark.parametrize(("report", "cell"), CELLS)
def test_every_digit_is_a_quantity_a_date_a_year_or_a_name(report: Report, cell: Cell) -> None:
    text = without(cell.text, [item.surface for item in cell.quantities])
    text = without(text, [date.surface for date in cell.dates])
    for name in (*report.never_a_quantity, *report.not_scored):
        text = text.replace(name, "|")
    assert not re.search(r"[0-9]", re.sub(r"2[0-9]{3}年", "|", text))


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_every_name_that_is_no_quantity_is_met(report: Report) -> None:
    text = squeezed(extract(report))
    cells = "".join(squeezed(f"{row['target']}|{row['actual']}|") for row in gold(report)["rows"])
    assert [name for name in report.never_a_quantity if name not in cells] == []
    assert [name for name in report.not_scored if name not in text] == []


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_no_line_is_wider_than_its_column(report: Report) -> None:
    for part in report.parts:
        columns = part.widths[len(part.goals) :]
        for row in part.rows:
            for text, column in zip((row.indicator, row.target.text, row.actual.text), columns, strict=True):
                lines = set_cell(text, column, report.hanging)
                assert "".join(line.text for line in lines) == text.replace("\n", "")
                assert all(em_width(line.text, report.hanging) <= column for line in lines)


def test_the_long_sample_breaks_where_it_is_meant_to() -> None:
    pages = [[item for item in place(LANCHUAN) if item.page == page] for page in range(1, 6)]
    assert {item.page for item in place(LANCHUAN)} == set(range(1, 6))
    assert pages[0][-1].line.text.endswith("吊销检疫许可")  # an actual cell goes on without a header
    goals = [item.line.text for item in pages[2] if item.height == max(one.height for one in pages[2])]
    assert goals[:2] == ["改善护林员食宿条", "收益权。五是传播生"]  # 条|件, 生|态: both goals in mid-word
    assert not pages[3][-1].line.ends  # an actual cell goes on under the repeated header
    text = extract(LANCHUAN)
    assert text.count("\n 年度主要支出计划\n") == 2
    for line in ("课程质量 编排实用的课程 ", "土建进度完成率 100% ", "高山蓄水池建设 建成三座高山蓄水池 "):
        assert f"\n{line}\n" in text


@pytest.mark.parametrize("path", make_pdf_samples.made_files(), ids=str)
def test_the_drawn_samples_are_what_their_generator_makes(path: Path) -> None:
    assert (ROOT / path).read_bytes() == make_pdf_samples.made_files()[path]


def test_the_drawn_samples_break_where_they_are_meant_to() -> None:
    pages = {sample.name: len(PdfDocument(drawn([sample.grid], sample.look))) for sample in make_pdf_samples.SAMPLES}
    assert pages == {"jichuan-channel-2023": 2, "xiling-heritage-2022": 3}
