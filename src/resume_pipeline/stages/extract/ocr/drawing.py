"""draw: a picture file's pages as pictures, for people to look at. Runs in the box."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from PIL import Image

from resume_pipeline.stages.extract.ocr.images import Bitmap, TooLargeError, bitmap
from resume_pipeline.stages.extract.pictures import SIDES, png


def draw(
    content: bytes, *, max_pages: int, max_bytes: int, sides: Sequence[int] = SIDES
) -> list[str | None]:
    """The first pages of a picture file, as `resume_pipeline.stages.extract.pictures.draw` does.

    They are what was read, in shades of grey.
    """
    try:
        return list(_drawn(content, max_pages, max_bytes, sides))
    except TooLargeError:
        return []


def _drawn(content: bytes, most: int, left: int, sides: Sequence[int]) -> Iterator[str | None]:
    number, count = 0, 1
    while number < count:
        page = bitmap(content, number)
        count = min(page.count, most) if page and number == 0 else count
        file = _file(page, left // (count - number), sides) if page else None
        left -= len(file or b"")
        yield base64.b64encode(file).decode() if file else None
        number += 1


def _file(page: Bitmap, limit: int, sides: Sequence[int]) -> bytes | None:
    """The PNG file of one page, no larger than ``limit``, or None."""
    grey = Image.frombytes("L", (page.width, page.height), page.pixels)
    files = (_picture(grey, side) for side in sides)
    return next((file for file in files if len(file) <= limit), None)


def _picture(grey: Image.Image, side: int) -> bytes:
    scale = min(1.0, side / max(grey.size))
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return png(grey.resize(size).convert("RGB").tobytes(), *size, 3 * size[0])
