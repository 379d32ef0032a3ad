"""spot: where on a PDF's pages certain words of its lines are printed. Runs in the box.

A document has a box for each line. What is pointed at on a page, or blotted out of it, is often a
word of one; its box is found again here, from the glyphs that lie in the line's box.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from resume_pipeline.stages.extract.pdf import glyphs_of
from resume_pipeline.stages.extract.pdfium import pdfium
from resume_pipeline.stages.extract.pieces import BOTTOM, LEFT, RIGHT, TOP, Box, Glyph, around

#: One wanted stretch: page, box and text of its line, first and last character in that text.
Wanted = tuple[int, Sequence[int], str, int, int]
_Letter = tuple[str, Box]


def spot(content: bytes, *, wanted: Sequence[Wanted]) -> list[list[int] | None]:
    """The box of each stretch in 1/100 pt; None where the line's glyphs do not tell.

    Args:
        content: of a PDF.
        wanted: stretches of its lines, of any pages in any order.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        return [None] * len(wanted)
    with document:
        pages = {page for page, *_ in wanted if 0 <= page < len(document)}
        glyphs = {page: _glyphs(document, page) for page in pages}
    found = (
        _box(glyphs.get(page, ()), tuple(line), text, start, end)
        for page, line, text, start, end in wanted
    )
    return [list(box) if box else None for box in found]


def _glyphs(document: Any, number: int) -> list[Glyph]:
    try:
        return glyphs_of(document[number])
    except pdfium.PdfiumError:
        return []


def _box(glyphs: Iterable[Glyph], line: Any, text: str, start: int, end: int) -> Box | None:
    """The box of ``text[start:end]``: by its place in the line, else where it stands just once."""
    inside = [glyph for glyph in glyphs if _is_inside(glyph.box, line)]
    whole, wanted = _bare(text), _bare(text[start:end])
    first = len(_bare(text[:start]))
    once = wanted if whole.count(wanted) == 1 else ""
    for part, skipped in ((whole, first), (once, 0)):
        for letters in _orders(inside):
            at = _only(part, "".join(letter for letter, _ in letters))
            if wanted and at is not None:
                found = letters[at + skipped : at + skipped + len(wanted)]
                return around([box for _, box in found])
    return None


def _bare(text: str) -> str:
    """What is printed of ``text``, without icons: neither they nor bullets are in every line."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Co")


def _only(part: str, whole: str) -> int | None:
    """Where ``part`` stands in ``whole``, if it does so exactly once."""
    return whole.index(part) if part and whole.count(part) == 1 else None


def _is_inside(box: Box, line: Box) -> bool:
    x, y = (box[LEFT] + box[RIGHT]) // 2, (box[TOP] + box[BOTTOM]) // 2
    return line[LEFT] <= x <= line[RIGHT] and line[TOP] <= y <= line[BOTTOM]


def _orders(glyphs: Sequence[Glyph]) -> Iterator[list[_Letter]]:
    """Letters as the content has them, from the left, and from the right."""
    yield _letters(glyphs)
    yield _letters(sorted(glyphs, key=lambda glyph: glyph.box[LEFT]))
    yield _letters(sorted(glyphs, key=lambda glyph: -glyph.box[RIGHT]))


def _letters(glyphs: Iterable[Glyph]) -> list[_Letter]:
    """One letter each; a mark and what it stands on are one, as they are in a line's text."""
    found: list[_Letter] = []
    for glyph in glyphs:
        for letter in unicodedata.normalize("NFC", glyph.text):
            whole = unicodedata.normalize("NFC", found[-1][0] + letter) if found else letter
            if found and len(whole) == 1:
                found[-1] = whole, around([found[-1][1], glyph.box])
            elif _bare(letter):
                found.append((letter, glyph.box))
    return found
