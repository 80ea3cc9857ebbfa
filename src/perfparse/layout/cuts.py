"""What a page end has cut: is the first row of a page the rest of the last row before it, and which cells go on?

Two readings are weighed against each other, in nats: the rows are one that the page end cut, or they are two. Each
column speaks for one of them, by what stands above and below the page end and by how often it is blank elsewhere;
so does the page, by where the table ends and how. Merged cells come after, since most of them go on either way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import exp, log

from perfparse.forms.headers import known
from perfparse.forms.vocabulary import bare, words
from perfparse.language.folding import squeeze
from perfparse.layout import rests
from perfparse.model.ir import BBox, Cell, Doubt, Role

_EITHER = 0.2  # columns are filled nearly always or are often blank: little is known beforehand
_USUAL = {"indicator": 20.0, "target": 3.0, "actual": 2.0}  # filled cells that a column's header stands for
_OPEN = 3.0  # programs that leave the rule out where they cut a row rarely do so elsewhere
_CLOSED = log(0.15)  # one that leaves it out at one page end will at the next
_GOES_OVER = 0.45  # of the filled cells of a row that is cut, so many have text on both sides
_SINKING = 0.15  # of programs, so many put short texts in the middle of the whole row, be it cut or not
_SUNK = 0.5  # of the texts in such a row, so many stand below the cut
_STRAY = 0.01  # of those in others
_SKIPPED = 0.002  # a text that ended a page before goes on
_LOW = log(0.9 / 0.5)  # text that is cut reaches down to the cut
_HIGH = log(0.02 / 0.5)
_LINES_LEFT = 2.2  # lines that may stay free above a cut: no more than two are kept together
_SPACE = log(0.03 / 0.5)  # a page with room for more lines was not cut there
_NEW_LABEL = -6.0  # a label of its own beside the row below
_CERTAIN = 8.0  # nats beyond which nothing need be asked
_OVERLAP = 0.75  # of the width of both, where a table has no frames
_CLOSE = 2.0  # nats: seven to one
_MIDDLE = 0.4  # of a line by which a text may stand off the middle
_OFF = 1.2  # the same for one that surely does
_LABEL = 14  # characters: a longer text beside rows is prose
_DIFFERENT = 0.5  # nats that a label's cell needs to be cut, where no list knows it


@dataclass(frozen=True, slots=True)
class Side:
    """The cells on one side of a page end, their left and right borders, and the row next to the end.

    Above, `whole` has the text of each cell over all pages so far, where `cells` have that of the last page alone.
    """

    cells: Sequence[Cell]
    xs: Sequence[tuple[float, float]]
    row: int
    whole: Sequence[str] = ()

    def covering(self) -> list[int]:
        """The cells that cover the row next to the page end, from left to right."""
        found = [at for at, cell in enumerate(self.cells) if cell.row <= self.row < cell.row + cell.rowspan]
        return sorted(found, key=lambda at: self.xs[at])


@dataclass(frozen=True, slots=True)
class Foot:
    """How a page ends. `open_` where a closing rule is missing; `others_open` where one is at another page's end.

    `free` is how many lines of text would still have gone on the page, `near` how far apart one border may stand.
    """

    open_: bool = False
    others_open: bool = False
    free: float = 0.0
    near: float = 4.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Pairs of cells (above, below) that are one, and whether the rows next to the page end are one row.

    `repeated` are the lower cells that have the upper's label again. `detached` are the upper cells whose part on the
    last page belongs to the lower alone: its label stands in the middle of both, as it shows only now. `begun` are
    lower labels that begin only behind the row that the page end cut, where nothing drawn tells. `confidence`
    and `why` tell how sure this is; `rows` are the cells next to the page end that it concerns, above and below.
    """

    joined: tuple[tuple[int, int], ...] = ()
    repeated: frozenset[int] = frozenset()
    detached: frozenset[int] = frozenset()
    begun: frozenset[int] = frozenset()
    same_row: bool = False
    confidence: float = 1.0
    why: str = ""
    rows: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    doubts: tuple[Doubt, ...] = field(default=())


