"""The reader alone: one resume, without pipeline, storage or ledger."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

from resume_pipeline.errors import InvalidRequestError, StageFailedError
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.media import HEAD, sniff
from resume_pipeline.ports.stage import Box, RawFile, Work
from resume_pipeline.sandbox import BoxLimits, open_box
from resume_pipeline.stages.extract import Extract
from resume_pipeline.stages.parse import Parse
from resume_pipeline.wire.payloads import Document, Profile, ReadingStatus

#: Neither stage looks at a date; the contract wants one.
_NO_DATE = "1970-01-01"


@attrs.frozen(kw_only=True)
class Reading:
    """What came of reading one resume.

    Attributes:
        status: anything but ``ok`` means that there is no profile: nothing is invented.
        document: the text with its places, or None if the reader had to be stopped.
        profile: a JSON Resume document with evidence for every value, or None.
        isolation: how the document was held while it was opened.
    """

    status: ReadingStatus
    document: Document | None = None
    profile: Profile | None = None
    isolation: str = "none"

    @property
    def findings(self) -> tuple[str, ...]:
        """Oddities worth showing, by code."""
        return self.document.findings if self.document else ()


def read_resume(
    data: bytes, *, box: Box | None = None, options: Mapping[str, Any] | None = None
) -> Reading:
    """Read one resume: the same code as the stages, the document opened in a child process.

    Args:
        data: the file's bytes; what it is, is told from them.
        box: where to open it; one that all calls of this process share, by default.
        options: of the extract stage, such as ``ocr_languages``.

    Raises:
        InvalidRequestError: there are no bytes, or an option is not one of the stage's.
        StageRetryError: the child process was lost, which says nothing of the document.
    """
    if not data:
        raise InvalidRequestError("there is nothing to read")
    file = RawFile(sha256=sha256(data), size=len(data), media_type=sniff(data[:HEAD]))
    work = Work(
        inputs=[file],
        content=data,
        as_of=_NO_DATE,
        options=options or {},
        box=box or _box(os.getpid()),
    )
    try:
        document = Extract().run(work)
    except StageFailedError as error:
        if error.code not in set(ReadingStatus):
            raise InvalidRequestError(str(error)) from error
        return Reading(status=ReadingStatus(error.code), isolation=work.isolation)
    return _parsed(document, work.isolation)


def _parsed(document: Document, isolation: str) -> Reading:
    """The reading of ``document``, with a profile if there is text to make one of."""
    if document.status is not ReadingStatus.OK:
        return Reading(status=document.status, document=document, isolation=isolation)
    try:
        profile = Parse().run(Work(inputs=[document], as_of=_NO_DATE))
    except StageFailedError as error:
        status = ReadingStatus(error.code)
        return Reading(status=status, document=document, isolation=isolation)
    return Reading(status=document.status, document=document, profile=profile, isolation=isolation)


@cache
def _box(_process: int) -> Box:
    """The box of this process; a forked child gets one of its own."""
    return open_box(BoxLimits())
