"""What points are fitted on is what was decided last on jobs that have a score."""

from __future__ import annotations

from resume_pipeline import Vacancy
from resume_pipeline.training.outcomes import digest_of, outcomes_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(20)


def test_the_last_decision_on_each_scored_job_is_an_outcome(desk, file, job) -> None:
    failed = desk.run(desk.acme.upload(PICTURE))
    unasked = desk.run(file, vacancy=Vacancy(title="", text=""))
    for one in (job, failed, unasked):
        for outcome in ("rejected", "invited"):
            last = desk.acme.decide(one, outcome=outcome, agrees=True)
            assert last.job == one.id
    (found,) = outcomes_of(desk.acme, ["invited", "hired"])
    card = desk.acme.result(job).scorecard
    assert found.selected
    assert found.vacancy == job.vacancy
    assert found.candidate == "candidate-9"
    assert found.values == {part.criterion: part.value for part in card.contributions}
    assert not outcomes_of(desk.acme, ["hired"])[0].selected
    assert outcomes_of(desk.pipeline.tenant("umbrella"), ["invited"]) == []


def test_the_digest_of_outcomes_knows_no_order(desk, file, job) -> None:
    other = desk.run(file)
    for one in (job, other):
        desk.acme.decide(one, outcome="invited", agrees=True)
    found = outcomes_of(desk.acme, ["invited"])
    assert digest_of(found) == digest_of(found[::-1]) != digest_of(found[:1])
