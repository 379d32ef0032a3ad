"""A way to a server that cuts connections in their midst and keeps answers to itself.

The n-th connection through a proxy has the fate that the seed gives it, whatever else happens.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from concurrent.futures import Future
from contextlib import suppress
from typing import Final, Self
from urllib.parse import urlsplit

import attrs

from resume_pipeline.testing.servers.finding import free_port

_CHUNK: Final = 1 << 16
_INTERIM: Final = b"HTTP/1.1 100"  # which says nothing of what was asked for


@attrs.frozen(kw_only=True)
class Way:
    """What becomes of one connection.

    Attributes:
        cut: ``asking`` after ``size`` bytes from the client, ``answering`` after so many from
            the server, ``lost`` when the server has answered what the client committed for the
            ``commit``-th time; None for a connection that nothing happens to.
    """

    cut: str | None = None
    size: int = 0
    commit: int = 0

    @classmethod
    def drawn(cls, seed: str, rate: float) -> Self:
        """A way that is cut with probability ``rate``: at 30 to 30,000 bytes, or a commit."""
        draw = random.Random(seed)
        if draw.random() >= rate:
            return cls()
        cut = draw.choice(("asking", "answering", "lost"))
        return cls(cut=cut, size=int(10 ** draw.uniform(1.5, 4.5)), commit=draw.randint(1, 8))

    def forwarded(self, side: str, passed: int, chunk: bytes) -> bytes:
        """What of ``chunk`` still gets through on this side, after ``passed`` bytes."""
        return chunk if self.cut != side else chunk[: max(0, self.size - passed)]


@attrs.define(kw_only=True, eq=False)
class FaultyProxy:
    """A proxy in a thread of its own. Use it as a context.

    Attributes:
        server: the port behind it.
        commit: what a client says when it wants something to be durable.
        rate: how probable it is for a connection to be cut; may be changed at any time.
        counts: connections and cuts so far, by kind.
    """

    server: int
    commit: bytes
    seed: str
    rate: float
    port: int = attrs.field(factory=free_port)
    counts: Counter[str] = attrs.field(factory=Counter)
    _loop: asyncio.AbstractEventLoop = attrs.field(factory=asyncio.new_event_loop, init=False)
    _thread: threading.Thread | None = attrs.field(default=None, init=False)

    def __enter__(self) -> Self:
        """Listen."""
        listening: Future[None] = Future()
        self._thread = threading.Thread(
            target=lambda: self._loop.run_until_complete(self._listen(listening)), daemon=True
        )
        self._thread.start()
        listening.result()
        return self

    def __exit__(self, *_: object) -> None:
        """Cut everything and listen no more."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._cancel_all)
            self._thread.join()
        self._loop.close()

    def url(self, url: str) -> str:
        """``url`` by way of this proxy."""
        parts = urlsplit(url)
        login, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{login}{at}127.0.0.1:{self.port}").geturl()

    def _cancel_all(self) -> None:
        for task in asyncio.all_tasks(self._loop):
            task.cancel()

    async def _listen(self, listening: Future[None]) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        listening.set_result(None)
        with suppress(asyncio.CancelledError):
            async with server:
                await server.serve_forever()

    async def _serve(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        self.counts["connections"] += 1
        way = Way.drawn(f"{self.seed}/{self.counts['connections']}", self.rate)
        try:
            far, to_far = await asyncio.open_connection("127.0.0.1", self.server)
        except OSError:
            self.counts["refused"] += 1
            to_near.close()
            return
        link = _Link(way=way, commit=self.commit, counts=self.counts)
        with suppress(asyncio.CancelledError):
            await link.copy((near, to_near), (far, to_far))


_End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@attrs.define(kw_only=True)
class _Link:
    """One connection from a client to the server."""

    way: Way
    commit: bytes
    counts: Counter[str]
    commits: int = 0

    async def copy(self, near: _End, far: _End) -> None:
        """Copy both ways until either side ends or the way is cut."""
        copying = [
            asyncio.create_task(self._pump("asking", near[0], far[1])),
            asyncio.create_task(self._pump("answering", far[0], near[1])),
        ]
        try:
            await asyncio.wait(copying, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in copying:
                task.cancel()
            near[1].close()
            far[1].close()

    async def _pump(
        self, side: str, source: asyncio.StreamReader, target: asyncio.StreamWriter
    ) -> None:
        passed = 0
        with suppress(OSError):
            while chunk := await source.read(_CHUNK):
                if self._is_lost(side, chunk):
                    self.counts["lost"] += 1
                    return
                kept = self.way.forwarded(side, passed, chunk)
                passed += len(kept)
                target.write(kept)
                await target.drain()
                if kept != chunk:
                    self.counts[side] += 1
                    return

    def _is_lost(self, side: str, chunk: bytes) -> bool:
        """Whether this is the answer that the client never gets."""
        if side == "asking":
            self.commits += chunk.count(self.commit)
            return False
        is_due = self.way.cut == "lost" and self.commits >= self.way.commit
        return is_due and not chunk.startswith(_INTERIM)
