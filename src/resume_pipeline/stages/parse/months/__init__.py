"""Month names and words for the present, in the languages that resumes are read in."""

from __future__ import annotations

import functools
import re
import unicodedata
from itertools import filterfalse
from typing import Final

from resume_pipeline.stages.parse.months.names import MONTHS

#: Short forms that are no unique beginning of a name above.
_SHORT: Final = {
    "jan": 1,
    "mar": 3,
    "mär": 3,
    "mrz": 3,
    "apr": 4,
    "mai": 5,
    "jun": 6,
    "jul": 7,
    "juil": 7,
    "sept": 9,
    "dic": 12,
    "out": 10,
    "set": 9,
    "ago": 8,
    "tammi": 1,
}

#: What stands at the end of a range that has not ended.
PRESENT: Final = (
    "present",
    "current",
    "currently",
    "now",
    "today",
    "ongoing",
    "to date",
    "heute",
    "aktuell",
    "jetzt",
    "gegenwärtig",
    "laufend",
    "présent",
    "aujourd'hui",
    "aujourd’hui",
    "actuel",
    "actuellement",
    "ce jour",
    "en cours",
    "actualidad",
    "actual",
    "actualmente",
    "presente",
    "hoy",
    "atual",
    "atualmente",
    "hoje",
    "attuale",
    "oggi",
    "in corso",
    "heden",
    "nu",
    "huidig",
    "nay",
    "hiện tại",
    "hiện nay",
    "obecnie",
    "teraz",
    "současnost",
    "dosud",
    "günümüz",
    "halen",
    "devam ediyor",
    "jelenleg",
    "jelen",
    "prezent",
    "nuvarande",
    "настоящее время",
    "至今",
    "现在",
    "目前",
    "今",
    "現在",
    "현재",
    "الآن",
    "الان",
    "الحاضر",
    "حتى الآن",
    "حاليا",
    "היום",
    "כיום",
    "הווה",
    "اکنون",
    "تاکنون",
    "موجودہ",
    "वर्तमान",
    "ปัจจุบัน",
    "sekarang",
    "saat ini",
    "σήμερα",
    "παρόν",
    "дотепер",
    "теперішній час",
    "сейчас",
    "наст. время",
    "настояще",
    "досега",
    "nuværende",
    "nåværende",
    "nykyinen",
    "nykyhetki",
    "pågående",
    "danas",
    "sada",
    "danes",
    "súčasnosť",
    "praegu",
    "šobrīd",
    "dabar",
    "actualitat",
    "حالياً",
)


#: Parts of a year that a date may name instead of a month.
SEASONS: Final = frozenset(
    re.findall(
        r"\w+",
        "spring summer fall autumn winter frühjahr frühling sommer herbst printemps été automne "
        "hiver primavera verano otoño invierno verão outono inverno estate autunno lente zomer "
        "herfst wiosna lato jesień zima jaro léto podzim ilkbahar yaz sonbahar kış vår sommar "
        "höst vinter весна лето осень зима",
    )
)


def folded(text: str) -> str:
    """``text`` in small letters without marks, for comparing."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.replace("İ", "i").casefold().replace("ı", "i"))
    return "".join(filterfalse(unicodedata.combining, text))


@functools.cache
def _numbers() -> dict[str, int]:
    """Month numbers by folded name and by every beginning of three letters that is unique."""
    numbers: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for row in MONTHS.split(";"):
        for number, name in enumerate(map(folded, row.split()), 1):
            numbers[name] = number
            for length in range(3, len(name)):
                beginnings.setdefault(name[:length], set()).add(number)
    unique = {start: min(months) for start, months in beginnings.items() if len(months) == 1}
    return {**unique, **numbers, **{folded(name): number for name, number in _SHORT.items()}}


def month_number(word: str) -> int | None:
    """1 to 12 for a month's name or its abbreviation, else None."""
    return _numbers().get(folded(word.rstrip(".")))
