"""Stands in for the fonts that a PDF names but does not bring, so that no machine's own fonts have a say.

Many PDFs leave out their Chinese fonts (SimSun, STSong-Light) and rely on those of the reader's machine. pdfium asks
the machine for them: the boxes of characters then differ from machine to machine, and where it has no such font, a
text of one character has no size at all and is dropped. Here all of them get one small font instead, in which
every character has the same ink. Advances come from the PDF itself, so boxes are as wide as the document says.
"""

from __future__ import annotations

import ctypes
import threading
from importlib import resources
from typing import Any

import pypdfium2.raw as raw

_CHINESE_AND_NEAR = {
    raw.FXFONT_GB2312_CHARSET,
    raw.FXFONT_CHINESEBIG5_CHARSET,
    raw.FXFONT_SHIFTJIS_CHARSET,
    raw.FXFONT_HANGEUL_CHARSET,
}
_NAME = b"Standin\0"
_HANDLE = 1


PDFIUM = threading.RLock()
"""pdfium is not safe for threads. Who calls it holds this, and lets go of it after each page."""


class StandinFonts:
    """While any is open, pdfium's only fonts but its own and those that documents bring.

    pdfium has one such setting a process, so documents that are open at a time share it. `PDFIUM` must be held.
    """

    _open = 0
    _shared: _Answers | None = None

    def __init__(self) -> None:
        if StandinFonts._open == 0:
            StandinFonts._shared = _Answers()
        StandinFonts._open += 1

    def close(self) -> None:
        """Give pdfium the machine's fonts back, where no other document is open."""
        StandinFonts._open -= 1
        if StandinFonts._open == 0:
            raw.FPDF_SetSystemFontInfo(raw.FPDF_GetDefaultSystemFontInfo())
            StandinFonts._shared = None


class _Answers:
    """What pdfium is told of fonts. It must be kept as long as pdfium may ask: pdfium calls its functions."""

    def __init__(self) -> None:
        self._font = resources.files(__package__).joinpath("standin.ttf").read_bytes()
        kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
        answers: dict[str, Any] = {
            "Release": lambda _: None,
            "EnumFonts": lambda _, __: None,
            "MapFont": self._map,
            "GetFont": lambda _, __: None,
            "GetFontData": self._data,
            "GetFaceName": lambda _, __, buffer, size: _fill(_NAME, buffer, size),
            "GetFontCharset": lambda _, __: raw.FXFONT_GB2312_CHARSET,
            "DeleteFont": lambda _, __: None,
        }
        self._info = raw.FPDF_SYSFONTINFO(version=1, **{name: kinds[name](answer) for name, answer in answers.items()})
        raw.FPDF_SetSystemFontInfo(ctypes.byref(self._info))

    def _map(self, _: Any, __: int, ___: int, charset: int, *____: Any) -> int | None:
        """The font for a name: none, and so one of pdfium's own, where its letters are not Chinese or like it."""
        return _HANDLE if charset in _CHINESE_AND_NEAR else None

    def _data(self, _: Any, __: Any, table: int, buffer: Any, size: int) -> int:
        """The whole font, which is table 0; single tables are not asked for."""
        return _fill(self._font, buffer, size) if table == 0 else 0


def _fill(data: bytes, buffer: Any, size: int) -> int:
    """Write `data` where there is room for it, and say how long it is."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)
