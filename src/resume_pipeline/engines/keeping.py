"""A thread that forgets and records, so that no report waits for a storage that is listed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from resume_pipeline.engines.patience import tried
from resume_pipeline.pipeline import Pipeline


@contextmanager
def keeping(pipeline: Pipeline, stop: threading.Event) -> Iterator[None]:
    """While open, erasures are carried on and the trail is chained. Closing waits for ``stop``."""
    thread = threading.Thread(target=_keep, args=(pipeline, stop), name="keep", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep(pipeline: Pipeline, stop: threading.Event) -> None:
    while not stop.wait(pipeline.settings.beat):
        tried(pipeline.keep)
