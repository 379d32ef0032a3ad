"""Job, its five states, and the one table of transitions."""

from __future__ import annotations

from enum import StrEnum

import attrs

from resume_pipeline.model.artifact import ArtifactRef, JobError
from resume_pipeline.model.plan import StageSpec


class JobState(StrEnum):
    """Where a job stands. Five states; everything finer is a field."""

    QUEUED = "queued"  #: waiting for a worker: not yet relayed, in the broker, or backing off
    RUNNING = "running"  #: a worker said that it started the current attempt
    SUCCEEDED = "succeeded"
    FAILED = "failed"  #: `Job.error` says why
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether a job in this state never changes again."""
        return not TRANSITIONS[self]


#: Which state may follow which. The docs draw the figure from this table.
TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset(JobState),
    JobState.RUNNING: frozenset(JobState),
    JobState.SUCCEEDED: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
}


@attrs.frozen(kw_only=True)
class Job:
    """One run of a plan over a candidate's files, optionally against a vacancy. Never a vacancy.

    What was asked (never changes)
        id, tenant, actor, ref, subject, plan, stages, files (the resume first), vacancy (digest),
        as_of (the only date a stage may know), hooks and after_hooks (by name), batch, rerun_of,
        idempotency_key, fingerprint, priority (smaller is sooner), pipeline_version,
        model_version, created_at, deadline_at.

    Where it stands
        state, attempt (the fencing token, from 1), hop (index of the first stage of the current
        hop), due_at (not before), failures, crashes, interruptions (three budgets),
        incompatible_since, cancelling, hook_tries and settle_at (an ending was found, but a hook
        raised or is missing: not before), error, done (artifacts of the stages that finished),
        manifest (digest of the one ending), started_at (of the first attempt),
        running_since (of the current hop), finished_at, seq (its number of events).

    Times are epoch milliseconds.
    """

    id: str
    tenant: str
    actor: str | None = None
    ref: str | None = None
    subject: str | None = None
    plan: str
    stages: tuple[StageSpec, ...]
    files: tuple[str, ...]
    vacancy: str | None = None
    as_of: str
    hooks: tuple[str, ...] = ()
    after_hooks: tuple[str, ...] = ()
    batch: str | None = None
    rerun_of: str | None = None
    idempotency_key: str | None = None
    fingerprint: str
    priority: int = 100
    pipeline_version: str
    model_version: str
    created_at: int
    deadline_at: int

    state: JobState = JobState.QUEUED
    attempt: int = 1
    hop: int = 0
    due_at: int
    failures: int = 0
    crashes: int = 0
    interruptions: int = 0
    incompatible_since: int | None = None
    cancelling: bool = False
    hook_tries: int = 0
    settle_at: int | None = None
    error: JobError | None = None
    done: tuple[ArtifactRef, ...] = ()
    manifest: str | None = None
    started_at: int | None = None
    running_since: int | None = None
    finished_at: int | None = None
    seq: int = 0

    @property
    def is_terminal(self) -> bool:
        """Whether this job never changes again."""
        return self.state.is_terminal

    @property
    def first_stage(self) -> str:
        """The name of the stage with which the current hop starts."""
        return self.stages[self.hop].name

    def index_of(self, stage: str) -> int | None:
        """The position of ``stage`` in the plan, or None."""
        return next((i for i, spec in enumerate(self.stages) if spec.name == stage), None)
