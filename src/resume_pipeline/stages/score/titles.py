"""How much two titles are alike."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final

from resume_pipeline.stages.score.vocabulary import vocabulary
from resume_pipeline.stages.score.words import is_unspaced, stems

FULL: Final = 10_000
#: Titles that share less are strangers; those that share more are the same in other words.
_ALIKE_FROM, _ALIKE_TO = 1_500, 8_000
#: What two names of one occupation are worth at least.
_SAME_OCCUPATION: Final = 7_000

Title = tuple[str, ...]


def alike(one: Title, other: Title) -> int:
    """Dice's coefficient of two titles' letter trigrams, in basis points.

    Of scripts without spaces, of letters and pairs of letters.
    """
    first, second = _grams(one), _grams(other)
    total = len(first) + len(second)
    return 2 * len(first & second) * FULL // total if total else 0


@functools.lru_cache(maxsize=8192)
def _grams(title: Title) -> frozenset[str]:
    spaced = [stem for stem in title if not is_unspaced(stem)]
    text = f"  {' '.join(spaced)} " if spaced else ""
    pairs = {stem for stem in title if is_unspaced(stem)}
    return frozenset(
        {text[at : at + 3] for at in range(len(text) - 2)} | pairs | set("".join(pairs))
    )


def likeness(title: str, wanted: Iterable[str]) -> int:
    """How far ``title`` is one of ``wanted``, in basis points."""
    said = stems(title)
    return max((_likeness(said, stems(other)) for other in wanted), default=0)


@functools.lru_cache(maxsize=8192)
def _likeness(said: Title, wanted: Title) -> int:
    scaled = (alike(said, wanted) - _ALIKE_FROM) * FULL // (_ALIKE_TO - _ALIKE_FROM)
    same = _SAME_OCCUPATION if occupations(said) & occupations(wanted) else 0
    return min(FULL, max(0, scaled, same))


@functools.lru_cache(maxsize=8192)
def occupations(title: Title) -> frozenset[int]:
    """Which known occupations ``title`` names; of names within each other, the longest."""
    found: dict[int, int] = {}
    for start in range(len(title)):
        for end in range(len(title), start, -1):
            numbers = _by_name().get(title[start:end])
            if numbers:
                found |= dict.fromkeys(numbers, end - start)
                break
    longest = max(found.values(), default=0)
    return frozenset(number for number, length in found.items() if length == longest)


@functools.cache
def _by_name() -> dict[Title, tuple[int, ...]]:
    found: dict[Title, tuple[int, ...]] = {}
    for number, group in enumerate(vocabulary().titles):
        for name in group:
            found[name] = (*found.get(name, ()), number)
    return found
