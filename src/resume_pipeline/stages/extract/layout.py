"""From glyphs to lines in reading order: words, rows, cells.

All numbers are whole hundredths of a point, counted from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs

from resume_pipeline.stages.extract.columns import in_order
from resume_pipeline.stages.extract.content import in_place
from resume_pipeline.stages.extract.direction import (
    has_from_right,
    is_from_right,
    number_from_right,
    reads_from_right,
    word_from_right,
    words_in_order,
)
from resume_pipeline.stages.extract.pieces import (
    BOTTOM,
    GUESSED,
    LEFT,
    RIGHT,
    TIGHT,
    TOP,
    Glyph,
    Piece,
    around,
    em,
    merged,
    rows,
    same_row,
    step,
)
from resume_pipeline.stages.extract.reading import TextLine

#: Shares of the type size, in percent.
_SPACE = 18  # a gap inside a run of glyphs that is a space all the same
_SPACED = 6  # a usual gap between letters that are set apart
_SPACE_FROM_RIGHT = 45  # likewise, where boxes are as narrow as the ink of joined letters
_SPELLED = 150  # of the usual gap: between words whose letters are spaced
_FEW = 6  # words; rows of more may be set with wide spaces to fill a line
_CELL_OF_FEW = 70  # likewise in a short row
_CELL = 110  # a gap between words that sets parts of a row apart


def page_lines(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """The page's lines in reading order."""
    cells = [cell for row in rows(words(glyphs)) for cell in _cells(row)]
    from_right = _is_from_right(cells)
    pieces = [_spelled(_in_reading_order(cell, from_right)) for cell in cells]
    ordered = in_order(pieces, from_right=from_right)
    return [_line(row[::-1] if from_right else row, page) for row in ordered]


def _is_from_right(cells: Sequence[Sequence[Piece]]) -> bool:
    """Whether a page begins at the right: in its script, and set flush right."""
    pieces = [merged(cell, " ") for cell in cells if any(has_from_right(w.text) for w in cell)]
    if 2 * len(pieces) <= len(cells):
        return False
    return reads_from_right((piece.box[LEFT], piece.box[RIGHT]) for piece in pieces)


def _in_reading_order(cell: Sequence[Piece], from_right: bool) -> list[Piece]:
    ordered = words_in_order(cell, lambda piece: piece.text, from_right)
    if not from_right:
        return ordered
    return [attrs.evolve(piece, text=number_from_right(piece.text)) for piece in ordered]


