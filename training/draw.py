"""Forms drawn at random from facts: tables of cells whose columns' roles and rows are known, because they were made.

A drawing varies what prints vary: words, orders, levels merged or repeated or gone, headers of one to three rows, what
stands before and behind the rows. `Drawn.table` is what a reader would hand on; `Drawn.gold` is what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from training.around import after, before
from training.boxes import Box, Drawn
from training.contents import CONTENTS
from training.facts import Facts, Header
from training.says import content, parted

_CELLS = {"nature_comparator": "sign", "nature_kind": "kind", "nature_direction": "direction"}
"""Roles whose cells say what another name stands for in a row's content."""


def form(header: Header, facts: Facts, rng: Random, *, around: bool = True) -> Drawn:
    """A form under a header."""
    rows = content(header, rng)
    parted(rows, header, rng)
    drawn = Drawn()
    columns = _columns(header, rng)
    drawn.roles = [(role, wide) for _, role, wide in columns]
    drawn.width = sum(wide for _, _, wide in columns)
    side = rng.random() < 0.15
    drawn.title = _title(header, rng)
    drawn.titled = rng.random() < 0.8
    if around:
        before(drawn, header, facts, rng, drawn.width + side)
    head = _head_lines(columns, rng)
    body = _body(columns, rows, rng, drawn)
    first = len(drawn.lines)
    notes = _between(body, drawn.width, rng)
    if side:
        down = len(head) + len(notes)
        text = rng.choice(facts.texts["section_label"] or ("绩效指标",)) if rng.random() < 0.5 else "绩效指标"
        head[0] = [Box(text, "section", down), *head[0]]
    for line in head:
        drawn.add("header", line)
    drawn.headers.append((first, len(drawn.lines) - 1))
    for kind, line in notes:
        drawn.add(kind, line)
    if around:
        after(drawn, facts, rng, drawn.width + side, columns, side=side)
    return drawn


def _title(header: Header, rng: Random) -> str:
    kind = (
        header.title
        if "表" in header.title
        else rng.choice(("项目支出绩效自评表", "绩效目标完成情况表", "部门整体支出绩效自评表", "项目绩效目标表"))
    )
    return f"{rng.choice(CONTENTS.places)}{rng.choice(CONTENTS.bodies)}{rng.randint(2017, 2025)}年{kind}"


def _columns(header: Header, rng: Random) -> list[tuple[str, str, int]]:
    """Label, role and width in grid columns of each column; wide ones are cells that other rows of the table part."""
    return [(label, role, 1 if rng.random() < 0.85 else 2) for label, role in header.columns]


def _head_lines(columns: Sequence[tuple[str, str, int]], rng: Random) -> list[list[Box]]:
    """The header's rows: labels over one another merged, or (`>` in a label) over several columns."""
    labels = [label.split(">") for label, _, _ in columns]
    deep = max(map(len, labels))
    one_word = _one_word(columns, rng) if deep == 1 else None
    lines: list[list[Box]] = []
    for depth in range(deep):
        line: list[Box] = []
        at = 0
        while at < len(labels):
            label, (_, role, wide) = labels[at], columns[at]
            if one_word and at == one_word[0]:
                line.append(Box(one_word[2], f"column:{role}", 1, sum(columns[k][2] for k in range(at, one_word[1]))))
                at = one_word[1]
            elif depth < len(label) - 1:
                end = at
                while (
                    end < len(labels)
                    and len(labels[end]) > depth + 1
                    and labels[end][: depth + 1] == label[: depth + 1]
                ):
                    end += 1
                line.append(Box(label[depth], "upper", 1, sum(columns[k][2] for k in range(at, end))))
                at = end
            else:
                if depth == len(label) - 1:
                    line.append(Box(_wrapped(label[depth], rng), f"column:{role}", deep - depth, wide))
                at += 1
        lines.append(line)
    return lines


