"""A published header row with other words, other columns, another order: what another body might print."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from training.contents import CONTENTS
from training.facts import Facts, Header

Columns = list[tuple[str, str]]
_VALUES = {"target", "actual", "weight", "score"}

_MORE = (
    ("number", 0.08), ("source", 0.05), ("responsible", 0.05), ("rate_done", 0.05), ("extra", 0.06), ("explain", 0.08),
    ("review_score", 0.04), ("history", 0.05), ("expected", 0.05), ("reason", 0.08), ("nature_kind", 0.03),
    ("nature_direction", 0.03),
)  # fmt: skip
"""Columns that a print may have more, with the chance of each."""
_TIMES = (
    (("半年实施", "extra", "extra"), "全年实施"), (("上年度", "history", "history"), "本年度"),
    (("1-6月", "extra", "extra"), "全年"), (("上半年", "extra", "extra"), "全年情况"),
    (("2021年", "history", "history"), "2022年"), (("一季度", "extra", "extra"), "全年累计"),
)  # fmt: skip
"""Labels over values of another time, what those are, and the label over the year's."""
_TAKEN_FOR = {"reason": "explain", "level1": "level2", "target": "expected"}
"""Roles whose labels others at times use: 评分说明 over what was lost, so that cells are heard against a label."""
_LONGER = (
    "实施期", "实施周期", "项目期", "全周期", "中长期", "三年", "五年", "规划期", "规划期末", "总体", "整体", "远期",
    "任期", "合同期",
)  # fmt: skip
"""Times longer than the year that a target may be of."""
_DEDUCTED = ("扣分", "扣分值", "扣减分", "失分", "扣除分", "减分", "扣减分值", "应扣分数")
_GRADES = (("优", "良", "中", "差"), ("优秀", "良好", "一般", "较差"), ("A", "B", "C", "D"))
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_LISTED = (
    (("单位名称", "预算单位", "主管部门", "部门名称", "填报单位", "资金使用单位"), "list_body"),
    (("项目名称", "专项名称", "资金名称", "项目", "任务名称", "支出项目"), "list_project"),
    (("预算数", "预算金额", "预算资金（万元）", "项目金额", "年初预算", "资金额度", "金额", "安排资金"), "list_amount"),
    (("年度目标", "绩效目标", "项目绩效目标", "总体目标", "年度绩效目标"), "goal"),
)  # fmt: skip
"""The columns before the levels where a table lists projects (labels, role)."""


def varied(header: Header, facts: Facts, rng: Random) -> Header:
    """A header with other words for some of its roles, at times with a column more or less, or in another order."""
    swap = rng.choice((0.0, 0.3, 0.6, 0.9))
    columns = [
        (rng.choice(facts.labels[role]), role) if rng.random() < swap and facts.labels.get(role) else (label, role)
        for label, role in header.columns
    ]
    columns = [
        (rng.choice(facts.labels[_TAKEN_FOR[role]]).split(">")[-1], role)
        if role in _TAKEN_FOR and rng.random() < 0.03 and facts.labels.get(_TAKEN_FOR[role])
        else (label, role)
        for label, role in columns
    ]
    columns = [pair for pair in columns if rng.random() > 0.06 or pair[1] == "indicator"]
    if rng.random() < 0.06:  # a table of a name and a value or two
        others = [pair for pair in columns if pair[1] != "indicator"]
        few = rng.sample(others, min(len(others), rng.randint(1, 2)))
        columns = [pair for pair in columns if pair[1] == "indicator" or pair in few]
    columns = _with_more(_reordered(columns, rng), facts, rng)
    columns = _one_level(columns, rng)
    columns = _of_a_kind(columns, facts, rng)
    if not {role for _, role in columns} & {*_VALUES, "part"}:
        return header
    return replace(header, columns=tuple(columns))


def _reordered(columns: Columns, rng: Random) -> Columns:
    """At times a column stands elsewhere, or the actual value before the target."""
    made = list(columns)
    roles = [role for _, role in made]
    levels = [at for at, role in enumerate(roles) if role in ("level1", "level2")]
    if rng.random() < 0.2:
        made.insert(rng.randrange(len(made)), made.pop(rng.randrange(len(made))))
    elif rng.random() < 0.03 and len(levels) == 2:
        made[levels[0]], made[levels[1]] = made[levels[1]], made[levels[0]]
    elif rng.random() < 0.12 and roles.count("target") == roles.count("actual") == 1:
        one, other = roles.index("target"), roles.index("actual")
        made[one], made[other] = made[other], made[one]
    elif rng.random() < 0.05:
        points = [pair for pair in made if pair[1] in ("weight", "score")]
        made = [*points, *(pair for pair in made if pair not in points)]
    return made


def _with_more(columns: Columns, facts: Facts, rng: Random) -> Columns:
    made = list(columns)
    for role, chance in _MORE:
        if rng.random() < chance and facts.labels.get(role) and role not in {other for _, other in made}:
            made.insert(0 if role == "number" else rng.randint(1, len(made)), (rng.choice(facts.labels[role]), role))
    return made


