"""Ledger: the source of truth for files, jobs and outcomes, reached in transactions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar

import attrs

from resume_pipeline.model.artifact import ArtifactRef
from resume_pipeline.model.backlog import StageLoad
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.event import Change, JobEvent
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.ports.intake import Adoptions, Quotas
from resume_pipeline.ports.keeping import Erasures, Totals, Traces, Trail
from resume_pipeline.ports.operating import Notices, Pauses, Records

T = TypeVar("T")
#: Where no job ends.
NO_SUMMARIES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Dispatch:
    """A job's row in the outbox: it waits to be published, or was and waits for a worker.

    Attributes:
        job_id, tenant, attempt, stage: the hop that is to start.
        due_at: not before.
        published_at: when the broker accepted it; None while it waits here.
        overdue_at: when it is published again if nobody claimed it.
        tries: how often it was published.
        error: class of the last error while publishing.
    """

    job_id: str
    tenant: str
    attempt: int
    stage: str
    priority: int
    due_at: int
    published_at: int | None = None
    overdue_at: int | None = None
    tries: int = 0
    error: str | None = None


@attrs.frozen(kw_only=True)
class AfterCall:
    """An ``after_finalized`` hook that is still to be called.

    Attributes:
        id: constant; the hook may be called more than once with it.
    """

    id: str
    job_id: str
    tenant: str
    hook: str
    tries: int


@attrs.frozen(kw_only=True)
class Beat:
    """The last sign of life of a job's worker."""

    job_id: str
    tenant: str
    attempt: int
    at: int
    worker: str
    stage: str


@attrs.frozen(kw_only=True)
class Process:
    """A worker or coordinator process that said it is there.

    Attributes:
        id: fresh per start.
        role: worker or coordinator.
        queue: which a worker listens on; empty for a coordinator.
        slots: how many jobs it runs at once.
        offers: ``stage@version`` of a worker, hook names of a coordinator.
        seen_at: epoch milliseconds.
    """

    id: str
    role: str
    queue: str
    slots: int
    offers: tuple[str, ...]
    seen_at: int


@attrs.frozen(kw_only=True)
class Ended:
    """A job's one ending, in the order of commits.

    Attributes:
        id: constant, fit for an inbox row of the host.
        position: 1, 2, 3... without gaps.
    """

    id: str
    position: int
    job_id: str
    tenant: str
    ref: str | None
    state: JobState
    at: int


@attrs.frozen(kw_only=True)
class JobFilter:
    """Which jobs: all that match every field that is set; ``file`` is any of a job's files."""

    tenant: str | None = None
    state: JobState | None = None
    code: str | None = None
    stage: str | None = None
    plan: str | None = None
    ref: str | None = None
    batch: str | None = None
    rerun_of: str | None = None
    file: str | None = None
    created_from: int | None = None
    created_before: int | None = None


class Files(Protocol):
    """File records."""

    def add(self, record: FileRecord) -> None:
        """Insert; the same record again is no error."""
        ...

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, FileRecord]:
        """Those of ``ids`` that exist, and belong to ``tenant`` if one is given."""
        ...