def _one_word(columns: Sequence[tuple[str, str, int]], rng: Random) -> tuple[int, int, str] | None:
    """At times one label stands over all levels and the names."""
    roles = [role for _, role, _ in columns]
    if rng.random() > 0.08 or "indicator" not in roles:
        return None
    end = roles.index("indicator") + 1
    start = end - 1
    while start and roles[start - 1] in ("level1", "level2"):
        start -= 1
    return (
        (start, end, rng.choice(("绩效指标", "指标名称", "指标", "考核指标", "评价指标", "指标内容")))
        if end - start > 1
        else None
    )


def _wrapped(label: str, rng: Random) -> str:
    return label if rng.random() < 0.9 or len(label) < 4 else f"{label[: len(label) // 2]}\n{label[len(label) // 2 :]}"


def _body(
    columns: Sequence[tuple[str, str, int]], rows: list[dict[str, str]], rng: Random, drawn: Drawn
) -> list[list[Box]]:
    """The rows, levels merged or repeated; the gold is kept in `drawn`."""
    roles = [role for _, role, _ in columns]
    merged = rng.random() < 0.75
    blank = "level2" if rng.random() < 0.04 else ""
    lines: list[list[Box]] = []
    for at, row in enumerate(rows):
        line: list[Box] = []
        extras: list[str] = []
        printed: dict[str, str] = {}
        for column, (_, role, wide) in enumerate(columns):
            group = _GROUPS.get(role)
            printed.setdefault(role, row.get(role, "") if role in ("level1", "level2") else "?")
            down = 1
            if group is not None and (merged or role in _ALWAYS_MERGED):
                if at and _same(rows[at - 1], row, group):
                    continue
                while at + down < len(rows) and _same(rows[at + down], row, group):
                    down += 1
                text = _merged_text(role, rows[at : at + down], rng)
            else:
                text = _text(role, row, roles, column, rng)
            if printed[role] == "?":
                printed[role] = text
            line.append(Box("" if role == blank else text, f"cell:{role}", down, wide))
            if role not in _JUDGED and text:
                extras.append(text)
        lines.append(line)
        drawn.extras.append(extras)
        drawn.gold.append(_gold(printed, row, blank))
    return lines


_LEVELS_OF = ("project", "level1", "level2")
_GROUPS: dict[str, tuple[str, ...]] = {
    "goal": ("project",), "list_number": ("project",), "list_body": ("project",), "list_project": ("project",),
    "list_amount": ("project",), "level1": _LEVELS_OF[:2], "weight_level": _LEVELS_OF[:2],
    "score_level": _LEVELS_OF[:2], "level2": _LEVELS_OF, "level3": _LEVELS_OF,
}  # fmt: skip
"""Roles whose cells are merged over the rows that say the same of these."""
_ALWAYS_MERGED = frozenset(("goal", "list_number", "list_body", "list_project", "list_amount"))
_JUDGED = frozenset((
    "level1", "level2", "indicator", "target", "actual", "weight", "score", "reason", "nature_comparator", "unit",
    "goal", "level3", "weight_level", "score_level", "list_number", "list_body", "list_project", "list_amount",
))  # fmt: skip
"""Roles whose cells are no extras of a record."""


def _same(one: dict[str, str], other: dict[str, str], keys: tuple[str, ...]) -> bool:
    return all(one[key] == other[key] for key in keys)


def _merged_text(role: str, rows: Sequence[dict[str, str]], rng: Random) -> str:
    if role == "goal":
        return rows[0]["goal"] * rng.choice((1, 1, 2))
    if role in ("weight_level", "score_level"):
        key = role.removesuffix("_level")
        return f"{sum(float(row[key].rstrip('分') or 0) for row in rows):g}"
    return rows[0][role]


