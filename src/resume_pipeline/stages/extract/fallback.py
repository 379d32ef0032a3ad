"""PDF by pypdf, for what pdfium cannot open: text without places. Runs in the box."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf import PdfReader
from pypdf.errors import (
    DependencyError,
    DeprecationError,
    FileNotDecryptedError,
    PyPdfError,
)

from resume_pipeline.model.media import PDF
from resume_pipeline.sandbox.loading import import_all
from resume_pipeline.stages.extract.reading import TextLine, empty_reading, reading

import_all(pypdf)  # which imports some of itself only when a document asks for it

_ENGINE = "pypdf"
#: How pypdf gives up on a broken document besides its own errors, as seen on hostile files.
_GIVES_UP = (
    PyPdfError,
    DependencyError,
    DeprecationError,
    AssertionError,
    AttributeError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    RecursionError,
    ZeroDivisionError,
    OSError,
    NotImplementedError,
)


class _TooManyPagesError(Exception):
    """More pages than are read."""


def read(content: bytes, *, max_pages: int, max_characters: int) -> dict[str, Any]:
    """A reading of a PDF that has no boxes."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings quote the document
    try:
        document = PdfReader(io.BytesIO(content))
        if document.is_encrypted and not document.decrypt(""):
            return empty_reading(PDF, "encrypted", _ENGINE)
        lines = list(_lines(document, max_pages))
    except FileNotDecryptedError:
        return empty_reading(PDF, "encrypted", _ENGINE)
    except _TooManyPagesError:
        return empty_reading(PDF, "too_large", _ENGINE)
    except _GIVES_UP:
        return empty_reading(PDF, "malformed", _ENGINE)
    return reading(PDF, _ENGINE, lines, max_characters=max_characters)


def _lines(document: PdfReader, max_pages: int) -> Iterator[TextLine]:
    for number, page in enumerate(document.pages):
        if number >= max_pages:
            raise _TooManyPagesError
        for text in page.extract_text().split("\n"):
            yield TextLine(text, page=number)
