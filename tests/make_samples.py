"""Make the written samples: `python tests/make_samples.py` writes samples/*.txt and tests/gold/*.json anew.

The content is in `sample_reports.py`. Here it becomes what Apache Tika leaves of a PDF that Word made of
such a table, in three steps:

1. set     each cell's text is broken into lines as a word processor does in a column of that width;
2. place   the lines get a page and a height on it: rows stand under one another, a cell is centred in
           its row, goals run down the left, a page holds so many lines, a header is repeated or not;
3. extract the lines are written out in the order of the cells, with the white space that PDFBox puts
           between two runs of text: none but the paragraph's own trailing space at the same height,
           one line feed for less than a line up or down, two for more, and a space at a page's start.

The gold comes from the same content, so that it cannot depend on the parser that is measured by it.
Everything is deterministic.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sample_reports import REPORTS, Part, Report, Row

ROOT = Path(__file__).resolve().parent.parent

# --- set -------------------------------------------------------------------------------------------

NOT_AT_START = "，。、；：！？）》〕”’%,;:!?)]}/-～"
NOT_AT_END = "（《〔“‘([{≥"
MAY_HANG = "，。、；："
MARKS = "，。、；：！？（）《》〔〕“”"  # full-width punctuation, which Word may set in less than an em
AUTO_SPACE = 0.25  # what Word puts between a Chinese character and a digit or a Latin letter

# a number or a Latin word stays whole, every other character stands alone
WORD = re.compile(r"[0-9A-Za-z]+(?:[.][0-9A-Za-z]+)*(?:-[0-9]+)?|.")
CHINESE_THEN_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])")
LATIN_THEN_CHINESE = re.compile(r"(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a cell; `ends` at the end of a paragraph."""

    text: str
    ends: bool


def narrowing(text: str) -> float:
    """How many em Word can take out of the line's punctuation, as the widths of real reports' lines show.

    A mark at the line's edge or before another gives half of its em, any other a quarter.
    """
    marks = [at for at, char in enumerate(text) if char in MARKS]
    tight = sum(at in (0, len(text) - 1) or text[at + 1] in MARKS for at in marks)
    return min(1.5, 0.25 * (len(marks) + tight))


def em_width(text: str, hanging: bool) -> float:
    """The least width in em that `text` can be set in: half-width characters count half.

    With hanging punctuation a mark at the end stands outside; without it punctuation is narrowed.
    """
    body = text[:-1] if hanging and text[-1:] in MAY_HANG else text
    width = sum(0.5 if ord(char) < 0x2000 else 1.0 for char in body)
    width += AUTO_SPACE * len(CHINESE_THEN_LATIN.findall(body) + LATIN_THEN_CHINESE.findall(body))
    return width if hanging else width - narrowing(text)


def unbreakable(text: str, column: float) -> list[str]:
    """The pieces between which a line may break, none of them wider than the column."""
    pieces: list[str] = []
    for word in WORD.findall(text):
        if pieces and (word in NOT_AT_START or pieces[-1][-1] in NOT_AT_END):
            pieces[-1] += word
        else:
            pieces.append(word)
    return [part for piece in pieces for part in (piece if em_width(piece, True) > column else [piece])]


def set_paragraph(text: str, column: float, hanging: bool) -> list[Line]:
    """One paragraph's lines in a column so many em wide."""
    lines = [""]
    for piece in unbreakable(text, column):
        if lines[-1] and em_width(lines[-1] + piece, hanging) > column:
            lines.append("")
        lines[-1] += piece
    return [Line(line, ends=at == len(lines)) for at, line in enumerate(lines, 1)]


def set_cell(text: str, column: float, hanging: bool) -> list[Line]:
    """A cell's lines, of all its paragraphs."""
    return [line for paragraph in text.split("\n") for line in set_paragraph(paragraph, column, hanging)]


# --- place -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on its page; `height` is in lines from the top and may be a half where a cell is centred."""

    page: int
    height: float
    line: Line


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row's cells as lines, left to right."""

    cells: tuple[list[Line], ...]
    may_split: bool = False

    @property
    def lines(self) -> int:
        """How many lines the row is high."""
        return max(map(len, self.cells))

    def cut(self, room: int) -> tuple[SetRow, SetRow]:
        """What of the row stands in `room` lines of a page, and what goes on after it."""
        above = tuple(cell[:room] for cell in self.cells)
        below = tuple(cell[room:] for cell in self.cells)
        return SetRow(above), SetRow(below, self.may_split)


