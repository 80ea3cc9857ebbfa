"""Which rows of a table are a header of indicators, and what it says of its columns: the only place that knows.

A row, or up to three, may be a header. How likely that is follows from what its texts are by themselves (`texts`), what
stands below, and how well roles can be given to its columns (`columns`); the weights are estimated
(`weights/header.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfparse.forms.columns import MANY, OF_LEVELS, Assignment, Told, assigned, by_label, reported
from perfparse.forms.headers import NAMES
from perfparse.forms.kinds import BLANK, kind
from perfparse.forms.seen import ROWS, Seen, columns_seen
from perfparse.forms.texts import classes
from perfparse.forms.vocabulary import words
from perfparse.forms.weights import chance
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell, Role

_DEEPEST = 3  # rows that a header may take
_LONGEST = 60  # characters: a longer cell heads no column
_FEWEST = 2  # columns
_NUMERIC = frozenset(
    (
        "zero",
        "digit",
        "two digits",
        "hundred",
        "number",
        "share",
        "bounded share",
        "bounded number",
        "bounded value",
        "value",
        "points",
        "range",
        "sign",
    )
)
_FIGURES = 0.34  # share of cells with figures above which a row is no header
_LIKELY = 0.5
_AT_LEAST = 0.02  # of a header in a document that says that it has one
_LABELS = 0.6  # share of labels of a row below a header that is another's
_SURELY = 0.9  # of a header below another in the same table
_HARDLY = 0.25  # of a label's probability: rows whose texts have less on the average are not looked at


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: columns `start` to `end` of the grid, its role as reports have it, and its header.

    `of` is set where it is the weight or score of a level, not of the indicators. `told` says how its role was told.
    """

    role: Role
    name: str
    start: int
    end: int
    of: Role | None = None
    told: Told | None = None
    labels: tuple[str, ...] = ()

    @property
    def probability(self) -> float:
        """How probable it is that the column has its role."""
        return self.told.probability if self.told is not None else 1.0

    @property
    def fine(self) -> str:
        """What the column is, more exactly than reports say: explain, history, rate_done …"""
        return self.told.role if self.told is not None else self.role


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a block of indicators, which takes rows `first` to `last` of its grid.

    `beside` has the columns of further blocks that stand to the right in the same rows, with names of their own.
    `probability` is that it is a header of indicators at all.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    beside: tuple[tuple[Column, ...], ...] = ()
    probability: float = 1.0
    fit: float = 0.0
    """How well roles fit the columns, in nats a column."""

    @property
    def start(self) -> int:
        """The first grid column that the header covers."""
        return self.columns[0].start

    @property
    def end(self) -> int:
        """The grid column after the last."""
        return self.columns[-1].end

    def of(self, role: Role) -> Column | None:
        """The first column of a role that is the indicators' own."""
        return next((column for column in self.columns if column.role == role and column.of is None), None)

    def over(self, column: Column) -> list[Cell]:
        """The printed cells of the header over a column, the lowest first."""
        found = [
            cell for cell in self.cells if cell.column <= column.start and column.end <= cell.column + cell.colspan
        ]
        return sorted(found, key=lambda cell: -cell.row)

    def apart(self) -> list[Head]:
        """This header and those beside it, each by itself; a level that only the first prints heads all."""
        shared = [column for column in self.columns if column.role in ("level1", "level2")]
        heads = [replace(self, beside=())]
        for columns in self.beside:
            own = {column.role for column in columns}
            above = tuple(column for column in shared if column.role not in own)
            heads.append(replace(self, columns=(*above, *columns), beside=()))
        return heads


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may be a header, with what tells for and against it."""

    first: int
    last: int
    features: dict[str, float]
    columns: tuple[Seen, ...]
    groups: tuple[tuple[tuple[Seen, ...], Assignment], ...]


def heads(grid: Grid, *, titled: bool = False, least: float = _LIKELY) -> dict[int, Head]:
    """The headers of a table by their first row: the likeliest candidates, of which no two share a row.

    `titled` says that the title of such a form stands over it. Candidates that are less probable than `least` are none.
    """
    likely = [
        (chance, candidate)
        for row in range(len(grid.rows))
        for candidate in candidates(grid, row, titled=titled)
        if (chance := probability(candidate)) > least and _complete(candidate)
    ]
    chosen: dict[int, tuple[float, Candidate]] = {}
    taken: set[int] = set()
    for chance, candidate in sorted(likely, key=lambda pair: (-pair[0], pair[1].first, -pair[1].last)):
        rows = set(range(candidate.first, candidate.last + 1))
        below = any(first < candidate.first for first in chosen)  # its rows may as well be that header's
        if not rows & taken and (chance > _SURELY or not below):
            taken |= rows
            chosen[candidate.first] = chance, candidate
    found: dict[int, Head] = {}
    after: int | None = None
    for first in sorted(chosen, reverse=True):
        chance, candidate = chosen[first]
        if after is not None:  # what stands under the next header says nothing of these columns
            candidate = _candidate(grid, first, candidate.last, titled=titled, stop=after) or candidate
        found[first], after = _head(grid, candidate, chance), first
    found |= _again(grid, found)
    return dict(sorted(found.items()))


def best_head(grids: Sequence[Grid]) -> tuple[Grid, Head] | None:
    """The likeliest header of tables of which a title says that one is a form, though each is likelier none."""
    found = [(grid, head) for grid in grids for head in heads(grid, titled=True, least=_AT_LEAST).values()]
    return max(found, key=lambda pair: pair[1].probability, default=None)


def head_above(grid: Grid, last: int) -> Head | None:
    """The header that rows 0 to `last` are of all rows below; None where they are likelier none."""
    candidate = _candidate(grid, 0, last, titled=False)
    if candidate is None or not _complete(candidate):
        return None
    chance = probability(candidate)
    return _head(grid, candidate, chance) if chance > _LIKELY else None


def may_begin(texts: Sequence[str], least: float = _HARDLY) -> bool:
    """Whether the printed texts of a row may be a header's: short ones, few figures, and `least` of labels' share."""
    return (
        len(texts) >= _FEWEST
        and all(len(text) <= _LONGEST or len(squeeze(text)) <= _LONGEST for text in texts)
        and sum(kind(text) in _NUMERIC for text in texts) <= _FIGURES * len(texts)
        and label_share(texts) >= least
    )


def label_share(texts: Sequence[str]) -> float:
    """How probable it is of texts, on the average, that each is a column's label."""
    return sum(classes(text).get("label", 0.0) for text in texts) / max(1, len(texts))


