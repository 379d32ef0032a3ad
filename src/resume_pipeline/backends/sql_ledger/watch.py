"""What is kept for those who watch: processes, counters, endings, retired hooks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, and_, delete, insert, select, update

from resume_pipeline.backends.sql_ledger.expressions import IS_OPEN
from resume_pipeline.backends.sql_ledger.statements import insert_new, upsert
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.event import canonical
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.ports.ledger import Ended, Process

_ENDINGS = "endings"
_DAY = 86_400_000  # milliseconds


@attrs.frozen
class SqlWatch:
    """See `resume_pipeline.ports.ledger.Watch`."""

    connection: Connection
    tables: Tables

    def announce(self, process: Process) -> None:
        """A process is there, or says goodbye; see the port."""
        row = attrs.asdict(process) | {"offers": canonical(list(process.offers))}
        if process.role == "worker" and process.slots == 0:
            table = self.tables.process
            self.connection.execute(delete(table).where(table.c.id == process.id))
            return
        upsert(self.connection, self.tables.process, [row])
        self._forget_the_dead(process)

    def _forget_the_dead(self, process: Process) -> None:
        """Processes that were killed never say goodbye: a day after, nobody asks for them."""
        table = self.tables.process
        dead = and_(table.c.role == process.role, table.c.seen_at < process.seen_at - _DAY)
        self.connection.execute(delete(table).where(dead))

    def processes(self, role: str) -> list[Process]:
        """By role; see the port."""
        table = self.tables.process
        query = select(table).where(table.c.role == role).order_by(table.c.id)
        found = self.connection.execute(query).mappings()
        return [_process(row) for row in found]

    def count(self, counts: Mapping[str, int]) -> None:
        """Add to counters; see the port."""
        for name in sorted(counts):
            self._add(name, counts[name])

    def _add(self, name: str, amount: int) -> int:
        """Add and return the new value; the row stays locked until the commit."""
        table = self.tables.counter
        row = update(table).where(table.c.name == name)
        added = row.values(value=table.c.value + amount).returning(table.c.value)
        value = self.connection.execute(added).scalar_one_or_none()
        if value is None:
            # The first of all: insert a zero unless another process just did, then add.
            insert_new(self.connection, table, [{"name": name, "value": 0}], key="name")
            value = self.connection.execute(added).scalar_one()
        return int(value)

    def counters(self) -> dict[str, int]:
        """All counters; see the port."""
        table = self.tables.counter
        pairs = self.connection.execute(select(table.c.name, table.c.value))
        return {name: value for name, value in pairs if name != _ENDINGS}

    def ended(self, jobs: Sequence[Job]) -> None:
        """Number endings; the counter's lock makes their order that of the commits."""
        if not jobs:
            return
        last = self._add(_ENDINGS, len(jobs))
        values = [
            {
                "position": last - len(jobs) + offset,
                "job_id": job.id,
                "tenant": job.tenant,
                "ref": job.ref,
                "state": str(job.state),
                "at": job.finished_at,
            }
            for offset, job in enumerate(jobs, start=1)
        ]
        self.connection.execute(insert(self.tables.ending), values)

    def endings(
        self, after: int, *, limit: int, tenant: str | None = None, batch: str | None = None
    ) -> list[Ended]:
        """Endings in order; see the port."""
        column, job = self.tables.ending.c, self.tables.job.c
        query = select(self.tables.ending).where(column.position > after)
        if tenant is not None:
            query = query.where(column.tenant == tenant)
        if batch is not None:
            query = query.where(column.job_id.in_(select(job.id).where(job.batch == batch)))
        rows = self.connection.execute(query.order_by(column.position).limit(limit)).mappings()
        return [_ended(row) for row in rows]

    def retire(self, hook: str, now: int) -> None:
        """Retire a hook; see the port."""
        upsert(self.connection, self.tables.hook, [{"name": hook, "retired_at": now}])

    def retired(self) -> frozenset[str]:
        """Retired hooks; see the port."""
        return frozenset(self.connection.execute(select(self.tables.hook.c.name)).scalars())

    def open_hooks(self) -> dict[str, int]:
        """Hooks of open jobs; see the port."""
        job = self.tables.job
        lists = self.connection.execute(select(job.c.hooks).where(IS_OPEN)).scalars()
        return dict(Counter(name for names in lists for name in json.loads(names)))


def _ended(row: Any) -> Ended:
    return Ended(
        id=f"{row['job_id']}:ended",
        position=row["position"],
        job_id=row["job_id"],
        tenant=row["tenant"],
        ref=row["ref"],
        state=JobState(row["state"]),
        at=row["at"],
    )


def _process(row: Any) -> Process:
    return Process(**dict(row) | {"offers": tuple(json.loads(row["offers"]))})
