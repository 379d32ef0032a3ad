"""Remains: which objects tell of a person, as keys that are computed or listed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.evidence.endings import COORDINATOR, find_manifest
from resume_pipeline.model.artifact import ArtifactRef, Place
from resume_pipeline.model.event import canonical
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job
from resume_pipeline.model.keys import artifact_key, file_key, job_prefix, manifest_key, staging_key
from resume_pipeline.ports.stage import RawFile
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.objects import AttemptEnd, Claim, Envelope


def objects_of_file(storage: Storage, file: FileRecord) -> Iterator[str]:
    """A file, what of it is staged, its corrections, and what was first made of its content."""
    tenant = file.tenant
    given = (file_key(tenant, file.id), staging_key(tenant, file.id))
    yield from (key for key in given if storage.exists(key))
    yield from storage.list(f"{tenant}/corrections/{file.id}/")
    if file.sha256:
        yield from storage.list(f"{tenant}/derived/{_first_input(file)}/")


def _first_input(file: FileRecord) -> str:
    """The input digest of a stage that consumes the file and nothing else."""
    raw = RawFile(sha256=file.sha256, size=file.size, media_type=file.media_type)
    parts = {"inputs": [raw.digest], "vacancy": None, "as_of": None}
    return sha256(canonical(parts).encode())


def objects_of_job(storage: Storage, job: Job) -> list[str]:
    """What a job wrote or adopted, besides claims and endings."""
    listed = list(storage.list(f"{job_prefix(job.tenant, job.id)}/"))
    ends = [key for key in listed if key.endswith("/end.json")]
    refs = [*job.done, *(ref for key in ends for ref in _done_by(storage, key))]
    derived = {artifact_key(job.tenant, job.id, ref) for ref in refs if ref.place is Place.SHARED}
    own = [key for key in listed if not is_ending(key) and not key.endswith(".claim")]
    return [*own, *sorted(key for key in derived if storage.exists(key))]


def is_ending(key: str) -> bool:
    """Whether the object says how a job or an attempt ended."""
    return key.endswith(("/manifest.json", "/end.json"))


def endings_of_attempts(storage: Storage, job: Job) -> list[str]:
    """Keys of the endings that are not the job's."""
    listed = storage.list(f"{job_prefix(job.tenant, job.id)}/attempts/")
    return [key for key in listed if key.endswith("/end.json")]


def _done_by(storage: Storage, key: str) -> tuple[ArtifactRef, ...]:
    body = storage.get(key)
    try:
        return AttemptEnd.from_bytes(body).to_outcome().done if body else ()
    except InvalidRequestError:
        return ()


def may_write(storage: Storage, job: Job) -> bool:
    """Whether an attempt of ``job`` was claimed by a worker that left no ending.

    Such a one may still write, until its limit has passed; and may have written what it did not
    report.
    """
    keys = list(storage.list(f"{job_prefix(job.tenant, job.id)}/attempts/"))
    ended = {_attempt(key) for key in keys if key.endswith("/end.json")}
    found = find_manifest(storage, job.tenant, job.id)
    if found is not None and found[0].by != COORDINATOR:
        ended.add(str(found[0].attempt))
    claims = [k for k in keys if k.endswith(".claim") and _attempt(k) not in ended]
    return any(_is_workers(storage.get(key)) for key in claims)


def _attempt(key: str) -> str:
    return key.split("/")[4]


def _is_workers(claim: bytes | None) -> bool:
    try:
        return claim is not None and Claim.from_bytes(claim).worker != COORDINATOR
    except InvalidRequestError:
        return True


def unreported(storage: Storage, tenant: str, jobs: Collection[str]) -> Iterator[str]:
    """Derived objects that ``jobs`` wrote, by what the objects say. Reads every one of a tenant."""
    for key in storage.list(f"{tenant}/derived/"):
        body = storage.get(key)
        if body is not None and _is_of(body, jobs):
            yield key


def _is_of(body: bytes, jobs: Collection[str]) -> bool:
    try:
        return Envelope.from_bytes(body).job in jobs
    except InvalidRequestError:  # damaged, or of another version: any word of one of them counts
        return any(job.encode() in body for job in jobs)


def left_of(storage: Storage, tenant: str, files: Iterable[str], jobs: Iterable[str]) -> list[str]:
    """Keys of what is there of erased files and jobs and must not be."""
    left: list[str] = []
    for file_id in files:
        left += [
            k
            for k in (file_key(tenant, file_id), staging_key(tenant, file_id))
            if storage.exists(k)
        ]
        left += storage.list(f"{tenant}/corrections/{file_id}/")
    for job_id in jobs:
        kept = {manifest_key(tenant, job_id)}
        listed = storage.list(f"{job_prefix(tenant, job_id)}/")
        left += [key for key in listed if key not in kept and not key.endswith(".claim")]
    return left