@dataclass(slots=True)
class Sheet:
    """The pages as they fill: where the next row goes, and all lines placed so far in stream order."""

    page_lines: int
    page: int = 1
    used: int = 0
    placed: list[Placed] = field(default_factory=list)

    @property
    def room(self) -> int:
        """Lines left on the page."""
        return self.page_lines - self.used

    def turn(self) -> None:
        """Go on at the top of the next page."""
        self.page, self.used = self.page + 1, 0

    def put(self, lines: list[Line], top: float) -> None:
        """Place a cell's lines under one another from `top` down."""
        self.placed += [Placed(self.page, top + at, line) for at, line in enumerate(lines)]

    def put_row(self, row: SetRow) -> None:
        """Place a row's cells, each centred, and go on below it."""
        for cell in row.cells:
            self.put(cell, self.used + (row.lines - len(cell)) / 2)
        self.used += row.lines


def take_rows(waiting: list[SetRow], room: int) -> list[SetRow]:
    """Take from `waiting` the rows that fit in so many lines; a row that may is cut where the page ends.

    As Word's widow control has it, no fewer than two lines stand on either side of the cut.
    """
    taken: list[SetRow] = []
    while waiting and waiting[0].lines <= room:
        taken.append(waiting.pop(0))
        room -= taken[-1].lines
    if waiting and waiting[0].may_split and room >= 2:
        above, waiting[0] = waiting[0].cut(min(room, waiting[0].lines - 2))
        taken.append(above)
    return taken


def set_row(row: Row, columns: tuple[float, ...], hanging: bool) -> SetRow:
    """A row of the content, broken into lines."""
    texts = (row.indicator, row.target.text, row.actual.text)
    cells = (set_cell(text, column, hanging) for text, column in zip(texts, columns, strict=True))
    return SetRow(tuple(cells), row.may_split)


def place_part(part: Part, sheet: Sheet, hanging: bool) -> None:
    """Place a part: its header, then page by page the goals' lines and the rows beside them."""
    columns = part.widths[len(part.goals) :]
    header = SetRow(tuple(set_cell(text, width, hanging) for text, width in zip(part.header, part.widths, strict=True)))
    goals = [set_cell(text, width, hanging) for text, width in zip(part.goals, part.widths, strict=False)]
    waiting = [set_row(row, columns, hanging) for row in part.rows]
    if part.new_page:
        sheet.turn()
    sheet.put_row(header)
    while waiting or any(goals):
        if sheet.used and (waiting and waiting[0].lines > sheet.room and not waiting[0].may_split):
            turn_page(sheet, part, header)
        rows = take_rows(waiting, sheet.room)
        beside = sum(row.lines for row in rows)
        if not waiting:  # the last row is as high as the goals beside it need
            beside = min(sheet.room, max(beside, *map(len, goals)))
        top = sheet.used
        for at, goal in enumerate(goals):
            sheet.put(goal[:beside], top)
            goals[at] = goal[beside:]
        for row in rows:
            sheet.put_row(row)
        sheet.used = top + beside
        if waiting or any(goals):
            turn_page(sheet, part, header)
    if part.budget_rate:
        rate = Line(f"其中：部门年度整体预算完成率：{part.budget_rate}", ends=True)
        sheet.put_row(SetRow(([rate],)))


def turn_page(sheet: Sheet, part: Part, header: SetRow) -> None:
    """Go on at the next page, under the header where the part repeats it."""
    sheet.turn()
    if part.repeats_header:
        sheet.put_row(header)


def place(report: Report) -> list[Placed]:
    """The whole report's lines in the order in which Word writes them into the PDF."""
    sheet = Sheet(report.page_lines)
    for text in (report.title, "年度绩效目标"):
        sheet.put_row(SetRow(([Line(text, ends=True)],)))
    for part in report.parts:
        place_part(part, sheet, report.hanging)
    return sheet.placed


# --- extract ---------------------------------------------------------------------------------------


def spaced(text: str) -> str:
    """The line with the spaces that Word's automatic spacing leaves in it.

    Whether one is wide enough for PDFBox to see differs from line to line with the line's justification:
    mostly only before digits, often on both sides, now and then nowhere. A short line is not justified.
    """
    kind = zlib.crc32(text.encode()) % 7 if len(text) > 12 else 0
    if kind < 6:
        text = CHINESE_THEN_LATIN.sub(" ", text)
    if kind in (3, 4, 5):
        text = LATIN_THEN_CHINESE.sub(" ", text)
    return text


def page_break(page: int, numbered: bool) -> str:
    """What stands between two pages; the number of the page that ends, where it is printed, stands alone."""
    return f"\n\n\n\n{page} \n\n \n\n" if numbered else "\n "


def gap(before: Placed, after: Placed, numbered_pages: tuple[int, ...]) -> str:
    """The white space between two lines that follow one another in the PDF."""
    if before.page != after.page:
        return page_break(before.page, before.page in numbered_pages)
    apart = abs(after.height - before.height)
    return "" if apart == 0 else "\n" if apart < 1 else "\n\n"


