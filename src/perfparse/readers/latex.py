r"""Numbers that a converter wrote as LaTeX (`$\geq 300$`, `$9 6 . 0 \%$`) → the characters that they stand for.

This is decoding, as an entity in a web page is decoded: the document's text, and all offsets, are those of the result.
"""

from __future__ import annotations

import re

_SIGNS = {
    "geq": "≥", "geqslant": "≥", "ge": "≥", "leq": "≤", "leqslant": "≤", "le": "≤", "gt": ">", "lt": "<", "neq": "≠",
    "times": "×", "div": "÷", "cdot": "·", "pm": "±", "approx": "≈", "sim": "~", "%": "%", "circ": "°", "degree": "°",
    "left": "", "right": "", "quad": "", "qquad": "", ",": "", ";": "", ":": "", "!": "", " ": "", "$": "$", "&": "&",
}  # fmt: skip
_RAISED = {"2": "²", "3": "³", "°": "°"}
_MATHS = re.compile(r"(?<!\\)\$\$?([^$\n]{1,80}?)\$\$?|\\\(([^\n]{1,80}?)\\\)")
_NAMED = re.compile(r"\\(?:mathrm|mathbf|mathsf|text|textrm|operatorname)\s*\{([^{}\\]{0,20})\}")
_SIGN = re.compile(r"\\([A-Za-z]+|[%,;:! $&])")
_RAISE = re.compile(r"\^\s*\{?([23°])\}?")
_PLAIN = re.compile(r"[<>=]{0,2}\d+(?:\.\d+)?")
_LEFT = re.compile(r"[\\{}_^#]")
_WORDS = re.compile(r"[A-Za-z]{4,}")


def plain(text: str) -> str:
    """Return `text` with numbers and comparators in LaTeX decoded; what is no number, or not understood, stays."""
    if "$" not in text and "\\(" not in text:
        return text
    return _MATHS.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    inner = _NAMED.sub(r"\1", match[1] or match[2])
    inner = _RAISE.sub(lambda raised: _RAISED[raised[1]], _SIGN.sub(lambda sign: _SIGNS.get(sign[1], sign[0]), inner))
    inner = "".join(inner.replace("~", " ").split()) if "sim" not in match[0] else "".join(inner.split())
    if "\\" not in match[0] and not _PLAIN.fullmatch(inner):
        return match[0]  # two dollar signs are no formula
    number = any(char.isdigit() or char in "≥≤><≠≈±" for char in inner)
    return match[0] if not number or _LEFT.search(inner) or _WORDS.search(inner) else inner
