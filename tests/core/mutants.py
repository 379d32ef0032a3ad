"""Bugs of known systems, planted one at a time, each with the trace that must find it.

A mutant replaces one decision of the library for as long as its context is open; its trace is a
short story told to the rig. Every trace holds on the library as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from unittest import mock

import attrs

from resume_pipeline.backends.fsspec_storage import FsspecStorage
from resume_pipeline.backends.sql_ledger import jobs as sql_jobs
from resume_pipeline.backends.sql_ledger.outgoing.outbox import SqlOutbox
from resume_pipeline.evidence import endings
from resume_pipeline.flow import cancel as cancel_step
from resume_pipeline.flow import finalize as finalize_step
from resume_pipeline.flow import run as run_step
from resume_pipeline.flow import sweep as sweep_step
from resume_pipeline.model import event as events
from resume_pipeline.model import verdict
from resume_pipeline.model.artifact import EndingKind, JobError
from resume_pipeline.model.job import JobState
from resume_pipeline.model.verdict import Verdict, settle
from resume_pipeline.testing.rig import LIFETIME, POLICY, STAGES, HookRaisedError, Rig

Trace = Callable[[Rig], None]


# --- traces


def start(rig: Rig) -> str:
    """A job whose message is with the broker."""
    job = rig.submit()
    rig.relay()
    return job.id


def finish(rig: Rig) -> None:
    """Workers do what is to be done, and the coordinator hears of it."""
    rig.work("jobs")
    rig.work("rating")
    while rig.reports:
        rig.deliver()
        rig.check()


def take_over(rig: Rig) -> None:
    """The attempt that runs is given up; the next one is published."""
    for _ in range(2):  # that it was started is found first, that it fell silent then
        rig.clock.advance(POLICY.attempt_limit + 1)
        rig.sweep()
    rig.clock.advance(2 * POLICY.backoff_cap)
    rig.relay()
    rig.check()


def a_success_reported_twice(rig: Rig) -> None:
    start(rig)
    rig.work("jobs")
    rig.work("rating")
    reports = list(rig.reports)
    while rig.reports:
        rig.deliver()
    rig.check()
    rig.clock.advance(5)
    rig.finalize(reports)
    rig.check()


def a_late_failure_of_an_old_attempt(rig: Rig) -> None:
    start(rig)
    rig.mood.stage, rig.mood.trouble = "t.read", "retry"
    with rig.meanwhile("run.started", lambda: take_over(rig)):
        rig.work("jobs")
    rig.mood.trouble = ""
    while rig.reports:
        rig.deliver()
        rig.check()
    job = rig.job(rig.jobs[0])
    assert (job.attempt, job.failures, job.crashes) == (2, 0, 1), "an old failure was charged"


def a_late_start_of_an_old_attempt(rig: Rig) -> None:
    start(rig)
    with rig.dying("run.stage_written"):
        rig.work("jobs")
    old = list(rig.reports)
    rig.deliver()
    take_over(rig)
    assert rig.job(rig.jobs[0]).state is JobState.QUEUED
    rig.finalize(old)
    rig.check()
    assert rig.job(rig.jobs[0]).state is JobState.QUEUED, "an old attempt moved the job"


def a_sweep_that_acts_late(rig: Rig) -> None:
    start(rig)
    with rig.dying("run.started"):
        rig.work("jobs")
    rig.deliver()
    rig.clock.advance(POLICY.attempt_limit + 1)
    rig.look()
    rig.look()
    rig.act()
    rig.clock.advance(2 * POLICY.backoff_cap)
    rig.relay()
    rig.act()
    rig.check()
    job = rig.job(rig.jobs[0])
    assert (job.attempt, job.crashes) == (2, 1), "one crash was charged twice"


def a_zombie_writes_what_its_successor_wrote(rig: Rig) -> None:
    start(rig)

    def successor() -> None:
        take_over(rig)
        rig.work("jobs", -1, worker="w2")
        rig.check()

    with rig.meanwhile("run.performed", successor, occurrence=2):
        rig.work("jobs")
    rig.check()
    finish(rig)
    rig.settle_down()


def a_document_that_kills_every_worker(rig: Rig) -> None:
    start(rig)
    for _ in range(POLICY.max_crashes + 2):
        with rig.dying("run.started"):
            rig.work("jobs", -1)
        take_over(rig)
    job = rig.job(rig.jobs[0])
    assert (job.state, job.error.code) == (JobState.FAILED, "lost"), "it crashes for ever"


def a_stage_that_never_works(rig: Rig) -> None:
    start(rig)
    rig.mood.stage, rig.mood.trouble = "t.draw", "raise"
    for _ in range(POLICY.max_failures + 2):
        finish(rig)
        rig.clock.advance(2 * POLICY.backoff_cap)
        rig.relay()
    assert rig.job(rig.jobs[0]).state is JobState.FAILED, "it fails for ever"


def a_retry_goes_out_again(rig: Rig) -> None:
    start(rig)
    rig.mood.stage, rig.mood.trouble = "t.read", "retry"
    finish(rig)
    rig.mood.trouble = ""
    rig.check()
    rig.settle_down()


def one_job_from_end_to_end(rig: Rig) -> None:
    start(rig)
    rig.check()
    finish(rig)
    rig.settle_down()


def a_message_delivered_twice(rig: Rig) -> None:
    start(rig)
    with rig.dying("run.started"):
        rig.work("jobs")
    rig.work("jobs")
    rig.check()
    rig.settle_down()


def a_crash_between_ending_and_report(rig: Rig) -> None:
    start(rig)
    rig.mood.stage, rig.mood.trouble = "t.read", "fail"
    with rig.dying("run.ending_stored"):
        rig.work("jobs")
    rig.check()
    rig.settle_down()


def a_cancel_while_it_runs(rig: Rig) -> None:
    job_id = start(rig)
    rig.work("jobs")
    with rig.meanwhile("run.stage_written", lambda: rig.cancel(job_id)):
        rig.work("rating")
    while rig.reports:
        rig.deliver()
        rig.check()
    rig.check()
    rig.settle_down()
    assert rig.job(job_id).state is JobState.CANCELLED


def a_cancel_before_it_starts(rig: Rig) -> None:
    job_id = start(rig)
    rig.cancel(job_id)
    rig.mood.serial = 0
    rig.work("jobs")
    rig.check()
    assert not any(r.kind == "started" for r in rig.reports if hasattr(r, "kind")), (
        "a cancelled job was started"
    )


def a_success_without_evidence(rig: Rig) -> None:
    job_id = start(rig)
    rig.mood.stage, rig.mood.trouble = "t.read", "fail"
    rig.work("jobs")
    said = next(report for report in rig.reports if hasattr(report, "ending"))
    rig.reports.clear()
    lie = said.model_copy(
        update={"ending": EndingKind.SUCCEEDED, "error": None, "manifest": "0" * 64}
    )
    done = rig.finalize([lie])
    rig.check()
    assert done.verdicts == (Verdict.UNKNOWN,)
    assert not rig.job(job_id).is_terminal, "a success was believed without its manifest"


def a_forged_ticket(rig: Rig) -> None:
    job_id = start(rig)
    rig.mood.stage, rig.mood.trouble = "t.read", "fail"
    rig.work("jobs")
    said = next(report for report in rig.reports if hasattr(report, "ending"))
    rig.reports.clear()
    rig.finalize([said.model_copy(update={"ticket": "0" * 64})])
    rig.check()
    assert not rig.job(job_id).is_terminal, "a report without its ticket was believed"


def a_hook_that_raises(rig: Rig) -> None:
    job_id = start(rig)
    rig.hook_mood = "raises"
    finish(rig)
    rig.check()
    assert not rig.job(job_id).is_terminal
    rig.settle_down()
    assert rig.effects(job_id) == 1


def a_message_that_is_lost(rig: Rig) -> None:
    start(rig)
    rig.broker.messages.clear()
    rig.settle_down()


def a_job_that_nobody_can_run(rig: Rig) -> None:
    job_id = start(rig)
    rig.broker.messages.clear()
    rig.clock.advance(LIFETIME + 1)
    rig.sweep()
    rig.check()
    assert rig.job(job_id).error == JobError(
        code="expired", message="the job did not end before its deadline"
    ), "it waits for ever"


def a_batch_whose_reports_repeat(rig: Rig) -> None:
    rig.batch(2)
    rig.window = 10
    for _ in range(3):
        rig.relay()
        for queue in ("jobs", "rating"):
            while rig.broker.messages.get(queue):
                rig.work(queue)
    reports = list(rig.reports)
    rig.finalize(reports)
    rig.check()
    rig.finalize(reports)
    rig.check()


def a_crash_after_the_next_hop_was_published(rig: Rig) -> None:
    start(rig)
    with rig.dying("run.handed_on"):
        rig.work("jobs")
    rig.work("jobs")
    rig.check()
    rig.work("rating")
    rig.check()
    rig.settle_down()
    assert rig.job(rig.jobs[0]).crashes == 0, "a hop that went on was counted as a crash"


# --- mutants


@contextmanager
def unguarded_completion() -> Iterator[None]:
    """A terminal job can be completed again (Oban's complete_job)."""

    def mutated(job, outcome, **more):
        if job is not None and job.is_terminal:
            reopened = attrs.evolve(job, state=JobState.RUNNING, manifest=None)
            return settle(reopened, outcome, **more)
        return settle(job, outcome, **more)

    lax = {state: frozenset(JobState) for state in JobState}
    with (
        mock.patch.object(finalize_step, "settle", mutated),
        mock.patch.object(events, "TRANSITIONS", lax),
    ):
        yield


@contextmanager
def stale_failure_accepted() -> Iterator[None]:
    """A failure of any attempt counts for the current one (River's guard by state alone)."""

    def mutated(job, outcome, **more):
        if job is not None and not outcome.is_final and outcome.attempt < job.attempt:
            good = verdict.is_ticket(outcome.ticket, more["key"], job.id, outcome.attempt)
            if good and not job.is_terminal:
                outcome = attrs.evolve(
                    outcome,
                    attempt=job.attempt,
                    ticket=sweep_step.ticket(more["key"], job.id, job.attempt),
                )
        return settle(job, outcome, **more)

    with mock.patch.object(finalize_step, "settle", mutated):
        yield


@contextmanager
def status_only_guard() -> Iterator[None]:
    """Progress of any attempt moves the job (PGQueuer's heartbeat by id)."""
    true = verdict.advance

    def mutated(job, note, *, key, now):
        if job is not None and note.attempt < job.attempt:
            note = attrs.evolve(
                note,
                attempt=job.attempt,
                ticket=sweep_step.ticket(key, job.id, job.attempt),
            )
        return true(job, note, key=key, now=now)

    with mock.patch.object(finalize_step, "advance", mutated):
        yield


@contextmanager
def rescue_by_id() -> Iterator[None]:
    """A sweep gives up whatever attempt is current when it acts (River #1302)."""

    def mutated(job, outcome, **more):
        if job is not None and outcome.kind is EndingKind.LOST and outcome.attempt < job.attempt:
            outcome = attrs.evolve(
                outcome,
                attempt=job.attempt,
                ticket=sweep_step.ticket(more["key"], job.id, job.attempt),
            )
        return settle(job, outcome, **more)

    with mock.patch.object(finalize_step, "settle", mutated):
        yield


@contextmanager
def overwrite_of_artifacts() -> Iterator[None]:
    """The last writer wins (a zombie's result replaces what the ledger points to)."""
    true = FsspecStorage.put_all

    def mutated(self, objects, *, durable=True):
        mine = [key for key in objects if "/stages/" in key or key.endswith("result.json")]
        self.delete(mine)
        true(self, objects, durable=durable)
        return dict(objects)

    with mock.patch.object(FsspecStorage, "put_all", mutated):
        yield


@contextmanager
def no_crash_budget() -> Iterator[None]:
    """A crash is not counted, so a poisonous document is tried for ever (DBOS before its limit)."""
    true = verdict._next

    def mutated(job, outcome, policy, now):
        return true(job, outcome, attrs.evolve(policy, max_crashes=10**6), now)

    with mock.patch.object(verdict, "_next", mutated):
        yield


@contextmanager
def no_failure_budget() -> Iterator[None]:
    """A failure is tried again for ever."""
    true = verdict._next

    def mutated(job, outcome, policy, now):
        return true(job, outcome, attrs.evolve(policy, max_failures=10**6), now)

    with mock.patch.object(verdict, "_next", mutated):
        yield


@contextmanager
def no_dedupe_of_the_effect() -> Iterator[None]:
    """The host's hook runs for every report of a success."""
    true = finalize_step._Settling.settle

    def mutated(self, ready, retired):
        said = true(self, ready, retired)
        if said is Verdict.REPEATED:
            job = self.jobs[ready.outcome.job_id]
            self.hooks["effect"](self.tx.connection, job, ready.result)
        return said

    with mock.patch.object(finalize_step._Settling, "settle", mutated):
        yield


@contextmanager
def no_outbox() -> Iterator[None]:
    """Submitting publishes nothing that could be repeated (resumemo publishes after the commit)."""
    with mock.patch.object(sql_jobs.SqlOutbox, "dispatch", lambda *_a, **_k: None):
        yield


@contextmanager
def retry_without_outbox_row() -> Iterator[None]:
    """The next attempt is recorded, and never sent."""
    true = SqlOutbox.follow

    def mutated(self, changes):
        again = [c for c in changes if c.after.attempt != c.before.attempt]
        true(self, [c for c in changes if c not in again])
        self._forget([c.before for c in again if c.before.state is JobState.QUEUED])

    with mock.patch.object(SqlOutbox, "follow", mutated):
        yield


@contextmanager
def claimed_hop_run_again() -> Iterator[None]:
    """A redelivered message runs what another worker has claimed."""
    with mock.patch.object(run_step, "_claim", lambda *_: True):
        yield


@contextmanager
def report_before_the_ending_is_stored() -> Iterator[None]:
    """The worker tells first and writes later."""
    true = run_step._go

    def mutated(delivery, hop, tools):
        closing = true(delivery, hop, tools)
        if closing.ending and not closing.results:
            _, body = closing.ending({})
            tools.reporter.report([closing.say(body)])
        return closing

    with mock.patch.object(run_step, "_go", mutated):
        yield


@contextmanager
def acknowledge_before_the_ending_is_stored() -> Iterator[None]:
    """The message is gone before anybody could find out how it ended (Celery's default)."""
    true = run_step._go

    def mutated(delivery, hop, tools):
        delivery.ack()
        return true(delivery, hop, tools)

    with mock.patch.object(run_step, "_go", mutated):
        yield


@contextmanager
def success_settled_after_a_cancel() -> Iterator[None]:
    """A cancel changes the row and leaves storage to the worker, whose success follows."""

    def mutated(storage, job, files, ending, key):
        kind, error = ending
        body = endings.ending_manifest(job, files, ending, key).to_bytes()
        outcome = endings._read_ending(job, body, key)
        return attrs.evolve(outcome, kind=kind, error=error)

    with mock.patch.object(cancel_step, "write_ending", mutated):
        yield


@contextmanager
def cancel_leaves_the_hop_open() -> Iterator[None]:
    """A cancel does not keep a waiting message from starting."""
    with (
        mock.patch.object(run_step, "_has_manifest", lambda *_: False),
        mock.patch.object(endings, "claim_key", lambda *_: f"acme/vacancies/{'0' * 64}.json"),
    ):
        yield


@contextmanager
def success_believed_without_evidence() -> Iterator[None]:
    """A report is believed though storage knows nothing of it."""

    def mutated(job, outcome, settlement, files, storage, key):
        return attrs.evolve(outcome, is_final=True)

    with mock.patch.object(finalize_step, "_with_evidence", mutated):
        yield


@contextmanager
def tickets_not_checked() -> Iterator[None]:
    """Whoever knows a job's id can end it."""
    with mock.patch.object(verdict, "is_ticket", lambda *_: True):
        yield


@contextmanager
def hook_outside_the_savepoint() -> Iterator[None]:
    """What a raising hook wrote stays, and is written again the next time."""
    true = finalize_step._Settling.end

    def mutated(self, job, event, result, retired):
        with suppress(HookRaisedError):
            self.hooks["effect"](self.tx.connection, job, result)
        quiet = {"effect": self._raises}
        self.hooks = quiet
        return true(self, job, event, result, retired)

    def raises(_self, *_a):
        raise HookRaisedError

    with (
        mock.patch.object(finalize_step._Settling, "end", mutated),
        mock.patch.object(finalize_step._Settling, "_raises", raises, create=True),
    ):
        yield


@contextmanager
def sweep_forgets_lost_messages() -> Iterator[None]:
    """A message that the broker lost is never sent again."""
    with mock.patch.object(SqlOutbox, "overdue", lambda *_a, **_k: []):
        yield


@contextmanager
def deadline_forgotten() -> Iterator[None]:
    """A job that nobody runs never ends."""
    with mock.patch.object(sql_jobs.SqlJobs, "unsettled", lambda *_a, **_k: []):
        yield


@contextmanager
def batch_counts_repeated_reports() -> Iterator[None]:
    """Every report of an ending counts, not every ending (Celery's chord counter)."""
    true = finalize_step._Settling.settle

    def mutated(self, ready, retired):
        said = true(self, ready, retired)
        job = self.jobs.get(ready.outcome.job_id)
        if said is Verdict.REPEATED and job is not None and job.batch:
            self.tx.batches.job_ended({job.batch: 1}, self.now)
        return said

    with mock.patch.object(finalize_step._Settling, "settle", mutated):
        yield


@contextmanager
def next_hop_not_known_to_the_ledger() -> Iterator[None]:
    """A hop that was handed on looks like a worker that fell silent."""
    true = verdict.advance

    def mutated(job, note, *, key, now):
        return None if note.kind == "handed_on" else true(job, note, key=key, now=now)

    with mock.patch.object(finalize_step, "advance", mutated):
        yield


def a_next_hop_that_waits_long(rig: Rig) -> None:
    start(rig)
    rig.work("jobs")
    while rig.reports:
        rig.deliver()
    rig.clock.advance(POLICY.attempt_limit + 1)
    rig.sweep()
    rig.check()
    rig.settle_down()
    assert rig.job(rig.jobs[0]).crashes == 0, "a hop that only waited was counted as a crash"


MUTANTS: dict[str, tuple[Callable[[], object], Trace]] = {
    "unguarded completion": (unguarded_completion, a_success_reported_twice),
    "status-only guard": (status_only_guard, a_late_start_of_an_old_attempt),
    "rescue by id": (rescue_by_id, a_sweep_that_acts_late),
    "overwrite of artifacts": (overwrite_of_artifacts, a_zombie_writes_what_its_successor_wrote),
    "no crash budget": (no_crash_budget, a_document_that_kills_every_worker),
    "no failure budget": (no_failure_budget, a_stage_that_never_works),
    "no dedupe of the host's effect": (no_dedupe_of_the_effect, a_success_reported_twice),
    "no outbox": (no_outbox, one_job_from_end_to_end),
    "retry without outbox row": (retry_without_outbox_row, a_retry_goes_out_again),
    "stale failure accepted": (stale_failure_accepted, a_late_failure_of_an_old_attempt),
    "claimed hop run again": (claimed_hop_run_again, a_message_delivered_twice),
    "report before the ending is stored": (
        report_before_the_ending_is_stored,
        a_crash_between_ending_and_report,
    ),
    "acknowledge before the ending is stored": (
        acknowledge_before_the_ending_is_stored,
        one_job_from_end_to_end,
    ),
    "success settled after a cancel": (success_settled_after_a_cancel, a_cancel_while_it_runs),
    "cancel leaves the hop open": (cancel_leaves_the_hop_open, a_cancel_before_it_starts),
    "success believed without evidence": (
        success_believed_without_evidence,
        a_success_without_evidence,
    ),
    "tickets not checked": (tickets_not_checked, a_forged_ticket),
    "hook outside the savepoint": (hook_outside_the_savepoint, a_hook_that_raises),
    "sweep forgets lost messages": (sweep_forgets_lost_messages, a_message_that_is_lost),
    "deadline forgotten": (deadline_forgotten, a_job_that_nobody_can_run),
    "batch counts repeated reports": (batch_counts_repeated_reports, a_batch_whose_reports_repeat),
    "next hop not known to the ledger": (
        next_hop_not_known_to_the_ledger,
        a_next_hop_that_waits_long,
    ),
}
TRACES: dict[str, Trace] = {
    trace.__name__: trace
    for trace in (
        *(trace for _, trace in MUTANTS.values()),
        a_crash_after_the_next_hop_was_published,
    )
}
assert len(STAGES) == 3, "the traces are told for three stages in two queues"