def _again(grid: Grid, found: Mapping[int, Head]) -> dict[int, Head]:
    """Headers that are printed once more, word by word, where pages end or another block begins."""
    if not found:
        return {}
    said = {row: tuple(squeeze(cell.text) for cell in printed(grid.beginning(row))) for row in range(len(grid.rows))}
    inside = {row for head in found.values() for row in range(head.first, head.last + 1)}
    made: dict[int, Head] = {}
    for head in found.values():
        mine = [
            tuple(squeeze(c.text) for c in printed(grid.beginning(at)) if c in head.cells)
            for at in range(head.first, head.last + 1)
        ]
        for row in range(head.last + 1, len(grid.rows) - len(mine) + 1):
            same = all(words and said[row + at][-len(words) :] == words for at, words in enumerate(mine))
            if same and row not in inside and row not in made:
                cells = [cell for at in range(len(mine)) for cell in printed(grid.beginning(row + at))]
                made[row] = replace(head, first=row, last=row + len(mine) - 1, cells=tuple(cells))
    return made


def _complete(candidate: Candidate) -> bool:
    """Whether columns have a name and anything to say of what it names."""
    roles = {told.role for told in candidate.groups[0][1].columns}
    return "indicator" in roles and bool(roles & {"target", "actual", "weight", "score", "part"})


def probability(candidate: Candidate) -> float:
    """How probable it is that rows are a header of indicators."""
    return chance("header", "header", candidate.features)


def candidates(grid: Grid, row: int, *, titled: bool = False, least: float = _HARDLY) -> Iterator[Candidate]:
    """The ways in which a header may begin in `row`, of rows whose texts are labels with a probability of `least`."""
    if not may_begin([cell.text for cell in printed(grid.beginning(row))], least):
        return
    for last in range(row, min(row + _DEEPEST, len(grid.rows))):
        if last > row and not _goes_on(grid, row, last):
            return
        candidate = _candidate(grid, row, last, titled=titled, least=least)
        if candidate is not None:
            yield candidate


