"""Whether a PDF's text can be seen: its type, its colour and what is painted behind it."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from struct import iter_unpack
from typing import Any, Final, NamedTuple

from resume_pipeline.stages.extract.pdfium import address, quick, raw, written

HIDDEN: Final = "hidden_text"  #: printed in the colour of what is behind it, or not at all
TINY: Final = "tiny_text"  #: too small to be read
OFF_PAGE: Final = "text_off_page"  #: outside of what is shown of the page

_WHITE = (255, 255, 255)
_ALIKE = 12  # of 255: how far two colours are apart that nobody tells from each other
_CLEAR = 5  # of 255: an opacity that shows nothing
_TINY = 300  # 1/100 pt
SMALL: Final = 500  #: 1/100 pt: what is no smaller is read beside any other
_BODY_SHARE = 4  # type of less than a quarter of the body's size is not read
_SHAPES = 3_000  # on one page; with more of them nothing is said of colours
_RECTANGLE = 6  # segments of a path that may be one
_PAGE_SHARE = 2  # a picture of a page is more than half of it

_CLIPS = 50  # of one object
_CORNERS = 50  # of one clip
_NEAR = 24  # points
_NOTHING = 2  # points: a narrower clip shows no letter

Colour = tuple[int, int, int]
_Paint = tuple[int, int, int, int]  # red, green, blue, opacity
_Point = tuple[float, float]
_Middle = Callable[[int], _Point]
_Edges = tuple[float, float, float, float]  # left, bottom, right, top


_object_of = quick(raw.FPDFPage_GetObject)
_kind_of = quick(raw.FPDFPageObj_GetType)
_mode_of = quick(raw.FPDFTextObj_GetTextRenderMode)
_fill_of = quick(raw.FPDFPageObj_GetFillColor)
_bounds_of = quick(raw.FPDFPageObj_GetBounds)
_clip_of = quick(raw.FPDFPageObj_GetClipPath)
_paths_of = quick(raw.FPDFClipPath_CountPaths)
_corners_of = quick(raw.FPDFClipPath_CountPathSegments)
_corner_of = quick(raw.FPDFClipPath_GetPathSegment)
_point_of = quick(raw.FPDFPathSegment_GetPoint)
_is_clear = quick(raw.FPDFPageObj_HasTransparency)
_segments_of = quick(raw.FPDFPath_CountSegments)
_draw_mode_of = quick(raw.FPDFPath_GetDrawMode)

_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLED = int(raw.FPDF_TEXTRENDERMODE_FILL)


class _Shape(NamedTuple):
    """Something painted, at an address; ``colour`` is None if it cannot be told, as in pictures."""

    order: int
    box: _Edges
    colour: Colour | None
    at: int


class Backdrop:
    """What is painted on a page apart from its ``texts``. Objects are given by their addresses."""

    def __init__(self, page: Any, size: tuple[int, int], texts: Collection[int]) -> None:
        count = raw.FPDFPage_CountObjects(page)
        self._known = count <= _SHAPES
        where = repeat(address(page))
        objects = list(map(_object_of, where, range(count if self._known else 0)))
        others = ((n, at) for n, at in enumerate(objects) if at not in texts)
        painted = [(n, at) for n, at in others if _kind_of(at) != raw.FPDF_PAGEOBJ_TEXT]
        self._shapes = list(_shapes(painted))
        self._order = dict(zip(objects, range(count), strict=False))
        self._colours = {_WHITE, *(shape.colour for shape in self._shapes if shape.colour)}
        self._clips = _Clips()
        self._area = size[0] * size[1] / 10_000
        self._is_picture = any(
            shape.colour is None and self._is_large(shape) for shape in self._shapes
        )
        self._covers = [shape for shape in self._shapes if self._may_cover(shape)]

    def hidden(self, texts: Collection[int], middle: _Middle) -> set[int]:
        """Those of the text objects that cannot be seen, by the ``middle`` of their first glyph."""
        modes = list(map(_mode_of, texts))
        unseen: set[int] = set()
        printed = filled = list(texts)
        if set(modes) != {_FILLED}:  # pages where it is not so are few
            told = list(zip(texts, modes, strict=True))
            unseen = {at for at, mode in told if mode in _UNSEEN_MODES}
            printed = [at for at, mode in told if mode not in _UNSEEN_MODES]
            filled = [at for at, mode in told if mode == _FILLED]
        if self._is_picture:
            unseen = set()  # text over a scan is how it was read
        clipped, covered = self._clips.hidden(printed, middle), self._covered(printed, middle)
        return unseen | clipped | covered | self._blended(filled, middle)

    def _covered(self, texts: Iterable[int], middle: _Middle) -> set[int]:
        """Texts over which something is painted later that shows nothing of them.

        Not those in a part of the page that is painted as a whole: their order is not known.
        """
        if not self._covers:
            return set()
        last = self._covers[-1].order
        below = [(at, n) for at in texts if (n := self._order.get(at, last)) < last]
        rows = sorted((*middle(at)[::-1], n, at) for at, n in below)
        heights = [row[0] for row in rows]
        found = set()
        for shape in self._covers if rows else ():
            left, bottom, right, top = shape.box
            for y, x, n, at in rows[bisect_left(heights, bottom) : bisect_right(heights, top)]:
                is_under = n < shape.order and left <= x <= right
                if is_under and self._clips.show(shape.at, (x, y)):
                    found.add(at)
        return found

    def _blended(self, texts: Sequence[int], middle: _Middle) -> set[int]:
        """Texts in the colour of what is behind them, or in none."""
        plain, room = written(_fill_of, ctypes.c_uint, 4, len(texts), texts, pointers=4)
        paints: list[Any] = list(iter_unpack("4I", room))
        doubtful = {paint for paint in set(paints) if not self._stands_out(paint)}
        if not doubtful:
            return set()
        return {
            at
            for at, is_plain, paint in zip(texts, plain, paints, strict=True)
            if is_plain and paint in doubtful and self._is_blended(paint, at, middle(at))
        }

    def _stands_out(self, paint: _Paint) -> bool:
        """Whether nothing at all is painted in such a colour, so that it shows wherever it is."""
        *colour, opacity = paint
        return opacity > _CLEAR and not any(_are_alike(colour, other) for other in self._colours)

    def _is_blended(self, paint: _Paint, at: int, middle: _Point) -> bool:
        *colour, opacity = paint
        behind = self._behind(self._order.get(at), middle)
        # What cannot be told may show clear letters: a gradient is painted through them.
        return behind is not None and (opacity <= _CLEAR or _are_alike(colour, behind))

    def _behind(self, order: int | None, point: _Point) -> Colour | None:
        """The colour behind a text; of all that is painted there, where its order is not known."""
        if not self._known:
            return None
        for shape in reversed(self._shapes):
            if (order is None or shape.order < order) and _holds(shape.box, point):
                return shape.colour
        return _WHITE

    def _may_cover(self, shape: _Shape) -> bool:
        if _is_clear(shape.at):
            return False
        if _kind_of(shape.at) == raw.FPDF_PAGEOBJ_IMAGE:
            return not self._is_large(shape)  # some write the text of a scan below its picture
        return shape.colour is not None

    def _is_large(self, shape: _Shape) -> bool:
        left, bottom, right, top = shape.box
        return (right - left) * (top - bottom) * _PAGE_SHARE > self._area


def _holds(box: _Edges, point: _Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


class _Clips:
    """What a page's objects are clipped to. Many share a path, and each is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, _Edges | None] = {}  # by where a path's first corner is kept

    def hidden(self, objects: Sequence[int], middle: _Middle) -> set[int]:
        """Those of some objects that are not shown where their middle is."""
        counts = map(_paths_of, map(_clip_of, objects))
        clipped = [at for at, count in zip(objects, counts, strict=True) if count > 0]
        return {at for at in clipped if not self.show(at, middle(at))}

    def show(self, at: int, point: _Point) -> bool:
        """Whether the clip of an object may show it at a point, by the clip's outline."""
        clip = _clip_of(at)
        for number in range(min(_paths_of(clip), _CLIPS) if clip else 0):
            first = _corner_of(clip, number, 0)
            if first not in self._known:
                self._known[first] = _outline(clip, number)
            outline = self._known[first]
            if outline and not _holds(outline, point):
                return False
        return True


