"""The commands ``report`` and ``blind``."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Final

from resume_pipeline.cli.jobs import tenant_of
from resume_pipeline.cli.tables import print_lines
from resume_pipeline.errors import InvalidRequestError
from resume_pipeline.reporting import TenantReports

_SUFFIXES: Final = {"application/pdf": ".pdf", "text/html; charset=utf-8": ".html"}


def report(arguments: Namespace) -> int:
    """Write the page of a job or of a batch."""
    if bool(arguments.job) == bool(arguments.batch):
        raise InvalidRequestError("name a job, or --batch BATCH: one of the two")
    if arguments.batch and arguments.candidate:
        raise InvalidRequestError("a candidate's own copy is of one job, never of a batch")
    out = writable(arguments.html)
    with tenant_of(arguments) as tenant:
        page = _page(tenant.reports, arguments)
    out.write_text(page, encoding="utf-8")
    print_lines([f"the page is {out}"])
    return 0


def _page(reports: TenantReports, arguments: Namespace) -> str:
    if arguments.batch:
        return reports.batch(arguments.batch)
    if arguments.candidate:
        return reports.candidate(arguments.job)
    return reports.job(arguments.job)


def blind(arguments: Namespace) -> int:
    """Write the blind copy of a job's resume."""
    out = writable(arguments.out)
    with tenant_of(arguments) as tenant:
        copy = tenant.reports.blind(arguments.job)
    suffix = _SUFFIXES[copy.media_type]
    if out.suffix.lower() != suffix:
        raise InvalidRequestError(f"{out}: the copy is {copy.media_type}; end its name in {suffix}")
    out.write_bytes(copy.body)
    print_lines([f"the copy is {out}"])
    return 0


def writable(out: Path) -> Path:
    """``out`` itself.

    Raises:
        InvalidRequestError: no file can be written there.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise InvalidRequestError(f"{out}: name a file in a folder that there is")
    return out
