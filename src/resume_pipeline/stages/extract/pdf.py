"""PDF by pypdfium2: glyphs with their boxes, as `layout` takes them. Runs in the box."""

from __future__ import annotations

from typing import Any

from resume_pipeline.model.media import PDF
from resume_pipeline.stages.extract.glyphs import SCALE, page_glyphs
from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.pdfium import pdfium, raw
from resume_pipeline.stages.extract.pieces import Glyph
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, reading

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


def _read_pages(document: Any, max_characters: int) -> dict[str, Any]:
    lines: list[TextLine] = []
    pages: list[tuple[int, int]] = []
    findings: set[str] = set()
    unread: list[int] = []
    for number in range(len(document)):
        page = _page(document, number)
        if page is None:
            pages.append((0, 0))
            findings.add("page_unreadable")
            continue
        pages.append(_size(page))
        glyphs = page_glyphs(page, pages[-1], findings)
        if glyphs is None or sum(len(line.text) for line in lines) > max_characters:
            return empty_reading(PDF, "too_large", _ENGINE)
        lines += page_lines(glyphs, number)
        if not glyphs and _has_picture(page):
            unread.append(number)
        page.close()
    if not any(map(any, pages)):
        return empty_reading(PDF, "malformed", _ENGINE)
    more = {"unread": unread, "pages": [list(page) for page in pages]}
    if unread and not lines:
        return {**empty_reading(PDF, "scanned", _ENGINE), **more, "findings": sorted(findings)}
    found = reading(PDF, _ENGINE, lines, max_characters=max_characters, pages=pages)
    if found["status"] == "fonts_unmappable":
        more["unread"] = list(range(len(pages)))
        return {**found, **more, "findings": sorted(findings)}
    findings |= {*found.get("findings", []), *(["page_without_text"] if unread else [])}
    return {**found, **more, "findings": sorted(findings)}


def _size(page: Any) -> tuple[int, int]:
    width, height = page.get_size()
    return round(width * SCALE), round(height * SCALE)


def glyphs_of(page: Any) -> list[Glyph]:
    """The glyphs of a page that are read, with gaps between; none if there are too many."""
    return page_glyphs(page, _size(page), set()) or []


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
