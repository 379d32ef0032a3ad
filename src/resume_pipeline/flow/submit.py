"""Submit: job, first event and outbox row, in one transaction that may be the host's own.

Threads that submit at the same time share a transaction: while one commits, the others' jobs
gather, and the next one commits them all. Nobody waits for company.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from resume_pipeline.errors import (
    IdempotencyError,
    InvalidRequestError,
    LedgerError,
    NotFoundError,
    UnavailableError,
)
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.event import canonical
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import Tenant, sha256, uuid7
from resume_pipeline.model.intake.quota import Quota
from resume_pipeline.model.job import Job
from resume_pipeline.model.keeping.erasure import is_erased
from resume_pipeline.model.keeping.trail import TrailEntry, entry_of
from resume_pipeline.model.keys import vacancy_key
from resume_pipeline.model.plan import CORRECTIONS, StageSpec
from resume_pipeline.ports.clock import Clock
from resume_pipeline.ports.faults import reach
from resume_pipeline.ports.ledger import Ledger, Transaction
from resume_pipeline.ports.storage import Storage
from resume_pipeline.ports.tracing import context
from resume_pipeline.wire.vacancy import Vacancy


@attrs.frozen(kw_only=True)
class Asked:
    """What one job is asked for.

    Attributes:
        files: ids, the resume first.
        ref: the host's opaque name of what it is about.
        idempotency_key: the same key and the same request give the same job.
        rerun_of: the job that this one repeats.
    """

    files: tuple[str, ...]
    ref: str | None = None
    idempotency_key: str | None = None
    rerun_of: str | None = None


@attrs.frozen(kw_only=True)
class Terms:
    """What all jobs of one call have in common.

    Attributes:
        plan, stages: what to run.
        vacancy: against what.
        hooks, after_hooks: names, recorded with each job.
        priority: smaller is sooner.
        lifetime: milliseconds until an unfinished job expires.
        as_of: the only date that stages may know; None for the UTC day of the submission.
        corrected: names of the stages that are given corrections of the first file's reading.
        quota: of the tenant.
    """

    plan: str
    stages: tuple[StageSpec, ...]
    vacancy: Vacancy | None
    hooks: tuple[str, ...]
    after_hooks: tuple[str, ...]
    priority: int
    lifetime: int
    pipeline_version: str
    model_version: str
    as_of: str | None = None
    corrected: frozenset[str] = frozenset()
    quota: Quota = attrs.field(factory=Quota)


@attrs.define(eq=False)
class _Handed:
    """One call's jobs on their way to the ledger, and what became of them."""

    tenant: Tenant
    jobs: Sequence[Job]
    batch: Batch | None
    corrected: frozenset[str] = frozenset()
    quota: Quota = attrs.field(factory=Quota)
    trace: str | None = None
    stand: list[Job] | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        """Whether somebody committed or refused them."""
        return self.stand is not None or self.error is not None


class Desk:
    """Where the threads of one process hand in what they submit."""

    def __init__(self, ledger: Ledger, committed: Callable[[], None] = lambda: None) -> None:
        """Hand in to ``ledger``; ``committed`` is called when jobs stand in it."""
        self._ledger = ledger
        self._committed = committed
        self._waiting: list[_Handed] = []
        self._list = threading.Lock()
        self._turn = threading.Lock()

    def hand_in(self, handed: _Handed, joined: Any = None) -> list[Job]:
        """Commit the jobs, with those of others; return the jobs that stand."""
        if joined is not None:
            return self._ledger.transact(lambda tx: _write(tx, [handed])[0], joined=joined)
        with self._list:
            self._waiting.append(handed)
        with self._turn:
            if not handed.is_done:
                with self._list:
                    group, self._waiting = self._waiting, []
                self._commit(group)
        if handed.error is not None:
            raise handed.error
        return handed.stand or []

    def _commit(self, group: Sequence[_Handed]) -> None:
        """Together; where that is refused, one by one, so that no request spoils another."""
        try:
            standing = self._ledger.transact(lambda tx: _write(tx, group))
        except Exception as error:
            if len(group) == 1 or isinstance(error, UnavailableError):
                for handed in group:
                    handed.error = error
                return
            for handed in group:
                self._commit([handed])
            return
        except BaseException:  # this thread is to stop; the others must not take that for success
            for handed in group:
                handed.error = LedgerError("the thread that committed for this one was stopped")
            raise
        for handed, stand in zip(group, standing, strict=True):
            handed.stand = stand
        self._committed()


