"""Facts without a family: without its header rows, its template, and every label that no other family has."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from perfparse.forms import templates, vocabulary, weights
from training.estimate import estimate
from training.facts import Facts, Header, folded


@dataclass(frozen=True, slots=True)
class Gone:
    """What is taken out with a family: ids of header rows and templates, and labels that were its alone."""

    headers: frozenset[str]
    templates: frozenset[str]
    labels: frozenset[str]


def gone_with(facts: Facts, rows: Iterable[Iterable[str]], template_ids: Iterable[str] = ()) -> Gone:
    """What goes with families whose header rows are `rows` (labels from left to right).

    A label stays where a header row of another family has it; lists of labels without a form are no family.
    """
    families = [frozenset(map(folded, row)) for row in rows]
    ids = set(template_ids)
    theirs = {
        header.id
        for header in facts.headers
        if header.id.split("/")[0] in ids or any(_words(header) == family for family in families)
    }
    kept = {word for header in facts.headers if header.id not in theirs for word in _words(header)}
    return Gone(frozenset(theirs), frozenset(ids), frozenset(word for family in families for word in family) - kept)


def _words(header: Header) -> frozenset[str]:
    return frozenset(folded(label) for label, _ in header.columns)


@contextmanager
def left_out(facts: Facts, gone: Gone, many: int, *, judged: bool = True) -> Iterator[Path]:
    """Within this, the program reads with weights, templates and words that have not seen what is `gone`.

    What a record and a document are judged by (`judged`) are the package's own weights: they have no labels, and were
    themselves estimated on families left out.
    """
    left = facts.without(gone.headers, gone.labels)
    kept = {name: weights.dumped(weights.weights(name)) for name in ("confidence", "documents")} if judged else {}
    with TemporaryDirectory() as folder, templates.without(gone.templates), vocabulary.without(gone.labels):
        path = Path(folder)
        estimate(left, path, many, judge=False)
        for name, text in kept.items():
            (path / f"{name}.tsv").write_text(text, encoding="utf8")
        with weights.taken_from(path):
            _forget()
            yield path
    _forget()


def _forget() -> None:
    """Empty whatever any module of the package keeps of what it took from other weights, templates and words."""
    for name, module in list(sys.modules.items()):
        if name.startswith("perfparse."):
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
