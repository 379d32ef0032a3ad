"""Nudge: have a relay look at once for what was just submitted, and not at its next look.

A hint, given when the jobs are committed. Where it is lost, or the broker is down, the relay looks
by itself a moment later; nobody who submits ever waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from resume_pipeline.errors import UnavailableError

#: Seconds between two nudges that one process sends: a relay that has work looks anyway.
_APART: Final = 0.1
#: Seconds that closing waits for a nudge on its way to a broker that is silent.
_PATIENCE: Final = 1.0


class Nudge:
    """What the threads of one process call when jobs moved; safe to share between them.

    A relay in this process is woken by an event. Without one, a thread sends a message that wakes
    another process's; the thread is started by the first job.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        """Nudge others by ``send``, which may raise UnavailableError."""
        self._send = send
        self._here, self._there = threading.Event(), threading.Event()
        self._closing = threading.Event()
        self._relays = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def give(self) -> None:
        """Say that jobs moved."""
        self._here.set()
        if not self._relays:
            self._there.set()
            self._start()

    @contextmanager
    def relaying(self) -> Iterator[None]:
        """While open, this process relays, so that nobody else needs a nudge of it."""
        with self._lock:
            self._relays += 1
        try:
            yield
        finally:
            with self._lock:
                self._relays -= 1

    def await_one(self, seconds: float) -> None:
        """Wait for a nudge for at most ``seconds``; to be called by one thread, before it looks."""
        self._here.wait(seconds)
        self._here.clear()

    def close(self) -> None:
        """Stop; a nudge that is not sent yet is lost."""
        self._closing.set()
        self._there.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _start(self) -> None:
        with self._lock:
            # A thread that a parent process started is dead in a forked child.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="nudge", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._there.wait() and not self._closing.is_set():
            self._there.clear()
            with suppress(UnavailableError):
                self._send()
            self._closing.wait(_APART)
