"""Finalize: what reports do to jobs, together with the host's own writes.

First, outside any transaction, every report that would end a job is checked against storage, and
the ending is written there if nobody did. Then one transaction settles the whole group, each job
in a savepoint of its own.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import attrs

from resume_pipeline.evidence.endings import ending_of, result_of, summary_of, write_ending
from resume_pipeline.evidence.notices import write_notices
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.event import Change, EventKind, JobEvent, apply
from resume_pipeline.model.ids import is_ticket
from resume_pipeline.model.job import Job
from resume_pipeline.model.keeping.totals import safe_code, totals
from resume_pipeline.model.keeping.trail import TrailEntry, entry_of
from resume_pipeline.model.verdict import (
    Note,
    Outcome,
    Policy,
    Settlement,
    StageTime,
    Verdict,
    advance,
    hook_failed,
    merged,
    settle,
)
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Beat, Ledger, Transaction
from resume_pipeline.ports.logs import log_event
from resume_pipeline.ports.storage import Storage
from resume_pipeline.ports.tracing import is_on, mark
from resume_pipeline.wire.messages import FileRef
from resume_pipeline.wire.result import Result, Summary

#: A hook of the host: writes through the open connection, together with the job's ending.
Hook = Callable[[Any, Job, Result | None], None]


@attrs.frozen(kw_only=True)
class Finalized:
    """What became of a group of reports.

    Attributes:
        verdicts: of each outcome, in order.
        ended: jobs that ended, as they stand now.
        batches: ids of the batches that ended with them.
    """

    verdicts: tuple[Verdict, ...] = ()
    ended: tuple[Job, ...] = ()
    batches: tuple[str, ...] = ()

    @classmethod
    def together(cls, parts: Sequence[Finalized]) -> Self:
        """What became of several groups, as if they had been one."""
        return cls(
            verdicts=tuple(verdict for part in parts for verdict in part.verdicts),
            ended=tuple(job for part in parts for job in part.ended),
            batches=tuple(batch for part in parts for batch in part.batches),
        )


@attrs.frozen(kw_only=True)
class _Ready:
    """An outcome as it may be settled: final where it ends the job."""

    outcome: Outcome
    result: Result | None = None
    summary: Summary = attrs.field(factory=Summary)


def finalize(
    outcomes: Sequence[Outcome],
    notes: Sequence[Note] = (),
    *,
    ledger: Ledger,
    storage: Storage,
    clock: Clock,
    policy: Policy,
    hooks: Mapping[str, Hook],
    joined: Any = None,
) -> Finalized:
    """Carry out what ``outcomes`` and ``notes`` do, and count the verdicts.

    Args:
        hooks: what this process can call, by name.
        joined: the host's own open transaction, whose commit settles them.

    Raises:
        StorageError, LedgerError: nothing was settled; the reports may be given again.
    """
    reach("finalize.received")
    since = time.time_ns()
    ready = _prepare(outcomes, ledger, storage, policy, clock.now())

    def work(tx: Transaction) -> Finalized:
        settling = _Settling(tx=tx, key=ledger.key, policy=policy, hooks=hooks, now=clock.now())
        return settling.group(ready, notes)

    done = ledger.transact(work, joined=joined)
    reach("finalize.committed")
    _tell(done.ended, ledger, since)
    return done


def _tell(ended: Sequence[Job], ledger: Ledger, since: int) -> None:
    """Logs and traces: what stands in the ledger is told to those who follow it elsewhere."""
    traces = ledger.read(lambda tx: tx.traces.of([j.id for j in ended])) if is_on() else {}
    for job in ended:
        where: dict[str, Any] = {"job": job.id, "attempt": job.attempt, "tenant": job.tenant}
        code = safe_code(job.error.code) if job.error else None
        trace = traces.get(job.id)
        log_event("job ended", state=str(job.state), code=code, trace=trace, **where)
        if trace is not None:
            mark("finalize", parent=trace, since=since, state=str(job.state), **where)


def _prepare(
    outcomes: Sequence[Outcome], ledger: Ledger, storage: Storage, policy: Policy, now: int
) -> list[_Ready]:
    ids = {outcome.job_id for outcome in outcomes}
    jobs = ledger.read(lambda tx: tx.jobs.get(ids))
    # Whose ending may have to be written; a success is only found.
    failed = {outcome.job_id for outcome in outcomes if outcome.kind is not EndingKind.SUCCEEDED}
    wanted = {f for job_id in failed & jobs.keys() for f in jobs[job_id].files}
    files = ledger.read(lambda tx: tx.files.get(wanted)) if wanted else {}

    def prepared(outcome: Outcome) -> _Ready:
        job = jobs.get(outcome.job_id)
        settlement = settle(job, outcome, key=ledger.key, policy=policy, now=now)
        if job is None or settlement.verdict is not Verdict.APPLIED:
            return _Ready(outcome=outcome)
        final = outcome
        if settlement.ending is not None:
            refs = [FileRef.of(files[file_id]) for file_id in job.files if file_id in files]
            final = _with_evidence(job, outcome, settlement, refs, storage, ledger.key)
        is_success = final.is_final and final.kind is EndingKind.SUCCEEDED
        return _with_result(job, final, storage) if is_success else _Ready(outcome=final)

    return [prepared(outcome) for outcome in outcomes]


def _with_result(job: Job, final: Outcome, storage: Storage) -> _Ready:
    """A success with what its hooks are given; where there are none, with the summary alone."""
    found = (storage, job.tenant, job.id, final.done)
    if not job.hooks:
        return _Ready(outcome=final, summary=summary_of(*found))
    result = result_of(*found)
    return _Ready(outcome=final, result=result, summary=result.summary if result else Summary())


def _with_evidence(
    job: Job,
    outcome: Outcome,
    settlement: Settlement,
    files: Sequence[FileRef],
    storage: Storage,
    key: bytes,
) -> Outcome:
    """The job's one ending: found in storage, or written there now. A success is only found."""
    found = ending_of(storage, job, key)
    if found is not None or settlement.ending is None:
        return found or outcome
    if outcome.kind in (EndingKind.SUCCEEDED, EndingKind.CANCELLED):
        return outcome  # claims an ending that is not there
    with_done = attrs.evolve(job, done=merged(job.done, outcome.done))
    ended = write_ending(storage, with_done, files, settlement.ending, key)
    reach("finalize.ending_stored")
    return ended