class Jobs(Protocol):
    """Job rows with their events; a row and its events never differ."""

    def add(self, jobs: Sequence[Job]) -> dict[str, Job]:
        """Insert jobs with their first events and dispatches; return those that stand, by id.

        Where another job holds (tenant, idempotency key), that one stands in its place. The same
        job again is no error.
        """
        ...

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, Job]:
        """Those of ``ids`` that exist, and belong to ``tenant`` if one is given."""
        ...

    def by_key(self, tenant: str, keys: Collection[str]) -> dict[str, Job]:
        """Jobs by idempotency key."""
        ...

    def lock(self, ids: Collection[str]) -> dict[str, Job]:
        """Those of ``ids`` that exist, locked in the order of their ids until the commit."""
        ...

    def record(
        self, changes: Sequence[Change], summaries: Mapping[str, Mapping[str, Any]] = NO_SUMMARIES
    ) -> None:
        """Append the events, and bring rows and dispatches in line with them.

        Args:
            summaries: of the jobs that end with these changes, by id; each is kept with its job,
                and so are pointers to what the job has written.

        Raises:
            LedgerError: a row has moved on since it was read.
        """
        ...

    def find(self, where: JobFilter, *, limit: int, after: str = "") -> list[Job]:
        """Jobs in the order of their ids, from behind ``after``."""
        ...

    def events(self, tenant: str, job_id: str, *, after: int, limit: int) -> list[JobEvent]:
        """A job's events in order, from behind sequence number ``after``."""
        ...

    def summaries(self, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """The summaries of those of ``ids`` that have one."""
        ...

    def artifacts(self, tenant: str, job_id: str) -> list[ArtifactRef]:
        """Pointers to what a job that ended has written."""
        ...

    def beat(self, beats: Sequence[Beat]) -> None:
        """Note signs of life; an older one never replaces a newer one."""
        ...

    def beat_of(self, job_id: str) -> Beat | None:
        """The last sign of life, if there is one."""
        ...

    def silent(self, *, beat_before: int, since_before: int, limit: int, after: str) -> list[Job]:
        """Running jobs without a sign of life, in the order of their ids, from behind ``after``.

        Those whose current hop beat, but not since ``beat_before``; and those that run since
        before ``since_before``.
        """
        ...

    def running_stages(self) -> dict[str, int]:
        """How many jobs run, by the first stage of their hop."""
        ...

    def unsettled(self, now: int, *, limit: int, after: str) -> list[Job]:
        """Open jobs that are cancelling, past their deadline, or due to be settled again."""
        ...


class Outbox(Protocol):
    """What is to leave the ledger."""

    def is_due(self, now: int) -> bool:
        """Whether anything is due that nobody has taken: a cheap look, many times a second."""
        ...

    def counts(self) -> dict[str, tuple[int, int]]:
        """Per stage: how many dispatches wait here, and how many are published and unclaimed.

        What waits is counted up to a thousand: a relay asks this at every turn.
        """
        ...

    def loads(self, now: int, *, limit: int) -> list[StageLoad]:
        """Per stage: how much waits, is held back, or is published and unclaimed.

        Each number is counted up to ``limit``.
        """
        ...

    def take(self, stages: Collection[str], now: int, until: int, *, limit: int) -> list[Dispatch]:
        """Due dispatches for these stages, kept from other takers until ``until``.

        None of a paused tenant or plan. Fair between tenants: what a tenant has published already
        counts as its earlier turns; then priority, due time and job id.
        """
        ...

    def published(self, taken: Sequence[Dispatch], now: int, overdue: Mapping[str, int]) -> None:
        """Mark as published, to be looked at again at ``overdue[job_id]``."""
        ...

    def refused(self, taken: Sequence[Dispatch], due_at: int, error: str) -> None:
        """The broker did not accept them: due again at ``due_at``."""
        ...

    def overdue(self, now: int, *, limit: int, after: str) -> list[Dispatch]:
        """Published dispatches that nobody claimed in time."""
        ...

    def again(self, dispatch: Dispatch, now: int) -> bool:
        """Have an overdue dispatch published again; False if it has changed meanwhile."""
        ...

    def dispatch_of(self, job_id: str) -> Dispatch | None:
        """A job's dispatch, while it waits for a worker."""
        ...

    def overtaken(self, job_id: str) -> tuple[int, int]:
        """How many waiting dispatches go before this job's, and how many of them came later."""
        ...

    def call_after(self, jobs: Sequence[Job], now: int) -> None:
        """Remember to call the jobs' ``after_finalized`` hooks."""
        ...

    def calls_due(self, hooks: Collection[str], now: int) -> bool:
        """Whether `take_after` would find something."""
        ...

    def take_after(
        self, hooks: Collection[str], now: int, until: int, *, limit: int
    ) -> list[AfterCall]:
        """Due calls of these hooks, kept from other takers until ``until``."""
        ...

    def called(self, call: AfterCall) -> None:
        """The hook returned: forget the call."""
        ...

    def call_failed(self, call: AfterCall, due_at: int, error: str) -> None:
        """The hook raised: call it again at ``due_at``."""
        ...


class Batches(Protocol):
    """Batches."""

    def add(self, batch: Batch) -> None:
        """Insert; the same batch again is no error."""
        ...

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, Batch]:
        """Those of ``ids`` that exist, and belong to ``tenant`` if one is given."""
        ...

    def job_ended(self, counts: Mapping[str, int], now: int) -> list[Batch]:
        """Count ended jobs, by batch; return the batches that thereby ended."""
        ...


