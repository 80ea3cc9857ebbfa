"""Made-up forms laid out on paper and read off line by line: what extractors that go by height make of a table.

All names, places and numbers are invented. `drawn` gives the text and the rows that stand in it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from form_contents import LEVELS, NAMES, REASONS, SHORT_ACTUALS, SHORT_TARGETS
from pdf_forms import fonts, wrap

_SIZE = 10.0
_HEADERS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")


@dataclass(frozen=True, slots=True)
class Printed:
    """A row as it is printed."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells right of the levels."""
        return self.name, self.target, self.actual, self.weight, self.weight, self.reason


def rows(seed: random.Random) -> list[Printed]:
    """Rows in the order of their levels; names occur once."""
    made = []
    for name in seed.sample(NAMES, seed.randint(5, 14)):
        level = seed.randrange(len(LEVELS))
        at = seed.randrange(len(SHORT_TARGETS))
        actual = SHORT_ACTUALS[min(at, len(SHORT_ACTUALS) - 1)]
        made.append(
            (
                level,
                Printed(*LEVELS[level], name, SHORT_TARGETS[at], actual, str(seed.randint(2, 9)), seed.choice(REASONS)),
            )
        )
    made.sort(key=lambda pair: pair[0])
    return [row for _, row in made]


def drawn(seed: random.Random, *, stand: str) -> tuple[str, list[Printed]]:
    """A form's text, its cells in the middle of their rows or at the top, and its rows."""
    fonts()
    ems = [seed.uniform(3.6, 8), seed.uniform(4.6, 9), *(seed.uniform(low, low + 6) for low in (6, 5, 5)), 3, 3, 8]
    lines: list[tuple[float, int, str]] = []
    height = 0.0
    for text in ("云渡县项目支出绩效自评表", "（2022年度）"):
        lines.append((height, 0, text))
        height += 2
    height = _put(lines, [(at, text) for at, text in enumerate(_HEADERS)], ems, height, "middle")
    made = rows(seed)
    tops = []
    for row in made:
        tops.append(height)
        below = [(at + 2, text) for at, text in enumerate(row.cells)]
        height = _put(lines, below, ems, height, stand)
    tops.append(height)
    for column, key in ((0, "level1"), (1, "level2")):
        _labels(lines, column, [getattr(row, key) for row in made], [row.level1 for row in made], tops, ems, stand)
    total = sum(int(row.weight) for row in made)
    lines.append((height, 0, f"总分 {total} {total}"))
    return _text(lines), made


def _put(
    lines: list[tuple[float, int, str]], cells: Sequence[tuple[int, str]], ems: Sequence[float], top: float, stand: str
) -> float:
    wrapped = [(column, wrap(text, ems[column] * _SIZE, _SIZE)) for column, text in cells]
    tallest = max(len(parts) for _, parts in wrapped)
    for column, parts in wrapped:
        start = top + (tallest - len(parts) if stand == "middle" else 0)
        lines += [(start + 2 * at, column, part) for at, part in enumerate(parts)]
    return top + 2 * tallest


def _labels(
    lines: list[tuple[float, int, str]],
    column: int,
    names: Sequence[str],
    parents: Sequence[str],
    tops: Sequence[float],
    ems: Sequence[float],
    stand: str,
) -> None:
    start = 0
    for at in range(1, len(names) + 1):
        if at < len(names) and (names[at], parents[at]) == (names[start], parents[start]):
            continue
        parts = wrap(names[start], ems[column] * _SIZE, _SIZE)
        parts = parts if 2 * len(parts) <= tops[at] - tops[start] else [names[start]]
        room = tops[at] - tops[start] - 2 * len(parts)
        top = tops[start] + (room // 2 if stand == "middle" else 0)
        lines += [(top + 2 * number, column, part) for number, part in enumerate(parts)]
        start = at


def _text(lines: Sequence[tuple[float, int, str]]) -> str:
    """The pieces at one height as one line, a space between them."""
    heights = sorted({height for height, _, _ in lines})
    return "\n".join(
        " ".join(text for at, _, text in sorted(lines, key=lambda piece: piece[:2]) if at == height)
        for height in heights
    )
