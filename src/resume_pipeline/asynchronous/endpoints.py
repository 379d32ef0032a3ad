"""AsyncEndpoints: Endpoints, awaited."""

from __future__ import annotations

import attrs

from resume_pipeline.asynchronous.awaiting import awaited
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.endpoints import Endpoints


@attrs.frozen(kw_only=True)
class AsyncEndpoints:
    """Who is told of endings over HTTP: `Endpoints`, awaited.

    Attributes:
        sync: the same, blocking.
    """

    sync: Endpoints
    threads: Threads

    register = awaited(Endpoints.register)
    all = awaited(Endpoints.all)
    get = awaited(Endpoints.get)
    rotate = awaited(Endpoints.rotate)
    enable = awaited(Endpoints.enable)
    disable = awaited(Endpoints.disable)
    remove = awaited(Endpoints.remove)
    log = awaited(Endpoints.log)
    resend = awaited(Endpoints.resend)
