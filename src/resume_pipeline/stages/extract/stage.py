"""The extract stage: what stands outside of the box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, Final

from resume_pipeline.errors import InvalidRequestError, StageFailedError
from resume_pipeline.model.media import HEAD, PDF, sniff
from resume_pipeline.ports.stage import Boxed, RawFile, Work
from resume_pipeline.stages.extract.ocr.pages import ENGINES, is_installed, recognised
from resume_pipeline.wire.base import Payload
from resume_pipeline.wire.payloads import Document, Line, Page, ReadingStatus, Unseen

_READER: Final = "resume_pipeline.stages.extract.reader:read"
_FALLBACK: Final = "resume_pipeline.stages.extract.fallback:read"
#: What a document may hold; beyond it is too large; and how many pictures of pages are
#: read. All are options of the stage.
_LIMITS: Final = {"max_pages": 60, "max_characters": 500_000, "ocr_pages": 10}
_READ: Final = ("max_pages", "max_characters")  # of the options, what readers take
_LANGUAGES: Final = "ocr_languages"
#: Tesseract's name of a language, or of a script in it.
_LANGUAGE: Final = re.compile("[a-z]{3}(?:_[a-z]{2,8}){0,2}", re.IGNORECASE)
_ENGINES: Final = ("pypdfium2", "pypdf")


class Extract:
    """Read the text of one file: PDF, Word, OpenDocument, RTF, HTML or plain text.

    A document that cannot be read is a `Document` whose status says why. One on which the reader
    died is no output at all: the job fails with the limit as its code.
    """

    name: str = "extract"
    version: str = "6"
    consumes: tuple[type[Payload], ...] = (RawFile,)
    produces: type[Payload] = Document
    per_file: ClassVar[bool] = True
    shared: ClassVar[bool] = True

    @property
    def engines(self) -> tuple[str, ...]:
        """What is installed and decides the output."""
        return (*_ENGINES, *(ENGINES if is_installed() else ()))

    def run(self, work: Work) -> Document:
        """The file's text.

        Raises:
            StageFailedError: an unknown option, or the box stopped the reader.
            StageRetryError: the box was lost.
        """
        options = _options(work.options)
        limits = {name: options[name] for name in _READ}
        boxed = _call(work, _READER, limits)
        if sniff(work.content[:HEAD]) == PDF and _needs_another_reader(boxed):
            second = _call(work, _FALLBACK, limits)
            boxed = second if second.status == "ok" and _status(second) == "ok" else boxed
        if _has_pictures_to_read(boxed, options):
            boxed = recognised(partial(_call, work), boxed.value, options)
        if boxed.status != "ok":
            raise StageFailedError(boxed.status, "the document could not be opened")
        return _document(work.get(RawFile).sha256, boxed.value)


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in given.items():
        if name == _LANGUAGES:
            if not isinstance(value, str) or not _names_languages(value):
                raise StageFailedError(
                    "bad_option", f"{_LANGUAGES} takes Tesseract's names, like eng+deu, or nothing"
                )
        elif name not in _LIMITS or type(value) is not int or value < 1:
            known = ", ".join(sorted(_LIMITS))
            raise StageFailedError("bad_option", f"extract takes whole numbers for: {known}")
    return {**_LIMITS, _LANGUAGES: "eng", **given}


def _names_languages(value: str) -> bool:
    return not value or all(_LANGUAGE.fullmatch(name) for name in value.split("+"))


def _call(work: Work, function: str, options: Mapping[str, Any]) -> Boxed:
    if work.box is None:
        raise StageFailedError("no_box", "extract opens documents in a box, and was given none")
    boxed = work.box.call(function, work.content, options)
    work.isolation = boxed.isolation
    return boxed


def _status(boxed: Boxed) -> str:
    return str(boxed.value.get("status", "")) if isinstance(boxed.value, dict) else ""


def _has_pictures_to_read(boxed: Boxed, options: Mapping[str, Any]) -> bool:
    """Whether pages are pictures, and it is known how to read these."""
    if boxed.status != "ok" or not isinstance(boxed.value, dict) or not options[_LANGUAGES]:
        return False
    return bool(boxed.value.get("unread")) and is_installed()


def _needs_another_reader(boxed: Boxed) -> bool:
    """Whether the first one died, gave up, or saw nothing at all, not even what is hidden."""
    if boxed.status != "ok":
        return boxed.status == "crashed"
    status = _status(boxed)
    return status == "malformed" or (status == "empty" and not boxed.value.get("findings"))


def _document(sha256: str, value: Any) -> Document:
    """A `Document` of what came out of the box, which is believed only as far as it fits."""
    try:
        return Document(
            file_sha256=sha256,
            media_type=value["media_type"],
            status=ReadingStatus(value["status"]),
            engine=value["engine"],
            text=value.get("text", ""),
            pages=tuple(Page(width=w, height=h) for w, h in value.get("pages", ())),
            lines=tuple(_line(row) for row in value.get("lines", ())),
            findings=tuple(value.get("findings", ())),
            unseen=tuple(map(_unseen, value.get("unseen", ()))) or None,
        )
    except (KeyError, ValueError, TypeError, AttributeError, InvalidRequestError):
        raise StageFailedError("crashed", "the reader's answer is not a reading") from None


def _unseen(row: Any) -> Unseen:
    code, text, page, box, at = row
    return Unseen(code=code, text=text, page=page, box=tuple(box) if box else None, at=at)


def _line(row: Any) -> Line:
    start, end, page, box, size, bold = row
    return Line(
        start=start, end=end, page=page, box=tuple(box) if box else None, size=size, bold=bold
    )
