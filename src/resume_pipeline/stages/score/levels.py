"""Degrees by level, and languages by what they are called elsewhere."""

from __future__ import annotations

import functools
import re
from typing import Final

#: From the lowest level to the highest. Short forms are looked for as they are printed: "ms" is
#: no degree, and a "Scrum Master" has none by that.
LEVELS: Final = (
    (
        "Bachelor",
        re.compile(
            r"(?i:\bbachelor|\blicence\b(?! de conducir)|\blicenciatur|\blicenciad[oa]|\bgrado"
            r" en\b|\bgrado\b(?= univ)"
            r"|\blaurea triennale|\blaurea in\b|\bbacharel|\bundergraduate degree|\bcử nhân|本科"
            r"|学士"
            r"|بكالوريوس"
            r"|\buniversity degree|\bcollege degree|\bdegree in\b|\blicencjat|\binżynier\b"
            r"|\bbakalář|\blisans\b"
            r"|\bhonou?rs degree|\bfachhochschul|\bhochschulabschluss|\babgeschlossenes studium"
            r"|\bbac ?\+ ?3|бакалавр)"
            r"|\bB\.? ?(?:Sc|A|Eng|Com|Tech|E)\b\.?(?!\+)|\bB\.S\.|\bBS(?=\b(?!\w)(?: in|/MS|,|"
            r" degree))|\bBBA\b",
        ),
    ),
    (
        "Master",
        re.compile(
            r"(?i:(?<!scrum )(?<!web )(?<!head)\bmaster(?:['’]?s)?\b(?! data| plan| chef|ing|y"
            r"|mind)|\bmasterstud|\bmasterabschluss"
            r"|\bdiplom\b|\bdiplom-?ing|\bmagister|\bmaestría|\bmáster\b|\bmestrado|\bmestre em"
            r"|\blaurea magistrale"
            r"|\blaurea specialistica|\bmaîtrise (?:de|en)\b(?! la| l)|\bthạc sĩ|硕士|ماجستير"
            r"|\bmagistr\b|\bbac ?\+ ?5|\bpostgraduate degree"
            r"|магистр|\bdiplôme d['’]ingénieur|yüksek lisans|mesterfok)"
            r"|\bM\.? ?(?:Sc|Eng|BA|Tech|Phil)\b\.?|\bM\.[AS]\.|\bMA(?= in\b)|\bMS(?=(?: in\b"
            r"|/PhD|, Ph))",
        ),
    ),
    (
        "Doctorate",
        re.compile(
            r"(?i:\bph\.?\s?d\b|\bdoctorate|\bdoctoral degree|\bdoctorat|\bdoctorado|\bdoutorado"
            r"|\bdottorato"
            r"|\bpromotion in\b|\bdr\.-?(?:ing|rer|phil|med)|\bdoctor of|\btiến sĩ|博士|دكتوراه"
            r"|\bdoktorat|кандидат наук)",
        ),
    ),
)
_LANGUAGES: Final = """
    English Englisch Anglais Inglés Inglês Inglese Engels Angielski Angličtina İngilizce Angol
    Engleză Tiếng_Anh 英语 英文 英語 영어 الإنجليزية الانجليزية Английский; French Französisch
    Français Francés Francês Francese Frans Francuski Francouzština Fransızca Francia Franceză
    Tiếng_Pháp 法语 الفرنسية Французский; German Deutsch Allemand Alemán Alemão Tedesco Duits
    Niemiecki Němčina Almanca Német Germană Tiếng_Đức 德语 الألمانية Немецкий; Spanish Spanisch
    Espagnol Español Espanhol Spagnolo Spaans Hiszpański Španělština İspanyolca Spanyol
    Spaniolă 西班牙语 الإسبانية Испанский; Italian Italienisch Italien Italiano Italiaans
    Włoski Italština İtalyanca Olasz Italiană 意大利语 الإيطالية Итальянский; Portuguese
    Portugiesisch Portugais Portugués Português Portoghese Portugees 葡萄牙语 Португальский;
    Dutch Niederländisch Néerlandais Neerlandés Holandês Olandese Nederlands 荷兰语; Vietnamese
    Vietnamesisch Vietnamien Vietnamita Tiếng_Việt 越南语; Chinese Mandarin Chinesisch Chinois
    Chino Chinês Cinese Chinees Tiếng_Trung 中文 汉语 普通话 中国語 Китайский; Japanese
    Japanisch Japonais Japonés Japonês Giapponese Japans Tiếng_Nhật 日语 日本語 Японский;
    Korean Koreanisch Coréen Coreano Koreaans 韩语 한국어; Arabic Arabisch Arabe Árabe Arabo
    阿拉伯语 العربية Арабский; Russian Russisch Russe Ruso Russo Rosyjski Ruština Rusça Orosz
    Rusă 俄语 русский; Polish Polnisch Polonais Polaco Polacco Pools Polski; Czech Tschechisch
    Tchèque Checo Ceco Čeština; Romanian Rumänisch Roumain Rumano Rumeno Română; Hungarian
    Ungarisch Hongrois Húngaro Ungherese Magyar; Turkish Türkisch Turc Turco Turks Türkçe
"""


def level_of(text: str) -> int:
    """1, 2 or 3 for the highest degree that ``text`` names, else 0."""
    found = [rank for rank, (_, words) in enumerate(LEVELS, 1) if words.search(text)]
    return max(found, default=0)


@functools.cache
def language_names() -> dict[str, tuple[str, ...]]:
    """What each language is called, its English name first."""
    lines = (line.split() for line in _LANGUAGES.split(";"))
    rows = (tuple(name.replace("_", " ") for name in line) for line in lines)
    return {names[0]: names for names in rows if names}
