"""pdf: a PDF of pictures, one a page, and of nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from resume_pipeline.reports.pixels import Picture
from resume_pipeline.wire.payloads import Page

_EFFORT: Final = 9


def pdf(pages: Sequence[tuple[Page, Picture]]) -> bytes:
    """A PDF 1.4 file (ISO 32000-1) with each picture filling its page.

    It has no text, font, link, form, information dictionary, metadata, date or file identifier: the
    same pictures give the same bytes.
    """
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, (size, picture) in enumerate(pages):
        objects += _page(3 + 3 * number, size, picture)
    return _file(objects)


def _page(number: int, size: Page, picture: Picture) -> Iterator[bytes]:
    """The objects of a page; the page itself is object ``number``, the others follow it."""
    width, height = f"{size.width / 100:.2f}", f"{size.height / 100:.2f}"
    yield (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] "
        f"/Resources << /XObject << /P {number + 2} 0 R >> >> /Contents {number + 1} 0 R >>"
    ).encode()
    yield _stream("", f"q {width} 0 0 {height} 0 0 cm /P Do Q".encode())
    yield _stream(
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode ",
        zlib.compress(picture.rows, _EFFORT),
    )


def _stream(entries: str, body: bytes) -> bytes:
    return f"<< {entries}/Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    parts, places, at = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], [], 0
    for number, body in enumerate(objects, start=1):
        at += len(parts[-1])
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    at += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return b"".join(parts)