def decide(above: Side, below: Side, foot: Foot) -> Cut:
    """Weigh whether the row below goes on the row above, and find the merged cells that go on."""
    pairs = list(_pairs(above, below, foot.near))
    pairs = _below_header(above, pairs)
    if not pairs:
        return Cut()
    merging = [pair for pair in pairs if _merging(above, below, pair, foot.near)]
    plain = [pair for pair in pairs if pair not in merging]
    labels = _nested([_Label.of(above, below, pair) for pair in merging])
    nats = _Row(above, below, plain, foot).nats(sum(label.nats for label in labels))
    printed = [lower for _, lower in plain if below.cells[lower].spans]
    same_row = bool(plain) and (nats > 0 or not printed)
    joined = [*plain] if same_row else []
    new = False
    begun = frozenset(label.pair[1] for label in labels if same_row and label.begins_below(below))
    for label in labels:
        if label.pair[1] in begun:
            continue
        if same_row or (label.goes_on and not (new and label.is_label)):
            joined.append(label.pair)
        else:
            new = new or label.is_label
    repeated = frozenset(label.pair[1] for label in labels if label.again and label.pair in joined)
    detached = frozenset(label.pair[0] for label in labels if label.detached or (same_row and label.late))
    doubts = tuple(doubt for label in labels if (doubt := label.doubt(below)) and not same_row)
    cut = Cut(tuple(joined), repeated, detached, begun, same_row, doubts=doubts)
    return _stated(cut, below, plain, printed, abs(nats)) if printed else cut


def _stated(cut: Cut, below: Side, plain: Sequence[tuple[int, int]], printed: Sequence[int], margin: float) -> Cut:
    """The decision with how sure it is; a close one is stated as an issue."""
    confidence = round(1 - 0.5 * exp(-margin / 1.5), 3)
    uppers, lowers = tuple(upper for upper, _ in plain), tuple(lower for _, lower in plain)
    if margin >= _CLOSE:
        return replace(cut, confidence=confidence, rows=(uppers, lowers))
    first = below.cells[printed[0]]
    said = "goes on the row before" if cut.same_row else "is a row of its own"
    page = first.spans[0].page
    why = f"the first row of page {page} ({squeeze(first.text)[:12]}) {said}; it was a close call"
    spans = tuple(span for lower in printed for span in below.cells[lower].spans)
    doubt = Doubt("page-cut-close", "warning", why, "the row at the page end", spans)
    return replace(cut, confidence=confidence, why=why, rows=(uppers, lowers), doubts=(*cut.doubts, doubt))


def _pairs(above: Side, below: Side, near: float) -> Iterator[tuple[int, int]]:
    """Cells next to the page end that have the same borders on both sides."""
    uppers = above.covering()
    for lower in below.covering():
        for upper in uppers:
            if _one_column(above.xs[upper], below.xs[lower], near, framed=below.cells[lower].bbox is not None):
                yield upper, lower
                break


def _one_column(one: tuple[float, float], other: tuple[float, float], near: float, *, framed: bool) -> bool:
    if abs(one[0] - other[0]) <= near and abs(one[1] - other[1]) <= near:
        return True
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return not framed and shared > _OVERLAP * (max(one[1], other[1]) - min(one[0], other[0]))


def _column(side: Side, xs: tuple[float, float], near: float) -> list[int]:
    """The cells with these borders."""
    return [at for at, (left, right) in enumerate(side.xs) if abs(left - xs[0]) <= near and abs(right - xs[1]) <= near]


def _merging(above: Side, below: Side, pair: tuple[int, int], near: float) -> bool:
    """Whether cells cover several rows in this column, next to the page end or above, or could."""
    upper, lower = pair
    if above.cells[upper].rowspan > 1 or below.cells[lower].rowspan > 1:
        return True
    column = [at for at in _column(above, above.xs[upper], near) if at != upper]
    if any(above.cells[at].rowspan > 1 and above.cells[at].row > 0 for at in column):
        return True
    heads = [above.cells[at].row for at in column if _role(above.cells[at]) in ("level1", "level2")]
    # where labels are not merged, cells below the first of them are blank
    return bool(heads) and all(squeeze(_whole(above, at)) for at in column if above.cells[at].row > max(heads))


