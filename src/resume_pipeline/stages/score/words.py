"""Words as they are compared: without case, marks, number and grammatical gender.

A title says the same in its feminine, masculine and inclusive forms, in German, French, Spanish,
Italian, Portuguese, Russian and Arabic, so `stem` gives all of them one stem. It is no linguist: a
stem is a common beginning, and both sides of a comparison are cut by the same rules.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

_LEAST: Final = 3  # letters that a stem keeps
#: What marks that every gender is meant: "Koch (m/w/d)", "H/F", "(gn)".
_MARKERS: Final = re.compile(
    r"[(\[]\s*(?:[mwfdhxivnkMWFDHXIVNKмж]\s?[/|*,.:·]\s?){1,3}[mwfdhxivnkMWFDHXIVNKмж]\s*[)\]]"
    r"|(?<!\w)[MWFDHwmfdh](?:/[MWFDHXwmfdhx]){1,3}(?!\w)|[(\[](?:gn|all genders|alle|tous"
    r" genres)[)\]]"
)
#: A second ending behind a sign: Entwickler:in, développeur·se, enfermero/a, учитель(ница).
_ENDINGS: Final = (
    "innen|in|frau|frauen|mann|r|n|euse|euses|eux|se|ses|rice|rices|trice|trices|ice|ne|nes|enne"
    "|e|es|ere|eres|ère|ères|iere|ière|re|res|le|les|elle|ve|ves|fe|esse|x|a|as|o|os|ora|oras|ras"
    "|ra|dora|tora|tore|ra|essa|i|ca|ka|ка|ки|ница|ницы|ца|ша|иха|ая|ый|ий|ة|ات|ه"
)
_INCLUSIVE: Final = re.compile(
    rf"(?<=[^\W\d_]{{3}})(?:[:*·•∙⋅.’_/(-]|/-|\(-)(?:{_ENDINGS})\)?"
    rf"(?:[·.](?:s|es))?(?![^\W\d_])",
    re.IGNORECASE,
)
_AT: Final = re.compile(r"(?<=[^\W\d_]{3})@(?=s?(?!\w))")
_TOKEN: Final = re.compile(r"\.net\b|[^\W_](?:[\w@]|[.](?=js\b|net\b))*[+#]*", re.IGNORECASE)
#: Scripts without spaces between words are read by pairs of letters.
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
#: Pairs of words that differ by more than an ending.
_PAIRS: Final = {
    "krankenschwest": "krankenpfleg",
    "kinderkrankenschwest": "kinderkrankenpfleg",
    "schwest": "pfleg",
    "медсестр": "медбрат",
    "сестр": "брат",
    "директрис": "директор",
    "актрис": "актер",
    "jefe": "jef",
    "jefa": "jef",
}
#: Endings by letters that must stay, tried in order until none fits any more.
_CUTS: Final = (
    (4, ("innen", "frauen", "frau", "leute", "manner", "mann", "in")),
    (3, ("trice", "trices", "teuse", "teur", "triz", "tora", "tore", "tor")),
    (4, ("euse", "euses", "eur", "eux")),
    (4, ("ница", "ницы", "ник", "чица", "чик", "щица", "щик", "ец", "ка", "ша", "иха", "иня")),
    (4, ("ии", "ыи", "ои", "ая", "яя", "ое", "ие", "ые", "ь")),
    (3, ("ات", "ون", "ين", "ية", "ة", "ه", "ي")),
    (5, ("er",)),
    (4, ("s", "x", "a", "e", "i", "o", "u", "ə", "а", "ы", "и")),
)


def folded(text: str) -> str:
    """``text`` in small letters without marks."""
    text = unicodedata.normalize("NFKD", text.replace("İ", "i").casefold().replace("ı", "i"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What ``word`` has in common with its other numbers and genders; a pure function of it."""
    low = folded(word).replace("@", "o")
    if any(c.isdigit() or c in "+#." for c in low):
        return low
    if low.startswith("ال") and len(low) > 5:
        low = low[2:]
    while (shorter := _cut(low)) != low:
        low = shorter
    return _PAIRS.get(low, low)


def _cut(word: str) -> str:
    """``word`` without one ending, or without one of two equal letters at its end."""
    if word.endswith(("ive", "iva", "ivo")) and len(word) > 5:
        return word[:-3] + "if"
    for least, endings in _CUTS:
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return word[: -len(ending)] + ("t" if ending[0] == "t" and ending != "t" else "")
    if len(word) > _LEAST and word[-1] == word[-2]:
        return word[:-1]
    return word


class Word(NamedTuple):
    """A word of a text: its stem, and where it stands."""

    stem: str
    start: int
    end: int


def is_unspaced(stem: str) -> bool:
    """Whether ``stem`` is in a script that is read by pairs of letters."""
    return bool(_UNSPACED.match(stem))


def words_of(text: str) -> Iterator[Word]:
    """The words of ``text`` in order, numbers left out; unspaced scripts by pairs of letters.

    Second endings and marks of gender are passed over.
    """
    for match in _TOKEN.finditer(_plain(text)):
        word = match[0]
        if not word.isascii() and _UNSPACED.search(word):
            yield from _pairs(word, match.start())
        elif not word.isdigit():
            yield Word(stem(word), match.start(), match.end())


def _plain(text: str) -> str:
    """``text`` with gender marks blanked, as long as before."""
    text = _AT.sub("o", text)
    for pattern in (_MARKERS, _INCLUSIVE):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _pairs(word: str, start: int) -> Iterator[Word]:
    if len(word) == 1:
        yield Word(word, start, start + 1)
    for at in range(len(word) - 1):
        yield Word(word[at : at + 2].casefold(), start + at, start + at + 2)


@functools.lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """The stems of ``text``, without the second of two that follow each other and are equal."""
    found: list[str] = []
    for word in words_of(text):
        if not found or found[-1] != word.stem:
            found.append(word.stem)
    return tuple(found)
