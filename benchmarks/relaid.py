"""Reports laid out anew: what the samples say, in columns and on pages of other sizes, read back.

    python benchmarks/relaid.py [--reports N] [--stripped] [--worst K]

The content is that of the written samples and, where `../shared` lies beside the checkout, of its department
reports. Rows are drawn and columns sized at random (the seed is the report's number), then set and extracted by
`tests/make_samples.py` as Tika leaves a PDF that Word made. So it shows what a rule is worth on a layout that no
one looked at. Prints the share of rows and of goals that come back to the character; `floors.toml` has no floor for
it, because the content of the run depends on what lies beside.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import perfparse

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import make_samples  # noqa: E402  the generator lives with the tests
import sample_reports  # noqa: E402

WHOLE, PLANS = sample_reports.LANCHUAN.parts
Goals = tuple[str, ...]


def content() -> tuple[dict[str, list[sample_reports.Row]], dict[str, list[Goals]]]:
    """Rows and goals by part of the form."""
    rows: dict[str, list[sample_reports.Row]] = {WHOLE.name: [], PLANS.name: []}
    goals: dict[str, list[Goals]] = {WHOLE.name: [], PLANS.name: []}
    shared = ROOT.parent / "shared"
    golds = [
        *(ROOT / "tests/gold").glob("*.json"),
        shared / "seed/gold.json",
        *shared.glob("corpus/*department*/gold.json"),
    ]
    for path in sorted(path for path in golds if path.exists()):
        gold = json.loads(path.read_text(encoding="utf8"))
        for row in gold["rows"]:
            if row["section"] in rows and row["target"] and row["actual"]:
                cells = sample_reports.Cell(row["target"]), sample_reports.Cell(row["actual"])
                rows[row["section"]].append(sample_reports.Row(row["indicator"], *cells))
        for section in gold["sections"]:
            goals[section["name"]].append(tuple(section["goals"].values()))
    return rows, goals


def reports(count: int) -> Iterator[sample_reports.Report]:
    """Made-up reports, the same ones each time."""
    rows, goals = content()
    for number in range(count):
        chance = random.Random(number)

        def em(low: float, high: float, chance: random.Random = chance) -> float:
            return round(chance.uniform(low, high) * 4) / 4

        parts = []
        for part, widths, most in (
            (WHOLE, (em(7, 11), em(6, 9), em(9, 16), em(20, 32)), 8),
            (PLANS, (em(7, 11), em(7, 11), em(6, 10), em(8, 13), em(17, 28)), 20),
        ):
            drawn = chance.sample(rows[part.name], chance.randint(3, min(most, len(rows[part.name]))))
            parts.append(
                sample_reports.Part(
                    part.name,
                    part.header,
                    chance.choice(goals[part.name]),
                    widths,
                    tuple(drawn),
                    f"{chance.uniform(80, 100):.2f}%" if part is WHOLE else None,
                    repeats_header=chance.random() < 0.6,
                    new_page=part is PLANS and chance.random() < 0.7,
                )
            )
        lines, hanging = chance.randint(28, 50), chance.random() < 0.5
        numbered = tuple(page for page in range(1, 6) if chance.random() < 0.3)
        yield sample_reports.Report(
            f"relaid-{number}", "岚川市林业局", 2021, tuple(parts), lines, hanging, numbered, (), (), ()
        )


def read_back(report: sample_reports.Report, *, stripped: bool) -> tuple[int, int, int, int]:
    """Rows right, rows, goals right, goals."""
    text = make_samples.extract(report)
    if stripped:
        text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    found = perfparse.parse(text.encode())
    read = {
        tuple("".join(field.text.split()) for field in (record.indicator, record.target, record.actual) if field)
        for record in found.records
    }
    told = {"".join(goal.text.split()) for section in found.sections for goal in section.goals}
    want = [(row.indicator, row.target.text, row.actual.text) for part in report.parts for row in part.rows]
    goals = ["".join(goal.split()) for part in report.parts for goal in part.goals]
    right = sum(tuple("".join(cell.split()) for cell in row) in read for row in want)
    return right, len(want), sum(goal in told for goal in goals), len(goals)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=40, metavar="N", help="how many reports to make")
    parser.add_argument("--stripped", action="store_true", help="without the white space that extractors leave")
    parser.add_argument("--worst", type=int, default=5, metavar="K", help="name the K reports read worst")
    args = parser.parse_args()
    results = {report.name: read_back(report, stripped=args.stripped) for report in reports(args.reports)}
    right, rows, goals_right, goals = (sum(result[at] for result in results.values()) for at in range(4))
    print(f"{len(results)} reports: rows {right / rows:.4f} ({right}/{rows}), goals {goals_right / goals:.4f}")
    for name, result in sorted(results.items(), key=lambda item: item[1][0] / item[1][1])[: args.worst]:
        print(f"  {name}: rows {result[0]}/{result[1]}, goals {result[2]}/{result[3]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
