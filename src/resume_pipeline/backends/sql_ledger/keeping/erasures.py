"""Erasures, holds, and what blanking leaves of a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, Table, and_, delete, func, or_, select, text, update

from resume_pipeline.backends.sql_ledger import rows
from resume_pipeline.backends.sql_ledger.intake import SqlQuotas
from resume_pipeline.backends.sql_ledger.statements import chunks, insert_new, upsert
from resume_pipeline.backends.sql_ledger.tables import Tables, needs_layout
from resume_pipeline.model.event import canonical
from resume_pipeline.model.file import FileRecord
from resume_pipeline.model.intake.quota import Used
from resume_pipeline.model.job import Job
from resume_pipeline.model.keeping.erasure import (
    Erasure,
    Hold,
    blanked,
    blanked_event,
    blanked_file,
)

_LAYOUT = 4
#: That more than a file's tombstone is there; written out, for an index that covers it.
_IS_WHOLE = text("sha256 <> ''")
_BLANKED = ("ref", "subject", "idempotency_key", "fingerprint", "stages", "error", "done")


@attrs.frozen
class SqlErasures:
    """See `resume_pipeline.ports.keeping.Erasures`."""

    connection: Connection
    tables: Tables
    layout: int
    quotas: SqlQuotas

    def tenants(self) -> list[str]:
        """Whose files there are; each found in the index by the one before."""
        column = self.tables.file.c
        found: list[str] = []
        while True:
            behind = select(func.min(column.tenant)).where(column.tenant > (found or [""])[-1])
            tenant = self.connection.execute(behind.where(_IS_WHOLE)).scalar()
            if tenant is None:
                return found
            found.append(tenant)

    def files_of(self, tenant: str, subject: str) -> dict[str, FileRecord]:
        """By subject; see the port."""
        column = self.tables.file.c
        query = select(self.tables.file).where(column.tenant == tenant, column.subject == subject)
        return {file.id: file for file in self._files(query)}

    def files(
        self, tenant: str, *, after: str = "", before: str = "g", limit: int
    ) -> list[FileRecord]:
        """Between two ids; see the port."""
        column = self.tables.file.c
        between = and_(column.tenant == tenant, column.id > after, column.id < before, _IS_WHOLE)
        return self._files(select(self.tables.file).where(between).order_by(column.id).limit(limit))

    def _files(self, query: Any) -> list[FileRecord]:
        return [FileRecord(**row) for row in self.connection.execute(query).mappings()]

    def jobs_over(self, tenant: str, files: Collection[str]) -> dict[str, Job]:
        """By file; see the port."""
        job, of = self.tables.job, self.tables.job_file.c
        found: dict[str, Job] = {}
        for some in chunks(sorted(files)):
            ids = select(of.job_id).where(of.file_id.in_(some))
            query = select(job).where(job.c.tenant == tenant, job.c.id.in_(ids))
            for row in self.connection.execute(query).mappings():
                found[row["id"]] = rows.job_of(row)
        return found

    def save(self, erasure: Erasure) -> None:
        """Insert or replace; see the port."""
        needs_layout(_LAYOUT, self.layout)
        lists = {name: canonical(list(getattr(erasure, name))) for name in ("files", "jobs")}
        upsert(self.connection, self.tables.erasure, [attrs.asdict(erasure) | lists])

    def get(self, tenant: str, id: str) -> Erasure | None:
        """By id; see the port."""
        column = self.tables.erasure.c
        found = self._erasures(lambda query: query.where(column.tenant == tenant, column.id == id))
        return found[0] if found else None

    def all(self, tenant: str, *, limit: int, after: str = "") -> list[Erasure]:
        """Of a tenant; see the port."""
        column = self.tables.erasure.c
        mine = and_(column.tenant == tenant, column.id > after)
        return self._erasures(lambda query: query.where(mine).order_by(column.id).limit(limit))

    def unfinished(self, *, limit: int) -> list[Erasure]:
        """Of every tenant; see the port."""
        column = self.tables.erasure.c
        is_open = text("done_at IS NULL")
        return self._erasures(lambda query: query.where(is_open).order_by(column.id).limit(limit))

    def lock(self, id: str) -> Erasure | None:
        """By id, locked; see the port."""
        column = self.tables.erasure.c
        found = self._erasures(lambda query: query.where(column.id == id).with_for_update())
        return found[0] if found else None

    def _erasures(self, narrow: Callable[[Any], Any]) -> list[Erasure]:
        if self.layout < _LAYOUT:
            return []
        found = self.connection.execute(narrow(select(self.tables.erasure))).mappings()
        return [_erasure(row) for row in found]

    def blank(self, files: Collection[FileRecord], jobs: Collection[Job]) -> None:
        """Leave what is nobody's; see the port."""
        for file in files:
            self._blank_file(file)
        for job in sorted(jobs, key=lambda job: job.id):
            self._blank_job(job)
        self._forget_around([file.id for file in files], [job.id for job in jobs])

    def _blank_file(self, file: FileRecord) -> None:
        table = self.tables.file
        bare = attrs.asdict(blanked_file(file))
        mine = update(table).where(table.c.id == file.id, _IS_WHOLE)
        done = self.connection.execute(
            mine.values({name: bare[name] for name in ("sha256", "filename", "subject")})
        )
        if done.rowcount:
            self.quotas.count(file.tenant, Used(bytes=-file.size, files=-1))

    def _blank_job(self, job: Job) -> None:
        table, events = self.tables.job, self.tables.job_event
        values = rows.job_values(blanked(job), _BLANKED)
        row = update(table).where(table.c.id == job.id)
        self.connection.execute(row.values(**values, summary=None))
        found = self.connection.execute(select(events).where(events.c.job_id == job.id)).mappings()
        for event in [rows.event_of_row(each) for each in found]:
            bare = rows.event_values(blanked_event(event))
            mine = update(events).where(events.c.job_id == job.id, events.c.seq == event.seq)
            self.connection.execute(mine.values(changes=bare["changes"], ref=bare["ref"]))

    def _forget_around(self, files: Sequence[str], jobs: Sequence[str]) -> None:
        """What hangs on the rows: pointers, notices, words of people, the host's own places."""
        t = self.tables
        for some in chunks(sorted(jobs)):
            self.connection.execute(delete(t.artifact).where(t.artifact.c.job_id.in_(some)))
            self.connection.execute(delete(t.notice).where(t.notice.c.job_id.in_(some)))
            self.connection.execute(
                update(t.ending).where(t.ending.c.job_id.in_(some)).values(ref=None)
            )
            self.connection.execute(
                update(t.decision).where(t.decision.c.job.in_(some)).values(note="")
            )
        for some in chunks(sorted(files)):
            of = update(t.correction).where(t.correction.c.file.in_(some))
            self.connection.execute(of.values(path="", reason="", digest=""))
            self.connection.execute(delete(t.adoption).where(t.adoption.c.file.in_(some)))

    def unblanked(self, tenant: str, files: Collection[str], jobs: Collection[str]) -> list[str]:
        """What still says something; see the port."""
        t = self.tables
        named = or_(t.file.c.subject.is_not(None), t.file.c.filename != "", t.file.c.sha256 != "")
        told = or_(
            t.job.c.subject.is_not(None), t.job.c.ref.is_not(None), t.job.c.summary.is_not(None),
            t.job.c.idempotency_key.is_not(None), t.job.c.done != "[]",
        )  # fmt: skip
        said = or_(
            t.correction.c.path != "", t.correction.c.reason != "", t.correction.c.digest != ""
        )
        left = [
            *self._left(t.file, t.file.c.id, files, named, tenant),
            *self._left(t.job, t.job.c.id, jobs, told, tenant),
            *self._left(t.artifact, t.artifact.c.job_id, jobs, True, tenant),
            *self._left(t.notice, t.notice.c.job_id, jobs, True, tenant),
            *self._left(
                t.job_event, t.job_event.c.job_id, jobs, t.job_event.c.ref.is_not(None), tenant
            ),
            *self._left(t.correction, t.correction.c.file, files, said, tenant),
            *self._left(t.decision, t.decision.c.job, jobs, t.decision.c.note != "", tenant),
            *self._left(t.adoption, t.adoption.c.file, files, True, tenant),
        ]
        return [f"row of {table} for {key}" for table, key in left]

    def _left(
        self, table: Table, key: Any, ids: Iterable[str], which: Any, tenant: str
    ) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for some in chunks(sorted(ids)):
            query = select(key).where(table.c.tenant == tenant, key.in_(some))
            query = query if which is True else query.where(which)
            found += [(table.name, value) for value in self.connection.execute(query).scalars()]
        return found

    def hold(self, hold: Hold) -> None:
        """Hold a subject; see the port."""
        needs_layout(_LAYOUT, self.layout)
        insert_new(self.connection, self.tables.hold, [attrs.asdict(hold)], key="subject")

    def release(self, tenant: str, subject: str) -> bool:
        """End a hold; see the port."""
        needs_layout(_LAYOUT, self.layout)
        table = self.tables.hold
        mine = and_(table.c.tenant == tenant, table.c.subject == subject)
        return self.connection.execute(delete(table).where(mine)).rowcount == 1

    def holds(self, tenant: str, subjects: Collection[str] | None = None) -> list[Hold]:
        """Of a tenant; see the port."""
        if self.layout < _LAYOUT:
            return []
        table = self.tables.hold
        query = select(table).where(table.c.tenant == tenant).order_by(table.c.subject)
        found = [Hold(**row) for row in self.connection.execute(query).mappings()]
        return [one for one in found if subjects is None or one.subject in subjects]


def _erasure(row: Any) -> Erasure:
    lists = {name: tuple(json.loads(row[name])) for name in ("files", "jobs")}
    return Erasure(**dict(row) | lists)
