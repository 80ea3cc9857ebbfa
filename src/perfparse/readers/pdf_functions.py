"""pdfium's own functions, called as fast as Python can, with the memory that they write to."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

_ROWS = 2048  # calls whose results are kept in memory before numpy takes them
_ROW = 32  # bytes a call may fill


argument = ctypes.c_void_p.from_param
"""Makes of an address what `Pdfium`'s functions take, once instead of with each call."""


def _function(name: str, result: type | None = ctypes.c_int) -> Callable[..., Any]:
    """pdfium's function `name`, called without letting go of the interpreter's lock and without checks of types.

    This is several times faster than pypdfium2's own bindings, and a page takes thousands of calls. Arguments must
    be ints (C int), or addresses as `argument` or `byref` make them. Addresses are returned as ints, 0 for none.
    """
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    if address is None:  # pragma: no cover - pypdfium2 would not have loaded
        raise OSError(f"pdfium has no {name}")
    return ctypes.PYFUNCTYPE(result)(address)


class Pdfium:
    """pdfium's functions with the memory that they write to. One for each document; not for threads."""

    def __init__(self) -> None:
        memory = bytearray(_ROWS * _ROW)
        start = (ctypes.c_char * len(memory)).from_buffer(memory)
        self._slots = [[ctypes.byref(start, _ROW * i + 4 * k) for i in range(_ROWS)] for k in range(4)]
        self._wide_slots = self._slots[::2]
        self.floats: NDArray[np.float32] = np.frombuffer(memory, np.float32).reshape(_ROWS, -1)
        self.integers: NDArray[np.int32] = np.frombuffer(memory, np.int32).reshape(_ROWS, -1)
        self.doubles: NDArray[np.float64] = np.frombuffer(memory, np.float64).reshape(_ROWS, -1)
        self.load_page = _function("FPDF_LoadPage", ctypes.c_ssize_t)
        self.close_page = _function("FPDF_ClosePage", None)
        self.load_text = _function("FPDFText_LoadPage", ctypes.c_ssize_t)
        self.close_text = _function("FPDFText_ClosePage", None)
        self.bounding_box = _function("FPDF_GetPageBoundingBox")
        self.rotation = _function("FPDFPage_GetRotation")
        self.count_characters = _function("FPDFText_CountChars")
        self.text = _function("FPDFText_GetText")
        self.unicode = _function("FPDFText_GetUnicode", ctypes.c_uint)
        self.unmapped = _function("FPDFText_HasUnicodeMapError")
        self.loose_box = _function("FPDFText_GetLooseCharBox", None)
        self.text_object = _function("FPDFText_GetTextObject", ctypes.c_ssize_t)
        self.origin = _function("FPDFText_GetCharOrigin", None)
        self.matrix = _function("FPDFText_GetMatrix", None)
        self.font_size = _function("FPDFText_GetFontSize", ctypes.c_double)
        self.render_mode = _function("FPDFTextObj_GetTextRenderMode")
        self.count_objects = _function("FPDFPage_CountObjects")
        self.object = _function("FPDFPage_GetObject", ctypes.c_ssize_t)
        self.count_form_objects = _function("FPDFFormObj_CountObjects")
        self.form_object = _function("FPDFFormObj_GetObject", ctypes.c_ssize_t)
        self.type = _function("FPDFPageObj_GetType")
        self.bounds = _function("FPDFPageObj_GetBounds", None)
        self.object_matrix = _function("FPDFPageObj_GetMatrix", None)
        self.draw_mode = _function("FPDFPath_GetDrawMode", None)
        self.fill_color = _function("FPDFPageObj_GetFillColor")
        self.stroke_color = _function("FPDFPageObj_GetStrokeColor")
        self.stroke_width = _function("FPDFPageObj_GetStrokeWidth")
        self.count_segments = _function("FPDFPath_CountSegments")
        self.segment = _function("FPDFPath_GetPathSegment", ctypes.c_ssize_t)
        self.point = _function("FPDFPathSegment_GetPoint", None)
        self.segment_type = _function("FPDFPathSegment_GetType")
        self.segment_closes = _function("FPDFPathSegment_GetClose")

    def rows(self, function: Callable[..., Any], columns: int, *arguments: Iterable[Any], count: int) -> Iterator[int]:
        """Call `function` for each of `arguments`; yield how many rows of memory were filled, a block at a time.

        The function gets the addresses of the first `columns` slots of its row behind its arguments. `floats` and
        `integers` show the rows until the next block is asked for; what a call that fails leaves there is NaN.
        """
        slots = self._wide_slots if function is self.origin else self._slots  # doubles, or words of four bytes
        calls = [iter(each) for each in arguments]
        for start in range(0, count, _ROWS):
            filled = min(_ROWS, count - start)
            self.floats[:filled] = np.nan
            deque(map(function, *(islice(each, filled) for each in calls), *slots[:columns]), maxlen=0)
            yield filled

    def table(
        self, function: Callable[..., Any], columns: int, width: int, *arguments: Iterable[Any], count: int
    ) -> NDArray[np.float64]:
        """(count, width) the numbers that `function` writes for each of `arguments`, called as by `rows`."""
        memory: NDArray[Any] = self.doubles if function is self.origin else self.floats
        found = np.empty((count, width))
        done = 0
        for filled in self.rows(function, columns, *arguments, count=count):
            found[done : done + filled] = memory[:filled, :width]
            done += filled
        return found
