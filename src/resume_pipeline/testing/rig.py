"""Rig: the whole road in one thread, with a world that loses, repeats, reorders and crashes.

Every action is one step that a test or the state machine chooses: relay, let a worker take this
message and die at that point, deliver that report twice, sweep, let time pass. `check` holds the
ledger and the storage against the promises after each step; `settle_down` stops the faults and
sees that every job ends.
"""

from __future__ import annotations

import io
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import attrs
from sqlalchemy import Column, Integer, MetaData, Table, Text, select

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.errors import LedgerError, QueueError, UnavailableError
from resume_pipeline.flow.cancel import cancel
from resume_pipeline.flow.finalize import Finalized, finalize
from resume_pipeline.flow.relay import relay
from resume_pipeline.flow.run import Attempt, Tools, run
from resume_pipeline.flow.submit import Asked, Desk, Terms, submit
from resume_pipeline.flow.sweep import Findings, sweep
from resume_pipeline.flow.upload import Intake
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.ids import Tenant, uuid7
from resume_pipeline.model.intake.quota import Quota
from resume_pipeline.model.job import Job
from resume_pipeline.model.pause import Pause, PauseKind
from resume_pipeline.model.plan import StageSpec
from resume_pipeline.model.verdict import Policy
from resume_pipeline.ports.faults import trapped
from resume_pipeline.ports.reporter import Report
from resume_pipeline.sandbox import InlineBox
from resume_pipeline.testing.fakes import SettableClock
from resume_pipeline.testing.promises import Promises
from resume_pipeline.testing.stages import FakePlugin, Mood
from resume_pipeline.wire.messages import Completion, Progress
from resume_pipeline.wire.reports import read_report

POLICY = Policy(
    max_failures=2,
    max_crashes=2,
    max_interruptions=3,
    backoff=1_000,
    backoff_cap=8_000,
    plan_grace=60_000,
    beat=1_000,
    attempt_limit=20_000,
    redeliver=2_000,
)
LIFETIME = 3_600_000
STAGES = ("t.read", "t.draw", "t.rate")
#: The host's own table, which its hook writes to.
EFFECTS = Table(
    "host_effect", MetaData(), Column("id", Integer, primary_key=True), Column("job", Text)
)


class CrashError(BaseException):
    """A process died at a fault point. Not an Exception: nothing may catch it."""


class HookRaisedError(Exception):
    """What the host's hook raises when it is told to."""


@attrs.define
class Broker:
    """A queue whose messages the test hands out itself.

    Attributes:
        messages: per queue, what was published and not acknowledged.
        is_down: whether publishing fails.
    """

    messages: dict[str, list[bytes]] = attrs.field(factory=dict)
    is_down: bool = False
    redelivery_ms: int | None = None
    on_publish: Callable[[str, Sequence[bytes]], None] = attrs.field(default=lambda *_: None)

    def describe(self) -> str:
        """Where the messages are."""
        return "a test's hands"

    def publish(self, queue: str, bodies: Sequence[bytes]) -> None:
        """Accept, unless the broker is down."""
        if self.is_down:
            raise QueueError("the broker is down")
        self.messages.setdefault(queue, []).extend(bodies)
        self.on_publish(queue, bodies)

    def receive(self, queue: str, *, limit: int, wait: float) -> Sequence[Any]:  # noqa: ARG002
        """Nothing: the test hands out messages itself."""
        return ()

    def depth(self, queue: str) -> int:
        """How many messages were published and not acknowledged."""
        return len(self.messages.get(queue, []))

    def close(self) -> None:
        """Nothing to let go of."""


@attrs.define
class Handed:
    """A message in a worker's hands."""

    body: bytes
    broker: Broker
    queue: str
    worker: str
    promises: Promises
    was_claimed: bool

    def ack(self) -> None:
        """Forget one copy of the message."""
        self.promises.before_ack(self)
        with suppress(ValueError):
            self.broker.messages[self.queue].remove(self.body)

    def release(self) -> None:
        """It stays where it is."""

    def extend(self) -> None:
        """It stays where it is."""


