"""The zygote: a helper process that forks one child per document.

It starts with an empty environment and a bare interpreter, leaves the network, imports the module
of each function once, and then serves one request at a time over a socket pair::

    zygote -> parent   {"walls"} that its children stand behind
    parent -> zygote   {"function", "options", "limits"} with a descriptor: the content
    zygote -> parent   {"pid"} of the child with a descriptor: its answer, or {"error"}
    parent -> zygote   {"end": pid}, once the parent has the answer or will wait no longer
    zygote -> parent   {"signal", "code", "resident"}

The zygote never reads a document or an answer, so no document meets another's bytes. It makes
the pipe for the answer, so that no process which the parent forks meanwhile can hold it open. A
child stays a zombie until the parent asks for its end, so a process id means one process.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NoReturn

from resume_pipeline.sandbox.answer import OUT_OF_MEMORY, answer_of, prepare, resolve
from resume_pipeline.sandbox.confine import (
    UNCONFINED,
    Confinement,
    close_all_but,
    leave_network,
    offered,
)
from resume_pipeline.sandbox.levels import NETNS
from resume_pipeline.sandbox.loading import import_codecs

_HEADER: Final = 4  # bytes of big-endian length before a message
_GRACE_MS: Final = 2_000  # how long after its wall clock the parent may take to end a child


def send(sock: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message and the descriptors that go with it."""
    body = json.dumps(message).encode()
    data = len(body).to_bytes(_HEADER, "big") + body
    sent = socket.send_fds(sock, [data], list(descriptors)) if descriptors else 0
    sock.sendall(data[sent:])


def receive(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """The next message and its descriptors.

    Raises:
        EOFError: the other side is gone.
    """
    data, descriptors, _, _ = socket.recv_fds(sock, _HEADER, 1)
    for descriptor in descriptors:
        os.set_inheritable(descriptor, False)
    data += _exactly(sock, _HEADER - len(data)) if data else b""
    if not data:
        raise EOFError
    message: dict[str, Any] = json.loads(_exactly(sock, int.from_bytes(data, "big")))
    return message, list(descriptors)


def _exactly(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        chunk = sock.recv(count - len(data))
        if not chunk:
            raise EOFError
        data += chunk
    return data


def main(descriptor: int, allowed: Collection[str]) -> None:
    """Serve requests on the socket ``descriptor`` until the parent closes its end, or dies.

    Args:
        descriptor: our end of the socket pair.
        allowed: the walls to raise, of those that this machine offers.
    """
    walls = offered().intersection(allowed)
    if NETNS in allowed and leave_network():
        walls |= {NETNS}
    import_codecs()
    zygote = _Zygote(socket.socket(fileno=descriptor), walls)
    try:
        send(zygote.sock, {"walls": sorted(walls)})
        while True:
            zygote.serve()
    except (EOFError, OSError):
        return


class _Zygote:
    """What serves; it is alone in its process, and has one thread."""

    def __init__(self, sock: socket.socket, walls: Collection[str]) -> None:
        self.sock = sock
        self._confinement = Confinement(walls)
        self._known: set[str] = set()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._parent = _watched(os.getppid())
        if self._parent >= 0:
            self._poll.register(self._parent, select.POLLIN)

    def serve(self) -> None:
        """One request.

        Raises:
            EOFError: the parent is gone; its child was killed.
        """
        self._hears(None)
        request, descriptors = receive(self.sock)
        try:
            self._learn(request["function"], request["options"])
        except Exception as error:
            _close(descriptors)
            return send(self.sock, {"error": type(error).__name__})
        self._watch(request, descriptors)

    def _learn(self, function: str, options: Mapping[str, Any]) -> None:
        """Import what is new, and let it do once what its every child would have to."""
        if function not in self._known:
            resolve(function)
            module = sys.modules[function.partition(":")[0]]
            getattr(module, "warm_up", lambda: None)()
            gc.collect()
            self._known.add(function)
        prepare(function, options)

    def _watch(self, request: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        reading, writing = os.pipe()
        child = self._fork(request, descriptors[0], writing)
        _close([*descriptors, writing])
        try:
            send(self.sock, {"pid": child}, [reading])
            os.close(reading)
            if not self._hears(request["limits"]["wall_ms"] + _GRACE_MS):
                _kill(child)  # and go on waiting: nobody but the parent knows what it has read
            self._hears(None)
            receive(self.sock)
        finally:
            _kill(child)
            end = _reap(child)
        send(self.sock, end)

    def _hears(self, patience_ms: int | None) -> bool:
        """Whether the parent said something in time.

        Raises:
            EOFError: it is gone.
        """
        ready = dict(self._poll.poll(patience_ms))
        if self._parent in ready and self.sock.fileno() not in ready:
            raise EOFError
        return bool(ready)

    def _fork(self, request: Mapping[str, Any], content: int, answer: int) -> int:
        gc.freeze()  # the child's collector leaves the shared pages alone
        zygote = os.getpid()
        child = os.fork()
        if child == 0:
            self._be_child(request, content, answer, zygote)
        return child

    def _be_child(
        self, request: Mapping[str, Any], content: int, answer: int, zygote: int
    ) -> NoReturn:
        code = UNCONFINED
        try:
            os.setsid()
            close_all_but((content, answer))
            self._confinement.enter(request["limits"])
            code = 0
            if os.getppid() == zygote:  # or the signal of its death was missed
                _answer(request, content, answer)
        finally:
            os._exit(code)


def _watched(process: int) -> int:
    """A descriptor that can be read once ``process`` is gone, or -1 where there is none such.

    The end of the socket pair does not tell: whatever the parent forked holds it open as well.
    """
    try:
        return os.pidfd_open(process) if hasattr(os, "pidfd_open") else -1
    except OSError:
        return -1


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _answer(request: Mapping[str, Any], content: int, answer: int) -> None:
    limit = request["limits"]["output_bytes"]
    try:
        body = _read_all(content)
    except MemoryError:
        view = memoryview(OUT_OF_MEMORY)
    else:
        view = memoryview(answer_of(request["function"], body, request["options"], limit))
    while view:
        view = view[os.write(answer, view) :]


def _read_all(content: int) -> bytes:
    body = bytearray()
    while chunk := os.read(content, 1 << 20):
        body += chunk
    os.close(content)
    return bytes(body)


def _kill(child: int) -> None:
    """Kill a child that was not reaped yet, and what it may have started."""
    for end in (os.killpg, os.kill):
        try:
            end(child, signal.SIGKILL)
        except OSError:
            continue  # no group yet, or all of it is dead


def _reap(child: int) -> dict[str, int]:
    _, status, usage = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    is_killed = os.WIFSIGNALED(status)
    return {
        "signal": os.WTERMSIG(status) if is_killed else 0,
        "code": 0 if is_killed else os.WEXITSTATUS(status),
        "resident": usage.ru_maxrss * unit,
    }
