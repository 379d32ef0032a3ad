"""Rebuild: the ledger's rows of every job that ended, out of the manifests in storage.

For the day on which the database is lost and storage is not. A manifest says what was asked and how
it ended; it does not say who a file is of, what it was called, or who asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.evidence.endings import result_of
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.event import Change, EventKind, event_of
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import moment_of, sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keeping.erasure import ERASED
from resume_pipeline.model.keeping.scrub import Rebuilt
from resume_pipeline.model.keys import manifest_key
from resume_pipeline.model.on_record import CorrectionRecord
from resume_pipeline.model.plan import StageSpec
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.correction import Correction
from resume_pipeline.wire.objects import Manifest

#: In the place of the fingerprint, which storage does not have.
_REBUILT: Final = "rebuilt"
_STATES: Final = {
    EndingKind.SUCCEEDED: (JobState.SUCCEEDED, EventKind.SUCCEEDED),
    EndingKind.FAILED: (JobState.FAILED, EventKind.FAILED),
    EndingKind.CANCELLED: (JobState.CANCELLED, EventKind.CANCELLED),
}


@attrs.frozen(kw_only=True)
class _Found:
    """A job as its manifest tells of it."""

    job: Job
    end: Change
    files: tuple[FileRecord, ...]
    summary: Mapping[str, Any]


def rebuild(tenant: str, *, ledger: Ledger, storage: Storage) -> Rebuilt:
    """Make the rows that are missing; those that are there stay as they are. Repeat it at will."""
    ids = {key.split("/")[2] for key in storage.list(f"{tenant}/jobs/")}
    known = ledger.read(lambda tx: tx.jobs.get(ids, tenant))
    jobs = files = 0
    lost, unreadable = [], []
    for job_id in sorted(ids - known.keys()):
        body = storage.get(manifest_key(tenant, job_id))
        if body is None:
            lost.append(job_id)
            continue
        try:
            found = _found(tenant, body, storage)
        except InvalidRequestError:
            unreadable.append(job_id)
            continue
        files += ledger.transact(lambda tx: _insert(tx, found))  # noqa: B023  called at once
        reach("rebuild.inserted")
        jobs += 1
    return Rebuilt(
        jobs=jobs,
        files=files,
        corrections=_corrections(tenant, ledger, storage),
        lost=tuple(lost),
        unreadable=tuple(unreadable),
        unnamed=tuple(_unnamed(tenant, ledger, storage)),
    )


def _found(tenant: str, body: bytes, storage: Storage) -> _Found:
    """What a manifest tells.

    Raises:
        InvalidRequestError: it is none.
    """
    manifest = Manifest.from_bytes(body)
    job = _asked(tenant, manifest)
    outcome = manifest.to_outcome(sha256(body))
    state, kind = _STATES[manifest.ending]
    event = event_of(
        job,
        kind,
        _ended_at(job, manifest),
        stage=outcome.error.stage if outcome.error else None,
        code=outcome.error.code if outcome.error else None,
        state=state,
        error=outcome.error,
        done=outcome.done,
        manifest=outcome.manifest,
        finished_at=_ended_at(job, manifest),
    )
    result = result_of(storage, tenant, job.id, outcome.done)
    return _Found(
        job=job,
        end=Change.of(job, event),
        files=tuple(_file(tenant, ref) for ref in manifest.files),
        summary=result.summary.to_json() if result else {},
    )


def _asked(tenant: str, manifest: Manifest) -> Job:
    """The job before its ending, its first event written."""
    created = moment_of(manifest.job)
    return Job(
        id=manifest.job,
        tenant=tenant,
        ref=manifest.ref,
        plan=manifest.plan,
        stages=tuple(StageSpec(**stage.model_dump()) for stage in manifest.stages),
        files=tuple(ref.id for ref in manifest.files),
        vacancy=manifest.vacancy,
        as_of=manifest.as_of,
        fingerprint=_REBUILT if manifest.files else ERASED,  # an erased job names no file
        pipeline_version=manifest.pipeline_version,
        model_version=manifest.model_version,
        created_at=created,
        deadline_at=created,
        due_at=created,
        attempt=manifest.attempt,
        seq=1,
    )


def _ended_at(job: Job, manifest: Manifest) -> int:
    """Not before: when it was submitted, and the milliseconds that its stages took."""
    return job.created_at + sum(row.ms for row in manifest.rows)


def _file(tenant: str, ref: Any) -> FileRecord:
    return FileRecord(
        **ref.model_dump(),
        tenant=tenant,
        filename="",
        subject=None,
        actor=None,
        created_at=moment_of(ref.id),
    )


def _insert(tx: Transaction, found: _Found) -> int:
    """The job with its two events, and its files; how many of those are new."""
    there = tx.files.get([file.id for file in found.files])
    new = [file for file in found.files if file.id not in there]
    for file in new:
        tx.files.add(file)
    tx.jobs.add([attrs.evolve(found.job, seq=0)])
    tx.jobs.record([found.end], {found.job.id: found.summary})
    tx.watch.ended([found.end.after])
    return len(new)


def _corrections(tenant: str, ledger: Ledger, storage: Storage) -> int:
    """Rows of the corrections whose objects are there; how many are new."""
    made = 0
    for key in storage.list(f"{tenant}/corrections/"):
        body, (_, _, file_id, name) = storage.get(key), key.split("/")
        if body is None or f"{sha256(body)}.json" != name:
            continue  # damaged, which scrub tells
        one = Correction.from_bytes(body)
        row = CorrectionRecord(
            id=one.id, tenant=tenant, file=file_id, digest=one.digest, path=one.path,
            actor=one.actor, reason=one.reason, at=one.at,
        )  # fmt: skip
        made += ledger.transact(lambda tx: _correct(tx, row))  # noqa: B023  called at once
    return made


def _correct(tx: Transaction, row: CorrectionRecord) -> int:
    there = {one.id for one in tx.records.corrections_of(row.tenant, [row.file])}
    if row.id in there:
        return 0
    tx.records.correct(row)
    return 1


def _unnamed(tenant: str, ledger: Ledger, storage: Storage) -> Iterator[str]:
    for key in storage.list(f"{tenant}/files/"):
        file_id = key.rpartition("/")[2]
        if not ledger.read(lambda tx: tx.files.get([file_id], tenant)):  # noqa: B023  read at once
            yield file_id
