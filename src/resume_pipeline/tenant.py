"""TenantPipeline: what belongs to one tenant. No unscoped way in exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from resume_pipeline import __version__
from resume_pipeline.endpoints import Endpoints
from resume_pipeline.errors import (
    InvalidRequestError,
    JobFailedError,
    NobodyRunningError,
    NotFoundError,
)
from resume_pipeline.evidence.endings import result_of
from resume_pipeline.evidence.results import stored_payload, stored_vacancy
from resume_pipeline.flow.cancel import cancel
from resume_pipeline.flow.lookup import find_batch
from resume_pipeline.flow.submit import Asked, Terms, submit
from resume_pipeline.flow.watch import Placings, follow, follow_batch, ranking, wait, why
from resume_pipeline.incoming import Incoming
from resume_pipeline.links import TenantLinks
from resume_pipeline.model.artifact import ArtifactRef
from resume_pipeline.model.batch import Batch, Placing, Standing
from resume_pipeline.model.bulk import Chunk
from resume_pipeline.model.event import JobEvent, canonical
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.ids import sha256
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.model.plan import CORRECTIONS
from resume_pipeline.model.reason import Reason, ReasonCode
from resume_pipeline.plugins import load
from resume_pipeline.ports.ledger import JobFilter
from resume_pipeline.ports.tracing import is_inside, is_on, span
from resume_pipeline.reporting import TenantReports
from resume_pipeline.wire.base import Payload, parse_json
from resume_pipeline.wire.result import Result
from resume_pipeline.wire.vacancy import Vacancy

P = TypeVar("P", bound=Payload)
_PAGE = 500


@attrs.frozen(kw_only=True)
class TenantPipeline(Incoming):
    """A pipeline as one tenant sees it. Ids of another tenant are not found."""

    @property
    def links(self) -> TenantLinks:
        """Signed links to files and results, and uploads that go straight to the storage."""
        return TenantLinks(opened=self.opened, name=self.name, actor=self.actor)

    def submit(
        self,
        *files: FileRecord | str,
        vacancy: Vacancy | None = None,
        plan: str = "default",
        stages: Sequence[str] | None = None,
        options: Mapping[str, Mapping[str, Any]] | None = None,
        ref: str | None = None,
        idempotency_key: str | None = None,
        priority: int = 100,
        tx: Any = None,
    ) -> Job:
        """Create a job over ``files``, the resume first.

        Args:
            vacancy: what the candidate is scored for.
            plan: which stages to run.
            stages: a part of them.
            options: per stage.
            ref: the host's opaque name of what the job is about.
            idempotency_key: the same key and request give the same job.
            priority: smaller is sooner, within the tenant.
            tx: the host's open SQLAlchemy Connection or Session, whose commit creates the job.

        Raises:
            NotFoundError: a file is not there.
            PlanError: no such plan or stage, or a stage lacks its input.
            IdempotencyError: the key was used for another request.
        """
        terms = self._terms(plan, stages, options, vacancy, priority)
        asked = Asked(
            files=tuple(_id_of(file) for file in files),
            ref=ref,
            idempotency_key=idempotency_key,
        )
        (job,), _ = self._submit([asked], terms, joined=tx)
        return job

    def batch(
        self,
        files: Sequence[FileRecord | str | Sequence[FileRecord | str]],
        *,
        vacancy: Vacancy | None = None,
        plan: str = "default",
        options: Mapping[str, Mapping[str, Any]] | None = None,
        refs: Sequence[str | None] | None = None,
        ref: str | None = None,
        priority: int = 100,
        tx: Any = None,
    ) -> Batch:
        """Create a job for each of ``files`` against one vacancy, in one transaction.

        Args:
            files: per job one file, or several with the resume first.
            refs: the jobs' own names, in the same order.
            ref: the batch's name.

        Raises:
            InvalidRequestError: no files, or not as many refs as files.
        """
        names = list(refs) if refs is not None else [None] * len(files)
        if not files or len(names) != len(files):
            raise InvalidRequestError("a batch needs at least one file, and one ref for each")
        asked = [
            Asked(
                files=tuple(_id_of(f) for f in _several(each)),
                ref=name,
            )
            for each, name in zip(files, names, strict=True)
        ]
        terms = self._terms(plan, None, options, vacancy, priority)
        _, batch = self._submit(asked, terms, joined=tx, batch_ref=ref, is_batch=True)
        if batch is None:
            raise NotFoundError("no such batch")
        return batch

    def rerun_together(self, jobs: Sequence[Job]) -> list[Job]:
        """New jobs for these, in one transaction, however often it is asked: each once.

        They must run the same plan and stages with the same options against the same vacancy.

        Returns:
            The new jobs; one that was repeated in this way before has its earlier repetition here.
        """
        first = jobs[0]
        options = {spec.name: parse_json(spec.options.encode()) for spec in first.stages}
        only, vacancy = [spec.name for spec in first.stages], self._vacancy(first.vacancy)
        terms = self._terms(first.plan, only, options, vacancy, first.priority)
        asked = [
            Asked(files=job.files, ref=job.ref, rerun_of=job.id, idempotency_key=f"rerun:{job.id}")
            for job in jobs
        ]
        return self._submit(asked, terms)[0]

    def cancel_many(
        self, /, *, after: str = "", limit: int = 200, dry_run: bool = False, **where: Any
    ) -> Chunk:
        """Cancel what has not ended of the next ``limit`` jobs that match; see `rerun_many`."""
        return self._many("cancel_many", after, limit, where, dry_run=dry_run)

    def rerun_many(
        self, /, *, after: str = "", limit: int = 200, dry_run: bool = False, **where: Any
    ) -> Chunk:
        """Repeat what has ended, and was not repeated yet, of the next ``limit`` jobs that match.

        Call it again with the chunk's ``after`` until that is None. Done twice, or by two at once,
        or again from the beginning after a crash, it comes to the same.

        Args:
            where: fields of `JobFilter`: at least one. Give ``created_before``, too, or repetitions
                that fail while you go on are found and repeated as well.
            dry_run: only say to which it would be done.

        Raises:
            InvalidRequestError: nothing says which jobs.
        """
        return self._many("rerun_many", after, limit, where, dry_run=dry_run)

    def _many(
        self, verb: str, after: str, limit: int, where: Mapping[str, Any], *, dry_run: bool
    ) -> Chunk:
        if not where:
            raise InvalidRequestError("say which jobs: all of a tenant's are never meant")
        found = self.jobs(limit=limit, after=after, **where)
        do = load(f"resume_pipeline.engines.bulk:{verb}")
        chunk: Chunk = do(self, found, dry_run=dry_run)
        return attrs.evolve(chunk, after=found[-1].id if len(found) == limit else None)

    def rerun(self, job_id: str, *, plan: str | None = None, tx: Any = None) -> Job:
        """A new job with the same files, vacancy and ref; the old one stays as it is.

        It runs the plan's stages in the versions that are installed now.
        """
        old = self.job(job_id)
        vacancy = self._vacancy(old.vacancy)
        options = {spec.name: parse_json(spec.options.encode()) for spec in old.stages}
        name = plan or old.plan
        only = [spec.name for spec in old.stages] if plan is None else None
        terms = self._terms(name, only, options if plan is None else None, vacancy, old.priority)
        asked = Asked(files=old.files, ref=old.ref, rerun_of=old.id)
        (job,), _ = self._submit([asked], terms, joined=tx)
        return job

    def _submit(
        self, asked: Sequence[Asked], terms: Terms, **more: Any
    ) -> tuple[list[Job], Batch | None]:
        parent = self._upload_trace(asked) if is_on() and not is_inside() else None
        with span("submit", parent=parent, tenant=self.name, jobs=len(asked), plan=terms.plan):
            jobs, batch = self._handed_in(asked, terms, **more)
        for job in jobs:
            self.opened.registry.tell("job_submitted", job=job)
        return jobs, batch

    def _handed_in(
        self, asked: Sequence[Asked], terms: Terms, **more: Any
    ) -> tuple[list[Job], Batch | None]:
        return submit(
            asked,
            terms,
            tenant=self.name,
            actor=self.actor,
            storage=self.opened.storage,
            desk=self.opened.desk(self.name),
            clock=self.opened.clock,
            **more,
        )

    def _upload_trace(self, asked: Sequence[Asked]) -> str | None:
        """The trace context in which the first resume was uploaded."""
        resumes = [one.files[0] for one in asked[:1] if one.files]
        known = self.opened.uploads.get((self.name, *resumes))
        if known is not None:
            return known
        ledger = self.opened.ledger_of(self.name)
        return next(iter(ledger.read(lambda tx: tx.traces.of(resumes)).values()), None)

    def _terms(
        self,
        plan: str,
        stages: Sequence[str] | None,
        options: Mapping[str, Mapping[str, Any]] | None,
        vacancy: Vacancy | None,
        priority: int,
    ) -> Terms:
        texts = {name: canonical(_given(value)) for name, value in (options or {}).items()}
        specs = self.opened.registry.specs(plan, stages, texts)
        settings = self.opened.settings
        models = [spec.model for spec in specs if spec.model]
        return Terms(
            plan=plan,
            stages=specs,
            vacancy=vacancy,
            hooks=_recorded(settings.hooks),
            after_hooks=_recorded(settings.after_hooks),
            priority=priority,
            lifetime=int(settings.job_lifetime * 1000),
            pipeline_version=__version__,
            model_version=sha256(canonical(models).encode())[:12] if models else "none",
            corrected=self.opened.registry.takers_of_corrections(specs),
            quota=settings.quota_of(self.name),
        )

    def _vacancy(self, digest: str | None) -> Vacancy | None:
        return stored_vacancy(self.opened.storage, self.name, digest)

    def jobs(self, /, *, limit: int = _PAGE, after: str = "", **where: Any) -> list[Job]:
        """Jobs that match every field given (see `JobFilter`), oldest first."""
        wanted = JobFilter(tenant=self.name, **where)
        return self.opened.ledger_of(self.name).read(
            lambda tx: tx.jobs.find(wanted, limit=limit, after=after)
        )

    def paused(self, jobs: Collection[Job]) -> frozenset[str]:
        """Ids of those that wait while their queue, tenant or plan is paused."""
        holding = self.opened.ledger_of(self.name).read(lambda tx: tx.pauses.holding())
        route = self.opened.settings.route
        return frozenset(
            job.id
            for job in jobs
            if job.state is JobState.QUEUED
            and any(p.holds(job, queue=route(job.first_stage)) for p in holding)
        )

    @property
    def endpoints(self) -> Endpoints:
        """The tenant's endpoints, which are told of its endings."""
        return Endpoints(opened=self.opened, tenant=self.name, actor=self.actor)

    def superseded_by(self, job_id: str | Job) -> str | None:
        """The newest job that repeats this one, if any."""
        repeats = self.jobs(rerun_of=_id_of(job_id))
        return repeats[-1].id if repeats else None

    def events(self, job_id: str | Job, *, after: int = 0) -> list[JobEvent]:
        """A job's events from behind sequence number ``after``; folding them gives the job."""
        wanted = self.job(job_id).id
        found: list[JobEvent] = []
        while page := self._events(wanted, found[-1].seq if found else after):
            found += page
        return found

    def _events(self, job_id: str, after: int) -> list[JobEvent]:
        return self.opened.ledger_of(self.name).read(
            lambda tx: tx.jobs.events(self.name, job_id, after=after, limit=_PAGE)
        )

    def follow(
        self, job_id: str | Job, *, after: int = 0, timeout: float | None = None
    ) -> Iterator[JobEvent]:
        """A job's events as they happen, until it ends or ``timeout`` seconds have passed."""
        wanted = self.job(job_id).id
        return follow(
            lambda seen: self._events(wanted, seen),
            lambda: self.job(wanted),
            after=after,
            timeout=timeout,
        )

    def wait(self, job_id: str | Job, *, timeout: float) -> Job:
        """The job once it has ended, or as it stands after ``timeout`` seconds.

        Raises:
            NobodyRunningError: no coordinator, or no worker, is there to run it.
        """
        wanted = self.job(job_id).id
        return wait(lambda: self.job(wanted), self._check_somebody_runs, timeout=timeout)

    def _check_somebody_runs(self, job: Job) -> None:
        reason = self.why(job)
        if reason.code in (ReasonCode.NO_COORDINATOR, ReasonCode.NO_WORKER):
            raise NobodyRunningError(
                f"{reason.text}: start `resume-pipeline coordinator` and `resume-pipeline worker`, "
                "or wait inside `with pipeline.running():`"
            )

    def result(self, job_id: str | Job) -> Result:
        """What a job found.

        Raises:
            JobFailedError: it ended without a result, or has not ended (code ``not_ended``).
        """
        job = self.job(job_id)
        if job.state is not JobState.SUCCEEDED:
            code = job.error.code if job.error else str(job.state)
            raise JobFailedError(code if job.is_terminal else "not_ended")
        self.opened.note_access(self.name, self.actor, "read", job=job.id, object="result")
        found = result_of(self.opened.storage, self.name, job.id, job.done)
        if found is None:
            raise NotFoundError("the job's result is no longer in storage")
        return found

    def artifacts(self, job_id: str | Job) -> list[ArtifactRef]:
        """Pointers to what a job wrote, with sizes and digests."""
        job = self.job(job_id)
        return self.opened.ledger_of(self.name).read(
            lambda tx: tx.jobs.artifacts(self.name, job.id)
        )

    def artifact(self, job_id: str | Job, kind: type[P], *, file: str | None = None) -> P:
        """A job's payload of this kind; for stages that run once per file, of ``file``.

        Raises:
            NotFoundError: it wrote none.
        """
        job = self.job(job_id)
        note = self.opened.note_access
        note(self.name, self.actor, "read", job=job.id, file=file, object=kind.schema_id)
        return stored_payload(self.opened.storage, job, kind, file)

    def cancel(self, *job_ids: str | Job) -> list[Job]:
        """Cancel jobs; one that has ended stays as it is.

        Returns:
            The jobs as they stand now.
        """
        ids = [_id_of(job_id) for job_id in job_ids]
        self._those(ids)
        self._add_to_trail([self._note("cancel_asked", job=job_id) for job_id in ids])
        opened = self.opened
        outcomes = cancel(
            ids,
            ledger=opened.ledger_of(self.name),
            coordinator=opened.ledger if opened.coordinates else None,
            storage=opened.storage,
            clock=opened.clock,
        )
        if outcomes:
            opened.finalize(outcomes)
        return self._those(ids)

    def _those(self, ids: Sequence[str]) -> list[Job]:
        found = self.opened.ledger_of(self.name).read(lambda tx: tx.jobs.get(ids, self.name))
        if not set(ids) <= set(found):
            raise NotFoundError("no such job")
        return [found[job_id] for job_id in ids]

    def why(self, job_id: str | Job) -> Reason:
        """Why the job is where it is: what happened, and what it is waiting for."""
        opened = self.opened
        return why(
            _id_of(job_id),
            tenant=self.name,
            ledger=opened.ledger_of(self.name),
            storage=opened.storage,
            clock=opened.clock,
            policy=opened.settings.policy,
            route=opened.settings.route,
            window=opened.window,
        )

    def verify(self, job_id: str | Job) -> Any:
        """Run a job again without checkpoints, and compare the digests of its payloads.

        Returns:
            A `Verification`.
        """
        return load("resume_pipeline.engines.verifying:verify")(self, self.job(job_id))

    def batch_of(self, batch_id: str) -> Batch:
        """A batch with its progress.

        Raises:
            NotFoundError: there is none of this tenant.
        """
        return find_batch(batch_id, self.name, self.opened.ledger_of(self.name))

    def ranking(self, batch: Batch | str) -> list[Standing]:
        """The batch's candidates, best first; those without a score last."""
        return ranking(_id_of(batch), tenant=self.name, ledger=self.opened.ledger_of(self.name))

    def follow_batch(
        self, batch: Batch | str, *, after: int = 0, timeout: float | None = None
    ) -> Iterator[Placing]:
        """The batch's jobs as they end, until all have or ``timeout`` seconds have passed.

        Args:
            after: go on behind this `Placing.seq`; what ended before still counts for the places.

        Raises:
            NotFoundError: there is no such batch of this tenant.
        """
        return follow_batch(self._placings(batch, after), timeout=timeout)

    def _placings(self, batch: Batch | str, after: int) -> Placings:
        return Placings(self.batch_of(_id_of(batch)), self.opened.ledger_of(self.name), after)

    @property
    def reports(self) -> TenantReports:
        """Pages for people, made when asked for: of a job, of a batch, and blind copies."""
        return TenantReports(opened=self.opened, name=self.name, actor=self.actor)


def _recorded(hooks: Mapping[str, str]) -> tuple[str, ...]:
    """The names that a job records: aliases are only for jobs of before."""
    return tuple(sorted(name for name, value in hooks.items() if value[:1] != "="))


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options without the corrections of an earlier job: those that hold now are added."""
    return {name: value for name, value in options.items() if name != CORRECTIONS}


def _id_of(thing: Any) -> str:
    return thing if isinstance(thing, str) else str(thing.id)


def _several(files: Any) -> Collection[Any]:
    return (files,) if isinstance(files, str | FileRecord) else files
