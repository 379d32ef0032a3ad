"""Pixels: a page's picture in which only some places are left, and others are blotted out."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Final, Self

import attrs

from resume_pipeline.errors import StageFailedError
from resume_pipeline.wire.payloads import Box, Page

_HEADER: Final = struct.Struct(">II")
_AFTER_SIGNATURE: Final = 8
_MOST: Final = 40_000_000  # bytes of one picture; a page of 2,200 pixels takes a third of it
_WHITE: Final = 255


@attrs.frozen
class Picture:
    """Rows of red, green and blue bytes, from the top."""

    width: int
    height: int
    rows: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, file: bytes) -> Self:
        """The picture in a PNG file as `resume_pipeline.stages.extract.pictures` writes them.

        Raises:
            StageFailedError: it is not one; what comes out of the box is believed only so far.
        """
        try:
            return cls._of(file)
        except (struct.error, zlib.error, ValueError, IndexError) as error:
            raise StageFailedError("bad_picture", "a page's picture cannot be read") from error

    @classmethod
    def _of(cls, file: bytes) -> Self:
        header, packed = b"", b""
        at = _AFTER_SIGNATURE
        while at < len(file):
            (length,) = struct.unpack_from(">I", file, at)
            kind, body = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
            header = body if kind == b"IHDR" else header
            packed += body if kind == b"IDAT" else b""
            at += length + 12
        width, height = _HEADER.unpack_from(header)
        stride = 3 * width + 1
        if header[8:] != b"\x08\x02\0\0\0" or not 0 < stride * height <= _MOST:
            raise ValueError("another kind of picture")
        raw = zlib.decompressobj().decompress(packed, stride * height + 1)
        if len(raw) != stride * height or any(raw[::stride]):
            raise ValueError("rows of another length, or filtered")
        return cls(
            width, height, b"".join(raw[n + 1 : n + stride] for n in range(0, len(raw), stride))
        )


def only(picture: Picture, size: Page, kept: Iterable[Box], blotted: Iterable[Box]) -> Picture:
    """``picture`` with nothing but what lies in ``kept``, on white, and black over ``blotted``.

    Args:
        size: of the page in 1/100 pt; boxes are within it.
    """
    stride = 3 * picture.width
    rows = bytearray([_WHITE]) * len(picture.rows)
    for left, top, right, bottom in (_scaled(box, size, picture) for box in kept):
        for start in range(top * stride, bottom * stride, stride):
            part = slice(start + 3 * left, start + 3 * right)
            rows[part] = picture.rows[part]
    for left, top, right, bottom in (_scaled(box, size, picture) for box in blotted):
        black = bytes(3 * (right - left))
        for start in range(top * stride, bottom * stride, stride):
            rows[start + 3 * left : start + 3 * right] = black
    return Picture(picture.width, picture.height, bytes(rows))


def _scaled(box: Box, size: Page, picture: Picture) -> Box:
    """``box`` in pixels, those that it touches in part included, cut at the picture's edge."""
    left, right = box[0] * picture.width // size.width, -(-box[2] * picture.width // size.width)
    top, bottom = box[1] * picture.height // size.height, -(-box[3] * picture.height // size.height)
    left, right = max(0, left), min(picture.width, right)
    top, bottom = max(0, top), min(picture.height, bottom)
    return left, top, max(left, right), max(top, bottom)
