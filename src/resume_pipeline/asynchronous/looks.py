"""Looks: how any number of waiting tasks look at their jobs through one thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any, Final

from resume_pipeline.errors import NotFoundError
from resume_pipeline.flow.watch import Pace
from resume_pipeline.model.job import Job
from resume_pipeline.ports.ledger import Ledger

Named = tuple[str, str]  # tenant, job id
#: Of the time that the read before took: reading takes at most a fifth of it, however many wait.
_REST: Final = 4


def read_jobs(wanted: Collection[Named], ledger_of: Callable[[str], Ledger]) -> dict[Named, Job]:
    """The jobs ``wanted``, each only for its own tenant."""
    found: dict[Named, Job] = {}
    for tenant in {tenant for tenant, _ in wanted}:
        ids = [job_id for owner, job_id in wanted if owner == tenant]
        jobs = ledger_of(tenant).read(lambda tx, t=tenant, i=ids: tx.jobs.get(i, t))  # type: ignore[misc]
        found |= {(tenant, job_id): job for job_id, job in jobs.items()}
    return found


class Looks:
    """Whatever is asked for while a read is on its way is answered by the next one."""

    def __init__(self, read: Callable[[Collection[Named]], Awaitable[dict[Named, Job]]]) -> None:
        """Look by ``read``, which is never called twice at once."""
        self._read = read
        self._asked: dict[Named, asyncio.Future[Job | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def at(self, tenant: str, job_id: str) -> Job:
        """The job as it stands.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        loop = asyncio.get_running_loop()
        answer = self._asked.setdefault((tenant, job_id), loop.create_future())
        if self._reading is None:
            self._reading = loop.create_task(self._read_on())
        job = await asyncio.shield(answer)  # others may wait for it, too
        if job is None:
            raise NotFoundError("no such job")
        return job

    async def until_ended(
        self, tenant: str, job: Job, *, timeout: float | None
    ) -> AsyncIterator[Job]:
        """See `resume_pipeline.flow.watch.looks`."""
        pace = Pace.of(timeout)
        yield job
        while not job.is_terminal and (rest := pace.rest(job.seq)) is not None:
            await asyncio.sleep(rest)
            job = await self.at(tenant, job.id)
            yield job

    async def _read_on(self) -> None:
        try:
            while self._asked:
                start = time.monotonic()
                await self._answer()
                await asyncio.sleep(_REST * (time.monotonic() - start))
        finally:
            self._reading = None
            for answer in self._asked.values():  # some are left only if the loop ends
                answer.cancel()
            self._asked.clear()

    async def _answer(self) -> None:
        asked, self._asked = self._asked, {}
        try:
            found: dict[Named, Any] = await self._read(asked)
        except Exception as error:  # whoever waits decides what to make of it
            for answer in asked.values():
                answer.set_exception(error)
                answer.exception()  # if nobody waits any more, nobody misses it
        else:
            for name, answer in asked.items():
                answer.set_result(found.get(name))
        finally:
            for answer in asked.values():
                answer.cancel()
