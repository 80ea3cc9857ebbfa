"""A form that no template knows, its columns renamed, reordered and added to, keeps every cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfparse
from not_forms import html
from perfparse.forms.vocabulary import words
from perfparse.model.report import Record
from perfparse.review import check

NAMES = sorted(word for word, role in words().columns.items() if role == "indicator" and word != "指标")
TARGETS = sorted(word for word, role in words().columns.items() if role == "target")
ACTUALS = sorted(word for word, role in words().columns.items() if role == "actual")
MORE = ["牵头科室", "备注", "资料出处", "分管领导", "核查方式", "权重", "得分", "完成率", "统计口径", "一级指标"]
TEXTS = st.sampled_from(
    ["修建水渠", "≥12公里", "13公里", "98.5%", "按期完成", "已建立", "水利股", "5", "2021年6月", "持续改善", "—", ""]
)


@st.composite
def forms(draw: st.DrawFn) -> list[list[str]]:
    """A header row and rows of texts; each row has a name of its own."""
    header = [draw(st.sampled_from(listed)) for listed in (NAMES, TARGETS, ACTUALS)]
    header += draw(st.lists(st.sampled_from(MORE), unique=True, max_size=4))
    order = draw(st.permutations(range(len(header))))
    rows = [[f"第{number}项工作", *(draw(TEXTS) for _ in header[1:])] for number in range(1, draw(st.integers(2, 6)))]
    return [[row[at] for at in order] for row in (header, *rows)]


def said(record: Record) -> list[str]:
    """All that a record holds, as printed."""
    fields = [record.indicator, record.target, record.actual, record.reason, *record.extra.values()]
    texts = [field.text for field in fields if field]
    return [*texts, *(value for value in (record.weight, record.score, record.level1, record.level2) if value)]


@pytest.mark.xfail(
    strict=True,
    reason="cells weigh in: drawn without sense they may make no form, or a row be taken for a label and its value",
)
@given(forms())
@settings(max_examples=150, deadline=None)
def test_every_cell_is_kept(rows: list[list[str]]) -> None:
    drawing = "\n".join(f"|{'|'.join(row)}|" for row in rows)
    report = perfparse.parse(html(drawing), "form.html")
    assert list(check.consistency(report)) == []
    assert len(report.records) == len(rows) - 1
    for row, record in zip(rows[1:], report.records, strict=True):
        printed = [text.removesuffix("%") for text in row if text not in ("", "—")]
        kept = [text.removesuffix("%") for text in said(record)]
        assert sorted(printed) == sorted(kept) or set(printed) <= set(kept)
