"""Pieces of text with their places, and the rows that they stand in.

All numbers are whole hundredths of a point, counted from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial, reduce
from itertools import compress, count, pairwise
from operator import attrgetter, ne, or_
from typing import Final, NamedTuple

Box = tuple[int, int, int, int]

LEFT, TOP, RIGHT, BOTTOM = range(4)
#: A space that the reader of the file only guesses, from a gap.
GUESSED = "\u2009"
#: Percent of the type size: a gap that is no space, whatever was guessed.
TIGHT = 8


class Glyph(NamedTuple):
    """One printed character; a space has no place and only ends a word."""

    text: str
    box: Box
    size: int
    bold: bool


class Glyphs(NamedTuple):
    """The glyphs of a page in the order of its content, a column for each part of them.

    A page has thousands, and most of what is asked of all is asked of a column at once. A text that
    is empty is no glyph; the other columns say nothing of it, nor of a space.
    """

    texts: Sequence[str]
    lefts: Sequence[int]
    tops: Sequence[int]
    rights: Sequence[int]
    bottoms: Sequence[int]
    sizes: Sequence[int]
    bold: Sequence[bool]

    def box(self, n: int) -> Box:
        return self.lefts[n], self.tops[n], self.rights[n], self.bottoms[n]

    def part(self, start: int, end: int) -> Glyphs:
        return Glyphs._make([column[start:end] for column in self])


def by_columns(glyphs: Iterable[Glyph]) -> Glyphs:
    parts = [(text, *box, size, bold) for text, box, size, bold in glyphs]
    return Glyphs._make(map(list, zip(*parts, strict=True)) if parts else [[]] * 7)


def one_by_one(glyphs: Glyphs) -> list[Glyph]:
    """The glyphs without the spaces between them."""
    return [
        Glyph(text, glyphs.box(n), glyphs.sizes[n], glyphs.bold[n])
        for n, text in enumerate(glyphs.texts)
        if text.strip()
    ]


class Piece(NamedTuple):
    """A stretch of text on one row: a word, or words without a wide gap between them."""

    text: str
    box: Box
    size: int
    bold: int  # how many of its letters are
    spacing: int = 0  # by which its letters are set apart, if it is a word
    words: tuple[Piece, ...] = ()  # that it is made of, if it is not one itself

    @property
    def height(self) -> int:
        return max(1, self.box[BOTTOM] - self.box[TOP])


_BOX: Final = attrgetter("box")
_PRIVATE: Final = "\ue000"  # the first letter without a meaning of its own


# What follows is asked of every glyph, and so written with comparisons: `min` and `max` of two
# take as long as all else together.


def runs(*columns: Sequence[float]) -> list[tuple[int, int]]:
    """Where to where the columns stay the same, as most do from one glyph or object to the next."""
    changed = reduce(partial(map, or_), (map(ne, column, column[1:]) for column in columns))
    starts = [*compress(count(1), changed)]
    return list(pairwise([0, *starts, len(columns[0])])) if columns[0] else []


def em(box: Box, size: int) -> int:
    height = box[BOTTOM] - box[TOP]
    height = height if height > 1 else 1
    return size if 0 < size < height else height  # a stretched font claims more than it fills


def same_row(one: Box, other: Box) -> bool:
    """Whether two boxes overlap by half of the lower one's height."""
    _, top, _, bottom = one
    _, other_top, _, other_bottom = other
    height, other_height = bottom - top, other_bottom - other_top
    low = bottom if bottom < other_bottom else other_bottom
    shared = low - (top if top > other_top else other_top)
    return shared * 2 > (height if height < other_height else other_height)


def step(one: Box, other: Box) -> int:
    """The gap between two boxes, in whichever direction they follow each other."""
    ahead, back = other[LEFT] - one[RIGHT], one[LEFT] - other[RIGHT]
    return ahead if ahead > back else back


def around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one line across the page, each row from the left."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=_middle_then_box):
        for row in found[:-4:-1]:  # the last three, from the last
            if same_row(row[0].box, piece.box):
                row.append(piece)
                break
        else:
            found.append([piece])
    return [sorted(row, key=_BOX) for row in found]


def _middle_then_box(piece: Piece) -> tuple[int, Box]:
    return piece.box[TOP] + piece.box[BOTTOM], piece.box


def _is_icon(text: str) -> bool:
    """Whether a word is a picture from a font: it has no meaning, and must not hold columns up."""
    return all(_PRIVATE <= letter <= "\uf8ff" or letter >= "\U000f0000" for letter in text)


def merged(pieces: Sequence[Piece], glue: str) -> Piece:
    texts, boxes, sizes, bold, _, _ = zip(*pieces, strict=True)
    printed: Sequence[Box] = boxes
    if max(texts) >= _PRIVATE:  # in hardly any does a word begin with an icon
        printed = [box for text, box in zip(texts, boxes, strict=True) if not _is_icon(text)]
    lengths = list(map(len, texts))
    return Piece(
        text=glue.join(texts),
        box=around(printed or boxes[:1]),
        size=sizes[lengths.index(max(lengths))],
        bold=sum(bold),
        words=tuple(pieces),
    )
