"""Units that stand elsewhere than with their number: in a header, in a line over the form, in a name."""

from __future__ import annotations

import pytest

import perfparse
from perfparse import pipeline

COST = "成本指标"
COUNT = "数量指标"

TAKEN = [
    # name, unit line, headers of target and actual, level2, indicator, target, actual → what both read, where the
    # unit of the target and of the actual value stands
    pytest.param(
        "", "年度指标值（万元）", "全年完成值（万元）", COST, "设备购置费", "120", "118.5",
        ("1200000 元", "1185000 元"), ("万元", "万元"), id="in the headers of both columns",
    ),
    pytest.param(
        "", "年度指标值（%）", "实际完成值", COUNT, "设备完好率", "≥95", "97",
        ("95 %", "97 %"), ("%", "%"), id="in the target's header; the actual value takes it from the target",
    ),
    pytest.param(
        "", "年度指标值（万元）", "全年完成值（万元）", COUNT, "建设泵站", "3座", "3",
        ("3 座", "3 座"), (None, "3座"), id="a target with a unit of its own hands that on",
    ),
    pytest.param(
        "", "年度指标值（万元）", "全年完成值（万元）", COUNT, "引进项目（个）", "3", "4",
        ("3 个", "4 个"), ("引进项目（个）", "引进项目（个）"), id="the name's unit is nearer than the header's",
    ),
    pytest.param(
        "单位：万元", "年度指标值", "全年完成值", COST, "购置设备经费", "≤40", "38.6",
        ("400000 元", "386000 元"), ("单位：万元", "单位：万元"), id="a cost takes the unit of the form's money",
    ),
    pytest.param(
        "（金额单位：元）", "年度指标值", "全年完成值", "经济成本指标", "苗木单价", "3.4", "3.2",
        ("3.4 元", "3.2 元"), ("（金额单位：元）", "（金额单位：元）"), id="the same with the unit line in brackets",
    ),
]  # fmt: skip

LEFT = [
    pytest.param("单位：万元", "年度指标值", "全年完成值", COUNT, "建设泵站", "3", "3", id="a count is not money"),
    pytest.param("单位：万元", "年度指标值", "全年完成值", COST, "成本节约率", "5", "6", id="a rate is not money"),
    pytest.param("", "年度指标值（2023年）", "全年完成值", COUNT, "建设泵站", "3", "3", id="a year is no unit"),
    pytest.param("", "年度指标值（预期）", "全年完成值", COUNT, "建设泵站", "3", "3", id="a word is no unit"),
    pytest.param("", "年度指标值", "全年完成值（20分）", COUNT, "建设泵站", "3", "3", id="a number is no unit"),
]


def page(line: str, target_head: str, actual_head: str, level2: str, name: str, target: str, actual: str) -> str:
    return f"""<html><body><p>云溪县水务局项目支出绩效自评表</p><p>（2023年度）</p><p>{line}</p>
    <table>
    <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>{target_head}</td><td>{actual_head}</td><td>分值</td></tr>
    <tr><td rowspan=2>产出指标</td><td>质量指标</td><td>验收</td><td>合格</td><td>合格</td><td>40</td></tr>
    <tr><td>{level2}</td><td>{name}</td><td>{target}</td><td>{actual}</td><td>50</td></tr>
    </table></body></html>"""


@pytest.mark.parametrize(
    ("line", "over_target", "over_actual", "level2", "name", "target", "actual", "read", "stands"), TAKEN
)
def test_a_bare_number_takes_a_unit(
    line: str, over_target: str, over_actual: str, level2: str, name: str, target: str, actual: str,
    read: tuple[str, str], stands: tuple[str | None, str | None],
) -> None:  # fmt: skip
    read_page = pipeline.run(page(line, over_target, over_actual, level2, name, target, actual).encode(), "page")
    made, source = read_page.report.records[-1], read_page.document.text
    for field, want, where in zip((made.target, made.actual), read, stands, strict=True):
        assert field is not None
        quantity = field.quantities[0]
        assert f"{quantity.value} {quantity.base_unit}" == want
        assert quantity.inherited == (where is not None)
        assert [source[at.start : at.end] for at in quantity.unit_evidence] == ([] if where is None else [where])


@pytest.mark.parametrize(("line", "over_target", "over_actual", "level2", "name", "target", "actual"), LEFT)
def test_a_bare_number_stays_bare(
    line: str, over_target: str, over_actual: str, level2: str, name: str, target: str, actual: str
) -> None:
    made = perfparse.parse(page(line, over_target, over_actual, level2, name, target, actual).encode()).records[-1]
    for field in (made.target, made.actual):
        assert field is not None
        assert (field.quantities[0].base_unit, field.quantities[0].inherited) == ("", False)
