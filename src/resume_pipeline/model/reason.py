"""Reason: why a job is where it is, told from what the ledger, the storage and the clock say."""

from __future__ import annotations

from enum import StrEnum

import attrs

from resume_pipeline.model.event import EventKind, JobEvent
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.pause import Pause
from resume_pipeline.model.verdict import Policy


class ReasonCode(StrEnum):
    """What a job is waiting for, or what ended it."""

    ENDED = "ended"
    CANCELLING = "cancelling"
    HOOK_MISSING = "hook_missing"
    HOOK_RAISED = "hook_raised"
    ENDING_FOUND = "ending_found"
    NO_COORDINATOR = "no_coordinator"
    BACKING_OFF = "backing_off"
    PAUSED = "paused"
    INCOMPATIBLE = "incompatible"
    BROKER_DOWN = "broker_down"
    WINDOW = "window"
    FAIRNESS = "fairness"
    NOT_RELAYED = "not_relayed"
    NO_WORKER = "no_worker"
    WAITING_FOR_WORKER = "waiting_for_worker"
    RUNNING = "running"
    SILENT = "silent"


@attrs.frozen(kw_only=True)
class Reason:
    """Why a job is where it is.

    Attributes:
        code: for machines.
        text: one sentence for people.
        since: epoch milliseconds, if known.
        until: when something happens next, if known.
        stage: which stage, if one is meant.
        last_beat: the last sign of life of its worker.
    """

    code: ReasonCode
    text: str
    since: int | None = None
    until: int | None = None
    stage: str | None = None
    last_beat: int | None = None


@attrs.frozen(kw_only=True)
class Circumstances:
    """What is known around a job.

    Attributes:
        last_event: of the job.
        has_manifest: whether storage holds its ending.
        coordinator_seen_at: the last sign of any coordinator.
        queue: where its next stage is routed to.
        published_at: when the broker accepted its message; None while it waits in the outbox.
        broker_error: what the broker said the last time.
        room: how many more messages fit the queue's window.
        window: how many unclaimed messages the queue may hold now.
        slots: how many jobs the workers that are alive on it can run at once.
        overtaken_by: how many jobs that came later go before it, to be fair between tenants.
        workers: how many workers listen on its queue.
        beat_at: the last sign of life of its worker in the current hop.
        pause: of its queue, tenant or plan, if one holds.
    """

    last_event: JobEvent | None
    has_manifest: bool
    coordinator_seen_at: int | None
    queue: str
    published_at: int | None
    broker_error: str | None
    room: int
    window: int
    slots: int
    overtaken_by: int
    workers: int
    beat_at: int | None
    pause: Pause | None = None


def explain(job: Job, around: Circumstances, policy: Policy, now: int) -> Reason:
    """Why ``job`` is where it is, at ``now``."""
    settled = _ended(job) or _held_up(job, around)
    if settled is not None:
        return settled
    seen = around.coordinator_seen_at
    if seen is None or now - seen > 3 * policy.beat:
        text = "no coordinator is running: nothing is relayed, finalized or swept"
        return Reason(code=ReasonCode.NO_COORDINATOR, text=text, since=seen)
    if job.state is JobState.RUNNING:
        return _running(job, around, policy, now)
    if around.published_at is not None:
        return _in_queue(job, around)
    return _paused(around) or _outside_queue(job, around, now)


def _ended(job: Job) -> Reason | None:
    if not job.is_terminal:
        return None
    by = f" ({job.error.code})" if job.error else ""
    return Reason(
        code=ReasonCode.ENDED,
        text=f"it {job.state}{by}" if job.state is not JobState.CANCELLED else "it was cancelled",
        since=job.finished_at,
        stage=job.error.stage if job.error else None,
    )


