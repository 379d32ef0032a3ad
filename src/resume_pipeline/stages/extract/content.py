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

from resume_pipeline.stages.extract.direction import has_from_right
from resume_pipeline.stages.extract.pieces import (
    GUESSED,
    LEFT,
    RIGHT,
    TIGHT,
    Box,
    Glyph,
    em,
    same_row,
)

_GUESS = Glyph(GUESSED, (0, 0, 0, 0), 0, False)

#: Letters that are printed one over the other, in the order of the content: a base, its marks.
_Cluster = list[Glyph]


def in_place(glyphs: Iterable[Glyph]) -> Iterator[Sequence[Glyph]]:
    """Rows of ``glyphs``, in order from the left where the content's order breaks words."""
    for row in _content_rows(glyphs):
        yield _in_place(row) if _turns_back(row) else row


def _content_rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs that follow each other on one row, however far apart, with the spaces after them."""
    row: list[Glyph] = []
    last: Box | None = None
    for glyph in glyphs:
        letter, box, _, _ = glyph
        if not letter.isspace():
            if last is not None and not same_row(last, box):
                yield row
                row = []
            last = box
        row.append(glyph)
    if last is not None:
        yield row


def _turns_back(row: Sequence[Glyph]) -> bool:
    """Whether a glyph stands to the left of the one that it follows."""
    lefts = [box[LEFT] for letter, box, _, _ in row if not letter.isspace()]
    return lefts != sorted(lefts)


def _in_place(row: Sequence[Glyph]) -> Sequence[Glyph]:
    clusters = _clusters(row)
    text = "".join(glyph.text for glyph in row)
    placed = sorted(range(len(clusters)), key=lambda index: clusters[index][0].box[LEFT])
    gaps = [_gap(clusters[one], clusters[other]) for one, other in pairwise(placed)]
    widest = max(em(cluster[0].box, cluster[0].size) for cluster in clusters)
    limit = TIGHT * widest // 100
    apart = sorted(gaps)[len(gaps) // 2] > limit  # letters, so that gaps tell nothing of words
    torn = any(
        gap <= limit and other != one + 1
        for gap, (one, other) in zip(gaps, pairwise(placed), strict=True)
    )
    if not torn or apart or has_from_right(text) or _is_overprinted(clusters, placed):
        return row
    ordered = [*clusters[placed[0]]]
    for gap, index in zip(gaps, placed[1:], strict=True):
        ordered += [_GUESS, *clusters[index]] if gap > limit else clusters[index]
    return [*ordered, *_spaces_at_end(row)]


def _clusters(row: Sequence[Glyph]) -> list[_Cluster]:
    found: list[_Cluster] = []
    for glyph in row:
        if not glyph.text.strip():
            continue
        if found and unicodedata.category(glyph.text[0])[0] == "M":
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def _gap(one: _Cluster, other: _Cluster) -> int:
    return other[0].box[LEFT] - one[0].box[RIGHT]


def _is_overprinted(clusters: Sequence[_Cluster], placed: Sequence[int]) -> bool:
    """Whether letters lie over each other, as for a bold look, or where a cell is too narrow."""
    return any(
        2 * (clusters[other][0].box[LEFT] - clusters[one][0].box[LEFT]) < _width(clusters[one])
        for one, other in pairwise(placed)
    )


def _width(cluster: _Cluster) -> int:
    return cluster[0].box[RIGHT] - cluster[0].box[LEFT]


def _spaces_at_end(row: Sequence[Glyph]) -> Sequence[Glyph]:
    last = max(index for index, glyph in enumerate(row) if glyph.text.strip())
    return row[last + 1 :]
