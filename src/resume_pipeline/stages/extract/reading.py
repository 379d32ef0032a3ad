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
        unseen: why nobody sees it, by the code of a finding; it is then no part of the text.
    """

    text: str
    page: int = 0
    box: tuple[int, int, int, int] | None = None
    size: int = 0
    bold: bool = False
    unseen: str = ""


def clean(text: str) -> str:
    """``text`` with one form for each letter, single spaces, and nothing unseen."""
    if not text.isascii():
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


def or_scanned(found: dict[str, Any], has_picture: bool) -> dict[str, Any]:
    """A reading, which is ``scanned`` where there is nothing but pictures."""
    is_scanned = found["status"] == "empty" and has_picture
    return {**found, "status": "scanned"} if is_scanned else found


def unseen_rows(lines: Sequence[tuple[str, TextLine]]) -> list[list[Any]]:
    """Lines of pages that nobody sees, each with why: as many and as much as people look at."""
    rows = ((why, clean(line.text)[:_UNSEEN_TEXT], line) for why, line in lines[:_UNSEEN_LINES])
    return [[why, text, line.page, line.box, None] for why, text, line in rows if text]


@attrs.define
class _Text:
    """A text while its lines are put together."""

    texts: list[str] = attrs.field(factory=list)
    rows: list[list[Any]] = attrs.field(factory=list)
    unseen: list[list[Any]] = attrs.field(factory=list)
    findings: set[str] = attrs.field(factory=set)
    lost: int = 0
    at: int = 0

    def add(self, line: TextLine) -> None:
        """Add a line where it can be seen, and tell of it where not."""
        text = clean(line.text)
        if line.unseen:
            self._hide(line, text)
            return
        if not line.text.isascii():
            self.findings.update(oddities(line.text))
            self.lost += len(_LOST.findall(line.text))
        if text:
            end = self.at + len(text)
            self.rows.append([self.at, end, line.page, line.box, line.size, line.bold])
            self.texts.append(text)
            self.at = end + 1

    def _hide(self, line: TextLine, text: str) -> None:
        if text and len(self.unseen) < _UNSEEN_LINES:
            row = [line.unseen, text[:_UNSEEN_TEXT], line.page, line.box, self.at]
            self.unseen.append(row)
            self.findings.add(line.unseen)

    def told(self) -> dict[str, Any]:
        """What was found beside the text."""
        return {
            "findings": sorted(self.findings),
            **({"unseen": self.unseen} if self.unseen else {}),
        }


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
    many letters are not known: a profile of the others would be a profile of nobody. Lines that
    nobody sees are told, with where in the text they would stand.
    """
    found = _Text()
    for line in lines:
        found.add(line)
        if found.at > max_characters:
            return empty_reading(media_type, "too_large", engine)
    if found.lost * 100 > _LOST_SHARE * (found.lost + found.at):
        return empty_reading(media_type, "fonts_unmappable", engine)
    if not found.texts:
        return {**empty_reading(media_type, "empty", engine), **found.told()}
    text = "\n".join(found.texts)
    if gives_orders(text):
        found.findings.add("order_to_a_machine")
    return {
        "media_type": media_type,
        "status": "ok",
        "engine": engine,
        "text": text,
        "pages": [list(page) for page in pages],
        "lines": found.rows,
        **found.told(),
    }
