"""Degrees: the level apart from the field that it is in."""

from __future__ import annotations

import re

from resume_pipeline.stages.parse.cuts import Cut
from resume_pipeline.stages.parse.vocabulary import degree_score, school_score

#: Fields that are part of a degree's name: a Bachelor of Science in Nursing.
_OF = (
    "science|sciences|arts|engineering|business administration|business|laws|law|philosophy"
    "|education|commerce|technology|fine arts|medicine|nursing|public health|music|divinity"
    "|ciencias|artes|letras|ciências|science et technologie|applied science|social work"
)
#: Levels of more than one word; all others are one.
_PHRASE = (
    r"kỹ sư|cử nhân|thạc s[ĩỹ]|tiến s[ĩỹ]|cao đẳng|yüksek lisans|ön lisans|staatlich geprüfte[rn]?"
    r"|associate degree|foundation degree|post ?graduate|diplôme d['’]\w+|(?:high|secondary) school"
)
#: Words that stand before a level and belong to it.
_BEFORE = r"(?:(?:higher|executive|joint|double|advanced|licence|diplôme|título|grado|grau)\s+)*"
_LEVEL = re.compile(
    rf"^(?P<level>{_BEFORE}(?:{_PHRASE}|[^\s,:;|()–—]+)(?:\s(?:degree|diploma|diplom|levels?))?"
    rf"(?:\s(?:(?:of|de|en|em)\s(?:{_OF})(?!\w)|in\s(?:{_OF})(?=\s(?:in|of)\s)))?(?:\s\((?:hons?|honours)\.?\))?)"
    r"(?:\s+(?:in|of|en|de|em|für|di|im|der|des)\s+|\s+)(?P<area>\S.*)$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"{_BEFORE}(?:{_PHRASE}|[^\s,:;|()–—]+)(?:'s)?(?:\s(?:degree|diploma))?(?:\s(?:of|de|en|em|in)\s(?:{_OF}))?",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*[:,·|،，、]\s+|\s[–—-]\s|\s*\((?!hons?\b|honours)(?=[^)]*\)$)|[、，،]")
_GRADE = re.compile(
    r"\s*\([^)]*\d[^)]*\)$|\s*\((?:[^)]*\b(?:class|honours|distinction|mention))[^)]*\)$", re.I
)


def degree_and_area(cut: Cut) -> tuple[Cut | None, Cut | None]:
    """The degree, and the field it is in where both are printed together."""
    grade = _GRADE.search(cut.text)
    cut = cut.part(0, grade.start()).bare() if grade else cut
    if not degree_score(cut.text):
        return None, cut
    match = _APART.search(cut.text)
    if match and not school_score(cut.text[: match.start()]):
        return _sides(cut, match)
    match = None if _ALONE.fullmatch(cut.text) else _LEVEL.match(cut.text)
    if match and degree_score(match["level"]) and not degree_score(match["area"]):
        return cut.part(*match.span("level")), cut.part(*match.span("area")).bare()
    return cut, None


def _sides(cut: Cut, match: re.Match[str]) -> tuple[Cut, Cut]:
    head = cut.part(0, match.start()).bare()
    rest = cut.part(match.end(), len(cut.text)).bare("")
    rest = rest.bare(" \t,;:|•·–—-)") if "(" in match[0] else rest.bare()
    if degree_score(rest.text) > degree_score(head.text):
        return rest, head
    return head, rest
