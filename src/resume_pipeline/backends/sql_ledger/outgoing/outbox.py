"""What is to leave the ledger: dispatches for workers, calls of hooks after the commit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import attrs
from sqlalchemy import (
    Connection,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from resume_pipeline.backends.sql_ledger.outgoing.fairness import Fair
from resume_pipeline.backends.sql_ledger.pauses import SqlPauses, not_paused
from resume_pipeline.backends.sql_ledger.statements import chunks, insert_new, upsert
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.backlog import StageLoad
from resume_pipeline.model.event import Change
from resume_pipeline.model.job import Job, JobState
from resume_pipeline.ports.ledger import AfterCall, Dispatch

_DISPATCH, _AFTER = "dispatch", "after"
_ENOUGH = 1_000  # to know that there is something to relay
_HANDED_ON_GRACE = 60_000  # milliseconds before a hop that a worker published is looked after


@attrs.frozen
class SqlOutbox:
    """See `resume_pipeline.ports.ledger.Outbox`."""

    connection: Connection
    tables: Tables
    pauses: SqlPauses

    def dispatch(self, jobs: Sequence[Job], published_at: int | None = None) -> None:
        """Have the current hop of ``jobs`` published when due, or note that a worker did."""
        upsert(self.connection, self.tables.outbox, [_row(job, published_at) for job in jobs])

    def follow(self, changes: Sequence[Change]) -> None:
        """Bring dispatches in line with what happened to their jobs."""
        left = [c for c in changes if c.after.state is not JobState.QUEUED]
        self._forget([c.before for c in left if c.before.state is JobState.QUEUED])
        waiting = [c for c in changes if c.after.state is JobState.QUEUED and _is_another_hop(c)]
        for change in waiting:
            self.dispatch([change.after], published_at=_published_at(change))

    def _forget(self, jobs: Sequence[Job]) -> None:
        outbox = self.tables.outbox
        for some in chunks([_id(job.id) for job in jobs]):
            self.connection.execute(delete(outbox).where(outbox.c.id.in_(some)))

    def is_due(self, now: int) -> bool:
        """A cheap look; see the port."""
        values = {"now": now}
        return self.connection.execute(_due(self.tables.outbox), values).first() is not None

    def counts(self) -> dict[str, tuple[int, int]]:
        """Waiting and published, per stage; see the port."""
        return {stage: self._count(stage) for stage in self._stages()}

    def _count(self, stage: str) -> tuple[int, int]:
        """How many wait for a stage, counted up to `_ENOUGH`, and how many are published."""
        column = self.tables.outbox.c
        of_stage = and_(column.kind == _DISPATCH, column.name == stage)
        some = select(column.id).where(of_stage, column.published_at.is_(None)).limit(_ENOUGH)
        waiting = select(func.count()).select_from(some.subquery())
        published = select(func.count()).where(of_stage, column.published_at.is_not(None))
        numbers = (self.connection.execute(query).scalar_one() for query in (waiting, published))
        return next(numbers), next(numbers)

    def loads(self, now: int, *, limit: int) -> list[StageLoad]:
        """How much there is per stage; see the port.

        Counted from the index ``outbox_backlog``, whose entries are those of open jobs that no
        worker has, and of them no more than ``limit`` per number.
        """
        may_go = not_paused(self.pauses.holding(), self.tables)
        return [self._load(stage, now, limit, may_go) for stage in self._stages()]

    def _stages(self) -> Iterator[str]:
        """Every stage that a dispatch names, each found in the index by the one before."""
        column = self.tables.outbox.c
        stage: str | None = ""
        while True:
            behind = and_(column.kind == _DISPATCH, column.name > stage)
            stage = self.connection.execute(select(func.min(column.name)).where(behind)).scalar()
            if stage is None:
                return
            yield stage

    def _load(self, stage: str, now: int, limit: int, may_go: Sequence[Any]) -> StageLoad:
        column = self.tables.outbox.c
        of_stage = and_(column.kind == _DISPATCH, column.name == stage)
        unpublished = and_(of_stage, column.published_at.is_(None))
        waiting = and_(unpublished, column.due_at <= now, *may_go)
        dispatched = and_(of_stage, column.published_at.is_not(None))

        def count(which: Any) -> Any:
            # In the order of the index, or a planner may prefer to read the whole table.
            ordered = (
                select(column.due_at).where(which).order_by(column.published_at, column.due_at)
            )
            some = ordered.limit(limit).subquery()
            return select(func.count(), func.min(some.c.due_at))

        (total, _), (due, first), (out, sent) = (
            self.connection.execute(count(which)).one()
            for which in (unpublished, waiting, dispatched)
        )
        since = min((at for at in (first, sent) if at is not None), default=None)
        return StageLoad(
            stage=stage, waiting=due, held=total - due, dispatched=out, oldest_due_at=since
        )

    def take(self, stages: Collection[str], now: int, until: int, *, limit: int) -> list[Dispatch]:
        """Due dispatches, fair between tenants; see the port."""
        may_go = not_paused(self.pauses.holding(), self.tables)
        fair = Fair(connection=self.connection, tables=self.tables, now=now, may_go=may_go)
        return [_dispatch(row) for row in self._take(fair.first(stages, limit), now, until)]

    def overtaken(self, job_id: str) -> tuple[int, int]:
        """Who goes before this job; see the port."""
        fair = self._in_fair_order()
        mine = select(fair).where(fair.c.id == _id(job_id)).subquery()
        before = or_(
            fair.c.turn < mine.c.turn,
            and_(fair.c.turn == mine.c.turn, fair.c.priority < mine.c.priority),
            and_(
                fair.c.turn == mine.c.turn,
                fair.c.priority == mine.c.priority,
                fair.c.due_at < mine.c.due_at,
            ),
        )
        came_later = case((fair.c.due_at > mine.c.due_at, 1))
        query = select(func.count(), func.count(came_later)).select_from(fair.join(mine, before))
        ahead, later = self.connection.execute(query).one()
        return int(ahead), int(later)

    def _in_fair_order(self) -> Any:
        """Waiting dispatches with their turn: the how-manieth of its tenant each one is.

        Those of a paused tenant or plan are not among them.
        """
        outbox = self.tables.outbox
        may_go = not_paused(self.pauses.holding(), self.tables)
        held = self._published_by_tenant()
        order = (outbox.c.priority, outbox.c.due_at, outbox.c.job_id)
        number = func.row_number().over(partition_by=outbox.c.tenant, order_by=order)
        turn = (number + func.coalesce(held.c.held, 0)).label("turn")
        waiting = and_(outbox.c.kind == _DISPATCH, outbox.c.published_at.is_(None), *may_go)
        return (
            select(outbox.c.id, outbox.c.priority, outbox.c.due_at, turn)
            .select_from(outbox.outerjoin(held, held.c.tenant == outbox.c.tenant))
            .where(waiting)
            .subquery()
        )

    def _published_by_tenant(self) -> Any:
        column = self.tables.outbox.c
        published = and_(column.kind == _DISPATCH, column.published_at.is_not(None))
        query = select(column.tenant, func.count().label("held")).where(published)
        return query.group_by(column.tenant).subquery()

    def _take(self, ids: Sequence[str], now: int, until: int) -> list[Any]:
        """Keep these rows from other takers; two may choose the same, one gets it."""
        outbox = self.tables.outbox
        taken: list[Any] = []
        for some in chunks(ids):
            free = and_(outbox.c.id.in_(some), outbox.c.taken_until <= now)
            row = update(outbox).where(free).values(taken_until=until).returning(outbox)
            taken += self.connection.execute(row).mappings()
        place = {name: index for index, name in enumerate(ids)}
        return sorted(taken, key=lambda row: place[row["id"]])

    def published(self, taken: Sequence[Dispatch], now: int, overdue: Mapping[str, int]) -> None:
        """Mark as published; see the port."""
        values = [
            {"of": _id(d.job_id), "during": d.attempt, "at": d.stage, "late": overdue[d.job_id]}
            for d in taken
        ]
        self._mark(
            values,
            published_at=now,
            overdue_at=bindparam("late"),
            tries=self.tables.outbox.c.tries + 1,
            error=None,
            taken_until=0,
        )

    def refused(self, taken: Sequence[Dispatch], due_at: int, error: str) -> None:
        """Due again later; see the port."""
        values = [{"of": _id(d.job_id), "during": d.attempt, "at": d.stage} for d in taken]
        self._mark(values, due_at=due_at, error=error, taken_until=0)

    def _mark(self, values: Sequence[Mapping[str, Any]], **changes: Any) -> None:
        """Change dispatches that still wait for the hop they were taken for."""
        if not values:
            return
        outbox = self.tables.outbox
        same_hop = and_(
            outbox.c.id == bindparam("of"),
            outbox.c.attempt == bindparam("during"),
            outbox.c.name == bindparam("at"),
        )
        self.connection.execute(update(outbox).where(same_hop).values(**changes), list(values))

    def overdue(self, now: int, *, limit: int, after: str) -> list[Dispatch]:
        """Published and not claimed in time; see the port."""
        column = self.tables.outbox.c
        query = (
            select(self.tables.outbox)
            .where(column.kind == _DISPATCH, column.overdue_at <= now, column.job_id > after)
            .order_by(column.job_id)
            .limit(limit)
        )
        return [_dispatch(row) for row in self.connection.execute(query).mappings()]

    def again(self, dispatch: Dispatch, now: int) -> bool:
        """Publish once more; see the port."""
        outbox = self.tables.outbox
        unchanged = and_(
            outbox.c.id == _id(dispatch.job_id),
            outbox.c.attempt == dispatch.attempt,
            outbox.c.name == dispatch.stage,
            outbox.c.tries == dispatch.tries,
            outbox.c.published_at.is_not(None),
        )
        row = update(outbox).where(unchanged)
        done = self.connection.execute(
            row.values(published_at=None, overdue_at=None, due_at=now, taken_until=0)
        )
        return bool(done.rowcount == 1)

    def dispatch_of(self, job_id: str) -> Dispatch | None:
        """A job's dispatch; see the port."""
        query = select(self.tables.outbox).where(self.tables.outbox.c.id == _id(job_id))
        row = self.connection.execute(query).mappings().first()
        return _dispatch(row) if row else None

    def call_after(self, jobs: Sequence[Job], now: int) -> None:
        """Remember the jobs' hooks; see the port."""
        rows = [
            _row(job, None)
            | {"id": f"{_AFTER}:{job.id}:{name}", "kind": _AFTER, "name": name, "due_at": now}
            for job in jobs
            for name in job.after_hooks
        ]
        insert_new(self.connection, self.tables.outbox, rows)

    def calls_due(self, hooks: Collection[str], now: int) -> bool:
        """Whether there are due calls; see the port."""
        return self.connection.execute(self._calls(hooks, now).limit(1)).first() is not None

    def _calls(self, hooks: Collection[str], now: int) -> Any:
        column = self.tables.outbox.c
        due = and_(
            column.kind == _AFTER,
            column.published_at.is_(None),
            column.due_at <= now,
            column.taken_until <= now,
            column.name.in_(hooks),
        )
        return select(column.id).where(due).order_by(column.due_at, column.id)

    def take_after(
        self, hooks: Collection[str], now: int, until: int, *, limit: int
    ) -> list[AfterCall]:
        """Due calls; see the port."""
        query = self._calls(hooks, now).limit(limit)
        ids = list(self.connection.execute(query).scalars())
        return [
            AfterCall(
                id=row["id"],
                job_id=row["job_id"],
                tenant=row["tenant"],
                hook=row["name"],
                tries=row["tries"],
            )
            for row in self._take(ids, now, until)
        ]

    def called(self, call: AfterCall) -> None:
        """Forget the call; see the port."""
        outbox = self.tables.outbox
        self.connection.execute(delete(outbox).where(outbox.c.id == call.id))

    def call_failed(self, call: AfterCall, due_at: int, error: str) -> None:
        """Call again later; see the port."""
        outbox = self.tables.outbox
        row = update(outbox).where(outbox.c.id == call.id)
        changes = {"due_at": due_at, "error": error, "tries": call.tries + 1, "taken_until": 0}
        self.connection.execute(row.values(changes))


