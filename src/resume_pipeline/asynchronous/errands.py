"""Errands: what a worker thread asks the task that waits for it to await on its behalf.

A call that joins the host's transaction, or reads the host's stream, runs in a thread; session and
stream belong to the event loop. So the thread asks and stands still, and the very task that awaits
the call awaits what was asked. It is the only one that touches them: when it is cancelled, so is
what it awaits at that moment, and the thread is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


@attrs.frozen
class _Errand:
    """One thing to await, and where its answer goes."""

    run: Callable[[], Awaitable[Any]]
    answer: Future[Any] = attrs.field(factory=Future)

    async def do(self) -> None:
        """Await it; what it raises is for the thread, and a cancellation is for both sides."""
        try:
            value = await self.run()
        except asyncio.CancelledError:
            self.answer.cancel()
            raise
        except Exception as error:  # whatever a driver or a client raises
            self.answer.set_exception(error)
        else:
            self.answer.set_result(value)


class Errands:
    """The errands of one call, between its thread and the task that awaits it."""

    def __init__(self) -> None:
        """For the task that runs now."""
        self._loop = asyncio.get_running_loop()
        self._asked: asyncio.Queue[_Errand | None] = asyncio.Queue()
        self._is_over = False

    def ask(self, run: Callable[[], Awaitable[T]]) -> T:
        """In the thread: have ``run()`` awaited, and return or raise what it does.

        Raises:
            concurrent.futures.CancelledError: the task is gone.
        """
        errand = _Errand(run)
        self._loop.call_soon_threadsafe(self._take, errand)
        value: T = errand.answer.result()
        return value

    def _take(self, errand: _Errand) -> None:
        if self._is_over:
            errand.answer.cancel()
        else:
            self._asked.put_nowait(errand)

    async def serve(self, call: asyncio.Future[T]) -> T:
        """In the task: do errands until the thread's ``call`` has returned; return its value."""
        call.add_done_callback(lambda _: self._asked.put_nowait(None))
        try:
            while errand := await self._asked.get():
                await errand.do()
            return await call
        finally:
            self._end()
            call.cancel()

    def _end(self) -> None:
        """Turn away whoever asks from now on, or has asked and was not answered."""
        self._is_over = True
        while not self._asked.empty():
            errand = self._asked.get_nowait()
            if errand is not None:
                errand.answer.cancel()
