"""Tables over page ends: what is one and what is not, on small pages made by hand, and on forms drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import form_contents as made
import pdf_forms as forms
import perfparse
from flows import Maker
from perfparse.layout import cuts, rests, stitch
from perfparse.model.ir import Cell, Drawn, Flow, Line, Span, Table
from perfparse.model.report import Report

HEADER = "|一级指标|二级指标|三级指标|年度指标值|实际完成值|"
FIRST = f"""
{HEADER}
|产出指标|数量指标|渡槽修缮|≥12座|全年修缮渡槽12座，逐座建立台账。|
|^|^|路灯安装|372盏|安装路灯372盏，照亮主要巷道。|
|^|^|沟渠清淤|8公里|完成沟渠清淤8.2公里，灌溉顺畅。|
"""


@dataclass(frozen=True)
class Case:
    """Pages, and what they must be together: a line of `rows` is a row's new cells; ×3 says that a cell has 3 rows.

    `open_` says that no rule closes the first page's table, `rooms` how many em the last lines of texts leave free.
    """

    name: str
    pages: tuple[str, ...]
    rows: tuple[str, ...]
    open_: bool = False
    rooms: dict[str, float] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()


def drawn(case: Case) -> list[Drawn]:
    maker = Maker()
    pages = []
    for number, drawing in enumerate(case.pages, 1):
        items = [_as_asked(item, case, number) for item in maker.items(drawing, number)]
        pages.append(Drawn(number, 600.0, 800.0, tuple(items)))
    return pages


def _as_asked(item: Line | Table, case: Case, number: int) -> Line | Table:
    if isinstance(item, Line):
        return item
    cells = tuple(
        replace(cell, room=next((room for text, room in case.rooms.items() if cell.text.endswith(text)), None))
        for cell in item.cells
    )
    return replace(item, cells=cells, open_bottom=case.open_ and number < len(case.pages))


def shown(flow: Flow) -> Iterator[str]:
    for item in flow.items:
        if isinstance(item, Line):
            yield item.text
            continue
        for row in range(max(cell.row + cell.rowspan for cell in item.cells)):
            cells = [cell for cell in item.cells if cell.row == row]
            yield "|".join(cell.text + (f"×{cell.rowspan}" if cell.rowspan > 1 else "") for cell in cells)


TOP = (
    "一级指标|二级指标|三级指标|年度指标值|实际完成值",
    "产出指标×{0}|数量指标×{0}|渡槽修缮|≥12座|全年修缮渡槽12座，逐座建立台账。",
    "路灯安装|372盏|安装路灯372盏，照亮主要巷道。",
)
CLEAN = "沟渠清淤|8公里|完成沟渠清淤8.2公里，灌溉顺畅。"
CUT = FIRST.replace("完成沟渠清淤8.2公里，灌溉顺畅。", "{}")


def top(rows: int, last: str = CLEAN) -> tuple[str, ...]:
    return (*(row.format(rows) for row in TOP), last)


ONE = (
    Case(
        "a row cut in mid-sentence",
        (
            CUT.format("完成沟渠清淤8.2公里，其中"),
            "| | | | |支渠5公里。|\n|^|^|堤坝加固|3处|加固堤坝3处。|",
        ),
        (*top(4, "沟渠清淤|8公里|完成沟渠清淤8.2公里，其中支渠5公里。"), "堤坝加固|3处|加固堤坝3处。"),
    ),
    Case(
        "a row cut in mid-word",
        (CUT.format("完成沟渠清淤8.2公里，加快两项重"), "| | | | |点项目建设。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里，加快两项重点项目建设。"),
    ),
    Case(
        "a row cut between two paragraphs, other cells blank below",
        (CUT.format("完成沟渠清淤8.2公里。"), "| | | | |组织验收两次，均为合格。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里。组织验收两次，均为合格。"),
    ),
    Case(
        "a row cut where its rule is missing",
        (CUT.format("完成沟渠清淤8.2公里。"), "| | | | |组织验收两次，均为合格。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里。组织验收两次，均为合格。"),
        open_=True,
    ),
    Case(
        "all columns cut at once, their lines full",
        (
            FIRST.replace(
                "沟渠清淤|8公里|完成沟渠清淤8.2公里，灌溉顺畅。",
                "沟渠清淤与岸坡|不少于8公里，其中支渠|完成沟渠清淤8.2公里，并对受损",
            ),
            "| | |整治|3公里|的岸坡砌石护砌。|",
        ),
        top(3, "沟渠清淤与岸坡整治|不少于8公里，其中支渠3公里|完成沟渠清淤8.2公里，并对受损的岸坡砌石护砌。"),
        rooms={"沟渠清淤与岸坡": 0.2, "其中支渠": 0.1, "并对受损": 0.4},
    ),
    Case(
        "a bracket that the page end parts",
        (CUT.format("完成沟渠清淤8.2公里（支渠5公里"), "| | | | |干渠3.2公里）。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里（支渠5公里干渠3.2公里）。"),
    ),
    Case(
        "a repeated header, then the rest of a row",
        (CUT.format("完成沟渠清淤8.2公里，其中"), f"{HEADER}\n| | | | |支渠5公里。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里，其中支渠5公里。"),
        furniture=("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
    ),
    Case(
        "a page with nothing but more of a cell, and another",
        (CUT.format("完成沟渠清淤8.2公里，其中"), "| | | | |支渠5公里，干渠3.2公里，并|", "| | | | |修复闸门4座。|"),
        top(3, "沟渠清淤|8公里|完成沟渠清淤8.2公里，其中支渠5公里，干渠3.2公里，并修复闸门4座。"),
    ),
    Case(
        "merged cells that go on without their labels",
        (FIRST, "| | |堤坝加固|3处|加固堤坝3处。|\n|^|^|闸门更换|4座|更换闸门4座。|"),
        (*top(5), "堤坝加固|3处|加固堤坝3处。", "闸门更换|4座|更换闸门4座。"),
    ),
    Case(
        "merged cells that go on with their labels printed again",
        (FIRST, "|产出指标|数量指标|堤坝加固|3处|加固堤坝3处。|\n|^|^|闸门更换|4座|更换闸门4座。|"),
        (*top(5), "堤坝加固|3处|加固堤坝3处。", "闸门更换|4座|更换闸门4座。"),
        furniture=("产出指标", "数量指标"),
    ),
    Case(
        "a merged cell whose label the page end cuts",
        (
            FIRST.replace("|数量指标|", "|数量|"),
            "| |指标|堤坝加固|3处|加固堤坝3处。|\n|^|^|闸门更换|4座|更换闸门4座。|",
        ),
        (*top(5), "堤坝加固|3处|加固堤坝3处。", "闸门更换|4座|更换闸门4座。"),
    ),
    Case(
        "a merged cell whose label stands on its second page alone",
        (
            FIRST.replace("|产出指标|", "| |"),
            "|产出指标| |堤坝加固|3处|加固堤坝3处。|\n|^|^|闸门更换|4座|更换闸门4座。|",
        ),
        (*top(5), "堤坝加固|3处|加固堤坝3处。", "闸门更换|4座|更换闸门4座。"),
    ),
    Case(
        "a goal beside all rows, cut in mid-word",
        (
            "|绩效目标|关键指标|预期实现值|年度完成值|\n|让居民出门见绿，加快两项重|渡槽修缮|≥12座|12座|\n|^|路灯安装|372盏|372盏|",
            "|绩效目标|关键指标|预期实现值|年度完成值|\n|点工程。|沟渠清淤|8公里|8公里|\n|^|堤坝加固|3处|3处|",
        ),
        (
            "绩效目标|关键指标|预期实现值|年度完成值",
            "让居民出门见绿，加快两项重点工程。×4|渡槽修缮|≥12座|12座",
            "路灯安装|372盏|372盏",
            "沟渠清淤|8公里|8公里",
            "堤坝加固|3处|3处",
        ),
        furniture=("绩效目标", "关键指标", "预期实现值", "年度完成值"),
    ),
    Case(
        "page numbers and running heads between",
        (f"绩效资料汇编\n{FIRST}\n-~1~-", "绩效资料汇编\n| | |堤坝加固|3处|加固堤坝3处。|\n-~2~-"),
        (*top(4), "堤坝加固|3处|加固堤坝3处。"),
        furniture=("绩效资料汇编", "-~1~-", "绩效资料汇编", "-~2~-"),
    ),
    Case(
        "a running head that reads like a title: its first is kept",
        (f"云渡县绩效自评报告\n{FIRST}", "云渡县绩效自评报告\n| | |堤坝加固|3处|加固堤坝3处。|"),
        ("云渡县绩效自评报告", *top(4), "堤坝加固|3处|加固堤坝3处。"),
        furniture=("云渡县绩效自评报告",),
    ),
    Case(
        "续表 between",
        (FIRST, "续表1\n| | |堤坝加固|3处|加固堤坝3处。|"),
        (*top(4), "堤坝加固|3处|加固堤坝3处。"),
        furniture=("续表1",),
    ),
)

BLOCK = "|项目名称|{}|<|<|<|\n|主管部门|水利局|<|<|<|\n" + FIRST.strip()
TWO = (
    Case(
        "a new row with a blank value at the page's top",
        (FIRST, "| | |堤坝加固| |加固堤坝3处，完成投资。|"),
        (*top(4), "堤坝加固||加固堤坝3处，完成投资。"),
    ),
    Case("numbers at the page's top", (FIRST, "| | |堤坝加固|3|4|"), (*top(4), "堤坝加固|3|4")),
    Case(
        "a new row whose texts do not end like sentences",
        (
            FIRST.replace("，灌溉顺畅。", "，灌溉顺畅"),
            "| | |堤坝加固|3处以上|加固堤坝3处并完成验收|",
        ),
        (*top(4, CLEAN.rstrip("。")), "堤坝加固|3处以上|加固堤坝3处并完成验收"),
        rooms={"沟渠清淤": 3.0, "8公里": 2.5, "灌溉顺畅": 6.0},
    ),
    Case(
        "a new level at the page's top",
        (FIRST, "|效益指标|社会效益指标|受益人口|1.2万人|受益1.3万人|"),
        (*top(3), "效益指标|社会效益指标|受益人口|1.2万人|受益1.3万人"),
    ),
    Case(
        "a new second level of the same first",
        (FIRST, "| |质量指标|验收合格率|100%|100%|"),
        (*(row.replace("产出指标×3", "产出指标×4") for row in top(3)), "质量指标|验收合格率|100%|100%"),
    ),
    Case(
        "the second level of another first, of the same name",
        (
            FIRST.replace("产出指标", "成本指标").replace("数量指标", "经济成本指标"),
            "|效益指标| |受益人口|1.2万人|受益1.3万人|",
        ),
        (
            *(row.replace("产出指标", "成本指标").replace("数量指标", "经济成本指标") for row in top(3)),
            "效益指标||受益人口|1.2万人|受益1.3万人",
        ),
    ),
    Case(
        "a header at the page's end",
        (HEADER, "| | |渡槽修缮|≥12座|全年修缮渡槽12座|"),
        ("一级指标|二级指标|三级指标|年度指标值|实际完成值", "||渡槽修缮|≥12座|全年修缮渡槽12座"),
    ),
    Case(
        "a new form with the same columns, its header block at the page's top",
        (BLOCK.format("渡槽"), BLOCK.format("路灯")),
        ("项目名称|渡槽", "主管部门|水利局", *top(3), "项目名称|路灯", "主管部门|水利局", *top(3)),
    ),
    Case(
        "a new form of the same project",
        (BLOCK.format("渡槽"), BLOCK.format("渡槽").replace("水利局", "农业农村局")),
        ("项目名称|渡槽", "主管部门|水利局", *top(3), "项目名称|渡槽", "主管部门|农业农村局", *top(3)),
    ),
    Case(
        "a title before a table with the same columns",
        (FIRST, f"路灯项目绩效自评表\n{FIRST}"),
        (*top(3), "路灯项目绩效自评表", *top(3)),
    ),
    Case(
        "the same title over each form",
        (f"项目支出绩效自评表\n{BLOCK.format('渡槽')}", f"项目支出绩效自评表\n{BLOCK.format('路灯')}"),
        (
            *("项目支出绩效自评表", "项目名称|渡槽", "主管部门|水利局", *top(3)),
            *("项目支出绩效自评表", "项目名称|路灯", "主管部门|水利局", *top(3)),
        ),
    ),
    Case(
        "a note between",
        (f"{FIRST}\n注：数据截至年末。", "| | |堤坝加固|3处|加固堤坝3处。|"),
        (*top(3), "注：数据截至年末。", "||堤坝加固|3处|加固堤坝3处。"),
    ),
    Case(
        "a table with other columns",
        (FIRST, "|序号|问题|\n|1|资金到位较晚|"),
        (*top(3), "序号|问题", "1|资金到位较晚"),
    ),
)


@pytest.mark.parametrize("case", [*ONE, *TWO], ids=lambda case: case.name)
def test_what_a_page_end_has_cut_is_one_again_and_nothing_else(case: Case) -> None:
    pages = drawn(case)
    flow = stitch.join(pages)
    assert tuple(shown(flow)) == case.rows
    text = {span: cell.text for page in pages for item in page.items for cell in _parts(item) for span in cell.spans}
    assert sorted(text[span] for span in flow.furniture) == sorted(case.furniture)


@pytest.mark.parametrize("case", [*ONE, *TWO], ids=lambda case: case.name)
def test_no_character_is_lost_or_doubled(case: Case) -> None:
    pages = drawn(case)
    flow = stitch.join(pages)
    before = sorted(_spans(item for page in pages for item in page.items))
    assert sorted([*_spans(flow.items), *((span.start, span.end) for span in flow.furniture)]) == before


def _parts(item: Line | Table) -> tuple[Line | Cell, ...]:
    return (item,) if isinstance(item, Line) else item.cells


def _spans(items: object) -> list[tuple[int, int]]:
    return [(span.start, span.end) for item in items for cell in _parts(item) for span in cell.spans]  # type: ignore[attr-defined]  # items of a flow


def test_two_honest_readings_are_doubted() -> None:
    """A cell of prose under prose that ended, and nothing beside either: a row of its own, or its second paragraph."""
    page = """
    |工作任务|完成情况|
    |渡槽修缮|全年修缮渡槽12座，逐座建立台账。|
    | |完成沟渠清淤8.2公里，灌溉顺畅。|
    |路灯|安装路灯372盏。|
    """
    flow = stitch.join(drawn(Case("", (page, "| |组织验收两次，均为合格。|"), ())))
    table = flow.items[0]
    assert isinstance(table, Table)
    where = {span for doubt in flow.doubts if doubt.severity == "warning" for span in doubt.spans}
    told = [cell for cell in table.cells if cell.text.endswith("均为合格。")]
    assert where & set(told[0].spans)
    assert told[0].confidence < 0.8
    assert told[0].doubts


def test_the_dictionary_is_not_asked_where_it_cannot_turn_the_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(left: str, right: str) -> str:
        raise AssertionError(f"asked for {left[-4:]}|{right[:4]}")

    monkeypatch.setattr(rests, "crossing", asked)
    for case in (*ONE[3:4], *ONE[5:6], *TWO[1:2]):
        stitch.join(drawn(case))


@pytest.mark.parametrize(
    ("left", "right", "room", "more"),
    [
        ("对受损的岸坡进行砌", "石护砌并完成验收", 0.2, True),
        ("累计培训", "1352人次", 1.5, True),  # the number did not fit
        ("出席会议的有村民代表（", "12人）", None, True),
        ("完成验收", "，合格", 8.0, True),
        ("完成验收", "组织培训", 8.0, False),  # there was room for more
        ("12", "35", 0.1, False),
        ("全部完成。", "组织培训3场。", 0.1, False),
        ("资金到位较晚", "7", 5.0, False),
    ],
)
def test_what_speaks_for_one_text(left: str, right: str, room: float | None, more: bool) -> None:
    assert (rests.weigh(left, right, room, 0.5).nats > 0) == more


def test_a_page_with_room_left_was_not_cut() -> None:
    span = (Span(0, 1, 1),)
    above = cuts.Side([Cell(0, 0, "完成沟渠清淤", span, room=0.2)], [(0.0, 60.0)], 0)
    below = cuts.Side([Cell(0, 0, "并修复闸门4座。", span)], [(0.0, 60.0)], 0)
    assert cuts.decide(above, below, cuts.Foot()).same_row
    assert not cuts.decide(above, below, cuts.Foot(free=9.0)).same_row


# forms drawn at random


def _squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def wrong(content: forms.Content, report: Report, *, levels: bool) -> list[str]:
    """What does not come back as it was written: rows, levels, goals."""
    rows = [
        (
            *((record.level1 or "", record.level2 or "") if levels else ()),
            *(_squeezed(field.text) if field else "" for field in (record.indicator, record.target, record.actual)),
            *((_squeezed(record.reason.text) if record.reason else "", record.weight, record.score) if levels else ()),
        )
        for record in report.records
    ]
    want = [
        (
            *((row.level1, row.level2) if levels else ()),
            *map(_squeezed, (row.indicator, row.target, row.actual)),
            *((_squeezed(row.reason), row.weight, row.score) if levels else ()),
        )
        for row in content.rows
    ]
    goals = {goal.label: _squeezed(goal.text) for section in report.sections for goal in section.goals}
    lost = [f"not read: {row}" for row in want if row not in rows] + [
        f"not written: {row}" for row in rows if row not in want
    ]
    lost += ["the rows stand in another order"] if not lost and rows != want else []
    return lost + ([f"goals: {goals}"] if goals != {label: _squeezed(text) for label, text in content.goals} else [])


def doubted(report: Report) -> bool:
    """Whether the report says that a page end was hard to read."""
    return any(issue.code == "page-cut-close" for issue in report.issues)


BOUNDED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@given(made.contents(kind="project"), made.looks())
@BOUNDED
def test_a_project_form_comes_back_whole_however_pages_cut_it(content: forms.Content, look: forms.Look) -> None:
    data = forms.drawn([forms.project(content)], look)
    report = perfparse.parse(data, "form.pdf")
    assert doubted(report) or wrong(content, report, levels=True) == []


@given(made.contents(kind="department"), made.looks())
@BOUNDED
def test_a_department_form_comes_back_whole_however_pages_cut_it(content: forms.Content, look: forms.Look) -> None:
    data = forms.drawn([forms.department(content, made.DEPARTMENT_HEADER)], look)
    report = perfparse.parse(data, "form.pdf")
    assert doubted(report) or wrong(content, report, levels=False) == []


def test_few_forms_need_a_doubt() -> None:
    """What is doubted is not tested above, so it must be rare."""
    asked: list[bool] = []

    @given(made.contents(kind="project"), made.looks())
    @settings(max_examples=80, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    def count(content: forms.Content, look: forms.Look) -> None:
        asked.append(doubted(perfparse.parse(forms.drawn([forms.project(content)], look), "form.pdf")))

    count()
    assert sum(asked) <= 0.05 * len(asked)


def test_two_forms_with_the_same_columns_stay_two() -> None:
    """The second begins on a page of its own, with a title, in the running text, or with its header block alone."""
    content = forms.Content(
        "云渡县项目支出绩效自评表",
        tuple(
            forms.Row("产出指标", "数量指标", name, "≥12座", made.SENTENCES[at], "9", "9")
            for at, name in enumerate(made.NAMES[:9])
        ),
        (("预期目标", made.GOALS[0]), ("实际完成情况", made.SENTENCES[0])),
        made.FIELDS,
    )
    other = replace(content, fields=(("项目名称", "夜校与乡村邮路"), *made.FIELDS[1:]))
    for new_page, titled in ((True, True), (False, True), (True, False)):
        second = replace(forms.project(other), new_page=new_page)
        if not titled:
            second = replace(second, above=())
        report = perfparse.parse(forms.drawn([forms.project(content), second], forms.Look(size=10.0)), "two.pdf")
        names = [_squeezed(record.indicator.text) for record in report.records if record.indicator]
        assert names == [row.indicator for row in (*content.rows, *other.rows)], (new_page, titled)
        if titled:
            assert [form.fields["项目名称"].text for form in report.forms] == [
                "云渡县渡槽灌区修复与乡村照明提升",
                "夜校与乡村邮路",
            ]
