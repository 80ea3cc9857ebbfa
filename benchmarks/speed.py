"""How fast perfparse is, as ratios to other tools in the same run, so that the machine does not matter.

    python benchmarks/speed.py text|streams|pdf [--rounds N]

`streams` is 1,000 made-up forms whose columns are gone, in one process.

Text is held against jieba; PDFs against pdfplumber and pdfium, as `pdf_speed.py` describes.

Every ratio has a limit; one that passes it makes the exit code 1. Both sides of a ratio are measured in turn, pair by
pair, and the median of the pairs is taken, so that a machine that is busy for a while disturbs both alike. Child
processes find their byte code compiled, as an installed program does, and jieba's dictionary in its cache.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from timing import environment, judge, seconds, start

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "seed" / "guangzhou-emergency-2020.txt"
SAMPLE = ROOT / "samples" / "lanchuan-forestry-2021.txt"  # as long as the seed, for those who have only this repository

WARM = 5.0  # times jieba.lcut of the same text
STREAMS = 15.0  # the same over 1,000 one-page texts of mixed layouts
SHARE = 30.0  # times its share by characters that one of them may take
COLD = 1.5  # times `python -c "import jieba; jieba.initialize()"`
COLD_FAST = 0.6  # the same with rjieba installed
GROWTH = 1.3  # time a character of 10 and 100 texts end to end, to that of one

_TEXTS = 1000
_IN_TURN = 50  # of them go to the one, then to the other

JIEBA = [sys.executable, "-c", "import jieba; jieba.initialize()"]
HIDE = 'import sys\nsys.modules["rjieba"] = None\n'


def warm_and_growth(path: Path, rounds: int) -> list[bool]:
    """Both in this process, with the dictionaries loaded; what perfparse remembers of a text is forgotten each time."""
    import jieba

    import perfparse
    from perfparse.language import words

    data, text = path.read_bytes(), path.read_text(encoding="utf-8")
    jieba.setLogLevel("WARNING")
    jieba.initialize()

    def parse(times: int = 1) -> float:
        words.crossing.cache_clear()
        return seconds(lambda: perfparse.parse(data * times))

    parse()
    pairs = [(parse(), seconds(lambda: jieba.lcut(text))) for _ in range(rounds)]
    one = median(mine for mine, _ in pairs)
    print(f"parse, warm: {one:.3f} s; jieba.lcut of the same text: {median(theirs for _, theirs in pairs):.3f} s")
    good = [judge("parse, warm, to jieba.lcut", [mine / theirs for mine, theirs in pairs], WARM)]
    for times, again in ((10, 3), (100, 1)):
        took = [parse(times) / times for _ in range(again)]
        print(f"{times} texts end to end: {median(took):.3f} s each")
        good.append(judge(f"time a character, {times} texts to one", [each / one for each in took], GROWTH))
    return good


def streams(rounds: int) -> list[bool]:
    """Forms whose columns are gone, of mixed layouts: all together to jieba, and the slowest to its share."""
    import jieba

    import perfparse
    from perfparse.language import words
    from perfparse.layout.cellstream import kinds, roles

    sys.path.insert(0, str(ROOT / "tests"))
    from cell_streams import FORMS, STYLES, made

    kinds_of = [(form, style) for form in FORMS for style in STYLES]
    texts = [made(seed, *kinds_of[seed % len(kinds_of)]).text for seed in range(_TEXTS)]
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    perfparse.parse(texts[0].encode())
    ratios, worst = [], 0.0
    for _ in range(max(1, rounds // 3)):
        words.crossing.cache_clear()
        kinds.kind_of.cache_clear()
        roles.form_of.cache_clear()
        theirs, took = 0.0, []
        for at in range(0, _TEXTS, _IN_TURN):
            some = texts[at : at + _IN_TURN]
            theirs += seconds(partial(list, map(jieba.lcut, some)))
            took += [seconds(partial(perfparse.parse, text.encode())) for text in some]
        ratios.append(sum(took) / theirs)
        share = sum(took) / sum(map(len, texts))
        worst = max(worst, *(mine / share / len(text) for mine, text in zip(took, texts, strict=True)))
    good = [judge(f"{_TEXTS} made-up forms, to jieba.lcut", ratios, STREAMS)]
    return [*good, judge("the slowest of them, to its share", [worst], SHARE)]


def cold(path: Path, rounds: int) -> list[bool]:
    """`perfparse convert` in a new process beside jieba's start in another, with and without rjieba."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hide").mkdir()
        (folder / "hide" / "sitecustomize.py").write_text(HIDE)
        usual = environment(folder)
        hidden = usual | {"PYTHONPATH": str(folder / "hide")}
        perfparse = str(Path(sys.executable).with_name("perfparse"))
        convert = [perfparse, "convert", str(path), "-o", str(folder / "report.json")]
        runs = [(JIEBA, usual), (convert, hidden)]
        fast = subprocess.run([sys.executable, "-c", "import rjieba"], capture_output=True, check=False).returncode == 0
        if fast:
            runs.append((convert, usual))
        for run in runs:
            start(*run)
        times = [[seconds(partial(start, *run)) for run in runs] for _ in range(rounds)]
    columns = [median(column) for column in zip(*times, strict=True)]
    names = ("import jieba; jieba.initialize()", "perfparse convert with jieba", "perfparse convert with rjieba")
    print("; ".join(f"{name}: {took:.3f} s" for name, took in zip(names, columns, strict=False)))
    good = [judge("convert, cold, to jieba.initialize", [row[1] / row[0] for row in times], COLD)]
    if fast:
        good.append(judge("the same with rjieba", [row[2] / row[0] for row in times], COLD_FAST))
    else:
        print("rjieba is not installed: the extra `fast` is not measured")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "what",
        choices=["text", "streams", "pdf"],
        help="text: one report as text, warm, cold, and end to end; streams: 1,000 texts whose columns are gone; "
        "pdf: long PDFs, their memory, and one cold",
    )
    parser.add_argument("--rounds", type=int, default=7, help="pairs of which the median is taken (7)")
    arguments = parser.parse_args()
    if arguments.what == "pdf":
        import pdf_speed  # what it needs, text does not

        return 0 if pdf_speed.run(arguments.rounds) else 1
    if arguments.what == "streams":
        return 0 if all(streams(arguments.rounds)) else 1
    path = SEED if SEED.exists() else SAMPLE
    print(f"{path.name}, {len(path.read_text(encoding='utf-8'))} characters")
    good = cold(path, arguments.rounds) + warm_and_growth(path, arguments.rounds)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
