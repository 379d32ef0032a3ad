"""Whether a PDF's text can be seen: its type, its colour and what is painted behind it."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any, Final

import attrs

from resume_pipeline.stages.extract.pdfium import address, quick, raw

HIDDEN: Final = "hidden_text"  #: printed in the colour of what is behind it, or not at all
TINY: Final = "tiny_text"  #: too small to be read
OFF_PAGE: Final = "text_off_page"  #: outside of what is shown of the page

_WHITE = (255, 255, 255)
_ALIKE = 12  # of 255: how far two colours are apart that nobody tells from each other
_CLEAR = 5  # of 255: an opacity that shows nothing
_TINY = 300  # 1/100 pt
_SMALL = 500  # 1/100 pt: what is larger is read beside any other
_BODY_SHARE = 4  # type of less than a quarter of the body's size is not read
_SHAPES = 3_000  # on one page; with more of them nothing is said of colours
_RECTANGLE = 6  # segments of a path that may be one
_PAGE_SHARE = 2  # a picture of a page is more than half of it

_CLIPS = 50  # of one object
_CORNERS = 50  # of one clip
_NEAR = 24  # points
_NOTHING = 2  # points: a narrower clip shows no letter

Colour = tuple[int, int, int]
_Point = tuple[float, float]
_Edges = tuple[float, float, float, float]  # left, bottom, right, top

#: Where pdfium writes what it is asked for: the box has one thread, and pages have many objects.
_COLOUR = (ctypes.c_uint * 4)()  # red, green, blue, opacity
_PLACE = (ctypes.c_float * 4)()
_COLOURS, _PLACES = (
    [ctypes.addressof(room) + 4 * n for n in range(4)] for room in (_COLOUR, _PLACE)
)

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

_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLED = raw.FPDF_TEXTRENDERMODE_FILL


@attrs.frozen
class _Shape:
    """Something painted, at an address; ``colour`` is None if it cannot be told, as in pictures."""

    box: _Edges
    colour: Colour | None
    at: int
    order: int


class Backdrop:
    """What is painted on a page apart from text. Objects are given by their addresses."""

    def __init__(self, page: Any, size: tuple[int, int]) -> None:
        count = raw.FPDFPage_CountObjects(page)
        self._known = count <= _SHAPES
        where = repeat(address(page))
        objects = list(map(_object_of, where, range(count if self._known else 0)))
        kinds = enumerate(map(_kind_of, objects))
        painted = (order for order, kind in kinds if kind != raw.FPDF_PAGEOBJ_TEXT)
        self._shapes = [shape for n in painted for shape in _shape_of(objects[n], n)]
        self._order = dict(zip(objects, range(count), strict=False))
        self._orders = [shape.order for shape in self._shapes]
        self._colours = {_WHITE, *(shape.colour for shape in self._shapes if shape.colour)}
        self._likes: dict[Colour, bool] = {}
        self._clips = _Clips()
        self._area = size[0] * size[1] / 10_000
        self._is_picture = any(
            shape.colour is None and self._is_large(shape) for shape in self._shapes
        )

    def hides(self, at: int, middle: tuple[float, float]) -> bool:
        """Whether the text object ``at`` an address cannot be seen, by its first glyph's middle."""
        mode = _mode_of(at)
        if mode in _UNSEEN_MODES:
            return not self._is_picture  # text over a scan is how it was read
        order = self._order.get(at)
        if not self._clips.show(at, middle) or self._is_covered(order, middle):
            return True
        colour, opacity = _fill(at)
        if mode != _FILLED or colour is None:
            return False
        if opacity > _CLEAR and not self._has_alike(colour):
            return False  # wherever it stands
        behind = self._behind(order, middle)
        # What cannot be told may show clear letters: a gradient is painted through them.
        return behind is not None and (opacity <= _CLEAR or _are_alike(colour, behind))

    def _has_alike(self, colour: Colour) -> bool:
        """Whether anything at all is painted in such a colour."""
        if colour not in self._likes:
            self._likes[colour] = any(_are_alike(colour, other) for other in self._colours)
        return self._likes[colour]

    def _behind(self, order: int | None, point: _Point) -> Colour | None:
        """The colour behind a text; of all that is painted there, where its order is not known."""
        if not self._known:
            return None
        for shape in reversed(self._shapes):
            if (order is None or shape.order < order) and _holds(shape.box, point):
                return shape.colour
        return _WHITE

    def _is_covered(self, order: int | None, point: _Point) -> bool:
        """Whether something that shows nothing of it is painted over a text later."""
        if order is None:  # in a part of the page that is painted as a whole
            return False
        later = self._shapes[bisect_right(self._orders, order) :]
        return any(self._covers(shape, point) for shape in later if _holds(shape.box, point))

    def _covers(self, shape: _Shape, point: _Point) -> bool:
        if _is_clear(shape.at) or not self._clips.show(shape.at, point):
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
    corners = []
    for index in range(count):
        if not _point_of(_corner_of(clip, number, index), *_PLACES[:2]):
            return None
        corners.append(_PLACE[:2])
    across, up = zip(*corners, strict=True)
    left, bottom, right, top = min(across), min(up), max(across), max(up)
    near = _NEAR if min(right - left, top - bottom) > _NOTHING else 0
    return left - near, bottom - near, right + near, top + near


def tiny_below(sizes: Mapping[int, int]) -> int:
    """Below which size type is too small to be read beside the rest of a page.

    Args:
        sizes: how many glyphs there are of each.
    """
    body = max(sorted(sizes), key=lambda size: sizes[size], default=0)
    return min(_SMALL, max(_TINY, body // _BODY_SHARE))


def is_tiny(size: int, box: tuple[int, int, int, int], below: int) -> bool:
    """Whether type of this size, that fills ``box``, is ``below`` what can be read."""
    return 0 < size < below and (box[3] - box[1]) * 2 < below * 3  # a row is higher than its type


def is_off_page(box: tuple[int, int, int, int], size: tuple[int, int]) -> bool:
    """Whether all of ``box`` is outside of a page of this size."""
    return box[2] <= 0 or box[3] <= 0 or box[0] >= size[0] or box[1] >= size[1]


def _shape_of(at: int, order: int) -> Iterator[_Shape]:
    if not _bounds_of(at, *_PLACES):
        return
    left, bottom, right, top = _PLACE
    box = (left, bottom, right, top)
    if _kind_of(at) != raw.FPDF_PAGEOBJ_PATH:
        yield _Shape(box, None, at, order)
    elif _is_filled(at):
        colour, opacity = _fill(at)
        plain = opacity == 255 and _segments_of(at) <= _RECTANGLE
        yield _Shape(box, colour if plain else None, at, order)


def _is_filled(at: int) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(ctypes.cast(at, raw.FPDF_PAGEOBJECT), mode, stroke)
    return int(mode.value) != int(raw.FPDF_FILLMODE_NONE)


def _fill(at: int) -> tuple[Colour | None, int]:
    """The colour and opacity that an object is filled with; None for a pattern."""
    if not _fill_of(at, *_COLOURS):
        return None, 255
    red, green, blue, opacity = _COLOUR
    return (red, green, blue), opacity


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
