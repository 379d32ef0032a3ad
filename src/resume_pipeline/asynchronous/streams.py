"""Streams: a client's bytes for a thread that reads them, and a stored file's bytes for a task."""

from __future__ import annotations

import inspect
import io
from collections.abc import AsyncIterable, AsyncIterator, Callable
from functools import partial
from typing import Any, BinaryIO, Final, Protocol, Self, TypeGuard, TypeVar

from resume_pipeline.asynchronous.errands import Errands
from resume_pipeline.asynchronous.threads import Threads

T = TypeVar("T")
CHUNK: Final = 1 << 18  # bytes


class AsyncReadable(Protocol):
    """Something with an awaited ``read``, such as Starlette's UploadFile."""

    async def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


#: What a host may have: a file that is read, or a stream that is awaited.
Stream = BinaryIO | AsyncIterable[bytes] | AsyncReadable


async def reading(stream: Stream | bytes, threads: Threads, call: Callable[[Any], T]) -> T:
    """What ``call`` returns, which reads ``stream`` in a thread; the task fetches awaited bytes."""
    if not _is_awaited(stream):
        return await threads.run(call, stream)
    chunks = aiter(stream) if isinstance(stream, AsyncIterable) else _read_through(stream)
    return await threads.run_with(
        lambda errands: call(io.BufferedReader(_Asked(errands, chunks), CHUNK))
    )


def _is_awaited(stream: object) -> TypeGuard[AsyncIterable[bytes] | AsyncReadable]:
    """Whether a stream belongs to the event loop."""
    return hasattr(stream, "__aiter__") or inspect.iscoroutinefunction(
        getattr(stream, "read", None)
    )


async def _read_through(stream: AsyncReadable) -> AsyncIterator[bytes]:
    while piece := await stream.read(CHUNK):
        yield piece


class _Asked(io.RawIOBase):
    """A stream in a thread whose bytes the awaiting task fetches; holds two pieces at most."""

    def __init__(self, errands: Errands, chunks: AsyncIterator[bytes]) -> None:
        super().__init__()
        self._errands = errands
        self._chunks = chunks
        self._left = bytearray()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._errands.ask(partial(self._gather, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    async def _gather(self, size: int) -> bytes:
        while len(self._left) < size:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                break
            self._left += chunk
        piece = bytes(self._left[:size])
        del self._left[:size]
        return piece


class AsyncFile:
    """A stored file's bytes: iterate over it, or read it, in an ``async with`` that closes it."""

    def __init__(self, stream: BinaryIO, threads: Threads) -> None:
        """Read ``stream`` in ``threads``."""
        self._stream = stream
        self._threads = threads

    async def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, or all that are left; none at the end."""
        return await self._threads.run(self._stream.read, size)

    async def close(self) -> None:
        """Let go of it; again is no error."""
        await self._threads.run(self._stream.close)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        piece = await self.read(CHUNK)
        if not piece:
            await self.close()
            raise StopAsyncIteration
        return piece

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
