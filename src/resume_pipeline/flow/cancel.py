"""Cancel: ask for it in the ledger, then end the job in storage."""

from __future__ import annotations

from collections.abc import Collection

from resume_pipeline.evidence.endings import write_ending
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.event import Change
from resume_pipeline.model.job import Job
from resume_pipeline.model.verdict import Outcome, request_cancel
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Storage
from resume_pipeline.wire.messages import FileRef


def cancel(
    ids: Collection[str],
    *,
    ledger: Ledger,
    coordinator: Ledger | None,
    storage: Storage,
    clock: Clock,
) -> list[Outcome]:
    """Mark open jobs as cancelling and write their endings, unless a worker was faster.

    Args:
        ledger: of who asks.
        coordinator: the coordinator's; where this process has none, the sweep writes the endings.

    Returns:
        The endings that stand, to be finalized. What a crash leaves undone the sweep does.
    """
    now = clock.now()

    def work(tx: Transaction) -> dict[str, Job]:
        jobs = tx.jobs.lock(ids)
        asked = [(job, request_cancel(job, now)) for job in jobs.values()]
        changes = [Change.of(job, event) for job, event in asked if event is not None]
        tx.jobs.record(changes)
        return jobs | {change.after.id: change.after for change in changes}

    open_jobs = [job for job in ledger.transact(work).values() if not job.is_terminal]
    reach("cancel.requested")
    return [] if coordinator is None else _end(open_jobs, ledger=coordinator, storage=storage)


def _end(open_jobs: Collection[Job], *, ledger: Ledger, storage: Storage) -> list[Outcome]:
    files = ledger.read(lambda tx: tx.files.get({f for job in open_jobs for f in job.files}))
    outcomes = []
    for job in open_jobs:
        refs = [FileRef.of(files[file_id]) for file_id in job.files if file_id in files]
        ending = (EndingKind.CANCELLED, None)
        outcomes.append(write_ending(storage, job, refs, ending, ledger.key))
        reach("cancel.ending_stored")
    return outcomes
