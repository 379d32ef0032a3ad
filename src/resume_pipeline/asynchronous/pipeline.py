"""AsyncPipeline: Pipeline, awaited, for hosts that live in an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any, Self

import attrs

from resume_pipeline.asynchronous.awaiting import awaited, opened
from resume_pipeline.asynchronous.endpoints import AsyncEndpoints
from resume_pipeline.asynchronous.looks import Looks, read_jobs
from resume_pipeline.asynchronous.streams import Stream, reading
from resume_pipeline.asynchronous.tenant import AsyncTenantPipeline
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.pipeline import Pipeline
from resume_pipeline.settings import Settings


@attrs.frozen
class AsyncPipeline:
    """What an asyncio host opens once per process: `Pipeline`, awaited.

    Blocking work runs in threads, of which short calls share a few; the event loop is never held
    up. Where a method takes ``tx``, it is an AsyncConnection or AsyncSession on any driver, and
    its statements run in the task that awaits the method. A task that is cancelled leaves no thread
    and no transaction behind; what was asked for may have happened, so give `submit` an
    ``idempotency_key`` if the request can come again.

    Attributes:
        sync: the same, blocking.
        threads: where it runs.
    """

    sync: Pipeline
    threads: Threads = attrs.field(factory=Threads, kw_only=True)
    looks: Looks = attrs.field(init=False)

    @looks.default
    def _look_by_one_read(self) -> Looks:
        ledger_of = self.sync.opened.ledger_of
        return Looks(lambda wanted: self.threads.run(read_jobs, wanted, ledger_of))

    open = opened(Pipeline.open)
    relay = awaited(Pipeline.relay)
    finalize = awaited(Pipeline.finalize)
    receive = awaited(Pipeline.receive)
    open_link = awaited(Pipeline.open_link)
    ping = awaited(Pipeline.ping)
    sweep = awaited(Pipeline.sweep)
    keep = awaited(Pipeline.keep)
    metrics = awaited(Pipeline.metrics)
    compact = awaited(Pipeline.compact)
    announce = awaited(Pipeline.announce)
    announce_worker = awaited(Pipeline.announce_worker)
    endings = awaited(Pipeline.endings)
    counters = awaited(Pipeline.counters)
    pause = awaited(Pipeline.pause)
    resume = awaited(Pipeline.resume)
    pauses = awaited(Pipeline.pauses)
    has_notices = awaited(Pipeline.has_notices)
    notify = awaited(Pipeline.notify)
    backlog = awaited(Pipeline.backlog)
    retire_hook = awaited(Pipeline.retire_hook)
    hook_states = awaited(Pipeline.hook_states)

    @property
    def endpoints(self) -> AsyncEndpoints:
        """The host's own endpoints; see `Pipeline.endpoints`."""
        return AsyncEndpoints(sync=self.sync.endpoints, threads=self.threads)

    @property
    def settings(self) -> Settings:
        """With every URL filled in."""
        return self.sync.settings

    def describe(self) -> str:
        """Where files, ledger and queue are, in words."""
        return self.sync.describe()

    def tenant(self, name: str, *, actor: str | None = None) -> AsyncTenantPipeline:
        """What belongs to one tenant; nothing to await. See `Pipeline.tenant`."""
        tenant = self.sync.tenant(name, actor=actor)
        return AsyncTenantPipeline(sync=tenant, threads=self.threads, looks=self.looks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Wait for calls that are on their way, then let go of connections and threads."""
        await self.threads.close()
        await asyncio.to_thread(self.sync.close)

    async def take_upload(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        stream: Stream,
    ) -> None:
        """Store what somebody brings by an upload link; see `Pipeline.take_upload`.

        Args:
            stream: also an async iterator of bytes, such as a request's stream.
        """
        take = partial(self.sync.take_upload, method, url, headers)
        await reading(stream, self.threads, take)

    def running(self, **options: Any) -> AbstractAsyncContextManager[None]:
        """A worker and a coordinator in this process, while the context is open."""
        return self.threads.holding(partial(self.sync.running, **options))
