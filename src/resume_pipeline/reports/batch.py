"""The report on a batch: who stands where and why, and how firm that order is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Final

import attrs

from resume_pipeline.errors import NotFoundError
from resume_pipeline.evidence.results import stored_vacancy
from resume_pipeline.model.batch import TIE_BAND, Batch, Shift, Standing, shifts, stability
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.reporting import TenantReports
from resume_pipeline.reports.evidence import Part, Placed, parts
from resume_pipeline.reports.rendering import render
from resume_pipeline.reports.words import CRITERIA, MET, flag, no_score
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.payloads import ScoreCard, View
from resume_pipeline.wire.vacancy import Vacancy

#: Candidates whose points are explained; the others of a longer list are ranked only.
_EXPLAINED: Final = 200


@attrs.frozen(kw_only=True)
class Ranked:
    """One candidate of a batch.

    Attributes:
        standing: place, band and score.
        name: what the resume is called.
        best, worst: the places taken if one weight is changed by a fifth.
        card, parts: the score and what it rests on; None and nothing if that is not shown.
    """

    standing: Standing
    name: str
    best: int
    worst: int
    card: ScoreCard | None = None
    parts: Sequence[Part] = ()


@attrs.frozen
class Unranked:
    """One candidate of a batch without a score: what the resume is called, and why."""

    standing: Standing
    name: str
    reason: str


@attrs.frozen
class Moved:
    """What changes if one kind of criterion weighs a fifth less, and a fifth more.

    Attributes:
        kind: of criterion.
        shifts: less, and more.
        changed: how many candidates then stand in another place, likewise.
    """

    kind: str
    shifts: tuple[Shift, Shift]
    changed: tuple[int, int]


def batch_report(reports: TenantReports, batch: str | Batch) -> str:
    """See `TenantReports.batch`."""
    tenant = TenantPipeline(opened=reports.opened, name=reports.name, actor=reports.actor)
    shown = tenant.batch_of(batch if isinstance(batch, str) else batch.id)
    order = tenant.ranking(shown)
    jobs = _jobs(tenant, shown)
    moved = shifts(order)
    names = _names(tenant, jobs.values())
    scored = [_ranked(s, names[s.job_id], moved) for s in order if s.score is not None]
    explained = [_explained(tenant, jobs[r.standing.job_id], r) for r in scored[:_EXPLAINED]]
    ranked = [*explained, *scored[_EXPLAINED:]]
    return render(
        "batch.html",
        batch=shown,
        vacancy=_vacancy(tenant, shown),
        bands=[(band, list(some)) for band, some in groupby(ranked, lambda r: r.standing.band)],
        ranked=ranked,
        explained=len(explained),
        unranked=_unranked(order, names),
        waiting=[one for one in order if not JobState(one.state).is_terminal],
        is_draft=any(one.card and one.card.criteria_draft for one in ranked),
        moved=_moved(ranked, moved),
        leads=_leads(ranked, moved),
        stability=stability(order),
        width=TIE_BAND // 1_000,
        criteria=CRITERIA,
        met=MET,
        flag=flag,
        versions=_versions(list(jobs.values())),
    )


def _jobs(tenant: TenantPipeline, batch: Batch) -> dict[str, Job]:
    found: dict[str, Job] = {}
    after = ""
    while page := tenant.jobs(batch=batch.id, after=after):
        found |= {job.id: job for job in page}
        after = page[-1].id
    return found


def _names(tenant: TenantPipeline, jobs: Collection[Job]) -> dict[str, str]:
    """What each job's resume is called, by the job's id; its record may be gone."""
    first = {job.id: job.files[0] for job in jobs}
    ledger = tenant.opened.ledger_of(tenant.name)
    files = ledger.read(lambda tx: tx.files.get(set(first.values()), tenant.name))
    called = {job_id: files[file].filename for job_id, file in first.items() if file in files}
    return {job.id: called.get(job.id) or job.ref or job.id for job in jobs}


def _ranked(standing: Standing, name: str, found: Sequence[Shift]) -> Ranked:
    places = [standing.rank or 0, *(shift.places[standing.job_id] for shift in found)]
    return Ranked(standing=standing, name=name, best=min(places), worst=max(places))


def _explained(tenant: TenantPipeline, job: Job, one: Ranked) -> Ranked:
    """With what the score rests on; without, if that is not there any more."""
    try:
        card, view = tenant.artifact(job, ScoreCard), tenant.artifact(job, View)
    except NotFoundError:
        return one
    return attrs.evolve(one, card=card, parts=parts(card, Placed.on_lines(card, view)))


def _unranked(order: Sequence[Standing], names: Mapping[str, str]) -> list[Unranked]:
    ended = [one for one in order if one.score is None and JobState(one.state).is_terminal]
    return [Unranked(one, names[one.job_id], _why(one)) for one in ended]


def _why(standing: Standing) -> str:
    if standing.state == JobState.CANCELLED:
        return "The job was cancelled."
    return no_score(standing.code or "no_vacancy")


def _moved(ranked: Sequence[Ranked], found: Sequence[Shift]) -> list[Moved]:
    def changed(shift: Shift) -> int:
        return sum(shift.places[r.standing.job_id] != r.standing.rank for r in ranked)

    pairs = zip(found[::2], found[1::2], strict=True)
    return [Moved(one.kind, (one, two), (changed(one), changed(two))) for one, two in pairs]


def _leads(ranked: Sequence[Ranked], found: Sequence[Shift]) -> tuple[int, int]:
    """In how many shifts one of those who lead does so still, and how many shifts there are."""
    first = [one.standing.job_id for one in ranked if one.standing.rank == 1]
    kept = [any(shift.places[job_id] == 1 for job_id in first) for shift in found]
    return sum(kept), len(kept)


def _vacancy(tenant: TenantPipeline, batch: Batch) -> Vacancy | None:
    try:
        return stored_vacancy(tenant.opened.storage, tenant.name, batch.vacancy)
    except NotFoundError:
        return None


def _versions(jobs: Sequence[Job]) -> dict[str, str]:
    """What made the scores, by name; several where jobs differ."""
    pairs = [
        pair
        for job in jobs
        for pair in (
            ("resume_pipeline", job.pipeline_version),
            ("model", job.model_version),
            *((spec.name, f"version {spec.version}") for spec in job.stages),
            ("as of", job.as_of),
        )
    ]
    names = dict.fromkeys(name for name, _ in pairs)
    return {name: ", ".join(sorted({value for n, value in pairs if n == name})) for name in names}
