"""Estimates all weights of `perfparse.forms` from the facts: `python -m training` writes them into the package.

The same facts give the same weights. It takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.estimate import estimate
from training.facts import facts

WEIGHTS = Path(__file__).parent.parent / "src" / "perfparse" / "forms" / "weights"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--into", type=Path, default=WEIGHTS, help="the folder that the weights are written to")
    args = parser.parse_args()
    for name, size in estimate(facts(), args.into).items():
        print(f"{name}: {size} features")


if __name__ == "__main__":
    main()
