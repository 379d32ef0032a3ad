"""Claims and endings: how they are read, and how the coordinator writes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from resume_pipeline.errors import InvalidRequestError, RequestError
from resume_pipeline.model.artifact import ArtifactRef, EndingKind, JobError
from resume_pipeline.model.ids import is_ticket, sha256, ticket
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import claim_key, end_key, manifest_key, result_key
from resume_pipeline.model.verdict import Outcome
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.messages import FileRef, JobMessage, Limits
from resume_pipeline.wire.objects import AttemptEnd, Claim, Manifest
from resume_pipeline.wire.result import Result, Summary

COORDINATOR = "coordinator"
_FORGED: Final = JobError(code="forged", message="the manifest was not written by a worker of ours")
_DAMAGED: Final = JobError(
    code="damaged", message="the manifest cannot be read as it was written; run the job again"
)


def find_manifest(storage: Storage, tenant: str, job_id: str) -> tuple[Manifest, str] | None:
    """A job's manifest and the digest of its bytes, if it has one that can be read."""
    body = storage.get(manifest_key(tenant, job_id))
    try:
        return None if body is None else (Manifest.from_bytes(body), sha256(body))
    except InvalidRequestError:
        return None


def ending_of(storage: Storage, job: Job, key: bytes) -> Outcome | None:
    """The job's one ending, if somebody wrote it.

    A manifest whose ticket is wrong was not written by anyone who was handed the job. Nothing
    can replace it, so the job fails with the code ``forged``; with ``damaged`` if nobody can read
    it as it was sealed.
    """
    body = storage.get(manifest_key(job.tenant, job.id))
    if body is None:
        return None
    return _read_ending(job, body, key)


def _read_ending(job: Job, body: bytes, key: bytes) -> Outcome:
    try:
        manifest = Manifest.from_bytes(body)
    except InvalidRequestError:
        return _spoilt(job, body, key, _DAMAGED)
    is_handed = 1 <= manifest.attempt <= job.attempt and manifest.job == job.id
    if not is_handed or not is_ticket(manifest.ticket, key, job.id, manifest.attempt):
        return _spoilt(job, body, key, _FORGED)
    return manifest.to_outcome(sha256(body))


def _spoilt(job: Job, body: bytes, key: bytes, error: JobError) -> Outcome:
    return Outcome(
        job_id=job.id,
        attempt=job.attempt,
        ticket=ticket(key, job.id, job.attempt),
        kind=EndingKind.FAILED,
        error=error,
        manifest=sha256(body),
        is_final=True,
    )


def attempt_end_of(storage: Storage, job: Job) -> Outcome | None:
    """How the current attempt ended, if its worker stored that."""
    body = storage.get(end_key(job.tenant, job.id, job.attempt))
    try:
        return None if body is None else AttemptEnd.from_bytes(body).to_outcome()
    except InvalidRequestError:
        return None


def is_claimed(storage: Storage, job: Job) -> bool:
    """Whether a worker started the current hop."""
    return storage.exists(claim_key(job.tenant, job.id, job.attempt, job.first_stage))


def write_ending(
    storage: Storage,
    job: Job,
    files: Sequence[FileRef],
    ending: tuple[EndingKind, JobError | None],
    key: bytes,
) -> Outcome:
    """End ``job`` as ``ending`` unless it has an ending; return the one that stands.

    Also claims the open hop, so that a message which still waits never starts.
    """
    name = manifest_key(job.tenant, job.id)
    body = ending_manifest(job, files, ending, key).to_bytes()
    standing = storage.put_all({name: body})[name]
    hop = claim_key(job.tenant, job.id, job.attempt, job.first_stage)
    claim = Claim(job=job.id, attempt=job.attempt, stage=job.first_stage, worker=COORDINATOR)
    storage.put_all({hop: claim.to_bytes()}, durable=False)
    return _read_ending(job, standing, key)


def ending_manifest(
    job: Job,
    files: Sequence[FileRef],
    ending: tuple[EndingKind, JobError | None],
    key: bytes,
) -> Manifest:
    """The manifest by which the coordinator ends ``job``."""
    kind, error = ending
    unlimited = Limits(attempt_ms=0, beat_ms=0)
    message = JobMessage.of(job, files, key=key, limits=unlimited)
    return Manifest.of(message, kind, artifacts=job.done, error=error, by=COORDINATOR)


def result_of(
    storage: Storage, tenant: str, job_id: str, done: Sequence[ArtifactRef]
) -> Result | None:
    """A job's result, if it is there as ``done`` points to it, and this version can read it."""
    body = _stored_result(storage, tenant, job_id, done)
    try:
        return Result.from_bytes(body) if body else None
    except RequestError:
        return None


def summary_of(storage: Storage, tenant: str, job_id: str, done: Sequence[ArtifactRef]) -> Summary:
    """The summary of a job's result, without a look at the rest; empty if there is none."""
    body = _stored_result(storage, tenant, job_id, done)
    try:
        return Result.summary_in(body) if body else Summary()
    except RequestError:
        return Summary()


def _stored_result(
    storage: Storage, tenant: str, job_id: str, done: Sequence[ArtifactRef]
) -> bytes | None:
    body = storage.get(result_key(tenant, job_id))
    digests = {ref.sha256 for ref in done if ref.stage == "result"}
    return body if body and sha256(body) in digests else None
