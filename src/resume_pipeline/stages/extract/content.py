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
)

_NOWHERE: Final = (0, 0, 0, 0)
#: Letters that are printed one over the other, in the order of the content: a base, its marks.
_Cluster = list[Glyph]


class Row(NamedTuple):
    """Letters that follow each other on one row, and what is before each of them.

    That is a space, the guess of one, or nothing.
    """

    letters: list[Glyph]
    spaces: list[str]


def in_place(glyphs: Iterable[Glyph]) -> Iterator[Row]:
    """Rows of ``glyphs``, in order from the left where the content's order breaks words."""
    for row in _content_rows(glyphs):
        yield _in_place(row) if _turns_back(row.letters) else row


def _content_rows(glyphs: Iterable[Glyph]) -> Iterator[Row]:
    """Glyphs that follow each other on one row, however far apart."""
    letters, spaces = row = Row([], [])
    space, before, top, bottom = "", _NOWHERE, 0, 0
    for glyph in glyphs:
        letter, box, _, _ = glyph
        if letter.isspace():
            space = space if space == " " else letter
            continue
        # Asked of every glyph: most are exactly as high as the one that they follow.
        _, glyph_top, _, glyph_bottom = box
        if glyph_top != top or glyph_bottom != bottom:
            if letters and not same_row(before, box):
                yield row
                letters, spaces = row = Row([], [])
            top, bottom = glyph_top, glyph_bottom
        letters.append(glyph)
        spaces.append(space)
        space, before = "", box
    if letters:
        yield row


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
    ordered = Row([], [])
    for gap, cluster in zip([0, *gaps], placed, strict=True):
        ordered.letters.extend(cluster)
        ordered.spaces.extend([GUESSED if gap > limit else "", *[""] * (len(cluster) - 1)])
    return ordered


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
