"""A reading of a cell stream → lines and tables, as from a document whose cells are known."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import exp, inf

from perfparse.forms.templates import reflowing
from perfparse.language.folding import squeeze
from perfparse.layout import reflow
from perfparse.layout.cellstream import around
from perfparse.layout.cellstream.atoms import Atom, Atoms, Squeezed, atoms_of
from perfparse.layout.cellstream.bounds import Region, regions_in
from perfparse.layout.cellstream.gaps import Style, style_of
from perfparse.layout.cellstream.header import Header, headers_in
from perfparse.layout.cellstream.roles import OUTSIDE, Form, form_of, merged
from perfparse.layout.cellstream.search import Cell as Found
from perfparse.layout.cellstream.search import Decoded, decode
from perfparse.layout.form_costs import ARITHMETIC
from perfparse.layout.landmarks import find
from perfparse.model.ir import Cell, Document, Doubt, Flow, Line, Role, Span, Table

_TIED = 0.3  # nats under which two readings are as good as one another
_DOUBTFUL = 3.0
_SHOWN = 16  # characters of a text in a message
_FEW_LINES = 6  # of a table that are too few to tell its columns' widths
_NATURE = re.compile(r"[≥≤＞＜><=＝≧≦═﹦]+|定性|定量|大于等于|小于等于|等于|大于|小于|不低于|不高于")
_PRINTED_WEIGHT = re.compile(r"[（(]\d+(?:\.\d+)?分?[）)]")
_UNIT = re.compile(r"(?<=[\d\s.])[^\d\s.].*$|(?<=\s)\S+$")


@dataclass(frozen=True, slots=True)
class Read:
    """A text as read: its flow, and the mean cost of a piece in nats, which tells how well the model fits it.

    The cost is infinite where no table was read as cells in order. `late` tells that the first row of a table lacks
    the first level that later rows have, as where labels stand in the middle of their rows.
    """

    flow: Flow
    cost: float
    late: bool = False


def read(document: Document) -> Read | None:
    """Read a cell stream; None where it has no header of a table of indicators."""
    cut = atoms_of(document)
    stream = Squeezed(cut.atoms)
    regions = regions_in(stream)
    if not regions:
        return None
    style = style_of(cut.atoms)
    maker = _Maker(document, cut, stream, starts=[atom.start for atom in cut.atoms])
    cost, pieces, late = 0.0, 0, False
    for region in regions:
        if "goal" in region.header.roles and maker.rebuilt(region):
            continue
        decoded, form = _decode(region, cut.atoms, style)
        cost, pieces = cost + decoded.cost, pieces + max(1, len(decoded.pieces))
        late = late or _late(decoded, form)
        maker.region(region, decoded, form)
    return Read(maker.flow(style), cost / pieces if pieces else inf, late)


def flow(document: Document) -> Flow | None:
    """The lines and tables of a cell stream; None where it has no header of a table of indicators."""
    found = read(document)
    return found.flow if found else None


def mixed(document: Document) -> bool:
    """Whether a document has, beside tables with goals in columns, others without."""
    headers = [header.roles for header in headers_in(Squeezed(atoms_of(document).atoms))]
    return any("goal" not in roles for roles in headers)


def _decode(region: Region, atoms: Sequence[Atom], style: Style) -> tuple[Decoded, Form]:
    columns = region.header.columns
    spans = merged(region.header.roles)
    roles: list[Role] = ["target" if first < last else columns[first].role for first, last in spans]
    names = tuple(columns[first].name for first, _ in spans)
    form = form_of(tuple(_once(roles)), names, closed=bool(region.total))
    body = _paged([atoms[at] for at in region.atoms])
    if any(first < last for first, last in spans):
        style = replace(style, units=True, scripts=False)  # 81 | 场 is no change of script
    return decode(body, form, style), form


def _late(decoded: Decoded, form: Form) -> bool:
    """Whether first levels begin only behind the first row's name."""
    roles = [form.roles[cell.column] for cell, _, _ in decoded.cells if cell.column >= 0]
    return "level1" in roles and roles.index("level1") > (roles.index("indicator") if "indicator" in roles else inf)