def _below_header(above: Side, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that may be one where the row above is a header: what begins higher, and a label beside the levels."""
    roles = [_role(above.cells[upper]) for upper, _ in pairs]
    if sum(role is not None for role in roles) < 2:
        return pairs
    beside = roles[0] == "indicator" and "level1" in roles[1:]
    return [
        pair
        for at, (pair, role) in enumerate(zip(pairs, roles, strict=True))
        if (role is None and above.cells[pair[0]].rowspan > 1) or (at == 0 and beside)
    ]


def heads(cell: Cell) -> bool:
    """Whether a cell is one of a header, by its words."""
    return _role(cell) is not None


def _role(cell: Cell) -> Role | None:
    """What a cell heads, where it is a header's."""
    return known().get(bare(cell.text)) if cell.spans else None


def _whole(side: Side, at: int) -> str:
    """The text of a cell on all pages so far."""
    return side.whole[at] if side.whole else side.cells[at].text


# the row


@dataclass(frozen=True, slots=True)
class _Row:
    """The rows next to a page end, column by column."""

    above: Side
    below: Side
    pairs: Sequence[tuple[int, int]]
    foot: Foot

    def nats(self, labels: float) -> float:
        """How much likelier the rows are one than two. `labels` is what merged cells beside them say."""
        total = labels + self._by_foot()
        asked: list[tuple[str, str]] = []
        most = least = 0.0
        sunk = 0
        for upper, lower in self.pairs:
            one, other = self.above.cells[upper], self.below.cells[lower]
            filled = self._filled(upper)
            if one.spans and other.spans:
                rest = rests.weigh(one.text, other.text, one.room, self._ended(upper))
                total += rest.nats + log(_GOES_OVER / filled) + _by_height(one, self.foot)
                if rest.askable:
                    asked.append((one.text, other.text))
                    most, least = most + rests.WORD, least + rests.NO_WORD
            elif one.spans:
                total += log((1 - _GOES_OVER) / (1 - filled))
            elif other.spans and squeeze(_whole(self.above, upper)):
                total += log(_SKIPPED / (1 - filled))
            elif other.spans:
                total -= log(1 - filled)
                sunk += 1
            else:
                total -= log(1 - filled) if not squeeze(_whole(self.above, upper)) else 0.0
        total += log(_SINKING * _SUNK**sunk + (1 - _SINKING) * _STRAY**sunk)
        if total + most < 0 or total + least > 0:
            return total  # no word can turn it: the dictionary need not be loaded
        return total + sum(rests.word(left, right) for left, right in asked)

    def _by_foot(self) -> float:
        total = _OPEN if self.foot.open_ else _CLOSED if self.foot.others_open else 0.0
        return total + (_SPACE if self.foot.free > _LINES_LEFT else 0.0)

    def _filled(self, upper: int) -> float:
        """The share of cells in this column that hold text, smoothed; those next to the page end are not counted."""
        column = self._others(upper)
        roles = {_role(self.above.cells[at]) for at in column}
        known = max((_USUAL.get(role, 0.0) for role in roles if role), default=0.0)
        filled = sum(bool(squeeze(_whole(self.above, at))) for at in column)
        return (filled + known + _EITHER) / (len(column) + known + 2 * _EITHER)

    def _ended(self, upper: int) -> float:
        """The share of prose in this column that ends like a sentence, smoothed."""
        texts = [text for at in self._others(upper) if rests.is_prose(text := _whole(self.above, at))]
        prior = 0.7 if rests.is_prose(_whole(self.above, upper)) else 0.2
        return (sum(map(rests.ends, texts)) + 2 * prior) / (len(texts) + 2)

    def _others(self, upper: int) -> list[int]:
        """The other cells of the column, in this part of the table and on the page below but its first row."""
        cells = self.above.cells
        return [
            at for at in _column(self.above, self.above.xs[upper], self.foot.near) if cells[at].row != self.above.row
        ]


def _by_height(cell: Cell, foot: Foot) -> float:
    """What the height says at which a text ends: one that is cut reaches down to the cut."""
    free = _free(cell)
    if free is None or foot.free > _LINES_LEFT:
        return 0.0
    return _LOW if free < _LINES_LEFT else _HIGH


def _free(cell: Cell) -> float | None:
    """How many lines would still go under a cell's text, where its frame is known."""
    boxes: list[BBox] = [span.bbox for span in cell.spans if span.bbox]
    if cell.bbox is None or len(boxes) < len(cell.spans) or not boxes:
        return None
    line = min(box[3] - box[1] for box in boxes[-2:])
    line = min(line, _LINE_MOST)
    return (cell.bbox[3] - max(box[3] for box in boxes)) / line if line > 0 else None


_LINE_MOST = 16.0  # points: a box of several lines is higher


# merged cells


@dataclass(frozen=True, slots=True)
class _Label:
    """A pair of merged cells: does it go on, has it its label again, and what does it say about the row?

    It is `late` where the upper's label stood on an earlier page and the lower has one too, `other` where the two are
    surely two.
    """

    pair: tuple[int, int]
    goes_on: bool
    again: bool = False
    late: bool = False
    detached: bool = False
    other: bool = False
    is_label: bool = True
    nats: float = 0.0
    margin: float = _CERTAIN

    @classmethod
    def of(cls, above: Side, below: Side, pair: tuple[int, int]) -> _Label:
        """Read a pair of merged cells."""
        upper, lower = above.cells[pair[0]], below.cells[pair[1]]
        one, other, whole = squeeze(upper.text), squeeze(lower.text), squeeze(_whole(above, pair[0]))
        if not other:
            return cls(pair, goes_on=True, is_label=len(whole) < _LABEL)
        if not whole:
            return cls(pair, goes_on=True)  # its text stands in the middle of the whole
        if bare(other) == bare(whole):
            return cls(pair, goes_on=True, again=True)
        if not one:  # its text ended a page before
            sunk = _sunk(lower)
            margin = _CERTAIN if sunk is not None else 0.0
            return cls(pair, bool(sunk), late=True, detached=bool(sunk), nats=_NEW_LABEL, margin=margin)
        levels = words().level1 | words().level2
        if bare(whole + other) in levels:
            return cls(pair, goes_on=True)
        if bare(other) in levels or bare(whole) in levels:
            return cls(pair, goes_on=False, nats=_NEW_LABEL, other=True)
        return cls._by_text(above, below, pair)

    @classmethod
    def _by_text(cls, above: Side, below: Side, pair: tuple[int, int]) -> _Label:
        upper, lower = above.cells[pair[0]], below.cells[pair[1]]
        is_label = len(squeeze(_whole(above, pair[0]))) < _LABEL
        rest = rests.weigh(upper.text, lower.text, upper.room, 0.1 if is_label else 0.7)
        nats = rest.nats + _by_height(upper, Foot())
        nats += _BESIDE_ALL if _beside_all(above, upper) and not is_label else -_DIFFERENT
        if rest.askable and nats + rests.NO_WORD <= 0 <= nats + rests.WORD:
            nats += rests.word(upper.text, lower.text)
        new = _NEW_LABEL if is_label and nats <= 0 else 0.0
        return cls(pair, nats > 0, is_label=is_label, nats=new, margin=abs(nats))

    def begins_below(self, below: Side) -> bool:
        """Whether the lower label, of a text without borders, is another that stands beside more than the first row."""
        cell = below.cells[self.pair[1]]
        return self.other and cell.bbox is None and cell.rowspan > 1

    def doubt(self, below: Side) -> Doubt | None:
        """What is to be said of a close call."""
        if self.margin >= _CLOSE:
            return None
        cell = below.cells[self.pair[1]]
        said = "goes on the cell before" if self.goes_on else "is a cell of its own"
        message = f"{squeeze(cell.text)[:12]} on page {cell.spans[0].page} {said}; it was a close call"
        return Doubt("page-cut-close", "warning", message, "the merged cell at the page end", cell.spans)


def _nested(labels: list[_Label]) -> list[_Label]:
    """Labels from left to right, each within the one before: what belongs to the page below does so in both."""
    last = max((at for at, label in enumerate(labels) if label.detached), default=0)
    return [
        replace(label, goes_on=True, detached=True, margin=_CERTAIN) if at < last and label.late else label
        for at, label in enumerate(labels)
    ]


def _sunk(cell: Cell) -> bool | None:
    """Whether a label stands between the top and the middle of its frame: in the middle of more that lies above.

    None where that cannot be told: it stands at the top, as some programs set all labels, or below the middle.
    """
    boxes = [span.bbox for span in cell.spans if span.bbox]
    if cell.bbox is None or not boxes:
        return None
    line = min(_LINE_MOST, min(box[3] - box[1] for box in boxes))
    over = min(box[1] for box in boxes) - cell.bbox[1]
    under = cell.bbox[3] - max(box[3] for box in boxes)
    if abs(over - under) <= _MIDDLE * line:
        return False
    return True if line < over < under - _OFF * line else None


_BESIDE_ALL = 4.0  # a text beside all rows of a table has nothing to follow it


def _beside_all(above: Side, cell: Cell) -> bool:
    """Whether a cell runs beside all rows of its part but the header's."""
    return cell.rowspan >= above.row - 1
