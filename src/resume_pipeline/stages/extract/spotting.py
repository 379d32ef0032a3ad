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
    """The box of ``text[start:end]``, if the glyphs in ``line`` say the same as ``text``."""
    inside = [glyph for glyph in glyphs if _is_inside(glyph.box, line)]
    said = [letter for letter in text if not letter.isspace()]
    first = sum(not letter.isspace() for letter in text[:start])
    count = sum(not letter.isspace() for letter in text[start:end])
    for letters in _orders(inside):
        if count and [letter for letter, _ in letters] == said:
            return around([box for _, box in letters[first : first + count]])
    return None


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
            elif not letter.isspace():
                found.append((letter, glyph.box))
    return found
