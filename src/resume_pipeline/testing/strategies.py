"""Strategies: jobs, outcomes and notes, as Hypothesis may draw them."""

from __future__ import annotations

from hypothesis import strategies as st

from resume_pipeline.model.artifact import EndingKind, JobError
from resume_pipeline.model.ids import ticket
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.verdict import Note, Outcome, ProgressKind
from resume_pipeline.testing.ledger_samples import NOW, a_job

#: The coordinator's key under which the drawn tickets are true.
KEY = b"k" * 32


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    """A job of two stages in any state, within budgets of 2 failures, 1 crash, 2 interruptions."""
    state = draw(st.sampled_from(list(JobState)))
    is_over = state.is_terminal
    return a_job(
        state=state,
        attempt=draw(st.integers(1, 5)),
        hop=draw(st.integers(0, 1)),
        failures=draw(st.integers(0, 2)),
        crashes=draw(st.integers(0, 1)),
        interruptions=draw(st.integers(0, 2)),
        cancelling=not is_over and draw(st.booleans()),
        manifest=draw(st.sampled_from(["m1", "m2"])) if is_over else None,
        finished_at=NOW if is_over else None,
        seq=3,
    )


@st.composite
def outcomes(draw: st.DrawFn, job: Job) -> Outcome:
    """An outcome for ``job``: of any attempt, true or forged, with or without a manifest."""
    attempt = draw(st.integers(0, 6))
    is_true = draw(st.booleans())
    kind = draw(st.sampled_from(list(EndingKind)))
    ends_a_job = kind in (EndingKind.SUCCEEDED, EndingKind.FAILED, EndingKind.CANCELLED)
    is_final = ends_a_job and draw(st.booleans())
    return Outcome(
        job_id=job.id,
        attempt=attempt,
        ticket=ticket(KEY, job.id, attempt) if is_true else "0" * 64,
        kind=kind,
        error=draw(st.sampled_from([None, JobError(code="c")])),
        manifest=draw(st.sampled_from(["m1", "m2"])) if is_final else None,
        is_final=is_final,
    )


@st.composite
def notes(draw: st.DrawFn, job: Job) -> Note:
    """A word on ``job``: of any attempt and stage, true or forged."""
    attempt = draw(st.integers(0, 6))
    return Note(
        job_id=job.id,
        attempt=attempt,
        ticket=draw(st.sampled_from([ticket(KEY, job.id, attempt), "0" * 64])),
        kind=draw(st.sampled_from(list(ProgressKind))),
        stage=draw(st.sampled_from(["extract", "parse", "unknown"])),
    )
