"""JobMessage, Progress and Completion: what coordinator and workers say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, Self

import attrs
from pydantic import Field, model_validator

from resume_pipeline.model.artifact import ArtifactRef, EndingKind, JobError, Place
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import ticket
from resume_pipeline.model.job import Job
from resume_pipeline.model.verdict import Note, Outcome, ProgressKind, StageTime
from resume_pipeline.wire.base import Said, Wire


class FileRef(Wire):
    """A file that a job is about: what to fetch and what it must hash to."""

    id: str
    sha256: str
    size: int
    media_type: str

    @classmethod
    def of(cls, record: FileRecord) -> Self:
        """A reference to ``record``, without its name."""
        return cls(
            id=record.id, sha256=record.sha256, size=record.size, media_type=record.media_type
        )


class StageRef(Wire):
    """A stage to run: exactly this version, with these options and this model."""

    name: str
    version: str
    options: str = "{}"
    model: str = ""


class WireArtifact(Wire):
    """An `ArtifactRef` on the wire."""

    stage: str
    payload_schema: str
    file: str | None = None
    key: str
    sha256: str
    size: int
    payload_sha256: str
    stage_digest: str
    input_digest: str
    place: Place = Place.JOB

    @classmethod
    def of(cls, ref: ArtifactRef) -> Self:
        """``ref`` on the wire."""
        return cls(**{name: getattr(ref, name) for name in cls.model_fields})

    def to_ref(self) -> ArtifactRef:
        """As a value of the model."""
        return ArtifactRef(**{name: getattr(self, name) for name in type(self).model_fields})


class WireError(Wire):
    """A `JobError` on the wire."""

    code: str
    message: str = ""
    stage: str | None = None

    @classmethod
    def of(cls, error: JobError | None) -> Self | None:
        """``error`` on the wire."""
        return None if error is None else cls(**attrs.asdict(error))

    def to_error(self) -> JobError:
        """As a value of the model."""
        return JobError(**self.model_dump())


class Limits(Wire):
    """What one attempt may take.

    Attributes:
        attempt_ms: wall time of the whole attempt.
        beat_ms: how often the worker reports.
    """

    attempt_ms: int
    beat_ms: int


class JobMessage(Wire):
    """Everything a worker needs for one hop. References only.

    Attributes:
        job, attempt, ticket, tenant: which attempt of whose job.
        ref: the host's name for it.
        stages: the whole plan; this hop starts at ``first``.
        done: digests of what earlier hops wrote, from which keys are computed, never taken.
        reply: name of the queue for reports.
        trace: W3C trace context, passed on unread.
    """

    schema_id: ClassVar[str] = "resume_pipeline.job_message/1"

    job: str
    attempt: int = Field(ge=1)
    ticket: str
    tenant: str
    ref: str | None = None
    plan: str
    files: tuple[FileRef, ...]
    stages: tuple[StageRef, ...]
    first: int = Field(default=0, ge=0)
    done: tuple[WireArtifact, ...] = ()
    as_of: str
    vacancy: str | None = None
    pipeline_version: str
    model_version: str
    reply: str | None = None
    limits: Limits
    trace: str | None = None

    @model_validator(mode="after")
    def _check_first(self) -> Self:
        if self.first >= len(self.stages):
            raise ValueError("first is not a stage of the plan")
        return self

    @classmethod
    def of(
        cls,
        job: Job,
        files: Sequence[FileRef],
        *,
        key: bytes,
        limits: Limits,
        reply: str | None = None,
        trace: str | None = None,
    ) -> Self:
        """The message for the current hop of ``job``."""
        return cls(
            job=job.id,
            attempt=job.attempt,
            ticket=ticket(key, job.id, job.attempt),
            tenant=job.tenant,
            ref=job.ref,
            plan=job.plan,
            files=tuple(files),
            stages=tuple(StageRef(**attrs.asdict(spec)) for spec in job.stages),
            first=job.hop,
            done=tuple(WireArtifact.of(ref) for ref in job.done) if job.hop else (),
            as_of=job.as_of,
            vacancy=job.vacancy,
            pipeline_version=job.pipeline_version,
            model_version=job.model_version,
            reply=reply,
            limits=limits,
            trace=trace,
        )


class Progress(Said):
    """A worker's word while it works.

    Attributes:
        id: of this report, for logs.
        worker: which worker process, a fresh id per start.
    """

    schema_id: ClassVar[str] = "resume_pipeline.progress/1"

    id: str
    job: str
    attempt: int
    ticket: str
    kind: ProgressKind
    stage: str
    worker: str
    done: tuple[WireArtifact, ...] = ()

    @classmethod
    def of(
        cls,
        message: JobMessage,
        kind: ProgressKind,
        stage: str,
        *,
        worker: str,
        done: Sequence[ArtifactRef] = (),
    ) -> Self:
        """A word on the attempt of ``message``."""
        return cls(
            id=f"{message.job}:{message.attempt}:{kind}:{stage}",
            job=message.job,
            attempt=message.attempt,
            ticket=message.ticket,
            kind=kind,
            stage=stage,
            worker=worker,
            done=tuple(WireArtifact.of(ref) for ref in done),
        )

    def to_note(self) -> Note:
        """As a value of the model."""
        return Note(
            job_id=self.job,
            attempt=self.attempt,
            ticket=self.ticket,
            kind=self.kind,
            stage=self.stage,
            done=tuple(item.to_ref() for item in self.done),
            worker=self.worker,
        )


class StageRow(Wire):
    """How one stage went.

    Attributes:
        outcome: ran, adopted (its output was already there) or failed.
        ms: how long it took, in milliseconds.
    """

    stage: str
    outcome: Literal["ran", "adopted", "failed"]
    ms: int

    def to_time(self) -> StageTime:
        """As a value of the model."""
        return StageTime(stage=self.stage, outcome=self.outcome, ms=self.ms)


class Completion(Said):
    """How an attempt ended.

    Attributes:
        id: of this report, the same on every try to deliver it.
        rows: one per stage that ran.
        done: artifacts of the stages that finished, also of a failed attempt.
        manifest: digest of the job's manifest, if there is one.
    """

    schema_id: ClassVar[str] = "resume_pipeline.completion/1"

    id: str
    job: str
    attempt: int
    ticket: str
    worker: str
    ending: EndingKind
    rows: tuple[StageRow, ...] = ()
    done: tuple[WireArtifact, ...] = ()
    error: WireError | None = None
    manifest: str | None = None

    def to_outcome(self) -> Outcome:
        """As a value of the model."""
        return Outcome(
            job_id=self.job,
            attempt=self.attempt,
            ticket=self.ticket,
            kind=self.ending,
            error=self.error.to_error() if self.error else None,
            done=tuple(item.to_ref() for item in self.done),
            manifest=self.manifest,
            times=tuple(row.to_time() for row in self.rows),
        )


class Presence(Said):
    """A worker process says that it is there.

    Attributes:
        worker: a fresh id per start, never a host's or pod's name.
        queue: which it listens on.
        slots: how many jobs it runs at once; zero says goodbye.
        stages: ``name@version`` of what it offers.
    """

    schema_id: ClassVar[str] = "resume_pipeline.presence/1"

    worker: str
    queue: str
    slots: int
    stages: tuple[str, ...]
