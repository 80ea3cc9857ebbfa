"""What the rows of a form say, by role: names, targets and actual values of one style, weights that sum."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from training.contents import CONTENTS, LARGEST
from training.facts import Header


@dataclass(slots=True)
class _Style:
    """What one form's maker does in every row."""

    signs: float
    bare_actual: float
    names_prefixed: bool
    blank_actual: bool
    blank_score: bool
    lost: float
    decimals: bool
    words_bound: bool
    long_values: bool
    explained: tuple[str, ...]
    with_points: bool
    spread: int


def _style(rng: Random) -> _Style:
    return _Style(
        signs=rng.choice((0.0, 0.3, 0.8, 1.0)),
        bare_actual=rng.choice((0.0, 0.0, 0.3, 0.9)),
        names_prefixed=rng.random() < 0.1,
        blank_actual=rng.random() < 0.05,
        blank_score=rng.random() < 0.06,
        lost=rng.choice((0.0, 0.1, 0.2, 0.5)),
        decimals=rng.random() < 0.3,
        words_bound=rng.random() < 0.15,
        long_values=rng.random() < 0.12,
        explained=rng.choice((CONTENTS.rules, CONTENTS.meanings, (*CONTENTS.rules, *CONTENTS.meanings))),
        with_points=rng.random() < 0.06,
        spread=rng.choice((1, 1, 2, 3)),
    )


def _number(rng: Random) -> str:
    size = rng.random()
    if size < 0.35:
        return str(rng.randint(1, 20))
    if size < 0.7:
        return str(rng.randint(20, 400))
    if size < 0.85:
        return f"{rng.randint(1, 300) / rng.choice((2, 4, 10)):g}"
    return str(rng.randint(400, LARGEST * 10))


def _less(number: str, rng: Random, lost: bool) -> str:
    if not lost:
        more = rng.random()
        if more < 0.7:
            return number
        return f"{float(number) * rng.choice((1.02, 1.1, 1.5)):.6g}"
    return f"{float(number) * rng.choice((0.6, 0.8, 0.95)):.4g}"


def _values(kind: str, style: _Style, rng: Random, lost: bool) -> dict[str, str]:
    """Target and actual value of a row, and the parts that a form may print in columns of their own."""
    which = rng.random()
    if kind in ("effect", "judged") and which < 0.5:
        target, actual = rng.choice(CONTENTS.qualities)
        return {
            "target": target,
            "actual": actual,
            "sign": "定性",
            "bare": target,
            "unit": rng.choice(("", "", "/", "其他")),
            "kind": "定性",
        }
    if kind == "time" and which < 0.65:
        target, actual = rng.choice(CONTENTS.dates)
        return {
            "target": target,
            "actual": actual,
            "sign": rng.choice(("＝", "≤", "定性")),
            "bare": target,
            "unit": rng.choice(("", "年月日", "/")),
            "kind": "定性",
        }
    unit = rng.choice(CONTENTS.units[kind])
    number = str(rng.choice((80, 85, 90, 95, 98, 100, 100, 99.5))) if unit == "%" else _number(rng)
    sign = "≤" if kind == "cost" else rng.choice(("≥", "≥", "≥", "＝", "=", "＞"))
    done = _less(number, rng, lost)
    if unit == "%":
        done = f"{min(float(done), 100.0):g}"
    written = number + unit
    if style.words_bound and rng.random() < 0.6:
        written = rng.choice(
            (
                f"不低于{number}{unit}",
                f"{number}{unit}以上",
                f"不少于{number}{unit}",
                f"不超过{number}{unit}",
                f"达到{number}{unit}",
            )
        )
    elif rng.random() < style.signs:
        written = sign + written
    actual = done if rng.random() < style.bare_actual else done + unit
    if style.long_values and rng.random() < 0.6:
        ending = rng.choice(("按期交付", "验收合格", "覆盖全部乡镇"))
        written = f"全年{rng.choice(('计划', '拟', '需'))}完成{number}{unit}，{ending}"
        actual = f"全年完成{done}{unit}，{rng.choice(('已交付使用', '全部验收合格', '群众反映良好'))}。"
    return {"target": written, "actual": actual, "sign": sign, "bare": number, "unit": unit, "kind": "定量"}


def _levels(header: Header, rng: Random) -> list[tuple[str, str, str]]:
    """First and second level and kind of indicators of each group of rows."""
    chosen = rng.choice(CONTENTS.levels[:2] if rng.random() < 0.7 else CONTENTS.levels)
    roles = {role for _, role in header.columns}
    if "level2" in roles and "level1" not in roles:  # a single column of second levels has the national names
        return [(first, second, kind) for first, seconds in CONTENTS.levels[0] for second, kind in seconds]
    printed = [(first, [second for second in seconds if second]) for first, seconds in header.levels if first]
    found: list[tuple[str, str, str]] = []
    if len(printed) > 1 and rng.random() < 0.4:
        kinds = list(CONTENTS.names)
        for first, seconds in printed:
            found += [(first, second, rng.choice(kinds)) for second in seconds or [first]]
        return found
    weighed = rng.random() < 0.2
    for first, pairs in chosen:
        label = f"{first}（{rng.choice((10, 20, 30, 40, 50))}分）" if weighed else first
        found += [(label, second, kind) for second, kind in pairs if rng.random() < 0.9]
    return found or [(chosen[0][0], *chosen[0][1][0])]


