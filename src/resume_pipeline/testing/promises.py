"""Promises: what must hold after every step, whatever was lost, repeated, reordered or forged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import attrs

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.evidence.endings import find_manifest
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.event import EventKind, JobEvent, fold
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.keys import claim_key, end_key, manifest_key
from resume_pipeline.model.pause import Pause
from resume_pipeline.model.verdict import Policy
from resume_pipeline.ports.reporter import Report
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.messages import Completion, JobMessage, Progress
from resume_pipeline.wire.objects import Claim

_NEXT_ATTEMPT = (
    EventKind.RETRY_SCHEDULED,
    EventKind.ATTEMPT_LOST,
    EventKind.INTERRUPTED,
    EventKind.INCOMPATIBLE,
)


class Handed(Protocol):
    """A message in a worker's hands."""

    body: bytes
    worker: str
    was_claimed: bool


@attrs.define(kw_only=True)
class Promises:
    """Remembers what it saw, and compares.

    Attributes:
        ended: jobs as they were when they first were terminal.
        objects: digests of all objects seen.
        starts: how often each hop was started.
        hops: next hops that were published, as (job, attempt, first stage).
        tellings: how often the after hook was called, per id.
        broken: promises that did not hold while they were watched.
        pauses: that hold while a relay publishes.
    """

    ledger: SqlLedger
    storage: Storage
    policy: Policy
    ended: dict[str, Job] = attrs.field(factory=dict)
    before: dict[str, Job] = attrs.field(factory=dict)
    objects: dict[str, str] = attrs.field(factory=dict)
    starts: Counter[tuple[str, int, str]] = attrs.field(factory=Counter)
    hops: set[tuple[str, int, int]] = attrs.field(factory=set)
    tellings: Counter[str] = attrs.field(factory=Counter)
    broken: list[str] = attrs.field(factory=list)
    pauses: Sequence[Pause] = ()

    def told(self, call_id: str, job: Job) -> None:
        """The after hook: called after the commit, with a constant id."""
        assert self.ledger.read(lambda tx: tx.jobs.get([job.id]))[job.id].is_terminal
        assert call_id.startswith(f"after:{job.id}:")
        self.tellings[job.id] += 1

    @contextmanager
    def relaying(self, pauses: Sequence[Pause]) -> Iterator[None]:
        """While open, what is published comes from a relay, and nothing that is paused may."""
        self.pauses = pauses
        try:
            yield
        finally:
            self.pauses = ()

    def published(self, queue: str, bodies: Sequence[bytes]) -> None:
        """A worker or the relay published job messages."""
        for body in bodies:
            message = JobMessage.from_bytes(body)
            named = {"tenant": message.tenant, "plan": self._job(message.job).plan}
            is_held = any(pause.covers(queue=queue, **named) for pause in self.pauses)
            self._demand(not is_held, "a job was dispatched that is paused")
            self.hops.add((message.job, message.attempt, message.first))

    def reported(self, reports: Sequence[Report]) -> None:
        """An ending is in storage before it is reported; a hop starts at most once."""
        for report in reports:
            if isinstance(report, Completion):
                self._check_reported(report)
            elif isinstance(report, Progress) and report.kind == "started":
                hop = (report.job, report.attempt, report.stage)
                self.starts[hop] += 1
                self._demand(self.starts[hop] == 1, "a claimed hop ran again")

    def _check_reported(self, report: Completion) -> None:
        if report.ending is EndingKind.INCOMPATIBLE:
            return
        job = self._job(report.job)
        in_storage = self._has_ending(job.tenant, report.job, report.attempt)
        self._demand(in_storage, "an ending was reported before it was stored")

    def before_ack(self, handed: Handed) -> None:
        """Whoever claimed a hop acknowledges only when others can find out how it goes on."""
        message = JobMessage.from_bytes(handed.body)
        if not self._is_claimed_by(message, handed):
            return
        is_handed_on = any(
            (message.job, message.attempt, later) in self.hops
            for later in range(message.first + 1, len(message.stages))
        )
        is_stored = self._has_ending(message.tenant, message.job, message.attempt)
        self._demand(is_handed_on or is_stored, "acknowledged before the ending was stored")

    def _demand(self, holds: bool, promise: str) -> None:
        """Remember a broken promise, too: the road may catch what is raised in its midst."""
        if not holds:
            self.broken.append(promise)
            raise AssertionError(promise)

    def is_claimed(self, body: bytes) -> bool:
        """Whether the hop of this message was claimed."""
        return self._claim(JobMessage.from_bytes(body)) is not None

    def _is_claimed_by(self, message: JobMessage, handed: Handed) -> bool:
        """Whether the hop was claimed through this delivery."""
        claim = self._claim(message)
        return (
            claim is not None
            and not handed.was_claimed
            and claim.worker.startswith(f"{handed.worker}/")
        )

    def _claim(self, message: JobMessage) -> Claim | None:
        hop = message.stages[message.first].name
        key = claim_key(message.tenant, message.job, message.attempt, hop)
        body = self.storage.get(key)
        return None if body is None else Claim.from_bytes(body)

    def _has_ending(self, tenant: str, job_id: str, attempt: int) -> bool:
        return self.storage.exists(manifest_key(tenant, job_id)) or self.storage.exists(
            end_key(tenant, job_id, attempt)
        )

    def _job(self, job_id: str) -> Job:
        return self.ledger.read(lambda tx: tx.jobs.get([job_id]))[job_id]

    def check_jobs(self, jobs: Collection[Job], effects: Counter[str]) -> None:
        """The promises about all jobs, given how many rows the host's hook left for each."""
        assert not self.broken, self.broken[0]
        endings = self.ledger.read(lambda tx: tx.watch.endings(0, limit=100_000))
        numbers = [ending.position for ending in endings]
        assert numbers == list(range(1, len(numbers) + 1)), "gap in the endings"
        ended = Counter(ending.job_id for ending in endings)
        for job in jobs:
            self._check_ending(job, ended[job.id], effects[job.id])
            before = self.before.get(job.id)
            if before is not None and before.seq == job.seq:
                assert job == before, "a row changed without an event"
            else:
                self.check_job(job)
                self.before[job.id] = job

    def check_totals(self, jobs: Collection[Job]) -> None:
        """The sums are those of the jobs that ended, after whatever crash.

        Only where each was ended by a process that keeps them.
        """
        overall = self.ledger.read(lambda tx: tx.totals.overall())
        counted = {m: value for (_, m), value in overall.items() if m.startswith("ended.")}
        wanted = Counter(f"ended.{job.state}" for job in jobs if job.is_terminal)
        assert counted == wanted, "the totals are not those of the jobs that ended"

    def check_job(self, job: Job) -> None:
        """The promises about one job: its history, causes, budgets, dispatch and evidence."""
        events = self.ledger.read(
            lambda tx: tx.jobs.events(job.tenant, job.id, after=0, limit=10_000)
        )
        self._check_history(job, events)
        self._check_causes(job, events)
        self._check_budgets(job, events)
        self._check_dispatch(job)
        if job.is_terminal:
            self._check_evidence(job)
            self.ended.setdefault(job.id, job)

    def _check_history(self, job: Job, events: Sequence[JobEvent]) -> None:
        assert [event.seq for event in events] == list(range(1, len(events) + 1)), "gap in events"
        assert fold(events) == job, "the events tell of another job than the row"
        before = self.before.get(job.id)
        if before is not None:
            for name in ("attempt", "failures", "crashes", "interruptions", "seq"):
                assert getattr(job, name) >= getattr(before, name), f"{name} went back"
        if job.id in self.ended:
            assert job == self.ended[job.id], "a terminal job changed"

    def _check_causes(self, job: Job, events: Sequence[JobEvent]) -> None:
        """What the ledger says of an attempt rests on what its worker left in storage."""
        seen = self.before[job.id].seq if job.id in self.before else 0
        for event in events[seen:]:
            if event.kind in (EventKind.STARTED, EventKind.ATTEMPT_LOST):
                stages = [event.stage] if event.stage else [spec.name for spec in job.stages]
                keys = [claim_key(job.tenant, job.id, event.attempt, stage) for stage in stages]
                assert any(map(self.storage.exists, keys)), f"{event.kind}, and nobody claimed it"
            if event.kind in (EventKind.RETRY_SCHEDULED, EventKind.INTERRUPTED):
                key = end_key(job.tenant, job.id, event.attempt)
                assert self.storage.exists(key), f"{event.kind}, and no worker said so"

    def _check_budgets(self, job: Job, events: Sequence[JobEvent]) -> None:
        kinds = Counter(event.kind for event in events)
        assert job.failures <= self.policy.max_failures
        assert job.crashes <= self.policy.max_crashes
        assert job.interruptions <= self.policy.max_interruptions
        assert job.failures == kinds[EventKind.RETRY_SCHEDULED], "a failure was not charged"
        assert job.crashes == kinds[EventKind.ATTEMPT_LOST], "a crash was not charged"
        assert job.interruptions == kinds[EventKind.INTERRUPTED]
        assert job.attempt == 1 + sum(kinds[kind] for kind in _NEXT_ATTEMPT)

    def _check_dispatch(self, job: Job) -> None:
        dispatch = self.ledger.read(lambda tx: tx.outbox.dispatch_of(job.id))
        is_waiting = job.state is JobState.QUEUED
        assert (dispatch is not None) == is_waiting, "no dispatch for a queued job, or one too many"
        if dispatch is not None:
            assert (dispatch.attempt, dispatch.stage) == (job.attempt, job.first_stage)

    def check_dispatches(self, jobs: Collection[Job]) -> None:
        """A job waits in the outbox or the broker as long as it is queued, and no longer."""
        for job in jobs:
            self._check_dispatch(job)

    def _check_ending(self, job: Job, endings: int, effects: int) -> None:
        assert endings == effects == int(job.is_terminal), (
            f"{job.state}: {endings} endings, {effects} effects of the host"
        )

    def _check_evidence(self, job: Job) -> None:
        """A job ended as its manifest says; what a success points to is there and intact."""
        found = find_manifest(self.storage, job.tenant, job.id)
        assert found is not None, "a job ended without a manifest"
        manifest, digest = found
        assert digest == job.manifest
        assert str(manifest.ending) == str(job.state), (
            f"the job {job.state}, its manifest says {manifest.ending}"
        )
        if job.state is JobState.SUCCEEDED:
            assert {ref.stage for ref in job.done} >= {spec.name for spec in job.stages}
        for ref in job.done:
            body = self.storage.get(ref.key)
            assert body is not None, "an artifact is missing"
            assert sha256(body) == ref.sha256, "an artifact is not what the ledger points to"

    def check_objects(self, tenants: Collection[str]) -> None:
        """No object that was ever visible has changed."""
        for key in [key for tenant in sorted(tenants) for key in self.storage.list(f"{tenant}/")]:
            body = self.storage.get(key)
            digest = sha256(body or b"")
            assert self.objects.setdefault(key, digest) == digest, "an object changed"

    def check_batches(self, jobs: Collection[Job]) -> None:
        """A batch is open as long as one of its jobs is."""
        ids = {job.batch for job in jobs if job.batch}
        batches = self.ledger.read(lambda tx: tx.batches.get(ids)) if ids else {}
        for batch in batches.values():
            open_jobs = sum(job.batch == batch.id and not job.is_terminal for job in jobs)
            assert batch.open == open_jobs, "a batch miscounts its open jobs"
            assert (batch.ended_at is None) == bool(open_jobs)

    def check_told(self, job_ids: Sequence[str]) -> None:
        """After every commit, the hooks that run then were called."""
        untold = [job_id for job_id in job_ids if not self.tellings[job_id]]
        assert not untold, f"{len(untold)} jobs ended and the after hook was not called"
