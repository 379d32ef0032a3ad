"""SpawnBox: a fresh interpreter per document, for platforms that cannot fork."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Collection, Mapping
from typing import IO, Any

import attrs

from resume_pipeline.errors import StageRetryError
from resume_pipeline.ports.stage import Boxed
from resume_pipeline.sandbox.answer import PREFIX, death, parsed
from resume_pipeline.sandbox.launch import launch
from resume_pipeline.sandbox.levels import WALLS, level
from resume_pipeline.sandbox.limits import BoxLimits

_PATIENCE = 60  # seconds for an interpreter to start, import, and confine itself


class SpawnBox:
    """Opens each document in a process of its own; slower than forking by the imports."""

    def __init__(self, limits: BoxLimits | None = None, *, walls: Collection[str] = WALLS) -> None:
        """Make one.

        Args:
            limits: of every call.
            walls: which ones to raise, of those that the machine offers; all, by default.
        """
        self._limits = limits or BoxLimits()
        self._walls = sorted(walls)

    def close(self) -> None:
        """Nothing is held between calls."""

    def call(self, function: str, content: bytes, options: Mapping[str, Any]) -> Boxed:
        """Call ``module:function`` as ``function(content, **options)`` in a new process.

        Raises:
            StageRetryError: the process could not be started or confined.
        """
        request = {"function": function, "options": options, "walls": self._walls}
        request["limits"] = attrs.asdict(self._limits)
        try:
            process = launch(
                "resume_pipeline.sandbox.spawned",
                "main()",
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise StageRetryError("box_lost", "no process to open documents in") from error
        return self._converse(process, json.dumps(request).encode() + b"\n" + content)

    def _converse(self, process: subprocess.Popen[bytes], request: bytes) -> Boxed:
        assert process.stdin
        assert process.stdout
        writer = threading.Thread(target=_write, args=(process.stdin, request))
        with process:
            writer.start()
            with _Clock(process, _PATIENCE):
                _, told = _frame(process.stdout, self._limits.output_bytes)
            with _Clock(process, self._limits.wall_ms / 1000) as clock:
                length, body = _frame(process.stdout, self._limits.output_bytes)
            process.kill()
            writer.join()
        if not told:
            raise StageRetryError("box_lost", "the child could not be started and confined")
        status, value = self._ending(process.returncode, clock.is_late, length, body)
        return Boxed(status=status, value=value, isolation=level(json.loads(told)["walls"]))

    def _ending(self, code: int, is_late: bool, length: int, body: bytes) -> tuple[str, Any]:
        if length > self._limits.output_bytes:
            return "limit_output", None
        if length and len(body) == length:
            return parsed(body)
        if is_late:
            return "limit_time", None
        return death(max(0, -code), 0, self._limits.memory_bytes)


class _Clock:
    """Kills a process unless what is done within it ends in time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.is_late = False
        self._process = process
        self._timer = threading.Timer(seconds, self._end)

    def __enter__(self) -> _Clock:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.is_late = True
        self._process.kill()


def _frame(stream: IO[bytes], limit: int) -> tuple[int, bytes]:
    """The length that stands before the next frame, and as much of it as there is."""
    length = int.from_bytes(stream.read(PREFIX), "big")
    return length, stream.read(length) if length <= limit else b""


def _write(stream: IO[bytes], request: bytes) -> None:
    try:
        stream.write(request)
        stream.close()
    except OSError:
        return  # it died early; how is seen at the other pipe