def extract(report: Report) -> str:
    """The report's text as Tika leaves it."""
    placed = place(report)
    pieces = [" "]
    for at, here in enumerate(placed):
        if at:
            pieces.append(gap(placed[at - 1], here, report.numbered_pages))
        pieces.append(spaced(here.line.text) + (" " if here.line.ends else ""))
    return "".join([*pieces, "\n\n \n\n\n"])


# --- gold ------------------------------------------------------------------------------------------


def gold_rows(report: Report) -> Iterator[tuple[str, Part, Row]]:
    """The rows with their ids, the budget's row left out."""
    for at, part in enumerate(report.parts, 1):
        for number, row in enumerate(part.rows, 1):
            yield f"{at}.{number}", part, row


def budget_row(at: int, part: Part) -> dict[str, Any]:
    """The full-width row under a part."""
    return {
        "id": f"{at}.{len(part.rows) + 1}",
        "section": part.name,
        "indicator": "部门年度整体预算完成率",
        "target": None,
        "actual": part.budget_rate,
    }


def gold_cells(report: Report) -> list[dict[str, Any]]:
    """The gold's rows: each cell's text, its paragraphs run together."""
    made: list[dict[str, Any]] = []
    for row_id, part, row in gold_rows(report):
        target, actual = (cell.text.replace("\n", "") for cell in (row.target, row.actual))
        made.append({"id": row_id, "section": part.name, "indicator": row.indicator})
        made[-1] |= {"target": target, "actual": actual}
    for at, part in enumerate(report.parts, 1):
        if part.budget_rate:
            after = max(i for i, row in enumerate(made, 1) if row["section"] == part.name)
            made.insert(after, budget_row(at, part))
    return made


def gold_quantities(report: Report) -> list[dict[str, Any]]:
    """The gold's quantities in document order."""
    made: list[dict[str, Any]] = []
    for at, part in enumerate(report.parts, 1):
        for number, row in enumerate(part.rows, 1):
            for name, cell in (("target", row.target), ("actual", row.actual)):
                made += [
                    {
                        "row": f"{at}.{number}",
                        "field": name,
                        "surface": item.surface,
                        "value": item.value,
                        "unit": item.unit,
                        "bound": item.bound,
                        "per": item.per,
                        "upper": item.upper,
                        "change": item.change,
                    }
                    for item in cell.quantities
                ]
        if part.budget_rate:
            made.append(
                {
                    "row": f"{at}.{len(part.rows) + 1}",
                    "field": "actual",
                    "surface": part.budget_rate,
                    "value": f"{part.budget_rate.rstrip('%')}",
                    "unit": "%",
                    "bound": "exact",
                    "per": None,
                    "upper": None,
                    "change": None,
                }
            )
    return made


def gold_dates(report: Report) -> list[dict[str, Any]]:
    """The gold's dates in document order."""
    return [
        {"row": row_id, "field": name, "surface": date.surface, "start": date.start, "end": date.end}
        for row_id, _, row in gold_rows(report)
        for name, cell in (("target", row.target), ("actual", row.actual))
        for date in cell.dates
    ]


def goal_labels(part: Part) -> list[str]:
    """The goals' printed labels, the paragraphs of one run together."""
    return [label.replace("\n", "") for label in part.header[: len(part.goals)]]


def gold(report: Report) -> dict[str, Any]:
    """What a right reading of the sample gives, with two keys beside those that are scored:

    `arithmetic` names where the document's own numbers agree or do not, `furniture` what is no content.
    """
    return {
        "organisation": report.organisation,
        "fiscal_year": report.fiscal_year,
        "title": report.title,
        "comparison": "cell text is compared with all white space removed",
        "sections": [
            {"name": part.name, "goals": dict(zip(goal_labels(part), part.goals, strict=True))} for part in report.parts
        ],
        "rows": gold_cells(report),
        "quantities": gold_quantities(report),
        "dates": gold_dates(report),
        "never_a_quantity": list(report.never_a_quantity),
        "not_scored": list(report.not_scored),
        "furniture": [f"{page} (a page number)" for page in report.numbered_pages]
        + ["header rows repeated at a page start" for part in report.parts if part.repeats_header],
        "outcome": {row_id: row.outcome for row_id, _, row in gold_rows(report) if row.outcome},
        "arithmetic": list(report.arithmetic),
    }


def made_files() -> dict[Path, bytes]:
    """Every file the generator makes, by its path under the repository."""
    made: dict[Path, bytes] = {}
    for report in REPORTS:
        gold_text = json.dumps(gold(report), ensure_ascii=False, indent=1) + "\n"
        made[Path("samples", f"{report.name}.txt")] = extract(report).encode()
        made[Path("tests", "gold", f"{report.name}.gold.json")] = gold_text.encode()
    return made


def main() -> None:
    """Write the files."""
    for path, data in made_files().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(data)


if __name__ == "__main__":
    main()
