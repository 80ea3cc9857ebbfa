"""The headers of indicator tables in a stream of atoms: a run of known header words, which may be wrapped.

一级指|标 二级指标 三级指标 年度指标值 全年实际值|(B) 分值 得分 …: read without white space the words follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, pairwise

from perfparse.forms.headers import NAMES, VALUES, by_place, column_role, word_pattern
from perfparse.forms.templates import templates
from perfparse.forms.two_rows import merged, parted
from perfparse.forms.vocabulary import bare, words
from perfparse.layout.cellstream.atoms import Squeezed
from perfparse.model.ir import Role, Span

_FEWEST = 3  # columns of a header
_OF_MONTHS = re.compile(r"(?:20\d\d年)?\d{1,2}(?:[-—－~至]\d{1,2})?月")
_SHORTEST = "指标"  # heads names, and begins and ends other words
_PREFIX = 10  # characters of what a header word has before it: 截至7月底, 预计全年
_PERIOD = re.compile(r"[\u4e00-\u9fff\d（）.\-—－~～至]+")
_GOES_ON = re.compile(r"[\u4e00-\u9fff]{1,8}")
_TAIL: frozenset[Role] = frozenset(("reason", "extra", "weight", "score"))
_MOST_STRANGE = 3  # such columns beside each other
_STRANGE = 12  # characters of a column's word that is not known
_ENDINGS = ("值", "数", "情况", "率")
_BRACKETS = r"(?:（[^（）]{1,12}）)?"


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A column: its role, its word as printed, and where that stands."""

    role: Role
    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A header over atoms `first` to `last` (both included); `side` is the label that runs down its left.

    Where the print has two rows, `over` are the words of the upper one with the columns that each is over (the second
    not included).
    """

    first: int
    last: int
    columns: tuple[HeaderCell, ...]
    side: tuple[Span, ...] = ()
    over: tuple[tuple[HeaderCell, int, int], ...] = ()

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of the columns from left to right."""
        return tuple(column.role for column in self.columns)


@cache
def _pattern() -> re.Pattern[str]:
    printed = (column.headers for form in templates() for section in form.sections for column in section.columns)
    return re.compile(f"{word_pattern(frozenset(chain.from_iterable(printed)))}{_BRACKETS}")


def headers_in(stream: Squeezed) -> list[Header]:
    """All headers of `stream`, in order."""
    found = (_header(stream, _with_tail(stream, run)) for run in _runs(stream))
    return [header for header in found if header is not None]


def _runs(stream: Squeezed) -> Iterator[list[tuple[int, int]]]:
    """Header words that follow each other, with at most a strange word of whole atoms in between."""
    run: list[tuple[int, int]] = []
    for start, end in _matches(stream):
        if run:
            start = _beginning(stream, run[-1][1], start, end)
        if run and start == run[-1][1] and stream.text[slice(*run[-1])] == _SHORTEST and not stream.begins(start):
            start = run.pop()[0]  # 指标完成率 is one word
        if run and start != run[-1][1]:
            behind, begun = run[-1][1], run[-1][0]
            if words().level(stream.text[behind:end]) is not None:  # 产出|指标 in a narrow column: the first row
                yield run
                run = []
            elif len(run) >= _FEWEST - 1 and (strange := _strange_columns(stream, behind, start)):
                run += strange
            elif len(run) > _FEWEST and len(_strange_columns(stream, begun, start)) == 1:
                run[-1] = begun, start  # a known word begins it: 指标方向
            else:
                yield run
                run = []
        run.append((start, end))
    if run:
        yield run


def _matches(stream: Squeezed) -> Iterator[tuple[int, int]]:
    """Where header words stand. One of the end of an atom and the next in its line is two: 评估指标 分值.

    One that begins an atom which goes on, with no other word behind it, is all of the atom: 指标值确定依据.
    """
    found = [match.span() for match in _pattern().finditer(stream.text)]
    for (start, end), (after, _) in pairwise([*found, (len(stream.text), 0)]):
        last = stream.atom_at(end - 1)
        border = stream.starts[last]
        beside = start < border and stream.atoms[last].gap in ("space", "wide") and not stream.begins(start)
        if beside and column_role(bare(stream.text[border:end])) is not None:
            yield stream.starts[stream.atom_at(start)], border
            yield border, end
            continue
        edge = stream.end_of(last)
        whole = end < edge <= after and edge - border <= _STRANGE and stream.begins(start)
        yield start, edge if whole and _GOES_ON.fullmatch(stream.text, end, edge) else end


