"""Watch: follow a job, wait for it, rank a batch, and tell why a job is where it is."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Self

import attrs

from resume_pipeline.errors import NotFoundError
from resume_pipeline.evidence.endings import find_manifest
from resume_pipeline.model.batch import Batch, Placing, Standing, ranked
from resume_pipeline.model.event import JobEvent
from resume_pipeline.model.job import Job
from resume_pipeline.model.reason import Circumstances, Reason, explain
from resume_pipeline.model.verdict import Policy
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.ledger import Ended, JobFilter, Ledger, Process, Transaction
from resume_pipeline.ports.storage import Storage

_SOON, _LATER = 0.01, 0.2  # seconds between looks: when something happened, and at most
#: Seconds between looks at a batch that moves.
IN_GROUPS = 0.1
_PAGE = 500


@attrs.define
class Pace:
    """How long to rest between two looks at a job: little while it moves, longer while not."""

    _until: float | None
    _soon: float
    _pause: float
    _seen: int = 0

    @classmethod
    def of(cls, timeout: float | None, *, soon: float = _SOON) -> Self:
        """The pace of somebody who looks for ``timeout`` seconds from now, or for ever.

        Args:
            soon: seconds between two looks while it moves.
        """
        return cls(None if timeout is None else time.monotonic() + timeout, soon, soon)

    def rest(self, seq: int) -> float | None:
        """Seconds to rest after a look that found event ``seq``; None when the time is over."""
        left = math.inf if self._until is None else self._until - time.monotonic()
        self._pause = self._soon if seq != self._seen else min(_LATER, self._pause * 1.5)
        self._seen = seq
        return min(self._pause, left) if left > 0 else None


def looks(job: Job, look: Callable[[], Job], *, timeout: float | None) -> Iterator[Job]:
    """``job``, then how it stands again and again, until it ended or the time is over.

    Args:
        look: reads the job.
        timeout: seconds.
    """
    pace = Pace.of(timeout)
    yield job
    while not job.is_terminal and (rest := pace.rest(job.seq)) is not None:
        time.sleep(rest)
        job = look()
        yield job


def wait(look: Callable[[], Job], check: Callable[[Job], None], *, timeout: float) -> Job:
    """The job once it has ended, or as it stands after ``timeout`` seconds.

    Args:
        look: reads the job.
        check: raises if waiting is in vain.
    """
    job = look()
    if not job.is_terminal:
        check(job)
    *_, last = looks(job, look, timeout=timeout)
    return last


def follow(
    read: Callable[[int], Sequence[JobEvent]],
    look: Callable[[], Job],
    *,
    after: int,
    timeout: float | None,
) -> Iterator[JobEvent]:
    """A job's events as they happen, until it has ended or ``timeout`` seconds have passed.

    Args:
        read: reads events from behind a sequence number.
        look: reads the job.
    """
    for job in looks(look(), look, timeout=timeout):
        while after < job.seq and (events := read(after)):
            yield from events
            after = events[-1].seq


def ranking(batch: str, *, tenant: str, ledger: Ledger) -> list[Standing]:
    """The batch's candidates, best first; those without a score last."""
    where = JobFilter(tenant=tenant, batch=batch)
    jobs: list[Job] = []
    while page := _page(ledger, where, after=jobs[-1].id if jobs else ""):
        jobs += page
    summaries = ledger.read(lambda tx: tx.jobs.summaries([job.id for job in jobs]))
    return ranked([_standing(job, summaries.get(job.id, {})) for job in jobs])


def _page(ledger: Ledger, where: JobFilter, after: str) -> list[Job]:
    return ledger.read(lambda tx: tx.jobs.find(where, limit=_PAGE, after=after))


def _standing(job: Job, summary: Mapping[str, Any]) -> Standing:
    code = job.error.code if job.error else summary.get("abstained")
    return Standing(
        rank=None,
        job_id=job.id,
        ref=job.ref,
        state=str(job.state),
        score=summary.get("score"),
        values={kind: (pair[0], pair[1]) for kind, pair in summary.get("values", {}).items()},
        code=code,
    )