def _one_level(columns: Columns, rng: Random) -> Columns:
    """At times the only level that a form prints is the second, whatever it calls it."""
    levels = [at for at, (_, role) in enumerate(columns) if role in ("level1", "level2")]
    if len(levels) == 1 and rng.random() < 0.15:
        columns[levels[0]] = (columns[levels[0]][0], "level2")
    elif len(levels) == 2 and rng.random() < 0.05:
        gone = columns.pop(levels[0])
        at = next(at for at, (_, role) in enumerate(columns) if role in ("level1", "level2"))
        columns[at] = (rng.choice((gone[0], columns[at][0])), "level2")
    return columns


def _values(columns: Columns) -> tuple[int, str, str] | None:
    """Where the values begin, and the labels of target and actual value; None where there is not one of each."""
    roles = [role for _, role in columns]
    if roles.count("target") != 1 or roles.count("actual") != 1 or any(">" in label for label, _ in columns):
        return None
    at = min(roles.index("target"), roles.index("actual"))
    return at, columns[roles.index("target")][0], columns[roles.index("actual")][0]


def _rest(columns: Columns) -> Columns:
    return [pair for pair in columns if pair[1] not in ("target", "actual")]


def _twice(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """The values stand twice under labels of another time: half a year and the year, the last and this."""
    found = _values(columns)
    if found is None:
        return columns
    at, target, actual = found
    (earlier, of_target, of_actual), later = rng.choice(_TIMES)
    pairs = [(f"{earlier}>{target}", of_target), (f"{earlier}>{actual}", of_actual)]
    pairs += [(f"{later}>{target}", "target"), (f"{later}>{actual}", "actual")]
    return [*_rest(columns)[:at], *pairs, *_rest(columns)[at:]]


def _by_quarter(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """Values by quarter beside the year's."""
    found = _values(columns)
    if found is None:
        return columns
    at, target, actual = found
    over, under = rng.choice((("绩效目标", "分季目标"), ("目标值", "季度目标"), ("计划", "进度安排")))
    done, parts = rng.choice((("完成情况", "分季完成"), ("完成值", "各季度完成"), ("实际", "进度")))
    deep = rng.random() < 0.5
    plan = [(f"{over}>{under}>{quarter}" if deep else f"{over}>{quarter}", "part") for quarter in _QUARTERS]
    made = [(f"{done}>{parts}>{quarter}" if deep else f"{done}>{quarter}", "part") for quarter in _QUARTERS]
    whole = [(f"{over}>{target}", "target")]
    ended = [(f"{done}>{rng.choice((actual, '全年累计', '累计完成', '全年'))}", "actual")]
    block = [*whole, *(plan if rng.random() < 0.5 else ()), *made, *ended]
    return [*_rest(columns)[:at], *block, *_rest(columns)[at:]]


def _by_grade(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """What earns each grade; with no other target, what earns the best is the target."""
    over = rng.choice(("评价标准", "评价档次", "绩效标准", "评分等级", "评价等级"))
    other = any(role == "target" for _, role in columns) and rng.random() < 0.3
    made = columns if other else [pair for pair in columns if pair[1] != "target"]
    at = next(at for at, (_, role) in enumerate(made) if role == "indicator") + 1
    grades = [(f"{over}>{grade}", "grade") for grade in rng.choice(_GRADES)]
    if not other:
        grades[0] = (grades[0][0], "target")
    return [*made[:at], *grades, *made[at:]]


def _listed(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """A table that lists projects: body, project, amount and goal before the levels."""
    if any(role in ("goal", "number") for _, role in columns):
        return columns
    front = [(rng.choice(labels), role) for labels, role in _LISTED if role == "list_project" or rng.random() < 0.7]
    number = [("序号", "list_number")] if rng.random() < 0.5 else []
    return [*number, *front, *columns]


def _weighed(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """Each level has its weight beside it, under the word that the indicators' weight has, at times a score too."""
    weight = next((label for label, role in columns if role == "weight"), None)
    roles = {role for _, role in columns}
    if weight is None or "level1" not in roles or "weight_level" in roles:
        return columns
    made: Columns = []
    behind = rng.random() < 0.6
    above = rng.choice(("", "评价指标>", "指标体系>"))
    name, deep = rng.choice(("指标名称", "名称", "指标")), rng.random() < 0.3 and behind
    rest = [pair for pair in columns if not (behind and pair[1] == "weight")]
    for label, role in rest:
        over = (
            f"{above}{label}>"
            if deep and role in ("level1", "level2", "level3", "indicator") and ">" not in label
            else ""
        )
        made.append((over + name if over else label, role))
        if role in ("level1", "level2", "level3"):
            made.append((over + weight, "weight_level"))
        elif role == "indicator" and behind:
            made.append((over + weight, "weight"))
    return made


def _by_part(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """Targets by place or by year, under one label."""
    target = next((at for at, (label, role) in enumerate(columns) if role == "target" and ">" not in label), None)
    if target is None:
        return columns
    first = rng.randint(2016, 2024)
    years = [f"{first + more}年{rng.choice(('', '度', '目标值'))}" for more in range(3)]
    places = rng.sample(CONTENTS.places, rng.randint(3, 6))
    listed = rng.choice((years, places, [*places, rng.choice(("合计", "全市", "小计"))]))
    over = (
        columns[target][0] if rng.random() < 0.6 else rng.choice(("区域目标值", "分年度目标", "年度目标值", "指标值"))
    )
    return [*columns[:target], *((f"{over}>{part}", "part") for part in listed), *columns[target + 1 :]]


def _dated(columns: Columns, facts: Facts, rng: Random) -> Columns:
    """Values of earlier years beside the year's; their labels say which year each is of."""
    target = next((at for at, (label, role) in enumerate(columns) if role == "target" and ">" not in label), None)
    if target is None:
        return columns
    year, end = rng.randint(2016, 2025), rng.choice(("", "度"))
    over = rng.choice(("", "", "指标值>", "绩效指标值>"))
    made = [
        (f"{over if role == 'target' else ''}{year}年{end}{label}", role)
        if role in ("target", "actual") and ">" not in label
        else (label, role)
        for label, role in columns
    ]
    done = rng.choice((rng.choice(facts.labels["actual"]).split(">")[-1], "实际值", "完成值", columns[target][0]))
    before = [(f"{over}{year - back}年{end}{done}", "history") for back in range(rng.randint(1, 3), 0, -1)]
    return [*made[:target], *before, *made[target:]]


def _year_by_year(columns: Columns, facts: Facts, rng: Random) -> Columns:
    """Plan and result under each year: of the last, this and the next one, which are not all whole."""
    found = _values(columns)
    if found is None:
        return columns
    at = found[0]
    year, end = rng.randint(2016, 2025), rng.choice(("年", "年度", ""))
    plan, done = (rng.choice(facts.labels[role]).split(">")[-1] for role in ("target", "actual"))
    if rng.random() < 0.6:
        plan, done = rng.choice(
            (("计划", "实绩"), ("目标", "实际"), ("计划数", "完成数"), ("预期值", "实际值"), ("指标值", "完成值"))
        )
    before = [(f"{year - 1}{end}>{plan}", "history"), (f"{year - 1}{end}>{done}", "history")][rng.randint(0, 2) :]
    after = [(f"{year + 1}{end}>{plan}", "other_target")] if rng.random() < 0.5 else []
    own = [(f"{year}{end}>{plan}", "target"), (f"{year}{end}>{done}", "actual")]
    return [*_rest(columns)[:at], *before, *own, *after, *_rest(columns)[at:]]


def _deducted(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """Points that were lost stand beside the score."""
    score = next((at for at, (_, role) in enumerate(columns) if role == "score"), None)
    if score is None or "weight" not in {role for _, role in columns}:
        return columns
    lost = (rng.choice(_DEDUCTED), "deduction")
    at = score + (rng.random() < 0.4)
    return [*columns[:at], lost, *columns[at:]]


def _longer(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """A target of a longer time beside the year's."""
    target = next((at for at, (label, role) in enumerate(columns) if role == "target" and ">" not in label), None)
    if target is None:
        return columns
    time = rng.choice(_LONGER)
    value = rng.choice((columns[target][0], "目标值", "指标值", "目标", "预期值", "总目标值"))
    value = value.removeprefix("年度").removeprefix("年初").removeprefix("全年")
    year = (columns[target][0] if rng.random() < 0.5 else rng.choice(("年度", "本年度", "当年")) + value, "target")
    pair = [year, (time + value, "other_target")]
    return [*columns[:target], *(pair if rng.random() < 0.5 else reversed(pair)), *columns[target + 1 :]]


def _under(columns: Columns, _facts: Facts, rng: Random) -> Columns:
    """A label over the names, and one over the values."""
    if any(">" in label for label, _ in columns):
        return columns
    names = rng.choice(("绩效指标", "评价指标", "指标", "考核指标", "指标体系"))
    values = rng.choice(("指标值", "完成情况", "指标完成情况", "年度指标", "自评情况"))
    both = rng.random() < 0.5
    over = {"level1": names, "level2": names, "indicator": names}
    over |= {"target": values, "actual": values} if both else {}
    return [(f"{over[role]}>{label}" if role in over else label, role) for label, role in columns]


_KINDS = (
    (0.05, _twice), (0.03, _by_quarter), (0.03, _by_grade), (0.03, _listed), (0.04, _under), (0.04, _weighed),
    (0.03, _by_part), (0.03, _dated), (0.02, _longer), (0.02, _year_by_year), (0.02, _deducted),
)  # fmt: skip
"""What headers of some kinds have more, with the share of headers that are of each."""


def _of_a_kind(columns: Columns, facts: Facts, rng: Random) -> Columns:
    """At times what only some kinds of forms have."""
    which = rng.random()
    for share, made in _KINDS:
        which -= share
        if which < 0:
            return made(columns, facts, rng)
    return columns