def _with_tail(stream: Squeezed, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A run with the words behind it in its line that end as columns are headed, though no list has them: 改进措施."""
    found = list(run)
    while len(found) >= _FEWEST and found[-1][1] < len(stream.text) and stream.begins(found[-1][1]):
        start = found[-1][1]
        at = stream.atom_at(start)
        end = stream.end_of(at)
        text = stream.text[start:end]
        if stream.atoms[at].gap not in ("space", "wide") or not _strange(text) or words().level(text) is not None:
            break
        if column_role(bare(text)) not in _TAIL:
            break
        found.append((start, end))
    return found


def _beginning(stream: Squeezed, behind: int, start: int, end: int) -> int:
    """Where a header word begins: where its atom does, if that has a few more characters before it (1至7月完成值).

    Not before `behind`, the end of the word before; and 产出指标 is none that ends in 指标.
    """
    begin = stream.starts[stream.atom_at(start)]
    if not behind <= begin < start <= begin + _PREFIX or stream.text[start:end] == _SHORTEST:
        return start
    plain = _PERIOD.fullmatch(stream.text, begin, start) is not None
    return begin if plain and words().level(stream.text[begin:end]) is None else start


def _strange_columns(stream: Squeezed, start: int, end: int) -> list[tuple[int, int]]:
    """What stands before the next header word as columns of their own: whole atoms, short, and no numbers.

    Of several atoms each is a column where it ends like one: 合同约定值 实际履约值.
    """
    if not (stream.begins(start) and stream.begins(end)):
        return []
    edges = [stream.starts[atom] for atom in range(stream.atom_at(start), stream.atom_at(end - 1) + 1)]
    parts = list(pairwise([*edges, end]))
    if len(parts) > 1 and len(parts) <= _MOST_STRANGE and _are_words([stream.text[slice(*part)] for part in parts]):
        return parts
    return [(start, end)] if _strange(stream.text[start:end]) else []


def _are_words(texts: Sequence[str]) -> bool:
    """Whether strange texts beside each other are words of columns, each its own: one of them ends as such words do."""
    heads = [column_role(bare(text)) is not None or bare(text).endswith(_ENDINGS) for text in texts]
    return any(heads) and all(map(_strange, texts))


def _strange(text: str) -> bool:
    """Whether a text may head a column though no list has it."""
    if len(text) > _STRANGE:
        return False
    if _OF_MONTHS.match(text) and column_role(bare(text)) is not None:
        return True
    return re.fullmatch(r"[\u4e00-\u9fff（）/、A-Za-z％]+", text) is not None


def _header(stream: Squeezed, run: list[tuple[int, int]]) -> Header | None:
    columns = [
        HeaderCell(_role(text), text, stream.spans(*place)) for place in run if (text := stream.text[slice(*place)])
    ]
    side: tuple[Span, ...] = ()
    first = next((at for at, column in enumerate(columns) if column.role == "level1"), 0)
    while first and columns[first - 1].role == "extra":
        first -= 1  # a column of numbers before the levels
    whole = _two_rows(columns)
    over: tuple[tuple[HeaderCell, int, int], ...] = ()
    if whole is not None:
        columns, over = whole
    elif first:  # the label of the block, which may hold header words: 年度绩效指标完成情况
        start = stream.starts[stream.atom_at(run[0][0])]
        side = stream.spans(start, run[first][0])
        columns, run = columns[first:], run[first:]
    columns = [_of_another_time(column, columns) for column in columns]
    roles = by_place([bare(column.name) for column in columns], [column.role for column in columns])
    columns = [replace(column, role=role) for column, role in zip(columns, roles, strict=True)]
    judged = "score" in roles and any(bare(column.name) in words().judging for column in columns)
    if len(columns) < _FEWEST or not NAMES & set(roles) or not (judged or VALUES & set(roles)):
        return None
    if "indicator" not in roles:
        lowest: Role = "level2" if "level2" in roles else "level1"
        at = roles.index(lowest)
        columns[at] = HeaderCell("indicator", columns[at].name, columns[at].spans)
    return Header(stream.atom_at(run[0][0]), stream.atom_at(run[-1][1] - 1), tuple(columns), side, over)


def _two_rows(
    columns: Sequence[HeaderCell],
) -> tuple[list[HeaderCell], tuple[tuple[HeaderCell, int, int], ...]] | None:
    """The columns of a header of two rows, where it is one, and the words over them with the columns of each."""
    rows = parted([one.role for one in columns])
    if rows is None:
        return None
    parts = columns[rows[0] : rows[1]], columns[rows[1] :]
    whole = merged(*([(bare(one.name), one.role) for one in part] for part in parts))
    if whole is None:
        return None
    found = [replace(parts[column.row][column.at], role=column.role) for column in whole.columns]
    return found, tuple((parts[0][word.at], word.start, word.end) for word in whole.over)


def _of_another_time(column: HeaderCell, columns: Sequence[HeaderCell]) -> HeaderCell:
    """The column, extra where it has a value that is not the year's, and another column has that: 预计全年完成值."""
    others = [other for other in columns if other.role == column.role and other is not column]
    theirs = column.role in VALUES and any(part in column.name for part in words().other_times)
    return HeaderCell("extra", column.name, column.spans) if theirs and others else column


def _role(text: str) -> Role:
    return column_role(bare(text)) or "extra"