@attrs.define
class Placings:
    """The jobs of a batch as they end, each with its place among those that have ended so far.

    Attributes:
        batch: which.
        after: those whose ending has this position, or an earlier one, are not told again.
        seen: position of the last ending that was looked at.
        is_over: whether the batch has ended, and everything of it was told.
    """

    batch: Batch
    ledger: Ledger
    after: int
    seen: int = 0
    is_over: bool = False
    _standings: dict[str, Standing] = attrs.field(factory=dict, init=False)

    def more(self) -> list[Placing]:
        """What ended since the last look, in the order of the endings; at most a page of it."""
        endings, jobs, summaries, has_ended = self.ledger.read(self._look)
        self.is_over = has_ended and len(endings) < _PAGE
        for ending in endings:
            summary = summaries.get(ending.job_id, {})
            self._standings[ending.job_id] = _standing(jobs[ending.job_id], summary)
            self.seen = ending.position
        told = {e.job_id: e.position for e in endings if e.position > self.after}
        places = {s.job_id: s for s in ranked(list(self._standings.values()))} if told else {}
        return [self._placing(seq, places[job_id]) for job_id, seq in told.items()]

    def _look(self, tx: Transaction) -> tuple[list[Ended], dict[str, Job], Any, bool]:
        batch, tenant = self.batch.id, self.batch.tenant
        # The batch first: if it has ended by then, each of its endings is there to be read.
        now = tx.batches.get([batch], tenant).get(batch)
        endings = tx.watch.endings(self.seen, limit=_PAGE, tenant=tenant, batch=batch)
        ids = [ending.job_id for ending in endings]
        has_ended = now is None or now.ended_at is not None
        return endings, tx.jobs.get(ids, tenant), tx.jobs.summaries(ids), has_ended

    def _placing(self, seq: int, standing: Standing) -> Placing:
        ended = len(self._standings)
        return Placing(seq=seq, standing=standing, ended=ended, total=self.batch.total)


def follow_batch(placings: Placings, *, timeout: float | None) -> Iterator[Placing]:
    """Jobs of a batch as they end, until all have or ``timeout`` seconds have passed."""
    # A coordinator ends many jobs in one go; who looks more often finds nothing new.
    pace = Pace.of(timeout, soon=IN_GROUPS)
    while True:
        yield from placings.more()
        if placings.is_over or (rest := pace.rest(placings.seen)) is None:
            return
        time.sleep(rest)


def why(
    job_id: str,
    *,
    tenant: str,
    ledger: Ledger,
    storage: Storage,
    clock: Clock,
    policy: Policy,
    route: Callable[[str], str],
    window: Callable[[str], int],
) -> Reason:
    """Why a job is where it is: what happened, and what it is waiting for.

    Raises:
        NotFoundError: there is no such job of this tenant.
    """
    now = clock.now()
    job = ledger.read(lambda tx: tx.jobs.get([job_id], tenant)).get(job_id)
    if job is None:
        raise NotFoundError("no such job")
    found = None if job.is_terminal else find_manifest(storage, tenant, job_id)
    size = window(route(job.first_stage))
    around = ledger.read(lambda tx: _around(tx, job, policy, now, route, size))
    return explain(job, attrs.evolve(around, has_manifest=found is not None), policy, now)


def _around(
    tx: Transaction,
    job: Job,
    policy: Policy,
    now: int,
    route: Callable[[str], str],
    size: int,
) -> Circumstances:
    queue = route(job.first_stage)
    dispatch = tx.outbox.dispatch_of(job.id)
    workers = live_workers(tx.watch.processes("worker"), queue, policy, now)
    beat = tx.jobs.beat_of(job.id)
    events = tx.jobs.events(job.tenant, job.id, after=job.seq - 1, limit=1)
    counts = tx.outbox.counts()
    published = sum(pair[1] for stage, pair in counts.items() if route(stage) == queue)
    seen = [process.seen_at for process in tx.watch.processes("coordinator")]
    is_of_this_hop = beat is not None and beat.at >= (job.running_since or 0)
    return Circumstances(
        last_event=events[0] if events else None,
        has_manifest=False,
        coordinator_seen_at=max(seen, default=None),
        queue=queue,
        published_at=dispatch.published_at if dispatch else None,
        broker_error=dispatch.error if dispatch else None,
        room=size - published,
        overtaken_by=tx.outbox.overtaken(job.id)[1] if dispatch else 0,
        window=size,
        slots=sum(worker.slots for worker in workers),
        workers=len(workers),
        beat_at=beat.at if beat and is_of_this_hop else None,
        pause=next((p for p in tx.pauses.holding() if p.holds(job, queue=queue)), None),
    )


def live_workers(processes: list[Process], queue: str, policy: Policy, now: int) -> list[Process]:
    """Those workers that listen on ``queue`` and were seen within three beats."""
    horizon = now - 3 * policy.beat
    return [p for p in processes if p.queue == queue and p.seen_at >= horizon]
