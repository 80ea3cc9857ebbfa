"""The words that rules look for, as data. Each table says where its words come from.

"Corpus" is a set of made-up reports, "seed" the Guangzhou report of 2020, "forms" the headers and names of forms
that some twenty provinces publish. Regular expressions over these tables are alternations of fixed words, so that
they run in time that grows with the text only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

BANDS: Mapping[str, Literal["met", "not_met"]] = {
    "达成预期指标": "met", "达到预期指标": "met", "全部达成预期指标": "met", "完成预期指标": "met",
    "部分达成预期指标": "not_met", "部分达成预期指标并具有一定效果": "not_met",
    "部分达成预期指标且具有一定效果": "not_met",
    "未达成预期指标": "not_met", "未达成预期指标且效果较差": "not_met", "未达到预期指标": "not_met",
    "未达到预期指标且效果较差": "not_met",
}  # fmt: skip
"""The grades of a target in words, as the forms' notes list them (forms: 定性指标 …三档); 目标 is read as 指标."""

CLAUSE_ENDS = "，,。；;！!？?\n、（）()"
"""What ends a clause; a colon does not, 平台监控周报：52期 is one clause."""

SENTENCE_ENDS = "。；;！!？?\n"

LEADING = (
    "其中", "合计", "共计", "总计", "累计", "一共", "共", "已经", "已", "均", "各", "我市", "我局", "全市", "全省",
    "全县", "全区", "全局", "全年", "全年度", "本年度", "本年", "年度", "当年", "今年", "年内", "实际", "顺利", "先后",
    "开展", "举办", "组织", "实施", "完成", "进行", "制定", "落实", "建成", "建设", "成立", "办理", "印发", "达成",
    "每周", "每月", "每季度", "每季", "每半年", "每年", "每学期", "每天", "每日", "了",
)  # fmt: skip
"""Verbs and words of time and place that stand before the name of what is counted (seed, corpus)."""

TRAILING = (
    "达到了", "达到", "均达到", "达成", "达", "约为", "约", "分别为", "为", "是", "有", "在", "近", "超过", "超",
    "不少于", "不低于", "不超过", "不高于", "至少", "共计", "合计", "共", "均", "占", "完成", "：", ":", "“", "”",
    "=", "＝", "≥", "≤", "＞", "＜", ">", "<", "较上年", "比上年", "同比", "环比", "下降", "减少", "降低", "增长",
    "上升", "增加", "提高", "提升",
)  # fmt: skip
"""Copulas, bounds and words of change that stand between the name and the number (seed, corpus)."""

FULFIL = ("达到", "达", "达成")
"""Before a number these promise it as a minimum: 完成率达到95% (seed 2.16)."""

GOOD_RATES = (
    "合格率", "达标率", "完成率", "覆盖率", "普及率", "及时率", "办结率", "完工率", "开工率", "发放率", "到位率",
    "执行率", "合规率", "准确率", "满意度", "满意率", "巩固率", "成活率", "上架率",
)  # fmt: skip
"""Shares that cannot be too high, so that a bare target is a minimum, and cannot pass 100% as a target (forms, corpus).

完成率 may pass it as an actual value."""

COSTS = ("成本", "费用", "造价", "单价", "花费")
"""Names that end in these are cost indicators, whose bare target is a maximum (forms: 成本指标)."""

PAYMENTS = ("补助", "补贴", "奖补", "奖励", "资助", "救助", "发放")
"""Under 成本指标 these may have been promised in full to others, so that paying less is not plainly met (corpus)."""

TIME_LIMITS = ("时限", "工期", "响应时间", "等候时间", "等待时间", "办结时间", "耗时", "用时")
"""Names that end in these promise to take no longer (corpus)."""

AMOUNTS = ("数量", "个数", "次数", "场次", "人数", "户数", "标准", "面积", "里程", "年限")
"""Names that end in these promise no less; whether more is welcome they leave open (corpus: 改造泵站数量)."""

DOING = (
    "新建", "改造", "改建", "修缮", "维修", "建成", "建设", "完成", "开展", "举办", "组织", "培训", "发放", "新增",
    "购置", "采购", "印发", "编发", "发布", "新修", "清淤", "补贴", "资助", "覆盖", "培育", "创建", "引进",
)  # fmt: skip
"""A promise to do so many is missed by doing fewer (corpus: 新建供水点, 购置课桌椅)."""

UNWELCOME = (
    "事故", "投诉", "死亡", "伤亡", "违法", "违规", "违纪", "纠纷", "信访", "积压", "超标", "损失", "排放", "污染",
    "能耗", "差错", "缺陷", "故障", "逾期", "失火", "火灾", "受害", "返贫", "辍学", "流失",
)  # fmt: skip
"""In a name these leave open whether many is good (事故数量); the words above then say nothing."""

PLANNED = ("计划", "拟", "预计", "目标", "应当")
"""A number after these is what was meant to be done, not what was done (seed 2.7: 计划开展9次培训, 已完成9次培训)."""

UNDONE = ("未完成", "未达", "尚未", "未能", "没有完成", "未按", "剩余", "预计", "拟于")
"""A cell with one of these is not called met on its numbers alone (wild 13: 剩余2.2公里因征地未完成)."""

DENIED = ("未", "没有", "无一", "不存在", "均不")
"""Before a bound these turn it round: 未超24小时."""

PARTS_OF = ("其中",)
"""Opens a list of some or all parts of the number before it."""

STARTED = ("开工", "启动", "开始", "签订", "招标", "立项", "进场")
"""A date beside one of these is that of a beginning; it answers a deadline only if the target speaks of the same."""

TOTALS = ("合计", "共计", "总计", "一共")
"""Opens the total of the parts before it (seed 1.6: 合计检查企业342家)."""

OPEN_LISTS = ("等", "其中", "主要", "包括", "含")
"""In a bracket these say that the parts named may not be all."""

WHOLES = ("计划", "应", "总", "共", "发生", "受理", "收到", "发现", "排查", "立案", "申请")
"""Before a number these name the whole of which a rate takes a part (seed 2.16: 安全事故发生4次)."""

CONTEXT_BOUND = (
    "参与", "参加", "参训", "参会", "出动", "涉及", "投入", "覆盖", "服务", "惠及", "受益", "发现", "整改", "责令",
    "培训", "检查", "巡查", "排查", "其他", "上半年", "下半年", "第一", "每", "各", "人均", "平均", "此", "该", "计划",
)  # fmt: skip
"""A name that begins with one of these says only beside its neighbours what is counted: two values need not clash."""

GENERIC = (
    "面积", "金额", "资金", "投资", "长度", "里程", "时间", "天数", "人数", "次数", "数量", "费用", "经费", "标准",
    "时长", "规模", "人员", "群众", "企业", "单位", "活动", "问题", "产值", "收入", "总数", "总量",
)  # fmt: skip
"""Names that end in these need an owner before one can say that two values are of one measure (建筑面积)."""

CONJUNCTIONS = ("和", "与", "及", "、", "或")
"""What joins the parts of a name that counts several things together. Source: any grammar of Chinese."""
