"""A page's glyphs by pypdfium2: letters, boxes, types, and which of them nobody sees.

All that is asked of every glyph or object is asked in bulk: a page has thousands, and some
producers write an object for each glyph.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, repeat
from operator import gt
from typing import Any, Final, NamedTuple

from resume_pipeline.stages.extract.direction import has_from_right, is_from_right
from resume_pipeline.stages.extract.naming import named, unnamed
from resume_pipeline.stages.extract.pdfium import address, quick, raw, written
from resume_pipeline.stages.extract.pieces import GUESSED, Glyphs, runs
from resume_pipeline.stages.extract.visible import (
    HIDDEN,
    OFF_PAGE,
    SMALL,
    TINY,
    Backdrop,
    is_tiny,
    off_page,
    tiny_below,
)

SCALE: Final = 100  #: units per point
_FAR: Final = 1_000  # points: how far the points are apart that tell how a page is placed
_MOST: Final = 200_000  # on one page; a full page of small print has a tenth of it
_HYPHEN: Final = 2  # what pdfium says for a hyphen at the end of a line
_NO_LETTER: Final = "\ufffe"  # likewise, in the text of a page

_unicode_of = quick(raw.FPDFText_GetUnicode)
_has_map_error = quick(raw.FPDFText_HasUnicodeMapError)
_is_generated = quick(raw.FPDFText_IsGenerated)
_box_of = quick(raw.FPDFText_GetLooseCharBox)
_owner_of = quick(raw.FPDFText_GetTextObject)
_font_of = quick(raw.FPDFTextObj_GetFont)
_font_name_of = quick(raw.FPDFFont_GetBaseFontName)
_weight_of = quick(raw.FPDFFont_GetWeight)
_font_size_of = quick(raw.FPDFTextObj_GetFontSize)
_matrix_of = quick(raw.FPDFPageObj_GetMatrix)

#: Left, top, right and bottom of glyphs, one after the other, in points from the bottom left.
_Edges = Sequence[float]


_Type = tuple[int, bool]  # size in 1/100 pt, and whether it is bold
_NO_TYPE: Final = (0, False)  # of what is in no text object


class PageGlyphs(NamedTuple):
    """Glyphs in the order of the content; those that nobody sees apart, by why, with gaps."""

    seen: Glyphs
    unseen: dict[str, Glyphs]


def page_glyphs(page: Any, size: tuple[int, int]) -> PageGlyphs | None:
    """The page's glyphs, or None if there are too many."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > _MOST:
            return None
        read = _read(page.raw, textpage, count, size)
    finally:
        textpage.close()
    unseen = {why: _named(glyphs) for why, glyphs in read.unseen.items()}
    found = PageGlyphs(_named(read.seen), unseen)
    tiny = _tiny(found.seen)
    return _apart(found, dict.fromkeys(tiny, TINY)) if tiny else found


def _named(glyphs: Glyphs) -> Glyphs:
    return glyphs._replace(texts=named(glyphs.texts))


def _tiny(glyphs: Glyphs) -> list[int]:
    """Which glyphs are too small to be read beside the others, by their number."""
    if min(filter(None, set(glyphs.sizes)), default=SMALL) >= SMALL:
        return []
    letters = [n for n, text in enumerate(glyphs.texts) if text.strip()]
    below = tiny_below(Counter([glyphs.sizes[n] for n in letters if glyphs.sizes[n]]))
    return [n for n in letters if is_tiny(glyphs.sizes[n], glyphs.box(n), below)]


def _apart(page: PageGlyphs, gone: Mapping[int, str]) -> PageGlyphs:
    """The glyphs, and with those that nobody sees the ones in ``gone``, which says why."""
    texts = page.seen.texts
    more = {
        why: [text if gone.get(n) == why else text and " " for n, text in enumerate(texts)]
        for why in set(gone.values())
    }
    unseen = {why: page.seen._replace(texts=texts) for why, texts in more.items()}
    seen = [" " if n in gone else text for n, text in enumerate(texts)]
    return PageGlyphs(page.seen._replace(texts=seen), {**page.unseen, **unseen})


