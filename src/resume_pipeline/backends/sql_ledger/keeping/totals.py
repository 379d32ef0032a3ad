"""Sums that finalization keeps, and trace contexts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import attrs
from sqlalchemy import Connection, Table, and_, func, select

from resume_pipeline.backends.sql_ledger.statements import KEPT, add, chunks, dialect_insert
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.job import JobState
from resume_pipeline.model.keeping.totals import ALL, Day, Key

_LAYOUT = 4


@attrs.frozen
class SqlTotals:
    """See `resume_pipeline.ports.keeping.Totals`."""

    connection: Connection
    tables: Tables
    layout: int

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to sums, in the order of their keys; see the port."""
        if self.layout < _LAYOUT or not counts:
            return
        names = ("tenant", "plan", "day", "measure")
        values = [
            dict(zip(names, key, strict=True)) | {"value": counts[key]} for key in sorted(counts)
        ]
        statement = _adding(self.connection.dialect.name, self.tables.total)
        self.connection.execute(statement, values)

    def days(self, tenant: str, *, since: str, until: str, plan: str | None) -> list[Day]:
        """A tenant's days; see the port."""
        if self.layout < _LAYOUT:
            return []
        column = self.tables.total.c
        asked = and_(column.tenant == tenant, column.day >= since, column.day <= until)
        query = select(self.tables.total).where(asked)
        if plan is not None:
            query = query.where(column.plan == plan)
        found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row in self.connection.execute(query).mappings():
            found[row["day"], row["plan"]][row["measure"]] = row["value"]
        return [Day.of(tenant, plan, day, found[day, plan]) for day, plan in sorted(found)]

    def overall(self) -> dict[tuple[str, str], int]:
        """Of all tenants and days; see the port."""
        if self.layout < _LAYOUT:
            return {}
        column = self.tables.total.c
        query = select(column.plan, column.measure, column.value)
        found = self.connection.execute(query.where(column.tenant == ALL, column.day == ALL))
        return {(plan, measure): value for plan, measure, value in found}

    def oldest_open(self) -> int | None:
        """By the first id of each open state; see the port."""
        column = self.tables.job.c
        first = [
            self.connection.execute(
                select(column.created_at).where(column.state == state).order_by(column.id).limit(1)
            ).scalar()
            for state in (str(JobState.QUEUED), str(JobState.RUNNING))
        ]
        return min((at for at in first if at is not None), default=None)

    def open(self, *, limit: int) -> dict[str, int]:
        """By state, from an index; see the port."""
        job = self.tables.job

        def count(state: str) -> int:
            some = select(job.c.id).where(job.c.state == state).limit(limit).subquery()
            return int(self.connection.execute(select(func.count()).select_from(some)).scalar_one())

        return {state: count(state) for state in (str(JobState.QUEUED), str(JobState.RUNNING))}


@lru_cache(KEPT)
def _adding(dialect: str, total: Table) -> Any:
    statement = dialect_insert(dialect, total)
    keys = [column.name for column in total.primary_key]
    added = {"value": total.c.value + statement.excluded["value"]}
    return statement.on_conflict_do_update(index_elements=keys, set_=added)


@attrs.frozen
class SqlTraces:
    """See `resume_pipeline.ports.keeping.Traces`."""

    connection: Connection
    tables: Tables
    layout: int

    def keep(self, contexts: Mapping[str, tuple[str, str]]) -> None:
        """Keep contexts; see the port."""
        if self.layout >= _LAYOUT:
            rows = [
                {"job_id": job_id, "tenant": tenant, "context": context}
                for job_id, (tenant, context) in contexts.items()
            ]
            add(self.connection, self.tables.trace, rows)

    def of(self, jobs: Collection[str]) -> dict[str, str]:
        """By job; see the port."""
        if self.layout < _LAYOUT:
            return {}
        column = self.tables.trace.c
        found: dict[str, str] = {}
        for some in chunks(sorted(set(jobs))):
            query = select(column.job_id, column.context).where(column.job_id.in_(some))
            found |= {job_id: context for job_id, context in self.connection.execute(query)}
        return found
