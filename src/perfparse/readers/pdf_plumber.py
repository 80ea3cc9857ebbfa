"""PDF pages through pdfplumber and pdfminer → `Print`: slow, pure Python, and independent of pdfium."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import pdfplumber
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage

from perfparse.model.errors import ReadError
from perfparse.readers.pdf_marks import (
    ASCENT,
    DESCENT,
    HIDDEN_MODES,
    MOST_CHARACTERS,
    MOST_OBJECTS,
    PAPER,
    SLANT,
    UNMAPPED,
    Marks,
    Print,
    Strokes,
    View,
    locked,
)
from perfparse.readers.pdf_paths import Matrix, Point, chain, subpaths, thin_boxes

_LETTER = (0.0, 0.0, 612.0, 792.0)  # a page without a usable box, as pdfium has it


def opened(data: bytes, password: str | None) -> Plumber:
    """Open a PDF.

    Raises:
        ReadError: pdfplumber cannot open it.
    """
    try:
        return Plumber(data, password)
    except Exception as error:
        if _needs_password(error):
            raise locked(password) from None
        raise ReadError("the PDF is damaged beyond use; get the file again") from error


def _needs_password(error: BaseException) -> bool:
    """Whether a password is what is wrong; pdfplumber wraps pdfminer's error in its own."""
    return any(isinstance(each, PDFPasswordIncorrect) for each in (error, error.__cause__, *error.args))


class Plumber:
    """A PDF opened by pdfplumber, with its pages at hand by their index."""

    def __init__(self, data: bytes, password: str | None) -> None:
        """Open it; whatever pdfplumber raises passes through."""
        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings tell a person nothing
        self._pdf = pdfplumber.open(io.BytesIO(data), password=password or "")
        self._pages = PDFPage.create_pages(self._pdf.doc)
        self._known: list[PDFPage] = []

    def close(self) -> None:
        """Let go of the document."""
        self._pdf.close()

    def has(self, index: int) -> bool:
        """Whether there is a page `index`, from 0, as far as the tree of pages can be followed."""
        while len(self._known) <= index:
            try:
                page = next(self._pages, None)
            except Exception:  # pdfminer raises all sorts of things on damaged files
                return False
            if page is None:
                return False
            self._known.append(page)
        return True

    def read_page(self, index: int) -> Print | None:
        """Read page `index`, for which `has` was true; None where pdfminer fails on it."""
        try:
            return self._read_page(self._known[index])
        except Exception:  # as above
            return None

    def _read_page(self, page: PDFPage) -> Print:
        view = _view(page)
        device = _Device(self._pdf.rsrcmgr)
        interpreter = _Interpreter(self._pdf.rsrcmgr, device)
        capped = False
        try:
            interpreter.render_contents(page.resources, page.contents, ctm=view.matrix())
        except _EnoughError:
            capped = True
        area = max(view.width * view.height, 1.0)
        strokes = Strokes(np.array(device.thin).reshape(-1, 4), device.pictures / area, device.curved, capped)
        return Print(view.width, view.height, device.marks(), strokes, capped)


class _EnoughError(Exception):
    """The page holds more than is read."""


def _view(page: PDFPage) -> View:
    boxes = []
    for box in (page.mediabox, page.cropbox):
        x0, y0, x1, y1 = (float(value) for value in box)
        boxes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    media, crop = boxes
    seen = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    for left, bottom, right, top in (seen, media, _LETTER):
        if right > left and top > bottom:
            break
    return View(left, bottom, right, top, round(page.rotate / 90) & 3)


class _Interpreter(PDFPageInterpreter):
    """Counts what pdfminer gathers in a path before it tells the device of it."""

    def do_l(self, x: Any, y: Any) -> None:
        """Add a line to the path."""
        cast(_Device, self.device).count()
        super().do_l(x, y)

    def do_c(self, x1: Any, y1: Any, x2: Any, y2: Any, x3: Any, y3: Any) -> None:
        """Add a curve to the path; pdfminer counts the arguments."""
        cast(_Device, self.device).count()
        super().do_c(x1, y1, x2, y2, x3, y3)


