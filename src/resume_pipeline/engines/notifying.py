"""Threads that tell endpoints what ended, so that no relay waits for a host that is silent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from resume_pipeline.engines.patience import tried
from resume_pipeline.pipeline import Pipeline

_AT_ONCE = 4  # endpoints
_LOOK = 1.0  # seconds between two looks for something to tell


@contextmanager
def notifying(pipeline: Pipeline, stop: threading.Event) -> Iterator[None]:
    """While open, due notices are sent. Closing waits for those on their way, and for ``stop``."""
    is_due = threading.Event()
    threads = [
        threading.Thread(target=target, args=(pipeline, stop, is_due), name="notices", daemon=True)
        for target in [_look, *[_tell] * _AT_ONCE]
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        is_due.set()
        for thread in threads:
            thread.join()


def _look(pipeline: Pipeline, stop: threading.Event, is_due: threading.Event) -> None:
    """One thread looks for all: a look costs a query, and mostly there is nothing to tell."""
    while not stop.wait(_LOOK):
        if tried(pipeline.has_notices):
            is_due.set()


def _tell(pipeline: Pipeline, stop: threading.Event, is_due: threading.Event) -> None:
    while is_due.wait() and not stop.is_set():
        if not tried(lambda: pipeline.notify(is_stopping=stop.is_set)):
            is_due.clear()
