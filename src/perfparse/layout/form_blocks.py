"""What stands around the indicators of a broken text: titles, header block, money, goals, notes → lines and a table.

The cells come one after another (`Atom`); which of them are labels is known by the forms' shared words. The table
that is made has the shape of a drawn one, so that segmentation reads it as any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfparse.forms.money_words import money_heads
from perfparse.forms.vocabulary import BudgetColumn, bare, words
from perfparse.language.folding import fold, squeeze
from perfparse.layout.atoms import Atom, joined, kind_of, level_of, row_from
from perfparse.layout.form_money import aligned, money_columns, money_row
from perfparse.layout.labels import is_goal_label
from perfparse.model.ir import Cell, Line, Span, Table

_LABEL = 16  # characters of a label
_PIECES = 4  # atoms that a broken label may consist of
_FIELD = re.compile(
    r".{0,10}(名称|单位|部门|负责人|联系人|电话|日期|时间|类型|类别|属性|地址|编码|代码|处室|科室|级次|级别|年度|总分|期限|项目期|实施期|周期|依据)"
    r"(及电话|及代码|（.{1,12}）)?[:：]?"
)
_TITLE = re.compile(r".{2,60}(表|报告|报告书|情况)(（[^（）]*）)?")
_FORM_TITLE = re.compile(r".{0,40}绩效.{0,12}(表|报告|报告书)(（[^（）]*）)?")
_ATTACHED = re.compile(r"附[表件][\d一二三四五六七八九十]{0,3}：?")
_SAID = re.compile(r"[（(]?(?:填报)?(?:年度[:：])?20\d\d年?度?[)）]?|[（(]?(?:金额)?单位[:：](?:人民币)?.{1,3}元[)）]?")
_ITEM = re.compile(r"(其中)?[:：]?.{0,20}(资金|拨款|总额|收入|支出|补助|公益金|结转|结余|贷款|债券|经费)[:：]?")
_SIDE = re.compile(r".{0,8}(资金|预算|执行)(投入)?(情况)?(（.*）)?|.{0,6}指标(完成情况)?(（.*）)?")
_AFTER = re.compile(r"[（(]?(注|备注|说明|填表说明|填报说明|填表人|填报人|联系人|负责人|审核人)[:：1-9]")


def before(atoms: Sequence[Atom], *, glued: bool = False) -> list[Line | Table]:
    """The lines and the table that stand before the first header of indicators; every span once.

    Where cells are `glued`, several amounts may stand in one atom.
    """
    walk = _Walk(_whole_labels(atoms), glued)
    while walk.at < len(walk.atoms):
        walk.step()
    return walk.made()


def after(atoms: Sequence[Atom]) -> list[Line | Table]:
    """The notes behind the last row, and labels with a value (说明 | 无)."""
    rows: list[list[Atom]] = []
    for atom in atoms:
        if not atom.solid:
            continue
        alone = _AFTER.match(atom.solid) or len(atom.solid) > _LABEL
        if atom.row or not rows or len(rows[-1]) > 1 or (alone and _AFTER.match(rows[-1][0].solid)):
            rows.append([atom])
        else:
            rows[-1].append(atom)
    made: list[Line | Table] = []
    for row in rows:
        if len(row) == 1:
            made.append(Line(row[0].text, row[0].spans))
        else:
            value = joined(row[1:], " ")
            made.append(Line(f"{row[0].text} {value.text}", (*row[0].spans, *value.spans)))
    return made


def is_after(text: str) -> bool:
    """Whether a cell's text begins what stands behind the rows: a note, or the label of an explanation."""
    word = bare(text)
    return bool(_AFTER.match(squeeze(text))) or word in words().closing


def form_begins(text: str) -> bool:
    """Whether a cell is the title of a form, its number (附表2), or the label that says what a form is about."""
    folded = fold(text)
    begun = _FORM_TITLE.fullmatch(folded) or _ATTACHED.fullmatch(folded)
    return bare(text) in words().identity or begun is not None


# labels


