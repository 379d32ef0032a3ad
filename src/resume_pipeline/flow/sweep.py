"""Sweep: find what broke, in the ledger and in storage, and say what to do about it.

No leader: any number of coordinators may sweep at once, every statement is guarded, and what a
sweep finds goes through the same finalization as any report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import attrs

from resume_pipeline.errors import StorageError
from resume_pipeline.evidence.endings import (
    attempt_end_of,
    ending_of,
    is_claimed,
    write_ending,
)
from resume_pipeline.model.artifact import EndingKind, JobError
from resume_pipeline.model.ids import ticket
from resume_pipeline.model.job import Job
from resume_pipeline.model.verdict import Note, Outcome, Policy, ProgressKind, lost
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Dispatch, Ledger
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.messages import FileRef

T = TypeVar("T", Job, Dispatch)
_PAGE = 200


@attrs.frozen(kw_only=True)
class Findings:
    """What a sweep found.

    Attributes:
        outcomes: endings to settle: read in storage, or of attempts that fell silent.
        notes: hops that turned out to have started.
        republished: how many messages go out once more.
    """

    outcomes: tuple[Outcome, ...] = ()
    notes: tuple[Note, ...] = ()
    republished: int = 0


def sweep(*, ledger: Ledger, storage: Storage, clock: Clock, policy: Policy) -> Findings:
    """Look after jobs that nobody reported on.

    One job whose objects cannot be read does not keep the others from being looked after.
    """
    look = _Look(ledger=ledger, storage=storage, policy=policy, now=clock.now(), key=ledger.key)
    outcomes = [*look.each(look.unsettled, look.end), *look.each(look.silent, look.explain)]
    reach("sweep.looked")
    notes: list[Note] = []
    republished = 0
    for dispatch in _pages(look.overdue):
        found = look.claimed(dispatch)
        if isinstance(found, Outcome):
            outcomes.append(found)
        elif isinstance(found, Note):
            notes.append(found)
        elif found is not None:
            republished += found
    return Findings(outcomes=tuple(outcomes), notes=tuple(notes), republished=republished)


def _pages(page: Callable[[str], Sequence[T]]) -> Iterator[T]:
    """Every row, page by page in the order of job ids, so that no row can starve those behind."""
    after = ""
    while rows := page(after):
        yield from rows
        last = rows[-1]
        after = last.id if isinstance(last, Job) else last.job_id


@attrs.frozen(kw_only=True)
class _Look:
    """One sweep's look at the world."""

    ledger: Ledger
    storage: Storage
    policy: Policy
    now: int
    key: bytes

    def each(
        self, page: Callable[[str], Sequence[Job]], look: Callable[[Job], Outcome | None]
    ) -> list[Outcome]:
        """What ``look`` finds for each job."""
        found = []
        for job in _pages(page):
            try:
                outcome = look(job)
            except StorageError:
                continue
            if outcome is not None:
                found.append(outcome)
        return found

    def unsettled(self, after: str) -> list[Job]:
        """Jobs that are cancelling, past their deadline, or to be settled again."""
        return self.ledger.read(lambda tx: tx.jobs.unsettled(self.now, limit=_PAGE, after=after))

    def silent(self, after: str) -> list[Job]:
        """Running jobs without a sign of life."""
        beat_before = self.now - 3 * self.policy.beat
        since_before = self.now - self.policy.attempt_limit
        return self.ledger.read(
            lambda tx: tx.jobs.silent(
                beat_before=beat_before, since_before=since_before, limit=_PAGE, after=after
            )
        )

    def overdue(self, after: str) -> list[Dispatch]:
        """Published messages that nobody claimed in time."""
        return self.ledger.read(lambda tx: tx.outbox.overdue(self.now, limit=_PAGE, after=after))

    def end(self, job: Job) -> Outcome | None:
        """The ending of a job that has one, or must have one now."""
        if job.cancelling:
            return self.write(job, (EndingKind.CANCELLED, None))
        found = ending_of(self.storage, job, self.key)
        if found is None and job.deadline_at <= self.now:
            error = JobError(code="expired", message="the job did not end before its deadline")
            return self.write(job, (EndingKind.FAILED, error))
        return found

    def write(self, job: Job, ending: tuple[EndingKind, JobError | None]) -> Outcome:
        """Write the job's ending, unless there is one; return the one that stands."""
        files = self.ledger.read(lambda tx: tx.files.get(job.files))
        refs = [FileRef.of(files[file_id]) for file_id in job.files if file_id in files]
        outcome = write_ending(self.storage, job, refs, ending, self.key)
        reach("cancel.ending_stored")
        return outcome

    def explain(self, job: Job) -> Outcome | None:
        """How a silent attempt ended according to storage; that it was lost, if storage is mute."""
        found = ending_of(self.storage, job, self.key) or attempt_end_of(self.storage, job)
        return found or lost(job, self.ticket(job))

    def claimed(self, dispatch: Dispatch) -> Outcome | Note | int | None:
        """What became of a message: an ending, a start, or nothing, so that it is sent again."""
        jobs = self.ledger.read(lambda tx: tx.jobs.get([dispatch.job_id]))
        job = jobs.get(dispatch.job_id)
        if job is None or job.is_terminal or job.attempt != dispatch.attempt:
            return None
        try:
            found = ending_of(self.storage, job, self.key) or attempt_end_of(self.storage, job)
            if found is not None:
                return found
            if is_claimed(self.storage, job):
                return self.started(job)
        except StorageError:
            return None
        return int(self.ledger.transact(lambda tx: tx.outbox.again(dispatch, self.now)))

    def started(self, job: Job) -> Note:
        """That the current hop was started, as its claim shows."""
        return Note(
            job_id=job.id,
            attempt=job.attempt,
            ticket=self.ticket(job),
            kind=ProgressKind.STARTED,
            stage=job.first_stage,
        )

    def ticket(self, job: Job) -> str:
        """The ticket of the current attempt."""
        return ticket(self.key, job.id, job.attempt)