def _goes_on(grid: Grid, first: int, last: int) -> bool:
    """Whether a header that begins in `first` may take `last` too: a cell reaches it, or one above is wide or blank."""
    above = [cell for cell in grid.rows[last - 1] if cell.row >= first]
    below = printed(grid.beginning(last))
    if not below or sum(kind(cell.text) in _NUMERIC for cell in below) > _FIGURES * len(below):
        return False
    reaches = any(cell.row + cell.rowspan - 1 >= last for cell in above)
    parted = all(
        any(
            other.colspan > cell.colspan or not other.spans or _blank_beside(grid, last - 1, other)
            for other in grid.column(last - 1, cell.column, cell.column + cell.colspan)
        )
        for cell in below
    )
    return reaches or parted


def _blank_beside(grid: Grid, row: int, cell: Cell) -> bool:
    right = grid.places[row].get(cell.column + cell.colspan)
    return right is not None and not right.spans


def _candidate(
    grid: Grid, first: int, last: int, *, titled: bool, stop: int | None = None, least: float = _HARDLY
) -> Candidate | None:
    inside = [cell for row in range(first, last + 1) for cell in printed(grid.beginning(row))]
    if label_share([cell.text for cell in inside]) < least:
        return None
    seen = columns_seen(grid, first, last, _next_labels(grid, last, stop))
    while len(seen) > 1 and _is_beside(seen):
        seen = seen[1:]
    if not _FEWEST <= len(seen) <= MANY:
        return None
    groups = tuple((group, assigned(group)) for group in _apart(seen))
    cut = sum(cell.row + cell.rowspan - 1 > last for cell in inside)
    found = _features(grid, first, last, seen, groups, inside, cut, titled=titled)
    return Candidate(first, last, found, tuple(seen), groups)


def _next_labels(grid: Grid, last: int, stop: int | None) -> int | None:
    """The next row of labels below a header's last: what stands below that is not the header's. Not one like it."""
    said = {squeeze(cell.text) for cell in printed(grid.beginning(last))}
    for row in range(last + 2, min(len(grid.rows), last + ROWS, stop if stop is not None else len(grid.rows))):
        texts = [cell.text for cell in printed(grid.beginning(row))]
        if len(texts) > _FEWEST and not said & set(map(squeeze, texts)) and may_begin(texts, _LABELS):
            return row
    return stop


def _is_beside(seen: Sequence[Seen]) -> bool:
    """Whether the first column is none: nothing stands below its label, which is the block's, or below no label.

    What a label by itself would head, another column then does.
    """
    first, *others = seen
    if not _says_nothing(first) or all(map(_says_nothing, others)):
        return False
    return not first.labels or _by_itself(first) in map(_by_itself, others)


def _by_itself(seen: Seen) -> str:
    """What a column's label speaks for most."""
    found = by_label(seen.labels[:1])
    return max(found, key=lambda role: found[role])


def _says_nothing(seen: Seen) -> bool:
    """Whether nothing stands below a column's label."""
    return all(text is None or kind(text) == BLANK for text in seen.texts)