def _paged(body: list[Atom]) -> list[Atom]:
    """`body` with a page's end before the first atom of a page, whatever stood before it: a header printed again."""
    turned = [at for at in range(1, len(body)) if body[at].page != body[at - 1].page]
    for at in turned:
        body[at] = body[at]._replace(gap="page")
    return body


def _once(roles: Sequence[Role]) -> list[Role]:
    """The roles, each but a goal's once: a second column of a role is an extra one.

    Of several weights the indicators' own is the one behind their names; those before are the levels'.
    """
    name = roles.index("indicator") if "indicator" in roles else 0
    found: list[Role] = []
    for at, role in enumerate(roles):
        levels_own = role == "weight" and at < name and "weight" in roles[name:]
        found.append("extra" if levels_own or (role != "goal" and role in found) else role)
    return found


@dataclass(slots=True)
class _Open:
    """A cell in the making."""

    row: int
    column: int
    width: int
    atoms: list[Atom]
    margin: float
    doubt: str = ""
    decided: str = ""


@dataclass(slots=True)
class _Maker:
    """Collects the items of a flow."""

    document: Document
    cut: Atoms
    stream: Squeezed
    tables: list[tuple[int, Table]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    furniture: list[Span] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def rebuilt(self, region: Region) -> bool:
        """Add the table of a form with goals beside all rows, read line by line; False where there are no lines."""
        atoms = self.cut.atoms
        first, last = atoms[region.header.first], atoms[region.end - 1]
        lines = [
            replace(self.cut.lines[at], page=self.cut.paged[at])
            for at in range(first.line, last.line + 1)
            if at in self.cut.paged
        ]
        if len(lines) < _FEW_LINES or lines[0].start < first.start or lines[-1].end > last.end:
            return False
        found = next(((form, marks) for form in reflowing() if (marks := find(lines, form)).marks), None)
        if found is None:
            return False
        layout = reflow.layout(self.document, *found)
        if not layout.tables:
            return False
        for number, table in enumerate(layout.tables):
            spans = [piece.span for piece in layout.pieces if piece.table == number]
            at = bisect_right(self.starts, min(span.start for span in spans)) - 1
            self.tables.append((at, table))
            self._take_spans(spans)
        aside = [piece.span for piece in layout.pieces if piece.role == "furniture"]
        self.furniture += aside
        self._take_spans(aside)
        self.doubts += layout.doubts
        return True

    def region(self, region: Region, decoded: Decoded, form: Form) -> None:
        """Add the table of a region."""
        header = region.header
        side = 1 if header.side else 0
        cells, deep = self._head(header, side)
        opened, rows = self._rows(region, decoded, form, deep)
        for found in opened:
            cells += self._made(found, region, side)
        if region.total:
            rows += 1
            cells += self._total(region, rows, side)
        if header.side:
            cells.append(self._cell(0, 0, header.side, rowspan=rows + 1))
            self._take_spans(header.side)
        for again in region.repeated:
            printed = (*again.columns, *(over for over, *_ in again.over))
            spans = (*again.side, *(span for word in printed for span in word.spans))
            self.furniture += spans
            self._take_spans(spans)
        cells.sort(key=lambda cell: (cell.row, cell.column))
        self.tables.append((header.first, Table(len(header.columns) + side, tuple(cells))))

    def _head(self, header: Header, side: int) -> tuple[list[Cell], int]:
        """The cells of a header, and how many rows it has."""
        self._take_spans(span for word in (*header.columns, *(over for over, *_ in header.over)) for span in word.spans)
        low = {at for _, start, end in header.over for at in range(start, end)}
        deep = 2 if low else 1
        cells = [
            self._cell(int(at in low), side + at, column.spans, rowspan=1 if at in low else deep)
            for at, column in enumerate(header.columns)
        ]
        cells += [self._cell(0, side + at, over.spans, colspan=end - at) for over, at, end in header.over]
        return cells, deep

    def _rows(self, region: Region, decoded: Decoded, form: Form, deep: int) -> tuple[list[_Open], int]:
        """The cells of the rows below a header `deep` rows high, and the number of the last row."""
        spans = merged(region.header.roles)
        row, opened = deep - 1, []
        last: dict[int, _Open] = {}
        for at, (cell, margin, other) in enumerate(decoded.cells):
            if cell.column == OUTSIDE:
                break
            numbers = range(decoded.pieces[cell.start].first, decoded.pieces[cell.end - 1].last)
            atoms = [self.cut.atoms[region.atoms[at]] for at in numbers]
            self.taken.update(region.atoms[at] for at in numbers)
            if cell.step == "resume" and cell.column in last:
                last[cell.column].atoms += atoms
                last[cell.column].margin = min(last[cell.column].margin, margin)
                continue
            if cell.step == "row" or row < deep:
                row, last = row + 1, {}
            first, end = spans[cell.column]
            found = _Open(row, first, end - first + 1, atoms, margin, _in_words(other, decoded, form, margin))
            if at in decoded.decided:
                rival = decoded.decided[at]
                text = "".join(piece.text for piece in decoded.pieces[rival.start : rival.end])[:_SHOWN]
                found.decided = f"{ARITHMETIC} the {form.roles[rival.column]} {text}"
            opened.append(found)
            last[cell.column] = found
            if form.roles[cell.column] == "level2" and "level1" in form.roles:
                _give_back(last.get(form.roles.index("level1")), found)
        return opened, row

    def _made(self, found: _Open, region: Region, side: int) -> list[Cell]:
        parts = [(found.column, found.atoms)]
        if found.width > 1:
            roles = region.header.roles[found.column : found.column + found.width]
            parts = [(found.column + at, atoms) for at, atoms in _split(found.atoms, roles)]
        confidence = round(1 - 0.5 * exp(-found.margin / 1.5), 3)
        if found.margin < _TIED and found.doubt:
            message = f"{squeeze(self._text(found.atoms))[:_SHOWN]}: {found.doubt}, which is as good"
            self.doubts.append(
                Doubt("reading-tied", "warning", message, "margin of the reading", self._spans(found.atoms))
            )
        doubts: tuple[str, ...] = (found.doubt,) if found.doubt and found.margin < _DOUBTFUL else ()
        doubts += (found.decided,) if found.decided else ()
        return [
            replace(
                self._cell(found.row, side + column, self._spans(atoms), confidence=confidence, doubts=doubts),
                margin=found.margin,
            )
            for column, atoms in parts
        ]

    def _total(self, region: Region, row: int, side: int) -> list[Cell]:
        """The row that sums up: its label over the columns before the first amount, and the amounts."""
        atoms = [self.cut.atoms[at] for at in region.total]
        self.taken.update(region.total)
        columns = [at for at, role in enumerate(region.header.roles) if role in ("weight", "score")]
        amounts = [atom for atom in atoms if atom.text[0].isdigit() or not any(map(str.isalnum, atom.text))]
        labels = [atom for atom in atoms if atom not in amounts]
        room = columns[0] if columns else len(region.header.roles)
        cells = [self._cell(row, side, self._spans(labels), colspan=max(1, room))]
        beyond = [at for at in range(room, len(region.header.roles)) if at not in columns]
        for column, atom in zip([*columns, *beyond], amounts, strict=False):
            cells.append(self._cell(row, side + column, self._spans([atom])))
        left = amounts[len(columns) + len(beyond) :]
        if left:
            self.taken.difference_update(at for at in region.total if self.cut.atoms[at] in left)
        return cells

    # parts

    def _text(self, atoms: Sequence[Atom]) -> str:
        return "".join(atom.text for atom in atoms)

    def _spans(self, atoms: Sequence[Atom]) -> tuple[Span, ...]:
        found: list[Span] = []
        before = -1
        for atom in atoms:
            page = atom.page if self.cut.pages else None
            if found and atom.line == before:
                found[-1] = Span(found[-1].start, atom.end, page)
            else:
                found.append(Span(atom.start, atom.end, page))
            before = atom.line
        return tuple(found)

    def _cell(
        self,
        row: int,
        column: int,
        spans: tuple[Span, ...],
        *,
        rowspan: int = 1,
        colspan: int = 1,
        confidence: float = 1.0,
        doubts: tuple[str, ...] = (),
    ) -> Cell:
        if not self.cut.pages:
            spans = tuple(Span(span.start, span.end) for span in spans)
        text = ""
        for span in spans:
            part = self.document.text[span.start : span.end]
            text += (
                " " if text[-1:].isascii() and text[-1:].isalpha() and part[:1].isascii() and part[:1].isalpha() else ""
            ) + part
        return Cell(row, column, text, spans, rowspan, colspan, confidence, doubts)

    def _take_spans(self, spans: Iterable[Span]) -> None:
        """Take the atoms that have anything in `spans`."""
        for span in spans:
            at = bisect_right(self.starts, span.start) - 1
            while at < len(self.starts) and self.starts[at] < span.end:
                if at >= 0 and self.cut.atoms[at].end > span.start:
                    self.taken.add(at)
                at += 1

    # the whole

    def flow(self, style: Style) -> Flow:
        """All tables and what stands around them, in order."""
        self.tables.sort(key=lambda placed: placed[0])
        items: list[Line | Table] = []
        edges = [0, *(first for first, _ in self.tables), len(self.cut.atoms)]
        for number, (start, end) in enumerate(pairwise(edges)):
            loose = [self.cut.atoms[at] for at in range(start, end) if at not in self.taken]
            cells = around.blocks(loose, style, self._spans, self.document.text)
            items += around.between(cells, first=number == 0, last=number == len(self.tables))
            items += [table for _, table in self.tables[number : number + 1]]
        page = self.cut.pages
        furniture = tuple(
            Span(span.start, span.end, span.page if page else None) for span in (*self.cut.furniture, *self.furniture)
        )
        return Flow(tuple(items), furniture, tuple(self.doubts))


def _give_back(level1: _Open | None, level2: _Open) -> None:
    """Where the lines of two levels alternate, the weight printed with the first stands within the second.

    满意度指标 服务对象满意度 | （10分） 指标 are 满意度指标（10分） and 服务对象满意度指标.
    """
    texts = [atom.text for atom in level2.atoms]
    for start in range(1, len(texts)):
        for end in range(start + 1, min(start + 4, len(texts))):
            if level1 is not None and _PRINTED_WEIGHT.fullmatch("".join(texts[start:end])):
                level1.atoms += level2.atoms[start:end]
                del level2.atoms[start:end]
                return


def _split(atoms: Sequence[Atom], roles: Sequence[Role]) -> list[tuple[int, list[Atom]]]:
    """The parts of a target that the form prints in columns of their own: comparator, value, unit."""
    left = list(atoms)
    found: list[tuple[int, list[Atom]]] = []
    value = roles.index("target") if "target" in roles else 0
    if "nature" in roles and len(left) > 1 and _NATURE.fullmatch(left[0].text):
        found.append((roles.index("nature"), [left.pop(0)]))
    unit: list[Atom] = []
    if "unit" in roles and len(left) > 1 and left[0].text[-1].isdigit():
        unit = left[1:]
        left = left[:1]
    found.append((value, left))
    if unit:
        found.append((roles.index("unit"), unit))
    return sorted(found, key=lambda part: part[0])


def _in_words(other: Found | None, decoded: Decoded, form: Form, margin: float) -> str:
    """The next-best reading of a cell, for people."""
    if other is None or margin >= _DOUBTFUL:
        return ""
    text = "".join(piece.text for piece in decoded.pieces[other.start : other.end])[:12]
    if other.column == OUTSIDE:
        return f"{text} may stand behind the table"
    return f"{text} may be {'more of ' if other.step == 'resume' else ''}the {form.roles[other.column]} cell"