def _whole_labels(atoms: Sequence[Atom]) -> list[Atom]:
    """Atoms with labels that were broken over lines put together again: 项目资金 | （万元）."""
    whole: list[Atom] = []
    at = 0
    while at < len(atoms):
        taken = 1
        for length in range(min(_PIECES, len(atoms) - at), 1, -1):
            pieces = atoms[at : at + length]
            if all(piece.solid and len(piece.solid) <= _LABEL for piece in pieces) and _makes_label(pieces):
                taken = length
                break
        whole.append(atoms[at] if taken == 1 else joined(atoms[at : at + taken]))
        at += taken
    return whole


def _makes_label(pieces: Sequence[Atom]) -> bool:
    """Whether pieces make a known label together, which none of them makes alone."""
    text = "".join(piece.solid for piece in pieces)
    if any(_is_known(piece.solid) for piece in pieces) and not (
        text.endswith(("）", ")")) and pieces[-1].solid[0] in "（("
    ):
        return False
    return _is_known(text)


def _is_known(text: str) -> bool:
    word = bare(text)
    return bool(word) and (word in words().fields or word in money_heads() or is_goal_label(text))


def _is_prose(text: str) -> bool:
    return len(squeeze(text)) > _LABEL or text.endswith(("。", "；", "！", "，", "、"))


def _is_side(text: str) -> bool:
    folded = fold(text)
    return bool(_SIDE.fullmatch(folded)) and ("情况" in folded or folded.endswith("元）"))


def is_label(text: str) -> bool:
    """Whether a text is a label of the blocks around the indicators, or a title."""
    return _is_known(text) or _is_field(text) or bool(_TITLE.fullmatch(fold(text)))


def _is_field(text: str) -> bool:
    folded = fold(text)
    return bare(text) in words().fields | words().labels or (len(folded) <= _LABEL and bool(_FIELD.fullmatch(folded)))


# the walk


@dataclass(slots=True)
class _Placed:
    """A cell of the table in the making; `end` of None is the table's last column."""

    start: int
    end: int | None
    atom: Atom
    rowspan: int = 1


