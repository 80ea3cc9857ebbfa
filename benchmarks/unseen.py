"""How much is right of forms that the weights have not seen: `python benchmarks/unseen.py cells|headers`.

`headers` reads the header rows of ../shared/headers in five folds; `cells` the documents of samples/, ../shared/corpus,
../shared/odd and drawn forms, each family with weights, templates and words that have nothing of it. Families are left
out in groups, which is stricter than one by one: the others of a group are gone as well. Floors are in floors.toml.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import perfparse
from perfparse.model.report import Report

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from training import boxes, draw, vary  # noqa: E402
from training.facts import Facts, Header, facts, folded  # noqa: E402
from training.forms import usable  # noqa: E402
from training.leaving import gone_with, left_out  # noqa: E402

SHARED = ROOT.parent / "shared"
FOLDS = 5
GROUPS = 4
FORMS = 4000
"""Forms drawn for the weights of each fold or group: half of what the package's own are estimated from."""
DRAWN = 24
DOUBTED = 0.8
KINDS = {".pdf", ".docx", ".xlsx", ".html"}


def loaded(path: Path) -> ModuleType:
    """A script of the development sets as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# header rows of published reports


def fold_of(row: Sequence[str]) -> int:
    """The fold of a header row: identical ones share it."""
    return int(sha256("|".join(row).encode()).hexdigest(), 16) % FOLDS


def headers(kinds: Sequence[str], *, verbose: bool) -> dict[str, float]:
    """Shares of rows right by kind: of all documents of each fold, and of those with an unknown label."""
    bench = loaded(SHARED / "headers" / "headers_bench.py")
    entries = [json.loads(line) for line in (SHARED / "headers" / "given.jsonl").read_text("utf8").splitlines()]
    entries = [entry for entry in entries if usable(tuple((label, role) for label, role in entry["columns"]))]
    shares: dict[str, list[float]] = defaultdict(list)
    known = facts()
    for fold in range(FOLDS):
        held = [entry for entry in entries if fold_of([label for label, _ in entry["columns"]]) == fold]
        gone = gone_with(known, [[label for label, _ in entry["columns"]] for entry in held])
        with left_out(known, gone, FORMS):
            for entry in held:
                unknown = any(folded(label) in gone.labels for label, _ in entry["columns"])
                for kind in kinds:
                    share, read = _read_header(bench, entry, kind)
                    shares[f"{kind}, all"].append(share)
                    if unknown:
                        shares[f"{kind}, unknown label"].append(share)
                    if verbose and share < 1:
                        print(f"{kind} {entry['id']}: {share:.2f} {entry['columns']} read {read}")
    return {name: sum(listed) / len(listed) for name, listed in sorted(shares.items())}


def _read_header(bench: ModuleType, entry: dict[str, Any], kind: str) -> tuple[float, tuple[str, ...]]:
    """The share of rows right of a filled header row, as the bench fills and judges it."""
    rng = Random(f"1/{entry['id']}")
    rows = bench.rows_of(entry, rng)
    data = bench.document(entry, bench.printed(entry, rows, rng), kind)
    try:
        report = perfparse.parse(data)
    except perfparse.PerfparseError:
        return 0.0, ()
    right, *_ = bench.judge(entry, rows, report, Counter(), Counter())
    return right / len(rows), tuple(report.template.matched_headers)


# whole documents, a family at a time


@dataclass(slots=True)
class Document:
    """A document with its gold, and the family that it is of."""

    family: str
    source: str
    data: bytes
    gold: list[dict[str, Any]]
    set: str


@dataclass(slots=True)
class Tally:
    """What was right of the records read: (confidence, doubted, right) of each, and rows right of each family."""

    records: list[tuple[float, bool, bool]] = field(default_factory=list)
    shares: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    sets: dict[str, str] = field(default_factory=dict)


def documents() -> Iterator[Document]:
    """All documents of the development sets that bring their cells."""
    for path in sorted((ROOT / "tests" / "gold").glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        gold = json.loads(path.read_text("utf8"))
        for source in sorted((ROOT / "samples").rglob(f"{name}.*")):
            if source.suffix in KINDS:
                yield Document(
                    f"sample {gold.get('template') or name}", source.name, source.read_bytes(), gold["rows"], "samples"
                )
    for folder in ("corpus", "odd"):
        for path in sorted((SHARED / folder).glob("*/gold.json")):
            gold = json.loads(path.read_text("utf8"))
            if path.parent.name == "long" or "scan" in path.parent.name:
                continue
            family = gold.get("form", path.parent.name).removesuffix("_" + gold.get("rendering", ""))
            for source in sorted(path.parent.iterdir()):
                if source.suffix in KINDS:
                    yield Document(
                        f"{folder} {family}",
                        f"{path.parent.name}/{source.name}",
                        source.read_bytes(),
                        gold["rows"],
                        folder,
                    )


def drawn_documents(known: Facts) -> Iterator[tuple[Document, Header]]:
    """Forms drawn from labels of all kinds, each a family of its own."""
    rng = Random("unseen")
    for number in range(DRAWN):
        header = vary.varied(rng.choice(known.headers), known, rng)
        if not usable(header.columns) or {role for _, role in header.columns} & {"part", "list_project", "goal"}:
            continue
        form = draw.form(header, known, rng)
        yield (
            Document(
                f"drawn {number}",
                f"drawn {number}",
                boxes.html(form).encode(),
                [dict(row) for row in form.gold],
                "drawn",
            ),
            header,
        )


def cells(*, verbose: bool, groups: int) -> dict[str, float]:
    """Rows right (mean over families), the share of wrong and right ones doubted, and the calibration error."""
    known = facts()
    found = list(documents())
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    templates: dict[str, set[str]] = defaultdict(set)
    for document in found:
        report = perfparse.parse(document.data)
        rows[document.family].append(tuple(report.template.matched_headers))
        if report.template.id:
            templates[document.family].add(report.template.id)
    for document, header in drawn_documents(known):
        found.append(document)
        rows[document.family].append(tuple(label for label, _ in header.columns))
    families = sorted({document.family for document in found})
    tally = Tally()
    for group in range(groups):
        held = families[group::groups]
        gone = gone_with(
            known, [row for family in held for row in rows[family]], [i for family in held for i in templates[family]]
        )
        with left_out(known, gone, FORMS):
            for document in found:
                if document.family in held:
                    _count(document, tally, verbose=verbose)
    return _figures(tally)


def _count(document: Document, tally: Tally, *, verbose: bool) -> None:
    score = loaded(SHARED / "score.py") if "score" not in sys.modules else sys.modules["score"]
    sys.modules.setdefault("score", score)
    try:
        report = perfparse.parse(document.data)
    except perfparse.PerfparseError:
        report = None
    records = json.loads(report.to_json())["records"] if report is not None else []
    noted = _noted(report)
    pairs = score.align(document.gold, records)
    right = 0
    for row, record in pairs:
        good = record is not None and _right(score, row, record)
        right += good
        if record is not None:
            tally.records.append((record["confidence"], record["confidence"] < DOUBTED or record["id"] in noted, good))
    matched = {id(record) for _, record in pairs if record is not None}
    tally.records += [
        (record["confidence"], record["confidence"] < DOUBTED or record["id"] in noted, False)
        for record in records
        if id(record) not in matched
    ]
    share = right / len(document.gold) if document.gold else 1.0
    tally.shares[document.family].append(share)
    tally.sets[document.family] = document.set
    if verbose and share < 1:
        labels = report.template.matched_headers if report else ""
        print(f"{document.family}: {document.source}: {right}/{len(document.gold)}; {labels}")


def _noted(report: Report | None) -> set[str | None]:
    if report is None:
        return set()
    return {issue.record for issue in report.issues if issue.kind == "reading" and issue.severity != "info"}


def _right(score: ModuleType, row: dict[str, Any], record: dict[str, Any]) -> bool:
    """Whether all eight fields that the gold has are right."""
    for key in ("indicator", "target", "actual", "reason", "level1", "level2"):
        if key in row and score.squeeze(row[key]) != score.field_text(record.get(key)):
            return False
    return all(
        key not in row
        or (score.number(row[key]) if row[key] else None) == (score.number(record[key]) if record.get(key) else None)
        for key in ("weight", "score")
    )


def _figures(tally: Tally) -> dict[str, float]:
    means = {family: sum(listed) / len(listed) for family, listed in tally.shares.items()}
    by_set = {
        name: [mean for family, mean in means.items() if tally.sets[family] == name]
        for name in set(tally.sets.values())
    }
    drawn = by_set.get("drawn", [])
    others = [mean for name, listed in by_set.items() if name != "drawn" for mean in listed]
    wrong = [doubted for _, doubted, good in tally.records if not good]
    right = [doubted for _, doubted, good in tally.records if good]
    figures = {f"rows, {name}": sum(listed) / len(listed) for name, listed in sorted(by_set.items())}
    weigh = min(len(drawn), len(others)) / max(1, len(drawn))
    figures["rows"] = (sum(others) + weigh * sum(drawn)) / (len(others) + weigh * len(drawn))
    figures["wrong doubted"] = sum(wrong) / max(1, len(wrong))
    figures["right doubted"] = sum(right) / max(1, len(right))
    figures["calibration error"] = _calibration(tally.records)
    figures["records wrong"] = float(len(wrong))
    figures["records"] = float(len(wrong) + len(right))
    return figures


def _calibration(records: list[tuple[float, bool, bool]]) -> float:
    """The mean difference of confidence and share right over ten bins of equal size (DESIGN.md)."""
    ordered = sorted(records)
    bins = [ordered[len(ordered) * at // 10 : len(ordered) * (at + 1) // 10] for at in range(10)]
    gaps = [abs(sum(c for c, _, _ in one) - sum(good for _, _, good in one)) / len(one) for one in bins if one]
    return sum(gaps) / max(1, len(gaps))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("cells", "headers"))
    parser.add_argument(
        "--as", dest="kinds", nargs="+", default=["html", "pipes"], choices=("html", "pipes", "cells", "spaces")
    )
    parser.add_argument("--groups", type=int, default=GROUPS, help="in how many groups families are left out")
    parser.add_argument("--verbose", action="store_true", help="a line a document that is not all right")
    args = parser.parse_args()
    figures = (
        headers(args.kinds, verbose=args.verbose)
        if args.what == "headers"
        else cells(verbose=args.verbose, groups=args.groups)
    )
    floors = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text("utf8")).get(f"unseen-{args.what}", {})
    low = [
        name
        for name, floor in floors.items()
        if name in figures
        and (figures[name] > floor if name in ("right doubted", "calibration error") else figures[name] < floor)
    ]
    for name, figure in figures.items():
        print(f"{name}: {figure:.4f}" + (f" (floor {floors[name]})" if name in floors else ""))
    print("below the floor: " + ", ".join(low) if low else "ok")
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