def _features(
    grid: Grid, first: int, last: int, seen: Sequence[Seen],
    groups: Sequence[tuple[Sequence[Seen], Assignment]], inside: Sequence[Cell], cut: int, *, titled: bool,
) -> dict[str, float]:  # fmt: skip
    texts = [classes(cell.text) for cell in inside]
    label = [found.get("label", 0.0) for found in texts]
    count = len(inside)
    found: dict[str, float] = {
        f"rows {last - first + 1}": 1.0,
        f"columns {min(len(seen), 6)}": 1.0,
        "label, mean": sum(label) / count,
        "label, least": min(label),
        "label, share": sum(share > _LIKELY for share in label) / count,
        "cut, share": cut / count,
        "reached from above, share": sum(cell.row < first for cell in grid.rows[first]) / len(grid.rows[first]),
        "upper unlabelled": sum(not one.labels for one in seen) / len(seen),
    }
    for name in ("money", "field", "goal_label", "level", "name", "other_label", "cell", "other_cell", "value", "item"):
        found[f"{name}, mean"] = sum(one.get(name, 0.0) for one in texts) / count
    if last > first:
        low = [classes(cell.text).get("label", 0.0) for cell in printed(grid.beginning(last))]
        found["lowest row: label, mean"] = sum(low) / max(1, len(low))
    below = [text for one in seen for text in one.texts if text]
    found["nothing below"] = float(not below)
    found["below: label, mean"] = sum(classes(text).get("label", 0.0) for text in below[:40]) / max(1, len(below[:40]))
    found["below: figures"] = sum(kind(text) in _NUMERIC for text in below) / max(1, len(below))
    found["names nothing"] = min(groups[0][1].unnamed, 9.0) / 3
    found["titled"] = float(titled)
    found["fit"] = max(min(assignment.score, 12.0), -12.0) / 4 if (assignment := groups[0][1]) else 0.0
    roles = [(told.role, told.probability) for _, one in groups for told in one.columns]
    for name in ("indicator", "target", "actual", "score", "weight", "level1"):
        found[f"has {name}"] = max((share for role, share in roles if role == name), default=0.0)
    found["extra, share"] = sum(reported(role) == "extra" for role, _ in roles) / len(roles)
    return found


# blocks side by side


def _apart(seen: Sequence[Seen]) -> list[tuple[Seen, ...]]:
    """Columns as one group, or as those that stand side by side: labels of names stand again behind values."""
    words = [_bare(one) for one in seen]
    for at in range(2, len(seen) - 1):
        again = [
            before
            for before in range(at)
            if words[before] and words[before] == words[at] and seen[before].labels != seen[at - 1].labels
        ]
        if not again or seen[at].part or again[0] > at // 2 or not any(map(_says_value, seen[again[0] : at])):
            continue
        same = sum(word in words[:at] for word in words[at:])
        label = classes(seen[at].labels[0]) if seen[at].labels else {}
        if same >= 2 and 2 * same >= len(words[at:]) and label.get("label", 0.0) > _LIKELY and _names(seen[at]):
            return [tuple(seen[:at]), *_apart(seen[at:])]
    return [tuple(seen)]


def _names(seen: Seen) -> bool:
    """Whether the label of a column heads names, by itself or with those over it."""
    both = (by_label(labels) for labels in (seen.labels, seen.labels[:1]))
    return max(sum(found.get(role, 0.0) for role in (*NAMES, "number", "level3")) for found in both) > _LIKELY


def _bare(seen: Seen) -> str:
    """The word by which columns that stand again are known."""
    word = squeeze(seen.labels[0]) if seen.labels else ""
    return re.sub(r"[（(][^（）()]*[）)]|\d", "", word)


def _says_value(seen: Seen) -> bool:
    """Whether the label of a column by itself heads targets or actual values."""
    found = by_label(seen.labels[:1])
    return sum(found.get(role, 0.0) for role in ("target", "actual", "history", "other_target")) > _LIKELY


# the header as it is handed on


def _head(grid: Grid, candidate: Candidate, likely: float) -> Head:
    made = [
        _with_levels(tuple(_column(seen, told) for seen, told in zip(group, assignment.columns, strict=True)))
        for group, assignment in candidate.groups
    ]
    names = tuple(column.name for columns in made for column in columns if column.name)
    first, *beside = _one_set(grid, candidate.first, made)
    cells = tuple(
        {
            id(cell): cell
            for at in range(candidate.first, candidate.last + 1)
            for cell in printed(grid.rows[at])
            if cell.row >= candidate.first and cell.row + cell.rowspan - 1 <= candidate.last
        }.values()
    )
    fit = candidate.groups[0][1].score
    return Head(candidate.first, candidate.last, first, cells, names, tuple(beside), likely, fit)


def _column(seen: Seen, told: Told) -> Column:
    name = squeeze(seen.labels[0]) if seen.labels else ""
    return Column(reported(told.role), name, seen.start, seen.end, None, told, seen.labels)