def content(header: Header, rng: Random) -> list[dict[str, str]]:
    """Rows by role."""
    style = _style(rng)
    made: list[dict[str, str]] = []
    used: set[str] = set()
    for first, second, kind in _levels(header, rng):
        free = [name for name in CONTENTS.names[kind] if name not in used]
        for name in rng.sample(free, min(len(free), rng.randint(1, style.spread + 1))):
            used.add(name)
            lost = rng.random() < style.lost
            row = _values(kind, style, rng, lost)
            row |= {"level1": first, "level2": second, "level3": second, "indicator": name}
            row["direction"] = rng.choice(("反向指标", "反向")) if kind == "cost" else "正向指标"
            row["lost"] = "1" if lost else ""
            made.append(row)
    if len(made) > 1 and rng.random() < 0.2:
        made = made[: rng.randint(1, len(made))]
    _points(made, style, rng)
    for at, row in enumerate(made, 1):
        _besides(at, row, style, rng)
    if style.blank_actual:
        for row in made:
            row["actual"] = ""
    return made


def _points(made: list[dict[str, str]], style: _Style, rng: Random) -> None:
    """Weights that sum to a round number, and scores at most as high."""
    whole = rng.choice((90, 100, 100, 50, 60))
    weights = [rng.choice((1, 2, 3, 4, 5, 5, 6, 8, 10)) for _ in made]
    if rng.random() < 0.15:
        weights = [max(1, whole // len(made))] * len(made)
    if style.decimals:
        weights = [weight + rng.choice((0, 0.5)) for weight in weights]  # type: ignore[misc]
    if sum(weights) < whole and rng.random() < 0.8:
        weights[-1] += whole - sum(weights)
    nothing = rng.choice(("0", "", "0", "—"))
    for row, weight in zip(made, weights, strict=True):
        score = weight - rng.choice((0.2, 0.5, 1)) if row["lost"] else weight
        end = "分" if style.with_points else ""
        row["weight"], row["score"] = f"{weight:g}{end}", "" if style.blank_score else f"{max(score, 0):g}{end}"
        row["deduction"] = f"{round(weight - max(score, 0), 2):g}" if row["lost"] else nothing


def _besides(at: int, row: dict[str, str], style: _Style, rng: Random) -> None:
    lost = bool(row["lost"])
    row |= {
        "number": str(at),
        "reason": rng.choice(CONTENTS.reasons) if lost else rng.choice(CONTENTS.no_reason),
        "explain": rng.choice(style.explained),
        "source": rng.choice(CONTENTS.sources),
        "responsible": rng.choice(CONTENTS.offices),
        "rate_done": rng.choice(
            ("100%", "100.00%", "100", "96%", "88.5%", "120%") if not lost else ("80%", "95%", "60.5%")
        ),
        "other_target": rng.choice((row["target"], row["target"], "", "—")),
        "other_actual": rng.choice((row["actual"], "", "—", row["target"])),
        "review_score": row["score"] if rng.random() < 0.7 else f"{rng.randint(1, 9)}",
        "history": rng.choice((row["actual"], f"{rng.randint(5, 95)}%", row["target"], "—")),
        "expected": rng.choice((row["actual"], row["target"], "100%", "预计完成")),
        "chance": rng.choice(CONTENTS.chances),
        "extra": rng.choice(CONTENTS.others),
    }


def parted(rows: list[dict[str, str]], header: Header, rng: Random) -> None:
    """Say of each row which project it is of: one, but where the form lists projects."""
    listed = any(role == "list_project" for _, role in header.columns)
    cuts = sorted(rng.sample(range(1, len(rows)), min(len(rows) - 1, rng.randint(1, 4)))) if listed and rows[1:] else []
    goals = rng.sample(CONTENTS.goals, len(CONTENTS.goals))
    for at, row in enumerate(rows):
        project = sum(at >= cut for cut in cuts)
        chosen = Random(f"{header.id} {project} {rows[0]['indicator']}")
        place = chosen.choice(CONTENTS.places)
        row |= {
            "project": str(project),
            "list_number": str(project + 1),
            "list_project": place + chosen.choice(CONTENTS.projects),
            "list_body": place + chosen.choice(CONTENTS.bodies),
            "list_amount": f"{chosen.randint(10, 90000) / chosen.choice((1, 10, 100)):g}",
            "goal": goals[project % len(goals)],
        }
