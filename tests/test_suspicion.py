"""Cells that look as none should: what is doubted, and what must not be."""

from __future__ import annotations

import pytest

from perfparse.model.ir import Span
from perfparse.segment.model import Row, Text
from perfparse.segment.suspicion import looked_at

SENTENCES = (
    "完成清淤12公里。",
    "河道保洁覆盖率达到95%以上。",
    "建成泵站3座，新增排涝能力。",
    "开展巡河186次，整改问题。",
)
LONG = [(f"全年{text}各项任务按计划推进。", f"全年{text}各项任务均已完成。") for text in SENTENCES] * 2


def row(target: str, actual: str) -> Row:
    texts = [Text(text, (Span(0, len(text)),)) if text else None for text in (target, actual)]
    return Row("r", None, None, texts[0], texts[1], None, (), 0.99, ())


DOUBTED = [
    # target, actual, rows beside, a word of the doubt
    ("全年完成河道清淤十二公里。", "全年完成清淤十三公里，建成城", LONG, "full stop"),
    ("全年完成河道清淤十二公里，新增绿", "全年完成清淤十三公里。", LONG, "full stop"),
    ("≥95%", "，以上各项均已达到", (), "begins"),
    ("以上，办结时限9个工作日", "9个工作日", (), "begins"),
    ("产值6亿以上", "产值达到6。亿元，同比增长", (), "unit behind"),
    ("不少于88%无", "90%", (), "无"),
    ("完成清淤12公里。", "完成文物建筑修缮4处，投入资金1213万元；", (), "went on"),
    ("不低于15年16年", "", (), "two values"),
    ("培训天数", "培训天数7至8天9天", (), "two values"),
    ("实际完成2798元/户", "2855元/户以内", (), "exchanged"),
    ("12公里", "≥12公里", (), "exchanged"),
    ("已完成清淤", "清淤12公里", (), "exchanged"),
    ("每季度开展清淤检查", "次，推动河道问题及时整改", (), "begins"),  # in order of lines, 次 stood in the target
    ("每学期对河道督导", "2次。完成全部督导任务", (), "begins"),
    ("河道治理达标，保洁覆盖率", "以上。", (), "begins"),
    ("全市河道全年清淤长度不少于", "98公里", (), "went on"),
    ("建成排涝泵站三座，河道清淤率", "98%", (), "went on"),
    ("全年开展河道巡查4改，持续好转", "巡查5次", (), "without a unit"),
    ("2023年2月底前2023年7月完工", "按期完工", (), "two values"),
    ("增长2%同比增长3%", "3%", (), "without a stop"),
    ("压", "12公里", (), "one character"),
    ("完成全部河道整治任务，缓解压", "力。", (), "压力"),
    ("河道清淤整治任务河道清淤整治任务12公里", "12公里", (), "twice"),
    ("全年完成清淤", "全年完成清淤。水质抽检达标率≥92%已完成", (), "limit behind"),
    ("12公里", "完成" + "清淤整治" * 40, [("9公里", "完成8公里")], "longer"),
    ("全年完成河道清淤。", "", LONG, "actual value, this one"),
    ("", "全年完成河道清淤十二公里。", LONG, "target, this one"),
]
LEFT = [
    ("≥12公里", "12.6公里", ()),
    ("≥95%", "≥96%", ()),
    ("12公里以上", "13公里", ()),
    ("100%", "100%", ()),
    ("全年完成河道清淤十二公里。", "全年完成清淤十三公里。", LONG),
    ("12公里", "13公里", LONG),  # short cells are no sentences
    ("完成河道清淤12公里以上的任务", "已完成河道清淤13公里的任务", ()),  # nobody ends with a full stop
    ("无", "无", ()),
    ("", "12公里以上", ()),
    ("有无投诉", "无", ()),
    ("显著提升", "已完成", ()),
    ("3年至5年", "", ()),
    ("15年", "", ()),
    ("清淤；", "清淤：", ()),  # too short to be a sentence
    ("按时完成", "已完成", ()),
    ("市、县、镇、村四级河长分片包干", "分片包干", ()),  # 市 counts nothing here
    ("亩均增收不少于三百元的农户", "亩均增收四百元", ()),
    ("对脱贫户每季度排查一次", "排查四次", ()),
    ("《年度检查计划》100%完成任务", "完成", ()),
    ("第3季度完成5G基站和3A级厕所", "完成", ()),
    ("优", "良", ()),
    ("符合〔2019〕7号文件要求", "符合要求", LONG),  # no clause, so no sentence
    ("", "94.3%", [("", "95%")] * 6),
    ("提高群众满意程度，加强管理，提升效率", "效率提升", ()),
]


@pytest.mark.parametrize(("target", "actual", "beside", "word"), DOUBTED)
def test_a_cell_that_looks_cut_or_exchanged_is_doubted(
    target: str, actual: str, beside: list[tuple[str, str]], word: str
) -> None:
    made = looked_at([row(target, actual), *(row(*cells) for cells in beside)])
    assert made[0].confidence < 0.8
    assert any(word in doubt for doubt in made[0].doubts)
    assert all(other.confidence == 0.99 for other in made[1:])


@pytest.mark.parametrize(("target", "actual", "beside"), LEFT)
def test_a_usual_cell_is_not(target: str, actual: str, beside: list[tuple[str, str]]) -> None:
    made = looked_at([row(target, actual), *(row(*cells) for cells in beside)])
    assert made[0].doubts == ()
    assert made[0].confidence == 0.99


NAMES = [
    # name, target; the doubt's words, or none
    ("修缮村道", "12公里", ""),
    ("村民满意度（%）", "95", ""),
    ("未达指标值酌情扣分", "", "neither"),  # a merged cell's blanks moved it under the names
    ("（分)是否核心指标", "30", ""),
    ("）是否核心指标", "30", "no name"),
    ("发放宣传资料（册", "300", "no name"),
    ("%控制率", "30", "no name"),
    ("第一轮排查于2020年1月3日结束。农产品质量", "30", "end of a sentence"),
]


@pytest.mark.parametrize(("name", "target", "word"), NAMES)
def test_a_name_that_looks_cut_or_has_no_value_is_doubted(name: str, target: str, word: str) -> None:
    named = row(target, target and "12")._replace(indicator=Text(name, (Span(0, len(name)),)))
    made = looked_at([named, *(row("12公里", "13公里") for _ in range(4))])
    assert [word in doubt for doubt in made[0].doubts] == [True] * bool(word)


LEVELS = [
    # first and second level of the row; the doubt's words, or none
    ("产出指标", "数量指标", ""),
    ("效益指标", "社会公众或服务对象满意度指标", ""),
    ("履职效能", "重点工作", ""),
    ("进措施产出指标", "数量指标", "more than"),  # the end of a header's last word
    ("产出指标", "计财股数量指标", "more than"),
    (None, None, "none"),
]


@pytest.mark.parametrize(("level1", "level2", "word"), LEVELS)
def test_a_level_that_looks_odd_or_is_missing_is_doubted(level1: str | None, level2: str | None, word: str) -> None:
    others = [row("12公里", "13公里")._replace(level1="产出指标") for _ in range(4)]
    made = looked_at([row("12公里", "13公里")._replace(level1=level1, level2=level2), *others])
    assert [word in doubt for doubt in made[0].doubts] == [True] * bool(word)
    assert looked_at([row("12公里", "13公里")] * 3)[0].doubts == ()  # a form without levels
