"""Nursery: a process that has imported everything, and forks workers and coordinators from itself.

What is forked is a process of its own, with its environment, its log and its death; saved are only
the seconds in which a fresh interpreter imports, which is most of what a kill costs. When whoever
asked for the processes is gone, so are they.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

import attrs

_PRELOADED: Final = (
    "resume_pipeline.cli.operate",
    "resume_pipeline.engines.coordinating",
    "resume_pipeline.engines.working",
    "resume_pipeline.pipeline",
    "resume_pipeline.backends.sql_ledger.ledger",
    "resume_pipeline.backends.sql_queue",
    "resume_pipeline.backends.kombu_queue",
    "resume_pipeline.backends.fsspec_storage",
    "resume_pipeline.stages.extract",
    "resume_pipeline.stages.parse",
    "resume_pipeline.stages.score",
    "resume_pipeline.testing.fleet",
    "kombu.transport.pyamqp",
)
#: Drivers that are there only where somebody asked for them.
_OPTIONAL: Final = (
    *("psycopg", "s3fs", "redis", "kombu.transport.redis"),
    *("celery.bin.celery", "resume_pipeline.engines.celery"),
)
_LOOK: Final = 0.02  # seconds between two looks at whether a child has ended


@attrs.define
class Child:
    """A forked process, as `subprocess.Popen` would show it."""

    pid: int
    _nursery: Nursery
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or minus the signal; None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float = float("inf")) -> int:
        """The exit code once it ended.

        Raises:
            subprocess.TimeoutExpired: it did not within ``timeout`` seconds.
        """
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(_LOOK)
        return code

    def terminate(self) -> None:
        """SIGTERM."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:  # its number is nobody else's before it was asked for
            os.kill(self.pid, number)


@attrs.define
class Nursery:
    """Starts processes. Use it as a context."""

    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it; it imports while others go on."""
        command = [sys.executable, "-m", __name__]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
        return self

    def __exit__(self, *_: object) -> None:
        """End it, and what still runs of its children."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def start(self, words: Sequence[str], environment: Mapping[str, str], log: Path) -> Child:
        """Run ``crashing`` with ``words`` as its arguments."""
        asked = {"start": list(words), "environment": dict(environment), "log": str(log)}
        return Child(self.ask(**asked), self)

    def ask(self, **asked: Any) -> Any:
        """Its answer to one question."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked).encode() + b"\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())


def serve() -> int:
    """Answer until the asking end is closed; in a child, the exit code of what it ran."""
    children: set[int] = set()
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        if "start" in asked:
            answer: int | None = os.fork()
            if answer == 0:
                return _run(asked)
            children.add(int(answer or 0))
        else:
            answer = _code_of(asked["poll"], children)
        print(json.dumps(answer), flush=True)
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return 0


def _code_of(pid: int, children: set[int]) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    children.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _run(asked: dict[str, Any]) -> int:
    """Become the process that was asked for."""
    with Path(asked["log"]).open("ab") as log, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.environ.clear()
    os.environ.update(asked["environment"])
    from resume_pipeline.testing.crashing import run

    point, occurrence, *command = asked["start"]
    return run(point, int(occurrence), command)


if __name__ == "__main__":
    for module in _PRELOADED:
        importlib.import_module(module)
    for module in _OPTIONAL:
        with suppress(ImportError):
            importlib.import_module(module)
    sys.exit(serve())
