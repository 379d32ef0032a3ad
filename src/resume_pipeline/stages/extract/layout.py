"""From glyphs to lines in reading order: words, rows, cells.

All numbers are whole hundredths of a point, counted from the page's top left corner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import add
from typing import Any, NamedTuple

from resume_pipeline.stages.extract.columns import in_order
from resume_pipeline.stages.extract.content import Row, in_place
from resume_pipeline.stages.extract.direction import (
    FIRST_FROM_RIGHT,
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
    Glyphs,
    Piece,
    em,
    merged,
    rows,
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
_CELL_AT_STOP = 55  # likewise where a column begins
_STOP = 50  # 1/100 pt: how exactly rows begin one below the other
_UNLIKE = 160  # of the smaller type: larger type beside it is a line of its own
_CELL = 110  # a gap between words that sets parts of a row apart


def page_lines(glyphs: Glyphs, page: int) -> list[TextLine]:
    """The page's lines in reading order."""
    lines = rows(words(glyphs))
    stops = _stops(lines)
    cells = [cell for row in lines for cell in _cells(row, stops)]
    from_right = False
    if any(has_from_right(word.text) for cell in cells for word in cell):
        from_right = _is_from_right(cells)
        cells = [_in_reading_order(cell, from_right) for cell in cells]
    pieces = list(map(_spelled, cells))
    ordered = in_order(pieces, from_right=from_right)
    alike = [part for row in ordered for part in _alike(row)]
    return [_line(row[::-1] if from_right else row, page) for row in alike]


def _alike(row: Sequence[Piece]) -> list[list[Piece]]:
    """A row, or its parts where one is set much larger, as a name is beside an address."""
    groups = [[row[0]]]
    for before, piece in pairwise(row):
        small, large = sorted((before.size, piece.size))
        if large * 100 > _UNLIKE * small > 0:
            groups.append([])
        groups[-1].append(piece)
    return groups


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
    return [piece._replace(text=number_from_right(piece.text)) for piece in ordered]


def words(glyphs: Glyphs) -> list[Piece]:
    """Glyphs that follow each other closely, in the order of the content.

    Keeping that order inside a word leaves every script as its writer set it, except for letters
    out of place, which `content` puts in order, and writing from the right, which `direction` does.
    """
    return [word for row in in_place(glyphs) for word in _words(row)]


def _words(row: Row) -> Iterator[Piece]:
    (glyphs, spaces, gaps, ems, apart, _), begin, stop = row
    apart = _between(apart, begin, stop)
    wide = [n for n in apart if gaps[n] > ems[n] and gaps[n] > ems[n - 1]]
    for start, end in pairwise([begin, *wide, stop]):
        ends = _between(apart, start, end) if wide else apart
        if any(spaces[n] != " " for n in ends):
            limits = _limits(spaces[start + 1 : end], gaps[start + 1 : end], ems[start:end])
            texts = glyphs.texts
            ends = [n for n in ends if _ends(spaces[n], gaps[n], texts[n], ems[n], limits)]
        for first, last in pairwise([start, *ends, end]):
            yield _word(glyphs, gaps[first + 1 : last], first, last)


def _between(numbers: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Those of the sorted numbers after the first and before the last."""
    return numbers[bisect_right(numbers, start) : bisect_left(numbers, end)]


def _ends(space: str, gap: int, letter: str, size: int, limits: _Limits) -> bool:
    """Whether a word has ended before a letter, with ``space`` between, which may be a guess.

    Where letters are set apart, a space that was only guessed from a gap is none; the gap has to
    stand out from those between letters.
    """
    if space == " ":
        return True
    if space == GUESSED and not limits.spaced:
        return gap * 100 > TIGHT * limits.em  # another font's letter is no other word
    if letter >= FIRST_FROM_RIGHT and is_from_right(letter):
        return gap > _SPACE_FROM_RIGHT * limits.em // 100
    if limits.spaced:
        return gap > limits.usual * 8 // 5 + limits.em // 10
    return gap > _SPACE * size // 100


class _Limits(NamedTuple):
    """What gaps are like in letters without a wide one, in 1/100 pt; ``spaced`` stand apart."""

    usual: int
    em: int
    spaced: bool


def _limits(spaces: Sequence[str], gaps: Sequence[int], ems: Sequence[int]) -> _Limits:
    close = sorted([gap for gap, space in zip(gaps, spaces, strict=True) if not space])
    usual, widest = close[len(close) // 2] if close else 0, max(ems)
    return _Limits(usual, widest, len(ems) > 2 and usual * 100 > _SPACED * widest)


def _word(glyphs: Glyphs, gaps: Sequence[int], start: int, end: int) -> Piece:
    """The word of the glyphs with these numbers; ``gaps`` are those in it."""
    parts: list[Any] = [column[start:end] for column in glyphs]
    texts, lefts, tops, rights, bottoms, sizes, bold = parts
    box = min(lefts), min(tops), max(rights), max(bottoms)
    size, text = _most_common(sizes), "".join(texts)
    if has_from_right(text):
        text = word_from_right(list(zip(map(add, lefts, rights), texts, strict=True)))
    return Piece(
        text=text,
        box=box,
        size=size if size < 2 * (box[BOTTOM] - box[TOP]) else em(box, size),
        bold=sum(bold),
        spacing=max(0, sorted(gaps)[len(gaps) // 2]) if len(gaps) > 1 else 0,
    )


def _most_common(sizes: Sequence[int]) -> int:
    kinds = set(sizes)
    return sizes[0] if len(kinds) == 1 else max(sorted(kinds), key=sizes.count)


def _stops(lines: Sequence[Sequence[Piece]]) -> frozenset[int]:
    """Where rows begin, and words of other rows behind a gap: a column beside a narrow rail."""
    begins = Counter(row[0].box[LEFT] // _STOP for row in lines)
    behind = Counter(
        piece.box[LEFT] // _STOP
        for row in lines
        for before, piece in pairwise(row)
        if (piece.box[LEFT] - before.box[RIGHT]) * 100 > _CELL_AT_STOP * em(piece.box, piece.size)
    )
    return frozenset(x for x, count in behind.items() if count > 1 and begins[x] > 1)


def _cells(row: Sequence[Piece], stops: frozenset[int] = frozenset()) -> list[list[Piece]]:
    """A row's words, in groups that wide gaps set apart; at a stop, narrower ones do."""
    spelled = sum(len(piece.text) for piece in row) <= 2 * len(row)
    limit = 2 * _CELL if spelled else _CELL if len(row) > _FEW else _CELL_OF_FEW
    groups = [[row[0]]]
    for piece in row[1:]:
        before = groups[-1][-1]
        gap = step(before.box, piece.box) - 2 * min(before.spacing, piece.spacing)
        size = em(piece.box, piece.size)
        at_stop = piece.box[LEFT] // _STOP in stops and _is_word(groups[-1])
        if gap * 100 > limit * size or (at_stop and gap * 100 > _CELL_AT_STOP * size):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return groups


def _is_word(group: Sequence[Piece]) -> bool:
    """Whether a group is more than the sign or the number of an item."""
    return len(group) > 1 or len(group[0].text) > 3


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
    letters = len("".join(whole.text.split()))
    edges = [icon.box[LEFT] for piece in row for icon in piece.words]
    _, top, right, bottom = whole.box
    box = (min([whole.box[LEFT], *edges]), top, right, bottom)
    size = max(whole.size, row[0].size)  # a heading counts, however short beside its text
    return TextLine(whole.text, page, box, size, bold=2 * whole.bold > letters)
