"""Pictures of pages, as scanners and phones make them."""

from __future__ import annotations

import functools
import io

import pypdfium2

from .documents import demo


@functools.cache
def _page(name):
    with pypdfium2.PdfDocument(demo(name)) as document:
        return document[0].render(scale=150 / 72).to_pil()


def scan(kind="PNG", *, name="one-column", turned=0, pages=1, **saved):
    """The first page of a demo as a picture file, or as a PDF of pictures."""
    picture = _page(name)
    if turned:
        picture = picture.rotate(turned, fillcolor="white", resample=3)
    out = io.BytesIO()
    if kind in ("PDF", "TIFF"):
        more = [picture] * (pages - 1)
        saved = {"save_all": True, "append_images": more, "resolution": 150, **saved}
    picture.convert("L").save(out, kind, **saved)
    return out.getvalue()


def half_scanned():
    """A PDF whose first page is text and whose second is a picture."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for content in (demo("one-column"), scan("PDF")):
        writer.add_page(PdfReader(io.BytesIO(content)).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
