"""What made-up forms say: phrases of our own, and hypothesis strategies that put them together."""

from __future__ import annotations

from hypothesis import strategies as st

from pdf_forms import Content, Look, Row

LEVELS = (
    ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"), ("产出指标", "成本指标"),
    ("效益指标", "经济效益指标"), ("效益指标", "社会效益指标"), ("效益指标", "生态效益指标"),
    ("效益指标", "可持续影响指标"), ("满意度指标", "服务对象满意度指标"),
)  # fmt: skip
NAMES = (
    "修缮渡槽", "安装太阳能路灯数量", "山洪沟治理长度", "村级卫生室药品配送次数", "古茶树挂牌保护", "旧档案数字化",
    "桥梁检测座数", "饮用水源监测点位覆盖率", "乡村邮路班车准点率", "蚕桑合作社带动农户增收", "夜校开课期数",
    "残疾人家庭无障碍改造户数", "防汛沙袋储备", "盲道修复", "河滩垃圾清运量", "渔船定位终端安装", "稻种提纯复壮面积",
    "戏台彩绘修复", "气象预警信息到户率", "老旧电梯更新台数", "护林步道巡查频次", "牧道硬化里程", "群众投诉办结率",
    "社区食堂运营", "梯田灌溉保证率", "林下养蜂箱数", "校车安全员培训", "优化服务流程", "科普馆开放天数", "应急演练",
)  # fmt: skip
SHORT_TARGETS = (
    "≥12座", "100%", "不少于360盏", "4.8公里", "每月2次", "≥95%", "2022年11月底前", "及时", "35户", "约1.2万立方米",
    "持续提高", "三期", "≤46万元", "8处以上", "基本建成",
)  # fmt: skip
SHORT_ACTUALS = (
    "12座", "100%", "372盏", "4.75公里", "每月2次", "97.4%", "2022年10月28日", "及时", "37户", "1.31万立方米",
    "有所提高", "三期", "45.2万元", "9处", "已建成", "达成预期指标",
)  # fmt: skip
SENTENCES = (
    "组织技术人员逐村踏勘，登记渡槽裂缝和渗漏点163处，建立一槽一卡台账",
    "新装路灯372盏，其中庙前村128盏、岭背村97盏，夜间照明覆盖主要巷道",
    "会同气象站更新雨量报警器，汛期发布预警短信2.6万条，转移低洼地带群众418人次",
    "聘请退休教师担任夜校讲师，开设裁剪、电工和普通话三门课程，结业学员达到九百余人",
    "对全镇46座便桥进行荷载检测，发现支座老化等隐患，已设置限载标志并列入次年改造计划",
    "扶持合作社购置小型烘干机，蚕茧统一收购价比上年每公斤高出3.5元，户均增收约1800元",
    "完成旧档案扫描12.4万页，目录著录差错率控制在0.3%以内",
    "与电力部门核对线路走向，避开古树根系，确保施工不损伤保护范围内的植被",
    "印发宣传手册8000册，在集市、码头和学校门口设立咨询点，接受群众询问",
    "项目资金实行专账管理，支付前由监理、村民代表和镇财政所三方签字确认",
    "因连续降雨导致路基沉降，工期顺延十五天，目前已全部完工并通过验收",
    "联合检查组抽查食堂留样记录，对两家未按规定消毒的网点责令停业整改",
    "推行“一窗受理、并联审批”，群众办事平均等候时间由42分钟缩短到19分钟",
    "按照《临川渡槽保护办法（试行）》的要求，明确管护责任人并公示联系电话",
    "开展应急演练6场，参与干部群众1352人次，检验了预案的可操作性",
    "回访服务对象，满意度较上年提高4.2个百分点",
)
REASONS = (
    "",
    "",
    "",
    "",
    "无",
    "材料价格上涨，重新组织询价",
    "连续降雨影响工期，已调整施工计划并加派班组",
    "资金到位较晚",
)
GOALS = (
    "围绕渡槽灌区续建配套，补齐农田水利短板，让下游三个乡镇的稻田旱能灌、涝能排。",
    "一是摸清家底，逐段登记渠系建筑物的年代、材质和病害。",
    "二是抓紧抢修，优先处理渗漏严重、威胁村庄安全的槽段。",
    "三是健全管护，推行“渠长+管水员”制度，做到有人管、管得住。",
    "四是带动增收，吸纳脱贫户参加工程建设，以工代赈发放劳务报酬。",
    "坚持边建设边开放，把沿线古渡口、老戏台串联起来，形成看得见山水的步行线路。",
    "资金使用公开透明，每季度在村务栏公布进度和结余。",
    "到年末，灌溉保证率明显提高，群众对水利设施的满意度稳步上升",
)
FIELDS = (
    ("项目名称", "云渡县渡槽灌区修复与乡村照明提升"), ("主管部门", "云渡县水利局"), ("实施单位", "云渡县灌区事务中心"),
    ("项目负责人", "石砚舟"), ("联系电话", "0000-0000"),
)  # fmt: skip
MONEY = (
    ("年度资金总额", "860.00", "842.50", "836.72", "10", "99.31%", "9.93"),
    ("其中：当年财政拨款", "800.00", "800.00", "796.20", "", "99.53%", ""),
    ("上年结转资金", "60.00", "42.50", "40.52", "", "95.34%", ""),
    ("其他资金", "", "", "", "", "", ""),
)
DEPARTMENT_HEADER = ("关键指标", "预期实现值", "年度完成值")
GOAL_LABELS = ("年度主要支出计划（对应任务、政策）", "任务（政策）的绩效目标")