@attrs.define
class Rig:
    """The road, with everything in reach of the test.

    Attributes:
        reports: what workers reported and nobody has delivered yet.
        hook_mood: ``works``, ``raises`` or ``missing``.
        found: what a sweep found and nobody has finalized yet.
    """

    ledger: SqlLedger = attrs.field(factory=lambda: SqlLedger.from_url("sqlite://"))
    storage: FsspecStorage = attrs.field(
        factory=lambda: FsspecStorage.from_url(f"memory://{uuid.uuid4().hex}")
    )
    clock: SettableClock = attrs.field(factory=lambda: SettableClock(1_700_000_000_000))
    broker: Broker = attrs.field(factory=Broker)
    mood: Mood = attrs.field(factory=Mood)
    routes: dict[str, str] = attrs.field(factory=lambda: {"t.rate": "rating"})
    window: int = 3
    reports: list[Report] = attrs.field(factory=list)
    hook_mood: str = "works"
    found: list[Findings] = attrs.field(factory=list)
    jobs: list[str] = attrs.field(factory=list)
    running: dict[tuple[str, int], Attempt] = attrs.field(factory=dict)
    promises: Promises = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.promises = Promises(ledger=self.ledger, storage=self.storage, policy=POLICY)
        with self.ledger.engine.begin() as connection:
            EFFECTS.metadata.create_all(connection)
        self.broker.on_publish = self.promises.published

    def close(self) -> None:
        """Let go of everything; objects in memory would outlive the rig and slow down the next."""
        self.storage.delete(self.promises.objects)
        self.ledger.close()

    def submit(self, *, key: str | None = None, files: int = 1, tenant: str = "acme") -> Job:
        """Upload files and submit a job over them."""
        intake = Intake(
            tenant=Tenant(tenant),
            actor=None,
            limit=1_000,
            quota=Quota(),
            scan=lambda _record, _open: None,
            storage=self.storage,
            ledger=self.ledger,
            clock=self.clock,
        )
        contents = [f"{key or uuid.uuid4()} {number}".encode() for number in range(files)]
        records = [
            intake.upload(io.BytesIO(content), filename="cv.txt", subject=None)
            for content in contents
        ]
        return self.submit_files([record.id for record in records], key=key, tenant=tenant)

    def submit_files(
        self, files: Sequence[str], *, key: str | None = None, tenant: str = "acme"
    ) -> Job:
        """Submit a job over files that are there."""
        asked = [Asked(files=tuple(files), idempotency_key=key, ref=key)]
        jobs, _ = self._submit(asked, tenant)
        return jobs[0]

    def batch(self, size: int, tenant: str = "acme") -> str:
        """Submit a batch of jobs over one file; return its id."""
        record = self.submit(tenant=tenant).files[0]
        asked = [Asked(files=(record,))] * size
        _, batch = self._submit(asked, tenant, is_batch=True)
        return batch.id if batch else ""

    def _submit(
        self, asked: list[Asked], tenant: str, **more: Any
    ) -> tuple[list[Job], Batch | None]:
        terms = Terms(
            plan="t",
            stages=tuple(StageSpec(name=name, version="1") for name in STAGES),
            vacancy=None,
            hooks=("effect",),
            after_hooks=("told",),
            priority=100,
            lifetime=LIFETIME,
            pipeline_version="0",
            model_version="none",
        )
        jobs, batch = submit(
            asked,
            terms,
            tenant=Tenant(tenant),
            actor=None,
            storage=self.storage,
            desk=Desk(self.ledger),
            clock=self.clock,
            **more,
        )
        self.jobs += [job.id for job in jobs if job.id not in self.jobs]
        return jobs, batch

    def cancel(self, job_id: str) -> None:
        """Cancel a job, and settle that."""
        outcomes = cancel(
            [job_id],
            ledger=self.ledger,
            coordinator=self.ledger,
            storage=self.storage,
            clock=self.clock,
        )
        self._finalize(outcomes)

    def pause(self, kind: str, name: str) -> None:
        """Dispatch nothing of a queue, a tenant or a plan, until `resume`."""
        now = self.clock.now()
        pause = Pause(
            id=uuid7(now),
            kind=PauseKind(kind),
            name=name,
            actor=None,
            reason=None,
            paused_at=now,
        )
        self.ledger.transact(lambda tx: tx.pauses.add(pause))

    def resume(self, kind: str, name: str) -> None:
        """End a pause, if it holds."""
        now = self.clock.now()
        self.ledger.transact(lambda tx: tx.pauses.end(PauseKind(kind), name, None, now))

    def pauses(self) -> Sequence[Pause]:
        """What is paused now."""
        return self.ledger.read(lambda tx: tx.pauses.holding())

    def relay(self) -> int:
        """Publish what is due and not paused; call hooks that run after a commit."""
        with self.promises.relaying(self.pauses()):
            return self._relay()

    def _relay(self) -> int:
        return relay(
            ledger=self.ledger,
            queue=self.broker,
            clock=self.clock,
            policy=POLICY,
            route=self.route,
            room=lambda _, unclaimed: self.window - unclaimed,
            reply="reports",
            after_hooks={"told": self.promises.told},
        )

    def route(self, stage: str) -> str:
        """The queue of a stage."""
        return self.routes.get(stage, "jobs")

    def deliver(self, index: int = 0, *, keep: bool = False) -> Finalized | None:
        """Hand a report to the coordinator; with ``keep`` it can be handed over again."""
        if not self.reports:
            return None
        index %= len(self.reports)
        report = self.reports[index] if keep else self.reports.pop(index)
        return self.finalize([report])

    def finalize(self, reports: Sequence[Report]) -> Finalized:
        """Finalize these reports, after a trip over the wire."""
        read = [read_report(report.to_bytes()) for report in reports]
        outcomes = [r.to_outcome() for r in read if isinstance(r, Completion)]
        notes = [r.to_note() for r in read if isinstance(r, Progress)]
        return self._finalize(outcomes, notes)

    def _finalize(self, outcomes: Sequence[Any], notes: Sequence[Any] = ()) -> Finalized:
        hooks = {} if self.hook_mood == "missing" else {"effect": self._effect}
        return finalize(
            outcomes,
            notes,
            ledger=self.ledger,
            storage=self.storage,
            clock=self.clock,
            policy=POLICY,
            hooks=hooks,
        )

    def _effect(self, connection: Any, job: Job, _result: Any) -> None:
        """The host's hook: one row per job that ended."""
        connection.execute(EFFECTS.insert().values(job=job.id))
        if self.hook_mood == "raises":
            raise HookRaisedError

    def look(self) -> None:
        """Sweep, and keep what was found for later: another process may act in between."""
        self.found.append(
            sweep(ledger=self.ledger, storage=self.storage, clock=self.clock, policy=POLICY)
        )

    def act(self, index: int = 0) -> None:
        """Finalize what a sweep found some time ago."""
        if self.found:
            found = self.found.pop(index % len(self.found))
            self._finalize(found.outcomes, found.notes)

    def sweep(self) -> None:
        """Sweep, and finalize at once what was found."""
        self.look()
        self.act(-1)

    def work(self, queue: str = "jobs", index: int = 0, *, worker: str = "w1") -> None:
        """Let a worker take one of the messages of ``queue``."""
        waiting = self.broker.messages.get(queue, [])
        if not waiting:
            return
        body = waiting[index % len(waiting)]
        was_claimed = self.promises.is_claimed(body)
        handed = Handed(body, self.broker, queue, worker, self.promises, was_claimed)
        run(handed, self.tools(queue, worker))

    def tools(self, queue: str, worker: str = "w1") -> Tools:
        """What a worker of ``queue`` runs with."""
        return Tools(
            storage=self.storage,
            queue=self.broker,
            reporter=self,
            stages=FakePlugin(self.mood).stages(),
            box=InlineBox(allow_unsafe=True),
            worker=worker,
            listens_to=queue,
            route=self.route,
            running=self.running,
        )

    def describe(self) -> str:
        """Where reports go."""
        return "a test's hands"

    def report(self, reports: Sequence[Report]) -> None:
        """Keep reports until the test delivers them."""
        self.promises.reported(reports)
        self.reports += reports

    @contextmanager
    def dying(self, point: str, occurrence: int = 1) -> Iterator[None]:
        """While open, the process dies when it reaches ``point`` for the n-th time."""
        left = occurrence

        def trap(reached: str) -> None:
            nonlocal left
            if reached == point:
                left -= 1
                if left == 0:
                    self.running.clear()
                    raise CrashError(point)

        with suppress(CrashError), trapped(trap):
            yield

    @contextmanager
    def meanwhile_here(self, point: str, action: Callable[[], None]) -> Iterator[None]:
        """Like `meanwhile`, for an action of the same process: it sees the running attempts."""
        with trapped(lambda reached: action() if reached == point else None):
            yield

    @contextmanager
    def losing(self, point: str = "ledger.committed") -> Iterator[None]:
        """While open, the first commit is done, but its confirmation never arrives."""
        is_done = False

        def trap(reached: str) -> None:
            nonlocal is_done
            if reached == point and not is_done:
                is_done = True
                raise LedgerError("the connection was lost")

        with suppress(LedgerError), trapped(trap):
            yield

    @contextmanager
    def meanwhile(
        self, point: str, action: Callable[[], None], occurrence: int = 1
    ) -> Iterator[None]:
        """While open, ``action`` happens when ``point`` is reached for the n-th time.

        Then execution goes on there. This is how a zombie is made: a worker that pauses while
        the world moves on.
        """
        left = occurrence

        def trap(reached: str) -> None:
            nonlocal left
            left -= reached == point
            if reached == point and left == 0:
                elsewhere = dict(self.running)
                self.running.clear()
                with trapped(lambda _: None):
                    action()
                self.running.update(elsewhere)

        with trapped(trap):
            yield

    def job(self, job_id: str) -> Job:
        """A job as the ledger has it."""
        return self.ledger.read(lambda tx: tx.jobs.get([job_id]))[job_id]

    def effects(self, job_id: str) -> int:
        """How many rows the host's hook left for a job."""
        return self._all_effects()[job_id]

    def check(self) -> None:
        """Hold everything against the promises."""
        jobs = self.ledger.read(lambda tx: tx.jobs.get(self.jobs)).values()
        self.promises.check_jobs(jobs, self._all_effects())
        self.promises.check_totals(jobs)
        self.promises.check_dispatches([job for job in jobs if not job.is_terminal])
        self.promises.check_objects({job.tenant for job in jobs})
        self.promises.check_batches(jobs)

    def _all_effects(self) -> Counter[str]:
        query = select(EFFECTS.c.job)
        return self.ledger.read(lambda tx: Counter(tx.connection.execute(query).scalars()))

    def settle_down(self, rounds: int = 60, *, reports_arrive: bool = True) -> None:
        """Stop all faults; every job must end, and every promise hold, within ``rounds``."""
        self.hook_mood, self.broker.is_down, self.mood.trouble = "works", False, ""
        for pause in self.pauses():
            self.resume(pause.kind, pause.name)
        for _ in range(rounds):
            with suppress(UnavailableError):
                self._round(reports_arrive)
            if self._is_over():
                break
            self.clock.advance(POLICY.redeliver * 2)
        self.check()
        left = [j for j in self.jobs if not self.job(j).is_terminal]
        assert not left, f"{len(left)} jobs never ended, the first: {self.job(left[0])}"
        self.promises.check_told(self.jobs)

    def _is_over(self) -> bool:
        return all(self.job(i).is_terminal and self.promises.tellings[i] for i in self.jobs)

    def _round(self, reports_arrive: bool) -> None:
        self.relay()
        for queue in ("jobs", "rating"):
            for _ in range(len(self.broker.messages.get(queue, []))):
                self.work(queue)
        if not reports_arrive:
            self.reports.clear()
        while self.reports:
            self.deliver()
        while self.found:
            self.act()
        self.sweep()
