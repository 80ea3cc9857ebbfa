"""Facts → weights, in their order: columns and texts, then headers, which are told with the help of both."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

from perfparse.forms import weights
from training import chain, forms, money, rows, softmax, texts
from training.facts import Facts

FORMS = 8000
"""Forms that are drawn for the columns; the texts and the headers need fewer."""


def estimate(facts: Facts, folder: Path, many: int = FORMS, *, judge: bool = True) -> dict[str, int]:
    """Write the weights of all models to `folder`; returns how many features each has.

    Without `judge`, neither records nor documents are judged: their probabilities are not asked for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        first = [pool.submit(_columns, facts, folder, many), pool.submit(_texts, facts, folder, many)]
        first.append(pool.submit(_money, facts, folder, many))
        sizes = dict(task.result() for task in first)
    sizes |= dict([_header(facts, folder, many)])
    if judge:
        sizes |= dict([_confidence(facts, folder), _documents(facts, folder)])
    else:
        sizes |= dict([_written(folder, "confidence", NOT_JUDGED)])
    return sizes


def _written(folder: Path, name: str, found: weights.Weights) -> tuple[str, int]:
    (folder / f"{name}.tsv").write_text(weights.dumped(found), encoding="utf8")
    return name, len(found.row)


NOT_JUDGED = weights.Weights(("right", "wrong"), {"bias": (4.0, 0.0)})
"""Weights under which all records are most probably right."""


def _confidence(facts: Facts, folder: Path) -> tuple[str, int]:
    from training import judged

    return _written(folder, "confidence", softmax.estimated(list(judged.examples(facts)), strength=10.0, rare=1))


def _documents(facts: Facts, folder: Path) -> tuple[str, int]:
    from training import proofs

    with weights.taken_from(folder):
        found = softmax.estimated(list(proofs.examples(facts)), strength=4.0, rare=1)
    return _written(folder, "documents", found)


def _columns(facts: Facts, folder: Path, many: int) -> tuple[str, int]:
    found = chain.estimated(chain.examples(forms.drawn(facts, many, 1), Random(2)))
    return _written(folder, "columns", found)


def _texts(facts: Facts, folder: Path, many: int) -> tuple[str, int]:
    drawn = [*forms.drawn(facts, many // 3, 3), *forms.others(facts, many // 6, 4)]
    return _written(folder, "texts", softmax.estimated(list(texts.examples(drawn, Random(5))), rare=3, rounds=80))


def _money(facts: Facts, folder: Path, many: int) -> tuple[str, int]:
    return _written(folder, "money", chain.estimated(money.examples(facts, many * 3 // 4, 8)))


def _header(facts: Facts, folder: Path, many: int) -> tuple[str, int]:
    with weights.taken_from(folder):
        drawn = [*forms.drawn(facts, many // 6, 6), *forms.others(facts, many // 8, 7)]
        return _written(folder, "header", softmax.estimated(list(rows.examples(drawn)), strength=10.0))
