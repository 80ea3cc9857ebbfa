"""What is seen of a column: the labels over it and the cells under them; and features of both, for the model.

A feature is a name and a value. Names begin with what they tell of: `label`, `upper`, `cell`, `column` (all cells of
one together), `beside` (how it compares with other columns) or `place`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from perfparse.forms.kinds import BLANK, kind
from perfparse.forms.templates import share, templates
from perfparse.forms.vocabulary import bare
from perfparse.language.folding import fold, squeeze
from perfparse.model.grid import Grid, printed

ROWS = 24
"""Rows below a header that are looked at: more tell nothing new."""
_BRACKETS = re.compile(r"（[^（）]*）")
_LOOSE = re.compile(r"[：*＊★、.．\d]+")
_NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_DATED = re.compile(r"(?:19|20)\d\d(?:年度|年)?")
"""What a label says of its year: 2022年度完成值 has no letters in common with 年度完成值 that mean the year's own."""
_MOST = 0.6
_FITS = 0.5  # of the labels of a form and of a header that are each other's
_ENOUGH = 3  # rows that show how two columns compare

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Seen:
    """A column as seen: its labels, the lowest first, and its cells' texts by row; None where one from above goes on.

    It takes columns `start` to `end` of the grid. `part` is its place among `parts` that share a label.
    """

    labels: tuple[str, ...]
    texts: tuple[str | None, ...]
    start: int
    end: int
    part: int = 0
    parts: int = 1


def columns_seen(grid: Grid, first: int, last: int, stop: int | None = None) -> list[Seen]:
    """The columns under a header in rows `first` to `last`, from left to right; rows from `stop` on are not theirs.

    A label that goes on beside the rows, as that of a block does, heads no column.
    """
    heads = [cell for cell in grid.rows[last] if cell.row >= first and cell.row + cell.rowspan - 1 <= last]
    rows = _rows_below(grid, last, stop, len(heads))
    found: list[Seen] = []
    for cell in heads:
        over = [cell]
        for row in range(last - 1, first - 1, -1):
            over += [
                other
                for other in grid.rows[row]
                if other not in over
                and other.column <= cell.column
                and cell.column + cell.colspan <= other.column + other.colspan
            ]
        labels = tuple(squeeze(other.text) for other in over if other.spans)
        end = cell.column + cell.colspan
        starts = _parts(grid, rows, cell.column, end)
        for at, (start, stop_at) in enumerate(zip(starts, [*starts[1:], end], strict=True)):
            found.append(Seen(labels, _texts(grid, rows, start, stop_at), start, stop_at, at, len(starts)))
    return found


def _rows_below(grid: Grid, last: int, stop: int | None, width: int) -> list[int]:
    """The rows that show what stands under a header: none is a cell over most of it, or has hardly any."""
    rows = []
    said = [squeeze(cell.text) for cell in printed(grid.beginning(last))]
    for row in range(last + 1, min(len(grid.rows), last + 1 + ROWS, stop if stop is not None else len(grid.rows))):
        begun = printed(grid.beginning(row))
        wide = any(2 * cell.colspan > grid.table.columns for cell in begun) and width > 1
        again = [squeeze(cell.text) for cell in begun] == said
        if len(begun) > 1 and not wide and not again:
            rows.append(row)
    return rows