def words(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Glyphs that follow each other closely, in the order of the content.

    Keeping that order inside a word leaves every script as its writer set it, except for letters
    out of place, which `content` puts in order, and writing from the right, which `direction` does.
    """
    return [_word(run) for stretch in _stretches(in_place(glyphs)) for run in _runs(stretch)]


def _stretches(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs and spaces that follow each other on one row, without a wide gap."""
    found: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.strip():
            if last is None or not _beside(last, glyph):
                found.append([])
            found[-1].append(glyph)
            last = glyph
        elif found:
            found[-1].append(glyph)
    return found


def _beside(before: Glyph, glyph: Glyph) -> bool:
    if not same_row(before.box, glyph.box):
        return False
    gap = step(before.box, glyph.box)
    return gap <= em(glyph.box, glyph.size) or gap <= em(before.box, before.size)


def _runs(stretch: Sequence[Glyph]) -> list[list[Glyph]]:
    """A stretch's words.

    Where letters are set apart, a space that was only guessed from a gap is none; the gap has to
    stand out from those between letters.
    """
    limits = _limits(stretch)
    found: list[list[Glyph]] = []
    space = " "
    for glyph in stretch:
        if not glyph.text.strip():
            space = glyph.text if space != " " else space
            continue
        if not _ends(space, found[-1][-1] if found else glyph, glyph, limits):
            found[-1].append(glyph)
        else:
            found.append([glyph])
        space = ""
    return found


def _ends(space: str, before: Glyph, glyph: Glyph, limits: _Limits) -> bool:
    """Whether a word has ended before ``glyph``, with ``space`` between, which may be a guess."""
    if space == " ":
        return True
    gap = step(before.box, glyph.box)
    if space == GUESSED and not limits.spaced:
        return gap * 100 > TIGHT * limits.em  # another font's letter is no other word
    return gap > limits.of(glyph)


@attrs.frozen
class _Limits:
    """The widest gaps in a word of one stretch, in 1/100 pt; ``spaced`` letters stand apart."""

    usual: int
    em: int
    spaced: bool

    def of(self, glyph: Glyph) -> int:
        if is_from_right(glyph.text):
            return _SPACE_FROM_RIGHT * self.em // 100
        if self.spaced:
            return self.usual * 8 // 5 + self.em // 10
        return _SPACE * em(glyph.box, glyph.size) // 100


def _limits(stretch: Sequence[Glyph]) -> _Limits:
    marks = [glyph.text.strip() for glyph in stretch]
    pairs = zip(pairwise(stretch), pairwise(marks), strict=True)
    gaps = sorted(step(one.box, other.box) for (one, other), seen in pairs if all(seen))
    letters = [glyph for glyph, seen in zip(stretch, marks, strict=True) if seen]
    widest = max(em(box, size) for _, box, size, _ in letters)
    usual = gaps[len(gaps) // 2] if gaps else 0
    return _Limits(usual, widest, len(letters) > 2 and usual * 100 > _SPACED * widest)


def _word(run: Sequence[Glyph]) -> Piece:
    box = around([glyph.box for glyph in run])
    size = _most_common([glyph.size for glyph in run])
    text = "".join(glyph.text for glyph in run)
    if has_from_right(text):
        text = word_from_right([(sum(glyph.box[::2]), glyph.text) for glyph in run])
    return Piece(
        text=text,
        box=box,
        size=size if size < 2 * (box[BOTTOM] - box[TOP]) else em(box, size),
        bold=sum(glyph.bold for glyph in run),
        spacing=_spacing(run),
    )


def _spacing(run: Sequence[Glyph]) -> int:
    gaps = sorted(step(one.box, other.box) for one, other in pairwise(run))
    return max(0, gaps[len(gaps) // 2]) if len(gaps) > 1 else 0


def _most_common(sizes: Sequence[int]) -> int:
    kinds = set(sizes)
    return sizes[0] if len(kinds) == 1 else max(sorted(kinds), key=sizes.count)


def _cells(row: Sequence[Piece]) -> list[list[Piece]]:
    """A row's words, in groups that wide gaps set apart."""
    spelled = sum(len(piece.text) for piece in row) <= 2 * len(row)
    limit = 2 * _CELL if spelled else _CELL if len(row) > _FEW else _CELL_OF_FEW
    groups = [[row[0]]]
    for piece in row[1:]:
        before = groups[-1][-1]
        gap = step(before.box, piece.box) - 2 * min(before.spacing, piece.spacing)
        if gap * 100 > limit * em(piece.box, piece.size):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return groups


def _spelled(group: Sequence[Piece]) -> Piece:
    """A group's words as one piece; words that are printed letter by letter are put together."""
    letters = sum(len(piece.text) for piece in group)
    if len(group) < 4 or letters > 2 * len(group) or any(c.isdigit() for c in group[-1].text):
        return merged(group, " ")
    gaps = [step(one.box, other.box) for one, other in pairwise(group)]
    usual = sorted(gaps)[len(gaps) // 2]
    words = [[group[0]]]
    for gap, piece in zip(gaps, group[1:], strict=True):
        if gap * 100 > _SPELLED * usual:
            words.append([])
        words[-1].append(piece)
    return merged([merged(word, "") for word in words], " ")


def _line(row: Sequence[Piece], page: int) -> TextLine:
    whole = merged(row, "\t")
    letters = sum(not c.isspace() for c in whole.text)
    edges = [icon.box[LEFT] for piece in row for icon in piece.words]
    _, top, right, bottom = whole.box
    box = (min([whole.box[LEFT], *edges]), top, right, bottom)
    return TextLine(whole.text, page, box, whole.size, bold=2 * whole.bold > letters)
