"""Make the form samples: `python tests/make_form_samples.py` writes samples/forms/*, and their gold, anew.

The content is in `sample_forms.py`: one drawing a sample, from which every wrapping is made.
"""

from __future__ import annotations

import json
from pathlib import Path

from sample_forms import FORM_SAMPLES
from wrappings import WRAPPINGS

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path("samples/forms")


def made_files() -> dict[Path, bytes]:
    """Every file with its bytes, by its path in the repository."""
    files: dict[Path, bytes] = {}
    for sample in FORM_SAMPLES:
        for kind in sample.wrappings:
            files[SAMPLES / f"{sample.name}.{kind}"] = WRAPPINGS[kind](sample.drawing)
        text = json.dumps(sample.gold, ensure_ascii=False, indent=1) + "\n"
        files[Path("tests/gold") / f"{sample.name}.gold.json"] = text.encode()
    return files


if __name__ == "__main__":
    for path, data in made_files().items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_bytes(data)