def _held_up(job: Job, around: Circumstances) -> Reason | None:
    """Reasons that lie between the ending in storage and the ledger."""
    if job.settle_at is not None and around.last_event is not None:
        return _hook(job, around.last_event)
    if job.cancelling:
        text = "a cancellation was asked for and is being carried out"
        return Reason(code=ReasonCode.CANCELLING, text=text)
    if around.has_manifest:
        text = "its ending is in storage and will be settled by the next sweep"
        return Reason(code=ReasonCode.ENDING_FOUND, text=text)
    return None


def _hook(job: Job, event: JobEvent) -> Reason:
    if event.kind is EventKind.HOOK_MISSING:
        text = f"no coordinator that knows the hook {event.code} has settled it yet"
        code = ReasonCode.HOOK_MISSING
    else:
        text = f"the hook {event.code} raised; it is called again"
        code = ReasonCode.HOOK_RAISED
    return Reason(code=code, text=text, since=event.at, until=job.settle_at)


def _running(job: Job, around: Circumstances, policy: Policy, now: int) -> Reason:
    beat = around.beat_at
    sign = max(beat or 0, job.running_since or 0)
    is_silent = now - sign > 3 * policy.beat
    code = ReasonCode.SILENT if is_silent else ReasonCode.RUNNING
    text = (
        "its worker fell silent; the sweep looks in storage for an ending"
        if is_silent
        else f"a worker runs it, attempt {job.attempt}"
    )
    return Reason(
        code=code, text=text, since=job.running_since, stage=_current_stage(job), last_beat=beat
    )


def _current_stage(job: Job) -> str:
    """The first stage without an artifact."""
    done = {ref.stage for ref in job.done}
    left = [spec.name for spec in job.stages[job.hop :] if spec.name not in done]
    return left[0] if left else job.stages[-1].name


def _paused(around: Circumstances) -> Reason | None:
    pause = around.pause
    if pause is None:
        return None
    return Reason(code=ReasonCode.PAUSED, text=pause.describe(), since=pause.paused_at)


def _outside_queue(job: Job, around: Circumstances, now: int) -> Reason:
    """Reasons why the message has not reached the broker."""
    if job.due_at > now:
        return _backing_off(job)
    if around.broker_error is not None:
        text = f"the broker did not accept its message ({around.broker_error})"
        return Reason(code=ReasonCode.BROKER_DOWN, text=text)
    if around.room <= 0 and around.overtaken_by:
        text = f"{around.overtaken_by} jobs of other tenants go before it, to be fair"
        return Reason(code=ReasonCode.FAIRNESS, text=text)
    if around.room <= 0:
        text = (
            f"queue {around.queue} holds {around.window - around.room} messages that no worker has "
            f"claimed, and its window is {around.window}; {around.slots} slots are alive"
        )
        return Reason(code=ReasonCode.WINDOW, text=text)
    return Reason(
        code=ReasonCode.NOT_RELAYED, text="it waits in the outbox for the relay", since=job.due_at
    )


def _backing_off(job: Job) -> Reason:
    code = job.error.code if job.error else ""
    if job.incompatible_since is not None:
        return Reason(
            code=ReasonCode.INCOMPATIBLE,
            text=job.error.message if job.error else "no worker offers its stages",
            since=job.incompatible_since,
            until=job.due_at,
            stage=job.error.stage if job.error else None,
        )
    text = f"attempt {job.attempt} starts later, after {code or 'an interruption'}"
    return Reason(
        code=ReasonCode.BACKING_OFF,
        text=text,
        until=job.due_at,
        stage=job.error.stage if job.error else None,
    )


def _in_queue(job: Job, around: Circumstances) -> Reason:
    if not around.workers:
        text = f"no worker listens on queue {around.queue}"
        return Reason(code=ReasonCode.NO_WORKER, text=text, since=around.published_at)
    text = f"its message is in queue {around.queue}; {around.workers} workers listen on it"
    return Reason(
        code=ReasonCode.WAITING_FOR_WORKER,
        text=text,
        since=around.published_at,
        stage=job.first_stage,
    )
