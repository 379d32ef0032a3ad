"""Whether a text is in a language that resumes are read in."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import Final

from resume_pipeline.stages.score.vocabulary import vocabulary

#: ISO 639-1. Sections, dates and titles of these are known; in another a score would be chance.
READ: Final = frozenset(
    re.findall(r"\w+", "ar cs de en es fr hu it ja ko nl pl pt ro ru tr uk vi zh")
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_KNOWN_SCRIPT: Final = re.compile(
    "[a-z\u00df-\u024f\u1e00-\u1eff\u0300-\u036f\u0400-\u04ff\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHARE: Final = 50  # percent of the letters
#: Another language must be this much more likely than any that is read, in percent.
_MARGIN: Final = 130
_FEWEST: Final = 4


def is_read(text: str) -> bool:
    """Whether ``text`` is in a script and a language that resumes are read in."""
    low = text.lower()
    words = _LETTERS.findall(low)
    letters = 0 if low.isascii() else sum(map(len, words))
    if letters and len(_KNOWN_SCRIPT.findall(low)) * 100 < _SHARE * letters:
        return False
    if letters and len(_UNSPACED.findall(low)) * 100 > 20 * letters:
        return True
    counts = language_counts(words)
    best = max((counts[code] for code in READ), default=0)
    other = max((count for code, count in counts.items() if code not in READ), default=0)
    return other < _FEWEST or other * 100 <= best * _MARGIN


def language_counts(words: list[str]) -> Counter[str]:
    """By language, how many of ``words`` are among its most frequent ones."""
    counts: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for code in _languages().get(word, ()):
            counts[code] += times
    return counts


@functools.cache
def _languages() -> dict[str, tuple[str, ...]]:
    """The languages of which a word is one of the most frequent."""
    found: dict[str, tuple[str, ...]] = {}
    for code, words in sorted(vocabulary().languages.items()):
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found
