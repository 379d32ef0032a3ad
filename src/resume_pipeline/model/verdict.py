"""What a report does to a job: pure functions, the only place that decides.

`settle` is for endings, `advance` for progress. Both look at nothing but their arguments. A job
ends only by its manifest (the one object in storage that says how): a report that would end it
yields a `Settlement` whose `ending` names what the manifest must say first, and is settled again
as what was found there.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import attrs

from resume_pipeline.model.artifact import ArtifactRef, EndingKind, JobError
from resume_pipeline.model.event import EventKind, JobEvent, event_of
from resume_pipeline.model.ids import is_ticket
from resume_pipeline.model.job import Job, JobState

HOUR = 3_600_000


class Verdict(StrEnum):
    """What became of a report."""

    APPLIED = "applied"  #: it changed the job
    REPEATED = "repeated"  #: the job already ended so
    STALE = "stale"  #: an older attempt, or too late
    CONFLICTING = "conflicting"  #: another success than the one that stands
    UNKNOWN = "unknown"  #: no such job, wrong ticket, attempt never issued, or no evidence


@attrs.frozen(kw_only=True)
class Policy:
    """How often and how long. Durations in milliseconds.

    Attributes:
        max_failures, max_crashes, max_interruptions: three budgets, never added up.
        backoff, backoff_cap: the first delay before the next attempt, doubled up to the cap.
        plan_grace: how long a job may wait for a worker that has its stages.
        beat: how often a worker reports; three missed beats mean that it is silent.
        attempt_limit: how long one attempt may take.
        redeliver: after how long an unclaimed message is published again; doubles each time.
    """

    max_failures: int = 3
    max_crashes: int = 2
    max_interruptions: int = 20
    backoff: int = 5_000
    backoff_cap: int = 600_000
    plan_grace: int = 24 * HOUR
    beat: int = 10_000
    attempt_limit: int = 600_000
    redeliver: int = 60_000


@attrs.frozen(kw_only=True)
class StageTime:
    """How one stage of an attempt went.

    Attributes:
        outcome: ran, adopted (its output was already there) or failed.
        ms: how long it took, in milliseconds.
    """

    stage: str
    outcome: str
    ms: int


@attrs.frozen(kw_only=True)
class Outcome:
    """How an attempt, or the job, ended according to a report or to an object in storage.

    Attributes:
        job_id, attempt, ticket: which attempt, and the proof.
        kind: how it ended.
        error: why, unless it succeeded.
        done: artifacts of the stages that finished.
        manifest: digest of the job's manifest, if the outcome rests on one.
        is_final: whether it was read from that manifest, the job's one ending.
        times: how the stages went that ran in the last hop.
    """

    job_id: str
    attempt: int
    ticket: str
    kind: EndingKind
    error: JobError | None = None
    done: tuple[ArtifactRef, ...] = ()
    manifest: str | None = None
    is_final: bool = False
    times: tuple[StageTime, ...] = ()


class ProgressKind(StrEnum):
    """What a worker says while it works."""

    STARTED = "started"
    STAGE_FINISHED = "stage_finished"
    HANDED_ON = "handed_on"
    HEARTBEAT = "heartbeat"


@attrs.frozen(kw_only=True)
class Note:
    """A worker's word while it works.

    Attributes:
        stage: the first stage of the hop (started, heartbeat), the stage that finished, or the
            stage that the next worker starts with (handed_on).
        done: artifacts written so far.
        worker: who says so; None if the coordinator found a claim in storage.
    """

    job_id: str
    attempt: int
    ticket: str
    kind: ProgressKind
    stage: str
    done: tuple[ArtifactRef, ...] = ()
    worker: str | None = None


@attrs.frozen(kw_only=True)
class Settlement:
    """What `settle` decided.

    Attributes:
        verdict: what became of the report.
        event: the change to record; None if the job stays as it is.
        ending: what the job's manifest must say (or be found to say) before the job can end.
    """

    verdict: Verdict
    event: JobEvent | None = None
    ending: tuple[EndingKind, JobError | None] | None = None


_TERMINAL = {
    EndingKind.SUCCEEDED: (JobState.SUCCEEDED, EventKind.SUCCEEDED),
    EndingKind.FAILED: (JobState.FAILED, EventKind.FAILED),
    EndingKind.CANCELLED: (JobState.CANCELLED, EventKind.CANCELLED),
}
#: Which budget an ending is charged to, and which event tells of it.
_BUDGETS = {
    EndingKind.RETRYABLE: ("failures", EventKind.RETRY_SCHEDULED),
    EndingKind.LOST: ("crashes", EventKind.ATTEMPT_LOST),
    EndingKind.INTERRUPTED: ("interruptions", EventKind.INTERRUPTED),
}


def settle(
    job: Job | None, outcome: Outcome, *, key: bytes, policy: Policy, now: int
) -> Settlement:
    """What ``outcome`` does to ``job``, at ``now`` (epoch milliseconds)."""
    if job is None or not _is_issued(job, outcome.attempt, outcome.ticket, key):
        return Settlement(verdict=Verdict.UNKNOWN)
    if job.is_terminal:
        return Settlement(verdict=_late(job, outcome))
    if outcome.is_final:
        return Settlement(verdict=Verdict.APPLIED, event=_end(job, outcome, now))
    if outcome.kind in (EndingKind.SUCCEEDED, EndingKind.CANCELLED):
        return Settlement(verdict=Verdict.APPLIED, ending=(outcome.kind, outcome.error))
    if outcome.attempt != job.attempt:
        return Settlement(verdict=Verdict.STALE)
    return _next(job, outcome, policy, now)


def advance(job: Job | None, note: Note, *, key: bytes, now: int) -> JobEvent | None:
    """The event that ``note`` adds to ``job``, or None: only the current attempt moves, onward."""
    if job is None or job.is_terminal or note.attempt != job.attempt:
        return None
    stage = job.index_of(note.stage)
    if stage is None or not is_ticket(note.ticket, key, job.id, note.attempt):
        return None
    if note.kind is ProgressKind.HANDED_ON:
        return _handed_on(job, note, stage, now)
    if note.kind is ProgressKind.STAGE_FINISHED:
        return _stage_finished(job, note, stage, now)
    return _started(job, note, stage, now)


def lost(job: Job, ticket: str) -> Outcome:
    """The outcome of an attempt that fell silent and left no ending."""
    error = JobError(code="lost", message="the worker fell silent and left no ending")
    return Outcome(
        job_id=job.id, attempt=job.attempt, ticket=ticket, kind=EndingKind.LOST, error=error
    )


def request_cancel(job: Job, now: int) -> JobEvent | None:
    """The event that marks ``job`` as being cancelled; None if it is, or if it has ended."""
    if job.is_terminal or job.cancelling:
        return None
    return event_of(job, EventKind.CANCEL_REQUESTED, now, cancelling=True)


def hook_failed(job: Job, kind: EventKind, hook: str, policy: Policy, now: int) -> JobEvent:
    """The event that leaves ``job`` open because of ``hook``, to be settled again later."""
    delay = min(policy.backoff_cap, policy.backoff << min(job.hook_tries, 20))
    return event_of(job, kind, now, code=hook, hook_tries=job.hook_tries + 1, settle_at=now + delay)


def merged(*groups: tuple[ArtifactRef, ...]) -> tuple[ArtifactRef, ...]:
    """Artifact references without repetition, the later word winning, in order of first mention."""
    return tuple({(ref.stage, ref.file): ref for group in groups for ref in group}.values())


def backoff(job: Job, count: int, policy: Policy) -> int:
    """Milliseconds before the next attempt: doubling, capped, spread by up to a quarter.

    The spread comes from the job's id, so that the decision stays pure.
    """
    delay = min(policy.backoff_cap, policy.backoff << min(count, 20))
    salt = hashlib.sha256(f"{job.id}|{job.attempt}".encode()).digest()[0]
    return delay + delay * salt // 1024


def _is_issued(job: Job, attempt: int, ticket: str, key: bytes) -> bool:
    return 1 <= attempt <= job.attempt and is_ticket(ticket, key, job.id, attempt)


def _late(job: Job, outcome: Outcome) -> Verdict:
    if outcome.manifest is not None and outcome.manifest == job.manifest:
        return Verdict.REPEATED
    return Verdict.CONFLICTING if outcome.kind is EndingKind.SUCCEEDED else Verdict.STALE


def _end(job: Job, outcome: Outcome, now: int) -> JobEvent:
    state, kind = _TERMINAL[outcome.kind]
    return event_of(
        job,
        kind,
        now,
        stage=outcome.error.stage if outcome.error else None,
        code=outcome.error.code if outcome.error else None,
        state=state,
        error=outcome.error,
        done=merged(job.done, outcome.done),
        manifest=outcome.manifest,
        cancelling=False,
        settle_at=None,
        running_since=None,
        finished_at=now,
    )


def _next(job: Job, outcome: Outcome, policy: Policy, now: int) -> Settlement:
    """The next attempt, or the ending of a job that may not have one."""
    error = _error_of(outcome)
    if job.cancelling:
        return Settlement(verdict=Verdict.APPLIED, ending=(EndingKind.CANCELLED, None))
    if outcome.kind is EndingKind.FAILED:
        return Settlement(verdict=Verdict.APPLIED, ending=(EndingKind.FAILED, error))
    if outcome.kind is EndingKind.INCOMPATIBLE:
        return _wait_for_a_worker(job, error, policy, now)
    counter, kind = _BUDGETS[outcome.kind]
    count = getattr(job, counter) + 1
    if count > getattr(policy, f"max_{counter}"):
        return Settlement(verdict=Verdict.APPLIED, ending=(EndingKind.FAILED, error))
    delay = 0 if outcome.kind is EndingKind.INTERRUPTED else backoff(job, count - 1, policy)
    event = _again(job, kind, outcome, now, due_at=now + delay, **{counter: count})
    return Settlement(verdict=Verdict.APPLIED, event=event)


def _error_of(outcome: Outcome) -> JobError:
    return outcome.error or JobError(code=str(outcome.kind))


def _wait_for_a_worker(job: Job, error: JobError, policy: Policy, now: int) -> Settlement:
    since = now if job.incompatible_since is None else job.incompatible_since
    if now - since > policy.plan_grace:
        gone = JobError(code="plan_gone", message="no worker offers the stages of this job")
        return Settlement(verdict=Verdict.APPLIED, ending=(EndingKind.FAILED, gone))
    delay = max(policy.backoff, min(policy.backoff_cap, (now - since) // 2))
    event = event_of(
        job,
        EventKind.INCOMPATIBLE,
        now,
        stage=error.stage,
        code=error.code,
        state=JobState.QUEUED,
        attempt=job.attempt + 1,
        hop=0,
        running_since=None,
        due_at=now + delay,
        incompatible_since=since,
        error=error,
    )
    return Settlement(verdict=Verdict.APPLIED, event=event)


def _again(job: Job, kind: EventKind, outcome: Outcome, now: int, **changes: int) -> JobEvent:
    error = _error_of(outcome)
    return event_of(
        job,
        kind,
        now,
        stage=error.stage,
        code=error.code,
        state=JobState.QUEUED,
        attempt=job.attempt + 1,
        hop=0,
        running_since=None,
        error=error,
        done=merged(job.done, outcome.done),
        **changes,
    )


def _started(job: Job, note: Note, hop: int, now: int) -> JobEvent | None:
    if (hop, 1) <= (job.hop, int(job.state is JobState.RUNNING)):
        return None
    return event_of(
        job,
        EventKind.STARTED,
        now,
        stage=note.stage,
        state=JobState.RUNNING,
        hop=hop,
        running_since=now,
        incompatible_since=None,
        started_at=now if job.started_at is None else job.started_at,
    )


def _stage_finished(job: Job, note: Note, stage: int, now: int) -> JobEvent | None:
    done = merged(job.done, note.done)
    if stage < job.hop or done == job.done:
        return None
    return event_of(
        job,
        EventKind.STAGE_FINISHED,
        now,
        stage=note.stage,
        state=JobState.RUNNING,
        done=done,
        running_since=now if job.running_since is None else job.running_since,
        started_at=now if job.started_at is None else job.started_at,
    )


def _handed_on(job: Job, note: Note, hop: int, now: int) -> JobEvent | None:
    if hop <= job.hop:
        return None
    return event_of(
        job,
        EventKind.HANDED_ON,
        now,
        stage=note.stage,
        state=JobState.QUEUED,
        hop=hop,
        running_since=None,
        due_at=now,
        done=merged(job.done, note.done),
    )
