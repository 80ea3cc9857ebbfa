"""Rows that may be a header of indicators, with what tells for and against each: only `header` asks.

A row, or up to three, may be one. How likely that is follows from what its texts are by themselves (`texts`), what
stands below, and how well roles can be given to its columns (`columns`); the weights are estimated
(`weights/header.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfparse.forms.columns import MANY, Assignment, assigned, by_label, reported
from perfparse.forms.headers import NAMES
from perfparse.forms.kinds import BLANK, kind
from perfparse.forms.seen import ROWS, Seen, columns_seen
from perfparse.forms.texts import classes
from perfparse.forms.weights import chance
from perfparse.language.folding import squeeze
from perfparse.model.grid import Grid, printed
from perfparse.model.ir import Cell

_DEEPEST = 3  # rows that a header may take
LONGEST = 60
"""Characters: a longer cell heads no column."""
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
_LABELS = 0.6  # share of labels of a row below a header that is another's
_HARDLY = 0.25  # of a label's probability: rows whose texts have less on the average are not looked at


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows that may be a header, with what tells for and against it."""

    first: int
    last: int
    features: dict[str, float]
    columns: tuple[Seen, ...]
    groups: tuple[tuple[tuple[Seen, ...], Assignment], ...]


def may_begin(texts: Sequence[str], least: float = _HARDLY) -> bool:
    """Whether the printed texts of a row may be a header's: short ones, few figures, and `least` of labels' share."""
    return (
        len(texts) >= _FEWEST
        and all(len(text) <= LONGEST or len(squeeze(text)) <= LONGEST for text in texts)
        and sum(kind(text) in _NUMERIC for text in texts) <= _FIGURES * len(texts)
        and label_share(texts) >= least
    )


def are_labels(texts: Sequence[str]) -> bool:
    """Whether the printed texts of a row below a header are another's labels."""
    return len(texts) > _FEWEST and may_begin(texts, _LABELS)


def label_share(texts: Sequence[str]) -> float:
    """How probable it is of texts, on the average, that each is a column's label."""
    return sum(classes(text).get("label", 0.0) for text in texts) / max(1, len(texts))


def probability(one: Candidate) -> float:
    """How probable it is that rows are a header of indicators."""
    return chance("header", "header", one.features)


def candidates(grid: Grid, row: int, *, titled: bool = False, least: float = _HARDLY) -> Iterator[Candidate]:
    """The ways in which a header may begin in `row`, of rows whose texts are labels with a probability of `least`."""
    if not may_begin([cell.text for cell in printed(grid.beginning(row))], least):
        return
    for last in range(row, min(row + _DEEPEST, len(grid.rows))):
        if last > row and not _goes_on(grid, row, last):
            return
        found = candidate(grid, row, last, titled=titled, least=least)
        if found is not None:
            yield found


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


def candidate(
    grid: Grid, first: int, last: int, *, titled: bool, stop: int | None = None, least: float = _HARDLY
) -> Candidate | None:
    """Rows `first` to `last` as a header, by what stands below them as far as row `stop`; None where they are none.

    Rows whose texts are labels with a probability of less than `least` are not looked at.
    """
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
        if are_labels(texts) and not said & set(map(squeeze, texts)):
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