class Watch(Protocol):
    """What is kept for those who watch."""

    def announce(self, process: Process) -> None:
        """A process says that it is there; zero slots take a worker off.

        Others of its role that were not seen for a day are forgotten.
        """
        ...

    def processes(self, role: str) -> list[Process]:
        """Every process of this role that was ever seen and did not say goodbye."""
        ...

    def count(self, counts: Mapping[str, int]) -> None:
        """Add to named counters."""
        ...

    def counters(self) -> dict[str, int]:
        """All named counters."""
        ...

    def ended(self, jobs: Sequence[Job]) -> None:
        """Number the endings of jobs that ended in this transaction."""
        ...

    def endings(
        self, after: int, *, limit: int, tenant: str | None = None, batch: str | None = None
    ) -> list[Ended]:
        """Endings in order, from behind position ``after``; of a tenant's or a batch's jobs."""
        ...

    def retire(self, hook: str, now: int) -> None:
        """Never call this hook again, also for jobs that name it."""
        ...

    def retired(self) -> frozenset[str]:
        """Names of retired hooks."""
        ...

    def open_hooks(self) -> dict[str, int]:
        """How many open jobs name each hook."""
        ...


class Transaction(Protocol):
    """One transaction. A group touches jobs, then batches, then counters, each sorted by key."""

    @property
    def files(self) -> Files:
        """File records."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Job rows and events."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What is to leave the ledger."""
        ...

    @property
    def pauses(self) -> Pauses:
        """What is not dispatched for now."""
        ...

    @property
    def notices(self) -> Notices:
        """Who is told of endings, and of which."""
        ...

    @property
    def records(self) -> Records:
        """What people put on record."""
        ...

    @property
    def quotas(self) -> Quotas:
        """What tenants have of what they may have."""
        ...

    @property
    def adoptions(self) -> Adoptions:
        """Which objects of the host's became files."""
        ...

    @property
    def erasures(self) -> Erasures:
        """Who is to be forgotten, and who must not be."""
        ...

    @property
    def trail(self) -> Trail:
        """Who did what."""
        ...

    @property
    def totals(self) -> Totals:
        """Sums that finalization keeps."""
        ...

    @property
    def traces(self) -> Traces:
        """Trace contexts of jobs."""
        ...

    @property
    def batches(self) -> Batches:
        """Batches."""
        ...

    @property
    def watch(self) -> Watch:
        """What is kept for those who watch."""
        ...

    @property
    def connection(self) -> Any:
        """What hooks write through: for SQL, the open SQLAlchemy connection."""
        ...

    def savepoint(self) -> AbstractContextManager[Any]:
        """A part that is undone by itself if it raises."""
        ...


@attrs.frozen
class Elsewhere:
    """A host's open transaction that this thread may not use: an event loop owns it.

    Attributes:
        run: has a function called there with the transaction, and returns what it returns.
    """

    run: Callable[[Callable[[Any], Any]], Any]


class Ledger(Protocol):
    """The source of truth. Methods raise LedgerError when the database does not answer."""

    @property
    def key(self) -> bytes:
        """The coordinator's secret, made once per ledger; workers never see it."""
        ...

    def of(self, tenant: str) -> Ledger:
        """The same for the transactions of one tenant; the empty one has only what all share.

        Where the database itself keeps tenants apart, nothing else is there for them. It is closed
        with this ledger.
        """
        ...

    def describe(self) -> str:
        """Where the rows are, in words, without credentials."""
        ...

    def transact(self, work: Callable[[Transaction], T], *, joined: Any = None) -> T:
        """Call ``work`` in a transaction and commit; repeat it after a deadlock.

        With ``joined``, the host's own open transaction, nothing is committed or repeated here;
        an `Elsewhere` is joined where it may be used.
        ``work`` must do no network, storage or parser work, and must bear being called again.
        """
        ...

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Call ``work``, which only reads, on one consistent snapshot."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
