"""Plain text in any common encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from resume_pipeline.model.media import TEXT, is_utf16
from resume_pipeline.stages.extract.reading import TextLine, reading

_BARS = "|│┃║"
#: A line of a drawn table, or of a rule; or what underlines a heading.
_RULE = frozenset(" +|│┃║├┤┌┐└┘┬┴┼╔╗╚╝╠╣╦╩╬-=─━═~_*#:")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_HEADING_LENGTH = 60
_WEIGHT = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,200})(?<=\S)\1")
#: Sizes for six levels of headings and, last, for text, in 1/100 pt.
_SIZES = (0, 2000, 1600, 1400, 1200, 1100, 1000)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(content: bytes, declared: str = "") -> str:
    """``content`` as text: by its mark, as UTF-8, as declared, by its zeros, or as cp1252.

    Text that is not UTF-8 and says nothing of itself is taken for Western European.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    names = [marked, "utf-8", declared, _wide(content)]
    for name in filter(None, names):
        try:
            text = content.decode(name)
        except (UnicodeError, LookupError):
            continue
        if "\x00" not in text:
            return text
    return content.decode("cp1252", "replace")


def _wide(content: bytes) -> str:
    if not is_utf16(content[:512]):
        return ""
    return "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"


def read_text(content: bytes, *, max_characters: int) -> dict[str, Any]:
    """A reading of plain text, line by line."""
    if len(content) > 4 * max_characters:  # no encoding takes more for a character
        return {"media_type": TEXT, "status": "too_large", "engine": "text"}
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return reading(TEXT, "text", marked_lines(text.split("\n")), max_characters=max_characters)


def marked_lines(lines: list[str]) -> Iterator[TextLine]:
    """Lines without the signs that draw tables, headings and weight in plain text."""
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        bare = line.strip()
        if len(bare) > 2 and _RULE.issuperset(bare):
            continue
        heading = _HEADING.match(line)
        if heading:
            yield TextLine(
                line[heading.end() :].rstrip("# "), size=_SIZES[len(heading[1])], bold=True
            )
        elif line.strip() and _UNDERLINE.fullmatch(below.strip()) and len(line) < _HEADING_LENGTH:
            yield TextLine(line, size=_SIZES[2], bold=True)
        else:
            yield _weighed(_cells(line))


def _cells(line: str) -> str:
    """A table's row with its cells set apart by tabs."""
    row = line.strip()
    if len(row) < 3 or row[0] not in _BARS or row[-1] not in _BARS:
        return line
    return "\t".join(filter(None, (cell.strip() for cell in re.split(f"[{_BARS}]", row))))


def _weighed(line: str) -> TextLine:
    bare = line.strip()
    bold = len(bare) > 4 and bare[:2] == bare[-2:] and bare[:2] in ("**", "__")
    return TextLine(_WEIGHT.sub(r"\2", line), size=_SIZES[6], bold=bold)
