"""Text whose cells follow each other: atoms, headers, joins, kinds of text, forms. Everything here is invented."""

# ruff: noqa: E501 - tables of cases, a case a line
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfparse
from cell_streams import FORMS, STYLES, made
from perfparse.layout.cellstream import build
from perfparse.layout.cellstream.atoms import Atom, Squeezed, atoms_of
from perfparse.layout.cellstream.bounds import regions_in
from perfparse.layout.cellstream.gaps import Style, gap, style_of
from perfparse.layout.cellstream.header import headers_in
from perfparse.layout.cellstream.kinds import kind_of
from perfparse.layout.cellstream.roles import merged
from perfparse.model.ir import Role
from perfparse.readers import text as reader
from perfparse.review import check

HEAD = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施\n"


def stream(text: str) -> Squeezed:
    return Squeezed(atoms_of(reader.read(text.encode())).atoms)


PLAIN = Style(scripts=False, wraps=False, runs=False, flat=False)
SCRIPTS = Style(scripts=True, wraps=False, runs=False, flat=False)


@pytest.mark.parametrize(
    ("left", "kind", "right", "style", "one"),
    [
        pytest.param("不低于", "space", "380", PLAIN, True, id="a bound and its number"),
        pytest.param("2023年", "space", "6月底前", PLAIN, True, id="a date goes on"),
        pytest.param("2023年6月", "line", "底前", PLAIN, True, id="a date goes on in the next line"),
        pytest.param("380", "space", "座", SCRIPTS, True, id="a unit, where scripts are parted"),
        pytest.param("户均增收3.2", "space", "万元，完成", PLAIN, True, id="a unit within a sentence"),
        pytest.param("46万元/", "line", "公里", PLAIN, True, id="a unit per another"),
        pytest.param("材料价格上涨，", "line", "重新询价", PLAIN, True, id="a clause goes on"),
        pytest.param("修缮渡", "line", "槽。", PLAIN, True, id="a word over a line end"),
        pytest.param("（2022", "line", "年度）", PLAIN, True, id="the year of a form"),
        pytest.param("4", "space", "3.5", PLAIN, False, id="weight and score"),
        pytest.param("12座", "space", "12座", PLAIN, False, id="target and actual value"),
        pytest.param("修缮渡槽", "space", "已建成", PLAIN, False, id="two words on a line"),
        pytest.param("3", "space", "连续降雨影响工期", SCRIPTS, False, id="a score and its reason"),
        pytest.param("完成。", "line", "修缮渡槽", PLAIN, False, id="a sentence ends"),
        pytest.param("0", "space", "/", PLAIN, False, id="an amount and a mark for none"),
        pytest.param("—", "space", "—", PLAIN, False, id="two marks for none"),
    ],
)
def test_what_stands_between_two_atoms(left: str, kind: str, right: str, style: Style, one: bool) -> None:
    found = gap(left, Atom(right, 0, 1, 1, kind), style)  # type: ignore[arg-type]
    assert (found is None or found.same < found.apart) is one


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("≥12座", {"value"}),
        ("每月2次", {"value"}),
        ("约1.2万立方米", {"value"}),
        ("4.8公里", {"value"}),
        ("8处以上", {"value"}),
        ("2022年11月底前", {"date"}),
        ("2022年3月8日至2022年9月8日", {"date"}),
        ("3430.42", {"value"}),  # and no date
        ("7时效指标", set()),  # a score and a level, no value
        ("2376.08项目支出", set()),
        ("产出指标（50分）", {"level1"}),
        ("数量指标", {"level2"}),
        ("修缮渡槽数量", {"namely"}),
        ("指标1：修缮渡槽", {"listed"}),
        ("其中：岭背村", {"listed", "sub"}),
        ("二、完成情况", {"heading"}),
        ("暂无", {"blank"}),
    ],
)
def test_what_a_text_may_be(text: str, says: set[str]) -> None:
    asked = ("value", "date", "level1", "level2", "listed", "sub", "heading", "blank")
    kind = kind_of(text)
    assert {name for name in asked if getattr(kind, name)} == says - {"namely"}
    assert kind.namely or "namely" not in says


