"""Facts → weights, in their order: columns and texts, then headers, which are told with the help of both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

import numpy as np

from perfparse.forms.weights import Weights, dumped, taken_from
from training import chain, forms, money, rows, softmax, texts
from training.facts import Facts

FORMS = 8000
"""Forms that are drawn for the columns; the texts and the headers need fewer."""


def estimate(facts: Facts, folder: Path, many: int = FORMS, *, judge: bool = True) -> dict[str, int]:
    """Write the weights of all models to `folder`; returns how many features each has.

    Without `judge`, neither records nor documents are judged: their probabilities are not asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sizes: dict[str, int] = {}

    def keep(name: str, found: Weights) -> None:
        (folder / f"{name}.tsv").write_text(dumped(found), encoding="utf8")
        sizes[name] = len(found.row)

    first: dict[str, Callable[[Facts, int], Weights]] = {"columns": _columns, "texts": _texts, "money": _money}
    with ProcessPoolExecutor(2) as pool:
        tasks = {name: pool.submit(made, facts, many) for name, made in first.items()}
        for name, task in tasks.items():
            keep(name, task.result())
    with taken_from(folder):  # what comes next asks those before it
        keep("header", _header(facts, many))
    if judge:
        _judges(facts, folder, keep)
    else:
        keep("confidence", NOT_JUDGED)
    return sizes


NOT_JUDGED = Weights(("right", "wrong"), ["bias"], np.array([[4.0, 0.0]]))
"""Weights under which all records are most probably right."""


def _columns(facts: Facts, many: int) -> Weights:
    return chain.estimated(chain.examples(forms.drawn(facts, many, 1), Random(2)))


def _texts(facts: Facts, many: int) -> Weights:
    drawn = [*forms.drawn(facts, many // 3, 3), *forms.others(facts, many // 6, 4)]
    return softmax.estimated(list(texts.examples(drawn, Random(5))), rare=3, rounds=80)


def _money(facts: Facts, many: int) -> Weights:
    return chain.estimated(money.examples(facts, many * 3 // 4, 8))


def _header(facts: Facts, many: int) -> Weights:
    drawn = [*forms.drawn(facts, many // 6, 6), *forms.others(facts, many // 8, 7)]
    return softmax.estimated(list(rows.examples(drawn)), strength=10.0)


def _judges(facts: Facts, folder: Path, keep: Callable[[str, Weights], None]) -> None:
    """What says how probably a record is right, and a document a form."""
    from training import judged  # it estimates weights itself

    readings = list(judged.readings(facts))
    keep("confidence", softmax.estimated(list(judged.records(readings)), strength=10.0, rare=1))
    with taken_from(folder):
        keep("documents", softmax.estimated(list(judged.proofs(readings)), strength=4.0, rare=1))