@attrs.define(kw_only=True)
class _Settling:
    """One group commit: jobs first, then batches, then counters, each sorted by key."""

    tx: Transaction
    key: bytes
    policy: Policy
    hooks: Mapping[str, Hook]
    now: int
    jobs: dict[str, Job] = attrs.field(factory=dict)
    changes: dict[str, Change] = attrs.field(factory=dict)
    ended: list[tuple[Job, Mapping[str, Any]]] = attrs.field(factory=list)
    beats: list[Beat] = attrs.field(factory=list)
    times: list[tuple[Job, StageTime]] = attrs.field(factory=list)

    def group(self, ready: Sequence[_Ready], notes: Sequence[Note]) -> Finalized:
        """Settle everything that was given."""
        ids = {item.outcome.job_id for item in ready} | {note.job_id for note in notes}
        self.jobs = self.tx.jobs.lock(ids)
        self.advance(notes)
        retired = self.tx.watch.retired()
        order = sorted(range(len(ready)), key=lambda i: ready[i].outcome.job_id)
        verdicts = {i: self.settle(ready[i], retired) for i in order}
        return self.write([verdicts[i] for i in range(len(ready))])

    def write(self, verdicts: Sequence[Verdict]) -> Finalized:
        """Write what was decided, in few statements for the whole group."""
        ended = [job for job, _ in self.ended]
        self.tx.jobs.beat([beat for beat in self.beats if not self.jobs[beat.job_id].is_terminal])
        self.tx.jobs.record(list(self.changes.values()), {job.id: said for job, said in self.ended})
        self.tx.outbox.call_after(ended, self.now)
        reach("finalize.in_transaction")
        in_batches = Counter(job.batch for job in ended if job.batch)
        batches = self.tx.batches.job_ended(in_batches, self.now)
        write_notices(self.tx, ended, batches, self.now)
        self.tx.watch.ended(ended)
        self.tx.watch.count(_counts(verdicts, ended))
        self.tx.totals.add(totals(self.ended, self.changes.values(), self.times))
        self.tx.trail.add([_entry(job) for job in ended])
        return Finalized(
            verdicts=tuple(verdicts),
            ended=tuple(ended),
            batches=tuple(batch.id for batch in batches),
        )

    def record(self, job: Job, event: JobEvent) -> Job:
        """Note that ``event`` happens to ``job``; the job after it."""
        before = self.changes.get(job.id)
        change = before.then(event) if before else Change.of(job, event)
        self.changes[job.id] = change
        self.jobs[job.id] = change.after
        return change.after

    def advance(self, notes: Sequence[Note]) -> None:
        """Move jobs on, and note the signs of life of their current attempts."""
        for note in notes:
            job = self.jobs.get(note.job_id)
            event = advance(job, note, key=self.key, now=self.now)
            if job is not None and event is not None:
                job = self.record(job, event)
            if job is not None and _is_alive(job, note, self.key):
                self.beats.append(_beat(job, note, self.now))

    def settle(self, ready: _Ready, retired: frozenset[str]) -> Verdict:
        """Settle one outcome."""
        outcome = ready.outcome
        job = self.jobs.get(outcome.job_id)
        settlement = settle(job, outcome, key=self.key, policy=self.policy, now=self.now)
        if job is None or settlement.verdict is not Verdict.APPLIED:
            return settlement.verdict
        if settlement.event is None:
            # It would end the job, but not as storage says: it has no evidence, or the job moved
            # on since storage was asked. The sweep looks again.
            is_claim = outcome.kind is EndingKind.SUCCEEDED
            return Verdict.UNKNOWN if is_claim else Verdict.STALE
        self.times += [(job, time) for time in outcome.times]
        if not outcome.is_final:
            self.record(job, settlement.event)
            return Verdict.APPLIED
        return self.end(job, settlement.event, ready, retired)

    def end(self, job: Job, event: JobEvent, ready: _Ready, retired: frozenset[str]) -> Verdict:
        """End ``job`` with the host's writes, or leave it open because of a hook.

        The host's writes come first, in a savepoint; the job's own rows follow with the group's.
        """
        names = [name for name in job.hooks if name not in retired]
        missing = next((name for name in names if name not in self.hooks), None)
        if missing is not None:
            self.postpone(job, EventKind.HOOK_MISSING, missing)
            return Verdict.APPLIED
        raised = self.call(names, apply(job, event), ready.result) if names else None
        if raised is not None:
            self.postpone(job, EventKind.HOOK_FAILED, raised)
            return Verdict.APPLIED
        self.ended.append((self.record(job, event), ready.summary.to_json()))
        return Verdict.APPLIED

    def call(self, names: Sequence[str], after: Job, result: Result | None) -> str | None:
        """Call hooks, together or not at all; the name of the one that raised."""
        calling = ""
        try:
            with self.tx.savepoint():
                for calling in names:
                    self.hooks[calling](self.tx.connection, after, result)
        except Exception:  # a host's hook may raise anything; its neighbours commit
            if not calling:
                raise
            return calling
        return None

    def postpone(self, job: Job, kind: EventKind, hook: str) -> None:
        """Leave ``job`` open, to be settled again later.

        A process that lacks the hook says so once and then leaves the job to others.
        """
        is_known = kind is EventKind.HOOK_MISSING and job.settle_at is not None
        if not is_known:
            self.record(job, hook_failed(job, kind, hook, self.policy, self.now))


def _is_alive(job: Job, note: Note, key: bytes) -> bool:
    return (
        note.worker is not None
        and note.attempt == job.attempt
        and not job.is_terminal
        and is_ticket(note.ticket, key, job.id, note.attempt)
    )


def _beat(job: Job, note: Note, now: int) -> Beat:
    return Beat(
        job_id=job.id,
        tenant=job.tenant,
        attempt=note.attempt,
        at=now,
        worker=note.worker or "",
        stage=note.stage,
    )


def _entry(job: Job) -> TrailEntry:
    """That a job ended, for the trail; by the coordinator, which is nobody in particular."""
    return entry_of(
        "ended",
        tenant=job.tenant,
        actor=None,
        at=job.finished_at or 0,
        job=job.id,
        state=str(job.state),
        code=safe_code(job.error.code) if job.error else None,
        manifest=job.manifest,
        pipeline_version=job.pipeline_version,
        model_version=job.model_version,
    )


def _counts(verdicts: Sequence[Verdict], ended: Sequence[Job]) -> Mapping[str, int]:
    names = [f"verdict.{verdict}" for verdict in verdicts]
    names += [f"ended.{job.state}" for job in ended]
    return Counter(names)
