"""Reading: what the readers hand out of the box, as plain values that JSON can carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from resume_pipeline.stages.extract.orders import gives_orders

UNKNOWN = "\ufffd"  #: a letter that is printed and that nobody can name

#: Letters that exist only to be printed: ligatures and the joined forms of Arabic.
_PRINT_FORMS = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdff\ufe70-\ufefe\uff01-\uff5e]")
#: Nothing that a person sees: controls, surrogates, private use, marks of direction and width.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


#: What stands for a letter that nobody can name: private use, and what replaces broken text.
_LOST = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_UNSEEN_LINES = 200
_UNSEEN_TEXT = 200  # characters of one
_LOST_SHARE = 30  # percent of all letters; icons are a few
#: Characters that carry text nobody sees, or that cut a Latin word without showing.
_SMUGGLED = re.compile("[\U000e0000-\U000e007f]|[A-Za-z][\u200b\u2060-\u2064\ufeff]+[A-Za-z]")
#: Letters of Greek and Cyrillic that look like Latin ones.
_LOOKALIKES = re.compile("[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονАВЕЅІЈКМНОРСТХаеорсухіјѕԁһӏ]")
_LOOKALIKE_WORDS = re.compile(r"[^\W\d_]{3,64}")


@attrs.frozen
class TextLine:
    """One line, not yet at its place in the whole text.

    Attributes:
        text: cleaned; parts that stand apart on the line are joined by tabs.
        page: from 0.
        box: left, top, right, bottom in 1/100 pt from the page's top left corner, if known.
        size: of the type in 1/100 pt, 0 if not known.
        bold: whether most of it is.
    """

    text: str
    page: int = 0
    box: tuple[int, int, int, int] | None = None
    size: int = 0
    bold: bool = False


def clean(text: str) -> str:
    """``text`` with one form for each letter, single spaces, and nothing unseen."""
    text = _PRINT_FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    parts = (" ".join(part.split()) for part in text.split("\t"))
    return "\t".join(part for part in parts if part)


def oddities(text: str) -> list[str]:
    """Findings about the characters of ``text``, as it was before it was cleaned."""
    found = []
    if _SMUGGLED.search(text):
        found.append("unseen_characters")
    if UNKNOWN in text:
        found.append("unmapped_letters")
    if _LOOKALIKES.search(text) and any(map(_is_mixed, _LOOKALIKE_WORDS.findall(text))):
        found.append("mixed_scripts")
    return found


def _is_mixed(word: str) -> bool:
    return any(c.isascii() for c in word) and any(_LOOKALIKES.match(c) for c in word)


def empty_reading(media_type: str, status: str, engine: str = "") -> dict[str, Any]:
    """A reading without text, and why."""
    return {"media_type": media_type, "status": status, "engine": engine}


def unseen_rows(lines: Sequence[tuple[str, TextLine]]) -> list[list[Any]]:
    """Lines that nobody sees, each with why: so many and so much of each as people look at."""
    rows = ((why, clean(line.text)[:_UNSEEN_TEXT], line) for why, line in lines[:_UNSEEN_LINES])
    return [[why, text, line.page, line.box] for why, text, line in rows if text]


def reading(
    media_type: str,
    engine: str,
    lines: Iterable[TextLine],
    *,
    max_characters: int,
    pages: Sequence[tuple[int, int]] = (),
) -> dict[str, Any]:
    """A reading of ``lines``, cleaned, or why there is none.

    It is ``empty`` without text, ``too_large`` with too much, and ``fonts_unmappable`` where too
    many letters are not known: a profile of the others would be a profile of nobody.
    """
    texts: list[str] = []
    rows: list[list[Any]] = []
    at = 0
    findings: set[str] = set()
    lost = 0
    for line in lines:
        text = clean(line.text)
        if not line.text.isascii():
            findings.update(oddities(line.text))
            lost += len(_LOST.findall(line.text))
        if not text:
            continue
        rows.append([at, at + len(text), line.page, line.box, line.size, line.bold])
        texts.append(text)
        at += len(text) + 1
        if at > max_characters:
            return empty_reading(media_type, "too_large", engine)
    if lost * 100 > _LOST_SHARE * (lost + at):
        return empty_reading(media_type, "fonts_unmappable", engine)
    if not texts:
        return empty_reading(media_type, "empty", engine)
    text = "\n".join(texts)
    if gives_orders(text):
        findings.add("order_to_a_machine")
    return {
        "media_type": media_type,
        "status": "ok",
        "engine": engine,
        "text": text,
        "pages": [list(page) for page in pages],
        "lines": rows,
        "findings": sorted(findings),
    }
