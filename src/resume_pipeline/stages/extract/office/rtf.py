"""RTF (Microsoft's Rich Text Format 1.9.1): text with its type, tables, headers and boxes.

Whatever is not known is skipped, and nothing that is broken ends the reading: braces that do not
match, numbers that cannot be, a file that was cut.
"""

from __future__ import annotations

from typing import Any, Final

import attrs

from resume_pipeline.model.media import RTF
from resume_pipeline.stages.extract.office.parts import TINY
from resume_pipeline.stages.extract.office.rtf_flow import Flow
from resume_pipeline.stages.extract.office.rtf_words import (
    AROUND,
    BREAKS,
    CHARACTERS,
    IGNORED,
    PAGES,
    SHOWN,
    SIGNS,
    SYMBOLS,
    Token,
    character_set,
    code_page,
    tokens,
)
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, or_scanned, reading

_ENGINE: Final = "rtf"
_HALF_POINT: Final = 50  # 1/100 pt
_DEPTH: Final = 5_000  # no writer nests groups a tenth as deep


def read_rtf(content: bytes, *, max_characters: int) -> dict[str, Any]:
    """A reading of an RTF file: headers, then the body with its boxes, then footers."""
    reader = _Reader()
    for token in tokens(content):
        reader.take(token)
        if reader.depth > _DEPTH:
            return empty_reading(RTF, "malformed", _ENGINE)
    found = reading(RTF, _ENGINE, reader.ended(), max_characters=max_characters)
    return or_scanned(found, reader.has_picture)


@attrs.frozen
class _State:
    """What holds until the end of a group.

    Attributes:
        place: which destination: ``body``, ``header``, ``footer``, ``box``, ``fonts``, ``mark`` (of
            a list's item) or ``ignored``.
        size: of the type in 1/100 pt.
        tables: how many the paragraph stands in, one inside of the other.
        skipped: characters that stand in for one of Unicode, after it.
        font: its number, which has a code page.
    """

    place: str = "body"
    size: int = 24 * _HALF_POINT
    bold: bool = False
    is_hidden: bool = False
    is_deleted: bool = False
    tables: int = 0
    skipped: int = 1
    font: int | None = None