@dataclass(slots=True)
class _Walk:
    """Goes over the atoms once; `rows` are the table's, `lines` stand before it."""

    atoms: list[Atom]
    glued: bool = False
    at: int = 0
    lines: list[Line] = field(default_factory=list)
    rows: list[list[_Placed]] = field(default_factory=list)

    def step(self) -> None:
        """Read what begins at the next atom."""
        atom = self.atoms[self.at]
        if not atom.solid:
            self.at += 1
        elif not (self._money() or self._goals() or self._pairs()):
            self._alone()

    # money

    def _money(self) -> bool:
        first = self.at
        side: Atom | None = None
        others, columns = money_row(self.atoms, self.at)
        if columns:
            self.at += next(at for at, atom in enumerate(self.atoms[first:]) if atom is columns[0][1])
            side = others.pop(0) if others and _SIDE.fullmatch(fold(others[0].text)) else None
            self._money_rows(side, others, columns)
            return True
        others = []
        while (
            self.at < len(self.atoms) and len(others) < _PIECES and not (columns := money_columns(self.atoms, self.at))
        ):
            atom = self.atoms[self.at]
            if atom.solid and not (
                _SIDE.fullmatch(fold(atom.text)) or ("元" in atom.solid and len(atom.solid) <= _LABEL)
            ):
                break
            others += [atom] if atom.solid else []
            self.at += 1
        else:
            if self.at < len(self.atoms) and columns:
                side = others[0] if others else None
                self._money_rows(side, others[1:], columns)
                return True
        self.at = first
        return False

    def _money_rows(
        self, side: Atom | None, others: Sequence[Atom], columns: Sequence[tuple[BudgetColumn, Atom]]
    ) -> None:
        self.at += len(columns)
        base = 2 if side else 1
        rows: list[list[_Placed]] = []
        while self.at < len(self.atoms):
            item, values = self._money_line([kind for kind, _ in columns])
            if item is None:
                break
            cells = [_Placed(base - 1, base, item)]
            for at, value in enumerate(values):
                if value is not None:
                    last = at == len(values) - 1
                    cells.append(_Placed(base + at, None if last else base + at + 1, value))
            rows.append(cells)
        head = [_Placed(base + at, base + at + 1, atom) for at, (_, atom) in enumerate(columns)]
        head[-1].end = None
        if side is not None:
            head.insert(0, _Placed(0, 1, side, len(rows) + 1))
        if others:
            head.insert(1, _Placed(1, 2, joined(others)))
        self.rows += [head, *rows]

    def _money_line(self, kinds: Sequence[BudgetColumn]) -> tuple[Atom | None, list[Atom | None]]:
        """An item of money and its amounts by column; None where the money is over."""
        at = self.at
        while at < len(self.atoms) and not self.atoms[at].solid:
            at += 1
        if at == len(self.atoms):
            return None, []
        item = self.atoms[at]
        following = self.atoms[at + 1 : at + 2]
        known = bool(_ITEM.fullmatch(item.solid))
        numbers = bool(following) and kind_of(following[0].text) in ("amount", "value", "dash", "blank")
        ended = item.solid.endswith(("。", "；"))
        if kind_of(item.text) in ("amount", "value", "dash", "comparator") or len(item.solid) > _LABEL + 4 or ended:
            return None, []
        if not known and (not numbers or is_goal_label(item.text) or _is_field(item.text)):
            return None, []
        values: list[Atom] = []
        at += 1
        while at < len(self.atoms) and self._is_amount(at, values, kinds):
            values.append(self.atoms[at])
            at += 1
        self.at = at
        return item, aligned(values, kinds, glued=self.glued)

    def _is_amount(self, at: int, values: Sequence[Atom], kinds: Sequence[BudgetColumn]) -> bool:
        """Whether the atom at `at` still belongs to the line of money whose amounts so far are `values`."""
        atom = self.atoms[at]
        if atom.row and values:
            return False
        kind = kind_of(atom.text)
        if kind in ("amount", "value", "dash"):
            return len(values) < len(kinds) or not atom.row
        if kind == "blank":
            return not atom.row and len(values) < 2 * len(kinds)
        words_column = kinds[-1] == "extra" and len(values) == len(kinds) - 1
        return words_column and not _ITEM.fullmatch(atom.solid) and not is_goal_label(atom.text)

    # goals

    def _goals(self) -> bool:
        labels: list[Atom] = []
        at = self.at
        while at < len(self.atoms) and (not self.atoms[at].solid or is_goal_label(self.atoms[at].text)):
            if self.atoms[at].solid:
                labels.append(self.atoms[at])
            at += 1
        while at > self.at and not self.atoms[at - 1].solid:
            at -= 1
        texts = self._prose(at, len(labels))
        if not labels or not texts:
            return False
        side = labels.pop(0) if len(labels) > len(texts) else None
        if len(labels) < len(texts) or not labels or (side is None and len(labels) == 1):
            return self._one_goal(labels, side, texts)
        self._take(texts)
        edges = [(1 if side else 0) + 2 * number for number in range(len(labels))]
        ends = [*edges[1:], None]
        head = [_Placed(start, end, label) for start, end, label in zip(edges, ends, labels, strict=True)]
        if side is not None:
            head.insert(0, _Placed(0, 1, side, 2))
        below = [_Placed(start, end, text) for start, end, text in zip(edges, ends, texts, strict=False) if text.solid]
        self.rows += [head, below]
        return True

    def _one_goal(self, labels: list[Atom], side: Atom | None, texts: Sequence[Atom]) -> bool:
        """A goal beside its label."""
        label = labels[0] if labels else side
        if label is None or not texts[0].solid:
            return False
        if side is not None and side is not label:
            self.rows.append([_Placed(0, 1, side)])
        self.rows.append([_Placed(0, 1, label), _Placed(1, None, texts[0])])
        self._take(texts[:1])
        for other in labels[1:]:
            self.rows.append([_Placed(0, 1, other)])
        return True

    def _prose(self, at: int, most: int) -> list[Atom]:
        """The goals' texts from `at` on: up to `most`, as far as the next label or mark.

        A blank cell in front stands below the block's label, which then has no text.
        """
        found: list[Atom] = []
        if most > 1 and at < len(self.atoms) and not self.atoms[at].solid:
            most -= 1
        while at < len(self.atoms):
            atom = self.atoms[at]
            if len(found) == most and not atom.row:
                break
            if self._begins_more(at):
                break
            if atom.row and found and not (atom.solid and _is_prose(found[-1].text)):
                break
            if atom.row and found:  # another paragraph, on a line of its own
                found[-1] = joined([found[-1], atom], "\n")
            elif atom.solid or found:
                found.append(atom)
            at += 1
        return found

    def _begins_more(self, at: int) -> bool:
        text = self.atoms[at].text
        return bool(text) and (_is_known(text) or bool(_SIDE.fullmatch(fold(text))) or level_of(text) is not None)

    def _take(self, texts: Sequence[Atom]) -> None:
        """Go on behind `texts`."""
        last = texts[-1].spans[-1] if texts[-1].spans else None
        while self.at < len(self.atoms):
            atom = self.atoms[self.at]
            if last is None and atom is texts[-1]:
                break
            if last is not None and last in atom.spans:
                break
            self.at += 1
        self.at += 1

    # labels with a value, and what stands alone

    def _pairs(self) -> bool:
        """A row of labels, each with its value: 项目名称 | … | 主管部门 | …."""
        pairs: list[_Placed] = []
        whole = self._row_of_pairs()
        while self.at < len(self.atoms):
            label = self.atoms[self.at]
            if (label.row and pairs) or not label.solid or not (self._labels() or self.at < whole):
                break
            start = len(pairs)
            pairs.append(_Placed(start, start + 1, label))
            self.at += 1
            value = self._value()
            pairs.append(_Placed(start + 1, start + 2, value))
        if not pairs:
            return False
        pairs[-1].end = None
        self.rows.append(pairs)
        return True

    def _row_of_pairs(self) -> int:
        """Where a marked row ends that holds nothing but labels, some of them known, each with its value; else 0."""
        row = row_from(self.atoms, self.at)
        labels = row[::2]
        named = all(atom.solid and len(atom.solid) <= _LABEL and kind_of(atom.text) == "name" for atom in labels)
        known = sum(_is_field(atom.text) for atom in labels)
        return self.at + len(row) if row and len(row) % 2 == 0 and named and 2 * known >= len(labels) else 0

    def _labels(self) -> bool:
        text = self.atoms[self.at].text
        following = self.atoms[self.at + 1 : self.at + 2]
        if _is_field(text):
            return True
        money = bool(_ITEM.fullmatch(squeeze(text))) and bool(following)
        return money and kind_of(following[0].text) in ("amount", "value")

    def _value(self) -> Atom:
        """The value behind a label; blank where another label follows."""
        if self.at < len(self.atoms):
            atom = self.atoms[self.at]
            known = bare(atom.text) in words().fields | words().labels
            if (
                not atom.row
                and not known
                and not _is_side(atom.text)
                and not is_goal_label(atom.text)
                and not money_columns(self.atoms, self.at)
            ):
                self.at += 1
                return atom
        return Atom("")

    def _alone(self) -> None:
        atom = self.atoms[self.at]
        self.at += 1
        folded = fold(atom.text)
        if not self.rows or _TITLE.fullmatch(folded) or _SAID.fullmatch(folded):
            self.lines.append(Line(atom.text, atom.spans))
            return
        row = [atom]
        while self.at < len(self.atoms) and not self.atoms[self.at].row and self.atoms[self.at].solid and atom.row:
            row.append(self.atoms[self.at])  # a row of a mark that nothing else explains
            self.at += 1
        self.rows.append([_Placed(at, at + 1, each) for at, each in enumerate(row)])

    # the result

    def made(self) -> list[Line | Table]:
        """Lines first, then the table."""
        if not self.rows:
            return list(self.lines)
        width = max(max(cell.start + 1, cell.end or 0) for row in self.rows for cell in row)
        width += any(len(row) == 1 for row in self.rows)  # a label alone does not fill a row
        cells: list[Cell] = []
        for at, row in enumerate(self.rows):
            cells += [_cell(at, placed, width) for placed in row]
        return [*self.lines, Table(width, tuple(cells))]


def _cell(row: int, placed: _Placed, width: int) -> Cell:
    end = width if placed.end is None else placed.end
    spans: tuple[Span, ...] = placed.atom.spans
    return Cell(row, placed.start, placed.atom.text, spans, placed.rowspan, end - placed.start)