@pytest.mark.parametrize(
    ("text", "columns", "side"),
    [
        pytest.param(HEAD, 8, "", id="on one line"),
        pytest.param("绩\n效\n指\n标\n一级指\n标 二级指标 三级指\n标 年度指标值 实际完成值(B\n) 分值 得分\n", 7, "绩效指标", id="wrapped"),
        pytest.param("年度绩效指标完成情况 一级指标 二级指标 三级指标 指标值 完成值\n", 5, "年度绩效指标完成情况", id="side label of header words"),
        pytest.param("序号 指标名称 目标值 完成值 备注\n", 5, "", id="without levels"),
        pytest.param("一级指标 二级指标 三级指标 指标值 考核科室 完成值\n", 6, "", id="a column of its own between"),
        pytest.param("一级指标 二级指标 三级指标 合同约定值 实际履约值 分值 得分\n", 7, "", id="two columns of their own"),
        pytest.param("一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据\n", 6, "", id="a known word begins one"),
        pytest.param("评估维度 评估指标 分值 评估要点 评估得分 评分依据\n", 6, "", id="an evaluation; 指标分值 is two words"),
        pytest.param("绩效指标 指标值 得分 未完成情况\n一级指标 三级指标 目标值 完成值 原因 改进举措\n", 7, "", id="two rows"),
        pytest.param("一级指标 二级指标 三级指标 指标值 完成值 得分\n产出\n指标\n数量指\n标\n", 6, "", id="a level below, wrapped"),
        pytest.param("年初预算数 全年预算数 全年执行数 分值 执行率 得分\n", 0, "", id="money is none"),
        pytest.param("预期目标 实际完成情况\n", 0, "", id="goals are none"),
    ],
)  # fmt: skip
def test_headers_are_found_by_their_words(text: str, columns: int, side: str) -> None:
    cells = stream(text)
    found = headers_in(cells)
    assert [len(header.columns) for header in found] == ([columns] if columns else [])
    source = reader.read(text.encode()).text
    assert "".join(source[span.start : span.end] for header in found for span in header.side) == side


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        pytest.param("甲\n1\f乙\n2\f丙\n3", ["1", "2", "3"], id="alone at the foot"),
        pytest.param("甲\n乙\n- 1 -\f丙\n- 2 -", ["- 1 -", "- 2 -"], id="between dashes"),
        pytest.param("1\n甲\f2\n乙\f3\n丙", ["1", "2", "3"], id="at the head"),
        pytest.param("甲\n第 1 页\n乙\n丙\n第 2 页", ["第 1 页", "第 2 页"], id="in words, no page ends"),
        pytest.param("甲乙\n3\n5\n4\n4", [], id="weights and scores"),
        pytest.param("已督促\n1施工单位\n返工\n2", ["1"], id="no page ends: a number that leads nowhere stays"),
    ],
)
def test_page_numbers_are_no_cells(text: str, furniture: list[str]) -> None:
    document = reader.read(text.encode())
    found = [document.text[span.start : span.end] for span in atoms_of(document).furniture]
    assert found == furniture or (found == [] and furniture == ["1"])


@pytest.mark.parametrize(
    ("behind", "atoms", "total"),
    [
        pytest.param("总分 100 97.5\n注：无\n", 7, 3, id="the row that sums up"),
        pytest.param("合\n计 100\n", 7, 3, id="its label wrapped"),
        pytest.param("说明 无\n", 7, 0, id="a label below"),
        pytest.param("注：1.按项目填报。\n", 7, 0, id="a note"),
        pytest.param("项目支出绩效自评表\n", 7, 0, id="the title of the next form"),
    ],
)
def test_where_a_table_ends(behind: str, atoms: int, total: int) -> None:
    cells = stream(HEAD + "产出指标 数量指标 修缮渡槽 ≥12座 12座 5 5\n" + behind)
    (region,) = regions_in(cells)
    assert (len(region.atoms), len(region.total)) == (atoms, total)


def test_columns_of_one_target_are_read_as_one() -> None:
    roles: list[Role] = ["level1", "indicator", "nature", "target", "unit", "actual", "weight"]
    assert merged(roles) == [(0, 0), (1, 1), (2, 4), (5, 5), (6, 6)]


def test_style_of_runs() -> None:
    runs = "资助学生\n16\n人，发放\n23\n万元，其中学前\n7\n人、高中\n9\n人，人均\n12\n学时，覆盖\n3\n个乡镇"
    assert style_of(stream(runs).atoms).runs
    assert not style_of(stream("资助学生16人，发放23万元\n学前7人\n高中9人\n3\n3\n5\n4").atoms).runs


