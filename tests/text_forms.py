"""Forms written down as the texts that converters make of them: a row a line, a cell a line, Markdown, tabs, Tika.

No row or column of these texts says how far a merged cell reaches: a level stands in the first row of its group only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pdf_forms import Content

HEADER = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施",
)  # fmt: skip
MONEY = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
Row = list[str]


def table(content: Content, *, merged: str | None = None) -> Iterator[Row]:
    """The rows of a project's form; `merged` is what stands where a merged cell goes on, None for nothing at all."""
    fields = list(content.fields)
    for start in range(0, len(fields), 2):
        yield [text for pair in fields[start : start + 2] for text in pair]
    if content.money:
        yield ["项目资金（万元）", "", *MONEY]
        for line in content.money:
            yield [*_beside(merged), *line]
    if content.goals:
        yield ["年度总体目标", *(label for label, _ in content.goals)]
        yield [*_beside(merged), *(text for _, text in content.goals)]
    yield ["绩效指标", *HEADER]
    before = ("", "")
    for row in content.rows:
        level1 = [row.level1] if row.level1 != before[0] else _beside(merged)
        level2 = [row.level2] if (row.level1, row.level2) != before else _beside(merged)
        before = (row.level1, row.level2)
        rest = [row.indicator, row.target, row.actual, row.weight, row.score, row.reason]
        yield [*_beside(merged), *level1, *level2, *rest]
    if content.total:
        yield ["总分", *content.total, ""]


def _beside(merged: str | None) -> Row:
    return [] if merged is None else [merged]


def _head(content: Content) -> list[str]:
    return [line for line in (content.title, content.year) if line]


def row_pipes(content: Content) -> str:
    """A row a line, bars between cells; a cell's paragraphs stay lines of their own."""
    return "\n".join([*_head(content), *(" | ".join(row) for row in table(content))])


def cell_lines(content: Content) -> str:
    """A cell a line, a bar behind each."""
    cells = [*_head(content), *(cell for row in table(content) for cell in row)]
    return "\n".join(f"{cell} |" if cell else "|" for cell in cells)


def markdown(content: Content) -> str:
    """A Markdown table: each row as wide as the widest, a rule under the first."""
    rows = [_flat(row) for row in table(content, merged="")]
    width = max(map(len, rows))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return "\n".join([*(f"# {line}\n" for line in _head(content)), lines[0], "|" + "---|" * width, *lines[1:]])


def tabs(content: Content) -> str:
    """A row a line, tabs between cells, as a table is pasted."""
    return "\n".join([*_head(content), *("\t".join(_flat(row)) for row in table(content))])


def tika_html(content: Content) -> str:
    """What Apache Tika makes of a web page: a tab before every cell."""
    return "\n\n".join(_head(content)) + "\n\n" + "\n".join("\t" + "\t".join(_flat(row)) for row in table(content))


def tika_docx(content: Content) -> str:
    """What Apache Tika makes of Word: a cell a line behind a tab, rows parted by blank lines, merged cells blank."""
    rows = ["".join(f"\t{cell}\n" for cell in row) for row in table(content, merged="")]
    return "\n".join([*_head(content), *rows])


def _flat(row: Sequence[str]) -> Row:
    return [cell.replace("\n", "") for cell in row]


WRITERS: dict[str, Callable[[Content], str]] = {
    "row_pipes": row_pipes,
    "cell_lines": cell_lines,
    "markdown": markdown,
    "tabs": tabs,
    "tika_html": tika_html,
    "tika_docx": tika_docx,
}
