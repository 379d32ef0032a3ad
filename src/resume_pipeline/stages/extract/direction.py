"""Writing from the right: printed glyphs and words back in the order in which they are read.

A PDF says where each glyph stands, and nothing about the order in which it is read; producers
write letters from the left, from the right, or both in turns. The order is therefore made anew
from the places, by the rules of the Unicode Bidirectional Algorithm read backwards: writing from
the right runs from the right; numbers and Latin words inside it run from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final, TypeVar

#: The first letter of Hebrew: no script before it is written from the right.
FIRST_FROM_RIGHT: Final = "\u0590"
_LAM = "\u0644"
_ALEFS = "\u0622\u0623\u0625\u0627"
_FINAL = "\u0649\u0629"  # letters that only end words
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING, _CLOSING = "([{", ")]}"

_T = TypeVar("_T")


def is_from_right(letter: str) -> bool:
    """Whether a letter belongs to a script that is written from the right."""
    if letter < FIRST_FROM_RIGHT:
        return False
    return unicodedata.bidirectional(letter) in ("R", "AL")


def has_from_right(text: str) -> bool:
    """Whether ``text`` has a letter of a script that is written from the right."""
    return not text.isascii() and any(map(is_from_right, set(text)))


def _runs_from_left(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("L", "EN", "AN")


def word_from_right(glyphs: Sequence[tuple[int, str]]) -> str:
    """The word of these glyphs, each given by its place and its letter.

    Glyphs at one place are the letters of one ligature. What runs from the left inside the word,
    like a number, keeps its direction.
    """
    placed = sorted(glyphs, key=lambda glyph: -glyph[0])
    ligatures = groupby(placed, key=lambda glyph: glyph[0])
    letters = [_ligature([letter for _, letter in same]) for _, same in ligatures]
    return mended("".join(_turned(letters, lambda part: _runs_from_left(part[0]))))


def _ligature(letters: Sequence[str]) -> str:
    """A ligature's letters in order, which the library that reads them may have turned."""
    turned = len(letters) > 1 and (
        (letters[0] in _ALEFS and letters[1] == _LAM) or letters[0] in _FINAL
    )
    return "".join(reversed(letters) if turned else letters)


def mended(text: str) -> str:
    """``text`` with its brackets turned if they face away from each other.

    A bracket is printed by the shape that it has on paper, which is the other one's in writing
    from the right.
    """
    first = next((letter for letter in text if letter in _OPENING + _CLOSING), "")
    return text.translate(_MIRROR) if first and first in _CLOSING else text


def number_from_right(text: str) -> str:
    """A number of a row that is read from the right, with the signs on the side they belong to."""
    core = text.strip("+-%.,:()")
    if not core or not all(letter.isdigit() or letter in "+-.,:/()" for letter in text):
        return text
    start = text.index(core)
    return mended(text[start + len(core) :][::-1] + core + text[:start][::-1])


def words_in_order(words: Sequence[_T], text: Callable[[_T], str], from_right: bool) -> list[_T]:
    """Words that stand in this order from the left, in the order in which they are read.

    ``from_right`` is where the paragraph begins; the words of the other direction turn inside it.
    """
    if from_right:
        return _turned(words[::-1], lambda word: _is_latin(text(word)))
    return _turned(words, lambda word: has_from_right(text(word)))


def _is_latin(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) == "L" for letter in text)


def _turned(parts: Sequence[_T], turns: Callable[[_T], bool]) -> list[_T]:
    """``parts`` with every stretch that begins and ends with a part that turns, turned."""
    ordered: list[_T] = []
    stretch: list[_T] = []
    waiting: list[_T] = []
    for part in parts:
        if turns(part):
            stretch += [*waiting, part] if stretch else [part]
            waiting = []
        elif stretch and not _breaks(part):
            waiting.append(part)
        else:
            ordered += [*reversed(stretch), *waiting, part]
            stretch, waiting = [], []
    return [*ordered, *reversed(stretch), *waiting]


def _breaks(part: object) -> bool:
    """Whether a part has letters of its own, and so ends a stretch of the other direction."""
    text = part if isinstance(part, str) else getattr(part, "text", "")
    return any(letter.isalpha() for letter in text)


def reads_from_right(edges: Iterable[tuple[int, int]]) -> bool:
    """Whether rows, given by their left and right edges, are set flush right."""
    lefts, rights = zip(*edges, strict=True)
    return _agreement(rights) > _agreement(lefts)


def _agreement(places: Sequence[int]) -> int:
    """How many of the places fall together to the point."""
    whole = [place // 100 for place in places]
    return max(map(whole.count, set(whole)))