def submit(
    asked: Sequence[Asked],
    terms: Terms,
    *,
    tenant: Tenant,
    actor: str | None,
    storage: Storage,
    desk: Desk,
    clock: Clock,
    batch_ref: str | None = None,
    is_batch: bool = False,
    joined: Any = None,
) -> tuple[list[Job], Batch | None]:
    """Create the jobs, or find those that the same idempotency keys already made.

    Raises:
        NotFoundError: a file does not exist or is not this tenant's.
        IdempotencyError: a key was used for a different request.
        QuotaError: too many jobs of the tenant would be open.
    """
    now = clock.now()
    _store_vacancy(terms.vacancy, tenant, storage)
    reach("submit.stored")
    batch = _batch(asked, terms, tenant, actor, batch_ref, now) if is_batch else None
    jobs = [_job(a, terms, tenant, actor, batch, now) for a in asked]

    handed = _Handed(tenant, jobs, batch, terms.corrected, terms.quota, trace=context())
    stand = desk.hand_in(handed, joined)
    reach("submit.committed")
    return stand, batch


def _write(tx: Transaction, group: Sequence[_Handed]) -> list[list[Job]]:
    """Insert the jobs of all calls; the jobs that stand, for each call."""
    named: list[Job] = []
    for tenant in sorted({handed.tenant for handed in group}):
        jobs = [job for handed in group if handed.tenant == tenant for job in handed.jobs]
        files = _files(tx, tenant, jobs)
        named += [_with_subject(job, files) for job in jobs]
    named = _with_corrections(tx, named, group)
    for batch in (handed.batch for handed in group if handed.batch is not None):
        tx.batches.add(batch)
    limited = [handed for handed in group if handed.quota.jobs is not None]
    for tenant in sorted({handed.tenant for handed in limited}):
        tx.quotas.used(tenant, 0)  # held until the commit: two at once do not both find room
    standing = tx.jobs.add(named)
    for handed in limited:
        _check_quota(tx, handed, standing)
    traced = {
        job.id: (job.tenant, handed.trace)
        for handed in group
        for job in handed.jobs
        if handed.trace
    }
    tx.traces.keep(traced)
    tx.trail.add([_entry(job) for job in named if standing[job.id].id == job.id])
    return [[_same(job, standing[job.id]) for job in handed.jobs] for handed in group]


def _entry(job: Job) -> TrailEntry:
    return entry_of(
        "submitted",
        tenant=job.tenant,
        actor=job.actor,
        at=job.created_at,
        job=job.id,
        files=list(job.files),
        plan=job.plan,
        batch=job.batch,
        rerun_of=job.rerun_of,
    )


def _check_quota(tx: Transaction, handed: _Handed, standing: Mapping[str, Job]) -> None:
    """Refuse new jobs where too many are open with them."""
    if any(standing[job.id].id == job.id for job in handed.jobs):
        most = (handed.quota.jobs or 0) + 1
        handed.quota.check_jobs(tx.quotas.open_jobs(handed.tenant, limit=most))


def _store_vacancy(vacancy: Vacancy | None, tenant: str, storage: Storage) -> None:
    if vacancy is not None:
        storage.put_all({vacancy_key(tenant, vacancy.digest): vacancy.to_bytes()})


