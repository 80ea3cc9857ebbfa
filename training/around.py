"""What a form prints before and behind its rows: header block, money, goals, the sum, notes and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from training.boxes import Box, Drawn
from training.contents import CONTENTS
from training.facts import Facts, Header


def before(drawn: Drawn, header: Header, facts: Facts, rng: Random, width: int) -> None:
    """The header block, money and goals over the rows."""
    if rng.random() < 0.25:
        drawn.add("other", [Box(drawn.title, "title", 1, width)])
    if width < 4:
        return
    for _ in range(rng.randint(0, 4)):
        label, value = _field(header, facts, rng)
        if rng.random() < 0.5:
            drawn.add("other", [Box(label, "field", 1, 1), Box(value, "value", 1, width - 1)])
        else:
            other, second = _field(header, facts, rng)
            half = (width - 2) // 2
            drawn.add(
                "other",
                [
                    Box(label, "field"),
                    Box(value, "value", 1, half),
                    Box(other, "field"),
                    Box(second, "value", 1, width - 2 - half),
                ],
            )
    if rng.random() < 0.5:
        _money(drawn, header, facts, rng, width)
    if rng.random() < 0.5:
        _goals(drawn, header, facts, rng, width)


def _field(header: Header, facts: Facts, rng: Random) -> tuple[str, str]:
    listed = header.fields if header.fields and rng.random() < 0.5 else facts.texts["field_label"]
    label = rng.choice(listed) if listed else "项目名称"
    place = rng.choice(CONTENTS.places)
    values = (
        place + rng.choice(CONTENTS.bodies), place + rng.choice(CONTENTS.projects) + "项目",
        rng.choice(CONTENTS.people), "", "2023年1月至12月", f"{rng.randint(10, 9000) / 10:g}", "一次性项目",
        "13900000000",
    )  # fmt: skip
    value = rng.choice(values)
    return label, value


_ITEMS = (
    "年度资金总额",
    "其中：当年财政拨款",
    "上年结转资金",
    "其他资金",
    "中央补助",
    "地方资金",
    "财政拨款",
    "其中：本年一般公共预算拨款",
    "资金总额",
    "省级资金",
    "市县配套",
    "自筹资金",
    "合计",
)


def _money(drawn: Drawn, header: Header, facts: Facts, rng: Random, width: int) -> None:
    heads = list(header.money) if len(header.money) > 2 and rng.random() < 0.5 else []
    if not heads:
        kinds = [kind for kind in ("initial", "full_year", "executed", "weight", "rate", "score") if rng.random() < 0.8]
        heads = [(rng.choice(facts.money[kind]), kind) for kind in kinds if facts.money.get(kind)]
    heads = [(label.split(">")[-1], kind) for label, kind in heads][: width - 1]
    if len(heads) < 2:
        return
    free = width - len(heads)
    lead = rng.choice((1, 2)) if free > 1 else 1
    corner = [
        Box(rng.choice(("项目资金（万元）", "资金情况", "预算执行情况（万元）", "资金来源", "")), "money_corner", 1, 1)
    ]
    if lead == 2:
        corner.append(Box(rng.choice(("", "资金类型", "项目")), "money_corner"))
    last = free - len(corner) + 1
    drawn.add(
        "money",
        [
            *corner,
            *(
                Box(label, f"money:{kind}", 1, last if at == len(heads) - 1 else 1)
                for at, (label, kind) in enumerate(heads)
            ),
        ],
    )
    for at in range(rng.randint(1, 4)):
        plan = rng.randint(1, 9000) / rng.choice((1, 10, 100))
        spent = plan * rng.choice((1, 0.98, 0.8))
        amounts = {
            "initial": f"{plan:g}",
            "full_year": f"{plan:g}",
            "executed": f"{spent:.6g}",
            "rate": f"{100 * spent / plan:.4g}%",
            "weight": "10" if not at else "—",
            "score": "9.8" if not at else "—",
        }
        lead_boxes = (
            [Box(rng.choice(_ITEMS), "item", 1, 1)]
            if lead == 1
            else [Box("", "other"), Box(rng.choice(_ITEMS), "item")]
        )
        cells = [
            Box(amounts.get(kind, ""), "amount", 1, last if number == len(heads) - 1 else 1)
            for number, (_, kind) in enumerate(heads)
        ]
        drawn.add("other", [*lead_boxes, *cells])


def _goals(drawn: Drawn, header: Header, facts: Facts, rng: Random, width: int) -> None:
    labels = list(header.goals) or list(facts.texts["goal_label"]) or ["年度总体目标"]
    if rng.random() < 0.5 or width < 6:
        drawn.add(
            "other", [Box(rng.choice(labels), "goal_label"), Box(rng.choice(CONTENTS.goals), "prose", 1, width - 1)]
        )
        return
    half = (width - 1) // 2
    pair = (
        rng.choice(facts.texts["goal_label"] or ("预期目标",)),
        rng.choice(facts.texts["goal_label"] or ("实际完成情况",)),
    )
    drawn.add(
        "other",
        [
            Box(rng.choice(labels), "goal_label", 2),
            Box(pair[0], "goal_label", 1, half),
            Box(pair[1], "goal_label", 1, width - 1 - half),
        ],
    )
    drawn.add(
        "other",
        [
            Box(rng.choice(CONTENTS.goals), "prose", 1, half),
            Box(rng.choice(CONTENTS.done), "prose", 1, width - 1 - half),
        ],
    )


def after(
    drawn: Drawn, facts: Facts, rng: Random, width: int, columns: Sequence[tuple[str, str, int]], *, side: bool
) -> None:
    """The row that sums up, a grade, notes and signatures below the rows."""
    if rng.random() < 0.5:
        line: list[Box] = []
        label = rng.choice(facts.texts["total_label"] or ("总分",))
        lead = int(side)
        for _, role, wide in columns:
            if role in ("weight", "score") and (line or lead):
                line = line or [Box(label, "total_label", 1, lead)]
                line.append(
                    Box({"weight": "100", "score": f"{rng.randint(800, 1000) / 10:g}"}[role], "amount", 1, wide)
                )
            elif line:
                line.append(Box("", "blank", 1, wide))
            else:
                lead += wide
        if line:
            drawn.add("total", line)
    if rng.random() < 0.2:
        drawn.add(
            "other",
            [
                Box(rng.choice(facts.texts["grade_label"] or ("自评等级",)), "grade_label"),
                Box(rng.choice(("优", "良", "中")), "value", 1, width - 1),
            ],
        )
    if rng.random() < 0.3:
        drawn.add(
            "other",
            [
                Box(rng.choice(facts.texts["closing_label"] or ("说明",)), "closing_label"),
                Box(rng.choice(("无", "", rng.choice(CONTENTS.done))), "value", 1, width - 1),
            ],
        )
    if rng.random() < 0.2:
        drawn.add("other", [Box(f"填表人：{rng.choice(CONTENTS.people)}  联系电话：13900000000", "note", 1, width)])
