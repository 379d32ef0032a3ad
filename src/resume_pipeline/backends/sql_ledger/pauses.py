"""What an operator paused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from sqlalchemy import Connection, and_, exists, select, update

from resume_pipeline.backends.sql_ledger.statements import insert_new
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.pause import Pause, PauseKind


@attrs.frozen
class SqlPauses:
    """See `resume_pipeline.ports.operating.Pauses`."""

    connection: Connection
    tables: Tables

    def holding(self) -> list[Pause]:
        """Those that hold now; see the port."""
        table = self.tables.pause
        query = select(table).where(table.c.resumed_at.is_(None))
        return self._read(query.order_by(table.c.kind, table.c.name))

    def all(self, *, limit: int) -> list[Pause]:
        """The latest first; see the port."""
        table = self.tables.pause
        return self._read(select(table).order_by(table.c.id.desc()).limit(limit))

    def _read(self, query: Any) -> list[Pause]:
        rows = self.connection.execute(query).mappings()
        return [Pause(**dict(row) | {"kind": PauseKind(row["kind"])}) for row in rows]

    def add(self, pause: Pause) -> Pause:
        """Begin, or find what stands; see the port."""
        row = attrs.asdict(pause) | {"kind": str(pause.kind)}
        insert_new(self.connection, self.tables.pause, [row])
        standing = (p for p in self.holding() if (p.kind, p.name) == (pause.kind, pause.name))
        return next(standing, pause)

    def end(self, kind: PauseKind, name: str, actor: str | None, now: int) -> bool:
        """End; see the port."""
        table = self.tables.pause
        mine = and_(table.c.kind == str(kind), table.c.name == name, table.c.resumed_at.is_(None))
        ended = update(table).where(mine).values(resumed_at=now, resumed_by=actor)
        return bool(self.connection.execute(ended).rowcount)


def not_paused(pauses: Sequence[Pause], tables: Tables) -> list[Any]:
    """Conditions on dispatches: of no tenant and no plan that is paused."""
    outbox, job = tables.outbox, tables.job
    tenants = [pause.name for pause in pauses if pause.kind is PauseKind.TENANT]
    plans = [pause.name for pause in pauses if pause.kind is PauseKind.PLAN]
    conditions: list[Any] = [outbox.c.tenant.not_in(tenants)] if tenants else []
    if plans:
        of_these = and_(job.c.id == outbox.c.job_id, job.c.plan.in_(plans))
        conditions.append(~exists(select(job.c.id).where(of_these)))
    return conditions