def _files(tx: Transaction, tenant: str, jobs: Sequence[Job]) -> dict[str, FileRecord]:
    wanted = {file_id for job in jobs for file_id in job.files}
    files = tx.files.get(wanted, tenant)
    if wanted - files.keys() or any(map(is_erased, files.values())):
        raise NotFoundError("no such file")
    return files


def _with_subject(job: Job, files: Mapping[str, FileRecord]) -> Job:
    """A job is about the person whose resume it reads."""
    return attrs.evolve(job, subject=files[job.files[0]].subject)


def _with_corrections(tx: Transaction, jobs: Sequence[Job], group: Sequence[_Handed]) -> list[Job]:
    """The jobs with what is corrected by now in the options of the stages that are given it."""
    takers = {job.id: handed.corrected for handed in group for job in handed.jobs}
    found: dict[tuple[str, str], list[str]] = {}
    for tenant in sorted({job.tenant for job in jobs}):
        files = {job.files[0] for job in jobs if job.tenant == tenant and takers[job.id]}
        for one in tx.records.corrections_of(tenant, files) if files else ():
            found.setdefault((tenant, one.file), []).append(one.digest)
    return [_corrected(job, takers[job.id], found.get((job.tenant, job.files[0]))) for job in jobs]


def _corrected(job: Job, stages: frozenset[str], digests: list[str] | None) -> Job:
    if not digests:
        return job
    specs = (_told(spec, digests) if spec.name in stages else spec for spec in job.stages)
    return attrs.evolve(job, stages=tuple(specs))


def _told(spec: StageSpec, digests: list[str]) -> StageSpec:
    options = {**json.loads(spec.options), CORRECTIONS: digests}
    return attrs.evolve(spec, options=canonical(options))


def _same(job: Job, standing: Job) -> Job:
    if standing.fingerprint != job.fingerprint:
        raise IdempotencyError("this idempotency key was used for a different request")
    return standing


def _job(
    asked: Asked, terms: Terms, tenant: str, actor: str | None, batch: Batch | None, now: int
) -> Job:
    if not asked.files:
        raise InvalidRequestError("a job needs at least one file, the resume first")
    return Job(
        id=uuid7(now),
        tenant=tenant,
        actor=actor,
        ref=asked.ref,
        plan=terms.plan,
        stages=terms.stages,
        files=asked.files,
        vacancy=terms.vacancy.digest if terms.vacancy else None,
        as_of=terms.as_of or _utc_day(now),
        hooks=terms.hooks,
        after_hooks=terms.after_hooks,
        batch=batch.id if batch else None,
        rerun_of=asked.rerun_of,
        idempotency_key=asked.idempotency_key,
        fingerprint=_fingerprint(asked, terms),
        priority=terms.priority,
        pipeline_version=terms.pipeline_version,
        model_version=terms.model_version,
        created_at=now,
        due_at=now,
        deadline_at=now + terms.lifetime,
    )


def _batch(
    asked: Sequence[Asked],
    terms: Terms,
    tenant: str,
    actor: str | None,
    ref: str | None,
    now: int,
) -> Batch:
    return Batch(
        id=uuid7(now),
        tenant=tenant,
        actor=actor,
        ref=ref,
        vacancy=terms.vacancy.digest if terms.vacancy else None,
        total=len(asked),
        open=len(asked),
        created_at=now,
    )


def _fingerprint(asked: Asked, terms: Terms) -> str:
    """A digest of what was asked: what the same idempotency key must repeat."""
    request = {
        "files": asked.files,
        "ref": asked.ref,
        "rerun_of": asked.rerun_of,
        "plan": terms.plan,
        "stages": [[spec.name, spec.options] for spec in terms.stages],
        "vacancy": terms.vacancy.digest if terms.vacancy else None,
        "priority": terms.priority,
    }
    return sha256(canonical(request).encode())


def _utc_day(now: int) -> str:
    return dt.datetime.fromtimestamp(now / 1000, dt.UTC).date().isoformat()