class _Reader:
    """Takes tokens, and knows what each group says of its text."""

    def __init__(self) -> None:
        self._flow = Flow()
        self.has_picture = False
        self._state = _State()
        self._groups: list[_State] = []
        self._page = PAGES["ansi"]
        self._fonts: dict[int, str] = {}
        self._font = -1  # the one that the table of fonts speaks of
        self._bytes = b""  # of a code page that may take more than one for a letter
        self._half = 0  # of a character that takes two numbers
        self._to_skip = 0
        self._is_optional = False

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._groups)

    def take(self, token: Token) -> None:
        """Read one token."""
        if token.kind == "text" and not self._to_skip:
            self._bytes += token.text
        elif token.kind in ("text", "byte"):
            self._take_bytes(token.text)
        elif token.kind == "brace":
            self._end_text()
            self._brace(token.text == b"{")
        elif self._to_skip and token.text not in (b"u", b"*"):
            self._to_skip -= 1
        else:
            self._end_text()
            self._sign(token.text) if token.kind == "sign" else self._word(token)

    def ended(self) -> list[TextLine]:
        """Every line, once there are no more tokens."""
        self._end_text()
        return self._flow.ended()

    def _take_bytes(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        self._bytes += text[skipped:]

    def _brace(self, opens: bool) -> None:
        self._to_skip = 0
        if opens:
            self._groups.append(self._state)
        elif self._groups:
            before, self._state = self._state, self._groups.pop()
            if before.place != self._state.place:
                self._flow.leave(before.place)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_optional = True
        elif sign in b"\r\n":
            self._break()
        else:
            self._say(SIGNS.get(sign, ""))

    def _word(self, token: Token) -> None:
        word, number = token.text.decode(), token.number
        optional, self._is_optional = self._is_optional, False
        if self._enters(word, optional):
            return
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in CHARACTERS:
            self._say(CHARACTERS[word])
        elif word in BREAKS:
            self._break()
        elif word in ("cell", "nestcell", "row", "nestrow"):
            self._table(word)
        elif self._state.place == "fonts" or word in PAGES or word == "ansicpg":
            self._encoding(word, number)
        else:
            self._look(word, number)

    def _enters(self, word: str, optional: bool) -> bool:
        """Whether the word begins a destination, which is then entered."""
        self.has_picture = self.has_picture or word == "pict"
        if word in IGNORED:
            self._go("ignored")
        elif word in SHOWN:
            outer = self._groups[-1].place if self._groups else "body"
            self._go("box" if word == "shptxt" else self._shown_in(outer))
        elif word == "fonttbl":
            self._go("fonts")
        elif self._state.place == "ignored":
            return True
        elif word in AROUND:
            self._go(AROUND[word])
        elif word in ("listtext", "pntext"):
            self._go("mark")
        elif optional:
            self._go("ignored")
        else:
            return False
        return True

    def _shown_in(self, outer: str) -> str:
        """The destination that the ignored groups around stand in."""
        places = (state.place for state in reversed(self._groups))
        return next((place for place in places if place != "ignored"), outer)

    def _go(self, place: str) -> None:
        if place == "mark" and self._state.place in ("body", "box", "header", "footer"):
            self._say("• ")
        if place in ("header", "footer", "box") and self._state.place != place:
            self._flow.enter(place)
        self._state = attrs.evolve(self._state, place=place)

    def _break(self) -> None:
        if self._is_text():
            self._flow.end_line(self._state.tables)

    def _table(self, word: str) -> None:
        if self._is_text():
            level = max(2, self._state.tables) if word.startswith("nest") else 1
            (self._flow.end_cell if word.endswith("cell") else self._flow.end_row)(level)

    def _encoding(self, word: str, number: int | None) -> None:
        if word in PAGES:
            self._page = PAGES[word]
        elif word == "ansicpg":
            self._page = code_page(number or 0)
        elif word == "f":
            self._font = number or 0
        elif word in ("fcharset", "cpg"):
            name = character_set(number or 0) if word == "fcharset" else code_page(number or 0)
            if name:
                self._fonts[self._font] = name

    def _look(self, word: str, number: int | None) -> None:
        on = number != 0
        said: dict[str, dict[str, Any]] = {
            "b": {"bold": on},
            "v": {"is_hidden": on},
            "deleted": {"is_deleted": on},
            "intbl": {"tables": max(1, self._state.tables)},
            "itap": {"tables": min(max(0, number or 0), 9)},
            "pard": {"tables": 0},
            "plain": {"bold": False, "is_hidden": False, "size": _State().size, "font": None},
            "fs": {"size": _HALF_POINT * min(max(0, number or 0), 2_000)},
            "uc": {"skipped": min(max(0, 1 if number is None else number), 8)},
            "f": {"font": number},
        }
        if word in said:
            self._state = attrs.evolve(self._state, **said[word])

    def _unicode(self, number: int) -> None:
        """Say one character, or the half of one, and skip what stands in for it."""
        code = number & 0xFFFF if number < 0x10000 else number
        self._to_skip = self._state.skipped
        if 0xD800 <= code < 0xDC00:
            self._half = code
        elif 0xDC00 <= code < 0xE000:
            whole = 0x10000 + ((self._half - 0xD800) << 10) + code - 0xDC00
            self._say(chr(whole) if self._half else "")
            self._half = 0
        elif code <= 0x10FFFF:
            self._say(chr(code))

    def _end_text(self) -> None:
        """Say the bytes that were taken, in the code page of their font."""
        if not self._bytes:
            return
        content, self._bytes = self._bytes, b""
        font = self._state.font
        page = self._page if font is None else self._fonts.get(font, self._page)
        if page != SYMBOLS:
            self._say(content.decode(page, "replace"))

    def _is_text(self) -> bool:
        return self._state.place in ("body", "box", "header", "footer")

    def _say(self, text: str) -> None:
        state = self._state
        if not self._is_text() or state.is_deleted or not text:
            return
        if state.is_hidden or state.size < TINY:
            self._flow.hide(text)
        else:
            self._flow.say(text, state.size, state.bold)
