"""read: open one document of any kind that is read. Runs in the box."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

from resume_pipeline.model.media import DOCX, HEAD, HTML, ODT, PDF, RTF, TEXT, sniff
from resume_pipeline.stages.extract.html import read_html
from resume_pipeline.stages.extract.office.package import read_package
from resume_pipeline.stages.extract.office.rtf import read_rtf
from resume_pipeline.stages.extract.pdf import read_pdf
from resume_pipeline.stages.extract.reading import empty_reading
from resume_pipeline.stages.extract.text import read_text

_READERS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    HTML: read_html,
    RTF: read_rtf,
    TEXT: read_text,
}
#: Pictures of pages, where OCR is installed.
READ_AS_PICTURES: Final = ("image/png", "image/jpeg", "image/tiff", "image/webp")
#: Word documents with a password are no zip archives but OLE storages with this stream.
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes, *, max_pages: int, max_characters: int) -> dict[str, Any]:
    """A reading of ``content``, by what it is and not by what it is called."""
    kind = sniff(content[:HEAD])
    if kind == PDF:
        return read_pdf(content, max_pages=max_pages, max_characters=max_characters)
    if kind in (DOCX, ODT, "application/zip"):
        return read_package(kind, content, max_characters=max_characters)
    if kind in _READERS:
        return _READERS[kind](content, max_characters=max_characters)
    if kind in READ_AS_PICTURES:
        return {**empty_reading(kind, "scanned"), "unread": [0]}
    return empty_reading(kind, _status_of(kind, content))


def warm_up() -> None:
    """Read documents of our own, so that what is made on first use is there in every child."""
    for sample in (files("resume_pipeline.demo") / "resumes").iterdir():
        read(sample.read_bytes(), max_pages=1, max_characters=5_000)


def _status_of(kind: str, content: bytes) -> str:
    if kind.startswith("image/"):
        return "scanned"
    if kind == "application/x-ole-storage" and _ENCRYPTED_PACKAGE in content:
        return "encrypted"
    return "unsupported" if content else "empty"
