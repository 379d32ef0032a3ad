"""draw: a PDF's pages as pictures, for people to look at. Runs in the box."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from resume_pipeline.stages.extract.pdfium import pdfium

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
SIDES: Final = (1500, 1000, 600)
_EFFORT: Final = 6  # of zlib; more takes twice as long for a few percent


def draw(
    content: bytes, *, max_pages: int, max_bytes: int, sides: Sequence[int] = SIDES
) -> list[str | None]:
    """The first pages of a PDF as PNG files in base64; None for one that cannot be drawn.

    Args:
        content: of the file.
        max_pages: how many at most.
        max_bytes: of all PNG files together; a page that takes less than its share leaves the
            rest to those after it.
        sides: pixels of a page's longer side, the best first; the first whose file is small enough
            is taken.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError:
        return []
    with document:
        count = min(len(document), max_pages)
        return list(_drawn(document, count, max_bytes, sides))


def _drawn(document: Any, count: int, left: int, sides: Sequence[int]) -> Iterator[str | None]:
    for number in range(count):
        picture = _page(document, number, left // (count - number), sides)
        left -= len(picture or b"")
        yield base64.b64encode(picture).decode() if picture else None


def _page(document: Any, number: int, limit: int, sides: Sequence[int]) -> bytes | None:
    """The PNG file of one page, no larger than ``limit``, or None."""
    try:
        page = document[number]
        files = (_picture(page, side) for side in sides)
        return next((file for file in files if len(file) <= limit), None)
    except (pdfium.PdfiumError, ValueError):
        return None  # a broken page, or one without a size


def _picture(page: Any, side: int) -> bytes:
    scale = side / max(page.get_size())
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        bitmap.close()


def png(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """A PNG file (ISO/IEC 15948) of rows of red, green and blue bytes, ``stride`` bytes apart."""
    rows = (pixels[at : at + 3 * width] for at in range(0, stride * height, stride))
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), _EFFORT)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
