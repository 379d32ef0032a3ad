"""What Tesseract saw, as glyphs on a page: rows made level, type of one size called the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from resume_pipeline.stages.extract.direction import has_from_right
from resume_pipeline.stages.extract.pieces import Glyph

_SURE: Final = 40  # percent: what is less sure is dirt, or a drawing
_ALIKE: Final = 9  # percent: sizes that are no further apart are one
_X_HEIGHT: Final = 50  # percent of the size of type that letters without strokes are high
_WIDE: Final = 8  # times its height: a row that tells how far a page is turned
_BULLETS: Final = frozenset("*¢«»°©®§+")  # how a bullet before a line is mistaken
_GAP: Final = Glyph(" ", (0, 0, 0, 0), 0, False)


@attrs.frozen
class Row:
    """A row of text, in pixels.

    Attributes:
        left, right: where its baseline begins and ends.
        from_y, to_y: how far these are from the top.
        height: from the lowest stroke to the highest.
        above, below: how far strokes rise over the small letters, and hang below the baseline.
    """

    left: int
    from_y: int
    right: int
    to_y: int
    height: float
    above: float
    below: float

    @property
    def slope(self) -> float:
        """By how much it falls to the right."""
        return (self.to_y - self.from_y) / max(1, self.right - self.left)


@attrs.frozen
class Seen:
    """A word, between ``left`` and ``right`` in pixels, and how sure it is, of 100."""

    text: str
    left: int
    right: int
    sure: float
    row: Row


def glyphs(words: Iterable[Seen], unit: float) -> list[Glyph]:
    """The glyphs of words that are sure enough.

    Args:
        words: in the order in which they were read.
        unit: how many 1/100 pt a pixel is.
    """
    kept = [word for word in map(_bulleted, words) if word.sure >= _SURE and word.text.strip()]
    turn = _turn([word.row for word in kept])
    sizes = snapped([(_size(word.row, unit), len(word.text)) for word in kept])
    found = (_placed(word, turn, unit, sizes[_size(word.row, unit)]) for word in kept)
    return [glyph for word in found for glyph in (*word, _GAP)]


def _bulleted(word: Seen) -> Seen:
    """The word; a sign that begins a row is the bullet that it looks like."""
    begins = word.left - word.row.left < word.row.height
    return attrs.evolve(word, text="•") if begins and word.text in _BULLETS else word


def _turn(rows: Sequence[Row]) -> float:
    """By how much the page's rows fall to the right: the median of those that are wide."""
    slopes = sorted(row.slope for row in set(rows) if row.right - row.left > _WIDE * row.height)
    return slopes[len(slopes) // 2] if slopes else 0.0


def _size(row: Row, unit: float) -> int:
    """The size of its type in 1/100 pt, by its small letters: other strokes may be missing."""
    small = row.height - row.above - row.below
    return max(100, round((small if small > 0 else row.height / 2) * unit * 100 / _X_HEIGHT))


def snapped(sizes: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The size that each measured one means: the most common one that is nearly the same.

    Args:
        sizes: each with the number of letters that have it.
    """
    weights: Counter[int] = Counter()
    for size, letters in sizes:
        weights[size] += letters
    meant: dict[int, int] = {}
    for size, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        known = (one for one in meant.values() if abs(one - size) * 100 <= _ALIKE * one)
        meant[size] = next(known, size)
    return meant


def _placed(word: Seen, turn: float, unit: float, size: int) -> Iterator[Glyph]:
    """A word's letters side by side, as they would stand if the page were not turned."""
    row = word.row
    middle = (row.left + row.right) / 2
    base = (row.from_y + row.to_y) / 2 - turn * middle
    top, bottom = base + row.below - row.height, base + row.below
    width = (word.right - word.left) / len(word.text)
    letters = reversed(word.text) if has_from_right(word.text) else word.text
    for number, letter in enumerate(letters):
        left = word.left + number * width
        edges = (left, top, left + width, bottom)
        box = tuple(round(edge * unit) for edge in edges)
        yield Glyph(letter, (box[0], box[1], box[2], box[3]), size, False)