def _parts(grid: Grid, rows: Sequence[int], start: int, end: int) -> list[int]:
    """Where the columns begin that a label from `start` to `end` covers, by how the rows below it are parted."""
    if end - start == 1:
        return [start]
    below: Counter[int] = Counter()
    inside_all = 0
    for row in rows:
        inside = [cell for cell in grid.rows[row] if start <= cell.column < end]
        if inside and all(cell.column + cell.colspan <= end for cell in inside):
            inside_all += 1
            below.update(cell.column for cell in inside)
    starts = sorted(at for at, times in below.items() if times > max(1, inside_all // 4))
    return starts if starts and starts[0] == start else [start]


def _texts(grid: Grid, rows: Sequence[int], start: int, end: int) -> tuple[str | None, ...]:
    texts: list[str | None] = []
    for row in rows:
        cells = grid.column(row, start, end)
        if not cells:
            texts.append("")
        elif cells[0].row < row:
            texts.append(None)
        else:
            texts.append("".join(cell.text for cell in cells))
    return tuple(texts)


# features of labels


@lru_cache(maxsize=8192)
def label_features(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The features of a column's labels, the lowest first: their letters in ones, twos and threes, with their ends."""
    found: list[str] = []
    for depth, label in enumerate(labels[:3]):
        folded = _DATED.sub("#", fold(label))
        word = _LOOSE.sub("", _BRACKETS.sub("", folded)) or _LOOSE.sub("", folded)
        name = "label" if depth == 0 else "upper"
        found += (f"{name}:{gram}" for gram in dict.fromkeys(_grams(word)))
        if depth == 0:
            found += (
                f"label:({gram}" for part in _BRACKETS.findall(folded) for gram in dict.fromkeys(_grams(part[1:-1]))
            )
            found.append(f"label:length {min(len(word), 12)}")
            found.append(f"label:={word}")
    return tuple(dict.fromkeys(found)) or ("label:none",)


def _grams(word: str) -> Iterator[str]:
    """Pieces of a word; ^ and $ are its ends."""
    yield from word
    marked = f"^{word}$"
    for size in (2, 3, 4):
        for at in range(len(marked) - size + 1):
            yield marked[at : at + size]


# features of cells


def cell_features(seen: Seen) -> Features:
    """What the cells of a column are like: shares of kinds, lengths, repetitions."""
    own = [text for text in seen.texts if text is not None]
    found: Features = {}
    if not own:
        found["column:empty"] = 1.0
        return found
    kinds = Counter(kind(text) for text in own)
    blanks = kinds.pop(BLANK, 0)
    said = sum(kinds.values())
    sure = min(1.0, math.sqrt(max(said, 1) / 4))
    found["column:blank"] = blanks / len(own)
    if blanks == len(own):
        found["column:all blank"] = 1.0
    for name, times in kinds.items():
        found[f"cell:{name}"] = sure * times / said
        if times > said / 2:
            found[f"column:mostly {name}"] = sure
    texts = [squeeze(text) for text in own if kind(text) != BLANK]
    if texts:
        middle = sorted(map(len, texts))[len(texts) // 2]
        found[f"column:length {_bucket(middle)}"] = sure
        found |= _repeated(texts)
        found |= _numbers(texts)
    levels = Counter(
        _LOOSE.sub("", _BRACKETS.sub("", fold(text))).removesuffix("指标") for text in own if kind(text) == "level"
    )
    for name in sorted(levels):
        found[f"says:{name}"] = 1.0
    if None in seen.texts:
        found["column:merged"] = 1.0
        found["column:merged share"] = seen.texts.count(None) / len(seen.texts)
    return found


def _bucket(length: int) -> str:
    return next((str(most) for most in (1, 2, 4, 8, 14, 24, 45, 90) if length <= most), "more")


def _repeated(texts: Sequence[str]) -> Features:
    if len(texts) < _ENOUGH:
        return {}
    share = len(set(texts)) / len(texts)
    return {"column:all differ" if share == 1 else "column:some again" if share > 0.5 else "column:few texts": 1.0}


def _numbers(texts: Sequence[str]) -> Features:
    numbers = [value for text in texts if (value := whole_number(text)) is not None]
    found: Features = {}
    if len(numbers) < _ENOUGH or len(numbers) < 0.8 * len(texts):
        return found
    if all(value == at + numbers[0] for at, value in enumerate(numbers)):
        found["column:counts up"] = 1.0
    total = sum(numbers)
    for whole in (100, 90, 80, 60, 50):
        if abs(total - whole) < 0.01:
            found["column:sums up" if whole in (100, 90) else "column:sums to a ten"] = 1.0
    if max(numbers) <= 30 and total <= 125:
        found["column:sums to a hundred at most"] = 1.0
    return found


@lru_cache(maxsize=8192)
def whole_number(text: str) -> float | None:
    """A text that is a number and nothing else (分 and % forgiven)."""
    plain = unicodedata.normalize("NFKC", squeeze(text)).rstrip("分%").replace(",", "")
    return float(plain) if _NUMBER.fullmatch(plain) else None


# how columns compare


@lru_cache(maxsize=8192)
def _number_and_rest(text: str) -> tuple[float, str] | None:
    """The only number of a short text, and what stands around it."""
    plain = unicodedata.normalize("NFKC", squeeze(text))
    found = list(_NUMBER.finditer(plain)) if len(plain) <= 24 else []
    if len(found) != 1:
        return None
    return float(found[0][0].replace(",", "")), plain[found[0].end() :]


def beside_features(columns: Sequence[Seen]) -> list[Features]:
    """How each column compares with those beside it: at most as high, alike in unit and size, their quotient."""
    found: list[Features] = [{} for _ in columns]
    for right in range(len(columns)):
        for left in range(right):
            for at, name in _compared(columns[left], columns[right]):
                found[right if at else left][f"beside:{name}"] = 1.0
                if at and name.startswith("at most one"):
                    _said_where_less(columns, left, right, found)
                    _rest_of(columns, left, right, found)
    return found


def _rest_of(columns: Sequence[Seen], whole: int, part: int, found: list[Features]) -> None:
    """Mark a column of what one is less than another: points that were deducted, beside the weight and the score."""
    pairs = [[whole_number(text or "") for text in columns[at].texts] for at in (whole, part)]
    rests = [round(a - b, 4) if a is not None and b is not None else None for a, b in zip(*pairs, strict=True)]
    if not any(rests):
        return
    for at, column in enumerate(columns):
        if at in (whole, part):
            continue
        said = [(abs(number), rest) for text, rest in zip(column.texts, rests, strict=True)
                if rest is not None and (number := whole_number(text or "0")) is not None]  # fmt: skip
        if len(said) >= _ENOUGH and any(number for number, _ in said) and all(a == b for a, b in said):
            found[at]["beside:rest of two"] = 1.0
            found[part]["beside:has a rest"] = 1.0


def _said_where_less(columns: Sequence[Seen], more: int, less: int, found: list[Features]) -> None:
    """Mark columns that are filled in just those rows in which a number is less than another: points were lost."""
    pairs = [
        (whole_number(a or ""), whole_number(b or ""))
        for a, b in zip(columns[more].texts, columns[less].texts, strict=True)
    ]
    lost = [at for at, (a, b) in enumerate(pairs) if a is not None and b is not None and b < a]
    kept = [at for at, (a, b) in enumerate(pairs) if a is not None and a == b]
    if not lost or not kept:
        return
    for at, column in enumerate(columns):
        filled = [row for row, text in enumerate(column.texts) if text and kind(text) not in (BLANK, "yes")]
        if at not in (more, less) and filled and set(filled) <= set(lost) and 2 * len(filled) >= len(lost):
            found[at]["beside:said where less"] = 1.0


def _compared(left: Seen, right: Seen) -> Iterator[tuple[int, str]]:
    """What two columns say of each other: (0 for the left one, 1 for the right one; what)."""
    if None in left.texts and None in right.texts:
        yield from _nested(left, right)
    rows = [
        (a, b)
        for a, b in zip(left.texts, right.texts, strict=True)
        if a and b and kind(a) != BLANK and kind(b) != BLANK
    ]
    if len(rows) < _ENOUGH:
        return
    plain = [(x, y) for a, b in rows if (x := whole_number(a)) is not None and (y := whole_number(b)) is not None]
    if len(plain) >= _ENOUGH and len(plain) >= 0.8 * len(rows):
        same = sum(x == y for x, y in plain) / len(plain)
        if all(y <= x for x, y in plain) and same > 0.25:
            yield 0, "at least one to the right"
            yield 1, "at most one to the left"
        elif all(x <= y for x, y in plain) and same > 0.25:
            yield 0, "at most one to the right"
            yield 1, "at least one to the left"
    alike = sum(_alike(a, b) for a, b in rows) / len(rows)
    if alike >= _MOST:
        yield 0, "like one to the right"
        yield 1, "like one to the left"
    if sum(kind(a) == "sign" for a, _ in rows) >= _MOST * len(rows):
        yield 1, "behind signs"
    if sum(kind(b) == "unit" for _, b in rows) >= _MOST * len(rows):
        yield 0, "before units"


def _nested(left: Seen, right: Seen) -> Iterator[tuple[int, str]]:
    """Which of two columns of merged cells has the coarser ones."""
    starts = [{row for row, text in enumerate(seen.texts) if text is not None} for seen in (left, right)]
    if starts[0] < starts[1]:
        yield 0, "coarser than one"
        yield 1, "finer than one"
    elif starts[1] < starts[0]:
        yield 0, "finer than one"
        yield 1, "coarser than one"


def _alike(one: str, other: str) -> bool:
    """Whether two cells say the same words, or numbers of one unit and size."""
    a, b = squeeze(one), squeeze(other)
    first, second = _number_and_rest(a), _number_and_rest(b)
    if first is None or second is None:
        return a == b or (
            first is second is None and len(set(a) & set(b)) >= max(2, min(len(set(a)), len(set(b))) // 2)
        )
    (x, unit), (y, other_unit) = first, second
    near = abs(x - y) <= 0.5 * max(abs(x), abs(y))
    return near and (unit == other_unit or not unit or not other_unit)


@lru_cache(maxsize=512)
def known_roles(labels: tuple[tuple[str, ...], ...]) -> tuple[str | None, ...]:
    """What a known form says of each column, where one has most of the labels; None of those that it has not."""
    words = [bare(label[0]) if label else "" for label in labels]
    sections = [section for template in templates() for section in template.sections]
    best = max(sections, key=lambda section: share(words, section), default=None)
    if best is None or share(words, best) <= _FITS:
        return (None,) * len(words)
    roles = {bare(word): column.role for column in best.columns for word in column.headers}
    return tuple(roles.get(word) for word in words)


def _year(labels: Sequence[str]) -> int | None:
    """The year that a column's labels, the lowest first, say it is of."""
    return next((int(found[0]) for label in labels if (found := _YEAR.search(label))), None)


def place_features(columns: Sequence[Seen]) -> list[Features]:
    """How each column stands among the others: where, what it shares with them, and what a known form says of it."""
    found = beside_features(columns)
    form = known_roles(tuple(seen.labels for seen in columns))
    last = len(columns) - 1
    years = [_year(seen.labels) for seen in columns]
    latest = max(filter(None, years), default=0)
    dated = len({year for year in years if year}) > 1
    fullest = max((years.count(year) for year in years if year), default=0)
    for at, (seen, place) in enumerate(zip(columns, found, strict=True)):
        where = "first" if at == 0 else "last" if at == last else "second" if at == 1 else "between"
        place[f"place:{where}"] = 1.0
        if form[at] is not None:
            place[f"form:{form[at]}"] = 1.0
        if dated and years[at]:
            place[f"place:{'latest' if years[at] == latest else 'earlier'} year"] = 1.0
            if fullest > 1:
                place[f"place:{'fuller' if years.count(years[at]) == fullest else 'barer'} year"] = 1.0
        if seen.parts > 1:
            place[f"place:part {min(seen.part, 3)} of {min(seen.parts, 4)}"] = 1.0
        if at and columns[at - 1].labels == seen.labels and seen.labels:
            place["place:label as before"] = 1.0
    return found


def features(columns: Sequence[Seen]) -> list[tuple[Features, Features, Features]]:
    """Of each column, the features of its labels, of its cells, and of how it stands among the others."""
    return [
        (dict.fromkeys(label_features(seen.labels), 1.0), cell_features(seen), place)
        for seen, place in zip(columns, place_features(columns), strict=True)
    ]
