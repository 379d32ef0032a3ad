"""How much a resume is about what an advert is about: a cosine of weighted words, in integers.

A word's weight is -ln of the share of texts that have it, from the frozen vocabulary, to the power
of 3/4, times 1 + ln of how often it is said. The length of a resume is measured in words that the
vocabulary has, and drawn towards a usual length, so that neither a rare word nor a short text
counts for much by itself.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import attrs

from resume_pipeline.stages.score.vocabulary import vocabulary
from resume_pipeline.stages.score.words import words_of

FULL: Final = 10_000
#: A word that more texts than exp(-0.5) have says nothing; in thousandths.
_LEAST_WEIGHT: Final = 500
#: 1 + ln(n) for n of 0, 1, 2, …, in hundredths.
_TIMES: Final = (0, 100, 169, 210, 239, 261, 279, 295, 308)
#: Where the scripts without spaces begin; pairs of their letters are in no list.
_UNSPACED: Final = "\u3040"
#: A usual resume's length in the units of `_length`, and how much it counts, in percent.
_USUAL: Final = 3_000_000
_DRAWN: Final = 30
#: A cosine, in basis points, from which on a resume is about the same thing.
_ENOUGH: Final = 3_500


@functools.lru_cache(maxsize=65536)
def _weight(stem: str) -> int:
    """The weight to the power of 3/4, in thousandths; 0 for what says nothing."""
    weight = vocabulary().weight(stem)
    if weight < _LEAST_WEIGHT or len(stem) < 2:
        return 0
    return math.isqrt(weight * math.isqrt(weight * 1_000))


def _vector(stems: Iterable[str]) -> dict[str, int]:
    return {
        stem: _weight(stem) * _TIMES[min(times, len(_TIMES) - 1)]
        for stem, times in Counter(stems).items()
        if _weight(stem)
    }


def _length(vector: Mapping[str, int]) -> int:
    known = vocabulary().words
    counted = (w for stem, w in vector.items() if stem in known or stem[0] >= _UNSPACED)
    return math.isqrt(sum(weight * weight for weight in counted))


@attrs.frozen
class Asked:
    """The words of an advert with their weights, and its length."""

    weights: Mapping[str, int]
    length: int


@functools.lru_cache(maxsize=64)
def asked(text: str) -> Asked:
    """What ``text`` is about."""
    vector = _vector(word.stem for word in words_of(text))
    return Asked(vector, _length(vector))


def shared(advert: Asked, stems: Iterable[str]) -> tuple[int, dict[str, int]]:
    """How far a resume with these stems is about the same, in basis points, and by which words.

    The words' numbers are relative to each other.
    """
    resume = _vector(stems)
    parts = {stem: resume[stem] * advert.weights[stem] for stem in resume.keys() & advert.weights}
    length = ((100 - _DRAWN) * _length(resume) + _DRAWN * _USUAL) // 100
    whole = advert.length * length
    cosine = sum(parts.values()) * FULL // whole if whole else 0
    return min(FULL, cosine * FULL // _ENOUGH), parts
