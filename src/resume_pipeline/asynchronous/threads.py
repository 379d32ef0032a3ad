"""Threads: where calls that block run while a task awaits them."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from typing import Any, Final, TypeVar

from resume_pipeline.asynchronous.errands import Errands

T = TypeVar("T")
#: Below the connections that the ledger's pool holds, so that no call waits for one in vain.
DEFAULT: Final = 8
_ANY_NUMBER: Final = 1_000_000


class Threads:
    """The threads of one pipeline.

    Short calls share a few. A call that waits for the host, for a statement in its transaction or
    the next bytes of its client, has a thread of its own: were it to queue behind calls that wait
    for a row which that very transaction has locked, none would ever go on. The host's own
    connections and requests bound how many there are.
    """

    def __init__(self, limit: int = DEFAULT) -> None:
        """Run at most ``limit`` short calls at once."""
        self._short = ThreadPoolExecutor(limit, thread_name_prefix="resume_pipeline")
        self._single = ThreadPoolExecutor(1, thread_name_prefix="resume_pipeline_single")
        # Whoever starts a thread stands still until it runs: the loop looks around in between.
        self._starting = asyncio.Lock()
        self._long = ThreadPoolExecutor(_ANY_NUMBER, thread_name_prefix="resume_pipeline_host")

    async def run(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """What ``call`` returns. Cancelled, it never starts, or ends unheard."""
        return await (await self._start(self._short, partial(call, *args, **kwargs)))

    async def run_singly(self, call: Callable[..., T], *args: Any) -> T:
        """What ``call`` returns, one at a time: hundreds may ask at once and hold up nobody."""
        return await (await self._start(self._single, partial(call, *args)))

    async def run_with(self, call: Callable[[Errands], T]) -> T:
        """What ``call`` returns, which may ask this task to await something for it."""
        errands = Errands()
        return await errands.serve(await self._start(self._long, partial(call, errands)))

    async def _start(self, executor: Executor, call: Callable[[], T]) -> asyncio.Future[T]:
        """``call`` in a thread of ``executor``; nothing is awaited once it is there."""
        async with self._starting:
            await asyncio.sleep(0)
            return _started(executor, call)

    @asynccontextmanager
    async def holding(self, make: Callable[[], AbstractContextManager[T]]) -> AsyncIterator[T]:
        """A blocking context, made, entered and left by one thread, also when cancelled."""
        entered: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        leave = threading.Event()
        held = _started(self._long, partial(_hold, make, entered, leave))
        try:
            await asyncio.wait((entered, held), return_when=asyncio.FIRST_COMPLETED)
            if held.done():
                await held  # it could not be entered
            yield entered.result()
        finally:
            leave.set()
            await asyncio.shield(held)

    async def close(self) -> None:
        """Refuse calls from now on, and wait for those that came before."""
        executors = (self._short, self._single, self._long)
        async with self._starting:
            for executor in executors:
                executor.shutdown(wait=False)
        for executor in executors:
            await asyncio.to_thread(executor.shutdown)


def _started(executor: Executor, call: Callable[[], T]) -> asyncio.Future[T]:
    """``call`` in a thread, in the context of this task."""
    context = contextvars.copy_context()
    return asyncio.get_running_loop().run_in_executor(executor, context.run, call)


def _hold(
    make: Callable[[], AbstractContextManager[T]],
    entered: asyncio.Future[T],
    leave: threading.Event,
) -> None:
    with make() as value:
        entered.get_loop().call_soon_threadsafe(_tell, entered, value)
        leave.wait()


def _tell(answer: asyncio.Future[T], value: T) -> None:
    if not answer.done():
        answer.set_result(value)
