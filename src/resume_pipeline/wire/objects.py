"""What lies in storage: envelopes, claims, endings and the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Final, Self

from pydantic import Field

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.artifact import ArtifactRef, EndingKind, JobError
from resume_pipeline.model.event import canonical_bytes
from resume_pipeline.model.ids import Digest, sha256
from resume_pipeline.model.verdict import Outcome
from resume_pipeline.wire.base import Said, Sealed, parse_json
from resume_pipeline.wire.messages import (
    Completion,
    FileRef,
    JobMessage,
    StageRef,
    StageRow,
    WireArtifact,
    WireError,
)

#: What a manifest repeats of the message that asked for the job.
_ASKED = (
    "job",
    "attempt",
    "ticket",
    "tenant",
    "ref",
    "plan",
    "stages",
    "files",
    "vacancy",
    "as_of",
    "pipeline_version",
    "model_version",
)


class Envelope(Sealed):
    """An artifact: who made it, in which environment, around the payload.

    Attributes:
        job: the job that wrote it first; another job may adopt a shared one.
        stage, stage_digest, input_digest: what it must agree with to be adopted.
        environment: versions of the engines and the platform that the stage declares.
        isolation: how the document was held while it was opened, or ``none``.
        payload: the stage's output, with its own schema.
    """

    schema_id: ClassVar[str] = "resume_pipeline.artifact/2"

    job: str
    stage: str
    stage_digest: str
    input_digest: str
    environment: dict[str, str]
    isolation: str
    payload: dict[str, Any]

    @cached_property
    def payload_bytes(self) -> bytes:
        """The payload's canonical bytes."""
        return canonical_bytes(self.payload)

    @cached_property
    def payload_digest(self) -> Digest:
        """SHA-256 of the payload's canonical bytes."""
        return sha256(self.payload_bytes)

    def seal_of(self, said: dict[str, Any]) -> Digest:
        """As for any sealed object, with the payload's digest, which is known, in its place."""
        return super().seal_of(said | {"payload": self.payload_digest})

    def holding(self, payload: dict[str, Any], isolation: str) -> Self:
        """The same around ``payload``. Built anew: a copy would keep what was cached."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self)(**fields | {"payload": payload, "isolation": isolation})


class Claim(Sealed):
    """Says that a hop was started, and by which worker process."""

    schema_id: ClassVar[str] = "resume_pipeline.claim/2"

    job: str
    attempt: int
    stage: str
    worker: str


class AttemptEnd(Sealed, Said):
    """An ending that is not the job's: what a completion would say."""

    schema_id: ClassVar[str] = "resume_pipeline.attempt_end/2"

    job: str
    attempt: int
    ticket: str
    worker: str
    ending: EndingKind
    rows: tuple[StageRow, ...] = ()
    done: tuple[WireArtifact, ...] = ()
    error: WireError | None = None

    @classmethod
    def of(
        cls,
        message: JobMessage,
        ending: EndingKind,
        error: JobError,
        *,
        rows: Sequence[StageRow],
        done: Sequence[ArtifactRef],
        worker: str,
    ) -> Self:
        """How the attempt of ``message`` ended."""
        return cls(
            job=message.job,
            attempt=message.attempt,
            ticket=message.ticket,
            worker=worker,
            ending=ending,
            rows=tuple(rows),
            done=tuple(WireArtifact.of(ref) for ref in done),
            error=WireError.of(error),
        )

    def to_completion(self) -> Completion:
        """The report of it, the same on every try."""
        return Completion(
            id=f"{self.job}:{self.attempt}:{self.ending}",
            **{name: getattr(self, name) for name in type(self).model_fields},
        )

    def to_outcome(self) -> Outcome:
        """As a value of the model."""
        return Outcome(
            job_id=self.job,
            attempt=self.attempt,
            ticket=self.ticket,
            kind=self.ending,
            error=self.error.to_error() if self.error else None,
            done=tuple(item.to_ref() for item in self.done),
            times=tuple(row.to_time() for row in self.rows),
        )


class Manifest(Sealed, Said):
    """A job's one ending: what was asked, what was written, how it ended. Written last, once.

    Attributes:
        job, attempt, ticket, tenant, ref: which; the ticket proves that the writer was handed it.
        ending: succeeded, failed or cancelled.
        plan, stages, files, vacancy, as_of, pipeline_version, model_version: what was asked.
        artifacts: what was written, with digests and sizes.
        environment: engine versions and platform, by stage.
        error: why not, unless it succeeded.
        by: the worker process, or ``coordinator``.
    """

    schema_id: ClassVar[str] = "resume_pipeline.manifest/2"

    job: str
    attempt: int
    ticket: str
    tenant: str
    ref: str | None = None
    ending: EndingKind
    plan: str
    stages: tuple[StageRef, ...]
    files: tuple[FileRef, ...]
    vacancy: str | None = None
    as_of: str
    pipeline_version: str
    model_version: str
    artifacts: tuple[WireArtifact, ...] = ()
    rows: tuple[StageRow, ...] = ()
    environment: dict[str, dict[str, str]] = Field(default_factory=dict)
    error: WireError | None = None
    by: str

    @classmethod
    def of(
        cls,
        message: JobMessage,
        ending: EndingKind,
        *,
        artifacts: Sequence[ArtifactRef],
        by: str,
        error: JobError | None = None,
        rows: Sequence[StageRow] = (),
        environment: Mapping[str, dict[str, str]] | None = None,
    ) -> Self:
        """The ending of the job that ``message`` asks for."""
        asked = {name: getattr(message, name) for name in _ASKED}
        return cls(
            **asked,
            ending=ending,
            artifacts=tuple(WireArtifact.of(ref) for ref in artifacts),
            error=WireError.of(error),
            rows=tuple(rows),
            environment=dict(environment or {}),
            by=by,
        )

    def to_completion(self, digest: str, worker: str) -> Completion:
        """The report of it by ``worker``, given the digest of the stored bytes."""
        return Completion(
            id=f"{self.job}:ended",
            job=self.job,
            attempt=self.attempt,
            ticket=self.ticket,
            worker=worker,
            ending=self.ending,
            rows=self.rows,
            done=self.artifacts,
            error=self.error,
            manifest=digest,
        )

    def to_outcome(self, digest: str) -> Outcome:
        """The job's ending, given the digest of the manifest's stored bytes."""
        return Outcome(
            job_id=self.job,
            attempt=self.attempt,
            ticket=self.ticket,
            kind=self.ending,
            error=self.error.to_error() if self.error else None,
            done=tuple(item.to_ref() for item in self.artifacts),
            manifest=digest,
            is_final=True,
            times=tuple(row.to_time() for row in self.rows),
        )


_KINDS: Final[dict[str, type[Sealed]]] = {
    kind.schema_id: kind for kind in (Envelope, Claim, AttemptEnd, Manifest)
}


def check_sealed(body: bytes) -> None:
    """Read an envelope, a claim, an ending or a manifest.

    Raises:
        InvalidRequestError: it is none of them, or not as it was sealed.
    """
    value = parse_json(body)
    kind = _KINDS.get(str(value.get("schema"))) if isinstance(value, dict) else None
    if kind is None:
        raise InvalidRequestError("not an object that is sealed")
    kind.from_json(value)
