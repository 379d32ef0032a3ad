"""Words that tell a position from an employer and a degree from a school; language names."""

from __future__ import annotations

import functools
import re
from typing import Final

from resume_pipeline.stages.parse.months import folded
from resume_pipeline.stages.parse.vocabulary.languages import NAMES
from resume_pipeline.stages.parse.vocabulary.words import (
    DEGREE,
    EMPLOYER,
    EMPLOYER_PHRASES,
    POSITION,
    POSITION_PHRASES,
    POSITION_STEMS,
    SCHOOL,
)

_LANGUAGES: Final = {
    "en": "english anglais englisch inglés inglês inglese engels tiếng anh 英语 英文 الإنجليزية "
    "الانجليزية الإنكليزية angielski angličtina ingilizce angol engleză",
    "fr": "french français französisch francés francês francese frans tiếng pháp 法语 الفرنسية "
    "francuski francouzština fransızca francia franceză",
    "de": "german allemand deutsch alemán alemão tedesco duits tiếng "
    "đức 德语 الألمانية niemiecki "
    "němčina almanca német germană",
    "es": "spanish espagnol spanisch español espanhol spagnolo spaans "
    "西班牙语 الإسبانية hiszpański "
    "španělština ispanyolca spanyol",
    "it": "italian italien italienisch italiano italiaans 意大利语 الإيطالية włoski italština "
    "italyanca olasz",
    "pt": "portuguese portugais portugiesisch portugués português portoghese portugees 葡萄牙语 "
    "البرتغالية portugalski",
    "nl": "dutch néerlandais niederländisch neerlandés holandês "
    "olandese nederlands 荷兰语 الهولندية",
    "vi": "vietnamese vietnamien vietnamesisch vietnamita tiếng việt 越南语 الفيتنامية",
    "zh": "chinese mandarin cantonese chinois chinesisch chino chinês "
    "cinese chinees tiếng trung "
    "中文 汉语 普通话 国语 粤语 الصينية çince",
    "ja": "japanese japonais japanisch japonés japonês giapponese japans tiếng nhật 日语 日本語 "
    "اليابانية",
    "ko": "korean coréen koreanisch coreano koreaans tiếng hàn 韩语 한국어 الكورية",
    "ar": "arabic arabe arabisch árabe arabo 阿拉伯语 العربية arapça",
    "ru": "russian russe russisch ruso russo tiếng nga 俄语 русский الروسية rosyjski ruština rusça",
    "pl": "polish polonais polnisch polaco polonês polacco pools polski polština",
    "tr": "turkish turc türkisch turco turks türkçe التركية",
    "cs": "czech tchèque tschechisch checo ceco čeština český",
    "hu": "hungarian hongrois ungarisch húngaro ungherese magyar",
    "sk": "slovak slowakisch slovenčina",
    "ro": "romanian roumain rumänisch rumano romeno română",
    "sv": "swedish suédois schwedisch sueco svedese svenska",
    "da": "danish danois dänisch danés dansk",
    "no": "norwegian norvégien norwegisch noruego norsk",
    "fi": "finnish finnois finnisch finlandés suomi",
    "el": "greek grec griechisch griego greco ελληνικά",
    "uk": "ukrainian ukrainien ukrainisch ucraniano українська",
    "hi": "hindi हिन्दी हिंदी 印地语",
    "bn": "bengali bangla",
    "ta": "tamil",
    "te": "telugu",
    "mr": "marathi",
    "gu": "gujarati",
    "pa": "punjabi",
    "ur": "urdu أردو",
    "kn": "kannada",
    "ml": "malayalam",
    "fa": "persian farsi فارسی",
    "he": "hebrew hébreu hebräisch hebreo עברית",
    "th": "thai ไทย",
    "id": "indonesian bahasa",
    "ms": "malay",
    "sw": "swahili kiswahili",
    "yo": "yoruba",
    "ig": "igbo",
    "ha": "hausa",
    "ca": "catalan català catalán",
    "ga": "irish gaelic",
    "cy": "welsh",
    "la": "latin",
    "hr": "croatian kroatisch hrvatski",
    "sr": "serbian serbisch srpski",
    "bg": "bulgarian bulgarisch български",
    "sl": "slovenian slovene slowenisch slovenščina",
    "af": "afrikaans",
    "tl": "tagalog filipino",
    "br": "breton bretón bretonisch brezhoneg",
    "eu": "basque vasco euskera euskara baskisch",
    "gl": "galician gallego galego galicien",
    "oc": "occitan",
    "lb": "luxembourgish luxembourgeois luxemburgisch lëtzebuergesch",
    "sq": "albanian albanais albanisch shqip",
    "hy": "armenian arménien armenisch",
    "ka": "georgian géorgien georgisch",
    "lt": "lithuanian litauisch lituanien lietuvių litewski",
    "lv": "latvian lettisch letton latviešu",
    "et": "estonian estnisch estonien eesti",
    "is": "icelandic isländisch islandais íslenska",
    "mk": "macedonian mazedonisch",
    "bs": "bosnian bosnisch bosanski",
    "mn": "mongolian",
    "ne": "nepali",
    "am": "amharic",
    "so": "somali",
    "zu": "zulu",
    "ku": "kurdish kurdisch kurde",
    "kk": "kazakh",
    "uz": "uzbek",
    "az": "azerbaijani",
}
_WORD = re.compile(r"[^\W\d_]+")
#: Scripts whose words are not set apart, or are full of signs that are no letters to `_WORD`.
_UNSPACED = re.compile(
    r"[\u0900-\u0dff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@functools.cache
def _folded_set(words: str) -> frozenset[str]:
    return frozenset(map(folded, words.split()))


def _score(low: str, vocabulary: str) -> int:
    """How many words of ``vocabulary`` a folded text has; in unspaced scripts, anywhere in it."""
    known = _folded_set(vocabulary)
    words = _WORD.findall(low.replace(".", ""))
    if low.isascii():
        return sum(map(known.__contains__, words))
    spaced = sum(1 for word in words if word in known or word.removeprefix("ال") in known)
    if not _UNSPACED.search(low):
        return spaced
    return spaced + sum(1 for word in known if _UNSPACED.match(word) and word in low)


@functools.cache
def _folded_phrases(phrases: str) -> tuple[str, ...]:
    return tuple(" ".join(folded(phrase).split()) for phrase in phrases.split(","))


@functools.cache
def _stems() -> tuple[str, ...]:
    return tuple(_folded_set(POSITION_STEMS))


def position_score(text: str) -> int:
    """How much ``text`` sounds like a position."""
    low = folded(text)
    compounds = sum(1 for w in _WORD.findall(low) if len(w) > 9 and w.endswith(_stems()))
    begins = low.startswith(_folded_phrases(POSITION_PHRASES))
    return _score(low, POSITION) + compounds + 2 * begins


def employer_score(text: str) -> int:
    """How much ``text`` sounds like an employer."""
    low = folded(text)
    phrases = sum(phrase in low for phrase in _folded_phrases(EMPLOYER_PHRASES))
    return _score(low, EMPLOYER) + phrases


def school_score(text: str) -> int:
    """How much ``text`` sounds like a school."""
    low = folded(text)
    compound = any(stem in low for stem in ("universit", "hochschule", "gymnasium", "akademie"))
    return _score(low, SCHOOL) + compound


def degree_score(text: str) -> int:
    """How much ``text`` sounds like a degree."""
    return _score(folded(text), DEGREE)


@functools.cache
def _language_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, words in _LANGUAGES.items():
        for word in words.replace("tiếng ", "tiếng_").split():
            names[folded(word.replace("_", " "))] = code
    for code, listed in NAMES.items():
        for name in listed.split(","):
            names.setdefault(" ".join(folded(name).split()), code)
    return names


def language_code(text: str) -> str | None:
    """ISO 639-1 code of the language that ``text`` names, or None."""
    low = folded(text).strip()
    first = _WORD.match(low)
    names = _language_names()
    code = names.get(low) or names.get(low.removeprefix("اللغة "))
    return code or (names.get(first[0]) if first else None)
