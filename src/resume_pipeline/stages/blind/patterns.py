"""What says who somebody is by its form: addresses, numbers, traits behind a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from resume_pipeline.stages.blind.words import PRONOUNS, SUBJECT, label_of

Found = tuple[str, int, int]

_EMAIL: Final = re.compile(r"[^\s@<>(),;|]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_URL: Final = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@./-])(?:linkedin|github|gitlab|xing|twitter|facebook"
    r"|instagram|behance"
    r"|dribbble|medium|orcid|researchgate|stackoverflow|kaggle|t)\.(?:com|org|net|me)(?:/\S*)?"
    r"|(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{2,12}/[^\s|]+",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/.@-])\+?\(?\d[\d\s()./·\u2010-\u2013-]{6,22}\d(?![\w@])")
_DAY: Final = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])[./-])?(?:(?:0?[1-9]|1[0-2])[./-])?(?:19|20)\d\d"
    r"(?:[./-](?:0?[1-9]|1[0-2])(?:[./-](?:0?[1-9]|[12]\d|3[01]))?)?"
)
#: A date, or two: as many digits as a number of a telephone.
_DATES: Final = re.compile(rf"{_DAY}(?:\s*[-\u2010-\u2013/.]\s*{_DAY})?")
#: A label and its value, up to the end of the cell that it stands in.
_LABELLED: Final = re.compile(
    r"(?:^|[\t|;•·●▪,，、]|\s{2,})\s*([^:：\t|;•·●▪,，、]{2,30}?)\s*(?:[:：]|\t|\s-\s)\s*([^\t|;•●▪]*)"
)
_BORN: Final = re.compile(
    r"\b(?:born|geboren|né(?:e|\(e\))?|nacid[oa]|nascid[oa]|nat[oa])"
    r"\s+(?:on|in|am|le|à|en|el|em|a|il)\b[^\n\t|;.]{0,40}"
    r"|\b(?:born|geb\.|geboren|née?|nacid[oa]|nascid[oa]|nat[oa]|urodzon[ya]|narozena?|geb)\b"
    r"[^\n\t|;.]{0,30}?\d[\d./\s-]{1,9}\d"
    r"|\b(?:aged?\s+\d{2}|\d{2}[\s-]years?[\s-]old|\d{2}\s*jahre\s+alt"
    r"|\d{2}\s+ans(?=\s*(?:$|[,|\t)]))|\d{2}\s+años\s+de\s+edad|\d{2}\s*岁|만\s*\d{2}세)",
    re.IGNORECASE,
)
_MARITAL: Final = re.compile(
    r"\b(?:(?:happily )?married|unmarried|divorced|widowed|verheiratet|ledig|geschieden|verwitwet"
    r"|marié(?:e|\(e\))?"
    r"|célibataire|divorcé(?:e|\(e\))?|casad[oa]|solter[oa]|divorciad[oa]|solteir[oa]|sposat[oa]"
    r"|nubile|celibe"
    r"|żonat[ya]|zamężna|ženatý|vdaná|evli|bekar)\b(?:[^\n.;|\t]{0,12}\b\d+\s+\w+)?",
    re.IGNORECASE,
)
_NATION: Final = re.compile(
    r"\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s(?:citizen(?:ship)?|national(?:ity)?|passport(?: holder)?)\b"
    r"|\b(?:citizen|national) of (?:the )?[A-Z]\w+(?:\s[A-Z]\w+)?",
)
_GENDER: Final = re.compile(
    r"(?<!\w)(?:fe)?male(?!\s+(?:health|patients?|ward|athletes?))(?!\w)"
    r"|(?<!\w)(?:non-?binary)(?!\w)",
    re.I,
)
YEAR: Final = re.compile(r"(?<!\d)(?:19[3-9]\d|20[0-4]\d)(?!\d)")
_BY_FORM: Final = (
    ("email", _EMAIL),
    ("url", _URL),
    ("birth", _BORN),
    ("marital", _MARITAL),
    ("nationality", _NATION),
    ("gender", _GENDER),
    ("pronoun", PRONOUNS),
    ("pronoun", SUBJECT),
)


def by_form(text: str) -> Iterator[Found]:
    """What is recognised anywhere by how it is written."""
    for kind, pattern in _BY_FORM:
        yield from ((kind, *match.span()) for match in pattern.finditer(text))
    for match in _PHONE.finditer(text):
        digits = sum(c.isdigit() for c in match[0])
        if 8 <= digits <= 15 and not _DATES.fullmatch(match[0].strip()) and "\n" not in match[0]:
            yield "phone", *match.span()


def by_label(row: str, below: str) -> Iterator[Found]:
    """Labelled values on a row; where the row is only the label, the row below is its value.

    Places are counted from the row's first character, with one for the end of the line.
    """
    for match in _labelled(row):
        kind = label_of(match[1])
        if kind:
            yield kind, match.start(1), match.end(2)
    kind = label_of(row)
    if kind and row.rstrip().endswith((":", "：")):
        yield kind, 0, len(row) + 1 + len(below)


def _labelled(row: str) -> Iterator[re.Match[str]]:
    at = 0
    while match := _LABELLED.search(row, at):
        yield match
        at = match.end(2) if label_of(match[1]) else match.end(1)
