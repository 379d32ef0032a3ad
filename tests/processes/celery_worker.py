"""Workers of either engine for tests: as processes that die where a plan says.

``python -m tests.processes.celery_worker PLAN celery ARGUMENTS…`` is ``celery ARGUMENTS…``, and
``… PLAN loop ARGUMENTS…`` is ``resume-pipeline ARGUMENTS…``, but each process that comes by a fault
point takes one death from the folder ``PLAN``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import attrs

from resume_pipeline.ports.faults import trapped
from resume_pipeline.settings import PREFIX

ROOT = Path(__file__).resolve().parents[2]
OWN = "resume_pipeline.engines.celery"
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def environment(settings: Mapping[str, Any], **more: str) -> dict[str, str]:
    """Nothing but the settings, and what Python needs to be found."""
    said = {
        PREFIX + name.upper(): value if isinstance(value, str) else json.dumps(value)
        for name, value in settings.items()
    }
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {**kept, **said, **more}


@attrs.define(kw_only=True)
class WorkerProcess:
    """A worker, and the processes that it consists of.

    Attributes:
        home: where its log and its plan of deaths are.
        settings: of its environment, which holds little else.
        name: of both.
    """

    home: Path
    settings: Mapping[str, Any]
    name: str = "worker"
    more: Mapping[str, str] = attrs.field(factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.plan.mkdir(exist_ok=True)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def arguments(self) -> list[str]:
        """The engine, and what its command is told."""
        raise NotImplementedError

    @property
    def plan(self) -> Path:
        return self.home / f"{self.name}-deaths"

    @property
    def log(self) -> str:
        return (self.home / f"{self.name}.log").read_text(encoding="utf-8")

    def die(self, deaths: Iterable[tuple[str, int]]) -> None:
        """Have the next processes die at these points, at that occurrence."""
        self.plan.mkdir(exist_ok=True)
        for number, (point, occurrence) in enumerate(deaths):
            (self.plan / f"{number:03}:{point}:{occurrence}").touch()

    @property
    def died(self) -> list[str]:
        """Points at which processes have died."""
        return sorted(path.name.split(":")[1] for path in self.plan.glob("died:*"))

    def start(self) -> None:
        command = [sys.executable, "-m", __name__, str(self.plan), *self.arguments]
        with (self.home / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(self.settings, **self.more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def replace(self) -> None:
        """Start it again if it is dead."""
        assert self.process is not None
        if self.process.poll() is not None:
            self.start()

    def kill(self) -> None:
        """SIGKILL: a pool dies with the process that it belongs to."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, as a deploy does; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


@attrs.define(kw_only=True)
class CeleryWorker(WorkerProcess):
    """A ``celery worker`` and its pool.

    Attributes:
        queues: names at the broker, as for ``-Q``; all of its app without.
        slots: processes of the pool.
    """

    app: str = OWN
    queues: str = ""
    slots: int = 2
    options: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        said = ["celery", "-A", self.app, "worker", *QUIET, "--concurrency", str(self.slots)]
        said += ["-n", f"{self.name}@{os.getpid()}", *self.options]
        return [*said, "-Q", self.queues] if self.queues else said


@attrs.define(kw_only=True)
class LoopWorker(WorkerProcess):
    """A ``resume-pipeline worker``."""

    queue: str = "jobs"

    @property
    def arguments(self) -> list[str]:
        return ["loop", "worker", "--queue", self.queue]


class Deaths:
    """A trap that the processes of a pool inherit, and each fills with a death of its own."""

    def __init__(self, plan: Path) -> None:
        self._plan = plan
        self._process = 0
        self._point, self._left = "", 0

    def __call__(self, reached: str) -> None:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._take()
        self._left -= reached == self._point
        if reached == self._point and self._left == 0:
            (self._plan / f"died:{self._point}:{os.getpid()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)

    def _take(self) -> None:
        self._point = ""
        for death in sorted(self._plan.glob("[0-9]*")):
            try:
                death.rename(self._plan / f"taken:{death.name}:{os.getpid()}")
            except FileNotFoundError:
                continue  # another process was quicker
            _, self._point, occurrence = death.name.split(":")
            self._left = int(occurrence)
            return


def main(plan: str, engine: str, arguments: list[str]) -> int:
    with trapped(Deaths(Path(plan))):
        if engine == "loop":
            from resume_pipeline.cli import main as command

            return command(arguments)
        from celery.bin.celery import celery

        return celery.main(args=arguments, prog_name="celery")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
