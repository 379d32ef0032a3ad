"""The reader alone: one resume, without pipeline, storage or ledger."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
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
from resume_pipeline.wire.future import seen_on
from resume_pipeline.wire.payloads import Document, Profile, ReadingStatus

#: Neither stage looks at the day; the contract wants one.
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
    data: bytes,
    *,
    box: Box | None = None,
    options: Mapping[str, Any] | None = None,
    as_of: str | None = None,
) -> Reading:
    """Read one resume: the same code as the stages, the document opened in a child process.

    Args:
        data: the file's bytes; what it is, is told from them.
        box: where to open it; one that all calls of this process share, by default.
        options: of the extract stage, such as ``ocr_languages``.
        as_of: the day, as ``YYYY-MM-DD``, after which dates are cautioned of; none if not given.

    Raises:
        InvalidRequestError: there are no bytes, an option is not one of the stage's, or the day
            is none.
        StageRetryError: the child process was lost, which says nothing of the document.
    """
    if not data:
        raise InvalidRequestError("there is nothing to read")
    if as_of is not None:
        _check_day(as_of)
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
    reading = _parsed(document, work.isolation)
    if as_of is None or reading.profile is None:
        return reading
    return attrs.evolve(reading, profile=seen_on(reading.profile, as_of))


def _check_day(day: str) -> None:
    try:
        is_day = date.fromisoformat(day).isoformat() == day
    except (TypeError, ValueError):
        is_day = False
    if not is_day:
        raise InvalidRequestError("as_of is a day, as YYYY-MM-DD")


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
