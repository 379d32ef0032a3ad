"""The fair order of what waits, found without reading all of it.

A tenant's turn is how many of its jobs are with the broker or go before: who has much under way
comes later, however much it submitted. So of each tenant only the first few can be among the next
few of all; those are read, from the place in an index where they stand in order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
from sqlalchemy import Connection, Select, and_, func, lateral, literal, select, text, true

from resume_pipeline.backends.sql_ledger.tables import Tables

#: That a dispatch waits here; written out, for the partial index that is in this order.
WAITS: Final = text("kind = 'dispatch' AND published_at IS NULL")
#: Rows that another relay took and has not marked yet, at most: a relay takes so many at once.
_TAKEN: Final = 200


@attrs.frozen(kw_only=True)
class Fair:
    """One look for what goes next.

    Attributes:
        now: epoch milliseconds; what is due later does not go.
        may_go: further conditions: nothing that is paused.
    """

    connection: Connection
    tables: Tables
    now: int
    may_go: Sequence[Any]

    def first(self, stages: Collection[str], limit: int) -> list[str]:
        """Ids of the first ``limit`` dispatches for these stages that nobody has taken."""
        held = self._held()
        turns = [
            (held.get(tenant, 0) + place, row)
            for tenant, rows in self._by_tenant(sorted(stages), limit).items()
            for place, row in enumerate(sorted(rows, key=_order), start=1)
        ]
        free = [(turn, row) for turn, row in turns if row.taken_until <= self.now]
        free.sort(key=lambda pair: (pair[0], *_order(pair[1])))
        return [row.id for _, row in free[:limit]]

    def _held(self) -> dict[str, int]:
        """How many dispatches of each tenant are with the broker: no more than its window."""
        column = self.tables.outbox.c
        published = and_(column.kind == "dispatch", column.published_at.is_not(None))
        query = select(column.tenant, func.count()).where(published).group_by(column.tenant)
        return {tenant: count for tenant, count in self.connection.execute(query)}

    def _by_tenant(self, stages: Sequence[str], limit: int) -> Mapping[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for stage in stages:
            for row in self._heads(stage, limit + _TAKEN):
                found.setdefault(row.tenant, []).append(row)
        return found

    def _heads(self, stage: str, limit: int) -> Iterator[Any]:
        """The first rows of each tenant for one stage."""
        tenants = self._tenants(stage)
        if self.connection.dialect.name == "postgresql":
            head = lateral(self._head(stage, tenants.c.tenant, limit))
            yield from self.connection.execute(select(head).select_from(tenants.join(head, true())))
            return
        for tenant in list(self.connection.execute(select(tenants)).scalars()):
            yield from self.connection.execute(self._head(stage, literal(tenant), limit))

    def _head(self, stage: str, tenant: Any, limit: int) -> Select[Any]:
        column = self.tables.outbox.c
        due = and_(WAITS, column.name == stage, column.tenant == tenant, column.due_at <= self.now)
        shown = (column.id, column.tenant, column.taken_until, *_ordering(column))
        query = select(*shown).where(due, *self.may_go)
        return query.order_by(*_ordering(column)).limit(limit)

    def _tenants(self, stage: str) -> Any:
        """Tenants with something that waits for a stage, each found in the index by the last."""
        outbox = self.tables.outbox
        here = and_(WAITS, outbox.c.name == stage)
        first = select(func.min(outbox.c.tenant).label("tenant")).where(here)
        seen = first.cte("tenants", recursive=True)
        following = select(func.min(outbox.c.tenant)).where(here, outbox.c.tenant > seen.c.tenant)
        seen = seen.union_all(select(following.scalar_subquery()).where(seen.c.tenant.is_not(None)))
        return select(seen.c.tenant).where(seen.c.tenant.is_not(None)).subquery()


def _ordering(column: Any) -> tuple[Any, ...]:
    return column.priority, column.due_at, column.job_id


def _order(row: Any) -> tuple[Any, ...]:
    return row.priority, row.due_at, row.job_id
