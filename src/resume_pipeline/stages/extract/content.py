"""Content order: a row's glyphs, written in any order, put back where they stand.

A producer that takes some letters of a line from another font may write them after all others, in
the holes that it left. Only rows where the order of the content breaks words are put in order; all
others keep it, and with it every space that the producer wrote.

All numbers are whole hundredths of a point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from operator import sub
from typing import NamedTuple

from resume_pipeline.stages.extract.direction import has_from_right
from resume_pipeline.stages.extract.pieces import GUESSED, TIGHT, Glyphs, em, runs, same_row

#: Letters that are printed one over the other, in the order of the content: a base, its marks.
_Cluster = list[int]


class Letters(NamedTuple):
    """Glyphs without the spaces between them, and what is before each.

    Attributes:
        spaces: a space, the guess of one, or nothing.
        gaps: to the letter before; 0 for the first.
        ems: how large each letter is.
        apart: the numbers of those before which a word may end, at a space or at a gap.
        uneven: the numbers of those that are not as high, or not of the size, as the one before.
    """

    glyphs: Glyphs
    spaces: Sequence[str]
    gaps: Sequence[int]
    ems: Sequence[int]
    apart: Sequence[int]
    uneven: Sequence[int]


class Row(NamedTuple):
    """Those of the letters, by their numbers, that follow each other on one row."""

    letters: Letters
    start: int
    end: int


def in_place(glyphs: Glyphs) -> Iterator[Row]:
    """Rows of ``glyphs``, in order from the left where the content's order breaks words."""
    shown = [text != "" and not text.isspace() for text in glyphs.texts]
    spaces = list(compress(_spaces(glyphs.texts, shown), shown))
    letters = _letters(Glyphs._make([list(compress(part, shown)) for part in glyphs]), spaces)
    for row in _content_rows(letters):
        yield _in_place(row) if _turns_back(row) else row


def _spaces(texts: Sequence[str], shown: Sequence[bool]) -> list[str]:
    """What is before each of the texts: any space rather than the guess of one."""
    spaces = [""] * (len(texts) + 1)
    for n in [n for n, is_shown in enumerate(shown) if not is_shown]:
        spaces[n + 1] = spaces[n] if spaces[n] == " " else texts[n] or spaces[n]
    return spaces


def _letters(glyphs: Glyphs, spaces: Sequence[str]) -> Letters:
    lefts, rights = glyphs.lefts, glyphs.rights
    steps = zip(map(sub, lefts[1:], rights), map(sub, lefts, rights[1:]), strict=True)
    # As `step` has it, which takes longer to be called than to tell.
    gaps = [0] * bool(spaces) + [ahead if ahead > back else back for ahead, back in steps]
    ems, least = [], []
    level = runs(glyphs.tops, glyphs.bottoms, glyphs.sizes)
    for start, end in level:
        size = em(glyphs.box(start), glyphs.sizes[start])
        ems += [size] * (end - start)
        least += [TIGHT * size // 100] * (end - start)  # a word never ends at a narrower gap
    parts = enumerate(zip(gaps, least, spaces, strict=True))
    apart = [n for n, (gap, limit, space) in parts if gap > limit or space == " "]
    return Letters(glyphs, spaces, gaps, ems, apart, [start for start, _ in level[1:]])


def _content_rows(letters: Letters) -> Iterator[Row]:
    """Letters that follow each other on one row, however far apart."""
    box, total = letters.glyphs.box, len(letters.spaces)
    boxes = ((n, box(n - 1), box(n)) for n in letters.uneven)
    ends = [n for n, one, other in boxes if one[1::2] != other[1::2] and not same_row(one, other)]
    for start, end in pairwise([0, *ends, total] if total else []):
        yield Row(letters, start, end)


def _turns_back(row: Row) -> bool:
    """Whether a glyph stands to the left of the one that it follows."""
    lefts = row.letters.glyphs.lefts[row.start : row.end]
    return list(lefts) != sorted(lefts)


def _in_place(row: Row) -> Row:
    letters = row.letters.glyphs.part(row.start, row.end)
    clusters = _clusters(letters.texts)
    placed = sorted(clusters, key=lambda cluster: letters.lefts[cluster[0]])
    if len(placed) < 2:
        return row
    beside = [(one[0], other[0]) for one, other in pairwise(placed)]
    gaps = [letters.lefts[other] - letters.rights[one] for one, other in beside]
    limit = TIGHT * max(row.letters.ems[row.start + base] for base, *_ in clusters) // 100
    apart = sorted(gaps)[len(gaps) // 2] > limit  # letters, so that gaps tell nothing of words
    from_right = has_from_right("".join(letters.texts))
    follows = {(one[0], other[0]) for one, other in pairwise(clusters)}
    torn = any(gap <= limit and pair not in follows for gap, pair in zip(gaps, beside, strict=True))
    over = any(_is_over(letters, one, other) for one, other in beside)
    if not torn or apart or from_right or over:
        return row
    order = [n for cluster in placed for n in cluster]
    guessed = {base for gap, (base, *_) in zip(gaps, placed[1:], strict=True) if gap > limit}
    spaces = [GUESSED if n in guessed else "" for n in order]
    ordered = Glyphs._make([[part[n] for n in order] for part in letters])
    return Row(_letters(ordered, spaces), 0, len(order))


def _clusters(letters: Sequence[str]) -> list[_Cluster]:
    found: list[_Cluster] = []
    for n, letter in enumerate(letters):
        if found and unicodedata.category(letter[0])[0] == "M":
            found[-1].append(n)
        else:
            found.append([n])
    return found


def _is_over(letters: Glyphs, one: int, other: int) -> bool:
    """Whether letters lie over each other, as for a bold look, or where a cell is too narrow."""
    left, right = letters.lefts[one], letters.rights[one]
    return 2 * (letters.lefts[other] - left) < right - left
