"""PipelineMachine: Hypothesis chooses what happens, the promises say what must hold.

Besides single steps there are rules that steer into one narrow window each: a crash at a named
point, a zombie that goes on after others took over, a cancel during a run, a hook that raises.
Subclass it and override `make_ledger` or `make_storage` to hold another backend to the promises.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from resume_pipeline.backends.sql_ledger.ledger import SqlLedger
from resume_pipeline.errors import IdempotencyError, UnavailableError
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.ports.faults import POINTS
from resume_pipeline.testing.rig import LIFETIME, POLICY, CrashError, Rig
from resume_pipeline.wire.messages import Completion, Progress

WORKER_POINTS = tuple(point for point in POINTS if point.startswith("run."))
COORDINATOR_POINTS = (
    "relay.taken",
    "relay.published",
    "relay.marked",
    "finalize.received",
    "finalize.ending_stored",
    "finalize.in_transaction",
    "finalize.committed",
    "after.taken",
    "after.called",
    "sweep.looked",
    "cancel.requested",
    "cancel.ending_stored",
)
_index = st.integers(0, 7)
_queues = st.sampled_from(["jobs", "rating"])
_pausable = st.sampled_from(
    [("queue", "jobs"), ("queue", "rating"), ("tenant", "acme"), ("plan", "t")]
)
_spans = st.sampled_from(
    [
        POLICY.backoff,
        POLICY.redeliver,
        4 * POLICY.beat,
        POLICY.attempt_limit + 1,
        LIFETIME + 1,
        -5 * POLICY.beat,
    ]
)


class PipelineMachine(RuleBasedStateMachine):
    """Lost, repeated, reordered, forged and late messages; crashes, zombies, clock jumps."""

    rig: Rig
    keys: ClassVar[tuple[str, ...]] = ("k1", "k2")

    def make_ledger(self) -> SqlLedger:
        """The ledger under test, empty."""
        return SqlLedger.from_url("sqlite://")

    def make_rig(self) -> Rig:
        """The rig around the backends under test."""
        return Rig(ledger=self.make_ledger())

    @initialize()
    def open(self) -> None:
        """Begin with one job on its way."""
        self.rig = self.make_rig()
        self.rig.submit()
        self.rig.relay()

    def _job(self, index: int) -> str:
        return self.rig.jobs[index % len(self.rig.jobs)]

    # Hosts

    @rule(key=st.sampled_from([None, *keys]), tenant=st.sampled_from(["acme", "umbrella"]))
    @precondition(lambda self: len(self.rig.jobs) < 8)
    def submit(self, key: str | None, tenant: str) -> None:
        """A job; the same key with other files is refused."""
        with suppress(IdempotencyError):
            self.rig.submit(key=key, tenant=tenant, files=1 + (key == "k2"))

    @rule(index=_index)
    def submit_again(self, index: int) -> None:
        """The same request under the same key is the same job."""
        job = self.rig.job(self._job(index))
        if job.idempotency_key:
            again = self.rig.submit_files(job.files, key=job.idempotency_key, tenant=job.tenant)
            assert again.id == job.id

    @rule()
    @precondition(lambda self: len(self.rig.jobs) < 8)
    def submit_batch(self) -> None:
        """Two jobs that end one batch."""
        self.rig.batch(2)

    @rule(index=_index)
    def cancel(self, index: int) -> None:
        """Cancel a job, wherever it is."""
        self.rig.cancel(self._job(index))

    @rule(mood=st.sampled_from(["works", "raises", "missing"]))
    def change_hook(self, mood: str) -> None:
        """The host's hook works, raises, or is not known to this process."""
        self.rig.hook_mood = mood

    # Operators

    @rule(what=_pausable, is_paused=st.booleans())
    def pause(self, what: tuple[str, str], is_paused: bool) -> None:
        """A queue, a tenant or the plan is paused or goes on; see `Promises.relaying`."""
        act = self.rig.pause if is_paused else self.rig.resume
        act(*what)

    # Coordinators

    @rule()
    def relay(self) -> None:
        """Publish what is due."""
        self.rig.relay()

    @rule(index=_index, keep=st.booleans())
    def deliver(self, index: int, keep: bool) -> None:
        """A report arrives: any of them, perhaps again."""
        self.rig.deliver(index, keep=keep)

    @rule(first=_index, second=_index)
    def deliver_two(self, first: int, second: int) -> None:
        """Two reports arrive in one group, perhaps the same one."""
        if self.rig.reports:
            reports = self.rig.reports
            size = len(reports)
            self.rig.finalize([reports[first % size], reports[second % size]])

    @rule(index=_index)
    def lose_report(self, index: int) -> None:
        """A report never arrives."""
        if self.rig.reports:
            self.rig.reports.pop(index % len(self.rig.reports))

    @rule()
    def look(self) -> None:
        """A sweep looks, and acts later."""
        self.rig.look()

    @rule(index=_index)
    def act(self, index: int) -> None:
        """A sweep acts on what it found some time ago."""
        self.rig.act(index)

    @rule()
    def sweep(self) -> None:
        """A sweep looks and acts."""
        self.rig.sweep()

    @rule(index=_index, kind=st.sampled_from(list(EndingKind)), what=st.sampled_from("tau"))
    def forge(self, index: int, kind: EndingKind, what: str) -> None:
        """A report that nobody sent: wrong ticket, an attempt never issued, an unknown job."""
        reports = [r for r in self.rig.reports if isinstance(r, Completion | Progress)]
        if not reports:
            return
        true = reports[index % len(reports)]
        lies: dict[str, dict[str, Any]] = {
            "t": {"ticket": "0" * 64},
            "a": {"attempt": 99},
            "u": {"job": "nobody"},
        }
        forged = true.model_copy(update=lies[what])
        if isinstance(forged, Completion):
            forged = forged.model_copy(update={"ending": kind, "manifest": "0" * 64})
        before = [self.rig.job(job_id) for job_id in self.rig.jobs]
        self.rig.finalize([forged])
        assert before == [self.rig.job(job_id) for job_id in self.rig.jobs], "a forgery worked"

    # Workers

    @rule(queue=_queues, index=_index)
    def work(self, queue: str, index: int) -> None:
        """A worker takes any message of a queue."""
        self.rig.work(queue, index)

    @rule(stage=st.sampled_from(["t.read", "t.draw", "t.rate"]),
          trouble=st.sampled_from(["", "retry", "fail", "raise"]))  # fmt: skip
    def change_stage(self, stage: str, trouble: str) -> None:
        """A stage works, or does not."""
        self.rig.mood.stage, self.rig.mood.trouble = stage, trouble

    @rule(reason=st.sampled_from(["interrupted", "limit"]), queue=_queues, index=_index)
    def stop_while_running(self, reason: str, queue: str, index: int) -> None:
        """An attempt is told to stop."""

        def stop() -> None:
            for attempt in self.rig.running.values():
                attempt.stop = reason

        with self.rig.meanwhile_here("run.started", stop):
            self.rig.work(queue, index)

    # The world

    @rule(queue=_queues, index=_index)
    def lose_message(self, queue: str, index: int) -> None:
        """A message is lost by the broker."""
        waiting = self.rig.broker.messages.get(queue, [])
        if waiting:
            waiting.pop(index % len(waiting))

    @rule(queue=_queues, index=_index)
    def repeat_message(self, queue: str, index: int) -> None:
        """A message is in the broker twice."""
        waiting = self.rig.broker.messages.get(queue, [])
        if waiting:
            waiting.append(waiting[index % len(waiting)])

    @rule(is_down=st.booleans())
    def change_broker(self, is_down: bool) -> None:
        """The broker goes down or comes back."""
        self.rig.broker.is_down = is_down

    @rule(ms=_spans)
    def pass_time(self, ms: int) -> None:
        """Time passes, or the clock jumps back."""
        self.rig.clock.advance(ms)

    # Narrow windows

    @rule(point=st.sampled_from(WORKER_POINTS), queue=_queues, index=_index, nth=st.integers(1, 2))
    def crash_worker(self, point: str, queue: str, index: int, nth: int) -> None:
        """A worker dies at a named point."""
        with self.rig.dying(point, nth):
            self.rig.work(queue, index)

    @rule(point=st.sampled_from(COORDINATOR_POINTS), index=_index)
    def crash_coordinator(self, point: str, index: int) -> None:
        """A coordinator dies at a named point of whatever it was doing."""
        with self.rig.dying(point):
            self.rig.relay()
            self.rig.deliver(index)
            self.rig.sweep()
            if point.startswith("cancel."):
                self.rig.cancel(self._job(index))

    @rule(index=_index)
    def lose_commit(self, index: int) -> None:
        """A commit is done and its confirmation is lost; the caller tries again."""
        for action in (self.rig.relay, lambda: self.rig.deliver(index, keep=True), self.rig.sweep):
            with suppress(UnavailableError), self.rig.losing():
                action()
        self.rig.deliver(index)

    @rule(point=st.sampled_from(WORKER_POINTS), queue=_queues, index=_index, nth=st.integers(1, 2),
          what=st.sampled_from(["takeover", "cancel", "sweep", "twin", "deliver"]))  # fmt: skip
    def zombie(self, point: str, queue: str, index: int, nth: int, what: str) -> None:
        """A worker pauses at a named point while the world moves on, then goes on there."""
        with self.rig.meanwhile(point, self._interlude(what, queue, index), nth):
            self.rig.work(queue, index)

    def _interlude(self, what: str, queue: str, index: int) -> Callable[[], None]:
        rig = self.rig

        def takeover() -> None:
            """The sweep gives the job to another worker, which finishes it."""
            rig.sweep()
            rig.clock.advance(POLICY.attempt_limit + 1)
            rig.sweep()
            rig.clock.advance(POLICY.backoff_cap * 2)
            rig.relay()
            rig.work("jobs", -1, worker="w2")
            rig.work("rating", -1, worker="w2")

        def cancel() -> None:
            rig.cancel(self._job(index))

        def twin() -> None:
            """The same message is with another worker, too."""
            rig.work(queue, index, worker="w2")

        def deliver() -> None:
            while rig.reports:
                rig.deliver()

        return {
            "takeover": takeover,
            "cancel": cancel,
            "sweep": rig.sweep,
            "twin": twin,
            "deliver": deliver,
        }[what]

    @rule(point=st.sampled_from(COORDINATOR_POINTS), index=_index)
    def two_coordinators(self, point: str, index: int) -> None:
        """While one coordinator is at a named point, another does the same."""
        if point == "finalize.in_transaction":
            return  # one connection here: two open transactions are for the tests with processes

        def other() -> None:
            self.rig.relay()
            self.rig.deliver(index, keep=True)
            self.rig.sweep()

        with self.rig.meanwhile(point, other):
            self.rig.relay()
            self.rig.deliver(index)
            self.rig.sweep()

    @rule(times=st.integers(1, 4))
    def crash_loop(self, times: int) -> None:
        """A document that kills its worker, again and again."""
        for _ in range(times):
            self.rig.relay()
            with self.rig.dying("run.started"):
                self.rig.work("jobs", -1)
            for _ in range(2):
                self.rig.clock.advance(POLICY.attempt_limit + 1)
                self.rig.sweep()
            self.rig.clock.advance(POLICY.backoff_cap * 2)

    @rule(times=st.integers(1, 4), stage=st.sampled_from(["t.read", "t.draw"]))
    def failure_loop(self, times: int, stage: str) -> None:
        """A stage that does not work, again and again."""
        self.rig.mood.stage, self.rig.mood.trouble = stage, "retry"
        for _ in range(times):
            self.rig.relay()
            self.rig.work("jobs", -1)
            while self.rig.reports:
                self.rig.deliver()
            self.rig.clock.advance(POLICY.backoff_cap * 2)
        self.rig.mood.trouble = ""

    @rule()
    def late_sweeps(self) -> None:
        """Two sweeps see the same silent attempt, and both act on it."""
        self.rig.relay()
        with self.rig.dying("run.started"):
            self.rig.work("jobs", -1)
        while self.rig.reports:
            self.rig.deliver()
        self.rig.clock.advance(POLICY.attempt_limit + 1)
        self.rig.look()
        self.rig.look()
        self.rig.act(-1)
        self.rig.act(-1)

    @rule()
    def finish_and_redeliver(self) -> None:
        """A job runs to its end; then its messages and reports come once more."""
        self.rig.relay()
        copies = {queue: list(bodies) for queue, bodies in self.rig.broker.messages.items()}
        self.rig.work("jobs", -1)
        self.rig.work("rating", -1)
        reports = list(self.rig.reports)
        while self.rig.reports:
            self.rig.deliver()
        for queue, bodies in copies.items():
            self.rig.broker.messages.setdefault(queue, []).extend(bodies[-1:])
            self.rig.work(queue, -1)
        for report in reversed(reports):
            self.rig.finalize([report])

    @invariant()
    def promises_hold(self) -> None:
        """Every promise, after every step."""
        if hasattr(self, "rig"):
            self.rig.check()

    def teardown(self) -> None:
        """Without faults every job ends."""
        if hasattr(self, "rig"):
            try:
                self.rig.settle_down()
            finally:
                self.rig.close()


__all__ = ["COORDINATOR_POINTS", "WORKER_POINTS", "CrashError", "PipelineMachine"]
