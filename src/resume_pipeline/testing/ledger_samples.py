"""Jobs, files and endings as the road makes them: what the ledger's contract is told with."""

from __future__ import annotations

from typing import Any

import attrs

from resume_pipeline.model.artifact import ArtifactRef, EndingKind
from resume_pipeline.model.event import Change, JobEvent
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256, ticket, uuid7
from resume_pipeline.model.job import Job
from resume_pipeline.model.pause import Pause, PauseKind
from resume_pipeline.model.plan import StageSpec
from resume_pipeline.model.verdict import Outcome, Policy, settle
from resume_pipeline.ports.ledger import Ledger, Transaction

NOW = 1_700_000_000_000
HOUR = 3_600_000


def a_job(tenant: str = "acme", **changes: Any) -> Job:
    """A job as `submit` would make it."""
    base = Job(
        id=uuid7(NOW),
        tenant=tenant,
        plan="default",
        stages=(StageSpec(name="extract", version="1"), StageSpec(name="parse", version="1")),
        files=(uuid7(NOW),),
        as_of="2026-01-31",
        fingerprint="f" * 64,
        pipeline_version="0",
        model_version="none",
        created_at=NOW,
        due_at=NOW,
        deadline_at=NOW + HOUR,
        hooks=("h",),
        after_hooks=("a", "b"),
    )
    return attrs.evolve(base, **changes)


def succeeded(ledger: Ledger, job: Job) -> Outcome:
    """The outcome of a job whose manifest says that it succeeded."""
    ref = ArtifactRef(
        stage="parse",
        payload_schema="x/1",
        key=f"acme/jobs/{job.id}/stages/parse.json",
        sha256="1" * 64,
        size=17,
        payload_sha256="2" * 64,
        stage_digest="3" * 64,
        input_digest="4" * 64,
    )
    return Outcome(
        job_id=job.id,
        attempt=job.attempt,
        ticket=ticket(ledger.key, job.id, job.attempt),
        kind=EndingKind.SUCCEEDED,
        done=(ref,),
        manifest=sha256(job.id.encode()),
        is_final=True,
    )


def record(tx: Transaction, job: Job, event: JobEvent) -> Job:
    """Append one event; the job after it."""
    change = Change.of(job, event)
    tx.jobs.record([change])
    return change.after


def end(ledger: Ledger, tx: Transaction, job: Job) -> Job:
    """Let ``job`` succeed, as `finalize` does."""
    outcome = succeeded(ledger, job)
    event = settle(job, outcome, key=ledger.key, policy=Policy(), now=NOW + 5).event
    assert event is not None
    change = Change.of(job, event)
    tx.jobs.record([change], {job.id: {"score": 1}})
    ended = change.after
    tx.watch.ended([ended])
    return ended


def a_pause(kind: PauseKind, name: str) -> Pause:
    """A pause that holds."""
    return Pause(
        id=uuid7(NOW), kind=kind, name=name, actor="user-7", reason="too much", paused_at=NOW
    )


def a_file(tenant: str = "acme") -> FileRecord:
    """A file's record."""
    return FileRecord(
        id=uuid7(NOW),
        tenant=tenant,
        sha256="a" * 64,
        size=3,
        media_type="text/plain",
        filename="cv.txt",
        subject=None,
        actor=None,
        created_at=NOW,
    )