def _text(role: str, row: dict[str, str], roles: Sequence[str], column: int, rng: Random) -> str:
    if role == "target":
        split = "nature_comparator" in roles
        in_unit = "unit" in roles
        if roles.count("target") > 1 and roles.index("target") != column and rng.random() < 0.5:
            return rng.choice(("", row["target"]))
        if split or in_unit:
            sign = "" if split or row["kind"] == "定性" else row["sign"]
            return f"{sign}{row['bare']}{'' if in_unit or row['kind'] == '定性' else row['unit']}"
        return row["target"]
    if role == "part":
        return rng.choice(
            ("-", "", f"{rng.randint(1, 90)}", f"{rng.randint(1, 90)}{row['unit']}", f"{rng.randint(1, 90)}%")
        )
    if role == "grade":
        low = rng.randint(50, 80)
        return rng.choice(
            (f"{low}-{low + 15}{row['unit']}", f"＜{low}%", f"≥{low}%", "一般", "较差", f"{low}%—{low + 10}%")
        )
    if role == "nature_comparator" and rng.random() < 0.03:
        return ""
    return row.get(_CELLS.get(role, role), "")


_NOTHING = frozenset(("", "/", "—", "-", "|", "……"))
_PREFIX = re.compile(r"^指标\d+[:：]")
_WEIGHT = re.compile(r"[（(].*分[）)]$")


def _gold(printed: dict[str, str], row: dict[str, str], blank: str) -> dict[str, str | None]:
    """What a record of a row must say, by what its columns print; a target is put together of its parts."""
    said = {role: text for role, text in printed.items() if text not in _NOTHING and role != blank}
    gold: dict[str, str | None] = {role: said.get(role) for role in ("actual", "reason")}
    gold |= {role: text.removesuffix("分") if (text := said.get(role)) else None for role in ("weight", "score")}
    gold |= {role: _WEIGHT.sub("", row[role]) if role in said else None for role in ("level1", "level2")}
    if "level1" not in printed:  # where the form fixes it, a level that the print leaves out is filled
        del gold["level1"]
    gold["indicator"] = _PREFIX.sub("", row["indicator"])
    if "part" not in printed and "grade" not in printed:
        sign = said.get("nature_comparator", "")
        unit = said.get("unit", "")
        target = said.get("target")
        if target is not None:
            ends = target.endswith(unit) or unit in ("其他", "年月日")
            target = f"{sign if sign != '定性' else ''}{target}{unit if not ends or unit == '年月日' else ''}"
        gold["target"] = target
    return gold


def _between(body: list[list[Box]], width: int, rng: Random) -> list[tuple[str, list[Box]]]:
    """The rows with at times a note, a heading or a header again between them (where no merged cell is cut)."""
    open_until = 0
    made: list[tuple[str, list[Box]]] = []
    for at, line in enumerate(body):
        if at and at >= open_until and rng.random() < 0.02:
            made.append(
                (
                    "other",
                    [
                        Box(
                            rng.choice(("注：数据截至12月31日。", "注：以上指标由各单位填报。", "二、效益情况")),
                            "note",
                            1,
                            width,
                        )
                    ],
                )
            )
        open_until = max(open_until, at + max((box.down for box in line), default=1))
        made.append(("row", line))
    return made


def other_table(facts: Facts, rng: Random) -> Drawn:
    """A table that is no indicators', under a header of its own."""
    drawn = Drawn()
    labels, examples = rng.choice(facts.others)
    drawn.width = len(labels)
    drawn.titled = rng.random() < 0.1
    drawn.add("other", [Box(label, "other_label") for label in labels])
    for _ in range(rng.randint(2, 10)):
        row = rng.choice(examples) if examples else ("",) * len(labels)
        cells = [_shaken(text, rng) for text in (*row, *[""] * len(labels))[: len(labels)]]
        drawn.add("other", [Box(text, "other_cell") for text in cells])
    return drawn


def _shaken(text: str, rng: Random) -> str:
    """An example's cell with other digits."""
    return "".join(str(rng.randint(0, 9)) if char.isdigit() and rng.random() < 0.7 else char for char in text)
