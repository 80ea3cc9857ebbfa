"""Blocks of money drawn at random, for the model that tells what their columns are; and rows that are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from perfparse.forms.money import AMOUNTS, ITEM, NONE, Column, features
from perfparse.forms.seen import Features
from training import around, chain
from training.contents import CONTENTS
from training.facts import Facts, Header, OtherTable, folded
from training.says import content

Block = list[tuple[Column, str]]

_OF_MONEY = 2  # labels of a table that are of money, which make it one of money
_POINTS = ("weight", "rate", "score")
_BEGUN = ("年初", "期初", "初始", "原")
_AT_FIRST = (*_BEGUN, "申报", "批复", "年初批复", "年初安排", "年初下达")
_LATER = ("调整后", "全年", "到位", "下达", "年度", "调整", "最终", "实际到位", "已下达", "本年", "追加后", "调增后")
_TIMES = (
    "", "全年", "年度", "本年", "实际", "累计", "已", "上半年", "1-6月", "截至6月底", "截至目前", "三季度末", "本期",
)  # fmt: skip
_PLANNED = ("预算", "资金", "安排", "指标", "计划", "拨款")
_SPENT = ("支出", "执行", "支付", "使用", "拨付", "列支", "开支", "决算")
_SIZES = ("数", "额", "金额", "资金", "总额", "", "情况", "数额", "")
_RATES = ("率", "进度", "比例", "比", "完成率", "占比")
_FOR_POINTS = {
    "weight": ("分值", "满分", "权重", "标准分", "配分"),
    "score": ("得分", "评分", "自评分", "自评得分", "计分"),
}
_EXPECTED = ("预计", "预计全年", "预计年底", "预测", "预估全年", "预计到年底")
_LEFT = ("结余", "结转", "剩余", "结转结余", "未执行", "差额", "尚未支付", "结余资金", "沉淀资金")
_WHY = ("未执行原因", "未足额支出的原因", "偏差说明", "备注", "说明", "资金用途", "原因", "执行偏差原因", "下一步措施")
_UNITS = ("", "", "", "（万元）", "(万元)", "（元）", "（A）", "（B）", "(亿元)", "（单位：万元）")
_UNSAID = (
    "预算数", "预算安排数", "批复预算", "预算批复数", "预算金额", "预算安排", "计划资金", "安排资金",
    "下达预算", "年度预算", "项目预算",
)  # fmt: skip
"""Plans that are the year's where they stand alone, and the beginning's beside another."""
_HEADS_ITEMS = (
    "资金来源",
    "资金类型",
    "项目",
    "资金性质",
    "支出内容",
    "资金构成",
    "类别",
    "任务名称",
    "资金名称",
    "项目资金（万元）",
    "资金情况",
    "预算执行情况（万元）",
    "资金使用情况",
    "预算资金（万元）",
    "项目金额",
)
_OUR_OWN = 0.45
"""How often a label is composed, not taken from a list."""


def _label(role: str, facts: Facts, rng: Random) -> str:
    """A label of a column: as published, or composed of parts that published ones have."""
    if role == "extra":
        made = rng.choice(
            (
                *_WHY,
                rng.choice(_EXPECTED) + rng.choice((*_SPENT, *_PLANNED)) + rng.choice(_SIZES),
                rng.choice(_EXPECTED) + "执行率",
                rng.choice(_LEFT) + rng.choice(("", "数", "金额", "资金")),
            )
        )
        return made if rng.random() < 0.7 else _plain(rng.choice(facts.money["extra"]))
    if rng.random() > _OUR_OWN and facts.money.get(role):
        return _plain(rng.choice(facts.money[role]))
    if role == "initial":
        return rng.choice(_AT_FIRST) + rng.choice(_PLANNED) + rng.choice(_SIZES)
    if role == "full_year":
        return rng.choice(_LATER) + rng.choice(_PLANNED) + rng.choice(_SIZES)
    if role == "executed":
        return rng.choice(_TIMES) + rng.choice(("", "预算", "资金")) + rng.choice(_SPENT) + rng.choice(_SIZES)
    if role == "rate":
        return rng.choice(_TIMES) + rng.choice(("", "预算", "资金")) + rng.choice(_SPENT) + rng.choice(_RATES)
    return rng.choice(("", "执行率", "预算执行", "资金")) + rng.choice(_FOR_POINTS[role])


def _plain(label: str) -> str:
    return label.split(">")[-1]


def _plans(facts: Facts, rng: Random) -> list[tuple[str, str]]:
    """The planned amounts: the year's, the beginning's, or both, of which the first is it."""
    which = rng.random()
    unsaid = [*_UNSAID, *(_plain(label) for label in facts.money["initial"] if not label.startswith(_BEGUN))]
    if which < 0.35:
        said = _label("full_year", facts, rng) if rng.random() < 0.5 else rng.choice(unsaid)
        return [(said, "full_year")]
    if which < 0.5:
        return [(_at_first(facts, rng), "initial")]
    first = _at_first(facts, rng) if rng.random() < 0.6 else rng.choice(unsaid)
    return [(first, "initial"), (_label("full_year", facts, rng), "full_year")]


def _at_first(facts: Facts, rng: Random) -> str:
    """A label that says that an amount is the year's beginning's."""
    listed = [_plain(label) for label in facts.money["initial"] if label.startswith(_BEGUN)]
    return (
        rng.choice(listed)
        if rng.random() < 0.6
        else rng.choice(_BEGUN) + rng.choice(("", "批复", "安排", "下达")) + rng.choice(_PLANNED) + rng.choice(_SIZES)
    )


def _columns(facts: Facts, rng: Random) -> list[tuple[str, str]]:
    """Labels and roles of a block, in an order that prints have."""
    columns = _plans(facts, rng)
    if rng.random() < 0.93:
        columns.append((_label("executed", facts, rng), "executed"))
    points = [(_label(role, facts, rng), role) for role in _POINTS if rng.random() < (0.85 if role == "rate" else 0.45)]
    rng.shuffle(points)
    columns += points
    for _ in range(2):
        if rng.random() < 0.3:
            at = rng.randint(1, len(columns)) if rng.random() < 0.4 else len(columns)
            columns.insert(at, (_label("extra", facts, rng), "extra"))
    if rng.random() < 0.08:
        rng.shuffle(columns)
    unit = rng.choice(_UNITS)
    return [
        (label + (unit if unit and role in AMOUNTS and "（" not in label and "(" not in label else ""), role)
        for label, role in columns
    ]


def _amounts(roles: Sequence[str], lines: int, rng: Random) -> list[list[str]]:
    """What lines print in columns of these roles."""
    made: list[list[str]] = []
    worth = rng.choice((10, 20, 15, 5))
    digits = rng.choice((0, 1, 2, 2, 2, 4))
    behind = rng.choice(("", "", "", "", "万元", "万"))
    percent = rng.choice(("%", "%", ""))
    rest_blank, small = rng.random() < 0.3, rng.random() < 0.2
    for line in range(lines):
        plan = rng.randint(1, 9_000_000) / 10 ** rng.choice((2, 2, 3, 4))
        if small:
            plan = float(rng.randint(3, 500))
        changed = plan * rng.choice((1, 1, 0.9, 1.05, 1.3))
        done = rng.choice((1, 1, 0.98, 0.8, 0.5, rng.random()))
        if rng.random() < 0.02:
            done = 1.1
        base = changed if "full_year" in roles else plan
        spent = round(base * done, digits)
        share = 100 * spent / round(base, digits) if round(base, digits) else 0.0
        empty = line > 0 and rng.random() < 0.25
        printed = {
            "initial": f"{plan:.{digits}f}{behind}",
            "full_year": f"{changed:.{digits}f}{behind}",
            "executed": f"{spent:.{digits}f}{behind}",
            "rate": f"{share:.{rng.choice((0, 1, 2, 2))}f}{percent}",
            "weight": str(worth),
            "score": f"{worth * min(share, 100) / 100:.{rng.choice((1, 2))}f}",
            "extra": rng.choice(("", "无", "质保金未到支付期", f"{base - spent:.{digits}f}{behind}", "—")),
            ITEM: rng.choice(around.ITEMS),
        }
        made.append(
            [
                ""
                if empty and role not in (ITEM, NONE)
                else rng.choice(("", "—", "/"))
                if line and rest_blank and role in _POINTS
                else printed.get(role, "")
                for role in roles
            ]
        )
    return made


def _block(header: Header, facts: Facts, rng: Random) -> Block:
    columns = (
        [(_plain(label), role) for label, role in header.money]
        if len(header.money) > 2 and rng.random() < 0.25
        else _columns(facts, rng)
    )
    columns = _once(columns)
    if rng.random() < 0.3 and all(role != ITEM for _, role in columns):
        columns.insert(0, (rng.choice(_HEADS_ITEMS), ITEM))
    if rng.random() < 0.08:  # a field in the same row
        columns.insert(0, (rng.choice(facts.texts["field_label"]), NONE))
    lines = _amounts([role for _, role in columns], rng.choice((1, 1, 1, 2, 3, 4)), rng)
    return [(Column(label, tuple(line[at] for line in lines)), role) for at, (label, role) in enumerate(columns)]


def _once(columns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of two columns of one role the second is extra: a block has each once."""
    seen: set[str] = set()
    made = []
    for label, role in columns:
        made.append((label, "extra" if role in seen and role != ITEM else role))
        seen.add(role)
    return made


