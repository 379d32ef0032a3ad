"""Places by their grammar: what stands where a city does, and reads like a name and like no other.

There is no list of cities here: whoever lives in a place that a list does not have would lose it.
"""

from __future__ import annotations

import re

from resume_pipeline.stages.parse.countries import is_country
from resume_pipeline.stages.parse.cuts import Cut
from resume_pipeline.stages.parse.headings import section_of
from resume_pipeline.stages.parse.labels import is_label
from resume_pipeline.stages.parse.months import month_number
from resume_pipeline.stages.parse.vocabulary import (
    employer_score,
    language_code,
    position_score,
    school_score,
)

_PARTICLES = frozenset(
    re.findall(
        r"\w+",
        "de da do dos das del della di du la le les van von den der ter ten el y e af am im an sur "
        "upon sous en aan under on by",
    )
)
_IDEOGRAPHS = 8  # of a long place, 新疆维吾尔自治区; more are a sentence
_JOINS = re.compile(r"\s(?:&|and|und|et|y|e|i|og|och|và|en)\s", re.IGNORECASE)
#: Postal codes of many countries, before a city or behind it, with what surrounds them.
_POSTCODE = re.compile(
    r"^(?:[A-Z]{1,2}-)?\d{2,6}(?:[ -]?\d{2,4})?(?:\s?[A-Z]{2})?\s+(?=\D)"
    r"|\s+(?:[A-Z]{2}\s)?(?:[A-Z]{1,2}-)?\d{2,6}(?:[ -]?\d{2,4})?$"
    r"|\s+[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}$|\s+[A-Z]\d[A-Z]\s?\d[A-Z]\d$"
)
_CODE = re.compile(r"[A-Z]{2}\.?")
_REGION = re.compile(r"\s+[A-Z]{2}(?:\s+[A-Z]{2})?$")


_STREET = re.compile(
    r"(?:street|road|lane|avenue|drive|boulevard|square|court|close|rue|chemin|place|calle|avenida"
    r"|plaza|rua|praça|viale|piazza|straat|laan|weg|platz|allee|ulica|utca|cadde|sokak)$"
    r"|stra(?:ß|ss)e$|str\.$|^(?:rue|via|calle|rua|avenida|avenue|ulica|ul\.|piazza|đường)\s",
    re.IGNORECASE,
)


def is_place(text: str) -> bool:
    """Whether ``text`` could be a place and nothing else that is known."""
    words = text.split()
    if not 1 <= len(words) <= 4 or len(text) < 2 or not all(map(_is_place_word, words)):
        return False
    others = (section_of, language_code, position_score, employer_score, school_score, is_label)
    if _STREET.search(text) or (len(words) == 1 and month_number(text)):
        return False
    return not any(other(text) for other in others)


def _is_place_word(word: str) -> bool:
    letters = re.sub("[-'’.]", "", word)
    if not letters or any(c.isdigit() or c in "@/:_+#&()|" for c in word):
        return False
    if word[0] >= "\u4e00" and len(word) > _IDEOGRAPHS:
        return False
    return not word[0].islower() or word in _PARTICLES


def city_of(part: Cut) -> Cut | None:
    """The city of a line like "10115 Berlin", "Austin, TX 78701" or "Lyon, France"."""
    pieces = [_without_country(piece) for piece in part.split(re.compile(r"[,،，]"))]
    for piece in pieces:
        match = _POSTCODE.search(piece.text)
        rest = piece.without(*match.span()) if match else [piece]
        if len(rest) == 1 and is_place(rest[0].text) and not is_country(rest[0].text):
            return _without_region(rest[0])
        if len(pieces) == 1 or (match and not rest):
            return None
    return None


def _without_country(cut: Cut) -> Cut:
    """A line without a country's code behind its postal code: "Leeds LS1 4AP GB"."""
    head, space, last = cut.text.rpartition(" ")
    is_code = len(last) == 2 and last.isupper() and any(c.isdigit() for c in head)
    return cut.part(0, len(head)) if space and is_code and is_country(last) else cut


def _without_region(cut: Cut) -> Cut:
    """A city without the codes of its region and country: "San José TX US"."""
    match = _REGION.search(cut.text)
    return cut.part(0, match.start()) if match else cut


def has_postcode(text: str) -> bool:
    """Whether a postal code stands beside something in ``text``."""
    return _POSTCODE.search(text) is not None


def without_place(cut: Cut) -> tuple[Cut, Cut | None]:
    """What stands before a last comma, and the place behind it; all of it if there is none."""
    at = cut.text.rfind(", ")
    if at <= 0:
        return cut, None
    last = cut.text[at + 2 :]
    before = cut.text.rfind(", ", 0, at)
    if before > 0 and (_CODE.fullmatch(last) or is_country(last)):
        at = before if is_place(cut.text[before + 2 : at].strip()) else at
    head, place = cut.part(0, at).bare(), cut.part(at + 1, len(cut.text)).bare()
    if at == before:
        return head, place
    if not is_place(place.text) or _JOINS.search(place.text):
        return cut, None
    return head, place
