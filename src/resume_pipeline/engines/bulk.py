"""Many jobs at once, chunk by chunk: each is a few transactions, and may be done again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from resume_pipeline.errors import RequestError
from resume_pipeline.model.bulk import Chunk, Done
from resume_pipeline.model.job import Job
from resume_pipeline.tenant import TenantPipeline

#: Does it to some jobs; what came of each, by id.
Act = Callable[[TenantPipeline, Sequence[Job]], Mapping[str, str]]


def cancel_many(tenant: TenantPipeline, jobs: Sequence[Job], *, dry_run: bool) -> Chunk:
    """Cancel those that have not ended."""
    left = {job.id: "ended" for job in jobs if job.is_terminal}
    return _done(tenant, jobs, left, _cancel, dry_run=dry_run)


def rerun_many(tenant: TenantPipeline, jobs: Sequence[Job], *, dry_run: bool) -> Chunk:
    """Run those that have ended again, each once."""
    left = {job.id: "has not ended" for job in jobs if not job.is_terminal}
    for job in jobs:
        newer = tenant.superseded_by(job) if job.is_terminal else None
        if newer is not None:
            left[job.id] = f"was repeated as {newer}"
    return _done(tenant, jobs, left, _rerun, dry_run=dry_run)


def _done(
    tenant: TenantPipeline,
    jobs: Sequence[Job],
    left: Mapping[str, str],
    act: Act,
    *,
    dry_run: bool,
) -> Chunk:
    chosen = [job for job in jobs if job.id not in left]
    said = {} if dry_run or not chosen else act(tenant, chosen)
    return Chunk(
        jobs=tuple(
            Done(
                job=job,
                left_because=left.get(job.id),
                said=said.get(job.id, ""),
                has_failed=said.get(job.id, "").startswith(_FAILED),
            )
            for job in jobs
        ),
        is_dry=dry_run,
    )


_FAILED = "could not: "


def _cancel(tenant: TenantPipeline, jobs: Sequence[Job]) -> dict[str, str]:
    after = tenant.cancel(*jobs)
    return {job.id: str(job.state) if job.is_terminal else "cancelling" for job in after}


def _rerun(tenant: TenantPipeline, jobs: Sequence[Job]) -> dict[str, str]:
    """Together where they run the same stages against the same vacancy; see `rerun_together`."""
    alike: dict[object, list[Job]] = defaultdict(list)
    for job in jobs:
        alike[job.plan, job.stages, job.vacancy, job.priority].append(job)
    said: dict[str, str] = {}
    for group in alike.values():
        try:
            newer = tenant.rerun_together(group)
        except RequestError as error:  # its vacancy or a file is gone: the others go on
            said |= {job.id: f"{_FAILED}{error}" for job in group}
            continue
        said |= {job.rerun_of: f"runs again as {job.id}" for job in newer if job.rerun_of}
    return said