def _others(facts: Facts) -> list[OtherTable]:
    """The other tables that are none of money: accounts and budgets have labels that blocks of money have."""
    money = {folded(label) for kind in (*AMOUNTS, "rate") for label in facts.money.get(kind, ())}
    return [table for table in facts.others if sum(folded(label) in money for label in table[0]) < _OF_MONEY]


def _none(header: Header, facts: Facts, others: Sequence[OtherTable], rng: Random) -> Block:
    """Labels that head no money: indicators, fields, levels, goals, other tables."""
    which = rng.random()
    if which < 0.4:
        rows = content(header, rng)[:4]
        return [
            (Column(_plain(label), tuple(row.get(role, "") for row in rows)), NONE) for label, role in header.columns
        ]
    if which < 0.7:
        fields = rng.sample(facts.texts["field_label"], rng.randint(1, 3))
        return [(Column(label, (_value(rng),)), NONE) for label in fields]
    if which < 0.85:
        labels, shown = rng.choice(others)
        filled = [(*row, *[""] * len(labels))[: len(labels)] for row in shown[:3]]
        return [(Column(label, tuple(row[at] for row in filled)), NONE) for at, label in enumerate(labels)]
    kinds = ("goal_label", "section_label", "closing_label", "grade_label", "level1_name", "level2_name", "total_label")
    listed = [rng.choice(facts.texts[kind]) for kind in rng.sample(kinds, rng.randint(2, 3))]
    values = (_value(rng), rng.choice(CONTENTS.goals), "优", "96")
    return [(Column(label, (rng.choice(values),)), NONE) for label in listed]


def _value(rng: Random) -> str:
    return rng.choice(
        (
            rng.choice(CONTENTS.places) + rng.choice(CONTENTS.bodies), rng.choice(CONTENTS.people), "",
            rng.choice(CONTENTS.projects), "13900000000", f"{rng.randint(10, 9000) / 10:g}", "2023年",
        )
    )  # fmt: skip


def examples(facts: Facts, many: int, seed: int) -> Iterator[tuple[list[Features], list[str]]]:
    """Features and roles of `many` blocks and half as many rows that are none."""
    rng, others = Random(seed), _others(facts)
    for at in range(many):
        header = facts.headers[at % len(facts.headers)]
        block = _none(header, facts, others, rng) if at % 3 == 2 else _block(header, facts, rng)
        if block:
            yield chain.with_gaps(features([column for column, _ in block]), rng), [role for _, role in block]
