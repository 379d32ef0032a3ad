"""AsyncTenantReports: TenantReports, awaited."""

from __future__ import annotations

import attrs

from resume_pipeline.asynchronous.awaiting import awaited
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.reporting import TenantReports


@attrs.frozen(kw_only=True)
class AsyncTenantReports:
    """Reports on what belongs to one tenant: `TenantReports`, awaited.

    Attributes:
        sync: the same, blocking.
    """

    sync: TenantReports
    threads: Threads

    job = awaited(TenantReports.job)
    candidate = awaited(TenantReports.candidate)
    batch = awaited(TenantReports.batch)
    blind = awaited(TenantReports.blind)
