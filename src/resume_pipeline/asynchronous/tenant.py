"""AsyncTenantPipeline: TenantPipeline, awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from functools import partial
from itertools import islice
from typing import Final, TypeVar

import attrs

from resume_pipeline.asynchronous.awaiting import awaited
from resume_pipeline.asynchronous.endpoints import AsyncEndpoints
from resume_pipeline.asynchronous.links import AsyncTenantLinks
from resume_pipeline.asynchronous.looks import Looks
from resume_pipeline.asynchronous.reporting import AsyncTenantReports
from resume_pipeline.asynchronous.streams import AsyncFile, Stream, reading
from resume_pipeline.asynchronous.threads import Threads
from resume_pipeline.flow.watch import IN_GROUPS, Pace
from resume_pipeline.model.batch import Batch, Placing
from resume_pipeline.model.event import JobEvent
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.intake.source import Adopted, Adoption
from resume_pipeline.model.job import Job
from resume_pipeline.tenant import TenantPipeline
from resume_pipeline.wire.base import Payload

P = TypeVar("P", bound=Payload)
_LINES: Final = 100  # of an export that one turn of a thread reads


@attrs.frozen(kw_only=True)
class AsyncTenantPipeline:
    """A pipeline as one tenant sees it: `TenantPipeline`, awaited.

    Attributes:
        sync: the same, blocking.
    """

    sync: TenantPipeline
    threads: Threads
    looks: Looks

    adopt = awaited(TenantPipeline.adopt)
    submit = awaited(TenantPipeline.submit)
    batch = awaited(TenantPipeline.batch)
    rerun = awaited(TenantPipeline.rerun)
    rerun_together = awaited(TenantPipeline.rerun_together)
    rerun_many = awaited(TenantPipeline.rerun_many)
    cancel_many = awaited(TenantPipeline.cancel_many)
    job = awaited(TenantPipeline.job)
    jobs = awaited(TenantPipeline.jobs)
    paused = awaited(TenantPipeline.paused)
    superseded_by = awaited(TenantPipeline.superseded_by)
    events = awaited(TenantPipeline.events)
    result = awaited(TenantPipeline.result)
    artifacts = awaited(TenantPipeline.artifacts)
    file = awaited(TenantPipeline.file)
    correct = awaited(TenantPipeline.correct)
    corrections = awaited(TenantPipeline.corrections)
    decide = awaited(TenantPipeline.decide)
    decisions = awaited(TenantPipeline.decisions)
    cancel = awaited(TenantPipeline.cancel)
    erase = awaited(TenantPipeline.erase)
    erasure = awaited(TenantPipeline.erasure)
    erasures = awaited(TenantPipeline.erasures)
    left_of = awaited(TenantPipeline.left_of)
    hold = awaited(TenantPipeline.hold)
    release = awaited(TenantPipeline.release)
    holds = awaited(TenantPipeline.holds)
    scrub = awaited(TenantPipeline.scrub)
    leftovers = awaited(TenantPipeline.leftovers)
    rebuild = awaited(TenantPipeline.rebuild)
    totals = awaited(TenantPipeline.totals)
    trail = awaited(TenantPipeline.trail)
    why = awaited(TenantPipeline.why)
    verify = awaited(TenantPipeline.verify)
    batch_of = awaited(TenantPipeline.batch_of)
    ranking = awaited(TenantPipeline.ranking)

    @property
    def links(self) -> AsyncTenantLinks:
        """See `TenantPipeline.links`."""
        return AsyncTenantLinks(sync=self.sync.links, threads=self.threads)

    @property
    def reports(self) -> AsyncTenantReports:
        """Pages for people; see `TenantPipeline.reports`."""
        return AsyncTenantReports(sync=self.sync.reports, threads=self.threads)

    @property
    def endpoints(self) -> AsyncEndpoints:
        """The tenant's endpoints; see `TenantPipeline.endpoints`."""
        return AsyncEndpoints(sync=self.sync.endpoints, threads=self.threads)

    async def artifact(self, job_id: str | Job, kind: type[P], *, file: str | None = None) -> P:
        """See `TenantPipeline.artifact`."""
        return await self.threads.run(self.sync.artifact, job_id, kind, file=file)

    async def upload(
        self,
        stream: Stream | bytes,
        *,
        filename: str = "",
        subject: str | None = None,
    ) -> FileRecord:
        """Store a file in constant memory, and record it; see `TenantPipeline.upload`.

        Args:
            stream: also an async iterator of bytes, such as a request's stream, or something with
                an awaited ``read``, such as an UploadFile.
        """
        upload = partial(self.sync.upload, filename=filename, subject=subject)
        return await reading(stream, self.threads, upload)

    async def download(self, file_id: str) -> AsyncFile:
        """A file's bytes as a stream."""
        return AsyncFile(await self.threads.run(self.sync.download, file_id), self.threads)

    async def adopt_all(self, wanted: Iterable[Adoption]) -> AsyncIterator[Adopted]:
        """Adopt one after another; see `TenantPipeline.adopt_all`."""
        adopted = self.sync.adopt_all(wanted)
        while (one := await self.threads.run(lambda: next(adopted, None))) is not None:
            yield one

    async def audit_lines(self, *, until: int | None = None) -> AsyncIterator[str]:
        """Who did what, as a chain; see `TenantPipeline.audit_lines`."""
        lines = self.sync.audit_lines(until=until)
        while some := await self.threads.run(lambda: list(islice(lines, _LINES))):
            for line in some:
                yield line

    async def follow(
        self, job_id: str | Job, *, after: int = 0, timeout: float | None = None
    ) -> AsyncIterator[JobEvent]:
        """A job's events as they happen, until it ends or ``timeout`` seconds have passed.

        No thread is held in between: any number of tasks may follow jobs at once.
        """
        job = await self.job(job_id)
        async for now in self.looks.until_ended(self.sync.name, job, timeout=timeout):
            if after < now.seq:
                for event in await self.events(now, after=after):
                    yield event
                    after = event.seq

    async def follow_batch(
        self, batch: Batch | str, *, after: int = 0, timeout: float | None = None
    ) -> AsyncIterator[Placing]:
        """The batch's jobs as they end; see `TenantPipeline.follow_batch`.

        No thread is held in between.
        """
        placings = await self.threads.run(self.sync._placings, batch, after)
        pace = Pace.of(timeout, soon=IN_GROUPS)
        while True:
            for placing in await self.threads.run_singly(placings.more):
                yield placing
            if placings.is_over or (rest := pace.rest(placings.seen)) is None:
                return
            await asyncio.sleep(rest)

    async def wait(self, job_id: str | Job, *, timeout: float) -> Job:
        """The job once it has ended, or as it stands after ``timeout`` seconds.

        No thread is held in between: any number of tasks may wait at once.

        Raises:
            NobodyRunningError: no coordinator, or no worker, is there to run it.
        """
        job = await self.job(job_id)
        if not job.is_terminal:
            await self.threads.run_singly(self.sync._check_somebody_runs, job)
        async for now in self.looks.until_ended(self.sync.name, job, timeout=timeout):
            job = now
        return job
