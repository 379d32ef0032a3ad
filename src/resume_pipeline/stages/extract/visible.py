"""Whether a PDF's text can be seen: its type, its colour and what is painted behind it."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from resume_pipeline.stages.extract.pdfium import address, raw

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

#: Where pdfium writes red, green, blue and opacity: the box has one thread, and many objects.
_PARTS = tuple(ctypes.c_uint() for _ in range(4))
_REFERENCES = tuple(map(ctypes.byref, _PARTS))


@attrs.frozen
class _Shape:
    """Something painted; ``colour`` is None where it cannot be told, as in a picture."""

    box: _Edges
    colour: Colour | None
    item: Any
    order: int


class Backdrop:
    """What is painted on a page apart from text."""

    def __init__(self, page: Any, size: tuple[int, int]) -> None:
        count = raw.FPDFPage_CountObjects(page)
        self._known = count <= _SHAPES
        objects = [raw.FPDFPage_GetObject(page, n) for n in range(count if self._known else 0)]
        self._shapes = [shape for n, item in enumerate(objects) for shape in _shape_of(item, n)]
        self._order = {address(item): n for n, item in enumerate(objects)}
        self._orders = [shape.order for shape in self._shapes]
        self._colours = {_WHITE, *(shape.colour for shape in self._shapes if shape.colour)}
        self._likes: dict[Colour, bool] = {}
        self._area = size[0] * size[1] / 10_000
        self._is_picture = any(
            shape.colour is None and self._is_large(shape) for shape in self._shapes
        )

    def hides(self, owner: Any, at: int, box: Any) -> bool:
        """Whether the text object ``owner``, whose first glyph is in ``box``, cannot be seen.

        ``at`` is the object's address.
        """
        mode = raw.FPDFTextObj_GetTextRenderMode(owner)
        if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
            return not self._is_picture  # text over a scan is how it was read
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        order = self._order.get(at)
        if not _is_in_clip(owner, middle) or self._is_covered(order, middle):
            return True
        colour, opacity = _fill(owner)
        if mode != raw.FPDF_TEXTRENDERMODE_FILL or colour is None:
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
        if raw.FPDFPageObj_HasTransparency(shape.item) or not _is_in_clip(shape.item, point):
            return False
        if raw.FPDFPageObj_GetType(shape.item) == raw.FPDF_PAGEOBJ_IMAGE:
            return not self._is_large(shape)  # some write the text of a scan below its picture
        return shape.colour is not None

    def _is_large(self, shape: _Shape) -> bool:
        left, bottom, right, top = shape.box
        return (right - left) * (top - bottom) * _PAGE_SHARE > self._area


def _holds(box: _Edges, point: _Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _is_in_clip(item: Any, point: _Point) -> bool:
    """Whether what an object is clipped to may show it at a point, by the clip's outline."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    count = min(raw.FPDFClipPath_CountPaths(clip), _CLIPS) if clip else 0
    outlines = (_outline(clip, number) for number in range(count))
    return all(_holds(_widened(outline), point) for outline in outlines if outline)


def _widened(outline: _Edges) -> _Edges:
    """A clip's outline and what is near it, unless it shows nothing at all.

    Browsers cut a row at the end of a page, or a word at the end of its column: what is cut so was
    meant to be read.
    """
    left, bottom, right, top = outline
    near = _NEAR if min(right - left, top - bottom) > _NOTHING else 0
    return left - near, bottom - near, right + near, top + near


def _outline(clip: Any, number: int) -> _Edges | None:
    """The edges of one path of a clip, or None if it has too many corners to look at."""
    count = raw.FPDFClipPath_CountPathSegments(clip, number)
    if not 0 < count <= _CORNERS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    corners = []
    for index in range(count):
        segment = raw.FPDFClipPath_GetPathSegment(clip, number, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return None
        corners.append((x.value, y.value))
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


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


def _shape_of(item: Any, order: int) -> Iterator[_Shape]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    box = (left.value, bottom.value, right.value, top.value)
    if kind != raw.FPDF_PAGEOBJ_PATH:
        yield _Shape(box, None, item, order)
    elif _is_filled(item):
        colour, opacity = _fill(item)
        plain = opacity == 255 and raw.FPDFPath_CountSegments(item) <= _RECTANGLE
        yield _Shape(box, colour if plain else None, item, order)


def _is_filled(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroke)
    return int(mode.value) != int(raw.FPDF_FILLMODE_NONE)


def _fill(item: Any) -> tuple[Colour | None, int]:
    """The colour and opacity that an object is filled with; None for a pattern."""
    if not raw.FPDFPageObj_GetFillColor(item, *_REFERENCES):
        return None, 255
    red, green, blue, opacity = _PARTS
    return (red.value, green.value, blue.value), opacity.value


def _are_alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))
