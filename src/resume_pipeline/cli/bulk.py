"""The commands that change jobs: ``cancel`` and ``rerun``, by id or all that match."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Final

from resume_pipeline.cli.boundary import FAILED, complain
from resume_pipeline.cli.jobs import filters_of, tenant_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.engines.bulk import cancel_many, rerun_many
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.model.bulk import Chunk, Done
from resume_pipeline.tenant import TenantPipeline

_MOST: Final = 200  # jobs in one chunk


def cancel(arguments: Namespace) -> int:
    """Cancel jobs that have not ended."""
    with tenant_of(arguments) as tenant:
        chunks = _chunks(tenant, arguments, cancel_many, tenant.cancel_many)
        return _told("cancel", chunks, arguments)


def rerun(arguments: Namespace) -> int:
    """Run jobs that have ended again, each once."""
    with tenant_of(arguments) as tenant:
        chunks = _chunks(tenant, arguments, rerun_many, tenant.rerun_many)
        return _told("rerun", chunks, arguments)


def _chunks(
    tenant: TenantPipeline,
    arguments: Namespace,
    do_named: Callable[..., Chunk],
    do_matching: Callable[..., Chunk],
) -> Iterator[Chunk]:
    """The named jobs, or all that match, a second's worth at a time.

    Raises:
        InvalidRequestError: both or neither were given.
    """
    where, is_dry = filters_of(arguments), not arguments.yes
    if bool(arguments.jobs) == bool(where):
        raise InvalidRequestError(
            "name jobs by id, or say which by --state, --code, --stage, --plan, --batch, --ref, "
            "--since or --before: one of the two"
        )
    limit = max(1, min(_MOST, int(arguments.rate)))
    if arguments.jobs:
        jobs = [tenant.job(job_id) for job_id in arguments.jobs]
        for start in range(0, len(jobs), limit):
            yield do_named(tenant, jobs[start : start + limit], dry_run=is_dry)
        return
    # Not what fails again while we go on.
    where = {"created_before": time.time_ns() // 1_000_000, **where}
    after: str | None = arguments.after
    while after is not None:
        chunk = do_matching(after=after, limit=limit, dry_run=is_dry, **where)
        yield chunk
        after = chunk.after


def _told(verb: str, chunks: Iterator[Chunk], arguments: Namespace) -> int:
    """Tell what comes of each job, at the rate asked for; a dry run unless told otherwise.

    Returns:
        1 if something could not be done.
    """
    acted = failed = matched = 0
    for chunk in chunks:
        for one in chunk.jobs:
            _tell(one, verb, is_dry=chunk.is_dry)
        acted, failed = acted + chunk.acted, failed + chunk.failed
        matched += chunk.matched
        if not chunk.is_dry:
            time.sleep(chunk.acted / arguments.rate)
    counted = f"{verb}: {acted} of {matched} jobs"
    print(counted if arguments.yes else f"{counted}; nothing was done, --yes does it")
    return FAILED if failed else 0


def _tell(one: Done, verb: str, *, is_dry: bool) -> None:
    job = one.job
    if one.left_because is not None:
        print_lines([f"{job.id}  left alone: {one.left_because}"])
    elif is_dry:
        print_lines([f"{job.id}  {job.state}  would {verb}"])
    elif one.has_failed:
        complain(f"{job.id}: {one.said}")
    else:
        print_lines([f"{job.id}  {one.said}"])
