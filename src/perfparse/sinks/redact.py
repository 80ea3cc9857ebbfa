"""A report without the names and phones of contact persons (redact.toml says by which labels they are known).

Each character of what is left out becomes ＊, so that the places of all else in a text stay right.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from perfparse.model.report import Report

MASK = "＊"

_KEPT = frozenset(
    (
        "schema_version", "status", "source", "template", "code", "kind", "severity", "dimension", "bound", "change",
        "number", "value", "upper", "from", "to", "weight", "score", "initial", "full_year", "executed", "rate",
    )
)  # fmt: skip
"""Keys whose values are no words of the document, but for its own name."""
_SOLID = re.compile(r"[^\s，,、；;。]")  # separators stay, so that one sees how many there were
_AROUND = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|#\d+$|[\s：:＊*★.．\d]")  # what a label has beside its words
_JOINED = re.compile(r"[及和与、/／]")
_APART = re.compile(r"[，,、；;/／\d（）()]+|\s{2,}")
_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}|[\u3400-\u9fff]+·[\u3400-\u9fff]+|[A-Za-z]{3,}(?:[ .'-]+[A-Za-z]+)*")
_PHONE = re.compile(
    r"(?<![\d.])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[(（]?0\d{2,3}[)）]?[-－—–]?\d{7,8}(?:[-－转]\d{1,5})?)"
    r"(?![\d.]|\s*[万亿元%％])",
    re.ASCII,
)
"""A mobile phone, or a line with its area code, that is no amount."""
_NUMBER = re.compile(r"(?<![\d.])\d{7,12}(?![\d.])", re.ASCII)
"""A number under a label of a person; one of a table stands in the report twice."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Words:
    labels: tuple[str, ...]
    others: tuple[str, ...]
    bodies: tuple[str, ...]
    blanks: frozenset[str]
    said: re.Pattern[str]
    """A label in a running text, and in its one named group what it says: up to a label, a stop, or the line's end."""


@cache
def _words() -> _Words:
    raw = tomllib.loads(resources.files(__package__).joinpath("redact.toml").read_text(encoding="utf8"))
    labels = (*raw["persons"], *raw["reached"])
    ours, every = _any(labels), _any((*labels, *raw["others"]))
    colon = r"(?:[ \u3000]*[（(][^（）()\n]{0,12}[）)])?[ \u3000]*[:：]"
    # the label that follows may be longer than the one in the list (项目负责人), or in no list
    label = rf"[^\s:：，,、；;。]{{0,6}}?(?:{every}){colon}|[^\s:：，,、；;。]{{2,8}}[:：]"
    # a name has two characters at least, and may be spaced out
    value = r"[^\s；;。](?:[ \u3000]?[^\s；;。][^\n\f；;。]{0,38}?)?"
    gap = r"[ \u3000]*"
    said = re.compile(
        rf"(?:{ours})(?:{colon}{gap}(?:(?!(?:{every}){colon})|\n{gap}(?!{label}))"
        rf"(?:(?P<after>{value})(?=\s*(?:{label})|[\n\f；;。]|$)"
        r"|(?P<first>[^\s，,、；;。]{1,40}))"  # where no end is in sight
        r"|\s+(?P<beside>[\u3400-\u9fff]{2,4}(?=\s|$)|[\d－-]{7,}))"
    )
    return _Words(labels, tuple(raw["others"]), tuple(raw["bodies"]), frozenset(raw["blanks"]), said)


def _any(words: tuple[str, ...]) -> str:
    """A pattern of words, the longest first; forms like to space out their labels."""
    return "|".join(map(_loose, sorted(words, key=len, reverse=True)))


def _loose(word: str) -> str:
    return r"[ \u3000]*".join(map(re.escape, word))


def redacted(report: Report) -> Report:
    """The report with ＊ for names and phones of contact persons, wherever they stand but in the document's own name.

    Quantities and dates that were read in what is left out are left out too.
    """
    data = report.model_dump(mode="json", by_alias=True)
    names = tuple({name for value in _personal(data) for name in (*_names(value), *_NUMBER.findall(value))})
    known = re.compile(_any(names)) if names else None
    return Report.model_validate_json(json.dumps(_walked(data, "", known)))


def personal(label: str) -> bool:
    """Whether a label stands over the name of a person, or over a number at which one is reached."""
    bare = _AROUND.sub("", label)
    return any(part.endswith(_words().labels) for part in _JOINED.split(bare))


def _personal(node: Any) -> Iterator[str]:
    """What stands under such labels anywhere in a report."""
    if isinstance(node, str):
        for match in _words().said.finditer(node):
            yield match[match.lastgroup or 0]
    elif isinstance(node, list):
        for item in node:
            yield from _personal(item)
    elif isinstance(node, dict):
        if _is_table(node):
            yield from (node["rows"][row][at]["text"] for row, at in _labelled(node))
        for key, item in node.items():
            if _is_field(item) and personal(key):
                yield item["text"]
            yield from _personal(item)


def _names(value: str) -> Iterator[str]:
    """The names of persons in what stands under a label."""
    for part in _APART.split(value):
        name = re.sub(r"\s", "", part) if not part.isascii() else part.strip()
        if _NAME.fullmatch(name) and not name.endswith(_words().bodies) and name not in _words().blanks:
            yield name


def _hidden(text: str, known: re.Pattern[str] | None) -> set[int]:
    """The places of the characters that are left out of a text."""
    places: set[int] = set()
    for pattern in (_words().said, _PHONE, _MAIL, known):
        for match in pattern.finditer(text) if pattern else ():
            places.update(range(*match.span(match.lastgroup or 0)))
    return places


def _masked(text: str, places: set[int]) -> str:
    return "".join(MASK if at in places and _SOLID.match(char) else char for at, char in enumerate(text))


def _is_field(node: Any) -> bool:
    return isinstance(node, dict) and "quantities" in node


def _is_table(node: Any) -> bool:
    return isinstance(node, dict) and "columns" in node and "rows" in node


def _labelled(table: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """The cells of a table under or right behind the label of a person: their row, and their place in it."""
    columns = table["columns"]
    for number, row in enumerate(table["rows"]):
        before = ""
        for at, cell in enumerate(row):
            over = columns[cell["column"]] if cell["column"] < len(columns) else None
            beside = not any(columns) and personal(before) and not _is_label(cell["text"])
            if (beside or personal(over or "")) and cell["text"].strip() not in _words().blanks:
                yield number, at
            before = cell["text"]


def _is_label(text: str) -> bool:
    return personal(text) or _AROUND.sub("", text).endswith(_words().others)


def _walked(node: Any, key: str, known: re.Pattern[str] | None) -> Any:
    """A part of a report that stands under a key, masked."""
    if isinstance(node, str):
        return _masked(node, _hidden(node, known))
    if isinstance(node, list):
        return [_walked(item, key, known) for item in node]
    if _is_field(node):
        whole = personal(key) and node["text"].strip() not in _words().blanks
        return _field(node, set(range(len(node["text"]))) if whole else _hidden(node["text"], known))
    if isinstance(node, dict):
        made = {key: item if key in _KEPT else _walked(item, key, known) for key, item in node.items()}
        for row, at in _labelled(node) if _is_table(node) else ():
            cell = made["rows"][row][at]
            cell["text"] = _SOLID.sub(MASK, cell["text"])
        return made
    return node


def _field(node: dict[str, Any], places: set[int]) -> dict[str, Any]:
    said = {
        kind: [item for item in node[kind] if places.isdisjoint(range(item["start"], item["end"]))]
        for kind in ("quantities", "dates")
    }
    return {**node, **said, "text": _masked(node["text"], places)}
