"""What every ledger must do: rows and events agree, nothing is half done, order is fair."""

from __future__ import annotations

import threading
from typing import Any

import attrs
import pytest

from resume_pipeline.errors import LedgerError
from resume_pipeline.model.artifact import JobError
from resume_pipeline.model.backlog import StageLoad
from resume_pipeline.model.batch import Batch
from resume_pipeline.model.event import EventKind, event_of, fold, submitted
from resume_pipeline.model.ids import uuid7
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.pause import PauseKind
from resume_pipeline.ports.ledger import Beat, JobFilter, Ledger, Process, Transaction
from resume_pipeline.testing.keeping.contract import KeepingContract
from resume_pipeline.testing.ledger_samples import HOUR, NOW, a_file, a_job, a_pause, end, record
from resume_pipeline.testing.records_contract import RecordsContract


class LedgerContract(RecordsContract, KeepingContract):
    """Subclass it, and give the fixture ``ledger``: an empty one for each test."""

    @pytest.fixture
    def ledger(self) -> Any:
        """The ledger under test, empty."""
        raise NotImplementedError("give the contract a ledger")

    def add(self, ledger: Ledger, *jobs: Job) -> dict[str, Job]:
        """Add jobs in a transaction of their own."""
        return ledger.transact(lambda tx: tx.jobs.add(jobs))

    def get(self, ledger: Ledger, job: Job) -> Job:
        """A job as it stands."""
        return ledger.read(lambda tx: tx.jobs.get([job.id]))[job.id]

    def test_a_job_comes_back_as_it_was_added(self, ledger: Ledger) -> None:
        job = a_job(error=None, ref="application-1", subject="s", actor="u", vacancy="d" * 64)
        assert self.add(ledger, job)[job.id] == attrs.evolve(job, seq=1)
        assert self.get(ledger, job) == fold([submitted(job)])

    def test_the_key_of_the_coordinator_is_made_once(self, ledger: Ledger) -> None:
        assert len(ledger.key) == 32
        assert ledger.key == ledger.key

    def test_adding_the_same_job_twice_changes_nothing(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        self.add(ledger, job)
        events = ledger.read(lambda tx: tx.jobs.events("acme", job.id, after=0, limit=9))
        assert [event.seq for event in events] == [1]

    def test_an_idempotency_key_belongs_to_one_job_per_tenant(self, ledger: Ledger) -> None:
        first, second = a_job(idempotency_key="k"), a_job(idempotency_key="k")
        other = a_job(tenant="umbrella", idempotency_key="k")
        self.add(ledger, first)
        assert self.add(ledger, second)[second.id].id == first.id
        assert self.add(ledger, other)[other.id].id == other.id
        assert ledger.read(lambda tx: tx.jobs.by_key("acme", ["k"]))["k"].id == first.id

    def test_events_fold_to_the_row(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)

        def work(tx: Transaction) -> Job:
            locked = tx.jobs.lock([job.id])[job.id]
            event = event_of(
                locked,
                EventKind.RETRY_SCHEDULED,
                NOW + 1,
                attempt=2,
                failures=1,
                error=JobError(code="c", message="m", stage="parse"),
            )
            return end(ledger, tx, record(tx, locked, event))

        ended = ledger.transact(work)
        events = ledger.read(lambda tx: tx.jobs.events("acme", job.id, after=0, limit=9))
        assert [event.seq for event in events] == [1, 2, 3]
        assert fold(events) == self.get(ledger, job) == ended

    def test_events_are_read_from_behind_a_number(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([job.id])[job.id]))
        events = ledger.read(lambda tx: tx.jobs.events("acme", job.id, after=1, limit=9))
        assert [event.kind for event in events] == [EventKind.SUCCEEDED]

    def test_a_change_of_a_row_that_moved_on_is_refused(self, ledger: Ledger) -> None:
        job = a_job()
        seen = self.add(ledger, job)[job.id]
        ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([job.id])[job.id]))
        event = event_of(seen, EventKind.CANCEL_REQUESTED, NOW, cancelling=True)
        with pytest.raises(LedgerError):
            ledger.transact(lambda tx: record(tx, seen, event))
        assert self.get(ledger, job).state is JobState.SUCCEEDED

    def test_what_raises_leaves_nothing_behind(self, ledger: Ledger) -> None:
        job = a_job()

        def work(tx: Transaction) -> None:
            tx.jobs.add([job])
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ledger.transact(work)
        assert ledger.read(lambda tx: tx.jobs.get([job.id])) == {}
        assert ledger.read(lambda tx: tx.outbox.dispatch_of(job.id)) is None

    def test_a_savepoint_is_undone_by_itself(self, ledger: Ledger) -> None:
        kept, undone = a_job(), a_job()

        def work(tx: Transaction) -> None:
            tx.jobs.add([kept])
            with pytest.raises(ZeroDivisionError), tx.savepoint():
                tx.jobs.add([undone])
                raise ZeroDivisionError

        ledger.transact(work)
        assert set(ledger.read(lambda tx: tx.jobs.get([kept.id, undone.id]))) == {kept.id}

    def test_another_tenant_finds_nothing(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        record = a_file()
        ledger.transact(lambda tx: tx.files.add(record))
        assert ledger.read(lambda tx: tx.jobs.get([job.id], "umbrella")) == {}
        assert ledger.read(lambda tx: tx.files.get([record.id], "umbrella")) == {}
        assert ledger.read(lambda tx: tx.jobs.events("umbrella", job.id, after=0, limit=9)) == []
        assert ledger.read(lambda tx: tx.jobs.find(JobFilter(tenant="umbrella"), limit=9)) == []

    def test_jobs_are_found_by_every_filter(self, ledger: Ledger) -> None:
        error = JobError(code="encrypted", stage="parse")
        file = "0" * 36
        job = a_job(ref="r", plan="p", batch="b", rerun_of="old", error=error, files=(file,))
        self.add(ledger, job, a_job())
        for where in (
            JobFilter(ref="r"),
            JobFilter(plan="p"),
            JobFilter(batch="b"),
            JobFilter(rerun_of="old"),
            JobFilter(file=file),
            JobFilter(code="encrypted"),
            JobFilter(stage="parse"),
            JobFilter(tenant="acme", ref="r", state=JobState.QUEUED),
            JobFilter(ref="r", created_from=NOW, created_before=NOW + 1),
        ):
            found = ledger.read(lambda tx, w=where: tx.jobs.find(w, limit=9))  # type: ignore[misc]
            assert [each.id for each in found] == [job.id], where
        assert ledger.read(lambda tx: tx.jobs.find(JobFilter(created_before=NOW), limit=9)) == []

    def test_pages_go_on_behind_the_last_id(self, ledger: Ledger) -> None:
        jobs = sorted((a_job() for _ in range(5)), key=lambda job: job.id)
        self.add(ledger, *jobs)
        page = ledger.read(lambda tx: tx.jobs.find(JobFilter(), limit=3, after=jobs[1].id))
        assert [job.id for job in page] == [job.id for job in jobs[2:]]

    def test_a_dispatch_is_taken_by_one_relay(self, ledger: Ledger) -> None:
        self.add(ledger, a_job(), a_job())

        def take(tx: Transaction) -> list[str]:
            taken = tx.outbox.take(["extract"], NOW, NOW + 100, limit=9)
            return [dispatch.job_id for dispatch in taken]

        assert len(ledger.transact(take)) == 2
        assert ledger.transact(take) == []
        assert ledger.read(lambda tx: tx.outbox.counts()) == {"extract": (2, 0)}

    def test_what_a_dead_relay_took_is_given_to_another(self, ledger: Ledger) -> None:
        self.add(ledger, a_job())
        ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 100, limit=9))
        later = NOW + 101
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], later, later + 100, limit=9))
        assert len(taken) == 1

    def test_nothing_is_taken_before_it_is_due_or_for_another_stage(self, ledger: Ledger) -> None:
        self.add(ledger, a_job(due_at=NOW + 50))
        for stages, now in ((["extract"], NOW), (["parse"], NOW + 99)):
            taken = ledger.transact(
                lambda tx, s=stages, n=now: tx.outbox.take(s, n, n + 1, limit=9)  # type: ignore[misc]
            )
            assert taken == []

    def test_a_published_dispatch_is_found_when_overdue(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        ledger.transact(lambda tx: tx.outbox.published(taken, NOW, {job.id: NOW + 10}))
        assert ledger.read(lambda tx: tx.outbox.overdue(NOW + 9, limit=9, after="")) == []
        (late,) = ledger.read(lambda tx: tx.outbox.overdue(NOW + 10, limit=9, after=""))
        assert (late.tries, late.published_at) == (1, NOW)
        assert ledger.transact(lambda tx: tx.outbox.again(late, NOW + 10))
        assert not ledger.transact(lambda tx: tx.outbox.again(late, NOW + 10))
        assert ledger.read(lambda tx: tx.outbox.counts()) == {"extract": (1, 0)}

    def test_a_refused_dispatch_is_due_again_with_the_reason(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        ledger.transact(lambda tx: tx.outbox.refused(taken, NOW + 50, "QueueError"))
        dispatch = ledger.read(lambda tx: tx.outbox.dispatch_of(job.id))
        assert dispatch is not None
        assert (dispatch.due_at, dispatch.error, dispatch.tries) == (NOW + 50, "QueueError", 0)

    def test_the_order_is_fair_between_tenants(self, ledger: Ledger) -> None:
        many = [a_job(tenant="acme", due_at=NOW - 9) for _ in range(4)]
        few = [a_job(tenant="umbrella", due_at=NOW - 1) for _ in range(2)]
        self.add(ledger, *many, *few)
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=4))
        tenants = [dispatch.tenant for dispatch in taken]
        assert tenants == ["acme", "umbrella", "acme", "umbrella"]

    def test_what_a_tenant_has_published_counts_as_its_turns(self, ledger: Ledger) -> None:
        first = [a_job(tenant="acme") for _ in range(2)]
        self.add(ledger, *first)
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        late = {job.id: NOW + HOUR for job in first}
        ledger.transact(lambda tx: tx.outbox.published(taken, NOW, late))
        mine, theirs = a_job(tenant="acme"), a_job(tenant="umbrella", due_at=NOW + 1)
        self.add(ledger, mine, theirs)
        (next_one,) = ledger.transact(
            lambda tx: tx.outbox.take(["extract"], NOW + 9, NOW + 10, limit=1)
        )
        assert next_one.job_id == theirs.id
        assert ledger.read(lambda tx: tx.outbox.overtaken(mine.id)) == (1, 1)

    def test_priority_decides_within_a_tenant(self, ledger: Ledger) -> None:
        usual, urgent = a_job(), a_job(priority=1)
        self.add(ledger, usual, urgent)
        (first,) = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=1))
        assert first.job_id == urgent.id

    def test_what_is_paused_is_not_taken_and_overtakes_nobody(self, ledger: Ledger) -> None:
        mine, planned, other = a_job(), a_job(tenant="umbrella", plan="b"), a_job(tenant="umbrella")
        self.add(ledger, mine, planned, other)
        ledger.transact(lambda tx: tx.pauses.add(a_pause(PauseKind.TENANT, "acme")))
        ledger.transact(lambda tx: tx.pauses.add(a_pause(PauseKind.PLAN, "b")))
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        assert [dispatch.job_id for dispatch in taken] == [other.id]
        assert ledger.read(lambda tx: tx.outbox.overtaken(other.id)) == (0, 0)
        for kind, name in ((PauseKind.TENANT, "acme"), (PauseKind.PLAN, "b")):
            assert ledger.transact(lambda tx, k=kind, n=name: tx.pauses.end(k, n, "u", NOW))  # type: ignore[misc]
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        assert {dispatch.job_id for dispatch in taken} == {mine.id, planned.id}

    def test_a_pause_holds_once_until_it_is_ended_and_stays_on_record(self, ledger: Ledger) -> None:
        first, second = a_pause(PauseKind.QUEUE, "jobs"), a_pause(PauseKind.QUEUE, "jobs")
        for pause in (first, second):
            assert ledger.transact(lambda tx, p=pause: tx.pauses.add(p)) == first  # type: ignore[misc]
        assert list(ledger.read(lambda tx: tx.pauses.holding())) == [first]
        end = [
            ledger.transact(lambda tx: tx.pauses.end(PauseKind.QUEUE, "jobs", "user-8", NOW + 5))
            for _ in range(2)
        ]
        assert end == [True, False]
        third = ledger.transact(lambda tx: tx.pauses.add(a_pause(PauseKind.QUEUE, "jobs")))
        assert list(ledger.read(lambda tx: tx.pauses.holding())) == [third]
        ended = attrs.evolve(first, resumed_at=NOW + 5, resumed_by="user-8")
        kept = ledger.read(lambda tx: tx.pauses.all(limit=9))
        assert sorted(kept, key=lambda pause: pause.resumed_at or 0) == [third, ended]

    def test_loads_count_what_waits_is_held_or_is_with_the_broker(self, ledger: Ledger) -> None:
        due, out, later, held = a_job(), a_job(), a_job(due_at=NOW + 9), a_job(tenant="umbrella")
        self.add(ledger, out)
        taken = ledger.transact(lambda tx: tx.outbox.take(["extract"], NOW, NOW + 1, limit=9))
        ledger.transact(lambda tx: tx.outbox.published(taken, NOW, {out.id: NOW + 9}))
        self.add(ledger, due, later, held)
        ledger.transact(lambda tx: tx.pauses.add(a_pause(PauseKind.TENANT, "umbrella")))
        (load,) = ledger.read(lambda tx: tx.outbox.loads(NOW + 5, limit=9))
        expected = StageLoad(stage="extract", waiting=1, held=2, dispatched=1, oldest_due_at=NOW)
        assert load == expected
        assert ledger.read(lambda tx: tx.jobs.running_stages()) == {}
        self.run(ledger, out)
        assert ledger.read(lambda tx: tx.jobs.running_stages()) == {"extract": 1}
        (load,) = ledger.read(lambda tx: tx.outbox.loads(NOW + 5, limit=9))
        assert load == attrs.evolve(expected, dispatched=0)
        (load,) = ledger.read(lambda tx: tx.outbox.loads(NOW + 5, limit=1))
        assert (load.waiting, load.held) == (1, 0), "counted beyond the limit"

    def run(self, ledger: Ledger, job: Job) -> None:
        """A worker claims ``job``."""

        def work(tx: Transaction) -> Job:
            locked = tx.jobs.lock([job.id])[job.id]
            event = event_of(
                locked, EventKind.STARTED, NOW, state=JobState.RUNNING, running_since=NOW
            )
            return record(tx, locked, event)

        ledger.transact(work)

    def test_an_ended_job_has_no_dispatch(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([job.id])[job.id]))
        assert ledger.read(lambda tx: tx.outbox.dispatch_of(job.id)) is None

    def test_after_hooks_are_called_by_one_process_and_forgotten(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)

        def work(tx: Transaction) -> None:
            tx.outbox.call_after([end(ledger, tx, tx.jobs.lock([job.id])[job.id])], NOW)

        ledger.transact(work)
        take = lambda tx: tx.outbox.take_after(["a"], NOW, NOW + 10, limit=9)  # noqa: E731
        (call,) = ledger.transact(take)
        assert (call.hook, call.job_id) == ("a", job.id)
        assert ledger.transact(take) == []
        ledger.transact(lambda tx: tx.outbox.call_failed(call, NOW + 20, "OSError"))
        (again,) = ledger.transact(
            lambda tx: tx.outbox.take_after(["a"], NOW + 20, NOW + 30, limit=9)
        )
        assert (again.id, again.tries) == (call.id, 1)
        ledger.transact(lambda tx: tx.outbox.called(again))
        far = NOW + HOUR
        left = ledger.transact(lambda tx: tx.outbox.take_after(["a", "b"], far, far + 1, limit=9))
        assert [each.hook for each in left] == ["b"]

    def test_an_older_sign_of_life_replaces_no_newer_one(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)

        def beat(attempt: int, at: int) -> Beat:
            return Beat(
                job_id=job.id, tenant="acme", attempt=attempt, at=at, worker="w", stage="extract"
            )

        for each in (beat(1, NOW + 5), beat(1, NOW + 3), beat(2, NOW + 1), beat(1, NOW + 9)):
            ledger.transact(lambda tx, b=each: tx.jobs.beat([b]))  # type: ignore[misc]
        assert ledger.read(lambda tx: tx.jobs.beat_of(job.id)) == beat(2, NOW + 1)

    def test_only_jobs_without_a_sign_of_life_are_silent(self, ledger: Ledger) -> None:
        fresh, quiet, mute = a_job(), a_job(), a_job()
        self.add(ledger, fresh, quiet, mute)

        def start(tx: Transaction) -> None:
            for job in tx.jobs.lock([fresh.id, quiet.id, mute.id]).values():
                running: dict[str, Any] = {"state": JobState.RUNNING, "running_since": NOW}
                record(tx, job, event_of(job, EventKind.STARTED, NOW, **running))
            for job, at in ((fresh, NOW + 100), (quiet, NOW + 1)):
                tx.jobs.beat(
                    [
                        Beat(
                            job_id=job.id,
                            tenant="acme",
                            attempt=1,
                            at=at,
                            worker="w",
                            stage="extract",
                        )
                    ]
                )

        ledger.transact(start)

        def silent(since_before: int) -> set[str]:
            found = ledger.read(
                lambda tx: tx.jobs.silent(
                    beat_before=NOW + 50, since_before=since_before, limit=9, after=""
                )
            )
            return {job.id for job in found}

        assert silent(NOW) == {quiet.id}
        assert silent(NOW + 1) == {fresh.id, quiet.id, mute.id}

    def test_unsettled_jobs_are_those_to_be_ended(self, ledger: Ledger) -> None:
        cancelling, expired, waiting, fine = (a_job() for _ in range(4))
        self.add(ledger, cancelling, attrs.evolve(expired, deadline_at=NOW + 1), waiting, fine)

        def change(tx: Transaction) -> None:
            jobs = tx.jobs.lock([cancelling.id, waiting.id])
            ask = event_of(jobs[cancelling.id], EventKind.CANCEL_REQUESTED, NOW, cancelling=True)
            record(tx, jobs[cancelling.id], ask)
            raised = event_of(
                jobs[waiting.id], EventKind.HOOK_FAILED, NOW, hook_tries=1, settle_at=NOW + 9
            )
            record(tx, jobs[waiting.id], raised)

        ledger.transact(change)

        def unsettled(now: int) -> set[str]:
            found = ledger.read(lambda tx: tx.jobs.unsettled(now, limit=9, after=""))
            return {job.id for job in found}

        assert unsettled(NOW) == {cancelling.id}
        assert unsettled(NOW + 9) == {cancelling.id, expired.id, waiting.id}

    def test_endings_are_numbered_without_gaps(self, ledger: Ledger) -> None:
        jobs = [a_job(tenant=tenant) for tenant in ("acme", "umbrella", "acme")]
        self.add(ledger, *jobs)
        for job in jobs:
            ledger.transact(lambda tx, j=job: end(ledger, tx, tx.jobs.lock([j.id])[j.id]))  # type: ignore[misc]
        endings = ledger.read(lambda tx: tx.watch.endings(0, limit=9))
        assert [(e.position, e.job_id) for e in endings] == [
            (number, job.id) for number, job in enumerate(jobs, start=1)
        ]
        mine = ledger.read(lambda tx: tx.watch.endings(1, limit=9, tenant="acme"))
        assert [ending.job_id for ending in mine] == [jobs[2].id]

    def test_endings_of_a_batch_are_found_among_all(self, ledger: Ledger) -> None:
        jobs = [a_job(batch=batch) for batch in ("b", None, "b", "c", "b")]
        self.add(ledger, *jobs)
        for job in reversed(jobs):
            ledger.transact(lambda tx, j=job: end(ledger, tx, tx.jobs.lock([j.id])[j.id]))  # type: ignore[misc]
        ended = ledger.read(lambda tx: tx.watch.endings(1, limit=9, batch="b"))
        assert [(e.position, e.job_id) for e in ended] == [(3, jobs[2].id), (5, jobs[0].id)]

    def test_a_batch_ends_once_with_its_last_job(self, ledger: Ledger) -> None:
        batch = Batch(
            id=uuid7(NOW),
            tenant="acme",
            actor=None,
            ref=None,
            vacancy=None,
            total=2,
            open=2,
            created_at=NOW,
        )
        ledger.transact(lambda tx: tx.batches.add(batch))
        count = lambda tx: tx.batches.job_ended({batch.id: 1}, NOW + 7)  # noqa: E731
        assert ledger.transact(count) == []
        (ended,) = ledger.transact(count)
        assert (ended.id, ended.open, ended.ended_at) == (batch.id, 0, NOW + 7)

    def test_summary_and_pointers_come_back(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        ended = ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([job.id])[job.id]))
        assert ledger.read(lambda tx: tx.jobs.summaries([job.id])) == {job.id: {"score": 1}}
        pointers = ledger.read(lambda tx: tx.jobs.artifacts("acme", job.id))
        assert tuple(pointers) == ended.done
        assert ledger.read(lambda tx: tx.jobs.artifacts("umbrella", job.id)) == []

    def test_a_worker_that_says_goodbye_is_gone(self, ledger: Ledger) -> None:
        there = Process(
            id="w", role="worker", queue="jobs", slots=2, offers=("extract@1",), seen_at=NOW
        )
        ledger.transact(lambda tx: tx.watch.announce(there))
        assert ledger.read(lambda tx: tx.watch.processes("worker")) == [there]
        ledger.transact(lambda tx: tx.watch.announce(attrs.evolve(there, slots=0)))
        assert ledger.read(lambda tx: tx.watch.processes("worker")) == []

    def test_processes_that_were_not_seen_for_a_day_are_forgotten(self, ledger: Ledger) -> None:
        killed = Process(id="k", role="coordinator", queue="", slots=1, offers=("h",), seen_at=NOW)
        alive = attrs.evolve(killed, id="a", seen_at=NOW + 25 * HOUR)
        for process in (killed, alive):
            ledger.transact(lambda tx, p=process: tx.watch.announce(p))  # type: ignore[misc]
        assert ledger.read(lambda tx: tx.watch.processes("coordinator")) == [alive]

    def test_an_ended_job_has_no_signs_of_life(self, ledger: Ledger) -> None:
        job = a_job()
        self.add(ledger, job)
        beat = Beat(job_id=job.id, tenant="acme", attempt=1, at=NOW, worker="w", stage="extract")
        ledger.transact(lambda tx: tx.jobs.beat([beat]))
        ledger.transact(lambda tx: end(ledger, tx, tx.jobs.lock([job.id])[job.id]))
        assert ledger.read(lambda tx: tx.jobs.beat_of(job.id)) is None

    def test_retired_hooks_are_known(self, ledger: Ledger) -> None:
        self.add(ledger, a_job())
        ledger.transact(lambda tx: tx.watch.retire("h", NOW))
        ledger.transact(lambda tx: tx.watch.retire("h", NOW))
        assert ledger.read(lambda tx: tx.watch.retired()) == {"h"}
        assert ledger.read(lambda tx: tx.watch.open_hooks()) == {"h": 1}

    def test_counters_add_up_over_threads(self, ledger: Ledger) -> None:
        def count() -> None:
            for _ in range(10):
                ledger.transact(lambda tx: tx.watch.count({"a": 1, "b": 2}))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.read(lambda tx: tx.watch.counters()) == {"a": 40, "b": 80}

    def test_one_of_many_threads_takes_each_dispatch(self, ledger: Ledger) -> None:
        jobs = [a_job() for _ in range(20)]
        self.add(ledger, *jobs)
        taken: list[str] = []

        def take() -> None:
            for _ in range(10):
                some = ledger.transact(
                    lambda tx: tx.outbox.take(["extract"], NOW, NOW + HOUR, limit=3)
                )
                taken.extend(dispatch.job_id for dispatch in some)

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == sorted(job.id for job in jobs)
