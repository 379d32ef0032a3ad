"""What became of people, as the ledger has it: scores of jobs, and decisions on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Final

import attrs

from resume_pipeline.audit.people import Assessed
from resume_pipeline.errors import InvalidRequestError, NotFoundError
from resume_pipeline.model.on_record import Decision
from resume_pipeline.tenant import TenantPipeline

_PAGE: Final = 500


def with_outcomes(
    tenant: TenantPipeline, people: Sequence[Assessed], *, selected: Collection[str] = ()
) -> list[Assessed]:
    """``people`` with the scores that their jobs were given, and whether they were selected.

    Args:
        people: each with a job, and without an outcome of its own.
        selected: outcomes of decisions that move somebody forward. The last decision on a job
            counts; a job without one is without this outcome. Without any, selection is not asked.

    Raises:
        NotFoundError: a job is not there.
        InvalidRequestError: a row has no job or an outcome besides, or two have the same job.
    """
    ids = [one.job for one in people if one.job is not None]
    has_more = any(one.selected is not None or one.score is not None for one in people)
    if len(ids) != len(people) or has_more or any(one.count != 1 for one in people):
        raise InvalidRequestError(
            "where outcomes come from the ledger, each row has a job, and no outcome or count"
        )
    if len(set(ids)) != len(ids):
        raise InvalidRequestError("a job stands in two rows: each person counts once")
    scores, decided = _scores(tenant, ids), _decided(tenant, ids) if selected else {}
    return [
        attrs.evolve(one, score=scores.get(job), selected=_selected(decided.get(job), selected))
        for one, job in zip(people, ids, strict=True)
    ]


def _scores(tenant: TenantPipeline, ids: Sequence[str]) -> dict[str, Fraction]:
    """Points out of 100, by job; none of those that abstained, failed or are still open."""
    ledger = tenant.opened.ledger_of(tenant.name)
    found: dict[str, Fraction] = {}
    for start in range(0, len(ids), _PAGE):
        some = ids[start : start + _PAGE]
        known = ledger.read(lambda tx, some=some: tx.jobs.get(some, tenant.name))  # type: ignore[misc]
        if set(some) - known.keys():
            raise NotFoundError("a row names a job that is not there")
        summaries = ledger.read(lambda tx, some=some: tx.jobs.summaries(some))  # type: ignore[misc]
        points = {job: said.get("score") for job, said in summaries.items()}
        found |= {job: Fraction(score, 1000) for job, score in points.items() if score is not None}
    return found


def _decided(tenant: TenantPipeline, ids: Sequence[str]) -> dict[str, Decision]:
    """The last decision on each of these jobs that has one."""
    wanted, after = set(ids), ""
    last: dict[str, Decision] = {}
    while page := tenant.decisions(limit=_PAGE, after=after):
        last |= {one.job: one for one in page if one.job in wanted}
        after = page[-1].id
    return last


def _selected(decision: Decision | None, selected: Collection[str]) -> bool | None:
    return None if decision is None else decision.outcome in selected