def _read(page: Any, textpage: Any, count: int, size: tuple[int, int]) -> PageGlyphs:
    text, place, printed = address(textpage.raw), _Placer(page, size), _printed(textpage, count)
    owners = list(map(_owner_of, repeat(text), range(count)))
    boxed, room = written(_box_of, ctypes.c_float, 4, count, repeat(text), range(count))
    edges = room[:]
    shown = [box == 1 and not letter.isspace() for letter, box in zip(printed, boxed, strict=True)]
    first = _first_of_each(owners, shown)
    types = _types_of(list(first))
    backdrop = Backdrop(page, size, first)
    hidden = backdrop.hidden(first, lambda at: _middle(edges, first[at]))
    if has_from_right(printed):
        joined = [n for n in range(count) if shown[n] and is_from_right(printed[n])]
        _fill(edges, textpage.raw, {n: types.get(owners[n], _NO_TYPE)[0] for n in joined})
    texts = list(printed)
    numbers = list(compress(range(count), shown))
    errors = list(map(_has_map_error, repeat(text), numbers))
    if 1 in errors:
        for n in (n for n, error in zip(numbers, errors, strict=True) if error == 1):
            texts[n] = unnamed(texts[n])
    lost: set[int] = set()
    if not all(boxed):
        lost = {n for n, box in enumerate(boxed) if not box and not texts[n].isspace()}
    places = place(edges)
    gone = {n: OFF_PAGE for n in off_page(*places, size) if shown[n]}
    if hidden:
        gone |= {n: HIDDEN for n in range(count) if shown[n] and owners[n] in hidden}
    kinds = list(map(types.get, owners, repeat(_NO_TYPE)))
    sizes, bold = [size for size, _ in kinds], [is_bold for _, is_bold in kinds]
    for n in [n for n, is_shown in enumerate(shown) if not is_shown]:
        is_guess = printed[n] == " " and _is_generated(text, n) == 1
        texts[n], sizes[n] = GUESSED if is_guess else " ", 0
    glyphs = Glyphs(texts, *places, sizes, bold)
    read = _apart(PageGlyphs(glyphs, {}), gone) if gone else PageGlyphs(glyphs, {})
    if lost:
        left = ["" if n in lost else text for n, text in enumerate(read.seen.texts)]
        return read._replace(seen=read.seen._replace(texts=left))
    return read


def _printed(textpage: Any, count: int) -> str:
    """The letters of all glyphs.

    pdfium's text of the page is one answer, where asking for each letter takes half as long as for
    its box. But it leaves controls out, has a sign of its own for a hyphen at the end of a line,
    and turns the brackets in writing from the right.
    """
    text = str(textpage.get_text_range(0, count))
    if len(text) == count and _NO_LETTER not in text and not has_from_right(text):
        return text
    codes = map(_unicode_of, repeat(address(textpage.raw)), range(count))
    return "".join(["-" if code == _HYPHEN else chr(code & 0x1FFFFF) for code in codes])


def _first_of_each(owners: Sequence[int | None], shown: Sequence[bool]) -> dict[int, int]:
    """Every text object with the number of its first glyph that is shown."""
    backwards = shown[::-1]
    numbers = compress(range(len(owners) - 1, -1, -1), backwards)
    first: dict[Any, int] = dict(zip(compress(owners[::-1], backwards), numbers, strict=True))
    first.pop(None, None)
    return first


def _middle(edges: _Edges, n: int) -> tuple[float, float]:
    left, top, right, bottom = edges[4 * n : 4 * n + 4]
    return (left + right) / 2, (top + bottom) / 2


