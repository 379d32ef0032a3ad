"""Job rows and their events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs
from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    delete,
    literal_column,
    or_,
    select,
    union,
    update,
)

from resume_pipeline.backends.sql_ledger import rows
from resume_pipeline.backends.sql_ledger.expressions import IS_OPEN, ErrorStage
from resume_pipeline.backends.sql_ledger.outgoing.outbox import SqlOutbox
from resume_pipeline.backends.sql_ledger.statements import (
    KEPT,
    by_id,
    chunks,
    insert_new,
    updated,
    upsert,
)
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.errors import LedgerError
from resume_pipeline.model.artifact import ArtifactRef
from resume_pipeline.model.event import Change, JobEvent, canonical, submitted
from resume_pipeline.model.ids import earliest_at
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.ports.ledger import NO_SUMMARIES, Beat, JobFilter


@attrs.frozen
class SqlJobs:
    """Job rows with their events; see `resume_pipeline.ports.ledger.Jobs`."""

    connection: Connection
    tables: Tables
    outbox: SqlOutbox

    def add(self, jobs: Sequence[Job]) -> dict[str, Job]:
        """Insert; see the port."""
        held = self._held(jobs)
        fresh = [job for job in jobs if held.get(job.idempotency_key or "") is None]
        added = insert_new(
            self.connection, self.tables.job, [rows.job_values(job) | {"seq": 1} for job in fresh]
        )
        new = [job for job in fresh if job.id in added]
        self._add_parts(new)
        made = {job.id: attrs.evolve(job, seq=1) for job in new}
        return made | self._standing([job for job in jobs if job.id not in made])

    def _held(self, jobs: Sequence[Job]) -> dict[str, Job]:
        keys = {job.idempotency_key for job in jobs if job.idempotency_key}
        tenants = {job.tenant for job in jobs}
        return {k: v for tenant in tenants for k, v in self.by_key(tenant, keys).items()}

    def _add_parts(self, new: Sequence[Job]) -> None:
        if not new:
            return
        events = [rows.event_values(submitted(job)) for job in new]
        self.connection.execute(self.tables.job_event.insert(), events)
        files = [
            {"tenant": job.tenant, "job_id": job.id, "file_id": file_id, "position": position}
            for job in new
            for position, file_id in enumerate(job.files)
        ]
        if files:  # a job that was rebuilt after its erasure has none
            self.connection.execute(self.tables.job_file.insert(), files)
        self.outbox.dispatch(new)

    def _standing(self, jobs: Sequence[Job]) -> dict[str, Job]:
        by_id = self.get([job.id for job in jobs])
        held = self._held([job for job in jobs if job.id not in by_id])
        return {job.id: by_id.get(job.id) or held[job.idempotency_key or ""] for job in jobs}

    def get(self, ids: Collection[str], tenant: str | None = None) -> dict[str, Job]:
        """By id; see the port."""
        found = by_id(self.connection, self.tables.job, ids, tenant)
        return {row["id"]: rows.job_of(row) for row in found}

    def by_key(self, tenant: str, keys: Collection[str]) -> dict[str, Job]:
        """By idempotency key; see the port."""
        column = self.tables.job.c
        found: dict[str, Job] = {}
        for some in chunks(sorted(set(keys))):
            query = select(self.tables.job).where(
                column.tenant == tenant, column.idempotency_key.in_(some)
            )
            jobs = self._jobs(query).values()
            found |= {job.idempotency_key: job for job in jobs if job.idempotency_key}
        return found

    def lock(self, ids: Collection[str]) -> dict[str, Job]:
        """By id, locked; see the port."""
        found = by_id(self.connection, self.tables.job, ids, locked=True)
        return {row["id"]: rows.job_of(row) for row in found}

    def record(
        self, changes: Sequence[Change], summaries: Mapping[str, Mapping[str, Any]] = NO_SUMMARIES
    ) -> None:
        """Append; see the port. The statements are few, however many the changes are."""
        if not changes:
            return
        alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for change in sorted(changes, key=lambda change: change.after.id):
            values = _changed(change, summaries.get(change.after.id))
            alike.setdefault(tuple(values), []).append(values)
        for some in alike.values():
            self._update(some)
        events = [rows.event_values(event) for change in changes for event in change.events]
        self.connection.execute(self.tables.job_event.insert(), events)
        self.outbox.follow(changes)
        beat = self.tables.beat
        for ended in chunks([c.after.id for c in changes if c.after.is_terminal]):
            self.connection.execute(delete(beat).where(beat.c.job_id.in_(ended)))
        self._point([c.after for c in changes if c.after.id in summaries])

    def _point(self, ended: Sequence[Job]) -> None:
        """Keep pointers to what these jobs have written."""
        pointers = [rows.artifact_values(job, ref) for job in ended for ref in job.done]
        if pointers:
            self.connection.execute(self.tables.artifact.insert(), pointers)

    def _update(self, values: Sequence[Mapping[str, Any]]) -> None:
        """Change the same fields of several rows."""
        names = tuple(name for name in values[0] if name not in ("of", "was"))
        statement = _change(self.tables.job, names)
        if updated(self.connection, statement, values) != len(values):
            raise LedgerError("a job has moved on; read it again")

    def find(self, where: JobFilter, *, limit: int, after: str = "") -> list[Job]:
        """By filter; see the port."""
        column = self.tables.job.c
        tenant, key = _led_by_few(where, column)
        exact = (
            (tenant, where.tenant),
            (column.state, where.state),
            (column.error_code, where.code),
            (column.plan, where.plan),
            (column.ref, where.ref),
            (column.batch, where.batch),
            (column.rerun_of, where.rerun_of),
        )
        # Ids begin with the time of creation, so that a span of time is a span of the index.
        start = max(after, earliest_at(where.created_from or 0))
        query = select(self.tables.job).where(key > start).order_by(key).limit(limit)
        for of, value in exact:
            if value is not None:
                query = query.where(of == str(value))
        if where.created_from is not None:
            query = query.where(column.created_at >= where.created_from)
        if where.created_before is not None:
            end = earliest_at(where.created_before)
            query = query.where(column.created_at < where.created_before, key < end)
        if where.file is not None:
            of = self.tables.job_file.c
            query = query.where(column.id.in_(select(of.job_id).where(of.file_id == where.file)))
        if where.stage is not None:
            is_there = ErrorStage(column.error) == where.stage
            query = query.where(is_there, column.error_code.is_not(None))
        return list(self._jobs(query).values())

    def events(self, tenant: str, job_id: str, *, after: int, limit: int) -> list[JobEvent]:
        """A job's events; see the port."""
        column = self.tables.job_event.c
        query = (
            select(self.tables.job_event)
            .where(column.tenant == tenant, column.job_id == job_id, column.seq > after)
            .order_by(column.seq)
            .limit(limit)
        )
        return [rows.event_of_row(row) for row in self.connection.execute(query).mappings()]

    def summaries(self, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """Summaries by job id; see the port."""
        column = self.tables.job.c
        found: dict[str, Mapping[str, Any]] = {}
        for some in chunks(sorted(set(ids))):
            query = select(column.id, column.summary).where(column.id.in_(some))
            pairs = self.connection.execute(query.where(column.summary.is_not(None)))
            found |= {job_id: json.loads(summary) for job_id, summary in pairs}
        return found

    def artifacts(self, tenant: str, job_id: str) -> list[ArtifactRef]:
        """Pointers; see the port."""
        column = self.tables.artifact.c
        query = select(self.tables.artifact).where(column.tenant == tenant, column.job_id == job_id)
        ordered = query.order_by(column.stage, column.file)
        return [rows.artifact_of(row) for row in self.connection.execute(ordered).mappings()]

    def beat(self, beats: Sequence[Beat]) -> None:
        """Note signs of life; see the port."""
        newest = {b.job_id: b for b in sorted(beats, key=lambda b: (b.attempt, b.at))}
        values = [attrs.asdict(newest[job_id]) for job_id in sorted(newest)]
        upsert(self.connection, self.tables.beat, values, _is_newer)

    def beat_of(self, job_id: str) -> Beat | None:
        """The last sign of life; see the port."""
        query = select(self.tables.beat).where(self.tables.beat.c.job_id == job_id)
        row = self.connection.execute(query).mappings().first()
        return Beat(**row) if row else None

    def silent(self, *, beat_before: int, since_before: int, limit: int, after: str) -> list[Job]:
        """Running jobs without a sign of life; see the port."""
        job, beat = self.tables.job, self.tables.beat
        of_this_hop = and_(
            beat.c.job_id == job.c.id,
            beat.c.attempt == job.c.attempt,
            beat.c.at >= job.c.running_since,
        )
        query = (
            select(job)
            .select_from(job.outerjoin(beat, of_this_hop))
            .where(
                job.c.state == str(JobState.RUNNING),
                or_(beat.c.at < beat_before, job.c.running_since < since_before),
            )
        )
        return self._page(query, limit, after)

    def running_stages(self) -> dict[str, int]:
        """How many run, by stage; see the port. There are at most as many as slots."""
        column = self.tables.job.c
        query = select(column.stages, column.hop).where(column.state == str(JobState.RUNNING))
        rows = self.connection.execute(query)
        return dict(Counter(json.loads(stages)[hop]["name"] for stages, hop in rows))

    def unsettled(self, now: int, *, limit: int, after: str) -> list[Job]:
        """Open jobs that the coordinator should end or settle; see the port."""
        column = self.tables.job.c
        # A query for each reason: together by OR, no index would serve them. Written out, because
        # a partial index is not found by a bound value.
        reasons = (
            column.cancelling == literal_column("1"),
            and_(column.deadline_at <= now, IS_OPEN),
            column.settle_at <= now,
        )
        found = union(*(select(column.id).where(reason) for reason in reasons))
        ids = sorted(self.connection.execute(found).scalars())
        return list(self.get([job_id for job_id in ids if job_id > after][:limit]).values())

    def _page(self, query: Select[Any], limit: int, after: str) -> list[Job]:
        job_id = self.tables.job.c.id
        page = query.where(job_id > after).order_by(job_id).limit(limit)
        return list(self._jobs(page).values())

    def _jobs(self, query: Select[Any]) -> dict[str, Job]:
        found = (rows.job_of(row) for row in self.connection.execute(query).mappings())
        return {job.id: job for job in found}


@lru_cache(KEPT)
def _change(job: Table, names: tuple[str, ...]) -> Any:
    """Change these fields of a row that is as it was read."""
    as_read = and_(job.c.id == bindparam("of"), job.c.seq == bindparam("was"))
    return update(job).where(as_read).values({name: bindparam(name) for name in names})


def _is_newer(beat: Table, new: Any) -> Any:
    later = and_(new.attempt == beat.c.attempt, new.at > beat.c.at)
    return or_(new.attempt > beat.c.attempt, later)


def _changed(change: Change, summary: Mapping[str, Any] | None) -> dict[str, Any]:
    """What changes in a job's row, and which row as it was read."""
    values = rows.job_values(change.after, change.fields)
    if summary is not None:
        values["summary"] = canonical(dict(summary))
    return values | {"of": change.before.id, "was": change.before.seq}


def _led_by_few(where: JobFilter, column: Any) -> tuple[Any, Any]:
    """Tenant and id as a search for jobs should name them.

    Where something is given that few jobs share, its index must lead to them. So what would lead
    SQLite through all jobs of the tenant in their order is spelled as no index has it.
    """
    is_one_files = where.file is not None
    is_few = where.ref is not None or where.rerun_of is not None or is_one_files
    is_one_tenants = where.rerun_of is not None or where.batch is not None or is_one_files
    return (
        column.tenant.concat("") if is_one_tenants else column.tenant,
        column.id.concat("") if is_few else column.id,
    )
