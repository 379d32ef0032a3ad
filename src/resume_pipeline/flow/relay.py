"""Relay: from the outbox to the broker and to the hooks that run after a commit.

Rows are taken, published outside any transaction, then marked. A crash in between publishes
twice; twice is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from resume_pipeline.errors import QueueError
from resume_pipeline.model.job import Job
from resume_pipeline.model.pause import PauseKind
from resume_pipeline.model.verdict import Policy
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import AfterCall, Dispatch, Ledger, Transaction
from resume_pipeline.ports.queue import Queue
from resume_pipeline.wire.messages import FileRef, JobMessage, Limits

#: A hook that runs after the commit: called with the constant id of the call and the job.
AfterHook = Callable[[str, Job], None]

_TAKEN_FOR = 30_000  # milliseconds: a relay that died holds its rows back no longer than this
_AT_ONCE = 200


def relay(
    *,
    ledger: Ledger,
    queue: Queue,
    clock: Clock,
    policy: Policy,
    route: Callable[[str], str],
    room: Callable[[str, int], int],
    reply: str | None,
    after_hooks: Mapping[str, AfterHook],
) -> int:
    """Publish what is due and fits the window of its queue; call due hooks.

    Args:
        route: the queue of a stage.
        room: how many more messages a queue may hold, given how many it holds unclaimed.
        reply: name of the queue for reports, passed to workers.
        after_hooks: what this process can call, by name.

    Returns:
        How many messages were published and hooks called.
    """
    now = clock.now()
    if not ledger.read(lambda tx: tx.outbox.is_due(now)):
        return 0
    relayed = 0
    for name, stages, free in _rooms(ledger, route, room):
        taken, messages = ledger.transact(
            lambda tx, s=stages, r=free: _take(tx, s, now, r, ledger.key, policy, reply)  # type: ignore[misc]
        )
        reach("relay.taken")
        relayed += _publish(name, taken, messages, ledger, queue, policy, now)
    return relayed + _call_after(ledger, clock, policy, after_hooks)


def _rooms(
    ledger: Ledger, route: Callable[[str], str], room: Callable[[str, int], int]
) -> list[tuple[str, list[str], int]]:
    """Queues with something to publish and room for it, with their stages; none that is paused."""
    counts, pauses = ledger.read(lambda tx: (tx.outbox.counts(), tx.pauses.holding()))
    held = {pause.name for pause in pauses if pause.kind is PauseKind.QUEUE}
    stages: dict[str, list[str]] = {}
    for stage in sorted(counts):
        stages.setdefault(route(stage), []).append(stage)
    rooms = []
    for name, routed in stages.items():
        if name in held or not any(counts[stage][0] for stage in routed):
            continue
        free = room(name, sum(counts[stage][1] for stage in routed))
        if free > 0:
            rooms.append((name, routed, min(free, _AT_ONCE)))
    return rooms


def _take(
    tx: Transaction,
    stages: Sequence[str],
    now: int,
    room: int,
    key: bytes,
    policy: Policy,
    reply: str | None,
) -> tuple[list[Dispatch], list[bytes]]:
    """Due rows with their messages, as the jobs stand in this transaction."""
    taken = tx.outbox.take(stages, now, now + _TAKEN_FOR, limit=room)
    jobs = tx.jobs.get([dispatch.job_id for dispatch in taken])
    files = tx.files.get({file_id for job in jobs.values() for file_id in job.files})
    traces = tx.traces.of(jobs)
    limits = Limits(attempt_ms=policy.attempt_limit, beat_ms=policy.beat)

    def message(job: Job) -> bytes:
        refs = tuple(FileRef.of(files[file_id]) for file_id in job.files)
        trace = traces.get(job.id)
        made = JobMessage.of(job, refs, key=key, limits=limits, reply=reply, trace=trace)
        return made.to_bytes()

    return taken, [message(jobs[dispatch.job_id]) for dispatch in taken]


def _publish(
    name: str,
    taken: Sequence[Dispatch],
    messages: Sequence[bytes],
    ledger: Ledger,
    queue: Queue,
    policy: Policy,
    now: int,
) -> int:
    if not taken:
        return 0
    try:
        queue.publish(name, messages)
    except QueueError as error:
        later, said = now + policy.backoff, type(error).__name__
        ledger.transact(lambda tx: tx.outbox.refused(taken, later, said))
        return 0
    reach("relay.published")
    overdue = {d.job_id: now + (policy.redeliver << min(d.tries, 8)) for d in taken}
    ledger.transact(lambda tx: tx.outbox.published(taken, now, overdue))
    reach("relay.marked")
    return len(taken)


def _call_after(
    ledger: Ledger, clock: Clock, policy: Policy, hooks: Mapping[str, AfterHook]
) -> int:
    now = clock.now()
    # Looked for without a lock first: a relay turns many times a second.
    if not hooks or not ledger.read(lambda tx: tx.outbox.calls_due(sorted(hooks), now)):
        return 0
    calls, jobs = ledger.transact(lambda tx: _take_after(tx, sorted(hooks), now))
    reach("after.taken")
    for call in calls:
        _call(call, jobs[call.job_id], hooks[call.hook], ledger, policy, now)
    return len(calls)


def _take_after(
    tx: Transaction, hooks: Sequence[str], now: int
) -> tuple[list[AfterCall], dict[str, Job]]:
    calls = tx.outbox.take_after(hooks, now, now + _TAKEN_FOR, limit=_AT_ONCE)
    return calls, tx.jobs.get([call.job_id for call in calls])


def _call(
    call: AfterCall, job: Job, hook: AfterHook, ledger: Ledger, policy: Policy, now: int
) -> None:
    try:
        hook(call.id, job)
    except Exception as error:  # a host's hook may raise anything; it is called again
        later = now + min(policy.backoff_cap, policy.backoff << min(call.tries, 20))
        said = type(error).__name__
        ledger.transact(lambda tx: tx.outbox.call_failed(call, later, said))
        return
    reach("after.called")
    ledger.transact(lambda tx: tx.outbox.called(call))