def _fill(edges: list[float], textpage: Any, sizes: Mapping[int, int]) -> None:
    """Stretch boxes of joined letters, which have only their ink, over the height of their row."""
    x, y = ctypes.c_double(), ctypes.c_double()
    for n, size in sizes.items():
        raw.FPDFText_GetCharOrigin(textpage, n, x, y)
        top, bottom = y.value + 0.8 * size / SCALE, y.value - 0.2 * size / SCALE
        edges[4 * n + 1 : 4 * n + 4 : 2] = (
            (top, bottom) if size else edges[4 * n + 1 : 4 * n + 4 : 2]
        )


class _Placer:
    """Turns pdfium's rectangles into boxes in 1/100 pt from the page's visible top left.

    How pdfium places three points on a large device says how it places any: asking it for each
    glyph takes longer than all else that is asked of a glyph. Pages are turned by right angles only
    (ISO 32000-1, table 30), so that either side of a box has one side of the rectangle to it.
    """

    def __init__(self, page: Any, size: tuple[int, int]) -> None:
        width, height = (max(1, side) for side in size)
        fine = max(1, min(1 << 10, (1 << 30) // max(width, height)))  # what a C int can hold
        x, y = ctypes.c_int(), ctypes.c_int()

        def point(at_x: float, at_y: float) -> tuple[float, float]:
            raw.FPDF_PageToDevice(page, 0, 0, width * fine, height * fine, 0, at_x, at_y, x, y)
            return x.value / fine, y.value / fine

        start, along, up = point(0, 0), point(_FAR, 0), point(0, _FAR)
        self._turned = along[0] == start[0]  # by 90 degrees, or by 270
        ends = (up, along) if self._turned else (along, up)
        self._x, self._y = start
        self._x_step, self._y_step = ((end[n] - start[n]) / _FAR for n, end in enumerate(ends))

    def __call__(self, edges: _Edges) -> tuple[list[int], list[int], list[int], list[int]]:
        """How far left, top, right and bottom of each box are, for every four ``edges``."""
        across, along = (edges[0::4], edges[2::4]), (edges[1::4], edges[3::4])
        if self._turned:
            across, along = along, across
        lefts, rights = _placed(self._x, self._x_step, *across)
        tops, bottoms = _placed(self._y, self._y_step, *along)
        return lefts, tops, rights, bottoms


def _placed(start: float, step: float, ones: _Edges, others: _Edges) -> tuple[list[int], list[int]]:
    """The lower and the higher of both ends of every glyph, along one side of the page."""
    lows, highs = ([round(start + step * edge) for edge in edges] for edges in (ones, others))
    if any(map(gt, lows, highs)):
        return list(map(min, lows, highs)), list(map(max, lows, highs))
    return lows, highs


def _types_of(objects: Sequence[int]) -> dict[int | None, _Type]:
    """The types of text objects."""
    _, sizes = written(_font_size_of, ctypes.c_float, 1, len(objects), objects)
    _, room = written(_matrix_of, ctypes.c_float, 6, len(objects), objects)
    heights = _heights(sizes[:], room[2::6], room[3::6])
    fonts = list(map(_font_of, objects))
    is_bold = {font: _is_bold(font) for font in set(fonts)}
    types = zip(heights, map(is_bold.__getitem__, fonts), strict=True)
    return dict(zip(objects, types, strict=True))


def _heights(sizes: list[float], cs: list[float], ds: list[float]) -> Iterator[int]:
    """How tall type is, given its sizes and those parts of its matrices that point up."""
    # Most objects are of the type of the one before.
    for start, end in runs(sizes, cs, ds):
        yield from repeat(_height(sizes[start], cs[start], ds[start]), end - start)


def _height(size: float, c: float, d: float) -> int:
    points = size * (c * c + d * d) ** 0.5  # how tall, whatever the rotation
    return round(points * SCALE) if 0 < points < 10_000 else 0


def _is_bold(at: int | None) -> bool:
    if at is None:
        return False
    buffer = ctypes.create_string_buffer(128)
    _font_name_of(at, ctypes.addressof(buffer), len(buffer))
    name = buffer.value.decode("ascii", "replace").lower()
    heavy = any(word in name for word in ("bold", "black", "heavy", "semibold", "demi"))
    return heavy or _weight_of(at) >= 600
