"""The pure core: settle, advance and fold, on whatever job and report there may be."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resume_pipeline.errors import BugError
from resume_pipeline.model.artifact import EndingKind
from resume_pipeline.model.event import apply, fold, submitted
from resume_pipeline.model.ids import ticket
from resume_pipeline.model.job import TRANSITIONS, JobState
from resume_pipeline.model.verdict import (
    Outcome,
    Policy,
    Verdict,
    advance,
    backoff,
    settle,
)
from resume_pipeline.testing.ledger_samples import NOW, a_job
from resume_pipeline.testing.strategies import KEY, jobs, notes, outcomes

POLICY = Policy(max_failures=2, max_crashes=1, max_interruptions=2)
PLAIN = [EndingKind.RETRYABLE, EndingKind.LOST, EndingKind.INTERRUPTED]


def given_both(test):
    @given(st.data())
    def wrapped(data: st.DataObject) -> None:
        job = data.draw(jobs())
        outcome = data.draw(outcomes(job))
        test(job, outcome, settle(job, outcome, key=KEY, policy=POLICY, now=NOW + 9))

    return wrapped


@given_both
def test_what_is_not_issued_is_unknown_and_changes_nothing(job, outcome, settlement) -> None:
    is_issued = 1 <= outcome.attempt <= job.attempt and outcome.ticket != "0" * 64
    assert (settlement.verdict is Verdict.UNKNOWN) == (not is_issued)
    if not is_issued:
        assert settlement.event is settlement.ending is None


@given_both
def test_a_terminal_job_never_changes(job, outcome, settlement) -> None:
    if job.is_terminal:
        assert settlement.event is settlement.ending is None
        assert settlement.verdict is not Verdict.APPLIED


@given_both
def test_a_terminal_state_comes_only_from_a_manifest(job, outcome, settlement) -> None:
    if settlement.event is not None and apply(job, settlement.event).is_terminal:
        assert outcome.is_final
        assert apply(job, settlement.event).manifest == outcome.manifest


@given_both
def test_an_old_attempt_only_ever_ends_a_job(job, outcome, settlement) -> None:
    if outcome.attempt < job.attempt and settlement.event is not None:
        assert apply(job, settlement.event).is_terminal


@given_both
def test_one_budget_is_charged_and_never_overdrawn(job, outcome, settlement) -> None:
    if settlement.event is None:
        return
    after = apply(job, settlement.event)
    names = ("failures", "crashes", "interruptions")
    charged = [n for n in names if getattr(after, n) != getattr(job, n)]
    assert len(charged) == int(not after.is_terminal and outcome.kind in PLAIN)
    for name in names:
        assert getattr(after, name) <= getattr(POLICY, f"max_{name}")


@given_both
def test_a_job_that_is_cancelling_gets_no_next_attempt(job, outcome, settlement) -> None:
    if job.cancelling and settlement.event is not None:
        assert apply(job, settlement.event).is_terminal


@given_both
def test_settling_the_same_ending_again_is_repeated(job, outcome, settlement) -> None:
    if settlement.event is not None and outcome.is_final:
        after = apply(job, settlement.event)
        again = settle(after, outcome, key=KEY, policy=POLICY, now=NOW + 99)
        assert (again.verdict, again.event) == (Verdict.REPEATED, None)


@given_both
def test_another_success_conflicts_and_anything_else_is_stale(job, outcome, settlement) -> None:
    if job.is_terminal and settlement.verdict not in (Verdict.UNKNOWN, Verdict.REPEATED):
        is_success = outcome.kind is EndingKind.SUCCEEDED
        expected = Verdict.CONFLICTING if is_success else Verdict.STALE
        assert settlement.verdict is expected


def test_an_unknown_job_is_unknown() -> None:
    outcome = Outcome(job_id="x", attempt=1, ticket="", kind=EndingKind.FAILED)
    assert settle(None, outcome, key=KEY, policy=POLICY, now=NOW).verdict is Verdict.UNKNOWN


@given(st.data())
def test_progress_only_moves_the_current_attempt_onward(data: st.DataObject) -> None:
    job = data.draw(jobs())
    note = data.draw(notes(job))
    event = advance(job, note, key=KEY, now=NOW + 9)
    if event is None:
        return
    assert (note.attempt, note.ticket) == (job.attempt, ticket(KEY, job.id, job.attempt))
    after = apply(job, event)
    before_at = (job.hop, job.state is JobState.RUNNING)
    assert (after.hop, after.state is JobState.RUNNING) >= before_at
    assert advance(after, note, key=KEY, now=NOW + 10) is None


def test_backoff_doubles_is_capped_and_repeatable() -> None:
    job = a_job()
    delays = [backoff(job, count, Policy()) for count in range(12)]
    assert delays == sorted(delays)
    assert 5_000 <= delays[0] <= 6_250
    assert delays[-1] <= 750_000
    assert backoff(job, 3, Policy()) == delays[3]


@pytest.mark.parametrize("state", list(JobState))
def test_no_event_follows_a_terminal_state(state: JobState) -> None:
    job = a_job(state=state)
    event = attrs.evolve(submitted(job), seq=job.seq + 1, changes={"state": "running"})
    if TRANSITIONS[state]:
        assert apply(job, event).state is JobState.RUNNING
    else:
        with pytest.raises(BugError):
            apply(job, event)


def test_a_gap_in_the_events_is_a_bug() -> None:
    job = a_job()
    with pytest.raises(BugError):
        fold([submitted(job), attrs.evolve(submitted(job), seq=3, changes={})])
    with pytest.raises(BugError):
        fold([])
