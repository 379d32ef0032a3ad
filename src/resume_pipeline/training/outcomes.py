"""Outcomes: what an employer decided on candidates whose scores are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import attrs

from resume_pipeline.model.event import canonical
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.on_record import Decision
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.payloads import ScoreCard

_PAGE: Final = 500


@attrs.frozen(kw_only=True)
class Outcome:
    """What was decided on one candidate for one vacancy.

    Attributes:
        vacancy, candidate: opaque names; equal names are the same vacancy or person.
        values: by kind of criterion, how far it was met, in basis points; without kinds that the
            vacancy did not ask for.
        selected: whether the person was moved forward.
        at: when that was decided, in epoch milliseconds.
    """

    vacancy: str
    candidate: str
    values: Mapping[str, int]
    selected: bool
    at: int = 0


def outcomes_of(tenant: TenantPipeline, selected: Collection[str]) -> list[Outcome]:
    """The last decision on each job that has a score, by job.

    Args:
        selected: outcomes of decisions that move somebody forward; any other does not.
    """
    last = {one.job: one for one in _decisions(tenant)}
    found = (_outcome(tenant, last[job], selected) for job in sorted(last))
    return [one for one in found if one is not None]


def _decisions(tenant: TenantPipeline) -> Iterator[Decision]:
    after = ""
    while page := tenant.decisions(limit=_PAGE, after=after):
        yield from page
        after = page[-1].id


def _outcome(
    tenant: TenantPipeline, decision: Decision, selected: Collection[str]
) -> Outcome | None:
    job = tenant.job(decision.job)
    card = _scored(tenant, job)
    if card is None or job.vacancy is None:
        return None
    return Outcome(
        vacancy=job.vacancy,
        candidate=job.subject or job.files[0],
        values={part.criterion: part.value for part in card.contributions},
        selected=decision.outcome in selected,
        at=decision.at,
    )


def _scored(tenant: TenantPipeline, job: Job) -> ScoreCard | None:
    if job.state is not JobState.SUCCEEDED:
        return None
    card = tenant.result(job).scorecard
    return card if card is not None and card.points is not None else None


def digest_of(outcomes: Collection[Outcome]) -> str:
    """SHA-256 of the outcomes, whatever their order."""
    return sha256("\n".join(sorted(canonical(attrs.asdict(one)) for one in outcomes)).encode())
