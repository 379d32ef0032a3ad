"""What became of people is what the ledger says, not what somebody typed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from resume_pipeline.audit.bias import bias
from resume_pipeline.audit.outcomes import with_outcomes
from resume_pipeline.audit.people import Assessed
from resume_pipeline.errors import InvalidRequestError, NotFoundError


def person(job: str | None, **more) -> Assessed:
    return Assessed(sex="Female", race_ethnicity="Asian", job=job, **more)


def test_scores_and_last_decisions_are_looked_up(desk, job) -> None:
    other = desk.run(desk.acme.upload(b"\x89PNG\r\n\x1a\n" + bytes(20)))
    for outcome in ("invited", "rejected"):
        desk.acme.decide(job, outcome=outcome, agrees=True)
    desk.acme.decide(other, outcome="invited", agrees=True)
    people = [person(job.id), person(other.id)]
    points = desk.acme.result(job).scorecard.points
    first, second = with_outcomes(desk.acme, people, selected=["invited"])
    assert (first.score, first.selected) == (Fraction(points, 1000), False)
    assert (second.score, second.selected) == (None, True)
    assert {one.selected for one in with_outcomes(desk.acme, people)} == {None}
    (table, *_) = bias([first, second]).tables
    assert table.groups[0].counts.favoured == 1


def test_rows_that_cannot_be_looked_up_are_refused(desk, job) -> None:
    stranger = desk.pipeline.tenant("umbrella")
    for tenant, id_ in ((desk.acme, "no-such-job"), (stranger, job.id)):
        with pytest.raises(NotFoundError):
            with_outcomes(tenant, [person(id_)])
    for people in ([person(None)], [person(job.id, selected=True)], [person(job.id, count=2)]):
        with pytest.raises(InvalidRequestError, match="each row has a job"):
            with_outcomes(desk.acme, people)
    with pytest.raises(InvalidRequestError, match="two rows"):
        with_outcomes(desk.acme, [person(job.id), person(job.id)])
