"""What bodies of requests and answers look like; the description of the app is made from these."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from resume_pipeline.model.event import JobEvent
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.link import LONGEST, UploadLink

_SECONDS = 300


class Shape(BaseModel):
    """A JSON object with these members and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class UploadAsked(Shape):
    """An upload link is asked for."""

    size: int = Field(ge=1, le=2**53, description="of the file, in bytes")
    media_type: str | None = Field(
        default=None, pattern=r"^[\w.+-]{1,100}/[\w.+-]{1,100}$", description="as the client has it"
    )
    expires: int = Field(default=_SECONDS, ge=1, le=LONGEST, description="seconds")


class UploadGiven(Shape):
    """One PUT of ``url`` with ``headers`` and the bytes; then accept ``id``."""

    id: str
    url: str
    headers: dict[str, str]
    expires_at: int = Field(description="epoch seconds")

    @classmethod
    def of(cls, link: UploadLink) -> Self:
        """The shape of a link."""
        return cls(id=link.id, url=link.url, headers=link.headers, expires_at=link.expires_at)


class Acceptance(Shape):
    """What a host says of a file that somebody brought."""

    filename: str = Field(default="", max_length=1000)
    subject: str | None = Field(default=None, max_length=200)


class FileShown(Shape):
    """A file."""

    id: str
    filename: str
    media_type: str
    size: int
    sha256: str
    created_at: int

    @classmethod
    def of(cls, file: FileRecord) -> Self:
        """The shape of a record."""
        return cls(**{name: getattr(file, name) for name in cls.model_fields})


class LinkAsked(Shape):
    """A download link is asked for."""

    expires: int = Field(default=_SECONDS, ge=1, le=LONGEST, description="seconds")
    inline: bool = False


class LinkGiven(Shape):
    """A signed link: whoever has it may use it."""

    url: str


class ErrorShown(Shape):
    """Why a job failed."""

    code: str
    stage: str | None = None


class JobShown(Shape):
    """A job as it stands."""

    id: str
    ref: str | None
    plan: str
    state: JobState
    cancelling: bool
    attempt: int
    seq: int = Field(description="of its last event; fit for Last-Event-ID")
    error: ErrorShown | None
    created_at: int
    started_at: int | None
    finished_at: int | None

    @classmethod
    def of(cls, job: Job) -> Self:
        """The shape of a job."""
        error = ErrorShown(code=job.error.code, stage=job.error.stage) if job.error else None
        plain = {name: getattr(job, name) for name in cls.model_fields if name != "error"}
        return cls(**plain, error=error)


class EventShown(Shape):
    """One line of a job's history, as ``data`` of a server-sent event."""

    seq: int
    kind: str
    at: int
    attempt: int
    stage: str | None
    code: str | None

    @classmethod
    def of(cls, event: JobEvent) -> Self:
        """The shape of an event: nothing of what it changed, which may name people."""
        plain = {name: getattr(event, name) for name in cls.model_fields if name != "kind"}
        return cls(**plain, kind=str(event.kind))


class Health(Shape):
    """Whether this process can do its work."""

    status: str


class Problem(Shape):
    """Why not."""

    error: str
    detail: str
