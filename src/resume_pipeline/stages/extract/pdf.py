"""PDF by pypdfium2: glyphs with their boxes, as `layout` takes them. Runs in the box."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from resume_pipeline.model.media import PDF
from resume_pipeline.stages.extract.direction import is_from_right
from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.naming import named, unnamed
from resume_pipeline.stages.extract.pdfium import address, pdfium, quick, raw
from resume_pipeline.stages.extract.pieces import GUESSED, Glyph
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
_font_of = quick(raw.FPDFTextObj_GetFont)
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
    box, to_page, types = raw.FS_RECTF(), _Placer(page, size), _Types(Backdrop(page, size))
    text, here = address(textpage), ctypes.addressof(box)
    for index in range(count):
        letter = chr(_unicode_of(text, index) & 0x1FFFFF)
        if letter.isspace():
            guessed = letter == " " and raw.FPDFText_IsGenerated(textpage, index) == 1
            yield _GUESS if guessed else _GAP
            continue
        if not _box_of(text, index, here):
            continue
        type_ = types.of(_owner_of(text, index) or 0, box)
        letter = "-" if letter == _HYPHEN else letter
        if type_.size and is_from_right(letter):
            _fill(box, textpage, index, type_.size)
        if _has_map_error(text, index) == 1:
            letter = unnamed(letter)
        glyph = Glyph(letter, to_page(box), type_.size, type_.bold)
        why = HIDDEN if type_.hidden else OFF_PAGE if is_off_page(glyph.box, size) else ""
        if why:
            findings.add(why)
        yield _GAP if why else glyph


def _fill(box: Any, textpage: Any, index: int, size: int) -> None:
    """Stretch a box that only holds a joined letter's ink over the height of its row."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    box.top, box.bottom = y.value + 0.8 * size / _SCALE, y.value - 0.2 * size / _SCALE


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

        self._start, along, up = point(0, 0), point(_FAR, 0), point(0, _FAR)
        self._along, self._up = (
            tuple((there - here) / _FAR for here, there in zip(self._start, end, strict=True))
            for end in (along, up)
        )

    def __call__(self, box: Any) -> tuple[int, int, int, int]:
        (x, y), (x_along, y_along), (x_up, y_up) = self._start, self._along, self._up
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        x1, x2 = x + x_along * left + x_up * top, x + x_along * right + x_up * bottom
        y1, y2 = y + y_along * left + y_up * top, y + y_along * right + y_up * bottom
        if x1 > x2:
            x1, x2 = x2, x1
        if y1 > y2:
            y1, y2 = y2, y1
        return round(x1), round(y1), round(x2), round(y2)


class _Types:
    """The types of a page's text objects; each object, and each font, is looked at once."""

    def __init__(self, backdrop: Backdrop) -> None:
        self._backdrop = backdrop
        self._known = {0: _Type(0, False)}
        self._bold = {0: False}
        self._size, self._matrix = ctypes.c_float(), raw.FS_MATRIX()

    def of(self, at: int, box: Any) -> _Type:
        """The type of the object ``at`` this address, of which a glyph is in ``box``."""
        found = self._known.get(at)
        if found is None:
            owner = ctypes.cast(at, raw.FPDF_PAGEOBJECT)
            bold, hidden = self._is_bold(_font_of(at) or 0), self._backdrop.hides(owner, at, box)
            found = self._known[at] = _Type(self._size_of(owner), bold, hidden)
        return found

    def _size_of(self, owner: Any) -> int:
        size, matrix = self._size, self._matrix
        raw.FPDFTextObj_GetFontSize(owner, size)
        raw.FPDFPageObj_GetMatrix(owner, matrix)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5  # how tall, whatever the rotation
        points = size.value * scale
        return round(points * _SCALE) if 0 < points < 10_000 else 0

    def _is_bold(self, at: int) -> bool:
        if at not in self._bold:
            self._bold[at] = _is_bold(ctypes.cast(at, raw.FPDF_FONT))
        return self._bold[at]


def _is_bold(font: Any) -> bool:
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    name = buffer.value.decode("ascii", "replace").lower()
    heavy = any(word in name for word in ("bold", "black", "heavy", "semibold", "demi"))
    return heavy or raw.FPDFFont_GetWeight(font) >= 600
