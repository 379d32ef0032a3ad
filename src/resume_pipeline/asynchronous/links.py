"""AsyncTenantLinks: TenantLinks, awaited."""

from __future__ import annotations

import attrs

from resume_pipeline.asynchronous.awaiting import awaited
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.links import TenantLinks


@attrs.frozen(kw_only=True)
class AsyncTenantLinks:
    """Links to what belongs to one tenant: `TenantLinks`, awaited.

    Attributes:
        sync: the same, blocking.
    """

    sync: TenantLinks
    threads: Threads

    download = awaited(TenantLinks.download)
    result = awaited(TenantLinks.result)
    explanations = awaited(TenantLinks.explanations)
    upload = awaited(TenantLinks.upload)
    accept = awaited(TenantLinks.accept)
