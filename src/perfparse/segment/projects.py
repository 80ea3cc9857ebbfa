"""A table that lists projects, each with rows of its own: one form a project (CONTRACT)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from perfparse.forms.header import Column, Head
from perfparse.forms.kinds import is_blank
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell
from perfparse.segment.draft import Draft
from perfparse.segment.model import Amounts, Part
from perfparse.segment.texts import decimal, joined, money, money_unit, text_of

_GOAL = re.compile(r"的?绩效目标$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_NO_PART = re.compile(r"(?:本年度?|年度|当年|全年|总体|长期|中期|预期|项目|年初|的|\d)*")
_SUMS = re.compile(r"(?:合计|小计|总计|汇总)(?:[（(].*[）)])?$")
_UNIT = re.compile(r"[（(](亿元|万元|千元|百万元|元)[)）]")
_PROJECT, _BODY, _AMOUNT = "list_project", "list_body", "list_amount"


def part_name(label: str) -> str:
    """The name of the part that a goal column is of: 部门总体支出绩效目标 is 部门总体支出's; 年度绩效目标 names none.

    Where nothing is left that names a part, it is the whole label (CONTRACT).
    """
    solid = squeeze(label)
    short = _GOAL.sub("", _BRACKETS.sub("", solid))
    return solid if _NO_PART.fullmatch(short) else short


def listed(grid: Grid, head: Head, draft: Draft) -> Listed | None:
    """The columns of a header that list projects, where it has such; they stand before all others."""
    front: list[Column] = []
    for column in head.columns:
        if not column.fine.startswith("list_") and column.role != "goal":
            break
        front.append(column)
    behind = head.columns[len(front) :]
    if not any(column.fine == _PROJECT for column in front) or any(one.fine.startswith("list_") for one in behind):
        return None
    return Listed(grid, tuple(front), replace(head, columns=behind), draft)


@dataclass(slots=True)
class Listed:
    """The columns before the rows in which projects are listed, and what the last one read said."""

    grid: Grid
    columns: tuple[Column, ...]
    rest: Head
    """The header of the rows themselves."""
    draft: Draft
    project: str = ""
    body: str | None = None
    begun: bool = False

    def read(self, row: int) -> bool:
        """Read what a row says of projects; True where it is no more than the sum of some, so that it is no row."""
        cells = [cell for cell in printed(self.grid.beginning(row)) if cell.column < self.rest.start]
        if not cells:
            return False
        found = {
            column.fine: cell
            for column in self.columns
            for cell in cells
            if (cell.column, cell.column + cell.colspan) == (column.start, column.end)
        }
        if self._sums(row, cells, found):
            self.draft.place(self.grid, printed(self.grid.beginning(row)), "total")
            return True
        project = found.get(_PROJECT)
        if project is None or is_blank(project.text) or squeeze(project.text) == self.project:
            self._goes_on(cells, found)
            return False
        self._begin(squeeze(project.text))
        for column in self.columns:
            cell = found.get(column.fine)
            if cell is not None:
                self._keep(column, cell)
        self.draft.form.organisation = self.body or self.draft.form.organisation
        self.draft.place(self.grid, [cell for cell in cells if cell not in found.values()], "label")
        return False

    def _sums(self, row: int, cells: list[Cell], found: dict[str, Cell]) -> bool:
        """Whether a row sums up a body or all: it names no indicator, and says so or names no project of its own."""
        indicator = self.rest.of("indicator")
        names = printed(self.grid.column(row, indicator.start, indicator.end)) if indicator is not None else []
        if any(cell.row == row and not is_blank(cell.text) for cell in names):
            return False
        said = any(_SUMS.search(squeeze(cell.text)) for cell in cells)
        wide = any(cell not in found.values() for cell in cells)
        return said or (wide and any(decimal(cell.text) is not None for cell in cells))

    def _begin(self, project: str) -> None:
        """Begin a project's form: the one at hand, or where that has a project already, the next."""
        form = self.draft.form
        if self.begun:
            self.draft.begin(form.title, None, form.year)
            self.draft.form.unit = form.unit
        self.begun, self.project = True, project

    def _keep(self, column: Column, cell: Cell) -> None:
        """Keep what a cell says of the project that has just begun."""
        form, text, name = self.draft.form, text_of(cell), squeeze(column.name)
        if column.role == "goal":
            self.draft.place(self.grid, [cell], "goal")
            if text is not None:
                spans = tuple(span for over in self.rest.cells[:1] for span in over.spans)
                form.parts.append(Part(part_name(name), spans, ((name, text),)))
        elif column.fine == _AMOUNT and (amount := money(cell.text, self._unit(column, cell))) is not None:
            form.unit = self._unit(column, cell)
            self.draft.place(self.grid, [cell], "budget")
            form.money.append(Amounts(_BRACKETS.sub("", name), {"initial": amount}, cell.spans))
        elif column.fine in (_PROJECT, _BODY, _AMOUNT):
            self.draft.place(self.grid, [cell], "field")
            if text is not None:
                form.keep(name, text)
                self.body = squeeze(text.text) if column.fine == _BODY else self.body
        else:
            self.draft.place(self.grid, [cell], "label")

    def _unit(self, column: Column, cell: Cell) -> str | None:
        """The unit of an amount: the form's, or what its label or the amount itself says."""
        over = next((match[1] for label in column.labels if (match := _UNIT.search(label))), None)
        return self.draft.form.unit or over or money_unit(cell.text)

    def _goes_on(self, cells: list[Cell], found: Mapping[str, Cell]) -> None:
        """Account for cells beside the further rows of a project: a goal that goes on, or what is said again."""
        parts = self.draft.form.parts
        goal, text = found.get("goal"), text_of(found.get("goal"))
        if goal is not None and text is not None and self.begun and parts and parts[-1].goals:
            (label, above), *others = parts[-1].goals
            if squeeze(above.text) != squeeze(text.text):
                whole = joined([above, text]) or above
                parts[-1] = parts[-1]._replace(goals=((label, whole), *others))
                self.draft.place(self.grid, [goal], "goal")
                cells = [cell for cell in cells if cell is not goal]
        self.draft.place(self.grid, cells, "furniture" if self.begun else "label")
