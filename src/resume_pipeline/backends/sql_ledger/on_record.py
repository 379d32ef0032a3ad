"""What people put on record: corrections of readings, and decisions on jobs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import attrs
from sqlalchemy import Connection, select

from resume_pipeline.backends.sql_ledger.statements import chunks
from resume_pipeline.backends.sql_ledger.tables import Tables
from resume_pipeline.model.on_record import CorrectionRecord, Decision


@attrs.frozen
class SqlRecords:
    """See `resume_pipeline.ports.operating.Records`."""

    connection: Connection
    tables: Tables

    def correct(self, record: CorrectionRecord) -> None:
        """Add a correction; see the port."""
        self.connection.execute(self.tables.correction.insert().values(**attrs.asdict(record)))

    def corrections_of(self, tenant: str, files: Collection[str]) -> list[CorrectionRecord]:
        """Of these files; see the port."""
        table = self.tables.correction
        found: list[CorrectionRecord] = []
        for some in chunks(sorted(files)):
            query = select(table).where(table.c.tenant == tenant, table.c.file.in_(some))
            found += self._corrections(query.order_by(table.c.id))
        return found

    def corrections(self, tenant: str, *, limit: int, after: str = "") -> list[CorrectionRecord]:
        """Of a tenant; see the port."""
        return self._corrections(self._page(self.tables.correction, tenant, limit, after))

    def _corrections(self, query: Any) -> list[CorrectionRecord]:
        return [CorrectionRecord(**row) for row in self.connection.execute(query).mappings()]

    def decide(self, decision: Decision) -> None:
        """Add a decision; see the port."""
        row = attrs.asdict(decision)
        flags = {name: _number(row[name]) for name in ("agrees", "saw_explanation")}
        self.connection.execute(self.tables.decision.insert().values(**row | flags))

    def decisions(
        self, tenant: str, *, job: str | None = None, limit: int, after: str = ""
    ) -> list[Decision]:
        """Of a tenant, or of one job; see the port."""
        table = self.tables.decision
        query = self._page(table, tenant, limit, after)
        if job is not None:
            query = query.where(table.c.job == job)
        return [_decision(dict(row)) for row in self.connection.execute(query).mappings()]

    def _page(self, table: Any, tenant: str, limit: int, after: str) -> Any:
        mine = select(table).where(table.c.tenant == tenant, table.c.id > after)
        return mine.order_by(table.c.id).limit(limit)


def _number(flag: bool | None) -> int | None:
    return None if flag is None else int(flag)


def _decision(row: dict[str, Any]) -> Decision:
    saw = row["saw_explanation"]
    flags = {"agrees": bool(row["agrees"]), "saw_explanation": None if saw is None else bool(saw)}
    return Decision(**row | flags)
