"""What runs jobs in one process of Celery's pool: workers, and a thread that beats.

The process that consumes from the broker never opens a worker: its pool is forked from it, and
threads or connections must not be on both sides of a fork.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import attrs

from resume_pipeline.engines.patience import tried
from resume_pipeline.settings import Settings
from resume_pipeline.worker import Worker

_LEAVING: Final = 0.5  # seconds between two looks while the process goes down


@attrs.define
class Lifeline:
    """A pipe from the process that consumes to those of its pool: it ends when they are to stop."""

    reading: int
    writing: int
    owner: int = attrs.field(factory=os.getpid)

    @classmethod
    def make(cls) -> Lifeline:
        """A new one, to be made before the pool is forked."""
        return cls(*os.pipe())

    def adopt(self) -> None:
        """Only the consuming process may hold the end that says that it is alive."""
        if os.getpid() != self.owner:
            self._close_writing()

    def cut(self) -> None:
        """Tell every process of the pool to stop."""
        self._close_writing()

    def is_cut(self, within: float) -> bool:
        """Whether it was cut; waits up to ``within`` seconds for that."""
        waiting = select.poll()
        waiting.register(self.reading, select.POLLIN)
        return bool(waiting.poll(within * 1000))

    def _close_writing(self) -> None:
        writing, self.writing = self.writing, -1
        with suppress(OSError):
            os.close(writing)


@attrs.define(kw_only=True)
class Resident:
    """The workers of this process, one for each of the queues that its pool serves.

    Attributes:
        workers: by the queue's name at the broker; they share connections.
        slots: how many jobs this process runs at once.
    """

    workers: dict[str, Worker]
    slots: int
    lifeline: Lifeline
    is_leaving: bool = False
    _is_gone: bool = False
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def open(
        cls,
        settings: Settings,
        queues: dict[str, str],
        *,
        slots: int,
        lifeline: Lifeline,
        plugins: Sequence[object],
    ) -> Resident:
        """Open workers for ``queues`` (name at the broker -> name in the routes) and start to beat.

        Raises:
            ConfigError: settings, plugins or backends do not fit.
            UnavailableError: a backend does not answer.
        """
        lifeline.adopt()
        (first, queue), *others = queues.items()
        worker = Worker.open(settings, queue=queue, plugins=plugins)
        workers = {first: worker} | {name: worker.beside(queue) for name, queue in others}
        for one in workers.values():
            one.load_models()
        resident = cls(workers=workers, slots=slots, lifeline=lifeline)
        threading.Thread(target=resident._keep_beating, name="beat", daemon=True).start()
        return resident

    def leave(self) -> None:
        """Interrupt what runs, say goodbye and let go of everything: the process ends."""
        self.is_leaving = True
        self._beat()
        with self._lock:
            self._is_gone = True
            next(iter(self.workers.values())).close()

    def _keep_beating(self) -> None:
        interval = next(iter(self.workers.values())).settings.beat
        while not self._is_gone:
            self._beat()
            if self.is_leaving:
                time.sleep(min(_LEAVING, interval))
            else:
                self.is_leaving = self.lifeline.is_cut(interval) or self.is_leaving

    def _beat(self) -> None:
        """Beat for every queue; a process that goes down says goodbye, and interrupts."""
        with self._lock:
            for worker in () if self._is_gone else self.workers.values():
                if self.is_leaving:
                    worker.interrupt()
                slots = 0 if self.is_leaving else self.slots
                tried(lambda one=worker, said=slots: one.beat(slots=said))  # type: ignore[misc]
