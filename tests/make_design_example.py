"""Writes the worked example of docs/design.md between its marks: `python tests/make_design_example.py`.

The numbers are those of the weights that the package ships. Run it when they were estimated anew;
`tests/test_design_example.py` says when the page is too far off.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from perfparse import pipeline
from perfparse.forms import columns
from perfparse.forms.candidates import Candidate, candidates
from perfparse.forms.decoding import Floats, order
from perfparse.forms.header import Head
from perfparse.forms.kinds import kind
from perfparse.forms.seen import features
from perfparse.forms.texts import classes, text_features
from perfparse.forms.weights import Weights, weights
from perfparse.model.grid import grid
from perfparse.model.ir import Cell, Span, Table
from perfparse.segment.model import Row

PAGE = Path(__file__).parents[1] / "docs" / "design.md"
MARKS = "<!-- worked example: python tests/make_design_example.py -->\n", "<!-- /worked example -->\n"
TITLE = "云渡县水渠管护项目绩效自评表"
LABELS = ("考评要点", "拟达水平", "实达水平", "欠账原因")
ROWS = (
    ("修渠长度", "≥12公里", "11公里", "征地延期"),
    ("培训人次", "≥300人次", "320人次", ""),
    ("群众满意度", "≥90%", "95%", ""),
)
LOOKED_AT = 1
"""The column whose features are written out."""
ASSIGNMENTS = 5
"""Assignments that are written out."""

Lines = Iterator[str]


@dataclass(frozen=True, slots=True)
class Run:
    """The example as the program reads it."""

    head: Head
    row: Row
    confidences: tuple[float, ...]


def run() -> Run:
    """Read the example as a web page."""
    lines = (LABELS, *ROWS)
    html = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines)
    reading = pipeline.run(f"<html><body><h1>{TITLE}</h1><table>{html}</table></body></html>".encode(), "example.html")
    rows = reading.segments.rows
    return Run(reading.segments.heads[0].head, rows[0], tuple(row.confidence for row in rows))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def nats(value: float) -> str:
    return f"{value:+.2f}"


def times(value: float) -> str:
    return "" if value == 1 else f"{value:.2f}"


def page() -> str:
    """The text between the marks."""
    found = run()
    lines = "\n".join((*_the_table(), *_columns(), *_header(), *_confidence(found)))
    return "\n" + re.sub(r" \n(?=\S)", " ", lines) + "\n\n"  # a line that ends in a space goes on


def _the_table() -> Lines:
    yield table(LABELS, ROWS)
    yield "No list and no fact has these labels. The kinds of the cells are:\n"
    yield table(LABELS, [[kind(text) for text in line] for line in ROWS])


def _columns() -> Lines:
    model = weights("columns")
    seen, assignment = _candidate().groups[0]
    parts = features(seen)
    told = assignment.columns[LOOKED_AT]
    role, rival = told.role, told.rivals[0][0]
    yield f"**One column.** What is seen of `{LABELS[LOOKED_AT]}`, with the weights of {role} and of {rival}, in nats. "
    yield "A feature without a value counts once; pieces of words that no weight is known for are left out. "
    yield "Of the cells, two of three are bounded values: `cell:bounded value` is 2/3 of √(3/4).\n"
    rows: list[Sequence[str]] = []
    for name, part in zip(columns.EVIDENCE, parts[LOOKED_AT], strict=False):
        rows += [
            (f"`{feature}`", times(value), nats(_of(model, feature, role)), nats(_of(model, feature, rival)))
            for feature, value in part.items()
            if feature in model.row
        ]
        sums = [model.scores(part)[model.classes.index(one)] for one in (role, rival)]
        rows.append((f"**{name}, sum**", "", *(f"**{nats(one)}**" for one in sums)))
    yield table(("feature", "value", role, rival), rows)
    yield from _sums(model, [[model.scores(part) for part in triple] for triple in parts])
    yield from _assignments(model, [[model.scores(part) for part in triple] for triple in parts], told)


def _of(model: Weights, feature: str, role: str) -> float:
    return float(model.of(feature)[model.classes.index(role)])


def _sums(model: Weights, scores: Sequence[Sequence[Floats]]) -> Lines:
    yield "**All columns.** The same sums for all columns; of each, the roles that its own evidence puts first:\n"
    rows = []
    for label, parts in zip(LABELS, scores, strict=True):
        whole = {role: sum(part[at] for part in parts) for at, role in enumerate(model.classes)}
        best = sorted(whole, key=lambda role: -whole[role])[:4]
        rows.append((label, *(f"{role} {nats(whole[role])}" for role in best)))
    yield table(("column", "first", "second", "third", "fourth"), rows)


def _assignments(model: Weights, scores: Sequence[Sequence[Floats]], told: columns.Told) -> Lines:
    paths, _ = columns.likeliest(scores)
    between, first, last = order(model)
    best = [int(role) for role in paths.roles[0]]
    names = [model.classes[role] for role in best]
    sums = [sum(part[role] for part in parts) for parts, role in zip(scores, best, strict=True)]
    befores = (-1, *best[:-1])
    steps = [
        float((first if before < 0 else between[before])[role]) for before, role in zip(befores, best, strict=True)
    ]
    yield "**The chain.** The best assignment adds to these sums a weight for each role behind the one before:\n"
    rows: list[Sequence[str]] = [
        (name, nats(mine), f"behind {names[at - 1]}" if at else "at the beginning", nats(step))
        for at, (name, mine, step) in enumerate(zip(names, sums, steps, strict=True))
    ]
    end = float(last[best[-1]])
    rows.append(("", "", f"{names[-1]} at the end", nats(end)))
    rows.append(("**sum**", f"**{nats(sum(sums))}**", "", f"**{nats(sum(steps) + end)}**"))
    yield table(("role", "own evidence", "order", ""), rows)
    top = float(paths.scores[0])
    norm = top + math.log(float(np.exp(paths.scores - top).sum()))
    yield f"So it scores {top:.2f}. The search kept {len(paths.scores)} assignments; the best are these, and the "
    yield f"logarithm of the sum of e^score of all is {norm:.3f}. A share is e^(score − {norm:.3f}):\n"
    rows = [
        (", ".join(model.classes[role] for role in roles), f"{score:.3f}", _share(score - norm))
        for roles, score in zip(paths.roles[:ASSIGNMENTS], map(float, paths.scores), strict=False)
    ]
    yield table(("assignment", "score", "share"), rows)
    rivals = ", ".join(f"{role} {share:.3f}" for role, share in told.rivals)
    yield "The probability that a column has a role is the sum of the shares of all assignments that say so, where "
    yield f"roles that a report calls the same count as one. For `{LABELS[LOOKED_AT]}` it is {told.role} "
    yield f"{told.probability:.3f}; the rest is {rivals}. What told it ({', '.join(columns.EVIDENCE)}) is the "
    yield "difference of the two roles in the first table and in the chain: "
    yield ", ".join(f"{name} {nats(value)}" for name, value in told.told) + ".\n"


def _share(exponent: float) -> str:
    share = math.exp(exponent)
    return f"{share:.3f}" if share >= 0.0005 else f"{share:.1e}"


def _candidate() -> Candidate:
    cells = [
        Cell(row, column, text, (Span(at := 100 * row + 20 * column, at + len(text)),) if text else ())
        for row, line in enumerate((LABELS, *ROWS))
        for column, text in enumerate(line)
    ]
    return next(candidates(grid(0, Table(len(LABELS), tuple(cells))), 0))


def _header() -> Lines:
    candidate = _candidate()
    label = LABELS[LOOKED_AT]
    found = sorted(classes(label).items(), key=lambda pair: -pair[1])[:3]
    model, (yes, no) = weights("texts"), (found[0][0], found[1][0])
    scores = dict(zip(model.classes, model.scores(text_features(label)), strict=True))
    bias = dict(zip(model.classes, model.of("bias"), strict=True))
    yield "**What a text is by itself.** Before columns come into it, each text of the row gets the probability of "
    yield f"what it may be. `{label}` has {len(text_features(label))} features; they add up to "
    yield f"{nats(scores[yes])} for {yes} and {nats(scores[no])} for {no}, with a bias of {nats(bias[yes])} and "
    yield f"{nats(bias[no])}. So it is " + ", ".join(f"{name} {share:.3f}" for name, share in found) + ".\n"
    yield "**Whether it is a header.** Features of the row, their weights (header against none), and the product:\n"
    yield from _logistic(weights("header"), candidate.features, "header", "none")


def _confidence(found: Run) -> Lines:
    yield f"**Confidence.** The signs of the first record, `{ROWS[0][0]}`, in the same way (right against wrong):\n"
    yield from _logistic(weights("confidence"), found.row.signs, "right", "wrong")
    yield "The three records have " + ", ".join(f"{one:.3f}" for one in found.confidences) + "."


def _logistic(model: Weights, signs: Mapping[str, float], yes: str, no: str) -> Lines:
    def against(feature: str) -> float:
        return _of(model, feature, yes) - _of(model, feature, no)

    known = {name: value for name, value in signs.items() if name in model.row and value}
    rows = [(name, f"{value:.3f}", nats(against(name)), nats(value * against(name))) for name, value in known.items()]
    whole = sum(value * against(name) for name, value in known.items()) + against("bias")
    rows.append(("bias", "", nats(against("bias")), nats(against("bias"))))
    rows.append(("**sum**", "", "", f"**{nats(whole)}**"))
    yield table(("feature", "value", "weight", "product"), rows)
    yield f"1 / (1 + e^{-whole:.2f}) = {1 / (1 + math.exp(-whole)):.3f}\n"


def main() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    PAGE.write_text(before + MARKS[0] + page() + MARKS[1] + after, encoding="utf-8")


if __name__ == "__main__":
    main()
