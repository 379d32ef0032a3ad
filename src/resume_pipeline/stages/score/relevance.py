"""How much a resume is about what an advert is about: a cosine of weighted terms, in integers.

Terms are words by their stems; their roots, which are the first letters of longer words and the
single letters of scripts without spaces; and pairs of words that follow each other. A word's weight
is -ln of the share of texts that have it, from the frozen vocabulary, to the power of 3/4, times
1 + ln of how often it is said; roots and pairs have less, and words of the advert's title more. The
length of a text is measured in words that the vocabulary has, and a resume's is drawn towards a
usual length, so that neither a rare word nor a short text counts for much by itself.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import attrs

from resume_pipeline.stages.score.vocabulary import RARE, ROOT, vocabulary
from resume_pipeline.stages.score.words import Word, is_unspaced, words_of

FULL: Final = 10_000
#: A word that more texts than exp(-0.5) have says nothing; in thousandths.
_LEAST_WEIGHT: Final = 500
#: How much rarer two letters are side by side than each of them in a text of a hundred words, if
#: they meet by chance: ln of 100, in thousandths.
_BY_CHANCE: Final = 4_605
#: 1 + ln(n) for n of 0, 1, 2, …, in hundredths.
_TIMES: Final = (0, 100, 169, 210, 239, 261, 279, 295, 308)
#: What roots and pairs of words weigh beside words, in percent.
_ROOTS, _PAIRS = 70, 60
#: How often a word of the title counts more than it is said.
_TITLE: Final = 1
#: A usual resume's length in the units of `_length`, and how much it counts, in percent.
_USUAL: Final = 3_000_000
_DRAWN: Final = 40
#: Cosines in basis points with what they are worth; between them in proportion.
_WORTH: Final = ((0, 0), (5_000, 8_500), (12_000, FULL))

Place = tuple[int, int]


def _words(words: Iterable[Word]) -> Iterator[tuple[str, Place]]:
    return ((word.stem, (word.start, word.end)) for word in words)


def _parts(words: Sequence[Word]) -> Iterator[tuple[str, Place]]:
    """Roots and pairs of words, each with its place; roots are marked, so that none is a word."""
    for word in words:
        for root in _roots(word.stem):
            yield root, (word.start, word.end)
    for one, two in pairwise(words):
        if one.stem != two.stem and not (is_unspaced(one.stem) or is_unspaced(two.stem)):
            yield f"{one.stem} {two.stem}", (one.start, two.end)


@functools.lru_cache(maxsize=65536)
def _roots(stem: str) -> tuple[str, ...]:
    if is_unspaced(stem):
        return tuple(f"~{letter}" for letter in stem) if len(stem) > 1 else ()
    return (f"~{stem[:ROOT]}",) if len(stem) > ROOT else ()


@functools.lru_cache(maxsize=65536)
def _weight(term: str) -> int:
    """The weight to the power of 3/4, in thousandths; 0 for what says nothing."""
    if " " in term:
        one, two = map(_weight, term.split(" "))
        return (one + two) * _PAIRS // 200 if one and two else 0
    weight = _frozen(term.lstrip("~"), is_root=term[0] == "~")
    if weight < _LEAST_WEIGHT or len(term) < 2:
        return 0
    powered = math.isqrt(weight * math.isqrt(weight * 1_000))
    return powered * _ROOTS // 100 if term[0] == "~" else powered


def _frozen(stem: str, *, is_root: bool) -> int:
    """The weight by the vocabulary. Letters that it has not as a pair stand together by chance."""
    known = vocabulary()
    if is_unspaced(stem):
        apart = (len(stem) - 1) * _BY_CHANCE
        together = apart + sum(known.words.get(letter, RARE) for letter in stem)
        return known.words.get(stem, min(RARE, together))
    return known.roots.get(stem, RARE) if is_root else known.weight(stem)


def _vector(terms: Mapping[str, int]) -> dict[str, int]:
    return {
        term: weight * _TIMES[min(times, len(_TIMES) - 1)]
        for term, times in terms.items()
        if (weight := _weight(term))
    }


def _length(words: Mapping[str, int]) -> int:
    """Of a text, given how often it says each word."""
    known = vocabulary().words
    counted = {stem: n for stem, n in words.items() if stem in known or is_unspaced(stem)}
    return math.isqrt(sum(weight * weight for weight in _vector(counted).values()))


@attrs.frozen
class Asked:
    """The terms of an advert with their weights, and its length."""

    weights: Mapping[str, int]
    length: int


@functools.lru_cache(maxsize=64)
def asked(title: str, text: str) -> Asked:
    """What an advert is about."""
    heading, words = list(words_of(title)), list(words_of(text))
    said = Counter(stem for stem, _ in _words(words))
    for stem, _ in _words(heading):
        said[stem] += _TITLE
    parts = Counter(term for term, _ in _parts(words))
    for term, _ in _parts(heading):
        parts[term] += _TITLE
    return Asked(_vector(said | parts), _length(said))


@attrs.frozen
class Told:
    """The terms of a resume in order, with their places, and its length."""

    terms: Sequence[tuple[str, Place]]
    length: int


def told(words: Sequence[Word]) -> Told:
    """What a resume is about."""
    single = list(_words(words))
    length = _length(Counter(stem for stem, _ in single))
    return Told([*single, *_parts(words)], ((100 - _DRAWN) * length + _DRAWN * _USUAL) // 100)


def shared(advert: Asked, resume: Told) -> tuple[int, dict[Place, int]]:
    """How far a resume is about the same, in basis points, and by what.

    Returns:
        The value, and where what it shares with the advert is first said, with numbers that are
        relative to each other.
    """
    first: dict[str, Place] = {}
    times: Counter[str] = Counter()
    for term, place in resume.terms:
        if term in advert.weights:
            first.setdefault(term, place)
            times[term] += 1
    parts: Counter[Place] = Counter()
    for term, weight in _vector(times).items():
        parts[first[term]] += weight * advert.weights[term]
    whole = advert.length * resume.length
    return _worth(parts.total() * FULL // whole if whole else 0), parts


def _worth(cosine: int) -> int:
    for (low, least), (high, most) in pairwise(_WORTH):
        if cosine <= high:
            return least + (cosine - low) * (most - least) // (high - low)
    return FULL
