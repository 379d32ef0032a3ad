"""recognise: one page's picture as lines of text, by Tesseract's own library. Runs in the box.

The box lets nothing open a file, so what Tesseract needs of the machine is opened before: `prepare`
runs where the child is forked from, and never sees a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from resume_pipeline.stages.extract.layout import page_lines
from resume_pipeline.stages.extract.ocr.engine import engine_of, tesserocr
from resume_pipeline.stages.extract.ocr.images import Bitmap, TooLargeError, bitmap
from resume_pipeline.stages.extract.ocr.words import Row, Seen, glyphs
from resume_pipeline.stages.extract.pieces import by_columns
from resume_pipeline.stages.extract.reading import empty_reading, reading

_LINE, _WORD = tesserocr.RIL.TEXTLINE, tesserocr.RIL.WORD


def prepare(*, languages: str, data: str, **_: object) -> None:
    """Load the data of these languages, once for every document."""
    engine_of(languages, data)


def recognise(
    content: bytes, *, page: int, languages: str, data: str, max_characters: int
) -> dict[str, Any]:
    """A reading of one page, as if it were the only one, with the file's number of pages.

    Args:
        content: of a PDF or a picture.
        page: which one, from 0.
        languages: Tesseract's names for them, joined by plus signs.
        data: the folder with their data; where systems have it, if empty.
        max_characters: of its text.
    """
    engine = engine_of(languages, data)
    if engine is None:
        return {**empty_reading("", "scanned"), "findings": ["ocr_language_missing"]}
    try:
        picture = bitmap(content, page)
    except TooLargeError:
        return empty_reading("", "too_large", engine.name)
    if picture is None:
        return empty_reading("", "malformed", engine.name)
    unit = max(picture.page) / max(picture.width, picture.height)
    lines = page_lines(by_columns(glyphs(_seen(engine.api, picture), unit)), page)
    found = reading("", engine.name, lines, max_characters=max_characters, pages=[picture.page])
    return {**found, "pages": [list(picture.page)], "count": picture.count}


def _seen(api: Any, picture: Bitmap) -> Iterator[Seen]:
    api.SetImageBytes(picture.pixels, picture.width, picture.height, 1, picture.stride)
    api.Recognize()
    words = api.GetIterator()
    if words is None:
        return
    for word in tesserocr.iterate_level(words, _WORD):
        box = word.BoundingBox(_WORD)
        if box and not word.Empty(_WORD):
            text = word.GetUTF8Text(_WORD).strip()
            yield Seen(text, box[0], box[2], word.Confidence(_WORD), _row(word))


def _row(word: Any) -> Row:
    left, top, right, bottom = word.BoundingBox(_LINE)
    (from_x, from_y), (to_x, to_y) = word.Baseline(_LINE) or ((left, bottom), (right, bottom))
    said = word.RowAttributes()
    height = said["row_height"] or bottom - top
    return Row(from_x, from_y, to_x, to_y, height, said["ascenders"], abs(said["descenders"]))
