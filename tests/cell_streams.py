"""Made-up forms as the texts that extractors leave of them: cells in order, wrapped lines, blank cells without a trace.

Everything is invented. The phrases are those of form_contents.py.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from form_contents import LEVELS, NAMES, REASONS, SHORT_ACTUALS, SHORT_TARGETS
from perfparse.layout.measure import NOT_FIRST, width_of

Cells = tuple[str, ...]

FORMS = {
    "project": (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ),
    "no scores": ("一级指标", "二级指标", "三级指标", "年度指标值", "全年完成值", "偏差原因及改进措施"),
    "weight first": (
        "一级指标",
        "二级指标",
        "三级指标",
        "分值",
        "年度指标值",
        "全年实际值",
        "得分",
        "未完成原因和改进措施",
    ),
    "targets": ("一级指标", "二级指标", "三级指标", "指标值", "备注"),
}
"""Header words from left to right, by a name for the form."""
_KEYS = {
    "一级指标": "level1", "二级指标": "level2", "三级指标": "indicator", "年度指标值": "target", "指标值": "target",
    "实际完成值": "actual", "全年完成值": "actual", "全年实际值": "actual", "分值": "weight", "得分": "score",
}  # fmt: skip
STYLES = ("lines", "shared", "blank lines", "rows", "flat")
"""A line of a cell by itself; single lines of neighbours on one; the first with blank lines; a row a line; one line."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A text and what its rows say, by key; None for what is blank or has no column."""

    text: str
    rows: tuple[dict[str, str | None], ...]


def made(seed: int, form: str, style: str) -> Stream:
    """A form with random rows, widths and levels; the same for the same `seed`."""
    chance = random.Random(seed)
    header = FORMS[form]
    rows = _rows(chance)
    narrow, wide = chance.randint(4, 7), chance.randint(8, 14)
    widths = [narrow if _KEYS.get(word, "") in ("level1", "level2") else wide for word in header]
    cells = [["云渡县项目支出绩效自评表"], ["（2022年度）"]]
    lines = [_wrapped(list(header), widths, style)]
    before: tuple[str | None, str | None] = (None, None)
    for row in rows:
        printed = [row.get(_KEYS.get(word, "" if word == "备注" else "reason")) or "" for word in header]
        level1, level2 = row["level1"], row["level2"]
        if level1 == before[0]:
            printed[0] = ""
        if (level1, level2) == before:
            printed[1] = ""
        before = (level1, level2)
        lines.append(_wrapped(printed, widths, style))
    if "分值" in header:
        lines.append([["总分"], ["100"], ["98"]])
    text = _laid(cells, style) + "".join(_laid(row, style) for row in lines)
    keys = {_KEYS.get(word, "reason") for word in header if word != "备注"}
    kept = tuple({key: value or None for key, value in row.items() if key in keys} for row in rows)
    return Stream(text, kept)


def _rows(chance: random.Random) -> list[dict[str, str | None]]:
    names = chance.sample(NAMES, chance.randint(5, 14))
    rows: list[tuple[int, dict[str, str | None]]] = []
    for name in names:
        level = chance.randrange(len(LEVELS))
        at = chance.randrange(min(len(SHORT_TARGETS), len(SHORT_ACTUALS)))
        weight = chance.randint(2, 10)
        reason = chance.choice(REASONS)
        score = weight - (1 if len(reason) > 1 and weight > 1 else 0)
        level1, level2 = LEVELS[level]
        row: dict[str, str | None] = {
            "level1": level1, "level2": level2, "indicator": name, "target": SHORT_TARGETS[at],
            "actual": SHORT_ACTUALS[at], "weight": str(weight), "score": str(score), "reason": reason,
        }  # fmt: skip
        rows.append((level, row))
    rows.sort(key=lambda pair: pair[0])
    return [row for _, row in rows]


def _wrapped(cells: list[str], widths: list[int], style: str) -> list[list[str]]:
    """The lines of each printed cell."""
    if style in ("rows", "flat"):
        return [[cell] for cell in cells if cell]
    return [_lines(cell, width) for cell, width in zip(cells, widths, strict=True) if cell]


def _lines(text: str, width: int) -> list[str]:
    lines, line, used = [], "", 0.0
    for char in text:
        if used + width_of(char) > width and char not in NOT_FIRST:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + char, used + width_of(char)
    return [*lines, line]


def _laid(cells: list[list[str]], style: str) -> str:
    """A row's cells as the style leaves them, with what ends the row."""
    if style == "flat":
        return "".join(f"{cell[0]} " for cell in cells)
    if style == "rows":
        return " ".join(cell[0] for cell in cells) + "\n"
    text, single = "", False
    for cell in cells:
        short = len(cell) == 1
        if text:
            text += " " if style == "shared" and single and short else "\n\n" if style == "blank lines" else "\n"
        text += "\n".join(cell)
        single = short
    return text + ("\n\n" if style == "blank lines" else "\n")
