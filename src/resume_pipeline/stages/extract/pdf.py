"""PDF by pypdfium2: glyphs with their boxes, as `layout` takes them. Runs in the box."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from resume_pipeline.model.media import PDF
from resume_pipeline.stages.extract.direction import FIRST_FROM_RIGHT, is_from_right
from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.naming import named, unnamed
from resume_pipeline.stages.extract.pdfium import address, pdfium, quick, raw
from resume_pipeline.stages.extract.pieces import GUESSED, Box, Glyph
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, reading
from resume_pipeline.stages.extract.visible import (
    HIDDEN,
    OFF_PAGE,
    TINY,
    Backdrop,
    is_off_page,
    is_tiny,
    tiny_below,
)

_ENGINE = "pypdfium2"
_SCALE = 100  # units per point
_FAR = 1_000  # points: how far the points are apart that tell how a page is placed
_GLYPHS = 200_000  # on one page; a full page of small print has a tenth of it
_GAP = Glyph(" ", (0, 0, 0, 0), 0, False)
_GUESS = Glyph(GUESSED, (0, 0, 0, 0), 0, False)
_DRAWING = 50  # shapes; a page of rules and frames has fewer, one of drawn letters has more
_unicode_of = quick(raw.FPDFText_GetUnicode)
_has_map_error = quick(raw.FPDFText_HasUnicodeMapError)
_box_of = quick(raw.FPDFText_GetLooseCharBox)
_owner_of = quick(raw.FPDFText_GetTextObject)
_is_generated = quick(raw.FPDFText_IsGenerated)
_font_of = quick(raw.FPDFTextObj_GetFont)
_font_size_of = quick(raw.FPDFTextObj_GetFontSize)
_matrix_of = quick(raw.FPDFPageObj_GetMatrix)
#: Where pdfium writes what it is asked for: the box has one thread, and pages have many objects.
_SIZE, _MATRIX = ctypes.c_float(), raw.FS_MATRIX()
_ROOMS = ctypes.addressof(_SIZE), ctypes.addressof(_MATRIX)
_HYPHEN = "\u0002"  # what pdfium says for a hyphen at the end of a line


def read_pdf(content: bytes, *, max_pages: int, max_characters: int) -> dict[str, Any]:
    """A reading of a PDF, in reading order."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return empty_reading(PDF, _status_of(error), _ENGINE)
    with document:
        if len(document) > max_pages:
            return empty_reading(PDF, "too_large", _ENGINE)
        return _read_pages(document, max_characters)


def _status_of(error: Any) -> str:
    code = getattr(error, "err_code", None)
    locked = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
    return "encrypted" if code in locked else "malformed"


def _read_pages(document: Any, max_characters: int) -> dict[str, Any]:
    lines: list[TextLine] = []
    pages: list[tuple[int, int]] = []
    findings: set[str] = set()
    unread: list[int] = []
    for number in range(len(document)):
        page = _page(document, number)
        if page is None:
            pages.append((0, 0))
            findings.add("page_unreadable")
            continue
        pages.append(_size(page))
        glyphs = _glyphs(page, pages[-1], findings)
        if glyphs is None or sum(len(line.text) for line in lines) > max_characters:
            return empty_reading(PDF, "too_large", _ENGINE)
        lines += page_lines(glyphs, number)
        if not glyphs and _has_picture(page):
            unread.append(number)
        page.close()
    if not any(map(any, pages)):
        return empty_reading(PDF, "malformed", _ENGINE)
    more = {"unread": unread, "pages": [list(page) for page in pages]}
    if unread and not lines:
        return {**empty_reading(PDF, "scanned", _ENGINE), **more, "findings": sorted(findings)}
    found = reading(PDF, _ENGINE, lines, max_characters=max_characters, pages=pages)
    if found["status"] == "fonts_unmappable":
        more["unread"] = list(range(len(pages)))
        return {**found, **more, "findings": sorted(findings)}
    findings |= {*found.get("findings", []), *(["page_without_text"] if unread else [])}
    return {**found, **more, "findings": sorted(findings)}


def _size(page: Any) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width * _SCALE), round(height * _SCALE)


def glyphs_of(page: Any) -> list[Glyph]:
    """The glyphs of a page that are read, with gaps between; none if there are too many."""
    return _glyphs(page, _size(page), set()) or []


def _page(document: Any, number: int) -> Any:
    """One page, or None if it is broken, which says nothing of the others."""
    try:
        return document[number]
    except pdfium.PdfiumError:
        return None


def _has_picture(page: Any) -> bool:
    """Whether a page shows something that may be text: a picture, or letters that are drawn."""
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
    for drawn, item in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE or drawn > _DRAWING:
            return True
    return False


class _Type(NamedTuple):
    """Size in 1/100 pt and weight of one text object, and whether it cannot be seen."""

    size: int
    bold: bool
    hidden: bool = False


def _glyphs(page: Any, size: tuple[int, int], findings: set[str]) -> list[Glyph] | None:
    """The page's glyphs in the order of its content, or None if there are too many.

    What nobody sees is left out and put among the findings.
    """
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > _GLYPHS:
            return None
        glyphs = list(_read_glyphs(page.raw, textpage.raw, count, size, findings))
    finally:
        textpage.close()
    return _large_enough(named(glyphs), findings)


def _large_enough(glyphs: list[Glyph], findings: set[str]) -> list[Glyph]:
    """The glyphs, with gaps for those that are too small to be read beside the others."""
    sizes = Counter(glyph.size for glyph in glyphs if glyph.size)
    below = tiny_below(sizes)
    if not any(size < below for size in sizes):
        return glyphs
    tiny = [is_tiny(glyph.size, glyph.box, below) for glyph in glyphs]
    findings.update([TINY] if any(tiny) else [])
    return [_GAP if small else glyph for glyph, small in zip(glyphs, tiny, strict=True)]


