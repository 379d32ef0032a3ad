"""PDF by pypdfium2: glyphs with their boxes, as `layout` takes them. Runs in the box."""

from __future__ import annotations

from typing import Any

import attrs

from resume_pipeline.model.media import PDF
from resume_pipeline.stages.extract.glyphs import SCALE, page_glyphs
from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.pdfium import pdfium, raw
from resume_pipeline.stages.extract.pieces import Glyph, one_by_one
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, reading, unseen_rows

_ENGINE = "pypdfium2"
_DRAWING = 50  # shapes; a page of rules and frames has fewer, one of drawn letters has more


def read_pdf(content: bytes, *, max_pages: int, max_characters: int) -> dict[str, Any]:
    """A reading of a PDF, in reading order."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        return empty_reading(PDF, _status_of(error), _ENGINE)
    with document:
        if len(document) > max_pages:
            return empty_reading(PDF, "too_large", _ENGINE)
        return _read_pages(document, max_characters)


def _status_of(error: Any) -> str:
    code = getattr(error, "err_code", None)
    locked = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
    return "encrypted" if code in locked else "malformed"


@attrs.define
class _Pages:
    """What was found on a document's pages so far."""

    sizes: list[tuple[int, int]] = attrs.field(factory=list)
    lines: list[TextLine] = attrs.field(factory=list)
    unseen: list[tuple[str, TextLine]] = attrs.field(factory=list)
    unread: list[int] = attrs.field(factory=list)
    findings: set[str] = attrs.field(factory=set)

    def add(self, page: Any) -> bool:
        """Read one more page; False if it holds too much. None stands for a broken one."""
        number = len(self.sizes)
        if page is None:
            self.sizes.append((0, 0))
            self.findings.add("page_unreadable")
            return True
        self.sizes.append(_size(page))
        glyphs = page_glyphs(page, self.sizes[-1])
        if glyphs is None:
            return False
        self.lines += page_lines(glyphs.seen, number)
        self.findings.update(glyphs.unseen)
        for why in sorted(glyphs.unseen):
            self.unseen += [(why, line) for line in page_lines(glyphs.unseen[why], number)]
        if not any(glyphs.seen.texts) and _has_picture(page):
            self.unread.append(number)
        page.close()
        return True


def _read_pages(document: Any, max_characters: int) -> dict[str, Any]:
    found = _Pages()
    for number in range(len(document)):
        if sum(len(line.text) for line in found.lines) > max_characters:
            return empty_reading(PDF, "too_large", _ENGINE)
        if not found.add(_page(document, number)):
            return empty_reading(PDF, "too_large", _ENGINE)
    if not any(map(any, found.sizes)):
        return empty_reading(PDF, "malformed", _ENGINE)
    return {**_reading(found, max_characters), "pages": [list(size) for size in found.sizes]}


def _reading(pages: _Pages, max_characters: int) -> dict[str, Any]:
    more: dict[str, Any] = {"unread": pages.unread, "findings": sorted(pages.findings)}
    if pages.unseen:
        more["unseen"] = unseen_rows(pages.unseen)
    if pages.unread and not pages.lines:
        return {**empty_reading(PDF, "scanned", _ENGINE), **more}
    found = reading(PDF, _ENGINE, pages.lines, max_characters=max_characters, pages=pages.sizes)
    if found["status"] == "fonts_unmappable":
        return {**found, **more, "unread": list(range(len(pages.sizes)))}
    partly = ["page_without_text"] if pages.unread else []
    findings = {*pages.findings, *found.get("findings", []), *partly}
    return {**found, **more, "findings": sorted(findings)}


def _size(page: Any) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width * SCALE), round(height * SCALE)


def glyphs_of(page: Any) -> list[Glyph]:
    """The glyphs of a page that are read, without spaces; none if there are too many."""
    glyphs = page_glyphs(page, _size(page))
    return one_by_one(glyphs.seen) if glyphs else []


def _page(document: Any, number: int) -> Any:
    """One page, or None if it is broken, which says nothing of the others."""
    try:
        return document[number]
    except pdfium.PdfiumError:
        return None


def _has_picture(page: Any) -> bool:
    """Whether a page shows something that may be text: a picture, or letters that are drawn."""
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
    for drawn, item in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE or drawn > _DRAWING:
            return True
    return False
