"""Small texts around the records: levels, totals, grades, amounts, titles, opinions. All invented."""

from __future__ import annotations

import pytest

from perfparse.model.ir import Cell, Span
from perfparse.segment import levels, opinions, totals
from perfparse.segment.texts import money
from perfparse.segment.titles import title_in

LEVELS = [
    ("产出指标", "产出指标", None),
    ("产出指标（50分）", "产出指标", "50"),
    ("产 出 指 标 (50)", "产出指标", "50"),
    ("产出指标【10分】", "产出指标", "10"),
    ("效益指标（权重：30%）", "效益指标", "30"),
    ("C1数量10分", "C1数量", "10"),
    ("（50分）", "", "50"),  # the name is gone
    ("服务对象满意度指标（学生）", "服务对象满意度指标（学生）", None),
    ("12分", "12分", None),  # no name before it
]


@pytest.mark.parametrize(("text", "name", "weight"), LEVELS)
def test_a_level_and_its_weight(text: str, name: str, weight: str | None) -> None:
    assert levels.named(text) == (name, weight)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一、产出指标（50分）", ("产出指标", "50")),
        ("（二）效益指标", ("效益指标", None)),
        ("3.满意度指标", ("满意度指标", None)),
        ("一、项目概况", None),
        ("数量指标", None),  # a second level heads no part
        ("产出指标完成较好", None),
    ],
)
def test_a_heading_of_a_level(text: str, found: tuple[str, str | None] | None) -> None:
    assert levels.heading(text) == found


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("优", "优"),
        ("优秀", "优秀"),
        ("（自评等级）优", "优"),
        ("评价结论：合格", "合格"),
        ("自评等级良", "良"),
        ("中学", None),
        ("建设良好家风", None),
        ("总分：优", None),  # no label of a grade
        ("优 □√ 良 □", None),
        ("", None),
    ],
)
def test_a_grade(text: str, grade: str | None) -> None:
    assert totals.grade_in(text) == grade


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("812.4", "万元", "812.4"),
        ("812.4万", "万元", "812.4"),
        ("812.4万元", "万元", "812.4"),
        ("3359.62万", "元", "33596200"),
        ("5000元", "万元", "0.5"),
        ("1,234.50", "元", "1234.50"),
        ("2亿", "万元", "20000"),
        ("12万", None, "12"),
        ("97.26%", "万元", "97.26"),
        ("三百万", "万元", None),
        ("100人", "万元", None),
        ("—", "万元", None),
    ],
)
def test_an_amount_in_the_unit_of_its_block(text: str, unit: str | None, amount: str | None) -> None:
    assert money(text, unit) == amount


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("2022年度项目支出绩效自评表", True),
        ("云渡县水务局2019年度水库除险项目绩效自评报告", True),
        ("（一）项目支出绩效自评表", True),
        ("二、绩效目标完成情况", False),
        ("四、绩效指标完成情况（90分）", False),
        ("预期目标 实际完成情况", False),
        ("项目名称：绩效目标自评表", False),
        ("请于3月31日前报送绩效自评表。", False),
    ],
)
def test_a_title(text: str, title: bool) -> None:
    assert (title_in(text, None) is not None) is title


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "目标值为≥10期，完成值为12期，得满分。",
            {"target": ["≥10期"], "actual": ["12期"], "extra": ["得满分。"]},
        ),
        ("立项依据充分，得满分。", {}),
        ("目标值未细化，扣2分。", {}),
        ("完成值为12期，得满分。", {}),
    ],
)
def test_values_in_an_opinion(text: str, parts: dict[str, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for role, part in opinions.parted(Cell(0, 0, text, (Span(0, len(text)),)), text):
        if role != "label":
            found.setdefault(role, []).append(part.text)
    assert found == parts