def _read_glyphs(
    page: Any, textpage: Any, count: int, size: tuple[int, int], findings: set[str]
) -> Iterator[Glyph]:
    """Glyphs, and gaps for those that nobody sees."""
    text, place, types = address(textpage), _Placer(page, size), _Types(Backdrop(page, size))
    edges, is_boxed = _edges(text, count)
    asked = (map(what, repeat(text), range(count)) for what in (_unicode_of, _owner_of, _has_map_error))
    for index, (code, owner, error, boxed, box) in enumerate(
        zip(*asked, is_boxed, place(edges), strict=True)
    ):
        letter = chr(code & 0x1FFFFF)
        if letter.isspace():
            yield _GUESS if letter == " " and _is_generated(text, index) == 1 else _GAP
            continue
        if not boxed:
            continue
        type_ = types.known.get(owner) or types.of(owner, edges[4 * index : 4 * index + 4])
        if letter >= FIRST_FROM_RIGHT and type_.size and is_from_right(letter):
            box = place(_filled(edges[4 * index : 4 * index + 4], textpage, index, type_.size))[0]
        letter = "-" if letter == _HYPHEN else letter
        why = HIDDEN if type_.hidden else OFF_PAGE if is_off_page(box, size) else ""
        if why:
            findings.add(why)
            yield _GAP
        else:
            yield Glyph(unnamed(letter) if error == 1 else letter, box, type_.size, type_.bold)


def _edges(text: int, count: int) -> tuple[list[float], list[int]]:
    """Left, top, right and bottom of every glyph, one after the other, and which have a box."""
    room = (raw.FS_RECTF * count)()
    start, one = ctypes.addressof(room), ctypes.sizeof(raw.FS_RECTF)
    rooms = range(start, start + one * count, one)
    is_boxed = list(map(_box_of, repeat(text), range(count), rooms))
    return memoryview(room).cast("B").cast("f").tolist() if count else [], is_boxed


def _filled(edges: Sequence[float], textpage: Any, index: int, size: int) -> list[float]:
    """The edges of a joined letter, of which a box has only the ink, over the height of its row."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    top, bottom = y.value + 0.8 * size / _SCALE, y.value - 0.2 * size / _SCALE
    return [edges[0], top, edges[2], bottom]


class _Placer:
    """Turns pdfium's rectangles into boxes in 1/100 pt from the page's visible top left.

    How pdfium places three points on a large device says how it places any: asking it for each
    glyph takes longer than all else that is asked of a glyph.
    """

    def __init__(self, page: Any, size: tuple[int, int]) -> None:
        width, height = (max(1, side) for side in size)
        fine = max(1, min(1 << 10, (1 << 30) // max(width, height)))  # what a C int can hold
        x, y = ctypes.c_int(), ctypes.c_int()

        def point(at_x: float, at_y: float) -> tuple[float, float]:
            raw.FPDF_PageToDevice(page, 0, 0, width * fine, height * fine, 0, at_x, at_y, x, y)
            return x.value / fine, y.value / fine

        start, along, up = point(0, 0), point(_FAR, 0), point(0, _FAR)
        self._x, self._y = (
            (here, (right - here) / _FAR, (above - here) / _FAR)
            for here, right, above in zip(start, along, up, strict=True)
        )

    def __call__(self, edges: Sequence[float]) -> list[Box]:
        """A box for every four ``edges``: left, top, right, bottom."""
        (x, x_along, x_up), (y, y_along, y_up) = self._x, self._y
        lefts, tops, rights, bottoms = (edges[side::4] for side in range(4))
        begins, ends = (
            (
                [round(x + x_along * a + x_up * b) for a, b in zip(across, along, strict=True)],
                [round(y + y_along * a + y_up * b) for a, b in zip(across, along, strict=True)],
            )
            for across, along in ((lefts, tops), (rights, bottoms))
        )
        corners = zip(*begins, *ends, strict=True)
        return [
            (x1, y1, x2, y2)
            if x1 <= x2 and y1 <= y2
            else (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            for x1, y1, x2, y2 in corners
        ]


class _Types:
    """The types of a page's text objects; each object, and each font, is looked at once."""

    def __init__(self, backdrop: Backdrop) -> None:
        self._backdrop = backdrop
        self.known: dict[int | None, _Type] = {None: _Type(0, False)}
        self._bold: dict[int | None, bool] = {None: False}

    def of(self, at: int, edges: Sequence[float]) -> _Type:
        """The type of the object ``at`` this address, that has a glyph within ``edges``."""
        left, top, right, bottom = edges
        middle = ((left + right) / 2, (top + bottom) / 2)
        bold, hidden = self._is_bold(_font_of(at)), self._backdrop.hides(at, middle)
        found = self.known[at] = _Type(_size_of(at), bold, hidden)
        return found

    def _is_bold(self, at: int | None) -> bool:
        if at not in self._bold:
            self._bold[at] = _is_bold(ctypes.cast(at, raw.FPDF_FONT))
        return self._bold[at]


def _size_of(owner: int) -> int:
    _font_size_of(owner, *_ROOMS[:1])
    _matrix_of(owner, *_ROOMS[1:])
    scale = (_MATRIX.c**2 + _MATRIX.d**2) ** 0.5  # how tall, whatever the rotation
    points = _SIZE.value * scale
    return round(points * _SCALE) if 0 < points < 10_000 else 0


def _is_bold(font: Any) -> bool:
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.value.decode("ascii", "replace").lower()
    heavy = any(word in name for word in ("bold", "black", "heavy", "semibold", "demi"))
    return heavy or raw.FPDFFont_GetWeight(font) >= 600
