"""ZygoteBox: one forked child per document, killed by the parent's clock."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import tempfile
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import attrs

from resume_pipeline.errors import StageFailedError, StageRetryError
from resume_pipeline.ports.stage import Boxed
from resume_pipeline.sandbox.answer import PREFIX, death, parsed
from resume_pipeline.sandbox.confine import UNCONFINED
from resume_pipeline.sandbox.launch import launch
from resume_pipeline.sandbox.levels import RLIMITS, WALLS, level
from resume_pipeline.sandbox.limits import BoxLimits
from resume_pipeline.sandbox.zygote import receive, send

_PATIENCE = 30  # seconds for the zygote to import a module, fork or reap
_CHUNK = 1 << 16


class ZygoteBox:
    """Opens each document in a child forked from a clean, small process.

    Threads may call at the same time: each call borrows a zygote of its own, and an idle one is
    used again. Zygotes die with this process. After a fork the child process starts its own.
    """

    def __init__(self, limits: BoxLimits | None = None, *, walls: Collection[str] = WALLS) -> None:
        """Make one; no process is started before the first call.

        Args:
            limits: of every call.
            walls: which ones to raise, of those that the machine offers; all, by default.
        """
        self._limits = limits or BoxLimits()
        self._walls = sorted(walls)
        # Without a lock, which a fork could copy while it is held: a list's pop and append are
        # whole by themselves.
        self._idle: list[_Zygote] = []
        self._finalizer = weakref.finalize(self, _close_all, self._idle)

    def call(self, function: str, content: bytes, options: Mapping[str, Any]) -> Boxed:
        """Call ``module:function`` as ``function(content, **options)`` in a child.

        Raises:
            StageRetryError: the zygote was lost, and the next call starts another; or the child
                could not be confined.
            StageFailedError: the function cannot be imported.
        """
        try:
            zygote = self._borrow()
        except (OSError, EOFError) as error:
            raise StageRetryError("box_lost", "no process to open documents in") from error
        try:
            boxed = zygote.call(function, content, options, self._limits)
        except (OSError, EOFError) as error:
            zygote.close()
            raise StageRetryError("box_lost", "the process that opens documents is gone") from error
        except BaseException:
            zygote.close()
            raise
        self._idle.append(zygote)
        return boxed

    def _borrow(self) -> _Zygote:
        while self._idle:
            with suppress(IndexError):  # another thread took the last one
                zygote = self._idle.pop()
                if zygote.is_ready():
                    return zygote
                zygote.close()
        return _Zygote.start(self._walls)

    def close(self) -> None:
        """End the idle zygotes; the box can be used again and starts new ones."""
        _close_all(self._idle)


def _close_all(zygotes: list[_Zygote]) -> None:
    while zygotes:
        with suppress(IndexError):  # another thread took the last one
            zygotes.pop().close()


@attrs.define
class _Zygote:
    """This process's end of one zygote, for one call at a time."""

    process: subprocess.Popen[bytes]
    sock: socket.socket
    isolation: str = ""
    is_clearing: bool = False
    owner: int = attrs.field(factory=os.getpid)

    @classmethod
    def start(cls, walls: Sequence[str]) -> _Zygote:
        ours, theirs = socket.socketpair()
        with theirs:
            descriptor = theirs.fileno()
            process = launch(
                "resume_pipeline.sandbox.zygote",
                f"main({descriptor}, {walls!r})",
                pass_fds=(descriptor,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        ours.settimeout(_PATIENCE)
        zygote = cls(process, ours)
        try:
            zygote.isolation = level(zygote.hear()["walls"])
        except BaseException:
            zygote.close()
            raise
        return zygote

    def is_ready(self) -> bool:
        """Whether it lives, is ours, and has cleared away the child before."""
        if self.owner != os.getpid() or self.process.poll() is not None:
            return False
        try:
            if self.is_clearing:
                self.hear()
        except (OSError, EOFError):
            return False
        self.is_clearing = False
        return True

    def close(self) -> None:
        if self.owner != os.getpid():  # it belongs to the process we were forked from
            self.sock.close()
            self.process.returncode = 0
            return
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)  # a process that we forked may hold it open
        self.sock.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def call(
        self, function: str, content: bytes, options: Mapping[str, Any], limits: BoxLimits
    ) -> Boxed:
        request = {"function": function, "options": options, "limits": attrs.asdict(limits)}
        with _readable(content) as source:
            send(self.sock, request, [source])
        child, answer = self._child(function)
        try:
            ended, body = _read_answer(answer, limits, self._watch(child, limits))
        finally:
            os.close(answer)
        send(self.sock, {"end": child})
        if ended == "answered":
            self.is_clearing = True  # giving back its memory takes longer than a fork: not our time
            ended, value = parsed(body)
            return Boxed(status=ended, value=value, isolation=self.isolation)
        return self._stopped(ended, self.hear(), limits)

    def _child(self, function: str) -> tuple[int, int]:
        """The child's id, and where its answer can be read."""
        message, descriptors = receive(self.sock)
        if "error" in message:
            raise StageFailedError(
                "box_function", f"{function} cannot be imported in the box: {message['error']}"
            )
        return message["pid"], descriptors[0]

    def _stopped(self, ended: str, end: Mapping[str, int], limits: BoxLimits) -> Boxed:
        value = None
        if ended == "died":
            if end["code"] == UNCONFINED:
                raise StageRetryError("box_lost", "the child could not be confined")
            ended, value = death(end["signal"], end["resident"], limits.memory_bytes)
        return Boxed(status=ended, value=value, isolation=self.isolation)

    def _watch(self, child: int, limits: BoxLimits) -> Callable[[], bool]:
        """Whether the child is over its memory; always False where the kernel sees to that."""
        if RLIMITS in self.isolation:
            return lambda: False
        return lambda: resident(child) > limits.memory_bytes

    def hear(self) -> dict[str, Any]:
        message, _ = receive(self.sock)
        return message


def _read_answer(
    descriptor: int, limits: BoxLimits, over_memory: Callable[[], bool]
) -> tuple[str, bytes]:
    """How the child ended, as seen through the pipe, and its answer.

    Returns:
        ``answered`` with the JSON, ``died`` before it was complete, or the limit that was hit.
    """
    deadline = time.monotonic() + limits.wall_ms / 1000
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    data = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        if over_memory():
            return "limit_memory", b""
        if not poll.poll(min(left, 0.2) * 1000):
            continue
        chunk = os.read(descriptor, _CHUNK)
        data += chunk
        length = int.from_bytes(data[:PREFIX], "big") if len(data) >= PREFIX else None
        if length is not None and length > limits.output_bytes:
            return "limit_output", b""
        if length is not None and len(data) >= PREFIX + length:
            return "answered", bytes(data[PREFIX : PREFIX + length])
        if not chunk:
            return "died", b""
    return "limit_time", b""


def resident(process: int) -> int:
    """How many bytes of memory a process holds now, or 0 if that cannot be told."""
    command = ["ps", "-o", "rss=", "-p", str(process)]
    try:
        told = subprocess.run(command, capture_output=True, timeout=5, check=False)
        return int(told.stdout) * 1024
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


@contextmanager
def _readable(content: bytes) -> Iterator[int]:
    """A descriptor from which ``content`` can be read, at its beginning."""
    with _unnamed() as stream:
        stream.write(content)
        stream.seek(0)
        yield stream.fileno()


def _unnamed() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("document"), "w+b")
    return tempfile.TemporaryFile(buffering=0)
