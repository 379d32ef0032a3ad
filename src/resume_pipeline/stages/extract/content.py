"""Content order: a row's glyphs, written in any order, put back where they stand.

A producer that takes some letters of a line from another font may write them after all others, in
the holes that it left. Only rows where the order of the content breaks words are put in order; all
others keep it, and with it every space that the producer wrote.

All numbers are whole hundredths of a point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from resume_pipeline.stages.extract.direction import has_from_right
from resume_pipeline.stages.extract.pieces import (
    GUESSED,
    LEFT,
    RIGHT,
    TIGHT,
    Glyph,
    em,
    same_row,
    step,
)

_NOWHERE: Final = (0, 0, 0, 0)
#: Letters that are printed one over the other, in the order of the content: a base, its marks.
_Cluster = list[Glyph]


class Row(NamedTuple):
    """Letters that follow each other on one row, and what is before each of them.

    Attributes:
        spaces: a space, the guess of one, or nothing.
        gaps: to the letter before; the first one says nothing.
        ems: how large each letter is.
        apart: the numbers of those before which a word may end, at a space or at a gap.
    """

    letters: list[Glyph]
    spaces: list[str]
    gaps: list[int]
    ems: list[int]
    apart: list[int]


def in_place(glyphs: Iterable[Glyph]) -> Iterator[Row]:
    """Rows of ``glyphs``, in order from the left where the content's order breaks words."""
    for row in _content_rows(glyphs):
        yield _in_place(row) if _turns_back(row.letters) else row


def _content_rows(glyphs: Iterable[Glyph]) -> Iterator[Row]:
    """Glyphs that follow each other on one row, however far apart.

    All that is asked of every glyph is asked in this one loop, and most have the height and the
    type of the one that they follow: a loop each for `step` and `em` takes as long again.
    """
    letters, spaces, gaps, ems, apart = row = Row([], [], [], [], [])
    space, before, kind, size, least = "", _NOWHERE, _NOWHERE[:3], 0, 0
    before_left = before_right = 0
    for glyph in glyphs:
        letter, box, type_size, _ = glyph
        if letter.isspace():
            space = space if space == " " else letter
            continue
        left, top, right, bottom = box
        if (top, bottom, type_size) != kind:
            if letters and before[1::2] != box[1::2] and not same_row(before, box):
                yield row
                letters, spaces, gaps, ems, apart = row = Row([], [], [], [], [])
            kind, size = (top, bottom, type_size), em(box, type_size)
            least = _least(size)
        ahead, back = left - before_right, before_left - right
        gap = ahead if ahead > back else back
        if space == " " or gap > least:
            apart.append(len(letters))
        letters.append(glyph)
        spaces.append(space)
        gaps.append(gap)
        ems.append(size)
        space, before, before_left, before_right = "", box, left, right
    if letters:
        yield row


def _least(size: int) -> int:
    """The widest gap before a letter of this size at which a word never ends."""
    return TIGHT * size // 100


def _turns_back(letters: Sequence[Glyph]) -> bool:
    """Whether a glyph stands to the left of the one that it follows."""
    lefts = [box[LEFT] for _, box, _, _ in letters]
    return lefts != sorted(lefts)


def _in_place(row: Row) -> Row:
    clusters = _clusters(row.letters)
    placed = sorted(clusters, key=lambda cluster: cluster[0].box[LEFT])
    gaps = [_gap(one, other) for one, other in pairwise(placed)]
    limit = TIGHT * max(em(letter.box, letter.size) for letter, *_ in clusters) // 100
    apart = sorted(gaps)[len(gaps) // 2] > limit  # letters, so that gaps tell nothing of words
    from_right = any(has_from_right(letter.text) for letter in row.letters)
    follows = {(id(one), id(other)) for one, other in pairwise(clusters)}
    torn = any(
        gap <= limit and (id(one), id(other)) not in follows
        for gap, (one, other) in zip(gaps, pairwise(placed), strict=True)
    )
    if not torn or apart or from_right or any(map(_is_over, placed, placed[1:])):
        return row
    letters, spaces = [], []
    for gap, cluster in zip([0, *gaps], placed, strict=True):
        letters.extend(cluster)
        spaces.extend([GUESSED if gap > limit else "", *[""] * (len(cluster) - 1)])
    return _row(letters, spaces)


def _row(letters: list[Glyph], spaces: list[str]) -> Row:
    ems = [em(letter.box, letter.size) for letter in letters]
    gaps = [0, *(step(one.box, other.box) for one, other in pairwise(letters))]
    apart = [
        n
        for n, (space, gap, size) in enumerate(zip(spaces, gaps, ems, strict=True))
        if space == " " or gap > _least(size)
    ]
    return Row(letters, spaces, gaps, ems, apart)


def _clusters(letters: Iterable[Glyph]) -> list[_Cluster]:
    found: list[_Cluster] = []
    for letter in letters:
        if found and unicodedata.category(letter.text[0])[0] == "M":
            found[-1].append(letter)
        else:
            found.append([letter])
    return found


def _gap(one: _Cluster, other: _Cluster) -> int:
    return other[0].box[LEFT] - one[0].box[RIGHT]


def _is_over(one: _Cluster, other: _Cluster) -> bool:
    """Whether letters lie over each other, as for a bold look, or where a cell is too narrow."""
    left, _, right, _ = one[0].box
    return 2 * (other[0].box[LEFT] - left) < right - left
