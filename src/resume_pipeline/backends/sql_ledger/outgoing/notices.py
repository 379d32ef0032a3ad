"""Who is told of endings over HTTP, and what is still to be told."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select, update

from resume_pipeline.backends.sql_ledger.statements import chunks, insert_new, upsert
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.endpoint import Endpoint, EndpointKey, Notice, NoticeKind
from resume_pipeline.model.event import canonical


@attrs.frozen
class SqlNotices:
    """See `resume_pipeline.ports.operating.Notices`."""

    connection: Connection
    tables: Tables

    def endpoints(self, tenant: str | None) -> list[Endpoint]:
        """Of one tenant, or the host's; see the port."""
        return self._endpoints(self.tables.endpoint.c.tenant.is_not_distinct_from(tenant))

    def listening(self, tenants: Collection[str]) -> list[Endpoint]:
        """Who is to be told; see the port."""
        column = self.tables.endpoint.c
        if not tenants:
            return []
        of_these = or_(column.tenant.is_(None), column.tenant.in_(tenants))
        return self._endpoints(and_(column.disabled_at.is_(None), of_these))

    def _endpoints(self, which: Any) -> list[Endpoint]:
        table = self.tables.endpoint
        rows = self.connection.execute(select(table).where(which).order_by(table.c.id)).mappings()
        return [_endpoint(row) for row in rows]

    def save(self, endpoint: Endpoint) -> None:
        """Insert or replace; see the port."""
        keys = canonical([attrs.asdict(key) for key in endpoint.keys])
        row = attrs.asdict(endpoint, recurse=False)
        row |= {"events": canonical([str(kind) for kind in endpoint.events]), "keys": keys}
        upsert(self.connection, self.tables.endpoint, [row])

    def remove(self, endpoint: Endpoint) -> None:
        """Forget it; see the port."""
        table, notice = self.tables.endpoint, self.tables.notice
        self.connection.execute(delete(notice).where(notice.c.endpoint == endpoint.id))
        self.connection.execute(delete(table).where(table.c.id == endpoint.id))

    def add(self, notices: Sequence[Notice]) -> None:
        """Insert; see the port."""
        rows = [attrs.asdict(n) | {"kind": str(n.kind), "taken_until": 0} for n in notices]
        insert_new(self.connection, self.tables.notice, rows)

    def is_due(self, now: int) -> bool:
        """Whether something can be taken; see the port."""
        return self.connection.execute(self._due(now)).first() is not None

    def _due(self, now: int) -> Any:
        """The endpoint that waits longest and is in nobody's hands."""
        notice, endpoint = self.tables.notice, self.tables.endpoint
        held = notice.alias()
        in_hands = and_(
            held.c.endpoint == notice.c.endpoint,
            held.c.due_at.is_not(None),
            held.c.due_at <= now,
            held.c.taken_until > now,
        )
        return (
            select(notice.c.endpoint)
            .join(endpoint, endpoint.c.id == notice.c.endpoint)
            .where(
                notice.c.due_at <= now,
                notice.c.taken_until <= now,
                endpoint.c.disabled_at.is_(None),
                ~exists(select(held.c.id).where(in_hands)),
            )
            .order_by(notice.c.due_at)
            .limit(1)
        )

    def take(self, now: int, until: int, *, limit: int) -> tuple[Endpoint, list[Notice]] | None:
        """Due notices of one endpoint; see the port."""
        table = self.tables.notice
        endpoint_id = self.connection.execute(self._due(now)).scalar()
        found = self._endpoints(self.tables.endpoint.c.id == endpoint_id) if endpoint_id else []
        if not found:
            return None
        free = and_(
            table.c.endpoint == endpoint_id, table.c.due_at <= now, table.c.taken_until <= now
        )
        query = select(table.c.id).where(free).order_by(table.c.due_at, table.c.id).limit(limit)
        ids = list(self.connection.execute(query).scalars())
        # Asked again when changing it: two may choose the same rows, one gets them.
        mine = update(table).where(free, table.c.id.in_(ids)).values(taken_until=until)
        rows = self.connection.execute(mine.returning(table)).mappings().all()
        taken = sorted(map(_notice, rows), key=lambda notice: (notice.due_at or 0, notice.id))
        return (found[0], taken) if taken else None

    def tried(self, notices: Sequence[Notice]) -> None:
        """Let go; see the port."""
        if not notices:
            return
        table = self.tables.notice
        names = ("due_at", "tries", "status", "error", "tried_at", "delivered_at")
        this = and_(table.c.endpoint == bindparam("of"), table.c.id == bindparam("this"))
        changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        values = [
            {"of": n.endpoint, "this": n.id, **{f"new_{name}": getattr(n, name) for name in names}}
            for n in notices
        ]
        self.connection.execute(update(table).where(this).values(**changes, taken_until=0), values)

    def put_off(self, endpoint: Endpoint, now: int, until: int) -> None:
        """Nothing is due before; see the port."""
        table = self.tables.notice
        due = and_(table.c.endpoint == endpoint.id, table.c.due_at <= now)
        later = update(table).where(due).values(due_at=until, taken_until=0)
        self.connection.execute(later)

    def has_delivered(self, endpoint: Endpoint, since: int) -> bool:
        """Whether anything arrived; see the port."""
        table = self.tables.notice
        arrived = and_(
            table.c.endpoint == endpoint.id,
            table.c.created_at >= since,
            table.c.delivered_at.is_not(None),
        )
        return (
            self.connection.execute(select(table.c.id).where(arrived).limit(1)).first() is not None
        )

    def forget(self, endpoint: Endpoint, before: int) -> None:
        """Delete what is old and over; see the port."""
        table = self.tables.notice
        old = and_(table.c.endpoint == endpoint.id, table.c.created_at < before)
        self.connection.execute(delete(table).where(old, table.c.due_at.is_(None)))

    def log(self, endpoint: Endpoint, *, limit: int) -> list[Notice]:
        """The latest first; see the port."""
        table = self.tables.notice
        query = select(table).where(table.c.endpoint == endpoint.id)
        latest = query.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
        return [_notice(row) for row in self.connection.execute(latest).mappings()]

    def again(
        self, endpoint: Endpoint, now: int, *, ids: Collection[str], since: int | None
    ) -> int:
        """Due once more; see the port."""
        table = self.tables.notice
        asked: list[Any] = [table.c.id.in_(some) for some in chunks(sorted(ids))]
        if since is not None:
            is_over = and_(table.c.due_at.is_(None), table.c.delivered_at.is_(None))
            asked.append(and_(is_over, table.c.created_at >= since))
        mine = update(table).where(table.c.endpoint == endpoint.id)
        fresh = mine.values(due_at=now, tries=0, taken_until=0)
        return sum(self.connection.execute(fresh.where(which)).rowcount for which in asked)


def _endpoint(row: Any) -> Endpoint:
    kinds = tuple(NoticeKind(kind) for kind in json.loads(row["events"]))
    keys = tuple(EndpointKey(**key) for key in json.loads(row["keys"]))
    return Endpoint(**dict(row) | {"events": kinds, "keys": keys})


def _notice(row: Any) -> Notice:
    values = {field.name: row[field.name] for field in attrs.fields(Notice)}
    return Notice(**values | {"kind": NoticeKind(values["kind"])})
