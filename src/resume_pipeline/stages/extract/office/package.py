"""Zip archives that may be documents: told apart by their parts, and unpacked with care."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from resume_pipeline.model.media import DOCX, ODT
from resume_pipeline.stages.extract.office.archive import objection, opened
from resume_pipeline.stages.extract.office.docx import BODY, docx_reading
from resume_pipeline.stages.extract.office.odt import CONTENT, is_odt, odt_reading
from resume_pipeline.stages.extract.office.parts import BrokenError
from resume_pipeline.stages.extract.reading import empty_reading

_Reader = Callable[[zipfile.ZipFile, int], dict[str, Any]]


def read_package(kind: str, content: bytes, *, max_characters: int) -> dict[str, Any]:
    """A reading of a Word or OpenDocument text, whichever its parts say it is.

    Args:
        kind: what its first bytes look like.
        content: of the archive.
        max_characters: of its text.
    """
    archive = opened(content)
    if archive is None:
        return empty_reading(kind, "malformed")
    with archive:
        found = objection(archive, len(content))
        if found:
            return empty_reading(kind, found)
        names = archive.namelist()
        if BODY in names:
            return _read(archive, DOCX, docx_reading, max_characters)
        if CONTENT in names and is_odt(archive):
            return _read(archive, ODT, odt_reading, max_characters)
        return empty_reading("application/zip" if kind in (DOCX, ODT) else kind, "unsupported")


def _read(
    archive: zipfile.ZipFile, kind: str, reader: _Reader, max_characters: int
) -> dict[str, Any]:
    try:
        return reader(archive, max_characters)
    except (BrokenError, ET.ParseError, RecursionError):
        return empty_reading(kind, "malformed")
    except OverflowError:
        return empty_reading(kind, "too_large")