def _outline(clip: int, number: int) -> _Edges | None:
    """What one path of a clip shows, and what is near it; None with too many corners to look at.

    Browsers cut a row at the end of a page, or a word at the end of its column: what is cut so was
    meant to be read, unless the clip shows nothing at all.
    """
    count = _corners_of(clip, number)
    if not 0 < count <= _CORNERS:
        return None
    corners = [_corner_of(clip, number, index) for index in range(count)]
    read, places = written(_point_of, ctypes.c_float, 2, count, corners, pointers=2)
    if not all(read):
        return None
    across, up = places[0::2], places[1::2]
    left, bottom, right, top = min(across), min(up), max(across), max(up)
    near = _NEAR if min(right - left, top - bottom) > _NOTHING else 0
    return left - near, bottom - near, right + near, top + near


def tiny_below(sizes: Mapping[int, int]) -> int:
    """Below which size type is too small to be read beside the rest of a page.

    Args:
        sizes: how many glyphs there are of each.
    """
    body = max(sorted(sizes), key=lambda size: sizes[size], default=0)
    return min(SMALL, max(_TINY, body // _BODY_SHARE))


def is_tiny(size: int, box: tuple[int, int, int, int], below: int) -> bool:
    """Whether type of this size, that fills ``box``, is ``below`` what can be read."""
    return 0 < size < below and (box[3] - box[1]) * 2 < below * 3  # a row is higher than its type


def off_page(
    lefts: Sequence[int],
    tops: Sequence[int],
    rights: Sequence[int],
    bottoms: Sequence[int],
    size: tuple[int, int],
) -> list[int]:
    """Which boxes, by their number, are wholly outside of a page of this size."""
    width, height = size
    if not lefts or (
        min(rights) > 0 and min(bottoms) > 0 and max(lefts) < width and max(tops) < height
    ):
        return []
    boxes = enumerate(zip(lefts, tops, rights, bottoms, strict=True))
    return [
        n
        for n, (left, top, right, bottom) in boxes
        if right <= 0 or bottom <= 0 or left >= width or top >= height
    ]


def _shapes(objects: Sequence[tuple[int, int]]) -> Iterator[_Shape]:
    """What is painted by objects that are no text, each given by its order and its address."""
    count, places = len(objects), [at for _, at in objects]
    bounded, room = written(_bounds_of, ctypes.c_float, 4, count, places, pointers=4)
    boxes: Iterator[Any] = iter_unpack("4f", room)
    for (order, at), known, box in zip(objects, bounded, boxes, strict=True):
        if not known:
            continue
        if _kind_of(at) != raw.FPDF_PAGEOBJ_PATH:
            yield _Shape(order, box, None, at)
        elif _is_filled(at):
            yield _Shape(order, box, _plain_colour(at), at)


def _is_filled(at: int) -> bool:
    _, (mode, _) = written(_draw_mode_of, ctypes.c_int, 2, 1, [at], pointers=2)
    return int(mode) != int(raw.FPDF_FILLMODE_NONE)


def _plain_colour(at: int) -> Colour | None:
    """What a rectangle is filled with; None for a pattern, and where something shows through."""
    if _segments_of(at) > _RECTANGLE:
        return None
    (known,), (*colour, opacity) = written(_fill_of, ctypes.c_uint, 4, 1, [at], pointers=4)
    red, green, blue = colour
    return (red, green, blue) if known and opacity == 255 else None


def _are_alike(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