def prose(sentences: list[str], between: list[str], end: str) -> str:
    """Sentences as one text."""
    text = sentences[0]
    for sentence, mark in zip(sentences[1:], between, strict=False):
        text += mark + sentence
    return text + end


@st.composite
def proses(draw: st.DrawFn, most: int = 4) -> str:
    """Prose of one or more sentences, in one or more paragraphs, with or without a full stop at its end."""
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=most, unique=True))
    marks = draw(st.lists(st.sampled_from(("；", "。", "，", "。\n", "；\n")), min_size=most, max_size=most))
    return prose(sentences, marks, draw(st.sampled_from(("。", "。", ""))))


@st.composite
def rows(draw: st.DrawFn, *, levels: bool, wordy: bool) -> tuple[Row, ...]:
    """Rows in the order of their levels; names occur once."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(5, 16))]
    long = proses(5 if wordy else 2)
    made = []
    for name in names:
        target = draw(st.one_of(st.sampled_from(SHORT_TARGETS), proses(1 if not wordy else 2)))
        actual = draw(st.one_of(long, st.sampled_from(SHORT_ACTUALS)))
        weight = str(draw(st.integers(2, 10)))
        level = draw(st.integers(0, len(LEVELS) - 1)) if levels else 0
        reason = draw(st.sampled_from(REASONS))
        made.append((level, Row(*LEVELS[level], name, target, actual, weight, weight, reason)))
    made.sort(key=lambda pair: pair[0])
    return tuple(row for _, row in made)


@st.composite
def looks(draw: st.DrawFn) -> Look:
    """How a program may draw: pages of many heights, so that they end anywhere."""
    wide = draw(st.booleans())
    return Look(
        page=(842.0 if wide else 595.0, draw(st.integers(420, 842)) * 1.0),
        size=draw(st.sampled_from((9.0, 10.5))),
        repeat=draw(st.booleans()),
        rows=draw(st.sampled_from(("anywhere", "two", "never"))),
        rule=draw(st.booleans()),
        stand=draw(st.sampled_from(("top", "parts", "whole"))),
        label=draw(st.sampled_from(("once", "centred", "repeated"))),
        shift=draw(st.sampled_from((0.0, 0.0, 14.0, -20.0))),
        foot=draw(st.sampled_from(("", "#", "- # -", "第#页 共@页"))),
        head=draw(st.sampled_from(("", "", "云渡县2022年度财政支出绩效自评资料汇编", "云渡县水利局部门绩效自评报告"))),
        runs=draw(st.booleans()),
    )


@st.composite
def contents(draw: st.DrawFn, *, kind: str) -> Content:
    """A project's form, or a department's with one or two goals."""
    if kind == "project":
        goals = (("预期目标", draw(goal_texts(3))), ("实际完成情况", draw(proses(4))))
        made = draw(rows(levels=True, wordy=draw(st.booleans())))
        money = draw(st.sampled_from(((), MONEY)))
        return Content("云渡县项目支出绩效自评表", made, goals, FIELDS, money, ("100", "97.5"), "（2022年度）")
    labels = GOAL_LABELS[: draw(st.integers(1, 2))]
    made = draw(rows(levels=False, wordy=True))
    goals_beside = tuple((label, draw(goal_texts(8))) for label in labels)
    return Content("云渡县水利局2022年部门整体绩效完成情况表", made, goals_beside)


@st.composite
def goal_texts(draw: st.DrawFn, most: int) -> str:
    """A goal in prose."""
    chosen = draw(st.lists(st.sampled_from(range(len(GOALS))), min_size=1, max_size=most, unique=True))
    return "".join(GOALS[at] for at in sorted(chosen))