def _with_levels(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`columns` with the weights and scores of levels as those of the level before them."""
    made: list[Column] = []
    level: Role = "level1"
    for column in columns:
        if column.role in ("level1", "level2"):
            level = column.role
        made.append(replace(column, of=level) if column.fine in OF_LEVELS else column)
    return _with_score(made)


def _with_score(columns: Sequence[Column]) -> tuple[Column, ...]:
    """`columns` with the only one of scores as the score, though its label is like that of one who checks."""
    scores = [column for column in columns if column.role == "score" or column.fine == "review_score"]
    if len(scores) != 1:
        return tuple(columns)
    return tuple(replace(column, role="score") if column is scores[0] else column for column in columns)


def _one_set(grid: Grid, row: int, groups: Sequence[tuple[Column, ...]]) -> list[tuple[Column, ...]]:
    """Groups of columns side by side as one, where they are sets of one table: of the year, and of a longer time.

    They are where a first level that only the first group has stands beside all, or where labels in or over them speak
    of times. Rows are then of the year's set, and the columns of the others are extra (CONTRACT).
    """
    if len(groups) == 1:
        return list(groups)
    times = [_time_of(grid, row, columns) for columns in groups]
    shared = any(column.role == "level1" for column in groups[0]) and not any(
        column.role == "level1" for columns in groups[1:] for column in columns
    )
    if not shared and len(set(times)) == 1:
        return list(groups)
    ours = max(range(len(groups)), key=lambda at: (times[at], at))
    level1 = [column for column in groups[0] if column.role == "level1"] if ours and shared else []
    return [
        tuple(
            column if at == ours or column in level1 else replace(column, role="extra", of=None)
            for at, columns in enumerate(groups)
            for column in columns
        )
    ]


def _time_of(grid: Grid, row: int, columns: Sequence[Column]) -> int:
    """How plainly labels in or over a group of columns speak of the year (1) or of another time (-1)."""
    over = [cell.text for above in grid.rows[:row] for cell in printed(above) if _is_over(cell, columns)]
    said = [*(label for column in columns for label in column.labels), *map(squeeze, over)]
    year = any(word in text for text in said for word in words().now)
    other = any(word in text for text in said for word in words().other_times)
    return year - other


def _is_over(cell: Cell, columns: Sequence[Column]) -> bool:
    """Whether a cell stands over these columns, or some of them, and no others."""
    start, end = columns[0].start, columns[-1].end
    return start <= cell.column and cell.column + cell.colspan <= end and len(cell.text) < _LONGEST


# columns named by places or years

_PART = re.compile(r"(?:19|20)\d\d.{0,4}|.{1,8}[省市县区州旗盟镇乡]|合计|总计|小计|全[省市县区州]|.*合计")
_WHOLE = re.compile(r".*(?:合计|总计|小计|全[省市县区州])")
_SEVERAL = 3


def by_part(columns: Sequence[Column], year: int | None) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """`columns` where several under one label are named by places or years, and the names of these.

    The target is then the column of the sum, or of `year`; without one, none of them is, and all are extra (CONTRACT).
    """
    made = list(columns)
    named: list[str] = []
    at = 0
    while at < len(made):
        end = at + 1
        while end < len(made) and len(made[at].labels) > 1 and made[end].labels[1:] == made[at].labels[1:]:
            end += 1
        group = made[at:end]
        of_values = {column.role for column in group} <= {"target", "actual", "extra"}
        if len(group) >= _SEVERAL and of_values and all(_PART.fullmatch(column.name) for column in group):
            ours = next((one for one in group if _WHOLE.fullmatch(one.name)), None) or next(
                (one for one in group if year is not None and str(year) in one.name), None
            )
            free = not any(one.role == "target" for one in made if one not in group)
            made[at:end] = [replace(one, role="target" if one is ours and free else "extra") for one in group]
            named += [one.name for one in group]
        at = end
    return tuple(made), tuple(named)


def roles_head(roles: Sequence[Role]) -> Head:
    """The header that a table without one would have: its columns' roles, no cells."""
    columns = tuple(Column(role, "", column, column + 1) for column, role in enumerate(roles))
    return Head(-1, -1, columns, (), ())
