"""Pages as grey bitmaps: of PDFs by pdfium, of picture files by Pillow. Runs in the box."""

from __future__ import annotations

import io
from typing import Any, Final

import attrs
from PIL import (  # one plugin for each format that is read: the box can import nothing later
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from resume_pipeline.model.media import HEAD, PDF, sniff
from resume_pipeline.stages.extract.pdfium import pdfium

PLUGINS: Final = (
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
_FORMATS: Final = ("JPEG", "PNG", "TIFF", "WEBP")
Image.preinit()  # which it would do on first use
_SIDE: Final = 3_508  # pixels of the longer side of a page: A4 at 300 dots an inch
_LEAST: Final = 2_200  # a smaller picture is enlarged to it: Tesseract wants letters of 20 pixels
_PIXELS: Final = 80_000_000  # more of them are no page
_A4: Final = 84_200  # 1/100 pt: a picture's longer side, whatever it says of its own size


class TooLargeError(Exception):
    """A picture of more pixels than a page has."""


@attrs.frozen
class Bitmap:
    """A page in shades of grey.

    Attributes:
        pixels: a byte each, rows from the top, ``stride`` bytes apart.
        width, height: in pixels.
        page: width and height in 1/100 pt.
        count: how many pages the file has.
    """

    pixels: bytes
    width: int
    height: int
    stride: int
    page: tuple[int, int]
    count: int = 1


def bitmap(content: bytes, page: int) -> Bitmap | None:
    """One page of a file, from 0, or None if there is none that can be drawn.

    Raises:
        TooLargeError: it has more pixels than a page has.
    """
    if sniff(content[:HEAD]) == PDF:
        return _of_pdf(content, page)
    try:
        return _of_picture(content, page)
    except (OSError, EOFError, SyntaxError, ValueError, TypeError, Image.DecompressionBombError):
        return None  # the ways in which Pillow gives up


def _of_pdf(content: bytes, page: int) -> Bitmap | None:
    try:
        with pdfium.PdfDocument(content) as document:
            return _drawn(document[page], len(document))
    except (pdfium.PdfiumError, ValueError, IndexError, ZeroDivisionError):
        return None


def _drawn(page: Any, count: int) -> Bitmap:
    width, height = page.get_size()
    drawn = page.render(scale=_SIDE / max(width, height), grayscale=True)
    size = (round(width * 100), round(height * 100))
    return Bitmap(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, size, count)


def _of_picture(content: bytes, page: int) -> Bitmap:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
        picture.seek(page)
        if picture.width * picture.height > _PIXELS:
            raise TooLargeError
        picture.draft("L", (_SIDE, _SIDE))
        grey = _on_white(ImageOps.exif_transpose(picture))
        count = getattr(picture, "n_frames", 1)
    scale = _scale(max(grey.size))
    if scale != 1:
        width, height = (max(1, round(side * scale)) for side in grey.size)
        grey = grey.resize((width, height))
    width, height = grey.size
    long = max(grey.size)
    size = (width * _A4 // long, height * _A4 // long)
    return Bitmap(grey.tobytes(), width, height, width, size, count)


def _scale(side: int) -> float:
    return _SIDE / side if side > _SIDE else max(1.0, _LEAST / side)


def _on_white(picture: Image.Image) -> Image.Image:
    """The picture in grey, where it is clear on white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("L")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("L")
