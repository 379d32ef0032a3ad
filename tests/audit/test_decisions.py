"""What people decide is kept, in order, beside a score that it never moves."""

from __future__ import annotations

import pytest

from resume_pipeline.errors import InvalidRequestError, NotFoundError


def test_a_decision_is_kept_with_what_it_was_made_on(desk, job) -> None:
    before = desk.acme.result(job).to_bytes()
    made = desk.acme.decide(
        job, outcome="invited", agrees=False, reason_code="portfolio", note="seen her work",
        saw_explanation=True,
    )  # fmt: skip
    assert (made.job, made.manifest, made.actor) == (job.id, job.manifest, "user-7")
    assert desk.acme.decisions(job) == [made]
    assert desk.acme.result(job).to_bytes() == before
    assert desk.acme.job(job) == job


def test_a_second_decision_replaces_none(desk, job) -> None:
    first = desk.acme.decide(job, outcome="invited", agrees=True)
    second = desk.acme.decide(job, outcome="rejected", agrees=True, actor="user-8")
    assert desk.acme.decisions() == [first, second]
    assert desk.acme.decisions(after=first.id) == [second]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"agrees": False}, "needs a reason_code"),
        ({"outcome": "Invite her"}, "outcome must be a code"),
        ({"reason_code": "a b"}, "reason_code must be a code"),
        ({"note": "x" * 5_000}, "at most 4000"),
        ({"note": "a\x00"}, "no NUL"),
    ],
)
def test_what_no_auditor_could_use_is_refused(desk, job, changed, said) -> None:
    with pytest.raises(InvalidRequestError, match=said):
        desk.acme.decide(job, **{"outcome": "invited", "agrees": True, **changed})
    assert desk.acme.decisions() == []


def test_somebody_decides_on_something_that_has_ended(desk, file) -> None:
    waits = desk.acme.submit(file)
    with pytest.raises(InvalidRequestError, match="has not ended"):
        desk.acme.decide(waits, outcome="invited", agrees=True)
    desk.acme.cancel(waits)
    with pytest.raises(InvalidRequestError, match="an actor"):
        desk.pipeline.tenant("acme").decide(waits.id, outcome="invited", agrees=True)
    stranger = desk.pipeline.tenant("umbrella", actor="user-1")
    with pytest.raises(NotFoundError):
        stranger.decide(waits.id, outcome="invited", agrees=True)
    with pytest.raises(NotFoundError):
        stranger.decisions(waits.id)
