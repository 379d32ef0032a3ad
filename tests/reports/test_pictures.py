"""Pages as pictures: what is drawn, and how large it may become."""

import base64
import random
import struct
import zlib

import pytest

from resume_pipeline.reports.pictures import draw_pages
from resume_pipeline.sandbox import InlineBox, ZygoteBox
from resume_pipeline.stages.extract.pictures import draw, png
from tests.stages.documents import locked_pdf, pdf, pdf_of
from tests.stages.scans import scan

DRAW = "resume_pipeline.stages.extract.pictures:draw"
ALL = {"max_pages": 20, "max_bytes": 5_500_000}


def opened(picture):
    """Width, height and rows of red, green and blue of a PNG file in base64."""
    body = base64.b64decode(picture)
    width, height = struct.unpack(">II", body[16:24])
    at, packed = 8, b""
    while at < len(body):
        (length,) = struct.unpack(">I", body[at : at + 4])
        kind, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + length]
        assert struct.unpack(">I", body[at + 8 + length : at + 12 + length]) == (
            zlib.crc32(kind + data),
        )
        packed += data if kind == b"IDAT" else b""
        at += 12 + length
    rows = zlib.decompress(packed)
    stride = 1 + 3 * width
    assert len(rows) == stride * height
    return width, height, [rows[n * stride + 1 : (n + 1) * stride] for n in range(height)]


def test_a_page_is_drawn_as_it_is_printed():
    red_corner = b"1 0 0 rg 0 100 100 100 re f"  # above and left, from the bottom left corner
    (picture,) = draw(pdf_of([red_corner]), **ALL)
    width, height, rows = opened(picture)
    assert (width, height) == (1500, 1500)
    assert rows[10][30:33] == b"\xff\x00\x00"
    assert rows[10][-3:] == rows[-10][:3] == b"\xff\xff\xff"


def test_rows_that_are_padded_are_read_without_the_padding():
    pixels = b"abcdef--ghijkl--"
    picture = base64.b64encode(png(pixels, 2, 2, 8))
    assert opened(picture) == (2, 2, [b"abcdef", b"ghijkl"])


def noise(seed, side=120):
    """A page that no packing makes smaller."""
    shades = random.Random(seed).randbytes(3 * side * side)
    head = f"q 200 0 0 200 0 0 cm BI /W {side} /H {side} /BPC 8 /CS /RGB ID ".encode()
    return head + shades + b" EI Q"


def test_pictures_never_take_more_than_they_may():
    content = pdf_of([noise(seed) for seed in range(4)])
    for limit in (30_000, 400_000, 2_000_000, 20_000_000):
        drawn = [
            base64.b64decode(one) for one in draw(content, max_pages=20, max_bytes=limit) if one
        ]
        assert sum(map(len, drawn)) <= limit
    whole = draw(content, max_pages=20, max_bytes=20_000_000)
    assert [opened(one)[0] for one in whole] == [1500] * 4
    less = sum(len(base64.b64decode(one)) for one in whole) * 8 // 10
    smaller = draw(content, max_pages=20, max_bytes=less)
    assert {opened(one)[0] for one in smaller} == {1000}


def test_only_the_first_pages_are_drawn():
    content = pdf_of([b"0 0 10 10 re f"] * 5)
    assert len(draw(content, max_pages=3, max_bytes=1_000_000)) == 3


def test_what_does_not_open_has_no_pictures():
    assert draw(b"%PDF-1.4 broken", **ALL) == []
    assert draw(locked_pdf(), **ALL) == []


def test_the_box_draws_the_same():
    content = pdf((50, 700, "Jane Quill"))
    box = ZygoteBox()
    try:
        boxed = box.call(DRAW, content, ALL)
    finally:
        box.close()
    assert boxed.status == "ok"
    assert boxed.value == draw(content, **ALL)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_file_is_drawn_as_it_was_read(kind):
    drawing = pytest.importorskip("resume_pipeline.stages.extract.ocr.drawing")
    pages = 3 if kind == "TIFF" else 1
    whole = drawing.draw(scan(kind, pages=pages), **ALL)
    assert len(whole) == pages
    width, height, rows = opened(whole[0])
    assert max(width, height) == 1500
    assert rows[5][:3] == b"\xff\xff\xff"
    assert min(min(row) for row in rows) < 60
    assert len(drawing.draw(scan(kind, pages=pages), max_pages=1, max_bytes=5_000_000)) == 1
    assert drawing.draw(scan(kind), max_pages=1, max_bytes=1_000) == [None]


def test_a_broken_picture_file_has_no_picture():
    drawing = pytest.importorskip("resume_pipeline.stages.extract.ocr.drawing")
    assert drawing.draw(b"\x89PNG\r\n\x1a\n" + bytes(20), **ALL) == [None]


def test_a_picture_file_without_the_extra_has_none(monkeypatch):
    monkeypatch.setattr("resume_pipeline.reports.pictures.is_installed", lambda: False)
    assert draw_pages(scan(), box=InlineBox(allow_unsafe=True)) == []