class _Device(PDFTextDevice):
    """Takes what pdfminer draws; the page's matrix makes all coordinates those seen, y downwards."""

    def __init__(self, manager: Any) -> None:
        super().__init__(manager)
        self.thin: list[tuple[float, float, float, float]] = []
        self.pictures = 0.0
        self.curved = 0
        self._code: list[int] = []
        self._place: list[tuple[float, ...]] = []
        self._hidden: list[bool] = []
        self._hides = False
        self._outer: list[Any] = []
        self._objects = 0

    def marks(self) -> Marks:
        """The characters so far."""
        place = np.array(self._place, np.float32).reshape(-1, 6)
        hidden = np.array(self._hidden, np.bool_)
        code = np.array(self._code, np.uint32)
        return Marks(code, place[:, :4], place[:, 4], place[:, 5], hidden if hidden.any() else None)

    def begin_figure(self, *_: Any) -> None:
        """Keep the matrix of what draws the form: pdfminer leaves the form's own behind."""
        self._outer.append(self.ctm)

    def end_figure(self, *_: Any) -> None:
        """Go back to the matrix of what drew the form."""
        self.ctm = self._outer.pop()

    def render_image(self, *_: Any) -> None:
        """Add the area that the image covers."""
        self.count()
        if self.ctm:
            self.pictures += abs(self.ctm[0] * self.ctm[3] - self.ctm[1] * self.ctm[2])

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Note whether the text is drawn at all, then take its characters."""
        self.count()
        self._hides = getattr(textstate, "render", 0) in HIDDEN_MODES
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *_: Any,
    ) -> float:
        """Take a character; return how far it moves the pen."""
        advance = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = chr(UNMAPPED)
        if len(text) == 1 and 0xFB00 <= ord(text) <= 0xFB06:
            text = unicodedata.normalize("NFKC", text)  # as pdfium does
        matrix = chain((1, 0, 0, 1, 0, rise), matrix)
        if font.is_vertical():
            places = [_hanging(matrix, font.char_disp(cid), fontsize)] * len(text)
        else:
            step = advance / max(1, len(text))
            places = [_placed(chain((1, 0, 0, 1, step * k, 0), matrix), fontsize, step) for k in range(len(text))]
        for character, place in zip(text, places, strict=False):
            self._code.append(ord(character))
            self._place.append(place)
            self._hidden.append(self._hides)
        if len(self._code) > MOST_CHARACTERS:
            raise _EnoughError
        return advance

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, _: bool, path: Sequence[Any]) -> None:
        """Take the rules of a painted path."""
        self.count()
        stroke = stroke and _inked(graphicstate.scolor)
        fill = fill and _inked(graphicstate.ncolor)
        if not (stroke or fill):
            return
        matrix: Matrix = self.ctm or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        steps = list(_steps(path, matrix))
        parts = subpaths(steps)
        width = float(graphicstate.linewidth or 0) * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5
        found = thin_boxes(parts, filled=fill, stroked=stroke, width=width)
        self.curved += any(kind == "c" for kind, _, _ in steps)
        self.thin += found

    def count(self) -> None:
        """Count one more thing drawn; raise where there are more than are looked at."""
        self._objects += 1
        if self._objects > MOST_OBJECTS:
            raise _EnoughError


def _placed(matrix: Matrix, fontsize: float, advance: float) -> tuple[float, ...]:
    """Box, baseline and size of a character of a horizontal font, as `Marks` has them."""
    a, b, c, d, x, y = matrix
    length = (a * a + b * b) ** 0.5 or 1e-9
    size = abs(a * d - b * c) / length * abs(fontsize)
    upright = a * fontsize > 0 and abs(b) <= SLANT * abs(a)
    if upright:
        right = x + a * advance
        return (min(x, right), y - ASCENT * size, max(x, right), y + DESCENT * size, y, size)
    sides = [(along * advance, up * fontsize) for along in (0, 1) for up in (-DESCENT, ASCENT)]
    xs = [x + a * along + c * up for along, up in sides]
    ys = [y + b * along + d * up for along, up in sides]
    return (min(xs), min(ys), max(xs), max(ys), max(ys), 0.0)


def _hanging(matrix: Matrix, shift: Any, fontsize: float) -> tuple[float, ...]:
    """The same for a vertical font: `shift` is where the character's own origin is seen from the pen, negated."""
    over, up = shift if isinstance(shift, tuple) else (None, 880.0)
    over = fontsize / 2 if over is None else over * fontsize / 1000
    return _placed(chain((1, 0, 0, 1, -over, -up * fontsize / 1000), matrix), fontsize, fontsize)


def _inked(color: Any) -> bool:
    """Whether a colour can be seen on paper: grey, RGB or CMYK; patterns can."""
    values = color if isinstance(color, (tuple, list)) else (color,)
    if not all(isinstance(value, (int, float)) for value in values):
        return True
    if len(values) == 4:
        return bool(max(values) > 1 - PAPER / 255)
    return len(values) not in (1, 3) or bool(min(values) < PAPER / 255)


def _steps(path: Sequence[Any], matrix: Matrix) -> Iterator[tuple[str, Point, bool]]:
    """pdfminer's path as `subpaths` takes it."""
    a, b, c, d, e, f = matrix
    for number, (kind, *values) in enumerate(path):
        closes = number + 1 < len(path) and path[number + 1][0] == "h"
        points = list(zip(values[0::2], values[1::2], strict=True))
        for index, (x, y) in enumerate(points):
            letter = kind if kind in "ml" else "c"
            yield letter, (a * x + c * y + e, b * x + d * y + f), closes and index == len(points) - 1
