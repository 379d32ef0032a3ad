"""How many years an advert asks for, in figures and words of many languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import attrs

_MOST: Final = 25
_WORDS: Final = {
    1: "one a un une uno una um uma ein eine einem einen een jeden один одного одним một bir 一"
    " سنة",
    2: "two deux dos duas dois due zwei twee dwa dwóch dwu dva dvou két kettő doi două iki hai"
    " два двух"
    " 两 二 سنتان سنتين عامين",
    3: "three trois tres três tre drei drie trzy trzech tři tří három trei üç ba три трех трёх 三"
    " ثلاث"
    " ثلاثة",
    4: "four quatre cuatro quatro quattro vier cztery czterech cztero čtyři čtyř négy patru dört"
    " bốn четыре"
    " четырех четырёх 四 أربع أربعة",
    5: "five cinq cinco cinque fünf vijf pięć pięciu pięcio pět pěti öt cinci beş năm"
    " пять пяти 五 خمس خمسة",
    6: "six seis sei sechs zes sześć sześciu šest hat șase altı sáu шесть шести 六 ست ستة",
    7: "seven sept siete sete sette sieben zeven siedem sedm hét șapte yedi bảy семь семи 七 سبع"
    " سبعة",
    8: "eight huit ocho oito otto acht osiem osm nyolc opt sekiz tám восемь восьми 八 ثماني ثمانية",
    9: "nine neuf nueve nove neun negen dziewięć devět kilenc nouă dokuz chín девять 九 تسع تسعة",
    10: "ten dix diez dez dieci zehn tien dziesięć deset tíz zece on mười десять десяти 十"
    " عشر عشرة",
    12: "twelve douze doce doze dodici zwölf twaalf",
    15: "fifteen quinze quince quindici fünfzehn vijftien",
    20: "twenty vingt veinte vinte venti zwanzig twintig",
}
_UNITS: Final = (
    r"years?['’]?|yrs?\b\.?|yoe|jahren?s?|jährige[rnms]?|ans\b|années?|an\b|años?|anos?|anni|anno"
    r"|jaar|jaren"
    r"|lata|lat\b|letni\w*|rok[uy]?|let\b|roků|letou|év\b|éves|évnyi|ani\b|yıl|yil|sene|năm\b|лет|года|год"
    r"|years|年|년|سنوات|سنة|أعوام|عام"
)
#: A number begins here: behind no letter but one of a script without spaces, and no other figure.
_BEGINS: Final = (
    r"(?<![^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?<![.,$€£%/第一二三四五六七八九十百千两])"
)
_DIGITS: Final = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "012345678901234567890123456789"
)
#: What the years are then not those of a candidate's experience.
_NOT_AFTER: Final = re.compile(
    r"\s*[-–]?\s*(?:old\b|ago\b|of age|contract|fixed|term\b|warranty|in (?:business|the market)"
    r"|on the market"
    r"|guarantee|history|of (?:history|growth|success|tradition)|alte[snr]?\b|bestehen|vertrag"
    r"|de (?:historia|história|tradición|tradição)|di (?:storia|tradizione)|d['’]histoire"
    r"|befristet|d['’]existence|d['’]âge|de edad|de idade|di età|oud\b|anniversary|jubil|project\b"
    r"|plan\b|strategy|program(?:me)?\b|degree|university|college|course|studies|diploma"
    r"|apprenticeship"
    r"|ausbildung|в компании|на рынке|سنا|历史)",
    re.IGNORECASE,
)
_NOT_BEFORE: Final = re.compile(
    r"(?:founded|established|within|the (?:last|past|next|coming)|for (?:over|more than|almost"
    r"|nearly|about)"
    r"|aged?|since|every|contract of|gegründet|seit(?: über| mehr als| fast)?|vor(?: über)?"
    r"|innerhalb von"
    r"|in den (?:letzten|nächsten)|depuis(?: plus de)?|il y a|hace|desde hace|da oltre|da più di"
    r"|há mais de|al bijna|już od|уже|более чем за|每|befristet auf|cdd de|per)\s*$",
    re.IGNORECASE,
)
_CUE: Final = re.compile(
    r"exper|erfahrung|berufs|praxis|praktisch|expér|esperien|ervaring|doświadcz|zkušenost|praxe"
    r"|prax[ií]"
    r"|tapasztal|deneyim|tecrübe|kinh nghiệm|опыт|стаж|经验|經驗|経験|경력|경험|خبرة|background"
    r"|working|work in"
    r"|in a similar|in similar|track record|hands-on|industry|professional|relevan|practice"
    r"|tätigkeit"
    r"|proficien|knowledge|skill|using|developing|programming",
    re.IGNORECASE,
)
_LEAST: Final = re.compile(
    r"(?:at least|min(?:imum|imal|d)?\.?(?: of)?|no less than|not less than|more than|over"
    r"|mindestens|wenigstens"
    r"|mehr als|über|au moins|au minimum|minimum|plus de|al menos|mínimo(?: de)?|como mínimo|más de"
    r"|pelo menos|no mínimo|mais de|almeno|minimo|oltre|più di|minimaal|ten minste|tenminste|co"
    r" najmniej"
    r"|minimum|min\.|alespoň|minimálně|legalább|cel puțin|minim|en az|asgari|ít nhất|tối thiểu"
    r"|trên|от"
    r"|не менее|минимум|至少|最少|最低|최소|على الأقل|لا تقل عن|لا يقل عن)\W*$",
    re.IGNORECASE,
)
_BEFORE: Final = 40
_AFTER: Final = 70


@attrs.frozen
class Asked:
    """Years that a text asks for: the lower end and, of a range, the upper one; and where."""

    least: int
    most: int | None
    start: int
    end: int


@functools.cache
def _values() -> dict[str, int]:
    return {word: number for number, words in _WORDS.items() for word in words.split()}


@functools.cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_values(), key=lambda word: (-len(word), word))
    spoken = "|".join(map(re.escape, words))
    number = rf"(?:\d{{1,2}}(?:[.,]\d)?|(?:{spoken})(?:\s*\(\s*\d{{1,2}}\s*\+?\s*\))?)"
    more = "or more|o más|ou plus|ou mais|o più|oder mehr|of meer"
    sign = rf"\s*(?:\+|plus\b|\b(?:{more}))?"
    to = "to|or|bis|oder|à|ou|et|and|y|a|o|al|e|até|tot|do|až|ila|đến|до|至|到|إلى|ve"
    joins = rf"\s*(?:-|–|—|~|/|{to})\s*"
    return re.compile(
        rf"{_BEGINS}(?P<low>{number}){sign}(?:{joins}(?P<high>{number}){sign})?[\s\-个]*"
        rf"(?:full\s+|volle\s+|solid\s+|ganze\s+|полных\s+|calendar\s+)?(?:{_UNITS})"
        rf"(?:\(s\)|\s*\+)?(?![^\W\d_一-鿿가-힣]*\s*%)",
        re.IGNORECASE,
    )


def years_asked(text: str) -> list[Asked]:
    """Every requirement of years of experience in ``text``, in order; of a range both ends.

    Ages, terms of contracts and a company's own years are passed over.
    """
    flat = text.translate(_DIGITS)
    return [asked for match in _pattern().finditer(flat) for asked in _asked(flat, match)]


def _asked(text: str, match: re.Match[str]) -> Iterator[Asked]:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    after = text[match.end() : match.end() + _AFTER]
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    least = _number(match["low"])
    most = _number(match["high"]) if match["high"] else None
    if most is not None and most < least:
        return
    is_asked = _is_asked(before, after, line, match[0])
    if least is not None and 0 < least <= _MOST and is_asked:
        yield Asked(least, most, match.start(), match.end())


def _is_asked(before: str, after: str, line: str, said: str) -> bool:
    if _NOT_AFTER.match(after) or _NOT_BEFORE.search(before.rstrip("\n")):
        return False
    near = f"{before[-_BEFORE:]}{after.split(chr(10), maxsplit=1)[0]}"
    starts = not re.search(r"\w", line)
    return bool("+" in said or _LEAST.search(before) or _CUE.search(near) or starts)


def _number(said: str) -> int:
    figure = re.search(r"\d+", said)
    return int(figure[0]) if figure else _values().get(said.lower().strip(), 0)