def _is_another_hop(change: Change) -> bool:
    before, after = change.before, change.after
    return (after.attempt, after.hop) != (before.attempt, before.hop)


def _published_at(change: Change) -> int | None:
    """When a worker published the hop; None if the relay is to do it."""
    was_handed_on = change.after.attempt == change.before.attempt
    return change.events[-1].at if was_handed_on else None


@cache
def _due(outbox: Table) -> Any:
    """Built once: putting the statement together takes longer than running it."""
    column = outbox.c
    now: Any = bindparam("now")
    is_waiting = and_(
        column.kind.in_([_DISPATCH, _AFTER]), column.published_at.is_(None), column.due_at <= now
    )
    return select(column.id).where(is_waiting, column.taken_until <= now).limit(1)


def _id(job_id: str) -> str:
    return f"{_DISPATCH}:{job_id}"


def _row(job: Job, published_at: int | None) -> dict[str, Any]:
    return {
        "id": _id(job.id),
        "kind": _DISPATCH,
        "tenant": job.tenant,
        "job_id": job.id,
        "name": job.first_stage,
        "attempt": job.attempt,
        "priority": job.priority,
        "due_at": job.due_at,
        "published_at": published_at,
        "overdue_at": None if published_at is None else published_at + _HANDED_ON_GRACE,
        "tries": 0,
        "error": None,
        "taken_until": 0,
    }


def _dispatch(row: Any) -> Dispatch:
    return Dispatch(
        job_id=row["job_id"],
        tenant=row["tenant"],
        attempt=row["attempt"],
        stage=row["name"],
        priority=row["priority"],
        due_at=row["due_at"],
        published_at=row["published_at"],
        overdue_at=row["overdue_at"],
        tries=row["tries"],
        error=row["error"],
    )
