"""Pictures of a document's pages, and where words are on them. Both are found out in the box."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, Final

import attrs

from resume_pipeline.model.media import HEAD, PDF, sniff
from resume_pipeline.ports.stage import Box as Sandbox
from resume_pipeline.stages.extract.ocr.pages import is_installed
from resume_pipeline.wire.payloads import Box, Line

_DRAW: Final = "resume_pipeline.stages.extract.pictures:draw"
_DRAW_PICTURE: Final = "resume_pipeline.stages.extract.ocr.drawing:draw"
_SPOT: Final = "resume_pipeline.stages.extract.spotting:spot"
_PAGES: Final = 20
#: In base64, so many bytes stay below what may come out of a box.
_BYTES: Final = 5_500_000
_MOST_SPOTS: Final = 20_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def draw_pages(
    data: bytes, *, box: Sandbox, max_pages: int = _PAGES, sides: Sequence[int] | None = None
) -> list[bytes | None]:
    """The first pages of a PDF, or of a picture file, as PNG files, drawn in a child process.

    Args:
        data: the file's bytes.
        box: where to open it.
        max_pages: how many at most.
        sides: pixels of a page's longer side, the best first; what fits is taken.

    Returns:
        None for a page that could not be drawn; nothing at all for another kind of file, if the
        drawing had to be stopped, and for a picture file without the extra ``ocr``.

    Raises:
        StageRetryError: the child process was lost, which says nothing of the document.
    """
    function = _drawer(sniff(data[:HEAD]))
    if function is None:
        return []
    more = {"sides": list(sides)} if sides else {}
    told = _told(data, function, {"max_pages": max_pages, "max_bytes": _BYTES, **more}, box)
    return [_picture(one) for one in told[:max_pages]]


def _drawer(media_type: str) -> str | None:
    """What draws such a file in the box, if anything does."""
    if media_type == PDF:
        return _DRAW
    return _DRAW_PICTURE if media_type.startswith("image/") and is_installed() else None


def _told(data: bytes, function: str, options: dict[str, Any], box: Sandbox) -> list[Any]:
    """The list that comes out of the box; an empty one if it was stopped."""
    boxed = box.call(function, data, options)
    return boxed.value if boxed.status == "ok" and isinstance(boxed.value, list) else []


def _picture(told: object) -> bytes | None:
    """The file that came out of the box, which is believed only as far as it fits."""
    try:
        file = base64.b64decode(told, validate=True) if isinstance(told, str) else b""
    except ValueError:
        return None
    return file if file.startswith(_PNG) else None


@attrs.frozen
class Stretch:
    """Characters of one line.

    Attributes:
        line: with its box.
        start, end: characters of the document's text, within the line.
    """

    line: Line
    start: int
    end: int


def spots_of(
    data: bytes, text: str, stretches: Sequence[Stretch], *, box: Sandbox
) -> list[Box | None]:
    """The box of each stretch on its page; None where only that of its line is known.

    Args:
        data: of the document.
        text: that was read in it.
        box: where to open it.

    Raises:
        StageRetryError: the child process was lost, which says nothing of the document.
    """
    wanted = [
        (s.line.page, s.line.box, text[s.line.start : s.line.end], *_within(s))
        for s in stretches[:_MOST_SPOTS]
        if s.line.box
    ]
    has_letters = bool(wanted) and sniff(data[:HEAD]) == PDF
    found = _told(data, _SPOT, {"wanted": wanted}, box) if has_letters else []
    told = iter(found if len(found) == len(wanted) else [])
    return [_believed(next(told, None), s.line.box) if s.line.box else None for s in stretches]


def _within(stretch: Stretch) -> tuple[int, int]:
    return stretch.start - stretch.line.start, min(
        stretch.end, stretch.line.end
    ) - stretch.line.start


def _believed(told: object, line: Box) -> Box | None:
    """The box that came out of the box, as far as it lies in that of its line."""
    if not (isinstance(told, list) and len(told) == 4 and all(type(n) is int for n in told)):
        return None
    left, top, right, bottom = told
    left, top = max(left, line[0]), max(top, line[1])
    right, bottom = min(right, line[2]), min(bottom, line[3])
    return (left, top, right, bottom) if left < right and top < bottom else None
