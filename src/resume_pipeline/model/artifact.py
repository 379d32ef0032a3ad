"""ArtifactRef: a pointer to one immutable object; Ending: how a job or an attempt ended."""

from __future__ import annotations

from enum import StrEnum

import attrs


class Place(StrEnum):
    """Where a payload is kept."""

    SHARED = "shared"  #: a checkpoint under ``derived/``, shared by a tenant's jobs
    JOB = "job"  #: an object of the job
    INLINE = "inline"  #: a part of the job's ``result.json``


@attrs.frozen(kw_only=True)
class ArtifactRef:
    """Where a stage's payload is and what it must hash to.

    Attributes:
        stage: which stage wrote it.
        payload_schema: id of the payload's schema, for example ``resume_pipeline.profile/3``.
        file: id of the file it was made from, for stages that run once per file.
        key: storage key of the object that holds it.
        sha256: of that object's bytes.
        size: of that object, in bytes.
        payload_sha256: of the payload's canonical bytes alone; what `verify` compares.
        stage_digest: of everything that decided the payload besides its input.
        input_digest: of all that the stage consumed.
        place: where the payload is kept.
    """

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


class EndingKind(StrEnum):
    """How an attempt ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"  #: for good; a later attempt would fail too
    RETRYABLE = "retryable"  #: charged to failures
    LOST = "lost"  #: the worker or its box died; charged to crashes
    INTERRUPTED = "interrupted"  #: a deploy or a shutdown; charged to interruptions
    INCOMPATIBLE = "incompatible"  #: this worker lacks a stage; charged to nothing
    CANCELLED = "cancelled"  #: somebody asked for it; only ever a job's ending


@attrs.frozen(kw_only=True)
class JobError:
    """Why something did not succeed, without a word of the document.

    Attributes:
        code: from a closed list per stage, for machines and user interfaces.
        message: one sentence for people.
        stage: where it happened, if in a stage.
    """

    code: str
    message: str = ""
    stage: str | None = None
