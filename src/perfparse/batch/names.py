"""The name of a document → the place of its report under the output folder."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

_FOLDERS = 6  # of a name, the last that are kept
_BYTES = 120  # of one part: with the hash and a suffix it fits every file system
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for devices
_HASH = 16  # letters, 80 bits


def report_path(name: str) -> str:
    """Where the report of the document `name` goes: `reports/`, its folders, its name, a hash of the whole, `.json`.

    It depends on nothing but `name`. Two names never share a place, also where the file system does not tell large
    letters from small ones; and no part leads up or away, whatever an archive or a list calls its documents.
    """
    *folders, last = [part for part in map(_safe, re.split(r"[/\\]", name)) if part] or ["document"]
    digest = base64.b32encode(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()).decode()
    return "/".join(["reports", *folders[-_FOLDERS:], f"{last}-{digest[:_HASH].lower()}.json"])


def _safe(part: str) -> str:
    """A part of a path in letters that every file system takes; nothing is left of `.` and `..`."""
    clean = re.sub(r"[^\w.()（）《》【】-]+", "_", unicodedata.normalize("NFC", part)).strip("._ ")
    while len(clean.encode("utf-8", "replace")) > _BYTES:
        clean = clean[:-1].rstrip("._ ")
    return f"_{clean}" if _RESERVED.match(clean) else clean
