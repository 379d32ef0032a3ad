"""The trail's entries, and the heads of its chains."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, and_, bindparam, func, insert, select, text, update

from resume_pipeline.backends.sql_ledger.statements import insert_new
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.event import canonical
from resume_pipeline.model.keeping.trail import START, Head, TrailEntry

_LAYOUT = 4
_WAITS = text("position IS NULL")


@attrs.frozen
class SqlTrail:
    """See `resume_pipeline.ports.keeping.Trail`."""

    connection: Connection
    tables: Tables
    layout: int

    def add(self, entries: Sequence[TrailEntry]) -> None:
        """Add entries; see the port."""
        if entries and self.layout >= _LAYOUT:
            rows = [_row(one) for one in entries]
            one_or_all: Any = rows[0] if len(rows) == 1 else rows  # one alone costs half as much
            self.connection.execute(insert(self.tables.trail), one_or_all)

    def waiting(self) -> list[str]:
        """Tenants with something to chain, each found in the index by the one before."""
        if self.layout < _LAYOUT:
            return []
        column = self.tables.trail.c
        found: list[str] = []
        while True:
            behind = select(func.min(column.tenant)).where(column.tenant > (found or [""])[-1])
            tenant = self.connection.execute(behind.where(_WAITS)).scalar()
            if tenant is None:
                return found
            found.append(tenant)

    def head(self, tenant: str) -> Head:
        """Where the chain ends, locked; see the port."""
        table = self.tables.trail_head
        first = {"tenant": tenant, "position": 0, "hash": START}
        insert_new(self.connection, table, [first], key="tenant")
        mine = select(table).where(table.c.tenant == tenant).with_for_update()
        row = self.connection.execute(mine).mappings().one()
        return Head(position=row["position"], hash=row["hash"])

    def unchained(self, tenant: str, *, limit: int) -> list[TrailEntry]:
        """Without a position; see the port."""
        table = self.tables.trail
        query = select(table).where(table.c.tenant == tenant, _WAITS).order_by(table.c.id)
        return [_entry(row) for row in self.connection.execute(query.limit(limit)).mappings()]

    def chain(self, tenant: str, entries: Sequence[TrailEntry]) -> None:
        """Keep positions and hashes; see the port."""
        table, heads = self.tables.trail, self.tables.trail_head
        first = [one for one in entries if one.position == 1]
        self.add(first)
        values = [
            {"of": e.id, "place": e.position, "digest": e.hash} for e in entries[len(first) :]
        ]
        if values:
            mine = update(table).where(table.c.id == bindparam("of"))
            placed = mine.values(position=bindparam("place"), hash=bindparam("digest"))
            self.connection.execute(placed, values)
        last = {"position": entries[-1].position, "hash": entries[-1].hash}
        self.connection.execute(update(heads).where(heads.c.tenant == tenant).values(last))

    def entries(self, tenant: str, *, after: int, limit: int) -> list[TrailEntry]:
        """Chained ones in order; see the port."""
        if self.layout < _LAYOUT:
            return []
        table = self.tables.trail
        behind = and_(table.c.tenant == tenant, table.c.position > after)
        query = select(table).where(behind).order_by(table.c.position).limit(limit)
        return [_entry(row) for row in self.connection.execute(query).mappings()]


def _row(one: TrailEntry) -> dict[str, Any]:
    return {
        "id": one.id,
        "tenant": one.tenant,
        "at": one.at,
        "entry": canonical(one.entry),
        "position": one.position,
        "hash": one.hash,
    }


def _entry(row: Any) -> TrailEntry:
    return TrailEntry(**dict(row) | {"entry": json.loads(row["entry"])})