ROWS = [
    pytest.param(
        "产出指标（50\n分）\n数量指标\n修缮渡槽 ≥12座 12座 5 4 材料价格上涨，\n重新组织询价\n盲道修复 4.8公里 4.75公里 5 5\n",
        [("修缮渡槽", "≥12座", "12座", "5", "4", "材料价格上涨，重新组织询价"), ("盲道修复", "4.8公里", "4.75公里", "5", "5", None)],
        id="a reason over two lines, a level with its weight",
    ),
    pytest.param(
        "产出指标 数量指标 修缮渡槽 ≥12座 5\n盲道修复 4.8公里 4.75公里 5 5\n",
        [("修缮渡槽", "≥12座", None, "5", None, None), ("盲道修复", "4.8公里", "4.75公里", "5", "5", None)],
        id="nothing done, no score",
    ),
    pytest.param(
        "效益指标 社会效益指标\n“九月九”活动\n“九月九”活动\n“九月九”活动\n5 5\n1\f影响\n覆盖3个乡镇\n覆盖3个乡镇，参与\n超800人次\n盲道修复 4.8公里 4.75公里 5 5\n2",
        [
            ("“九月九”活动影响", "“九月九”活动覆盖3个乡镇", "“九月九”活动覆盖3个乡镇，参与超800人次", "5", "5", None),
            ("盲道修复", "4.8公里", "4.75公里", "5", "5", None),
        ],
        id="a row whose cells a page cuts",
    ),
    pytest.param(
        "产出指标 数量指标 修缮渡槽 ≥12座 12座 5 5\n其中：岭背村 4座 4座\n庙前村步道 8处以上 9处 5 5\n",
        [("修缮渡槽", "≥12座", "12座", "5", "5", None), ("其中：岭背村", "4座", "4座", None, None, None), ("庙前村步道", "8处以上", "9处", "5", "5", None)],
        id="a row of a part has no weight",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "want"), ROWS)
def test_rows(body: str, want: list[tuple[str | None, ...]]) -> None:
    report = perfparse.parse(("云渡县项目支出绩效自评表\n" + HEAD + body).encode())
    found = []
    for record in report.records:
        fields = (record.indicator, record.target, record.actual)
        texts = [field.text if field else None for field in fields]
        found.append((*texts, record.weight, record.score, record.reason.text if record.reason else None))
    assert found == want


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", FORMS)
def test_made_up_forms_come_back(form: str, style: str) -> None:
    """Of forms drawn by a fixed seed nearly all indicators come back, each with its target; none is made up."""
    right = rows = 0
    for seed in range(100, 106):
        drawn = made(seed, form, style)
        read = {
            record.indicator.text: record.target.text if record.target else None
            for record in perfparse.parse(drawn.text.encode()).records
            if record.indicator
        }
        right += sum(read.get(str(row["indicator"])) == row["target"] for row in drawn.rows)
        rows += len(drawn.rows)
    assert right >= 0.9 * rows


SCRAPS = st.lists(
    st.sampled_from(
        ["产出指标", "（50", "分）", "数量指标", "修缮渡槽", "≥12座", "4.8", "公里", "3", "100", "—", "/", "“九月", "无", "完成。", "\n", "\n", "\n\n", "\f",
         "总分", "注：", "2022年", "6月", "材料价格上涨，", "一级指标", "三级指标", "指标值", "完成值"]
    ),
    max_size=60,
)  # fmt: skip


@given(SCRAPS, st.sampled_from([" ", "  ", "\t", "\n"]))
@settings(max_examples=200, deadline=None)
def test_no_character_is_lost_whatever_the_text(scraps: list[str], between: str) -> None:
    source = HEAD + between.join(scraps)
    report = perfparse.parse(source.encode())
    assert list(check.consistency(report)) == []
    assert list(check.faithfulness(report, reader.read(source.encode()))) == []


@given(st.integers(0, 10_000), st.sampled_from(sorted(FORMS)), st.sampled_from(STYLES), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_text_cut_anywhere_keeps_its_account(seed: int, form: str, style: str, cut: int) -> None:
    text = made(seed, form, style).text
    source = text[: len(text) - cut % len(text)].strip() or text
    report = perfparse.parse(source.encode())
    assert list(check.faithfulness(report, reader.read(source.encode()))) == []


def test_no_header_is_no_cell_stream() -> None:
    assert build.flow(reader.read("一份通知。\n请各单位按时报送。".encode())) is None


def test_a_header_of_two_rows_has_the_words_of_both() -> None:
    text = "绩效指标 指标值 得分 未完成情况\n一级指标 三级指标 目标值 完成值 原因 改进举措\n"
    (header,) = headers_in(stream(text))
    assert [column.name for column in header.columns] == [
        "一级指标", "三级指标", "目标值", "完成值", "得分", "原因", "改进举措",
    ]  # fmt: skip
    assert [(word.name, start, end) for word, start, end in header.over] == [
        ("绩效指标", 0, 2), ("指标值", 2, 4), ("未完成情况", 5, 7),
    ]  # fmt: skip
