"""Dates and ranges of dates as resumes print them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import pairwise

import attrs

from resume_pipeline.stages.parse.months import PRESENT, SEASONS, month_number

_YEAR = r"(?:19[5-9]|20[0-9])\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
#: Letters of month names; vowels of Indic scripts and Thai are marks on them.
_LETTER = r"(?:[^\W\d_]|[\u0900-\u0e7f])"
_ATOM = re.compile(
    rf"""
    (?<![\d.,/])(?:
      (?P<iso>(?P<y1>{_YEAR})(?:[-.]|\s?/\s?)(?P<m1>0?[1-9]|1[0-2])(?:[-/.](?P<d1>[0-2]?\d|3[01]))?)(?!\d)
    | (?P<dmy>(?:[0-2]?\d|3[01])[./-])?(?P<m2>0?[1-9]|1[0-2])\s?[./-]\s?(?P<y2>{_YEAR})(?!\d)
    | (?P<y3>{_YEAR})\s?[年년](?:\s?(?P<m3>1[0-2]|0?[1-9])\s?[月월])?
    | [Tt]háng\s(?P<m4>1[0-2]|0?[1-9])[\s,/-]+(?:năm\s)?(?P<y4>{_YEAR})
    | (?:(?P<d2>{_DAY})(?:st|nd|rd|th|er|[.º])?\s+(?:de\s+)?)?
      (?P<name>{_LETTER}{{3,12}})\.?[,']?(?:\s+(?P<d3>{_DAY})(?:st|nd|rd|th)?,)?
      (?:\s+(?:de|del|di)\b)?\s*(?P<y5>{_YEAR})(?!\d)
    | (?P<y6>{_YEAR})[.,]?\s+(?P<name2>{_LETTER}{{3,12}})\b
    | (?P<y7>{_YEAR})(?![\d%])
    )""",
    re.VERBOSE,
)
_LONE_MONTH = re.compile(r"\b([^\W\d_]{3,12})\.?\s*$")
_BETWEEN = re.compile(
    r"\s*(?:[-–—−~～→]+|(?<=\d)\t(?=\d)|t\s?o\b|until\b|till\b|bis\b|à\b|au\b|jusqu['’]?(?:à|au)?|al?\b|até\b"
    r"|hasta\b|ad?\b|tot\b|đến\b|do\b|för\b|至|到|から|إلى|الى|حتى)\s*(?:l['’]|la\s|le\s)?",
    re.IGNORECASE,
)
#: A range that is left open: "2022 –".
_NOTHING = re.compile(r"(?<=[-–—−])\s*(?=$|\t|\))")
_SINCE = re.compile(
    r"\b(?:since|seit|ab|depuis|desde|dal|da|sinds|vanaf|od|từ|с)\s+$", re.IGNORECASE
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@attrs.frozen
class DateAtom:
    """One date as printed: ``value`` is YYYY, YYYY-MM or YYYY-MM-DD; empty means the present."""

    value: str
    start: int
    end: int


@attrs.frozen
class DateRange:
    """From when to when; a lone date has no start. ``start`` and ``end`` span both."""

    first: DateAtom | None
    last: DateAtom
    start: int
    end: int


def date_ranges(text: str) -> list[DateRange]:
    """Every range, and every lone date, in ``text``."""
    text = text.translate(_DIGITS)
    atoms = sorted(_atoms(text), key=lambda atom: atom.start)
    ranges: list[DateRange] = []
    taken = -1
    for atom, following in pairwise([*atoms, None]):
        if atom is None or atom.start < taken:
            continue
        found = _range(text, atom, following)
        ranges.append(found)
        taken = found.end
    return ranges


def _range(text: str, atom: DateAtom, following: DateAtom | None) -> DateRange:
    second = _second(text, atom, following)
    if second:
        turned = "" < second.value < atom.value[: len(second.value)]  # it runs from the right
        first, last = (second, atom) if turned else (atom, second)
        return DateRange(first, last, atom.start, second.end)
    if _SINCE.search(text, 0, atom.start):
        return DateRange(atom, DateAtom("", atom.end, atom.end), atom.start, atom.end)
    month = _month_before(text, atom)
    if month:
        return DateRange(month, atom, month.start, atom.end)
    return DateRange(None, atom, atom.start, atom.end)


def _second(text: str, atom: DateAtom, following: DateAtom | None) -> DateAtom | None:
    """The end of the range that begins with ``atom``."""
    between = _BETWEEN.match(text, atom.end)
    if not between:
        return following if following and _are_alone(text, atom, following) else None
    if following and between.end() == following.start:
        return following
    present = _present().match(text, between.end()) or _NOTHING.match(text, between.end())
    return DateAtom("", present.start(), present.end()) if present else None


def _are_alone(text: str, atom: DateAtom, following: DateAtom) -> bool:
    """Whether two dates, the earlier first, are all that is printed there: "2013 2017"."""
    left = text[: atom.start].rpartition("\t")[2]
    right = text[following.end :].partition("\t")[0]
    gap = text[atom.end : following.start]
    return gap == " " and not (left + right).strip(" ()") and atom.value < following.value


def _month_before(text: str, atom: DateAtom) -> DateAtom | None:
    """``Mar`` in ``Mar - Jun 2019``, which takes its year from the end."""
    for between in _BETWEEN.finditer(text, 0, atom.start):
        name = _LONE_MONTH.search(text, 0, between.start())
        month = month_number(name[1]) if name else None
        if name and month and between.end() == atom.start and len(atom.value) > 4:
            return DateAtom(f"{atom.value[:4]}-{month:02}", name.start(), name.end())
    return None


@functools.cache
def _present() -> re.Pattern[str]:
    words = sorted(PRESENT, key=lambda word: (-len(word), word))
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def _atoms(text: str) -> Iterator[DateAtom]:
    at = 0
    while match := _ATOM.search(text, at):
        year = next(match[f"y{n}"] for n in range(1, 8) if match[f"y{n}"])
        start, end = match.span()
        if match["name"] and not _names_part(match["name"]):
            at = match.start("y5")  # any word before a date; the date is read on its own
            continue
        if match["name2"] and month_number(match["name2"]) is None:
            end = match.end("y6")
        if start > 0 and text[start - 1].isalnum() and text[start].isascii():
            at = end
            continue
        yield DateAtom(_value(match, year), start, end)
        at = end


def _names_part(word: str) -> bool:
    return month_number(word) is not None or word.casefold() in SEASONS


def _value(match: re.Match[str], year: str) -> str:
    month = _month(match)
    if not month:
        return year
    day = int(match["d1"] or match["d2"] or match["d3"] or 0)
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _month(match: re.Match[str]) -> int | None:
    name = match["name"] or match["name2"]
    if name:
        return month_number(name)
    digits = match["m1"] or match["m2"] or match["m3"] or match["m4"]
    return int(digits) if digits else None
