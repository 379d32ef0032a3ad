"""Which language a text is in: by its script, else by its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

_SCRIPTS: Final = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0620-\u064a]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("ru", re.compile("[\u0430-\u044f]")),
    ("el", re.compile("[\u03b1-\u03c9]")),
    ("th", re.compile("[\u0e01-\u0e2e]")),
    ("hi", re.compile("[\u0905-\u0939]")),
)
_SMALL_WORDS: Final = {
    "en": "the and of to in for with on at by from an as is was",
    "fr": "le la les des et du de une dans pour avec sur au aux en",
    "de": "der die das und von mit für im den zur zum bei ein eine des",
    "es": "el la los las y de del en con para por una un al como",
    "pt": "o os as e de do da dos das em com para por uma um na no",
    "it": "il lo gli le e di del della in con per una un nel dei",
    "nl": "de het een en van in met voor op bij aan tot te is der",
    "vi": "và của cho các với trong là được tại những một có năm đã",
    "pl": "i w z na do oraz dla od przez się o jest po za",
    "tr": "ve bir ile için bu olarak da de olan",
}
_SHARE = 20  # percent of the letters that a script must have
_OF_PROSE = 12  # percent of the words; small words are a quarter or more of what people write


def from_right(text: str) -> bool:
    """Whether the first letter of ``text`` is of a script that is written from the right."""
    letter = next(filter(str.isalpha, text), "")
    return bool(letter) and unicodedata.bidirectional(letter) in ("R", "AL")


def language_of(text: str) -> str:
    """ISO 639-1, or an empty string if nothing can be told."""
    letters = sum(map(str.isalpha, text))
    low = text.casefold()
    for code, letter in () if low.isascii() else _SCRIPTS:
        if len(letter.findall(low)) * 100 > _SHARE * max(1, letters):
            return code
    best, count = _by_small_words(_words(low))
    return best if count >= 3 else ""


def reads_like_prose(text: str) -> bool:
    """Whether as many small words of one language stand in ``text`` as in what people write."""
    words = _words(text.casefold())
    return _by_small_words(words)[1] * 100 >= _OF_PROSE * max(1, len(words))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _by_small_words(words: list[str]) -> tuple[str, int]:
    """The language with most small words among ``words``, and how many."""
    counts = Counter(words)
    scores = {
        code: sum(counts[word] for word in small.split()) for code, small in _SMALL_WORDS.items()
    }
    best = max(sorted(scores), key=lambda code: scores[code])
    return best, scores[best]
