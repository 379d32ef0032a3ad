"""Celery as the engine for a fleet: what stands in the queue is understood by it and by the loop.

Every message that a broker's queue holds is addressed to the task ``resume_pipeline.run``, so the
loop worker and Celery workers take from the same queues at the same time. `install` gives a host's
own app that task; ``celery -A resume_pipeline.engines.celery worker`` is an app of our own, which
knows only broker and storage, made from the environment's settings when it is first asked for.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from resume_pipeline.engines.celery.installing import install

__all__ = ["app", "install"]


def __getattr__(name: str) -> Any:
    """Make the app when it is first asked for: nothing is read at import."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _own()


@cache
def _own() -> Any:
    from resume_pipeline.engines.celery.own import make_app
    from resume_pipeline.settings import Settings

    return make_app(Settings.load())
